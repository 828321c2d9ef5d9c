//! `undeclared-dependency`: a manifest lists a crate of another team that no contract covers.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{DeclaredDependency, PackageId, PackageView};
use boundaries_policy::{Level, TeamId};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::permission::shares;
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording::{self, Stanza};

pub(crate) static META: RuleMeta = RuleMeta::new(
    "undeclared-dependency",
    "a manifest that lists another team's crate without a contract",
    Level::Warn,
    include_str!("undeclared_dependency.md"),
)
.since("0.1.0");

pub(crate) struct UndeclaredDependency;

/// Asks about packages as a whole: a line in a manifest is covered as soon as any contract is in force between a team with
/// code in the one package and a team with code in the other.
impl Rule for UndeclaredDependency {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        let owners = owners(context);
        let owners_of = |package: PackageView<'_>| -> Vec<TeamId> {
            owners.get(&package.id()).into_iter().flatten().copied().collect()
        };
        for package in context.graph.packages() {
            let consumers = owners_of(package);
            let mut told = BTreeSet::new();
            for dependency in &package.data().dependencies {
                let Some(provider) = dependency.package.map(|id| context.graph.package(id)) else { continue };
                let providers = owners_of(provider);
                let is_foreign = !consumers.is_empty() && !providers.is_empty() && !shares(&consumers, &providers);
                if !is_foreign || context.couplings.judge().in_force(&consumers, &providers).next().is_some() {
                    continue;
                }
                if told.insert((provider.id(), dependency.kind)) {
                    findings.push(statement(context, package, dependency, provider, &consumers, &providers));
                }
            }
        }
    }
}

/// The teams with code in each package.
fn owners(context: &RuleContext<'_>) -> BTreeMap<PackageId, BTreeSet<TeamId>> {
    let mut owners: BTreeMap<PackageId, BTreeSet<TeamId>> = BTreeMap::new();
    for module in context.graph.modules() {
        let package = module.krate().package().id();
        owners.entry(package).or_default().extend(context.couplings.judge().owners(module.id()));
    }
    owners
}

fn statement(
    context: &RuleContext<'_>,
    package: PackageView<'_>,
    dependency: &DeclaredDependency,
    provider: PackageView<'_>,
    consumers: &[TeamId],
    providers: &[TeamId],
) -> Candidate {
    let headline = format!(
        "package `{}` of {} depends on `{}` of {}, and no contract covers it",
        package.name(),
        wording::teams(context.policy, consumers),
        provider.name(),
        wording::teams(context.policy, providers),
    );
    let kind = dependency.kind.as_str();
    let mut finding =
        Candidate::new(package.name(), format!("{} ({kind})", provider.name()), headline).between(consumers, providers);
    finding.packages = vec![package.id()];
    if let Some(manifest) = package.data().manifest {
        let line = boundaries_policy::dependency_line(context.sources, manifest, dependency);
        let span = line.unwrap_or_else(|| context.sources.span(manifest, 0..0));
        finding.label(LabelRole::Primary, span, format!("a crate of {}", wording::teams(context.policy, providers)));
    }
    let uses = references(context, package, provider);
    let is_hidden = context.unseen.hides_use_of(package.id());
    finding.notes.push(match uses {
        0 if is_hidden => "nothing uses it in the code of the package that was read".to_owned(),
        0 => "nothing in the code of the package uses it".to_owned(),
        1 => "1 reference uses it".to_owned(),
        uses => format!("{uses} references use it"),
    });
    if uses == 0 && !is_hidden {
        finding.help(HelpKind::ChangeCode, "remove the line: what nothing uses need not be agreed on");
    }
    let contact = wording::teams_with_contact(context.policy, providers);
    finding.help(HelpKind::TalkToOwner, format!("talk to {contact} about what is needed"));
    let stanza = Stanza { consumers, providers, surface: None, kinds: None };
    finding.help_with(HelpKind::RequestContract, "agree on a contract", stanza.to_toml(context.policy));
    finding
}

fn references(context: &RuleContext<'_>, from: PackageView<'_>, to: PackageView<'_>) -> usize {
    let between = context
        .graph
        .dependencies()
        .filter(|dependency| dependency.from().krate().package() == from && dependency.to().krate().package() == to);
    between.map(|dependency| dependency.references().len()).sum()
}
