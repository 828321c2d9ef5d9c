//! Which change of visibility or of a manifest would make the compiler enforce a boundary, and what it would break.
//!
//! The boundary is that around some modules. What others may name is the surface that is declared for it; where none is, it
//! is what others name today, so that sealing breaks nothing and keeps everything else inside. A module that is wholly off
//! the surface is closed by one word at its declaration; single items only where their module has to stay open.
//!
//! The compiler knows crates and paths, not teams. What another crate of the same owners uses has to stay public, and
//! so cannot be sealed by visibility: it is told, with who needs it.

mod doctests;
mod sides;

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{
    Definition, DependencyKind, ItemId, ItemKind, ModuleGraph, ModuleId, ModuleView, PackageId, Reference,
    ReferenceKind, Span, Visibility,
};
use boundaries_policy::{Policy, Surface};
use jiff::civil::Date;

use crate::permission::{Judge, provider_item};

pub use sides::{Neighbour, OtherSide};

/// What would make the compiler enforce a boundary.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Sealing {
    /// Whether a surface is declared; else what others name today counts as one.
    pub has_surface: bool,
    /// Declarations to narrow, by path.
    pub changes: Vec<Narrowing>,
    /// Dependencies to take out of manifests, by package.
    pub manifests: Vec<ManifestChange>,
    /// What is off the surface and has to stay visible, by path.
    pub open: Vec<StaysOpen>,
}

/// A declaration that could be seen less far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Narrowing {
    /// The module or item.
    pub what: Definition,
    /// The module inside of which it would still be seen; its crate's root means `pub(crate)`.
    pub within: ModuleId,
    /// Where it is declared.
    pub span: Span,
    /// What would not compile any more, by place.
    pub breaks: Vec<Reference>,
}

/// A dependency that a package would not need any more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManifestChange {
    /// The package that lists it.
    pub package: PackageId,
    /// The package that is listed.
    pub dependency: PackageId,
    /// What would not compile any more.
    pub breaks: Vec<Reference>,
}

/// Something that is off the surface and cannot be sealed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StaysOpen {
    /// The module or item.
    pub what: Definition,
    /// The module of the same side that needs it, in another crate or across code of others.
    pub needed_by: ModuleId,
}

impl Sealing {
    /// What would seal the modules `inside` with the surfaces of their owners.
    #[must_use]
    pub fn of(graph: &ModuleGraph, policy: &Policy, inside: &BTreeSet<ModuleId>, today: Date) -> Self {
        let teams: BTreeSet<_> =
            inside.iter().flat_map(|module| &policy.owner_of_module(*module).teams).copied().collect();
        let surfaces: Vec<&Surface> = teams.iter().filter_map(|team| policy.team(*team).surface.as_ref()).collect();
        let mut wall = Wall {
            graph,
            judge: Judge::new(graph, policy, today),
            policy,
            inside,
            surfaces,
            users: BTreeMap::new(),
            through: BTreeMap::new(),
            items: BTreeMap::new(),
            exposed: BTreeMap::new(),
            holds_others: vec![false; graph.modules().count()],
        };
        wall.look();
        let mut sealing = Self { has_surface: !wall.surfaces.is_empty(), ..Self::default() };
        let mut closed: BTreeSet<ModuleId> = BTreeSet::new();
        for module in graph.modules().filter(|module| inside.contains(&module.id())) {
            if module.parent().is_some_and(|parent| closed.contains(&parent.id())) {
                closed.insert(module.id());
                continue;
            }
            if wall.close(module, &mut sealing) {
                closed.insert(module.id());
            } else {
                wall.close_items(module, &mut sealing);
            }
        }
        wall.keep_what_signatures_name(&mut sealing, &closed);
        wall.manifests(&mut sealing);
        sealing.changes.sort_by_cached_key(|change| graph.definition_path(change.what));
        sealing.open.sort_by_cached_key(|open| graph.definition_path(open.what));
        sealing
    }

    /// How many references would not compile any more.
    #[must_use]
    pub fn breaks(&self) -> usize {
        self.broken(|_| true)
    }

    /// How many of them are in tests, benchmarks and examples.
    #[must_use]
    pub fn breaks_in_tests(&self) -> usize {
        self.broken(|reference| reference.context == DependencyKind::Test)
    }

    fn broken(&self, counts: impl Fn(&Reference) -> bool) -> usize {
        let of_changes = self.changes.iter().flat_map(|change| &change.breaks);
        let all = of_changes.chain(self.manifests.iter().flat_map(|change| &change.breaks));
        all.filter(|reference| counts(reference)).map(|reference| reference.span).collect::<BTreeSet<_>>().len()
    }
}

struct Wall<'a> {
    graph: &'a ModuleGraph,
    judge: Judge<'a>,
    policy: &'a Policy,
    inside: &'a BTreeSet<ModuleId>,
    surfaces: Vec<&'a Surface>,
    /// Who mentions each item.
    users: BTreeMap<Definition, Vec<&'a Reference>>,
    /// The paths that go through each module.
    through: BTreeMap<ModuleId, Vec<&'a Reference>>,
    /// The items of each module that belong to no other item.
    items: BTreeMap<ModuleId, Vec<ItemId>>,
    /// The public items whose signatures name each definition.
    exposed: BTreeMap<Definition, Vec<ItemId>>,
    /// Whether code of others stands in a module or below it.
    holds_others: Vec<bool>,
}

impl<'a> Wall<'a> {
    fn look(&mut self) {
        for item in self.graph.items().filter(|item| item.parent().is_none()) {
            self.items.entry(item.module().id()).or_default().push(item.id());
        }
        for exposure in self.graph.exposures() {
            self.exposed.entry(exposure.definition).or_default().push(exposure.item);
        }
        for module in self.graph.modules().filter(|module| !self.inside.contains(&module.id())) {
            for outer in module.ancestors() {
                self.holds_others[outer.id().index()] = true;
            }
        }
        for reference in self.graph.references().iter().filter(|each| each.kind != ReferenceKind::DocLink) {
            let defined_in = self.graph.module_of(reference.definition);
            if self.inside.contains(&defined_in) {
                self.users.entry(provider_item(self.graph, reference.definition)).or_default().push(reference);
            }
            let is_path = !matches!(
                reference.kind,
                ReferenceKind::Method | ReferenceKind::Field | ReferenceKind::SelfType | ReferenceKind::RecordField
            );
            if is_path && self.inside.contains(&reference.door) {
                for module in self.graph.module(reference.door).ancestors() {
                    self.through.entry(module.id()).or_default().push(reference);
                }
            }
        }
    }

    fn is_on_surface(&self, what: Definition) -> bool {
        let owners = &self.policy.owner_of_module(self.graph.module_of(what)).teams;
        match self.surfaces.as_slice() {
            [] => self.users.get(&what).into_iter().flatten().any(|each| !self.inside.contains(&each.from)),
            surfaces => surfaces.iter().any(|surface| self.judge.any_name_on(surface, what, owners)),
        }
    }

    /// Closes a module that is wholly off the surface by its declaration; whether it is closed.
    fn close(&self, module: ModuleView<'_>, sealing: &mut Sealing) -> bool {
        if module.parent().is_none() || module.data().visibility != Visibility::Public {
            // What is not public is closed towards other crates, which is as much as a declaration can do here.
            return module.parent().is_some() && !self.holds_others[module.krate().root().id().index()];
        }
        let mut below = BTreeSet::from([module.id()]);
        let mut stack = vec![module.id()];
        while let Some(outer) = stack.pop() {
            let children = self.graph.children(outer);
            below.extend(children);
            stack.extend(children);
        }
        if self.holds_others[module.id().index()] || self.has_surface_below(module, &below) {
            return false;
        }
        let paths = self.through.get(&module.id()).map(Vec::as_slice).unwrap_or_default();
        let entering: Vec<&Reference> = paths.iter().copied().filter(|each| !below.contains(&each.from)).collect();
        self.narrow(
            Definition::Module(module.id()),
            module.span(),
            module.parent().map(ModuleView::id),
            &entering,
            sealing,
        )
    }

    /// Whether any name that leads through the module is on the surface.
    fn has_surface_below(&self, module: ModuleView<'_>, below: &BTreeSet<ModuleId>) -> bool {
        if self.surfaces.is_empty() {
            let paths = self.through.get(&module.id()).into_iter().flatten();
            return paths.clone().any(|each| !self.inside.contains(&each.from));
        }
        let leads_through = |path: &str| {
            below.iter().any(|&inner| {
                let inner = self.graph.module(inner).path();
                path == inner || path.strip_prefix(inner).is_some_and(|rest| rest.starts_with("::"))
            })
        };
        let covers = |path: &str| {
            module.path() == path || module.path().strip_prefix(path).is_some_and(|rest| rest.starts_with("::"))
        };
        self.surfaces
            .iter()
            .flat_map(|surface| &surface.entries)
            .any(|entry| leads_through(&entry.path) || covers(&entry.path))
    }

    fn close_items(&self, module: ModuleView<'_>, sealing: &mut Sealing) {
        for &item in self.items.get(&module.id()).into_iter().flatten() {
            let item = self.graph.item(item);
            let is_macro = matches!(item.kind(), ItemKind::Macro | ItemKind::DeriveMacro | ItemKind::AttributeMacro);
            let what = Definition::Item(item.id());
            if is_macro || item.visibility() != Visibility::Public || self.is_on_surface(what) {
                continue;
            }
            let users = self.users.get(&what).map(Vec::as_slice).unwrap_or_default();
            let others: Vec<&Reference> = users.iter().copied().filter(|each| each.from != module.id()).collect();
            self.narrow(what, item.data().span, Some(module.id()), &others, sealing);
        }
    }

    /// A type that a signature names which stays visible has to stay visible too: values of it can be had without any path.
    fn keep_what_signatures_name(&self, sealing: &mut Sealing, closed: &BTreeSet<ModuleId>) {
        loop {
            let narrowed: BTreeSet<Definition> = sealing.changes.iter().map(|change| change.what).collect();
            let stays_visible = |item: &ItemId| {
                let whole = provider_item(self.graph, Definition::Item(*item));
                let module = self.graph.module_of(whole);
                let is_public = |item: ItemId| self.graph.item(item).visibility() == Visibility::Public;
                let is_whole_public = matches!(whole, Definition::Item(whole) if is_public(whole));
                // What is offered elsewhere leaves a closed module all the same.
                let leaves = !closed.contains(&module) || self.is_on_surface(whole);
                is_public(*item) && is_whole_public && leaves && !narrowed.contains(&whole)
            };
            let exposing = |what: Definition| {
                let own = |item: &&ItemId| provider_item(self.graph, Definition::Item(**item)) != what;
                self.exposed.get(&what).into_iter().flatten().filter(own).copied().find(stays_visible)
            };
            let kept: Vec<(Definition, ItemId)> =
                sealing.changes.iter().filter_map(|change| Some((change.what, exposing(change.what)?))).collect();
            if kept.is_empty() {
                return;
            }
            for (what, item) in kept {
                sealing.changes.retain(|change| change.what != what);
                sealing.open.push(StaysOpen { what, needed_by: self.graph.item(item).module().id() });
            }
        }
    }

    /// Narrows a declaration to the smallest module that holds its own users, if that keeps any other code out.
    fn narrow(
        &self,
        what: Definition,
        span: Span,
        declared_in: Option<ModuleId>,
        users: &[&Reference],
        sealing: &mut Sealing,
    ) -> bool {
        let Some(declared_in) = declared_in else { return false };
        let home = self.graph.module(declared_in);
        let (own, foreign): (Vec<&Reference>, Vec<&Reference>) =
            users.iter().copied().partition(|reference| self.inside.contains(&reference.from));
        let elsewhere = own.iter().find(|each| self.graph.module(each.from).krate() != home.krate());
        if let Some(elsewhere) = elsewhere {
            sealing.open.push(StaysOpen { what, needed_by: elsewhere.from });
            return false;
        }
        // The nearest module around that all of its own users are in.
        let is_around = |outer: &ModuleView<'_>| {
            own.iter().all(|each| self.graph.module(each.from).ancestors().any(|around| around.id() == outer.id()))
        };
        let needed = home.ancestors().find(is_around).unwrap_or(home.krate().root());
        let holds_others = |module: ModuleView<'_>| self.holds_others[module.id().index()];
        let root = home.krate().root();
        let within = if holds_others(root) { needed } else { root };
        if holds_others(within) && foreign.iter().any(|each| self.graph.module(each.from).krate() == home.krate()) {
            let needed_by = own.first().map_or(home.id(), |each| each.from);
            sealing.open.push(StaysOpen { what, needed_by });
            return false;
        }
        let is_out =
            |each: &&Reference| !self.graph.module(each.from).ancestors().any(|around| around.id() == within.id());
        // What is offered to everybody has to be public itself; a module may be private and its items offered.
        let offers = |each: &&&Reference| each.kind == ReferenceKind::Reexport && matches!(what, Definition::Item(_));
        let own = own.iter().filter(offers).copied();
        let mut breaks: Vec<Reference> = foreign.into_iter().filter(is_out).chain(own).copied().collect();
        breaks.sort_by_key(|reference| (reference.span, reference.definition));
        sealing.changes.push(Narrowing { what, within: within.id(), span, breaks });
        true
    }

    /// Packages of others that list a package of which nothing is on the surface.
    fn manifests(&self, sealing: &mut Sealing) {
        let modules = |package: PackageId| {
            self.graph
                .modules()
                .filter(move |module| module.krate().package().id() == package)
                .map(|module| module.id())
        };
        let is_inside = |package: PackageId| modules(package).all(|module| self.inside.contains(&module));
        let offers = |package: PackageId| {
            let has_item = |module: ModuleId| {
                let items = self.items.get(&module).into_iter().flatten();
                items.into_iter().any(|item| self.is_on_surface(Definition::Item(*item)))
            };
            modules(package).any(|module| self.is_on_surface(Definition::Module(module)) || has_item(module))
        };
        for package in self.graph.packages() {
            for listed in &package.data().dependencies {
                let Some(dependency) = listed.package else { continue };
                let known =
                    sealing.manifests.iter().any(|each| (each.package, each.dependency) == (package.id(), dependency));
                if known || !is_inside(dependency) || modules(package.id()).any(|module| self.inside.contains(&module))
                {
                    continue;
                }
                if offers(dependency) {
                    continue;
                }
                let of_package = |module: ModuleId| self.graph.module(module).krate().package().id();
                let mut breaks: Vec<Reference> = self
                    .graph
                    .references()
                    .iter()
                    .filter(|each| of_package(each.from) == package.id() && of_package(each.door) == dependency)
                    .copied()
                    .collect();
                breaks.sort_by_key(|reference| (reference.span, reference.definition));
                sealing.manifests.push(ManifestChange { package: package.id(), dependency, breaks });
            }
        }
    }
}
