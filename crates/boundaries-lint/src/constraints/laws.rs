//! What holds for every workspace and all constraints, tried on generated ones.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proptest::prelude::*;

use crate::Finding;
use crate::finding::LabelRole;
use crate::scene::Scene;

const CRATES: usize = 4;
const MODULES: usize = 3;

/// A workspace of `c0` to `c3`, each with the modules `m1` and `m2`, and constraints over its crates.
#[derive(Clone, Debug)]
struct World {
    uses: Vec<(usize, usize)>,
    /// The team of each crate.
    owners: Vec<usize>,
    /// Tables without their reason: what they are, whether strict or through chains, and the crates they name.
    constraints: Vec<(Table, bool, bool, Vec<usize>)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Table {
    Layers,
    Independent,
    Forbid,
}

fn module(index: usize) -> String {
    let (krate, below) = (index / MODULES % CRATES, index % MODULES);
    if below == 0 { format!("c{krate}") } else { format!("c{krate}::m{below}") }
}

fn item(index: usize) -> String {
    format!("{}::Item", module(index))
}

fn krate(path: &str) -> &str {
    path.split("::").next().unwrap_or(path)
}

impl World {
    fn scene(&self) -> Scene {
        let mut scene = (0..CRATES * MODULES).fold(Scene::default().linked(), |scene, index| scene.item(&item(index)));
        for (from, to) in &self.uses {
            scene = scene.uses(&module(*from), &item(*to));
        }
        scene
    }

    fn teams(&self, name: impl Fn(usize) -> String, turned: bool) -> String {
        let used: BTreeSet<usize> = self.owners.iter().copied().collect();
        let mut lines: Vec<String> = used
            .into_iter()
            .map(|team| {
                let owned = (0..CRATES).filter(|krate| self.owners[*krate] == team);
                let owned: Vec<String> = owned.map(|krate| format!("\"c{krate}\"")).collect();
                format!("{} = {{ owns = [{}] }}\n", name(team), owned.join(", "))
            })
            .collect();
        if turned {
            lines.reverse();
        }
        format!("[teams]\n{}", lines.concat())
    }

    /// The tables as text; `turned` lists everything backward whose order means nothing.
    fn tables(&self, turned: bool) -> String {
        let mut tables: Vec<String> = self.constraints.iter().map(|table| self.table(table, turned)).collect();
        if turned {
            tables.reverse();
        }
        tables.concat()
    }

    fn table(&self, (table, strict, chains, crates): &(Table, bool, bool, Vec<usize>), turned: bool) -> String {
        let list = |crates: &[usize]| {
            let mut names: Vec<String> = crates.iter().map(|krate| format!("\"c{krate}\"")).collect();
            if turned && *table != Table::Layers {
                names.reverse();
            }
            format!("[{}]", names.join(", "))
        };
        let head = match table {
            Table::Layers => format!("[[layers]]\nlayers = {}\nstrict = {strict}\n", list(crates)),
            Table::Independent => format!("[[independent]]\nsubjects = {}\n", list(crates)),
            Table::Forbid => format!("[[forbid]]\nfrom = {}\nto = {}\n", list(&crates[..1]), list(&crates[1..])),
        };
        format!("{head}through-chains = {chains}\nreason = \"r\"\n")
    }

    fn plain(&self) -> String {
        self.teams(|team| format!("team{team}"), false) + &self.tables(false)
    }
}

fn worlds() -> impl Strategy<Value = World> {
    let modules = CRATES * MODULES;
    let table = prop::sample::select(vec![Table::Layers, Table::Independent, Table::Forbid]);
    let crates = prop::sample::subsequence((0..CRATES).collect::<Vec<_>>(), 2..=CRATES).prop_shuffle();
    (
        prop::collection::vec((0..modules, 0..modules), 0..24),
        prop::collection::vec(0..3usize, CRATES),
        prop::collection::vec((table, any::<bool>(), any::<bool>(), crates), 0..3),
    )
        .prop_map(|(uses, owners, constraints)| World { uses, owners, constraints })
}

/// Everything that is said, without places in the policy and with other names for teams.
fn all_said(scene: &Scene, policy: &str, rename: impl Fn(&str) -> String) -> Vec<String> {
    let said = |finding: &Finding| {
        let labels: BTreeSet<String> = finding.labels.iter().map(|label| rename(&label.text)).collect();
        let places: Vec<&str> = finding.places.iter().map(|place| place.written.as_str()).collect();
        let rest = format!("{:?} {} {places:?} {:?}", finding.key, finding.headline, finding.notes);
        format!("{} {labels:?}", rename(&rest))
    };
    let mut said: Vec<String> = scene.check(policy).findings.iter().map(said).collect();
    said.sort();
    said
}

/// The steps of a chain or a cycle: who uses what.
fn steps(finding: &Finding) -> Vec<(String, String)> {
    let is_step = |role| matches!(role, LabelRole::Primary | LabelRole::Step);
    let labels = finding.labels.iter().filter(|label| is_step(label.role) && label.text.starts_with("step "));
    labels
        .map(|label| {
            let mut quoted = label.text.split('`').skip(1).step_by(2).map(str::to_owned);
            (quoted.next().expect("who uses"), quoted.next().expect("what is used"))
        })
        .collect()
}

/// The number of steps from a module into a crate over crates that `may_pass`; none if there is no way.
fn distance(world: &World, from: &str, to: &str, may_pass: impl Fn(&str) -> bool) -> Option<usize> {
    let mut far: BTreeMap<String, usize> = BTreeMap::from([(from.to_owned(), 0)]);
    let mut queue = VecDeque::from([from.to_owned()]);
    while let Some(at) = queue.pop_front() {
        let steps = far[&at] + 1;
        for (_, next) in world.uses.iter().filter(|(user, used)| module(*user) == at && user != used) {
            let next = module(*next);
            if krate(&next) == to && krate(&at) != to {
                return Some(steps);
            }
            if may_pass(krate(&next)) && !far.contains_key(&next) {
                far.insert(next.clone(), steps);
                queue.push_back(next);
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_entries_changes_nothing(world in worlds()) {
        let turned = world.teams(|team| format!("team{team}"), true) + &world.tables(true);
        let said = |policy: &str| all_said(&world.scene(), policy, str::to_owned);
        prop_assert_eq!(said(&world.plain()), said(&turned));
    }

    #[test]
    fn renaming_teams_renames_what_is_said_and_nothing_else(world in worlds()) {
        let renamed = world.teams(|team| format!("crew{}", 9 - team), false) + &world.tables(false);
        let back = |text: &str| {
            (0..3).fold(text.to_owned(), |text, team| text.replace(&format!("crew{}", 9 - team), &format!("team{team}")))
        };
        prop_assert_eq!(
            all_said(&world.scene(), &world.plain(), str::to_owned),
            all_said(&world.scene(), &renamed, back)
        );
    }

    #[test]
    fn without_the_references_of_its_cut_there_is_no_cycle(world in worlds()) {
        for between in ["teams", "modules"] {
            let policy = format!(
                "{}[[acyclic]]\nbetween = \"{between}\"\nreason = \"r\"\n",
                world.teams(|team| format!("team{team}"), false)
            );
            let stage = world.scene().stage(&policy);
            let cycles = |report: crate::Report| {
                report.findings.into_iter().filter(|finding| finding.rule.name == "forbidden-cycle").collect::<Vec<_>>()
            };
            let places: Vec<_> = cycles(stage.check()).into_iter().flat_map(|finding| finding.places).collect();
            let mut rest = world.clone();
            rest.uses.retain(|(from, to)| {
                let is_it = |place: &crate::Place| {
                    place.module.is_some_and(|at| stage.graph.module(at).path() == module(*from)) && place.written == item(*to)
                };
                !places.iter().any(is_it)
            });
            prop_assert_eq!(cycles(rest.scene().check(&policy)).len(), 0);
            prop_assert!(places.len() <= world.uses.len());
        }
    }

    #[test]
    fn every_use_is_judged_as_the_words_say(world in worlds()) {
        for (table, strict, _, crates) in &world.constraints {
            let (table, strict) = (*table, *strict);
            let alone = World { constraints: vec![(table, strict, false, crates.clone())], ..world.clone() };
            let place = |krate: &str| crates.iter().position(|known| format!("c{known}") == krate);
            let is_breach = |(from, to): &&(usize, usize)| {
                let (from, to) = (module(*from), module(*to));
                match (place(krate(&from)), place(krate(&to))) {
                    (Some(from), Some(to)) => match table {
                        Table::Layers => to < from || (strict && to > from + 1),
                        Table::Independent => from != to,
                        Table::Forbid => from == 0 && to > 0,
                    },
                    _ => false,
                }
            };
            let wanted: BTreeSet<(String, String)> =
                world.uses.iter().filter(is_breach).map(|(from, to)| (module(*from), item(*to))).collect();
            let report = world.scene().check(&alone.plain());
            let rules = ["layer-breach", "broken-independence", "forbidden-coupling"];
            let found: BTreeSet<(String, String)> = report
                .findings
                .iter()
                .filter(|finding| rules.contains(&finding.rule.name))
                .map(|finding| (finding.key.consumer.clone(), finding.key.provider.clone()))
                .collect();
            prop_assert_eq!(found, wanted);
        }
    }

    #[test]
    fn chains_are_true_and_none_is_shorter(world in worlds(), crates in Just((0..CRATES).collect::<Vec<_>>()).prop_shuffle()) {
        let (from, to) = (format!("c{}", crates[0]), format!("c{}", crates[1]));
        let one = World { constraints: vec![(Table::Forbid, false, true, crates[..2].to_vec())], ..world.clone() };
        let report = one.scene().check(&one.plain());
        let mut told: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for finding in report.findings.iter().filter(|finding| finding.rule.name == "forbidden-coupling") {
            told.insert(finding.key.consumer.clone(), steps(finding));
        }
        for index in 0..CRATES * MODULES {
            let start = module(index);
            if krate(&start) != from {
                continue;
            }
            let shortest = distance(&world, &start, &to, |krate| krate != from && krate != to);
            match (told.get(&start), shortest) {
                (None, None) => {}
                // A use is no chain, and has no steps.
                (Some(chain), Some(1)) => prop_assert!(chain.is_empty()),
                (Some(chain), Some(steps)) => {
                    prop_assert_eq!(chain.len(), steps);
                    prop_assert_eq!(&chain[0].0, &start);
                    prop_assert_eq!(krate(&chain[steps - 1].1), to.as_str());
                    for pair in chain.windows(2) {
                        prop_assert_eq!(format!("{}::Item", pair[1].0), pair[0].1.clone());
                    }
                    for (user, used) in chain {
                        prop_assert!(world.uses.iter().any(|(from, to)| module(*from) == *user && item(*to) == *used));
                    }
                }
                (told, shortest) => prop_assert!(false, "{start}: {told:?} and {shortest:?}"),
            }
        }
    }
}
