//! One finding between two teams, which all formats are shown with.

use boundaries_graph::SourceMap;
use boundaries_lint::{
    Finding, FindingKey, Help, HelpKind, Label, LabelRole, LevelOrigin, Party, Place, Report, Summary, find_rule,
    registry,
};
use boundaries_policy::{Enforcement, Level, TeamId};

/// A finding between two teams, with a reference, a definition and two lines of a policy.
pub(crate) fn example() -> (Report, SourceMap) {
    let mut sources = SourceMap::default();
    let invoice = sources.add("billing/src/invoice.rs", "use ledger::store::Account;\n\nstruct Invoice(Account);\n");
    let store = sources.add("ledger/src/store.rs", "pub struct Account;\n");
    let mut policy = String::from("[teams]\nbilling = { owns = [\"billing\"] }\n");
    policy.push_str(&"# a long comment\n".repeat(40));
    policy.push_str("ledger = { owns = [\"ledger\"] }\n");
    let policy_file = sources.add("boundaries.toml", policy.clone());
    let at = |needle: &str| policy.find(needle).map_or(0..0, |start| start..start + needle.len());
    let label = |role, span, text: &str| Label { role, span, text: text.to_owned() };
    let place = |span, written: &str| Place { span, module: None, kind: None, written: written.to_owned() };
    let finding = Finding {
        rule: find_rule("undeclared-coupling").expect("a rule"),
        level: Level::Deny,
        level_origin: LevelOrigin::CommandLine,
        key: FindingKey {
            rule: "undeclared-coupling",
            consumer: "billing::invoice".to_owned(),
            provider: "ledger::store::Account".to_owned(),
        },
        headline: "team `billing` uses `ledger::store::Account` owned by `ledger` without a contract".to_owned(),
        consumers: vec![party(0, "billing", None)],
        providers: vec![party(1, "ledger", Some("#team-ledger"))],
        labels: vec![
            label(LabelRole::Primary, sources.span(invoice, 19..26), "used here, in code of `billing`"),
            label(LabelRole::Definition, sources.span(store, 11..18), "defined here, in code of `ledger`"),
            label(LabelRole::ConsumerOwner, sources.span(policy_file, at("\"billing\"")), "`billing` owns this"),
            label(LabelRole::ProviderOwner, sources.span(policy_file, at("\"ledger\"")), "`ledger` owns this"),
        ],
        places: vec![
            place(sources.span(invoice, 19..26), "ledger::store::Account"),
            place(sources.span(invoice, 44..51), "Account"),
        ],
        notes: Vec::new(),
        help: vec![
            help(HelpKind::TalkToOwner, "talk to `ledger` (#team-ledger) about what is needed here", None),
            help(
                HelpKind::RequestContract,
                "ask `ledger` for a contract",
                Some("[[contract]]\nconsumer = \"billing\""),
            ),
        ],
        enforcement: Enforcement::Enforce,
        waiver: None,
        existed: None,
        unread_before: None,
        packages: Vec::new(),
    };
    (report(vec![finding]), sources)
}

pub(crate) fn party(id: usize, name: &str, contact: Option<&str>) -> Party {
    Party { team: TeamId::new(id), name: name.to_owned(), contact: contact.map(str::to_owned) }
}

pub(crate) fn help(kind: HelpKind, text: &str, snippet: Option<&str>) -> Help {
    Help { kind, text: text.to_owned(), snippet: snippet.map(str::to_owned) }
}

pub(crate) fn report(findings: Vec<Finding>) -> Report {
    let summary = Summary::over(&findings);
    Report { findings, summary, rules: registry().collect(), active: Vec::new() }
}
