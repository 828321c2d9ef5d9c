//! Writing down what a matched rule turns into.

use super::matching::{Binding, Bindings, Captured};
use super::rules::{Fragment, Output, Rule};
use super::{Expansion, Piece, Side};
use crate::syntax::facts::index;

/// The texts that an expansion is made of.
#[derive(Clone, Copy)]
pub(super) struct Texts<'t> {
    pub(super) body: &'t str,
    pub(super) arguments: &'t str,
    /// What `$crate` becomes.
    pub(super) krate: &'t str,
}

/// Writes a rule's output; none where it would be longer than `limit`, or a repetition's variables disagree.
pub(super) fn transcribe(rule: &Rule, bindings: &Bindings, texts: Texts<'_>, limit: usize) -> Option<Expansion> {
    let expansion = Expansion { text: String::new(), pieces: Vec::new() };
    let mut writer = Writer { texts, bindings, turns: Vec::new(), limit, expansion };
    writer.all(&rule.output)?;
    Some(writer.expansion)
}

struct Writer<'b> {
    texts: Texts<'b>,
    bindings: &'b Bindings,
    /// The turn that each repetition around is in.
    turns: Vec<usize>,
    limit: usize,
    expansion: Expansion,
}

impl Writer<'_> {
    fn all(&mut self, outputs: &[Output]) -> Option<()> {
        for (at, output) in outputs.iter().enumerate() {
            if self.expansion.text.len() > self.limit {
                return None;
            }
            match output {
                Output::Text { start, end } => self.copy(Side::Body, *start, *end),
                Output::Crate => {
                    self.space();
                    self.expansion.text.push_str(self.texts.krate);
                }
                Output::Variable { name, start, end } => match self.captured(name) {
                    Some(captured) => {
                        let next = match outputs.get(at + 1) {
                            Some(Output::Text { start, end }) => &self.texts.body[*start as usize..*end as usize],
                            _ => "",
                        };
                        self.fragment(captured, next.starts_with("::"));
                    }
                    // Not one of this macro's: it belongs to a macro that is being made.
                    None => self.copy(Side::Body, *start, *end),
                },
                Output::Repeat { of, separator } => {
                    for turn in 0..self.count(of)? {
                        if turn > 0 {
                            self.space();
                            self.expansion.text.push_str(separator);
                        }
                        self.turns.push(turn);
                        let result = self.all(of);
                        self.turns.pop();
                        result?;
                    }
                }
            }
        }
        Some(())
    }

    /// What a variable captured in the current turn of the repetitions around.
    fn captured(&self, name: &str) -> Option<Captured> {
        let mut binding = self.bindings.get(name)?;
        for &turn in &self.turns {
            match binding {
                Binding::One(_) => break,
                Binding::Many(turns) => binding = turns.get(turn)?,
            }
        }
        match binding {
            Binding::One(captured) => Some(*captured),
            Binding::Many(_) => None,
        }
    }

    /// How many turns a repetition takes: as many as the variables in it captured at this depth.
    fn count(&self, of: &[Output]) -> Option<usize> {
        let mut count = None;
        for output in of {
            let found = match output {
                Output::Variable { name, .. } => self.turns_of(name),
                Output::Repeat { of, .. } => self.count(of),
                Output::Text { .. } | Output::Crate => None,
            };
            // Variables that disagree are the caller's mistake, which the compiler reports.
            count = count.or(found);
        }
        count
    }

    fn turns_of(&self, name: &str) -> Option<usize> {
        let mut binding = self.bindings.get(name)?;
        for &turn in &self.turns {
            match binding {
                Binding::One(_) => return None,
                Binding::Many(turns) => binding = turns.get(turn)?,
            }
        }
        match binding {
            Binding::One(_) => None,
            Binding::Many(turns) => Some(turns.len()),
        }
    }

    /// Writes a fragment so that it stays one: an expression in parentheses, a type that is more than a name in angle
    /// brackets where a path goes on behind it.
    fn fragment(&mut self, captured: Captured, path_follows: bool) {
        if captured.start == captured.end {
            return;
        }
        let text = &self.texts.arguments[captured.start as usize..captured.end as usize];
        let is_name = text.split("::").all(|name| name.trim().chars().all(|c| c.is_alphanumeric() || c == '_'));
        let (open, close) = match captured.kind {
            Fragment::Expr if !captured.is_single => ("(", ")"),
            Fragment::Pat if text.contains('|') => ("(", ")"),
            Fragment::Ty if path_follows && !is_name => ("<", ">"),
            _ => ("", ""),
        };
        self.space();
        self.expansion.text.push_str(open);
        self.push(Side::Arguments, captured.start, captured.end);
        self.expansion.text.push_str(close);
    }

    fn copy(&mut self, side: Side, start: u32, end: u32) {
        self.space();
        self.push(side, start, end);
    }

    fn push(&mut self, side: Side, start: u32, end: u32) {
        let source = if side == Side::Body { self.texts.body } else { self.texts.arguments };
        let at = index(self.expansion.text.len());
        self.expansion.text.push_str(&source[start as usize..end as usize]);
        self.expansion.pieces.push(Piece { at, side, from: start, len: end - start });
    }

    fn space(&mut self) {
        if !self.expansion.text.is_empty() {
            self.expansion.text.push(' ');
        }
    }
}
