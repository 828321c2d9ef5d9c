//! Constraints: what their subjects mean, and what a constraint with mistakes is told.

use boundaries_graph::{
    CrateSpec, DeclaredDependency, DependencyKind, GraphBuilder, ItemKind, ItemSpec, ModuleGraph, ModuleSpec,
    PackageSpec, SourceMap, Span, TargetKind,
};
use boundaries_policy::{Constraint, Demand, Group, Limits, Policy, PolicyInput, PolicyText, Subject};
use proptest::prelude::*;

/// Packages `shop` (with `cart`, `cart::tax`, `pay`), `plugin-mail`, `plugin-sms` and `base`; `base` depends on `serde`.
fn workspace() -> (ModuleGraph, SourceMap) {
    let mut sources = SourceMap::default();
    let mut builder = GraphBuilder::default();
    for (name, modules, metadata) in [
        ("shop", &["cart", "cart::tax", "pay"][..], ""),
        ("plugin-mail", &[], "[package.metadata.boundaries]\ntags = [\"leaf\"]\n"),
        ("plugin-sms", &[], ""),
        ("base", &[], "[package.metadata.boundaries]\ntags = [\"leaf\", \"core\"]\n"),
    ] {
        let manifest = sources.add(format!("{name}/Cargo.toml"), format!("[package]\nname = \"{name}\"\n{metadata}"));
        let package = builder.package(PackageSpec::new(name, name).manifest(manifest));
        if name == "base" {
            let (package_name, code_name) = ("serde".to_owned(), "serde".to_owned());
            let serde = DeclaredDependency {
                package_name,
                code_name,
                kind: DependencyKind::Normal,
                package: None,
                features: Default::default(),
            };
            builder.declared_dependency(package, serde);
        }
        let file = sources.add(format!("{name}/src/lib.rs"), "");
        let krate = builder.krate(CrateSpec::new(package, name.replace('-', "_"), TargetKind::Lib));
        let at = Span { file, line: 1, column: 1, ..Span::default() };
        let mut above = vec![(String::new(), builder.root_module(krate, at))];
        for path in modules {
            let (parent, own) = path.rsplit_once("::").unwrap_or(("", path));
            let parent = above.iter().find(|(known, _)| known == parent).expect("a parent comes first").1;
            let file = sources.add(format!("{name}/src/{}.rs", path.replace("::", "/")), "");
            let id = builder.module(ModuleSpec::new(parent, own, at).in_file(file));
            if *path == "pay" {
                let card = builder.symbol("Card");
                builder.item(ItemSpec::new(id, card, ItemKind::Struct, at));
            }
            above.push(((*path).to_owned(), id));
        }
    }
    (builder.finish(), sources)
}

const TEAMS: &str = "\
[teams]
sales = { owns = [\"shop\"], tags = [\"product\"] }
mail = { owns = [\"plugin-mail\"], tags = [\"product\"] }
sms = { owns = [\"plugin-sms\"] }
base = { owns = [\"base\", \"shop::pay\"] }
idle = { contact = \"#idle\" }
";

fn load_with(constraints: &str, team_files: &[(&str, &str)]) -> Result<(Policy, ModuleGraph), String> {
    load_text(&format!("{TEAMS}{constraints}"), team_files)
}

fn load_text(policy: &str, team_files: &[(&str, &str)]) -> Result<(Policy, ModuleGraph), String> {
    let (graph, mut sources) = workspace();
    let file = sources.add("boundaries.toml", policy);
    let team_files = team_files.iter().map(|(path, text)| sources.add(*path, *text)).collect();
    let input = PolicyInput {
        sources: &sources,
        policy: Some(PolicyText::File(file)),
        team_files,
        codeowners: None,
        baseline_files: Vec::new(),
        directives: &[],
        file_exists: &|_| true,
        graph: &graph,
        all_files: &|| Some(Vec::new()),
        known_rules: &[],
        limits: Limits::default(),
    };
    let loaded = Policy::load(&input);
    let place = |span: Span| format!("{}:{}:{}", sources.file(span.file).path(), span.line, span.column);
    loaded
        .map_err(|problems| {
            let mut text = String::new();
            for problem in &problems {
                text.push_str(&format!("{}: {}\n", place(problem.span.expect("a place")), problem.message));
                for (span, label) in &problem.labels {
                    text.push_str(&format!("  {}: {label}\n", place(*span)));
                }
                text.push_str(&format!("  help: {}\n", problem.help.as_ref().expect("a way on")));
            }
            text
        })
        .map(|policy| (policy, graph))
}

/// The mistakes as plain text.
fn told(constraints: &str) -> String {
    load_with(constraints, &[]).map_or_else(|told| told, |_| "no mistakes".to_owned())
}

/// The first constraint.
fn first(constraints: &str) -> (Constraint, ModuleGraph) {
    let (policy, graph) = load_with(constraints, &[]).unwrap_or_else(|told| panic!("{told}"));
    (policy.constraints().first().expect("a constraint").clone(), graph)
}

/// Names and modules of groups: `a = m1 m2 | b = m3`.
fn groups(groups: &[Group], graph: &ModuleGraph) -> Vec<String> {
    groups.iter().map(|group| subjects(&group.subjects, graph)).collect()
}

fn subjects(subjects: &[Subject], graph: &ModuleGraph) -> String {
    let one = |subject: &Subject| {
        let modules: Vec<&str> = subject.modules.iter().map(|module| graph.module(*module).path()).collect();
        format!("{} = {}", subject.name, modules.join(" "))
    };
    subjects.iter().map(one).collect::<Vec<_>>().join(" | ")
}

fn layers(entries: &str) -> Vec<String> {
    let (constraint, graph) = first(&format!("[[layers]]\nlayers = {entries}\nreason = \"r\"\n"));
    let Demand::Layers { layers, .. } = constraint.demand else { panic!("layers") };
    groups(&layers, &graph)
}

#[test]
fn a_layer_is_a_subject_or_a_list_of_them() {
    assert_eq!(
        layers("[\"shop::cart\", [\"plugin-mail\", \"plugin_sms\"], \"team:base\"]"),
        [
            "shop::cart = shop::cart shop::cart::tax",
            "plugin-mail = plugin_mail | plugin_sms = plugin_sms",
            "base = shop::pay base"
        ]
    );
}

#[test]
fn a_glob_or_a_tag_in_a_layer_makes_one_layer() {
    assert_eq!(
        layers("[\"shop::*\", \"plugin-*\", \"tag:core\"]"),
        [
            "shop::cart = shop::cart shop::cart::tax | shop::pay = shop::pay",
            "plugin_mail = plugin_mail | plugin_sms = plugin_sms",
            "base = base"
        ]
    );
}

#[test]
fn a_glob_or_a_tag_makes_independent_subjects_one_by_one() {
    let independent = |entries: &str| {
        let (constraint, graph) = first(&format!("[[independent]]\nsubjects = {entries}\nreason = \"r\"\n"));
        let Demand::Independent { groups: found, .. } = constraint.demand else { panic!("independent") };
        groups(&found, &graph)
    };
    assert_eq!(independent("\"plugin_*\""), ["plugin_mail = plugin_mail", "plugin_sms = plugin_sms"]);
    assert_eq!(independent("[[\"plugin-*\"], \"crate:base\"]").len(), 2, "a list of its own is one subject");
    assert_eq!(
        independent("[\"tag:product\"]"),
        ["sales = shop shop::cart shop::cart::tax", "mail = plugin_mail"],
        "what a team owns, without what another team owns below"
    );
    assert_eq!(independent("[\"tag:leaf\"]"), ["plugin-mail = plugin_mail", "base = base"]);
    assert_eq!(independent("[\"team:s*\"]").len(), 2, "teams by a glob");
    assert_eq!(independent("[\"**::tax\", \"crate:base\"]")[0], "shop::cart::tax = shop::cart::tax");
}

#[test]
fn tags_of_the_policy_stand_for_anything() {
    let (constraint, graph) = first(
        "[tags]\nui = [\"shop::cart\", \"plugin-*\"]\n[[forbid]]\nfrom = \"tag:ui\"\nto = [\"crate:base\", \"serde\", \"external:std\"]\nreason = \"r\"\nthrough-chains = true\nkinds = [\"normal\"]\n",
    );
    let Demand::Forbid { from, to, through_chains } = constraint.demand else { panic!("forbid") };
    assert!(through_chains);
    assert_eq!(constraint.kinds, [DependencyKind::Normal]);
    assert_eq!(
        subjects(&from, &graph),
        "shop::cart = shop::cart shop::cart::tax | plugin_mail = plugin_mail | plugin_sms = plugin_sms"
    );
    assert_eq!(subjects(&to, &graph), "base = base | serde =  | std = ");
}

#[test]
fn kinds_are_those_of_contracts_except_for_cycles() {
    let kinds = |text: &str| first(text).0.kinds;
    let (normal, test) = (DependencyKind::Normal, DependencyKind::Test);
    assert_eq!(kinds("[[forbid]]\nfrom = \"sms\"\nto = \"mail\"\nreason = \"r\"\n"), [normal, test]);
    assert_eq!(kinds("[[acyclic]]\nbetween = \"teams\"\nreason = \"r\"\n"), [normal]);
    assert_eq!(kinds("[[acyclic]]\nbetween = \"crates\"\nreason = \"r\"\n"), [normal, test]);
}

#[test]
fn a_crate_outside_has_to_be_a_dependency_unless_the_policy_says_otherwise() {
    let forbid =
        |to: &str, more: &str| told(&format!("[[forbid]]\nfrom = \"shop\"\nto = \"{to}\"\nreason = \"r\"\n{more}"));
    assert_eq!(forbid("serde", ""), "no mistakes");
    insta::assert_snapshot!(forbid("external:serd", ""), @r"
    boundaries.toml:9:6: no package depends on a crate `serd`
      help: did you mean `serde`? to keep it out before anybody uses it, add `may-be-absent = true`
    ");
    assert_eq!(forbid("external:openssl-sys", "may-be-absent = true\n"), "no mistakes");
}

#[test]
fn who_is_excepted_may_all_the_same() {
    let (constraint, graph) = first(
        "[[forbid]]\nfrom = [\"*\", \"shop\"]\nexcept = [\"shop::cart\", \"team:sms\"]\nto = \"crate:base\"\nreason = \"r\"\n",
    );
    let Demand::Forbid { from, .. } = constraint.demand else { panic!("forbid") };
    let names: Vec<&str> =
        from.iter().flat_map(|subject| &subject.modules).map(|module| graph.module(*module).path()).collect();
    assert!(names.contains(&"shop::pay") && names.contains(&"plugin_mail"), "{names:?}");
    assert!(!names.iter().any(|name| name.starts_with("shop::cart") || *name == "plugin_sms"), "{names:?}");
}

#[test]
fn an_exception_that_takes_nothing_away_is_a_mistake() {
    let forbid = |except: &str| {
        told(&format!("[[forbid]]\nfrom = \"shop\"\nexcept = [{except}]\nto = \"crate:base\"\nreason = \"r\"\n"))
    };
    assert!(forbid("\"plugin-sms\"").contains("`except` takes nothing away here"), "{}", forbid("\"plugin-sms\""));
    assert!(forbid("\"shop\"").contains("`except` leaves nothing of `from`"), "{}", forbid("\"shop\""));
    assert_eq!(forbid("\"shop::cart\""), "no mistakes");
}

#[test]
fn every_mistake_in_a_constraint_is_told_at_once() {
    insta::assert_snapshot!(told(
        r#"
[[layers]]
layers = ["shopp", "team:sale", "tag:prodct", "shop::pay::Card", "plugn-*", "team:*x", "serde", "idle", ""]
reason = "r"

[[layers]]
layers = ["shop"]

[[independent]]
subjects = ["base", "team:base"]
reason = "r"

[[independent]]
subjects = [["plugin-mail", "shop::cart"], "shop::*", "plugin-mail", []]
reason = "r"
through-chain = true

[[forbid]]
from = ["crate:base", "shop"]
to = "team:base"
reason = ""

[[forbid]]
from = "shop"
to = "shop"
reason = "r"

[[acyclic]]
between = "module"
within = "shop::bag"
reason = "r"

[[acyclic]]
within = "shop::[bag"
between = "teams"
reason = "r"
kinds = ["tests"]

[[acyclic]]
within = "shop::bag"
between = "modules"
reason = "r"

[tags]
empty = []
wrong = ["nothing", "tag:empty"]
"#
    ));
}

#[test]
fn layers_that_overlap_are_told_with_both_places() {
    insta::assert_snapshot!(told(
        "[[layers]]\nlayers = [\"shop::cart\", \"plugin-mail\", \"shop\"]\nreason = \"r\"\n"
    ), @"
    boundaries.toml:8:40: the layers `shop::cart` and `shop` overlap: `shop::cart` is in both
      boundaries.toml:8:11: `shop::cart` here
      help: a path covers what is below it: name parts that lie beside each other
    ");
}

#[test]
fn a_team_file_speaks_of_the_teams_own_code() {
    let with = |text: &str| {
        let policy = "[teams]\nmail = { owns = [\"plugin-mail\"] }\nbase = { owns = [\"base\"] }\n";
        load_text(policy, &[("boundaries/extra.toml", text)]).map_or_else(
            |told| told,
            |(policy, _)| {
                let first = policy.constraints().first().expect("a constraint");
                format!("{} of {:?}", first.table(), first.team.map(|team| policy.team(team).name.as_str()))
            },
        )
    };
    let own = "owns = [\"shop::cart\"]\n[[forbid]]\nfrom = \"shop::cart::tax\"\nto = \"team:base\"\nreason = \"r\"\n";
    assert_eq!(with(own), "forbid of Some(\"extra\")");
    insta::assert_snapshot!(with(&own.replace("from = \"shop::cart::tax\"", "from = \"plugin-mail\"")), @"
    boundaries/extra.toml:3:8: `plugin-mail` is not in the territory of `extra`
      help: a team's own file speaks of the team's own code: write the constraint into the policy of the workspace
    ");
    let acyclic = "owns = [\"shop::cart\"]\n[[acyclic]]\nbetween = \"modules\"\nreason = \"r\"\n";
    assert_eq!(with(acyclic), "acyclic of Some(\"extra\")");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_subject_is_too_strange_to_be_told_about(
        subjects in prop::collection::vec("(team:|tag:|crate:|external:)?[a-z:*{}\\[\\]!,?#ä\"\\-]{0,9}", 1..5),
        table in prop::sample::select(vec!["layers", "independent", "forbid", "acyclic", "tags"]),
    ) {
        let list: Vec<String> = subjects.iter().map(|text| format!("{text:?}")).collect();
        let list = list.join(", ");
        let text = match table {
            "layers" => format!("[[layers]]\nlayers = [{list}, [{list}]]\nreason = \"r\"\n"),
            "independent" => format!("[[independent]]\nsubjects = [{list}]\nreason = \"r\"\n"),
            "forbid" => format!("[[forbid]]\nfrom = \"shop\"\nto = [{list}]\nreason = \"r\"\n"),
            "acyclic" => format!("[[acyclic]]\nbetween = \"crates\"\nwithin = [{list}]\nreason = \"r\"\n"),
            _ => format!("[tags]\nt = [{list}]\n[[forbid]]\nfrom = \"tag:t\"\nto = \"shop\"\nreason = \"r\"\n"),
        };
        // Every mistake has a place and a way on; `told` insists on both.
        told(&text);
    }
}
