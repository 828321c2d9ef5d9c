//! The difference between two states of a workspace, in three formats.

mod json;
mod markdown;
mod text;
mod wire;

use boundaries_lint::change::{CouplingChangeKind, Difference, PairDifference, Totals};

use crate::summary::count;

pub use json::json;
#[cfg(feature = "schema")]
pub use json::json_schema;
pub use markdown::markdown;
pub use text::text;

/// A difference, and what its two sides are called.
#[derive(Clone, Copy, Debug)]
pub struct DiffView<'a> {
    /// The difference.
    pub difference: &'a Difference,
    /// The earlier state.
    pub before: StateName<'a>,
    /// The later state.
    pub after: StateName<'a>,
}

/// What a state is called.
#[derive(Clone, Copy, Debug)]
pub struct StateName<'a> {
    /// As the user named it; none for the work tree.
    pub revision: Option<&'a str>,
    /// The hash of the commit; none for the work tree.
    pub commit: Option<&'a str>,
}

impl StateName<'_> {
    /// `` `main` (0123456789) ``, or `the work tree`.
    fn told(self) -> String {
        let short = |commit: &str| commit.get(..10).unwrap_or(commit).to_owned();
        match (self.revision, self.commit) {
            (Some(revision), Some(commit)) if commit.starts_with(revision) => format!("`{}`", short(commit)),
            (Some(revision), Some(commit)) => format!("`{revision}` ({})", short(commit)),
            (Some(revision), None) => format!("`{revision}`"),
            (None, Some(commit)) => format!("`{}`", short(commit)),
            (None, None) => "the work tree".to_owned(),
        }
    }
}

/// `2 couplings gained (1 without permission), 1 lost; the policy is loosened in 1 place`.
fn totals_told(totals: &Totals) -> String {
    let mut parts = Vec::new();
    if totals.gained > 0 {
        let open = match totals.gained_open {
            0 => String::new(),
            open => format!(" ({open} without permission)"),
        };
        parts.push(format!("{} gained{open}", count(totals.gained, "coupling")));
    }
    let others = [
        (totals.lost, "lost"),
        (totals.moved, "moved"),
        (totals.judged, "judged otherwise"),
        (totals.grown, "grown"),
        (totals.shrunk, "shrunk"),
    ];
    for (number, what) in others.into_iter().filter(|(number, _)| *number > 0) {
        parts.push(if parts.is_empty() {
            format!("{} {what}", count(number, "coupling"))
        } else {
            format!("{number} {what}")
        });
    }
    if parts.is_empty() {
        parts.push("no coupling changed".to_owned());
    }
    let mut policy = Vec::new();
    for (number, what) in [(totals.loosened, "loosened"), (totals.tightened, "tightened"), (totals.neutral, "changed")]
    {
        if number > 0 {
            policy.push(format!("{what} in {}", count(number, "place")));
        }
    }
    let policy = if policy.is_empty() { "unchanged".to_owned() } else { policy.join(", ") };
    format!("{}; the policy is {policy}", parts.join(", "))
}

/// `1 gained, 2 lost`, of one pair of teams.
fn pair_told(pair: &PairDifference) -> String {
    use CouplingChangeKind::{Gained, Grown, Judged, Lost, Moved, Shrunk};
    let number = |kind| pair.couplings.iter().filter(|change| change.kind == kind).count();
    let words = [
        (Gained, "gained"),
        (Lost, "lost"),
        (Moved, "moved"),
        (Judged, "judged otherwise"),
        (Grown, "grown"),
        (Shrunk, "shrunk"),
    ];
    let told = words.into_iter().map(|(kind, word)| (number(kind), word)).filter(|(number, _)| *number > 0);
    told.map(|(number, word)| format!("{number} {word}")).collect::<Vec<_>>().join(", ")
}
