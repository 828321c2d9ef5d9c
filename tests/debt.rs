//! Tolerated debt and contracts as their users meet them: what is recorded, refused, paid back, asked for and taken out.

use std::fs;
use std::path::Path;
use std::process::Output;

use boundaries_fixtures::{Fixture, Repository};
use boundaries_tests::command;

const TEAMS: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
shop = { owns = [\"shop\"] }
billing = { owns = [\"billing\"] }
";

const BILLING: &str = "\
//- billing/src/lib.rs
pub mod api { pub fn charge() {} }
pub struct Invoice;
";

const IDLE_ORDERS: &str = "//- orders/src/lib.rs\n";
const IDLE_SHOP: &str = "//- shop/src/lib.rs\n";

const ORDERS: &str = "\
//- orders/src/lib.rs deps: billing
pub mod pay;
//- orders/src/pay.rs
/// Takes the money for an order, in a function long enough to be known again.
pub fn pay(_: billing::Invoice) {
    // One step after the other:
    // first the address,
    // then the sum,
    // then the receipt.
    billing::api::charge()
}
";

const SHOP: &str = "\
//- shop/src/lib.rs deps: billing
pub fn show(_: billing::Invoice) {}
";

fn case(parts: &[&str]) -> String {
    parts.concat()
}

fn run(folder: &Path, args: &[&str]) -> Output {
    command(args).current_dir(folder).output().expect("the program can be called")
}

/// The exit code, and what was printed.
fn told(folder: &Path, args: &[&str]) -> (i32, String) {
    let output = run(folder, args);
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().expect("it ends by itself"), String::from_utf8(text).expect("output is UTF-8"))
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

const ACCEPT: [&str; 5] = ["baseline", "update", "--accept", "--reason", "there before"];

#[test]
fn a_baseline_grows_with_a_reason_only_and_a_fresh_one_runs_clean() {
    let dir = Fixture::parse(&case(&[TEAMS, BILLING, ORDERS, SHOP])).write().expect("it can be written");
    let folder = dir.path();
    let (code, text) = told(folder, &["baseline", "update"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("undeclared-coupling orders::pay -> billing::Invoice: 0 -> 1"), "{text}");
    assert!(text.contains("nothing was written"), "{text}");
    assert!(!folder.join("boundaries").exists());
    assert_eq!(told(folder, &["baseline", "update", "--accept"]).0, 2, "a reason is required");

    let (code, text) = told(folder, &ACCEPT);
    assert_eq!(code, 0, "{text}");
    let (code, text) = told(folder, &["check"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("3 tolerated by the baseline"), "{text}");
    let names = |path: &str| {
        let entries = fs::read_dir(folder.join(path)).expect("the folder is there");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
        names.sort();
        names
    };
    assert_eq!(names("boundaries/baseline"), ["orders.toml", "shop.toml"], "two teams never share a file");
    let again = read(folder, "boundaries/baseline/orders.toml");
    assert_eq!(told(folder, &["baseline", "update"]).0, 0);
    assert_eq!(read(folder, "boundaries/baseline/orders.toml"), again, "the same twice");
}

#[test]
fn new_places_fail_and_paid_debt_has_to_leave_the_record() {
    let dir = Fixture::parse(&case(&[TEAMS, BILLING, IDLE_ORDERS, SHOP])).write().expect("it can be written");
    let folder = dir.path();
    assert_eq!(told(folder, &ACCEPT).0, 0);
    let lib = folder.join("shop/src/lib.rs");
    fs::write(&lib, "\n\n\npub fn   show(_: billing::Invoice) {}\n").expect("it can be written");
    assert_eq!(told(folder, &["check"]).0, 0, "lines and blanks do not count");

    fs::write(&lib, "pub fn show(_: billing::Invoice, _: billing::Invoice) {}\n").expect("it can be written");
    let (code, text) = told(folder, &["check"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("it has grown: the baseline tolerates 1 place, and there are 2"), "{text}");
    assert_eq!(told(folder, &["baseline", "prune"]).0, 0);
    assert_eq!(told(folder, &["check"]).0, 1, "pruning adds nothing");

    fs::write(&lib, "pub fn show() {}\n").expect("it can be written");
    let (code, text) = told(folder, &["check", "--format", "short"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("deny[stale-baseline]"), "{text}");
    assert_eq!(told(folder, &["check", "--no-default-features"]).0, 0, "code that is left out makes nothing stale");
    assert_eq!(told(folder, &["baseline", "prune"]).0, 0);
    assert!(!folder.join("boundaries/baseline/shop.toml").exists());
    assert_eq!(told(folder, &["check"]).0, 0);
}

#[test]
fn in_ci_nothing_is_written() {
    let dir = Fixture::parse(&case(&[TEAMS, BILLING, IDLE_ORDERS, SHOP])).write().expect("it can be written");
    let output = command(&ACCEPT).current_dir(dir.path()).env("CI", "true").output().expect("it can be called");
    assert_eq!(output.status.code(), Some(2));
    assert!(!dir.path().join("boundaries").exists());
}

#[test]
fn a_module_that_moves_takes_its_debt_along() {
    let repository = Repository::holding(&case(&[TEAMS, BILLING, ORDERS, IDLE_SHOP]));
    let folder = repository.path();
    assert_eq!(told(folder, &ACCEPT).0, 0);
    repository.commit_all();
    fs::rename(folder.join("orders/src/pay.rs"), folder.join("orders/src/money.rs")).expect("it can be renamed");
    fs::write(folder.join("orders/src/lib.rs"), "pub mod money;\n").expect("it can be written");
    for _ in 0..2 {
        let (code, text) = told(folder, &["check"]);
        assert_eq!(code, 0, "{text}");
        repository.commit_all();
    }
    let (code, text) = told(folder, &["baseline", "update"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("moved:\n  undeclared-coupling orders::money -> billing::Invoice: 1 -> 1"), "{text}");
    assert!(read(folder, "boundaries/baseline/orders.toml").contains("from = \"orders::money\""));
    assert_eq!(told(folder, &["check"]).0, 0);
}

#[test]
fn a_request_permits_nothing_until_it_is_granted() {
    let dir = Fixture::parse(&case(&[TEAMS, BILLING, ORDERS, IDLE_SHOP])).write().expect("it can be written");
    let folder = dir.path();
    let asked = ["contracts", "propose", "orders", "billing", "--reason", "orders are paid"];
    let (code, text) = told(folder, &asked);
    assert_eq!(code, 0, "{text}");
    let request = read(folder, "boundaries/orders.toml");
    assert_eq!(
        request,
        "[[request]]\nprovider = \"billing\"\nsurface = [\"billing::Invoice\", \"billing::api::charge\"]\n\
         reason = \"orders are paid\"\n"
    );
    let (code, text) = told(folder, &["check", "--format", "short"]);
    assert_eq!(code, 1);
    assert!(text.contains("warn[unanswered-contract]: `orders` asks `billing`"), "{text}");

    let grant = request.replace("[[request]]\nprovider = \"billing\"", "[[grant]]\nconsumer = \"orders\"");
    fs::write(folder.join("boundaries/billing.toml"), grant).expect("it can be written");
    let (code, text) = told(folder, &["check"]);
    assert_eq!((code, text.contains("no findings, nothing tolerated")), (0, true), "{text}");
    let (_, text) = told(folder, &["contracts"]);
    assert!(text.starts_with("orders -> billing: in force, 2 references\n"), "{text}");
    assert!(text.contains("granted  boundaries/billing.toml:2\n  asked    boundaries/orders.toml:2"), "{text}");
    assert_eq!(
        told(folder, &asked).1,
        "`orders` uses nothing of `billing` without a contract: there is nothing to ask for\n"
    );
}

#[test]
fn a_request_without_a_reason_says_what_there_is() {
    let dir = Fixture::parse(&case(&[TEAMS, BILLING, ORDERS, IDLE_SHOP])).write().expect("it can be written");
    let (code, text) = told(dir.path(), &["contracts", "propose", "orders", "billing"]);
    assert_eq!(code, 0, "{text}");
    let request = read(dir.path(), "boundaries/orders.toml");
    assert!(request.contains("reason = \"existing use: 2 references (proposed; say why it is wanted)\""), "{request}");
}

#[test]
fn contracts_of_no_use_are_taken_out_and_the_rest_stays_as_it_is_written() {
    let contracts = "\
# Why shop may.
[[contract]]   # kept
consumer = \"shop\"
provider = \"billing\"
surface = [\"billing::Invoice\", \"billing::api\"]
reason = \"shown\"

# Nobody does.
[[contract]]
consumer = \"orders\"
provider = \"billing\"
reason = \"once\"
";
    let dir = Fixture::parse(&case(&[TEAMS, contracts, BILLING, SHOP, IDLE_ORDERS]));
    let dir = dir.write().expect("it can be written");
    let folder = dir.path();
    let before = read(folder, "boundaries.toml");
    let (_, text) = told(folder, &["contracts", "prune", "--dry-run"]);
    assert!(
        text.starts_with("would take the contract of `orders` with `billing`, which nothing uses out of"),
        "{text}"
    );
    assert_eq!(read(folder, "boundaries.toml"), before);
    assert_eq!(told(folder, &["contracts", "prune", "--surfaces"]).0, 0);
    let kept = before.split("\n# Nobody does.").next().expect("the first part");
    let kept = kept.replace("[\"billing::Invoice\", \"billing::api\"]", "[\"billing::Invoice\"]");
    assert_eq!(read(folder, "boundaries.toml"), kept);
    assert_eq!(told(folder, &["check", "-W", "wide-contract"]).0, 0);
}

#[test]
fn a_comment_tolerates_what_stands_beside_it_and_why_tells() {
    let shop = "//- shop/src/lib.rs deps: billing\n\
                // boundaries: allow(undeclared-coupling, reason = \"moves out\")\npub fn show(_: billing::Invoice) {}\n";
    let dir = Fixture::parse(&case(&[TEAMS, BILLING, IDLE_ORDERS, shop])).write().expect("it can be written");
    let (code, text) = told(dir.path(), &["check"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("1 tolerated by a comment"), "{text}");
    let (_, text) = told(dir.path(), &["why", "shop", "billing"]);
    assert!(text.contains("tolerated by the comment at shop/src/lib.rs:1\n      because: moves out"), "{text}");
}

#[test]
fn a_finding_points_at_a_place_that_no_comment_tolerates() {
    let orders = "\
//- orders/src/lib.rs deps: billing
// boundaries: allow(undeclared-coupling, reason = \"goes with the next release\")
use billing::Invoice;
pub fn first(_: Invoice) {}
pub fn second(_: Invoice) {}
";
    let folder = Fixture::parse(&case(&[TEAMS, BILLING, orders, IDLE_SHOP])).write().expect("a workspace");
    let (code, text) = told(folder.path(), &["check", "--color=never"]);
    assert_eq!(code, 1, "{text}");
    let used: Vec<&str> =
        text.lines().filter(|line| line.contains("─[orders/src/") || line.contains("also:")).collect();
    assert_eq!(used, ["   ╭─[orders/src/lib.rs:3:17]", "  also: orders/src/lib.rs:4:18: Invoice"], "{text}");
    assert!(text.contains("1 more place is tolerated by comments in the code"), "{text}");
}

#[test]
fn asking_twice_writes_one_request() {
    let dir = Fixture::parse(&case(&[TEAMS, BILLING, IDLE_ORDERS, SHOP])).write().expect("it can be written");
    let folder = dir.path();
    let ask = ["contracts", "propose", "shop", "billing", "--reason", "shown"];
    assert_eq!(told(folder, &ask).0, 0);
    let once = read(folder, "boundaries/shop.toml");
    let (code, text) = told(folder, &ask);
    assert_eq!(code, 0, "{text}");
    assert_eq!(text, "`shop` asks for all of it already in boundaries/shop.toml:2: `billing` has to answer\n");
    assert_eq!(read(folder, "boundaries/shop.toml"), once);
}

#[test]
fn contracts_between_braces_are_pruned_and_no_surface_is_emptied() {
    let contracts = "\
contract = [
  # Other things than this are used.
  { consumer = \"shop\", provider = \"billing\", surface = [\"billing::api\"], reason = \"r\" }, # kept
  { consumer = \"orders\", provider = \"billing\", reason = \"r\" },
]
";
    let teams = TEAMS.replace("//- boundaries.toml\n", &format!("//- boundaries.toml\n{contracts}"));
    let dir = Fixture::parse(&case(&[&teams, BILLING, IDLE_ORDERS, SHOP])).write().expect("it can be written");
    let folder = dir.path();
    let before = read(folder, "boundaries.toml");
    let (code, text) = told(folder, &["contracts", "prune", "--surfaces"]);
    assert_eq!((code, text.lines().count()), (0, 1), "{text}");
    let kept = before.replace("  { consumer = \"orders\", provider = \"billing\", reason = \"r\" },\n", "");
    assert_eq!(read(folder, "boundaries.toml"), kept);
}

#[test]
fn what_one_of_several_providers_grants_is_answered() {
    let request = "//- boundaries/shop.toml\n[[request]]\nprovider = [\"billing\", \"orders\"]\nreason = \"shown\"\n";
    let grant = |team: &str| format!("//- boundaries/{team}.toml\n[[grant]]\nconsumer = \"shop\"\nreason = \"r\"\n");
    let (billing, orders) = (grant("billing"), grant("orders"));
    let asks = |grants: &[&str]| {
        let parts = [&[TEAMS, BILLING, SHOP, IDLE_ORDERS, request], grants].concat();
        let dir = Fixture::parse(&case(&parts)).write().expect("it can be written");
        // Such files are what editors leave behind.
        fs::write(dir.path().join("boundaries/.#shop.toml"), "<").expect("it can be written");
        told(dir.path(), &["check", "--rule", "unanswered-contract", "--format", "short"]).1
    };
    assert!(
        asks(&[]).contains("`shop` asks `orders` and `billing` for a contract, and `orders` and `billing` have not")
    );
    assert!(asks(&[&billing]).contains("`shop` asks `orders` for a contract, and `orders` has not answered"));
    assert_eq!(asks(&[&billing, &orders]), "");
}

#[test]
fn a_first_policy_records_what_looks_like_a_mistake_and_refuses_more_of_it() {
    let case = "\
//- .github/CODEOWNERS
/orders/ @shop/orders
/billing/ @shop/billing
//- billing/src/lib.rs
pub fn charge() {}
pub fn refund() {}
pub mod back { pub struct Row(pub u8); }
//- orders/src/lib.rs deps: billing
pub fn pay() { billing::charge(); billing::refund(); billing::charge() }
pub struct Cart;
#[path = \"../../billing/src/odd.rs\"]
pub mod odd;
//- billing/src/odd.rs
pub fn look(_: crate::Cart) {}
";
    let dir = Fixture::parse(case).write().expect("it can be written");
    let folder = dir.path();
    let (code, text) = told(folder, &["init"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("no contract for 1 coupling between teams that looks like a mistake"), "{text}");
    assert!(text.contains("wrote boundaries/baseline/: 1 finding, tolerated until paid back"), "{text}");
    assert!(read(folder, "boundaries.toml").contains("# - billing -> orders: 1 reference against 3 the other way\n"));
    assert_eq!(told(folder, &["check"]).0, 0);
    fs::write(folder.join("billing/src/odd.rs"), "pub fn look(_: crate::Cart, _: crate::Cart) {}\n")
        .expect("it can be written");
    assert_eq!(told(folder, &["check"]).0, 1, "more of it fails");
}

#[test]
fn findings_about_one_part_of_the_code_can_be_recorded() {
    let teams =
        "//- boundaries.toml\nrules = { unmatched-module = \"deny\" }\n[teams]\nbilling = { owns = [\"billing\"] }\n";
    let dir = Fixture::parse(&case(&[teams, BILLING, IDLE_ORDERS])).write().expect("it can be written");
    let folder = dir.path();
    let (code, text) = told(folder, &ACCEPT);
    assert_eq!((code, text.contains("  unmatched-module orders: 0 -> 1\n")), (0, true), "{text}");
    let (code, text) = told(folder, &["check"]);
    assert_eq!((code, text.contains("1 tolerated by the baseline")), (0, true), "{text}");
    let owned = read(folder, "boundaries.toml").replace("[\"billing\"]", "[\"billing\", \"orders\"]");
    fs::write(folder.join("boundaries.toml"), owned).expect("it can be written");
    let (_, text) = told(folder, &["check", "--format", "short"]);
    assert!(text.contains("tolerates a finding about `orders`, which `unmatched-module` no longer reports"), "{text}");
    assert_eq!(told(folder, &["baseline", "prune"]).0, 0);
    assert_eq!(told(folder, &["check"]).0, 0);
}

#[test]
fn what_an_unread_file_needs_is_kept_and_the_file_is_named() {
    let repository = Repository::holding(
        "\
//- boundaries.toml
[teams]
billing = { owns = [\"billing\"], surface = [\"billing::api\"] }
orders = { owns = [\"orders\"] }
[[contract]]
consumer = \"orders\"
provider = \"billing\"
surface = [\"billing::api\"]
reason = \"orders are paid\"
[[exception]]
from = \"orders\"
to = \"billing::Invoice\"
reason = \"moves out\"
until = \"2030-01-01\"
//- boundaries/baseline/orders.toml
[[tolerated]]
rule = \"off-surface\"
from = \"orders::large\"
to = \"billing::Old\"
count = 1
reason = \"old\"
//- billing/src/lib.rs
pub struct Invoice;
pub struct Old;
pub mod api { pub fn charge() {} }
//- orders/src/lib.rs deps: billing
mod large;
//- orders/src/large.rs
pub fn pay(_: billing::Invoice, _: billing::Old) { billing::api::charge() }
// This line, and nothing else, makes the file larger than the others.
",
    );
    let folder = repository.path();
    let (code, text) = told(folder, &["check"]);
    assert_eq!(code, 0, "{text}");
    let small = ["--limit", "source-size=120"];
    let told = |args: &[&str]| told(folder, &[args, &small].concat());
    insta::assert_snapshot!(case(&[
        &told(&["check"]).1,
        &told(&["contracts"]).1,
        &told(&["contracts", "prune"]).1,
        &told(&["baseline", "prune"]).1,
    ]), @"
    ── policy and sources ── 1 finding in 1 place

    warn[unreadable-source]: the file cannot be read: larger than 120 bytes
       ╭─[orders/src/large.rs:1:1]
     1 │
       · ▲
       · ╰── in module `orders::large`
       ╰────
      help: split it, or raise the limit: `--limit source-size=…`; until then nothing in it is seen

    nothing fails, 1 warning, nothing tolerated, 0 of 1 place in the baseline paid back (no couplings between teams)
    orders -> billing: in force, not seen in use
      surface  billing::api
      reason   orders are paid
      written  boundaries.toml:5
    note: not seen in use, and not called unused since not all code was read: 1 contract
    note: not seen: unreadable-file (1), in `orders/src/large.rs`, beyond the limit `source-size`; `cargo boundaries graph --gaps` tells more
    note: of what seems unused, kept since not all code was read: 1
    note: not seen: unreadable-file (1), in `orders/src/large.rs`, beyond the limit `source-size`; `cargo boundaries graph --gaps` tells more
    baseline: 1 entry, 1 place tolerated; 1 file changed
    note: not lowered since not all code was read: 1 entry
    note: not seen: unreadable-file (1), in `orders/src/large.rs`, beyond the limit `source-size`; `cargo boundaries graph --gaps` tells more
    ");
    assert!(read(folder, "boundaries/baseline/orders.toml").contains("count = 1"));
    assert!(read(folder, "boundaries.toml").contains("[[contract]]"));
}
