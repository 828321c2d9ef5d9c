//! `check --explain-config`: every setting is told, with the argument, the variable or the line that decides it.

use std::collections::BTreeMap;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use serde_json::Value;

const CASE: &str = "\
//- boundaries.toml
enforcement = \"no-new\"
[teams]
orders = { owns = [\"orders\"], debt-budget = 2 }
billing = { owns = [\"billing\"], enforcement = \"enforce\" }
[rules]
team-cycle = \"deny\"
//- boundaries/billing.toml
contact = \"#billing\"
//- billing/src/lib.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
pub fn pay(_: billing::Invoice) {}
";

/// Flags that are no settings, or are told by another name.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("all-features", "features"),
    ("allow", "team-cycle"),
    ("cache-dir", "cache"),
    ("config", "policy"),
    ("deny", "team-cycle"),
    ("enforcement", "team billing"),
    ("limit", "limit modules"),
    ("manifest-path", "root"),
    ("message-format", "format"),
    ("metadata-path", "metadata"),
    ("no-cache", "cache"),
    ("warn", "team-cycle"),
];
const NO_SETTINGS: &[&str] = &["and", "explain-config", "help", "watch"];

fn settings(args: &[&str], variables: &[(&str, &str)]) -> BTreeMap<String, Value> {
    let dir = Fixture::parse(CASE).write().expect("the workspace can be written");
    let mut command = command(&["check", "--explain-config=json"]);
    let output = command.args(args).envs(variables.iter().copied()).current_dir(dir.path()).output();
    let output = output.expect("the program can be called");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let page: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/settings.schema.json"));
    let schema: Value = serde_json::from_str(&text.expect("it is generated")).expect("it is JSON");
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("settings.json", schema).expect("it is a schema");
    let schema = compiler.compile("settings.json", &mut schemas).expect("it is a schema");
    assert!(schemas.validate(&page, schema).is_ok(), "{page:#}");
    let settings = page["settings"].as_array().expect("it is a list").clone();
    settings.into_iter().map(|one| (one["name"].as_str().expect("it has a name").to_owned(), one)).collect()
}

/// Value, origin, and who said so.
fn told(settings: &BTreeMap<String, Value>, name: &str) -> String {
    let setting = &settings[name];
    let word = |key: &str| setting[key].as_str().unwrap_or_default().to_owned();
    let place = match &setting["place"] {
        Value::Null => String::new(),
        place => format!(" {}:{}", place["path"].as_str().unwrap_or_default(), place["line"]),
    };
    format!("{} {} {}{place}", word("value"), word("origin"), word("by")).trim_end().to_owned()
}

#[test]
fn each_setting_names_who_decides_it() {
    let plain = settings(&[], &[]);
    assert_eq!(told(&plain, "policy"), "boundaries.toml found");
    assert_eq!(told(&plain, "team-files"), "boundaries/billing.toml found");
    assert_eq!(told(&plain, "workspace"), "no-new file  boundaries.toml:1");
    assert_eq!(told(&plain, "team billing"), "enforce file  boundaries.toml:4");
    assert_eq!(told(&plain, "team orders"), "2 file  boundaries.toml:3");
    assert_eq!(told(&plain, "team-cycle"), "deny file  boundaries.toml:6");
    assert_eq!(told(&plain, "undeclared-coupling"), "deny default");
    assert_eq!(told(&plain, "limit modules"), "1048576 default");

    let asked = settings(
        &["-A", "team-cycle", "--enforcement", "sealed", "--team", "orders", "--cfg", "unix", "--format", "sarif=out"],
        &[("CARGO_BOUNDARIES_LIMITS", "modules=7"), ("CARGO_BOUNDARIES_NO_CACHE", "1"), ("NO_COLOR", "1")],
    );
    assert_eq!(told(&asked, "team-cycle"), "allow argument --allow");
    assert_eq!(told(&asked, "workspace"), "sealed argument --enforcement");
    assert_eq!(told(&asked, "team"), "orders argument --team");
    assert_eq!(told(&asked, "cfg"), "unix argument --cfg");
    assert_eq!(told(&asked, "format"), "sarif=out argument --format");
    assert_eq!(told(&asked, "limit modules"), "7 environment CARGO_BOUNDARIES_LIMITS");
    assert_eq!(told(&asked, "limit source-size"), "16777216 default");
    assert_eq!(told(&asked, "cache"), "off environment CARGO_BOUNDARIES_NO_CACHE");
    assert_eq!(told(&asked, "color"), "never environment NO_COLOR");

    let stronger = settings(
        &["--limit", "modules=8", "--color", "always"],
        &[("CARGO_BOUNDARIES_LIMITS", "modules=7"), ("NO_COLOR", "1")],
    );
    assert_eq!(told(&stronger, "limit modules"), "8 argument --limit");
    assert_eq!(told(&stronger, "color"), "always argument --color");
    let runner = settings(&[], &[("GITHUB_ACTIONS", "true")]);
    assert_eq!(told(&runner, "format"), "text github environment GITHUB_ACTIONS");
}

#[test]
fn no_flag_is_left_out() {
    let help = command(&["check", "--help"]).output().expect("the program can be called");
    let help = String::from_utf8(help.stdout).expect("help is UTF-8");
    let known = settings(&[], &[]);
    let mut seen = 0;
    for line in help.lines().filter(|line| line.starts_with("      --") || line.starts_with("  -")) {
        let flag = line.split("--").nth(1).expect("a flag has a long name");
        let flag = flag.split([' ', '[', '<', '=']).next().expect("it starts with its name");
        let other = OTHER_NAMES.iter().find(|(name, _)| *name == flag).map_or(flag, |(_, other)| other);
        assert!(NO_SETTINGS.contains(&flag) || known.contains_key(other), "`--{flag}` is not explained");
        seen += 1;
    }
    assert!(seen > 30, "the help text lists the flags");
}

#[test]
fn nothing_is_checked_and_names_are_still_judged() {
    let dir = Fixture::parse(CASE).write().expect("the workspace can be written");
    let call = |args: &[&str]| command(args).current_dir(dir.path()).output().expect("the program can be called");
    let text = call(&["--explain-config"]);
    assert_eq!(text.status.code(), Some(0));
    let text = String::from_utf8(text.stdout).expect("reports are UTF-8");
    assert!(text.starts_with("workspace\n  root ") && !text.contains("team `orders` uses"), "{text}");
    let wrong = call(&["check", "--explain-config", "-D", "team-cycl"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("did you mean `team-cycle`?"));
    let both = call(&["check", "--explain-config", "--watch"]);
    assert!(String::from_utf8_lossy(&both.stderr).contains("checks nothing, so not `--watch` either"));
}
