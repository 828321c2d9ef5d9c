//! The `junit` format: test results. One suite stands for one rule that found something, one case for one finding: failed if
//! the finding fails the run, skipped if it is a warning or tolerated. A report without findings is one case that passed,
//! because readers take a file without cases for a test run that did not happen.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::inert::inert;
use crate::letter;
use crate::view::{Entry, Grade, View};

/// Writes the report as JUnit's XML.
///
/// # Errors
/// If `out` fails.
pub fn junit(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    for entry in view.entries() {
        let name = entry.finding.rule.name;
        suites.entry(name).or_insert_with(|| TestSuite::new(name)).add_test_case(case(&entry, view));
    }
    if suites.is_empty() {
        let mut suite = TestSuite::new("cargo boundaries");
        suite.add_test_case(TestCase::new("no findings", TestCaseStatus::success()));
        suites.insert("", suite);
    }
    let mut report = Report::new("cargo boundaries");
    report.add_test_suites(suites.into_values());
    report.serialize(&mut *out).map_err(io::Error::other)
}

fn case(entry: &Entry<'_>, view: &View<'_>) -> TestCase {
    let finding = entry.finding;
    let headline = letter::headline(finding);
    let (mut status, message) = match (entry.grade, &finding.waiver) {
        (Grade::Error, _) => (TestCaseStatus::non_success(NonSuccessKind::Failure), headline),
        (Grade::Tolerated, Some(waiver)) => {
            let reason = inert(&waiver.reason);
            (TestCaseStatus::skipped(), format!("tolerated ({}): {reason}: {headline}", waiver.kind.as_str()))
        }
        (Grade::Tolerated, None) => (TestCaseStatus::skipped(), format!("not new: {headline}")),
        (Grade::Warning, _) => (TestCaseStatus::skipped(), format!("warning: {headline}")),
    };
    status.set_message(message).set_type(finding.rule.name);
    let mut description = letter::details(finding, view);
    if let Some(span) = finding.primary_span() {
        description.insert(0, format!("at {}", inert(&view.location(span))));
    }
    status.set_description(description.join("\n"));

    // Two cases of the same name would be one for most readers; a fingerprint never comes twice.
    let repeated = entry.fingerprint.split_once(':').map(|(_, times)| format!(" ({times})")).unwrap_or_default();
    let about = format!("{} -> {}{repeated}", inert(&finding.key.consumer), inert(&finding.key.provider));
    let mut case = TestCase::new(about, status);
    let anchor = view.anchor(finding);
    case.set_classname(format!("boundaries.{}", finding.rule.name));
    case.extra.insert("file".into(), inert(&view.layout.in_repository(anchor.path)).into());
    if let Some(extent) = anchor.extent {
        case.extra.insert("line".into(), extent.start.line.to_string().into());
    }
    case
}
