//! What the compiler does not check: walls between crates, what comes with the program, module docs, complete
//! rule kits, and compilers that packages need.

use camino::{Utf8Path, Utf8PathBuf};

use crate::{Outcome, msrv, read, root, supply, walls};

pub(crate) fn run() -> Outcome {
    let complaints = complaints()?;
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
}

fn complaints() -> Result<Vec<String>, String> {
    let mut complaints = walls::breaches()?;
    complaints.extend(supply::breaches()?);
    for file in rust_files(&root())? {
        let text = read(&file)?;
        if !text.starts_with("//!") {
            complaints.push(format!("`{file}` does not open with module docs: say what it turns into what"));
        }
    }
    complaints.extend(incomplete_rules()?);
    complaints.extend(msrv::breaches()?);
    Ok(complaints)
}

/// Parts that a rule lacks.
fn incomplete_rules() -> Result<Vec<String>, String> {
    let rules = root().join("crates/boundaries-lint/src/rules");
    let list = read(&rules.join("mod.rs"))?;
    let mut complaints = Vec::new();
    for file in files_in(&rules)? {
        let Some(stem) = file.file_stem().filter(|stem| *stem != "mod") else { continue };
        let rule = stem.replace('_', "-");
        let cases = root().join("tests/rules").join(&rule);
        let parts = [
            (rules.join(format!("{stem}.rs")), "its check"),
            (rules.join(format!("{stem}.md")), "its page"),
            (cases.join("fires.workspace"), "a case in which it fires"),
            (cases.join("silent.workspace"), "a near miss in which it stays silent"),
        ];
        for (path, part) in parts {
            if !path.is_file() {
                complaints.push(format!("rule `{rule}` lacks {part}: `{path}`"));
            }
        }
        if !list.contains(stem) {
            complaints.push(format!("rule `{rule}` is not registered in `rules/mod.rs`"));
        }
    }
    complaints.sort();
    complaints.dedup();
    Ok(complaints)
}

fn rust_files(root: &Utf8Path) -> Result<Vec<Utf8PathBuf>, String> {
    let mut dirs = vec![root.join("crates"), root.join("xtask"), root.join("tests")];
    let mut found = Vec::new();
    while let Some(dir) = dirs.pop() {
        for path in files_in(&dir)? {
            if path.is_dir() && path.file_name() != Some("target") {
                dirs.push(path);
            } else if path.extension() == Some("rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn files_in(dir: &Utf8Path) -> Result<Vec<Utf8PathBuf>, String> {
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    let entries = dir.read_dir_utf8().map_err(|error| format!("cannot read `{dir}`: {error}"))?;
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path().to_owned()).collect();
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_repository_is_tidy() {
        assert_eq!(super::complaints().expect("the repository can be read"), Vec::<String>::new());
    }
}
