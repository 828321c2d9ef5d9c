//! A loaded workspace answers questions and re-checks other policies.

use boundaries_analysis::{AnalysisError, Cancellation, Progress, Stage};
use boundaries_lint::{Finding, Growth, plan_baseline};

use super::*;
use crate::testing::project;

const TANGLE: &str = "
[orders billing]
pub fn order() { billing::bill(); billing::store::save(); billing::store::load(); }
pub struct Cart;
pub mod hooks { pub fn changed() {} }
[billing orders]
pub fn bill() { orders::hooks::changed(); let _ = orders::Cart; }
pub mod store { pub fn save() {} pub fn load() {} }
[free orders]
pub fn free() { orders::order() }
";

/// The findings that fail and that a first baseline would not record.
fn beyond_a_baseline(project: &Project) -> Vec<String> {
    let report = project.check(&CheckOptions::default());
    let growth = Growth::Accepted { reason: "r".to_owned(), since: jiff::civil::date(2026, 1, 1) };
    let plan = plan_baseline(&report, project.policy(), project.sources(), None, &project.unseen(), &growth);
    let recorded = |finding: &&Finding| {
        let key = &finding.key;
        plan.growth
            .iter()
            .any(|entry| (&*entry.rule, &entry.from, &entry.to) == (key.rule, &key.consumer, &key.provider))
    };
    let failing = report.findings.iter().filter(|finding| finding.fails());
    failing.filter(|finding| !recorded(finding)).map(|finding| finding.headline.clone()).collect()
}

/// The law of `init`: what it proposes holds on the day it is written, with the baseline that it writes beside it.
#[test]
fn a_proposed_policy_passes() {
    for codeowners in [
        None,
        Some("/orders/ @shop/orders\n/billing/ @shop/billing\n"),
        Some("* @shop/all\n/orders/ @shop/orders @ann\n"),
    ] {
        let project = project(TANGLE, None, codeowners);
        let text = project.proposal().to_toml();
        let project = project.with_policy(&text).expect("the proposal is a valid policy");
        assert_eq!(beyond_a_baseline(&project), [""; 0], "{text}");
    }
}

#[test]
fn a_doubtful_coupling_is_named_and_has_no_contract() {
    let project = project(TANGLE, None, Some("/orders/ @shop/orders\n/billing/ @shop/billing\n"));
    insta::assert_snapshot!(project.proposal().to_toml(), @r#"
    # Who owns what in this workspace, and who may use whom. A first draft from the code as it is: edit it freely.
    # `cargo boundaries` checks it; `cargo boundaries why A B` shows what lies behind a line.

    # Teams come from .github/CODEOWNERS, which goes on deciding who owns what; `handles` ties a team to its lines there.
    # No team owns 1 module yet; `cargo boundaries owners --unmatched` lists them.
    [teams]
    billing = { handles = ["@shop/billing"] }
    orders  = { handles = ["@shop/orders"] }

    # Proposed contracts: the couplings in the main direction, strongest first. Confirm each with its provider.
    [[contract]]
    consumer = "orders"
    provider = "billing"
    reason = "existing use: 3 references in 1 module (proposed by init; confirm with `billing`)"

    # Doubtful: couplings against the main direction, or closing a cycle between teams. No contract covers them; what is
    # there today belongs into the baseline, and more of it fails. Remove or invert them, or agree on a contract.
    # - billing -> orders: 2 references against 3 the other way
    "#);
}

#[test]
fn a_single_owner_gives_the_picture_of_crates() {
    let project = project(TANGLE, None, Some("* @shop/all\n"));
    assert_eq!(project.overview().territories.division(), crate::territory::Division::CrateGroups);
}

/// Teams are spoken of, never persons: where CODEOWNERS names accounts alone, the layout of the workspace gives the teams,
/// and what the two say about a module is no disagreement.
#[test]
fn persons_are_no_teams() {
    let project = project(TANGLE, None, Some("* @ann\n/orders/ @bob @ann\n/billing/ carl@shop.example\n"));
    assert_eq!(project.overview().territories.division(), crate::territory::Division::CrateGroups);
    let text = project.proposal().to_toml();
    assert!(["ann", "bob", "carl"].iter().all(|person| !text.contains(person)), "{text}");
    assert!(text.contains(".github/CODEOWNERS names persons"), "{text}");
    let project = project.with_policy(&text).expect("the proposal is a valid policy");
    assert_eq!(beyond_a_baseline(&project), [""; 0], "{text}");
    let report = project.check(&CheckOptions::default());
    let drift = report.findings.iter().filter(|finding| finding.rule.name == "codeowners-drift");
    assert_eq!(drift.count(), 0);
}

/// A glob ends with its star, whatever the module in front of it is called.
#[test]
fn a_glob_is_marked_at_its_star() {
    let code = "[orders billing]\nuse billing::tables::*;\n[billing]\npub mod tables { pub struct Row; }\n";
    let project = project(code, None, None);
    let globs: Vec<&str> = project
        .graph()
        .references()
        .iter()
        .filter(|reference| reference.kind == boundaries_graph::ReferenceKind::GlobImport)
        .map(|reference| project.sources().snippet(reference.span))
        .collect();
    assert_eq!(globs, ["*"]);
}

#[test]
fn unknown_names_are_told_at_once() {
    let project = project(TANGLE, None, None);
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let error =
        project.scope(&names(&["ordrs"]), &names(&["nobody"]), &names(&["off-surfce"])).expect_err("none exists");
    insta::assert_snapshot!(error, @"no package is called `ordrs`; no team is called `nobody`; no rule is called `off-surfce`");
    let similar: Vec<_> = error.0.iter().flat_map(|unknown| unknown.similar.clone()).collect();
    assert_eq!(similar, ["orders", "off-surface"]);
}

#[test]
fn all_mistakes_of_a_policy_come_with_their_texts() {
    let project = project(TANGLE, None, None);
    let error = project.with_policy("[teams]\norders = { ownz = [\"orders\"] }\n");
    let Err(Error::Policy(failure)) = error else { panic!("the policy is wrong") };
    assert_eq!(failure.problems.len(), 1);
    assert!(failure.to_string().contains("ownz"), "{failure}");
}

/// Joint owners make contracts overlap: one that covers a single owner covers what it owns jointly as well.
#[test]
fn joint_owners_do_not_break_the_law() {
    let code = "
[both core]
pub fn b() { core::c(); }
pub fn b2() {}
[solo core]
pub fn s() { core::c(); core::c(); core::c(); core::c(); core::c(); }
[core both]
pub fn c() { both::b(); both::b2(); both::b(); }
";
    let codeowners = "/both/ @s/ann @s/bob\n/solo/ @s/ann\n/core/ @s/core\n";
    let project = project(code, None, Some(codeowners));
    let text = project.proposal().to_toml();
    let project = project.with_policy(&text).expect("the proposal is a valid policy");
    assert_eq!(beyond_a_baseline(&project), [""; 0], "{text}");
}

const PACKAGES: [&str; 4] = ["alpha", "beta", "gamma", "delta"];

/// A library that calls functions of others, from its root, a module and a test.
fn library(index: usize, calls: &[(usize, usize, bool)]) -> String {
    let others: Vec<&str> = PACKAGES.iter().copied().filter(|name| *name != PACKAGES[index]).collect();
    let body = |place: usize, test: bool| -> String {
        let wanted = calls
            .iter()
            .filter(|(from, to, is_test)| *from % 8 == index * 2 + place && *to != index && *is_test == test);
        wanted.map(|(_, to, _)| format!("{0}::f(); {0}::deep::g();", PACKAGES[*to])).collect()
    };
    format!(
        "[{} {}]\npub fn f() {{ {} }}\npub mod deep {{ pub fn g() {{ {} }} }}\n#{{test}} mod tests {{ fn t() {{ {} }} }}\n",
        PACKAGES[index],
        others.join(" "),
        body(0, false),
        body(1, false),
        body(0, true),
    )
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    /// The law of `init` over random code and owners, joint ones and holes among them.
    #[test]
    fn every_proposed_policy_passes(
        calls in proptest::collection::vec((0..8_usize, 0..4_usize, proptest::bool::ANY), 0..16),
        owners in proptest::option::of(proptest::collection::vec(proptest::collection::btree_set(0..3_usize, 0..3), 4)),
    ) {
        let code: String = (0..PACKAGES.len()).map(|index| library(index, &calls)).collect();
        let codeowners = owners.map(|owners| {
            let line = |(package, teams): (usize, &std::collections::BTreeSet<usize>)| {
                let teams: String = teams.iter().map(|team| format!(" @org/team{team}")).collect();
                format!("/{}/{teams}\n", PACKAGES[package])
            };
            owners.iter().enumerate().map(line).collect::<String>()
        });
        let project = project(&code, None, codeowners.as_deref());
        let text = project.proposal().to_toml();
        let project = project.with_policy(&text).expect("the proposal is a valid policy");
        let failing = beyond_a_baseline(&project);
        proptest::prop_assert!(failing.is_empty(), "{failing:#?}\n{code}\n{codeowners:?}\n{text}");
    }
}

#[test]
fn loading_ends_in_whatever_stage_it_is_cancelled() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let root = dir.path();
    for (path, text) in [
        ("Cargo.toml", "[package]\nname = \"bank\"\nedition = \"2024\"\n"),
        ("src/lib.rs", "mod store;\npub fn open() {}\n"),
        ("src/store.rs", "pub struct Account;\n"),
    ] {
        std::fs::create_dir_all(root.join(path).parent().expect("files lie in folders")).expect("a folder can be made");
        std::fs::write(root.join(path), text).expect("a file can be written");
    }
    let manifest = Utf8PathBuf::from_path_buf(root.join("Cargo.toml")).expect("the path is UTF-8");
    let stopped_at = |stopped_at: Option<Stage>, files: usize| {
        let cancellation = Cancellation::default();
        let stop = cancellation.clone();
        let progress = Progress::new(move |stage, read| {
            if Some(stage) == stopped_at && read >= files {
                stop.cancel();
            }
        });
        Project::load(&ProjectOptions::at(&manifest).with_progress(progress).with_cancellation(cancellation))
    };
    for (stage, files) in [(Stage::Reading, 0), (Stage::Reading, 1), (Stage::Linking, 0), (Stage::Walking, 0)] {
        let ended = stopped_at(Some(stage), files);
        assert!(matches!(ended, Err(Error::Workspace(AnalysisError::Cancelled))), "{stage:?} after {files}: {ended:?}");
    }
    assert!(stopped_at(None, 0).is_ok());
    let cancelled = Cancellation::default();
    cancelled.cancel();
    let ended = Project::load(&ProjectOptions::at("nowhere/Cargo.toml").with_cancellation(cancelled));
    assert!(matches!(ended, Err(Error::Workspace(AnalysisError::Cancelled))), "not even Cargo was asked");
}
