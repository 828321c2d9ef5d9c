//! The numbers of small histories, one by one, and what holds of all of them.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::tests::input;
use super::{Change, ChangeHistory, ChangedFile, Measured, Metrics, PairKind, Value};
use crate::laws::worlds;
use crate::scene::{Scene, Stage};

/// What somebody changed: the author, and the modules, each of which stands in a file of its own.
type Commit<'a> = (usize, &'a [&'a str]);

/// A history of a stage, the oldest change first, one a day. `rosters` names the teams of authors.
fn history(stage: &Stage, commits: &[Commit<'_>], rosters: &[&[&str]]) -> ChangeHistory {
    let team = |name: &&str| stage.policy.teams().iter().find(|team| team.name == *name).expect("it is a team").id;
    let files: Vec<ChangedFile> = stage
        .graph
        .modules()
        .map(|module| ChangedFile {
            path: module.path().into(),
            owners: stage.policy.owner_of_module(module.id()).teams.clone(),
            source: Some(module.data().file),
        })
        .collect();
    let first = date(2026, 1, 1);
    let change = |(at, (author, modules)): (usize, &Commit<'_>)| {
        let at_path = |path: &&str| files.iter().position(|file| file.path == *path).expect("it is a module");
        let mut files: Vec<usize> = modules.iter().map(at_path).collect();
        files.sort_unstable();
        let day = first.checked_add(jiff::Span::new().days(i64::try_from(at).expect("few"))).expect("soon");
        Change { commit: format!("{at:040}"), day, author: *author, files }
    };
    let mut changes: Vec<Change> = commits.iter().enumerate().map(change).collect();
    changes.reverse();
    ChangeHistory {
        head: "0".repeat(40),
        since: date(2025, 1, 2),
        until: changes.first().map_or(first, |change| change.day),
        changes,
        files,
        rosters: rosters.iter().map(|teams| teams.iter().map(team).collect()).collect(),
        left_out: Vec::new(),
    }
}

const TEAMS: &str = r#"
    [teams]
    a = { owns = ["a"] }
    b = { owns = ["b"] }
    c = { owns = ["c"] }

    [[contract]]
    consumer = "a"
    provider = "b"
    reason = "r"

    [history]
    min-shared = 2
    min-commits = 2
"#;

fn stage() -> Stage {
    Scene::default().item("a::x::I").item("b::y::I").item("b::z::I").item("c::I").uses("a", "b::y::I").stage(TEAMS)
}

fn number(stage: &Stage, history: &ChangeHistory, metric: &str, of: &Measured) -> Option<Value> {
    Metrics::measure_with_history(&input(stage), history).figure(metric, of).map(|figure| figure.value)
}

fn team(stage: &Stage, name: &str) -> Measured {
    Measured::Team(stage.policy.teams().iter().find(|team| team.name == name).expect("it is a team").id)
}

const CHANGES: &[Commit<'_>] = &[
    (0, &["a", "a::x"]),
    (0, &["a"]),
    (0, &["a", "b::y"]),
    (0, &["a", "c"]),
    (1, &["b::y"]),
    (1, &["b::y", "b::z"]),
    (2, &["c"]),
];

#[test]
fn what_crosses_teams_is_told_with_its_commits() {
    let stage = stage();
    let history = history(&stage, CHANGES, &[&[], &[], &[]]);
    let share = |part, whole| Some(Value::Share { part, whole });
    let of = |metric: &str, of: &Measured| number(&stage, &history, metric, of);
    assert_eq!(of("changes", &Measured::Workspace), Some(Value::Count(7)));
    assert_eq!(of("cross-team-change-rate", &Measured::Workspace), share(2, 7));
    assert_eq!(of("cross-team-change-rate", &team(&stage, "a")), share(2, 4));
    assert_eq!(of("cross-team-change-rate", &team(&stage, "c")), share(1, 2));
    // Of the two pairs that change together, a contract is between `a` and `b`.
    assert_eq!(of("co-change-coverage", &Measured::Workspace), share(1, 2));
    assert_eq!(of("co-change-coverage", &team(&stage, "c")), share(0, 1));
    // The third author made one change only, so that nothing is inferred.
    assert_eq!(of("autonomy", &Measured::Workspace), share(4, 6));
    assert_eq!(of("autonomy", &team(&stage, "a")), share(2, 4));
    assert_eq!(of("autonomy", &team(&stage, "c")), share(0, 0));

    let metrics = Metrics::measure_with_history(&input(&stage), &history);
    let homes = &metrics.from_history.as_ref().expect("there is a history").homes;
    assert_eq!((homes.by_roster, homes.inferred, homes.unknown), (0, 6, 1));
    let waits = metrics.figures.iter().filter(|figure| figure.metric.name == "waits-for");
    let waits: Vec<(Value, Vec<usize>)> = waits.map(|figure| (figure.value, figure.changes.clone())).collect();
    assert_eq!(waits, [(Value::Count(1), vec![4]), (Value::Count(1), vec![3])], "of `a` for `b` and for `c`");
}

#[test]
fn a_roster_wins_over_what_could_be_inferred() {
    let stage = stage();
    let history = history(&stage, CHANGES, &[&["b"], &[], &["b", "c"]]);
    let of = |metric: &str, of: &Measured| number(&stage, &history, metric, of);
    assert_eq!(of("changes-by-team", &team(&stage, "a")), Some(Value::Count(0)));
    assert_eq!(of("changes-by-team", &team(&stage, "b")), Some(Value::Count(7)), "four, two, and one of two teams");
    assert_eq!(of("autonomy", &team(&stage, "b")), Some(Value::Share { part: 2, whole: 7 }));
    assert_eq!(of("autonomy", &team(&stage, "c")), Some(Value::Share { part: 1, whole: 1 }));
    let module = stage.graph.modules_at("a").next().expect("there is one").id();
    assert_eq!(of("own-team-share", &Measured::Module(module)), Some(Value::Share { part: 0, whole: 4 }));
    assert_eq!(of("foreign-teams", &Measured::Module(module)), Some(Value::Count(1)));
    assert_eq!(of("fragmentation", &Measured::Module(module)), Some(Value::Share { part: 0, whole: 16 }));
}

#[test]
fn an_author_at_home_in_two_teams_alike_is_at_home_nowhere() {
    let stage = stage();
    let history = history(&stage, &[(0, &["a"]), (0, &["b"])], &[&[]]);
    let metrics = Metrics::measure_with_history(&input(&stage), &history);
    assert_eq!(metrics.from_history.expect("there is a history").homes.unknown, 2);
}

#[test]
fn pairs_change_together_without_a_reference_or_never_with_one() {
    let stage = stage();
    let commits: &[Commit<'_>] = &[
        (0, &["a", "b::z"]),
        (0, &["a", "b::z"]),
        (0, &["b::y"]),
        (0, &["b::y"]),
        // Together once only, which is too little, and within one team, which is no coupling between teams.
        (0, &["a::x", "c"]),
        (0, &["b", "b::z"]),
        (0, &["b", "b::z"]),
    ];
    let history = history(&stage, commits, &[&[]]);
    let metrics = Metrics::measure_with_history(&input(&stage), &history);
    let path = |module| stage.graph.module(module).path();
    let found = metrics.from_history.as_ref().expect("there is a history");
    let told: Vec<_> = found.pairs.iter().map(|it| (it.kind, path(it.one), path(it.other), it.changes_of)).collect();
    assert_eq!(told, [(PairKind::Hidden, "a", "b::z", (2, 4)), (PairKind::Dormant, "a", "b::y", (2, 2))]);
    assert_eq!((found.pairs[0].shared.as_slice(), found.pairs[0].degree().round()), (&[5, 6][..], 67.0));
    assert_eq!(number(&stage, &history, "hidden-coupling", &Measured::Workspace), Some(Value::Count(1)));
    assert_eq!(number(&stage, &history, "dormant-coupling", &Measured::Workspace), Some(Value::Count(1)));
}

#[test]
fn what_is_strong_far_and_volatile_comes_first() {
    let scene = Scene::default().module("c").item("b::y::I").item("b::z::I").uses("a", "b::y::I").uses("a", "b::z::I");
    let stage = scene.stage(TEAMS);
    let history = history(&stage, &[(0, &["b::z"]), (0, &["b::z"])], &[&[]]);
    let metrics = Metrics::measure_with_history(&input(&stage), &history);
    let told: Vec<_> = metrics.from_history.expect("there is a history").balances;
    let told: Vec<_> =
        told.iter().map(|it| (stage.graph.module(it.provider).path(), it.volatility, it.score)).collect();
    assert_eq!(told, [("b::z", 10, 6), ("b::y", 1, 10)]);
    for (strength, distance, volatility, score) in [(8, 8, 10, 1), (1, 8, 10, 8), (8, 8, 1, 10), (10, 7, 8, 4)] {
        assert_eq!(super::balance::score(strength, distance, volatility), score);
    }
}

#[test]
fn months_are_whole_and_end_with_the_newest_commit() {
    let stage = stage();
    let day = |text: &str| text.parse::<Date>().expect("it is a day");
    let mut history = history(&stage, &[(0, &["a"]), (0, &["a"]), (0, &["a"])], &[&[]]);
    history.until = day("2026-03-31");
    for (at, when) in ["2026-04-02", "2026-03-01", "2026-02-28"].iter().enumerate() {
        history.changes[at].day = day(when);
    }
    // February has no 31st, so that March begins on its 1st.
    assert_eq!([history.month(0), history.month(1), history.month(2)], [vec![0, 1], vec![2], vec![]]);
    history.since = day("2026-02-01");
    assert_eq!(history.months(), 2);
    history.since = day("2026-02-02");
    assert_eq!(history.months(), 1);
}

fn commits() -> impl Strategy<Value = Vec<(usize, Vec<usize>)>> {
    proptest::collection::vec((0..4_usize, proptest::collection::vec(0..64_usize, 1..6)), 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_are_shares_and_point_at_changes(world in worlds(), commits in commits()) {
        let stage = world.scene().stage(&world.plain_policy());
        let history = generated(&stage, &commits);
        let metrics = Metrics::measure_with_history(&input(&stage), &history);
        for figure in &metrics.figures {
            if let Value::Share { part, whole } = figure.value {
                prop_assert!(part <= whole, "{figure:?}");
            }
            prop_assert!(figure.changes.is_sorted() && figure.changes.iter().all(|&at| at < history.changes.len()));
            if ["cross-team-change-rate", "waits-for", "changes", "changes-by-team"].contains(&figure.metric.name) {
                let (Value::Count(part) | Value::Share { part, .. }) = figure.value;
                prop_assert_eq!(figure.changes.len(), part, "what is counted is what is listed");
            }
        }
        for balance in &metrics.from_history.as_ref().expect("there is one").balances {
            prop_assert!((1..=10).contains(&balance.score) && (1..=10).contains(&balance.volatility));
        }
    }

    #[test]
    fn homes_add_up_and_one_team_needs_nobody(world in worlds(), commits in commits()) {
        let stage = world.scene().stage("[teams]\nall = { owns = [\"crate0\", \"crate1\", \"crate2\"] }\n");
        let history = generated(&stage, &commits);
        let metrics = Metrics::measure_with_history(&input(&stage), &history);
        let found = metrics.from_history.as_ref().expect("there is one");
        prop_assert_eq!(found.homes.by_roster + found.homes.inferred + found.homes.unknown, history.changes.len());
        prop_assert!(found.pairs.is_empty() && found.balances.is_empty());
        let crossing = metrics.figure("cross-team-change-rate", &Measured::Workspace).expect("it is measured");
        prop_assert_eq!(crossing.value, Value::Share { part: 0, whole: history.changes.len() });
        prop_assert!(metrics.figures.iter().all(|figure| figure.metric.name != "waits-for"));
    }

    #[test]
    fn the_order_of_changes_and_files_decides_nothing(world in worlds(), commits in commits()) {
        let stage = world.scene().stage(&world.plain_policy());
        let history = generated(&stage, &commits);
        let mut turned = history.clone();
        turned.changes.reverse();
        let values = |history: &ChangeHistory| {
            let metrics = Metrics::measure_with_history(&input(&stage), history);
            metrics.figures.into_iter().map(|figure| (figure.metric.name, figure.of, figure.value)).collect::<Vec<_>>()
        };
        prop_assert_eq!(values(&history), values(&turned));
    }

    #[test]
    fn months_lose_no_change_of_theirs(world in worlds(), commits in commits(), days in proptest::collection::vec(0..800_i64, 24)) {
        let stage = world.scene().stage(&world.plain_policy());
        let mut history = generated(&stage, &commits);
        for (change, day) in history.changes.iter_mut().zip(days) {
            change.day = history.until.checked_sub(jiff::Span::new().days(day)).expect("not long ago");
        }
        let months = history.months();
        let mut seen: Vec<usize> = (0..months).flat_map(|back| history.month(back)).collect();
        seen.sort_unstable();
        let begin = super::month_end(history.until, months);
        let meant: Vec<usize> = (0..history.changes.len()).filter(|&at| history.changes[at].day > begin).collect();
        prop_assert_eq!(seen, meant);
    }
}

fn generated(stage: &Stage, commits: &[(usize, Vec<usize>)]) -> ChangeHistory {
    let paths: Vec<&str> = stage.graph.modules().map(|module| module.path()).collect();
    let commits: Vec<(usize, Vec<&str>)> = commits
        .iter()
        .map(|(author, files)| {
            let mut files: Vec<&str> = files.iter().map(|&at| paths[at % paths.len()]).collect();
            files.sort_unstable();
            files.dedup();
            (*author, files)
        })
        .collect();
    let commits: Vec<Commit<'_>> = commits.iter().map(|(author, files)| (*author, files.as_slice())).collect();
    history(stage, &commits, &[&[], &[], &[], &[]])
}
