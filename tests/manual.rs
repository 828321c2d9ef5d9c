//! The pages of the manual: one for each command, the same every time, and read by man(1) without a complaint.

use std::fs;
use std::path::Path;
use std::process::Command;

use boundaries_tests::{command, copy};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

fn printed(args: &[&str]) -> String {
    let output = command(args).output().expect("the program can be called");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// The commands below others, by the help text.
fn commands(above: &[&str]) -> Vec<String> {
    let help = printed(&[above, &["-h"]].concat());
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let starts = commands.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = starts.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    names.map(str::to_owned).collect()
}

/// Examples that cannot be run here: by a part of them, and why.
const NOT_RUN: [(&str, &str); 12] = [
    ("--watch", "it does not end"),
    ("boundaries lsp", "it waits for an editor"),
    ("boundaries mcp", "it waits for an agent"),
    ("dot -Tsvg", "Graphviz may not be there"),
    ("~/", "it writes into the home of a user"),
    ("| source", "it is for another shell"),
    ("--from deny.toml", "the example has no such file"),
    ("CODEOWNERS.next", "the example has no such file"),
    ("next.toml", "the example has no such file"),
    ("panic.log", "the example has no such file"),
    ("what-if --suggest", "another test searches, and it takes long"),
    ("owners --generate", "the CODEOWNERS of the example is written by hand, which is refused"),
];

/// What the help texts show can be typed as it stands there, in the example of the repository.
#[test]
fn examples_of_help_texts_run_in_the_shop() {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let programs = dir.path().join("bin");
    fs::create_dir(&programs).expect("a folder can be made");
    fs::copy(command(&[]).get_program(), programs.join("cargo-boundaries")).expect("the program can be copied");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&path)));
    let path = path.expect("paths can be joined");
    let shop = dir.path().join("shop");
    let bash = |script: &str| {
        let mut bash = Command::new("bash");
        for (name, value) in command(&[]).get_envs() {
            match value {
                Some(value) => bash.env(name, value),
                None => bash.env_remove(name),
            };
        }
        bash.args(["--noprofile", "--norc", "-c", script]).current_dir(&shop).env("PATH", &path);
        bash.output().expect("bash can be called")
    };
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository");
    fs::create_dir(&shop).expect("a folder can be made");
    copy(&example.join("examples/shop"), &shop);
    let git = "git -c user.name=t -c user.email=t@example.org -c commit.gpgsign=false";
    let made = bash(&format!(
        "git init -q -b main . && git add . && {git} commit -qm start && git tag v1.0.0 && git tag v1.1.0 && \
         git update-ref refs/remotes/origin/main HEAD"
    ));
    assert!(made.status.success(), "{}", text(&made.stderr));

    let mut all: Vec<Vec<String>> = Vec::new();
    for name in commands(&[]) {
        all.extend(commands(&[&name]).into_iter().map(|below| vec![name.clone(), below]));
        all.push(vec![name]);
    }
    let mut tried = 0;
    let mut failed = Vec::new();
    for words in all {
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["--help"]).collect();
        let help = printed(&words);
        let Some((_, examples)) = help.split_once("Examples:\n") else { panic!("no examples: {words:?}") };
        for line in examples.lines().filter(|line| line.contains("cargo boundaries ")) {
            // What is said about it stands behind two spaces.
            let line = line.trim().split("  ").next().unwrap_or_default();
            if NOT_RUN.iter().any(|(part, _)| line.contains(part)) {
                continue;
            }
            tried += 1;
            // As the first policy, `init` needs a workspace without one.
            let before = if line.contains("boundaries init") { "rm -rf boundaries.toml boundaries" } else { "true" };
            let output = bash(&format!("git checkout -q . && git clean -fdq && {before} && {line}"));
            if !matches!(output.status.code(), Some(0 | 1)) {
                failed.push(format!("{line}: {:?} {}", output.status.code(), text(&output.stderr)));
            }
        }
    }
    assert_eq!(failed, [""; 0]);
    assert!(tried > 50, "{tried}");
}

#[test]
fn every_command_has_a_page_with_its_flags_and_examples() {
    let names = commands(&[]);
    assert!(names.len() > 15, "{names:?}");
    let pages = printed(&["man"]);
    for name in names {
        assert!(pages.lines().any(|page| page == format!("cargo-boundaries-{name}")), "{name}: {pages}");
        let page = printed(&["man", &name]);
        assert!(page.contains(".SH SYNOPSIS") && page.contains("cargo boundaries"), "{page}");
        assert!(page.contains("\\-\\-manifest\\-path") && page.contains("Examples"), "{page}");
    }
    assert!(printed(&["man", "contracts", "propose"]).contains("The team that asks"));
    assert_eq!(printed(&["man", "cargo-boundaries-check"]), printed(&["man", "check"]));
    let unknown = command(&["man", "nonsense"]).output().expect("the program can be called");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("`cargo boundaries man` lists the pages"), "{}", text(&unknown.stderr));
}

#[test]
#[expect(clippy::print_stderr, reason = "a program that is missing is told")]
fn the_manual_reads_every_page() {
    let dir = tempfile::tempdir().expect("there is room");
    let folder = dir.path().join("share/man/man1");
    let told = command(&["man", "--out"]).arg(&folder).output().expect("the program can be called");
    let pages = printed(&["man"]);
    assert_eq!(text(&told.stderr), format!("note: {} pages are written\n", pages.lines().count()));
    for name in pages.lines() {
        let path = folder.join(format!("{name}.1"));
        assert_eq!(fs::read_to_string(&path).expect("it is written"), printed(&["man", name]));
        let mut man = Command::new("man");
        man.args(["--warnings=w", "-E", "UTF-8", "-P", "cat", "-l"]).arg(&path).env("MANWIDTH", "80");
        match man.output() {
            Ok(read) => {
                assert_eq!(text(&read.stderr), "", "{name}");
                assert!(text(&read.stdout).contains("SYNOPSIS"), "{name}");
            }
            Err(_) => return eprintln!("not tested: `man` is not on this machine"),
        }
    }
}
