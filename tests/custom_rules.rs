//! A rule that a program adds is one like ours: the policy and comments name it, debt is kept of it, every format shows it.

use std::io::Write as _;

use boundaries::internal::graph::Definition;
use boundaries::internal::lint::{
    Candidate, Finding, Growth, HelpKind, LabelRole, Rule, RuleContext, RuleMeta, Rules, Subject,
};
use boundaries::internal::policy::Level;
use boundaries::internal::report::{self, ColumnUnit, MarkdownOptions, May, TextOptions, View};
use boundaries::testing::{findings, workspace, workspace_with};
use boundaries::{
    Asker, CheckOptions, Error, History, OnDisk, Project, ProjectOptions, Session, UnknownNames, UnsavedTexts,
    UseQuestion,
};
use boundaries_fixtures::Repository;
use jiff::civil::date;

static META: RuleMeta =
    RuleMeta::new("no-money", "a use of `Money`", Level::Deny, "# no-money\n\nMoney is a secret.\n");

/// Speaks of every use of something called `Money`, inside of teams as well, and of a module, whoever uses it.
struct NoMoney;

impl Rule for NoMoney {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for reference in context.graph.references() {
            let Definition::Item(item) = reference.definition else { continue };
            let (item, from) = (context.graph.item(item), context.graph.module(reference.from));
            if item.name() != "Money" {
                continue;
            }
            let mut finding = Candidate::in_module(context, from, format!("`{}` knows of money", from.path()));
            finding.provider = item.path();
            finding.subject = Some(Subject { consumer: reference.from, provider: reference.definition });
            finding.places = vec![boundaries::internal::lint::Place::of(context.graph, reference)];
            finding.label(LabelRole::Primary, reference.span, "here");
            finding.help(HelpKind::ChangeCode, "forget it");
            findings.push(finding);
        }
        for module in context.graph.modules().filter(|module| module.name() == "cash") {
            findings.push(Candidate::in_module(context, module, format!("`{}` is there", module.path())));
        }
    }

    fn judges_uses(&self) -> bool {
        true
    }
}

const SHOP: &str = "
//- boundaries.toml
RULES
[teams]
shop = { owns = [\"orders\", \"money\"] }
POLICY
//- money/src/lib.rs
pub struct Money;
//- orders/src/lib.rs deps: money
COMMENT
pub fn pay(_: money::Money) {}
";

fn rules() -> Rules {
    Rules::default().with(NoMoney).expect("the name is free")
}

fn shop(rules_key: &str, policy: &str, comment: &str) -> Project {
    let text = SHOP.replace("RULES", rules_key).replace("POLICY", policy).replace("COMMENT", comment);
    workspace_with(&text, &rules()).unwrap_or_else(|error| panic!("{error}"))
}

fn options() -> CheckOptions {
    CheckOptions::on(date(2026, 6, 15))
}

fn told(project: &Project) -> Vec<String> {
    let line = |finding: &Finding| {
        let waiver = finding.waiver.as_ref().map_or("", |waiver| waiver.kind.as_str());
        format!("{}[{}] {waiver}", finding.level.as_str(), finding.rule.name)
    };
    let mut lines: Vec<String> = project.check(&options()).findings.iter().map(line).collect();
    lines.sort();
    lines
}

const EXCEPTION: &str = "[[exception]]\nfrom = \"orders\"\nto = \"money\"\nreason = \"r\"\nuntil = \"2027-01-01\"\n";

#[test]
fn levels_comments_and_exceptions_hold_for_it() {
    assert_eq!(told(&shop("", "", "")), ["deny[no-money] "]);
    assert_eq!(told(&shop("rules = { no-money = \"warn\" }", "", "")), ["warn[no-money] "]);
    assert_eq!(told(&shop("rules = { no-money = \"allow\" }", "", "")), [""; 0]);
    let comment = "// boundaries: allow(no-money, reason = \"r\")";
    assert_eq!(told(&shop("", "", comment)), ["deny[no-money] suppression"]);
    assert_eq!(told(&shop("", EXCEPTION, "")), ["deny[no-money] exception"]);
    assert_eq!(told(&shop("enforcement = \"observe\"", "", "")), ["deny[no-money] "]);
    assert!(!shop("enforcement = \"observe\"", "", "").check(&options()).fails());
}

#[test]
fn records_of_debt_that_it_needs_are_not_stale_and_others_are() {
    let gone = EXCEPTION.replace("to = \"money\"", "to = \"orders\"");
    assert_eq!(told(&shop("", &gone, "")), ["deny[no-money] ", "deny[stale-exception] "]);
    let off = "rules = { no-money = \"allow\" }";
    assert_eq!(told(&shop(off, EXCEPTION, "")), [""; 0], "what nobody asked for makes nothing stale");
    assert_eq!(told(&shop(off, "", "// boundaries: allow(no-money, reason = \"r\")")), [""; 0]);
    let elsewhere = "// boundaries: allow(no-money, reason = \"r\")\npub struct Order;\n";
    assert_eq!(told(&shop("", "", elsewhere)), ["deny[no-money] ", "deny[unused-suppression] "]);
}

#[test]
fn without_the_rule_its_name_is_a_mistake() {
    let text = SHOP.replace("RULES", "rules = { no-money = \"warn\" }").replace("POLICY", "").replace("COMMENT", "");
    let Err(Error::Policy(failure)) = workspace(&text) else { panic!("the rule is not known") };
    assert!(failure.to_string().contains("no-money"), "{failure}");
    let comment = SHOP
        .replace("RULES", "")
        .replace("POLICY", "")
        .replace("COMMENT", "// boundaries: allow(no-money, reason = \"r\")");
    let found = findings(&workspace(&comment).expect("comments are no mistakes of the policy"));
    assert!(found[0].starts_with("deny[unused-suppression]"), "{found:?}");
}

#[test]
fn it_is_selected_and_set_by_name() {
    let project = shop("", "", "");
    let scope = project.scope(&[], &[], &["no-money".to_owned()]).expect("the rule is known");
    assert_eq!(project.check(&options().within(scope)).findings.len(), 1);
    let scope = project.scope(&[], &[], &["off-surface".to_owned()]).expect("the rule is known");
    assert_eq!(project.check(&options().within(scope)).findings.len(), 0);
    let UnknownNames(unknown) = project.scope(&[], &[], &["no-mony".to_owned()]).expect_err("no such rule");
    assert_eq!(unknown[0].similar, ["no-money"]);
    let mut warn = options();
    warn.overrides.set_rule(&META, Level::Warn);
    assert_eq!(project.check(&warn).findings[0].level, Level::Warn);
}

#[test]
fn every_format_shows_it() {
    let project = shop("", "", "");
    let (report, layout) = (project.check(&options()), project.layout());
    let view = View { report: &report, sources: project.sources(), graph: project.graph(), layout: &layout };
    let mut outputs: Vec<(&str, Vec<u8>)> = Vec::new();
    let mut into = |name, write: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| {
        let mut out = Vec::new();
        write(&mut out).expect("memory takes everything");
        outputs.push((name, out));
    };
    into("text", &|out| report::text(&report, project.sources(), TextOptions::default(), out));
    into("short", &|out| report::short(&report, project.sources(), out));
    into("json", &|out| report::json(&report, project.sources(), project.graph(), out));
    into("sarif", &|out| report::sarif(&view, out));
    into("jsonl", &|out| report::jsonl(&report, project.sources(), project.graph(), out));
    into("github", &|out| report::github(&view, out));
    into("gitlab", &|out| report::gitlab(&view, out));
    into("junit", &|out| report::junit(&view, out));
    into("azure", &|out| report::azure(&view, out));
    into("teamcity", &|out| report::teamcity(&view, out));
    into("rdjsonl", &|out| report::rdjsonl(&view, out));
    into("markdown", &|out| report::markdown(&view, MarkdownOptions { links: None, limit: usize::MAX }, out));
    into("editor", &|out| write!(out, "{:?}", report::editor_findings(&view, ColumnUnit::Utf16)));
    let (account, ledger) =
        (project.account(None, Err("there is none"), options().today), project.ledger(options().today));
    into("html", &|out| account.html(&ledger, out));
    for (name, out) in &outputs {
        let text = String::from_utf8_lossy(out);
        assert!(text.contains("no-money") && text.contains("knows of money"), "{name}: {text}");
    }
    let sarif: serde_json::Value = serde_json::from_slice(&outputs[3].1).expect("SARIF is JSON");
    let run = &sarif["runs"][0];
    let index =
        run["results"][0]["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "no-money");
    let fingerprint = report.findings[0].key.fingerprint();
    assert!(String::from_utf8_lossy(&outputs[2].1).contains(&fingerprint));
}

const ON_DISK: &str = "
//- boundaries.toml
[teams]
shop = { owns = [\"orders\", \"money\"] }
//- money/src/lib.rs
pub struct Money;
//- orders/src/lib.rs deps: money
pub fn pay(_: money::Money) {}
";

fn on_disk(repository: &Repository) -> ProjectOptions {
    let manifest = repository.path().join("Cargo.toml");
    ProjectOptions::at(manifest.to_str().expect("the path is UTF-8")).with_rules(rules())
}

fn loaded(options: &ProjectOptions) -> Project {
    Project::load(options).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_baseline_records_it_and_shrinks() {
    let repository = Repository::holding(ON_DISK);
    let growth = Growth::Accepted { reason: "r".to_owned(), since: date(2026, 6, 1) };
    let disk = on_disk(&repository);
    let draft = loaded(&disk).baseline_draft(&options(), &growth, || None).expect("the baseline can be drafted");
    for file in &draft.writes {
        std::fs::create_dir_all(file.path.parent().expect("files lie in folders")).expect("a folder can be made");
        std::fs::write(&file.path, &file.text).expect("a file can be written");
    }
    assert_eq!(told(&loaded(&disk)), ["deny[no-money] baseline"]);
    std::fs::write(repository.path().join("orders/src/lib.rs"), "pub fn pay() {}\n").expect("the file can be written");
    assert_eq!(told(&loaded(&disk)), ["deny[stale-baseline] "]);
}

#[test]
fn what_a_commit_had_of_it_is_known() {
    let repository = Repository::holding(&ON_DISK.replace("[teams]", "enforcement = \"no-new\"\n[teams]"));
    let commit = repository.commit_all();
    let disk = on_disk(&repository);
    let history = History::of(&disk).expect("there is a repository");
    let base =
        history.load(&history.merge_base(&commit, "HEAD").expect("it is its own base")).expect("it can be loaded");
    let project = loaded(&disk);
    let mut report = project.check(&options());
    project.hold_to(&base, &mut report, &options()).expect("git can be called");
    assert!(report.findings[0].is_old_debt() && !report.fails());
}

#[test]
fn a_session_keeps_it() {
    let repository = Repository::holding(ON_DISK);
    let mut session = Session::new(on_disk(&repository));
    let mut unsaved = UnsavedTexts::default();
    let mut refresh = |unsaved: &UnsavedTexts, on_disk| {
        told(&session.refresh(unsaved, on_disk, &Default::default(), &|_| ()).expect("it can be loaded"))
    };
    assert_eq!(refresh(&unsaved, OnDisk::Unknown), ["deny[no-money] "]);
    let root = repository.path().canonicalize().expect("the folder is there");
    let path = root.join("orders/src/lib.rs").to_str().expect("the path is UTF-8").to_owned();
    unsaved.insert(path, "// boundaries: allow(no-money, reason = \"r\")\npub fn pay(_: money::Money) {}\n");
    assert_eq!(refresh(&unsaved, OnDisk::Same), ["deny[no-money] suppression"]);
}

#[test]
fn a_use_that_nobody_has_written_is_put_to_it() {
    let text = "
//- boundaries.toml
RULES
[teams]
shop = { owns = [\"orders\", \"money\"] }
//- money/src/lib.rs
pub struct Money;
pub struct Coin;
//- orders/src/lib.rs deps: money
mod cash {}
pub fn pay(_: money::Money) {}
";
    let ask = |rules_key: &str, rules: &Rules, from: &str, to: &str| {
        let project = workspace_with(&text.replace("RULES", rules_key), rules).expect("the policy is valid");
        let question = UseQuestion { from: from.to_owned(), to: to.to_owned(), code: None };
        let answer = Asker::new(&project).ask(&question, Some(date(2026, 6, 15)));
        let found: Vec<String> = answer.findings.iter().map(|finding| finding.headline.clone()).collect();
        (answer.may, found)
    };
    let money = vec!["`orders` knows of money".to_owned()];
    assert_eq!(ask("", &rules(), "orders", "money::Money"), (May::No, money.clone()));
    assert_eq!(ask("", &rules(), "orders", "money::Coin"), (May::Yes, vec![]));
    let in_cash = ask("", &rules(), "orders::cash", "money::Money");
    assert_eq!(
        in_cash,
        (May::No, vec!["`orders::cash` knows of money".to_owned()]),
        "that it is there is no fault of a use"
    );
    assert_eq!(ask("rules = { no-money = \"warn\" }", &rules(), "orders", "money::Money"), (May::Tolerated, money));
    assert_eq!(ask("rules = { no-money = \"allow\" }", &rules(), "orders", "money::Money"), (May::Yes, vec![]));
    assert_eq!(ask("", &Rules::default(), "orders", "money::Money"), (May::Yes, vec![]));
}
