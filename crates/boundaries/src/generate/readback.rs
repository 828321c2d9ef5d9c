//! Reads generated rules as the forge will: the proof that they say what was declared.

use std::ops::Range;

use boundaries_graph::{FileId, SourceMap};
use boundaries_policy::{Codeowners, Dialect, TeamId};
use camino::Utf8Path;

use super::{GenerateError, OwnedFile, Rule};

/// Rules, read by the reader of the forge's dialect.
pub(super) struct ReadBack {
    read: Codeowners,
    /// The team of each line, from 1.
    teams: Vec<TeamId>,
}

impl ReadBack {
    /// # Errors
    /// If the forge refuses a pattern.
    pub(super) fn new(dialect: Dialect, rules: &[Rule]) -> Result<Self, GenerateError> {
        let text: String = rules.iter().map(|rule| format!("{} @owner\n", rule.pattern)).collect();
        let (read, _) = parse(dialect, &text)?;
        Ok(Self { read, teams: rules.iter().map(|rule| rule.team).collect() })
    }

    /// Whether exactly the declared owner of a file is found.
    pub(super) fn agrees(&self, file: &OwnedFile) -> bool {
        match file.team {
            None => self.owners(file).is_empty(),
            Some(team) => {
                let owners = self.owners(file);
                !owners.is_empty() && owners.iter().all(|owner| *owner == team)
            }
        }
    }

    pub(super) fn owners(&self, file: &OwnedFile) -> Vec<TeamId> {
        let groups = self.read.groups_from_repository_root(Utf8Path::new(&file.in_repository));
        groups.iter().filter_map(|group| self.teams.get(group.rule.span.line as usize - 1).copied()).collect()
    }
}

/// Which files patterns cover, in the order of the files; none if one is no pattern of the forge.
pub(super) fn covered(dialect: Dialect, patterns: &[String], files: &[OwnedFile]) -> Option<Vec<bool>> {
    let text: String = patterns.iter().map(|pattern| format!("{pattern} @owner\n")).collect();
    let (read, _) = parse(dialect, &text).ok()?;
    let covers = |file: &OwnedFile| !read.groups_from_repository_root(Utf8Path::new(&file.in_repository)).is_empty();
    Some(files.iter().map(covers).collect())
}

/// The files for which a text names no owner by its generated lines, though one is declared.
///
/// # Errors
/// If the forge refuses a generated line.
pub(super) fn overruled(
    dialect: Dialect,
    text: &str,
    generated: &Range<usize>,
    files: &[OwnedFile],
) -> Result<Vec<String>, GenerateError> {
    let (sources, file) = source(text);
    let read = Codeowners::parse(&sources, file, Utf8Path::new(""), dialect);
    let is_generated = |line: u32| generated.contains(&(line as usize));
    let refused = read.invalid().iter().filter(|(span, _)| is_generated(span.line) || span.line <= 1);
    let told: Vec<String> = refused.map(|(_, why)| why.clone()).collect();
    if !told.is_empty() {
        return Err(refusal(dialect, told));
    }
    let is_lost = |file: &&OwnedFile| {
        let groups = read.groups_from_repository_root(Utf8Path::new(&file.in_repository));
        file.team.is_some() && !groups.iter().any(|group| is_generated(group.rule.span.line))
    };
    Ok(files.iter().filter(is_lost).map(|file| file.path.to_string()).collect())
}

fn parse(dialect: Dialect, text: &str) -> Result<(Codeowners, SourceMap), GenerateError> {
    let (sources, file) = source(text);
    let read = Codeowners::parse(&sources, file, Utf8Path::new(""), dialect);
    let told: Vec<String> = read.invalid().iter().map(|(_, why)| why.clone()).collect();
    if told.is_empty() { Ok((read, sources)) } else { Err(refusal(dialect, told)) }
}

fn source(text: &str) -> (SourceMap, FileId) {
    let mut sources = SourceMap::default();
    let file = sources.add("CODEOWNERS", text);
    (sources, file)
}

fn refusal(dialect: Dialect, mut told: Vec<String>) -> GenerateError {
    told.dedup();
    told.truncate(super::NOTES);
    GenerateError::Refused { forge: dialect.forge(), told }
}
