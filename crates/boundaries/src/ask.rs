//! May this module use that path? Answered before the code is written: the use that is asked about is supposed, and the rules
//! of a check say what they say about it.
//!
//! [`Asker`] holds what decides about uses and nothing else: names, doors, owners, contracts, constraints. It can be kept as
//! bytes, so that a question about a workspace that nobody has touched is answered without reading it.

#[cfg(test)]
mod laws;
mod resolve;
#[cfg(test)]
mod tests;

use boundaries_graph::{
    DeclaredDependency, Definition, DependencyKind, ExternalReference, ItemKind, ModuleGraph, ModuleId, Reference,
    SourceMap, Span, Uses,
};
use boundaries_lint::{Couplings, Finding, HelpKind, Input, LevelOverrides, Rules, Scope, Verdict, WaiverKind};
use boundaries_policy::{Contract, Demand, Level, Policy, TeamId, Terms};
use boundaries_report::{AskAnswer, AskContract, AskFinding, AskHelp, AskTeam, May};
use camino::Utf8PathBuf;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::contracts::sides;
use crate::subject::{Subject, UnknownName};
use crate::{PolicyOrigin, Project};
use resolve::{BUILT_IN, Led, Named, Target, Unlisted, resolve};

/// A question: may this module use that path?
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UseQuestion {
    /// Who would use: a module (`orders::checkout`), a crate or package, or a source file from the workspace's root.
    pub from: String,
    /// What would be used: a path as it would be written there (`billing::api::Invoice`, `crate::tables`), or one that
    /// starts with the name of a crate. The end may be `::*`.
    pub to: String,
    /// In which kind of code; by default in that of the module.
    pub code: Option<DependencyKind>,
}

/// Answers questions about uses that nobody has written yet.
#[derive(Clone, Debug)]
pub struct Asker {
    /// Everything that has a name, with [`uses`](Self::uses) or without.
    graph: ModuleGraph,
    /// Who uses whom today, as far as any constraint looks at more than single uses.
    uses: Uses,
    policy: Policy,
    /// The files, without their texts.
    files: SourceMap,
    is_written: bool,
    rules: Rules,
}

impl Asker {
    /// An asker about a project. It asks the project's rules, as far as they [judge uses](boundaries_lint::Rule::judges_uses).
    #[must_use]
    pub fn new(project: &Project) -> Self {
        let policy = Terms::of(project.policy()).into_policy();
        let rules = project.rules().clone();
        let uses =
            if looks_at_all(&policy) || rules.has_added_judges() { project.graph().uses() } else { Uses::default() };
        let listed = project.graph().packages().flat_map(|package| &package.data().dependencies);
        let listed = listed.filter(|one| one.package.is_none()).map(|one| one.package_name.replace('-', "_"));
        let nameable = listed.chain(BUILT_IN.map(str::to_owned)).collect();
        let graph = project.graph().with_uses(&Uses { nameable, ..uses });
        let uses = graph.uses();
        let paths = project.sources().files().map(|(_, file)| file.path().to_owned());
        let files = without_texts(paths);
        Self { graph, uses, policy, files, is_written: project.origin() == PolicyOrigin::Written, rules }
    }

    /// Everything that has a name, and no uses.
    #[must_use]
    pub fn graph(&self) -> &ModuleGraph {
        &self.graph
    }

    /// What decides about uses: teams, owners, contracts, constraints.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Answers a question, by the dates of this day; by default today, in UTC.
    #[must_use]
    pub fn ask(&mut self, question: &UseQuestion, today: Option<Date>) -> AskAnswer {
        let today = today.unwrap_or_else(crate::project::today);
        match self.resolved(question) {
            Ok((from, led)) => self.answer(question, from, &led, today),
            Err(unknown) => {
                AskAnswer { because: unknown.to_string(), similar: unknown.similar, ..blank(question, May::Unknown) }
            }
        }
    }

    fn resolved(&self, question: &UseQuestion) -> Result<(ModuleId, Led), UnknownName> {
        let from = self.module(&question.from)?;
        Ok((from, resolve(&self.graph, from, &question.to)?))
    }

    /// The module that a name or the path of a file means.
    fn module(&self, name: &str) -> Result<ModuleId, UnknownName> {
        let name = name.trim();
        if name.contains('/') || name.ends_with(".rs") {
            let path = name.strip_prefix("./").unwrap_or(name);
            let holds = |module: &boundaries_graph::ModuleView<'_>| {
                !module.data().inline && self.files.file(module.data().file).path() == path
            };
            return self.graph.modules().find(holds).map(|module| module.id()).ok_or_else(|| {
                let files = self.graph.modules().map(|module| self.files.file(module.data().file).path().as_str());
                UnknownName::new("source file", name, crate::subject::nearest(path, files))
            });
        }
        let prefixed = name.contains(':') && !name.contains("::");
        let by_kind = |kind: &str| Subject::find(&self.graph, &self.policy, &format!("{kind}:{name}"));
        let subject = match prefixed {
            true => Subject::find(&self.graph, &self.policy, name)?,
            false => by_kind("crate")
                .or_else(|_| by_kind("module"))
                .map_err(|unknown| UnknownName::new("crate or module", name, unknown.similar))?,
        };
        let modules = match &subject {
            Subject::Crates { roots, .. } => roots.clone(),
            Subject::Modules(modules) => modules.clone(),
            Subject::Items(items) => items.iter().map(|&item| self.graph.item(item).module().id()).collect(),
            Subject::Team(team) => {
                let roots = self.graph.modules().filter(|module| module.parent().is_none());
                let owned = roots.filter(|root| self.policy.owner_of_module(root.id()).teams.contains(team));
                let similar = owned.take(3).map(|root| root.path().to_owned()).collect();
                return Err(UnknownName::new("crate or module", name, similar));
            }
        };
        modules.first().copied().ok_or_else(|| UnknownName::new("crate or module", name, Vec::new()))
    }

    fn answer(&mut self, question: &UseQuestion, from: ModuleId, led: &Led, today: Date) -> AskAnswer {
        let code = question.code.unwrap_or_else(|| self.graph.module(from).kind());
        let supposed = self.supposed(from, code, led);
        let graph = self.graph.with_uses(&supposed);
        let mut answer = AskAnswer {
            module: Some(graph.module(from).path().to_owned()),
            code: Some(code.as_str()),
            consumers: self.teams(&self.policy.owner_of_module(from).teams),
            ..blank(question, May::Yes)
        };
        match &led.to {
            Target::Inside(named) => {
                let definition = outermost(&graph, named[0].definition);
                let module = graph.module_of(definition);
                answer.item = Some(graph.definition_path(named[0].definition));
                answer.item_kind = Some(match named[0].definition {
                    Definition::Module(_) => "module",
                    Definition::Item(item) => graph.item(item).kind().as_str(),
                });
                answer.providers = self.teams(&self.policy.owner_of_module(module).teams);
                self.permission(&graph, from, module, today, &mut answer);
            }
            Target::Outside(krate) => {
                answer.item = Some(krate.clone());
                answer.item_kind = Some("external crate");
                answer.because = format!("`{krate}` lies outside the workspace, and nothing forbids it");
            }
        }
        self.object(&graph, &supposed, today, &mut answer);
        if let Some(hidden) = &led.hidden {
            answer.notes.push(format!("{hidden}, so the compiler would refuse this path"));
            if answer.may == May::Yes || answer.may == May::Undecided {
                answer.because = format!("the compiler would refuse this path: {hidden}");
            }
            answer.may = May::No;
        }
        if let Some(Unlisted { package, .. }) = &led.unlisted {
            let own = graph.module(from).krate().package();
            answer.notes.push(format!("the manifest of `{}` does not list `{package}` yet", own.name()));
        }
        answer
    }

    /// The use that is asked about, as references that stand nowhere.
    fn supposed(&self, from: ModuleId, code: DependencyKind, led: &Led) -> Uses {
        let own = self.graph.module(from).krate().package();
        let mut uses = Uses::default();
        match &led.to {
            Target::Inside(named) => uses.inside.extend(named.iter().map(|&Named { definition, door, name, kind }| {
                Reference { from, definition, door, name, written: name, kind, context: code, span: Span::default() }
            })),
            Target::Outside(krate) => uses.outside.extend(self.graph.external(krate).map(|krate| {
                let written = self.graph.module(from).data().name;
                ExternalReference { from, krate, written, context: code, span: Span::default() }
            })),
        }
        uses.listed.extend(led.unlisted.as_ref().map(|missing| {
            let dependency = DeclaredDependency {
                package_name: missing.package.clone(),
                code_name: missing.code_name.clone(),
                kind: code,
                package: missing.id,
                features: Default::default(),
            };
            (own.id(), dependency)
        }));
        uses
    }

    /// What ownership and contracts say.
    fn permission(&self, graph: &ModuleGraph, from: ModuleId, to: ModuleId, today: Date, answer: &mut AskAnswer) {
        let policy = &self.policy;
        let (consumers, providers) = (policy.owner_of_module(from), policy.owner_of_module(to));
        let shared = consumers.teams.iter().find(|team| providers.teams.contains(team));
        if from == to {
            answer.because = "the module defines it itself".to_owned();
        } else if let Some(&team) = shared {
            answer.because = format!("both sides belong to `{}`", policy.team(team).name);
        } else if consumers.teams.is_empty() || providers.teams.is_empty() {
            let without = if consumers.teams.is_empty() { from } else { to };
            answer.because = format!("no team owns `{}`, so no boundary lies between", graph.module(without).path());
        } else {
            let couplings = Couplings::new(graph, policy, today);
            let permitted = couplings.all().iter().find_map(|coupling| match coupling.verdict {
                Verdict::Permitted(contract) => Some(policy.contract(contract)),
                _ => None,
            });
            if let Some(contract) = permitted {
                answer.because = format!("the contract of {} permits it", sides(policy, contract));
                answer.contract = Some(self.contract(contract));
            }
        }
    }

    /// What the rules of a check are against.
    fn object(&self, graph: &ModuleGraph, supposed: &Uses, today: Date, answer: &mut AskAnswer) {
        let mut findings = self.check(graph, today);
        if self.rules.has_added_judges() {
            // What is said of the names alone is not the fault of any use.
            let of_names = self.check(&self.graph.with_uses(&Uses::default()), today);
            findings.retain(|finding| !of_names.iter().any(|known| known.key == finding.key));
        }
        if looks_at_all(&self.policy) || self.rules.has_added_judges() {
            // Chains and cycles are made of other uses as well. What is said without this one is not its fault.
            let before = self.check(&self.graph.with_uses(&self.uses), today);
            let mut all = self.uses.clone();
            all.inside.extend(&supposed.inside);
            all.outside.extend(&supposed.outside);
            all.listed.extend(supposed.listed.iter().cloned());
            let after = self.check(&self.graph.with_uses(&all), today);
            // A chain that code of the module takes already is broken once more; a cycle is not, by whoever joins it.
            let is_known = |finding: &Finding| {
                let is_cycle = finding.rule.name == "forbidden-cycle";
                let mut same = before.iter().filter(|known| known.key == finding.key);
                same.any(|known| is_cycle || finding.places.len() <= known.places.len())
            };
            let is_said = |finding: &Finding| findings.iter().any(|said| said.key == finding.key);
            let new: Vec<Finding> =
                after.into_iter().filter(|finding| !is_known(finding) && !is_said(finding)).collect();
            findings.extend(new);
        }
        if findings.is_empty() {
            return;
        }
        answer.contract = None;
        let help = |kind| move |finding: &Finding| finding.help.iter().find(|help| help.kind == kind).cloned();
        answer.surface_path = findings.iter().find_map(help(HelpKind::UseSurface)).and_then(|help| help.snippet);
        answer.because = findings.iter().find(|finding| finding.fails()).unwrap_or(&findings[0]).headline.clone();
        answer.may = match findings.iter().any(Finding::fails) {
            _ if !self.is_written => May::Undecided,
            true => May::No,
            false => May::Tolerated,
        };
        if answer.may == May::Undecided {
            answer.because = "there is no policy yet, so nothing permits or forbids it".to_owned();
            return;
        }
        for finding in &findings {
            if let Some(waiver) = &finding.waiver {
                let what = if waiver.kind == WaiverKind::Exception { "exception" } else { "record" };
                let place = self.place(waiver.span);
                answer.notes.push(format!("the {what} at {place} tolerates it: {}", waiver.reason));
            } else if !finding.fails() && finding.level == Level::Deny {
                answer.notes.push(format!("`{}` is only observed here", finding.rule.name));
            }
        }
        answer.findings = findings.iter().map(said).collect();
    }

    fn check(&self, graph: &ModuleGraph, today: Date) -> Vec<Finding> {
        let mut overrides = LevelOverrides::default();
        let judges = self.rules.judging_uses();
        for rule in self.rules.metas().into_iter().filter(|rule| !judges.contains(rule)) {
            overrides.set_rule(rule, Level::Allow);
        }
        let input = Input {
            graph,
            sources: &self.files,
            policy: &self.policy,
            today,
            rules: &self.rules,
            overrides,
            scope: Scope::default(),
            repository_files: &[],
            partial: false,
            moves: None,
        };
        boundaries_lint::check(&input).findings
    }

    fn contract(&self, contract: &Contract) -> AskContract {
        AskContract {
            sides: sides(&self.policy, contract),
            place: self.place(contract.span),
            reason: contract.reason.clone(),
            until: contract.until.map(|until| until.to_string()),
            deprecated: contract.deprecated.clone(),
        }
    }

    fn teams(&self, teams: &[TeamId]) -> Vec<AskTeam> {
        let told = teams.iter().map(|&id| {
            let team = self.policy.team(id);
            let contact = team.contact.as_ref().or(team.handles.first());
            AskTeam { name: team.name.clone(), contact: contact.cloned() }
        });
        told.collect()
    }

    fn place(&self, span: Span) -> String {
        format!("{}:{}", self.files.file(span.file).path(), span.line)
    }
}

/// Whether a constraint looks at more than single uses.
fn looks_at_all(policy: &Policy) -> bool {
    policy.constraints().iter().any(|constraint| match &constraint.demand {
        Demand::Layers { through_chains, .. }
        | Demand::Independent { through_chains, .. }
        | Demand::Forbid { through_chains, .. } => *through_chains,
        Demand::Acyclic { .. } => true,
    })
}

fn blank(question: &UseQuestion, may: May) -> AskAnswer {
    AskAnswer {
        from: question.from.clone(),
        to: question.to.clone(),
        may,
        because: String::new(),
        module: None,
        code: None,
        item: None,
        item_kind: None,
        consumers: Vec::new(),
        providers: Vec::new(),
        contract: None,
        surface_path: None,
        findings: Vec::new(),
        notes: Vec::new(),
        similar: Vec::new(),
    }
}

fn said(finding: &Finding) -> AskFinding {
    let help = finding.help.iter().map(|help| AskHelp {
        kind: help.kind.as_str().to_owned(),
        text: help.text.clone(),
        snippet: help.snippet.clone(),
    });
    AskFinding {
        rule: finding.rule.name.to_owned(),
        level: finding.level.as_str().to_owned(),
        fails: finding.fails(),
        headline: finding.headline.clone(),
        help: help.collect(),
    }
}

/// The type that a variant or a field belongs to; anything else stands for itself.
fn outermost(graph: &ModuleGraph, definition: Definition) -> Definition {
    let Definition::Item(item) = definition else { return definition };
    match (graph.item(item).kind(), graph.item(item).parent()) {
        (ItemKind::Variant | ItemKind::Field, Some(owner)) => Definition::Item(owner.id()),
        _ => definition,
    }
}

fn without_texts(paths: impl Iterator<Item = Utf8PathBuf>) -> SourceMap {
    let mut files = SourceMap::default();
    for path in paths {
        files.add(path, "");
    }
    files
}

/// What is kept of an asker.
#[derive(Serialize, Deserialize)]
struct Kept<G, U, T, F> {
    graph: G,
    uses: U,
    terms: T,
    files: F,
    is_written: bool,
}

impl Serialize for Asker {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let files: Vec<&str> = self.files.files().map(|(_, file)| file.path().as_str()).collect();
        let graph = self.graph.with_uses(&Uses::default());
        let terms = Terms::of(&self.policy);
        Kept { graph: &graph, uses: &self.uses, terms: &terms, files, is_written: self.is_written }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Asker {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Kept { graph, uses, terms, files, is_written } =
            Kept::<ModuleGraph, Uses, Terms, Vec<Utf8PathBuf>>::deserialize(deserializer)?;
        let (policy, files) = (terms.into_policy(), without_texts(files.into_iter()));
        Ok(Self { graph, uses, policy, files, is_written, rules: Rules::default() })
    }
}
