//! What is debt and what is not, and what it costs.

use std::collections::BTreeMap;

use boundaries_policy::edit::baseline_text;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{DebtKind, Ledger};
use crate::laws::worlds;
use crate::metrics::{Change, ChangeHistory, ChangedFile};
use crate::scene::{Scene, Stage, TODAY};
use crate::{Growth, Unseen, plan_baseline};

const POLICY: &str = r#"
    [teams]
    a = { owns = ["a"], debt-budget = 2 }
    b = { owns = ["b"] }
    c = { owns = ["c"], debt-budget = 0 }

    [[contract]]
    consumer = "a"
    provider = "c"
    reason = "r"
    deprecated = "use b"

    [[contract]]
    consumer = "b"
    provider = "c"
    reason = "r"
    until = "2026-01-01"

    [[exception]]
    from = "b"
    to = "a::I"
    reason = "moves out"
"#;

const BASELINE: &str = "[[tolerated]]\nrule = \"undeclared-coupling\"\nfrom = \"a\"\nto = \"b::I\"\ncount = 2\nreason = \"old\"\nsince = \"2025-05-05\"\n";

fn stage() -> Stage {
    let mut scene = Scene::default()
        .item("a::I")
        .item("b::I")
        .item("c::I")
        .uses("a", "b::I")
        .uses("a", "b::I")
        .uses("a", "c::I")
        .uses("b", "c::I")
        .uses("b", "a::I")
        .uses("c", "a::I");
    scene.baseline = Some(BASELINE.to_owned());
    scene.stage(POLICY)
}

#[test]
fn each_record_is_an_item_and_what_nothing_tolerates_is_none() {
    let stage = stage();
    let ledger = Ledger::of(&stage.input());
    let mut told: Vec<(DebtKind, &str, &str, usize)> = ledger
        .items
        .iter()
        .map(|item| (item.kind, item.consumer.as_str(), item.provider.as_str(), item.places.len()))
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            (DebtKind::Baseline, "a", "b::I", 2),
            (DebtKind::Exception, "b", "a::I", 1),
            (DebtKind::DeprecatedContract, "a", "c", 1),
            (DebtKind::ExpiredContract, "b", "c", 1),
        ]
    );
    let baseline = ledger.items.iter().find(|item| item.kind == DebtKind::Baseline).expect("it is there");
    assert_eq!((baseline.recorded, baseline.edges.len()), (Some(date(2025, 5, 5)), 1));
    let budgets: Vec<_> = ledger.budgets.iter().map(|it| (it.principal, it.budget, it.over())).collect();
    assert_eq!(budgets, [(3, Some(2), 1), (2, None, 0), (0, Some(0), 0)]);
}

/// Changes of the stage's modules, the newest first, in the months before the newest.
fn history(stage: &Stage, changes: &[(Date, &[&str])]) -> ChangeHistory {
    let files: Vec<ChangedFile> = stage
        .graph
        .modules()
        .map(|module| ChangedFile { path: module.path().into(), owners: Vec::new(), source: Some(module.data().file) })
        .collect();
    let change = |(day, modules): &(Date, &[&str])| {
        let mut touched: Vec<usize> =
            modules.iter().filter_map(|path| files.iter().position(|file| file.path == *path)).collect();
        touched.sort_unstable();
        Change { commit: "0".repeat(40), day: *day, author: 0, files: touched }
    };
    ChangeHistory {
        head: String::new(),
        since: date(2025, 12, 16),
        until: date(2026, 6, 15),
        changes: changes.iter().map(change).collect(),
        files,
        rosters: vec![Vec::new()],
        left_out: Vec::new(),
    }
}

#[test]
fn interest_is_what_touched_both_ends() {
    let stage = stage();
    let changes: &[(Date, &[&str])] = &[
        (date(2026, 6, 1), &["a", "b", "c"]),
        (date(2026, 5, 1), &["a", "b"]),
        (date(2026, 4, 20), &["a"]),
        (date(2026, 4, 1), &["c"]),
    ];
    let history = history(&stage, changes);
    let mut ledger = Ledger::of(&stage.input());
    // Ten lines in each file that a change touches.
    let lines: BTreeMap<usize, BTreeMap<usize, u64>> =
        (0..changes.len()).map(|at| (at, history.changes[at].files.iter().map(|&file| (file, 10)).collect())).collect();
    ledger.accrue(&history, &lines);
    let first = &ledger.items[0];
    assert_eq!(
        first.kind,
        DebtKind::Baseline,
        "it grows fastest, and is larger than the exception, which has the same ends"
    );
    let interest = first.interest.as_ref().expect("it was read");
    assert_eq!((interest.changes.as_slice(), interest.lines), (&[0, 1][..], 40), "the third file is no end of it");
    assert_eq!(interest.lines_by_month, [0, 0, 0, 0, 20, 20]);
    assert_eq!(interest.commits_by_month, [0, 0, 0, 0, 1, 1]);
    let slopes: Vec<f64> = ledger
        .items
        .iter()
        .map(|item| item.interest.as_ref().and_then(|it| it.trend).map_or(0.0, |it| it.slope))
        .collect();
    assert!(slopes.is_sorted_by(|a, b| a >= b), "{slopes:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn months_add_up_to_no_more_than_all(world in worlds(), days in proptest::collection::vec((0..400_i64, 0..9_usize, 0..9_usize), 0..20)) {
        let mut scene = world.scene();
        let open = scene.stage(&world.plain_policy());
        let growth = Growth::Accepted { reason: "r".to_owned(), since: TODAY };
        let plan = plan_baseline(&open.check(), &open.policy, &open.sources, None, &Unseen::new(&open.graph, false), &growth);
        let entries: Vec<_> = plan.files.into_iter().flat_map(|file| file.entries).collect();
        scene.baseline = baseline_text(None, &[], &entries);
        let stage = scene.stage(&world.plain_policy());
        let mut ledger = Ledger::of(&stage.input());
        let paths: Vec<&str> = stage.graph.modules().map(|module| module.path()).collect();
        let until = date(2026, 6, 15);
        let touched: Vec<(Date, [&str; 2])> = days
            .iter()
            .map(|(day, a, b)| (until.checked_sub(jiff::Span::new().days(*day)).expect("near"), [paths[a % paths.len()], paths[b % paths.len()]]))
            .collect();
        let touched: Vec<(Date, &[&str])> = touched.iter().map(|(day, paths)| (*day, paths.as_slice())).collect();
        let history = history(&stage, &touched);
        let lines = (0..touched.len()).map(|at| (at, history.changes[at].files.iter().map(|&file| (file, 3)).collect())).collect();
        ledger.accrue(&history, &lines);
        for item in &ledger.items {
            let interest = item.interest.as_ref().expect("it was read");
            prop_assert!(interest.lines_by_month.iter().sum::<u64>() <= interest.lines);
            prop_assert!(interest.commits_by_month.iter().sum::<u64>() <= interest.changes.len() as u64);
            prop_assert!(interest.lines <= 6 * interest.changes.len() as u64, "two files of three lines at most");
            if let Some(trend) = interest.trend {
                let forecast = trend.forecast;
                prop_assert!(0.0 <= forecast.low && forecast.low <= forecast.expected && forecast.expected <= forecast.high);
            }
        }
        for budget in &ledger.budgets {
            let owed: usize = ledger.items.iter().filter(|item| item.consumers.contains(&budget.team)).map(|item| item.places.len()).sum();
            prop_assert_eq!(budget.principal, owed);
        }
    }
}
