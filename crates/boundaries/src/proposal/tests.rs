//! First policies for small workspaces, as they are written.

use std::collections::BTreeMap;

use boundaries_graph::{
    CrateSpec, Definition, DependencyKind, FileId, GraphBuilder, ModuleGraph, ModuleSpec, PackageSpec, Reference,
    ReferenceKind, Span, TargetKind,
};

use super::*;
use crate::coupling::couplings;

/// A workspace from package folders, and lines `from -> to count` between modules, with ` test` or ` build` behind such code.
fn workspace(dirs: &[&str], uses: &[&str]) -> ModuleGraph {
    let mut builder = GraphBuilder::default();
    let mut modules = BTreeMap::new();
    for dir in dirs {
        let name = dir.rsplit('/').next().expect("a split has a first part");
        let package = builder.package(PackageSpec::new(name, *dir));
        let krate = builder.krate(CrateSpec::new(package, name.replace('-', "_"), TargetKind::Lib));
        let root = builder.root_module(krate, Span::default());
        modules.insert(name.replace('-', "_"), root);
        let below: std::collections::BTreeSet<&str> = uses
            .iter()
            .flat_map(|line| line.split_whitespace())
            .filter(|word| word.starts_with(&format!("{}::", name.replace('-', "_"))))
            .collect();
        for path in below {
            let last = path.rsplit("::").next().expect("a split has a first part");
            modules.insert(
                path.to_owned(),
                builder.module(ModuleSpec::new(root, last, Span::default()).in_file(FileId::default())),
            );
        }
    }
    let name = builder.symbol("x");
    for (place, line) in uses.iter().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let count: u32 = words[3].parse().expect("the fourth word is a number");
        for offset in 0..count {
            builder.reference(Reference {
                from: modules[words[0]],
                definition: Definition::Module(modules[words[2]]),
                door: modules[words[2]],
                name,
                written: name,
                kind: ReferenceKind::Path,
                context: match words.get(4) {
                    Some(&"test") => DependencyKind::Test,
                    Some(&"build") => DependencyKind::Build,
                    _ => DependencyKind::Normal,
                },
                span: Span { start: place as u32 * 1000 + offset, line: offset + 1, ..Span::default() },
            });
        }
    }
    builder.finish()
}

fn from_structure(graph: &ModuleGraph, territories: &Territories) -> Proposal {
    let origin = Origin::Structure(territories.division());
    Proposal::new(graph, territories, &couplings(graph, territories), origin, Vec::new())
}

fn structural(dirs: &[&str], uses: &[&str]) -> String {
    let graph = workspace(dirs, uses);
    let territories = Territories::by_structure(&graph);
    from_structure(&graph, &territories).to_toml()
}

#[test]
fn crates_without_codeowners() {
    let text = structural(
        &["orders", "billing", "platform"],
        &["orders::cart -> billing::api 5", "billing -> platform 2", "orders -> platform 1"],
    );
    insta::assert_snapshot!(text, @r#"
    # Who owns what in this workspace, and who may use whom. A first draft from the code as it is: edit it freely.
    # `cargo boundaries` checks it; `cargo boundaries why A B` shows what lies behind a line.

    # No owners are known, so this takes one team per group of crates: a folder of crates, or crates whose names
    # start alike. Rename, merge and split them until they are your teams.
    [teams]
    billing  = { owns = ["billing"] }
    orders   = { owns = ["orders"] }
    platform = { owns = ["platform"] }

    # Proposed contracts: the couplings in the main direction, strongest first. Confirm each with its provider.
    [[contract]]
    consumer = "orders"
    provider = "billing"
    reason = "existing use: 5 references in 1 module (proposed by init; confirm with `billing`)"

    [[contract]]
    consumer = "billing"
    provider = "platform"
    reason = "existing use: 2 references in 1 module (proposed by init; confirm with `platform`)"

    [[contract]]
    consumer = "orders"
    provider = "platform"
    reason = "existing use: 1 reference in 1 module (proposed by init; confirm with `platform`)"
    "#);
}

#[test]
fn the_weaker_direction_is_doubted() {
    let text = structural(
        &["orders", "billing"],
        &["orders::cart -> billing 5", "billing::tax -> orders::cart 1", "billing::log -> orders 1"],
    );
    insta::assert_snapshot!(text, @r#"
    # Who owns what in this workspace, and who may use whom. A first draft from the code as it is: edit it freely.
    # `cargo boundaries` checks it; `cargo boundaries why A B` shows what lies behind a line.

    # No owners are known, so this takes one team per group of crates: a folder of crates, or crates whose names
    # start alike. Rename, merge and split them until they are your teams.
    [teams]
    billing = { owns = ["billing"] }
    orders  = { owns = ["orders"] }

    # Proposed contracts: the couplings in the main direction, strongest first. Confirm each with its provider.
    [[contract]]
    consumer = "orders"
    provider = "billing"
    reason = "existing use: 5 references in 1 module (proposed by init; confirm with `billing`)"

    # Doubtful: couplings against the main direction, or closing a cycle between teams. No contract covers them; what is
    # there today belongs into the baseline, and more of it fails. Remove or invert them, or agree on a contract.
    # - billing -> orders: 2 references against 5 the other way
    "#);
}

#[test]
fn the_weakest_part_of_a_cycle_is_doubted() {
    let graph = workspace(&["a", "b", "c"], &["a -> b 3", "b -> c 2", "c -> a 4", "a -> c 0"]);
    let territories = Territories::by_structure(&graph);
    let doubted: Vec<String> = couplings(&graph, &territories)
        .iter()
        .filter(|coupling| coupling.doubt.is_some())
        .map(|coupling| {
            format!("{} {}", territories.get(coupling.consumer).name, territories.get(coupling.provider).name)
        })
        .collect();
    assert_eq!(doubted, ["b c"]);
}

#[test]
fn no_cycle_is_left_among_what_is_not_doubted() {
    let uses = ["a -> b 3", "b -> c 2", "c -> a 4", "c -> d 2", "d -> b 2", "d -> a 1", "a -> d 1", "e -> a 1"];
    let graph = workspace(&["a", "b", "c", "d", "e"], &uses);
    let territories = Territories::by_structure(&graph);
    let kept: BTreeMap<_, _> = couplings(&graph, &territories)
        .iter()
        .filter(|coupling| coupling.doubt.is_none())
        .map(|coupling| ((coupling.consumer, coupling.provider), 1))
        .collect();
    let nodes = territories.iter().map(|(id, _)| id).collect();
    assert_eq!(boundaries_graph::Quotient { nodes, edges: kept }.cycles(), Vec::<Vec<TerritoryId>>::new());
}

#[test]
fn shipping_code_outweighs_tests() {
    let text = structural(&["a", "b"], &["a -> b 1", "b -> a 9 test"]);
    insta::assert_snapshot!(text, @r#"
    # Who owns what in this workspace, and who may use whom. A first draft from the code as it is: edit it freely.
    # `cargo boundaries` checks it; `cargo boundaries why A B` shows what lies behind a line.

    # No owners are known, so this takes one team per group of crates: a folder of crates, or crates whose names
    # start alike. Rename, merge and split them until they are your teams.
    [teams]
    a = { owns = ["a"] }
    b = { owns = ["b"] }

    # Proposed contracts: the couplings in the main direction, strongest first. Confirm each with its provider.
    [[contract]]
    consumer = "a"
    provider = "b"
    reason = "existing use: 1 reference in 1 module (proposed by init; confirm with `b`)"

    # Doubtful: couplings against the main direction, or closing a cycle between teams. No contract covers them; what is
    # there today belongs into the baseline, and more of it fails. Remove or invert them, or agree on a contract.
    # - b -> a: 9 references against 1 the other way
    "#);
}

#[test]
fn a_contract_names_the_kinds_that_are_used() {
    let graph = workspace(
        &["a", "b", "c", "d"],
        &["a -> b 1 test", "b -> c 1", "b -> c 1 test", "c -> d 1", "c -> d 1 build", "a -> d 1 build"],
    );
    let contracts = from_structure(&graph, &Territories::by_structure(&graph)).contracts;
    let told: Vec<_> = contracts
        .iter()
        .map(|contract| {
            let kinds = contract.kinds.as_ref().map(|kinds| kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>());
            (contract.consumers.join(" "), contract.providers.join(" "), kinds.map(|kinds| kinds.join(" ")))
        })
        .collect();
    let expected =
        [("b", "c", None), ("c", "d", Some("normal test build")), ("a", "b", Some("test")), ("a", "d", Some("build"))];
    let expected = expected.map(|(a, b, kinds)| (a.to_owned(), b.to_owned(), kinds.map(str::to_owned)));
    assert_eq!(told, expected);
}

#[test]
fn crates_are_grouped_by_folder_or_by_the_first_word() {
    let groups = |dirs: &[&str]| {
        let graph = workspace(dirs, &[]);
        Territories::by_structure(&graph).iter().map(|(_, territory)| territory.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        groups(&["crates/orders/api", "crates/orders/db", "crates/web/ui", "crates/web/api2"]),
        ["orders", "web"]
    );
    assert_eq!(groups(&["crates/grep-cli", "crates/grep-regex", "crates/ignore"]), ["grep", "ignore"]);
    assert_eq!(groups(&["shop-cart", "shop-billing", "shop-billing-db"]), ["billing", "cart"]);
    assert_eq!(groups(&["tokio", "tokio-util"]), ["tokio", "util"]);
    assert_eq!(groups(&["a/x/one", "a/x/two", "b/x/three", "b/x/four"]), ["a", "b"]);
    assert_eq!(
        groups(&["crates/api/one", "crates/api/two", "libs/api/three", "libs/api/four"]),
        ["crates-api", "libs-api"]
    );
    assert_eq!(groups(&["shop-doc-mapper", "shop-cart"]), ["cart", "doc-mapper"]);
}

#[test]
fn a_single_package_is_divided_by_modules() {
    let text = structural(&["my-app"], &["my_app::db -> my_app::http 1", "my_app::http -> my_app::db 3"]);
    insta::assert_snapshot!(text, @r#"
    # Who owns what in this workspace, and who may use whom. A first draft from the code as it is: edit it freely.
    # `cargo boundaries` checks it; `cargo boundaries why A B` shows what lies behind a line.

    # There is no CODEOWNERS and a single package, so this takes one team per module below its root.
    # Rename, merge and split them until they are your teams.
    [teams]
    db     = { owns = ["my-app::db"] }
    http   = { owns = ["my-app::http"] }
    my-app = { owns = ["my-app"] }

    # Proposed contracts: the couplings in the main direction, strongest first. Confirm each with its provider.
    [[contract]]
    consumer = "http"
    provider = "db"
    reason = "existing use: 3 references in 1 module (proposed by init; confirm with `db`)"

    # Doubtful: couplings against the main direction, or closing a cycle between teams. No contract covers them; what is
    # there today belongs into the baseline, and more of it fails. Remove or invert them, or agree on a contract.
    # - db -> http: 1 reference against 3 the other way
    "#);
}

#[test]
fn many_contracts_are_grouped_by_provider_and_long_lists_are_broken() {
    let names: Vec<String> = (0..14).map(|index| format!("crates/app{index}")).collect();
    let dirs: Vec<&str> = names.iter().map(String::as_str).chain(["crates/base"]).collect();
    let uses: Vec<String> = (0..14).map(|index| format!("app{index} -> base 2")).collect();
    let uses: Vec<&str> = uses.iter().map(String::as_str).collect();
    let graph = workspace(&dirs, &uses);
    let territories = Territories::by_structure(&graph);
    let proposal = from_structure(&graph, &territories);
    assert_eq!(proposal.contracts.len(), 1);
    assert_eq!(proposal.contracts[0].consumers.len(), 14);
    assert_eq!(
        proposal.contracts[0].reason,
        "existing use: 28 references in 14 modules (proposed by init; confirm with `base`)"
    );
}
