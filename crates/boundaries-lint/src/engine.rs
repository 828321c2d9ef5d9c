//! Runs the rules and decides what becomes of their statements: level, what tolerates them, enforcement, scope, order.

use std::collections::HashSet;

use boundaries_graph::{ModuleGraph, PackageId, SourceMap, Span};
use boundaries_policy::{Enforcement, EnforcementPlan, Level, Policy, TeamId};
use camino::Utf8PathBuf;
use jiff::civil::Date;

use crate::candidate::Candidate;
use crate::change::Moves;
use crate::coupling::Couplings;
use crate::finding::{Finding, FindingKey, Label, LevelOrigin, Party, Place};
use crate::levels::LevelOverrides;
use crate::registry::Rules;
use crate::report::{Report, Summary};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::rules;
use crate::tolerance::{Settled, Tolerance};
use crate::unseen::Unseen;
use crate::wording;

/// Everything a run looks at.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The workspace.
    pub graph: &'a ModuleGraph,
    /// The texts of its sources and of the policy.
    pub sources: &'a SourceMap,
    /// The policy.
    pub policy: &'a Policy,
    /// The day on which contracts and exceptions are judged.
    pub today: Date,
    /// The rules that look.
    pub rules: &'a Rules,
    /// What the command line says about levels and enforcement.
    pub overrides: LevelOverrides,
    /// Which findings are reported.
    pub scope: Scope,
    /// The files of the repository, from its root, against which CODEOWNERS is held.
    pub repository_files: &'a [Utf8PathBuf],
    /// Whether flags leave code out, so that no record can be called stale.
    pub partial: bool,
    /// What was called otherwise when the baseline was written, where that is known.
    pub moves: Option<&'a Moves>,
}

/// Which findings are reported. The verdict on each of them is that of the whole workspace.
#[derive(Clone, Default, Debug)]
pub struct Scope {
    /// Findings in code of these packages; all if empty.
    pub packages: Vec<PackageId>,
    /// Findings that concern any of these teams, on either side; all if empty.
    pub teams: Vec<TeamId>,
    /// Findings of these rules; all if empty.
    pub rules: Vec<&'static RuleMeta>,
}

impl Scope {
    fn admits(&self, finding: &Finding) -> bool {
        let concerns =
            |team: &TeamId| finding.consumers.iter().chain(&finding.providers).any(|party| party.team == *team);
        (self.packages.is_empty() || self.packages.iter().any(|package| finding.packages.contains(package)))
            && (self.teams.is_empty() || self.teams.iter().any(concerns))
            && (self.rules.is_empty() || self.rules.contains(&finding.rule))
    }
}

/// Runs every rule whose level is not allow.
#[must_use]
pub fn check(input: &Input<'_>) -> Report {
    let couplings = Couplings::new(input.graph, input.policy, input.today);
    let codeowners = input.policy.codeowners().filter(|_| !input.repository_files.is_empty());
    let (files, limits) = (input.repository_files, input.policy.limits());
    let owner_lines = codeowners.map(|codeowners| codeowners.tally(files, limits)).unwrap_or_default();
    let unseen = Unseen::new(input.graph, input.partial);
    let context = RuleContext {
        graph: input.graph,
        sources: input.sources,
        policy: input.policy,
        today: input.today,
        couplings: &couplings,
        owner_lines: &owner_lines,
        settled: &Settled::default(),
        partial: input.partial,
        unseen: &unseen,
        overrides: &input.overrides,
        rules: input.rules,
    };
    let mut tolerance = Tolerance::new(input, couplings.judge().names());
    let mut findings = Vec::new();
    let (last, first): (Vec<_>, Vec<_>) = input.rules.all().into_iter().partition(|rule| runs_last(rule.meta()));
    for rule in first {
        findings.extend(statements(input, &context, &mut tolerance, rule));
    }
    let mut findings = merged(in_order(findings));
    tolerance.apply_baseline(&mut findings);

    let settled = tolerance.settled.clone();
    let context = RuleContext { settled: &settled, ..context };
    for rule in last {
        findings.extend(statements(input, &context, &mut tolerance, rule));
    }
    let mut findings = in_order(findings);
    let all = findings.len();
    findings.retain(|finding| input.scope.admits(finding));

    let mut summary = Summary::over(&findings);
    summary.out_of_scope = all - findings.len();
    for (entry, left) in input.policy.baseline().iter().flat_map(|all| all.entries()).zip(&settled.baseline) {
        summary.recorded += entry.count as usize;
        let is_hidden = unseen.hides_finding(&entry.rule, &entry.from);
        summary.remaining += if is_hidden { entry.count as usize } else { left.places.min(entry.count as usize) };
    }
    summary.couplings = couplings.all().len();
    summary.permitted = couplings.all().iter().filter(|coupling| !coupling.is_breach()).count();
    let rules = input.rules.metas();
    let asked = |rule: &&&'static RuleMeta| input.overrides.resolve(rule, input.policy).0 != Level::Allow;
    let active = rules.iter().filter(asked).map(|rule| rule.name).collect();
    Report { findings, summary, rules, active }
}

/// Rules about what became of records of debt, which is known once all others have spoken.
fn runs_last(rule: &RuleMeta) -> bool {
    rules::LAST.contains(&rule)
}

/// What a rule says, judged; nothing if its level is allow.
fn statements(
    input: &Input<'_>,
    context: &RuleContext<'_>,
    tolerance: &mut Tolerance<'_>,
    rule: &dyn Rule,
) -> Vec<Finding> {
    let meta = rule.meta();
    let (level, origin) = input.overrides.resolve(meta, input.policy);
    let mut candidates = Vec::new();
    if level == Level::Allow {
        // What our own rules speak of is known to `stale-exception` without asking them.
        if input.rules.is_added(meta) && !input.policy.exceptions().is_empty() {
            rule.check(context, &mut candidates);
            candidates.iter().for_each(|candidate| tolerance.need_exceptions_of(candidate));
        }
        return Vec::new();
    }
    rule.check(context, &mut candidates);
    let rule = meta;
    candidates.into_iter().map(|candidate| judge(input, tolerance, rule, level, &origin, candidate)).collect()
}

fn judge(
    input: &Input<'_>,
    tolerance: &mut Tolerance<'_>,
    rule: &'static RuleMeta,
    level: Level,
    origin: &LevelOrigin,
    mut candidate: Candidate,
) -> Finding {
    let enforcement = enforcement(input, &candidate.providers);
    candidate.places.sort_by(|a, b| place_order(input.sources, a).cmp(&place_order(input.sources, b)));
    let waiver = tolerance.waive(rule.name, &mut candidate, enforcement);
    let Candidate {
        consumer, provider, headline, consumers, providers, mut labels, places, notes, help, packages, ..
    } = candidate;
    labels.sort_by_key(|label| label.role);
    Finding {
        rule,
        level,
        level_origin: origin.clone(),
        key: FindingKey { rule: rule.name, consumer, provider },
        headline,
        consumers: parties(input.policy, &consumers),
        providers: parties(input.policy, &providers),
        labels,
        places,
        notes,
        help,
        enforcement,
        waiver,
        existed: None,
        unread_before: None,
        packages,
    }
}

/// How strictly the boundary around these providers is held. Where teams own something together, the strictest of them
/// decides: one who sealed a boundary can rely on it.
///
/// Where nobody says anything, only what is new fails once there is a baseline, and everything does before.
fn enforcement(input: &Input<'_>, providers: &[TeamId]) -> Enforcement {
    let unsaid = if input.policy.baseline().is_some() { Enforcement::NoNew } else { Enforcement::Enforce };
    let on_day = |plan: EnforcementPlan| plan.on(input.today);
    let workspace = input.policy.enforcement().map_or(unsaid, on_day);
    let of_team = |&team: &TeamId| input.policy.team(team).enforcement.map_or(workspace, on_day);
    let decided = providers.iter().map(of_team).max().unwrap_or(workspace);
    input.overrides.enforcement().unwrap_or(decided)
}

fn parties(policy: &Policy, teams: &[TeamId]) -> Vec<Party> {
    let party = |&id: &TeamId| {
        let team = policy.team(id);
        Party { team: id, name: team.name.clone(), contact: wording::contact(team).map(str::to_owned) }
    };
    let mut parties: Vec<Party> = teams.iter().map(party).collect();
    parties.sort_by(|a, b| a.name.cmp(&b.name));
    parties
}

/// What is between teams first, by their names; then what concerns no team. Inside a pair the graver ones first, code
/// before policy, then by what they are about.
pub(crate) fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    let names = |parties: &[Party]| parties.iter().map(|party| party.name.clone()).collect::<Vec<_>>();
    findings.sort_by_cached_key(|finding| {
        let (consumers, providers) = (names(&finding.consumers), names(&finding.providers));
        let about_nobody = consumers.is_empty() && providers.is_empty();
        let level = std::cmp::Reverse(finding.level);
        let FindingKey { rule, consumer, provider } = finding.key.clone();
        let in_policy = finding.places.is_empty();
        (about_nobody, consumers, providers, level, in_policy, consumer, provider, rule)
    });
    findings
}

/// Alternatives of one module under different `cfg`s share a path, and so their findings share a key. They are one
/// finding with the places of both.
fn merged(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut known: HashSet<Label> = HashSet::new();
    for finding in findings {
        match merged.last_mut() {
            Some(last) if last.key == finding.key && last.pair() == finding.pair() && last.waiver == finding.waiver => {
                last.places.extend(finding.places);
                if known.is_empty() {
                    known.extend(last.labels.iter().cloned());
                }
                last.labels.extend(finding.labels.into_iter().filter(|label| known.insert(label.clone())));
            }
            _ => {
                known.clear();
                merged.push(finding);
            }
        }
    }
    for finding in &mut merged {
        finding.places.dedup();
    }
    merged
}

/// By path rather than by file id, so that the order in which files were read does not show.
fn place_order<'s>(sources: &'s SourceMap, place: &Place) -> (Option<&'s str>, u32, u32) {
    let Span { file, start, end, .. } = place.span;
    let path = place.span.is_known().then(|| sources.file(file).path().as_str());
    (path, start, end)
}

#[cfg(test)]
mod tests {
    use boundaries_graph::SourceMap;
    use boundaries_policy::Level;

    use super::place_order;
    use crate::LevelOrigin;
    use crate::finding::Place;
    use crate::scene::Scene;

    const TEAMS: &str = r##"
        [teams]
        billing = { owns = ["billing"] }
        ledger = { owns = ["ledger"], contact = "#team-ledger" }
    "##;

    fn billing_uses_account() -> Scene {
        Scene::default().item("ledger::store::Account").uses("billing::invoice", "ledger::store::Account")
    }

    #[test]
    fn levels_come_from_the_command_line_the_policy_or_the_rule() {
        let mut scene = billing_uses_account();
        let level = |scene: &Scene| {
            let finding = scene.check(TEAMS).findings.remove(0);
            (finding.level, finding.level_origin)
        };
        assert_eq!(level(&scene), (Level::Deny, LevelOrigin::Default));
        let policy = format!("rules = {{ undeclared-coupling = \"warn\" }}\n{TEAMS}");
        let by_policy = scene.check(&policy).findings.remove(0);
        assert!(matches!(by_policy.level_origin, LevelOrigin::Policy(span) if span.line == 1));
        assert_eq!((by_policy.level, by_policy.fails()), (Level::Warn, false));
        scene.overrides.set("undeclared-coupling", Level::Warn).expect("a rule");
        assert_eq!(level(&scene), (Level::Warn, LevelOrigin::CommandLine));
        scene.overrides.set("warnings", Level::Deny).expect("a group");
        assert_eq!(level(&scene), (Level::Warn, LevelOrigin::CommandLine));
    }

    #[test]
    fn a_team_without_a_contact_is_reached_by_its_handle() {
        let handle = TEAMS.replace("contact = \"#team-ledger\"", "handles = [\"@org/ledger\"]");
        let report = billing_uses_account().check(&handle);
        assert_eq!(report.findings[0].providers[0].contact.as_deref(), Some("@org/ledger"));
        assert!(report.findings[0].help.iter().any(|help| help.text.contains("`ledger` (@org/ledger)")));
    }

    #[test]
    fn an_observed_boundary_reports_and_does_not_fail() {
        let observed = TEAMS.replace("contact", "enforcement = \"observe\", contact");
        let report = billing_uses_account().check(&observed);
        assert_eq!((report.findings.len(), report.summary.failing, report.summary.observed), (1, 0, 1));
        assert!(!report.fails());
    }

    #[test]
    fn a_sealed_boundary_knows_no_exceptions() {
        let exception = "[[exception]]\nfrom = \"billing\"\nto = \"ledger\"\nreason = \"r\"\nuntil = \"2030-01-01\"";
        let waived = billing_uses_account().check(&format!("{TEAMS}\n{exception}"));
        assert_eq!((waived.summary.failing, waived.summary.waived), (0, 1));
        let sealed = TEAMS.replace("contact", "enforcement = \"sealed\", contact");
        let sealed = billing_uses_account().check(&format!("{sealed}\n{exception}"));
        let rules: Vec<&str> = sealed.open().map(|finding| finding.rule.name).collect();
        assert_eq!((rules, sealed.summary.waived), (vec!["undeclared-coupling", "stale-exception"], 0));
    }

    #[test]
    fn places_are_told_by_path_and_not_as_files_were_read() {
        let mut sources = SourceMap::default();
        let [late, early] = ["b.rs", "a.rs"].map(|path| sources.add(path, "0123456789"));
        let place =
            |file, range| Place { span: sources.span(file, range), module: None, kind: None, written: String::new() };
        let mut places = [place(late, 1..2), place(early, 4..9), place(early, 4..5), place(early, 2..3)];
        places.sort_by(|a, b| place_order(&sources, a).cmp(&place_order(&sources, b)));
        let told =
            places.map(|place| (sources.file(place.span.file).path().to_string(), place.span.start, place.span.end));
        let wanted = [("a.rs", 2, 3), ("a.rs", 4, 5), ("a.rs", 4, 9), ("b.rs", 1, 2)];
        assert_eq!(told, wanted.map(|(path, start, end)| (path.to_owned(), start, end)));
    }

    #[test]
    fn the_scope_selects_findings_and_changes_no_verdict() {
        let mut scene = billing_uses_account().uses("ledger::store", "billing::invoice");
        scene.overrides.set("team-cycle", Level::Allow).expect("a rule");
        let stage = scene.stage(TEAMS);
        let package = stage.graph.packages().find(|package| package.name() == "ledger").expect("a package").id();
        let mut scoped = scene.clone();
        scoped.scope.packages = vec![package];
        let report = scoped.check(TEAMS);
        let consumers: Vec<&str> = report.findings.iter().map(|finding| finding.key.consumer.as_str()).collect();
        assert_eq!((consumers, report.summary.out_of_scope), (vec!["ledger::store"], 1));
        scoped.scope.packages.clear();
        let teams = format!("{TEAMS}web = {{}}\n");
        for team in scene.stage(&teams).policy.teams() {
            scoped.scope.teams = vec![team.id];
            let report = scoped.check(&teams);
            let concerned = if team.name == "web" { (0, 2) } else { (2, 0) };
            assert_eq!((report.findings.len(), report.summary.out_of_scope), concerned, "{}", team.name);
        }
        scoped.scope.teams.clear();
        scoped.scope.rules = vec![crate::find_rule("off-surface").expect("a rule")];
        assert_eq!(scoped.check(TEAMS).findings.len(), 0);
    }
}
