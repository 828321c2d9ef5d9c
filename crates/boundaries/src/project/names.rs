//! What names mean in a project: of teams, packages and rules, as flags give them.

use boundaries_graph::PackageView;
use boundaries_lint::Scope;
use boundaries_policy::TeamId;

use crate::error::UnknownNames;
use crate::project::Project;
use crate::subject::{UnknownName, nearest};

impl Project {
    /// The team of this name.
    ///
    /// # Errors
    /// If there is none.
    pub fn team(&self, name: &str) -> Result<TeamId, UnknownName> {
        let found = self.policy.teams().iter().find(|team| team.name == name);
        found.map(|team| team.id).ok_or_else(|| {
            let names = self.policy.teams().iter().map(|team| team.name.as_str());
            UnknownName::new("team", name, nearest(name, names))
        })
    }

    /// The findings that concern these packages, teams and rules, each by name; an empty list leaves none out. A package
    /// may go by the identifier that Cargo gives it, or as `name@version`.
    ///
    /// # Errors
    /// If any of the names means nothing; all of these at once.
    pub fn scope(&self, packages: &[String], teams: &[String], rules: &[String]) -> Result<Scope, UnknownNames> {
        let mut scope = Scope::default();
        let mut unknown = Vec::new();
        for name in packages {
            let dir = self.cargo_packages.iter().find(|known| known.goes_by(name)).map(|known| known.dir.as_path());
            let is_meant = |package: &PackageView<'_>| package.name() == name || Some(package.dir()) == dir;
            match self.graph.packages().find(is_meant) {
                Some(package) => scope.packages.push(package.id()),
                None => {
                    let names = self.graph.packages().map(|package| package.name());
                    unknown.push(UnknownName::new("package", name, nearest(name, names)));
                }
            }
        }
        for name in teams {
            match self.team(name) {
                Ok(team) => scope.teams.push(team),
                Err(error) => unknown.push(error),
            }
        }
        for name in rules {
            match self.rules.find(name).map_err(UnknownName::from) {
                Ok(rule) => scope.rules.push(rule),
                Err(error) => unknown.push(error),
            }
        }
        if unknown.is_empty() { Ok(scope) } else { Err(UnknownNames(unknown)) }
    }
}
