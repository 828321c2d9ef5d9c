//! The public surface of the library, one line for each item, in `crates/boundaries/api.txt`: what programs that embed it
//! lean on changes only where somebody sees it.
//!
//! The list comes from what rustdoc knows, by way of `public-api`, the library under `cargo public-api`. rustdoc writes it in a
//! format that changes with the compiler, and that only a nightly one writes unasked; so a stable rustdoc is told that it may,
//! and the list names the compiler that it was made with. By another one it cannot be checked, which is said aloud.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

use camino::Utf8PathBuf;

use crate::codegen::Mode;
use crate::{Outcome, read, root, tell, write};

/// The facade, and what it re-exports whole, by the name that it gives it.
const CRATES: [(&str, &str); 8] = [
    ("boundaries", "boundaries"),
    ("boundaries-analysis", "boundaries::analysis"),
    ("boundaries-cache", "boundaries::cache"),
    ("boundaries-graph", "boundaries::graph"),
    ("boundaries-history", "boundaries::history"),
    ("boundaries-lint", "boundaries::lint"),
    ("boundaries-policy", "boundaries::policy"),
    ("boundaries-report", "boundaries::report"),
];

/// Set where cargo calls this program in place of rustdoc: what rustdoc is called.
const RUSTDOC: &str = "BOUNDARIES_XTASK_RUSTDOC";

pub(crate) fn run(mode: Mode) -> Outcome {
    let compiler = compiler()?;
    let head = format!("# Written by `cargo xtask api` with {compiler}.");
    let path = root().join("crates/boundaries/api.txt");
    if mode == Mode::Check {
        let recorded = read(&path)?;
        let (known_head, known) = recorded.split_once('\n').unwrap_or_default();
        if known_head != head {
            let with = known_head.trim_start_matches("# Written by `cargo xtask api` with ").trim_end_matches('.');
            tell(&format!("the public surface is NOT CHECKED: it was recorded with {with}, and this is {compiler}"));
            return Ok(());
        }
        return compare(&known.lines().collect(), &surface()?.iter().map(String::as_str).collect());
    }
    let lines: Vec<String> = surface()?.into_iter().collect();
    write(&path, &format!("{head}\n{}\n", lines.join("\n")))
}

/// What somebody has to look at, if anything.
fn compare(known: &BTreeSet<&str>, now: &BTreeSet<&str>) -> Outcome {
    let gone = known.difference(now).map(|line| format!("- {line}"));
    let new = now.difference(known).map(|line| format!("+ {line}"));
    let lines: Vec<String> = gone.chain(new).collect();
    if lines.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the public surface of the library is not the recorded one:\n{}\nif it is meant, run `cargo xtask api`; where \
         something is gone or another (-), programs that embed the library break, and CHANGELOG.md has to say so",
        lines.join("\n")
    ))
}

/// Every public item, by the path that programs name it by.
fn surface() -> Result<BTreeSet<String>, String> {
    document()?;
    let mut lines = BTreeSet::new();
    for (package, _) in CRATES {
        let file = target_dir().join("doc").join(format!("{}.json", package.replace('-', "_")));
        let items = |with_derived: bool| -> Result<Vec<String>, String> {
            let api = public_api::Builder::from_rustdoc_json(&file)
                .omit_blanket_impls(true)
                .omit_auto_trait_impls(true)
                .omit_auto_derived_impls(!with_derived)
                .build()
                .map_err(|error| format!("cannot read what rustdoc wrote to `{file}`: {error}"))?;
            Ok(api.items().map(|item| by_public_name(&item.to_string())).collect())
        };
        lines.extend(items(false)?);
        // Of what is derived, that it is there is enough to know.
        lines.extend(items(true)?.into_iter().filter(|line| line.starts_with("impl")));
    }
    Ok(lines)
}

fn by_public_name(line: &str) -> String {
    let mut line = line.to_owned();
    for (package, name) in CRATES {
        line = line.replace(&format!("{}::", package.replace('-', "_")), &format!("{name}::"));
    }
    line
}

/// Lets rustdoc write what it knows of the crates.
fn document() -> Outcome {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["doc", "--quiet", "--no-deps", "--lib", "--locked", "--target-dir"]);
    cargo.arg(target_dir()).args(CRATES.iter().flat_map(|(package, _)| ["--package", *package]));
    // The compiler and its scripts are called as always, so that nothing is built again.
    cargo.env(RUSTDOC, std::env::var_os("RUSTDOC").unwrap_or_else(|| OsString::from("rustdoc")));
    cargo.env("RUSTDOC", this).env("RUSTDOCFLAGS", "-Zunstable-options --output-format=json --cap-lints=allow");
    let status = cargo.status().map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("rustdoc cannot write what it knows of the crates".to_owned()) }
}

/// Does what rustdoc is asked for, with leave to write formats that are not stable, if cargo takes this program for it.
pub(crate) fn as_rustdoc() -> Option<ExitCode> {
    let rustdoc = std::env::var_os(RUSTDOC)?;
    let status = Command::new(rustdoc).args(std::env::args_os().skip(1)).env("RUSTC_BOOTSTRAP", "1").status();
    Some(if status.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Beside what is built, so that the documentation for readers stays what it is.
fn target_dir() -> Utf8PathBuf {
    root().join("target/api")
}

/// `rustc 1.95`: the format stays the same in releases that only mend something.
fn compiler() -> Result<String, String> {
    let output =
        Command::new("rustc").arg("--version").output().map_err(|error| format!("cannot run rustc: {error}"))?;
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = version.split_whitespace().nth(1).unwrap_or_default();
    let (minor, _) = number.rsplit_once('.').ok_or_else(|| format!("`{version}` is no version of rustc"))?;
    Ok(format!("rustc {minor}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_and_what_is_new_is_told() {
        let (known, now) =
            (BTreeSet::from(["pub fn a()", "pub fn b()"]), BTreeSet::from(["pub fn a(u8)", "pub fn b()"]));
        let told = compare(&known, &now).expect_err("they differ");
        assert!(told.contains("\n- pub fn a()\n+ pub fn a(u8)\nif it is meant, run `cargo xtask api`"), "{told}");
        assert_eq!(compare(&known, &known), Ok(()));
    }

    #[test]
    fn items_go_by_the_names_that_programs_use() {
        let line = "pub fn boundaries_lint::Rule::check(&self, &boundaries::Project) -> boundaries_graph::ModuleId";
        let named = "pub fn boundaries::lint::Rule::check(&self, &boundaries::Project) -> boundaries::graph::ModuleId";
        assert_eq!(by_public_name(line), named);
    }
}
