//! Calls of the workspace's `macro_rules!` macros, turned into text whose every name still knows where it stands.
//!
//! A name of the macro's body belongs to the author of the macro: a reference it makes is one of the macro's module, at
//! its place in the body. A name of the call's arguments belongs to the caller. Where a macro calls another, a name keeps
//! the place it was first written at.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use boundaries_graph::{FileId, Limit, SourceMap};

use crate::limits::{Limits, count};
use crate::program::*;
use crate::syntax::facts::{ItemKind, MacroIx, TextRange};
use crate::syntax::macro_rules::{Allowance, Attempt, ExpandError, Expansion, KnownRules, MacroRules, Side};

/// What the expansions of one call in a file may cost together, those inside its expansion included.
pub(crate) fn fuel(limits: Limits) -> usize {
    count((4 * limits.macro_call) >> 10)
}

/// What is left of it behind a call inside that goes beyond a limit: what nests too deeply costs little, what is too long may
/// have been made at length.
pub(crate) fn fuel_beyond(limit: Limit, fuel: usize) -> usize {
    if limit == Limit::Nesting { fuel.saturating_sub(1) } else { 0 }
}

/// What expansions may cost, all together: the bytes of their texts, and what was looked at for each attempt.
///
/// A file of some kilobytes can hold calls that turn into gigabytes, each of them within its own limits. Threads share a
/// budget; whether it is overdrawn in the end does not depend on the order in which they spend.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: u64,
    spent: AtomicU64,
}

impl Budget {
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit, spent: AtomicU64::new(0) }
    }

    /// One that allows nothing.
    pub(crate) fn none() -> Self {
        Self { limit: 0, spent: AtomicU64::new(1) }
    }

    /// Whether more was spent than there was.
    pub(crate) fn is_overdrawn(&self) -> bool {
        self.spent.load(Ordering::Relaxed) > self.limit
    }

    /// What is left of it; nothing at all where it is overdrawn.
    pub(crate) fn rest(self) -> Self {
        match self.limit.checked_sub(self.spent.into_inner()) {
            Some(left) => Self::new(left),
            None => Self::none(),
        }
    }

    pub(crate) fn spend(&self, cost: u64) {
        self.spent.fetch_add(cost, Ordering::Relaxed);
    }
}

/// What one walk takes from a budget.
pub(crate) struct Purse<'b> {
    budget: &'b Budget,
    spent: Cell<u64>,
}

impl<'b> Purse<'b> {
    pub(crate) fn of(budget: &'b Budget) -> Self {
        Self { budget, spent: Cell::new(0) }
    }

    /// What was taken from the budget by way of this.
    pub(crate) fn spent(&self) -> u64 {
        self.spent.get()
    }

    /// Whether there is nothing left of the budget.
    pub(crate) fn is_empty(&self) -> bool {
        self.budget.is_overdrawn()
    }

    fn spend(&self, cost: usize) {
        let cost = cost as u64;
        self.spent.set(self.spent.get() + cost);
        self.budget.spend(cost);
    }
}

/// What it costs to try an expansion, whatever comes of it.
const COST_OF_ATTEMPT: usize = 64;

/// The text that a call turned into.
#[derive(Clone, Debug)]
pub(crate) struct Expanded {
    pub(crate) text: String,
    pieces: Vec<Origin>,
    /// The outermost call, in the text of a file.
    pub(crate) call: Place,
}

/// Where a run of an expansion's text was written.
#[derive(Clone, Copy, Debug)]
struct Origin {
    at: u32,
    len: u32,
    place: Place,
}

/// A byte of a file, and who wrote the name there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub(crate) file: FileId,
    pub(crate) at: u32,
    /// The module of the macro whose body holds the name; none where it stands in the code itself.
    pub(crate) author: Option<ScopeId>,
    /// Tells the names of one expansion's macro body from all others: locals of different marks are different locals.
    pub(crate) mark: u32,
    /// Whether no source holds the name, because the tool itself put it there.
    pub(crate) is_ours: bool,
}

/// The rules that a call is expanded by.
#[derive(Clone, Copy)]
pub(crate) enum Rules {
    /// Of a macro of the workspace.
    Defined(DefId),
    /// Of a macro that is known by its name.
    Known(&'static KnownRules),
}

impl Unit {
    /// Where the byte of this text was written.
    pub(crate) fn place(&self, at: u32) -> Place {
        match &self.expanded {
            None => Place { file: self.file, at, author: None, mark: 0, is_ours: false },
            Some(expanded) => expanded.place(at),
        }
    }

    /// Where the name of a definition stands: its own place, or the call that made it.
    pub(crate) fn definition_place(&self, at: u32) -> (FileId, u32) {
        let place = self.place(at);
        match &self.expanded {
            Some(expanded) if place.author.is_some() || place.is_ours => (expanded.call.file, expanded.call.at),
            _ => (place.file, place.at),
        }
    }

    /// Whether a source shows the name at this byte right behind a keyword, rather than a macro's body putting it there.
    pub(crate) fn is_written_behind(&self, sources: &SourceMap, at: u32, keyword: &str) -> bool {
        if self.expanded.is_none() {
            return true;
        }
        let place = self.place(at);
        let before = sources.file(place.file).text().get(..place.at as usize).unwrap_or_default();
        place.author.is_none() && !place.is_ours && before.trim_end().ends_with(keyword)
    }

    /// The byte that decides which macros are defined above: of the outermost call, for an expansion.
    pub(crate) fn textual_at(&self, at: u32) -> u32 {
        self.expanded.as_ref().map_or(at, |expanded| expanded.call.at)
    }

    pub(crate) fn mark(&self, at: u32) -> u32 {
        self.expanded.as_ref().map_or(0, |expanded| expanded.place(at).mark)
    }

    /// The text that the facts were read from.
    pub(crate) fn text<'t>(&'t self, sources: &'t SourceMap) -> &'t str {
        match &self.expanded {
            Some(expanded) => &expanded.text,
            None => sources.file(self.file).text(),
        }
    }

    pub(crate) fn slice<'t>(&'t self, sources: &'t SourceMap, range: TextRange) -> &'t str {
        self.text(sources).get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// The places of a range of this text, each with the length of its run.
    fn places(&self, start: u32, len: u32) -> Vec<(u32, u32, Place)> {
        let Some(expanded) = &self.expanded else { return vec![(0, len, self.place(start))] };
        let end = start + len;
        let first = expanded.pieces.partition_point(|piece| piece.at + piece.len <= start);
        let overlapping = expanded.pieces[first..].iter().take_while(|piece| piece.at < end);
        overlapping
            .map(|piece| {
                let from = piece.at.max(start);
                let place = match piece.place.is_ours {
                    true => piece.place,
                    false => Place { at: piece.place.at + (from - piece.at), ..piece.place },
                };
                (from - start, end.min(piece.at + piece.len) - from, place)
            })
            .collect()
    }
}

impl Expanded {
    /// One, and one more for each KiB of text.
    pub(crate) fn cost(&self) -> usize {
        1 + (self.text.len() >> 10)
    }

    /// Whether anything of it was written in a file.
    pub(crate) fn is_from(&self, file: FileId) -> bool {
        self.call.file == file || self.pieces.iter().any(|piece| piece.place.file == file)
    }

    /// How long each run of its text is, and who wrote it in which file.
    pub(crate) fn authors(&self) -> impl Iterator<Item = (u32, FileId, Option<ScopeId>, u32, bool)> + '_ {
        self.pieces
            .iter()
            .map(|piece| (piece.len, piece.place.file, piece.place.author, piece.place.mark, piece.place.is_ours))
    }

    /// Moves what was written in a file to where it stands there now.
    pub(crate) fn carry(&mut self, file: FileId, to: impl Fn(u32) -> u32) {
        let pieces = self.pieces.iter_mut().map(|piece| &mut piece.place);
        for place in pieces.chain([&mut self.call]).filter(|place| place.file == file) {
            place.at = to(place.at);
        }
    }

    fn place(&self, at: u32) -> Place {
        let after = self.pieces.partition_point(|piece| piece.at <= at);
        match after.checked_sub(1).map(|before| &self.pieces[before]) {
            Some(piece) => match piece.place.is_ours {
                true => piece.place,
                false => Place { at: piece.place.at + (at - piece.at).min(piece.len), ..piece.place },
            },
            None => self.call,
        }
    }
}

impl Program {
    /// Expands a call that stands in `caller`.
    pub(crate) fn expand(
        &self,
        sources: &SourceMap,
        caller: &Unit,
        call: MacroIx,
        rules: Rules,
        mark: u32,
        purse: &Purse<'_>,
    ) -> Result<Expanded, ExpandError> {
        purse.spend(COST_OF_ATTEMPT);
        let arguments = caller.facts[call].body;
        let text = caller.slice(sources, arguments);
        let path = &caller.facts[caller.facts[call].path];
        let at = caller.facts.segments(path).last().map_or(arguments.start, |last| last.token.at);
        let outermost = match &caller.expanded {
            Some(expanded) => expanded.call,
            None => caller.place(at),
        };
        let allowance = Allowance::from(self.limits);
        let (attempt, macro_body) = match rules {
            Rules::Known(known) => (known.expand(text, allowance), None),
            Rules::Defined(def) => {
                let (unit, body, attempt) = self.expand_defined(sources, def, text, allowance)?;
                (attempt, Some((unit, body, self[self[def].scope].module)))
            }
        };
        purse.spend(attempt.work);
        let Expansion { text, pieces } = attempt.outcome?;
        purse.spend(text.len());
        let mut pieces_of = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let runs = match (piece.side, macro_body) {
                (Side::Arguments, _) => caller.places(arguments.start + piece.from, piece.len),
                (Side::Body, Some((unit, body, author))) => {
                    let mut runs = unit.places(body.start + piece.from, piece.len);
                    for (_, _, place) in &mut runs {
                        (place.author, place.mark) = (Some(author), mark);
                    }
                    runs
                }
                (Side::Body, None) => vec![(0, piece.len, Place { is_ours: true, mark, ..outermost })],
            };
            pieces_of.extend(runs.into_iter().map(|(offset, len, place)| Origin { at: piece.at + offset, len, place }));
        }
        Ok(Expanded { text, pieces: pieces_of, call: outermost })
    }

    /// Expands by the rules of a macro of the workspace; tells where their text stands.
    fn expand_defined(
        &self,
        sources: &SourceMap,
        def: DefId,
        arguments: &str,
        allowance: Allowance,
    ) -> Result<(&Unit, TextRange, Attempt), ExpandError> {
        let data = &self[def];
        let unit = self.unit_of(data.instance);
        let ItemKind::MacroRules { body, .. } = unit.facts[data.item].kind else { return Err(ExpandError::NoRule) };
        let text = unit.slice(sources, body);
        let rules = self
            .rules
            .get(&def)
            .and_then(|rules| rules.get_or_init(|| MacroRules::read(text, allowance.nesting)).as_ref());
        let rules = rules.ok_or(ExpandError::NoRule)?;
        Ok((unit, body, rules.expand(arguments, &self[self[data.scope].krate].dollar, allowance)))
    }
}
