//! What another ownership would do to the same code. The code is analysed once; only owners, or the policy, are others.

mod asked;
mod codeowners;
#[cfg(test)]
mod tests;

use boundaries_graph::SourceMap;
use boundaries_lint::metrics::Metrics;
use boundaries_lint::{Effect, Input, MetricChange, Suggestion, metric_changes, suggest};
use boundaries_policy::{Policy, SupposedClaim, SupposedPlace, Supposition};
use boundaries_report::{CodeownersChange, SuggestedMove, WhatIfPage};
use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;

use crate::Project;
use crate::discover;
use crate::error::Error;
use crate::load::Loaded;

/// What is to be supposed. Texts of files come first, and what the words say is applied to that.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct WhatIfOptions {
    /// `PATH=TEAM` or `MODULE=TEAM`: this belongs to that team.
    pub moves: Vec<String>,
    /// `A,B=C`: these teams are one.
    pub merges: Vec<String>,
    /// `TEAM:NEW=PATTERN,MODULE`: this part of a team's code belongs to a new team.
    pub splits: Vec<String>,
    /// Another CODEOWNERS, by its path.
    pub owners: Option<Utf8PathBuf>,
    /// Another policy, by its path.
    pub policy: Option<Utf8PathBuf>,
    /// Search for so many moves beyond that.
    pub suggest: Option<usize>,
}

/// The same code under another ownership.
#[derive(Debug)]
pub struct WhatIf {
    /// What is supposed, a sentence each.
    pub supposed: Vec<String>,
    /// The policy under the supposition.
    pub policy: Policy,
    /// The texts into which its places point.
    pub sources: SourceMap,
    /// What differs.
    pub effect: Effect,
    /// The numbers that differ.
    pub metrics: Vec<MetricChange>,
    /// What CODEOWNERS would have to say instead, if there is one and it is not what is supposed.
    pub codeowners: Option<CodeownersChange>,
    /// What one should know beside that.
    pub notes: Vec<String>,
    /// The moves that a search found, in the order in which they are made.
    pub suggestions: Vec<SuggestedMove>,
    /// The modularity of the ownership before and after these moves, if a search was asked for and there is any.
    pub modularity: Option<(f64, f64)>,
}

/// Why nothing can be supposed.
#[derive(thiserror::Error, Debug)]
#[non_exhaustive]
pub enum WhatIfError {
    /// Files that cannot be read, or have mistakes: all of them.
    #[error("{}", told_together(.0))]
    Files(Vec<Error>),
    /// Mistakes in what was asked, all of them, each with a way on.
    #[error("{}", .0.join("; "))]
    Mistakes(Vec<String>),
}

#[doc(hidden)]
impl Project {
    /// What another ownership would do; without a day, as of today.
    ///
    /// # Errors
    /// Where a file cannot be read or has mistakes, or a name means nothing.
    pub fn what_if(&self, options: &WhatIfOptions, today: Option<Date>) -> Result<WhatIf, WhatIfError> {
        let mut told = Vec::new();
        let other = self.other_texts(options, &mut told).map_err(WhatIfError::Files)?;
        let (base, sources) = match &other {
            Some(loaded) => (&loaded.policy, &loaded.sources),
            None => (self.policy(), self.sources()),
        };
        let asked = asked::read(self, base, options).map_err(WhatIfError::Mistakes)?;
        let mut policy = base.suppose(&asked.supposition, self.graph(), sources).map_err(WhatIfError::Mistakes)?;
        told.extend(asked.told);
        let merged: Vec<_> = asked
            .supposition
            .merged
            .iter()
            .map(|(from, into)| (base.teams().get(from.index()).map_or(Vec::new(), |team| team.handles.clone()), *into))
            .collect();
        let search = options.suggest.map(|limit| suggest(self.graph(), &policy, limit));
        let mut suggestions = Vec::new();
        if let Some(search) = &search {
            suggestions = search.moves.iter().map(|found| found_move(found, &policy)).collect();
            let supposition =
                Supposition { claims: search.moves.iter().map(claim).collect(), ..Supposition::default() };
            policy = policy.suppose(&supposition, self.graph(), sources).map_err(WhatIfError::Mistakes)?;
            told.extend(suggestions.iter().map(|found| format!("`{}` belongs to `{}`", found.what, found.to)));
        }
        let mut answer = self.compare(policy, sources.clone(), told, &merged, options, today);
        answer.modularity = search.and_then(|search| search.modularity);
        if options.suggest.is_some() && suggestions.is_empty() {
            let least = boundaries_lint::LEAST;
            let told = format!(
                "no move helps: none of a package or module to another team cuts {least} couplings more than it makes"
            );
            answer.notes = vec![format!("{told}, and half of all that couple it to code around it")];
        }
        answer.suggestions = suggestions;
        Ok(answer)
    }

    /// The effect of a policy that is at hand.
    fn compare(
        &self,
        policy: Policy,
        sources: SourceMap,
        supposed: Vec<String>,
        merged: &[codeowners::Merged],
        options: &WhatIfOptions,
        today: Option<Date>,
    ) -> WhatIf {
        let today = today.unwrap_or_else(crate::project::today);
        let is_same_text = options.policy.is_none();
        let effect = Effect::of(self.graph(), self.policy(), &policy, is_same_text, today);
        let before = Metrics::measure(&self.measured(Some(today)));
        let after = Metrics::measure(&Input { policy: &policy, sources: &sources, ..self.measured(Some(today)) });
        let metrics = metric_changes((&before, self.policy()), (&after, &policy));
        let mut notes = Vec::new();
        if effect.handed_over.is_empty() && options.policy.is_none() {
            notes
                .push("no module changes hands: what is supposed is so already, or a stronger line decides".to_owned());
        }
        let codeowners = match &options.owners {
            // It is given, and the difference is between two files that the user has.
            Some(_) => None,
            None => codeowners::change(self, &policy, merged, &effect, &mut notes),
        };
        WhatIf {
            supposed,
            policy,
            sources,
            effect,
            metrics,
            codeowners,
            notes,
            suggestions: Vec::new(),
            modularity: None,
        }
    }

    /// The policy by other files, if any are named. What can be read is judged even where something else cannot.
    fn other_texts(&self, options: &WhatIfOptions, told: &mut Vec<String>) -> Result<Option<Loaded>, Vec<Error>> {
        if options.owners.is_none() && options.policy.is_none() {
            return Ok(None);
        }
        let disk = self.disk();
        let mut texts = self.texts().clone();
        let mut unread = Vec::new();
        if let Some(path) = &options.policy {
            told.push(format!("the policy is `{path}`"));
            match discover::named_policy_file(self.root(), path, disk) {
                Ok(file) => texts = texts.with_policy_file(file),
                Err(error) => unread.push(error),
            }
        }
        if let Some(path) = &options.owners {
            told.push(format!("CODEOWNERS is `{path}`"));
            let prefix = self.places().in_repository(Utf8Path::new("")).into();
            match discover::named_policy_file(self.root(), path, disk) {
                Ok(file) => texts = texts.with_codeowners(file, prefix),
                Err(error) => unread.push(error),
            }
        }
        match self.policy_of(&texts) {
            Ok(loaded) if unread.is_empty() => Ok(Some(loaded)),
            Ok(_) => Err(unread),
            Err(error) => Err(unread.into_iter().chain([error]).collect()),
        }
    }
}

impl WhatIf {
    /// The answer as it is told, about the project that was asked.
    #[must_use]
    pub fn page<'a>(&'a self, project: &'a Project) -> WhatIfPage<'a> {
        WhatIfPage {
            supposed: &self.supposed,
            effect: &self.effect,
            metrics: &self.metrics,
            codeowners: self.codeowners.as_ref(),
            notes: &self.notes,
            suggestions: &self.suggestions,
            modularity: self.modularity,
            graph: project.graph(),
            policy: project.policy(),
            sources: project.sources(),
        }
    }
}

fn told_together(errors: &[Error]) -> String {
    errors.iter().map(Error::to_string).collect::<Vec<_>>().join("; ")
}

fn found_move(found: &Suggestion, policy: &Policy) -> SuggestedMove {
    let name = |team: &boundaries_policy::TeamId| policy.team(*team).name.clone();
    SuggestedMove {
        what: found.what.clone(),
        from: found.from.iter().map(name).collect(),
        to: name(&found.to),
        modules: found.modules,
        to_owners: found.made,
        to_team: found.cut,
        elsewhere: found.elsewhere,
        reasons: found.reasons.clone(),
        counter: found.counter.clone(),
        gain: found.gain,
    }
}

fn claim(found: &Suggestion) -> SupposedClaim {
    let text = format!("--move {}", found.what);
    SupposedClaim { place: SupposedPlace::Modules(found.tops.clone()), of: None, team: found.to, text }
}
