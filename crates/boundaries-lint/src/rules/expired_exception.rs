//! `expired-exception`: the last day of an exception has passed.

use boundaries_policy::Level;

use crate::candidate::Candidate;
use crate::exceptions;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::term::Term;
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "expired-exception",
    "an exception, or a comment in code, whose last day has passed",
    Level::Deny,
    include_str!("expired_exception.md"),
)
.since("0.1.0");

pub(crate) struct ExpiredException;

impl Rule for ExpiredException {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for exception in context.policy.exceptions() {
            let Term::Ended(end) = Term::of_exception(exception, context.today) else { continue };
            let headline = format!("the exception from `{}` to `{}` expired on {end}", exception.from, exception.to);
            let mut finding = exceptions::candidate(context, exception, headline);
            finding.label(LabelRole::Primary, exception.span, "tolerates nothing since the day after");
            finding.notes.push(format!("its reason was: {}", exception.reason));
            finding.help(HelpKind::ChangeCode, "pay the debt back, then remove the exception");
            finding.help(
                HelpKind::ChangePolicy,
                "if it has to live longer, agree on a new `until` and say why in `reason`",
            );
            findings.push(finding);
        }
        for suppression in context.policy.suppressions().iter().filter(|suppression| suppression.flaw.is_none()) {
            let Term::Ended(end) = Term::of_suppression(suppression, context.today) else { continue };
            let rules = wording::quoted_list(&suppression.rules);
            let file = context.sources.file(suppression.span.file).path();
            let headline = format!("the comment that tolerates {rules} expired on {end}");
            let mut finding = Candidate::new(file.as_str(), rules, headline);
            finding.label(LabelRole::Primary, suppression.span, "tolerates nothing since the day after");
            finding.notes.push(format!("its reason was: {}", suppression.reason));
            finding.help(HelpKind::ChangeCode, "pay the debt back, then remove the comment");
            findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn an_exception_that_ended_is_reported_and_tolerates_nothing() {
        let policy = "[teams]\nbilling = { owns = [\"billing\"] }\nledger = { owns = [\"ledger\"] }\n\
                      [[exception]]\nfrom = \"billing\"\nto = \"ledger\"\nreason = \"r\"\nuntil = \"2026-06-14\"\n";
        let scene = Scene::default().item("ledger::Account").uses("billing", "ledger::Account");
        let expired = "deny[expired-exception]: the exception from `billing` to `ledger` expired on 2026-06-14";
        let coupled =
            "deny[undeclared-coupling]: team `billing` uses `ledger::Account` owned by `ledger` without a contract";
        assert_eq!(scene.headlines(policy), [coupled, expired]);
        let unused = Scene::default().module("billing").module("ledger");
        assert_eq!(unused.headlines(policy), [expired]);
    }
}
