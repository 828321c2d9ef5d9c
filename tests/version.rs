//! What `--version` tells: the version, and the commit, wherever the sources lie.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use boundaries_tests::told;
use tempfile::TempDir;

const HASH: &str = "0123456789abcdef0123456789abcdef01234567";

/// A folder for each way in which sources come, with the build script compiled once.
struct Sources {
    dir: TempDir,
    script: PathBuf,
}

impl Sources {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let script = dir.path().join(format!("script{}", std::env::consts::EXE_SUFFIX));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/cargo-boundaries/build.rs");
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let built = Command::new(rustc).args(["--edition", "2024", "-o"]).arg(&script).arg(source).status();
        assert!(built.expect("rustc can be called").success(), "the build script needs nothing but std");
        Self { dir, script }
    }

    /// What the program is told, with these files around.
    fn version(&self, name: &str, package: &str, files: &[(&str, &str)], given: Option<&str>) -> String {
        let root = self.dir.path().join(name);
        let package = root.join(package);
        fs::create_dir_all(&package).expect("a folder can be made");
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder can be made");
            fs::write(path, text).expect("a file can be written");
        }
        let mut script = Command::new(&self.script);
        script.env_remove("BOUNDARIES_COMMIT").env("CARGO_MANIFEST_DIR", &package).env("CARGO_PKG_VERSION", "1.2.3");
        if let Some(given) = given {
            script.env("BOUNDARIES_COMMIT", given);
        }
        let output = script.output().expect("the script can be called");
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8(output.stdout).expect("it is UTF-8");
        let version = told.lines().find_map(|line| line.strip_prefix("cargo::rustc-env=BOUNDARIES_VERSION="));
        version.expect("there always is a version").to_owned()
    }
}

#[test]
fn the_commit_is_told_where_it_is_known() {
    let sources = Sources::new();
    let ours = ("crates/boundaries/Cargo.toml", "");
    let main = (".git/HEAD", "ref: refs/heads/main\n");
    let line = &format!("{HASH}\n");
    let packed = &format!("# pack-refs with: peeled\nffff refs/heads/main2\n{HASH} refs/heads/main\n");
    let info = &format!("{{\n  \"git\": {{\n    \"sha1\": \"{HASH}\"\n  }},\n  \"path_in_vcs\": \"\"\n}}");
    let known = "1.2.3 (0123456789)";
    let package = "crates/cargo-boundaries";
    for (name, files, given, wanted) in [
        ("a branch", &[ours, main, (".git/refs/heads/main", line)][..], None, known),
        ("a packed branch", &[ours, main, (".git/packed-refs", packed)], None, known),
        ("a detached head", &[ours, (".git/HEAD", line)], None, known),
        (
            "a second work tree",
            &[
                ours,
                (".git", "gitdir: away/worktrees/second\n"),
                ("away/worktrees/second/HEAD", main.1),
                ("away/worktrees/second/commondir", "../..\n"),
                ("away/refs/heads/main", line),
            ],
            None,
            known,
        ),
        ("no commit yet", &[ours, main], None, "1.2.3"),
        ("what is no repository", &[ours, (".git/HEAD", "\u{0}ref"), (".git/logs", "")], None, "1.2.3"),
        ("no repository", &[ours], None, "1.2.3"),
        ("the repository of somebody else", &[(".git/HEAD", line)], None, "1.2.3"),
        ("a given commit", &[ours, main], Some(HASH), known),
        ("commits switched off", &[ours, (".git/HEAD", line)], Some(""), "1.2.3"),
        ("a given word", &[ours], Some("$(date)\n"), "1.2.3"),
    ] {
        assert_eq!(sources.version(name, package, files, given), wanted, "{name}");
    }
    let vendored = [("vendor/cargo-boundaries/.cargo_vcs_info.json", info.as_str()), (".git/HEAD", "ref: x")];
    assert_eq!(sources.version("a package", "vendor/cargo-boundaries", &vendored, None), known);
    let broken = [("vendor/cargo-boundaries/.cargo_vcs_info.json", "{\"git\": {\"sha1\": 3}}")];
    assert_eq!(sources.version("a broken package", "vendor/cargo-boundaries", &broken, None), "1.2.3");
}

#[test]
fn the_program_tells_its_version() {
    let told = told(Path::new("."), &["--version"]);
    let version = concat!("cargo-boundaries ", env!("CARGO_PKG_VERSION"));
    let commit = told.strip_prefix(version).expect("it opens with its name and version").trim();
    let digits = commit.strip_prefix("(").and_then(|commit| commit.strip_suffix(")"));
    let is_hash = |digits: &str| digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    assert!(commit.is_empty() || digits.is_some_and(is_hash), "{told}");
}
