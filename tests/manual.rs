//! The pages of the manual: one for each command, the same every time, and read by man(1) without a complaint.

use std::fs;
use std::process::Command;

use boundaries_tests::command;

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

fn printed(args: &[&str]) -> String {
    let output = command(args).output().expect("the program can be called");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn every_command_has_a_page_with_its_flags_and_examples() {
    let help = printed(&["-h"]);
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let starts = commands.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<&str> =
        starts.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect();
    assert!(names.len() > 15, "{names:?}");
    let pages = printed(&["man"]);
    for name in names {
        assert!(pages.lines().any(|page| page == format!("cargo-boundaries-{name}")), "{name}: {pages}");
        let page = printed(&["man", name]);
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
