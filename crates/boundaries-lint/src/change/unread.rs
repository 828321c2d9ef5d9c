//! Files that one of two states did not read whole, so that what differs in them is not known.

use std::collections::BTreeMap;

use boundaries_graph::{GapReason, Limit};
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
    /// The limit beyond which it lies, if one that can be moved is the cause: of the later state, unless it was read whole there.
    pub limit: Option<Limit>,
}

impl UnreadFile {
    /// When it was not read, and why: `not read now (unreadable-file)`.
    #[must_use]
    pub fn told(&self) -> String {
        let (when, reason) = match (self.before, self.after) {
            (None, Some(now)) => ("now", now),
            (Some(then), None) => ("before", then),
            (Some(_), Some(reason)) => ("in either", reason),
            (None, None) => return "read".to_owned(),
        };
        let beyond = self.limit.map(|limit| format!(", beyond the limit `{}`", limit.as_str())).unwrap_or_default();
        format!("not read whole {when} ({}{beyond})", reason.as_str())
    }
}

/// The files that a state did not read whole, each with the first reason.
pub(crate) fn files(state: State<'_>) -> BTreeMap<&Utf8Path, (GapReason, Option<Limit>)> {
    let mut files = BTreeMap::new();
    for gap in state.graph.gaps().iter().filter(|gap| gap.reason.hides_code() && gap.span.is_known()) {
        let cause = (gap.reason, gap.limit);
        let first = files.entry(state.sources.file(gap.span.file).path()).or_insert(cause);
        *first = cause.min(*first);
    }
    files
}

/// Those in which something may differ: of what neither state read in the same way, that is known of a file without a text alone.
pub(crate) fn compare(before: State<'_>, after: State<'_>) -> Vec<UnreadFile> {
    let (then, now) = (files(before), files(after));
    let mut paths: Vec<&Utf8Path> = then.keys().chain(now.keys()).copied().collect();
    paths.sort_unstable();
    paths.dedup();
    let unread = |path: &Utf8Path| {
        let (then, now) = (then.get(path).copied(), now.get(path).copied());
        let (before, after) = (then.map(|(reason, _)| reason), now.map(|(reason, _)| reason));
        let limit = now.or(then).and_then(|(_, limit)| limit);
        UnreadFile { path: path.to_owned(), before, after, limit }
    };
    let all = paths.into_iter().map(unread);
    all.filter(|file| file.before != file.after || file.after == Some(GapReason::UnreadableFile)).collect()
}
