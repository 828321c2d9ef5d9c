//! `what-if` as its users meet it: files, formats, names that try to break out, and what is refused.

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use insta::assert_snapshot;
use tempfile::TempDir;

const SHOP: &str = r#"
//- CODEOWNERS
/billing/ @org/billing
/orders/  @org/orders
//- NEXT
/billing/ @org/orders
/orders/  @org/orders
//- boundaries.toml
codeowners-dialect = "github"
[teams]
"a|b=c" = { handles = ["@org/billing"] }
orders = { handles = ["@org/orders"] }
//- next.toml
codeowners-dialect = "github"
[teams]
"a|b=c" = { handles = ["@org/billing"] }
orders = { handles = ["@org/orders"] }
[[contract]]
consumer = "orders"
provider = "a|b=c"
reason = "orders charge"
//- broken.toml
[teams]
orders = { ownz = ["orders"] }
//- billing/src/lib.rs
pub mod api;
//- billing/src/api.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
pub fn pay(_: billing::api::Invoice) {}
"#;

fn shop() -> TempDir {
    Fixture::parse(SHOP).write().expect("the workspace can be written")
}

fn told(args: &[&str]) -> String {
    boundaries_tests::told(shop().path(), &[&["what-if", "-q"], args].concat())
}

fn refused(args: &[&str]) -> String {
    boundaries_tests::refused(shop().path(), &[&["what-if", "-q"], args].concat())
}

#[test]
fn files_and_words_are_supposed_together() {
    assert_snapshot!(told(&["--owners", "NEXT"]), @"
    what is supposed
      CODEOWNERS is `NEXT`
      a|b=c -> orders: 2 modules
        billing, billing::api

    couplings between teams: 1 -> 0, without permission: 1 -> 0; 1 vanishes
      vanish
        orders -> a|b=c (no permission): orders uses billing::api::Invoice, 1 reference

    numbers, before and after
      workspace
        contract-coverage       0.0 %         -
        crossing-references         1         0
        undeclared                  1         0
      a|b=c
        fan-in                      1         0
        instability             0.0 %         -
        direct-modules              1         0
        reaching-modules            1         0
        direct-teams                1         0
        reaching-teams              1         0
      orders
        contract-coverage       0.0 %         -
        crossing-references         1         0
        undeclared                  1         0
        fan-out                     1         0
        instability           100.0 %         -
        static-autonomy         0.0 %   100.0 %
    ");
    let policy = told(&["--policy", "next.toml", "--move", "billing::api=a|b=c"]);
    assert!(policy.contains("without permission: 1 -> 0"), "{policy}");
    assert!(policy.contains("the policy is `next.toml`"), "{policy}");
}

#[test]
fn a_file_moves_and_codeowners_gets_a_line_for_it() {
    let text = told(&["--move", "billing/src/api.rs=orders"]);
    assert!(text.contains("end + /billing/src/api.rs @org/orders"), "{text}");
    let text = told(&["--move", "billing=orders"]);
    assert!(text.contains("end + /billing/ @org/orders"), "{text}");
}

#[test]
fn json_keeps_to_its_schema() {
    let schema = include_str!("../docs/what-if.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("the schema is JSON");
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("what-if.json", schema).expect("the schema has a place");
    let schema = compiler.compile("what-if.json", &mut schemas).expect("the schema is valid");
    for args in [
        &["--move", "billing::api=orders"][..],
        &["--merge", "a|b=c,orders=all"],
        &["--split", "orders:new=orders"],
        &["--policy", "next.toml"],
        &["--suggest"],
    ] {
        let args: Vec<&str> = [args, &["--format", "json"]].concat();
        let page: serde_json::Value = serde_json::from_str(&told(&args)).expect("it is JSON");
        assert!(schemas.validate(&page, schema).is_ok(), "{args:?}: {page:#}");
    }
}

#[test]
fn markdown_is_a_page_of_lists_and_names_stay_names() {
    assert_snapshot!(told(&["--move", "billing::api=orders", "--format", "markdown"]), @r"
    ### What is supposed

    - `` `billing::api` belongs to `orders` ``
    - `a\|b=c -> orders` (1): `billing::api`

    ### Couplings between teams: 1 → 0, without permission: 1 → 0; 1 vanishes

    - vanishes: `orders -> a\|b=c (no permission): orders uses billing::api::Invoice, 1 reference`

    ### Numbers

    | of | metric | before | after |
    |---|---|---:|---:|
    | `workspace` | `contract-coverage` | 0.0 % | - |
    | `workspace` | `crossing-references` | 1 | 0 |
    | `workspace` | `undeclared` | 1 | 0 |
    | `a\|b=c` | `fan-in` | 1 | 0 |
    | `a\|b=c` | `instability` | 0.0 % | - |
    | `a\|b=c` | `direct-modules` | 1 | 0 |
    | `a\|b=c` | `reaching-modules` | 1 | 0 |
    | `a\|b=c` | `direct-teams` | 1 | 0 |
    | `a\|b=c` | `reaching-teams` | 1 | 0 |
    | `orders` | `contract-coverage` | 0.0 % | - |
    | `orders` | `crossing-references` | 1 | 0 |
    | `orders` | `undeclared` | 1 | 0 |
    | `orders` | `fan-out` | 1 | 0 |
    | `orders` | `instability` | 100.0 % | - |
    | `orders` | `static-autonomy` | 0.0 % | 100.0 % |

    ### What `CODEOWNERS` would have to say

    - at the end: `/billing/src/api.rs @org/orders`
    ");
}

#[test]
fn what_means_nothing_is_refused() {
    assert_snapshot!(refused(&["--move", "biling=order", "--merge", "a|b=c,x=y"]), @"
    error: `--merge a|b=c,x=y`: no team is called `x`
    error: `--move biling=order`: no path, package, crate or module is called `biling`: did you mean `billing` or `billing::api`?
    error: `--move biling=order`: no team is called `order`: did you mean `orders`?
    ");
    assert!(refused(&[]).contains("--suggest"));
    let both = refused(&["--owners", "NOWHERE", "--policy", "nope.toml"]);
    assert!(both.contains("cannot read `NOWHERE`") && both.contains("cannot read `nope.toml`"), "{both}");
    let both = refused(&["--owners", "NOWHERE", "--policy", "broken.toml"]);
    assert!(both.contains("cannot read `NOWHERE`") && both.contains("did you mean `owns`?"), "{both}");
}

#[test]
fn where_no_move_helps_that_is_the_answer() {
    let answer = "no move helps: none of a package or module to another team cuts 3 couplings more than it makes, and half of \
                  all that couple it to code around it\n";
    assert_eq!(told(&["--suggest"]).replace('\n', " ").trim_end(), answer.trim_end());
    assert_eq!(told(&["--suggest", "--format", "markdown"]), format!("\n`{}`\n", answer.trim_end()));
}

#[test]
fn nothing_is_written() {
    let dir = Fixture::parse(SHOP).write().expect("the workspace can be written");
    let files = || {
        let mut names: Vec<_> = std::fs::read_dir(dir.path())
            .expect("the folder can be read")
            .map(|entry| entry.expect("an entry can be read").file_name())
            .collect();
        names.sort();
        names
    };
    let before = files();
    command(&["what-if", "--move", "billing=orders"]).current_dir(dir.path()).output().expect("it can be called");
    assert_eq!(before, files());
}
