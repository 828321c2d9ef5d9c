//! Which exception tolerates which coupling, and how rules speak about exceptions.

use boundaries_graph::{Definition, ModuleGraph, ModuleView};
use boundaries_policy::Exception;

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
    let (graph, judge) = (context.graph, context.couplings.judge());
    let owners = |module: Option<ModuleView<'_>>| module.map_or(&[][..], |module| judge.owners(module.id()));
    let mut candidate = Candidate::new(exception.from.clone(), exception.to.clone(), headline)
        .between(owners(named(graph, &exception.from)), owners(named(graph, &exception.to)));
    let below_from =
        |module: &ModuleView<'_>| NamePath::of_module(graph, module.id()).is_at_or_below(graph, &exception.from);
    candidate.packages = graph.modules().filter(below_from).map(|module| module.krate().package().id()).collect();
    candidate.packages.dedup();
    candidate
}

/// The module that a path of a policy names; for the path of an item, the one it stands in.
fn named<'g>(graph: &'g ModuleGraph, path: &str) -> Option<ModuleView<'g>> {
    let name = |module: &ModuleView<'_>| NamePath::of_module(graph, module.id());
    let at_or_below = graph.modules().find(|module| name(module).is_at_or_below(graph, path));
    at_or_below.or_else(|| {
        graph.modules().filter(|module| name(module).is_above(graph, path)).max_by_key(|module| module.path().len())
    })
}
