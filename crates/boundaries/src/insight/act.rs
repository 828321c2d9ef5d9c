//! Edits that help with a finding: another path, a contract, an exception, or one entry less.

#[cfg(test)]
mod tests;

use std::ops::Range;

use boundaries_graph::{FileId, Span};
use boundaries_lint::{Finding, Help, HelpKind, LabelRole, Place, WaiverKind};
use boundaries_policy::{Enforcement, edit};
use camino::{Utf8Path, Utf8PathBuf};

use super::Insight;

/// Rules about uses, which an exception can waive by naming both sides.
const WAIVABLE: [&str; 6] = [
    "undeclared-coupling",
    "off-surface",
    "forbidden-coupling",
    "layer-breach",
    "broken-independence",
    "foreign-reexport",
];

/// The texts as they are now, where they may be newer than those that were checked.
pub struct Newest<'a> {
    /// The text of a file, by its path from the workspace's root; none if there is no such file.
    pub text: &'a dyn Fn(&Utf8Path) -> Option<String>,
    /// Where a place that was checked is now; none if what stood there was changed.
    pub place: &'a dyn Fn(Span) -> Option<Range<usize>>,
}

impl std::fmt::Debug for Newest<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Newest")
    }
}

/// Something that can be done about a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// What it does, as an order.
    pub title: String,
    /// The rule whose finding it is about.
    pub rule: &'static str,
    /// Whether it is what is most likely wanted.
    pub is_preferred: bool,
    /// The files that it changes.
    pub changes: Vec<FileChange>,
}

/// What becomes of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileChange {
    /// From the workspace's root.
    pub path: Utf8PathBuf,
    /// The text that was changed; none if there is no such file yet.
    pub old: Option<String>,
    /// The text that it becomes.
    pub new: String,
}

impl Insight {
    /// What can be done about the findings at a range of a file, in bytes of it as it was checked.
    #[must_use]
    pub fn actions(&self, path: &Utf8Path, range: &Range<usize>, newest: &Newest<'_>) -> Vec<Action> {
        let Some(file) = self.project.sources().find(path) else { return Vec::new() };
        let is_here = |span: Span| {
            span.file == file && span.is_known() && span.range().start <= range.end && range.start <= span.range().end
        };
        let mut actions: Vec<Action> = Vec::new();
        for finding in self.findings.iter().filter(|finding| !finding.is_tolerated()) {
            let here: Vec<usize> = (0..finding.places.len()).filter(|&at| is_here(finding.places[at].span)).collect();
            if here.is_empty() && !finding.primary_span().is_some_and(is_here) {
                continue;
            }
            let asked = Asked { insight: self, finding, newest };
            for action in
                asked.by_help(&here).into_iter().chain(asked.exception()).chain(asked.removal()).chain(asked.lowering())
            {
                if !actions.contains(&action) {
                    actions.push(action);
                }
            }
        }
        actions
    }
}

/// What is left of an entry of the baseline.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Places, fewer than it tolerates.
    Places(u32),
    /// Something on a sealed boundary, which no entry tolerates.
    Sealed,
}

/// Places of a text, and what they become.
type Replacements = Vec<(Range<usize>, String)>;

/// A finding that something is to be done about.
struct Asked<'a> {
    insight: &'a Insight,
    finding: &'a Finding,
    newest: &'a Newest<'a>,
}

impl Asked<'_> {
    fn by_help(&self, here: &[usize]) -> Vec<Action> {
        let mut actions = Vec::new();
        for help in &self.finding.help {
            match help.kind {
                HelpKind::UseSurface => actions.extend(self.surface(help, here)),
                HelpKind::RequestContract => {
                    actions.extend(self.declaration(help));
                    actions.extend(self.request());
                }
                // For the rest it takes a person.
                _ => {}
            }
        }
        actions
    }

    /// The path on the surface in place of the one that is written: at the places that were asked about, and at all.
    fn surface(&self, help: &Help, here: &[usize]) -> Vec<Action> {
        let Some(path) = &help.snippet else { return Vec::new() };
        let (sources, graph) = (self.insight.project.sources(), self.insight.project.graph());
        let edits = |places: Vec<&Place>| boundaries_report::surface_edits(self.finding, places, path, sources, graph);
        let all = edits(self.finding.places.iter().collect());
        let some = edits(here.iter().map(|&at| &self.finding.places[at]).collect());
        let action = |title: String, is_preferred, edits: Vec<(Span, String)>| {
            let changes = self.rewritten(edits)?;
            (!changes.is_empty()).then(|| self.action(title, is_preferred, changes))
        };
        let more = (all.len() > some.len()).then(|| {
            let places = if all.len() == 1 { "place" } else { "places" };
            (format!("use `{path}` in {} {places}", all.len()), all)
        });
        let first = action(format!("use `{path}` instead, which is on the surface"), true, some);
        first.into_iter().chain(more.and_then(|(title, edits)| action(title, false, edits))).collect()
    }

    /// A contract in the policy, for its author to say why.
    fn declaration(&self, help: &Help) -> Option<Action> {
        let path = self.policy_path()?;
        let title = format!("declare a contract of {} with {} in {path}", self.consumers(), self.providers());
        let change = self.edited(&path, |text| edit::with_contract(text, help.snippet.as_deref()?).ok())?;
        Some(self.action(title, false, vec![change]))
    }

    /// A request in the consumer's own file, which the provider may grant.
    fn request(&self) -> Option<Action> {
        let ([consumer], [provider]) = (self.finding.consumers.as_slice(), self.finding.providers.as_slice()) else {
            return None;
        };
        let project = &self.insight.project;
        let draft = project
            .request_in(&self.insight.couplings(), consumer.team, provider.team, None, &|path| {
                Ok((self.newest.text)(path))
            })
            .ok()??;
        let path = draft.edit.path.strip_prefix(project.root()).ok()?.to_owned();
        let old = (self.newest.text)(&path);
        let title = format!("request a contract from `{}` in {path}", provider.name);
        let change = FileChange { path, old, new: draft.edit.text };
        (!draft.edit.changes.is_empty()).then(|| self.action(title, false, vec![change]))
    }

    /// An exception, for its author to say why and until when.
    fn exception(&self) -> Option<Action> {
        let key = &self.finding.key;
        let names_something = |path: &str| {
            self.insight.project.subject(&format!("module:{path}")).is_ok()
                || self.insight.project.subject(&format!("crate:{path}")).is_ok()
        };
        if !WAIVABLE.contains(&key.rule)
            || self.finding.enforcement == Enforcement::Sealed
            || !names_something(&key.consumer)
            || !names_something(&key.provider)
        {
            return None;
        }
        let path = self.policy_path()?;
        let change = self.edited(&path, |text| edit::with_exception(text, &key.consumer, &key.provider).ok())?;
        Some(self.action(format!("tolerate it for a time by an exception in {path}"), false, vec![change]))
    }

    /// One entry less, where an entry is what is wrong.
    fn removal(&self) -> Option<Action> {
        let span = self.finding.primary_span()?;
        let path = self.insight.project.sources().file(span.file).path();
        let place = (self.newest.place)(span)?;
        let places = std::slice::from_ref(&place);
        let policy = self.insight.project.policy();
        let (what, change) = match self.finding.rule.name {
            "stale-contract" | "expired-contract" => {
                ("contract", self.edited(path, |text| edit::without_contracts(text, places, &[]).ok()))
            }
            "wide-contract" => {
                let primary = self.finding.labels.iter().filter(|label| label.role == LabelRole::Primary);
                let idle: Option<Vec<Range<usize>>> = primary.map(|label| (self.newest.place)(label.span)).collect();
                let idle = idle?;
                ("entry of the surface", self.edited(path, |text| edit::without_contracts(text, &[], &idle).ok()))
            }
            "stale-exception" | "expired-exception" if policy.exceptions().iter().any(|each| each.span == span) => {
                ("exception", self.edited(path, |text| edit::without_exceptions(text, places).ok()))
            }
            "stale-baseline" if self.left_of(span)? == Left::Places(0) => {
                ("entry of the baseline", self.edited(path, |text| edit::without_tolerated(text, places).ok()))
            }
            "unused-suppression" | "expired-exception" => {
                let comment = policy.suppressions().iter().find(|comment| comment.span == span)?;
                // A comment about several rules may still be needed for another one.
                let is_all = comment.flaw.is_none()
                    && (comment.rules.len() == 1 || self.finding.rule.name == "expired-exception");
                (
                    "comment",
                    is_all.then(|| self.edited(path, |text| Some(without_comment(text, place.clone())))).flatten(),
                )
            }
            "dead-owner-rule" | "shadowed-owner-rule" => {
                ("line", self.edited(path, |text| Some(without_lines(text, place.clone()))))
            }
            _ => return None,
        };
        Some(self.action(format!("remove this {what}"), true, vec![change?]))
    }

    /// An entry of the baseline that tolerates no more than there is, where a part of it was paid back.
    fn lowering(&self) -> Option<Action> {
        let span = self.finding.primary_span().filter(|_| self.finding.rule.name == "stale-baseline")?;
        let Left::Places(left @ 1..) = self.left_of(span)? else { return None };
        let path = self.insight.project.sources().file(span.file).path();
        let place = (self.newest.place)(span)?;
        let change = self.edited(path, |text| edit::with_count(text, &place, left).ok())?;
        let places = if left == 1 { "place that is" } else { "places that are" };
        Some(self.action(format!("lower this entry of the baseline to the {left} {places} left"), true, vec![change]))
    }

    /// What is left of an entry of the baseline that tolerates more than there is.
    fn left_of(&self, span: Span) -> Option<Left> {
        let entry = self.insight.project.policy().baseline()?.entries().iter().find(|entry| entry.span == span)?;
        let by_entry = |finding: &&Finding| {
            let key = &finding.key;
            match &finding.waiver {
                Some(waiver) => waiver.kind == WaiverKind::Baseline && waiver.span == span,
                None => key.rule == entry.rule && key.consumer == entry.from && key.provider == entry.to,
            }
        };
        let needs: Vec<&Finding> = self.insight.findings.iter().filter(by_entry).collect();
        if needs.iter().any(|finding| finding.enforcement == Enforcement::Sealed) {
            return Some(Left::Sealed);
        }
        let places: usize = needs.iter().map(|finding| finding.places.len().max(1)).sum();
        u32::try_from(places).ok().filter(|places| *places < entry.count).map(Left::Places)
    }

    fn action(&self, title: String, is_preferred: bool, changes: Vec<FileChange>) -> Action {
        Action { title, rule: self.finding.rule.name, is_preferred, changes }
    }

    /// The file that holds the policy, be it the root manifest.
    fn policy_path(&self) -> Option<Utf8PathBuf> {
        let path = self.insight.project.policy_place()?;
        Some(path.to_owned())
    }

    /// A file changed as a whole; none if the change is impossible, or changes nothing.
    fn edited(&self, path: &Utf8Path, change: impl Fn(&str) -> Option<String>) -> Option<FileChange> {
        let old = (self.newest.text)(path)?;
        let new = change(&old)?;
        (new != old).then(|| FileChange { path: path.to_owned(), old: Some(old), new })
    }

    /// The files in which these places are replaced.
    fn rewritten(&self, edits: Vec<(Span, String)>) -> Option<Vec<FileChange>> {
        let mut files: Vec<(FileId, Replacements)> = Vec::new();
        for (span, text) in edits {
            let place = (self.newest.place)(span)?;
            match files.iter_mut().find(|(file, _)| *file == span.file) {
                Some((_, edits)) => edits.push((place, text)),
                None => files.push((span.file, vec![(place, text)])),
            }
        }
        let change = |(file, mut edits): (FileId, Replacements)| {
            edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
            edits.dedup();
            self.edited(self.insight.project.sources().file(file).path(), |text| {
                let mut text = text.to_owned();
                for (place, new) in &edits {
                    text.get(place.clone())?;
                    text.replace_range(place.clone(), new);
                }
                Some(text)
            })
        };
        files.into_iter().map(change).collect()
    }

    fn consumers(&self) -> String {
        let teams: Vec<_> = self.finding.consumers.iter().map(|party| party.team).collect();
        self.insight.names(&teams)
    }

    fn providers(&self) -> String {
        let teams: Vec<_> = self.finding.providers.iter().map(|party| party.team).collect();
        self.insight.names(&teams)
    }
}

/// A text without a comment: without its line, if nothing else stands there.
fn without_comment(text: &str, place: Range<usize>) -> String {
    let line = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
    if text[line..place.start].trim().is_empty() {
        return without_lines(text, place);
    }
    let before = text[..place.start].trim_end_matches([' ', '\t']);
    format!("{before}{}", &text[place.end..])
}

/// A text without the lines of a place.
fn without_lines(text: &str, place: Range<usize>) -> String {
    let start = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[place.end..].find('\n').map_or(text.len(), |at| place.end + at + 1);
    format!("{}{}", &text[..start], &text[end..])
}
