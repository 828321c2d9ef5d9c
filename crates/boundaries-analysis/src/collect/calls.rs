//! Macro calls that may declare something: expanded if the macro is one of the workspace, else taken as they look.

use std::sync::Arc;

use boundaries_graph::{GapReason, Limit, Symbol, Symbols};
use rustc_hash::{FxHashMap, FxHashSet};

use super::items::Owner;
use super::{Collector, Place};
use crate::expand::{Expanded, Purse, Rules, fuel_beyond};
use crate::gap::{Cause, RawGap};
use crate::load;
use crate::program::*;
use crate::syntax::facts::{self, CallPosition, Cfg, FileFacts, ItemIx, ItemKind, MacroCall, MacroIx, Name, ScopeIx};
use crate::syntax::interface::Interface;
use crate::syntax::macro_rules::{ExpandError, KnownRules};
use crate::syntax::{self, Grammar, SyntaxError};

/// A macro call that may declare something.
pub(super) struct Call {
    pub(super) scope: ScopeId,
    pub(super) instance: InstanceId,
    pub(super) ix: MacroIx,
    /// The item it is; none for a call in a body.
    pub(super) item: Option<ItemIx>,
    pub(super) cfg: Cfg,
    /// The trait or `impl` among whose items it stands.
    pub(super) owner: Option<Owner>,
}

impl Collector<'_> {
    /// Expands a call whose macro is defined above it; any other waits.
    pub(super) fn call(&mut self, call: Call) {
        let unit = self.program.unit_of(call.instance);
        let path = &unit.facts[unit.facts[call.ix].path];
        if let ([only], false) = (unit.facts.segments(path), path.is_global()) {
            let at = unit.textual_at(only.token.at);
            if let Some(def) = self.program.textual_macro(call.scope, unit.token(only.token), at) {
                return self.expand(&call, Rules::Defined(def));
            }
        }
        self.waiting.push(call);
    }

    /// Resolves imports and the calls that wait for them, by turns, until no call waits.
    pub(super) fn resolve_calls(&mut self) {
        let mut seen = 0;
        loop {
            let start = self.watch.now();
            self.program.resolve_imports();
            self.program.import_time += self.watch.since(start);
            let waiting = std::mem::take(&mut self.waiting);
            if waiting.is_empty() {
                if !self.body_calls(&mut seen) {
                    return;
                }
                continue;
            }
            let mut progress = false;
            for call in waiting {
                match self.macro_of(&call) {
                    Some(Def::Item(def)) if self.program[def].kind == DefKind::Macro => {
                        self.expand(&call, Rules::Defined(def));
                        progress = true;
                    }
                    Some(_) => {
                        self.guess(&call);
                        progress = true;
                    }
                    None => self.waiting.push(call),
                }
            }
            if !progress {
                for call in std::mem::take(&mut self.waiting) {
                    self.guess(&call);
                }
            }
        }
    }

    /// What the path of a call leads to, as far as imports are known.
    fn macro_of(&self, call: &Call) -> Option<Def> {
        let unit = self.program.unit_of(call.instance);
        let path = &unit.facts[unit.facts[call.ix].path];
        self.program.resolve_macro(call.scope, unit, path).map(|found| found.def)
    }

    /// Calls in bodies that declare items. Tells whether there were any.
    fn body_calls(&mut self, seen: &mut usize) -> bool {
        self.declaring = self.declaring_macros();
        let mut calls = Vec::new();
        for at in *seen..self.program.instances.len() {
            let instance = InstanceId(facts::index(at));
            let unit = self.program.unit_of(instance);
            for (ix, call) in unit.facts.macros.iter().enumerate() {
                if self.may_declare(&unit.facts, |name| Some(unit.symbol(name)), call) {
                    let scope = self.program.scope_in(instance, call.scope);
                    let ix = MacroIx::at(facts::index(ix));
                    let cfg = Cfg { test: unit.facts.is_of_tests(call.body.start), unlikely: false };
                    calls.push(Call { scope, instance, ix, item: None, cfg, owner: None });
                }
            }
        }
        *seen = self.program.instances.len();
        for call in &calls {
            match self.macro_of(call) {
                Some(Def::Item(def)) if self.program[def].kind == DefKind::Macro => {
                    self.expand(call, Rules::Defined(def))
                }
                _ => self.guess(call),
            }
        }
        !calls.is_empty()
    }

    /// Whether a call in a body may declare items.
    fn may_declare(&self, facts: &FileFacts, name_of: impl Fn(Name) -> Option<Symbol>, call: &MacroCall) -> bool {
        let Some(last) = facts.segments(&facts[call.path]).last() else { return false };
        let Some(symbol) = name_of(last.token.name) else { return false };
        let name = self.program.text(symbol);
        may_declare(call, name, self.declaring.contains(&symbol))
    }

    /// The names of macros whose expansion may hold items, their own or those of macros that they call.
    fn declaring_macros(&self) -> FxHashSet<Symbol> {
        let mut declaring = FxHashSet::default();
        let mut callers: FxHashMap<Symbol, Vec<Symbol>> = FxHashMap::default();
        let mut queue = Vec::new();
        for data in self.program.defs.iter().filter(|data| data.kind == DefKind::Macro) {
            let unit = self.program.unit_of(data.instance);
            let ItemKind::MacroRules { holds_items, body, .. } = unit.facts[data.item].kind else { continue };
            if holds_items && declaring.insert(data.name) {
                queue.push(data.name);
            }
            for name in called_macros(unit.slice(&self.sources.map, body)) {
                if let Some(name) = self.program.symbols.get(name) {
                    callers.entry(name).or_default().push(data.name);
                }
            }
        }
        while let Some(name) = queue.pop() {
            for &caller in callers.get(&name).into_iter().flatten() {
                if declaring.insert(caller) {
                    queue.push(caller);
                }
            }
        }
        declaring
    }

    /// A call of a macro from outside the workspace.
    fn guess(&mut self, call: &Call) {
        let unit = self.program.unit_of(call.instance);
        let segments = unit.facts.segments(&unit.facts[unit.facts[call.ix].path]);
        let names = segments.iter().map(|segment| self.program.text(unit.token(segment.token)));
        let is_directory = call.item.is_some() && names.eq(["automod", "dir"]);
        let known = segments.last().and_then(|last| KnownRules::of(self.program.text(unit.token(last.token))));
        match known {
            _ if is_directory && self.modules_of_directory(call) => {}
            Some(known) => self.expand(call, Rules::Known(known)),
            None => self.assume(call),
        }
    }

    /// `automod::dir!("path")`, which declares a module for each file of a directory of the package.
    fn modules_of_directory(&mut self, call: &Call) -> bool {
        let unit = self.program.unit_of(call.instance);
        let range = unit.facts[call.ix].body;
        let argument = unit.slice(&self.sources.map, range).trim();
        let (is_pub, argument) = match argument.strip_prefix("pub ") {
            Some(rest) => (true, rest),
            None => (false, argument),
        };
        let place = self.places[call.instance.0 as usize].clone();
        let Some((file, _)) = self.files.get_index(place.file) else { return false };
        let package = load::package_dir(file, self.reader);
        let directory =
            load::literal_text(argument).zip(package).and_then(|(path, package)| load::normalized(&package.join(path)));
        let Some(directory) = directory else { return false };
        let (file, at) = unit.definition_place(range.start);
        let vis = if is_pub { Visibility::Public } else { Visibility::In(self.program[call.scope].module) };
        for name in self.reader.file_names(&directory) {
            let Some(stem) = name.strip_suffix(".rs").filter(|stem| !matches!(*stem, "lib" | "main" | "mod")) else {
                continue;
            };
            let found = (directory.join(&name), false);
            let name = self.program.symbols.intern(&stem.replace('-', "_"));
            self.file_module(call.scope, name, vis, call.cfg, (file, at), false, found, &place);
        }
        self.program.read_calls.insert((call.instance, call.ix));
        true
    }

    fn expand(&mut self, call: &Call, rules: Rules) {
        let place = &self.places[call.instance.0 as usize];
        let fuel = place.fuel.unwrap_or(self.fuel.len());
        if fuel == self.fuel.len() {
            self.fuel.push(crate::expand::fuel(self.limits));
        }
        let unit = self.program.unit_of(call.instance);
        let reached = [
            (place.expansions >= self.limits.macro_depth, Limit::MacroDepth),
            (self.budget.is_overdrawn(), Limit::ItemMacros),
            (self.fuel[fuel] == 0, Limit::MacroCall),
            (u64::from(self.marks) >= self.limits.item_macro_calls, Limit::ItemMacroCalls),
        ];
        if let Some((_, limit)) = reached.into_iter().find(|(is_reached, _)| *is_reached) {
            return self.call_gap(call, limit);
        }
        self.marks += 1;
        let purse = Purse::of(&self.budget);
        let expanded = match self.program.expand(&self.sources.map, unit, call.ix, rules, self.marks, &purse) {
            Ok(expanded) => expanded,
            Err(ExpandError::NoRule) => {
                self.fuel[fuel] -= 1;
                return self.assume(call);
            }
            Err(ExpandError::Beyond(limit)) => {
                self.fuel[fuel] = fuel_beyond(limit, self.fuel[fuel]);
                return self.call_gap(call, limit);
            }
        };
        let conditions = Arc::clone(&unit.facts.conditions);
        self.fuel[fuel] = self.fuel[fuel].saturating_sub(expanded.cost());
        let grammars = self.grammars(call);
        match syntax::read_first(&expanded.text, 0, grammars, &conditions) {
            Ok((_, facts)) => self.put(call, facts, Some(Arc::new(expanded)), fuel),
            Err(SyntaxError::TooDeep) => self.call_gap(call, Limit::Nesting),
            Err(SyntaxError::Refused { .. }) => self.assume(call),
        }
    }

    /// Takes the contents of a call for what they look like.
    fn assume(&mut self, call: &Call) {
        let place = &self.places[call.instance.0 as usize];
        let read = match (place.text, call.item) {
            (Some(text), Some(item)) => self.files[place.file].contents.get(&(text, item)).copied(),
            _ => None,
        };
        if let Some(text) = read {
            let unit = UnitId(facts::index(self.files[place.file].first + text));
            let place = Place { text: Some(text), cfg: call.cfg, ..place.clone() };
            let is_include = self.program[unit].file != self.program.unit_of(call.instance).file;
            if !is_include {
                self.call_gap(call, GapReason::AssumedItems);
            }
            self.program.read_calls.insert((call.instance, call.ix));
            let instance = self.instantiate(call.scope, unit, place, None);
            return self.collect_items(instance);
        }
        let unit = self.program.unit_of(call.instance);
        let range = unit.facts[call.ix].body;
        let text = unit.slice(&self.sources.map, range);
        if text.trim().is_empty() {
            return;
        }
        let grammars = self.grammars(call);
        let facts = syntax::read_first(text, range.start, grammars, &unit.facts.conditions);
        let expanded = unit.expanded.clone();
        let fuel = place.fuel.unwrap_or(self.fuel.len());
        if let Ok((_, facts)) = facts {
            if call.item.is_some() {
                self.call_gap(call, GapReason::AssumedItems);
            }
            self.put(call, facts, expanded, fuel);
        }
    }

    /// What a call's expansion can be read as.
    fn grammars(&self, call: &Call) -> &'static [Grammar] {
        match (call.item, call.owner) {
            (None, _) => match self.program.unit_of(call.instance).facts[call.ix].position {
                CallPosition::Statement => &[Grammar::Statements],
                _ => &[Grammar::Expressions, Grammar::Statements],
            },
            (Some(_), None) => match self.program.unit_of(call.instance).facts[call.ix].position {
                CallPosition::Foreign => &[Grammar::ForeignItems],
                _ => &[Grammar::Items],
            },
            (Some(_), Some(Owner::Trait(_))) => &[Grammar::TraitItems],
            (Some(_), Some(Owner::Impl(_))) => &[Grammar::ImplItems],
        }
    }

    /// Gives what a call turned into its place in the program.
    fn put(&mut self, call: &Call, mut facts: FileFacts, expanded: Option<Arc<Expanded>>, fuel: usize) {
        let is_body = call.item.is_none();
        let is_empty = match is_body {
            true => {
                let name_of = |name| self.program.symbols.get(facts.name(name));
                facts.scopes.len() == 1 && !facts.macros.iter().any(|call| self.may_declare(&facts, name_of, call))
            }
            false => facts.items.is_empty(),
        };
        if is_empty {
            if !is_body && call.owner.is_none() {
                self.program.read_calls.insert((call.instance, call.ix));
            }
            return;
        }
        facts.compact();
        let outer = &self.places[call.instance.0 as usize];
        let place = Place {
            text: None,
            expansions: outer.expansions + 1,
            fuel: (fuel < self.fuel.len()).then_some(fuel),
            cfg: call.cfg,
            ..outer.clone()
        };
        let caller = self.program.unit_of(call.instance);
        let (file, position) = (caller.file, caller.facts[call.ix].position);
        let merged = match facts.fragment {
            // What a statement declares, the statements behind it see.
            Some(block) if position == CallPosition::Statement => facts[block].scope,
            _ => None,
        };
        let members = facts[ScopeIx::at(0)].items;
        let unit = UnitId(facts::index(self.program.units.len()));
        self.program.units.push(Unit::new(&mut self.program.symbols, file, facts, expanded));
        let instance = self.instantiate(call.scope, unit, place, merged);
        match (call.owner, is_body) {
            (None, false) => {
                self.program.read_calls.insert((call.instance, call.ix));
                self.collect_items(instance);
            }
            (Some(owner), _) => {
                self.program[instance].is_walked = false;
                self.program.expansions.insert((call.instance, call.ix), instance);
                let place = self.places[instance.0 as usize].clone();
                self.members(call.scope, members, &place, owner);
                self.collect_items(instance);
            }
            (None, true) => {
                self.program.expansions.insert((call.instance, call.ix), instance);
                self.collect_items(instance);
            }
        }
    }

    fn call_gap(&mut self, call: &Call, cause: impl Into<Cause>) {
        let cause = cause.into();
        let unit = self.program.unit_of(call.instance);
        let path = &unit.facts[unit.facts[call.ix].path];
        let segments = unit.facts.segments(path);
        let names: Vec<_> = segments.iter().map(|segment| self.program.text(unit.token(segment.token))).collect();
        let text = names.join("::");
        let place = unit.place(segments.last().map_or(0, |last| last.token.at));
        if cause.reason == GapReason::LimitReached {
            self.program.cut_off(call.scope);
        }
        self.program.gaps.push(RawGap { cause, scope: call.scope, file: place.file, at: place.at, text });
    }
}

/// What others can see of a text, as if some of its items were not there. `declaring` are the names of macros whose expansion
/// may hold items.
pub(crate) fn interface(
    symbols: &Symbols,
    declaring: &FxHashSet<Symbol>,
    (facts, text): (&FileFacts, &str),
    left_out: &[ItemIx],
) -> Interface {
    Interface::without(facts, text, left_out, |call: &MacroCall| {
        let segments = facts.segments(&facts[call.path]);
        segments.last().is_some_and(|last| {
            let name = facts.name(last.token.name);
            may_declare(call, name, symbols.get(name).is_some_and(|symbol| declaring.contains(&symbol)))
        })
    })
}

/// Whether a call in a body may declare items, by the name of its macro and whether macros of that name declare some.
pub(crate) fn may_declare(call: &MacroCall, name: &str, is_declaring: bool) -> bool {
    let in_body = matches!(call.position, CallPosition::Statement | CallPosition::Expr);
    let holds_items = call.holds_items && call.known.is_none() && !syntax::is_opaque(name);
    in_body && (holds_items || matches!(name, "lazy_static" | "thread_local") || is_declaring)
}

/// The names in a text that an exclamation mark follows.
fn called_macros(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('!').filter_map(|(at, _)| {
        let name = text[..at].trim_end();
        let start = name
            .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
            .map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
        (start < name.len()).then_some(&name[start..])
    })
}
