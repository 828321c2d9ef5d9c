//! What holds for every workspace and every policy, tried on generated ones.

use std::collections::BTreeSet;
use std::fmt::Write;

use boundaries_graph::{DependencyKind, ReferenceKind};
use boundaries_policy::edit::baseline_text;
use proptest::prelude::*;

use crate::finding::HelpKind;
use crate::scene::{Scene, TODAY};
use crate::{Couplings, Growth, Unseen, plan_baseline};

const CRATES: usize = 3;
const MODULES: usize = 3;
const TEAMS: usize = 3;

/// A generated workspace with its policy.
#[derive(Clone, Debug)]
pub(crate) struct World {
    /// From a module to an item, perhaps through a door.
    uses: Vec<(usize, usize, Option<usize>, ReferenceKind, DependencyKind)>,
    /// A module that offers an item.
    doors: Vec<(usize, usize)>,
    /// The team that owns each module; none where nothing is said about it beyond its crate.
    owners: Vec<Option<usize>>,
    /// The module that each team lets others name; none where it is open.
    surfaces: Vec<Option<usize>>,
    contracts: Vec<Pact>,
}

#[derive(Clone, Debug)]
struct Pact {
    consumer: Option<usize>,
    provider: usize,
    surface: Option<usize>,
    may_reexport: bool,
}

fn module(index: usize) -> String {
    let (krate, below) = (index / MODULES % CRATES, index % MODULES);
    if below == 0 { format!("crate{krate}") } else { format!("crate{krate}::m{below}") }
}

fn item(index: usize) -> String {
    format!("{}::Item", module(index))
}

impl World {
    pub(crate) fn scene(&self) -> Scene {
        let mut scene = Scene::default();
        for index in 0..CRATES * MODULES {
            scene = scene.item(&item(index));
        }
        for &(keeper, offered) in &self.doors {
            scene = scene.door(&module(keeper), &item(offered));
        }
        for &(from, to, door, kind, context) in &self.uses {
            scene = scene.refers(&module(from), &item(to), door.map(module).as_deref(), kind, context);
        }
        scene
    }

    /// Takes over the code of another world, and who owns it, and keeps the rest of the policy.
    pub(crate) fn code_of(&mut self, other: &Self) {
        (self.uses, self.doors, self.owners) = (other.uses.clone(), other.doors.clone(), other.owners.clone());
        if self.owners.iter().any(Option::is_some) {
            // Surfaces have to lie in what their team owns.
            self.surfaces.fill(None);
            let mut said = BTreeSet::new();
            self.contracts.iter_mut().for_each(|pact| pact.surface = None);
            self.contracts.retain(|pact| said.insert((pact.consumer, pact.provider)));
        }
    }

    /// The policy as text, with teams called by `name` and contracts in this order.
    fn policy(&self, name: impl Fn(usize) -> String, order: &[usize]) -> String {
        let mut text = String::from("[teams]\n");
        for team in 0..TEAMS {
            // Each crate belongs to the team of its number, so that every module has an owner.
            let mut owns = vec![format!("\"crate{team}\"")];
            for (index, owner) in self.owners.iter().enumerate() {
                if *owner == Some(team) && index % MODULES != 0 {
                    owns.push(format!("\"{}\"", module(index)));
                }
            }
            write!(text, "{} = {{ owns = [{}]", name(team), owns.join(", ")).expect("a string");
            if let Some(surface) = self.surfaces[team] {
                write!(text, ", surface = [\"{}\"]", module(surface)).expect("a string");
            }
            text.push_str(" }\n");
        }
        for &index in order {
            let pact = &self.contracts[index];
            let consumer = pact.consumer.map_or("*".to_owned(), &name);
            write!(text, "[[contract]]\nconsumer = \"{consumer}\"\nprovider = \"{}\"\n", name(pact.provider))
                .expect("a string");
            if let Some(surface) = pact.surface {
                writeln!(text, "surface = [\"{}\"]", module(surface)).expect("a string");
            }
            writeln!(text, "may-reexport = {}\nreason = \"r\"", pact.may_reexport).expect("a string");
        }
        text
    }

    pub(crate) fn plain_policy(&self) -> String {
        let order: Vec<usize> = (0..self.contracts.len()).collect();
        self.policy(|team| format!("team{team}"), &order)
    }
}

/// A surface has to lie in what its team owns: the crate of its number is.
fn surface_of(team: usize, pick: usize) -> usize {
    team * MODULES + pick % MODULES
}

pub(crate) fn worlds() -> impl Strategy<Value = World> {
    let modules = CRATES * MODULES;
    let kind = prop::sample::select(vec![
        ReferenceKind::Import,
        ReferenceKind::Path,
        ReferenceKind::Method,
        ReferenceKind::Reexport,
    ]);
    let context = prop::sample::select(vec![DependencyKind::Normal, DependencyKind::Test, DependencyKind::Build]);
    let one_use = (0..modules, 0..modules, prop::option::of(0..modules), kind, context);
    let pact = (prop::option::of(0..TEAMS), 0..TEAMS, prop::option::of(0..MODULES), any::<bool>());
    (
        prop::collection::vec(one_use, 0..12),
        prop::collection::vec((0..modules, 0..modules), 0..5),
        prop::collection::vec(prop::option::weighted(0.3, 0..TEAMS), modules),
        prop::collection::vec(prop::option::of(0..MODULES), TEAMS),
        prop::collection::vec(pact, 0..4),
    )
        .prop_map(|(uses, doors, owners, surfaces, pacts)| {
            // A team that owns a module of a foreign crate would make the surface of that crate's team foreign.
            let owners = if surfaces.iter().any(Option::is_some) { vec![None; owners.len()] } else { owners };
            let surfaces =
                surfaces.iter().enumerate().map(|(team, pick)| pick.map(|pick| surface_of(team, pick))).collect();
            let has_owners = owners.iter().any(Option::is_some);
            let mut contracts: Vec<Pact> = pacts
                .into_iter()
                .filter(|(consumer, provider, ..)| *consumer != Some(*provider))
                .map(|(consumer, provider, surface, may_reexport)| {
                    let surface = surface.filter(|_| !has_owners).map(|pick| surface_of(provider, pick));
                    Pact { consumer, provider, surface, may_reexport }
                })
                .collect();
            // To say the same twice is a mistake of the policy.
            let mut said = BTreeSet::new();
            contracts.retain(|pact| said.insert((pact.consumer, pact.provider, pact.surface)));
            World { uses, doors, owners, surfaces, contracts }
        })
}

fn crossing(scene: &Scene, policy: &str) -> Vec<String> {
    let report = scene.check(policy);
    let crossing = report
        .findings
        .iter()
        .filter(|finding| finding.key.rule.ends_with("coupling") || finding.key.rule == "off-surface");
    crossing.map(|finding| format!("{:?}", finding.key)).collect()
}

/// The same without what something tolerates.
fn crossing_open(scene: &Scene, policy: &str) -> Vec<String> {
    let report = scene.check(policy);
    let open =
        report.open().filter(|finding| finding.key.rule.ends_with("coupling") || finding.key.rule == "off-surface");
    open.map(|finding| format!("{:?}", finding.key)).collect()
}

fn undeclared(scene: &Scene, policy: &str) -> Vec<String> {
    let report = scene.check(policy);
    let undeclared = report.findings.iter().filter(|finding| finding.rule.name == "undeclared-coupling");
    undeclared.map(|finding| format!("{:?}", finding.key)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_team_for_everything_has_no_boundary(world in worlds()) {
        let owns: Vec<String> = (0..CRATES).map(|krate| format!("\"crate{krate}\"")).collect();
        let policy = format!("[teams]\nall = {{ owns = [{}] }}", owns.join(", "));
        prop_assert_eq!(world.scene().headlines(&policy), Vec::<String>::new());
    }

    #[test]
    fn a_contract_for_each_finding_leaves_none(world in worlds()) {
        let scene = world.scene();
        let mut policy = world.plain_policy();
        let mut said = BTreeSet::new();
        // Twice, because an item that has a path on the surface is first asked to be named by it. Only where the code
        // stays as it is, it needs a contract of its own.
        for _ in 0..2 {
            let report = scene.check(&policy);
            let help = report.findings.iter().flat_map(|finding| &finding.help);
            for help in help.filter(|help| help.kind == HelpKind::RequestContract) {
                let stanza = help.snippet.as_deref().unwrap_or_default();
                if stanza.starts_with("[[contract]]") && said.insert(stanza.to_owned()) {
                    policy.push_str(stanza);
                    policy.push('\n');
                }
            }
        }
        prop_assert_eq!(crossing(&scene, &policy), Vec::<String>::new());
    }

    #[test]
    fn one_more_contract_adds_no_undeclared_coupling(world in worlds(), consumer in 0..TEAMS, provider in 0..TEAMS) {
        let has_it = |pact: &Pact| (pact.consumer, pact.provider, pact.surface) == (Some(consumer), provider, None);
        prop_assume!(consumer != provider && !world.contracts.iter().any(has_it));
        let scene = world.scene();
        let before = undeclared(&scene, &world.plain_policy());
        let mut more = world;
        more.contracts.push(Pact { consumer: Some(consumer), provider, surface: None, may_reexport: false });
        let after = undeclared(&scene, &more.plain_policy());
        prop_assert!(after.iter().all(|key| before.contains(key)), "{after:?} from {before:?}");
    }

    #[test]
    fn a_fresh_baseline_runs_clean_and_only_shrinks(world in worlds(), fewer in 0..8_usize) {
        let policy = world.plain_policy();
        let accepted = Growth::Accepted { reason: "there before".to_owned(), since: TODAY };
        let recorded = |world: &World, baseline: Option<String>, growth: &Growth| {
            let scene = world.scene().recorded(baseline);
            let stage = scene.stage(&policy);
            let plan = plan_baseline(&stage.check(), &stage.policy, &stage.sources, None, &Unseen::new(&stage.graph, false), growth);
            let entries: Vec<_> = plan.files.iter().flat_map(|file| file.entries.clone()).collect();
            (baseline_text(None, &[], &entries), plan)
        };
        let (text, _) = recorded(&world, None, &accepted);
        let fresh = world.scene().recorded(text.clone());
        prop_assert_eq!(crossing_open(&fresh, &policy), Vec::<String>::new());
        prop_assert!(!fresh.headlines(&policy).iter().any(|line| line.contains("[stale-baseline]")));

        // What is paid back leaves the record, and nothing comes in its place.
        let mut less = world.clone();
        less.uses.truncate(fewer);
        let (pruned, plan) = recorded(&less, text, &Growth::Refused);
        prop_assert_eq!(plan.growth, Vec::new());
        let after = less.scene().recorded(pruned);
        prop_assert_eq!(crossing_open(&after, &policy), Vec::<String>::new());
        prop_assert!(!after.headlines(&policy).iter().any(|line| line.contains("[stale-baseline]")));
    }

    #[test]
    fn removing_code_never_creates_a_coupling(world in worlds(), fewer in 0..8_usize) {
        let policy = world.plain_policy();
        let before = crossing(&world.scene(), &policy);
        let mut less = world;
        less.uses.truncate(fewer);
        let after = crossing(&less.scene(), &policy);
        prop_assert!(after.iter().all(|key| before.contains(key)), "{after:?} from {before:?}");
    }

    #[test]
    fn what_a_team_would_ask_for_is_enough(world in worlds(), consumer in 0..TEAMS, provider in 0..TEAMS) {
        prop_assume!(consumer != provider);
        let scene = world.scene();
        let policy = world.plain_policy();
        let need = |policy: &str| {
            let stage = scene.stage(policy);
            let team = |index: usize| stage.policy.teams().iter().find(|team| team.name == format!("team{index}")).map(|team| team.id);
            let (Some(consumer), Some(provider)) = (team(consumer), team(provider)) else { return None };
            Couplings::new(&stage.graph, &stage.policy, TODAY).need(&stage.policy, consumer, provider)
        };
        if let Some(found) = need(&policy) {
            let surface = match found.surface.as_slice() {
                [] => String::new(),
                paths => format!("surface = [\"{}\"]\n", paths.join("\", \"")),
            };
            let kinds = found.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join("\", \"");
            let granted = format!(
                "{policy}\n[[contract]]\nconsumer = \"team{consumer}\"\nprovider = \"team{provider}\"\n\
                 kinds = [\"{kinds}\"]\n{surface}reason = \"asked\"\n"
            );
            prop_assert_eq!(need(&granted), None);
        }
    }

    #[test]
    fn the_order_of_entries_does_not_show(world in worlds(), seed in any::<u64>()) {
        let mut shuffled = world.clone();
        let turn = |length: usize| if length == 0 { 0 } else { usize::try_from(seed % length as u64).unwrap_or(0) };
        shuffled.uses.rotate_left(turn(world.uses.len()));
        shuffled.doors.rotate_left(turn(world.doors.len()));
        let mut order: Vec<usize> = (0..world.contracts.len()).collect();
        order.rotate_left(turn(world.contracts.len()));
        let name = |team| format!("team{team}");
        let (left, right) = (world.scene().headlines(&world.plain_policy()), shuffled.scene().headlines(&shuffled.policy(name, &order)));
        prop_assert_eq!(left, right);
    }

    #[test]
    fn renaming_teams_renames_the_report_and_nothing_else(world in worlds()) {
        let scene = world.scene();
        let order: Vec<usize> = (0..world.contracts.len()).collect();
        let renamed = world.policy(|team| format!("crew{}", TEAMS - team), &order);
        let mut renamed: Vec<String> = scene
            .headlines(&renamed)
            .into_iter()
            .map(|line| (0..TEAMS).fold(line, |line, team| line.replace(&format!("crew{}", TEAMS - team), &format!("team{team}"))))
            .collect();
        let mut plain = scene.headlines(&world.plain_policy());
        renamed.sort();
        plain.sort();
        prop_assert_eq!(plain, renamed);
    }
}
