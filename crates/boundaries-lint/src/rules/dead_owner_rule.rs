//! `dead-owner-rule`: a line of CODEOWNERS whose pattern covers no file of the repository.

use boundaries_policy::{Codeowners, Level, RuleEffect};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};

pub(crate) static META: RuleMeta = RuleMeta::new(
    "dead-owner-rule",
    "a line of CODEOWNERS that covers no file",
    Level::Warn,
    include_str!("dead_owner_rule.md"),
)
.since("0.1.0");

pub(crate) struct DeadOwnerRule;

impl Rule for DeadOwnerRule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        let misread = context.policy.codeowners().map_or(&[][..], Codeowners::invalid);
        for line in context.owner_lines {
            // What the forge reads otherwise than meant covers nothing for that reason, which is another rule's to tell.
            let is_misread = misread.iter().any(|(span, _)| *span == line.rule.span);
            if is_misread || !matches!(line.effect, RuleEffect::Dead) {
                continue;
            }
            let pattern = &line.rule.pattern;
            let headline = format!("`{pattern}` in CODEOWNERS covers no file");
            let mut finding = Candidate::new("CODEOWNERS", pattern, headline);
            finding.label(LabelRole::Primary, line.rule.span, "no file of the repository matches this pattern");
            finding.help(HelpKind::ChangePolicy, "correct the pattern if the files have moved, else remove the line");
            findings.push(finding);
        }
    }
}
