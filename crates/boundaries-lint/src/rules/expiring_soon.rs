//! `expiring-soon`: a contract or an exception ends within the next thirty days.

use boundaries_policy::{Contract, Exception, Level};
use jiff::civil::Date;

use crate::candidate::Candidate;
use crate::exceptions;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::term::{self, Term};
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "expiring-soon",
    "a contract or an exception that ends within thirty days",
    Level::Warn,
    include_str!("expiring_soon.md"),
)
.since("0.1.0");

pub(crate) struct ExpiringSoon;

impl Rule for ExpiringSoon {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for contract in context.policy.contracts() {
            if term::in_force(contract, context.today)
                && let Term::EndsSoon(end) = Term::of_contract(contract, context.today)
            {
                findings.push(of_contract(context, contract, end));
            }
        }
        for exception in context.policy.exceptions() {
            if let Term::EndsSoon(end) = Term::of_exception(exception, context.today) {
                findings.push(of_exception(context, exception, end));
            }
        }
    }
}

fn of_contract(context: &RuleContext<'_>, contract: &Contract, end: Date) -> Candidate {
    let sides = wording::contract_sides(context.policy, contract);
    let (consumer, provider) = wording::contract_key(context.policy, contract);
    let consumers = contract.consumer.teams();
    let headline = format!("the contract {sides} {}", ends(context.today, end));
    let mut finding = Candidate::new(consumer, provider, headline).between(consumers, &contract.providers);
    let label = match context.couplings.uses(contract.id) {
        0 => "nothing uses it today".to_owned(),
        1 => "1 reference uses it today".to_owned(),
        uses => format!("{uses} references use it today"),
    };
    finding.label(LabelRole::Primary, contract.span, label);
    let providers = wording::teams_with_contact(context.policy, &contract.providers);
    finding.help(HelpKind::ChangeCode, "remove what still relies on it before that day");
    finding.help(HelpKind::TalkToOwner, format!("talk to {providers} about a new date for `until`"));
    finding
}

fn of_exception(context: &RuleContext<'_>, exception: &Exception, end: Date) -> Candidate {
    let headline =
        format!("the exception from `{}` to `{}` {}", exception.from, exception.to, ends(context.today, end));
    let mut finding = exceptions::candidate(context, exception, headline);
    finding.label(LabelRole::Primary, exception.span, "what it tolerates will fail from the day after");
    finding.help(HelpKind::ChangeCode, "pay the debt back before that day, as its reason says");
    finding
}

/// `ends today`, `ends in 1 day, on 2026-03-01`, `ends in 12 days, on 2026-03-12`.
fn ends(today: Date, end: Date) -> String {
    let days = today.until(end).map_or(0, |span| span.get_days());
    match days {
        0 => format!("ends today, {end}"),
        1 => format!("ends in 1 day, on {end}"),
        _ => format!("ends in {days} days, on {end}"),
    }
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    fn policy(contract_until: &str, exception_until: &str) -> String {
        format!(
            "[teams]\nbilling = {{ owns = [\"billing\"] }}\nledger = {{ owns = [\"ledger\"] }}\n\
             tools = {{ owns = [\"tools\"] }}\n\
             [[contract]]\nconsumer = \"billing\"\nprovider = \"ledger\"\nreason = \"r\"\nuntil = \"{contract_until}\"\n\
             [[exception]]\nfrom = \"tools\"\nto = \"ledger\"\nreason = \"r\"\nuntil = \"{exception_until}\"\n"
        )
    }

    fn scene() -> Scene {
        Scene::default().item("ledger::Account").uses("billing", "ledger::Account").uses("tools", "ledger::Account")
    }

    #[test]
    fn the_last_thirty_days_are_announced() {
        assert_eq!(
            scene().headlines(&policy("2026-06-16", "2026-07-15")),
            [
                "warn[expiring-soon]: the contract of `billing` with `ledger` ends in 1 day, on 2026-06-16",
                "warn[expiring-soon]: the exception from `tools` to `ledger` ends in 30 days, on 2026-07-15",
            ]
        );
    }

    #[test]
    fn what_ends_later_is_not() {
        assert_eq!(scene().headlines(&policy("2026-07-16", "2026-07-16")), [""; 0]);
    }
}
