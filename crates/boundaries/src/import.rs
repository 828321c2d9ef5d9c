//! Teams from another tool's file, for a first policy.

mod rules;

use boundaries_analysis::load_workspace;
use boundaries_policy::{PathLists, triagebot_paths};
use camino::{Utf8Path, Utf8PathBuf};

use crate::proposal::{Claim, Origin, Proposal, ProposedTeam};
use crate::{Error, Project, ProjectOptions, discover, load};

/// A proposal from path lists, and what of them it could not take.
#[derive(Debug)]
pub struct Import {
    /// The workspace, judged by the teams of the file alone.
    pub project: Project,
    /// The proposed policy.
    pub proposal: Proposal,
    /// What could not be taken, a sentence each.
    pub left_out: Vec<String>,
}

impl Import {
    /// Proposes a policy with the teams that a `triagebot.toml` names paths for. Its paths start at the root of the
    /// repository.
    ///
    /// # Errors
    /// If there is no workspace, or the file cannot be read or names no path of the workspace.
    pub fn from_triagebot(options: &ProjectOptions, path: &Utf8Path) -> Result<Self, Error> {
        let workspace = load_workspace(&options.workspace, options.limits.analysis)?;
        let root = workspace.root();
        let disk = options.disk().unrecorded();
        let text = discover::named_file(path, &disk)?;
        let failed = |message: String| Error::Import { path: path.to_owned(), message, places: Vec::new() };
        let lists = triagebot_paths(&text).map_err(failed)?;
        let mut left_out = Vec::new();
        let teams = teams(&lists, root, &mut left_out);
        if teams.is_empty() {
            return Err(failed("it names no path of this workspace for a team".to_owned()));
        }
        let origin = Origin::Import { file: path.to_string(), are_areas: lists.are_areas };
        let claims = Proposal::of_teams(origin.clone(), teams.clone()).to_toml();
        let texts = load::find_codeowners(root, &disk)?.codeowners_alone().with_policy(&claims);
        let project = Project::from_disk(&workspace, &texts, options)?;
        let overview = project.overview();
        let proposal = Proposal::new(project.graph(), &overview.territories, &overview.couplings, origin, teams);
        Ok(Self { project, proposal, left_out })
    }
}

/// The teams with the paths that exist in the workspace, as patterns.
fn teams(lists: &PathLists, root: &Utf8Path, left_out: &mut Vec<String>) -> Vec<ProposedTeam> {
    let prefix = discover::prefix_in_repository(root);
    let mut teams = Vec::new();
    let mut unknown = 0;
    for (name, paths) in &lists.teams {
        let mut owns = Vec::new();
        for path in paths {
            let below = Utf8Path::new(path).strip_prefix(&prefix).map(Utf8Path::to_owned);
            match below.ok().and_then(|below| pattern(root, &below)) {
                Some(pattern) => owns.push(pattern),
                None => unknown += 1,
            }
        }
        if !owns.is_empty() {
            teams.push(ProposedTeam { name: name.clone(), claim: Claim::Owns(owns) });
        }
    }
    let count = |number: usize, one: &str, many: &str| {
        if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
    };
    if unknown > 0 {
        left_out.push(format!("{} in the workspace", count(unknown, "path is not", "paths are not")));
    }
    if lists.personal > 0 {
        left_out.push(format!("{} persons only, who are no team", count(lists.personal, "path names", "paths name")));
    }
    for (path, groups) in &lists.shared {
        left_out.push(format!("`{path}` names {}: decide who owns it", groups.join(", ")));
    }
    teams
}

/// The pattern of what exists at a path: a folder with all below it, or a file.
fn pattern(root: &Utf8Path, below: &Utf8Path) -> Option<String> {
    let plain = Utf8PathBuf::from(below.as_str().trim_end_matches('/'));
    if plain.as_str().is_empty() || plain.components().any(|part| part.as_str() == "..") {
        return None;
    }
    let escaped: String = plain.as_str().chars().fold(String::new(), |mut text, letter| {
        if matches!(letter, '*' | '?' | '[' | ']' | '{' | '}' | '\\') {
            text.push('\\');
        }
        text.push(letter);
        text
    });
    let place = root.join(&plain);
    match (place.is_dir(), place.is_file()) {
        (true, _) => Some(format!("{escaped}/**")),
        (_, true) if escaped.contains('/') || plain.extension().is_some() => Some(escaped),
        _ => None,
    }
}
