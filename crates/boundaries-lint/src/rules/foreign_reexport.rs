//! `foreign-reexport`: a team offers another team's item under a path of its own.

use boundaries_graph::{Definition, ReferenceKind, Span};
use boundaries_policy::Level;

use crate::breach;
use crate::candidate::{Candidate, Subject};
use crate::finding::{HelpKind, LabelRole, Place};
use crate::foreign_doors::{ForeignDoor, foreign_doors};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "foreign-reexport",
    "a re-export of another team's item without `may-reexport` in their contract",
    Level::Warn,
    include_str!("foreign_reexport.md"),
)
.since("0.1.0");

pub(crate) struct ForeignReexport;

impl Rule for ForeignReexport {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for door in foreign_doors(context.graph, context.couplings.judge()) {
            findings.push(statement(context, &door));
        }
    }
}

fn statement(context: &RuleContext<'_>, door: &ForeignDoor) -> Candidate {
    let graph = context.graph;
    let judge = context.couplings.judge();
    let keeper = graph.module(door.keeper);
    let offered_from = graph.module_of(door.offers[0]);
    let (keepers, providers) = (judge.owners(door.keeper), judge.owners(offered_from));
    let what = match door.offers.as_slice() {
        [one] => format!("`{}`", graph.definition_path(*one)),
        many => {
            format!("{} of `{}`", wording::count(many.len(), "item", "items"), graph.definition_path(door.provider))
        }
    };
    let headline = format!(
        "{} {what} owned by {} from `{}`",
        wording::subject(context.policy, keepers, "re-exports", "re-export"),
        wording::teams(context.policy, providers),
        keeper.path(),
    );
    let mut finding =
        Candidate::new(keeper.path(), graph.definition_path(door.provider), headline).between(keepers, providers);
    finding.subject = Some(Subject { consumer: door.keeper, provider: door.provider });
    finding.packages = vec![keeper.krate().package().id()];
    let span = word_at(context, door.span);
    finding.places = vec![Place {
        span,
        module: Some(door.keeper),
        kind: Some(ReferenceKind::Reexport),
        written: context.sources.snippet(span).to_owned(),
    }];
    finding.label(LabelRole::Primary, span, "offered to others here");
    if let [Definition::Item(item)] = door.offers.as_slice() {
        let text = format!("defined here, in code of {}", wording::teams(context.policy, providers));
        finding.label(LabelRole::Definition, graph.item(*item).data().span, text);
    }
    breach::label_owner(context, &mut finding, LabelRole::ConsumerOwner, door.keeper, keepers);
    breach::label_owner(context, &mut finding, LabelRole::ProviderOwner, offered_from, providers);
    for contract in judge.in_force(keepers, providers) {
        let sides = wording::contract_sides(context.policy, contract);
        let text = format!("the contract {sides} does not say `may-reexport = true` for it");
        finding.label(LabelRole::Contract, contract.span, text);
    }
    help(context, &mut finding, keepers, providers);
    finding
}

/// The word that starts where a span does. Names that come through a glob stand nowhere themselves: they share the place
/// of the glob.
fn word_at(context: &RuleContext<'_>, span: Span) -> Span {
    if !span.is_known() {
        return span;
    }
    let text = context.sources.file(span.file).text();
    let rest = text.get(span.start as usize..).unwrap_or_default();
    let word = rest.find(|char: char| !char.is_alphanumeric() && char != '_').unwrap_or(rest.len()).max(1);
    context.sources.span(span.file, span.start as usize..span.start as usize + word)
}

fn help(
    context: &RuleContext<'_>,
    finding: &mut Candidate,
    keepers: &[boundaries_policy::TeamId],
    providers: &[boundaries_policy::TeamId],
) {
    let names = wording::teams(context.policy, providers);
    finding.help(
        HelpKind::ChangeCode,
        format!(
            "import it privately and let others name it where {names} offers it, or wrap it in a type of {}",
            wording::teams(context.policy, keepers)
        ),
    );
    finding.help(
        HelpKind::TalkToOwner,
        format!("talk to {} about who should offer it", wording::teams_with_contact(context.policy, providers)),
    );
    finding.help_with(
        HelpKind::RequestContract,
        format!("ask {names} to allow it in the contract"),
        "may-reexport = true",
    );
}

#[cfg(test)]
mod tests {
    use boundaries_graph::ReferenceKind;

    use crate::scene::{Scene, Seen};

    fn policy(contract: &str) -> String {
        format!(
            "[teams]\nfacade = {{ owns = [\"facade\"] }}\nledger = {{ owns = [\"ledger\"] }}\n\
             other = {{ owns = [\"other\"] }}\n\
             [[contract]]\nconsumer = \"facade\"\nprovider = \"ledger\"\nreason = \"r\"\n{contract}"
        )
    }

    fn scene(seen: Seen) -> Scene {
        Scene::default()
            .module("other")
            .item("ledger::Account")
            .door_seen("facade::prelude", "ledger::Account", seen)
            .uses_as("facade::prelude", "ledger::Account", ReferenceKind::Reexport)
    }

    const HEADLINE: &str =
        "warn[foreign-reexport]: team `facade` re-exports `ledger::Account` owned by `ledger` from `facade::prelude`";

    #[test]
    fn a_door_to_another_teams_item_is_reported() {
        assert_eq!(scene(Seen::Everywhere).headlines(&policy("")), [HEADLINE]);
    }

    #[test]
    fn may_reexport_allows_it() {
        assert_eq!(scene(Seen::Everywhere).headlines(&policy("may-reexport = true")), [""; 0]);
        let narrow = policy("may-reexport = true\nsurface = [\"ledger::api\"]");
        let narrow = scene(Seen::Everywhere).module("ledger::api").headlines(&narrow);
        assert!(narrow.contains(&HEADLINE.to_owned()));
    }

    #[test]
    fn a_door_that_only_the_team_itself_sees_is_fine() {
        assert_eq!(scene(Seen::InCrate).headlines(&policy("")), [""; 0]);
    }

    #[test]
    fn an_exception_covers_it() {
        let exception = "[[exception]]\nfrom = \"facade\"\nto = \"ledger\"\nreason = \"r\"\nuntil = \"2030-01-01\"\n";
        assert_eq!(scene(Seen::Everywhere).headlines(&policy(exception)), [""; 0]);
    }
}
