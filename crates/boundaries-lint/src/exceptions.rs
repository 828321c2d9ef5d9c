//! Which exception tolerates which coupling, and how rules speak about exceptions.

use boundaries_graph::{Definition, ModuleGraph, ModuleView, PackageId};
use boundaries_policy::{Exception, TeamId};

use crate::candidate::{Candidate, Subject};
use crate::names::{NamePath, Names};
use crate::rule::RuleContext;

/// Whether an exception speaks of this coupling: its `from` names the consumer or a module around it, its `to` names the
/// provider item or a module around it, by whatever door.
pub(crate) fn matches(names: &Names<'_>, exception: &Exception, subject: Subject) -> bool {
    let graph = names.graph();
    NamePath::of_module(graph, subject.consumer).is_at_or_below(graph, &exception.from)
        && provider_names(names, subject.provider).iter().any(|name| name.is_at_or_below(graph, &exception.to))
}

fn provider_names(names: &Names<'_>, provider: Definition) -> Vec<NamePath> {
    let mut all = names.as_defined(provider, &|_| true);
    all.extend(names.through_doors(provider, &|_| true));
    all
}

/// A statement about an exception: between the owners of what it names, and in the packages of its `from`.
pub(crate) fn candidate(context: &RuleContext<'_>, exception: &Exception, headline: String) -> Candidate {
    let mut candidate = Candidate::new(exception.from.clone(), exception.to.clone(), headline)
        .between(owners_of(context, &exception.from), owners_of(context, &exception.to));
    candidate.packages = packages_below(context.graph, &exception.from);
    candidate
}

/// The owners of what a path names; none if it names nothing any more.
pub(crate) fn owners_of<'a>(context: &RuleContext<'a>, path: &str) -> &'a [TeamId] {
    named(context.graph, path).map_or(&[][..], |module| context.couplings.judge().owners(module.id()))
}

/// The packages with modules at or below a path.
pub(crate) fn packages_below(graph: &ModuleGraph, path: &str) -> Vec<PackageId> {
    let is_below = |module: &ModuleView<'_>| NamePath::of_module(graph, module.id()).is_at_or_below(graph, path);
    let mut packages: Vec<PackageId> =
        graph.modules().filter(is_below).map(|module| module.krate().package().id()).collect();
    packages.dedup();
    packages
}

/// The module that a path of a policy names; for the path of an item, the one it stands in.
fn named<'g>(graph: &'g ModuleGraph, path: &str) -> Option<ModuleView<'g>> {
    let name = |module: &ModuleView<'_>| NamePath::of_module(graph, module.id());
    let at_or_below = graph.modules().find(|module| name(module).is_at_or_below(graph, path));
    at_or_below.or_else(|| {
        graph.modules().filter(|module| name(module).is_above(graph, path)).max_by_key(|module| module.path().len())
    })
}
