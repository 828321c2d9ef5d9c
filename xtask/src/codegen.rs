//! Generated files: written by `cargo xtask codegen`, checked by `cargo xtask codegen --check`.

use crate::{Outcome, read, root, write};

/// Whether to write, or only to compare.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Write,
    Check,
}

pub(crate) fn run(mode: Mode) -> Outcome {
    let mut stale = Vec::new();
    for (path, text) in files()? {
        let file = root().join(path);
        match mode {
            Mode::Write => write(&file, &text)?,
            Mode::Check if read(&file).is_ok_and(|current| current == text) => {}
            Mode::Check => stale.push(format!("`{path}` is out of date: run `cargo xtask codegen`")),
        }
    }
    if stale.is_empty() { Ok(()) } else { Err(stale.join("\n")) }
}

/// Every generated file with its text.
fn files() -> Result<Vec<(&'static str, String)>, String> {
    let schema = |value: &serde_json::Value| {
        serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(|error| error.to_string())
    };
    Ok(vec![
        ("docs/boundaries.schema.json", schema(&boundaries_policy::schema())?),
        ("docs/report.schema.json", boundaries_report::json_schema()),
    ])
}

#[cfg(test)]
mod tests {
    #[test]
    fn generated_files_are_up_to_date() {
        assert_eq!(super::run(super::Mode::Check), Ok(()));
    }
}
