//! `stale-baseline`: an entry of the baseline that tolerates more than there is.

use boundaries_policy::{Level, Tolerated};

use crate::candidate::Candidate;
use crate::exceptions;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::tolerance::Remainder;
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "stale-baseline",
    "an entry of the baseline whose debt is paid back, in whole or in part",
    Level::Deny,
    include_str!("stale_baseline.md"),
)
.since("0.1.0");

pub(crate) struct StaleBaseline;

impl Rule for StaleBaseline {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        let Some(baseline) = context.policy.baseline().filter(|_| !context.partial) else { return };
        for (entry, left) in baseline.entries().iter().zip(&context.settled.baseline) {
            if !context.speaks(&entry.rule) {
                continue;
            }
            let is_hidden = context.unseen.hides_finding(&entry.rule, &entry.from);
            if context.is_sealed(exceptions::owners_of(context, &entry.to)) {
                findings.push(sealed(context, entry));
            } else if !is_hidden && left.places < entry.count as usize {
                findings.push(statement(context, entry, left));
            }
        }
    }
}

fn sealed(context: &RuleContext<'_>, entry: &Tolerated) -> Candidate {
    let owners = exceptions::owners_of(context, &entry.to);
    let headline = format!(
        "the baseline tolerates that `{}` uses `{}`, whose boundary {} sealed",
        entry.from,
        entry.to,
        wording::teams(context.policy, owners)
    );
    let mut finding = candidate(context, entry, headline);
    finding.label(LabelRole::Primary, entry.span, "a sealed boundary has no baseline");
    finding.help(
        HelpKind::ChangePolicy,
        "pay the debt back and remove the entry, or agree with the owner to unseal the boundary",
    );
    finding
}

fn candidate(context: &RuleContext<'_>, entry: &Tolerated, headline: String) -> Candidate {
    let Tolerated { rule, from, to, .. } = entry;
    let mut finding = Candidate::new(from, format!("{to} ({rule})"), headline)
        .between(exceptions::owners_of(context, from), exceptions::owners_of(context, to));
    finding.packages = exceptions::packages_below(context.graph, from);
    finding
}

fn statement(context: &RuleContext<'_>, entry: &Tolerated, left: &Remainder) -> Candidate {
    let Tolerated { rule, from, to, count, .. } = entry;
    // Some rules speak of one part of the code alone.
    let what = if to.is_empty() { format!("a finding about `{from}`") } else { format!("that `{from}` uses `{to}`") };
    let (headline, label) = if left.places == 0 {
        (
            format!("the baseline tolerates {what}, which `{rule}` no longer reports"),
            "there is nothing left to tolerate".to_owned(),
        )
    } else {
        let recorded = wording::count(*count as usize, "place", "places");
        let place = if to.is_empty() { format!("in `{from}`") } else { format!("where `{from}` uses `{to}`") };
        (
            format!("the baseline tolerates {recorded} {place}, and {} left", are(left.places)),
            "more than there is".to_owned(),
        )
    };
    let mut finding = candidate(context, entry, headline);
    finding.label(LabelRole::Primary, entry.span, label);
    finding.help_with(
        HelpKind::ChangePolicy,
        "take what is paid back out of the baseline, so that it cannot come back unseen",
        "cargo boundaries baseline prune",
    );
    finding
}

fn are(places: usize) -> String {
    if places == 1 { "1 is".to_owned() } else { format!("{places} are") }
}
