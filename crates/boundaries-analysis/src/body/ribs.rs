//! The names that the bodies around bind, innermost last.
//!
//! A name is found by one look-up, however many there are: a function of a hundred thousand lines may look through all
//! of its locals in each of them.

use boundaries_graph::Symbol;
use rustc_hash::FxHashMap;

use crate::program::ScopeId;
use crate::types::Ty;

/// Locals, and the blocks between them that declare items.
#[derive(Default)]
pub(super) struct Ribs {
    locals: Vec<Local>,
    /// Where the innermost local of a name and a mark stands.
    innermost: FxHashMap<(Symbol, u32), u32>,
    /// Blocks that declare items, each with the number of locals outside of it.
    scopes: Vec<(u32, ScopeId)>,
}

struct Local {
    name: Symbol,
    /// The mark of the expansion whose macro's body wrote it.
    mark: u32,
    ty: Ty,
    /// The local that it hides.
    hidden: Option<u32>,
}

/// How many names are bound at a place.
#[derive(Clone, Copy)]
pub(super) struct Depth {
    locals: usize,
    scopes: usize,
}

impl Ribs {
    pub(super) fn depth(&self) -> Depth {
        Depth { locals: self.locals.len(), scopes: self.scopes.len() }
    }

    /// Forgets what was bound since.
    pub(super) fn truncate(&mut self, depth: Depth) {
        self.scopes.truncate(depth.scopes);
        for Local { name, mark, hidden, .. } in self.locals.drain(depth.locals..).rev() {
            match hidden {
                Some(outer) => self.innermost.insert((name, mark), outer),
                None => self.innermost.remove(&(name, mark)),
            };
        }
    }

    pub(super) fn bind(&mut self, name: Symbol, mark: u32, ty: Ty) {
        let hidden = self.innermost.insert((name, mark), position(self.locals.len()));
        self.locals.push(Local { name, mark, ty, hidden });
    }

    /// A block that declares items, which may hide the locals of the blocks around.
    pub(super) fn enter(&mut self, scope: ScopeId) {
        self.scopes.push((position(self.locals.len()), scope));
    }

    /// The type of the local of this name, unless a block inside of it `hides` the name.
    pub(super) fn find(&self, name: Symbol, mark: u32, mut hides: impl FnMut(ScopeId) -> bool) -> Option<&Ty> {
        let found = self.innermost.get(&(name, mark)).copied();
        let inside = self.scopes.iter().rev().take_while(|(outside, _)| found.is_none_or(|found| *outside > found));
        if inside.into_iter().any(|(_, scope)| hides(*scope)) {
            return None;
        }
        found.map(|found| &self.locals[found as usize].ty)
    }
}

fn position(at: usize) -> u32 {
    u32::try_from(at).expect("a text has fewer names than bytes, which are counted in 32 bits")
}
