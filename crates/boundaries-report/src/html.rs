//! The report as one page for a browser: who uses whom, by which contract, with what debt.
//!
//! The page is self-contained. It asks nothing of any network, which its content security policy enforces by naming the
//! one style and the one script that may run by their hashes. All that it shows is data in a block that no browser runs;
//! orders and layouts are computed here, so that the same workspace gives the same bytes. [`HtmlPage`] is what there is to
//! tell; `model` is the shape it has in the page; the script in `html/script` draws it.

mod code;
mod document;
mod layers;
mod model;
mod order;
mod said;
mod territory;

use std::io::{self, Write};

use boundaries_graph::{ModuleGraph, ModuleId, SourceMap};
use boundaries_lint::Report;
use boundaries_lint::ledger::Ledger;
use boundaries_lint::metrics::{ChangeHistory, Metrics, Month};
use boundaries_policy::Policy;

use crate::ContractEntry;

#[cfg(feature = "schema")]
pub use document::html_assets;

/// On what the page stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HtmlBasis {
    /// A policy was written.
    Policy,
    /// There is only a CODEOWNERS: teams are known, contracts are not.
    Codeowners,
    /// Nothing says who owns what.
    Nothing,
}

/// All that the page tells.
#[derive(Debug)]
pub struct HtmlPage<'a> {
    /// What the workspace is called.
    pub workspace: &'a str,
    /// The day as of which dates are judged, as year-month-day.
    pub day: String,
    /// On what it stands.
    pub basis: HtmlBasis,
    /// Where no team is known, the names of groups of modules by which to divide the workspace instead; for each module one,
    /// if it is in any.
    pub groups: Option<Vec<Option<String>>>,
    /// The workspace.
    pub graph: &'a ModuleGraph,
    /// Who owns what, and who may use whom.
    pub policy: &'a Policy,
    /// The texts that spans point into.
    pub sources: &'a SourceMap,
    /// The findings.
    pub report: &'a Report,
    /// The numbers, with the couplings behind them.
    pub metrics: &'a Metrics,
    /// The contracts, in the order they are written.
    pub contracts: &'a [ContractEntry<'a>],
    /// What is tolerated.
    pub ledger: &'a Ledger,
    /// The history behind numbers and debt, or why there is none.
    pub history: Result<&'a ChangeHistory, &'a str>,
    /// The numbers of each month of the history, the oldest first.
    pub months: &'a [Month],
}

impl HtmlPage<'_> {
    /// Writes the page.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn html(&self, out: &mut impl Write) -> io::Result<()> {
        document::write(self.workspace, &self.data(), out)
    }

    /// Everything that the page shows, in the order in which it shows it.
    fn data(&self) -> model::Data {
        let mut texts = model::Texts::default();
        let territories = territory::Territories::of(self);
        let code = code::Code::of(self, &territories, &mut texts);
        // Without a policy nothing is a breach.
        let is_breach: fn(&code::Counts) -> bool = match self.basis {
            HtmlBasis::Policy => code::has_breach,
            HtmlBasis::Codeowners | HtmlBasis::Nothing => |_| false,
        };
        let names: Vec<&str> = territories.list.iter().map(|territory| territory.name.as_str()).collect();
        let pictures = model::Pictures {
            territories: layers::of_territories(&names, &code, is_breach),
            crates: layers::of_crates(&code, is_breach),
        };
        model::Data {
            version: model::VERSION,
            workspace: shown(self.workspace),
            day: self.day.clone(),
            basis: match self.basis {
                HtmlBasis::Policy => "policy",
                HtmlBasis::Codeowners => "codeowners",
                HtmlBasis::Nothing => "nothing",
            },
            teams: said::teams(self),
            territories: territories.list,
            crates: code.crates,
            modules: code.modules,
            dependencies: code.dependencies,
            couplings: said::couplings(self, &mut texts),
            tangle: said::tangle(self),
            contracts: said::contracts(self, &mut texts),
            rules: said::rules(self),
            findings: said::findings(self, &mut texts),
            debts: said::debts(self, &mut texts),
            ledger: said::ledger(self),
            history: said::history(self),
            exceptions: said::exceptions(self, &mut texts),
            summary: said::summary(self),
            catalogue: said::catalogue(),
            figures: said::figures(self),
            gaps: said::gaps(self),
            pictures,
            texts: texts.list,
        }
    }

    /// The territory key of a module that nobody owns and that belongs to a group.
    fn group_of(&self, module: ModuleId) -> Option<&str> {
        self.groups.as_ref()?.get(module.index())?.as_deref()
    }
}

/// A text with everything hidden made visible.
fn shown(text: &str) -> String {
    crate::sanitize::sanitised(text).into_owned()
}
