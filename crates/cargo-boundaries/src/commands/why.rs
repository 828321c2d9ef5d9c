//! `why A B`: how A uses B, and which rule and contract decide.

use std::io::{self, Write};

use boundaries::internal::graph::{Definition, Reference};
use boundaries::internal::lint::{Coupling, Finding, Lack, Report, Verdict as Judgement, WaiverKind};
use boundaries::internal::policy::{ContractId, OwnershipState};
use boundaries::internal::{InsideUse, Why};
use boundaries::{CheckOptions, PolicyOrigin, Project, Subject};

use crate::Verdict;
use crate::args::{CommonArgs, WhyArgs};
use crate::failure::Failure;
use crate::output::{Look, Output};
use crate::text::{clean, counted};

/// How many places of one use are shown; the rest is counted.
const PLACES: usize = 12;

pub(crate) fn run(args: &WhyArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let project = super::load(common, output)?;
    let from = project.subject(&args.from)?;
    let to = project.subject(&args.to)?;
    let options = CheckOptions::default();
    let page =
        Page { project: &project, look: output.style, report: project.check(&options), why: project.why(&from, &to) };
    page.print(&from, &to, output.report())?;
    Ok(Verdict::Clean)
}

struct Page<'p> {
    project: &'p Project,
    look: Look,
    report: Report,
    why: Why<'p>,
}

impl Page<'_> {
    fn print(&self, from: &Subject, to: &Subject, out: &mut impl Write) -> io::Result<()> {
        let (graph, policy) = (self.project.graph(), self.project.policy());
        let (a, b) = (clean(&from.describe(graph, policy)), clean(&to.describe(graph, policy)));
        let direct: usize = self.why.crossing.iter().map(|coupling| coupling.references.len()).sum::<usize>()
            + self.why.inside.iter().map(|inside| inside.references.len()).sum::<usize>();
        if direct == 0 {
            return self.indirect(&a, &b, out);
        }
        let heading = format!("{a} uses {b}: {}", counted(direct, "reference"));
        writeln!(out, "{}", self.look.bold(&heading))?;
        for coupling in &self.why.crossing {
            self.crossing(coupling, out)?;
        }
        for inside in &self.why.inside {
            self.inside(inside, out)?;
        }
        Ok(())
    }

    fn indirect(&self, a: &str, b: &str, out: &mut impl Write) -> io::Result<()> {
        let Some(chain) = &self.why.chain else {
            return writeln!(out, "{a} does not use {b}, neither directly nor by other modules");
        };
        let heading = format!("{a} uses {b} only by other modules; a shortest way:");
        writeln!(out, "{}", self.look.bold(&heading))?;
        for step in &chain.steps {
            writeln!(out, "\n  {} → {}", clean(step.from().path()), clean(step.to().path()))?;
            if let Some(first) = step.references().first() {
                self.reference(first, out)?;
            }
        }
        Ok(())
    }

    fn crossing(&self, coupling: &Coupling, out: &mut impl Write) -> io::Result<()> {
        self.heading(coupling.consumer, coupling.provider, out)?;
        self.references(&coupling.references, out)?;
        let teams = |ids: &[boundaries::internal::policy::TeamId]| {
            let names: Vec<String> =
                ids.iter().map(|&id| format!("`{}`", clean(&self.project.policy().team(id).name))).collect();
            names.join(" and ")
        };
        let pair = format!("{} → {}", teams(&coupling.consumers), teams(&coupling.providers));
        match &coupling.verdict {
            Judgement::Permitted(contract) => {
                writeln!(out, "    {pair}: permitted by the contract at {}", self.contract(*contract))?;
                let reason = &self.project.policy().contract(*contract).reason;
                writeln!(out, "      because: {}", clean(reason))
            }
            Judgement::OffSurface(contracts) => {
                self.breach("off-surface", &pair, coupling, out)?;
                for &contract in contracts {
                    writeln!(
                        out,
                        "      the contract at {} covers the teams, but not this path",
                        self.contract(contract)
                    )?;
                }
                Ok(())
            }
            Judgement::Undeclared(_) if self.project.origin() != PolicyOrigin::Written => {
                writeln!(out, "    {pair}: nothing decides, as there is no policy")
            }
            Judgement::Undeclared(near_misses) => {
                self.breach("undeclared-coupling", &pair, coupling, out)?;
                if near_misses.is_empty() {
                    writeln!(out, "      no contract comes close")?;
                }
                for miss in near_misses {
                    let lack = match miss.lack {
                        Lack::Kind(kind) => format!("does not cover {} code", kind.as_str()),
                        Lack::Ended(date) => format!("ended on {date}"),
                        Lack::NotBegun(date) => format!("begins on {date}"),
                        Lack::Proposed => "is requested, but not granted".to_owned(),
                        Lack::OtherDirection => "permits the other direction only".to_owned(),
                        Lack::DoorWithoutReexport => "does not let the team that keeps the door re-export".to_owned(),
                    };
                    writeln!(out, "      near miss: the contract at {} {lack}", self.contract(miss.contract))?;
                }
                Ok(())
            }
        }
    }

    /// What the rule says, and whether a record of debt or the enforcement softens it.
    fn breach(&self, rule: &str, pair: &str, coupling: &Coupling, out: &mut impl Write) -> io::Result<()> {
        match self.finding(rule, coupling) {
            None => writeln!(out, "    {pair}: against `{rule}`, which is at level allow"),
            Some(finding) => {
                let rule = self.look.alarm(&format!("{}[{rule}]", finding.level.as_str()));
                match &finding.waiver {
                    Some(waiver) => {
                        let by = match waiver.kind {
                            WaiverKind::Exception => "the exception",
                            WaiverKind::Suppression => "the comment",
                            WaiverKind::Baseline => "the entry of the baseline",
                        };
                        writeln!(out, "    {pair}: {rule}, tolerated by {by} at {}", self.line(waiver.span))?;
                        let end = waiver.until.map_or_else(String::new, |until| format!(" (until {until})"));
                        writeln!(out, "      because: {}{end}", clean(&waiver.reason))
                    }
                    None if finding.fails() => writeln!(out, "    {pair}: {rule}"),
                    None => writeln!(out, "    {pair}: {rule}, observed only"),
                }
            }
        }
    }

    fn finding(&self, rule: &str, coupling: &Coupling) -> Option<&Finding> {
        let graph = self.project.graph();
        let (consumer, provider) = (graph.module(coupling.consumer).path(), graph.definition_path(coupling.provider));
        self.report.findings.iter().find(|finding| {
            finding.key.rule == rule && finding.key.consumer == consumer && finding.key.provider == provider
        })
    }

    fn inside(&self, inside: &InsideUse, out: &mut impl Write) -> io::Result<()> {
        self.heading(inside.consumer, inside.provider, out)?;
        self.references(&inside.references, out)?;
        let (graph, policy) = (self.project.graph(), self.project.policy());
        let (from, to) = (inside.consumer, graph.module_of(inside.provider));
        let (owners, other) = (policy.owner_of_module(from), policy.owner_of_module(to));
        let shared = owners.teams.iter().find(|team| other.teams.contains(team));
        match shared {
            Some(&team) => writeln!(out, "    no boundary: both belong to `{}`", clean(&policy.team(team).name)),
            None => {
                let without = if owners.teams.is_empty() { from } else { to };
                let state = match policy.owner_of_module(without).state {
                    OwnershipState::Unowned => "is explicitly owned by nobody",
                    _ => "has no owner",
                };
                writeln!(out, "    no boundary: `{}` {state}", clean(graph.module(without).path()))
            }
        }
    }

    fn heading(
        &self,
        consumer: boundaries::internal::graph::ModuleId,
        provider: Definition,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let graph = self.project.graph();
        let what = match provider {
            Definition::Module(_) => "module",
            Definition::Item(item) => graph.item(item).kind().as_str(),
        };
        let (from, to) = (clean(graph.module(consumer).path()), clean(&graph.definition_path(provider)));
        writeln!(out, "\n  {from} → {what} {to}")
    }

    fn references(&self, references: &[Reference], out: &mut impl Write) -> io::Result<()> {
        for reference in references.iter().take(PLACES) {
            self.reference(reference, out)?;
        }
        if references.len() > PLACES {
            writeln!(out, "    and {} more", references.len() - PLACES)?;
        }
        Ok(())
    }

    fn reference(&self, reference: &Reference, out: &mut impl Write) -> io::Result<()> {
        let source = self.project.sources().file(reference.span.file);
        let place = self.look.place(&format!("{}:{}", self.line(reference.span), reference.span.column));
        writeln!(out, "    {place}  {}", clean(source.line(reference.span.line).trim()))
    }

    fn contract(&self, id: ContractId) -> String {
        self.line(self.project.policy().contract(id).span)
    }

    fn line(&self, span: boundaries::internal::graph::Span) -> String {
        format!("{}:{}", clean(self.project.sources().file(span.file).path().as_str()), span.line)
    }
}
