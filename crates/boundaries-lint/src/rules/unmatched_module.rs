//! `unmatched-module`: no source of ownership says anything about a module.

use boundaries_graph::{ModuleId, ModuleView, PackageView};
use boundaries_policy::{Level, OwnershipState};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole, Place};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "unmatched-module",
    "a module that no source of ownership speaks of",
    Level::Warn,
    include_str!("unmatched_module.md"),
)
.since("0.1.0");

pub(crate) struct UnmatchedModule;

/// Reports a hole once, at its top: the whole package if nothing of it is matched, else the topmost module.
impl Rule for UnmatchedModule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        let unmatched = |module: ModuleId| context.policy.owner_of_module(module).state == OwnershipState::Unmatched;
        for package in context.graph.packages() {
            let modules: Vec<ModuleView<'_>> =
                context.graph.modules().filter(|module| module.krate().package() == package).collect();
            let holes: Vec<ModuleView<'_>> = modules.iter().copied().filter(|module| unmatched(module.id())).collect();
            if holes.is_empty() {
                continue;
            }
            if holes.len() == modules.len() {
                findings.push(whole_package(package, &holes));
                continue;
            }
            for &top in &holes {
                if top.parent().is_some_and(|parent| unmatched(parent.id())) {
                    continue;
                }
                let is_below =
                    |module: &&ModuleView<'_>| module.ancestors().any(|around| around == top) && **module != top;
                let below: Vec<ModuleView<'_>> = holes.iter().filter(is_below).copied().collect();
                findings.push(one_module(top, &below));
            }
        }
    }
}

fn whole_package(package: PackageView<'_>, modules: &[ModuleView<'_>]) -> Candidate {
    let headline = match modules {
        [only] => format!("no team owns module `{}` of package `{}`", only.path(), package.name()),
        _ => format!(
            "no team owns package `{}` with its {}",
            package.name(),
            wording::count(modules.len(), "module", "modules")
        ),
    };
    let roots: Vec<ModuleView<'_>> = modules.iter().copied().filter(|module| module.parent().is_none()).collect();
    let mut finding = statement(package.name(), headline, &roots);
    finding.packages = vec![package.id()];
    let dir = if package.dir().as_str().is_empty() { "**".to_owned() } else { format!("{}/**", package.dir()) };
    help(&mut finding, &dir);
    finding
}

fn one_module(top: ModuleView<'_>, below: &[ModuleView<'_>]) -> Candidate {
    let headline = if below.is_empty() {
        format!("no team owns module `{}`", top.path())
    } else {
        format!(
            "no team owns module `{}` and {} below it",
            top.path(),
            wording::count(below.len(), "module", "modules")
        )
    };
    let mut modules = vec![top];
    modules.extend(below);
    let mut finding = statement(top.path(), headline, &modules);
    finding.packages = vec![top.krate().package().id()];
    help(&mut finding, top.path());
    finding
}

fn statement(subject: &str, headline: String, modules: &[ModuleView<'_>]) -> Candidate {
    let mut finding = Candidate::new(subject, "", headline);
    if let Some(first) = modules.first() {
        finding.label(LabelRole::Primary, first.span(), "this module has no owner");
    }
    finding.places = modules.iter().copied().map(Place::of_module).collect();
    finding
}

fn help(finding: &mut Candidate, entry: &str) {
    let text = "add it to what a team `owns` in the policy, or to CODEOWNERS";
    finding.help_with(HelpKind::ChangePolicy, text, format!("\"{entry}\""));
}

#[cfg(test)]
mod tests {
    use crate::scene::Scene;

    #[test]
    fn a_hole_is_reported_once_at_its_top() {
        let scene = Scene::default().module("ledger::api").module("ledger::store::disk::page");
        let reported = scene.headlines("[teams]\nledger = { owns = [\"ledger::api\", \"ledger/src/lib.rs\"] }");
        assert_eq!(reported, ["warn[unmatched-module]: no team owns module `ledger::store` and 2 modules below it"]);
        let places = scene.check("[teams]\nledger = { owns = [\"ledger::api\", \"ledger/src/lib.rs\"] }").findings[0]
            .places
            .len();
        assert_eq!(places, 3);
    }

    #[test]
    fn a_package_without_any_owner_is_one_finding() {
        let scene = Scene::default().module("ledger").module("tools::a").module("tools::b");
        let reported = scene.headlines("[teams]\nledger = { owns = [\"ledger\"] }");
        assert_eq!(reported, ["warn[unmatched-module]: no team owns package `tools` with its 3 modules"]);
    }

    #[test]
    fn a_workspace_that_is_owned_throughout_is_fine() {
        let scene = Scene::default().module("ledger::api").module("tools");
        assert_eq!(scene.headlines("[teams]\nall = { owns = [\"**/*.rs\"] }"), [""; 0]);
    }
}
