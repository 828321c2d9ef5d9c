//! What is tolerated, and by what: a comment in the code, an exception of the policy, an entry of the baseline.
//!
//! Comments and exceptions speak of what a rule says about single places and couplings; the baseline speaks of whole
//! findings, once those of one key are together. A sealed boundary knows none of them. The baseline holds where only what
//! is new fails.

mod comments;

use std::collections::BTreeMap;

use boundaries_graph::{FileId, Span};
use boundaries_policy::{Enforcement, Exception, Suppression};

use crate::candidate::Candidate;
use crate::engine::Input;
use crate::exceptions;
use crate::finding::{Finding, FindingKey, LabelRole, Place, Waiver, WaiverKind};
use crate::names::Names;
use crate::term::Term;

use self::comments::Comments;

/// What became of the records of debt in a run.
#[derive(Clone, Default, Debug)]
pub(crate) struct Settled {
    /// For each suppression, which of its rules reported something that it tolerates.
    pub(crate) suppressions: Vec<Vec<bool>>,
    /// For each exception, whether a finding needs it.
    pub(crate) exceptions: Vec<bool>,
    /// For each entry of the baseline, how many places are left of it.
    pub(crate) baseline: Vec<Remainder>,
}

/// What is left of an entry of the baseline.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct Remainder {
    /// Places that the finding has today.
    pub(crate) places: usize,
    /// Whether the code has moved, so that the finding has another key now.
    pub(crate) moved: bool,
}

/// Decides what is tolerated, and remembers what was needed for it.
pub(crate) struct Tolerance<'a> {
    input: &'a Input<'a>,
    names: &'a Names<'a>,
    /// The comments in force, by file and rule.
    comments: BTreeMap<(FileId, &'a str), Comments>,
    pub(crate) settled: Settled,
}

impl<'a> Tolerance<'a> {
    pub(crate) fn new(input: &'a Input<'a>, names: &'a Names<'a>) -> Self {
        let policy = input.policy;
        let settled = Settled {
            suppressions: policy.suppressions().iter().map(|each| vec![false; each.rules.len()]).collect(),
            exceptions: vec![false; policy.exceptions().len()],
            baseline: vec![Remainder::default(); policy.baseline().map_or(0, |baseline| baseline.entries().len())],
        };
        let mut comments: BTreeMap<(FileId, &str), Comments> = BTreeMap::new();
        for (number, suppression) in policy.suppressions().iter().enumerate() {
            if suppression.flaw.is_some() || !Term::of_suppression(suppression, input.today).holds() {
                continue;
            }
            for (position, rule) in suppression.rules.iter().enumerate() {
                // One that names a rule twice speaks of it where it names it first.
                if !suppression.rules[..position].contains(rule) {
                    let comments = comments.entry((suppression.span.file, rule)).or_default();
                    comments.add((number, position), suppression.lines.clone());
                }
            }
        }
        comments.values_mut().for_each(Comments::sort);
        Self { input, names, comments, settled }
    }

    /// What tolerates a statement, of whose places those that comments tolerate are taken out unless all are.
    pub(crate) fn waive(&mut self, rule: &str, candidate: &mut Candidate, enforcement: Enforcement) -> Option<Waiver> {
        let by_comment = self.suppressed_places(rule, &candidate.places);
        let is_sealed = enforcement == Enforcement::Sealed;
        let mut waiver = None;
        if let Some(&(_, first)) = by_comment.first() {
            let all = by_comment.len() == candidate.places.len();
            if is_sealed {
                candidate
                    .notes
                    .push("a comment in the code names it, but a sealed boundary has no exceptions".to_owned());
            } else if all {
                waiver = Some(of_suppression(first));
            } else {
                let suppressed: Vec<usize> = by_comment.iter().map(|(at, _)| *at).collect();
                take_out(candidate, &suppressed);
                let more = if suppressed.len() == 1 {
                    "1 more place is"
                } else {
                    &format!("{} more places are", suppressed.len())
                };
                candidate.notes.push(format!("{more} tolerated by comments in the code"));
            }
        }
        let exception = self.exception(candidate);
        if exception.is_some() && is_sealed {
            candidate.notes.push("an exception names it, but a sealed boundary has no exceptions".to_owned());
        }
        waiver.or(exception.filter(|_| !is_sealed).map(of_exception))
    }

    /// The places that comments tolerate, by position, each with its comment.
    fn suppressed_places(&mut self, rule: &str, places: &[Place]) -> Vec<(usize, &'a Suppression)> {
        let suppressions = self.input.policy.suppressions();
        let mut found = Vec::new();
        for (at, place) in places.iter().enumerate() {
            let Span { file, line, .. } = place.span;
            let mut first: Option<usize> = None;
            for (number, position) in self.comments.get(&(file, rule)).into_iter().flat_map(|all| all.at(line)) {
                self.settled.suppressions[number][position] = true;
                first = Some(first.map_or(number, |first| first.min(number)));
            }
            found.extend(first.map(|first| (at, &suppressions[first])));
        }
        found
    }

    /// Remembers the exception that would tolerate a statement which nobody asked for.
    pub(crate) fn need_exceptions_of(&mut self, candidate: &Candidate) {
        self.exception(candidate);
    }

    fn exception(&mut self, candidate: &Candidate) -> Option<&'a Exception> {
        let subject = candidate.subject?;
        let exceptions = self.input.policy.exceptions().iter().enumerate();
        let holds = |exception: &Exception| Term::of_exception(exception, self.input.today).holds();
        let matches = |exception: &Exception| holds(exception) && exceptions::matches(self.names, exception, subject);
        let (number, exception) = exceptions.into_iter().find(|(_, exception)| matches(exception))?;
        self.settled.exceptions[number] = true;
        Some(exception)
    }

    /// Lets the baseline tolerate what it names, and tells about the rest what the baseline says of it.
    pub(crate) fn apply_baseline(&mut self, findings: &mut [Finding]) {
        let Some(baseline) = self.input.policy.baseline() else { return };
        let mut open: BTreeMap<FindingKey, usize> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| finding.waiver.is_none()) {
            *open.entry(finding.key.clone()).or_default() += finding.places.len().max(1);
        }
        // First what is named as it is called today, so that no entry serves a moved finding as well.
        let mut entry_of: BTreeMap<FindingKey, usize> = BTreeMap::new();
        for (key, places) in &open {
            if let Some(entry) = baseline.find(key.rule, &key.consumer, &key.provider) {
                self.settled.baseline[entry].places = *places;
                entry_of.insert(key.clone(), entry);
            }
        }
        for (number, entry) in baseline.entries().iter().enumerate() {
            let Some(moves) = self.input.moves.filter(|_| self.settled.baseline[number].places == 0) else { continue };
            let (from, to) = (moves.path_within(&entry.from), moves.path_within(&entry.to));
            let moved =
                open.iter().find(|(key, _)| (key.rule, &key.consumer, &key.provider) == (&entry.rule, &from, &to));
            if let Some((key, &places)) = moved.filter(|(key, _)| !entry_of.contains_key(*key)) {
                self.settled.baseline[number] = Remainder { places, moved: true };
                entry_of.insert(key.clone(), number);
            }
        }
        for finding in findings.iter_mut().filter(|finding| finding.waiver.is_none()) {
            let Some(&number) = entry_of.get(&finding.key) else { continue };
            let entry = &baseline.entries()[number];
            let (tolerated, there) = (entry.count as usize, open[&finding.key]);
            if self.settled.baseline[number].moved {
                finding.notes.push(format!("moved from `{}`, where the baseline knows it", entry.from));
            }
            if finding.enforcement > Enforcement::NoNew {
                let level = finding.enforcement.as_str();
                finding
                    .notes
                    .push(format!("the baseline names it, but on a boundary at `{level}` the baseline does not count"));
            } else if there <= tolerated {
                finding.waiver = Some(Waiver {
                    kind: WaiverKind::Baseline,
                    reason: entry.reason.clone(),
                    until: None,
                    span: entry.span,
                });
            } else {
                let places = if tolerated == 1 { "1 place" } else { &format!("{tolerated} places") };
                finding.notes.push(format!("it has grown: the baseline tolerates {places}, and there are {there}"));
            }
        }
    }
}

/// Takes places out, which are given in order, and some of which are left. A label that points at one of them goes over to the first that is left.
fn take_out(candidate: &mut Candidate, positions: &[usize]) {
    let (mut gone, mut left) = (Vec::new(), Vec::new());
    for (at, place) in candidate.places.drain(..).enumerate() {
        if positions.binary_search(&at).is_ok() { gone.push(place.span) } else { left.push(place) }
    }
    candidate.places = left;
    let Some(first) = candidate.places.first().map(|place| place.span) else { return };
    for label in candidate.labels.iter_mut().filter(|label| label.role == LabelRole::Primary) {
        if gone.contains(&label.span) {
            label.span = first;
        }
    }
}

fn of_suppression(suppression: &Suppression) -> Waiver {
    Waiver {
        kind: WaiverKind::Suppression,
        reason: suppression.reason.clone(),
        until: suppression.until,
        span: suppression.span,
    }
}

fn of_exception(exception: &Exception) -> Waiver {
    Waiver {
        kind: WaiverKind::Exception,
        reason: exception.reason.clone(),
        until: exception.until,
        span: exception.span,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::change::Moves;
    use crate::scene::Scene;
    use crate::{Finding, check};

    const TEAMS: &str = "[teams]\nbilling = { owns = [\"billing\"] }\nledger = { owns = [\"ledger\"] }\n";

    fn scene(modules: &[&str]) -> Scene {
        let scene = Scene::default().item("ledger::Account");
        modules.iter().fold(scene, |scene, module| scene.uses(module, "ledger::Account"))
    }

    fn recorded(modules: &[&str]) -> Option<String> {
        let entry = |module: &&str| {
            format!(
                "[[tolerated]]\nrule = \"undeclared-coupling\"\nfrom = \"{module}\"\nto = \"ledger::Account\"\n\
                 count = 1\nreason = \"old\"\n"
            )
        };
        Some(modules.iter().map(entry).collect())
    }

    /// What the baseline of the modules before says of the modules after, of which one file was renamed.
    fn told(before: &[&str], after: &[&str], renamed: (&str, &str)) -> Vec<String> {
        let (then, now) = (scene(before).stage(TEAMS), scene(after).recorded(recorded(before)).stage(TEAMS));
        let renamed = BTreeMap::from([(renamed.0.into(), renamed.1.into())]);
        let moves = Moves::between(then.side(), now.side(), &renamed);
        let mut input = now.input();
        input.moves = Some(&moves);
        let line = |finding: &Finding| {
            let state = if finding.fails() { "fails" } else { "tolerated" };
            format!("{state}: {} {} {}", finding.rule.name, finding.key.consumer, finding.notes.join("; "))
        };
        check(&input).findings.iter().map(line).map(|line| line.trim_end().to_owned()).collect()
    }

    #[test]
    fn what_moved_is_tolerated_under_its_new_name() {
        let renamed = ("billing/src/old.rs", "billing/src/new.rs");
        assert_eq!(
            told(&["billing::old", "billing::stays"], &["billing::new", "billing::stays"], renamed),
            [
                "tolerated: undeclared-coupling billing::new moved from `billing::old`, where the baseline knows it",
                "tolerated: undeclared-coupling billing::stays",
            ]
        );
    }

    #[test]
    fn an_entry_serves_what_is_named_so_today_and_nothing_that_moved() {
        let renamed = ("billing/src/old.rs", "billing/src/new.rs");
        assert_eq!(
            told(&["billing::old"], &["billing::new", "billing::old"], renamed),
            ["fails: undeclared-coupling billing::new", "tolerated: undeclared-coupling billing::old"]
        );
    }
}
