//! What an earlier state had already: the ratchet that needs no baseline.
//!
//! A finding existed if the earlier state had one with the same key, as things are called now. `undeclared-coupling` and
//! `off-surface` say the same of a coupling, that no contract permits it; where a contract turned the one into the other,
//! the coupling did not begin. More places for the same key are growth, not something new: the coupling is the same, and
//! how much it grew is told.
//!
//! What stands in code that the earlier state did not read may have been there: it is told as a warning, and why.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::GapReason;
use boundaries_policy::{Enforcement, Level, Policy};

use crate::baseline;
use crate::change::index::Index;
use crate::change::moves::{Earlier, MoveSide, Moves};
use crate::change::regained::Regained;
use crate::engine;
use crate::finding::{Existed, Finding};
use crate::levels::LevelOverrides;
use crate::report::{BaseSummary, Report, Summary};
use crate::rules::{off_surface, undeclared_coupling};

/// An earlier state, to which a report is held.
#[derive(Debug)]
pub struct Base<'a> {
    name: String,
    had: BTreeMap<Statement, Had>,
    code: Index<'a>,
    then: Earlier<'a>,
    /// Whether nobody had written a policy yet.
    unjudged: bool,
}

/// A key, with rules that say the same of a coupling taken for one.
type Statement = (&'static str, String, String);

#[derive(Clone, Copy, Default, Debug)]
struct Had {
    places: usize,
    open: bool,
}

impl<'a> Base<'a> {
    /// The earlier state with its own report, in which no rule may be switched off; `name` is what reports call it.
    #[must_use]
    pub fn new(name: impl Into<String>, state: MoveSide<'a>, report: &Report, moves: &'a Moves) -> Self {
        let mut had: BTreeMap<Statement, Had> = BTreeMap::new();
        for finding in &report.findings {
            let [_, consumer, provider] = parts(finding);
            // What stands under the old path now has had it as well, though something else may have moved there.
            let now = statement(finding.key.rule, moves.path(consumer), moves.path(provider));
            let then = statement(finding.key.rule, consumer, provider);
            if then != now {
                had.entry(then).or_default().places += finding.places.len();
            }
            let earlier = had.entry(now).or_default();
            earlier.places += finding.places.len();
            earlier.open |= !finding.is_tolerated();
        }
        Self { name: name.into(), had, code: Index::new(state.graph), then: Earlier::new(moves), unjudged: false }
    }

    /// The earlier state where it had no policy of its own: whatever its code did, nobody had forbidden.
    #[must_use]
    pub fn without_policy(name: impl Into<String>, state: MoveSide<'a>, report: &Report, moves: &'a Moves) -> Self {
        Self { unjudged: true, ..Self::new(name, state, report, moves) }
    }

    /// Marks what existed. Where neither the policy nor the command line says how strictly a boundary is held, only what
    /// is new fails; `enforce` and `sealed` hold as they are written. `now` is the state that the report speaks of.
    pub fn mark(&self, report: &mut Report, now: MoveSide<'_>, overrides: &LevelOverrides) {
        let regained = Regained::new(&self.code, &self.then, now.graph);
        for finding in &mut report.findings {
            if !is_stated(finding, now.policy, overrides) {
                finding.enforcement = Enforcement::NoNew;
            }
            let [rule, consumer, provider] = parts(finding);
            let earlier = self.had.get(&statement(finding.key.rule, consumer, provider)).copied();
            let did = || self.code.uses(self.then.path(consumer), self.then.path(provider));
            finding.existed = match earlier {
                Some(earlier) => Some(Existed { places: earlier.places }),
                None if !did() => {
                    finding.unread_before = regained.hid(finding);
                    None
                }
                None if !is_about_coupling(rule) => None,
                None if self.unjudged => Some(Existed { places: finding.places.len() }),
                None => {
                    finding.notes.push(format!("the code did so at {} too, where the policy let it", self.name));
                    None
                }
            };
            if let Some(reason) = finding.unread_before.filter(|_| finding.waiver.is_none()) {
                self.doubt(finding, reason);
            }
        }
        report.findings = engine::in_order(std::mem::take(&mut report.findings));
        let Summary { out_of_scope, couplings, permitted, .. } = report.summary;
        let left: BTreeSet<Statement> = report
            .findings
            .iter()
            .map(|finding| statement(finding.key.rule, &finding.key.consumer, &finding.key.provider))
            .collect();
        let was_open = self.had.iter().filter(|(key, earlier)| earlier.open && is_about_coupling(key.0));
        let gone = was_open.filter(|(key, _)| !left.contains(*key)).count();
        // What nobody had judged did not get better by being judged.
        let gone = if out_of_scope == 0 && !self.unjudged { gone } else { 0 };
        let unread = report.findings.iter().filter(|finding| finding.is_doubtful()).count();
        let base = BaseSummary { name: self.name.clone(), gone, unread };
        report.summary =
            Summary { out_of_scope, couplings, permitted, base: Some(base), ..Summary::over(&report.findings) };
    }

    /// Says of a finding that it may not be new, for which nothing fails where only what is new does.
    fn doubt(&self, finding: &mut Finding, reason: GapReason) {
        let (name, reason) = (&self.name, reason.as_str());
        finding.notes.push(format!("the code was not read whole at {name} ({reason}), so that this may not be new"));
        if finding.enforcement == Enforcement::NoNew {
            finding.level = finding.level.min(Level::Warn);
        }
    }
}

fn parts(finding: &Finding) -> [&str; 3] {
    [finding.key.rule, &finding.key.consumer, &finding.key.provider]
}

fn statement(rule: &'static str, consumer: &str, provider: &str) -> Statement {
    let rule = if rule == off_surface::META.name { undeclared_coupling::META.name } else { rule };
    (rule, consumer.to_owned(), provider.to_owned())
}

fn is_about_coupling(rule: &str) -> bool {
    rule == undeclared_coupling::META.name || rule == off_surface::META.name
}

/// Whether somebody has said how strictly the boundary of this finding is held.
fn is_stated(finding: &Finding, policy: &Policy, overrides: &LevelOverrides) -> bool {
    overrides.enforcement().is_some() || baseline::is_stated(finding, policy)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use boundaries_graph::ReferenceKind;

    use super::*;
    use crate::scene::Scene;

    const TEAMS: &str = "[teams]\nbilling = { owns = [\"billing\"] }\nledger = { owns = [\"ledger\"] }\n";

    /// The later scene held to the earlier one: whether each finding fails, and its key; and the summary.
    fn held(before: (&Scene, &str), after: (&Scene, &str), renamed: &[(&str, &str)]) -> (Vec<String>, Summary) {
        let (then, now) = (before.0.stage(before.1), after.0.stage(after.1));
        let renamed = renamed.iter().map(|(from, to)| ((*from).into(), (*to).into())).collect();
        let moves = Moves::between(then.side(), now.side(), &renamed);
        let mut report = now.check();
        let overrides = LevelOverrides::default();
        Base::new("abc", then.side(), &then.check(), &moves).mark(&mut report, now.side(), &overrides);
        let told = |finding: &Finding| {
            let state = match (finding.fails(), finding.is_tolerated()) {
                (true, _) => "fails",
                (false, true) => "tolerated",
                (false, false) => "warns",
            };
            let grown = if finding.has_grown() { ", grown" } else { "" };
            format!("{state}{grown}: {} {} {}", finding.key.rule, finding.key.consumer, finding.key.provider)
        };
        (report.findings.iter().map(told).collect(), report.summary)
    }

    fn one() -> Scene {
        Scene::default()
            .item("ledger::store::Account")
            .item("ledger::store::Entry")
            .uses("billing::invoice", "ledger::store::Account")
    }

    #[test]
    fn only_what_is_new_fails() {
        let more = one().uses("billing::invoice", "ledger::store::Entry");
        let (told, summary) = held((&one(), TEAMS), (&more, TEAMS), &[]);
        assert_eq!(
            told,
            [
                "tolerated: undeclared-coupling billing::invoice ledger::store::Account",
                "fails: undeclared-coupling billing::invoice ledger::store::Entry"
            ]
        );
        assert_eq!((summary.failing, summary.existed, summary.grown), (1, 1, 0));
        let (told, summary) = held((&more, TEAMS), (&one(), TEAMS), &[]);
        assert_eq!(told, ["tolerated: undeclared-coupling billing::invoice ledger::store::Account"]);
        assert_eq!(summary.base, Some(BaseSummary { name: "abc".to_owned(), gone: 1, unread: 0 }));
    }

    #[test]
    fn more_places_of_the_same_coupling_are_growth() {
        let grown = one().uses("billing::invoice", "ledger::store::Account");
        let (told, summary) = held((&one(), TEAMS), (&grown, TEAMS), &[]);
        assert_eq!(told, ["tolerated, grown: undeclared-coupling billing::invoice ledger::store::Account"]);
        assert_eq!((summary.existed, summary.grown), (1, 1));
    }

    #[test]
    fn a_renamed_file_takes_its_findings_along() {
        let items = Scene::default().item("ledger::store::Account").module("billing");
        let before = items.clone().uses("billing::invoice", "ledger::store::Account");
        let after = items.uses("billing::bills", "ledger::store::Account");
        let (told, _) = held((&before, TEAMS), (&after, TEAMS), &[("billing/src/invoice.rs", "billing/src/bills.rs")]);
        assert_eq!(told, ["tolerated: undeclared-coupling billing::bills ledger::store::Account"]);
        let (told, _) = held((&before, TEAMS), (&after, TEAMS), &[]);
        assert_eq!(told, ["fails: undeclared-coupling billing::bills ledger::store::Account"]);
    }

    #[test]
    fn an_item_that_its_owner_moved_is_no_news_for_its_users() {
        let before = Scene::default()
            .item("ledger::store::Account")
            .module("ledger::book")
            .uses("billing", "ledger::store::Account");
        let after = Scene::default()
            .module("ledger::store")
            .item("ledger::book::Account")
            .uses("billing", "ledger::book::Account");
        let (told, _) = held((&before, TEAMS), (&after, TEAMS), &[]);
        assert_eq!(told, ["tolerated: undeclared-coupling billing ledger::book::Account"]);
        // Among other owners it is another coupling.
        let moved_away = TEAMS.replace("\"ledger\"]", "\"ledger\"] }\nbooks = { owns = [\"ledger::book\"]");
        let (told, _) = held((&before, &moved_away), (&after, &moved_away), &[]);
        assert_eq!(told, ["fails: undeclared-coupling billing ledger::book::Account"]);
    }

    #[test]
    fn a_contract_that_leaves_a_coupling_off_its_surface_starts_nothing() {
        let contract = "[[contract]]\nconsumer = \"billing\"\nprovider = \"ledger\"\nsurface = [\"ledger::store::Entry\"]\nreason = \"r\"\n";
        let with_contract = format!("{TEAMS}{contract}");
        let after = one().uses("billing", "ledger::store::Entry");
        let (told, _) = held((&one(), TEAMS), (&after, &with_contract), &[]);
        assert_eq!(told, ["tolerated: off-surface billing::invoice ledger::store::Account"]);
    }

    #[test]
    fn a_tightened_policy_fails_and_says_that_the_code_is_as_it_was() {
        let contract = format!("{TEAMS}[[contract]]\nconsumer = \"billing\"\nprovider = \"ledger\"\nreason = \"r\"\n");
        let (then, now) = (one().stage(&contract), one().stage(TEAMS));
        let moves = Moves::none();
        let mut report = now.check();
        Base::new("abc", then.side(), &then.check(), &moves).mark(&mut report, now.side(), &LevelOverrides::default());
        assert!(report.fails());
        assert_eq!(report.findings[0].notes, ["the code did so at abc too, where the policy let it"]);
    }

    /// `ledger` with an account, and two modules of `billing`, of which `invoice` was not read for a reason.
    fn items() -> Scene {
        Scene::default().item("ledger::store::Account").module("billing::other")
    }

    const NEW: &str = "fails: undeclared-coupling billing::invoice ledger::store::Account";
    const DOUBTFUL: &str = "warns: undeclared-coupling billing::invoice ledger::store::Account";

    /// What is said of a coupling in a role that is seen now in a module which was not read then.
    fn regained(reason: GapReason, kind: ReferenceKind) -> Vec<String> {
        let before = items().gap("billing::invoice", reason, "what");
        let after = items().uses_as("billing::invoice", "ledger::store::Account", kind);
        held((&before, TEAMS), (&after, TEAMS), &[]).0
    }

    #[test]
    fn what_stands_in_code_that_was_not_read_is_not_known_to_be_new() {
        for reason in [GapReason::UnreadableFile, GapReason::UnparsedFile, GapReason::LimitReached] {
            assert_eq!(regained(reason, ReferenceKind::Path), [DOUBTFUL], "{reason:?}");
        }
        for reason in [GapReason::MissingModuleFile, GapReason::UnresolvedPath, GapReason::UnknownReceiver] {
            assert_eq!(regained(reason, ReferenceKind::Path), [NEW], "{reason:?} is in many workspaces");
        }
        assert_eq!(regained(GapReason::ReadByTokens, ReferenceKind::Method), [DOUBTFUL]);
        assert_eq!(regained(GapReason::ReadByTokens, ReferenceKind::Import), [NEW], "tokens tell imports");
    }

    #[test]
    fn a_doubt_says_why_and_is_counted() {
        let before = items().gap("billing::invoice", GapReason::UnparsedFile, "what");
        let after = items().uses("billing::invoice", "ledger::store::Account");
        let (then, now) = (before.stage(TEAMS), after.stage(TEAMS));
        let moves = Moves::none();
        let mut report = now.check();
        Base::new("abc", then.side(), &then.check(), &moves).mark(&mut report, now.side(), &LevelOverrides::default());
        let finding = &report.findings[0];
        assert_eq!((finding.level, finding.existed, finding.is_doubtful()), (Level::Warn, None, true));
        insta::assert_snapshot!(
            finding.notes.join("\n"),
            @"the code was not read whole at abc (unparsed-file), so that this may not be new"
        );
        let summary = &report.summary;
        let unread = summary.base.as_ref().map(|base| base.unread);
        assert_eq!((summary.failing, summary.warned, summary.existed, unread), (0, 1, 0, Some(1)));
    }

    #[test]
    fn a_file_that_was_not_read_excuses_no_other() {
        let before = items().gap("billing::other", GapReason::UnreadableFile, "what");
        let before = before.gap("billing", GapReason::UnreadableFile, "what").module("billing::invoice");
        let after = items().uses("billing::invoice", "ledger::store::Account");
        let (told, _) = held((&before, TEAMS), (&after, TEAMS), &[]);
        assert_eq!(told, [NEW], "neither one beside it nor the one around it, of which it was known");
        let elsewhere = items().gap("ledger::store", GapReason::UnreadableFile, "what");
        let (told, _) = held((&elsewhere, TEAMS), (&after, TEAMS), &[]);
        assert_eq!(told, [NEW], "whoever is used has nothing to do with it");
    }

    #[test]
    fn a_file_that_is_read_no_better_than_before_excuses_nothing() {
        for reason in [GapReason::UnparsedFile, GapReason::ReadByTokens, GapReason::LimitReached] {
            let before = items().gap("billing::invoice", reason, "what");
            let after = before.clone().uses_as("billing::invoice", "ledger::store::Account", ReferenceKind::Method);
            assert_eq!(held((&before, TEAMS), (&after, TEAMS), &[]).0[0], NEW, "{reason:?}");
        }
        let limit = |of: &str| items().gap("billing::invoice", GapReason::LimitReached, of);
        let after = limit("this").uses("billing::invoice", "ledger::store::Account");
        assert_eq!(
            held((&limit("that"), TEAMS), (&after, TEAMS), &[]).0[0],
            DOUBTFUL,
            "what lay beyond it is seen now"
        );
    }

    #[test]
    fn a_module_that_an_unread_one_may_have_declared_may_have_been_there() {
        let before = |reason| items().gap("billing", reason, "what");
        let after = items().uses("billing::invoice", "ledger::store::Account");
        let (told, _) = held((&before(GapReason::UnparsedFile), TEAMS), (&after, TEAMS), &[]);
        assert_eq!(told, [DOUBTFUL]);
        let (told, _) = held((&before(GapReason::ReadByTokens), TEAMS), (&after, TEAMS), &[]);
        assert_eq!(told, [NEW], "tokens tell which modules there are");
        let (told, _) = held((&items(), TEAMS), (&after, TEAMS), &[]);
        assert_eq!(told, [NEW]);
    }

    #[test]
    fn an_unread_file_is_known_by_its_new_name_and_its_old_name_excuses_nobody() {
        let before = items().gap("billing::old", GapReason::UnparsedFile, "what");
        let after = items().uses("billing::invoice", "ledger::store::Account").module("billing::old");
        let renamed = [("billing/src/old.rs", "billing/src/invoice.rs")];
        assert_eq!(held((&before, TEAMS), (&after, TEAMS), &renamed).0, [DOUBTFUL]);
        let after = items().uses("billing::old", "ledger::store::Account").module("billing::invoice");
        let (told, _) = held((&before, TEAMS), (&after, TEAMS), &renamed);
        assert_eq!(told, ["fails: undeclared-coupling billing::old ledger::store::Account"]);
    }

    #[test]
    fn what_was_seen_in_a_file_that_was_not_read_whole_is_known() {
        let contract = "[[contract]]\nconsumer = \"billing\"\nprovider = \"ledger\"\nreason = \"r\"\n";
        let used = || items().uses("billing::invoice", "ledger::store::Account");
        let before = used().gap("billing::invoice", GapReason::UnparsedFile, "what");
        let (told, _) = held((&before, &format!("{TEAMS}{contract}")), (&used(), TEAMS), &[]);
        assert_eq!(told, [NEW], "the policy let it");
    }

    #[test]
    fn a_cycle_is_new_though_a_part_of_it_was_not_read() {
        let policy = format!("rules = {{ undeclared-coupling = \"allow\", team-cycle = \"deny\" }}\n{TEAMS}");
        let back = || items().item("billing::Bill").uses("ledger::store", "billing::Bill");
        let before = back().gap("billing::invoice", GapReason::UnparsedFile, "what");
        let after = back().uses("billing::invoice", "ledger::store::Account");
        let (told, _) = held((&before, &policy), (&after, &policy), &[]);
        assert_eq!(told, ["fails: team-cycle billing billing"]);
    }

    #[test]
    fn constraints_are_held_to_what_was_read_as_well() {
        let forbids = "[[forbid]]\nfrom = \"billing\"\nto = \"ledger\"\nreason = \"r\"\n";
        let policy = format!("rules = {{ undeclared-coupling = \"allow\" }}\n{TEAMS}{forbids}");
        let before = items().gap("billing::invoice", GapReason::UnparsedFile, "what");
        let after = items().uses("billing::invoice", "ledger::store::Account").linked();
        let (told, _) = held((&before, &policy), (&after, &policy), &[]);
        assert_eq!(told[0], "warns: forbidden-coupling billing::invoice ledger::store::Account");
        for word in ["enforce", "sealed"] {
            let policy = format!("enforcement = \"{word}\"\n{policy}");
            let (told, _) = held((&before, &policy), (&after, &policy), &[]);
            assert_eq!(told[0], "fails: forbidden-coupling billing::invoice ledger::store::Account", "{word}");
        }
    }

    #[test]
    fn without_a_policy_whatever_the_code_did_existed() {
        let (then, now) = (one().stage(""), one().uses("billing", "ledger::store::Account").stage(TEAMS));
        let moves = Moves::between(then.side(), now.side(), &BTreeMap::new());
        let mut report = now.check();
        Base::without_policy("abc", then.side(), &then.check(), &moves).mark(
            &mut report,
            now.side(),
            &LevelOverrides::default(),
        );
        let failing: Vec<&str> = report
            .findings
            .iter()
            .filter(|finding| finding.fails())
            .map(|finding| finding.key.consumer.as_str())
            .collect();
        assert_eq!(failing, ["billing"]);
    }

    #[test]
    fn enforcement_that_is_written_down_holds() {
        for (word, fails) in [("observe", false), ("no-new", false), ("enforce", true), ("sealed", true)] {
            let policy = format!("enforcement = \"{word}\"\n{TEAMS}");
            let (_, summary) = held((&one(), &policy), (&one(), &policy), &[]);
            assert_eq!(summary.failing > 0, fails, "{word}");
        }
    }
}
