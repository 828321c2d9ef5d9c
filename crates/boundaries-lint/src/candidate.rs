//! What a rule hands to the engine: a finding without a level, an enforcement, or a waiver.

use boundaries_graph::{Definition, ModuleId, PackageId, Span};
use boundaries_policy::TeamId;

use crate::finding::{Help, HelpKind, Label, LabelRole, Place};

/// A statement of a rule, before the engine has judged it.
#[derive(Clone, Default, Debug)]
pub(crate) struct Candidate {
    pub(crate) consumer: String,
    pub(crate) provider: String,
    pub(crate) headline: String,
    pub(crate) consumers: Vec<TeamId>,
    pub(crate) providers: Vec<TeamId>,
    pub(crate) labels: Vec<Label>,
    pub(crate) places: Vec<Place>,
    pub(crate) notes: Vec<String>,
    pub(crate) help: Vec<Help>,
    pub(crate) packages: Vec<PackageId>,
    /// What an exception has to match to waive it; none if no exception can.
    pub(crate) subject: Option<Subject>,
}

/// The coupling that a candidate is about, as exceptions see it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Subject {
    pub(crate) consumer: ModuleId,
    pub(crate) provider: Definition,
}

impl Candidate {
    /// A statement about `consumer` and `provider`, the two parts of its key.
    pub(crate) fn new(consumer: impl Into<String>, provider: impl Into<String>, headline: impl Into<String>) -> Self {
        Self { consumer: consumer.into(), provider: provider.into(), headline: headline.into(), ..Self::default() }
    }

    /// With the teams on both sides.
    pub(crate) fn between(mut self, consumers: &[TeamId], providers: &[TeamId]) -> Self {
        self.consumers = consumers.to_vec();
        self.providers = providers.to_vec();
        self
    }

    /// Adds a place that explains, unless it is unknown.
    pub(crate) fn label(&mut self, role: LabelRole, span: Span, text: impl Into<String>) {
        if span.is_known() {
            self.labels.push(Label { role, span, text: text.into() });
        }
    }

    /// Adds a way on.
    pub(crate) fn help(&mut self, kind: HelpKind, text: impl Into<String>) {
        self.help.push(Help { kind, text: text.into(), snippet: None });
    }

    /// Adds a way on with text to paste.
    pub(crate) fn help_with(&mut self, kind: HelpKind, text: impl Into<String>, snippet: impl Into<String>) {
        self.help.push(Help { kind, text: text.into(), snippet: Some(snippet.into()) });
    }
}
