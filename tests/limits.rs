//! `--limit`: each limit by its name, what lies beyond it, and the page that lists them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use boundaries::Limits;
use boundaries::graph::Limit;
use boundaries_fixtures::{Fixture, Repository};
use boundaries_tests::command;
use serde_json::Value;

#[test]
fn the_documentation_lists_each_limit() {
    let page = include_str!("../docs/limits.md");
    let listed: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(2)?.strip_prefix('`')?.strip_suffix('`'))
        .filter(|name| !name.starts_with('-'))
        .collect();
    assert_eq!(listed, Limits::NAMES);
}

const SHOP: &str = "\
//- boundaries.toml
codeowners-dialect = \"gitlab\"
[teams]
orders = { owns = [\"orders/**\", \"docs/**\"], handles = [\"@acme/orders\"] }
billing = { owns = [\"{billing,bills}/**\"], handles = [\"@acme/billing\"] }
[[contract]]
consumer = \"orders\"
provider = \"billing\"
reason = \"orders are paid\"
//- CODEOWNERS
* @acme/orders
billing/**/* @acme/billing
docs @acme/orders
docs/*.md @acme/orders
docs/guide.md @acme/orders
docs/notes.md @acme/orders
//- docs/guide.md
//- docs/notes.md
//- billing/src/lib.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
pub fn pay(_: billing::Invoice) {}
";

/// What the program says of a workspace beyond a limit, on either stream; within the default it has nothing to complain of.
fn beyond(dir: &Path, args: &[&str], limit: &str) -> String {
    let within = run(command(args), dir);
    assert_eq!(within.status.code(), Some(0), "{}", said(&within));
    let beyond = run(command(&[args, &["--limit", limit]].concat()), dir);
    assert_ne!(said(&beyond), said(&within), "{limit}");
    said(&beyond)
}

fn run(mut command: Command, dir: &Path) -> Output {
    command.current_dir(dir).output().expect("the program can be called")
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
    text(&output.stderr) + &text(&output.stdout)
}

fn shop() -> Repository {
    Repository::holding(SHOP)
}

const CHECK: &[&str] = &["check", "--format", "short"];

#[test]
fn beyond_a_limit_on_policies_there_is_an_error_with_its_name() {
    let shop = shop();
    let beyond = |args: &[&str], limit| beyond(shop.path(), args, limit);
    insta::assert_snapshot!(beyond(CHECK, "policy-size=100"), @r"
    error: cannot read `boundaries.toml`
      because: it is larger than 100 bytes, the limit that `--limit policy-size=…` moves
    ");
    insta::assert_snapshot!(beyond(CHECK, "owns-patterns=1"), @r#"
    error[policy]: the policy has more than 1 patterns
       ╭─[boundaries.toml:3:33]
     3 │ orders = { owns = ["orders/**", "docs/**"], handles = ["@acme/orders"] }
       ·                                 ─────────
       ╰────
      help: name packages or modules instead, or raise the limit: `--limit owns-patterns=…`

    1 mistake in the policy
    "#);
    insta::assert_snapshot!(beyond(CHECK, "alternatives=0"), @r#"
    error[policy]: `{billing,bills}/**` is not a pattern: it has more than 0 groups of alternatives, the limit that `--limit alternatives=…` moves
       ╭─[boundaries.toml:4:21]
     4 │ billing = { owns = ["{billing,bills}/**"], handles = ["@acme/billing"] }
       ·                     ────────────────────
       ╰────
      help: write a path from the workspace root, with `*` and `**` as wildcards

    1 mistake in the policy
    "#);
    let told = beyond(CHECK, "alternative-depth=0");
    insta::assert_snapshot!(told.lines().next().unwrap_or_default(), @"error[policy]: `{billing,bills}/**` is not a pattern: its groups of alternatives nest more than 0 deep, the limit that `--limit alternative-depth=…` moves");
    insta::assert_snapshot!(beyond(CHECK, "codeowners-alike=1"), @r"
    error[policy]: more than 1 patterns could cover the same paths
       ╭─[CODEOWNERS:4:1]
     4 │ docs/*.md @acme/orders
       · ──────────────────────
       ╰────
      help: write the directories that they are about in front of them, or one pattern for many, or
            raise the limit: `--limit codeowners-alike=…`

    1 mistake in the policy
    ");
}

#[test]
fn beyond_a_limit_on_what_is_told_of_codeowners_less_is_told() {
    let shop = shop();
    let beyond = |args: &[&str], limit| beyond(shop.path(), args, limit);
    insta::assert_snapshot!(beyond(CHECK, "codeowners-misread=0"), @r"
    CODEOWNERS:3:1: warn[dead-owner-rule]: `docs` in CODEOWNERS covers no file
    CODEOWNERS:4:1: warn[shadowed-owner-rule]: `docs/*.md` in CODEOWNERS covers 2 files and decides about none
    ");
    insta::assert_snapshot!(beyond(&["check", "--rule", "shadowed-owner-rule"], "codeowners-shadowing=1"), @r"
    ── policy and sources ── 1 finding

    warn[shadowed-owner-rule]: `docs/*.md` in CODEOWNERS covers 2 files and decides about none
       ╭─[CODEOWNERS:4:1]
     4 │ docs/*.md @acme/orders
       · ───────────┬──────────
       ·            ╰── covers `docs/guide.md`, but another line decides
     5 │ docs/guide.md @acme/orders
       · ─────────────┬────────────
       ·              ╰── decides in its place
       ╰────
      note: other lines decide in its place as well
      help: of several lines the last one counts: move this line below the others if it should win, else
            remove it

    nothing fails, 1 warning, nothing tolerated, 1 outside the selection (1 of 1 coupling between teams under contract)
    ");
}

#[test]
fn beyond_the_limit_on_listed_files_nothing_is_said_about_them() {
    let shop = shop();
    let beyond = |args: &[&str], limit| beyond(shop.path(), args, limit);
    insta::assert_snapshot!(beyond(CHECK, "listed-files=2"), @r"
    note: patterns that match no source may match no file at all: there are more files than `--limit listed-files` allows
    note: lines of CODEOWNERS are not held against files: there are more than `--limit listed-files` allows
    ");
    insta::assert_snapshot!(beyond(&["owners", "--generate", "--output", "-"], "listed-files=2"), @r"
    note: patterns that match no source may match no file at all: there are more files than `--limit listed-files` allows
    error: cannot generate `CODEOWNERS`
      because: there are more than 2 files to list
      help: `--limit listed-files=…` moves that limit
    ");
    insta::assert_snapshot!(beyond(&["owners", "--all-files"], "listed-files=2"), @r"
    note: patterns that match no source may match no file at all: there are more files than `--limit listed-files` allows
    error: there are more than 2 files to list, the limit that `--limit listed-files=…` moves
    ");
    insta::assert_snapshot!(beyond(&["owners", "docs"], "listed-files=1"), @r"
    note: patterns that match no source may match no file at all: there are more files than `--limit listed-files` allows
    error: there are more than 1 files to list, the limit that `--limit listed-files=…` moves
    ");
}

#[test]
fn beyond_a_limit_on_the_history_there_is_an_error_with_its_name() {
    let shop = shop();
    fs::write(shop.path().join("orders/src/lib.rs"), "pub fn pay(_: billing::Invoice) -> u8 { 0 }\n")
        .expect("it can be written");
    let head = shop.commit_all();
    let beyond = |args: &[&str], limit| beyond(shop.path(), args, limit).replace(&head[..10], "HEAD");
    insta::assert_snapshot!(beyond(&["check", "--base", "HEAD"], "commit-files=2"), @r"
    error: HEAD is too large: it has more than 2 files
      help: `--limit commit-files=…` moves that limit
    ");
    insta::assert_snapshot!(beyond(&["diff", "HEAD"], "commit-size=100"), @r"
    error: HEAD is too large: its files hold more than 100 bytes
      help: `--limit commit-size=…` moves that limit
    ");
    let told = beyond(&["metrics", "--explain", "autonomy"], "git-silence=0");
    insta::assert_snapshot!(told.lines().last().unwrap_or_default(), @"not available here: `git diff-tree` gave no answer for 0 seconds, and was ended; `--limit git-silence=…` says how many seconds to wait");
}

#[test]
fn beyond_the_limit_on_gitignore_it_leaves_nothing_out() {
    let shop = shop();
    fs::write(shop.path().join(".gitignore"), "*.log\n").expect("it can be written");
    fs::write(shop.path().join("run.log"), "").expect("it can be written");
    let listed = |limit| beyond(shop.path(), &["owners", "--all-files"], limit);
    let files = |said: &str| said.lines().last().and_then(|line| line.split_whitespace().nth(2)?.parse::<u8>().ok());
    let within = said(&run(command(&["owners", "--all-files"]), shop.path()));
    assert_eq!(files(&listed("ignore-size=5")), files(&within).map(|number| number + 1), "{within}");
}

#[test]
fn a_limit_can_be_raised() {
    let lines = (0..2_100).map(|at| format!("*x{at}* @acme/billing\n")).collect::<String>();
    let shop = Fixture::parse(&SHOP.replace("docs @acme/orders\n", &lines)).write().expect("it can be written");
    let code = |args: &[&str]| run(command(args), shop.path()).status.code();
    assert_eq!(code(&["check"]), Some(2));
    assert_eq!(code(&["check", "--limit", "codeowners-alike=3000"]), Some(0));
}

/// Answers that are kept are those of one set of limits, whether a flag sets them or the variable.
#[test]
fn what_was_kept_under_other_limits_is_no_answer() {
    let shop = shop();
    let user = tempfile::tempdir().expect("a folder can be made");
    let ask = |args: &[&str], limit: Option<&str>, by_variable: bool, keeps: bool| {
        let flag = limit.filter(|_| !by_variable).map(|limit| ["--limit", limit]);
        let mut program = command(&[args, flag.as_ref().map_or(&[], |flag| flag.as_slice())].concat());
        program.envs(limit.filter(|_| by_variable).map(|limit| ("CARGO_BOUNDARIES_LIMITS", limit)));
        if keeps {
            program.env_remove("CARGO_BOUNDARIES_NO_CACHE").env("CARGO_BOUNDARIES_CACHE_DIR", user.path());
        }
        said(&run(program, shop.path()))
    };
    // A file that is not read has no names, and policies that are not read are errors.
    let limits = [None, Some("source-size=20"), Some("policy-size=100"), Some("commit-size=10")];
    for args in [
        &["ask", "orders", "billing::Invoice"][..],
        CHECK,
        &["metrics", "--trend"],
        &["check", "--base", "HEAD"],
        &["why", "orders", "billing"],
    ] {
        let fresh = limits.map(|limit| ask(args, limit, false, false));
        assert!(fresh[1..].iter().any(|told| *told != fresh[0]), "{args:?}: {}", fresh[0]);
        for by_variable in [false, true, false] {
            let told = limits.map(|limit| ask(args, limit, by_variable, true));
            assert_eq!(told, fresh, "{args:?}");
        }
    }
}

/// Also where the program would stay, and talk to another one on its streams.
#[test]
fn a_limit_that_there_is_not_is_an_error_that_names_it() {
    let shop = shop();
    for args in [CHECK, &["check", "--watch"], &["lsp"], &["mcp"]] {
        let mut by_variable = command(args);
        by_variable.env("CARGO_BOUNDARIES_LIMITS", "sorce-size=1");
        for command in [command(&[args, &["--limit", "sorce-size=1"]].concat()), by_variable] {
            let output = run(command, shop.path());
            assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{args:?}");
            let told = said(&output);
            assert!(told.contains("there is no limit `sorce-size`, only `"), "{args:?}: {told}");
        }
    }
}

/// Threads get larger stacks where these are raised. All of them together would ask for one that no machine has, which is an
/// error in front of all else.
const DEEPENING: [&str; 4] = ["module-depth", "nesting", "macro-depth", "type-parts"];

/// Each limit as low as it goes, by itself, since what is beyond one hides what is beyond another; and as high as it goes, where
/// nothing hides anything, all at once.
#[test]
fn no_value_of_a_limit_makes_the_tool_fail_otherwise_than_by_an_error() {
    let shop = shop();
    let most = |name: &&str| format!("{name}={}", Limits::MOST.get(name).expect("it is one of them"));
    let shallow: Vec<String> = Limits::NAMES.iter().filter(|name| !DEEPENING.contains(name)).map(most).collect();
    let lowest = Limits::NAMES.iter().map(|name| format!("{name}=0"));
    let limits: Vec<String> = lowest.chain(DEEPENING.iter().map(most)).chain([shallow.join(",")]).collect();
    let bears_all = |args: &[&str]| {
        for limit in &limits {
            let output = run(command(&[args, &["--limit", limit]].concat()), shop.path());
            let said = said(&output);
            assert!(matches!(output.status.code(), Some(0..=2)) && !said.contains("panicked"), "{limit}: {said}");
        }
    };
    std::thread::scope(|scope| {
        for args in [&["check", "--base", "HEAD"][..], &["metrics"], &["owners", "--all-files"]] {
            scope.spawn(|| bears_all(args));
        }
    });
}

/// Code that goes beyond each limit on code where that is nothing.
const SMALL: &str = "\
//- shop/src/lib.rs
macro_rules! one { ($($t:tt)*) => { $($t)* } }
one! { struct Made; }
one! { struct Other; }
mod a { pub struct A { field: u8 } pub trait T {} impl T for A {} }
use a::*;
fn f() { one! { (1, 2) } }
";

/// The limits that gaps of a workspace name, as `graph --gaps` lists them, and the reasons of the gaps that name none.
fn named_by_gaps(dir: &Path, args: &[&str]) -> (BTreeSet<String>, BTreeSet<String>) {
    let listed = run(command(&[&["graph", "--gaps", "--format", "jsonl"], args].concat()), dir);
    assert!(listed.status.success(), "{}", said(&listed));
    let gaps = String::from_utf8(listed.stdout).expect("output is UTF-8");
    let gaps: Vec<Value> = gaps.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    let texts = |of: &dyn Fn(&Value) -> Option<String>| gaps.iter().filter_map(of).collect();
    let limit = |gap: &Value| Some(gap.get("limit")?.as_str()?.to_owned());
    let reason = |gap: &Value| Some(gap["reason"].as_str()?.to_owned());
    (texts(&limit), texts(&|gap| reason(gap).filter(|_| limit(gap).is_none())))
}

#[test]
fn a_gap_beyond_a_limit_names_it_as_the_flag_does() {
    let shop = Fixture::parse(SMALL).write().expect("it can be written");
    assert_eq!(named_by_gaps(shop.path(), &[]), Default::default());
    for limit in Limit::ALL {
        let name = limit.as_str();
        assert!(Limits::NAMES.contains(&name), "{name}");
        let (limits, others) = named_by_gaps(shop.path(), &["--limit", &format!("{name}=0")]);
        assert_eq!(limits, [name.to_owned()].into());
        assert!(!others.contains("limit-reached"), "{name}");
    }
}

/// Names that a crate would have within the limits, and that its dependency has as well.
const NAMESAKES: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"] }
[[contract]]
consumer = \"orders\"
provider = \"billing\"
kinds = [\"test\"]
reason = \"tests pay\"
//- billing/src/lib.rs
pub fn pay() {}
//- orders/src/lib.rs deps: billing
pub mod inline {
    mod billing { pub fn pay() {} }
    pub fn f() { billing::pay() }
    #[cfg(test)]
    mod tests { fn t() { ::billing::pay() } mod deeper { fn t() { ::billing::pay() } } }
}
macro_rules! make { ($($t:tt)*) => { $($t)* } }
pub mod made {
    make! { mod billing { pub fn pay() {} } }
    pub fn f() { billing::pay() }
}
pub mod d { pub mod billing { pub fn pay() {} } }
pub mod c { pub use super::d::*; }
pub mod b { pub use super::c::*; }
pub mod a {
    use super::b::*;
    pub fn f() { billing::pay() }
}
";

/// Beyond a limit nobody knows which names there are, so that none is taken for that of a dependency.
#[test]
fn what_is_left_out_beyond_a_limit_is_not_taken_for_something_else() {
    let shop = Fixture::parse(NAMESAKES).write().expect("it can be written");
    for limit in [
        "modules=0",
        "modules=1",
        "modules=3",
        "module-depth=0",
        "module-depth=1",
        "item-macro-calls=0",
        "macro-call=0",
        "macro-depth=0",
        "glob-names=0",
        "import-rounds=0",
        "same-names=0",
    ] {
        let told = said(&run(command(&["check", "--format", "short", "--limit", limit]), shop.path()));
        assert!(!told.contains("deny["), "{limit}: {told}");
        let name = limit.split('=').next().unwrap_or_default();
        assert!(told.contains(&format!("the limit `{name}` of the analysis was reached")), "{limit}: {told}");
    }
}
