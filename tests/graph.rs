//! `graph` as its users meet it: every format, with names that try to break out of each, and what is refused.

use boundaries_fixtures::Fixture;
use insta::assert_snapshot;
use tempfile::TempDir;

/// The names of the teams hold what ends strings, opens tags, and commands runners of CI services.
const SHOP: &str = r#"
//- boundaries.toml
[teams]
"a\"];b \\N &lt;" = { owns = ["orders"] }
"</data>`b`#35;##vso[x]" = { owns = ["billing"] }
[[contract]]
consumer = "a\"];b \\N &lt;"
provider = "</data>`b`#35;##vso[x]"
kinds = ["normal"]
reason = "orders charge"
//- billing/src/lib.rs
pub mod api { pub struct Invoice; }
//- orders/src/lib.rs deps: billing
pub fn pay(_: billing::api::Invoice) {}
#[cfg(test)] mod tests { fn pay(_: billing::api::Invoice) {} }
//- web/src/lib.rs deps: orders
#[cfg(test)] mod tests { fn page() { orders::pay(todo!()) } }
"#;

fn shop() -> TempDir {
    Fixture::parse(SHOP).write().expect("the workspace can be written")
}

fn told(args: &[&str]) -> String {
    boundaries_tests::told(shop().path(), args)
}

fn refused(args: &[&str]) -> String {
    boundaries_tests::refused(shop().path(), args)
}

#[test]
fn dot_quotes_what_ends_strings_and_what_graphviz_would_replace() {
    assert_snapshot!(told(&["graph"]), @r#"
    digraph boundaries {
      graph [rankdir=LR, newrank=true, fontname="sans-serif", label="numbers count references; a thick line has findings, a dashed one is only in tests or build scripts", labelloc=b];
      node [shape=box, style=rounded, fontname="sans-serif"];
      edge [fontname="sans-serif", fontsize=10];
      n0 [label="</data>`b`#35;#\\u{23}vso[x]"];
      n1 [label="a\"];b \\N &amp;lt;"];
      n2 [label="(no owner)"];
      n1 -> n0 [label="2, 1 finding", style=bold, penwidth=3];
      n2 -> n1 [label="1 in tests", style=dashed];
    }
    "#);
}

#[test]
fn mermaid_gets_entities_for_whatever_it_could_read() {
    assert_snapshot!(told(&["graph", "--level", "crate", "--format", "mermaid", "--focus", "orders"]), @r##"
    %% numbers count references; a thick line has findings, a dashed one is only in tests or build scripts
    flowchart LR
      subgraph c0["#60;/data#62;#96;b#96;#35;35#59;#35;#92;u#123;23#125;vso#91;x#93;"]
        n0["billing"]
      end
      subgraph c1["a#34;#93;#59;b #92;N #38;lt#59;"]
        n1[["orders"]]
      end
      subgraph c2["#40;no owner#41;"]
        n2["web"]
      end
      n1 ==>|"2, 1 finding"| n0
      n2 -.->|"1 in tests"| n1
    "##);
}

#[test]
fn graphml_has_an_element_for_each_number() {
    let xml = told(&["graph", "--level", "module", "--only-findings", "--format", "graphml"]);
    assert_snapshot!(xml.split_once("  <graph ").expect("there is a graph").1, @r#"
    id="module" edgedefault="directed">
        <node id="n0">
          <data key="label">billing::api</data>
          <data key="owners">&lt;/data&gt;`b`#35;#\u{23}vso[x]</data>
          <data key="modules">1</data>
          <data key="asked">false</data>
        </node>
        <node id="n1">
          <data key="label">orders::tests</data>
          <data key="owners">a"];b \N &amp;lt;</data>
          <data key="modules">1</data>
          <data key="asked">false</data>
        </node>
        <edge id="e0" source="n1" target="n0">
          <data key="references">1</data>
          <data key="weight">1</data>
          <data key="normal">0</data>
          <data key="test">1</data>
          <data key="build">0</data>
          <data key="crossing">1</data>
          <data key="findings">1</data>
          <data key="failing">1</data>
        </edge>
      </graph>
    </graphml>
    "#);
}

#[test]
fn json_keeps_to_its_schema() {
    let schema = include_str!("../docs/graph.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("the schema is JSON");
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("graph.json", schema).expect("the schema has a place");
    let schema = compiler.compile("graph.json", &mut schemas).expect("the schema is valid");
    for level in ["team", "crate", "module"] {
        let page: serde_json::Value =
            serde_json::from_str(&told(&["graph", "--level", level, "--format", "json"])).expect("it is JSON");
        assert!(schemas.validate(&page, schema).is_ok(), "{level}: {page:#}");
        let nodes = page["nodes"].as_array().expect("a list").len() as u64;
        for edge in page["edges"].as_array().expect("a list") {
            assert!(edge["from"].as_u64().is_some_and(|at| at < nodes), "{edge}");
            assert!(edge["to"].as_u64().is_some_and(|at| at < nodes), "{edge}");
        }
    }
}

#[test]
fn findings_go_by_the_fingerprints_of_check() {
    let graph: serde_json::Value = serde_json::from_str(&told(&["graph", "--format", "json"])).expect("it is JSON");
    let check = told(&["check", "--format", "json", "--exit-zero"]);
    let check: serde_json::Value = serde_json::from_str(&check).expect("it is JSON");
    let known: Vec<&serde_json::Value> =
        check["findings"].as_array().expect("a list").iter().map(|finding| &finding["fingerprint"]).collect();
    let on_edges: Vec<&serde_json::Value> = graph["edges"]
        .as_array()
        .expect("a list")
        .iter()
        .flat_map(|edge| edge["findings"].as_array().expect("a list"))
        .collect();
    assert_eq!(on_edges.len(), 1, "{graph:#}");
    assert!(on_edges.iter().all(|fingerprint| known.contains(fingerprint)), "{on_edges:?} {known:?}");
}

#[test]
fn records_are_what_they_were() {
    assert_eq!(told(&["graph", "--format", "jsonl"]), told(&["graph", "--level", "reference"]));
    assert!(told(&["graph", "--level", "reference"]).lines().count() >= 3);
    assert_eq!(told(&["graph", "--gaps"]), "");
}

#[test]
fn what_contradicts_itself_or_is_unknown_is_refused() {
    assert_snapshot!(refused(&["graph", "--level", "team", "--format", "jsonl"]), @"error: `--format jsonl` has records of references; for nodes and edges take `json`");
    assert_snapshot!(refused(&["graph", "--level", "reference", "--focus", "billing"]), @"error: records of references are listed whole: selections need `--level team`, `crate` or `module`");
    assert_snapshot!(refused(&["graph", "--collapse", "1"]), @"error: a depth to collapse to means something with `--level module` only");
    assert_snapshot!(refused(&["graph", "--focus", "biling", "--between", "ordres", "web"]), @"
    error: no team, package, crate, module or item is called `biling`
      help: did you mean `billing` or `billing::api`?
    error: no team, package, crate, module or item is called `ordres`
      help: did you mean `orders`?
    ");
}
