//! The walk over signatures and bodies that finds every reference.
//!
//! A [`Walker`] stands in one scope of one text. It keeps the names that bodies bind (locals, parameters, generics), so
//! that a local hides an item of its name, and the types of those locals as far as they are written down somewhere, so
//! that a method can be found without a compiler. What it finds are [`RawReference`]s and gaps, in the order of the text.

mod calls;
mod exprs;
mod fits;
mod inherent;
mod items;
mod macros;
mod methods;
mod paths;
mod patterns;
mod ribs;
mod rivals;
mod std_types;

use boundaries_graph::{DependencyKind, FileId, GapReason, Limit, ReferenceKind, SourceMap, Symbol};
use smallvec::SmallVec;

use std::sync::Arc;

use crate::expand::{Budget, Expanded, Purse, fuel};
use crate::gap::{Cause, RawGap};
use crate::listed::Listed;
use crate::lookup::Standing;
use crate::program::*;
use crate::reads::{self, Read};
use crate::syntax::facts::{FileFacts, ScopeIx};
use crate::types::{Ty, TypeScope};

use self::fits::Fit;
use self::ribs::Ribs;

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
    pub(crate) written: SmallVec<[Symbol; 2]>,
    /// Whether it was found in an expansion, so that it may have been found in another one too.
    pub(crate) expanded: bool,
    /// Whether a macro's body mentions it only because of what the macro's caller gave it.
    pub(crate) by_caller: bool,
    /// The public item in whose signature it stands.
    pub(crate) exposed_by: Option<DefId>,
}

/// What a walk found.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) references: Vec<RawReference>,
    pub(crate) gaps: Vec<RawGap>,
    /// What its macro calls took from the budget of all bodies.
    pub(crate) cost: u64,
    /// What it asked of the program, where that is taken down.
    pub(crate) reads: Box<[u64]>,
}

pub(crate) struct Walker<'p> {
    pub(crate) program: &'p Program,
    sources: &'p SourceMap,
    unit: &'p Unit,
    instance: Option<InstanceId>,
    scope: ScopeId,
    context: DependencyKind,
    ribs: Ribs,
    /// Generic parameters in scope, with the traits that bound them.
    params: Vec<(Symbol, Vec<Def>)>,
    self_type: Option<Ty>,
    /// The trait whose items are walked, for `Self::X` in it.
    self_trait: Option<DefId>,
    implementation: Option<ImplId>,
    /// The name of the function around.
    function: Option<Symbol>,
    /// The public item whose signature is walked.
    signature: Option<DefId>,
    return_type: Ty,
    /// How many macro calls are around.
    macro_depth: u64,
    /// What the expansions of the call in the file that is being walked may still cost.
    fuel: usize,
    /// What the expansions of all bodies may still cost.
    purse: &'p Purse<'p>,
    /// How many expansions there were.
    marks: u32,
    /// Constant parameters in scope.
    const_params: Vec<Symbol>,
    /// Generic parameters in scope that are functions.
    callables: Vec<(Symbol, Ty)>,
    found: Found,
}

/// Walks one scope's items. Blocks inside are walked where they stand.
pub(crate) fn walk_scope(
    program: &Program,
    sources: &SourceMap,
    (instance, scope): (InstanceId, ScopeIx),
    budget: &Budget,
) -> Found {
    if program.is_left_out(instance, scope) {
        return Found::default();
    }
    let target = program.scope_in(instance, scope);
    if program.is_in_twin(target) {
        return Found::default();
    }
    let context = match program[target].context {
        DependencyKind::Normal if program[instance].is_test => DependencyKind::Test,
        context => context,
    };
    let purse = Purse::of(budget);
    let mut walker = Walker {
        program,
        sources,
        unit: program.unit_of(instance),
        instance: Some(instance),
        scope: target,
        context,
        ribs: Ribs::default(),
        params: Vec::new(),
        self_type: None,
        self_trait: None,
        implementation: None,
        function: None,
        signature: None,
        return_type: Ty::Unknown,
        macro_depth: 0,
        fuel: fuel(program.limits),
        purse: &purse,
        // Expansions that declare something took the marks below.
        marks: 1 << 31,
        const_params: Vec::new(),
        callables: Vec::new(),
        found: Found::default(),
    };
    let items: Vec<_> = walker.facts().list(walker.facts()[scope].items).collect();
    for item in items {
        walker.item(item);
    }
    // Most scopes are small, and there are many.
    walker.found.references.shrink_to_fit();
    walker.found.gaps.shrink_to_fit();
    walker.found.cost = walker.purse.spent();
    walker.found
}

impl<'p> Walker<'p> {
    fn facts(&self) -> &'p FileFacts {
        &self.unit.facts
    }

    fn standing(&self, at: u32) -> Standing<'static> {
        Standing { scope: self.scope, at: self.unit.textual_at(at), import: None, seen: None }
    }

    fn type_scope(&self) -> TypeScope<'p> {
        TypeScope {
            unit: self.unit,
            standing: self.standing(u32::MAX),
            self_type: self.self_type.clone(),
            implementation: self.implementation,
            params: {
                let types = self.params.iter().map(|(name, _)| name);
                types.chain(&self.const_params).map(|name| (*name, Ty::Param(*name))).collect()
            },
        }
    }

    fn record(&mut self, kind: ReferenceKind, resolution: Resolution, at: u32, written: &[Symbol]) {
        if matches!(resolution.def, Def::Primitive(_)) {
            return;
        }
        let place = self.unit.place(at);
        if place.is_ours {
            return;
        }
        let here = self.program.visible_module(self.scope);
        let from = place.author.unwrap_or(here);
        let target = self.program.module_of(resolution.def);
        // What stays in the module is no reference, but a signature shows it to others.
        if target == Some(from) && self.signature.is_none() {
            return;
        }
        // What the author of a macro cannot reach, or what is the caller's own, the author did not mean.
        let by_caller = match (place.author, target) {
            (Some(author), Some(target)) => target == here || !self.program.can_reach(author, target),
            _ => false,
        };
        self.found.references.push(RawReference {
            kind,
            from,
            resolution,
            context: self.context_at(at),
            file: place.file,
            at: place.at,
            written: written.into(),
            expanded: self.unit.expanded.is_some(),
            by_caller,
            exposed_by: self.signature,
        });
    }

    /// What code a place of this text is part of.
    fn context_at(&self, at: u32) -> DependencyKind {
        match self.context {
            DependencyKind::Normal if self.facts().is_of_tests(at) => DependencyKind::Test,
            context => context,
        }
    }

    fn gap(&mut self, cause: impl Into<Cause>, at: u32, text: String) {
        let place = self.unit.place(at);
        if place.is_ours {
            return;
        }
        let scope = place.author.unwrap_or(self.scope);
        self.found.gaps.push(RawGap { cause: cause.into(), scope, file: place.file, at: place.at, text });
    }

    fn with_ribs<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        let depth = self.ribs.depth();
        let result = walk(self);
        self.ribs.truncate(depth);
        result
    }

    fn local(&mut self, name: Symbol, at: u32, ty: Ty) {
        self.ribs.bind(name, self.unit.mark(at), ty);
    }

    /// A method or field whose receiver's type is not known, or that several definitions could be.
    fn unknown_receiver(&mut self, name: &str, at: u32) {
        // What an expansion does not tell is no gap of the call.
        if self.unit.expanded.is_none() {
            self.gap(GapReason::UnknownReceiver, at, name.to_owned());
        }
    }

    /// The type of a local of this name, if one hides every item of it.
    fn find_local(&self, name: Symbol, at: u32) -> Option<&Ty> {
        self.ribs.find(name, self.unit.mark(at), |scope| {
            reads::note(Read::Name(scope, name));
            self.program[scope].names[Namespace::Values as usize].contains_key(&name)
        })
    }

    fn is_param(&self, name: Symbol) -> bool {
        self.params.iter().any(|(param, _)| *param == name)
    }

    /// The traits that a generic parameter is known to implement.
    fn param_bounds(&self, name: Symbol) -> Vec<Def> {
        self.params.iter().filter(|(param, _)| *param == name).flat_map(|(_, bounds)| bounds.iter().copied()).collect()
    }
}

impl Unit {
    /// Makes the names of a text that is only walked global; names that nothing else uses become `_`.
    fn walked(program: &Program, file: FileId, facts: FileFacts, expanded: Option<Arc<Expanded>>) -> Self {
        let symbols = facts.names.iter().map(|name| program.symbol(name).unwrap_or(program.known.underscore)).collect();
        Self { file, facts: Arc::new(facts), symbols, expanded }
    }
}
