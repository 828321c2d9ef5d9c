//! What a baseline has to say so that it is true: the plan of its files, and what the plan changes.
//!
//! A baseline only shrinks by itself. Growth, a new entry or a higher count, is told, and happens only if somebody accepts
//! it and says why.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::SourceMap;
use boundaries_policy::edit::{BaselineEntry, baseline_file_name};
use boundaries_policy::{Enforcement, Level, Policy};
use jiff::civil::Date;

use crate::change::Moves;
use crate::finding::{Finding, WaiverKind};
use crate::report::Report;
use crate::unseen::Unseen;

/// Whether the plan may tolerate more than before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Growth {
    /// It may not.
    Refused,
    /// Somebody accepts it.
    Accepted {
        /// Why.
        reason: String,
        /// When.
        since: Date,
    },
}

/// The files of a baseline as they should be, and how that differs from now.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct BaselinePlan {
    /// Every file that should exist, by name.
    pub files: Vec<BaselineFile>,
    /// Places more than are tolerated now; the files hold them only if growth is accepted.
    pub growth: Vec<BaselineChange>,
    /// Places fewer than are tolerated now.
    pub paid_back: Vec<BaselineChange>,
    /// Entries whose code has moved, with the paths they have now.
    pub moved: Vec<BaselineChange>,
    /// Entries that stay as they are although less of them is seen, since not all code was read.
    pub kept: usize,
    /// Findings that fail and cannot be recorded, because their boundary does not go by the baseline.
    pub beyond: usize,
}

/// A file of the baseline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BaselineFile {
    /// Its name in the folder of the baseline.
    pub name: String,
    /// What it should hold.
    pub entries: Vec<BaselineEntry>,
}

/// What changes for one finding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct BaselineChange {
    /// The rule.
    pub rule: String,
    /// The consuming module.
    pub from: String,
    /// The item that is used.
    pub to: String,
    /// How many places are tolerated now.
    pub before: u32,
    /// How many there are.
    pub after: u32,
}

type Key = (String, String, String);

/// The plan for a report of the whole workspace, made without levels from the command line. `moves` tells what was called
/// otherwise when the baseline was written, `unseen` what may stand in code that was not read.
#[must_use]
pub fn plan_baseline(
    report: &Report,
    policy: &Policy,
    sources: &SourceMap,
    moves: Option<&Moves>,
    unseen: &Unseen<'_>,
    growth: &Growth,
) -> BaselinePlan {
    let mut plan = BaselinePlan::default();
    let mut files: BTreeMap<String, Vec<BaselineEntry>> = BTreeMap::new();
    let mut debts = debts(report, policy, &mut plan);
    let spoke: BTreeSet<&str> = report.active.iter().copied().collect();
    for entry in policy.baseline().iter().flat_map(|baseline| baseline.entries()) {
        let old_key = (entry.rule.clone(), entry.from.clone(), entry.to.clone());
        let new_key = moves
            .filter(|_| !debts.contains_key(&old_key))
            .map(|moves| (entry.rule.clone(), moves.path_within(&entry.from), moves.path_within(&entry.to)));
        let key = new_key.filter(|key| debts.contains_key(key)).unwrap_or_else(|| old_key.clone());
        let mut kept = BaselineEntry {
            from: key.1.clone(),
            to: key.2.clone(),
            rule: entry.rule.clone(),
            count: entry.count,
            reason: entry.reason.clone(),
            since: entry.since,
        };
        let is_hidden = unseen.hides_finding(&entry.rule, &entry.from);
        let Some(debt) = debts.remove(&key) else {
            let is_asked = spoke.contains(entry.rule.as_str());
            if is_asked && !is_hidden {
                plan.paid_back.push(change(&old_key, entry.count, 0));
            } else {
                // Nobody asked the rule, or not of all code, so nothing is known of its debt.
                plan.kept += usize::from(is_asked);
                let name = sources.file(entry.span.file).path().file_name().unwrap_or_default().to_owned();
                files.entry(name).or_default().push(kept);
            }
            continue;
        };
        if key != old_key {
            plan.moved.push(change(&key, entry.count, debt.places));
        }
        if debt.places > entry.count {
            if debt.is_recordable {
                plan.growth.push(change(&key, entry.count, debt.places));
                if let Growth::Accepted { reason, since } = growth {
                    (kept.count, kept.reason, kept.since) = (debt.places, reason.clone(), Some(*since));
                }
            }
        } else if debt.places < entry.count && is_hidden {
            plan.kept += 1;
        } else {
            if debt.places < entry.count {
                plan.paid_back.push(change(&key, entry.count, debt.places));
            }
            kept.count = debt.places;
        }
        files.entry(debt.file).or_default().push(kept);
    }
    for (key, debt) in debts.into_iter().filter(|(_, debt)| debt.is_recordable) {
        plan.growth.push(change(&key, 0, debt.places));
        if let Growth::Accepted { reason, since } = growth {
            let (rule, from, to) = key;
            let entry =
                BaselineEntry { from, to, rule, count: debt.places, reason: reason.clone(), since: Some(*since) };
            files.entry(debt.file).or_default().push(entry);
        }
    }
    plan.growth.sort_unstable();
    plan.paid_back.sort_unstable();
    plan.moved.sort_unstable();
    plan.files = files.into_iter().map(|(name, entries)| BaselineFile { name, entries }).collect();
    plan
}

/// What a report shows of one key.
struct Debt {
    places: u32,
    file: String,
    /// Whether a new entry would help: only what is new fails there.
    is_recordable: bool,
}

fn debts(report: &Report, policy: &Policy, plan: &mut BaselinePlan) -> BTreeMap<Key, Debt> {
    let mut debts: BTreeMap<Key, Debt> = BTreeMap::new();
    for finding in &report.findings {
        let in_baseline = finding.waiver.as_ref().is_some_and(|waiver| waiver.kind == WaiverKind::Baseline);
        let is_open = finding.waiver.is_none() && finding.level == Level::Deny;
        if finding.places.is_empty() || !(in_baseline || is_open) {
            continue;
        }
        let is_recordable = finding.enforcement == Enforcement::NoNew || !is_stated(finding, policy);
        if is_open && !is_recordable && finding.fails() {
            plan.beyond += 1;
        }
        let teams: Vec<&str> = finding.consumers.iter().map(|party| party.name.as_str()).collect();
        let key = &finding.key;
        let key = (key.rule.to_owned(), key.consumer.clone(), key.provider.clone());
        let places = u32::try_from(finding.places.len()).unwrap_or(u32::MAX);
        let debt =
            debts.entry(key).or_insert_with(|| Debt { places: 0, file: baseline_file_name(&teams), is_recordable });
        debt.places = debt.places.saturating_add(places);
    }
    debts
}

/// Whether the policy says how strictly the boundary of a finding is held. Where it does not, only what is new fails as soon
/// as there is a baseline.
pub(crate) fn is_stated(finding: &Finding, policy: &Policy) -> bool {
    policy.enforcement().is_some()
        || finding.providers.iter().any(|party| policy.team(party.team).enforcement.is_some())
}

fn change((rule, from, to): &Key, before: u32, after: u32) -> BaselineChange {
    BaselineChange { rule: rule.clone(), from: from.clone(), to: to.clone(), before, after }
}

#[cfg(test)]
mod tests {
    use boundaries_graph::GapReason;

    use super::*;
    use crate::scene::Scene;

    const TEAMS: &str = "[teams]\nbilling = { owns = [\"billing\"] }\nledger = { owns = [\"ledger\"] }\n";

    fn entry(count: u32) -> String {
        format!(
            "[[tolerated]]\nrule = \"undeclared-coupling\"\nfrom = \"billing\"\nto = \"ledger::Account\"\ncount = {count}\nreason = \"old\"\n"
        )
    }

    fn twice() -> Scene {
        Scene::default().item("ledger::Account").uses("billing", "ledger::Account").uses("billing", "ledger::Account")
    }

    fn plan(scene: &Scene, policy: &str, growth: &Growth) -> BaselinePlan {
        let stage = scene.stage(policy);
        plan_baseline(&stage.check(), &stage.policy, &stage.sources, None, &Unseen::new(&stage.graph, false), growth)
    }

    fn counts(plan: &BaselinePlan) -> Vec<(String, u32, String)> {
        let entries = plan.files.iter().flat_map(|file| file.entries.iter().map(move |entry| (file, entry)));
        entries.map(|(file, entry)| (file.name.clone(), entry.count, entry.reason.clone())).collect()
    }

    #[test]
    fn growth_has_to_be_accepted() {
        let refused = plan(&twice(), TEAMS, &Growth::Refused);
        assert_eq!((counts(&refused).len(), refused.growth.len()), (0, 1));
        let since = jiff::civil::date(2026, 6, 15);
        let accepted = Growth::Accepted { reason: "new".to_owned(), since };
        assert_eq!(counts(&plan(&twice(), TEAMS, &accepted)), [("billing.toml".to_owned(), 2, "new".to_owned())]);
        let mut grown = twice();
        grown.baseline = Some(entry(1));
        assert_eq!(counts(&plan(&grown, TEAMS, &Growth::Refused)), [("billing.toml".to_owned(), 1, "old".to_owned())]);
        assert_eq!(counts(&plan(&grown, TEAMS, &accepted)), [("billing.toml".to_owned(), 2, "new".to_owned())]);
    }

    #[test]
    fn what_is_paid_back_goes_by_itself() {
        let mut scene = twice();
        scene.baseline = Some(entry(5));
        let shrunk = plan(&scene, TEAMS, &Growth::Refused);
        assert_eq!(counts(&shrunk), [("billing.toml".to_owned(), 2, "old".to_owned())]);
        let paid_back = |plan: &BaselinePlan| plan.paid_back.iter().map(|it| (it.before, it.after)).collect::<Vec<_>>();
        assert_eq!(paid_back(&shrunk), [(5, 2)]);
        scene.baseline = Some(entry(2));
        assert_eq!(paid_back(&plan(&scene, TEAMS, &Growth::Refused)), []);
        let mut gone = Scene::default().item("ledger::Account").module("billing");
        gone.baseline = Some(entry(1));
        let gone = plan(&gone, TEAMS, &Growth::Refused);
        assert_eq!((counts(&gone), gone.paid_back.len()), (Vec::new(), 1));
    }

    #[test]
    fn what_stands_in_code_that_was_not_read_is_not_paid_back() {
        let planned = |count: u32, scene: Scene| {
            let scene = scene.gap("billing", GapReason::UnreadableFile, "too large").recorded(Some(entry(count)));
            let plan = plan(&scene, TEAMS, &Growth::Refused);
            (counts(&plan).iter().map(|(_, count, _)| *count).collect::<Vec<_>>(), plan.paid_back.len(), plan.kept)
        };
        assert_eq!(planned(5, twice()), (vec![5], 0, 1));
        assert_eq!(planned(2, twice()), (vec![2], 0, 0));
        assert_eq!(planned(1, Scene::default().module("ledger")), (vec![1], 0, 1));
    }

    #[test]
    fn a_strict_boundary_is_not_recorded() {
        let strict = TEAMS.replace("owns = [\"ledger\"]", "owns = [\"ledger\"], enforcement = \"enforce\"");
        let accepted = Growth::Accepted { reason: "new".to_owned(), since: jiff::civil::date(2026, 6, 15) };
        let planned = plan(&twice(), &strict, &accepted);
        assert_eq!((counts(&planned).len(), planned.growth.len(), planned.beyond), (0, 0, 1));
        assert_eq!(plan(&twice(), TEAMS, &accepted).beyond, 0, "what can be recorded is not beyond it");
        let observed = strict.replace("\"enforce\"", "\"observe\"");
        let planned = plan(&twice(), &observed, &accepted);
        assert_eq!((planned.growth.len(), planned.beyond), (0, 0), "what does not fail needs no record");
    }

    #[test]
    fn the_baseline_holds_where_only_what_is_new_fails() {
        let state = |count: u32, policy: &str| {
            let mut scene = twice();
            scene.baseline = Some(entry(count));
            let report = scene.check(policy);
            let notes = report.findings.iter().flat_map(|finding| finding.notes.clone()).collect::<Vec<_>>();
            (report.summary.failing, report.summary.in_baseline, notes.join("; "))
        };
        assert_eq!(state(2, TEAMS), (0, 1, String::new()));
        let grown = "it has grown: the baseline tolerates 1 place, and there are 2";
        assert_eq!(state(1, TEAMS), (1, 0, grown.to_owned()));
        let sealed = TEAMS.replace("owns = [\"ledger\"]", "owns = [\"ledger\"], enforcement = \"sealed\"");
        let refused = "the baseline names it, but on a boundary at `sealed` the baseline does not count";
        assert_eq!(state(2, &sealed), (2, 0, refused.to_owned()), "the coupling, and the entry that is there at all");
        let later = "{ level = \"no-new\", next = \"enforce\", from = \"2026-06-15\" }";
        let stepped = TEAMS.replace("owns = [\"ledger\"]", &format!("owns = [\"ledger\"], enforcement = {later}"));
        assert_eq!(state(2, &stepped).0, 1);
        assert_eq!(state(2, &stepped.replace("2026-06-15", "2026-06-16")).0, 0);
    }

    #[test]
    fn a_report_counts_what_was_recorded_and_what_is_left_of_it() {
        let left = |count: u32| {
            let mut scene = twice();
            scene.baseline = Some(entry(count));
            let summary = scene.check(TEAMS).summary;
            (summary.recorded, summary.remaining)
        };
        assert_eq!([left(5), left(2), left(1)], [(5, 2), (2, 2), (1, 1)]);
    }

    #[test]
    fn entries_that_are_paid_back_fail() {
        let rules = |count: u32| {
            let mut scene = twice();
            scene.baseline = Some(entry(count));
            scene.check(TEAMS).open().map(|finding| finding.rule.name).collect::<Vec<_>>()
        };
        assert_eq!(rules(2), [""; 0]);
        assert_eq!(rules(3), ["stale-baseline"]);
    }
}
