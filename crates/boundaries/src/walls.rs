//! From boundaries on paper to walls of the compiler: modules that could be crates, boundaries that visibility could hold.

use boundaries_lint::{Extraction, Sealing};
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
        Ok(Extraction::of(self.graph(), &tops))
    }

    /// What would make the compiler enforce the boundary around a team, package, crate or module; without a day, as of
    /// today.
    ///
    /// # Errors
    /// If the name means nothing, or an item.
    pub fn sealing(&self, boundary: &str, today: Option<Date>) -> Result<Sealing, WallError> {
        let subject = self.subject(boundary)?;
        if let Subject::Items(_) = subject {
            return Err(WallError::Item(boundary.to_owned()));
        }
        let inside = subject.modules(self.graph(), self.policy());
        Ok(Sealing::of(self.graph(), self.policy(), &inside, today.unwrap_or_else(crate::project::today)))
    }
}

#[cfg(test)]
mod tests;
