//! Names of teams that nobody can tell from each other.

use unicode_security::skeleton;

use super::*;

impl Draft<'_> {
    /// Two names that look the same (Unicode Technical Standard #39) are a mistake, unless both are plain ASCII.
    pub(super) fn keep_names_apart(&mut self, codeowners: Option<&Codeowners>) {
        if self.teams.iter().all(|team| team.name.is_ascii()) {
            return;
        }
        // Where CODEOWNERS names an owner first.
        let mut lines: BTreeMap<&str, Span> = BTreeMap::new();
        for rule in codeowners.into_iter().flat_map(Codeowners::rules) {
            for owner in &rule.owners {
                lines.entry(owner).or_insert(rule.span);
            }
        }
        let line = |team: &Team| team.handles.iter().find_map(|handle| lines.get(handle.as_str()).copied());
        let place = |team: &Team| team.span.or_else(|| line(team)).unwrap_or_default();
        let (plain, other): (Vec<_>, Vec<_>) = self.teams.iter().partition(|team| team.name.is_ascii());
        let mut seen: BTreeMap<String, &Team> = BTreeMap::new();
        for team in plain.into_iter().chain(other) {
            let first = *seen.entry(skeleton(&team.name).collect()).or_insert(team);
            if team.name.is_ascii() || first.id == team.id {
                continue;
            }
            let letters: Vec<String> = team.name.chars().filter(|char| !char.is_ascii()).map(code_point).collect();
            let (name, letters) = (&team.name, letters.join(", "));
            let message = format!("team `{name}` looks like team `{}`, and is another: {letters}", first.name);
            let problem = PolicyProblem::new(place(team), message).label(place(first), "the other");
            self.problems.push(problem.help("give it a name that can be told from the other"));
        }
    }
}

/// The letter as Unicode writes it in its tables, such as `U+0456`.
fn code_point(char: char) -> String {
    format!("U+{:04X}", u32::from(char))
}
