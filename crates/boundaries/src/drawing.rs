//! The graph between teams, crates or modules, ready to be drawn: what becomes one node, which edges there are, and which
//! part of it is wanted.

mod select;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{DependencyKind, ModuleId, Span};
use boundaries_lint::{Finding, LevelOverrides};
use boundaries_report::{Drawing, DrawingLevel, DrawnEdge, DrawnNode, OwnerKey, fingerprints};

use crate::error::UnknownNames;
use crate::{CheckOptions, Project, Subject};
use select::Selection;

/// What is to be drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DrawingOptions {
    /// What stands for one node.
    pub level: DrawingLevel,
    /// Only this, and what is at most so many steps away from it in either direction.
    pub focus: Vec<String>,
    /// How many steps.
    pub depth: usize,
    /// Only this, and what reaches it.
    pub reaches: Vec<String>,
    /// Only what lies on a way from the first to the second.
    pub between: Option<(String, String)>,
    /// Only edges with open findings; the other selections are made among these.
    pub only_findings: bool,
    /// Subjects that are drawn as one node each.
    pub collapse: Vec<String>,
    /// Modules deeper than this below the root of their crate are drawn as part of the module around them.
    pub collapse_depth: Option<usize>,
}

impl Default for DrawingOptions {
    fn default() -> Self {
        Self {
            level: DrawingLevel::Team,
            focus: Vec::new(),
            depth: 1,
            reaches: Vec::new(),
            between: None,
            only_findings: false,
            collapse: Vec::new(),
            collapse_depth: None,
        }
    }
}

/// What is drawn as one node, by the name under which it was asked for.
type Collapsed = Vec<(String, BTreeSet<ModuleId>)>;

/// A node by the order in which nodes are drawn: by owners, then by name.
type NodeKey = (OwnerLabel, String);

/// The owners of a node, those that have some before those that have none.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum OwnerLabel {
    One(OwnerKey),
    Several(BTreeSet<OwnerKey>),
}

impl OwnerLabel {
    fn told(&self) -> String {
        match self {
            Self::One(key) => key.label(),
            Self::Several(keys) => {
                let names: Vec<String> = keys.iter().map(OwnerKey::label).collect();
                format!("several owners: {}", names.join(", "))
            }
        }
    }

    fn teams(&self) -> Vec<String> {
        let keys: Vec<&OwnerKey> = match self {
            Self::One(key) => vec![key],
            Self::Several(keys) => keys.iter().collect(),
        };
        let names: BTreeSet<&String> = keys.into_iter().flat_map(|key| &key.names).collect();
        names.into_iter().cloned().collect()
    }
}

#[doc(hidden)]
impl Project {
    /// The graph at a level, or the part of it that is wanted.
    ///
    /// # Errors
    /// If a name means nothing here; all such names at once.
    pub fn drawing(&self, options: &DrawingOptions) -> Result<Drawing, UnknownNames> {
        let (selection, collapsed) = self.asked(options)?;
        let groups = self.groups(options, &collapsed);
        let keys: BTreeMap<&NodeKey, usize> =
            groups.iter().collect::<BTreeSet<_>>().into_iter().enumerate().map(|(at, key)| (key, at)).collect();
        let node_of: Vec<usize> = groups.iter().map(|key| keys[key]).collect();
        let mut nodes: Vec<DrawnNode> = Vec::new();
        let mut clusters: Vec<String> = Vec::new();
        for (owners, name) in keys.keys() {
            let told = owners.told();
            let cluster = (options.level != DrawingLevel::Team).then(|| {
                if clusters.last() != Some(&told) {
                    clusters.push(told.clone());
                }
                clusters.len() - 1
            });
            nodes.push(DrawnNode { name: name.clone(), teams: owners.teams(), cluster, modules: 0, asked: false });
        }
        for &at in &node_of {
            nodes[at].modules += 1;
        }
        let edges = self.edges(&node_of);
        let whole = Drawing { level: options.level, clusters, nodes, edges };
        Ok(selection.of(whole, &node_of, options))
    }

    /// What each module is drawn as.
    fn groups(&self, options: &DrawingOptions, collapsed: &[(String, BTreeSet<ModuleId>)]) -> Vec<NodeKey> {
        let (graph, policy) = (self.graph(), self.policy());
        let owner = |module: ModuleId| OwnerKey::of(policy.owner_of_module(module), policy);
        let name = |module: ModuleId| {
            if let Some((name, _)) = collapsed.iter().find(|(_, modules)| modules.contains(&module)) {
                return name.clone();
            }
            let view = graph.module(module);
            match options.level {
                DrawingLevel::Team => owner(module).label(),
                DrawingLevel::Crate => view.krate().unique_name().to_owned(),
                DrawingLevel::Module => {
                    let around: Vec<_> = view.ancestors().collect();
                    let depth = options.collapse_depth.map_or(0, |depth| (around.len() - 1).saturating_sub(depth));
                    around.get(depth).unwrap_or(&view).path().to_owned()
                }
            }
        };
        let names: Vec<String> = graph.modules().map(|module| name(module.id())).collect();
        let mut owners: BTreeMap<&String, BTreeSet<OwnerKey>> = BTreeMap::new();
        for (module, name) in graph.modules().zip(&names) {
            owners.entry(name).or_default().insert(owner(module.id()));
        }
        let label = |name: &String| match owners[name].iter().collect::<Vec<_>>().as_slice() {
            [one] => OwnerLabel::One((*one).clone()),
            _ => OwnerLabel::Several(owners[name].clone()),
        };
        names.iter().map(|name| (label(name), name.clone())).collect()
    }

    fn edges(&self, node_of: &[usize]) -> Vec<DrawnEdge> {
        let (graph, policy) = (self.graph(), self.policy());
        let owners = |module: ModuleId| &policy.owner_of_module(module).teams;
        let mut edges: BTreeMap<(usize, usize), DrawnEdge> = BTreeMap::new();
        let mut at_place: BTreeMap<Span, Vec<(ModuleId, ModuleId)>> = BTreeMap::new();
        for dependency in graph.dependencies() {
            let (from, to) = (dependency.from().id(), dependency.to().id());
            let ends = (node_of[from.index()], node_of[to.index()]);
            if ends.0 == ends.1 {
                continue;
            }
            let crosses = !owners(from).is_empty()
                && !owners(to).is_empty()
                && !owners(from).iter().any(|team| owners(to).contains(team));
            let edge =
                edges.entry(ends).or_insert_with(|| DrawnEdge { from: ends.0, to: ends.1, ..DrawnEdge::default() });
            for reference in dependency.references() {
                match reference.context {
                    DependencyKind::Normal => edge.normal += 1,
                    DependencyKind::Test => edge.test += 1,
                    DependencyKind::Build => edge.build += 1,
                }
                edge.crossing += usize::from(crosses);
                at_place.entry(reference.span).or_default().push((from, to));
            }
        }
        let report = self.check(&CheckOptions { overrides: LevelOverrides::default(), ..CheckOptions::default() });
        for (finding, fingerprint) in report.findings.iter().zip(fingerprints(&report)) {
            if finding.is_tolerated() {
                continue;
            }
            for ends in ends_of(finding, &at_place, |module| owners(module)) {
                let ends = (node_of[ends.0.index()], node_of[ends.1.index()]);
                let Some(edge) = edges.get_mut(&ends) else { continue };
                if edge.findings.last() != Some(&fingerprint) {
                    edge.findings.push(fingerprint.clone());
                    edge.failing += usize::from(finding.fails());
                }
            }
        }
        let mut edges: Vec<DrawnEdge> = edges.into_values().collect();
        for edge in &mut edges {
            edge.findings.sort_unstable();
            edge.findings.dedup();
        }
        edges
    }

    /// The subjects that are named, all looked up at once.
    fn asked(&self, options: &DrawingOptions) -> Result<(Selection, Collapsed), UnknownNames> {
        let mut unknown = Vec::new();
        let mut modules = |name: &String| match self.subject(name) {
            Ok(subject) => self.modules_of(&subject),
            Err(error) => {
                unknown.push(error);
                BTreeSet::new()
            }
        };
        let mut union = |names: &[String]| -> BTreeSet<ModuleId> { names.iter().flat_map(&mut modules).collect() };
        let focus = (!options.focus.is_empty()).then(|| union(&options.focus));
        let reaches = (!options.reaches.is_empty()).then(|| union(&options.reaches));
        let between = options
            .between
            .as_ref()
            .map(|(from, to)| (union(std::slice::from_ref(from)), union(std::slice::from_ref(to))));
        let collapsed = options.collapse.iter().map(|name| (name.clone(), union(std::slice::from_ref(name)))).collect();
        unknown.dedup();
        if unknown.is_empty() {
            Ok((Selection { focus, reaches, between }, collapsed))
        } else {
            Err(UnknownNames(unknown))
        }
    }

    fn modules_of(&self, subject: &Subject) -> BTreeSet<ModuleId> {
        subject.modules(self.graph(), self.policy())
    }
}

/// The dependencies that a finding speaks of. Several references can stand in one place, as where a macro is called; of
/// these only those between the teams of the finding are meant.
fn ends_of<'t>(
    finding: &Finding,
    at_place: &BTreeMap<Span, Vec<(ModuleId, ModuleId)>>,
    owners: impl Fn(ModuleId) -> &'t Vec<boundaries_policy::TeamId>,
) -> BTreeSet<(ModuleId, ModuleId)> {
    let providers = finding.pair().providers;
    let mut ends = BTreeSet::new();
    for place in &finding.places {
        for &(from, to) in at_place.get(&place.span).into_iter().flatten() {
            let is_meant = place.module.is_none_or(|module| module == from)
                && (providers.is_empty() || owners(to).iter().any(|team| providers.contains(team)));
            if is_meant {
                ends.insert((from, to));
            }
        }
    }
    ends
}
