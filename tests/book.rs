//! The book holds together: every page is in its contents, every link leads somewhere, every policy in it is one, and every
//! command line in it is understood.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use boundaries_tests::command;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository")
}

/// The pages of the book and the README, by their paths from the repository's root.
fn pages() -> Vec<(PathBuf, String)> {
    let entries = |folder: &str| {
        let entries = fs::read_dir(root().join(folder)).expect("the book is there").flatten();
        entries.map(|entry| PathBuf::from(folder).join(entry.file_name())).collect::<Vec<_>>()
    };
    let mut paths = [entries("docs"), entries("docs/rules")].concat();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.extend(["README.md", "SECURITY.md"].map(PathBuf::from));
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(root().join(&path)).expect("the page can be read");
        (path, text)
    };
    paths.into_iter().map(read).collect()
}

/// The blocks of a page that are marked as one language, each with the line on which it starts.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, &'a str, String)> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(marked)) => open = Some((number + 2, marked, String::new())),
            (Some(_), Some(_)) => {
                let (start, marked, block) = open.take().expect("a block is open");
                if marked == language {
                    found.push((start, block));
                }
            }
            (Some((_, _, block)), None) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

/// The text outside of blocks.
fn prose(text: &str) -> String {
    let mut is_inside = false;
    let kept = text.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        is_inside ^= is_fence;
        !is_inside && !is_fence
    });
    kept.collect::<Vec<_>>().join("\n")
}

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
    let there: BTreeSet<&str> = all
        .iter()
        .filter(|(path, _)| path.starts_with("docs") && !path.ends_with("SUMMARY.md"))
        .filter_map(|(path, _)| path.strip_prefix("docs").ok()?.to_str())
        .collect();
    assert_eq!(listed, there);
}

#[test]
fn every_link_leads_somewhere() {
    let mut dead = Vec::new();
    for (path, text) in pages() {
        let prose = prose(&text);
        for target in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.contains("://") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() {
                root().join(&path)
            } else {
                root().join(&path).parent().expect("a page has a folder").join(file)
            };
            let has_heading = || {
                let text = fs::read_to_string(&file).unwrap_or_default();
                text.lines()
                    .filter(|line| line.starts_with('#'))
                    .any(|line| anchor(line.trim_start_matches('#')) == heading)
            };
            if !file.exists() || !heading.is_empty() && !has_heading() {
                dead.push(format!("{}: {target}", path.display()));
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
    for (path, text) in pages() {
        for (line, block) in blocks(&text, "toml") {
            let told = match toml::from_str::<Value>(&block) {
                Ok(config) if !keys.iter().any(|key| config.get(key).is_some()) => continue,
                Ok(policy) => schemas.validate(&policy, schema).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            if let Err(error) = told {
                wrong.push(format!("{}:{line}: {error}", path.display()));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// The words of every command line in a page.
fn command_lines(text: &str) -> BTreeSet<Vec<String>> {
    let blocks = blocks(text, "console");
    let lines = blocks.iter().flat_map(|(_, block)| block.lines()).filter_map(|line| line.strip_prefix("$ "));
    let ours = lines.filter_map(|line| line.split_once("cargo boundaries"));
    let words = ours.map(|(_, rest)| {
        let outside_of_quotes = rest.split('"').step_by(2).collect::<Vec<_>>().join("QUOTED");
        // What a shell does with the rest is not the program's.
        let ours = outside_of_quotes.split(['|', '>', '<', '#', ';', '&']).next().unwrap_or_default();
        ours.split_whitespace().take_while(|word| *word != "--").map(str::to_owned).collect()
    });
    words.collect()
}

#[test]
fn every_command_line_is_understood() {
    let mut refused = Vec::new();
    let lines: BTreeSet<_> = pages().iter().flat_map(|(_, text)| command_lines(text)).collect();
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
