//! Code that an earlier state did not read and a later one does: nobody knows whether what is seen in it now is new.
//!
//! Only what was lost there and is not any more makes a module one of these: what hides code in the same way still hides
//! the same of both states. And it speaks for that module alone, and for those that it may have declared; a broken file
//! tells nothing of any other.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{GapReason, ModuleGraph, ModuleId, ModuleView, ReferenceKind};

use crate::change::index::Index;
use crate::change::moves::Earlier;
use crate::finding::{Finding, LabelRole};
use crate::rules;

/// The modules of which the later state reads what the earlier one did not.
pub(crate) struct Regained<'a> {
    code: &'a Index<'a>,
    then: &'a Earlier<'a>,
    now: &'a ModuleGraph,
    /// By the path in the earlier state.
    reasons: BTreeMap<&'a str, BTreeSet<GapReason>>,
}

impl<'a> Regained<'a> {
    pub(crate) fn new(code: &'a Index<'a>, then: &'a Earlier<'a>, now: &'a ModuleGraph) -> Self {
        let still: BTreeSet<(&str, Loss<'_>)> =
            losses(now).filter_map(|(path, loss)| Some((then.path_of_itself(path)?, loss))).collect();
        let mut reasons: BTreeMap<&str, BTreeSet<GapReason>> = BTreeMap::new();
        for (path, loss) in losses(code.graph()).filter(|lost| !still.contains(lost)) {
            reasons.entry(path).or_default().insert(loss.reason);
        }
        Self { code, then, now, reasons }
    }

    /// Why nobody knows whether the earlier state had a finding; none if that is known. It has to stand as a whole in such
    /// code, and to follow from it: a cycle or a chain has parts elsewhere.
    pub(crate) fn hid(&self, finding: &Finding) -> Option<GapReason> {
        let is_elsewhere = || finding.labels.iter().any(|label| label.role == LabelRole::Step);
        if self.reasons.is_empty() || !rules::stays_below(finding.rule.name) || is_elsewhere() {
            return None;
        }
        let hid = |(module, kind): (Option<ModuleId>, _)| self.hid_in(module?, kind);
        let reasons: Option<Vec<GapReason>> = places(self.now, finding).into_iter().map(hid).collect();
        reasons?.into_iter().min()
    }

    /// Why nobody knows what a module did in the earlier state, as far as paths in this role go.
    fn hid_in(&self, module: ModuleId, kind: Option<ReferenceKind>) -> Option<GapReason> {
        let module = self.now.module(module);
        let known = |around: ModuleView<'a>| self.then.path_of_itself(around.path()).filter(|path| self.code.has(path));
        let (around, then) = module.ancestors().find_map(|around| Some((around, known(around)?)))?;
        let was_there = around.id() == module.id();
        let hides = |reason: &GapReason| match reason {
            // Declarations and paths were seen there all the same.
            GapReason::ReadByTokens => was_there && kind.is_some_and(goes_by_type),
            _ => true,
        };
        let own = self.reasons.get(then).into_iter().flatten().copied();
        own.chain(self.of_file(then)).find(hides)
    }

    /// What hid code in the file around an inline module of the earlier state.
    fn of_file(&self, then: &str) -> impl Iterator<Item = GapReason> {
        let modules = self.code.modules(then).iter().map(|&module| self.code.graph().module(module));
        let inline = modules.filter(|module| module.data().inline);
        let files = inline.filter_map(|module| module.ancestors().find(|around| !around.data().inline));
        let reasons = files.filter_map(|file| self.reasons.get(file.path())).flatten().copied();
        reasons.filter(|&reason| reason != GapReason::LimitReached)
    }
}

/// Something that hid code, told from others in the same module.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Loss<'g> {
    reason: GapReason,
    /// What lies beyond a limit. What is wrong with a file as a whole, parsers tell in many words.
    beyond: &'g str,
}

/// What hides code of a graph, with the path of the module.
fn losses(graph: &ModuleGraph) -> impl Iterator<Item = (&str, Loss<'_>)> {
    graph.gaps().iter().filter(|gap| gap.reason.hides_code()).map(|gap| {
        let beyond = if gap.reason == GapReason::LimitReached { graph.text(gap.text) } else { "" };
        (graph.module(gap.module).path(), Loss { reason: gap.reason, beyond })
    })
}

/// The modules that a finding stands in, with the roles of its paths there. What is about a comment has no places.
fn places(graph: &ModuleGraph, finding: &Finding) -> Vec<(Option<ModuleId>, Option<ReferenceKind>)> {
    if finding.places.is_empty() {
        let span = finding.primary_span();
        let is_meant = |module: &ModuleView<'_>| span.is_some_and(|span| span.file == module.data().file);
        return graph.modules().filter(is_meant).map(|module| (Some(module.id()), None)).collect();
    }
    finding.places.iter().map(|place| (place.module, place.kind)).collect()
}

/// Whether it takes the type of something to know what is meant.
fn goes_by_type(kind: ReferenceKind) -> bool {
    matches!(kind, ReferenceKind::Method | ReferenceKind::Field | ReferenceKind::RecordField)
}
