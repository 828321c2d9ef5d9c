//! Other ownerships of a small shop, what is refused, and laws that hold for every supposition.

use boundaries_report::TextOptions;
use insta::assert_snapshot;
use proptest::prelude::*;

use super::{WhatIf, WhatIfError, WhatIfOptions};
use crate::Project;
use crate::testing::project;

const CODE: &str = "
    [web orders]
    pub mod pages { pub fn cart() { orders::cart::add(); orders::pay::now() } }
    [orders billing]
    pub mod cart { pub fn add() { crate::pay::now() } }
    pub mod pay { pub fn now() { billing::tax::rate(); billing::api::charge() } }
    [billing]
    pub mod api { pub fn charge() { crate::tables::row() } }
    pub mod tables { pub fn row() {} }
    pub mod tax { pub fn rate() {} }
";

const POLICY: &str = "
    [teams]
    web = { owns = [\"web\"], handles = [\"@web\"] }
    orders = { owns = [\"orders\"], handles = [\"@orders\"] }
    billing = { owns = [\"billing\"], surface = [\"billing::api\"], handles = [\"@billing\"] }
    [[contract]]
    consumer = \"orders\"
    provider = \"billing\"
    reason = \"orders charge\"
    [[contract]]
    consumer = \"web\"
    provider = \"orders\"
    reason = \"pages show carts\"
";

fn shop() -> Project {
    project(CODE, Some(POLICY), None)
}

fn owned_by_codeowners() -> Project {
    project(CODE, None, Some("/web/ @web\n/orders/ @orders\n# money\n/billing/ @billing # docs\n"))
}

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|&each| each.to_owned()).collect()
}

fn moved(moves: &[&str]) -> WhatIfOptions {
    WhatIfOptions { moves: words(moves), ..WhatIfOptions::default() }
}

fn asked(project: &Project, options: &WhatIfOptions) -> WhatIf {
    project.what_if(options, Some(jiff::civil::date(2026, 1, 15))).expect("the names are known")
}

fn told(project: &Project, options: &WhatIfOptions) -> String {
    let mut text = Vec::new();
    asked(project, options).page(project).text(TextOptions::default(), &mut text).expect("memory takes everything");
    String::from_utf8(text).expect("text is UTF-8")
}

fn mistakes(options: &WhatIfOptions) -> String {
    match shop().what_if(options, None) {
        Err(WhatIfError::Mistakes(told)) => told.join("\n"),
        other => panic!("mistakes are told: {other:?}"),
    }
}

#[test]
fn a_module_moves() {
    assert_snapshot!(told(&shop(), &moved(&["billing::tax=orders"])), @"
    what is supposed
      `billing::tax` belongs to `orders`
      billing -> orders: 1 module
        billing::tax

    couplings between teams: 4 -> 3, without permission: 1 -> 0; 1 vanishes
      vanish
        orders -> billing (no permission): orders::pay uses billing::tax::rate, 1 reference

    numbers, before and after
      workspace
        contract-coverage      75.0 %   100.0 %
        crossing-references         4         3
        off-surface                 1         0
      orders
        contract-coverage      50.0 %   100.0 %
        crossing-references         2         1
        off-surface                 1         0
        static-autonomy        66.7 %   100.0 %
    ");
}

#[test]
fn teams_become_one_and_their_contracts_permit_nothing_new() {
    let merged = WhatIfOptions { merges: words(&["orders,billing=sales"]), ..WhatIfOptions::default() };
    assert_snapshot!(told(&shop(), &merged), @"
    what is supposed
      `orders` and `billing` are one team, `sales`
      billing -> sales: 4 modules
        billing, billing::api, billing::tables, billing::tax
      orders -> sales: 3 modules
        orders, orders::cart, orders::pay

    couplings between teams: 4 -> 2, without permission: 1 -> 0; 2 vanish, 2 change
      vanish
        orders -> billing: orders::pay uses billing::api::charge, 1 reference
        orders -> billing (no permission): orders::pay uses billing::tax::rate, 1 reference
      change
        web -> orders, then web -> sales: web::pages uses orders::cart::add, 1 reference
        web -> orders, then web -> sales: web::pages uses orders::pay::now, 1 reference

    contracts that nothing would use any more
      boundaries.toml:7 (orders charge)

    numbers, before and after
      workspace
        contract-coverage      75.0 %   100.0 %
        crossing-references         4         2
        honoured                    3         2
        off-surface                 1         0
      billing
        fan-in                      1         0
        instability             0.0 %         -
        static-autonomy       100.0 %         -
        direct-modules              1         0
        reaching-modules            3         0
        direct-teams                1         0
        reaching-teams              2         0
      orders
        contract-coverage      50.0 %         -
        crossing-references         2         0
        honoured                    1         0
        off-surface                 1         0
        fan-in                      1         0
        fan-out                     1         0
        instability            50.0 %         -
        static-autonomy        66.7 %         -
        direct-modules              1         0
        reaching-modules            1         0
        direct-teams                1         0
        reaching-teams              1         0
      sales
        contract-coverage           -         -
        fan-in                      -         1
        static-autonomy             -   100.0 %
        direct-modules              -         1
        reaching-modules            -         1
        direct-teams                -         1
        reaching-teams              -         1
    ");
    // The contract with `orders` does not become one with all that `billing` owned.
    let into_open = WhatIfOptions { merges: words(&["orders,billing=orders"]), ..WhatIfOptions::default() };
    let after = asked(&shop(), &into_open).policy;
    let contract = &after.contracts()[0];
    let paths: Vec<&str> =
        contract.surface.iter().flat_map(|surface| &surface.entries).map(|entry| entry.path.as_str()).collect();
    assert_eq!((after.contracts().len(), paths), (1, vec!["orders"]));
}

#[test]
fn a_team_splits_and_its_new_half_has_no_contract() {
    let split = WhatIfOptions { splits: words(&["orders:checkout=orders::pay"]), ..WhatIfOptions::default() };
    assert_snapshot!(told(&shop(), &split), @"
    what is supposed
      of `orders`, what is in `orders::pay` belongs to a new team, `checkout`
      orders -> checkout: 1 module
        orders::pay

    couplings between teams: 4 -> 5, without permission: 1 -> 4; 1 appears, 3 change
      appear
        orders -> checkout (no permission): orders::cart uses orders::pay::now, 1 reference
      change
        orders -> billing, then checkout -> billing (no permission): orders::pay uses billing::api::charge, 1 reference
        orders -> billing (no permission), then checkout -> billing (no permission): orders::pay uses billing::tax::rate, 1 reference
        web -> orders, then web -> checkout (no permission): web::pages uses orders::pay::now, 1 reference

    contracts that would be needed
      checkout -> billing: contract, 2 references
        billing::api::charge
        billing::tax::rate
      orders -> checkout: contract, 1 reference
        orders::pay::now
      web -> checkout: contract, 1 reference
        orders::pay::now

    contracts that nothing would use any more
      boundaries.toml:7 (orders charge)

    numbers, before and after
      workspace
        contract-coverage      75.0 %    20.0 %
        crossing-references         4         5
        honoured                    3         1
        undeclared                  0         4
        off-surface                 1         0
        stale-contracts             0         1
      billing
        stale-contracts             0         1
        reaching-teams              2         3
      checkout
        crossing-references         -         2
        undeclared                  -         2
        fan-in                      -         2
        fan-out                     -         1
        instability                 -    33.3 %
        direct-modules              -         2
        reaching-modules            -         2
        direct-teams                -         2
        reaching-teams              -         2
      orders
        contract-coverage      50.0 %     0.0 %
        crossing-references         2         1
        honoured                    1         0
        undeclared                  0         1
        off-surface                 1         0
        stale-contracts             0         1
        static-autonomy        66.7 %     0.0 %
      web
        contract-coverage     100.0 %    50.0 %
        honoured                    2         1
        undeclared                  0         1
        static-autonomy       100.0 %    50.0 %
    ");
}

#[test]
fn codeowners_is_shown_as_it_would_have_to_be() {
    let project = owned_by_codeowners();
    assert_snapshot!(told(&project, &moved(&["billing=orders"])), @"
    what is supposed
      `billing` belongs to `orders`
      billing -> orders: 4 modules
        billing, billing::api, billing::tables, billing::tax

    couplings between teams: 4 -> 2, without permission: 4 -> 2; 2 vanish
      vanish
        orders -> billing (no permission): orders::pay uses billing::api::charge, 1 reference
        orders -> billing (no permission): orders::pay uses billing::tax::rate, 1 reference

    numbers, before and after
      workspace
        crossing-references         4         2
        undeclared                  4         2
      billing
        fan-in                      1         0
        instability             0.0 %         -
        static-autonomy       100.0 %         -
        direct-modules              1         0
        reaching-modules            3         0
        direct-teams                1         0
        reaching-teams              2         0
      orders
        contract-coverage       0.0 %         -
        crossing-references         2         0
        undeclared                  2         0
        fan-out                     1         0
        instability            50.0 %     0.0 %
        static-autonomy        33.3 %   100.0 %

    what .github/CODEOWNERS would have to say
       end + /billing/ @orders
    ");
    let merged = WhatIfOptions { merges: words(&["billing,web=orders"]), ..WhatIfOptions::default() };
    let change = asked(&project, &merged).codeowners.expect("lines change");
    let lines: Vec<_> = change.lines.iter().map(|line| (line.line, line.after.as_str())).collect();
    assert_eq!(lines, [(Some(1), "/web/ @orders"), (Some(4), "/billing/ @orders # docs")]);
}

#[test]
fn all_mistakes_are_told_at_once() {
    let options = WhatIfOptions {
        moves: words(&[
            "biling::tax=orders",
            "billing::tax=oders",
            "billing::tax",
            "nowhere/**=web",
            "billing::tax::rate=web",
        ]),
        merges: words(&["orders,ordres=sales", "web=web", "web,web=sales", "web,orders=billing,sales"]),
        splits: words(&["orders:web=orders::pay", "orders=orders::pay", "web:new=billing::tax"]),
        ..WhatIfOptions::default()
    };
    assert_snapshot!(mistakes(&options), @"
    `--merge orders,ordres=sales`: no team is called `ordres`: did you mean `orders`?
    `--merge web=web` merges `web` with itself: name another team
    `--merge web,web=sales`: `web` is named twice
    `--merge web,orders=billing,sales`: teams become one team, and `billing,sales` names several
    `--split orders:web=orders::pay`: there is a team `web` already; `--move` gives code to a team that is there: `--move orders::pay=web`
    `--split orders=orders::pay`: write the team, the new team and what it gets: `TEAM:NEW=PATTERN,MODULE`
    `--split web:new=billing::tax`: `web` owns nothing of `billing::tax`
    `--move biling::tax=orders`: no path, package, crate or module is called `biling::tax`: did you mean `billing::tax` or `billing::tax::rate` or `billing::tables`?
    `--move billing::tax=oders`: no team is called `oders`: did you mean `orders`?
    `--move billing::tax`: write what moves and to which team: `billing::tax=orders`
    `--move nowhere/**=web`: `nowhere/**` matches no source file; paths start at the workspace root
    `--move billing::tax::rate=web`: `billing::tax::rate` is an item; teams own modules
    ");
    assert_snapshot!(mistakes(&moved(&["billing::tax=web", "billing::tax=orders"])), @"`--move billing::tax=web` and `--move billing::tax=orders` both speak of `billing::tax`");
}

#[test]
fn a_search_does_not_move_modules_inside_the_files_of_others() {
    let code = "
        [a b]
        pub fn f() { b::lone::p(); b::lone::q(); b::lone::r(); b::lone::s() }
        [b]
        pub mod lone { pub fn p() {} pub fn q() {} pub fn r() {} pub fn s() {} }
    ";
    let project = project(code, Some("[teams]\na = { owns = [\"a\"] }\nb = { owns = [\"b\"] }"), None);
    let answer = asked(&project, &WhatIfOptions { suggest: Some(3), ..WhatIfOptions::default() });
    assert_eq!(answer.suggestions, []);
    assert_snapshot!(answer.notes.join("\n"), @"no move helps: none of a package or module to another team cuts 3 couplings more than it makes, and half of all that couple it to code around it");
}

const MODULES: [&str; 6] = ["web", "web::pages", "orders::cart", "orders::pay", "billing::tax", "billing::tables"];
const TEAMS: [&str; 3] = ["web", "orders", "billing"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn moving_there_and_back_is_nothing(module in 0..MODULES.len(), team in 0..TEAMS.len()) {
        let shop = shop();
        let there = asked(&shop, &moved(&[&format!("{}={}", MODULES[module], TEAMS[team])]));
        let mut back = Vec::new();
        for handed in &there.effect.handed_over {
            back.push(boundaries_policy::SupposedClaim {
                place: boundaries_policy::SupposedPlace::Modules(vec![handed.module]),
                of: None,
                team: shop.team(&handed.before[0]).expect("it is known"),
                text: "back".to_owned(),
            });
        }
        let back = boundaries_policy::Supposition { claims: back, ..Default::default() };
        let policy = there.policy.suppose(&back, shop.graph(), shop.sources()).expect("nothing contradicts");
        let again = shop.compare(policy, shop.sources().clone(), Vec::new(), &[], &WhatIfOptions::default(), None);
        prop_assert!(again.effect.handed_over.is_empty() && again.effect.shifts.is_empty() && again.metrics.is_empty());
    }

    #[test]
    fn one_team_has_no_coupling(into in 0..TEAMS.len()) {
        let merges = vec![format!("web,orders,billing={}", TEAMS[into])];
        let answer = asked(&shop(), &WhatIfOptions { merges, ..WhatIfOptions::default() });
        prop_assert_eq!(answer.effect.couplings.1, 0);
        prop_assert!(answer.effect.needs.is_empty());
    }

    #[test]
    fn what_appears_and_vanishes_adds_up(module in 0..MODULES.len(), team in 0..TEAMS.len()) {
        let answer = asked(&shop(), &moved(&[&format!("{}={}", MODULES[module], TEAMS[team])]));
        let count = |kind| answer.effect.count(kind);
        let (before, after) = answer.effect.couplings;
        prop_assert_eq!(
            before + count(boundaries_lint::ShiftKind::Appears),
            after + count(boundaries_lint::ShiftKind::Vanishes)
        );
        for shift in &answer.effect.shifts {
            prop_assert!(shift.before != shift.after);
        }
    }

    #[test]
    fn a_merger_with_a_team_that_owns_nothing_renames_only(team in 0..TEAMS.len()) {
        let merges = vec![format!("{}=another", TEAMS[team])];
        let answer = asked(&shop(), &WhatIfOptions { merges, ..WhatIfOptions::default() });
        let (before, after) = (answer.effect.couplings, answer.effect.open);
        prop_assert_eq!((before.0, after.0), (before.1, after.1));
    }
}
