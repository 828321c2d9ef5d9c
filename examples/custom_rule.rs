//! A check with a rule of one's own among those of the library: nobody names the tables of another team.
//!
//! ```console
//! $ cargo run --example custom_rule -- examples/shop/Cargo.toml
//! ```
//!
//! What it finds is a finding like any other: a level in the policy, `// boundaries: allow(foreign-table, reason = "…")`, an
//! exception and a baseline hold for it, and every format shows it.

use std::error::Error;
use std::io::{Write, stdout};

use boundaries::graph::ModuleView;
use boundaries::jiff::civil::Date;
use boundaries::lint::{Candidate, HelpKind, LabelRole, Rule, RuleContext, RuleMeta, Rules, Verdict};
use boundaries::policy::Level;
use boundaries::report::{TextOptions, text};
#[cfg(test)]
use boundaries::{Asker, UseQuestion};
use boundaries::{CheckOptions, Project, ProjectOptions};

static META: RuleMeta = RuleMeta::new(
    "foreign-table",
    "a use of another team's tables, whether or not a contract permits it",
    Level::Deny,
    include_str!("foreign_table.md"),
);

struct ForeignTable;

impl Rule for ForeignTable {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        let (graph, policy) = (context.graph, context.policy);
        let holds_tables = |module: ModuleView<'_>| module.ancestors().any(|around| around.name() == "tables");
        for coupling in context.couplings.all() {
            if !coupling.references.iter().any(|reference| holds_tables(graph.module(reference.door))) {
                continue;
            }
            let (users, owners) = (context.names(&coupling.consumers), context.names(&coupling.providers));
            let path = graph.definition_path(coupling.provider);
            let mut finding =
                Candidate::of_coupling(context, coupling, format!("{users} at the table `{path}` of {owners}"));
            if let Verdict::Permitted(contract) = coupling.verdict {
                let span = policy.contract(contract).span;
                finding.label(LabelRole::Contract, span, "permitted here, and no promise about tables can be kept");
            }
            finding.help(HelpKind::ChangeCode, format!("ask {owners} for a function that gives what is needed"));
            findings.push(finding);
        }
    }

    /// It needs no texts, so that it can be asked about a use before that is written.
    fn judges_uses(&self) -> bool {
        true
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let manifest = std::env::args().nth(1).unwrap_or_else(|| "Cargo.toml".to_owned());
    tell(&manifest, None, &mut stdout().lock())
}

/// Tells what the rule finds, by the dates of a day; the others are asked as well, and not told.
fn tell(manifest: &str, today: Option<Date>, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let rules = Rules::default().with(ForeignTable)?;
    let project = Project::load(&ProjectOptions::at(manifest).with_rules(rules))?;
    let scope = project.scope(&[], &[], &["foreign-table".to_owned()])?;
    let options = today.map_or_else(CheckOptions::default, CheckOptions::on);
    let report = project.check(&options.within(scope));
    Ok(text(&report, project.sources(), TextOptions::default(), out)?)
}

#[test]
fn tables_of_others_are_found_whatever_contracts_say() {
    let found = boundaries::testing::findings_of(
        ForeignTable,
        "
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"] }
//- billing/src/lib.rs
pub mod tables { pub struct Row; }
pub mod api { pub struct Invoice; }
//- orders/src/lib.rs deps: billing
pub fn print(_: billing::tables::Row, _: billing::api::Invoice) {}
",
    );
    assert_eq!(found, ["deny[foreign-table]: `orders` at the table `billing::tables::Row` of `billing`"]);
}

#[test]
fn a_use_of_a_table_that_nobody_has_written_is_refused() {
    let shop = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/shop/Cargo.toml");
    let rules = Rules::default().with(ForeignTable).expect("the name is free");
    let project = Project::load(&ProjectOptions::at(shop).with_rules(rules)).expect("the shop is there");
    let question = UseQuestion { from: "orders".to_owned(), to: "billing::tables::Row".to_owned(), code: None };
    let answer = Asker::new(&project).ask(&question, Some(boundaries::jiff::civil::date(2027, 1, 1)));
    assert!(answer.findings.iter().any(|finding| finding.rule == "foreign-table"), "{answer:?}");
}

#[test]
fn its_page_is_true() {
    boundaries::testing::assert_kit(ForeignTable);
}

#[test]
fn the_shop_is_told_of_its_tables() {
    let mut out = Vec::new();
    let shop = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/shop/Cargo.toml");
    tell(shop, Some(boundaries::jiff::civil::date(2027, 1, 1)), &mut out).expect("the shop is there");
    insta::assert_snapshot!(String::from_utf8_lossy(&out), @r#"
    ── catalog → billing ── 1 finding in 3 places

    deny[foreign-table]: `catalog` at the table `billing::tables::Row` of `billing`
       ╭─[crates/web/src/lib.rs:3:22]
     3 │ use billing::tables::Row;
       ·                      ─┬─
       ·                       ╰── used here, in code of `catalog`
       ╰────
        ╭─[crates/billing/src/tables.rs:21:12]
     21 │ pub struct Row(pub Vec<u8>);
        ·            ─┬─
        ·             ╰── defined here, in code of `billing`
        ╰────
       ╭─[boundaries.toml:6:43]
     5 │ billing  = { owns = ["crates/billing/**", "catalog::pricing"], surface …
       ·                      ─────────┬─────────
       ·                               ╰── `billing` owns `billing::tables`
     6 │ catalog  = { owns = ["crates/catalog/**", "crates/web/**"], handles = […
       ·                                           ───────┬───────
       ·                                                  ╰── `catalog` owns `web`
       ╰────
      also: crates/web/src/lib.rs:18:27: Row
      also: crates/web/src/lib.rs:19:29: 0
      help: ask `billing` for a function that gives what is needed

    1 finding fails, 1 tolerated by an exception, 5 outside the selection (17 of 20 couplings between teams under contract)
    "#);
}
