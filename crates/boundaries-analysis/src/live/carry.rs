//! A file's new text in the place of the old one, where the rest of the workspace sees the same of both.

use boundaries_graph::{FileId, GapReason, SourceMap, Symbol};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

use super::items::ItemEdit;
use super::state::Trace;
use crate::body::Found;
use crate::collect::interface;
use crate::gap::{Cause, RawGap};
use crate::load::ReadFile;
use crate::program::{Program, ScopeKind, Unit, UnitId};
use crate::syntax::facts::{FileFacts, ItemIx, MacroIx, index};
use crate::syntax::interface::PlaceMap;

/// A text of a file, with the macro calls of its interface as they were numbered and as they are.
struct CarriedText {
    facts: Arc<FileFacts>,
    calls: FxHashMap<MacroIx, MacroIx>,
}

/// What a file's new text has in common with the old one.
pub(super) struct Carry {
    pub(super) file: FileId,
    /// The first of its texts among the program's units.
    first: UnitId,
    text: Arc<str>,
    /// How long the old text was.
    pub(super) old_len: usize,
    texts: Vec<CarriedText>,
    /// Where its places went.
    pub(super) places: PlaceMap,
    problem: Option<(Cause, String, u32)>,
    /// Which items came, went or changed.
    pub(super) items: Option<ItemEdit>,
}

impl Carry {
    /// None if the rest of the workspace can see a difference, items apart that nothing in this file knows but code in bodies.
    pub(super) fn new(
        program: &Program,
        declaring: &FxHashSet<Symbol>,
        first: UnitId,
        (old_text, old): &ReadFile,
        (new_text, new): &ReadFile,
    ) -> Option<Self> {
        let is_alone = |unit: &crate::load::SourceUnit| unit.asked.is_empty() && unit.included.is_empty();
        if !is_alone(old) || !is_alone(new) || old.texts.len() != new.texts.len() {
            return None;
        }
        let interface = |facts: &FileFacts, text: &str, left_out: &[ItemIx]| {
            interface(&program.symbols, declaring, (facts, text), left_out)
        };
        let mut places = PlaceMap::default();
        let mut texts = Vec::with_capacity(new.texts.len());
        let mut items = None;
        for (at, (old, new)) in old.texts.iter().zip(&new.texts).enumerate() {
            let same = interface(old, old_text, &[]).places_to(&interface(new, new_text, &[]));
            let (of_text, calls) = match same {
                Some(same) => same,
                // Contents of macro calls are no place for items that come and go.
                None if at > 0 => return None,
                None => {
                    let edit = ItemEdit::between((old, old_text), (new, new_text))?;
                    let before = interface(old, old_text, &edit.removed);
                    let after = interface(new, new_text, &edit.added);
                    let is_mentioned =
                        |name: &String| before.mentions(old, old_text, name) || after.mentions(new, new_text, name);
                    if edit.is_special() || edit.names.iter().any(is_mentioned) {
                        return None;
                    }
                    items = Some(edit);
                    before.places_to(&after)?
                }
            };
            places = places.join(of_text)?;
            texts.push(CarriedText { facts: Arc::clone(new), calls: calls.into_iter().collect() });
        }
        let item = |text: usize, item: ItemIx| match &items {
            Some(edit) if text == 0 => edit.kept(item),
            _ => Some(item),
        };
        let contents: FxHashMap<_, _> =
            old.contents.iter().filter_map(|((text, of), to)| Some(((*text, item(*text, *of)?), *to))).collect();
        if contents != new.contents {
            return None;
        }
        let (text, problem) = (Arc::clone(new_text), new.problem.clone());
        Some(Self { file: program[first].file, first, text, old_len: old_text.len(), texts, places, problem, items })
    }

    /// The facts of the new text.
    pub(super) fn facts(&self) -> &FileFacts {
        &self.texts[0].facts
    }

    /// The units of the file's texts.
    pub(super) fn units(&self) -> impl Iterator<Item = UnitId> + use<> {
        (self.first.0..self.first.0 + index(self.texts.len())).map(UnitId)
    }

    /// Puts the new texts in the place of the old ones, and carries every place in the file over.
    pub(super) fn apply(&self, program: &mut Program, sources: &mut SourceMap, found: &mut [Found], traces: &[Trace]) {
        sources.replace(self.file, Arc::clone(&self.text));
        for (id, text) in self.units().zip(&self.texts) {
            program[id] = Unit::new(&mut program.symbols, self.file, Arc::clone(&text.facts), None);
        }
        self.carry_program(program);
        self.carry_expansions(program);
        self.carry_problem(program);
        let concerned = found.iter_mut().zip(traces).filter(|(_, trace)| trace.files.contains(&self.file));
        for (found, _) in concerned {
            let references = found.references.iter_mut().map(|reference| (reference.file, &mut reference.at));
            let gaps = found.gaps.iter_mut().map(|gap| (gap.file, &mut gap.at));
            for (_, at) in references.chain(gaps).filter(|(file, _)| *file == self.file) {
                *at = self.places.at(*at);
            }
        }
    }

    /// The text of this file that a unit is, if it is one.
    fn text_of(&self, unit: UnitId) -> Option<&CarriedText> {
        self.texts.get(unit.0.checked_sub(self.first.0)? as usize)
    }

    fn carry_program(&self, program: &mut Program) {
        let is_ours: Vec<bool> =
            program.instances.iter().map(|instance| self.text_of(instance.unit).is_some()).collect();
        for def in program.defs.iter_mut().filter(|def| is_ours[def.instance.0 as usize]) {
            def.at = self.places.at(def.at);
        }
        for import in program.imports.iter_mut().filter(|import| is_ours[import.instance.0 as usize]) {
            import.at = self.places.at(import.at);
        }
        for imp in program.impls.iter_mut().filter(|imp| is_ours[imp.instance.0 as usize]) {
            imp.at = self.places.at(imp.at);
        }
        let in_file: Vec<bool> = program
            .scopes
            .iter()
            .map(|scope| match &program[scope.module].kind {
                ScopeKind::Module(data) => data.file == self.file,
                ScopeKind::Block => false,
            })
            .collect();
        for (scope, in_file) in program.scopes.iter_mut().zip(in_file) {
            if let ScopeKind::Module(data) = &mut scope.kind
                && data.declared.0 == self.file
                && scope.parent.is_some()
            {
                data.declared.1 = self.places.at(data.declared.1);
            }
            if in_file {
                for (_, at) in scope.textual.values_mut().flatten() {
                    *at = self.places.at(*at);
                }
            }
        }
        for gap in program.gaps.iter_mut().filter(|gap| gap.file == self.file) {
            gap.at = self.places.at(gap.at);
        }
    }

    /// What macro calls of the file turned into, and what macros of the file turned calls into.
    fn carry_expansions(&self, program: &mut Program) {
        for unit in &mut program.units {
            if let Some(expanded) = unit.expanded.as_mut().filter(|expanded| expanded.is_from(self.file)) {
                Arc::make_mut(expanded).carry(self.file, |at| self.places.at(at));
            }
        }
        let instances = &program.instances;
        let carried = |instance: &crate::program::InstanceId, call: &MacroIx| {
            let text = self.text_of(instances[instance.0 as usize].unit);
            (*instance, text.map_or(*call, |text| *text.calls.get(call).unwrap_or(call)))
        };
        program.read_calls = program.read_calls.iter().map(|(instance, call)| carried(instance, call)).collect();
        let expansions = program.expansions.iter();
        program.expansions = expansions.map(|((instance, call), of)| (carried(instance, call), *of)).collect();
    }

    /// A file that the parser refuses is a gap of every module that it is.
    fn carry_problem(&self, program: &mut Program) {
        let is_problem = |gap: &RawGap| {
            gap.file == self.file
                && matches!(
                    gap.cause.reason,
                    GapReason::UnreadableFile | GapReason::UnparsedFile | GapReason::ReadByTokens
                )
        };
        program.gaps.retain(|gap| !is_problem(gap));
        let Some((cause, message, at)) = &self.problem else { return };
        let modules = program.instances.iter().filter(|instance| instance.unit == self.first);
        let gap = |instance: &crate::program::Instance| RawGap {
            cause: *cause,
            scope: instance.scopes[0],
            file: self.file,
            at: *at,
            text: message.clone(),
        };
        let gaps: Vec<RawGap> = modules.map(gap).collect();
        program.gaps.extend(gaps);
    }
}
