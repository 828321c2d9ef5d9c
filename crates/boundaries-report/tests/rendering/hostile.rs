//! Nothing written by others gets through as it is: not to a terminal, not to a CI runner, not into the syntax of a format.

use boundaries_graph::{CargoPackage, CargoTarget, GraphBuilder, SourceMap, Span};
use boundaries_lint::{HelpKind, Label, LabelRole, Place, Waiver};
use boundaries_policy::PolicyProblem;
use boundaries_report::{
    AskAnswer, AskFinding, AskHelp, CargoMessages, FindingDiagnostic, Layout, MarkdownOptions, May, ProblemDiagnostic,
    Rendered, TextOptions, View, azure, cargo_json, cargo_json_problems, deceiving, github, gitlab, is_hidden, json,
    jsonl, junit, markdown, policy_problems, rdjsonl, sarif, short, shown_toml, teamcity, text,
};
use miette::Diagnostic;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;

use crate::example::{example, help, party, report};

/// Text with everything in it that a terminal or a runner might obey, and that ends things in some format.
pub(crate) fn hostile() -> impl Strategy<Value = String> {
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
        Just("::error file=a::b".to_owned()),
        Just("##[error]".to_owned()),
        Just("##vso[task.setvariable variable=PATH]x".to_owned()),
        Just("##teamcity[buildStop]".to_owned()),
        Just("%0A::error::".to_owned()),
        Just("|n']".to_owned()),
        Just("]]></failure>".to_owned()),
        Just("<img src=x onerror=y>&amp;".to_owned()),
        Just("[x](http://y) {0}".to_owned()),
        Just("bіlling::ordеrs".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

pub(crate) fn no_control_gets_through(shown: &str) -> Result<(), TestCaseError> {
    let bad = shown.chars().find(|&char| char != '\n' && is_hidden(char));
    prop_assert!(bad.is_none(), "{bad:?} in {shown:?}");
    prop_assert!(deceiving(&without_escapes(shown)).is_empty(), "{shown:?} does not say what it looks like");
    Ok(())
}

/// The text without the letters and digits that stand for others in the formats: behind `%`, `|` and `\\`.
fn without_escapes(shown: &str) -> String {
    let mut rest = shown.replace("%25AZP25", "%25").replace("%AZP25", "%25");
    for (sign, length) in [('%', 2), ('|', 1), ('\\', 1)] {
        let mut pieces = rest.split(sign);
        let mut kept = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            kept.push(sign);
            kept.extend(piece.chars().skip(length));
        }
        rest = kept;
    }
    rest
}

/// No line is a command, but those that begin like this.
pub(crate) fn no_command_gets_through(shown: &str, own: &[&str]) -> Result<(), TestCaseError> {
    for line in shown.lines() {
        let line = match own.iter().find_map(|start| line.strip_prefix(start)) {
            Some(rest) => rest,
            None => {
                let line = line.trim_start();
                // rustc's sign for a further place has no second pair of colons in front of a name of a command.
                let is_command = line.starts_with("::") && !line.starts_with("::: ");
                prop_assert!(!is_command && own.is_empty(), "{line:?} in {shown}");
                line
            }
        };
        let lower = line.to_lowercase();
        for opening in ["##[", "##vso[", "##teamcity["] {
            prop_assert!(!lower.contains(opening), "{line:?}");
        }
    }
    Ok(())
}

/// A page of Markdown has its own two headings, and no link, picture or markup of others.
fn nothing_but_lists_and_code(page: &str) -> Result<(), TestCaseError> {
    let mut headings = 0;
    for event in Parser::new_ext(page, Options::all()) {
        match event {
            Event::Start(Tag::Heading { .. }) => headings += 1,
            Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item)
            | Event::End(_)
            | Event::Text(_)
            | Event::Code(_)
            | Event::SoftBreak => {}
            Event::Start(Tag::Strong) => prop_assert!(page.contains("**fails**")),
            other => prop_assert!(false, "{other:?} in {page}"),
        }
    }
    prop_assert_eq!(headings, 2);
    Ok(())
}

/// A name as a stanza of the policy has it: TOML forbids control characters alone.
fn quoted(name: &str) -> String {
    let escaped = name.chars().map(|char| match char {
        '"' | '\\' => format!("\\{char}"),
        char if char.is_control() => format!("\\u{:04X}", u32::from(char)),
        char => char.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// An answer to a question with this way on, as text.
fn asked(help: AskHelp, options: TextOptions) -> String {
    let (rule, level, headline) = ("undeclared-coupling".to_owned(), "deny".to_owned(), "no contract".to_owned());
    let answer = AskAnswer {
        from: "billing".to_owned(),
        to: "ledger::Account".to_owned(),
        may: May::No,
        because: headline.clone(),
        module: None,
        code: None,
        item: None,
        item_kind: None,
        consumers: Vec::new(),
        providers: Vec::new(),
        contract: None,
        surface_path: None,
        findings: vec![AskFinding { rule, level, fails: true, headline, help: vec![help] }],
        notes: Vec::new(),
        similar: Vec::new(),
    };
    let mut out = Vec::new();
    answer.text(options, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

/// The names that a shown text gives to whoever pastes the stanza in it.
fn pasted(shown: &str) -> Vec<String> {
    let stanzas = shown.lines().map(str::trim_start).filter(|line| line.starts_with("consumer = "));
    let table = |line: &str| line.parse::<toml::Table>().unwrap_or_else(|error| panic!("{error} in {line:?}"));
    stanzas.map(|line| table(line)["consumer"].as_str().expect("a text").to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_to_be_pasted_means_what_it_did(name in hostile(), width in 20_usize..150) {
        let stanza = format!("[[contract]]\nconsumer = {}\nprovider = \"ledger\"", quoted(&name));
        let (mut report, sources) = example();
        report.findings[0].help = vec![help(HelpKind::RequestContract, "ask for a contract", Some(&stanza))];
        let mut out = Vec::new();
        let options = TextOptions { color: false, unicode: true, width };
        text(&report, &sources, options, &mut out).expect("a vector takes everything");
        let mut shown = vec![String::from_utf8(out).expect("UTF-8"), shown_toml(&stanza)];
        let mut out = Vec::new();
        json(&report, &sources, &GraphBuilder::default().finish(), &mut out).expect("a vector takes everything");
        let value: Value = serde_json::from_slice(&out).expect("JSON");
        prop_assert_eq!(pasted(value["findings"][0]["help"][0]["snippet"].as_str().expect("a text")), std::slice::from_ref(&name));
        let diagnostic = FindingDiagnostic::new(&report.findings[0], &sources);
        shown.push(diagnostic.help().expect("there is help").to_string());
        let help = AskHelp { kind: "request-contract".to_owned(), text: "ask".to_owned(), snippet: Some(stanza) };
        shown.push(asked(help, options));
        for shown in shown {
            no_control_gets_through(&shown)?;
            no_command_gets_through(&shown, &[])?;
            prop_assert_eq!(pasted(&shown), std::slice::from_ref(&name), "{}", shown);
        }
    }
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
        let mut tolerated = finding.clone();
        tolerated.key.provider = texts[6].clone();
        tolerated.waiver = Some(Waiver { kind: boundaries_lint::WaiverKind::Exception, reason: texts[7].clone(), until: None, span: spans[0] });
        let (headline, teams) = (finding.headline.clone(), finding.consumers[0].name.clone());
        let report = report(vec![finding, tolerated]);
        let mut shown = Vec::new();
        for unicode in [true, false] {
            let options = TextOptions { color: false, unicode, width };
            let mut out = Vec::new();
            text(&report, &sources, options, &mut out).expect("a vector");
            shown.push(String::from_utf8(out).expect("UTF-8"));
            let mut out = Vec::new();
            policy_problems(std::slice::from_ref(&problem), &sources, options, &mut out).expect("a vector");
            shown.push(String::from_utf8(out).expect("UTF-8"));
        }
        let (graph, layout) = (GraphBuilder::default().finish(), Layout::default());
        let view = View { report: &report, sources: &sources, graph: &graph, layout: &layout };
        let in_format = |write: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| {
            let mut out = Vec::new();
            write(&mut out).expect("a vector takes everything");
            String::from_utf8(out).expect("UTF-8")
        };
        let json = in_format(&|out| json(&report, &sources, &graph, out));
        let sarif = in_format(&|out| sarif(&view, out));
        let gitlab = in_format(&|out| gitlab(&view, out));
        let jsonl = in_format(&|out| jsonl(&report, &sources, &graph, out));
        let rdjsonl = in_format(&|out| rdjsonl(&view, out));
        let junit = in_format(&|out| junit(&view, out));
        shown.extend([json.clone(), sarif.clone(), gitlab.clone(), jsonl.clone(), rdjsonl.clone(), junit.clone()]);
        shown.push(in_format(&|out| short(&report, &sources, out)));
        let page = in_format(&|out| markdown(&view, MarkdownOptions { links: None, limit: usize::MAX }, out));
        nothing_but_lists_and_code(&page)?;
        shown.push(page);
        let package = CargoPackage {
            id: texts[7].clone(),
            name: texts[6].clone(),
            version: String::new(),
            dir: Default::default(),
            manifest_path: texts[0].clone().into(),
            targets: vec![CargoTarget {
                name: texts[6].clone(),
                kinds: vec!["lib".to_owned()],
                crate_types: Vec::new(),
                src_path: texts[1].clone().into(),
                root_file: texts[1].clone().into(),
                edition: "2024".to_owned(),
                doc: true,
                doctest: true,
                test: true,
            }],
        };
        for rendered in [Rendered::Full, Rendered::Short, Rendered::Colored] {
            let cargo = CargoMessages {
                packages: std::slice::from_ref(&package),
                workspace: "/w".into(),
                policy: Some(files[2]),
                selected: &[],
                rendered,
            };
            let messages = in_format(&|out| cargo_json(&view, &cargo, out));
            let problems = in_format(&|out| cargo_json_problems(std::slice::from_ref(&problem), &sources, &cargo, out));
            for line in messages.lines().chain(problems.lines()) {
                let line: Value = serde_json::from_str(line).expect("JSON");
                // Terminals are shown the rendered form as it is.
                if let Some(text) = line["message"]["rendered"].as_str().filter(|_| rendered != Rendered::Colored) {
                    no_control_gets_through(text)?;
                    no_command_gets_through(text, &[])?;
                }
            }
            prop_assert_eq!(messages.lines().count(), 2);
            shown.push(messages);
            shown.push(problems);
        }
        for shown in &shown {
            no_control_gets_through(shown)?;
            no_command_gets_through(shown, &[])?;
        }
        for (shown, own) in [
            (in_format(&|out| github(&view, out)), &["::error ", "::warning ", "::notice "][..]),
            (in_format(&|out| azure(&view, out)), &["##vso["]),
            (in_format(&|out| teamcity(&view, out)), &["##teamcity["]),
        ] {
            no_control_gets_through(&shown)?;
            no_command_gets_through(&shown, own)?;
            prop_assert!((1..=2).contains(&shown.lines().count()), "one finding and perhaps its rule: {shown}");
        }

        let parsed: Value = serde_json::from_str(&json).expect("JSON");
        prop_assert_eq!(parsed["findings"][0]["headline"].as_str(), Some(headline.as_str()));
        let parsed: Value = serde_json::from_str(&sarif).expect("JSON");
        prop_assert_eq!(parsed["runs"][0]["results"][0]["properties"]["consumerTeams"][0].as_str(), Some(teams.as_str()));
        let parsed: Value = serde_json::from_str(&gitlab).expect("JSON");
        prop_assert_eq!(parsed.as_array().map(Vec::len), Some(1));
        for line in jsonl.lines().chain(rdjsonl.lines()) {
            serde_json::from_str::<Value>(line).expect("JSON");
            prop_assert!(line.len() < 64 * 1024);
        }
        let suites = quick_junit::Report::deserialize_from_str(&junit).expect("XML").test_suites;
        prop_assert_eq!(suites.iter().map(|suite| suite.test_cases.len()).sum::<usize>(), 2);
    }
}
