//! The `gitlab` format: a Code Quality report, one array with one entry for each finding that nothing tolerates. GitLab drops
//! entries whose fingerprint it has seen, and shows in a merge request what its target branch's report does not have.

use std::io::{self, Write};

use serde::Serialize;

use crate::json::write_pretty;
use crate::letter;
use crate::view::{Grade, View};

/// An entry.
#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: usize,
}

/// Writes the report for GitLab's Code Quality, those findings first that fail.
///
/// # Errors
/// If `out` fails.
pub fn gitlab(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    let issues: Vec<Issue> = view
        .worst_first()
        .into_iter()
        .map(|entry| {
            let anchor = view.anchor(entry.finding);
            let (begin, end) =
                anchor.extent.map_or((Position { line: 1, column: 1 }, Position { line: 1, column: 1 }), |extent| {
                    let position =
                        |point: crate::extent::Point<'_>| Position { line: point.line, column: point.column() };
                    (position(extent.start), position(extent.end))
                });
            Issue {
                description: letter::headline(entry.finding),
                check_name: entry.finding.rule.name,
                fingerprint: entry.fingerprint,
                severity: if entry.grade == Grade::Error { "major" } else { "minor" },
                location: Location {
                    path: view.layout.in_repository(anchor.path),
                    positions: Positions { begin, end },
                },
            }
        })
        .collect();
    write_pretty(&issues, out)
}
