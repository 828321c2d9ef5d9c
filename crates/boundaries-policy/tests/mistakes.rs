//! What a policy with mistakes is told: each mistake with its place and a way on, all of them at once.

use boundaries_graph::{
    CrateSpec, GraphBuilder, ItemKind, ItemSpec, ModuleGraph, ModuleSpec, PackageSpec, SourceMap, Span, TargetKind,
};
use boundaries_policy::{
    CodeownersInput, ContractState, Dialect, Limits, OwnershipState, Policy, PolicyErrors, PolicyInput, PolicyText,
    codeowners_dialect,
};
use camino::Utf8Path;
use proptest::prelude::*;

const RULES: &[&str] = &["undeclared-coupling", "off-surface", "stale-contract"];

/// A workspace of three crates: `orders`, `billing` with `api` and `tables`, `platform`.
fn workspace() -> (ModuleGraph, SourceMap) {
    let mut sources = SourceMap::default();
    let mut builder = GraphBuilder::default();
    for (name, modules) in [("orders", &["legacy"][..]), ("billing", &["api", "tables"]), ("platform", &[])] {
        let manifest = sources.add(format!("crates/{name}/Cargo.toml"), format!("[package]\nname = \"{name}\"\n"));
        let package = builder.package(PackageSpec::new(name, format!("crates/{name}")).manifest(manifest));
        let file = sources.add(format!("crates/{name}/src/lib.rs"), "");
        let krate = builder.krate(CrateSpec::new(package, name, TargetKind::Lib));
        let at = Span { file, line: 1, column: 1, ..Span::default() };
        let root = builder.root_module(krate, at);
        for module in modules {
            let file = sources.add(format!("crates/{name}/src/{module}.rs"), "");
            let id = builder.module(ModuleSpec::new(root, *module, at).in_file(file));
            if *module == "tables" {
                let invoice = builder.symbol("Invoice");
                builder.item(ItemSpec::new(id, invoice, ItemKind::Struct, at));
            }
        }
    }
    (builder.finish(), sources)
}

fn load_with(policy: &str, team_files: &[(&str, &str)], codeowners: &str) -> Result<Policy, (PolicyErrors, SourceMap)> {
    let (graph, mut sources) = workspace();
    let file = sources.add("boundaries.toml", policy);
    let team_files = team_files.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    let owners = sources.add("CODEOWNERS", codeowners);
    let input = PolicyInput {
        sources: &sources,
        policy: Some(PolicyText::File(file)),
        team_files,
        codeowners: Some(CodeownersInput {
            file: owners,
            place: "CODEOWNERS".into(),
            prefix: "".into(),
            remote_host: None,
        }),
        baseline_files: Vec::new(),
        directives: &[],
        file_exists: &|_| true,
        graph: &graph,
        all_files: &|| Some(vec!["docs/guide.md".into()]),
        known_rules: RULES,
        limits: Limits::default(),
    };
    Policy::load(&input).map_err(|problems| (problems, sources))
}

fn load(policy: &str) -> Result<Policy, (PolicyErrors, SourceMap)> {
    load_with(policy, &[], "")
}

/// The mistakes as plain text.
fn told(policy: &str) -> String {
    match load(policy) {
        Ok(_) => "no mistakes".to_owned(),
        Err((problems, sources)) => plain(&problems, &sources),
    }
}

fn plain(problems: &PolicyErrors, sources: &SourceMap) -> String {
    let place = |span: Span| format!("{}:{}:{}", sources.file(span.file).path(), span.line, span.column);
    let mut text = String::new();
    for problem in problems {
        let span = problem.span.expect("every mistake has a place");
        text.push_str(&format!("{}: {}\n", place(span), problem.message));
        for (span, label) in &problem.labels {
            text.push_str(&format!("  {}: {label}\n", place(*span)));
        }
        let help = problem.help.as_ref().expect("every mistake has a way on");
        text.push_str(&format!("  help: {help}\n"));
    }
    text
}

const GOOD: &str = "\
[teams]
orders   = { owns = [\"crates/orders/**\"] }
billing  = { owns = [\"billing\"], surface = [\"billing::api\"], contact = \"#team-billing\" }
platform = { owns = [\"crates/platform/**\"] }

[[contract]]
consumer = \"orders\"
provider = \"billing\"
reason = \"orders charge customers\"

[[contract]]
consumer = \"*\"
provider = \"platform\"
reason = \"platform is open to all\"

[[exception]]
from = \"orders::legacy\"
to = \"billing::tables\"
reason = \"moves out with ORD-12\"
until = \"2027-03-01\"
";

#[test]
fn a_good_policy_is_read_as_it_is_meant() {
    let policy = load(GOOD).map_err(|(problems, sources)| plain(&problems, &sources)).expect("no mistakes");
    let names: Vec<_> = policy.teams().iter().map(|team| team.name.as_str()).collect();
    assert_eq!(names, ["orders", "billing", "platform"]);
    assert_eq!((policy.contracts().len(), policy.exceptions().len()), (2, 1));
    let owner = policy.owner_of_path(Utf8Path::new("crates/orders/src/lib.rs"));
    assert_eq!((owner.state, policy.team(owner.teams[0]).name.as_str()), (OwnershipState::Owned, "orders"));
    let decided = owner.decided_by.expect("a line decided");
    assert_eq!((decided.span.line, decided.text.as_str()), (2, "crates/orders/**"));
}

#[test]
fn every_mistake_names_its_place_and_a_way_on() {
    let team = |entry: &str| format!("[teams]\norders = {{ {entry} }}\n");
    let contract = |entries: &str| format!("{GOOD}\n[[contract]]\n{entries}");
    let cases = [
        ("unknown key", "teems = {}\n".to_owned()),
        ("unknown key of a team", team("ownz = [\"orders\"]")),
        ("owns a number", team("owns = 3")),
        ("owns a list with a number", team("owns = [\"orders\", 3]")),
        ("unknown crate", team("owns = [\"ordrs\"]")),
        ("unknown module", team("owns = [\"billing::apy\"]")),
        ("an item is no territory", team("owns = [\"billing::tables::Invoice\"]")),
        ("a pattern without a file", team("owns = [\"crates/shipping/**\"]")),
        ("a broken pattern", team("owns = [\"crates/[orders/**\"]")),
        ("the same entry twice", team("owns = [\"orders\", \"orders\"]")),
        ("an empty entry", team("owns = [\"\"]")),
        ("a wildcard in a module path", team("owns = [\"orders\"], surface = [\"orders::legacy::nothing\"]")),
        ("an unknown kind of team", team("owns = [\"orders\"], kind = \"plattform\"")),
        ("an unknown enforcement", team("owns = [\"orders\"], enforcement = \"enforced\"")),
        ("a team called star", "[teams]\n\"*\" = { owns = [\"orders\"] }\n".to_owned()),
        ("one module for two teams", "[teams]\na = { owns = [\"orders\"] }\nb = { owns = [\"orders\"] }\n".to_owned()),
        (
            "one file for two teams",
            "[teams]\na = { owns = [\"crates/o*/src/**\"] }\nb = { owns = [\"crates/*s/src/**\"] }\n".to_owned(),
        ),
        ("a surface that is somewhere else", GOOD.replace("\"billing::api\"", "\"platform\"")),
        ("a surface that names nothing", GOOD.replace("\"billing::api\"", "\"billing::ap\"")),
        ("a surface with a star", GOOD.replace("\"billing::api\"", "\"billing::api::*\"")),
        ("a handle of two teams", "[teams]\na = { handles = [\"@x\"] }\nb = { handles = [\"@x\"] }\n".to_owned()),
        ("no reason", contract("consumer = \"billing\"\nprovider = \"orders\"\n")),
        ("an empty reason", contract("consumer = \"billing\"\nprovider = \"orders\"\nreason = \" \"\n")),
        (
            "contracts that permit nothing",
            contract(
                "consumer = []\nprovider = \"orders\"\nreason = \"x\"\n\
                 [[contract]]\nconsumer = \"billing\"\nprovider = []\nsurface = []\nkinds = []\nreason = \"x\"\n",
            ),
        ),
        ("an unknown team", contract("consumer = \"biling\"\nprovider = \"orders\"\nreason = \"x\"\n")),
        ("a star as provider", contract("consumer = \"billing\"\nprovider = \"*\"\nreason = \"x\"\n")),
        ("a star among teams", contract("consumer = [\"*\", \"orders\"]\nprovider = \"billing\"\nreason = \"x\"\n")),
        ("a contract with oneself", contract("consumer = \"orders\"\nprovider = \"orders\"\nreason = \"x\"\n")),
        ("the same contract twice", contract("consumer = \"orders\"\nprovider = \"billing\"\nreason = \"again\"\n")),
        (
            "an end before the start",
            contract(
                "consumer = \"billing\"\nprovider = \"orders\"\nreason = \"x\"\nsince = \"2027-01-01\"\nuntil = \"2026-01-01\"\n",
            ),
        ),
        (
            "a collaboration without an end",
            contract("consumer = \"billing\"\nprovider = \"orders\"\nreason = \"x\"\nmode = \"collaboration\"\n"),
        ),
        ("a date that is none", GOOD.replace("2027-03-01", "2027-02-30")),
        ("a date in another order", GOOD.replace("2027-03-01", "01.03.2027")),
        (
            "an unknown kind of code",
            contract("consumer = \"billing\"\nprovider = \"orders\"\nreason = \"x\"\nkinds = [\"tests\"]\n"),
        ),
        ("contract as a table", "[contract]\nconsumer = \"a\"\n".to_owned()),
        ("an exception from nowhere", GOOD.replace("orders::legacy", "orders::legasy")),
        ("an exception to nowhere", GOOD.replace("\"billing::tables\"", "\"billing::table\"")),
        ("an unknown rule", format!("[rules]\nundeclared-couplings = \"warn\"\n{GOOD}")),
        ("an unknown level", format!("[rules]\noff-surface = \"error\"\n{GOOD}")),
        ("an unknown dialect", format!("codeowners-dialect = \"gitub\"\n{GOOD}")),
        ("a team that looks like another", GOOD.replace("\nplatform =", "\n\"bіlling\" = {}\nplatform =")),
        (
            "the same name in two forms",
            GOOD.replace("\nplatform =", "\n\"caf\u{e9}\" = {}\n\"cafe\u{301}\" = {}\nplatform ="),
        ),
        ("no TOML", "[teams\norders = { owns = [\"orders\"] }\n".to_owned()),
        ("a key twice", "[teams]\norders = {}\norders = {}\n".to_owned()),
    ];
    let report: String = cases.iter().map(|(name, policy)| format!("# {name}\n{}\n", told(policy))).collect();
    insta::assert_snapshot!(report);
}

#[test]
fn all_mistakes_are_told_at_once() {
    let policy = "\
[teams]
orders = { owns = [\"ordrs\"], contakt = \"x\" }

[[contract]]
consumer = \"ordes\"
provider = \"orders\"
";
    let Err((problems, _)) = load(policy) else { panic!("there are mistakes") };
    assert_eq!(problems.len(), 4, "{problems:#?}");
}

#[test]
fn an_owner_in_codeowners_is_no_other_team_that_looks_the_same() {
    let Err((problems, sources)) = load_with(GOOD, &[], "crates/billing/ @org/billing\ndocs/ @org/bіlling\n") else {
        panic!("two teams have names that nobody can tell apart");
    };
    insta::assert_snapshot!(plain(&problems, &sources));
}

#[test]
fn halves_of_contracts_meet() {
    let grant = "owns = [\"billing\"]\n[[grant]]\nconsumer = \"orders\"\nreason = \"they charge\"\n";
    let request = "owns = [\"crates/orders/**\"]\n[[request]]\nprovider = \"billing\"\nreason = \"we charge\"\n";
    let states = |files: &[(&str, &str)]| -> Vec<ContractState> {
        let policy = load_with("", files, "").map_err(|(problems, sources)| plain(&problems, &sources));
        policy.expect("no mistakes").contracts().iter().map(|contract| contract.state).collect()
    };
    let quiet = ("boundaries/billing.toml", "owns = [\"billing\"]\n");
    assert_eq!(states(&[quiet, ("boundaries/orders.toml", request)]), [ContractState::Proposed]);
    assert_eq!(
        states(&[("boundaries/billing.toml", grant), ("boundaries/orders.toml", request)]),
        [ContractState::Agreed]
    );
}

#[test]
fn sources_of_ownership_have_their_order() {
    let (graph, mut sources) = workspace();
    let policy = "[teams]\na = { owns = [\"billing::api\"] }\nb = { owns = [\"crates/billing/src/**\"] }\nc = {}\n";
    let policy = sources.add("boundaries.toml", policy);
    let owners = sources.add("CODEOWNERS", "* @org/c\n/crates/platform/ @d @e\n/crates/orders/src/legacy.rs\n");
    let input = PolicyInput {
        sources: &sources,
        policy: Some(PolicyText::File(policy)),
        team_files: Vec::new(),
        codeowners: Some(CodeownersInput {
            file: owners,
            place: "CODEOWNERS".into(),
            prefix: "".into(),
            remote_host: None,
        }),
        baseline_files: Vec::new(),
        directives: &[],
        file_exists: &|_| true,
        graph: &graph,
        all_files: &|| Some(Vec::new()),
        known_rules: RULES,
        limits: Limits::default(),
    };
    let policy = Policy::load(&input).expect("no mistakes");
    let owners: Vec<String> = graph
        .modules()
        .map(|module| {
            let owner = policy.owner_of_module(module.id());
            let teams: Vec<_> = owner.teams.iter().map(|team| policy.team(*team).name.as_str()).collect();
            format!("{}: {:?} {}", module.path(), owner.state, teams.join(" "))
        })
        .collect();
    assert_eq!(
        owners,
        [
            "orders: Owned c",
            "orders::legacy: Unowned ",
            "billing: Owned b",
            "billing::api: Owned a",
            "billing::tables: Owned b",
            "platform: Joint d e",
        ]
    );
    let api = graph.modules_at("billing::api").next().expect("it is there");
    let spoke: Vec<_> = policy.decision_of_module(api.id()).iter().map(|said| said.source.kind.as_str()).collect();
    assert_eq!(spoke, ["module path", "path pattern", "CODEOWNERS"]);
}

/// The owner of `billing::tables` and all that speak of it, by kind and team; or the mistakes.
fn owner_of_tables(policy: &str, team_files: &[(&str, &str)], codeowners: &str) -> (String, Vec<String>) {
    let policy = match load_with(policy, team_files, codeowners) {
        Ok(policy) => policy,
        Err((problems, _)) => {
            return ("mistakes".to_owned(), problems.iter().map(|problem| problem.message.clone()).collect());
        }
    };
    let (graph, _) = workspace();
    let module = graph.modules_at("billing::tables").next().expect("it is there").id();
    let names = |teams: &[boundaries_policy::TeamId]| {
        teams.iter().map(|&team| policy.team(team).name.as_str()).collect::<Vec<_>>().join(" ")
    };
    let spoke = policy.why_owner_of_module(module);
    let spoke = spoke.iter().map(|source| format!("{}: {}", source.kind.as_str(), names(&source.teams))).collect();
    (names(&policy.owner_of_module(module).teams), spoke)
}

#[test]
fn team_files_come_after_the_policy_and_before_codeowners() {
    let module = ("boundaries/billing.toml", "owns = [\"billing\"]\n");
    let (owner, spoke) = owner_of_tables("", &[module], "* @org/c\n");
    assert_eq!(
        (owner.as_str(), spoke),
        ("billing", vec!["module path in a team file: billing".into(), "CODEOWNERS: c".into()])
    );

    let pattern = ("boundaries/tax.toml", "owns = [\"crates/billing/src/tables.rs\"]\n");
    let (owner, _) = owner_of_tables("", &[module, pattern], "");
    assert_eq!(owner, "mistakes", "the pattern of one team file never wins over the module path of another");

    let policy = "[teams]\na = { owns = [\"crates/billing/src/tables.rs\"] }\n";
    let (owner, spoke) = owner_of_tables(policy, &[module], "");
    assert_eq!(owner, "a", "{spoke:?}");
    assert_eq!(spoke, ["path pattern: a", "module path in a team file: billing"]);
}

#[test]
fn a_team_file_cannot_take_what_the_policy_gives_to_another() {
    let policy = "[teams]\na = { owns = [\"crates/billing/**\"] }\n";
    let (owner, told) = owner_of_tables(policy, &[("boundaries/billing.toml", "owns = [\"billing\"]\n")], "");
    assert_eq!(owner, "mistakes");
    assert_eq!(told, ["`billing` is claimed by `billing`, and all of it belongs to `a`"]);
    let (_, told) = owner_of_tables(
        "",
        &[("boundaries/a.toml", "owns = [\"billing\"]\n"), ("boundaries/b.toml", "owns = [\"billing\"]\n")],
        "",
    );
    assert_eq!(told, ["`billing` is claimed by `a` and by `b`"]);
}

/// Who owns `crates/orders/src/lib.rs` by a CODEOWNERS in this place, or the first mistake.
fn owners_by(place: &str, policy: &str, codeowners: &str) -> String {
    owners_at(None, place, policy, codeowners)
}

fn owners_at(host: Option<&str>, place: &str, policy: &str, codeowners: &str) -> String {
    let (graph, mut sources) = workspace();
    let file = sources.add(place, codeowners);
    let policy = (!policy.is_empty()).then(|| PolicyText::File(sources.add("boundaries.toml", policy)));
    let input = PolicyInput {
        sources: &sources,
        policy,
        team_files: Vec::new(),
        codeowners: Some(CodeownersInput {
            file,
            place: place.into(),
            prefix: "".into(),
            remote_host: host.map(str::to_owned),
        }),
        baseline_files: Vec::new(),
        directives: &[],
        file_exists: &|_| true,
        graph: &graph,
        all_files: &|| Some(Vec::new()),
        known_rules: RULES,
        limits: Limits::default(),
    };
    match Policy::load(&input) {
        Ok(policy) => {
            let owner = policy.owner_of_path(Utf8Path::new("crates/orders/src/lib.rs"));
            let teams: Vec<_> = owner.teams.iter().map(|team| policy.team(*team).name.as_str()).collect();
            format!("{:?} {}", owner.state, teams.join(" "))
        }
        Err(problems) => problems[0].message.clone(),
    }
}

#[test]
fn more_patterns_than_anybody_writes_are_refused_at_once() {
    let patterns: String = (0..20_001).map(|at| format!("\"p{at}/**\", ")).collect();
    let (problems, _) = load(&format!("[teams]\na = {{ owns = [{patterns}] }}\n")).expect_err("there are too many");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].message, "the policy has more than 20000 patterns");
}

#[test]
fn more_lines_of_codeowners_than_can_be_held_against_each_path_are_refused_at_once() {
    let lines = |number: usize| (0..number).map(|at| format!("*x{at}* @org/a\n")).collect::<String>();
    let policy =
        "[teams]\nb = { owns = [\"billing\"] }\n[[contract]]\nconsumer = \"a\"\nprovider = \"b\"\nreason = \"r\"\n";
    assert!(load_with(policy, &[], &lines(2_000)).is_ok());
    let (problems, sources) = load_with(policy, &[], &lines(20_000)).expect_err("there are too many");
    assert_eq!(
        plain(&problems, &sources),
        "CODEOWNERS:2001:1: more than 2000 patterns could cover the same paths\n  \
         help: write the directories that they are about in front of them, or one pattern for many, or raise the limit: \
         `--limit codeowners-alike=…`\n"
    );
    let folders: String = (0..20_000).map(|at| format!("/folder{at}/*.rs @org/a\n")).collect();
    assert!(load_with(policy, &[], &folders).is_ok(), "what tells its directory is found by it");
}

#[test]
fn names_and_handles_by_the_thousand() {
    let teams: String = (0..3_000).map(|at| format!("t{at} = {{ handles = [\"@org/h{at}\"] }}\n")).collect();
    let owners: String =
        (0..6_000).map(|at| format!("/d{at}/ @org/h{at}\n/e{at}/ @Org/H{at} @other/h{at}\n")).collect();
    let policy = load_with(&format!("[teams]\n{teams}"), &[], &owners).map_err(|(problems, _)| problems);
    let policy = policy.expect("no mistakes");
    // Handles differ by more than case, or are one; names that two of them share are told apart.
    let names: Vec<&str> = policy.teams().iter().map(|team| team.name.as_str()).collect();
    assert_eq!(names.len(), 3_000 + 3_000 + 6_000);
    assert!(names.contains(&"t0") && names.contains(&"other/h0") && !names.contains(&"h0"));
    let wrong: String = (0..3_000)
        .map(|at| format!("[[contract]]\nconsumer = \"x{at}\"\nprovider = \"y\"\nreason = \"r\"\n"))
        .collect();
    let (problems, _) = load(&format!("[teams]\n{teams}{wrong}")).expect_err("there are no such teams");
    let suggested =
        problems.iter().filter(|problem| problem.help.as_deref().is_some_and(|help| help.contains("did you mean")));
    assert!(problems.len() >= 6_000 && suggested.count() <= 1_000);
}

#[test]
fn the_first_thousand_mistakes_have_a_way_on() {
    let modules: String = (0..1_010).map(|at| format!("\"billing::apis{at}\", ")).collect();
    let (problems, _) = load(&format!("[teams]\na = {{ owns = [{modules}] }}\n")).expect_err("there are no such");
    let suggested =
        problems.iter().filter(|problem| problem.help.as_deref().is_some_and(|help| help.contains("a path pattern")));
    assert_eq!((problems.len(), suggested.count()), (1_010, 1_000));
}

#[test]
fn the_place_or_the_key_tells_whose_rules_codeowners_follows() {
    let text = "src/ @a\n[Formats]\n*.rs @b\n";
    let key = "codeowners-dialect = \"gitlab\"\n";
    assert_eq!(owners_by(".gitlab/CODEOWNERS", "", text), "Joint a b");
    assert_eq!(owners_by("CODEOWNERS", key, text), "Joint a b");
    assert_eq!(owners_by("CODEOWNERS", "", text), "Owned b", "a folder's contents, anchored, by GitHub's rules");
    let regexes = "crates/.* @a\n.*\\\\.rs @b\n";
    for place in [".gitea/CODEOWNERS", ".forgejo/CODEOWNERS"] {
        assert_eq!(owners_by(place, "", regexes), "Joint a b", "{place}");
    }
    assert_eq!(owners_by(".bitbucket/CODEOWNERS", "", "* @a\ncrates/*/src @ws/b:random(2)\n"), "Owned b");
    for (place, key) in [
        (".github/CODEOWNERS", "gitlab"),
        (".gitlab/CODEOWNERS", "github"),
        (".forgejo/CODEOWNERS", "gitea"),
        (".github/CODEOWNERS", "forgejo"),
        ("CODEOWNERS", "bitbucket"),
    ] {
        let refused = owners_by(place, &format!("codeowners-dialect = \"{key}\"\n"), text);
        assert!(refused.contains("does not look at"), "{refused}");
    }
}

#[test]
fn the_key_is_known_before_the_rest_of_a_policy_is() {
    let key = "codeowners-dialect = \"forgejo\"\n";
    let in_manifest = format!("[package]\nname = \"a\"\n[workspace.metadata.boundaries]\n{key}");
    assert_eq!(codeowners_dialect(&format!("{key}[teams]\nbroken"), false), Some(Dialect::Forgejo));
    assert_eq!(codeowners_dialect(&in_manifest, true), Some(Dialect::Forgejo));
    for (text, in_manifest) in [
        (in_manifest.as_str(), false),
        (key, true),
        ("codeowners-dialect = \"svn\"", false),
        ("codeowners-dialect = 1", false),
        ("[teams]\ncodeowners-dialect = \"gitea\"", false),
        ("[workspace]\nmetadata = 1", true),
        ("", true),
    ] {
        assert_eq!(codeowners_dialect(text, in_manifest), None, "{text}");
    }
}

#[test]
fn the_remote_tells_the_forge_where_the_place_does_not() {
    let text = "crates/.* @c\nsrc/ @a\n[Formats]\n*.rs @b\n";
    for (host, place, policy, owners) in [
        ("gitlab.com", "CODEOWNERS", "", "Joint a b"),
        ("gitlab.example.org", "docs/CODEOWNERS", "", "Joint a b"),
        ("github.com", "CODEOWNERS", "", "Owned b"),
        ("git.example.org", "CODEOWNERS", "", "Owned b"),
        ("gitlab.com", ".github/CODEOWNERS", "", "Owned b"),
        ("gitlab.com", "CODEOWNERS", "codeowners-dialect = \"github\"\n", "Owned b"),
        ("ssh.github.com", "CODEOWNERS", "", "Owned b"),
        ("codeberg.org", "CODEOWNERS", "", "Joint b c"),
        ("git.codeberg.org", "docs/CODEOWNERS", "", "Joint b c"),
        ("gitea.example.org", "docs/CODEOWNERS", "", "Joint b c"),
        ("forgejo.example.org", "CODEOWNERS", "", "Joint b c"),
        ("codeberg.org", ".github/CODEOWNERS", "", "Owned b"),
        ("bitbucket.org", "CODEOWNERS", "", "Owned b"),
        ("gitlab", "CODEOWNERS", "", "Owned b"),
    ] {
        assert_eq!(owners_at(Some(host), place, policy, text), owners, "{host} {place} {policy}");
    }
}

#[test]
fn sections_own_together_unless_they_are_optional_or_name_nobody() {
    let place = ".gitlab/CODEOWNERS";
    assert_eq!(owners_by(place, "", "!*.rs\n[Code] @a\n*.rs\n"), "Owned a");
    assert_eq!(owners_by(place, "", "* @a\n[Code] @a\n*.rs\n"), "Owned a", "named twice is one owner");
    assert_eq!(owners_by(place, "", "* @a\n!*.rs\n"), "Unowned ");
    assert_eq!(owners_by(place, "", "* @a\n^[Reviewers] @b\n*.rs\n"), "Owned a", "optional owners share nothing");
    assert_eq!(owners_by(place, "", "^[Reviewers] @b\n*.rs\n^[Others] @c\n*\n"), "Joint b c");
    assert_eq!(owners_by(place, "", "* @a\n!*.rs\n^[Reviewers] @b\n*.rs\n"), "Owned b");
    assert_eq!(owners_by(place, "", "*.md @a\n"), "Unmatched ");
}

#[test]
fn nesting_without_end_is_a_mistake_and_no_crash() {
    assert_ne!(told(&format!("a = {}", "[".repeat(100_000))), "no mistakes");
    assert_ne!(told(&"a.".repeat(100_000)), "no mistakes");
    assert_ne!(told(&format!("a = {}", "{ a = ".repeat(100_000))), "no mistakes");
}

proptest! {
    #[test]
    fn no_text_is_too_strange(policy in "\\PC{0,200}", codeowners in "\\PC{0,100}") {
        let _ = load_with(&policy, &[("boundaries/a.toml", &policy)], &codeowners);
    }

    #[test]
    fn the_order_of_teams_changes_nothing(shuffled in Just(vec![2, 3, 4]).prop_shuffle()) {
        let lines: Vec<&str> = GOOD.lines().collect();
        let mut policy = vec![lines[0]];
        policy.extend(shuffled.iter().map(|at| lines[at - 1]));
        policy.extend(&lines[4..]);
        let owner = |policy: &str| {
            let policy = load(policy).map_err(|(problems, sources)| plain(&problems, &sources)).expect("no mistakes");
            let owner = policy.owner_of_path(Utf8Path::new("crates/platform/src/lib.rs"));
            policy.team(owner.teams[0]).name.clone()
        };
        prop_assert_eq!(owner(&policy.join("\n")), owner(GOOD));
    }
}

#[test]
fn settings_of_history_and_budgets_are_numbers_that_make_sense() {
    let policy = "[teams]\norders = { owns = [\"orders\"], debt-budget = -1 }\n[history]\nmonths = 0\nmax-file = 3\n\
                  min-degree = 101\nbots = [\"\"]\nmin-shared = \"5\"\n";
    insta::assert_snapshot!(told(policy), @"
    boundaries.toml:2:45: `debt-budget` is not a count
      help: write a whole number from 0
    boundaries.toml:4:10: `months` is not a count
      help: write a whole number from 1
    boundaries.toml:5:1: unknown key `max-file` in `history`
      help: did you mean `max-files`?
    boundaries.toml:6:14: `min-degree` is more than all: 101 percent
      help: write a whole number from 1 to 100
    boundaries.toml:7:9: `bots` holds an empty string
      help: remove it
    boundaries.toml:8:14: `min-shared` is not a count
      help: write a whole number from 1
    ");
    let policy = "[teams]\norders = { owns = [\"orders\"], debt-budget = 0 }\n[history]\nmonths = 6\nbots = \"b\"\n";
    let policy = load_with(policy, &[], "").expect("it is valid");
    assert_eq!((policy.teams()[0].debt_budget, policy.history().months, policy.history().min_degree), (Some(0), 6, 30));
}
