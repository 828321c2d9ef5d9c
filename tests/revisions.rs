//! A report held to another revision: what is new fails, what the revision had does not.

use std::fs;

use boundaries::{CheckOptions, Error, History, Project, ProjectOptions};
use boundaries_fixtures::Repository;
use boundaries_history::HistoryError;

const POLICY: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"] }
//- billing/src/lib.rs
pub struct Invoice;
pub struct Tax;
";

const OLD_DEBT: &str = "\
//- orders/src/lib.rs deps: billing
pub mod pay;
//- orders/src/pay.rs
/// Takes the money for an order, in a function long enough to be known again.
pub fn pay(_: billing::Invoice) {
    // One step after the other:
    // first the address,
    // then the sum,
    // then the receipt.
}
";

fn options(repository: &Repository) -> ProjectOptions {
    let manifest = repository.path().join("Cargo.toml");
    ProjectOptions::at(manifest.to_str().expect("the path is UTF-8"))
}

/// The keys of the findings that fail when the work tree is held to a revision, and how many are tolerated.
fn held(repository: &Repository, revision: &str) -> (Vec<String>, usize) {
    let options = options(repository);
    let base = History::of(&options).and_then(|history| history.base(revision)).expect("the revision can be read");
    let project = Project::load(&options).expect("the workspace can be read");
    let mut report = project.check(&CheckOptions::default());
    project.hold_to(&base, &mut report, &CheckOptions::default()).expect("git can be run");
    let failing = report.findings.iter().filter(|finding| finding.fails());
    let failing = failing.map(|finding| format!("{} -> {}", finding.key.consumer, finding.key.provider)).collect();
    let of_old = report.findings.iter().filter(|finding| finding.is_old_debt());
    (failing, of_old.filter(|finding| finding.rule.name == "undeclared-coupling").count())
}

fn case(parts: &[&str]) -> String {
    parts.concat()
}

#[test]
fn what_stands_in_the_place_of_a_revision_does_not_count() {
    let repository = Repository::holding(&case(&[POLICY, OLD_DEBT]));
    let path = repository.path().join("orders/src/pay.rs");
    let more = fs::read_to_string(&path).expect("it can be read") + "pub fn tax(_: billing::Tax) {}\n";
    fs::write(&path, more).expect("it can be written");
    repository.commit_all();
    let wanted = (vec!["orders::pay -> billing::Tax".to_owned()], 1);
    assert_eq!(held(&repository, "HEAD~1"), wanted);
    // A commit without parents, with the files of today.
    let other = repository.git(&["commit-tree", "HEAD^{tree}", "-m", "other"]);
    repository.git(&["replace", "HEAD~1", other.trim()]);
    let seen_by_others = repository.git(&["show", "HEAD~1:orders/src/pay.rs"]);
    assert!(seen_by_others.contains("billing::Tax"), "{seen_by_others}");
    assert_eq!(held(&repository, "HEAD~1"), wanted);
    let head = repository.git(&["rev-parse", "HEAD"]);
    fs::create_dir_all(repository.path().join(".git/info")).expect("it can be made");
    fs::write(repository.path().join(".git/info/grafts"), head).expect("it can be written");
    assert_eq!(held(&repository, "HEAD~1"), wanted);
}

/// By its name it is no code, and by its size it would not be taken out of the commit.
#[test]
fn code_in_a_large_file_of_another_name_was_there_already() {
    let filled = format!("pub fn pay(_: billing::Invoice) {{}}\n// {}\n", "0".repeat(1 << 20));
    let code =
        format!("//- orders/src/lib.rs deps: billing\ninclude!(\"table.inc\");\n//- orders/src/table.inc\n{filled}");
    let repository = Repository::holding(&case(&[POLICY, &code]));
    assert_eq!(held(&repository, "HEAD"), (vec![], 1));
}

#[test]
fn only_couplings_that_the_revision_did_not_have_fail() {
    let repository = Repository::holding(&case(&[POLICY, OLD_DEBT]));
    assert_eq!(held(&repository, "HEAD"), (vec![], 1));
    let path = repository.path().join("orders/src/pay.rs");
    let more = fs::read_to_string(&path).expect("it can be read") + "pub fn tax(_: billing::Tax) {}\n";
    fs::write(&path, more).expect("it can be written");
    assert_eq!(held(&repository, "HEAD"), (vec!["orders::pay -> billing::Tax".to_owned()], 1));
}

#[test]
fn the_revision_is_held_to_where_the_lines_parted() {
    let repository = Repository::holding(&case(&[POLICY, "//- orders/src/lib.rs deps: billing\n"]));
    repository.git(&["checkout", "--quiet", "-b", "topic"]);
    repository.commit(&case(&[POLICY, OLD_DEBT]));
    repository.git(&["checkout", "--quiet", "main"]);
    // The same coupling comes into `main` meanwhile: the topic still brought it itself.
    repository.commit(&case(&[POLICY, OLD_DEBT, "//- notes.md\n"]));
    repository.git(&["checkout", "--quiet", "topic"]);
    assert_eq!(held(&repository, "main"), (vec!["orders::pay -> billing::Invoice".to_owned()], 0));
}

#[test]
fn a_module_whose_file_was_renamed_brings_nothing_new() {
    let repository = Repository::holding(&case(&[POLICY, OLD_DEBT]));
    let moved = OLD_DEBT.replace("pub mod pay;", "pub mod money;").replace("src/pay.rs", "src/money.rs");
    let moved = moved.replace("One step", "Step");
    // Neither staged nor committed.
    repository.write(&case(&[POLICY, &moved]));
    assert_eq!(held(&repository, "HEAD"), (vec![], 1));
    repository.git(&["add", "--all"]);
    assert_eq!(held(&repository, "HEAD"), (vec![], 1));
    repository.commit_all();
    assert_eq!(held(&repository, "HEAD~1"), (vec![], 1));
}

#[test]
fn a_renamed_crate_and_a_moved_folder_bring_nothing_new() {
    let repository = Repository::holding(&case(&[POLICY, OLD_DEBT]));
    let renamed = case(&[POLICY, OLD_DEBT])
        .replace("billing/", "money/invoices/")
        .replace("deps: billing", "deps: money/invoices");
    let renamed = renamed.replace("owns = [\"billing\"]", "owns = [\"invoices\"]").replace("billing::", "invoices::");
    repository.write(&renamed);
    assert_eq!(held(&repository, "HEAD"), (vec![], 1));
}

#[test]
fn the_revision_is_judged_by_its_own_policy() {
    let contract = "[[contract]]\nconsumer = \"orders\"\nprovider = \"billing\"\nreason = \"r\"\n";
    let with_contract = POLICY.replace("//- billing", &format!("{contract}//- billing"));
    let repository = Repository::holding(&case(&[&with_contract, OLD_DEBT]));
    repository.write(&case(&[POLICY, OLD_DEBT]));
    assert_eq!(held(&repository, "HEAD"), (vec!["orders::pay -> billing::Invoice".to_owned()], 0));
    repository.commit_all();
    repository.write(&case(&[&with_contract, OLD_DEBT]));
    assert_eq!(held(&repository, "HEAD"), (vec![], 0));
}

#[test]
fn the_first_policy_starts_with_what_there_is() {
    let code = case(&["//- billing/src/lib.rs\npub struct Invoice;\npub struct Tax;\n", OLD_DEBT]);
    let repository = Repository::holding(&code);
    repository.write(&case(&[POLICY, OLD_DEBT, "pub fn tax(_: billing::Tax) {}\n"]));
    assert_eq!(held(&repository, "HEAD"), (vec!["orders::pay -> billing::Tax".to_owned()], 1));
}

#[test]
fn a_revision_with_a_broken_policy_counts_as_one_without() {
    let repository = Repository::holding(&case(&[
        "//- boundaries.toml\n[teams\n",
        &POLICY[POLICY.find("//- billing").expect("it is there")..],
        OLD_DEBT,
    ]));
    repository.write(&case(&[POLICY, OLD_DEBT]));
    let base = History::of(&options(&repository)).and_then(|history| history.base("HEAD")).expect("it is read anyway");
    assert!(base.notes()[0].contains("has mistakes"), "{:?}", base.notes());
    assert_eq!(held(&repository, "HEAD"), (vec![], 1));
}

#[test]
fn a_workspace_that_is_new_has_only_new_couplings() {
    let repository = Repository::holding("//- README.md\n");
    fs::remove_file(repository.path().join("Cargo.toml")).expect("it can be removed");
    repository.commit_all();
    repository.write(&case(&[POLICY, OLD_DEBT]));
    assert_eq!(held(&repository, "HEAD"), (vec!["orders::pay -> billing::Invoice".to_owned()], 0));
}

#[test]
fn a_workspace_below_the_top_of_its_repository_is_found_there() {
    let text =
        case(&[POLICY, OLD_DEBT]).replace("//- ", "//- rust/").replace("deps: billing", "deps: rust/billing, shared");
    let repository = Repository::holding(&format!(
        "{text}//- rust/Cargo.toml\n[workspace]\nmembers = [\"billing\", \"orders\"]\nresolver = \"3\"\n//- shared/src/lib.rs\n"
    ));
    let manifest = repository.path().join("rust/Cargo.toml");
    let options = ProjectOptions::at(manifest.to_str().expect("the path is UTF-8"));
    let base = History::of(&options).and_then(|history| history.base("HEAD")).expect("the revision can be read");
    let paths: Vec<&str> = base.project().graph().modules().map(|module| module.path()).collect();
    assert_eq!(paths, ["billing", "orders", "orders::pay"]);
}

#[test]
fn the_temporary_folder_goes_with_the_revision() {
    let repository = Repository::holding(&case(&[POLICY, OLD_DEBT]));
    let base = History::of(&options(&repository)).and_then(|history| history.base("HEAD")).expect("it can be read");
    let root = base.project().root().to_owned();
    assert!(root.join("boundaries.toml").is_file());
    drop(base);
    assert!(!root.exists());
}

#[test]
fn what_cannot_be_read_is_told_without_the_temporary_folder() {
    let repository = Repository::holding("//- Cargo.toml\n[workspace]\nmembers = [\"nowhere\"]\n//- a.md\n");
    repository.write(&case(&[POLICY, OLD_DEBT]));
    let error = History::of(&options(&repository)).and_then(|history| history.base("HEAD")).expect_err("no workspace");
    let Error::Revision { cause, .. } = error else { panic!("the revision is named") };
    let message = cause.to_string();
    assert!(
        message.contains("nowhere/Cargo.toml") && !message.contains(&*std::env::temp_dir().to_string_lossy()),
        "{message}"
    );
}

#[test]
fn without_a_repository_there_is_no_revision() {
    let folder = boundaries_fixtures::Fixture::parse(&case(&[POLICY, OLD_DEBT])).write().expect("it can be written");
    let manifest = folder.path().join("Cargo.toml");
    let error =
        History::of(&ProjectOptions::at(manifest.to_str().expect("the path is UTF-8"))).expect_err("no repository");
    assert!(matches!(error, Error::History(HistoryError::NoRepository { .. })), "{error:?}");
}

/// The difference between two revisions, as lines: what became of couplings, and of the policy.
fn between(repository: &Repository, before: &str, after: &str) -> Vec<String> {
    let history = History::of(&options(repository)).expect("the repository can be read");
    let load = |name: &str| history.commit(name).and_then(|commit| history.load(&commit)).expect("it can be read");
    let (before, after) = (load(before), load(after));
    let difference = boundaries::difference(before.project(), after.project(), None).expect("git can be run");
    let path = |state: &Option<boundaries::internal::lint::change::CouplingState>| {
        state.as_ref().map_or("-".to_owned(), |state| format!("{} {}", state.consumer, state.standing.as_str()))
    };
    let couplings = difference.couplings();
    let mut told: Vec<String> = couplings
        .map(|change| format!("{}: {} > {}", change.kind.as_str(), path(&change.before), path(&change.after)))
        .collect();
    told.extend(difference.policy.iter().map(|change| format!("{}: {}", change.effect.as_str(), change.describe())));
    told.insert(0, difference.verdict().as_str().to_owned());
    told
}

#[test]
fn a_revision_does_not_differ_from_itself() {
    let repository = Repository::holding(&case(&[POLICY, OLD_DEBT]));
    assert_eq!(between(&repository, "main", "HEAD"), ["same"]);
}

#[test]
fn a_file_that_moved_and_a_contract_that_came_are_told_both_ways() {
    let repository = Repository::holding(&case(&[POLICY, OLD_DEBT]));
    let contract = "[[contract]]\nconsumer = \"orders\"\nprovider = \"billing\"\nreason = \"r\"\n";
    let with_contract = POLICY.replace("//- billing", &format!("{contract}//- billing"));
    let moved = OLD_DEBT.replace("pub mod pay;", "pub mod money;").replace("src/pay.rs", "src/money.rs");
    repository.commit(&case(&[&with_contract, &moved]));
    assert_eq!(
        between(&repository, "HEAD~1", "HEAD"),
        [
            "only-loosens",
            "moved: orders::pay failing > orders::money permitted",
            "loosened: new contract of `orders` with `billing`"
        ]
    );
    assert_eq!(
        between(&repository, "HEAD", "HEAD~1"),
        [
            "keeps",
            "moved: orders::money permitted > orders::pay failing",
            "tightened: contract of `orders` with `billing` is gone"
        ]
    );
}

#[test]
fn a_policy_with_mistakes_is_named_with_its_revision() {
    let repository =
        Repository::holding(&case(&["//- boundaries.toml\n[teams\n", OLD_DEBT, "//- billing/src/lib.rs\n"]));
    let history = History::of(&options(&repository)).expect("the repository can be read");
    let commit = history.commit("HEAD").expect("it is a commit");
    let error = history.load(&commit).expect_err("the policy has mistakes");
    assert!(error.to_string().ends_with(commit.short()), "{error}");
    assert!(matches!(error, Error::Revision { cause, .. } if matches!(*cause, Error::Policy(_))));
}
