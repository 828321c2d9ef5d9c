//! Names of teams, packages, modules and items of the workspace that a command line speaks of: from what `ask` has kept, or else
//! read anew.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::OnceLock;

use boundaries::internal::cache::{Cache, CacheOptions};
use boundaries::internal::graph::ModuleGraph;
use boundaries::internal::policy::Policy;
use boundaries::{Asker, Project};
use clap::{CommandFactory as _, FromArgMatches as _};

use crate::args::{Cli, CommonArgs};
use crate::commands::{ask, options};

/// What has a name, read when it is first asked for.
pub(super) struct Names {
    common: CommonArgs,
    known: OnceLock<Option<Asker>>,
}

/// A name, and what it is.
type Named = (String, String);

impl Names {
    /// The names of the workspace of a command line that may not be whole yet.
    pub(super) fn of(words: &[OsString]) -> Self {
        let matches = Cli::command().ignore_errors(true).try_get_matches_from(words);
        let common = matches.ok().and_then(|matches| CommonArgs::from_arg_matches(&matches).ok());
        let mut common = common.unwrap_or_default();
        if !common.no_cache {
            common.cache = Cache::new(CacheOptions { dir: common.cache_dir.clone() });
        }
        Self { common, known: OnceLock::new() }
    }

    /// None where there is no workspace. A policy with mistakes does not hide the code.
    fn known(&self) -> Option<(&ModuleGraph, &Policy)> {
        let asker = self.known.get_or_init(|| {
            let loaded = ask::asker(&self.common, |common| Project::load(&options(common)));
            let without_policy = || Project::load_without_policy(&options(&self.common)).ok();
            loaded.ok().or_else(|| Some(Asker::new(&without_policy()?)))
        });
        asker.as_ref().map(|asker| (asker.graph(), asker.policy()))
    }

    pub(super) fn teams(&self, start: &str) -> Vec<Named> {
        let Some((_, policy)) = self.known() else { return Vec::new() };
        let names = policy.teams().iter().map(|team| team.name.clone()).filter(|name| name.starts_with(start));
        names.map(|name| (name, "team".to_owned())).collect()
    }

    pub(super) fn packages(&self, start: &str) -> Vec<Named> {
        let Some((graph, _)) = self.known() else { return Vec::new() };
        let names = graph.packages().map(|package| package.name().to_owned()).filter(|name| name.starts_with(start));
        names.map(|name| (name, "package".to_owned())).collect()
    }

    /// Crates, then modules and items as far down as what is typed already. Where there is only one, and something below it,
    /// that is offered too, so that the word stays open.
    pub(super) fn code(&self, start: &str) -> Vec<Named> {
        let Some((graph, policy)) = self.known() else { return Vec::new() };
        let depth = |path: &str| path.matches("::").count();
        let fits = |path: &str| path.starts_with(start) && depth(path) == depth(start);
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        for module in graph.modules().filter(|module| fits(module.path())) {
            let owners = &policy.owner_of_module(module.id()).teams;
            let owners: Vec<&str> = owners.iter().map(|&team| policy.team(team).name.as_str()).collect();
            let kind = if depth(module.path()) == 0 { "crate" } else { "module" };
            let owned = if owners.is_empty() { String::new() } else { format!(" of {}", owners.join(" and ")) };
            found.entry(module.path().to_owned()).or_insert_with(|| format!("{kind}{owned}"));
        }
        if depth(start) > 0 {
            for item in graph.items() {
                let path = item.path();
                if fits(&path) {
                    found.entry(path).or_insert_with(|| item.kind().as_str().to_owned());
                }
            }
        }
        if found.len() == 1
            && let Some(path) = found.keys().next().map(|path| format!("{path}::"))
            && (graph.modules().any(|module| module.path().starts_with(&path))
                || graph.items().any(|item| item.path().starts_with(&path)))
        {
            found.insert(path, "what is in it".to_owned());
        }
        found.into_iter().collect()
    }
}
