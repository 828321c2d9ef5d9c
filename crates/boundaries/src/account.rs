//! Everything that is known about a project, for a browser and for other programs' tables.

use std::io::{self, Write};

use boundaries_lint::Report;
use boundaries_lint::ledger::Ledger;
use boundaries_lint::metrics::{ChangeHistory, Metrics, TrendOf, months};
use boundaries_report::{ContractEntry, ExportPage, HtmlBasis, HtmlPage};
use jiff::civil::Date;

use crate::contracts::ContractLine;
use crate::territory::Territories;
use crate::{CheckOptions, PolicyOrigin, Project};

/// A project as it is told whole.
#[derive(Debug)]
pub struct Account<'p> {
    project: &'p Project,
    name: String,
    today: Date,
    report: Report,
    metrics: Metrics,
    contracts: Vec<ContractLine<'p>>,
    history: Result<&'p ChangeHistory, &'p str>,
}

#[doc(hidden)]
impl Project {
    /// Gathers everything that is known: findings, numbers, contracts. `history` is what was read of it, or why nothing was;
    /// without a day, as of today.
    #[must_use]
    pub fn account<'p>(
        &'p self,
        name: Option<&str>,
        history: Result<&'p ChangeHistory, &'p str>,
        today: Option<Date>,
    ) -> Account<'p> {
        let today = today.unwrap_or_else(crate::project::today);
        let day = Some(today);
        Account {
            project: self,
            name: name.unwrap_or_else(|| self.name()).to_owned(),
            today,
            report: self.check(&CheckOptions { today: day, ..CheckOptions::default() }),
            metrics: match history {
                Ok(history) => self.metrics_with_history(day, history),
                Err(_) => self.metrics(day),
            },
            contracts: self.contracts(day),
            history,
        }
    }

    /// What to call the workspace: the package at its root, or its folder.
    #[must_use]
    pub fn name(&self) -> &str {
        let at_root = self.graph().packages().find(|package| package.dir().as_str().is_empty());
        at_root.map_or_else(|| self.root().file_name().unwrap_or("workspace"), |package| package.name())
    }
}

impl<'p> Account<'p> {
    /// Writes it as one self-contained page for a browser, with what is tolerated.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn html(&self, ledger: &Ledger, out: &mut impl Write) -> io::Result<()> {
        let project = self.project;
        let groups = project.policy().teams().is_empty().then(|| {
            let parts = Territories::by_structure(project.graph());
            let group = |module| parts.of(module).map(|part| parts.get(part).name.clone());
            project.graph().modules().map(|module| group(module.id())).collect()
        });
        let page = HtmlPage {
            workspace: &self.name,
            day: self.today.to_string(),
            basis: match project.origin() {
                PolicyOrigin::Written => HtmlBasis::Policy,
                PolicyOrigin::CodeownersOnly(_) => HtmlBasis::Codeowners,
                PolicyOrigin::Nothing => HtmlBasis::Nothing,
            },
            groups,
            graph: project.graph(),
            policy: project.policy(),
            sources: project.sources(),
            report: &self.report,
            metrics: &self.metrics,
            contracts: &self.entries(),
            ledger,
            history: self.history,
            months: &self
                .history
                .map(|history| months(&project.measured(Some(self.today)), history, &TrendOf::Workspace))
                .unwrap_or_default(),
        };
        page.html(out)
    }

    /// Gives it as tables to whoever writes them.
    ///
    /// # Errors
    /// If `write` fails.
    pub fn tables<E>(&self, write: impl FnOnce(&ExportPage<'_>) -> Result<(), E>) -> Result<(), E> {
        write(&ExportPage {
            workspace: &self.name,
            day: self.today.to_string(),
            has_policy: self.project.origin() == PolicyOrigin::Written,
            graph: self.project.graph(),
            policy: self.project.policy(),
            sources: self.project.sources(),
            report: &self.report,
            metrics: &self.metrics,
            contracts: &self.entries(),
            history: self.history,
        })
    }

    /// What the workspace is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn entries(&self) -> Vec<ContractEntry<'p>> {
        self.contracts.iter().map(ContractLine::entry).collect()
    }
}
