//! Tests of the whole: rules on small workspaces, rule pages, the program, the policy of this repository.

pub mod pages;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The code on the page about the library, which is run as it stands there.
#[cfg(doctest)]
#[doc = include_str!("../docs/library.md")]
pub struct LibraryPage;

/// The program, with nothing of the surroundings that could change what it prints, and without a cache.
#[must_use]
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(args);
    for name in [
        "GITHUB_STEP_SUMMARY",
        "CI",
        "GITHUB_ACTIONS",
        "NO_COLOR",
        "FORCE_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "CARGO_TERM_COLOR",
        "CARGO_TERM_PROGRESS_WHEN",
        "COLUMNS",
        "CARGO_BOUNDARIES_CACHE_DIR",
        "CARGO_TARGET_DIR",
        "CARGO_BUILD_TARGET_DIR",
    ] {
        command.env_remove(name);
    }
    command.env("CARGO_BOUNDARIES_NO_CACHE", "1");
    command
}

/// What the program prints for a command that succeeds.
///
/// # Panics
/// If it fails.
#[must_use]
pub fn told(dir: &Path, args: &[&str]) -> String {
    let output = command(args).current_dir(dir).output().expect("the program can be called");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

/// What the program says of a command that it refuses.
///
/// # Panics
/// If it does not refuse, or prints a report all the same.
#[must_use]
pub fn refused(dir: &Path, args: &[&str]) -> String {
    let output = command(args).current_dir(dir).output().expect("the program can be called");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    String::from_utf8(output.stderr).expect("output is UTF-8")
}

/// Copies a folder of examples, without what was built in it.
///
/// # Panics
/// If a file cannot be read or written.
pub fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let entry = entry.expect("an entry can be read");
        let target = to.join(entry.file_name());
        if entry.file_name() == "target" {
            continue;
        }
        if entry.path().is_dir() {
            fs::create_dir(&target).expect("a folder can be made");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

/// The binary, built once.
fn program() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository").to_owned();
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "cargo-boundaries"])
            .current_dir(&root)
            .status()
            .expect("cargo can be called");
        assert!(built.success(), "the program builds");
        let test = std::env::current_exe().expect("the test knows where it is");
        let profile = test.ancestors().find(|dir| dir.ends_with("deps")).and_then(Path::parent);
        profile.expect("tests lie beside the program").join(format!("cargo-boundaries{}", std::env::consts::EXE_SUFFIX))
    })
}
