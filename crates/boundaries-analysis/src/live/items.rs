//! Functions, methods, constants and statics that come, go or change in an edited text, where nothing but code in bodies knows
//! them.
//!
//! Nothing leads to such an item but its name, and no name leads anywhere that nobody writes. So where its name stands in no
//! declaration, import or macro, only those bodies can see a difference that write the name.

use rustc_hash::{FxHashMap, FxHashSet};

use super::renumber::Renumbering;
use crate::program::*;
use crate::syntax::facts::{Cfg, FileFacts, ItemIx, ItemKind, ScopeIx, index};
use crate::syntax::interface::{Home, PlainItem};
use crate::syntax::macro_rules::KnownRules;

/// Where more names than this come, go or change, joining everything anew is not much slower than looking for them.
const MANY: usize = 16;

/// What an edit did to the items of a text.
#[derive(Debug)]
pub(super) struct ItemEdit {
    /// The names of the items that came, went or changed.
    pub(super) names: Vec<String>,
    /// Those of the old text, in order.
    pub(super) removed: Vec<ItemIx>,
    /// Those of the new text, in order.
    pub(super) added: Vec<ItemIx>,
    /// What declares these.
    homes: Vec<Home>,
    /// Where each item of the old text is in the new one.
    kept: Vec<Option<ItemIx>>,
}

/// What of the definitions stands in front of a place, as far as that can be told.
enum Made {
    Nothing,
    Definition(DefId),
    Unknown,
}

impl ItemEdit {
    /// What happened between two texts; none if it is more than that.
    pub(super) fn between(old: (&FileFacts, &str), new: (&FileFacts, &str)) -> Option<Self> {
        let (before, after) = (PlainItem::all(old.0, old.1), PlainItem::all(new.0, new.1));
        let of = |all: &FxHashMap<&str, Vec<PlainItem>>, name: &str| all.get(name).map_or(0, Vec::len);
        let mut names: Vec<&str> = before.keys().chain(after.keys()).copied().collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|name| match (before.get(name), after.get(name)) {
            (Some(before), Some(after)) => {
                before.len() != after.len() || !before.iter().zip(after).all(|(before, after)| before.is_same(after))
            }
            _ => true,
        });
        if names.is_empty()
            || names.len() > MANY
            || names.iter().any(|name| of(&before, name) > 1 || of(&after, name) > 1)
        {
            return None;
        }
        let mut removed: Vec<ItemIx> =
            names.iter().filter_map(|name| before.get(name)).flatten().map(|plain| plain.item).collect();
        let mut added: Vec<(ItemIx, Home)> =
            names.iter().filter_map(|name| after.get(name)).flatten().map(|plain| (plain.item, plain.home)).collect();
        removed.sort_unstable();
        added.sort_unstable();
        let (added, homes): (Vec<_>, Vec<_>) = added.into_iter().unzip();
        let items = |facts: &FileFacts| (0..facts.items.len()).map(|at| ItemIx::at(index(at))).collect::<Vec<_>>();
        let mut stays = items(new.0).into_iter().filter(|item| added.binary_search(item).is_err());
        let kept = items(old.0)
            .into_iter()
            .map(|item| if removed.binary_search(&item).is_ok() { None } else { stays.next() })
            .collect();
        let names = names.into_iter().map(str::to_owned).collect();
        Some(Self { names, removed, added, homes, kept })
    }

    /// Where an item of the old text is in the new one.
    pub(super) fn kept(&self, item: ItemIx) -> Option<ItemIx> {
        self.kept.get(item.place() as usize).copied().flatten()
    }

    /// Whether the tool itself knows one of the names.
    pub(super) fn is_special(&self) -> bool {
        let mut symbols = boundaries_graph::Symbols::default();
        Known::new(&mut symbols);
        let is_known = |name: &String| {
            symbols.get(name).is_some() || name == "main" || KnownRules::words().any(|word| word == name)
        };
        self.names.iter().any(is_known)
    }

    /// The number that a new analysis would give each added item, in numbers of before; none if that cannot be told.
    pub(super) fn places(&self, program: &Program, instance: InstanceId, new: &FileFacts) -> Option<Vec<DefId>> {
        let old = &program.unit_of(instance).facts;
        let mut made: FxHashMap<ItemIx, (DefId, DefId)> = FxHashMap::default();
        for (at, def) in program.defs.iter().enumerate().filter(|(_, def)| def.instance == instance) {
            let id = DefId(index(at));
            made.entry(def.item).or_insert((id, id)).1 = id;
        }
        let mut back: FxHashMap<ItemIx, ItemIx> = FxHashMap::default();
        for (at, kept) in self.kept.iter().enumerate() {
            if let Some(kept) = kept {
                back.insert(*kept, ItemIx::at(index(at)));
            }
        }
        let siblings = Siblings { facts: old, made };
        let mut places: Vec<(DefId, Home)> = Vec::new();
        for (item, home) in self.added.iter().zip(&self.homes) {
            let beside = |item: ItemIx, home: Home| {
                let list: Vec<ItemIx> = new.list(home.items(new)).collect();
                let at = list.iter().position(|other| *other == item)?;
                let before = list[..at].iter().rev().filter_map(|sibling| back.get(sibling)).copied();
                let after = list[at + 1..].iter().filter_map(|sibling| back.get(sibling)).copied();
                match siblings.last(before) {
                    Made::Definition(DefId(last)) => Some(Made::Definition(DefId(last + 1))),
                    Made::Nothing => Some(siblings.first(after)),
                    Made::Unknown => None,
                }
            };
            let place = match (beside(*item, *home)?, *home) {
                (Made::Definition(place), _) => place,
                // Nothing else is left in the `impl`.
                (Made::Nothing, Home::Impl(imp, _)) => {
                    let around = (0..new.scopes.len()).map(|at| Home::Scope(ScopeIx::at(index(at))));
                    match around.filter_map(|scope| beside(imp, scope)).next()? {
                        Made::Definition(place) => place,
                        Made::Nothing | Made::Unknown => return None,
                    }
                }
                (Made::Nothing | Made::Unknown, _) => return None,
            };
            // Which of two comes first is known beside each other only.
            if places.iter().any(|(other, of)| *other == place && of != home) {
                return None;
            }
            places.push((place, *home));
        }
        Some(places.into_iter().map(|(place, _)| place).collect())
    }

    /// Makes the items of the new text definitions, and forgets those of the old one. The text is in its place already. None
    /// if something else knows an item that is gone, or if imports bring in the same name on several ways.
    pub(super) fn apply(&self, program: &mut Program, instance: InstanceId, places: &[DefId]) -> Option<Renumbering> {
        if program.leaves_names_out() {
            return None;
        }
        let is_removed = |def: &DefData| def.instance == instance && self.removed.binary_search(&def.item).is_ok();
        let names: Vec<_> = self.names.iter().map(|name| program.symbols.intern(name)).collect();
        for scope in &mut program.scopes {
            for name in &names {
                let gone = scope.names[Namespace::Values as usize].remove(name);
                program.glob_names += gone.iter().flatten().filter(|binding| binding.is_glob).count() as u64;
            }
        }
        let removed: Vec<bool> = program.defs.iter().map(is_removed).collect();
        for (at, removed) in removed.iter().enumerate() {
            if *removed {
                forget_member(program, DefId(index(at)));
            }
        }
        if removed.iter().filter(|removed| **removed).count() != self.removed.len() {
            return None;
        }
        let numbers = Renumbering::new(&removed, places);
        self.renumber_items(program, instance);
        let new: Vec<DefData> = self
            .added
            .iter()
            .zip(&self.homes)
            .map(|(item, home)| definition(program, instance, *item, *home))
            .collect::<Option<_>>()?;
        numbers.apply(program, new)?;
        for added in &numbers.added {
            bind(program, *added)?;
        }
        Some(numbers)
    }

    /// Items have other numbers in the new text.
    fn renumber_items(&self, program: &mut Program, instance: InstanceId) {
        for def in program.defs.iter_mut().filter(|def| def.instance == instance) {
            def.item = self.kept(def.item).unwrap_or(def.item);
        }
        let mut impls = Vec::new();
        for (at, imp) in program.impls.iter_mut().enumerate().filter(|(_, imp)| imp.instance == instance) {
            program.impl_of.remove(&(instance, imp.item));
            imp.item = self.kept(imp.item).unwrap_or(imp.item);
            impls.push(((instance, imp.item), ImplId(index(at))));
        }
        program.impl_of.extend(impls);
    }
}

/// The items of a text, and the first and last definition that each of them is.
struct Siblings<'f> {
    facts: &'f FileFacts,
    made: FxHashMap<ItemIx, (DefId, DefId)>,
}

impl Siblings<'_> {
    /// The last definition of the nearest item that makes one; the nearest comes first.
    fn last(&self, items: impl Iterator<Item = ItemIx>) -> Made {
        for item in items {
            let made = match self.facts[item].kind {
                ItemKind::Mod { scope: Some(scope), .. } => {
                    let inside: Vec<ItemIx> = self.facts.list(self.facts[scope].items).collect();
                    self.last(inside.into_iter().rev())
                }
                _ => self.made_by(item, |(_, last)| last, Iterator::max),
            };
            if !matches!(made, Made::Nothing) {
                return made;
            }
        }
        Made::Nothing
    }

    /// The first definition of the nearest item that makes one.
    fn first(&self, items: impl Iterator<Item = ItemIx>) -> Made {
        for item in items {
            let made = match self.facts[item].kind {
                ItemKind::Mod { .. } => Made::Unknown,
                _ => self.made_by(item, |(first, _)| first, Iterator::min),
            };
            if !matches!(made, Made::Nothing) {
                return made;
            }
        }
        Made::Nothing
    }

    fn made_by(
        &self,
        item: ItemIx,
        of: impl Fn((DefId, DefId)) -> DefId,
        choose: impl Fn(std::vec::IntoIter<DefId>) -> Option<DefId>,
    ) -> Made {
        let mut items = vec![item];
        match self.facts[item].kind {
            ItemKind::Mod { .. } | ItemKind::MacroCall(_) => return Made::Unknown,
            ItemKind::Trait { items: members, .. } | ItemKind::Impl { items: members, .. } => {
                items.extend(self.facts.list(members));
            }
            _ => {}
        }
        // Nobody knows here what a macro call among them made, and when.
        if items.iter().any(|item| matches!(self.facts[*item].kind, ItemKind::MacroCall(_))) {
            return Made::Unknown;
        }
        let made: Vec<DefId> = items.iter().filter_map(|item| self.made.get(item)).map(|made| of(*made)).collect();
        choose(made.into_iter()).map_or(Made::Nothing, Made::Definition)
    }
}

/// The definition of an item; none where it stands beside what a macro call makes.
fn definition(program: &Program, instance: InstanceId, item: ItemIx, home: Home) -> Option<DefData> {
    let unit = program.unit_of(instance);
    let facts = &unit.facts;
    let (scope, implementation, cfg) = match home {
        Home::Scope(scope) => (program.scope_in(instance, scope), None, Cfg::default()),
        Home::Impl(of, _) => {
            let id = *program.impl_of.get(&(instance, of))?;
            if facts.list(home.items(facts)).any(|item| matches!(facts[item].kind, ItemKind::MacroCall(_))) {
                return None;
            }
            (program[id].scope, Some(id), facts[of].cfg)
        }
    };
    let of = &facts[item];
    let kind = match of.kind {
        ItemKind::Fn(_) => DefKind::Function,
        ItemKind::Const { .. } => DefKind::Const,
        ItemKind::Static { .. } if implementation.is_none() => DefKind::Static,
        _ => return None,
    };
    Some(DefData {
        kind,
        name: unit.token(of.name),
        scope,
        instance,
        item,
        at: of.name.at,
        parent: None,
        implementation,
        vis: program.visibility(scope, instance, of.vis),
        unlikely: of.cfg.within(cfg).unlikely || program[scope].unlikely,
    })
}

/// Takes a definition out of its `impl`, if it has one.
fn forget_member(program: &mut Program, def: DefId) {
    let DefData { name, implementation: Some(id), .. } = program[def] else { return };
    let imp = &mut program[id];
    imp.items.retain(|other| *other != def);
    if let Some(Def::Item(head)) = imp.self_head
        && let Some(members) = program.members.get_mut(&head)
        && let Some(named) = members.get_mut(&name)
    {
        named.retain(|other| *other != def);
        if named.is_empty() {
            members.remove(&name);
        }
    }
}

/// Files a definition under its `impl`, and the type of that.
fn file_member(program: &mut Program, def: DefId, id: ImplId) {
    let name = program[def].name;
    let items = &mut program[id].items;
    items.insert(items.partition_point(|other| *other < def), def);
    if let Some(Def::Item(head)) = program[id].self_head {
        program.members.entry(head).or_default().entry(name).or_default().push(def);
    }
}

/// Brings a definition into its scope, and into those that import everything from there.
fn bind(program: &mut Program, def: DefId) -> Option<()> {
    let DefData { scope, name, vis, unlikely, implementation, .. } = program[def];
    if let Some(id) = implementation {
        file_member(program, def, id);
        return Some(());
    }
    let space = Namespace::Values;
    let binding = Binding {
        def: Def::Item(def),
        vis,
        import: None,
        source: program[scope].module,
        source_name: name,
        is_glob: false,
        unlikely,
    };
    program.file_binding(scope, space, name, binding);
    if program.leaves_names_out() {
        return None;
    }
    let mut globs: FxHashMap<ScopeId, Vec<ImportId>> = FxHashMap::default();
    for (at, import) in program.imports.iter().enumerate() {
        if import.kind == ImportKind::Glob
            && let Some(Resolution { def: Def::Module(source), .. }) = import.targets[Namespace::Types as usize]
            && source != import.scope
        {
            globs.entry(source).or_default().push(ImportId(index(at)));
        }
    }
    let mut seen: FxHashSet<ScopeId> = [scope].into_iter().collect();
    let mut queue = vec![scope];
    while let Some(source) = queue.pop() {
        for &id in globs.get(&source).into_iter().flatten() {
            let into = program[id].scope;
            let Some(binding) = program.lookup(source, name, space, into, Some(id)) else { continue };
            if !program.can_see(into, binding.vis) {
                continue;
            }
            // Which of two ways counts depends on the order in which imports are tried.
            if !seen.insert(into) {
                return None;
            }
            let copy = program.glob_copy(id, source, name, binding);
            if !program.file_glob(into, space, name, copy) || program.leaves_names_out() {
                return None;
            }
            queue.push(into);
        }
    }
    Some(())
}
