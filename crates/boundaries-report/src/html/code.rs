//! Crates, modules and the dependencies between them, as columns, each in the order of the matrix.

use std::collections::{BTreeMap, HashMap};

use boundaries_graph::{DependencyKind, DependencyView, ModuleId};
use boundaries_lint::metrics::CouplingState;
use boundaries_policy::TeamId;

use super::model::{Crates, Decision, Dependencies, Modules, STATES, Texts};
use super::territory::Territories;
use super::{HtmlPage, order, shown};

/// What is drawn.
pub(super) struct Code {
    pub(super) crates: Crates,
    pub(super) modules: Modules,
    pub(super) dependencies: Dependencies,
}

/// References in each state, by position in `STATES`.
pub(super) type Counts = [usize; STATES.len()];

/// Whether no contract permits some of these references.
pub(super) fn has_breach(counts: &Counts) -> bool {
    counts[usize::from(state_number(CouplingState::Tolerated))..].iter().any(|references| *references > 0)
}

impl Code {
    pub(super) fn of(page: &HtmlPage<'_>, territories: &Territories, texts: &mut Texts) -> Self {
        let mut code = Self {
            crates: crates(page),
            modules: modules(page, territories, texts),
            dependencies: dependencies(page, territories),
        };
        code.crates.order = code.crate_order();
        code.modules.order = code.module_order();
        code
    }

    /// What one group uses of another, in each state, where `group` names the group of a module.
    pub(super) fn between(&self, group: &[usize]) -> BTreeMap<(usize, usize), Counts> {
        let Dependencies { from, to, references, state, mixed, .. } = &self.dependencies;
        let mut between: BTreeMap<(usize, usize), Counts> = BTreeMap::new();
        let mut split = vec![false; from.len()];
        for &(at, state, references) in mixed {
            split[at] = true;
            between.entry((group[from[at]], group[to[at]])).or_default()[usize::from(state)] += references;
        }
        for at in (0..from.len()).filter(|&at| !split[at]) {
            between.entry((group[from[at]], group[to[at]])).or_default()[usize::from(state[at])] += references[at];
        }
        between.retain(|(from, to), _| from != to);
        between
    }

    /// The references of shipped code and build scripts between groups. Tests may use what they test from anywhere, and
    /// say nothing about the order of parts.
    fn shipped(&self, group: &[usize]) -> BTreeMap<(usize, usize), usize> {
        let Dependencies { from, to, references, kind, .. } = &self.dependencies;
        let mut edges: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for at in (0..from.len()).filter(|&at| kind[at] != number(DependencyKind::Test)) {
            *edges.entry((group[from[at]], group[to[at]])).or_default() += references[at];
        }
        edges
    }

    fn crate_order(&self) -> Vec<usize> {
        let all: Vec<usize> = (0..self.crates.name.len()).collect();
        order::row(&all, &self.shipped(&self.modules.krate))
    }

    fn module_order(&self) -> Vec<usize> {
        let mut place = vec![0; self.crates.order.len()];
        for (at, &krate) in self.crates.order.iter().enumerate() {
            place[krate] = at;
        }
        let mut blocks: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (module, (&territory, &krate)) in self.modules.territory.iter().zip(&self.modules.krate).enumerate() {
            blocks.entry((territory, place[krate])).or_default().push(module);
        }
        let all: Vec<usize> = (0..self.modules.path.len()).collect();
        let mut inside: HashMap<(usize, usize), BTreeMap<(usize, usize), usize>> = HashMap::new();
        for ((from, to), references) in self.shipped(&all) {
            let block = |module: usize| (self.modules.territory[module], place[self.modules.krate[module]]);
            if block(from) == block(to) {
                inside.entry(block(from)).or_default().insert((from, to), references);
            }
        }
        let row = |(block, modules): (&(usize, usize), &Vec<usize>)| match inside.get(block) {
            Some(edges) => order::row(modules, edges),
            None => modules.clone(),
        };
        blocks.iter().flat_map(row).collect()
    }
}

/// 0 normal, 1 test, 2 build.
pub(super) fn number(kind: DependencyKind) -> u8 {
    match kind {
        DependencyKind::Normal => 0,
        DependencyKind::Test => 1,
        DependencyKind::Build => 2,
    }
}

/// The position of a coupling's state in `STATES`.
pub(super) fn state_number(state: CouplingState) -> u8 {
    match state {
        CouplingState::Honoured => 2,
        CouplingState::Tolerated => 3,
        CouplingState::OffSurface => 4,
        CouplingState::Undeclared => 5,
    }
}

fn crates(page: &HtmlPage<'_>) -> Crates {
    let mut crates = Crates::default();
    for krate in page.graph.crates() {
        crates.name.push(shown(krate.unique_name()));
        crates.kind.push(krate.kind().as_str());
        crates.dir.push(shown(krate.package().dir().as_str()));
    }
    crates
}

fn modules(page: &HtmlPage<'_>, territories: &Territories, texts: &mut Texts) -> Modules {
    let mut modules = Modules { territory: territories.of_module.clone(), ..Modules::default() };
    let mut known: HashMap<Decision, i64> = HashMap::new();
    for module in page.graph.modules() {
        modules.path.push(shown(module.path()));
        modules.krate.push(module.krate().id().index());
        modules.kind.push(number(module.kind()));
        modules.file.push(texts.put(page.sources.file(module.data().file).path().as_str()));
        modules.line.push(module.span().line);
        let decided = page.policy.owner_of_module(module.id()).decided_by.as_ref();
        modules.decided.push(decided.map_or(-1, |source| {
            let decision = Decision {
                kind: source.kind.as_str(),
                text: shown(&source.text),
                file: texts.put(page.sources.file(source.span.file).path().as_str()),
                line: source.span.line,
            };
            *known.entry(decision).or_insert_with_key(|decision| {
                modules.decisions.push(decision.clone());
                i64::try_from(modules.decisions.len()).unwrap_or(i64::MAX) - 1
            })
        }));
    }
    modules
}

fn dependencies(page: &HtmlPage<'_>, territories: &Territories) -> Dependencies {
    let mut crossing: HashMap<(ModuleId, ModuleId), Counts> = HashMap::new();
    for coupling in &page.metrics.couplings {
        let ends = (coupling.consumer, page.graph.module_of(coupling.provider));
        crossing.entry(ends).or_default()[usize::from(state_number(coupling.state))] += coupling.references.len();
    }
    let mut all = Dependencies::default();
    for (at, dependency) in page.graph.dependencies().enumerate() {
        let (from, to) = (dependency.from().id(), dependency.to().id());
        all.from.push(from.index());
        all.to.push(to.index());
        all.references.push(dependency.references().len());
        all.kind.push(number(dependency.kind()));
        let Some(counts) = crossing.get(&(from, to)) else {
            all.state.push(quiet_state(page, territories, dependency));
            continue;
        };
        let states = (0u8..).zip(counts).filter(|(_, references)| **references > 0);
        let states: Vec<(usize, u8, usize)> = states.map(|(state, &references)| (at, state, references)).collect();
        all.state.push(states.last().map_or(0, |(_, state, _)| *state));
        if states.len() > 1 {
            all.mixed.extend(states);
        }
    }
    all
}

/// The state of a dependency that crosses no boundary.
fn quiet_state(page: &HtmlPage<'_>, territories: &Territories, dependency: DependencyView<'_>) -> u8 {
    let (from, to) = (dependency.from().id(), dependency.to().id());
    let owners = |module: ModuleId| -> &[TeamId] { &page.policy.owner_of_module(module).teams };
    let shares = territories.of_module[from.index()] == territories.of_module[to.index()]
        || owners(from).iter().any(|team| owners(to).contains(team));
    u8::from(!shares)
}
