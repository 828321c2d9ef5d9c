//! Mistakes in a policy, each with its place and a way on.

use boundaries_graph::Span;

/// A mistake in a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyProblem {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Option<Span>,
    /// Further places, and what each has to do with it.
    pub labels: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

/// All mistakes of a policy, by place.
pub type PolicyErrors = Vec<PolicyProblem>;

impl PolicyProblem {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), span: Some(span), labels: Vec::new(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    pub(crate) fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }
}

/// ``did you mean `…`?`` with the known name that is nearest, if one is near.
pub(crate) fn did_you_mean<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
    nearest(wrong, known).map(|near| format!("did you mean `{near}`?"))
}

/// The known name that is nearest to a wrong one, if one is near.
pub(crate) fn nearest<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let near = |name: &str| strsim::jaro_winkler(wrong, name);
    let best = known.into_iter().max_by(|a, b| near(a).total_cmp(&near(b)).then_with(|| b.cmp(a)))?;
    (near(best) > 0.75).then_some(best)
}
