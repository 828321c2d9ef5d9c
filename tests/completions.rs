//! Completions as shells ask for them: each script runs in its shell, where that is on the machine, on a small workspace.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use boundaries_fixtures::Fixture;
use boundaries_tests::command;

const CASE: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"] }
\"$(touch trap)\" = { owns = [\"web\"] }
//- billing/src/lib.rs
pub mod api;
pub mod tables;
//- billing/src/api.rs
pub struct Invoice;
//- billing/src/tables.rs
//- orders/src/lib.rs deps: billing
//- web/src/lib.rs
";

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

/// What is offered for the last of the words.
fn offered(case: &str, words: &[&str]) -> Vec<String> {
    let dir = Fixture::parse(case).write().expect("the workspace can be written");
    let at = (words.len() - 1).to_string();
    let mut command = command(&["-q", "completions", "fish", "--at", &at, "--"]);
    let output = command.args(words).current_dir(dir.path()).output().expect("the program can be called");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{words:?}");
    text(&output.stdout).lines().map(|line| line.split('\t').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn names_are_those_of_the_workspace() {
    let offered = |line: &str| offered(CASE, &line.split(' ').collect::<Vec<_>>());
    assert_eq!(offered("cargo-boundaries expl"), ["explain"]);
    assert_eq!(offered("cargo-boundaries check --explain-c"), ["--explain-config"]);
    assert_eq!(offered("cargo-boundaries --team "), ["orders", "billing"]);
    assert_eq!(offered("boundaries contracts propose o"), ["orders"]);
    assert_eq!(offered("boundaries -p "), ["billing", "orders", "web"]);
    assert_eq!(offered("boundaries why orders bil"), ["billing", "billing::"]);
    assert_eq!(offered("boundaries why orders billing::"), ["billing::api", "billing::tables"]);
    assert_eq!(offered("boundaries ask orders billing::a"), ["billing::api", "billing::api::"]);
    assert_eq!(offered("boundaries ask orders billing::api::"), ["billing::api::Invoice"]);
    assert_eq!(offered("boundaries owners or"), ["orders", "orders/"]);
    assert_eq!(offered("boundaries check -D off"), ["off-surface"]);
    assert_eq!(offered("boundaries check --format=sar"), ["--format=sarif"]);
    assert_eq!(offered("boundaries metrics --explain contract-c"), ["contract-coverage"]);
    assert_eq!(offered("boundaries --limit mo"), ["modules=", "module-depth="]);
    assert_eq!(offered("boundaries --config bound"), ["boundaries.toml"]);
}

#[test]
fn where_nothing_can_be_known_nothing_is_said() {
    let nowhere = tempfile::tempdir().expect("there is room");
    for words in [&["boundaries", "why", ""][..], &["boundaries", "--team", ""], &["boundaries", "nonsense", "--x", ""]]
    {
        let at = (words.len() - 1).to_string();
        let mut command = command(&["-q", "completions", "bash", "--at", &at, "--"]);
        let output = command.args(words).current_dir(nowhere.path()).output().expect("the program can be called");
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{words:?}");
    }
    let broken = CASE.replace("owns = [\"orders\"]", "owms = 3");
    assert_eq!(offered(&broken, &["boundaries", "--team", ""]), [""; 0]);
    assert_eq!(offered(&broken, &["boundaries", "why", "orders", "bil"]), ["billing", "billing::"], "code is known");
}

/// Runs a script in a shell, in the workspace; none where the shell is not there.
#[expect(clippy::print_stderr, reason = "a shell that is missing is told")]
fn shell(name: &str, arguments: &[&str], script: &str, around: impl Fn(String) -> String) -> Option<String> {
    let dir = Fixture::parse(CASE).write().expect("the workspace can be written");
    let program = command(&[]).get_program().to_owned();
    let beside = Path::new(&program).parent().expect("the program lies in a folder").to_owned();
    let printed = command(&["completions", script]).output().expect("the program can be called");
    assert_eq!(printed.status.code(), Some(0));
    let path = dir.path().join("script");
    fs::write(&path, around(text(&printed.stdout))).expect("there is room");
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(beside).chain(std::env::split_paths(&paths));
    let mut command = Command::new(name);
    command.args(arguments).arg(&path).current_dir(dir.path()).env("CARGO_BOUNDARIES_NO_CACHE", "1");
    command.env("PATH", std::env::join_paths(paths).expect("paths can be joined")).env("HOME", dir.path());
    match command.output() {
        Ok(Output { stdout, stderr, .. }) => {
            assert!(!dir.path().join("trap").exists(), "a name of the workspace was run");
            assert_eq!(text(&stderr), "", "{name}");
            Some(text(&stdout))
        }
        Err(_) => {
            eprintln!("not tested: `{name}` is not on this machine");
            None
        }
    }
}

#[test]
fn bash_puts_words_together_that_it_divides() {
    // What readline tells a function: the line, and the words as it divides them.
    let calls = "
try() { COMP_LINE=$2; COMP_POINT=${#2}; local f=$1; shift 2; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); $f; echo \"${COMPREPLY[*]}\"; }
try _cargo_boundaries 'cargo-boundaries why bil' cargo-boundaries why bil
try _cargo_boundaries_of_cargo 'cargo boundaries why orders billing::' cargo boundaries why orders billing ::
try _cargo_boundaries_of_cargo 'cargo boundaries why orders billing::ta' cargo boundaries why orders billing :: ta
try _cargo_boundaries_of_cargo 'cargo +nightly boundaries check --team=o' cargo +nightly boundaries check --team = o
try _cargo_boundaries_of_cargo 'cargo  boundaries   --team ' cargo boundaries --team ''
before() { COMPREPLY=(cargo); }
_cargo_boundaries_before=before
try _cargo_boundaries_of_cargo 'cargo bui' cargo bui
complete -p cargo
";
    let Some(told) = shell("bash", &[], "bash", |script| format!("{script}{calls}")) else { return };
    insta::assert_snapshot!(told, @"
    billing billing::
    api tables
    tables
    orders
    orders billing
    cargo
    complete -o bashdefault -o default -F _cargo_boundaries_of_cargo cargo
    ");
}

#[test]
fn zsh_keeps_words_open_behind_which_more_can_stand() {
    // What zsh's own functions would be called with; they need a terminal.
    let around = |script| {
        format!(
            "compdef() {{ print -r -- compdef $@ }}
_describe() {{ print -r -- \"${{(j: | :)${{(P)3}}}}\" ${{@[4,-1]}} }}
_default() {{ print -r -- default }}
{script}
words=(cargo-boundaries why bil); CURRENT=3; _cargo-boundaries
words=(boundaries why orders billing::); CURRENT=4; _cargo-boundaries
words=(cargo boundaries --team ''); CURRENT=4; _cargo-boundaries-of-cargo
words=(cargo bui); CURRENT=2; _cargo-boundaries-of-cargo
"
        )
    };
    let Some(told) = shell("zsh", &["-f"], "zsh", around) else { return };
    insta::assert_snapshot!(told, @r"
    compdef _cargo-boundaries cargo-boundaries
    compdef _cargo-boundaries-of-cargo cargo
    billing\:\::what is in it -S
    billing:team
    billing\:\:api:module of billing | billing\:\:tables:module of billing
    orders:team | billing:team
    default
    ");
}

#[test]
fn fish_completes_the_subcommand_of_cargo_as_well() {
    let calls = "
complete -C 'cargo-boundaries why bil'
complete -C 'cargo boundaries why orders billing::'
complete -C 'cargo +nightly boundaries --team '
";
    let Some(told) = shell("fish", &["--no-config"], "fish", |script| format!("{script}{calls}")) else { return };
    insta::assert_snapshot!(told, @"
    billing	team
    billing::	what is in it
    billing::api	module of billing
    billing::tables	module of billing
    orders	team
    billing	team
    ");
}

#[test]
fn elvish_asks_with_the_words_so_far() {
    // Its editor, where the rest of the script registers the function, needs a terminal.
    let around = |script: String| {
        let function = script.split("set edit:").next().expect("the functions stand first");
        format!(
            "{function}
each {{|one| echo $one }} [(cargo-boundaries-offer cargo-boundaries why bil)]
each {{|one| echo $one }} [(cargo-boundaries-of-cargo $nop~ cargo boundaries --team '')]
each {{|one| echo $one }} [(cargo-boundaries-of-cargo {{|@words| put before }} cargo bui)]
"
        )
    };
    let Some(told) = shell("elvish", &["-norc"], "elvish", around) else { return };
    assert_eq!(told, "billing\nbilling::\norders\nbilling\nbefore\n");
}

#[test]
fn powershell_has_a_script() {
    let printed = command(&["completions", "powershell"]).output().expect("the program can be called");
    let script = text(&printed.stdout);
    assert!(script.contains("Register-ArgumentCompleter -Native -CommandName 'cargo-boundaries'"), "{script}");
    let count = |letter: char| script.matches(letter).count();
    for (open, close) in ["()", "{}", "[]"].map(|pair| (pair.chars().next(), pair.chars().last())) {
        assert_eq!(open.map(count), close.map(count), "{open:?}");
    }
}
