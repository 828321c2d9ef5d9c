//! The recipes for CI: each file is well-formed, refers to what exists, and does what `docs/ci.md` shows.
//!
//! To take over what the commands print now, run with `UPDATE_EXPECTED=1` and read the difference.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use boundaries_fixtures::Fixture;
use boundaries_tests::{command, copy};
use regex::Regex;
use serde_json::Value;
use yaml_rust2::{Yaml, YamlLoader};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml(text: &str) -> Yaml {
    let mut documents = YamlLoader::load_from_str(text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
    assert_eq!(documents.len(), 1, "one document:\n{text}");
    documents.remove(0)
}

fn text(node: &Yaml) -> &str {
    node.as_str().unwrap_or_else(|| panic!("a text: {node:?}"))
}

/// The example, with a folder of programs in which the program is.
struct Workplace {
    dir: tempfile::TempDir,
}

impl Workplace {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let shop = dir.path().join("shop");
        fs::create_dir(&shop).expect("a folder can be made");
        copy(&root().join("examples/shop"), &shop);
        let programs = dir.path().join("boundaries/bin");
        fs::create_dir_all(&programs).expect("a folder can be made");
        let program = PathBuf::from(command(&[]).get_program());
        let name = program.file_name().expect("the program is a file").to_owned();
        fs::copy(&program, programs.join(name)).expect("the program can be copied");
        Self { dir }
    }

    /// Runs a script the way runners do, with some variables.
    fn run(&self, script: &str, variables: &[(&str, &str)]) -> Output {
        let programs = self.dir.path().join("boundaries/bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&path)));
        let mut bash = Command::new("bash");
        for (name, value) in command(&[]).get_envs() {
            match value {
                Some(value) => bash.env(name, value),
                None => bash.env_remove(name),
            };
        }
        bash.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script])
            .current_dir(self.dir.path().join("shop"))
            .env("PATH", path.expect("paths can be joined"))
            .env("RUNNER_TEMP", self.dir.path())
            .envs(variables.iter().copied())
            .output()
            .expect("bash can be called")
    }
}

fn told(output: &Output) -> String {
    String::from_utf8([&output.stdout[..], &output.stderr].concat()).expect("output is UTF-8")
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines[lines.len().saturating_sub(count)..].concat()
}

/// What the check step of the action does, with inputs.
fn action(workplace: &Workplace, inputs: &[(&str, &str)]) -> Output {
    let action = yaml(&read("action.yml"));
    let step = &action["runs"]["steps"][1];
    let summary = workplace.dir.path().join("summary.md");
    let mut variables = vec![
        ("GITHUB_ACTIONS".to_owned(), "true".to_owned()),
        ("GITHUB_STEP_SUMMARY".to_owned(), summary.to_string_lossy().into_owned()),
    ];
    for (name, value) in step["env"].as_hash().expect("the step has variables") {
        let input = text(value).strip_prefix("${{ inputs.").and_then(|rest| rest.strip_suffix(" }}"));
        let input = input.expect("a variable is an input");
        let given = inputs.iter().find(|(name, _)| *name == input).map(|(_, value)| *value);
        let value = given.unwrap_or_else(|| text(&action["inputs"][input]["default"]));
        variables.push((text(name).to_owned(), value.to_owned()));
    }
    let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    workplace.run(text(&step["run"]), &variables)
}

/// What a recipe runs.
fn recipe(file: &str, workplace: &Workplace) -> Output {
    match file {
        "action.yml" => action(workplace, &[]),
        "integrations/gitlab.yml" => {
            let job = yaml(&read(file));
            workplace.run(text(&job["boundaries"]["script"][0]), &[])
        }
        ".pre-commit-hooks.yaml" => {
            let hooks = yaml(&read(file));
            workplace.run(&format!("{} --format short", text(&hooks[0]["entry"])), &[])
        }
        other => panic!("no recipe: {other}"),
    }
}

#[test]
fn the_page_shows_what_the_recipes_print() {
    let page = read("docs/ci.md");
    let workplace = Workplace::new();
    let mut shown = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        shown.push_str(line);
        shown.push('\n');
        let output = if let Some(rest) = line.strip_prefix("<!-- output: ") {
            assert_eq!(lines.next(), Some("```text"), "a block follows {line}");
            shown.push_str("```text\n");
            let what = rest.strip_suffix(" -->").expect("a comment ends");
            let (file, part) = what.split_once(", last ").unwrap_or((what, ""));
            let output = recipe(file, &workplace);
            assert_eq!(output.status.code(), Some(1), "{}", told(&output));
            let count = part.split(' ').next().and_then(|count| count.parse().ok());
            last_lines(&told(&output), count.unwrap_or(usize::MAX))
        } else if line == "```console" {
            let line = lines.next().expect("a block has a command");
            let script = line.strip_prefix("$ ").expect("a command follows `$`");
            format!("{line}\n{}", told(&workplace.run(script, &[])))
        } else {
            continue;
        };
        shown.push_str(&output);
        shown.push_str("```\n");
        lines.find(|line| *line == "```").expect("a block ends");
    }
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(root().join("docs/ci.md"), &shown).expect("the page can be written");
        return;
    }
    assert_eq!(page, shown, "the page shows something else than the recipes print");
}

#[test]
fn the_samples_of_the_page_refer_to_what_exists() {
    let page = read("docs/ci.md");
    let samples: Vec<Yaml> =
        page.split("```yaml\n").skip(1).map(|rest| yaml(rest.split("```").next().unwrap_or_default())).collect();
    assert_eq!(samples.len(), 4);

    let action = yaml(&read("action.yml"));
    let inputs = action["inputs"].as_hash().expect("the action has inputs");
    for input in samples[0]["jobs"]["check"]["steps"][1]["with"].as_hash().expect("the sample has inputs").keys() {
        assert!(inputs.contains_key(input), "{input:?} is no input");
    }
    for input in inputs.keys() {
        assert!(page.contains(&format!("| `{}` |", text(input))), "{input:?} is not told");
    }
    assert!(read("integrations/gitlab.yml").contains("$BOUNDARIES_IMAGE"));
    assert!(!samples[2]["variables"]["BOUNDARIES_IMAGE"].is_badvalue());
    let hooks = yaml(&read(".pre-commit-hooks.yaml"));
    assert_eq!(samples[3]["repos"][0]["hooks"][0]["id"], hooks[0]["id"]);
}

#[test]
fn the_action_installs_a_package_that_is_there_and_takes_its_inputs() {
    let action_file = yaml(&read("action.yml"));
    let install = text(&action_file["runs"]["steps"][0]["run"]);
    let folder = install.split("$GITHUB_ACTION_PATH/").nth(1).and_then(|rest| rest.split('"').next());
    assert!(root().join(folder.expect("a folder of the action")).join("Cargo.toml").is_file(), "{install}");
    assert!(install.contains("--root \"$RUNNER_TEMP/boundaries\""), "{install}");
    for step in action_file["runs"]["steps"].as_vec().expect("the action has steps") {
        assert!(!text(&step["run"]).contains("${{"), "what others write must not become part of a script");
    }

    let workplace = Workplace::new();
    let output = action(&workplace, &[("sarif", "out file.sarif"), ("manifest-path", "crates/web/Cargo.toml")]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let sarif = fs::read_to_string(workplace.dir.path().join("shop/out file.sarif")).expect("the file is written");
    let sarif: Value = serde_json::from_str(&sarif).expect("it is JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let summary = fs::read_to_string(workplace.dir.path().join("summary.md")).expect("the summary is written");
    assert!(summary.contains("undeclared-coupling"), "{summary}");

    let output = action(&workplace, &[("base", "$(touch injected) origin/main")]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(!workplace.dir.path().join("shop/injected").exists());
}

#[test]
fn the_job_for_gitlab_leaves_its_report_and_holds_a_change_to_its_base() {
    let job = yaml(&read("integrations/gitlab.yml"))["boundaries"].clone();
    let report = text(&job["artifacts"]["reports"]["codequality"]);
    assert_eq!(text(&job["artifacts"]["when"]), "always", "a run that fails has a report as well");
    let workplace = Workplace::new();
    let script = text(&job["script"][0]);
    assert_eq!(workplace.run(script, &[]).status.code(), Some(1));
    let written = fs::read_to_string(workplace.dir.path().join("shop").join(report)).expect("the report is written");
    let written: Value = serde_json::from_str(&written).expect("it is JSON");
    assert!(!written.as_array().expect("it is a list").is_empty());

    let git = "git init -q && git add . && git -c user.name=a -c user.email=a@example.org commit -qm a";
    assert!(workplace.run(git, &[]).status.success());
    let held = workplace.run(script, &[("BASE", "HEAD")]);
    assert_eq!(held.status.code(), Some(0), "{}", told(&held));
}

#[test]
fn the_hook_runs_for_what_it_reads() {
    let hooks = yaml(&read(".pre-commit-hooks.yaml"));
    let files = Regex::new(text(&hooks[0]["files"])).expect("the pattern is well-formed");
    for path in [
        "src/lib.rs",
        "a/b.rs",
        "Cargo.toml",
        "crates/a/Cargo.lock",
        "boundaries.toml",
        ".config/boundaries.toml",
        "boundaries/orders.toml",
        "boundaries/baseline/orders.toml",
        ".github/CODEOWNERS",
    ] {
        assert!(files.is_match(path), "{path}");
    }
    for path in ["README.md", "src/lib.rs.orig", "NotCargo.toml", "CODEOWNERS.example", "my-boundaries.toml"] {
        assert!(!files.is_match(path), "{path}");
    }
    for key in ["id", "name", "language"] {
        assert!(!text(&hooks[0][key]).is_empty());
    }
    assert_eq!(hooks[0]["pass_filenames"], Yaml::Boolean(false));
}

const ODD_PLACES: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"] }
//- billing/src/lib.rs
pub struct Rechnung;
//- orders/src/lib.rs deps: billing
#[path = \"möbel und mehr.rs\"]
mod moebel;
//- orders/src/möbel und mehr.rs
/* Größe 🦀 */ pub fn zahle(_: &str, _: billing::Rechnung) {}
";

#[test]
fn the_problem_matcher_reads_every_line() {
    let dir = Fixture::parse(ODD_PLACES).write().expect("the workspace can be written");
    let odd = command(&["check", "--format", "short"]).current_dir(dir.path()).output().expect("it can be called");
    let odd = String::from_utf8(odd.stdout).expect("output is UTF-8");
    let lines = format!("{odd}{}", read("examples/shop/expected.txt"));

    let file: Value = serde_json::from_str(&read("integrations/problem-matcher.json")).expect("it is JSON");
    let matchers = file["problemMatcher"].as_array().expect("a list of matchers");
    let mut matched = Vec::new();
    for line in lines.lines() {
        let mut found = None;
        for matcher in matchers {
            let [pattern] = matcher["pattern"].as_array().expect("a list").as_slice() else { panic!("one line each") };
            let regex = Regex::new(pattern["regexp"].as_str().expect("a text")).expect("it is well-formed");
            let Some(groups) = regex.captures(line) else { continue };
            assert!(found.is_none(), "two matchers read {line}");
            let group = |key: &str| {
                let number = pattern[key].as_u64().expect("the number of a group");
                groups[usize::try_from(number).expect("it is small")].to_owned()
            };
            let whole = format!("{}:{}:{}: ", group("file"), group("line"), group("column"));
            let level = match matcher["severity"].as_str() {
                Some("error") => "deny",
                Some("warning") => "warn",
                other => panic!("no severity: {other:?}"),
            };
            assert_eq!(line, format!("{whole}{level}[{}]: {}", group("code"), group("message")));
            found = Some((group("file"), group("line"), group("column")));
        }
        matched.push(found.unwrap_or_else(|| panic!("no matcher reads {line}")));
    }
    // The column counts characters: each letter and the crab are one.
    let first = matched.iter().find(|(file, ..)| file.contains("möbel")).expect("the odd file is told");
    assert_eq!(*first, ("orders/src/möbel und mehr.rs".to_owned(), "1".to_owned(), "49".to_owned()));
    assert!(
        ["deny[", "warn["].iter().all(|level| lines.contains(level)),
        "both matchers have something to read:\n{lines}"
    );
}

#[test]
fn the_image_has_the_oldest_toolchain_that_builds_the_program() {
    let dockerfile = read("integrations/Dockerfile");
    let manifest = read("Cargo.toml");
    let oldest = manifest.lines().find_map(|line| line.strip_prefix("rust-version = ")).expect("it is told");
    let version = format!("{}.0", oldest.trim_matches('"'));
    let bases: Vec<&str> = dockerfile.lines().filter_map(|line| line.strip_prefix("FROM ")).collect();
    assert_eq!(bases, [format!("rust:{version}-slim AS build"), format!("rust:{version}-slim")]);
    assert!(dockerfile.contains(&format!("\nENV RUSTUP_TOOLCHAIN={version}\n")));
    assert!(root().join("crates/cargo-boundaries/Cargo.toml").is_file());
    assert!(dockerfile.contains("--path crates/cargo-boundaries --root /installed"));

    let run = dockerfile.lines().find_map(|line| line.strip_prefix("CMD ")).expect("the image has a command");
    let words: Vec<String> = serde_json::from_str(run).expect("the command is a list");
    let output = Workplace::new().run(&words.join(" "), &[]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
}
