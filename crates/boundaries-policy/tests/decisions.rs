//! Every line that speaks of an owner is told, with what came of it and why.

use boundaries_graph::{CrateSpec, GraphBuilder, ModuleGraph, ModuleSpec, PackageSpec, SourceMap, Span, TargetKind};
use boundaries_policy::{CodeownersInput, Policy, PolicyInput, PolicyText, Statement};
use camino::Utf8Path;

const POLICY: &str = r#"
[teams]
money = { owns = ["crates/**", "billing"] }
api   = { owns = ["crates/billing/src/**", "billing::api"] }
meta  = {}
front = {}
"#;

/// A workspace in the folder `shop` of its repository.
fn load(policy: &str, place: &str, codeowners: &str) -> (ModuleGraph, SourceMap, Policy) {
    let mut sources = SourceMap::default();
    let metadata = "[package]\nname = \"billing\"\n[package.metadata.boundaries]\nteam = \"meta\"\n";
    let manifest = sources.add("crates/billing/Cargo.toml", metadata);
    let mut builder = GraphBuilder::default();
    let package = builder.package(PackageSpec::new("billing", "crates/billing").manifest(manifest));
    let file = sources.add("crates/billing/src/lib.rs", "");
    let krate = builder.krate(CrateSpec::new(package, "billing", TargetKind::Lib));
    let root = builder.root_module(krate, Span { file, line: 1, column: 1, ..Span::default() });
    let file = sources.add("crates/billing/src/api.rs", "");
    builder.module(ModuleSpec::new(root, "api", Span::default()).in_file(file));
    let graph = builder.finish();
    let policy = sources.add("boundaries.toml", policy);
    let file = sources.add(format!("../{place}"), codeowners);
    let input = PolicyInput {
        sources: &sources,
        policy: Some(PolicyText::File(policy)),
        team_files: Vec::new(),
        codeowners: Some(CodeownersInput { file, place: place.into(), prefix: "shop".into(), remote_host: None }),
        baseline_files: Vec::new(),
        directives: &[],
        file_exists: &|_| true,
        graph: &graph,
        all_files: &Vec::new,
        known_rules: &[],
    };
    let policy = Policy::load(&input).expect("no mistakes");
    (graph, sources, policy)
}

fn told(policy: &Policy, statements: &[Statement]) -> String {
    let line = |said: &Statement| {
        let teams: Vec<_> = said.source.teams.iter().map(|team| policy.team(*team).name.as_str()).collect();
        format!("{:?} {} {}: {}", said.standing, said.source.text, teams.join(" "), said.reason())
    };
    statements.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_source_tells_why_it_wins_or_loses() {
    let (graph, _, policy) = load(POLICY, ".github/CODEOWNERS", "* @front\n/shop/crates/ @money\n*.md @front\n");
    let api = graph.modules_at("billing::api").next().expect("it is there");
    insta::assert_snapshot!(told(&policy, &policy.decision_of_module(api.id())), @r#"
    Decides billing::api api: the nearest module that a team owns by its path
    LessSpecific billing money: a module nearer to it is named
    Outranked(PolicyModule) crates/billing/src/** api: a module path is stronger than a path pattern
    Outranked(PolicyModule) crates/** money: a module path is stronger than a path pattern
    Outranked(PolicyModule) team = "meta" meta: a module path is stronger than package metadata
    Outranked(PolicyModule) /shop/crates/ money: a module path is stronger than CODEOWNERS
    Outranked(PolicyModule) * front: a module path is stronger than CODEOWNERS
    "#);
}

#[test]
fn what_decides_is_who_owns() {
    let (graph, _, policy) = load(POLICY, ".github/CODEOWNERS", "* @front\n/shop/crates/ @money\n");
    for module in graph.modules() {
        let statements = policy.decision_of_module(module.id());
        let decided = policy.owner_of_module(module.id()).decided_by.as_ref();
        assert_eq!(statements.first().map(|said| &said.source), decided, "{}", module.path());
    }
    for path in ["crates/billing/Cargo.toml", "README.md", "../README.md", "../shop/crates/new.rs", ""] {
        let path = Utf8Path::new(path);
        let first = policy.decision_of_path(path).into_iter().next().map(|said| said.source);
        assert_eq!(first, policy.owner_of_path(path).decided_by, "{path}");
    }
}

#[test]
fn only_codeowners_speaks_of_what_lies_above_the_workspace() {
    let everything = "[teams]\nall = { owns = [\"**\"] }\nmeta = {}\n";
    let (_, _, policy) = load(everything, ".github/CODEOWNERS", "/docs/ @writers\n/shop/ @shop\n");
    let owner = |path: &str| told(&policy, &policy.decision_of_path(Utf8Path::new(path)));
    assert_eq!(owner("../docs/guide.md"), "Decides /docs/ writers: the last line that covers the path");
    assert_eq!(owner("../LICENSE"), "");
    assert!(owner("docs/guide.md").starts_with("Decides ** all"), "the same name below the workspace is another file");
}

#[test]
fn sections_decide_together_and_exclusions_are_told() {
    let codeowners = "*.rs @old\n*.rs @front\n[Money]\nshop/ @money\n!shop/crates/billing/src/api.rs\n";
    let (_, _, policy) = load("[teams]\nmeta = {}\n", ".gitlab/CODEOWNERS", codeowners);
    let said = told(&policy, &policy.decision_of_path(Utf8Path::new("src/main.rs")));
    insta::assert_snapshot!(said, @"
    Decides *.rs front: the last line that covers the path
    Decides shop/ money: the last line that covers the path
    Overridden *.rs old: a later line covers the path too
    ");
}
