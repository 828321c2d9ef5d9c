//! Scores the references that the analysis finds in a checkout against a truth file.
//!
//! A truth file holds one JSON object a line, as a compiler front end sees the workspace: modules with the lines they
//! span, regions that are not judged (configured out, bodies of macros), names it could not resolve itself, and every
//! reference with the module that defines its target. A candidate is right if a reference of the truth on its line leads
//! to the same module (*strict*), or to the module it was named through (*lenient*). Precision is the share of candidates
//! that are right, recall the share of the truth that some candidate meets; both for references, for pairs of modules and
//! for pairs of crates.

mod candidates;
mod differences;
mod score;
mod truth;

use std::io::Write;

use camino::Utf8Path;

use crate::Outcome;

/// What is to be told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Score,
    Differences,
}

pub(crate) fn run(truth: &Utf8Path, checkout: &Utf8Path, told: Told) -> Outcome {
    let truth = truth::Truth::read(truth)?;
    let candidates = candidates::find(checkout)?;
    let text = match told {
        Told::Score => score::Score::new(&truth, &candidates).to_string(),
        Told::Differences => differences::list(&truth, &candidates),
    };
    std::io::stdout().write_all(text.as_bytes()).map_err(|error| error.to_string())
}
