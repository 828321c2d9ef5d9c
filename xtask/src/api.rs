//! The public surface of the library, one line for each item, in `crates/boundaries/api.txt`: what programs that embed it
//! lean on changes only where somebody sees it.
//!
//! The list comes from what rustdoc knows, by way of `public-api`, the library under `cargo public-api`. rustdoc writes it in a
//! format that changes with the compiler, and that only a nightly one writes unasked; so a stable rustdoc is told that it may,
//! and the list names the compiler that it was made with. By another one it cannot be checked, which is said aloud.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::process::{Command, ExitCode};

use camino::Utf8PathBuf;
use serde_json::Value;

use crate::codegen::Mode;
use crate::{Outcome, read, root, tell, write};

/// What programs depend on.
const FACADE: &str = "boundaries";

/// The facade, and the crates whose types it hands on.
const CRATES: [&str; 8] = [
    FACADE,
    "boundaries_analysis",
    "boundaries_cache",
    "boundaries_graph",
    "boundaries_history",
    "boundaries_lint",
    "boundaries_policy",
    "boundaries_report",
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

/// Every public item, by the path that programs name it by: what the facade says itself, and of the crates below what it
/// hands on. What it hides from the documentation is no part of it.
fn surface() -> Result<BTreeSet<String>, String> {
    document()?;
    let mut known = handed_on(&rustdoc_json(FACADE)?);
    let of_facade = items_of(FACADE)?;
    known.extend(of_facade.iter().filter_map(|line| declared(line)));
    let mut lines = BTreeSet::new();
    for krate in CRATES {
        let is_told =
            |line: &String| subject(line).is_none_or(|subject| !is_type(&subject) || known.contains_key(&subject));
        match krate {
            FACADE => lines.extend(of_facade.iter().filter(|line| is_told(line)).cloned()),
            _ => lines.extend(
                items_of(krate)?
                    .into_iter()
                    .filter(|line| subject(line).is_some_and(|subject| known.contains_key(&subject))),
            ),
        }
    }
    lines.retain(|line| !line.starts_with("pub use boundaries") && !says_nothing_new(line));
    let nameless: Vec<String> = lines.iter().flat_map(|line| unreachable_names(line, &known)).collect();
    if !nameless.is_empty() {
        return Err(format!(
            "the public surface speaks of what programs cannot name; hand it on in crates/boundaries/src/lib.rs, or hide \
             what speaks of it:\n{}",
            nameless.join("\n")
        ));
    }
    Ok(lines.iter().map(|line| by_public_name(line, &known)).collect())
}

/// What a crate shows, a line for each item; of what is derived, that it is there is enough to know.
fn items_of(krate: &str) -> Result<Vec<String>, String> {
    let file = target_dir().join("doc").join(format!("{krate}.json"));
    let items = |with_derived: bool| -> Result<Vec<String>, String> {
        let api = public_api::Builder::from_rustdoc_json(&file)
            .omit_blanket_impls(true)
            .omit_auto_trait_impls(true)
            .omit_auto_derived_impls(!with_derived)
            .build()
            .map_err(|error| format!("cannot read what rustdoc wrote to `{file}`: {error}"))?;
        Ok(api.items().map(ToString::to_string).collect())
    };
    let mut lines = items(false)?;
    lines.extend(items(true)?.into_iter().filter(|line| line.starts_with("impl")));
    Ok(lines)
}

/// An item of a crate: the crate, and its name. A type has one name in a crate, wherever in it the type is defined.
type ItemName = (String, String);

/// What the facade hands on from other crates, with the path that it gives it.
fn handed_on(facade: &Value) -> BTreeMap<ItemName, String> {
    let mut found = BTreeMap::new();
    let mut modules = vec![(facade["root"].to_string(), FACADE.to_owned())];
    while let Some((id, path)) = modules.pop() {
        let children = facade["index"][&id]["inner"]["module"]["items"].as_array();
        for child in children.into_iter().flatten() {
            let item = &facade["index"][child.to_string()];
            if let Some(handed) = item["inner"].get("use") {
                let source = handed["source"].as_str().unwrap_or_default();
                if let Some(source) = paths(source).next() {
                    found.insert(item_name(source), format!("{path}::{}", handed["name"].as_str().unwrap_or_default()));
                }
            } else if item["inner"].get("module").is_some() {
                modules.push((child.to_string(), format!("{path}::{}", item["name"].as_str().unwrap_or_default())));
            }
        }
    }
    found
}

/// What a line tells something about.
fn subject(line: &str) -> Option<ItemName> {
    let told = match line.strip_prefix("impl") {
        Some(told) => {
            told.rsplit_once(" for ").map_or_else(|| without_parameters(told), |(_, implementor)| implementor)
        }
        None => line,
    };
    paths(told).next().map(item_name)
}

/// The type or trait that a line of the facade declares, with its path.
fn declared(line: &str) -> Option<(ItemName, String)> {
    let told = line.rsplit_once("] ").map_or(line, |(_, told)| told).strip_prefix("pub ")?;
    let path =
        ["struct ", "enum ", "trait ", "type "].iter().find_map(|kind| paths(told.strip_prefix(kind)?).next())?;
    Some((item_name(path), path.to_owned()))
}

fn is_type(name: &ItemName) -> bool {
    name.1.starts_with(|letter: char| letter.is_uppercase())
}

/// What stands behind the parameters of an `impl`.
fn without_parameters(told: &str) -> &str {
    let mut depth = 0_usize;
    let end = told.char_indices().find_map(|(at, letter)| {
        match letter {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then_some(at)
    });
    &told[end.unwrap_or(0)..]
}

/// Whether a line only repeats what another one says: that a type has functions, and the functions of traits that the standard
/// library or serde has.
fn says_nothing_new(line: &str) -> bool {
    if line.starts_with("impl") {
        return !line.contains(" for ") || line.contains("StructuralPartialEq");
    }
    let name = line.strip_prefix("pub fn ").and_then(|told| told.split(['(', '<']).next()).unwrap_or_default();
    let name = name.rsplit("::").next().unwrap_or_default();
    ["deserialize", "eq", "fmt", "from", "serialize", "source"].contains(&name)
}

/// The paths of a line that lead into one of our crates.
fn paths(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':'))
        .map(|word| word.trim_matches(':'))
        .filter(|word| word.split_once("::").is_some_and(|(krate, _)| CRATES.contains(&krate)))
}

/// `boundaries_graph::view::ModuleView::path` as `ModuleView` of that crate; a function goes by its whole path.
fn item_name(path: &str) -> ItemName {
    let (krate, rest) = path.split_once("::").unwrap_or((path, ""));
    let is_type = |name: &&str| name.starts_with(|letter: char| letter.is_uppercase());
    (krate.to_owned(), rest.split("::").find(is_type).unwrap_or(rest).to_owned())
}

/// The types in a line that programs cannot name.
fn unreachable_names(line: &str, handed_on: &BTreeMap<ItemName, String>) -> Vec<String> {
    let names = paths(line).map(item_name).filter(|name| is_type(name) && !handed_on.contains_key(name));
    names.map(|(krate, name)| format!("  `{name}` of {krate} in `{line}`")).collect()
}

/// With the names that programs use.
fn by_public_name(line: &str, handed_on: &BTreeMap<ItemName, String>) -> String {
    let mut named = line.to_owned();
    let mut found: Vec<&str> = paths(line).collect();
    found.sort_by_key(|path| std::cmp::Reverse(path.len()));
    for path in found {
        let item = item_name(path);
        if let Some(public) = handed_on.get(&item) {
            let rest = path.split_once(&format!("::{}", item.1)).map_or("", |(_, rest)| rest);
            named = named.replace(path, &format!("{public}{rest}"));
        }
    }
    named
}

fn rustdoc_json(krate: &str) -> Result<Value, String> {
    let file = target_dir().join("doc").join(format!("{krate}.json"));
    serde_json::from_str(&read(&file)?).map_err(|error| format!("`{file}` is no JSON: {error}"))
}

/// Lets rustdoc write what it knows of the crates.
fn document() -> Outcome {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["doc", "--quiet", "--no-deps", "--lib", "--locked", "--target-dir"]);
    cargo.arg(target_dir());
    for krate in CRATES {
        cargo.args(["--package", &krate.replace('_', "-")]);
    }
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

    fn shop() -> BTreeMap<ItemName, String> {
        let name = |krate: &str, item: &str| (krate.to_owned(), item.to_owned());
        BTreeMap::from([
            (name("boundaries_graph", "ModuleId"), "boundaries::graph::ModuleId".to_owned()),
            (name("boundaries_lint", "Rule"), "boundaries::lint::Rule".to_owned()),
        ])
    }

    #[test]
    fn items_go_by_the_names_that_programs_use() {
        let line =
            "pub fn boundaries_lint::Rule::check(&self, &boundaries::Project) -> boundaries_graph::ids::ModuleId";
        let named = "pub fn boundaries::lint::Rule::check(&self, &boundaries::Project) -> boundaries::graph::ModuleId";
        assert_eq!(by_public_name(line, &shop()), named);
        assert_eq!(subject(line), Some(("boundaries_lint".to_owned(), "Rule".to_owned())));
        let implemented = "impl core::convert::From<boundaries_graph::Symbol> for boundaries_lint::rule::Rule<'_>";
        assert_eq!(subject(implemented), Some(("boundaries_lint".to_owned(), "Rule".to_owned())));
    }

    #[test]
    fn a_type_that_programs_cannot_name_is_told() {
        let line = "pub fn boundaries_lint::Rule::check(&self, &boundaries_graph::edited::Edited) -> bool";
        let told = unreachable_names(line, &shop());
        assert_eq!(told, [format!("  `Edited` of boundaries_graph in `{line}`")]);
    }

    #[test]
    fn what_the_facade_hands_on_is_found_in_its_modules() {
        let facade = serde_json::json!({ "root": 0, "index": {
            "0": { "inner": { "module": { "items": [1, 2] } } },
            "1": { "name": "graph", "inner": { "module": { "items": [3] } } },
            "2": { "inner": { "use": { "source": "camino", "name": "camino" } } },
            "3": { "inner": { "use": { "source": "boundaries_graph::ModuleId", "name": "ModuleId" } } },
        }});
        let name = ("boundaries_graph".to_owned(), "ModuleId".to_owned());
        assert_eq!(handed_on(&facade), BTreeMap::from([(name, "boundaries::graph::ModuleId".to_owned())]));
    }
}
