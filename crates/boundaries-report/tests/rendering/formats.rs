//! What the formats of editors and CI services look like: a finding that fails, a warning, and one that an exception
//! tolerates, in a workspace that lies in a folder of its repository.

use std::io;

use boundaries_graph::{CargoPackage, CargoTarget, GraphBuilder, SourceMap, Span};
use boundaries_lint::{Finding, FindingKey, Place, Report, Waiver, find_rule};
use boundaries_policy::Level;
use boundaries_report::{
    CargoMessages, Layout, MarkdownOptions, Rendered, View, azure, cargo_json, github, gitlab, jsonl, junit, markdown,
    rdjsonl, sarif, teamcity,
};
use serde_json::Value;

use crate::example::{example, report};

fn written(report: &Report, sources: &SourceMap, write: impl Fn(&View<'_>, &mut Vec<u8>) -> io::Result<()>) -> String {
    let layout =
        Layout { workspace: "/repo/rust".into(), repository: "/repo".into(), working_dir: "/repo/rust/billing".into() };
    let graph = GraphBuilder::default().finish();
    let mut out = Vec::new();
    write(&View { report, sources, graph: &graph, layout: &layout }, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

/// The example, a warning about a contract, and the example once more, tolerated.
fn varied() -> (Report, SourceMap) {
    let (mut example, mut sources) = example();
    let finding = example.findings.remove(0);
    let policy = sources.find("boundaries.toml".into()).expect("a policy");
    let warning = Finding {
        rule: find_rule("stale-contract").expect("a rule"),
        level: Level::Warn,
        key: FindingKey { rule: "stale-contract", consumer: "billing".to_owned(), provider: "ledger".to_owned() },
        headline: "nothing uses the contract of `billing` with `ledger`".to_owned(),
        labels: vec![boundaries_lint::Label { span: sources.span(policy, 8..15), ..finding.labels[0].clone() }],
        places: Vec::new(),
        help: vec![finding.help[0].clone()],
        ..finding.clone()
    };
    let legacy = sources.add("billing/src/größe.rs", "\u{feff}fn größe() -> ledger::Money { todo!() }\r\n");
    let text = sources.file(legacy).text();
    let at = text.find("Money").expect("it is there");
    let span = sources.span(legacy, at..at + 5);
    let tolerated = Finding {
        key: FindingKey { consumer: "billing::größe".to_owned(), ..finding.key.clone() },
        labels: vec![boundaries_lint::Label { span, ..finding.labels[0].clone() }],
        places: vec![Place { span, ..finding.places[0].clone() }],
        waiver: Some(Waiver {
            kind: boundaries_lint::WaiverKind::Exception,
            reason: "moves out".to_owned(),
            until: Some("2027-03-01".parse().expect("a date")),
            span: sources.span(policy, 0..7),
        }),
        ..finding.clone()
    };
    (report(vec![warning, finding, tolerated]), sources)
}

#[test]
fn jsonl_has_a_line_for_each_finding_and_one_for_the_numbers() {
    let (report, sources) = varied();
    let lines = written(&report, &sources, |view, out| jsonl(view.report, view.sources, view.graph, out));
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let told: Vec<_> = lines.iter().map(|line| (line["type"].as_str(), line["headline"].as_str())).collect();
    let (finding, summary) = (Some("finding"), Some("summary"));
    let headline = |index: usize| Some(report.findings[index].headline.as_str());
    assert_eq!(told, [(finding, headline(0)), (finding, headline(1)), (finding, headline(2)), (summary, None)]);
    assert_eq!(lines[3]["summary"]["waived"], 1);
    let place = &lines[2]["places"][0]["place"];
    assert_eq!((&place["column"], &place["end-column"], &place["start"]), (&23.into(), &28.into(), &27.into()));
}

#[test]
fn sarif_looks_like_this() {
    let (report, sources) = varied();
    let mut log: Value = serde_json::from_str(&written(&report, &sources, sarif)).expect("JSON");
    let run = &mut log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].take();
    for result in run["results"].as_array_mut().expect("a list") {
        let index = result["ruleIndex"].take().as_u64().expect("a number");
        assert_eq!(rules[usize::try_from(index).expect("small")]["id"], result["ruleId"]);
    }
    run["tool"]["driver"]["version"] = "VERSION".into();
    run["tool"]["driver"]["semanticVersion"] = "VERSION".into();
    insta::assert_snapshot!(serde_json::to_string_pretty(&log).expect("JSON"));
}

#[test]
fn more_results_than_a_run_may_hold_are_counted() {
    let (mut report, sources) = example();
    let finding = report.findings.remove(0);
    report.findings = vec![Finding { labels: Vec::new(), places: Vec::new(), ..finding }; 25_001];
    let log: Value = serde_json::from_str(&written(&report, &sources, sarif)).expect("JSON");
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(25_000));
    let told = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str();
    assert_eq!(told, Some("1 finding left out: a run holds 25000 results"));
}

#[test]
fn github_gets_workflow_commands() {
    let (report, sources) = varied();
    insta::assert_snapshot!(written(&report, &sources, github));
}

#[test]
fn github_gets_ten_of_a_kind_the_worst_first_and_one_notice() {
    let (mut varied, sources) = varied();
    let tolerated = varied.findings.remove(2);
    let (warning, error) = (varied.findings[0].clone(), varied.findings[1].clone());
    let mut findings = vec![warning; 12];
    findings.extend(vec![error; 11]);
    findings.push(tolerated);
    let commands = written(&report(findings), &sources, github);
    let kinds: Vec<&str> = commands.lines().map(|line| &line[2..line.find(' ').expect("a blank")]).collect();
    let expected: Vec<&str> = [vec!["error"; 10], vec!["warning"; 10], vec!["notice"]].concat();
    assert_eq!(kinds, expected);
    let notice = commands.lines().last().expect("a notice");
    insta::assert_snapshot!(notice, @"::notice title=cargo boundaries::not shown here, as a step has 10 annotations of a kind: 1 failing finding, 2 warnings");
}

#[test]
fn markdown_links_to_the_places() {
    let (report, sources) = varied();
    let options = MarkdownOptions { links: Some("https://git.example/shop/blob/c0ffee"), limit: usize::MAX };
    insta::assert_snapshot!(written(&report, &sources, |view, out| markdown(view, options, out)), @r"
    ## cargo boundaries: 1 finding fails

    1 finding fails, 1 warning, 1 tolerated by an exception (no couplings between teams)

    ### billing → ledger

    - **fails** `undeclared-coupling`: team `billing` uses `ledger::store::Account` owned by `ledger` without a contract
      - [rust/billing/src/invoice\.rs\:1](<https://git.example/shop/blob/c0ffee/rust/billing/src/invoice.rs#L1>) and 1 more place
      - talk to `ledger` (\#team\-ledger) about what is needed here
    - warning `stale-contract`: nothing uses the contract of `billing` with `ledger`
      - [rust/boundaries\.toml\:2](<https://git.example/shop/blob/c0ffee/rust/boundaries.toml#L2>)
      - talk to `ledger` (\#team\-ledger) about what is needed here
    ");
}

#[test]
fn markdown_keeps_its_limit_and_counts_what_it_leaves_out() {
    let (mut example, sources) = example();
    example.findings = vec![example.findings.remove(0); 50];
    let report = report(example.findings);
    for limit in [0, 100, 1_000, 2_000, 5_000, 100_000] {
        let options = MarkdownOptions { links: None, limit };
        let page = written(&report, &sources, |view, out| markdown(view, options, out));
        let shown = page.matches("**fails**").count();
        let told = format!("\n{} findings more: the page would be too long.\n", 50 - shown);
        assert_eq!(page.ends_with(&told), shown < 50, "{page}");
        assert!(page.len() <= limit.max(400), "{} of {limit}", page.len());
    }
}

#[test]
fn gitlab_gets_a_code_quality_report() {
    let (report, sources) = varied();
    insta::assert_snapshot!(written(&report, &sources, gitlab));
}

#[test]
fn junit_gets_suites_and_cases() {
    let (report, sources) = varied();
    insta::assert_snapshot!(written(&report, &sources, junit));
}

#[test]
fn no_findings_are_a_test_that_passed() {
    insta::assert_snapshot!(written(&report(Vec::new()), &SourceMap::default(), junit), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="cargo boundaries" tests="1" skipped="0" failures="0" errors="0">
        <testsuite name="cargo boundaries" tests="1" skipped="0" errors="0" failures="0">
            <testcase name="no findings"/>
        </testsuite>
    </testsuites>
    "#);
}

#[test]
fn azure_gets_logging_commands() {
    let (report, sources) = varied();
    insta::assert_snapshot!(written(&report, &sources, azure));
}

#[test]
fn teamcity_gets_inspections() {
    let (report, sources) = varied();
    insta::assert_snapshot!(written(&report, &sources, teamcity));
}

#[test]
fn reviewdog_gets_every_place_in_bytes_from_the_working_folder() {
    let (mut report, sources) = varied();
    report.findings[2].waiver = None;
    insta::assert_snapshot!(written(&report, &sources, rdjsonl));
}

#[test]
fn a_byte_order_mark_is_no_column_in_any_format() {
    let (mut report, sources) = varied();
    report.findings.drain(..2);
    report.findings[0].waiver = None;
    let lines = written(&report, &sources, |view, out| boundaries_report::short(view.report, view.sources, out));
    assert!(lines.starts_with("billing/src/größe.rs:1:23: deny"), "{lines}");
    let options = boundaries_report::TextOptions::default();
    let text = written(&report, &sources, |view, out| boundaries_report::text(view.report, view.sources, options, out));
    assert!(text.contains("größe.rs:1:23") && !text.contains("feff"), "{text}");
    assert!(written(&report, &sources, github).contains(",col=23,endColumn=28::"));
}

#[test]
fn a_line_as_long_as_a_file_is_given_in_part() {
    let (mut report, mut sources) = example();
    for (filler, least, most) in [("x", 1, 3_000), ("ö", 90_000, 100_100)] {
        let line = format!("{}needle{}", filler.repeat(90_000), filler.repeat(900_000));
        let at = line.find("needle").expect("it is there");
        let file = sources.add("billing/src/generated.rs", line);
        let span = sources.span(file, at..at + 6);
        report.findings[0].labels.truncate(1);
        report.findings[0].labels[0].span = span;
        report.findings[0].places = vec![Place { span, ..report.findings[0].places[0].clone() }];
        let package = package();
        let messages = written(&report, &sources, |view, out| cargo_json(view, &cargo(&package), out));
        let message: Value = serde_json::from_str(messages.lines().next().expect("a message")).expect("JSON");
        let span = &message["message"]["spans"][0];
        assert_eq!((&span["column_start"], &span["column_end"]), (&90_001.into(), &90_007.into()));
        let text = span["text"][0]["text"].as_str().expect("a line").chars().count();
        assert!((least..=most).contains(&text), "{text}");
        assert!(message["message"]["rendered"].as_str().expect("a text").len() < 2_000);
    }
}

/// The package of the example, as Cargo names it.
fn package() -> CargoPackage {
    CargoPackage {
        id: "path+file:///repo/rust/billing#0.1.0".to_owned(),
        name: "billing".to_owned(),
        version: "0.1.0".to_owned(),
        dir: "billing".into(),
        manifest_path: "/repo/rust/billing/Cargo.toml".into(),
        targets: vec![CargoTarget {
            name: "billing".to_owned(),
            kinds: vec!["lib".to_owned()],
            crate_types: vec!["lib".to_owned()],
            src_path: "/repo/rust/billing/src/lib.rs".into(),
            root_file: "billing/src/lib.rs".into(),
            edition: "2024".to_owned(),
            doc: true,
            doctest: true,
            test: true,
        }],
    }
}

fn cargo(package: &CargoPackage) -> CargoMessages<'_> {
    CargoMessages {
        packages: std::slice::from_ref(package),
        workspace: "/repo/rust".into(),
        policy: None,
        selected: &[],
        rendered: Rendered::Full,
    }
}

#[test]
fn the_rendered_form_is_rustcs() {
    let (report, sources) = varied();
    let package = package();
    let messages = written(&report, &sources, |view, out| cargo_json(view, &cargo(&package), out));
    let rendered: Vec<String> = messages
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .filter_map(|line| line["message"]["rendered"].as_str().map(str::to_owned))
        .collect();
    insta::assert_snapshot!(rendered.concat());
}

#[test]
fn every_format_has_the_same_fingerprint_and_none_comes_twice() {
    let (mut report, sources) = varied();
    report.findings.push(report.findings[1].clone());
    let print = report.findings[1].key.fingerprint();
    let expected = [report.findings[0].key.fingerprint(), print.clone(), format!("{print}:2")];
    let sorted = |mut prints: Vec<String>| {
        prints.sort_unstable();
        prints
    };
    let strings = |values: &Value, path: &str| -> Vec<String> {
        let values = values.as_array().expect("a list").iter();
        values.filter_map(|value| value.pointer(path)?.as_str().map(str::to_owned)).collect()
    };
    let gitlab: Value = serde_json::from_str(&written(&report, &sources, gitlab)).expect("JSON");
    assert_eq!(sorted(strings(&gitlab, "/fingerprint")), sorted(expected.to_vec()));
    let sarif: Value = serde_json::from_str(&written(&report, &sources, sarif)).expect("JSON");
    let of_sarif = strings(&sarif["runs"][0]["results"], "/partialFingerprints/primaryLocationLineHash");
    let json =
        written(&report, &sources, |view, out| boundaries_report::json(view.report, view.sources, view.graph, out));
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(sorted(strings(&json["findings"], "/fingerprint")), sorted(of_sarif.clone()));
    assert!(expected.iter().all(|print| of_sarif.contains(print)) && of_sarif.len() == 4);
}

#[test]
fn what_has_no_place_is_shown_at_the_manifest() {
    let (mut report, sources) = example();
    report.findings[0].labels.clear();
    report.findings[0].places = vec![Place { span: Span::default(), ..report.findings[0].places[0].clone() }];
    let commands = written(&report, &sources, github);
    assert!(commands.starts_with("::error title=undeclared-coupling,file=rust/Cargo.toml::team"), "{commands}");
    let issues: Value = serde_json::from_str(&written(&report, &sources, gitlab)).expect("JSON");
    assert_eq!(issues[0]["location"]["path"], "rust/Cargo.toml");
}
