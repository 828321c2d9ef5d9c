//! `shadowed-owner-rule`: a line of CODEOWNERS that covers files, but never decides about one.

use boundaries_policy::{Level, RuleEffect};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "shadowed-owner-rule",
    "a line of CODEOWNERS that later lines overrule for every file it covers",
    Level::Warn,
    include_str!("shadowed_owner_rule.md"),
)
.since("0.1.0");

pub(crate) struct ShadowedOwnerRule;

/// More lines than these are not shown: the first ones tell what happens.
const SHOWN: usize = 3;

impl Rule for ShadowedOwnerRule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for line in context.owner_lines {
            let RuleEffect::Shadowed { file, files, by, more } = &line.effect else { continue };
            let pattern = &line.rule.pattern;
            let covered = wording::count(*files, "file", "files");
            let headline = format!("`{pattern}` in CODEOWNERS covers {covered} and decides about none");
            let mut finding = Candidate::new("CODEOWNERS", pattern, headline);
            finding.label(LabelRole::Primary, line.rule.span, format!("covers `{file}`, but another line decides"));
            for other in by.iter().take(SHOWN) {
                finding.label(LabelRole::OwnerLine, other.span, "decides in its place");
            }
            match (by.len().saturating_sub(SHOWN), *more) {
                (0, false) => {}
                (0, true) => finding.notes.push("other lines decide in its place as well".to_owned()),
                (rest, false) => finding.notes.push(format!("{rest} more lines decide in its place")),
                (rest, true) => finding.notes.push(format!("more than {rest} other lines decide in its place")),
            }
            finding.help(
            HelpKind::ChangePolicy,
            "of several lines the last one counts: move this line below the others if it should win, else remove it",
        );
            findings.push(finding);
        }
    }
}
