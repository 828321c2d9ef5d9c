//! Scores the references that the analysis finds in a checkout against a truth file.
//!
//! A truth file holds one JSON object a line, as a compiler front end sees the workspace: modules with the lines they
//! span, regions that are not judged (configured out, bodies of macros), names it could not resolve itself, and every
//! reference with the module that defines its target. A candidate is right if a reference of the truth on its line leads
//! to the same module (*strict*), or to the module it was named through (*lenient*). Precision is the share of candidates
//! that are right, recall the share of the truth that some candidate meets; both for references, for pairs of modules and
//! for pairs of crates.

mod candidates;
mod score;
mod truth;

use std::io::Write;

use camino::Utf8Path;

use crate::Outcome;

pub(crate) fn run(truth: &Utf8Path, checkout: &Utf8Path) -> Outcome {
    let truth = truth::Truth::read(truth)?;
    let candidates = candidates::find(checkout)?;
    let table = score::Score::new(&truth, &candidates).to_string();
    std::io::stdout().write_all(table.as_bytes()).map_err(|error| error.to_string())
}
