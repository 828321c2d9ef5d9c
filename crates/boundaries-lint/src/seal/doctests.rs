//! Examples in documentation that name what would be closed. They are crates of their own, so that they lose what the crate
//! around them keeps. They are no part of the graph, and are found by their text: a whole path, as it has to be written there.

use std::collections::BTreeSet;

use boundaries_graph::{ModuleGraph, SourceMap, Span};

use super::Sealing;

impl Sealing {
    /// The lines of examples that name something which would be closed, by whole paths.
    #[must_use]
    pub fn doctests(&self, graph: &ModuleGraph, sources: &SourceMap) -> Vec<Span> {
        let closed: BTreeSet<String> = self.changes.iter().map(|change| graph.definition_path(change.what)).collect();
        let mut found = Vec::new();
        for (file, source) in sources.files().filter(|(_, source)| source.path().extension() == Some("rs")) {
            for range in examples(source.text()) {
                if closed.iter().any(|path| names(&source.text()[range.clone()], path)) {
                    found.push(sources.span(file, range));
                }
            }
        }
        found
    }
}

/// The lines of code in documentation comments that are compiled, in bytes.
fn examples(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    // Whether the block that is open is compiled.
    let mut open: Option<bool> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim();
        let said = trimmed.strip_prefix("///").or_else(|| trimmed.strip_prefix("//!")).map(str::trim);
        let Some(said) = said.filter(|said| !said.starts_with('/')) else {
            open = None;
            continue;
        };
        match (said.strip_prefix("```"), open) {
            (Some(words), None) => {
                let runs = |word: &str| {
                    matches!(word, "" | "rust" | "no_run" | "should_panic" | "compile_fail")
                        || word.starts_with("edition")
                };
                open = Some(words.split([',', ' ']).all(|word| runs(word.trim())));
            }
            (Some(_), Some(_)) => open = None,
            (None, Some(true)) => found.push(start..start + line.trim_end().len()),
            (None, _) => {}
        }
    }
    found
}

/// Whether a line names a path or what is below it, as a path of its own.
fn names(line: &str, path: &str) -> bool {
    let joins = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(path).any(|(at, _)| {
        let (before, behind) = (&line[..at], &line[at + path.len()..]);
        // Two colons in front may begin a path from the crates.
        let before = before.strip_suffix("::").unwrap_or(before);
        !before.ends_with(joins) && !behind.starts_with(joins)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_compiled_examples_count() {
        let text = "/// Text with a::b.\n/// ```\n/// a::b();\n/// ```\n/// ```text\n/// a::b\n/// ```\n//! ```rust,no_run\n//!   use a::b;\nfn f() {}\n/// a::b\n//// ```\n//// a::b\n";
        let found: Vec<&str> = examples(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["/// a::b();", "//!   use a::b;"]);
    }

    #[test]
    fn a_path_is_named_as_a_whole() {
        for (line, is_named) in [
            ("use a::b;", true),
            ("a::b::deep()", true),
            ("::a::b()", true),
            ("a::bc", false),
            ("za::b", false),
            ("x::a::b", false),
            ("a::c", false),
        ] {
            assert_eq!(names(line, "a::b"), is_named, "{line}");
        }
    }
}
