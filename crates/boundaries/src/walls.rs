//! From boundaries on paper to walls of the compiler: modules that could be crates, boundaries that visibility could hold.

use std::collections::BTreeSet;

use boundaries_analysis::{TieKind, ties};
use boundaries_graph::{FileId, ModuleId};
use boundaries_lint::{Extraction, Neighbour, Sealing};
use boundaries_report::{ExtractTie, ExtractTieKind};
use jiff::civil::Date;

use crate::{Project, Subject, UnknownName};

/// Why a question about walls has no answer.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum WallError {
    /// The name means nothing.
    #[error(transparent)]
    Unknown(#[from] UnknownName),
    /// It means something that is no module below a crate's root.
    #[error("`{0}` is {1}; name a module below the root of its crate, such as `billing::tax`")]
    NoModule(String, &'static str),
    /// It means an item.
    #[error("`{0}` is an item; name the team, package, crate or module around it")]
    Item(String),
}

#[doc(hidden)]
impl Project {
    /// Whether a module, with all below it, could become a crate of its own.
    ///
    /// # Errors
    /// If the name means no module below the root of a crate.
    pub fn extraction(&self, module: &str) -> Result<Extraction, WallError> {
        let refused = |what| Err(WallError::NoModule(module.to_owned(), what));
        let mut tops = match self.subject(module)? {
            Subject::Modules(tops) => tops,
            Subject::Team(_) => return refused("a team"),
            Subject::Crates { .. } => return refused("a crate already"),
            Subject::Items(_) => return refused("an item"),
        };
        // Of several targets that have such a module, the library comes first.
        let first = tops.first().map(|&top| self.graph().module(top).krate());
        tops.retain(|&top| Some(self.graph().module(top).krate()) == first);
        if tops.iter().any(|&top| self.graph().module(top).parent().is_none()) {
            return refused("a crate already");
        }
        Ok(Extraction::of(self.graph(), self.sources(), &tops))
    }

    /// What ties the texts of modules to their package: features, files that are read by their paths, variables.
    #[must_use]
    pub fn ties(&self, part: &BTreeSet<ModuleId>) -> Vec<ExtractTie> {
        let (graph, sources) = (self.graph(), self.sources());
        // A file is read whole, an inline module by its braces, unless what is around it is read already.
        let mut texts: BTreeSet<(FileId, Option<usize>)> = BTreeSet::new();
        for module in part.iter().map(|&module| graph.module(module)) {
            let is_within = module.parent().is_some_and(|parent| part.contains(&parent.id()));
            match module.data().inline {
                false => texts.insert((module.data().file, None)),
                true if is_within => continue,
                true => texts.insert((module.data().file, Some(module.data().span.end as usize))),
            };
        }
        let mut found = Vec::new();
        for (file, braces_after) in texts {
            for tie in ties(sources.file(file).text(), braces_after) {
                let kind = match tie.kind {
                    TieKind::Feature => ExtractTieKind::Feature,
                    TieKind::File => ExtractTieKind::File,
                    TieKind::Variable => ExtractTieKind::Variable,
                };
                found.push(ExtractTie { kind, name: tie.name, span: sources.span(file, tie.range) });
            }
        }
        found.sort_by(|one, other| {
            let path = |tie: &ExtractTie| sources.file(tie.span.file).path();
            (one.kind, &one.name, path(one), one.span.start).cmp(&(
                other.kind,
                &other.name,
                path(other),
                other.span.start,
            ))
        });
        found
    }

    /// What would make the compiler enforce the boundary around a team, package, crate or module; without a day, as of
    /// today.
    ///
    /// # Errors
    /// If the name means nothing, or an item.
    pub fn sealing(&self, boundary: &str, today: Option<Date>) -> Result<Sealing, WallError> {
        let inside = self.inside(boundary)?;
        Ok(Sealing::of(self.graph(), self.policy(), &inside, today.unwrap_or_else(crate::project::today)))
    }

    /// Who stands on the other side of the boundary around a team, package, crate or module, and what each side uses of the
    /// other.
    ///
    /// # Errors
    /// If the name means nothing, or an item.
    pub fn neighbours(&self, boundary: &str) -> Result<Vec<Neighbour>, WallError> {
        Ok(Neighbour::all(self.graph(), self.policy(), &self.inside(boundary)?))
    }

    fn inside(&self, boundary: &str) -> Result<BTreeSet<ModuleId>, WallError> {
        let subject = self.subject(boundary)?;
        if let Subject::Items(_) = subject {
            return Err(WallError::Item(boundary.to_owned()));
        }
        Ok(subject.modules(self.graph(), self.policy()))
    }
}

#[cfg(test)]
mod tests;
