//! The formats of `check`, read by those they are written for: validators of JSON Schema, a reader of JUnit, and the shapes
//! that services document, unknown fields refused.

use std::io;

use boon::{Compiler, Schemas};
use boundaries::internal::report::{self, View};
use boundaries::jiff::civil::date;
use boundaries::{CheckOptions, Project, ProjectOptions};
use boundaries_fixtures::Fixture;
use camino::Utf8PathBuf;
use serde::Deserialize;
use serde_json::Value;

/// Three teams, with a byte order mark, tabs, line breaks of Windows, letters of several bytes, a warning and an exception.
const SHOP: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"], surface = [\"billing::api\"], contact = \"#billing\" }
catalog = { owns = [\"größe\"] }

[[contract]]
consumer = \"billing\"
provider = \"catalog\"
reason = \"nothing uses it\"

[[exception]]
from = \"orders::legacy\"
to = \"billing\"
reason = \"moves out with \\\"ORD-12\\\"\"
until = \"2027-03-01\"
//- billing/src/lib.rs
pub struct Invoice;
pub struct Größe;
pub mod store { pub struct Sum; }
pub mod api { pub use crate::store::Sum; }
//- größe/src/lib.rs deps: billing
\u{feff}pub struct G;\r
/* 👍 */\tpub fn größe(_: billing::Größe) {}\r
//- orders/src/lib.rs deps: billing
mod legacy;
pub fn pay(_: billing::Invoice) -> billing::store::Sum { todo!() }
//- orders/src/legacy.rs
pub fn pay(_: billing::Invoice) {}
";

/// A report on the shop, in one format.
fn written(write: impl Fn(&View<'_>, &mut Vec<u8>) -> io::Result<()>) -> String {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    let root = Utf8PathBuf::try_from(dir.path().to_owned()).expect("it is UTF-8");
    let project = Project::load(&ProjectOptions::at(root.join("Cargo.toml"))).expect("the workspace can be read");
    let found = project.check(&CheckOptions::on(date(2026, 6, 15)));
    assert_eq!((found.summary.failing, found.summary.waived), (3, 1), "the shop is as told");
    assert!(found.summary.warned > 0, "the shop is as told");
    let layout = project.layout();
    let view = View { report: &found, sources: project.sources(), graph: project.graph(), layout: &layout };
    let mut out = Vec::new();
    write(&view, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

/// Refuses values that a schema of this repository does not describe.
fn validate(values: &[Value], schema: &str) {
    let path = format!("{}/../{schema}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the schema is in the repository");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    compiler.add_resource(schema, serde_json::from_str(&text).expect("a schema is JSON")).expect("it has a name");
    let index = compiler.compile(schema, &mut schemas).expect("it is a schema");
    for value in values {
        if let Err(error) = schemas.validate(value, index) {
            panic!("{error:#}\nin {value:#}");
        }
    }
}

#[test]
fn sarif_is_what_its_schema_describes() {
    let log: Value = serde_json::from_str(&written(report::sarif)).expect("JSON");
    validate(std::slice::from_ref(&log), "tests/schemas/sarif-2.1.0.json");
    let mut misspelt = log;
    misspelt["runs"][0]["results"][0]["locationz"] = Value::Null;
    assert!(std::panic::catch_unwind(|| validate(&[misspelt], "tests/schemas/sarif-2.1.0.json")).is_err());
}

#[test]
fn json_is_what_its_schemas_describe() {
    let json = written(|view, out| report::json(view.report, view.sources, view.graph, out));
    validate(&[serde_json::from_str(&json).expect("JSON")], "docs/report.schema.json");
    let jsonl = written(|view, out| report::jsonl(view.report, view.sources, view.graph, out));
    let lines: Vec<Value> = jsonl.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    validate(&lines, "docs/report-line.schema.json");
    assert!(lines.len() > 5 && lines.iter().rev().skip(1).all(|line| line["type"] == "finding"), "{lines:?}");
}

#[test]
fn junit_is_read_by_a_reader_of_junit() {
    let suites = junit_parser::from_reader(written(report::junit).as_bytes()).expect("JUnit");
    assert_eq!((suites.failures, suites.skipped, suites.errors), (3, suites.tests - 3, 0));
    let cases: Vec<_> = suites.suites.iter().flat_map(|suite| &suite.cases).collect();
    let failed: Vec<_> =
        cases.iter().filter(|case| case.status.is_failure()).map(|case| &*case.original_name).collect();
    assert_eq!(failed, ["größe -> billing::Größe", "orders -> billing::Invoice", "orders -> billing::store::Sum"]);
    assert!(cases.iter().all(|case| case.file.is_some() && case.line.is_some()), "{cases:?}");
}

/// An entry of a Code Quality report, as GitLab documents it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeQuality {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: String,
    location: CodeQualityLocation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeQualityLocation {
    path: String,
    positions: Value,
}

#[test]
fn gitlab_finds_what_it_requires() {
    let issues: Vec<CodeQuality> = serde_json::from_str(&written(report::gitlab)).expect("Code Quality");
    let mut prints: Vec<&str> = issues.iter().map(|issue| &*issue.fingerprint).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), issues.len(), "an entry whose fingerprint was seen is dropped");
    for issue in &issues {
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&&*issue.severity));
        assert!(!issue.description.is_empty() && !issue.check_name.is_empty());
        assert!(!issue.location.path.starts_with(['.', '/']), "{}", issue.location.path);
        assert!(issue.location.positions["begin"]["line"].as_u64().is_some_and(|line| line > 0));
    }
}

/// A diagnostic as reviewdog's protocol has it. Like reviewdog, it refuses fields that it does not know.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rdf {
    message: String,
    location: RdfLocation,
    severity: String,
    source: Value,
    code: Value,
    #[serde(default)]
    suggestions: Vec<RdfSuggestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdfSuggestion {
    range: RdfRange,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdfLocation {
    path: String,
    range: RdfRange,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdfRange {
    start: RdfPosition,
    end: RdfPosition,
}

#[derive(Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
struct RdfPosition {
    line: usize,
    column: usize,
}

#[test]
fn columns_of_each_unit_lead_to_the_same_word() {
    let text = Fixture::parse(SHOP).text("größe/src/lib.rs").expect("the fixture has it").to_owned();
    let line = text.lines().nth(1).expect("a second line");

    let diagnostics = written(report::rdjsonl);
    let diagnostics: Vec<Rdf> = diagnostics.lines().map(|line| serde_json::from_str(line).expect("RDF")).collect();
    let of_file = diagnostics.iter().find(|each| each.location.path == "größe/src/lib.rs").expect("a finding");
    assert!(of_file.message.starts_with("team `catalog` uses") && of_file.severity == "ERROR");
    assert!(of_file.source["name"].is_string() && of_file.code["value"].is_string());
    let RdfRange { start, end } = &of_file.location.range;
    assert_eq!((start.line, end.line, &line[start.column - 1..end.column - 1]), (2, 2, "Größe"));

    // A suggestion takes the place of the whole path, wherever the item is written with it.
    let suggested: Vec<_> = diagnostics.iter().filter(|each| !each.suggestions.is_empty()).collect();
    let [with_suggestion] = suggested[..] else { panic!("one place has a path to replace") };
    let RdfSuggestion { range, text: path } = &with_suggestion.suggestions[0];
    let orders = Fixture::parse(SHOP).text("orders/src/lib.rs").expect("the fixture has it").to_owned();
    let line_of_orders = orders.lines().nth(range.start.line - 1).expect("the line");
    assert_eq!(&line_of_orders[range.start.column - 1..range.end.column - 1], "billing::store::Sum");
    assert_eq!(path, "billing::api::Sum");

    let log: Value = serde_json::from_str(&written(report::sarif)).expect("JSON");
    let region = log["runs"][0]["results"]
        .as_array()
        .and_then(|results| {
            let locations = results.iter().map(|result| &result["locations"][0]["physicalLocation"]);
            locations.into_iter().find(|location| location["artifactLocation"]["uri"] == "gr%C3%B6%C3%9Fe/src/lib.rs")
        })
        .map(|location| &location["region"])
        .expect("a result");
    let column = |key: &str| region[key].as_u64().and_then(|column| usize::try_from(column).ok()).expect("a column");
    let characters: Vec<char> = line.chars().collect();
    let word: String = characters[column("startColumn") - 1..column("endColumn") - 1].iter().collect();
    assert_eq!((region["startLine"].as_u64(), &*word), (Some(2), "Größe"));
    assert_ne!(start.column, column("startColumn"), "the line has letters of several bytes in front of the word");
}
