//! What is asked, and what is answered, in a small shop.

use boundaries_graph::DependencyKind;
use boundaries_report::{AskAnswer, May, TextOptions};
use jiff::civil::{Date, date};

use super::{Asker, UseQuestion};
use crate::testing::project;

const TODAY: Date = date(2026, 6, 15);

const SHOP: &str = "
[orders billing platform serde]
pub mod checkout { pub struct Order; }
mod internal { pub fn step() {} }
#{test}
mod tests {}
[billing platform]
pub mod api { pub use crate::tables::Invoice; pub fn charge() {} }
pub mod tables { pub struct Invoice; impl Invoice { pub fn total(&self) {} } pub enum State { Open } }
mod hidden { pub fn secret() {} }
[platform]
pub fn clock() {}
[lonely]
pub fn nobody() {}
";

const POLICY: &str = r##"
[teams]
orders = { owns = ["orders"] }
billing = { owns = ["billing"], surface = ["billing::api"], contact = "#team-billing" }
platform = { owns = ["platform"], handles = ["@shop/platform"] }

[[contract]]
consumer = "orders"
provider = "billing"
reason = "orders charge customers"
until = "2026-12-31"
"##;

fn asker(policy: Option<&str>) -> Asker {
    Asker::new(&project(SHOP, policy, None))
}

fn ask_in(asker: &mut Asker, from: &str, to: &str, code: Option<DependencyKind>) -> AskAnswer {
    asker.ask(&UseQuestion { from: from.to_owned(), to: to.to_owned(), code }, Some(TODAY))
}

fn ask(policy: &str, from: &str, to: &str) -> AskAnswer {
    ask_in(&mut asker(Some(policy)), from, to, None)
}

fn text(answer: &AskAnswer) -> String {
    let mut out = Vec::new();
    answer.text(TextOptions::default(), &mut out).expect("memory takes all");
    String::from_utf8(out).expect("text is UTF-8")
}

#[test]
fn a_contract_permits_what_is_on_the_surface() {
    let answer = ask(POLICY, "orders::checkout", "billing::api::charge");
    insta::assert_snapshot!(text(&answer), @r"
    yes: the contract of `orders` with `billing` permits it
      orders::checkout (orders) → function billing::api::charge (billing, #team-billing)
      contract at boundaries.toml:8: orders charge customers (until 2026-12-31)
    ");
}

#[test]
fn what_is_off_the_surface_has_a_path_on_it_if_there_is_one() {
    let answer = ask(POLICY, "orders", "billing::tables::Invoice");
    assert_eq!((answer.may, answer.surface_path.as_deref()), (May::No, Some("billing::api::Invoice")));
    assert_eq!(ask(POLICY, "orders", "billing::api::Invoice").may, May::Yes, "the path that it leads to");
    let answer = ask(POLICY, "orders", "billing::tables::State::Open");
    assert_eq!((answer.may, answer.surface_path), (May::No, None));
    assert_eq!(answer.item.as_deref(), Some("billing::tables::State::Open"));
    assert_eq!(ask(POLICY, "orders", "billing::api::Invoice::total").may, May::Yes);
    assert_eq!(ask(POLICY, "orders", "billing::api::*").may, May::Yes);
    assert_eq!(ask(POLICY, "orders", "billing::tables::*").may, May::No);
}

#[test]
fn without_a_contract_the_owner_is_to_be_asked() {
    let answer = ask(POLICY, "orders::checkout", "platform::clock");
    insta::assert_snapshot!(text(&answer), @r#"
    no: team `orders` uses `platform::clock` owned by `platform` without a contract
      orders::checkout (orders) → function platform::clock (platform, @shop/platform)
      deny[undeclared-coupling]
      help: move this code to `platform`, or invert the dependency: let `orders` define a trait that `platform` implements
      help: talk to `platform` (@shop/platform) about what is needed here
      help: ask `platform` for a contract in the policy
          [[contract]]
          consumer = "orders"
          provider = "platform"
          reason = "why this dependency is wanted"
    "#);
}

#[test]
fn where_no_boundary_lies_nothing_is_asked_for() {
    for (from, to, because) in [
        ("orders::checkout", "crate::internal::step", "both sides belong to `orders`"),
        ("orders::checkout", "super::internal::step", "both sides belong to `orders`"),
        ("orders", "self::checkout::Order", "both sides belong to `orders`"),
        ("orders", "checkout::Order", "both sides belong to `orders`"),
        ("orders", "lonely::nobody", "no team owns `lonely`, so no boundary lies between"),
        ("orders::checkout", "self::Order", "the module defines it itself"),
        ("orders", "std::collections::HashMap", "`std` lies outside the workspace, and nothing forbids it"),
        ("orders", "serde::Serialize", "`serde` lies outside the workspace, and nothing forbids it"),
    ] {
        let answer = ask(POLICY, from, to);
        assert_eq!((answer.may, answer.because.as_str()), (May::Yes, because), "{from} {to}");
    }
}

#[test]
fn what_the_manifest_does_not_list_is_noted() {
    let answer = ask(POLICY, "billing::api", "orders::checkout::Order");
    assert_eq!(
        (answer.may, answer.notes.as_slice()),
        (May::No, ["the manifest of `billing` does not list `orders` yet".to_owned()].as_slice())
    );
    let answer = ask(POLICY, "billing", "serde::Serialize");
    assert_eq!(answer.notes, ["the manifest of `billing` does not list `serde` yet"]);
}

#[test]
fn the_compiler_has_a_say() {
    let answer = ask(POLICY, "platform", "billing::hidden::secret");
    assert_eq!(answer.may, May::No);
    assert!(answer.notes[0].starts_with("`hidden` can be seen inside `billing` only"), "{:?}", answer.notes);
    let answer = ask(POLICY, "lonely", "orders::internal::step");
    assert_eq!(
        (answer.may, &*answer.because),
        (May::No, "the compiler would refuse this path: `internal` can be seen inside `orders` only")
    );
}

#[test]
fn kinds_of_code_count() {
    let policy = POLICY.replace("until", "kinds = [\"test\"]\nuntil");
    let mut asker = asker(Some(&policy));
    let mut may = |from: &str, code| ask_in(&mut asker, from, "billing::api::charge", code).may;
    assert_eq!(may("orders", None), May::No);
    assert_eq!(may("orders", Some(DependencyKind::Test)), May::Yes);
    assert_eq!(may("orders::tests", None), May::Yes);
}

#[test]
fn records_of_debt_tolerate_what_is_there_and_exceptions_what_is_to_come() {
    let exception = "[[exception]]\nfrom = \"orders\"\nto = \"platform\"\nreason = \"moves out\"\n";
    let answer = ask(&format!("{POLICY}\n{exception}"), "orders", "platform::clock");
    assert_eq!(answer.may, May::Tolerated);
    assert_eq!(answer.notes, ["the exception at boundaries.toml:14 tolerates it: moves out"]);
    let observed = POLICY.replace("handles", "enforcement = \"observe\", handles");
    let answer = ask(&observed, "orders", "platform::clock");
    assert_eq!(
        (answer.may, answer.notes.as_slice()),
        (May::Tolerated, ["`undeclared-coupling` is only observed here".to_owned()].as_slice())
    );
}

#[test]
fn constraints_count_although_contracts_permit() {
    let forbid = |to: &str, more: &str| {
        format!("{POLICY}\n[[forbid]]\nfrom = \"orders\"\nto = \"{to}\"\nreason = \"r\"\n{more}")
    };
    assert_eq!(ask(&forbid("billing", ""), "orders", "billing::api::charge").may, May::No);
    let answer = ask(&forbid("external:serde", ""), "orders", "serde::Serialize");
    assert_eq!(
        (answer.may, &*answer.because),
        (May::No, "`orders` uses `serde`, and `serde` is forbidden to `orders`")
    );
    assert_eq!(ask(&forbid("external:serde", ""), "billing", "serde::Serialize").may, May::Yes);
    // What the manifest does not list yet is forbidden all the same.
    let late = forbid("external:serde", "").replace("from = \"orders\"", "from = \"billing\"");
    assert_eq!(ask(&late, "billing", "serde::Serialize").may, May::No);
}

#[test]
fn chains_and_cycles_are_those_of_the_code_that_is_there() {
    let code = SHOP.replace("pub fn charge() {}", "pub fn charge() { platform::clock() }");
    let of = |constraint: &str, from: &str, to: &str| {
        let policy = format!(
            "[teams]\nall = {{ owns = [\"orders\", \"billing\", \"platform\"] }}\n{constraint}\nreason = \"r\"\n"
        );
        ask_in(&mut Asker::new(&project(&code, Some(&policy), None)), from, to, None).may
    };
    let chain = "[[forbid]]\nfrom = \"orders\"\nto = \"platform\"\nthrough-chains = true";
    assert_eq!(of(chain, "orders", "billing::api::charge"), May::No);
    assert_eq!(of(chain, "orders", "billing::tables::Invoice"), May::Yes);
    // Who takes the chain already may not take it once more.
    let taken = code.replace("pub mod checkout {", "pub fn pay() { billing::api::charge() } pub mod checkout {");
    let policy =
        format!("[teams]\nall = {{ owns = [\"orders\", \"billing\", \"platform\"] }}\n{chain}\nreason = \"r\"\n");
    let mut asker = Asker::new(&project(&taken, Some(&policy), None));
    assert_eq!(ask_in(&mut asker, "orders", "billing::api::charge", None).may, May::No);
    let acyclic = "[[acyclic]]\nbetween = \"crates\"";
    assert_eq!(of(acyclic, "platform", "billing::api::charge"), May::No);
    assert_eq!(of(acyclic, "orders", "billing::api::charge"), May::Yes);
}

#[test]
fn unknown_names_come_with_names_like_them() {
    for (from, to, because, similar) in [
        ("orders::chekout", "billing::api", "no crate or module is called `orders::chekout`", Some("orders::checkout")),
        (
            "orders",
            "billing::apis::charge",
            "no module or item is called `billing::apis::charge`",
            Some("billing::api::charge"),
        ),
        ("orders", "billing::apy::chrage", "no module or item is called `billing::apy::chrage`", Some("billing::api")),
        ("orders", "billing.api", "no path in code is called `billing.api`", Some("billing::api")),
        ("orders", "billing/", "no path in code is called `billing/`", Some("billing")),
        ("orders", "billing::api::charge::x", "no module or item is called `billing::api::charge::x`", None),
        ("team:orders", "billing::api", "no crate or module is called `team:orders`", Some("orders")),
        (
            "orders",
            "billing::api::chrage",
            "no module or item is called `billing::api::chrage`",
            Some("billing::api::charge"),
        ),
        ("orders", "biling::api", "no crate or module is called `biling`", Some("billing::api")),
        ("orders", "billing::Vec<u8>", "no path in code is called `billing::Vec<u8>`", None),
        ("orders", "super::super", "no path in code is called `super::super`", None),
        ("orders", "", "no path in code is called ``", None),
        ("orders/src/libb.rs", "billing", "no source file is called `orders/src/libb.rs`", Some("orders/src/lib.rs")),
    ] {
        let answer = ask(POLICY, from, to);
        assert_eq!((answer.may, answer.because.as_str()), (May::Unknown, because), "{from} {to}");
        assert_eq!(answer.similar.first().map(String::as_str), similar, "{from} {to}");
    }
}

#[test]
fn a_file_stands_for_its_module() {
    assert_eq!(ask(POLICY, "orders/src/lib.rs", "billing::api").module.as_deref(), Some("orders"));
    assert_eq!(ask(POLICY, "./orders/src/lib.rs", "billing::api").module.as_deref(), Some("orders"));
}

#[test]
fn without_a_policy_nothing_is_decided() {
    let codeowners = "orders/ @o\nbilling/ @b\n";
    let mut asker = Asker::new(&project(SHOP, None, Some(codeowners)));
    let answer = ask_in(&mut asker, "orders", "billing::api", None);
    assert_eq!((answer.may, answer.providers[0].name.as_str()), (May::Undecided, "b"));
}

#[test]
fn an_asker_that_was_kept_says_the_same() {
    let policy = format!("{POLICY}\n[[acyclic]]\nbetween = \"teams\"\nreason = \"r\"\n");
    let mut asker = asker(Some(&policy));
    let kept = serde_json::to_string(&asker).expect("it can be kept");
    let mut again: Asker = serde_json::from_str(&kept).expect("it can be read again");
    for from in ["orders", "billing::api", "platform"] {
        for to in [
            "billing::api::Invoice",
            "billing::tables::Invoice",
            "platform::clock",
            "orders::checkout::Order",
            "std::io",
        ] {
            assert_eq!(ask_in(&mut asker, from, to, None), ask_in(&mut again, from, to, None), "{from} {to}");
        }
    }
}
