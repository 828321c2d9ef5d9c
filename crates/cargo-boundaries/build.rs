//! Tells the program which commit it was built from, as `--version` prints it: from `BOUNDARIES_COMMIT`, else from what
//! `cargo package` wrote beside the manifest, else from git's files. Where none of them says it, the version stands alone.
//!
//! Nothing but files is read, so that neither git nor a repository is needed and the same sources give the same program.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// What names the commit, whatever the files say; empty for no commit.
const GIVEN: &str = "BOUNDARIES_COMMIT";

/// As many digits of a hash are told.
const DIGITS: usize = 10;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={GIVEN}");
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the folder of the manifest"));
    let version = env::var("CARGO_PKG_VERSION").expect("cargo names the version");
    let commit = match env::var(GIVEN) {
        Ok(given) if given.is_empty() || is_hash(&given) => Some(given),
        Ok(_) => {
            println!("cargo::warning={GIVEN} is no hash of a commit, and not used");
            None
        }
        Err(_) => packaged(&manifest).or_else(|| checked_out(&manifest)),
    };
    match commit.filter(|commit| !commit.is_empty()) {
        Some(commit) => println!("cargo::rustc-env=BOUNDARIES_VERSION={version} ({})", &commit[..DIGITS]),
        None => println!("cargo::rustc-env=BOUNDARIES_VERSION={version}"),
    }
}

/// The commit of a package that `cargo package` made.
fn packaged(manifest: &Path) -> Option<String> {
    let text = watched(&manifest.join(".cargo_vcs_info.json"))?;
    let (_, behind) = text.split_once("\"sha1\"")?;
    behind.split('"').nth(1).filter(|hash| is_hash(hash)).map(str::to_owned)
}

/// The commit that is checked out, if this is the project's own repository and no other one that happens to be around it.
fn checked_out(manifest: &Path) -> Option<String> {
    let root = manifest.parent()?.parent()?;
    if !manifest.ends_with("crates/cargo-boundaries") || !root.join("crates/boundaries/Cargo.toml").is_file() {
        return None;
    }
    let mut git = root.join(".git");
    if git.is_file() {
        // A second work tree, or a submodule: the file says where the folder is.
        git = root.join(fs::read_to_string(&git).ok()?.strip_prefix("gitdir:")?.trim());
    }
    let head = watched(&git.join("HEAD"))?;
    let Some(name) = head.strip_prefix("ref:").map(str::trim) else {
        return Some(head.trim()).filter(|hash| is_hash(hash)).map(str::to_owned);
    };
    // It grows with every commit, also where the branch gets a file of its own only then.
    watched(&git.join("logs/HEAD"));
    let common = match fs::read_to_string(git.join("commondir")) {
        Ok(path) => git.join(path.trim()),
        Err(_) => git,
    };
    let packed = || {
        let refs = watched(&common.join("packed-refs"))?;
        let line = refs.lines().find(|line| line.split_once(' ').is_some_and(|(_, of)| of == name))?;
        line.split(' ').next().map(str::to_owned)
    };
    let hash = watched(&common.join(name)).or_else(packed)?;
    Some(hash.trim()).filter(|hash| is_hash(hash)).map(str::to_owned)
}

/// The text of a file, which cargo looks at from now on.
fn watched(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    println!("cargo::rerun-if-changed={}", path.display());
    Some(text)
}

fn is_hash(text: &str) -> bool {
    (DIGITS..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
