//! The book holds together: every page is in its contents, every link leads somewhere, every policy in it is one, and every
//! command line in it is understood.

use std::collections::BTreeSet;
use std::fs;

use boundaries_tests::command;
use boundaries_tests::pages::{pages, root};
use serde_json::Value;

/// What a heading is called in a link, as forges and mdBook have it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[test]
fn every_page_is_in_the_contents() {
    let contents = fs::read_to_string(root().join("docs/SUMMARY.md")).expect("the book has contents");
    let listed: BTreeSet<&str> =
        contents.split('(').skip(1).filter_map(|rest| rest.split_once(')')).map(|(page, _)| page).collect();
    let all = pages();
    let there: BTreeSet<&str> =
        all.iter().filter_map(|page| page.path.strip_prefix("docs/").filter(|path| *path != "SUMMARY.md")).collect();
    assert_eq!(listed, there);
}

#[test]
fn every_link_leads_somewhere() {
    let mut dead = Vec::new();
    for page in pages() {
        let (path, prose) = (&page.path, page.prose());
        for target in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.contains("://") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() {
                root().join(path)
            } else {
                root().join(path).parent().expect("a page has a folder").join(file)
            };
            let has_heading = || {
                let text = fs::read_to_string(&file).unwrap_or_default();
                text.lines()
                    .filter(|line| line.starts_with('#'))
                    .any(|line| anchor(line.trim_start_matches('#')) == heading)
            };
            // Outside of the book is nothing that its pages could lead to in a browser.
            let below = path.strip_prefix("docs/").map(|page| page.matches('/').count());
            let is_outside =
                below.is_some_and(|below| target.split('/').take_while(|part| *part == "..").count() > below);
            if is_outside || !file.exists() || !heading.is_empty() && !has_heading() {
                dead.push(format!("{path}: {target}"));
            }
        }
    }
    assert_eq!(dead, [""; 0]);
}

#[test]
fn every_policy_is_one() {
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(root().join("docs/boundaries.schema.json")).expect("it is generated"))
            .expect("it is JSON");
    // Other programs have configuration in TOML, too; what has no key of ours is theirs.
    let keys: Vec<String> = schema["properties"].as_object().expect("a policy has keys").keys().cloned().collect();
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("policy.json", schema).expect("it is a schema");
    let schema = compiler.compile("policy.json", &mut schemas).expect("it is a schema");
    let mut wrong = Vec::new();
    for page in pages() {
        for block in page.blocks().iter().filter(|block| block.language == "toml") {
            let told = match toml::from_str::<Value>(&block.text) {
                Ok(config) if !keys.iter().any(|key| config.get(key).is_some()) => continue,
                Ok(policy) => schemas.validate(&policy, schema).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            if let Err(error) = told {
                wrong.push(format!("{}:{}: {error}", page.path, block.line));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn every_command_line_is_understood() {
    let mut refused = Vec::new();
    let lines: BTreeSet<_> = pages()
        .iter()
        .flat_map(|page| page.blocks())
        .filter(|block| block.language == "console")
        .flat_map(|block| block.command_lines())
        .collect();
    assert!(lines.len() > 20, "the book shows how the program is called");
    for line in lines {
        let words: Vec<&str> = line.iter().map(String::as_str).chain(["--help"]).collect();
        let output = command(&words).output().expect("the program can be called");
        if output.status.code() != Some(0) {
            refused.push(format!("{}: {}", line.join(" "), String::from_utf8_lossy(&output.stderr)));
        }
    }
    assert_eq!(refused, [""; 0]);
}
