//! What the formats look like, and that nothing written by others gets through to the terminal as it is.

use boundaries_graph::{GraphBuilder, ModuleGraph, SourceMap, Span};
use boundaries_lint::{
    Finding, FindingKey, Help, HelpKind, Label, LabelRole, LevelOrigin, Party, Place, Report, Summary, find_rule,
};
use boundaries_policy::{Enforcement, Level, PolicyProblem, TeamId};
use boundaries_report::{
    FindingDiagnostic, ProblemDiagnostic, TextOptions, is_hidden, json, policy_problems, short, text,
};
use proptest::prelude::*;

/// A finding between two teams, with a reference, a definition and two lines of a policy.
fn example() -> (Report, SourceMap) {
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
        packages: Vec::new(),
    };
    (report(vec![finding]), sources)
}

fn party(id: usize, name: &str, contact: Option<&str>) -> Party {
    Party { team: TeamId::new(id), name: name.to_owned(), contact: contact.map(str::to_owned) }
}

fn help(kind: HelpKind, text: &str, snippet: Option<&str>) -> Help {
    Help { kind, text: text.to_owned(), snippet: snippet.map(str::to_owned) }
}

fn report(findings: Vec<Finding>) -> Report {
    let summary = Summary::over(&findings);
    Report { findings, summary }
}

fn rendered_text(report: &Report, sources: &SourceMap, options: TextOptions) -> String {
    let mut out = Vec::new();
    text(report, sources, options, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

fn rendered_short(report: &Report, sources: &SourceMap) -> String {
    let mut out = Vec::new();
    short(report, sources, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

fn rendered_json(report: &Report, sources: &SourceMap, graph: &ModuleGraph) -> String {
    let mut out = Vec::new();
    json(report, sources, graph, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn text_shows_the_letter() {
    let (report, sources) = example();
    insta::assert_snapshot!(rendered_text(&report, &sources, TextOptions::default()));
}

#[test]
fn text_fits_a_narrow_terminal() {
    let (report, sources) = example();
    insta::assert_snapshot!(rendered_text(&report, &sources, TextOptions { width: 50, ..TextOptions::default() }));
}

#[test]
fn ascii_text_has_only_ascii() {
    let (report, sources) = example();
    let text = rendered_text(&report, &sources, TextOptions { unicode: false, ..TextOptions::default() });
    assert!(text.is_ascii(), "{text}");
}

#[test]
fn colour_adds_escapes_and_changes_no_word() {
    let (report, sources) = example();
    let plain = rendered_text(&report, &sources, TextOptions::default());
    let coloured = rendered_text(&report, &sources, TextOptions { color: true, ..TextOptions::default() });
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some(start) = rest.find("\u{1b}[") {
        let end = start + rest[start..].find('m').expect("a colour ends");
        stripped.push_str(&rest[..start]);
        rest = &rest[end + 1..];
    }
    stripped.push_str(rest);
    let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(trimmed(&stripped), trimmed(&plain));
}

#[test]
fn short_has_a_line_for_every_place() {
    let (report, sources) = example();
    insta::assert_snapshot!(rendered_short(&report, &sources), @r"
    billing/src/invoice.rs:1:20: deny[undeclared-coupling]: team `billing` uses `ledger::store::Account` owned by `ledger` without a contract
    billing/src/invoice.rs:3:16: deny[undeclared-coupling]: team `billing` uses `ledger::store::Account` owned by `ledger` without a contract
    ");
}

#[test]
fn json_is_stable() {
    let (report, sources) = example();
    insta::assert_snapshot!(rendered_json(&report, &sources, &GraphBuilder::default().finish()));
}

#[test]
fn success_is_one_line() {
    let text = rendered_text(&report(Vec::new()), &SourceMap::default(), TextOptions::default());
    assert_eq!(text, "no findings (no couplings between teams)\n");
}

#[test]
fn what_is_tolerated_is_always_told() {
    let (mut tolerated, sources) = example();
    tolerated.findings[0].waiver =
        Some(boundaries_lint::Waiver { reason: "moves out".to_owned(), until: None, span: Span::default() });
    let tolerated = report(tolerated.findings);
    let text = rendered_text(&tolerated, &sources, TextOptions::default());
    assert_eq!(text, "no findings, 1 tolerated by an exception (no couplings between teams)\n");
}

#[test]
fn places_beyond_the_first_few_are_cut_with_the_command_that_shows_them() {
    let (mut long, sources) = example();
    let place = long.findings[0].places[1].clone();
    long.findings[0]
        .places
        .extend((0..30).map(|start| Place { span: Span { start, end: start + 1, ..place.span }, ..place.clone() }));
    let text = rendered_text(&report(long.findings), &sources, TextOptions::default());
    assert!(
        text.contains("and 26 more; all of them: cargo boundaries why billing::invoice ledger::store::Account"),
        "{text}"
    );
}

#[test]
fn problems_of_a_policy_are_told_at_once() {
    let mut sources = SourceMap::default();
    let file = sources.add("boundaries.toml", "[teams]\nbilling = { own = [\"billing\"] }\n");
    let unknown_key = PolicyProblem {
        message: "unknown key `own` of team `billing`".to_owned(),
        span: Some(sources.span(file, 20..23)),
        labels: Vec::new(),
        help: Some("did you mean `owns`?".to_owned()),
    };
    let nowhere = PolicyProblem { message: "two policies".to_owned(), span: None, labels: Vec::new(), help: None };
    let mut out = Vec::new();
    policy_problems(&[unknown_key, nowhere], &sources, TextOptions::default(), &mut out).expect("a vector");
    insta::assert_snapshot!(String::from_utf8(out).expect("UTF-8"), @r#"
    error[policy]: unknown key `own` of team `billing`
       ╭─[boundaries.toml:2:13]
     2 │ billing = { own = ["billing"] }
       ·             ───
       ╰────
      help: did you mean `owns`?

    error[policy]: two policies

    2 mistakes in the policy
    "#);
}

#[test]
fn a_finding_is_a_miette_diagnostic() {
    let (report, sources) = example();
    let diagnostic = FindingDiagnostic::new(&report.findings[0], &sources);
    let told = format!("{:?}", miette::Report::new(diagnostic).with_source_code(""));
    assert!(told.contains("boundaries::undeclared-coupling"), "{told}");
    assert!(told.lines().count() < 40, "{told}");
}

/// Text with everything in it that a terminal might obey or hide.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z:`é日👍\"\\\\ ]{0,8}",
        Just("\u{1b}[2J".to_owned()),
        Just("\u{9b}31m".to_owned()),
        Just("\u{202e}".to_owned()),
        Just("\u{200b}".to_owned()),
        Just("\r".to_owned()),
        Just("\r\n".to_owned()),
        Just("\n".to_owned()),
        Just("\t".to_owned()),
        Just("\0".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn no_control_gets_through(shown: &str) -> Result<(), TestCaseError> {
    let bad = shown.chars().find(|&char| char != '\n' && is_hidden(char));
    prop_assert!(bad.is_none(), "{bad:?} in {shown:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_hostile_gets_through(
        texts in prop::collection::vec(hostile(), 8),
        ranges in prop::collection::vec((0_u32..200, 0_u32..60, 0_usize..3), 1..8),
        width in 0_usize..150,
    ) {
        let mut sources = SourceMap::default();
        let files: Vec<_> = (0..3).map(|index| sources.add(texts[index].clone(), texts[index + 3].repeat(3))).collect();
        let spans: Vec<Span> = ranges
            .iter()
            .map(|&(start, length, file)| {
                // Spans that reach beyond their file, or into a character, come from nowhere we know; still no panic.
                let span = sources.span(files[file], start as usize..(start + length) as usize);
                Span { start, end: start + length, ..span }
            })
            .collect();
        let (mut report_of_one, _) = example();
        let mut finding = report_of_one.findings.remove(0);
        finding.headline = texts[6].clone();
        finding.key.consumer = texts[7].clone();
        finding.consumers = vec![party(0, &texts[6], Some(&texts[7]))];
        finding.notes = vec![texts[7].clone()];
        finding.help = vec![help(HelpKind::RequestContract, &texts[6], Some(&texts[7]))];
        finding.labels = spans
            .iter()
            .map(|&span| Label { role: LabelRole::Primary, span, text: texts[6].clone() })
            .collect();
        finding.places = spans
            .iter()
            .map(|&span| Place { span, module: None, kind: None, written: texts[7].clone() })
            .collect();
        let problem = PolicyProblem {
            message: texts[6].clone(),
            span: spans.first().copied(),
            labels: spans.iter().map(|&span| (span, texts[7].clone())).collect(),
            help: Some(texts[6].clone()),
        };
        let _ = (FindingDiagnostic::new(&finding, &sources), ProblemDiagnostic::new(&problem, &sources));
        let report = report(vec![finding]);
        for unicode in [true, false] {
            let options = TextOptions { color: false, unicode, width };
            no_control_gets_through(&rendered_text(&report, &sources, options))?;
            let mut out = Vec::new();
            policy_problems(std::slice::from_ref(&problem), &sources, options, &mut out).expect("a vector");
            no_control_gets_through(&String::from_utf8(out).expect("UTF-8"))?;
        }
        no_control_gets_through(&rendered_short(&report, &sources))?;
        let json = rendered_json(&report, &sources, &GraphBuilder::default().finish());
        no_control_gets_through(&json)?;
        let parsed: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        prop_assert_eq!(parsed["findings"][0]["headline"].as_str(), Some(texts[6].as_str()));
    }
}
