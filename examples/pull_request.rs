//! A bot that comments on pull requests: the body of its comment, from what the change does to the couplings between teams.
//!
//! The program prints Markdown, and nothing where the change concerns no other team; handing it to a forge is the job of
//! whoever calls it.
//!
//! ```console
//! $ cargo run --example pull_request -- Cargo.toml origin/main
//! ```

use std::error::Error;
use std::io::{Write, stdout};

use boundaries::report::diff::{self, DiffView, StateName};
use boundaries::{CheckOptions, History, Project, ProjectOptions};

/// By which the bot finds its own comment again, to change it rather than to write another.
const MARK: &str = "<!-- cargo-boundaries -->";

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (manifest, target) = words.next().zip(words.next()).ok_or("usage: pull_request MANIFEST TARGET")?;
    if let Some(body) = comment(&ProjectOptions::at(manifest), &target)? {
        stdout().lock().write_all(body.as_bytes())?;
    }
    Ok(())
}

/// The comment on what the work tree changes since it left the target; none if there is nothing to tell.
fn comment(options: &ProjectOptions, target: &str) -> Result<Option<String>, Box<dyn Error>> {
    let history = History::of(options)?;
    let base = history.load(&history.merge_base(target, "HEAD")?)?;
    let project = Project::load(options)?;
    let difference = boundaries::difference(base.project(), &project, None)?;
    if difference.is_empty() {
        return Ok(None);
    }
    let mut report = project.check(&CheckOptions::default());
    project.hold_to(&base, &mut report, &CheckOptions::default())?;
    let verdict = match report.summary.failing {
        0 => "No contract is broken by this change.".to_owned(),
        1 => format!("**One new finding would fail `cargo boundaries check --base {target}`.**"),
        failing => format!("**{failing} new findings would fail `cargo boundaries check --base {target}`.**"),
    };
    let view = DiffView {
        difference: &difference,
        before: StateName { revision: Some(target), commit: Some(base.commit().id()) },
        after: StateName { revision: None, commit: None },
    };
    let mut body = format!("{MARK}\n{verdict}\n\n").into_bytes();
    diff::markdown(&view, &mut body)?;
    Ok(Some(String::from_utf8(body)?))
}

#[test]
fn a_change_is_told_and_no_change_is_not() {
    use std::process::Command;
    let dir = tempfile::tempdir().expect("a folder can be made");
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("files lie in folders")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    };
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
        let status = Command::new("git").args(identity).args(args).current_dir(dir.path()).status();
        assert!(status.expect("git can be called").success(), "{args:?}");
    };
    let teams = "[teams]\na = { owns = [\"a\"] }\nb = { owns = [\"b\"] }\n";
    write("boundaries.toml", teams);
    write("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\nresolver = \"3\"\n");
    write("a/Cargo.toml", "[package]\nname = \"a\"\nedition = \"2024\"\n[dependencies]\nb = { path = \"../b\" }\n");
    write("b/Cargo.toml", "[package]\nname = \"b\"\nedition = \"2024\"\n");
    write("a/src/lib.rs", "");
    write("b/src/lib.rs", "pub struct B;\n");
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message=start"]);

    let manifest = dir.path().join("Cargo.toml").to_str().expect("the path is UTF-8").to_owned();
    let body = || comment(&ProjectOptions::at(manifest.as_str()), "main").expect("there is a history");
    assert_eq!(body(), None);
    write("a/src/lib.rs", "pub fn f(_: b::B) {}\n");
    let told = body().expect("there is something to tell");
    assert!(told.starts_with(MARK) && told.contains("One new finding would fail"), "{told}");
    assert!(told.contains("`b::B`"), "{told}");
}
