//! `shadowed-owner-rule`: a line of CODEOWNERS that covers files, but never decides about one.

use boundaries_policy::{Level, RuleEffect};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{RuleContext, RuleStatus};
use crate::wording;

pub(crate) const NAME: &str = "shadowed-owner-rule";
pub(crate) const SUMMARY: &str = "a line of CODEOWNERS that later lines overrule for every file it covers";
pub(crate) const DEFAULT_LEVEL: Level = Level::Warn;
pub(crate) const SINCE: &str = "0.1.0";
pub(crate) const STATUS: RuleStatus = RuleStatus::Stable;

/// More lines than these are not shown: the first ones tell what happens.
const SHOWN: usize = 3;

pub(crate) fn check(context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
    for line in context.owner_lines {
        let RuleEffect::Shadowed { file, files, by } = &line.effect else { continue };
        let pattern = &line.rule.pattern;
        let covered = wording::count(*files, "file", "files");
        let headline = format!("`{pattern}` in CODEOWNERS covers {covered} and decides about none");
        let mut finding = Candidate::new("CODEOWNERS", pattern, headline);
        finding.label(LabelRole::Primary, line.rule.span, format!("covers `{file}`, but another line decides"));
        for other in by.iter().take(SHOWN) {
            finding.label(LabelRole::OwnerLine, other.span, "decides in its place");
        }
        if by.len() > SHOWN {
            finding.notes.push(format!("{} more lines decide in its place", by.len() - SHOWN));
        }
        finding.help(
            HelpKind::ChangePolicy,
            "of several lines the last one counts: move this line below the others if it should win, else remove it",
        );
        findings.push(finding);
    }
}
