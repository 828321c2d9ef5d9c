//! The report as one page for a browser.

use std::io::{self, Write};

use boundaries_report::{ContractEntry, HtmlBasis, HtmlPage};
use jiff::civil::Date;

use crate::{CheckOptions, PolicyOrigin, Project, Territories};

impl Project {
    /// Writes everything that is known about the workspace as one self-contained page: who uses whom, contracts, debt,
    /// numbers, findings, code without an owner. Without a day, as of today.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn html(&self, name: &str, today: Option<Date>, out: &mut impl Write) -> io::Result<()> {
        let today = today.unwrap_or_else(crate::project::today);
        let report = self.check(&CheckOptions { today: Some(today), ..CheckOptions::default() });
        let metrics = self.metrics(Some(today));
        let lines = self.contracts(Some(today));
        let contracts: Vec<ContractEntry<'_>> = lines
            .iter()
            .map(|line| ContractEntry { contract: line.contract, standing: line.standing, uses: line.uses })
            .collect();
        let groups = self.policy().teams().is_empty().then(|| {
            let parts = Territories::by_structure(self.graph());
            let group = |module| parts.of(module).map(|part| parts.get(part).name.clone());
            self.graph().modules().map(|module| group(module.id())).collect()
        });
        let page = HtmlPage {
            workspace: name,
            day: today.to_string(),
            basis: match self.origin() {
                PolicyOrigin::Written => HtmlBasis::Policy,
                PolicyOrigin::CodeownersOnly(_) => HtmlBasis::Codeowners,
                PolicyOrigin::Nothing => HtmlBasis::Nothing,
            },
            groups,
            graph: self.graph(),
            policy: self.policy(),
            sources: self.sources(),
            report: &report,
            metrics: &metrics,
            contracts: &contracts,
        };
        page.html(out)
    }

    /// What to call the workspace: the package at its root, or its folder.
    #[must_use]
    pub fn name(&self) -> &str {
        let at_root = self.graph().packages().find(|package| package.dir().as_str().is_empty());
        at_root.map_or_else(|| self.root().file_name().unwrap_or("workspace"), |package| package.name())
    }
}
