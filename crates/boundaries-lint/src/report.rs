//! The result of a run: findings in the order in which they are shown, and the numbers over them.

use boundaries_policy::Level;

use crate::finding::{Finding, Party, WaiverKind};
use crate::rule::RuleMeta;

/// The result of a run.
#[derive(Clone, Debug)]
pub struct Report {
    /// The findings in scope, waived ones included; those of one pair of teams stand together.
    pub findings: Vec<Finding>,
    /// The numbers over them.
    pub summary: Summary,
    /// The rules of the run, ordered by name, whether or not they were asked.
    pub rules: Vec<&'static RuleMeta>,
    /// The names of those that were asked.
    pub active: Vec<&'static str>,
}

impl Report {
    /// The findings that nothing tolerates, in the order of the report.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| !finding.is_tolerated())
    }

    /// The findings that existed before, in the order of the report, as far as only what is new counts.
    pub fn old_debt(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_old_debt())
    }

    /// Whether the run fails.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.summary.failing > 0
    }
}

/// Numbers over a report.
#[derive(Clone, Default, Debug)]
#[non_exhaustive]
pub struct Summary {
    /// Findings at deny level that nothing tolerates.
    pub denied: usize,
    /// Findings at warn level that nothing tolerates.
    pub warned: usize,
    /// Findings that make the run fail.
    pub failing: usize,
    /// Findings at deny level on boundaries that are only observed.
    pub observed: usize,
    /// Findings that something tolerates.
    pub waived: usize,
    /// Those of them that the baseline tolerates.
    pub in_baseline: usize,
    /// Those of them that comments in the code tolerate.
    pub by_comment: usize,
    /// Places that the baseline records, in the whole workspace.
    pub recorded: usize,
    /// Those of them that are still there.
    pub remaining: usize,
    /// Findings that are tolerated because the revision compared with had them.
    pub existed: usize,
    /// Those of them that have more places than there.
    pub grown: usize,
    /// The revision that the report is held to, if it is held to one.
    pub base: Option<BaseSummary>,
    /// Findings outside the scope of this report.
    pub out_of_scope: usize,
    /// Couplings between teams in the whole workspace: pairs of a consuming module and a provider item.
    pub couplings: usize,
    /// Those of them that a contract permits.
    pub permitted: usize,
    /// The findings of each pair of teams, in the order of the report.
    pub pairs: Vec<PairSummary>,
}

/// The revision that a report is held to.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct BaseSummary {
    /// What to call it.
    pub name: String,
    /// Couplings without permission that it had, and that are gone; not counted where only a part is looked at.
    pub gone: usize,
    /// Findings of which nobody knows whether it had them, as their code was not read there.
    pub unread: usize,
}

/// Numbers over the findings of one pair of teams.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct PairSummary {
    /// The consuming teams.
    pub consumers: Vec<Party>,
    /// The providing teams.
    pub providers: Vec<Party>,
    /// Findings, tolerated ones left out.
    pub findings: usize,
    /// Places in code that they stand for.
    pub places: usize,
    /// Findings that make the run fail.
    pub failing: usize,
    /// Findings that something tolerates.
    pub waived: usize,
}

impl Summary {
    /// The numbers over findings that stand in their final order.
    #[must_use]
    pub fn over(findings: &[Finding]) -> Self {
        let mut summary = Self::default();
        for finding in findings {
            let open = !finding.is_tolerated();
            summary.waived += usize::from(finding.waiver.is_some());
            summary.existed += usize::from(finding.is_old_debt());
            summary.grown += usize::from(finding.is_old_debt() && finding.has_grown());
            let by = |kind| usize::from(finding.waiver.as_ref().is_some_and(|waiver| waiver.kind == kind));
            summary.in_baseline += by(WaiverKind::Baseline);
            summary.by_comment += by(WaiverKind::Suppression);
            summary.denied += usize::from(open && finding.level == Level::Deny);
            summary.warned += usize::from(open && finding.level == Level::Warn);
            summary.failing += usize::from(finding.fails());
            summary.observed += usize::from(open && finding.level == Level::Deny && !finding.fails());
            summary.count_in_pair(finding);
        }
        summary
    }

    fn count_in_pair(&mut self, finding: &Finding) {
        let of_pair = |pair: &PairSummary| pair.consumers == finding.consumers && pair.providers == finding.providers;
        if !self.pairs.last().is_some_and(of_pair) {
            self.pairs.push(PairSummary {
                consumers: finding.consumers.clone(),
                providers: finding.providers.clone(),
                findings: 0,
                places: 0,
                failing: 0,
                waived: 0,
            });
        }
        let pair = self.pairs.last_mut().expect("a pair was pushed if there was none");
        if finding.waiver.is_some() {
            pair.waived += 1;
        } else if !finding.is_tolerated() {
            pair.findings += 1;
            pair.places += finding.places.len();
            pair.failing += usize::from(finding.fails());
        }
    }
}
