//! `misread-owner-rule`: a line of CODEOWNERS that the forge in use reads otherwise than it is spelled.

use boundaries_policy::{Level, RuleEffect};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "misread-owner-rule",
    "a line of CODEOWNERS that the forge in use skips, or that is spelled for another forge",
    Level::Warn,
    include_str!("misread_owner_rule.md"),
)
.since("0.1.0");

pub(crate) struct MisreadOwnerRule;

impl Rule for MisreadOwnerRule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        let Some(codeowners) = context.policy.codeowners() else { return };
        let forge = codeowners.dialect().forge();
        for (span, why) in codeowners.invalid() {
            let text = context.sources.file(span.file).text();
            let line = text.get(span.start as usize..span.end as usize).unwrap_or_default().trim();
            let headline = if line.is_empty() {
                format!("CODEOWNERS is not read by {forge} as it is written")
            } else {
                format!("`{line}` in CODEOWNERS is not read by {forge} as it is written")
            };
            let mut finding = Candidate::new("CODEOWNERS", line, headline);
            finding.label(LabelRole::Primary, *span, why);
            finding.help(
                HelpKind::ChangePolicy,
                format!(
                    "write the line as {forge} reads it, or set `codeowners-dialect` if another forge reads the file"
                ),
            );
            findings.push(finding);
        }
        for line in context.owner_lines {
            let RuleEffect::Elsewhere { dialect, file, files } = &line.effect else { continue };
            let pattern = &line.rule.pattern;
            let other = dialect.forge();
            let headline = format!("`{pattern}` in CODEOWNERS covers no file on {forge}, as it is spelled for {other}");
            let mut finding = Candidate::new("CODEOWNERS", pattern, headline);
            finding.label(LabelRole::Primary, line.rule.span, format!("{forge} finds no file for this pattern"));
            let covered = wording::count(*files, "file", "files");
            finding.notes.push(format!("by the rules of {other} it covers {covered}, `{file}` among them"));
            finding.help(
                HelpKind::ChangePolicy,
                format!("spell the pattern for {forge}, or set `codeowners-dialect` if another forge reads the file"),
            );
            findings.push(finding);
        }
    }
}
