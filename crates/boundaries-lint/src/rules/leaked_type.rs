//! `leaked-type`: the signature of something on a surface names a type of a third team.

use std::collections::BTreeMap;

use boundaries_graph::{Definition, Exposure, ItemId};
use boundaries_policy::{Level, Surface, TeamId};

use crate::breach;
use crate::candidate::{Candidate, Subject};
use crate::finding::{HelpKind, LabelRole, Place};
use crate::permission::{provider_item, shares};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "leaked-type",
    "a type of a third team in the signature of something on a surface",
    Level::Allow,
    include_str!("leaked_type.md"),
)
.since("0.1.0");

pub(crate) struct LeakedType;

/// Looks at what surfaces list by name: those of teams, and those of contracts. A team without a surface has promised
/// nothing in particular.
impl Rule for LeakedType {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        let mut leaks: BTreeMap<(ItemId, Definition), Vec<Exposure>> = BTreeMap::new();
        let judge = context.couplings.judge();
        let mut listed: BTreeMap<ItemId, bool> = BTreeMap::new();
        for exposure in context.graph.exposures() {
            let owners = judge.owners(context.graph.item(exposure.item).module().id());
            let others = judge.owners(context.graph.module_of(exposure.definition));
            if owners.is_empty() || others.is_empty() || shares(owners, others) {
                continue;
            }
            if *listed.entry(exposure.item).or_insert_with(|| is_listed(context, exposure.item, owners)) {
                let shown = provider_item(context.graph, exposure.definition);
                leaks.entry((exposure.item, shown)).or_default().push(*exposure);
            }
        }
        for ((item, definition), exposures) in leaks {
            findings.push(statement(context, item, definition, &exposures));
        }
    }
}

fn is_listed(context: &RuleContext<'_>, item: ItemId, owners: &[TeamId]) -> bool {
    let of_teams = owners.iter().filter_map(|&team| context.policy.team(team).surface.as_ref());
    let contracts = context.policy.contracts().iter().filter(|contract| shares(&contract.providers, owners));
    let of_contracts = contracts.filter_map(|contract| contract.surface.as_ref());
    let lists = |surface: &Surface| context.couplings.judge().any_name_on(surface, Definition::Item(item), owners);
    of_teams.chain(of_contracts).any(lists)
}

fn statement(context: &RuleContext<'_>, item: ItemId, definition: Definition, exposures: &[Exposure]) -> Candidate {
    let graph = context.graph;
    let judge = context.couplings.judge();
    let module = graph.item(item).module();
    let (path, exposed) = (graph.definition_path(Definition::Item(item)), graph.definition_path(definition));
    let (owners, others) = (judge.owners(module.id()), judge.owners(graph.module_of(definition)));
    let (ours, theirs) = (wording::teams(context.policy, owners), wording::teams(context.policy, others));
    let headline = format!("`{path}` on the surface of {ours} exposes `{exposed}` owned by {theirs}");
    let mut finding = Candidate::new(&path, &exposed, headline).between(owners, others);
    finding.subject = Some(Subject { consumer: module.id(), provider: definition });
    finding.packages = vec![module.krate().package().id()];
    finding.places = exposures
        .iter()
        .map(|exposure| Place {
            span: exposure.span,
            module: Some(module.id()),
            kind: None,
            written: exposed.rsplit("::").next().unwrap_or(&exposed).to_owned(),
        })
        .collect();
    if let Some(first) = exposures.first() {
        finding.label(LabelRole::Primary, first.span, format!("a type of {theirs} in a promise of {ours}"));
    }
    breach::label_owner(context, &mut finding, LabelRole::ConsumerOwner, module.id(), owners);
    let defined_in = graph.module_of(definition);
    breach::label_owner(context, &mut finding, LabelRole::ProviderOwner, defined_in, others);
    finding.help(
        HelpKind::ChangeCode,
        format!("show a type of {ours} instead, so that whoever uses the surface does not depend on {theirs} as well"),
    );
    finding.help(HelpKind::ChangePolicy, format!("take `{path}` off the surface, if others need not name it"));
    finding
}
