//! The guides do what they say: their changes apply, and their commands print what is shown.
//!
//! To take over what the commands print now, run with `UPDATE_EXPECTED=1` and read the difference.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use boundaries_tests::{command, copy};

#[test]
fn the_adoption_guide_does_what_it_says() {
    follow("docs/adoption.md", "examples/legacy", &[]);
}

#[test]
fn the_page_on_questions_does_what_it_says() {
    follow("docs/ask.md", "examples/shop", &[]);
}

#[test]
fn the_tutorial_does_what_it_says() {
    follow("docs/tutorial.md", "examples/shop", &["boundaries.toml", "expected.txt"]);
}

/// Follows a guide in a copy of an example, without the files that the guide says to remove.
fn follow(guide: &str, example: &str, removed: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository");
    let guide = root.join(guide);
    let text = fs::read_to_string(&guide).expect("the guide is there");
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    copy(&root.join(example), dir.path());
    for file in removed {
        fs::remove_file(dir.path().join(file)).expect("the example has the file");
    }

    let mut told = String::new();
    let mut rest = text.as_str();
    while let Some((before, block)) = rest.split_once("```console\n") {
        apply_changes(before, dir.path());
        let (commands, after) = block.split_once("```").expect("a block ends");
        told.push_str(before);
        told.push_str("```console\n");
        for line in commands.lines().filter_map(|line| line.strip_prefix("$ cargo boundaries")) {
            told.push_str(&format!("$ cargo boundaries{line}\n{}", output(line, dir.path())));
        }
        told.push_str("```");
        rest = after;
    }
    told.push_str(rest);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&guide, &told).expect("the guide can be written");
    }
    assert_eq!(text, told, "the guide shows something else than the program prints");
}

/// What a command prints, notes included.
fn output(line: &str, folder: &Path) -> String {
    let mut args: Vec<String> = Vec::new();
    for (number, part) in line.split('"').enumerate() {
        if number % 2 == 1 {
            args.push(part.to_owned());
        } else {
            args.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let output = command(&args).current_dir(folder).output().expect("the program can be called");
    String::from_utf8([output.stdout, output.stderr].concat()).expect("output is UTF-8")
}

/// Applies every ```` ```diff ```` block of a part of the guide.
fn apply_changes(part: &str, folder: &Path) {
    for block in part.split("```diff\n").skip(1) {
        let change = block.split("```").next().expect("a block ends");
        let mut git = Command::new("git")
            .args(["apply", "--whitespace=nowarn", "-"])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .spawn()
            .expect("git can be called");
        git.stdin.take().expect("the input is piped").write_all(change.as_bytes()).expect("git listens");
        assert!(git.wait().expect("git ends").success(), "a change of the guide does not apply:\n{change}");
    }
}
