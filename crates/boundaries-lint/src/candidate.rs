//! What a rule hands to the engine: a finding without a level, an enforcement, or a waiver.

use boundaries_graph::{Definition, ModuleGraph, ModuleId, ModuleView, PackageId, Reference, Span};
use boundaries_policy::TeamId;

use crate::finding::{Help, HelpKind, Label, LabelRole, Place};
use crate::rule::RuleContext;

/// A statement of a rule, before the engine has judged it.
///
/// Rule, consumer and provider are the key of the finding, from which its fingerprint is made and by which a baseline knows
/// it again: they hold no line numbers, and are the same on every machine.
#[derive(Clone, Default, Debug)]
#[non_exhaustive]
pub struct Candidate {
    /// The path of the module that depends, or whatever takes its place.
    pub consumer: String,
    /// The path of the item that is depended on, or whatever takes its place; may be empty.
    pub provider: String,
    /// The statement in one line: lower case, no full stop, enough by itself.
    pub headline: String,
    /// The teams on the consuming side.
    pub consumers: Vec<TeamId>,
    /// The teams on the providing side, whose enforcement holds; where there are none, that of the workspace.
    pub providers: Vec<TeamId>,
    /// Places that explain it.
    pub labels: Vec<Label>,
    /// Every place in code that it stands for; comments tolerate by these.
    pub places: Vec<Place>,
    /// Facts that no place can show.
    pub notes: Vec<String>,
    /// Ways on, the one to try first in front.
    pub help: Vec<Help>,
    /// The packages that it belongs to; `-p` selects by them.
    pub packages: Vec<PackageId>,
    /// What an exception has to match to waive it; none if no exception can.
    pub subject: Option<Subject>,
}

/// The coupling that a statement is about, as exceptions see it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Subject {
    /// The module that depends.
    pub consumer: ModuleId,
    /// What it depends on.
    pub provider: Definition,
}

impl Candidate {
    /// A statement about `consumer` and `provider`, the two parts of its key.
    pub fn new(consumer: impl Into<String>, provider: impl Into<String>, headline: impl Into<String>) -> Self {
        Self { consumer: consumer.into(), provider: provider.into(), headline: headline.into(), ..Self::default() }
    }

    /// A statement about one module and nothing else, with its owners, its package and its place.
    pub fn in_module(context: &RuleContext<'_>, module: ModuleView<'_>, headline: impl Into<String>) -> Self {
        let mut candidate = Self::new(module.path(), "", headline).between(context.owners(module.id()), &[]);
        candidate.packages = vec![module.krate().package().id()];
        let place = Place::of_module(module);
        candidate.places.extend(place.span.is_known().then_some(place));
        candidate
    }

    /// With the teams on both sides.
    #[must_use]
    pub fn between(mut self, consumers: &[TeamId], providers: &[TeamId]) -> Self {
        self.consumers = consumers.to_vec();
        self.providers = providers.to_vec();
        self
    }

    /// Adds a place that explains, unless it is unknown.
    pub fn label(&mut self, role: LabelRole, span: Span, text: impl Into<String>) {
        if span.is_known() {
            self.labels.push(Label { role, span, text: text.into() });
        }
    }

    /// Adds a way on.
    pub fn help(&mut self, kind: HelpKind, text: impl Into<String>) {
        self.help.push(Help { kind, text: text.into(), snippet: None });
    }

    /// Adds a way on with text to paste.
    pub fn help_with(&mut self, kind: HelpKind, text: impl Into<String>, snippet: impl Into<String>) {
        self.help.push(Help { kind, text: text.into(), snippet: Some(snippet.into()) });
    }
}

impl Place {
    /// Where a module is declared.
    #[must_use]
    pub fn of_module(module: ModuleView<'_>) -> Self {
        Self { span: module.span(), module: Some(module.id()), kind: None, written: module.path().to_owned() }
    }

    /// The place of a reference.
    #[must_use]
    pub fn of(graph: &ModuleGraph, reference: &Reference) -> Self {
        Self {
            span: reference.span,
            module: Some(reference.from),
            kind: Some(reference.kind),
            written: graph.text(reference.written).to_owned(),
        }
    }
}
