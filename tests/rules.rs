//! Every rule on small workspaces: one in which it fires, with the report it gives, and a near miss in which it is silent.
//!
//! `tests/rules/<rule>/fires.workspace` and `silent.workspace` are the workspaces, `fires.txt` is the report. To accept new
//! reports, run with `UPDATE_EXPECTED=1` and read the difference.

use std::path::{Path, PathBuf};

use boundaries::internal::report;
use boundaries::{CheckOptions, Project, ProjectOptions};
use boundaries_fixtures::Fixture;
use camino::Utf8PathBuf;
use jiff::civil::date;

#[test]
fn every_rule_fires_and_stays_silent_as_its_cases_say() {
    let mut complaints = Vec::new();
    for rule in boundaries::internal::lint::registry() {
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(rule.name);
        let fires = short_report(&cases.join("fires.workspace"));
        let silent = short_report(&cases.join("silent.workspace"));
        let mine = format!("[{}]", rule.name);
        if !fires.contains(&mine) {
            complaints.push(format!("{} does not fire:\n{fires}", rule.name));
        }
        if silent.contains(&mine) {
            complaints.push(format!("{} is not silent:\n{silent}", rule.name));
        }
        let expected = cases.join("fires.txt");
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            std::fs::write(&expected, &fires).expect("the expected report can be written");
        }
        let wanted = std::fs::read_to_string(&expected).unwrap_or_default();
        if fires != wanted {
            complaints.push(format!("{} reports\n{fires}\ninstead of\n{wanted}", rule.name));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

fn short_report(case: &PathBuf) -> String {
    let text = std::fs::read_to_string(case).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    let dir = Fixture::parse(&text).write().expect("the workspace can be written");
    let root = Utf8PathBuf::from_path_buf(dir.path().to_owned()).expect("temporary paths are UTF-8");
    let project = match Project::load(&ProjectOptions::at(root.join("Cargo.toml"))) {
        Ok(project) => project,
        Err(error) => panic!("{}: {error:?}", case.display()),
    };
    let options = CheckOptions::on(date(2026, 1, 15));
    let mut out = Vec::new();
    report::short(&project.check(&options), project.sources(), &mut out).expect("memory takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}
