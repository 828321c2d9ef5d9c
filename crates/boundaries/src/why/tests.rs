//! How one part of a workspace reaches another.

use boundaries_lint::Verdict;

use crate::Project;
use crate::testing::project;
use crate::why::Why;

const SHOP: &str = "
[orders billing platform]
pub mod cart { pub fn pay(_: billing::api::Invoice) { billing::tables::insert(); } }
pub mod log { pub use platform::Log; }
[billing platform]
pub mod api { pub struct Invoice { pub row: crate::tables::Row } impl Invoice { pub fn total(&self) {} } }
pub mod tables { pub struct Row; pub fn insert() { platform::Log::write(); } }
[platform]
pub struct Log;
impl Log { pub fn write() {} }
";

const POLICY: &str = r#"
[teams]
orders   = { owns = ["orders"] }
billing  = { owns = ["billing"], surface = ["billing::api"] }
platform = { owns = ["platform"] }

[[contract]]
consumer = "orders"
provider = "billing"
reason = "orders charge customers"

[[contract]]
consumer = "billing"
provider = "platform"
reason = "everybody logs"
"#;

/// What `why` tells, one line per use.
fn told(project: &Project, from: &str, to: &str) -> Vec<String> {
    let graph = project.graph();
    let [from, to] = [from, to].map(|name| project.subject(name).expect("the name means something"));
    let Why { crossing, inside, chain } = project.why(&from, &to);
    let mut told = Vec::new();
    for coupling in crossing {
        let verdict = match coupling.verdict {
            Verdict::Permitted(_) => "permitted",
            Verdict::OffSurface(_) => "off surface",
            Verdict::Undeclared(_) => "undeclared",
        };
        let provider = graph.definition_path(coupling.provider);
        let count = coupling.references.len();
        told.push(format!("{} -> {provider}: {count}, {verdict}", graph.module(coupling.consumer).path()));
    }
    for inside in inside {
        let provider = graph.definition_path(inside.provider);
        let count = inside.references.len();
        told.push(format!("{} -> {provider}: {count}, inside", graph.module(inside.consumer).path()));
    }
    for step in chain.into_iter().flat_map(|chain| chain.steps) {
        told.push(format!("by {} -> {}", step.from().path(), step.to().path()));
    }
    told
}

#[test]
fn teams_with_the_verdict_on_each_use() {
    let project = project(SHOP, Some(POLICY), None);
    assert_eq!(
        told(&project, "orders", "billing"),
        [
            "orders::cart -> billing::api::Invoice: 1, permitted",
            "orders::cart -> billing::tables::insert: 1, off surface",
        ]
    );
}

#[test]
fn modules_and_items_narrow_the_question() {
    let project = project(SHOP, Some(POLICY), None);
    assert_eq!(
        told(&project, "orders::cart", "billing::tables::insert"),
        ["orders::cart -> billing::tables::insert: 1, off surface"]
    );
    assert_eq!(told(&project, "orders::log", "billing"), Vec::<String>::new());
}

#[test]
fn a_use_inside_one_team_crosses_no_boundary() {
    let project = project(SHOP, Some(POLICY), None);
    let lines = told(&project, "billing::api", "billing::tables");
    assert!(lines.iter().all(|line| line.ends_with("inside")) && !lines.is_empty(), "{lines:?}");
}

#[test]
fn where_nothing_is_used_directly_the_way_is_shown() {
    let project = project(SHOP, Some(POLICY), None);
    assert_eq!(
        told(&project, "orders::cart", "platform"),
        ["by orders::cart -> billing::tables", "by billing::tables -> platform"]
    );
    assert_eq!(told(&project, "platform", "orders"), Vec::<String>::new());
}

#[test]
fn names_mean_what_is_nearest_to_the_question() {
    let project = project(SHOP, Some(POLICY), None);
    let meaning = |name: &str| {
        project
            .subject(name)
            .map(|subject| subject.describe(project.graph(), project.policy()))
            .map_err(|error| error.similar)
    };
    assert_eq!(meaning("billing").as_deref(), Ok("team `billing`"));
    assert_eq!(meaning("crate:billing").as_deref(), Ok("crate `billing`"));
    assert_eq!(meaning("billing::api").as_deref(), Ok("module `billing::api`"));
    assert_eq!(
        meaning("billing::api::Invoice::total").as_deref(),
        Ok("associated function `billing::api::Invoice::total`")
    );
    assert_eq!(meaning("orders::log::Log").as_deref(), Ok("struct `platform::Log`"));
    assert_eq!(meaning("biling").map_err(|similar| similar.first().cloned()), Err(Some("billing".to_owned())));
    assert_eq!(
        meaning("billing::api::Invoce").map_err(|similar| similar.first().cloned()),
        Err(Some("billing::api::Invoice".to_owned()))
    );
}
