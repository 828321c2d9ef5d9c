//! The program as its users meet it: exit codes, what goes where, ways to call it.

use std::process::{Output, Stdio};

use boundaries_fixtures::{Fixture, Repository};
use boundaries_tests::command;

const TWO_TEAMS: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"] }
//- billing/src/lib.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
pub fn pay(_: billing::Invoice) {}
";

fn run(case: &str, args: &[&str]) -> Output {
    let dir = Fixture::parse(case).write().expect("the workspace can be written");
    command(args).current_dir(dir.path()).output().expect("the program can be called")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

#[test]
fn a_change_answers_for_what_it_brings() {
    let repository = Repository::holding(TWO_TEAMS);
    let run = |args: &[&str]| command(args).current_dir(repository.path()).output().expect("the program can be called");
    assert_eq!(run(&["check"]).status.code(), Some(1));
    let held = run(&["check", "--base", "HEAD"]);
    assert_eq!(held.status.code(), Some(0), "{}", text(&held.stderr));
    assert!(text(&held.stdout).starts_with("no new findings, 2 existed at "), "{}", text(&held.stdout));

    repository.write(&TWO_TEAMS.replace("pub struct Invoice;", "pub struct Invoice;\npub struct Tax;"));
    let path = repository.path().join("orders/src/lib.rs");
    std::fs::write(path, "pub fn pay(_: billing::Invoice, _: billing::Tax) {}").expect("it can be written");
    let held = run(&["--base=main", "--format", "short"]);
    assert_eq!(held.status.code(), Some(1), "{}", text(&held.stderr));
    assert_eq!(text(&held.stdout).lines().count(), 1, "{}", text(&held.stdout));

    let unknown = run(&["check", "--base", "origin/main"]);
    assert_eq!(unknown.status.code(), Some(2));
    let told = text(&unknown.stderr);
    assert!(told.contains("`origin/main` names no commit") && told.contains("help: fetch"), "{told}");
}

/// The note names the place, the finding the reason, and the last line how many there are. Nothing else is excused.
#[test]
fn what_a_change_makes_readable_is_told_and_does_not_fail_as_new() {
    let with = |pay: &str, lib: &str| {
        let code = format!("pub struct Tax;\n//- orders/src/lib.rs deps: billing\npub mod pay;\n{lib}\n");
        let (policy, _) = TWO_TEAMS.split_once("//- orders/src/lib.rs").expect("it has one");
        format!("{policy}{code}//- orders/src/pay.rs\n{pay}\n")
    };
    let repository = Repository::holding(&with("pub fn pay() { \"open }", ""));
    let run = |args: &[&str]| {
        let output = command(args).current_dir(repository.path()).output().expect("the program can be called");
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let mended = "pub fn pay(_: billing::Invoice) {}";
    repository.write(&with(mended, ""));
    let (code, out, err) = run(&["check", "--base", "HEAD"]);
    let commit = repository.git(&["rev-parse", "--short=10", "HEAD"]);
    let told = format!("{out}{err}").replace(commit.trim(), "COMMIT");
    assert_eq!(code, Some(0), "{told}");
    insta::assert_snapshot!(told, @r#"
    ── orders → billing ── 1 finding in 1 place

    warn[undeclared-coupling]: team `orders` uses `billing::Invoice` owned by `billing` without a contract
       ╭─[orders/src/pay.rs:1:24]
     1 │ pub fn pay(_: billing::Invoice) {}
       ·                        ───┬───
       ·                           ╰── used here, in code of `orders`
       ╰────
       ╭─[billing/src/lib.rs:1:12]
     1 │ pub struct Invoice;
       ·            ───┬───
       ·               ╰── defined here, in code of `billing`
       ╰────
       ╭─[boundaries.toml:2:20]
     2 │ orders = { owns = ["orders"] }
       ·                    ────┬───
       ·                        ╰── `orders` owns `orders::pay`
     3 │ billing = { owns = ["billing"] }
       ·                     ────┬────
       ·                         ╰── `billing` owns `billing`
       ╰────
      note: the code was not read whole at COMMIT (unparsed-file), so that this may not be new
      help: move this code to `billing`, or invert the dependency: let `orders` define a trait that
            `billing` implements
      help: talk to `billing` about what is needed here
      help: ask `billing` for a contract in the policy
              [[contract]]
              consumer = "orders"
              provider = "billing"
              reason = "why this dependency is wanted"

    nothing fails, 1 warning, 1 existed at COMMIT, 1 may have, in code that was not read there (0 of 1 coupling between teams under contract)
    note: at `HEAD` not seen: unparsed-file (1), in `orders/src/pay.rs`; what stands there is told and does not fail as new
    "#);
    repository.write(&with(mended, "pub fn tax(_: billing::Tax) {}"));
    let (code, out, _) = run(&["check", "--base", "HEAD", "--format", "short"]);
    assert_eq!(code, Some(1), "{out}");
    insta::assert_snapshot!(out, @r"
    orders/src/lib.rs:2:24: deny[undeclared-coupling]: team `orders` uses `billing::Tax` owned by `billing` without a contract
    orders/src/pay.rs:1:24: warn[undeclared-coupling]: team `orders` uses `billing::Invoice` owned by `billing` without a contract
    ");
}

#[test]
fn findings_go_to_standard_output_and_exit_with_1() {
    let output = run(TWO_TEAMS, &["check", "--format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).starts_with("orders/src/lib.rs:1:24: deny[undeclared-coupling]: team `orders` uses"));
}

#[test]
fn timings_go_beside_the_report() {
    let plain = run(TWO_TEAMS, &["check", "--format", "short"]);
    for (flag, start) in [("--timings", "metadata "), ("--timings=json", "{\"version\":1,\"seconds\":")] {
        let timed = run(TWO_TEAMS, &["check", "--format", "short", flag]);
        assert_eq!(timed.stdout, plain.stdout);
        let told = text(&timed.stderr);
        assert!(told.starts_with(start), "{told}");
        for phase in "metadata files read parse collect imports bodies assemble policy rules render".split(' ') {
            assert!(told.contains(phase), "{phase} in {told}");
        }
        assert!(told.contains("2 files") || told.contains("\"files\":2,\"bytes\":55,\"facts\":"), "{told}");
    }
}

#[test]
fn a_long_run_tells_how_far_it_is_and_leaves_nothing_behind() {
    let dir = Fixture::parse(TWO_TEAMS).write().expect("the workspace can be written");
    let run = |when: &str, args: &[&str]| {
        let mut command = command(args);
        command.env("CARGO_TERM_PROGRESS_WHEN", when).current_dir(dir.path());
        command.output().expect("the program can be called")
    };
    let silent = run("auto", &["check", "--format", "short"]);
    assert_eq!(text(&silent.stderr), "", "nothing is told where standard error is no terminal");
    for args in [&["check", "--format", "short"][..], &["metrics", "--no-history"], &["why", "orders", "billing"]] {
        let told = text(&run("always", args).stderr);
        let lines = told.strip_suffix("\r\x1b[K").expect("the line is gone at the end");
        assert!(
            lines.starts_with("\r\x1b[Kreading files: 0\r\x1b[Kjoining modules and imports of 2 files"),
            "{told:?}"
        );
        assert_eq!(text(&run("never", args).stderr), "");
        assert_eq!(run("always", args).stdout, run("never", args).stdout);
        let quiet: Vec<&str> = args.iter().copied().chain(["-q"]).collect();
        assert_eq!(text(&run("always", &quiet).stderr), "");
    }
}

#[test]
fn every_way_to_call_it_says_the_same() {
    let direct = run(TWO_TEAMS, &["check", "--format", "short"]);
    for args in [
        &["boundaries", "check", "--format", "short"][..],
        &["--format", "short"],
        &["boundaries", "--format", "short"],
    ] {
        assert_eq!(text(&run(TWO_TEAMS, args).stdout), text(&direct.stdout), "{args:?}");
    }
}

#[test]
fn a_clean_workspace_is_one_line_and_exit_0() {
    let clean = format!("{TWO_TEAMS}//- boundaries.toml\n[teams]\nboth = {{ owns = [\"orders\", \"billing\"] }}\n");
    let output = run(&clean, &["check"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout).lines().count() + text(&output.stderr).lines().count(), 1);
    let quiet = run(&clean, &["check", "-q"]);
    assert_eq!((quiet.stdout.len(), quiet.stderr.len()), (0, 0));
}

#[test]
fn several_reports_go_to_files_of_their_own() {
    let dir = Fixture::parse(TWO_TEAMS).write().expect("the workspace can be written");
    let call = |args: &[&str]| command(args).current_dir(dir.path()).output().expect("the program can be called");
    let output = call(&["check", "--format", "short", "--format", "sarif=a.sarif", "--format", "gitlab=b.json"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("orders/src/lib.rs:1:24: deny"));
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).expect("the report is written");
    assert!(read("a.sarif").contains("\"uri\": \"orders/src/lib.rs\"") && read("b.json").starts_with('['));
    assert_eq!(call(&["check", "--format", "text=a.sarif"]).stdout.len(), 0);
    assert!(read("a.sarif").starts_with("── orders → billing"), "a report takes the place of an older one");

    let nowhere = call(&["check", "--format", "json=no/such/folder.json"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(text(&nowhere.stderr).contains("cannot write `no/such/folder.json`"), "{}", text(&nowhere.stderr));
    let left: Vec<_> = std::fs::read_dir(dir.path()).expect("it is there").flatten().collect();
    assert!(left.iter().all(|entry| !entry.file_name().to_string_lossy().starts_with(".boundaries-")), "{left:?}");
}

#[test]
fn on_githubs_runner_the_text_comes_with_annotations_and_a_summary() {
    let dir = Fixture::parse(TWO_TEAMS).write().expect("the workspace can be written");
    let summary = dir.path().join("summary.md");
    std::fs::write(&summary, "before\n").expect("there is room");
    let call = |args: &[&str]| {
        let mut command = command(args);
        command.current_dir(dir.path()).env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
        text(&command.output().expect("the program can be called").stdout)
    };
    let shown = call(&["check"]);
    let annotation =
        "\n::error title=undeclared-coupling,file=orders/src/lib.rs,line=1,endLine=1,col=24,endColumn=31::team";
    assert!(shown.starts_with("── orders → billing") && shown.contains(annotation), "{shown}");
    let page = std::fs::read_to_string(&summary).expect("it is there");
    assert!(page.starts_with("before\n## cargo boundaries: 1 finding fails\n"), "{page}");

    assert!(!call(&["check", "--format", "text"]).contains("::error"), "only what is asked for");
    assert_eq!(std::fs::read_to_string(&summary).expect("it is there"), page);
}

#[cfg(unix)]
#[test]
fn a_report_follows_links_and_fills_pipes() {
    let dir = Fixture::parse(TWO_TEAMS).write().expect("the workspace can be written");
    let (real, link) = (dir.path().join("real"), dir.path().join("link"));
    std::fs::write(&real, "old").expect("there is room");
    std::os::unix::fs::symlink(&real, &link).expect("links can be made");
    let call = |args: &[&str]| command(args).current_dir(dir.path()).output().expect("the program can be called");
    call(&["check", "--format", "short=link"]);
    assert!(std::fs::read_to_string(&real).expect("it is there").starts_with("orders/src/lib.rs:1:24"));
    assert!(link.is_symlink(), "the link is not replaced");
    let piped = call(&["check", "--format", "short=/dev/stdout"]);
    assert!(text(&piped.stdout).starts_with("orders/src/lib.rs:1:24"), "{}", text(&piped.stderr));
}

#[test]
fn nothing_printed_is_a_command_for_a_runner() {
    let hostile = TWO_TEAMS.replace("orders = {", "\"::error title=##[x]::orders\" = {");
    for args in [&["owners"][..], &["owners", "::error::x.rs"], &["check"], &["check", "--team", "::error::x"], &[]] {
        let output = run(&hostile, args);
        for line in text(&output.stdout).lines().chain(text(&output.stderr).lines()) {
            assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{args:?}: {line}");
        }
        assert!(!output.stdout.is_empty() || !output.stderr.is_empty(), "{args:?}");
    }
    let shown = text(&run(&hostile, &["owners"]).stdout);
    assert!(shown.contains("\\u{3a}:error title=#\\u{23}[x]::orders"), "{shown}");
}

#[test]
fn no_color_reaches_a_pipe() {
    assert!(!text(&run(TWO_TEAMS, &["check"]).stdout).contains('\u{1b}'));
}

#[test]
fn mistakes_in_the_policy_exit_with_2_and_are_told_at_once() {
    let broken = TWO_TEAMS.replace("orders\"] }", "order\"] }").replace("billing = {", "billing = { contakt = \"x\",");
    let output = run(&broken, &["check"]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(told.contains("there is no module `order`") && told.contains("unknown key `contakt`"), "{told}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_missing_workspace_and_a_wrong_word_exit_with_2() {
    let empty = tempfile::tempdir().expect("there is room");
    let output = command(&["check"]).current_dir(empty.path()).output().expect("the program can be called");
    assert_eq!(output.status.code(), Some(2));
    let output = run(TWO_TEAMS, &["chekc"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("check"), "{}", text(&output.stderr));
}

#[test]
fn a_rule_that_does_not_exist_is_answered_with_the_one_meant() {
    for args in [&["explain", "off-surfac"][..], &["check", "-D", "off-surfac"]] {
        let output = run(TWO_TEAMS, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        assert!(text(&output.stderr).contains("did you mean `off-surface`?"), "{}", text(&output.stderr));
    }
}

#[test]
fn two_policies_at_once_are_both_named() {
    let both = format!("{TWO_TEAMS}//- .config/boundaries.toml\n[teams]\n");
    let output = run(&both, &["check"]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(told.contains(".config/boundaries.toml") && told.contains("`boundaries.toml`"), "{told}");
}

#[test]
fn without_a_policy_there_is_an_overview_and_init_makes_check_clean() {
    let no_policy =
        TWO_TEAMS.split("//- billing/src").nth(1).map(|rest| format!("//- billing/src{rest}")).expect("two parts");
    let dir = Fixture::parse(&no_policy).write().expect("the workspace can be written");
    let call = |args: &[&str]| command(args).current_dir(dir.path()).output().expect("the program can be called");
    let overview = call(&[]);
    assert_eq!(overview.status.code(), Some(0));
    assert!(text(&overview.stdout).contains("orders"), "{}", text(&overview.stdout));
    assert_eq!(call(&["init"]).status.code(), Some(0));
    let check = call(&["check"]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stdout));
    assert_eq!(call(&["init"]).status.code(), Some(2), "init never overwrites");
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let dir = Fixture::parse(TWO_TEAMS).write().expect("the workspace can be written");
    let mut child = command(&["explain", "undeclared-coupling"])
        .current_dir(dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be called");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    let dir = Fixture::parse(&many_teams()).write().expect("the workspace can be written");
    let report = |threads: &str| {
        let mut command = command(&["check", "--format", "json"]);
        command.env("RAYON_NUM_THREADS", threads).current_dir(dir.path());
        command.output().expect("the program can be called").stdout
    };
    let first = report("1");
    let found = text(&first).matches("undeclared-coupling").count();
    assert!(found >= 12, "only {found} findings have an order to keep");
    for threads in ["1", "2", "7"] {
        assert_eq!(text(&report(threads)), text(&first));
    }
}

/// Twelve teams, each of which uses the next one without a contract.
fn many_teams() -> String {
    let mut policy = "//- boundaries.toml\n[teams]\n".to_owned();
    let mut packages = String::new();
    for team in 0..12 {
        policy.push_str(&format!("team{team} = {{ owns = [\"p{team}\"] }}\n"));
        let deps = if team < 11 { format!(" deps: p{}", team + 1) } else { String::new() };
        packages.push_str(&format!("//- p{team}/src/lib.rs{deps}\npub mod inner;\npub struct Thing;\n"));
        let uses = if team < 11 {
            format!("pub fn one(_: p{0}::Thing) {{}}\npub fn two(_: p{0}::inner::Deep) {{}}\n", team + 1)
        } else {
            String::new()
        };
        packages.push_str(&format!("//- p{team}/src/inner.rs\npub struct Deep;\n{uses}"));
    }
    policy + &packages
}

#[test]
fn a_first_policy_takes_its_teams_from_path_lists() {
    let case = "\
//- triagebot.toml
[assign.owners]
\"*\" = [\"@ada\"]
\"/orders\" = [\"sales\"]
\"/billing/\" = [\"@shop/billing\"]
\"/gone\" = [\"sales\"]
//- billing/src/lib.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
pub fn pay(_: billing::Invoice) {}
";
    let dir = Fixture::parse(case).write().expect("the workspace can be written");
    let run = |args: &[&str]| command(args).current_dir(dir.path()).output().expect("the program can be called");
    let written = run(&["init", "--from", "triagebot.toml"]);
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    assert!(text(&written.stderr).contains("left out: 1 path is not in the workspace"), "{}", text(&written.stderr));
    let policy = std::fs::read_to_string(dir.path().join("boundaries.toml")).expect("it was written");
    assert!(
        policy.contains("billing = { owns = [\"billing/**\"] }\nsales   = { owns = [\"orders/**\"] }\n"),
        "{policy}"
    );
    assert_eq!(run(&["check"]).status.code(), Some(0));
    let refused = run(&["init", "--from", "deny.toml"]);
    assert_eq!(refused.status.code(), Some(2));
}

/// What cannot be taken over is a list with a line for each, so that somebody can go through it with the file beside.
#[test]
fn a_file_that_gives_no_policy_is_told_line_by_line() {
    let case = "\
//- deny.toml
[bans]
wildcards = \"deny\"
deny = [{ crate = \"openssl@1\" }]
//- other/deny.toml
[bans]
deny = [7, { wrappers = [] }]
//- bans.toml
//- orders/src/lib.rs
";
    let dir = Fixture::parse(case).write().expect("the workspace can be written");
    let told = |file: &str| {
        let output =
            command(&["init", "--from", file]).current_dir(dir.path()).output().expect("the program can be called");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
        text(&output.stderr)
    };
    insta::assert_snapshot!(told("deny.toml"), @"
    error: `deny.toml` gives no policy: no constraint can say what is in it
      deny.toml:2: `wildcards` of `[bans]` does not say who may use whom
      deny.toml:3: the ban of `openssl` for `1` alone: a policy knows no versions
      help: `cargo boundaries init` proposes a policy without it
    ");
    insta::assert_snapshot!(told("other/deny.toml"), @"
    error: `other/deny.toml` gives no policy: it cannot be read
      other/deny.toml:2: a ban has to be a text or a table
      other/deny.toml:2: a ban needs a `crate`
      help: `cargo boundaries init` proposes a policy without it
    ");
    insta::assert_snapshot!(told("bans.toml"), @"
    error: `bans.toml` gives no policy: the name of a file says what is in it, and this is none of `deny.toml`, `.deny.toml`, `Layerfile.toml`, `arc-rules.toml`, `BUILD`, `BUILD.bazel`, `triagebot.toml`
      help: `cargo boundaries init` proposes a policy without it
    ");
}

/// Constraints of other tools come beside what `init` proposes, and hold what they say: who is let through, and nobody else.
#[test]
fn a_first_policy_takes_over_the_constraints_of_another_tool() {
    let case = "\
//- deny.toml
[bans]
deny = [{ crate = \"billing\", wrappers = [\"orders\"], reason = \"billing has one door\" }, { crate = \"openssl@1\" }]
//- billing/src/lib.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
pub fn pay(_: billing::Invoice) {}
//- web/src/lib.rs deps: orders, billing
pub fn page(invoice: billing::Invoice) { orders::pay(invoice) }
";
    let dir = Fixture::parse(case).write().expect("the workspace can be written");
    let run = |args: &[&str]| command(args).current_dir(dir.path()).output().expect("the program can be called");
    let written = run(&["init", "--from", "deny.toml"]);
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    assert!(text(&written.stderr).contains("left out: deny.toml:2: the ban of `openssl`"), "{}", text(&written.stderr));
    let policy = std::fs::read_to_string(dir.path().join("boundaries.toml")).expect("it was written");
    assert!(
        policy.contains("[[forbid]] # line 2\nfrom = \"*\"\nexcept = \"crate:orders\"\nto = \"crate:billing\"\n"),
        "{policy}"
    );
    std::fs::remove_dir_all(dir.path().join("boundaries")).expect("the baseline records what is forbidden already");
    let checked = run(&["check", "--format", "short"]);
    let found = text(&checked.stdout);
    assert_eq!(checked.status.code(), Some(1), "{found}");
    assert!(
        found.lines().any(|line| line.starts_with("web/src/lib.rs:1:") && line.contains("forbidden-coupling")),
        "{found}"
    );
    assert!(!found.contains("orders/src/lib.rs"), "{found}");
}
