//! The examples on the rule pages are true: the one that fires does, with that rule alone, and the remedy is silent.

use boundaries::testing::page_examples;
use boundaries::{CheckOptions, Project, ProjectOptions};
use boundaries_fixtures::Fixture;
use camino::Utf8PathBuf;
use jiff::civil::Date;

#[test]
fn examples_of_every_page_do_what_the_page_says() {
    let mut complaints = Vec::new();
    for rule in boundaries::internal::lint::registry() {
        let examples = page_examples(rule.page);
        for fires in [true, false] {
            if !examples.iter().any(|example| example.fires == fires) {
                complaints
                    .push(format!("the page of `{}` has no example in which it is {fires} that it fires", rule.name));
            }
        }
        for example in examples {
            let found = rules_that_fire(example.workspace, example.today, rule.name);
            if found.contains(&rule.name.to_owned()) != example.fires {
                complaints.push(format!("`{}` on line {} of its page: found {found:?}", rule.name, example.line));
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// The names of the rules that an example triggers, the rule at hand raised to `warn` if it is off by default.
fn rules_that_fire(example: &str, today: Date, rule: &str) -> Vec<String> {
    let dir = Fixture::parse(example).write().expect("the workspace can be written");
    let root = Utf8PathBuf::from_path_buf(dir.path().to_owned()).expect("temporary paths are UTF-8");
    let project = match Project::load(&ProjectOptions::at(root.join("Cargo.toml"))) {
        Ok(project) => project,
        Err(error) => panic!("an example on the page of `{rule}` does not load: {error:?}"),
    };
    let mut options = CheckOptions::on(today);
    let meta = boundaries::internal::lint::find_rule(rule).expect("the rule is registered");
    if meta.default_level == boundaries::internal::policy::Level::Allow {
        options.overrides.set(rule, boundaries::internal::policy::Level::Warn).expect("the rule is registered");
    }
    let report = project.check(&options);
    report.open().map(|finding| finding.rule.name.to_owned()).collect()
}
