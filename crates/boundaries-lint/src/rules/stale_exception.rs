//! `stale-exception`: an exception that tolerates nothing any more.

use boundaries_policy::Level;

use crate::candidate::{Candidate, Subject};
use crate::constraints;
use crate::exceptions;
use crate::finding::{HelpKind, LabelRole};
use crate::foreign_doors::foreign_doors;
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::term::Term;
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "stale-exception",
    "an exception that matches no finding",
    Level::Deny,
    include_str!("stale_exception.md"),
)
.since("0.1.0");

pub(crate) struct StaleException;

impl Rule for StaleException {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        if context.policy.exceptions().is_empty() || context.partial {
            return;
        }
        let breaches = context.couplings.all().iter().filter(|coupling| coupling.is_breach());
        let mut subjects: Vec<Subject> =
            breaches.map(|coupling| Subject { consumer: coupling.consumer, provider: coupling.provider }).collect();
        let doors = foreign_doors(context.graph, context.couplings.judge());
        subjects.extend(doors.iter().map(|door| Subject { consumer: door.keeper, provider: door.provider }));
        subjects.extend(constraints::subjects(context));

        let names = context.couplings.judge().names();
        for (exception, &is_needed) in context.policy.exceptions().iter().zip(&context.settled.exceptions) {
            let owners = exceptions::owners_of(context, &exception.to);
            if context.is_sealed(owners) {
                let boundary = wording::teams(context.policy, owners);
                let headline = format!(
                    "the exception from `{}` to `{}` is for the boundary of {boundary}, which is sealed",
                    exception.from, exception.to
                );
                let mut finding = exceptions::candidate(context, exception, headline);
                finding.label(LabelRole::Primary, exception.span, "a sealed boundary has no exceptions");
                finding.help(
                    HelpKind::ChangePolicy,
                    "remove the exception, or agree with the owner to unseal the boundary",
                );
                findings.push(finding);
                continue;
            }
            // One that has ended is reported as expired, whether or not something would still need it.
            let holds = Term::of_exception(exception, context.today).holds();
            // What it was written for may be a cycle, of which a part lies anywhere.
            if context.unseen.any()
                || !holds
                || is_needed
                || subjects.iter().any(|&subject| exceptions::matches(names, exception, subject))
            {
                continue;
            }
            let headline = format!("the exception from `{}` to `{}` matches no finding", exception.from, exception.to);
            let mut finding = exceptions::candidate(context, exception, headline);
            finding.label(LabelRole::Primary, exception.span, "there is nothing left to tolerate");
            finding
                .help(HelpKind::ChangePolicy, "remove the exception: the debt it recorded is paid, or was never here");
            findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use boundaries_policy::Level;

    use crate::scene::Scene;

    fn policy(from: &str, to: &str) -> String {
        format!(
            "[teams]\nbilling = {{ owns = [\"billing\"] }}\nledger = {{ owns = [\"ledger\"], surface = [\"ledger::api\"] }}\n\
             [[exception]]\nfrom = \"{from}\"\nto = \"{to}\"\nreason = \"r\"\nuntil = \"2030-01-01\"\n"
        )
    }

    fn scene() -> Scene {
        Scene::default()
            .item("ledger::store::Account")
            .door("ledger::api", "ledger::store::Account")
            .module("ledger::unused")
            .uses("billing::invoice", "ledger::store::Account")
    }

    #[test]
    fn an_exception_waives_what_it_names_and_what_is_below() {
        for (from, to) in
            [("billing::invoice", "ledger::store::Account"), ("billing", "ledger"), ("billing", "ledger::api::Account")]
        {
            let report = scene().check(&policy(from, to));
            assert_eq!(
                (report.findings.len(), report.summary.waived, report.summary.failing),
                (1, 1, 0),
                "{from} {to}"
            );
            assert_eq!(report.findings[0].waiver.as_ref().map(|waiver| waiver.reason.as_str()), Some("r"));
        }
    }

    #[test]
    fn one_that_matches_nothing_is_stale() {
        let reported = scene().headlines(&policy("billing", "ledger::unused"));
        assert_eq!(reported.len(), 2);
        assert_eq!(
            reported[1],
            "deny[stale-exception]: the exception from `billing` to `ledger::unused` matches no finding"
        );
    }

    #[test]
    fn a_rule_that_is_allowed_does_not_make_its_exceptions_stale() {
        let mut scene = scene();
        scene.overrides.set("undeclared-coupling", Level::Allow).expect("a rule");
        assert_eq!(scene.headlines(&policy("billing", "ledger")), [""; 0]);
    }
}
