//! Files of other tools: what of them a policy can say, and what each line that it cannot is told.

use std::fmt::Write as _;

use boundaries_policy::{
    BuildFile, Foreign, ForeignDemand, Groups, Member, Remark, arc_rules, bazel_groups, bazel_visibility,
    deny_wrappers, layerfile,
};
use proptest::prelude::*;

fn members() -> Vec<Member> {
    let member = |name: &str, dir: &str| Member { name: name.to_owned(), dir: dir.into() };
    vec![member("billing", "billing"), member("orders", "orders"), member("web", "apps/web"), member("cli", "apps/cli")]
}

fn told(outcome: Result<Foreign, Vec<Remark>>) -> String {
    let mut text = String::new();
    match outcome {
        Err(mistakes) => mistakes.iter().for_each(|mistake| writeln!(text, "mistake in {mistake}").expect("a string")),
        Ok(found) => {
            for rule in found.rules {
                let what = match rule.demand {
                    ForeignDemand::Forbid { from, except, to, may_be_absent } => {
                        let absent = if may_be_absent { " (may be absent)" } else { "" };
                        format!("{} -/-> {}{absent}, except [{}]", from.join(" "), to.join(" "), except.join(" "))
                    }
                    ForeignDemand::Layers(layers) => {
                        layers.iter().map(|layer| layer.join(" ")).collect::<Vec<_>>().join(" > ")
                    }
                    ForeignDemand::Acyclic(within) => format!("no cycles in [{}]", within.join(" ")),
                };
                writeln!(text, "{}: {what}: {}", rule.line, rule.reason).expect("a string takes every text");
            }
            found.left_out.iter().for_each(|remark| writeln!(text, "left out in {remark}").expect("a string"));
        }
    }
    text
}

#[test]
fn bans_with_wrappers() {
    let text = r#"
[bans]
skip = []
multiple-versions = "warn"
allow = ["billing"]
deny = [
    { crate = "billing", wrappers = ["orders", "outside"], reason = "billing has one door" },
    "openssl",
    { name = "serde_json", wrappers = ["web"], use-instead = "sonic" },
    { crate = "tokio@0.2" },
    { name = "log", deny-multiple-versions = true },
]
"#;
    insta::assert_snapshot!(told(deny_wrappers(text, &members())), @r"
    7: * -/-> crate:billing, except [crate:orders]: billing has one door
    8: * -/-> external:openssl (may be absent), except []: `openssl` is banned
    9: * -/-> external:serde_json (may be absent), except [crate:web]: `serde_json` is for `web` alone; use `sonic` instead
    left out in line 3: `skip` and `multiple-versions` of `[bans]` do not say who may use whom
    left out in line 5: `allow` forbids every crate that it does not list: a constraint names what it forbids
    left out in line 7: the wrapper `outside` of `billing` is no package of the workspace, and only those are judged
    left out in line 10: the ban of `tokio` for `0.2` alone: a policy knows no versions
    left out in line 11: the ban of several versions of `log`: a policy knows no versions
    ");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = "[bans]\ndeny = [\n  7,\n  { wrappers = [\"a\"] },\n  { crate = \"x\", wrappers = \"y\" },\n]\n";
    insta::assert_snapshot!(told(deny_wrappers(text, &members())), @r"
    mistake in line 3: a ban has to be a text or a table
    mistake in line 4: a ban needs a `crate`
    mistake in line 5: `wrappers` has to be a list
    ");
    insta::assert_snapshot!(told(deny_wrappers("[advisories]\n", &[])), @"mistake in line 1: there is no `[bans]`");
    assert!(told(deny_wrappers("[bans\n= 1\n", &[])).starts_with("mistake in line 1: "));
}

#[test]
fn layers_of_one_library() {
    let text = r#"
[crate]
exclude = ["generated"]
[layer.web]
depends-on = ["orders"]
[layer.orders]
depends-on = ["store"]
impl = ["base"]
[layer.base]
depends-on = ["log"]
[layer.store]
[layer.log]
"#;
    insta::assert_snapshot!(told(layerfile(text, "shop")), @r"
    9: shop::base -/-> shop::orders shop::store shop::web, except []: layer `base` stands on `log` alone
    12: shop::log -/-> shop::base shop::orders shop::store shop::web, except []: layer `log` stands on no other
    6: shop::orders -/-> shop::web, except []: layer `orders` stands on `base`, `log` and `store` alone
    11: shop::store -/-> shop::base shop::log shop::orders shop::web, except []: layer `store` stands on no other
    4: shop::web -/-> shop::base shop::log shop::store, except []: layer `web` stands on `orders` alone
    left out in line 2: `exclude` of `[crate]`: it is about how the other tool builds
    ");
    let wrong = "[layer.a]\ndepends-on = [\"b\", 1]\n[layer]\nc = 2\n";
    assert!(told(layerfile(wrong, "shop")).contains("mistake in line 2: there is no layer `b`"));
}

#[test]
fn a_path_of_cargo_arc_starts_with_a_package() {
    let text = "[config]\nversion = 1\ndefault_severity = \"error\"\n[[rules]]\nname = \"n\"\ntype = \"forbidden-dependency\"\n\
                from = \"my-shop::cart\"\nto = \"my-bank\"\n";
    assert_eq!(told(arc_rules(text)), "4: my_shop::cart -/-> my-bank, except []: n\n");
}

#[test]
fn rules_of_cargo_arc() {
    let text = r#"
[config]
version = 1
[[rules]]
name = "pages stand on orders"
type = "layers"
layers = ["base", ["orders", "billing"], "web"]
direction = "bottom-up"
exhaustive = true
[[rules]]
name = "no tables"
type = "forbidden-dependency"
from = "**"
to = "billing::tables::**"
allow = [{ from = "orders", to = "billing::tables" }]
[[rules]]
name = "no circles"
type = "no-cycles"
scope = "billing"
severity = "warn"
[[rules]]
name = "one day"
type = "no-cycles"
scope = "**"
severity = "ignore"
"#;
    insta::assert_snapshot!(told(arc_rules(text)), @r"
    4: web > orders billing > base: pages stand on orders
    10: * -/-> billing::tables::**, except []: no tables
    16: no cycles in [billing]: no circles
    left out in line 9: `exhaustive` of `pages stand on orders`: code outside of all layers is free in a policy
    left out in line 15: `allow` of `no tables`: what it permits is forbidden now, so leave it out of the rule or add `except`
    left out in line 21: rule `one day` is ignored there, too
    ");
    insta::assert_snapshot!(told(arc_rules("[config]\nversion = 2\n[other]\n[[rules]]\nname = \"x\"\ntype = \"layers\"\n")), @r"
    mistake in line 1: `version` has to be 1: no other is known
    mistake in line 3: `other` is no part of an arc-rules.toml
    mistake in line 4: rule `x` lacks what its type needs
    ");
}

fn visibility(text: &str, groups: &str) -> String {
    let file = BuildFile { dir: "billing".into(), text: text.to_owned() };
    let root = BuildFile { dir: "".into(), text: groups.to_owned() };
    let mut known: Groups = bazel_groups(&root).expect("the groups can be read");
    known.extend(bazel_groups(&file).unwrap_or_default());
    told(bazel_visibility(&file, &known, &members(), "".into()))
}

#[test]
fn visibility_of_a_library() {
    let groups = "package_group(name = \"apps\", packages = [\"//apps/...\", \"-//apps/cli\"])\n";
    insta::assert_snapshot!(visibility("rust_library(name = \"billing\", visibility = [\"//orders:__pkg__\"])\n", ""), @"1: * -/-> crate:billing, except [crate:orders]: `billing` is visible to `orders` alone in Bazel");
    insta::assert_snapshot!(visibility("load(\"@rules_rust//rust:defs.bzl\", \"rust_library\")\n\nrust_library(\n    name = \"billing\",\n    srcs = glob([\"**/*.rs\"]),  # all )\n    visibility = [\"//:apps\"] + [\"//orders:__subpackages__\"],\n)\n", groups), @"3: * -/-> crate:billing, except [crate:orders crate:web]: `billing` is visible to `orders` and `web` alone in Bazel");
    insta::assert_snapshot!(visibility("package(default_visibility = [\"//visibility:private\"])\nrust_library(name = \"billing\")\n", ""), @"2: * -/-> crate:billing, except []: `billing` is visible to nobody in Bazel");
    assert_eq!(visibility("rust_library(name = \"billing\", visibility = [\"//visibility:public\"])\n", ""), "");
    assert_eq!(visibility("rust_test(name = \"billing\")\n", ""), "");
}

#[test]
fn visibility_that_would_have_to_be_evaluated_is_told() {
    insta::assert_snapshot!(visibility("VIEWERS = [\"//orders:__pkg__\"]\nrust_library(name = \"billing\", visibility = VIEWERS)\n", ""), @"left out in line 2: `visibility` is not written out as a list of texts");
    insta::assert_snapshot!(visibility("rust_library(name = \"billing\", visibility = [\"//other:group\", \"@far//a:__pkg__\"])\n", ""), @r"
    1: * -/-> crate:billing, except []: `billing` is visible to nobody in Bazel
    left out in line 1: `@far//a:__pkg__` is no label of this repository
    left out in line 1: the package group `//other:group` is in none of the files that were read
    ");
    insta::assert_snapshot!(visibility("rust_library(name = \"billing\n\n)", ""), @"mistake in line 1: a text is never closed");
    insta::assert_snapshot!(visibility("rust_library(]", ""), @"mistake in line 1: `]` closes nothing");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a file holds, it is read or refused.
    #[test]
    fn no_text_is_too_strange(text in "(rust_library|package_group|visibility|\\(|\\)|\\[|\\]|,|=|\"|'|\"\"\"|//a:__pkg__|\n|#|\\\\|\\PC|\\[bans\\]|deny|layer|rules){0,40}") {
        let file = BuildFile { dir: "billing".into(), text: text.clone() };
        let _ = (bazel_groups(&file), bazel_visibility(&file, &Groups::new(), &members(), "".into()));
        let _ = (deny_wrappers(&text, &members()), layerfile(&text, "shop"), arc_rules(&text));
    }
}
