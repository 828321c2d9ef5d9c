//! Where a place leads: from code to the lines of the policy that decide about it, from the policy to the code it speaks of,
//! and who else speaks of the same.

use std::ops::Range;

use boundaries_graph::{Definition, ModuleId, Span};
use boundaries_lint::LabelRole;
use boundaries_policy::{Outline, PolicyFileKind, SiteRole, TeamId};
use camino::Utf8Path;

use super::topic::Topic;
use super::{Insight, TextKind};
use crate::Subject;

/// More places than this are not listed; nobody reads on.
const MOST: usize = 1000;

impl Insight {
    /// Where what stands at a byte is declared, with the extent of what stands there: in code the line that decided who owns
    /// a module, and for a use that is reported the contract or line that decided about it; in the policy and
    /// CODEOWNERS the entry of a team, and the code that a path or pattern speaks of.
    #[must_use]
    pub fn definitions(&self, path: &Utf8Path, byte: usize) -> Option<(Range<usize>, Vec<Span>)> {
        let (range, topic) = self.topic(path, byte)?;
        let spans = match topic {
            Topic::Use(reference) => self.deciding_in_finding(reference.span),
            Topic::Module(module) => self.deciding_line(module).into_iter().collect(),
            topic => self.named_places(&topic),
        };
        Some((range, spans))
    }

    /// The same, and for every use across a boundary the contract that permits it: what decides, whether or not anything
    /// is wrong.
    #[must_use]
    pub fn declarations(&self, path: &Utf8Path, byte: usize) -> Option<(Range<usize>, Vec<Span>)> {
        let (range, mut spans) = self.definitions(path, byte)?;
        if let Some((_, Topic::Use(reference))) = self.topic(path, byte) {
            if let Some(boundaries_lint::Verdict::Permitted(contract)) =
                self.coupling_of(reference).map(|coupling| &coupling.verdict)
            {
                spans.push(self.project.policy().contract(*contract).span);
            }
            if spans.is_empty() {
                spans.extend(self.deciding_line(self.project.graph().module_of(reference.definition)));
            }
        }
        Some((range, spans))
    }

    /// Who else speaks of what stands at a byte: of a team the lines that name it, of a module the lines of the policy that
    /// name it, of a contract or an entry of a surface the code that uses it.
    #[must_use]
    pub fn references(&self, path: &Utf8Path, byte: usize) -> Vec<Span> {
        let Some((_, topic)) = self.topic(path, byte) else { return Vec::new() };
        let graph = self.project.graph();
        let mut spans = match topic {
            Topic::Team(team) => self.lines_that_name(|topic| matches!(topic, Topic::Team(other) if *other == team)),
            Topic::Module(module) => {
                let means = |topic: &Topic<'_>| match topic {
                    Topic::Named(_, Subject::Modules(modules)) => modules.contains(&module),
                    Topic::Named(_, Subject::Crates { roots, .. }) => roots.contains(&module),
                    _ => false,
                };
                self.lines_that_name(means)
            }
            Topic::Contract(contract) => {
                let permitted = boundaries_lint::Verdict::Permitted(contract.id);
                self.uses_where(|coupling, _| coupling.verdict == permitted)
            }
            Topic::Named(_, subject) => {
                let modules = subject.modules(graph, self.project.policy());
                self.uses_where(|_, definition| {
                    modules.contains(&graph.module_of(definition)) && subject.covers(graph, definition)
                })
            }
            Topic::Use(_) | Topic::Pattern(..) | Topic::Rule(_) | Topic::Key(_) | Topic::OwnerLine(_) => Vec::new(),
        };
        spans.truncate(MOST);
        spans
    }

    fn named_places(&self, topic: &Topic<'_>) -> Vec<Span> {
        let (graph, policy) = (self.project.graph(), self.project.policy());
        let files = |modules: Vec<ModuleId>| {
            let mut spans: Vec<Span> = modules.into_iter().map(|module| self.home(module)).collect();
            spans.sort_unstable();
            spans.dedup();
            spans.truncate(MOST);
            spans
        };
        match topic {
            Topic::Team(team) => self.entry_of(*team).into_iter().collect(),
            Topic::Named(_, Subject::Items(items)) => items.iter().map(|&item| graph.item(item).data().span).collect(),
            Topic::Named(_, Subject::Modules(modules)) => files(modules.clone()),
            Topic::Named(_, Subject::Crates { roots, .. }) => files(roots.clone()),
            Topic::Named(_, Subject::Team(team)) => self.entry_of(*team).into_iter().collect(),
            Topic::Pattern(span, _) => {
                let claims = policy.path_claims();
                let claim = claims.iter().find(|claim| claim.source.span == *span);
                files(self.tops(|path| claim.is_some_and(|claim| claim.covers(path))))
            }
            Topic::OwnerLine(rule) => {
                let codeowners = policy.codeowners();
                let covers = |path: &Utf8Path| {
                    codeowners.is_some_and(|all| all.covering(path).iter().any(|other| other.span == rule.span))
                };
                files(self.tops(covers))
            }
            Topic::Module(_) | Topic::Use(_) | Topic::Contract(_) | Topic::Rule(_) | Topic::Key(_) => Vec::new(),
        }
    }

    /// The modules with files of their own that are covered, without those below others of them.
    fn tops(&self, covers: impl Fn(&Utf8Path) -> bool) -> Vec<ModuleId> {
        let covered: std::collections::BTreeSet<ModuleId> =
            self.modules_covered(covers).iter().map(|module| module.id()).collect();
        let is_top = |module: &&ModuleId| {
            let parent = self.project.graph().module(**module).parent();
            parent.is_none_or(|parent| !covered.contains(&parent.id()))
        };
        covered.iter().filter(is_top).copied().collect()
    }

    /// Where a module begins: its file, or its declaration where it stands in the file of another.
    pub(super) fn home(&self, module: ModuleId) -> Span {
        let module = self.project.graph().module(module).data();
        if module.inline { module.span } else { self.project.sources().span(module.file, 0..0) }
    }

    /// Where a team is declared; else its own file.
    fn entry_of(&self, team: TeamId) -> Option<Span> {
        let team = self.project.policy().team(team);
        team.span.or_else(|| team.own_file.map(|file| self.project.sources().span(file, 0..0)))
    }

    pub(super) fn deciding_line(&self, module: ModuleId) -> Option<Span> {
        self.project.policy().owner_of_module(module).decided_by.as_ref().map(|source| source.span)
    }

    /// The contract or other line that decided about a finding which stands for this place; else whose the code is.
    fn deciding_in_finding(&self, place: Span) -> Vec<Span> {
        let stands = |finding: &&boundaries_lint::Finding| finding.places.iter().any(|other| other.span == place);
        let Some(finding) = self.findings.iter().find(stands) else { return Vec::new() };
        let with = |roles: &[LabelRole]| -> Vec<Span> {
            let labels = finding.labels.iter().filter(|label| roles.contains(&label.role) && label.span.is_known());
            labels.map(|label| label.span).collect()
        };
        let deciding = with(&[LabelRole::Contract, LabelRole::NearMiss, LabelRole::Constraint]);
        if deciding.is_empty() { with(&[LabelRole::ProviderOwner]) } else { deciding }
    }

    /// Every place of the policy and of CODEOWNERS that is about the same.
    fn lines_that_name(&self, is_same: impl Fn(&Topic<'_>) -> bool) -> Vec<Span> {
        let mut spans = Vec::new();
        for (file, source) in self.project.sources().files() {
            match self.kind(source.path()) {
                Some(TextKind::Policy(kind)) => {
                    if kind == PolicyFileKind::Manifest && !source.text().contains("boundaries") {
                        continue;
                    }
                    let outline = Outline::new(source.text());
                    let named = outline.sites().iter().filter(|site| site.role != SiteRole::Word);
                    let same = named.filter(|site| {
                        self.topic_of_site(&outline, site, file, kind).is_some_and(|topic| is_same(&topic))
                    });
                    spans.extend(same.map(|site| self.project.sources().span(file, site.range.clone())));
                }
                Some(TextKind::Codeowners) => {
                    let policy = self.project.policy();
                    let rules = policy.codeowners().map(|codeowners| codeowners.rules()).unwrap_or_default();
                    let names = |rule: &&boundaries_policy::CodeownersRule| {
                        policy.teams_of_rule(rule).into_iter().any(|team| is_same(&Topic::Team(team)))
                    };
                    spans.extend(rules.iter().filter(names).map(|rule| rule.span));
                }
                Some(TextKind::Rust) | None => {}
            }
        }
        spans
    }

    /// The references across boundaries of which this holds.
    fn uses_where(&self, holds: impl Fn(&boundaries_lint::Coupling, Definition) -> bool) -> Vec<Span> {
        let couplings = self.judged().all().iter();
        let uses =
            couplings.flat_map(|coupling| coupling.references.iter().map(move |reference| (coupling, reference)));
        let mut spans: Vec<Span> = uses
            .filter(|(coupling, reference)| holds(coupling, reference.definition))
            .map(|(_, reference)| reference.span)
            .collect();
        spans.sort_unstable();
        spans.dedup();
        spans
    }
}
