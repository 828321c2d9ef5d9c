//! Files that one of two states did not read whole, so that what differs in them is not known.

use std::collections::BTreeMap;

use boundaries_graph::GapReason;
use camino::{Utf8Path, Utf8PathBuf};

use crate::change::state::State;

/// A file of which not everything was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnreadFile {
    /// From the workspace root.
    pub path: Utf8PathBuf,
    /// Why it was not in the earlier state; none if it was, or was not there.
    pub before: Option<GapReason>,
    /// Why it was not in the later state; none if it was, or is not there.
    pub after: Option<GapReason>,
}

impl UnreadFile {
    /// When it was not read, and why: `not read now (unreadable-file)`.
    #[must_use]
    pub fn told(&self) -> String {
        match (self.before, self.after) {
            (None, Some(now)) => format!("not read whole now ({})", now.as_str()),
            (Some(then), None) => format!("not read whole before ({})", then.as_str()),
            (Some(_), Some(reason)) => format!("not read whole in either ({})", reason.as_str()),
            (None, None) => "read".to_owned(),
        }
    }
}

/// The files that a state did not read whole, each with the first reason.
pub(crate) fn files(state: State<'_>) -> BTreeMap<&Utf8Path, GapReason> {
    let mut files = BTreeMap::new();
    for gap in state.graph.gaps().iter().filter(|gap| gap.reason.hides_code() && gap.span.is_known()) {
        let reason = files.entry(state.sources.file(gap.span.file).path()).or_insert(gap.reason);
        *reason = gap.reason.min(*reason);
    }
    files
}

/// Those in which something may differ: of what neither state read in the same way, that is known of a file without a text alone.
pub(crate) fn compare(before: State<'_>, after: State<'_>) -> Vec<UnreadFile> {
    let (then, now) = (files(before), files(after));
    let mut paths: Vec<&Utf8Path> = then.keys().chain(now.keys()).copied().collect();
    paths.sort_unstable();
    paths.dedup();
    let both = paths.into_iter().map(|path| (path, then.get(path).copied(), now.get(path).copied()));
    both.filter(|(_, then, now)| then != now || *now == Some(GapReason::UnreadableFile))
        .map(|(path, before, after)| UnreadFile { path: path.to_owned(), before, after })
        .collect()
}
