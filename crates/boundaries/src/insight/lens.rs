//! What can be shown all the time beside the code: whose a module is, and which teams use what is on a surface.

use std::ops::Range;

use boundaries_graph::{Definition, Span};
use boundaries_policy::{SurfaceEntry, TeamId};
use camino::Utf8Path;

use super::Insight;
use crate::Subject;

/// A line of text that belongs to a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lens {
    /// The place, in bytes of the file as it was checked.
    pub range: Range<usize>,
    /// The text.
    pub text: String,
    /// The line of the policy that it comes from.
    pub place: Option<Span>,
}

impl Insight {
    /// The owner of each module that a file declares, behind its name.
    #[must_use]
    pub fn owner_hints(&self, path: &Utf8Path) -> Vec<Lens> {
        let Some(file) = self.project.sources().find(path) else { return Vec::new() };
        let declared =
            self.project.graph().modules().filter(|module| module.parent().is_some() && module.span().file == file);
        let hint = |module: boundaries_graph::ModuleView<'_>| {
            let text = self.owner_in_words(module.id());
            Lens { range: module.span().range(), text, place: self.deciding_line(module.id()) }
        };
        declared.filter(|module| module.span().is_known()).map(hint).collect()
    }

    /// The owners of the modules whose file this is, at its start.
    #[must_use]
    pub fn owner_lenses(&self, path: &Utf8Path) -> Vec<Lens> {
        let Some(file) = self.project.sources().find(path) else { return Vec::new() };
        let modules =
            self.project.graph().modules().filter(|module| !module.data().inline && module.data().file == file);
        let mut lenses: Vec<Lens> = Vec::new();
        for module in modules {
            let text = format!("owner: {}", self.owner_in_words(module.id()));
            if !lenses.iter().any(|lens| lens.text == text) {
                lenses.push(Lens { range: 0..0, text, place: self.deciding_line(module.id()) });
            }
        }
        lenses
    }

    /// What of a file is on a surface, with the teams that use it: in code at the module or item, in the policy at the
    /// entry.
    #[must_use]
    pub fn surface_lenses(&self, path: &Utf8Path) -> Vec<Lens> {
        let Some(file) = self.project.sources().find(path) else { return Vec::new() };
        let mut lenses = Vec::new();
        for (team, entry) in self.surface_entries() {
            let Some(subject) = self.meant_by(&entry.path) else { continue };
            let mut homes = self.homes(&subject);
            homes.retain(|home| home.file == file && home.is_known());
            let in_policy = entry.span.file == file;
            if homes.is_empty() && !in_policy {
                continue;
            }
            let used = self.used_by(&subject);
            let name = &self.project.policy().team(team).name;
            lenses.extend(homes.into_iter().map(|home| {
                let text = format!("on the surface of {name}, {used}");
                Lens { range: home.range(), text, place: Some(entry.span) }
            }));
            if in_policy {
                lenses.push(Lens { range: entry.span.range(), text: format!("{}: {used}", entry.path), place: None });
            }
        }
        lenses.sort_by_key(|lens| (lens.range.start, lens.range.end));
        lenses
    }

    /// The entry of a team's surface that names this definition.
    pub(super) fn surface_entry(&self, definition: Definition) -> Option<(TeamId, &SurfaceEntry)> {
        let names = |subject: Subject| match (subject, definition) {
            (Subject::Modules(modules), Definition::Module(module)) => modules.contains(&module),
            (Subject::Crates { roots, .. }, Definition::Module(module)) => roots.contains(&module),
            (Subject::Items(items), Definition::Item(item)) => items.contains(&item),
            _ => false,
        };
        self.surface_entries().find(|(_, entry)| self.meant_by(&entry.path).is_some_and(names))
    }

    fn surface_entries(&self) -> impl Iterator<Item = (TeamId, &SurfaceEntry)> {
        let teams = self.project.policy().teams().iter();
        teams.flat_map(|team| team.surface.iter().flat_map(|surface| &surface.entries).map(|entry| (team.id, entry)))
    }

    fn meant_by(&self, path: &str) -> Option<Subject> {
        let find = |kind: &str| self.project.subject(&format!("{kind}:{path}")).ok();
        find("crate").or_else(|| find("module"))
    }

    fn homes(&self, subject: &Subject) -> Vec<Span> {
        let graph = self.project.graph();
        match subject {
            Subject::Items(items) => items.iter().map(|&item| graph.item(item).data().span).collect(),
            Subject::Modules(modules) => modules.iter().map(|&module| self.home(module)).collect(),
            Subject::Crates { roots, .. } => roots.iter().map(|&root| self.home(root)).collect(),
            Subject::Team(_) => Vec::new(),
        }
    }

    /// `used by orders (3), web (1)`.
    fn used_by(&self, subject: &Subject) -> String {
        let graph = self.project.graph();
        let modules = subject.modules(graph, self.project.policy());
        let users = self
            .users(&|definition| modules.contains(&graph.module_of(definition)) && subject.covers(graph, definition));
        if users.is_empty() {
            return "used by no other team".to_owned();
        }
        format!("used by {}", self.listed_users(&users).replace('`', ""))
    }
}
