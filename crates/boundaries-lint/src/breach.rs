//! Turns a coupling that no contract permits into a statement for its reader. What differs between the rules about
//! couplings is the headline and the last way on; what they share stands here: the places, and whom to ask.

use boundaries_graph::{Definition, DependencyKind, ModuleId};
use boundaries_policy::TeamId;

use crate::candidate::{Candidate, Subject};
use crate::coupling::Coupling;
use crate::finding::{HelpKind, LabelRole, Place};
use crate::permission::{Lack, NearMiss};
use crate::rule::RuleContext;
use crate::wording;

impl Candidate {
    /// A statement about a coupling, with the places that every such statement shows.
    pub fn of_coupling(context: &RuleContext<'_>, coupling: &Coupling, headline: impl Into<String>) -> Self {
        let graph = context.graph;
        let consumer = graph.module(coupling.consumer);
        let provider_path = graph.definition_path(coupling.provider);
        let mut candidate =
            Self::new(consumer.path(), provider_path, headline).between(&coupling.consumers, &coupling.providers);
        candidate.subject = Some(Subject { consumer: coupling.consumer, provider: coupling.provider });
        candidate.packages = vec![consumer.krate().package().id()];
        candidate.places = coupling.references.iter().map(|reference| Place::of(graph, reference)).collect();

        if let Some(reference) = coupling.references.first() {
            let text = format!("used here, in code of {}", wording::teams(context.policy, &coupling.consumers));
            candidate.label(LabelRole::Primary, reference.span, text);
        }
        let defined = match coupling.provider {
            Definition::Module(module) => graph.module(module).span(),
            Definition::Item(item) => graph.item(item).data().span,
        };
        let text = format!("defined here, in code of {}", wording::teams(context.policy, &coupling.providers));
        candidate.label(LabelRole::Definition, defined, text);
        label_owner(context, &mut candidate, LabelRole::ConsumerOwner, coupling.consumer, &coupling.consumers);
        let provider_module = graph.module_of(coupling.provider);
        label_owner(context, &mut candidate, LabelRole::ProviderOwner, provider_module, &coupling.providers);
        candidate
    }
}

/// Adds the line that made these teams the owners of a module.
pub(crate) fn label_owner(
    context: &RuleContext<'_>,
    candidate: &mut Candidate,
    role: LabelRole,
    module: ModuleId,
    owners: &[TeamId],
) {
    let Some(source) = &context.policy.owner_of_module(module).decided_by else { return };
    let path = context.graph.module(module).path();
    let verb = if owners.len() == 1 { "owns" } else { "own" };
    candidate.label(role, source.span, format!("{} {verb} `{path}`", wording::teams(context.policy, owners)));
}

/// Adds the contract that comes closest to a permission.
pub(crate) fn label_near_miss(context: &RuleContext<'_>, candidate: &mut Candidate, miss: NearMiss) {
    let contract = context.policy.contract(miss.contract);
    let sides = wording::contract_sides(context.policy, contract);
    let text = match miss.lack {
        Lack::Kind(kind) => {
            let kinds = wording::quoted_list(contract.kinds.iter().map(|kind| kind.as_str()));
            format!("the contract {sides} covers {kinds} code, and this is `{}` code", kind.as_str())
        }
        Lack::Ended(end) => format!("the contract {sides} ended on {end}"),
        Lack::NotBegun(start) => format!("the contract {sides} begins on {start}"),
        Lack::Proposed => format!("the contract {sides} is requested, but not granted"),
        Lack::OtherDirection => format!("the contract {sides} allows the other direction only"),
        Lack::DoorWithoutReexport => {
            format!("the contract {sides} has no `may-reexport`, so the door between does not count")
        }
    };
    candidate.label(LabelRole::NearMiss, contract.span, text);
}

/// Adds the ways on that come before any contract: change the code, then talk.
pub(crate) fn help_change_or_talk(context: &RuleContext<'_>, candidate: &mut Candidate, coupling: &Coupling) {
    let (consumers, providers) =
        (wording::teams(context.policy, &coupling.consumers), wording::teams(context.policy, &coupling.providers));
    candidate.help(
        HelpKind::ChangeCode,
        format!("move this code to {providers}, or invert the dependency: let {consumers} define a trait that {providers} implements"),
    );
    candidate.help(
        HelpKind::TalkToOwner,
        format!(
            "talk to {} about what is needed here",
            wording::teams_with_contact(context.policy, &coupling.providers)
        ),
    );
}

/// The kinds that a contract for a coupling has to name; none if those that a contract covers unasked are enough.
pub(crate) fn kinds_to_name(coupling: &Coupling) -> Option<Vec<&'static str>> {
    let mut kinds: Vec<DependencyKind> = coupling.references.iter().map(|reference| reference.context).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.contains(&DependencyKind::Build).then(|| kinds.into_iter().map(DependencyKind::as_str).collect())
}
