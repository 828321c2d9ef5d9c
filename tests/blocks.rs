//! Every block of code in the book and the README is tried: by a test that follows its page, or here. A block of a kind that
//! nobody tries makes this fail, and what cannot be tried says why.

use std::fs;
use std::path::Path;
use std::process::Command;

use boundaries::testing::{findings, workspace};
use boundaries::{CheckOptions, Project, ProjectOptions};
use boundaries_fixtures::Fixture;
use boundaries_tests::pages::{Block, pages, root, words};
use boundaries_tests::{command, copy};
use jiff::civil::date;
use regex::Regex;
use serde_json::Value;
use yaml_rust2::{Yaml, YamlLoader};

/// Blocks that a test of their page tries: the page, how its blocks are marked, and the test.
const FOLLOWED: [(&str, &str, &str); 10] = [
    ("docs/adoption.md", "console", "tests/guides.rs"),
    ("docs/adoption.md", "diff", "tests/guides.rs"),
    ("docs/ask.md", "console", "tests/guides.rs"),
    ("docs/tutorial.md", "console", "tests/guides.rs"),
    ("docs/tutorial.md", "diff", "tests/guides.rs"),
    ("docs/ci.md", "console", "tests/ci.rs"),
    ("docs/ci.md", "text", "tests/ci.rs"),
    ("docs/ci.md", "yaml", "tests/ci.rs"),
    ("docs/library.md", "rust", "tests/lib.rs"),
    ("docs/rules/", "workspace", "tests/rule_pages.rs"),
];

/// Blocks that cannot be tried: the page, its beginning, and the reason.
const UNTRIED: [(&str, &str, &str); 1] =
    [("docs/ci.md", "cargo install --locked --git", "it needs a network, and a repository of the reader's")];

#[test]
fn every_block_is_tried() {
    let mut failed = Vec::new();
    let mut untried = 0;
    for page in pages() {
        for block in page.blocks() {
            if UNTRIED.iter().any(|(path, start, _)| *path == page.path && block.text.starts_with(start)) {
                untried += 1;
            } else if let Err(reason) = tried(&page.path, &block) {
                failed.push(format!("{}:{}: {reason}", page.path, block.line));
            }
        }
    }
    assert_eq!(failed, [""; 0]);
    assert_eq!(untried, UNTRIED.len(), "what cannot be tried is still there");
}

#[test]
fn the_tests_that_follow_pages_are_there() {
    for (page, _, test) in FOLLOWED {
        let test = fs::read_to_string(root().join(test)).expect("the test is there");
        assert!(page == "docs/rules/" || test.contains(page), "nothing follows {page}");
    }
}

/// Tries a block in the way that its language asks for.
fn tried(page: &str, block: &Block) -> Result<(), String> {
    let language = block.language.split(' ').next().unwrap_or_default();
    let is_followed = |(path, marked, _): &(&str, &str, &str)| page.starts_with(path) && *marked == language;
    if FOLLOWED.iter().any(is_followed) {
        return Ok(());
    }
    match language {
        "console" => console(block),
        "toml" => toml_configuration(&block.text),
        "json" => json_configuration(&block.text),
        "yaml" => yaml_steps(&block.text),
        "lua" | "lisp" => editor_code(&block.text, language),
        "vim" => quickfix(&block.text),
        "sh" => script(&block.text),
        "rust" => comment(&block.text),
        "text" if page == "docs/formats.md" => short_line(&block.text),
        "text" if page == "docs/reviewing.md" => guards(&block.text),
        other => Err(format!("nobody knows how to try a block of `{other}` on this page; teach tests/blocks.rs")),
    }
}

/// Commands, and no output that nobody compares.
fn console(block: &Block) -> Result<(), String> {
    for line in block.text.lines() {
        let Some(line) = line.strip_prefix("$ ") else { return Err(format!("nobody compares `{line}`")) };
        let line = line.split(" #").next().unwrap_or_default().trim_end();
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        match first {
            "cd" | "git" if !line.contains("cargo boundaries") => {}
            "cargo-boundaries" => understood(&words(rest))?,
            // Another test hears what these are answered.
            _ if line.contains("cargo boundaries") => {}
            "cargo" => cargo(&words(rest))?,
            _ => return Err(format!("nobody knows `{first}`")),
        }
    }
    Ok(())
}

/// A command of Cargo's own about this repository names what is there.
fn cargo(words: &[String]) -> Result<(), String> {
    let value_of = |flag: &str| {
        let at = words.iter().position(|word| word == flag)?;
        words.get(at + 1)
    };
    if let Some(path) = value_of("--path")
        && !root().join(path).join("Cargo.toml").is_file()
    {
        return Err(format!("there is no package in `{path}`"));
    }
    if let Some(example) = value_of("--example")
        && !root().join(format!("examples/{example}.rs")).is_file()
    {
        return Err(format!("there is no example `{example}`"));
    }
    if let Some(package) = value_of("--package")
        && !root().join("crates").join(package).is_dir()
    {
        return Err(format!("there is no package `{package}`"));
    }
    match words[0].as_str() {
        "xtask" => {
            let tasks = fs::read_to_string(root().join("xtask/src/main.rs")).expect("the tasks are there");
            let is_task = tasks.contains(&format!("[\"{}\"", words[1]));
            if is_task { Ok(()) } else { Err(format!("there is no task `{}`", words[1])) }
        }
        "bench" | "install" | "run" | "test" => Ok(()),
        other => Err(format!("nobody knows `cargo {other}`")),
    }
}

/// The program understands a command line.
fn understood(words: &[String]) -> Result<(), String> {
    let output = command(&[]).args(words).arg("--help").output().expect("the program can be called");
    match output.status.code() {
        Some(0) => Ok(()),
        _ => Err(format!("`{}`: {}", words.join(" "), String::from_utf8_lossy(&output.stderr))),
    }
}

/// A policy, which another test holds to the schema, or the configuration of another program that calls ours.
fn toml_configuration(text: &str) -> Result<(), String> {
    let config: Value = toml::from_str(text).map_err(|error| error.to_string())?;
    let schema = fs::read_to_string(root().join("docs/boundaries.schema.json")).expect("it is generated");
    let schema: Value = serde_json::from_str(&schema).expect("it is JSON");
    if schema["properties"].as_object().expect("a policy has keys").keys().any(|key| config.get(key).is_some()) {
        return Ok(());
    }
    calls_of(&config)
}

/// The configuration of another program that calls ours: a whole file, or a line of one.
fn json_configuration(text: &str) -> Result<(), String> {
    let whole = if text.starts_with('{') { text.to_owned() } else { format!("{{{text}}}") };
    let config: Value = serde_json::from_str(&whole).map_err(|error| error.to_string())?;
    // rust-analyzer puts its own arguments behind the name of a subcommand of cargo.
    if config.get("rust-analyzer.check.command").is_some_and(|command| command == "boundaries") {
        let words = ["check", "--workspace", "--message-format=json", "--all-targets"];
        return understood(&words.map(str::to_owned));
    }
    calls_of(&config)
}

/// Every call of the program in a configuration is understood, and there is one.
fn calls_of(config: &Value) -> Result<(), String> {
    let mut calls = Vec::new();
    let mut inside = vec![config];
    while let Some(value) = inside.pop() {
        match value {
            Value::Array(list) => {
                let words: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
                calls.extend(call(&words));
                inside.extend(list);
            }
            Value::Object(table) => {
                if table.get("command").and_then(Value::as_str) == Some("cargo-boundaries") {
                    let args = table.get("args").and_then(Value::as_array).into_iter().flatten();
                    calls.push(args.filter_map(Value::as_str).map(str::to_owned).collect());
                }
                inside.extend(table.values());
            }
            _ => {}
        }
    }
    all_understood(&calls)
}

/// The arguments of a list of words that calls the program.
fn call(words: &[&str]) -> Option<Vec<String>> {
    let args = match words {
        ["cargo", "boundaries", args @ ..] | ["cargo-boundaries", args @ ..] => args,
        _ => return None,
    };
    Some(args.iter().take_while(|word| **word != "--").map(|word| (*word).to_owned()).collect())
}

fn all_understood(calls: &[Vec<String>]) -> Result<(), String> {
    if calls.is_empty() {
        return Err("nothing calls the program".to_owned());
    }
    calls.iter().try_for_each(|words| understood(words))
}

/// Steps of a job: each script that calls the program is understood.
fn yaml_steps(text: &str) -> Result<(), String> {
    let documents = YamlLoader::load_from_str(text).map_err(|error| error.to_string())?;
    let [Yaml::Array(steps)] = &documents[..] else { return Err("no list of steps".to_owned()) };
    let of_the_service = Regex::new(r"\$\{\{.*?\}\}").expect("it is one");
    let mut calls = Vec::new();
    for step in steps {
        match (step["uses"].as_str(), step["run"].as_str()) {
            (Some("actions/checkout@v4"), None) => {}
            (None, Some(run)) => match run.strip_prefix("cargo boundaries ") {
                // The service puts in a word.
                Some(rest) => calls.push(words(&of_the_service.replace_all(rest, "WORD"))),
                None if run.starts_with("cargo install --path ") => {}
                None => return Err(format!("nobody knows `{run}`")),
            },
            _ => return Err(format!("nobody knows {step:?}")),
        }
    }
    all_understood(&calls)
}

/// Code of an editor: its brackets are closed, and the commands in it are understood.
fn editor_code(text: &str, language: &str) -> Result<(), String> {
    let outside_of_texts: String = text.split('"').step_by(2).collect();
    let mut open = Vec::new();
    for bracket in outside_of_texts.chars().filter(|letter| "()[]{}".contains(*letter)) {
        match bracket {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            close if open.pop() != Some(close) => return Err(format!("`{close}` closes nothing")),
            _ => {}
        }
    }
    if !open.is_empty() {
        return Err(format!("{open:?} is missing"));
    }
    let between = if language == "lua" { r"\s*,\s*" } else { r"\s+" };
    let list = Regex::new(&format!(r#"[\[({{]\s*("cargo[^"]*"(?:{between}"[^"]*")*)\s*[\])}}]"#)).expect("it is one");
    let calls = list.captures_iter(text).filter_map(|found| {
        let words: Vec<&str> = found[1].split('"').skip(1).step_by(2).collect();
        // The pages hold calls in one list each.
        let call = call(&words);
        call.filter(|_| !words.is_empty())
    });
    all_understood(&calls.collect::<Vec<_>>())
}

/// Vim's own patterns read what the program prints.
fn quickfix(text: &str) -> Result<(), String> {
    let setting = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("set {name}=")));
        line.map(|line| line.replace("\\ ", " ")).ok_or_else(|| format!("`{name}` is not set"))
    };
    let program = setting("makeprg")?;
    let args: Vec<&str> = program.split(' ').collect();
    let args = call(&args).ok_or("another program is called")?;
    let output = in_the_shop(&args);
    let pattern = regex::escape(&setting("errorformat")?)
        .replace("%f", "(.+?)")
        .replace("%l", "([0-9]+)")
        .replace("%c", "([0-9]+)")
        .replace("%m", "(.+)");
    let pattern = Regex::new(&format!("^{pattern}$")).map_err(|error| error.to_string())?;
    let unread: Vec<&str> = output.lines().filter(|line| !pattern.is_match(line)).collect();
    if unread.is_empty() && output.lines().count() > 3 { Ok(()) } else { Err(format!("{unread:?}")) }
}

/// What a command prints in the example.
fn in_the_shop(args: &[String]) -> String {
    let shop = root().join("examples/shop");
    let output = command(&[]).args(args).current_dir(shop).output().expect("the program can be called");
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

/// A script that makes a folder of examples is run; of those for a container, only what they call in it is understood.
fn script(text: &str) -> Result<(), String> {
    if text.lines().all(|line| line.starts_with("docker ")) {
        let file = root().join("integrations/Dockerfile");
        return match text.contains("--file integrations/Dockerfile") && file.is_file() {
            true => text
                .lines()
                .filter_map(|line| line.split_once(" cargo-boundaries "))
                .try_for_each(|(_, rest)| understood(&words(rest))),
            false => Err("there is no such image".to_owned()),
        };
    }
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let checkout = dir.path().join("checkout");
    fs::create_dir_all(checkout.join("examples")).expect("a folder can be made");
    for example in ["legacy", "shop"] {
        let copied = checkout.join("examples").join(example);
        fs::create_dir(&copied).expect("a folder can be made");
        copy(&root().join("examples").join(example), &copied);
    }
    let elsewhere = dir.path().to_str().expect("the path is UTF-8");
    let script = format!("{}\npwd\nls Cargo.toml", text.replace("/tmp/", &format!("{elsewhere}/")));
    let output = Command::new("sh").args(["-e", "-c", &script]).current_dir(&checkout).output();
    let output = output.map_err(|error| error.to_string())?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let is_elsewhere = told.lines().next().is_some_and(|place| !Path::new(place).ends_with("checkout"));
    match output.status.success() && is_elsewhere {
        true => Ok(()),
        false => Err(format!("{told}{}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// A comment in code tolerates the use below it, and is no suppression for nothing.
fn comment(text: &str) -> Result<(), String> {
    let uses = "pub fn pay(_: billing::Invoice) {}";
    let shop = |comment: &str| {
        let teams = "rules = { undeclared-dependency = \"allow\" }\n[teams]\norders = { owns = [\"orders\"] }\nbilling = { owns = [\"billing\"] }";
        let code = format!(
            "//- billing/src/lib.rs\npub struct Invoice;\n//- orders/src/lib.rs deps: billing\n{comment}{uses}"
        );
        workspace(&format!("//- boundaries.toml\n{teams}\n{code}\n")).expect("the policy is valid")
    };
    let without = findings(&shop(""));
    if without.len() != 1 {
        return Err(format!("there is not one thing to tolerate: {without:?}"));
    }
    let report = shop(text).check(&CheckOptions::on(date(2026, 6, 15)));
    match report.fails() || report.findings.len() != 1 {
        true => Err(format!("{:?}", report.findings)),
        false => Ok(()),
    }
}

/// A line of the `short` format, as the example has it.
fn short_line(text: &str) -> Result<(), String> {
    let printed = in_the_shop(&["check", "--format", "short"].map(str::to_owned));
    let missing: Vec<&str> = text.lines().filter(|line| !printed.lines().any(|other| other == *line)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("the program prints no {missing:?}")) }
}

/// Lines of a CODEOWNERS that guard a policy and the files of two teams, each of which is needed.
fn guards(text: &str) -> Result<(), String> {
    let unguarded = |codeowners: &str| {
        let files = format!(
            "//- boundaries.toml\n[teams]\nbilling = {{ owns = [\"billing\"], handles = [\"@org/billing\"] }}\n\
             orders = {{ owns = [\"orders\"], handles = [\"@org/orders\"] }}\n\
             architects = {{ owns = [], handles = [\"@org/architects\"] }}\n\
             //- boundaries/billing.toml\n//- boundaries/orders.toml\n\
             //- .github/CODEOWNERS\n{codeowners}\n//- billing/src/lib.rs\n//- orders/src/lib.rs\n"
        );
        let dir = Fixture::parse(&files).write().expect("the workspace can be written");
        let manifest = dir.path().join("Cargo.toml").to_str().expect("the path is UTF-8").to_owned();
        let project = Project::load(&ProjectOptions::at(manifest)).unwrap_or_else(|error| panic!("{error}"));
        findings(&project).into_iter().filter(|line| line.contains("unguarded-policy")).collect::<Vec<_>>()
    };
    let found = unguarded(text);
    if !found.is_empty() {
        return Err(format!("{found:?}"));
    }
    let lines: Vec<&str> = text.lines().collect();
    let idle = (1..lines.len()).find(|left_out| {
        let kept: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| at != left_out).map(|(_, line)| *line).collect();
        unguarded(&kept.join("\n")).is_empty()
    });
    idle.map_or(Ok(()), |at| Err(format!("`{}` guards nothing", lines[at])))
}
