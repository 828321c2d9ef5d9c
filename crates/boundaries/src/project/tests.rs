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

/// The law of `init`: what it proposes holds on the day it is written.
#[test]
fn a_proposed_policy_passes() {
    for codeowners in [
        None,
        Some("/orders/ @shop/orders\n/billing/ @shop/billing\n"),
        Some("* @shop/all\n/orders/ @shop/orders @ann\n"),
    ] {
        let project = project(TANGLE, None, codeowners);
        let text = project.proposal().to_toml();
        let report = project.check_with(&text, &CheckOptions::default()).expect("the proposal is a valid policy");
        assert!(!report.fails(), "{:#?}\n{text}", report.findings);
    }
}

#[test]
fn a_doubtful_coupling_is_tolerated_but_has_no_contract() {
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

    # Doubtful: couplings against the main direction, or closing a cycle between teams. They are tolerated, not agreed.
    # Remove or invert them, or agree on a contract; `until = "YYYY-MM-DD"` gives an exception an end.

    # billing -> orders: 2 references against 3 the other way
    [[exception]]
    from = "billing"
    to = "orders::Cart"
    reason = "doubtful: against the main direction (found by init; remove, invert, or agree on a contract)"

    [[exception]]
    from = "billing"
    to = "orders::hooks"
    reason = "doubtful: against the main direction (found by init; remove, invert, or agree on a contract)"
    "#);
}

#[test]
fn a_single_owner_gives_the_picture_of_crates() {
    let project = project(TANGLE, None, Some("* @shop/all\n"));
    assert_eq!(project.overview().territories.division(), crate::Division::CrateGroups);
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
    let error = project.check_with("[teams]\norders = { ownz = [\"orders\"] }\n", &CheckOptions::default());
    let Err(Error::Policy(failure)) = error else { panic!("the policy is wrong") };
    assert_eq!(failure.problems.len(), 1);
    assert!(failure.to_string().contains("ownz"), "{failure}");
}
