//! `ambiguous-ownership`: one source file stands in several modules, and their owners have no team in common.

use std::collections::BTreeMap;

use boundaries_graph::{FileId, ModuleId, ModuleView};
use boundaries_policy::Level;

use crate::breach;
use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole, Place};
use crate::permission::shares;
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "ambiguous-ownership",
    "a source file that different teams own under different module paths",
    Level::Deny,
    include_str!("ambiguous_ownership.md"),
)
.since("0.1.0");

pub(crate) struct AmbiguousOwnership;

impl Rule for AmbiguousOwnership {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        let judge = context.couplings.judge();
        let mut by_file: BTreeMap<FileId, Vec<ModuleView<'_>>> = BTreeMap::new();
        // An inline module may have another owner than its file: a module path in the policy says so on purpose.
        for module in context.graph.modules().filter(|module| !module.data().inline) {
            by_file.entry(module.data().file).or_default().push(module);
        }
        for modules in by_file.into_values() {
            let owned: Vec<ModuleId> =
                modules.iter().map(|module| module.id()).filter(|&module| !judge.owners(module).is_empty()).collect();
            let Some((&first, others)) = owned.split_first() else { continue };
            let other = others.iter().find(|&&other| !shares(judge.owners(first), judge.owners(other)));
            if let Some(&other) = other {
                findings.push(statement(context, first, other));
            }
        }
    }
}

fn statement(context: &RuleContext<'_>, first: ModuleId, other: ModuleId) -> Candidate {
    let judge = context.couplings.judge();
    let (module, rival) = (context.graph.module(first), context.graph.module(other));
    let file = context.sources.file(module.data().file).path();
    let owned_by = |module: ModuleView<'_>| {
        let owners = wording::teams(context.policy, judge.owners(module.id()));
        format!("{owners} as `{}`", module.path())
    };
    let headline = format!("file `{file}` belongs to {} and to {}", owned_by(module), owned_by(rival));
    let mut finding = Candidate::new(module.path(), rival.path(), headline);
    finding.label(LabelRole::Primary, module.span(), "one of the two modules");
    finding.label(LabelRole::Definition, rival.span(), "the other one, in the same file");
    breach::label_owner(context, &mut finding, LabelRole::ConsumerOwner, first, judge.owners(first));
    breach::label_owner(context, &mut finding, LabelRole::ProviderOwner, other, judge.owners(other));
    finding.packages = vec![module.krate().package().id(), rival.krate().package().id()];
    finding.packages.dedup();
    finding.places = [module, rival].map(Place::of_module).into();
    finding.help(HelpKind::ChangeCode, "give each team a file of its own, or move the file into a crate that both use");
    finding.help(HelpKind::ChangePolicy, "name one owner for the file by a path pattern, and no module path for it");
    finding
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn a_file_in_modules_of_two_teams_is_reported() {
        let scene = Scene::default().mounted("billing::money", "orders::money");
        let by_module = "[teams]\norders = { owns = [\"orders\"] }\nbilling = { owns = [\"billing\"] }";
        assert_eq!(
            scene.headlines(by_module),
            ["deny[ambiguous-ownership]: file `orders/src/money.rs` belongs to `orders` as `orders::money` and to \
              `billing` as `billing::money`"]
        );
        let by_file = "[teams]\norders = { owns = [\"orders/**\"] }\nbilling = { owns = [\"billing/**\"] }";
        assert_eq!(scene.headlines(by_file), [""; 0]);
    }
}
