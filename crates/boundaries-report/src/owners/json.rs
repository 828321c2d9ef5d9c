//! Who owns what, as one JSON object.

use std::io::{self, Write};

use boundaries_policy::{OwnershipSource, OwnershipSourceKind, Standing, Statement, TeamId};

use super::{OwnerEntry, OwnersPage, wire};
use crate::json::write_pretty;

impl OwnersPage<'_> {
    /// Writes the page as JSON: every entry, and the totals.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let totals = self.totals.iter().map(|total| wire::Total {
            state: total.owners.state(),
            teams: &total.owners.names,
            modules: total.modules,
            files: total.files,
            lines: total.lines,
        });
        let answers = self.answers.iter();
        let owners = answers.flat_map(|answer| answer.entries.iter().map(|entry| self.entry(&answer.question, entry)));
        let schema_version = wire::SCHEMA_VERSION;
        write_pretty(&wire::Owners { schema_version, totals: totals.collect(), owners: owners.collect() }, out)
    }

    fn entry<'e>(&'e self, question: &'e str, entry: &'e OwnerEntry) -> wire::Entry<'e> {
        let team = |id: &TeamId| {
            let team = self.policy.team(*id);
            wire::Team { name: &team.name, contact: team.contact.as_deref() }
        };
        let decided_by = entry.ownership.decided_by.as_ref();
        let by_codeowners = decided_by.filter(|source| source.kind.is_codeowners());
        let groups = by_codeowners.and(self.policy.codeowners()).map(|codeowners| codeowners.groups_for(&entry.path));
        let groups = groups.unwrap_or_default().into_iter().map(|group| wire::ApprovalGroup {
            section: group.section,
            optional: group.optional,
            approvals: group.approvals,
            owners: &group.rule.owners,
        });
        wire::Entry {
            question,
            subject: &entry.subject,
            kind: entry.kind.as_str(),
            path: entry.path.as_str(),
            line: entry.line,
            state: entry.ownership.state.as_str(),
            teams: entry.ownership.teams.iter().map(team).collect(),
            decided_by: decided_by.map(|source| self.wire_source(source)),
            approval_groups: groups.collect(),
            sources: entry.statements.as_ref().map(|spoken| spoken.iter().map(|said| self.statement(said)).collect()),
        }
    }

    fn statement<'e>(&'e self, said: &'e Statement) -> wire::Statement<'e> {
        wire::Statement {
            source: self.wire_source(&said.source),
            teams: said.source.teams.iter().map(|team| self.policy.team(*team).name.as_str()).collect(),
            standing: standing(said.standing),
            reason: said.reason(),
        }
    }

    fn wire_source<'e>(&'e self, source: &'e OwnershipSource) -> wire::Source<'e> {
        let file = self.sources.file(source.span.file);
        wire::Source {
            kind: kind(source.kind),
            path: file.path().as_str(),
            line: source.span.line,
            column: source.span.column,
            text: file.line(source.span.line).trim(),
        }
    }
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
#[must_use]
pub fn owners_schema() -> String {
    crate::json::schema_text(&schemars::schema_for!(wire::Owners<'_>))
}

/// The word for a kind of source in machine formats.
pub(super) fn kind(kind: OwnershipSourceKind) -> &'static str {
    match kind {
        OwnershipSourceKind::PolicyModule => "module-path",
        OwnershipSourceKind::PolicyPattern => "path-pattern",
        OwnershipSourceKind::PackageMetadata => "package-metadata",
        OwnershipSourceKind::TeamFileModule => "team-file-module-path",
        OwnershipSourceKind::TeamFilePattern => "team-file-path-pattern",
        OwnershipSourceKind::Codeowners => "codeowners",
        OwnershipSourceKind::OptionalCodeowners => "optional-codeowners",
    }
}

/// The word for what came of a line, in machine formats.
pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Decides => "decides",
        Standing::LessSpecific => "less-specific",
        Standing::Overridden => "overridden",
        Standing::Excluded => "excluded",
        Standing::Outranked(_) => "outranked",
    }
}
