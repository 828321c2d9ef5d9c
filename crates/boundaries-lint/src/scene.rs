//! Small made-up workspaces for the tests of this crate: modules, items and references by their paths, and a policy as
//! text.

use std::collections::BTreeMap;

use boundaries_graph::{
    CrateSpec, DeclaredDependency, Definition, DependencyKind, ExternalReference, FileId, Gap, GapReason, GraphBuilder,
    ItemKind, ItemSpec, Limit, ModuleGraph, ModuleId, ModuleSpec, PackageId, PackageSpec, Reexport, Reference,
    ReferenceKind, SourceMap, Span, TargetKind, Visibility,
};
use boundaries_policy::{CodeownersInput, Limits, Policy, PolicyInput, PolicyText};
use jiff::civil::{Date, date};

use crate::change::MoveSide;
use crate::{Input, LevelOverrides, Report, Rules, Scope, check};

/// The day on which all scenes play.
pub(crate) const TODAY: Date = date(2026, 6, 15);

/// A workspace in the making. Every module stands in a file of its own; the first segment of a path is a package with a
/// library.
#[derive(Clone, Default, Debug)]
pub(crate) struct Scene {
    modules: Vec<String>,
    items: Vec<(String, Option<String>)>,
    doors: Vec<(String, String, Seen)>,
    uses: Vec<Use>,
    outside: Vec<(String, String)>,
    gaps: Vec<(String, GapReason, Option<Limit>, String)>,
    mounted: Vec<(String, String)>,
    pub(crate) overrides: LevelOverrides,
    pub(crate) scope: Scope,
    pub(crate) rules: Rules,
    linked: bool,
    /// The text of a baseline.
    pub(crate) baseline: Option<String>,
    codeowners: Option<String>,
}

/// How far a door of a scene can be seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Seen {
    Everywhere,
    InCrate,
}

#[derive(Clone, Debug)]
struct Use {
    from: String,
    to: String,
    door: Option<String>,
    kind: ReferenceKind,
    context: DependencyKind,
}

/// A finished scene.
pub(crate) struct Stage {
    pub(crate) graph: ModuleGraph,
    pub(crate) sources: SourceMap,
    pub(crate) policy: Policy,
    overrides: LevelOverrides,
    scope: Scope,
    rules: Rules,
}

impl Scene {
    /// A module, and the modules around it.
    pub(crate) fn module(mut self, path: &str) -> Self {
        let mut above = String::new();
        for segment in path.split("::") {
            above = if above.is_empty() { segment.to_owned() } else { format!("{above}::{segment}") };
            if !self.modules.contains(&above) {
                self.modules.push(above.clone());
            }
        }
        self
    }

    /// A struct in a module.
    pub(crate) fn item(mut self, path: &str) -> Self {
        self = self.module(parent(path));
        self.items.push((path.to_owned(), None));
        self
    }

    /// A function in an `impl` of `module` for a type.
    pub(crate) fn method(mut self, module: &str, owner: &str, name: &str) -> Self {
        self = self.module(module);
        self.items.push((format!("{module}::{}::{name}", last(owner)), Some(owner.to_owned())));
        self
    }

    /// `pub use to;` in a module.
    pub(crate) fn door(self, module: &str, to: &str) -> Self {
        self.door_seen(module, to, Seen::Everywhere)
    }

    pub(crate) fn door_seen(mut self, module: &str, to: &str, seen: Seen) -> Self {
        self = self.module(module);
        self.doors.push((module.to_owned(), to.to_owned(), seen));
        self
    }

    /// A path in a module that names an item or a module where it is defined.
    pub(crate) fn uses(self, from: &str, to: &str) -> Self {
        self.refers(from, to, None, ReferenceKind::Path, DependencyKind::Normal)
    }

    /// A path that names something through the door of another module.
    pub(crate) fn uses_by(self, from: &str, to: &str, door: &str) -> Self {
        self.refers(from, to, Some(door), ReferenceKind::Path, DependencyKind::Normal)
    }

    pub(crate) fn uses_as(self, from: &str, to: &str, kind: ReferenceKind) -> Self {
        self.refers(from, to, None, kind, DependencyKind::Normal)
    }

    pub(crate) fn uses_in(self, from: &str, to: &str, context: DependencyKind) -> Self {
        self.refers(from, to, None, ReferenceKind::Path, context)
    }

    pub(crate) fn refers(
        mut self,
        from: &str,
        to: &str,
        door: Option<&str>,
        kind: ReferenceKind,
        context: DependencyKind,
    ) -> Self {
        self = self.module(from);
        self.uses.push(Use { from: from.to_owned(), to: to.to_owned(), door: door.map(str::to_owned), kind, context });
        self
    }

    /// With manifests that list what the paths and doors of the scene need.
    pub(crate) fn linked(mut self) -> Self {
        self.linked = true;
        self
    }

    /// A path in a module into a crate outside the workspace.
    pub(crate) fn outside(mut self, from: &str, krate: &str) -> Self {
        self = self.module(from);
        self.outside.push((from.to_owned(), krate.to_owned()));
        self
    }

    /// A gap in a module.
    pub(crate) fn gap(mut self, module: &str, reason: GapReason, text: &str) -> Self {
        self = self.module(module);
        self.gaps.push((module.to_owned(), reason, None, text.to_owned()));
        self
    }

    /// A gap in a module that lies beyond a limit.
    pub(crate) fn gap_beyond(mut self, module: &str, reason: GapReason, limit: Limit, text: &str) -> Self {
        self = self.module(module);
        self.gaps.push((module.to_owned(), reason, Some(limit), text.to_owned()));
        self
    }

    /// A module that stands in the file of another one.
    pub(crate) fn mounted(mut self, path: &str, file_of: &str) -> Self {
        self = self.module(file_of).module(path);
        self.mounted.push((path.to_owned(), file_of.to_owned()));
        self
    }

    /// With this text of a baseline.
    pub(crate) fn recorded(mut self, baseline: Option<String>) -> Self {
        self.baseline = baseline;
        self
    }

    /// With this text of a CODEOWNERS.
    pub(crate) fn owned(mut self, codeowners: &str) -> Self {
        self.codeowners = Some(codeowners.to_owned());
        self
    }

    /// The report under a policy.
    pub(crate) fn check(&self, policy: &str) -> Report {
        self.stage(policy).check()
    }

    /// `level[rule]: headline` of every finding that no exception tolerates.
    pub(crate) fn headlines(&self, policy: &str) -> Vec<String> {
        let report = self.check(policy);
        let line = |finding: &crate::Finding| {
            format!("{}[{}]: {}", finding.level.as_str(), finding.rule.name, finding.headline)
        };
        report.open().map(line).collect()
    }

    /// Builds graph, sources and policy.
    pub(crate) fn stage(&self, policy: &str) -> Stage {
        let mut sources = SourceMap::default();
        let policy_file = sources.add("boundaries.toml", policy);
        let graph = self.graph(&mut sources);
        let baseline = self.baseline.as_ref();
        let baseline_file = baseline.map(|text| sources.add("boundaries/baseline/billing.toml", text.as_str()));
        let place = ".github/CODEOWNERS";
        let codeowners = self.codeowners.as_ref().map(|text| sources.add(place, text.as_str()));
        let codeowners =
            codeowners.map(|file| CodeownersInput { file, place: place.into(), prefix: "".into(), remote_host: None });
        let paths = || Some(sources.files().map(|(_, file)| file.path().to_owned()).collect::<Vec<_>>());
        let loaded = Policy::load(&PolicyInput {
            sources: &sources,
            policy: Some(PolicyText::File(policy_file)),
            team_files: Vec::new(),
            baseline_files: baseline_file.into_iter().collect(),
            directives: &[],
            file_exists: &|_| false,
            codeowners,
            graph: &graph,
            all_files: &paths,
            known_rules: &self.rules.metas().iter().map(|rule| rule.name).collect::<Vec<_>>(),
            limits: Limits::default(),
        });
        let policy = loaded.unwrap_or_else(|problems| panic!("the policy of a scene is valid: {problems:#?}"));
        let (overrides, scope, rules) = (self.overrides.clone(), self.scope.clone(), self.rules.clone());
        Stage { graph, sources, policy, overrides, scope, rules }
    }

    fn graph(&self, sources: &mut SourceMap) -> ModuleGraph {
        let mut files: BTreeMap<&str, FileId> = BTreeMap::new();
        let mut places = Places::default();
        for path in &self.modules {
            if self.mounted.iter().any(|(mounted, _)| mounted == path) {
                continue;
            }
            let text = self.text_of(path, &mut places);
            let (krate, below) = path.split_once("::").unwrap_or((path, "lib"));
            files.insert(path, sources.add(format!("{krate}/src/{}.rs", below.replace("::", "/")), text));
        }
        for (mounted, file_of) in &self.mounted {
            let file = files[file_of.as_str()];
            files.insert(mounted, file);
        }

        let mut builder = GraphBuilder::default();
        let mut modules: BTreeMap<&str, ModuleId> = BTreeMap::new();
        let mut packages: BTreeMap<&str, PackageId> = BTreeMap::new();
        for path in self.modules.iter().filter(|path| !path.contains("::")) {
            let package = builder.package(PackageSpec::new(path.as_str(), path.as_str()));
            for (_, outside) in self.outside.iter().filter(|(from, _)| root(from) == path) {
                let (package_name, code_name) = (outside.clone(), outside.clone());
                let kind = DependencyKind::Normal;
                let dependency =
                    DeclaredDependency { package_name, code_name, kind, package: None, features: Default::default() };
                builder.declared_dependency(package, dependency);
            }
            packages.insert(path, package);
            let krate = builder.krate(CrateSpec::new(package, path.as_str(), TargetKind::Lib));
            modules.insert(path, builder.root_module(krate, sources.span(files[path.as_str()], 0..0)));
        }
        let paths = self.uses.iter().filter(|each| each.kind != ReferenceKind::Method);
        let paths = paths.map(|each| (root(&each.from), root(each.door.as_deref().unwrap_or(&each.to)), each.context));
        let doors = self.doors.iter().map(|(keeper, to, _)| (root(keeper), root(to), DependencyKind::Normal));
        for (from, to, kind) in paths.chain(doors).filter(|(from, to, _)| self.linked && from != to) {
            let (package_name, code_name) = (to.to_owned(), to.to_owned());
            let dependency = DeclaredDependency {
                package_name,
                code_name,
                kind,
                package: Some(packages[to]),
                features: Default::default(),
            };
            builder.declared_dependency(packages[from], dependency);
        }
        for path in self.modules.iter().filter(|path| path.contains("::")) {
            let file = files[path.as_str()];
            let spec = ModuleSpec::new(modules[parent(path)], last(path), sources.span(file, 0..0)).in_file(file);
            modules.insert(path, builder.module(spec));
        }
        let span = |module: &str, what: &str| places.span(sources, files[module], module, what);

        let mut items = BTreeMap::new();
        for (path, owner) in &self.items {
            let module = if owner.is_some() { parent(parent(path)) } else { parent(path) };
            let kind = if owner.is_some() { ItemKind::AssociatedFunction } else { ItemKind::Struct };
            let mut spec = ItemSpec::new(modules[module], builder.symbol(last(path)), kind, span(module, path));
            if let Some(owner) = owner {
                spec = spec.of(items[owner.as_str()]);
            }
            items.insert(path.as_str(), builder.item(spec));
        }
        let definition = |path: &str| match items.get(path) {
            Some(&item) => Definition::Item(item),
            None => Definition::Module(modules[path]),
        };
        for (module, to, seen) in &self.doors {
            let root = module.split("::").next().expect("a path has a first segment");
            let reexport = Reexport {
                module: modules[module.as_str()],
                name: builder.symbol(last(to)),
                definition: definition(to),
                source: modules.get(parent(to)).copied().unwrap_or(modules[module.as_str()]),
                visibility: match seen {
                    Seen::Everywhere => Visibility::Public,
                    Seen::InCrate => Visibility::Restricted(modules[root]),
                },
                span: span(module, &format!("pub use {to}")),
            };
            builder.reexport(reexport);
        }
        for (number, each) in self.uses.iter().enumerate() {
            let written = match &each.door {
                Some(door) => format!("{door}::{}", last(&each.to)),
                None => each.to.clone(),
            };
            let defined_in = if items.contains_key(each.to.as_str()) { parent(&each.to) } else { each.to.as_str() };
            let defined_in = if modules.contains_key(defined_in) { defined_in } else { parent(defined_in) };
            let reference = Reference {
                from: modules[each.from.as_str()],
                definition: definition(&each.to),
                door: modules[each.door.as_deref().unwrap_or(defined_in)],
                name: builder.symbol(last(&each.to)),
                written: builder.symbol(&written),
                kind: each.kind,
                context: each.context,
                span: span(&each.from, &format!("use {number}")),
            };
            builder.reference(reference);
        }
        for (from, krate) in &self.outside {
            let reference = ExternalReference {
                from: modules[from.as_str()],
                krate: builder.external(krate),
                written: builder.symbol(krate),
                context: DependencyKind::Normal,
                span: span(from, krate),
            };
            builder.external_reference(reference);
        }
        for (module, reason, limit, text) in &self.gaps {
            let gap = Gap {
                reason: *reason,
                limit: *limit,
                module: modules[module.as_str()],
                span: sources.span(files[module.as_str()], 0..0),
                text: builder.symbol(text),
            };
            builder.gap(gap);
        }
        builder.finish()
    }

    /// A source text for a module, in which everything the scene declares there has its place.
    fn text_of(&self, module: &str, places: &mut Places) -> String {
        let mut text = String::from("\n");
        let mut line = |what: String, before: &str, name: &str, after: &str| {
            let start = text.len() + before.len();
            text.push_str(&format!("{before}{name}{after}\n"));
            places.0.insert((module.to_owned(), what), start..start + name.len());
        };
        for (path, owner) in &self.items {
            match owner {
                None if parent(path) == module => line(path.clone(), "pub struct ", last(path), ";"),
                Some(_) if parent(parent(path)) == module => line(path.clone(), "    pub fn ", last(path), "() {}"),
                _ => {}
            }
        }
        for (_, to, _) in self.doors.iter().filter(|(keeper, ..)| keeper == module) {
            line(format!("pub use {to}"), "pub use ", to, ";");
        }
        for (_, krate) in self.outside.iter().filter(|(from, _)| from == module) {
            line(krate.clone(), "use ", krate, "::*;");
        }
        for (number, each) in self.uses.iter().enumerate().filter(|(_, each)| each.from == module) {
            line(format!("use {number}"), "use ", &each.to, ";");
        }
        text
    }
}

impl Stage {
    pub(crate) fn check(&self) -> Report {
        check(&self.input())
    }

    /// As one of two states that are compared.
    pub(crate) fn side(&self) -> MoveSide<'_> {
        MoveSide { graph: &self.graph, sources: &self.sources, policy: &self.policy }
    }

    pub(crate) fn input(&self) -> Input<'_> {
        Input {
            graph: &self.graph,
            sources: &self.sources,
            policy: &self.policy,
            today: TODAY,
            rules: &self.rules,
            overrides: self.overrides.clone(),
            scope: self.scope.clone(),
            repository_files: &[],
            partial: false,
            moves: None,
        }
    }
}

#[derive(Default)]
struct Places(BTreeMap<(String, String), std::ops::Range<usize>>);

impl Places {
    fn span(&self, sources: &SourceMap, file: FileId, module: &str, what: &str) -> Span {
        let range = self.0.get(&(module.to_owned(), what.to_owned())).cloned().unwrap_or(0..0);
        sources.span(file, range)
    }
}

fn root(path: &str) -> &str {
    path.split("::").next().unwrap_or(path)
}

fn parent(path: &str) -> &str {
    path.rsplit_once("::").map_or(path, |(parent, _)| parent)
}

fn last(path: &str) -> &str {
    path.rsplit_once("::").map_or(path, |(_, last)| last)
}
