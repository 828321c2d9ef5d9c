//! The walk over signatures and bodies that finds every reference.
//!
//! A [`Walker`] stands in one scope of one text. It keeps the names that bodies bind (locals, parameters, generics), so
//! that a local hides an item of its name, and the types of those locals as far as they are written down somewhere, so
//! that a method can be found without a compiler. What it finds are [`RawReference`]s and gaps, in the order of the text.

mod exprs;
mod items;
mod macros;
mod methods;
mod paths;
mod patterns;
mod std_types;

use boundaries_graph::{DependencyKind, FileId, GapReason, ReferenceKind, Symbol};

use crate::lookup::Standing;
use crate::program::*;
use crate::syntax::facts::{FileFacts, ScopeIx};
use crate::types::{Ty, TypeScope};

/// How deeply macro calls in bodies may stand in each other.
const MAX_MACRO_DEPTH: usize = 12;

/// A reference before it has a place in the graph.
#[derive(Clone, Debug)]
pub(crate) struct RawReference {
    pub(crate) kind: ReferenceKind,
    pub(crate) from: ScopeId,
    pub(crate) resolution: Resolution,
    pub(crate) context: DependencyKind,
    pub(crate) file: FileId,
    pub(crate) at: u32,
    /// The path as written, as its names.
    pub(crate) written: Box<[Symbol]>,
}

/// What a walk found.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) references: Vec<RawReference>,
    pub(crate) gaps: Vec<RawGap>,
    /// Methods and fields whose receiver's type is not known, by the file and byte of their name.
    pub(crate) unknown_receivers: usize,
}

/// Texts by file, for macro calls that are read again.
pub(crate) trait Texts: Sync {
    fn text(&self, file: FileId) -> &str;
}

impl Texts for boundaries_graph::SourceMap {
    fn text(&self, file: FileId) -> &str {
        self.file(file).text()
    }
}

/// Names that a body binds.
#[derive(Clone)]
enum Rib {
    Local(Symbol, Ty),
    /// A block that declares items: they hide the locals of the blocks around.
    Scope(ScopeId),
}

pub(crate) struct Walker<'p> {
    pub(crate) program: &'p Program,
    texts: &'p dyn Texts,
    unit: &'p Unit,
    instance: Option<InstanceId>,
    scope: ScopeId,
    context: DependencyKind,
    ribs: Vec<Rib>,
    /// Generic parameters in scope, with the traits that bound them.
    params: Vec<(Symbol, Vec<Def>)>,
    self_type: Option<Ty>,
    /// The trait whose items are walked, for `Self::X` in it.
    self_trait: Option<DefId>,
    implementation: Option<ImplId>,
    return_type: Ty,
    macro_depth: usize,
    /// Closure parameter types that the method around them supplies.
    expected_params: Vec<Ty>,
    found: Found,
}

/// Walks one scope's items. Blocks inside are walked where they stand.
pub(crate) fn walk_scope(program: &Program, texts: &dyn Texts, instance: InstanceId, scope: ScopeIx) -> Found {
    let target = program.scope_in(instance, scope);
    let mut walker = Walker {
        program,
        texts,
        unit: program.unit_of(instance),
        instance: Some(instance),
        scope: target,
        context: program[target].context,
        ribs: Vec::new(),
        params: Vec::new(),
        self_type: None,
        self_trait: None,
        implementation: None,
        return_type: Ty::Unknown,
        macro_depth: 0,
        expected_params: Vec::new(),
        found: Found::default(),
    };
    let items: Vec<_> = walker.facts().list(walker.facts()[scope].items).collect();
    for item in items {
        walker.item(item);
    }
    walker.found
}

impl<'p> Walker<'p> {
    fn facts(&self) -> &'p FileFacts {
        &self.unit.facts
    }

    fn standing(&self, at: u32) -> Standing {
        Standing { scope: self.scope, at, import: None }
    }

    fn type_scope(&self) -> TypeScope<'p> {
        TypeScope {
            unit: self.unit,
            standing: self.standing(u32::MAX),
            self_type: self.self_type.clone(),
            implementation: self.implementation,
            params: self.params.iter().map(|(name, _)| (*name, Ty::Param(*name))).collect(),
        }
    }

    fn record(&mut self, kind: ReferenceKind, resolution: Resolution, at: u32, written: &[Symbol]) {
        if matches!(resolution.def, Def::Primitive(_)) {
            return;
        }
        let from = self.program[self.scope].module;
        if self.program.module_of(resolution.def) == Some(from) {
            return;
        }
        self.found.references.push(RawReference {
            kind,
            from,
            resolution,
            context: self.context,
            file: self.unit.file,
            at,
            written: written.into(),
        });
    }

    fn gap(&mut self, reason: GapReason, at: u32, text: String) {
        let gap = RawGap { reason, scope: self.scope, file: self.unit.file, at, text };
        self.found.gaps.push(gap);
    }

    fn with_ribs<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        let depth = self.ribs.len();
        let result = walk(self);
        self.ribs.truncate(depth);
        result
    }

    fn local(&mut self, name: Symbol, ty: Ty) {
        self.ribs.push(Rib::Local(name, ty));
    }

    /// The type of a local of this name, if one hides every item of it.
    fn find_local(&self, name: Symbol) -> Option<&Ty> {
        for rib in self.ribs.iter().rev() {
            match rib {
                Rib::Local(local, ty) if *local == name => return Some(ty),
                Rib::Local(..) => {}
                Rib::Scope(scope) => {
                    if self.program[*scope].names[Namespace::Values as usize].contains_key(&name) {
                        return None;
                    }
                }
            }
        }
        None
    }

    fn is_param(&self, name: Symbol) -> bool {
        self.params.iter().any(|(param, _)| *param == name)
    }

    /// The traits that a generic parameter is known to implement.
    fn param_bounds(&self, name: Symbol) -> Vec<Def> {
        self.params.iter().filter(|(param, _)| *param == name).flat_map(|(_, bounds)| bounds.iter().copied()).collect()
    }
}

/// Makes a text's names global; names that nothing else uses become `_`.
pub(crate) fn local_unit(program: &Program, file: FileId, facts: FileFacts) -> Unit {
    let symbols =
        facts.names.iter().map(|name| program.symbols.get(name).unwrap_or(program.known.underscore)).collect();
    Unit { file, facts, symbols }
}
