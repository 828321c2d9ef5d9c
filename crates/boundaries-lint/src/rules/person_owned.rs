//! `person-owned`: a line of CODEOWNERS that names accounts of persons and no team.

use boundaries_policy::Level;

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};

pub(crate) static META: RuleMeta = RuleMeta::new(
    "person-owned",
    "a line of CODEOWNERS that names persons and no team",
    Level::Allow,
    include_str!("person_owned.md"),
)
.since("0.1.0");

pub(crate) struct PersonOwned;

/// The finding speaks of the line, never of the persons.
impl Rule for PersonOwned {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        let Some(codeowners) = context.policy.codeowners() else { return };
        for rule in codeowners.rules() {
            if rule.owners.is_empty() || !rule.owners.iter().all(|owner| context.policy.names_person(owner)) {
                continue;
            }
            let headline = format!("`{}` in CODEOWNERS names persons and no team", rule.pattern);
            let mut finding = Candidate::new("CODEOWNERS", &rule.pattern, headline);
            finding.label(LabelRole::Primary, rule.span, "no team of the forge stands behind this line");
            finding.help(
                HelpKind::ChangePolicy,
                "let a team of the forge own it, so that reviews do not wait for one person, or list the account under \
             `handles` of the team that it stands for",
            );
            findings.push(finding);
        }
    }
}
