//! What changes together: how much of it contracts cover, where there is no reference, and where there is one in vain.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{FileId, ModuleGraph, ModuleId};
use boundaries_policy::{HistorySettings, TeamId};
use rustc_hash::FxHashMap;

use super::history::{ChangeHistory, Touched, TwoOwners, are_apart, module_of_files};
use super::{Measured, Sheet, Value};
use crate::engine::Input;
use crate::permission::covers;
use crate::term;

/// Two modules of different teams, by what changes say of them and what references say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModulePair {
    /// The module whose path comes first.
    pub one: ModuleId,
    /// The other.
    pub other: ModuleId,
    /// Whether they change together without a reference, or the other way round.
    pub kind: PairKind,
    /// How many changes touch each of them.
    pub changes_of: (usize, usize),
    /// The changes that touch both, by position.
    pub shared: Vec<usize>,
    /// References between them, in both directions.
    pub references: usize,
}

/// What is odd about two modules.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PairKind {
    /// They change together, and no reference tells why.
    Hidden,
    /// One refers to the other, both change, and never together.
    Dormant,
}

impl PairKind {
    /// The word in machine formats.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Dormant => "dormant",
        }
    }
}

impl ModulePair {
    /// The changes they share in percent of the mean of what each has.
    #[must_use]
    pub fn degree(&self) -> f64 {
        let Value::Share { part, whole } = self.degree_as_share() else { return 0.0 };
        Value::Share { part, whole }.number().unwrap_or(0.0) * 100.0
    }

    fn degree_as_share(&self) -> Value {
        Value::Share { part: 2 * self.shared.len(), whole: self.changes_of.0 + self.changes_of.1 }
    }
}

/// How much of what changes together a contract covers: each change counts once for each pair of owners.
pub(super) struct Coverage<'h> {
    /// For each pair of strangers the changes that touch both, and whether a contract is between them.
    pub(super) between: BTreeMap<TwoOwners<'h>, (Vec<usize>, bool)>,
}

impl<'h> Coverage<'h> {
    pub(super) fn of(input: &Input<'_>, touched: &Touched<'h>) -> Self {
        let between = touched.together().into_iter().map(|((one, other), behind)| {
            let has_contract = have_contract(input, one, other);
            ((one, other), (behind, has_contract))
        });
        Self { between: between.collect() }
    }

    /// The share over the pairs and changes that count, and the changes.
    pub(super) fn share(
        &self,
        is_meant: impl Fn(&[TeamId], &[TeamId]) -> bool,
        counts: impl Fn(usize) -> bool,
    ) -> (Value, Vec<usize>) {
        let (mut part, mut all) = (0, Vec::new());
        for ((one, other), (behind, has_contract)) in &self.between {
            if is_meant(one, other) {
                let behind: Vec<usize> = behind.iter().copied().filter(|&at| counts(at)).collect();
                part += if *has_contract { behind.len() } else { 0 };
                all.extend(behind);
            }
        }
        let whole = all.len();
        all.sort_unstable();
        all.dedup();
        (Value::Share { part, whole }, all)
    }
}

/// Whether a contract in force is between two sets of owners, in either direction.
fn have_contract(input: &Input<'_>, one: &[TeamId], other: &[TeamId]) -> bool {
    input.policy.contracts().iter().any(|contract| {
        term::in_force(contract, input.today) && (covers(contract, one, other) || covers(contract, other, one))
    })
}

pub(super) fn measure(
    input: &Input<'_>,
    history: &ChangeHistory,
    coverage: &Coverage<'_>,
    teams: &[TeamId],
    sheet: &mut Sheet,
) -> Vec<ModulePair> {
    let mut put = |of: Measured, (value, behind): (Value, Vec<usize>)| {
        sheet.put_changes("co-change-coverage", &of, value, behind);
    };
    put(Measured::Workspace, coverage.share(|_, _| true, |_| true));
    for &team in teams {
        let is_of = |one: &[TeamId], other: &[TeamId]| one.contains(&team) || other.contains(&team);
        put(Measured::Team(team), coverage.share(is_of, |_| true));
    }
    for (one, other) in coverage.between.keys() {
        let of = Measured::Between { one: one.to_vec(), other: other.to_vec() };
        put(of, coverage.share(|a, b| (a, b) == (*one, *other), |_| true));
    }

    let pairs = pairs(input.graph, history, input.policy.history());
    for (metric, kind) in [("hidden-coupling", PairKind::Hidden), ("dormant-coupling", PairKind::Dormant)] {
        let of_kind: Vec<&ModulePair> = pairs.iter().filter(|pair| pair.kind == kind).collect();
        let mut put = |of: &Measured, found: &[&ModulePair]| {
            let mut behind: Vec<usize> = found.iter().flat_map(|pair| pair.shared.iter().copied()).collect();
            behind.sort_unstable();
            behind.dedup();
            sheet.put_changes(metric, of, Value::Count(found.len()), behind);
        };
        put(&Measured::Workspace, &of_kind);
        let mut of_owners: BTreeMap<Measured, Vec<&ModulePair>> = BTreeMap::new();
        for pair in of_kind {
            let owners = |module: ModuleId| input.policy.owner_of_module(module).teams.clone();
            let (a, b) = (owners(pair.one), owners(pair.other));
            let (one, other) = if a <= b { (a, b) } else { (b, a) };
            of_owners.entry(Measured::Between { one, other }).or_default().push(pair);
        }
        for (of, found) in of_owners {
            put(&of, &found);
        }
    }
    pairs
}

/// Hidden pairs first, those with the most shared changes in front, then dormant ones, those with the most references.
fn pairs(graph: &ModuleGraph, history: &ChangeHistory, settings: &HistorySettings) -> Vec<ModulePair> {
    let (min_shared, min_degree) = (settings.min_shared as usize, settings.min_degree as usize);
    let modules = module_of_files(graph);
    let file_at: BTreeMap<FileId, usize> = history
        .files
        .iter()
        .enumerate()
        .filter_map(|(at, file)| Some((file.source.filter(|source| modules.contains_key(source))?, at)))
        .collect();
    let mut changes_of = vec![0; history.files.len()];
    let mut shared: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    let strangers = |one: usize, other: usize| are_apart(&history.files[one].owners, &history.files[other].owners);
    for change in &history.changes {
        for (number, &one) in change.files.iter().enumerate() {
            changes_of[one] += 1;
            for &other in change.files[number + 1..].iter().filter(|&&other| strangers(one, other)) {
                *shared.entry((one, other)).or_default() += 1;
            }
        }
    }
    let mut references: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for dependency in graph.dependencies() {
        let at = |module: ModuleId| file_at.get(&graph.module(module).data().file).copied();
        if let (Some(from), Some(to)) = (at(dependency.from().id()), at(dependency.to().id()))
            && strangers(from, to)
        {
            *references.entry((from.min(to), from.max(to))).or_default() += dependency.references().len();
        }
    }
    let is_module = |at: usize| history.files[at].source.is_some_and(|source| file_at.get(&source) == Some(&at));
    let mut coupled: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut found: Vec<((usize, usize), PairKind)> = Vec::new();
    #[expect(clippy::iter_over_hash_type, reason = "what comes out is sorted below")]
    for (&(one, other), &count) in &shared {
        coupled.insert((one, other));
        let is_close = 200 * count >= min_degree * (changes_of[one] + changes_of[other]);
        let is_hidden = count >= min_shared && is_close && !references.contains_key(&(one, other));
        if is_hidden && is_module(one) && is_module(other) {
            found.push(((one, other), PairKind::Hidden));
        }
    }
    for &(one, other) in references.keys() {
        let both_live = changes_of[one] >= min_shared && changes_of[other] >= min_shared;
        if both_live && !coupled.contains(&(one, other)) {
            found.push(((one, other), PairKind::Dormant));
        }
    }
    let touches = |change: usize, file: usize| history.changes[change].files.binary_search(&file).is_ok();
    let pair = |((a, b), kind): ((usize, usize), PairKind)| {
        let module = |at: usize| history.files[at].source.map(|source| modules[&source]).expect("both are modules");
        let (one, other) =
            if graph.module(module(a)).path() <= graph.module(module(b)).path() { (a, b) } else { (b, a) };
        let shared = (0..history.changes.len()).filter(|&at| touches(at, one) && touches(at, other)).collect();
        let changes_of = (changes_of[one], changes_of[other]);
        let references = references.get(&(a, b)).copied().unwrap_or(0);
        ModulePair { one: module(one), other: module(other), kind, changes_of, shared, references }
    };
    let mut pairs: Vec<ModulePair> = found.into_iter().map(pair).collect();
    pairs.sort_by_cached_key(|pair| {
        let path = |module: ModuleId| graph.module(module).path().to_owned();
        let most = std::cmp::Reverse((pair.shared.len(), pair.references));
        (pair.kind, most, path(pair.one), path(pair.other), pair.one, pair.other)
    });
    pairs
}
