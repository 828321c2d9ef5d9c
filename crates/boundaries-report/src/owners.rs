//! Who owns what, as JSON.

use std::io::{self, Write};

use boundaries_graph::{ModuleId, SourceMap};
use boundaries_policy::{Ownership, OwnershipSource, OwnershipState, Policy};
use camino::Utf8PathBuf;
use serde::Serialize;

use crate::json::write_pretty;
use crate::wire::SCHEMA_VERSION;

/// The answer to one question for an owner.
#[derive(Clone, Debug)]
pub struct OwnerEntry {
    /// What was asked for: a module path, or a path in the workspace.
    pub subject: String,
    /// The file, from the workspace root.
    pub path: Utf8PathBuf,
    /// The module, if the subject is one.
    pub module: Option<ModuleId>,
    /// Who owns it, and what decided so.
    pub ownership: Ownership,
    /// Every line that speaks of it, the one that decides first; none if nobody asked for them.
    pub sources: Option<Vec<OwnershipSource>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Answer<'a> {
    schema_version: u32,
    owners: Vec<Entry<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Entry<'a> {
    subject: &'a str,
    path: &'a str,
    /// `owned`, `joint`, `unowned` or `unmatched`.
    state: &'a str,
    teams: Vec<Team<'a>>,
    decided_by: Option<Line<'a>>,
    /// Only with `--why`.
    #[serde(skip_serializing_if = "Option::is_none")]
    sources: Option<Vec<Line<'a>>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Team<'a> {
    name: &'a str,
    contact: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Line<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    text: &'a str,
}

/// Writes the answers in the order given, as one object.
///
/// # Errors
/// If `out` fails.
pub fn owners_json(
    entries: &[OwnerEntry],
    sources: &SourceMap,
    policy: &Policy,
    out: &mut impl Write,
) -> io::Result<()> {
    let owners = entries.iter().map(|each| entry(each, sources, policy)).collect();
    write_pretty(&Answer { schema_version: SCHEMA_VERSION, owners }, out)
}

fn entry<'a>(entry: &'a OwnerEntry, sources: &'a SourceMap, policy: &'a Policy) -> Entry<'a> {
    let team = |&id: &boundaries_policy::TeamId| {
        let team = policy.team(id);
        Team { name: &team.name, contact: team.contact.as_deref() }
    };
    let line = |source: &OwnershipSource| {
        source.span.is_known().then(|| {
            let file = sources.file(source.span.file);
            let (line, column) = (source.span.line, source.span.column);
            Line { path: file.path().as_str(), line, column, text: file.line(line).trim() }
        })
    };
    Entry {
        subject: &entry.subject,
        path: entry.path.as_str(),
        state: match entry.ownership.state {
            OwnershipState::Owned => "owned",
            OwnershipState::Joint => "joint",
            OwnershipState::Unowned => "unowned",
            OwnershipState::Unmatched => "unmatched",
        },
        teams: entry.ownership.teams.iter().map(team).collect(),
        decided_by: entry.ownership.decided_by.as_ref().and_then(line),
        sources: entry.sources.as_ref().map(|spoken| spoken.iter().filter_map(line).collect()),
    }
}
