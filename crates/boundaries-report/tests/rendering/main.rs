//! What the formats look like, and that nothing written by others gets through to the terminal as it is.

mod diff;
mod example;
mod formats;
mod hostile;

use boundaries_graph::{GraphBuilder, ModuleGraph, SourceMap, Span};
use boundaries_lint::{Place, Report};
use boundaries_policy::PolicyProblem;
use boundaries_report::{FindingDiagnostic, TextOptions, json, policy_problems, short, text};
use example::{example, report};

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
    assert_eq!(text, "no findings, nothing tolerated (no couplings between teams)\n");
}

#[test]
fn what_is_tolerated_is_always_told() {
    let (mut tolerated, sources) = example();
    tolerated.findings[0].waiver = Some(boundaries_lint::Waiver {
        kind: boundaries_lint::WaiverKind::Exception,
        reason: "moves out".to_owned(),
        until: None,
        span: Span::default(),
    });
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
