//! Every line that speaks of an owner is told, with what came of it and why.

use std::cell::Cell;

use boundaries_graph::{CrateSpec, GraphBuilder, ModuleGraph, ModuleSpec, PackageSpec, SourceMap, Span, TargetKind};
use boundaries_policy::{CodeownersInput, Dialect, Limits, Policy, PolicyInput, PolicyText, Statement};
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
        all_files: &|| Some(Vec::new()),
        known_rules: &[],
        limits: Limits::default(),
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

#[test]
fn a_section_that_names_nobody_decides_beside_an_optional_one() {
    let codeowners = "*.rs\n^[Guides]\n*.rs @guides\n";
    let (_, _, policy) = load("[teams]\nmeta = {}\n", ".gitlab/CODEOWNERS", codeowners);
    insta::assert_snapshot!(told(&policy, &policy.decision_of_path(Utf8Path::new("src/main.rs"))), @"
    Decides *.rs guides: the last line that covers the path
    Decides *.rs : the last line that covers the path
    ");
    let (_, _, policy) = load("[teams]\nmeta = { owns = [\"crates/**\"] }\n", ".gitlab/CODEOWNERS", codeowners);
    insta::assert_snapshot!(told(&policy, &policy.decision_of_path(Utf8Path::new("crates/a.rs"))), @"
    Decides crates/** meta: the pattern that spells out most
    Outranked(PolicyPattern) *.rs guides: a path pattern is stronger than an optional section of CODEOWNERS
    Outranked(PolicyPattern) *.rs : a path pattern is stronger than CODEOWNERS
    ");
}

#[test]
fn a_later_section_overrides_no_line_of_another() {
    let codeowners = "[Money]\n!shop/src/\nshop/ @money\n[Code]\n*.rs @front\n";
    let (_, _, policy) = load("[teams]\nmeta = {}\n", ".gitlab/CODEOWNERS", codeowners);
    insta::assert_snapshot!(told(&policy, &policy.decision_of_path(Utf8Path::new("src/main.rs"))), @"
    Decides *.rs front: the last line that covers the path
    Decides !shop/src/ : the last line that covers the path
    Excluded shop/ money: an exclusion takes the path out of its section
    ");
}

#[test]
fn an_account_is_a_person_where_groups_are_written_otherwise() {
    let policy = "[teams]\nmoney = { handles = [\"@money-bot\"] }\nmeta = {}\n";
    for (place, tells) in [
        (".github/CODEOWNERS", true),
        (".gitea/CODEOWNERS", true),
        (".forgejo/CODEOWNERS", true),
        (".bitbucket/CODEOWNERS", true),
        // A group is written as an account is.
        (".gitlab/CODEOWNERS", false),
    ] {
        let (_, _, policy) = load(policy, place, "x @ada\n");
        assert_eq!(policy.names_person("@ada"), tells, "{place}");
        assert!(policy.names_person("ada@example.org"), "{place}");
        assert!(!policy.names_person("@org/team"), "{place}");
        assert!(!policy.names_person("@Money-Bot"), "{place}: the policy calls it a team");
    }
}

#[test]
fn the_key_takes_the_word_of_each_dialect() {
    for (dialect, word) in [
        (Dialect::GitHub, "github"),
        (Dialect::GitLab, "gitlab"),
        (Dialect::Gitea, "gitea"),
        (Dialect::Forgejo, "forgejo"),
        (Dialect::Bitbucket, "bitbucket"),
    ] {
        let policy = format!("codeowners-dialect = \"{word}\"\n[teams]\nmeta = {{}}\n");
        let (_, _, policy) = load(&policy, dialect.places()[0], "");
        assert_eq!((policy.codeowners_dialect(), dialect.as_str()), (Some(dialect), word));
    }
}

#[test]
fn files_are_listed_for_patterns_that_match_no_source() {
    let listed = |owns: &str| {
        let mut sources = SourceMap::default();
        let mut builder = GraphBuilder::default();
        let package = builder.package(PackageSpec::new("billing", "billing"));
        let file = sources.add("billing/src/lib.rs", "");
        let krate = builder.krate(CrateSpec::new(package, "billing", TargetKind::Lib));
        builder.root_module(krate, Span { file, line: 1, column: 1, ..Span::default() });
        let graph = builder.finish();
        let policy = sources.add("boundaries.toml", format!("[teams]\nall = {{ owns = [{owns}] }}\n"));
        let times = Cell::new(0);
        let all_files = || {
            times.set(times.get() + 1);
            Some(vec!["docs/guide.md".into(), "docs/notes/a.txt".into()])
        };
        let input = PolicyInput {
            sources: &sources,
            policy: Some(PolicyText::File(policy)),
            team_files: Vec::new(),
            codeowners: None,
            baseline_files: Vec::new(),
            directives: &[],
            file_exists: &|_| true,
            graph: &graph,
            all_files: &all_files,
            known_rules: &[],
            limits: Limits::default(),
        };
        let mistakes = Policy::load(&input).map_or_else(|problems| problems.len(), |_| 0);
        (times.get(), mistakes)
    };
    assert_eq!(listed(r#""billing/**", "billing/src/*.rs""#), (0, 0));
    assert_eq!(listed(r#""billing/**", "docs/**""#), (1, 0));
    assert_eq!(listed(r#""docs/*.md", "docs/*/*.txt""#), (1, 0));
    assert_eq!(listed(r#""docs/*.md", "docs/*.rs""#), (1, 1));
    assert_eq!(listed(r#""billing""#), (0, 0));
}
