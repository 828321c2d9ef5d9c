//! Cycles between teams, between packages, or between modules that stand beside each other; and what is said about them.
//!
//! A module stands for all that is below it. What a module and its own children use of each other is no cycle: it is how
//! modules are made. Teams are ordered by what they own, so that their names decide nothing.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{Cut, DependencyKind, ModuleGraph, ModuleId, Quotient, Span};
use boundaries_policy::{Constraint, Demand, Subject, TeamId, Units};
use rustc_hash::{FxHashMap, FxHashSet};

use super::breach::{label_constraint, label_step};
use super::mention::Mention;
use super::routes::shown;
use crate::candidate::Candidate;
use crate::finding::HelpKind;
use crate::rule::RuleContext;
use crate::wording;

/// How many members of a cycle, and how many parts of a cut, are told one by one.
const TOLD: usize = 8;

/// Adds a statement for every cycle that an `[[acyclic]]` forbids.
pub(crate) fn check_acyclic(context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
    let mut candidates = Vec::new();
    for constraint in context.policy.constraints() {
        let Demand::Acyclic { units, within } = &constraint.demand else { continue };
        let area = Area { units: *units, within, kinds: &constraint.kinds };
        for tangle in area.tangles(context) {
            candidates.extend(tangle.statements(context, Some(constraint)));
        }
    }
    candidates.sort_by(|a: &Candidate, b| (&a.consumer, &a.headline).cmp(&(&b.consumer, &b.headline)));
    findings.extend(candidates);
}

/// Adds a statement for every cycle in the whole workspace, unless an `[[acyclic]]` speaks of all of them already.
pub(crate) fn check_all(context: &RuleContext<'_>, findings: &mut Vec<Candidate>, units: Units) {
    let speaks_of_all = |constraint: &Constraint| match &constraint.demand {
        Demand::Acyclic { units: spoken_of, within } => *spoken_of == units && within.is_empty(),
        _ => false,
    };
    if context.policy.constraints().iter().any(speaks_of_all) {
        return;
    }
    let area = Area { units, within: &[], kinds: &[DependencyKind::Normal] };
    for tangle in area.tangles(context) {
        findings.extend(tangle.statements(context, None));
    }
}

/// Where cycles are looked for.
struct Area<'a> {
    units: Units,
    within: &'a [Subject],
    kinds: &'a [DependencyKind],
}

/// Things that use each other, with every mention between them.
struct Tangle {
    units: Units,
    members: Vec<Member>,
    mentions: BTreeMap<(usize, usize), Vec<Mention>>,
    /// How many of the mentions a contract permits: of equally cheap cuts the one without a contract is meant.
    wanted: BTreeMap<(usize, usize), usize>,
}

struct Member {
    name: String,
    team: Option<TeamId>,
}

impl Area<'_> {
    fn tangles(&self, context: &RuleContext<'_>) -> Vec<Tangle> {
        match self.units {
            Units::Teams => vec![self.of_teams(context)],
            Units::Crates => vec![self.of_packages(context.graph)],
            Units::Modules => self.of_modules(context.graph),
        }
    }

    fn of_teams(&self, context: &RuleContext<'_>) -> Tangle {
        let judge = context.couplings.judge();
        let mut territories: BTreeMap<TeamId, BTreeSet<&str>> = BTreeMap::new();
        for module in context.graph.modules() {
            for team in judge.owners(module.id()) {
                territories.entry(*team).or_default().insert(module.path());
            }
        }
        let mut teams: Vec<(TeamId, BTreeSet<&str>)> = territories.into_iter().collect();
        teams.sort_by(|a, b| a.1.cmp(&b.1));
        let position: BTreeMap<TeamId, usize> = teams.iter().enumerate().map(|(at, (team, _))| (*team, at)).collect();
        let breaches = context.couplings.all().iter().filter(|coupling| coupling.is_breach());
        let breaches: FxHashSet<(ModuleId, Span)> =
            breaches.flat_map(|coupling| &coupling.references).map(|one| (one.from, one.span)).collect();
        let mut mentions: BTreeMap<(usize, usize), Vec<Mention>> = BTreeMap::new();
        let mut wanted: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        self.each(context.graph, |mention, to| {
            if judge.crosses(mention.from, to) {
                for user in judge.owners(mention.from) {
                    for used in judge.owners(to) {
                        let between = (position[user], position[used]);
                        mentions.entry(between).or_default().push(mention);
                        let is_wanted = !breaches.contains(&(mention.from, mention.span));
                        *wanted.entry(between).or_default() += usize::from(is_wanted);
                    }
                }
            }
        });
        let member = |(team, _): (TeamId, _)| Member { name: context.policy.team(team).name.clone(), team: Some(team) };
        Tangle { units: self.units, members: teams.into_iter().map(member).collect(), mentions, wanted }
    }

    fn of_packages(&self, graph: &ModuleGraph) -> Tangle {
        let package_of = |module: ModuleId| graph.module(module).krate().package();
        let mut packages: Vec<_> =
            graph.packages().map(|package| (package.name(), package.dir(), package.id())).collect();
        packages.sort_unstable();
        let position: BTreeMap<_, usize> = packages.iter().enumerate().map(|(at, (.., id))| (*id, at)).collect();
        let mut mentions: BTreeMap<(usize, usize), Vec<Mention>> = BTreeMap::new();
        self.each(graph, |mention, to| {
            let (user, used) = (position[&package_of(mention.from).id()], position[&package_of(to).id()]);
            if user != used {
                mentions.entry((user, used)).or_default().push(mention);
            }
        });
        let members = packages.iter().map(|(name, ..)| Member { name: (*name).to_owned(), team: None }).collect();
        Tangle { units: self.units, members, mentions, wanted: BTreeMap::new() }
    }

    /// One tangle for each module that has others below it: between those that stand directly below.
    fn of_modules(&self, graph: &ModuleGraph) -> Vec<Tangle> {
        // Alternatives of one module under different `cfg`s are one.
        let mut by_path: FxHashMap<&str, ModuleId> = FxHashMap::default();
        for module in graph.modules() {
            by_path.entry(module.path()).or_insert(module.id());
        }
        type Between = BTreeMap<(ModuleId, ModuleId), Vec<Mention>>;
        let mut below: BTreeMap<&str, Between> = BTreeMap::new();
        self.each(graph, |mention, to| {
            if let Some((parent, user, used)) = siblings(graph, mention.from, to) {
                let between = (by_path[user], by_path[used]);
                below.entry(parent).or_default().entry(between).or_default().push(mention);
            }
        });
        below
            .into_values()
            .map(|between| {
                let mut modules: Vec<ModuleId> = between.keys().flat_map(|(user, used)| [*user, *used]).collect();
                modules.sort_by_key(|module| graph.module(*module).path());
                modules.dedup();
                let position: BTreeMap<ModuleId, usize> =
                    modules.iter().enumerate().map(|(at, module)| (*module, at)).collect();
                let mentions = between
                    .into_iter()
                    .map(|((user, used), mentions)| ((position[&user], position[&used]), mentions))
                    .collect();
                let member = |module: &ModuleId| Member { name: graph.module(*module).path().to_owned(), team: None };
                Tangle {
                    units: self.units,
                    members: modules.iter().map(member).collect(),
                    mentions,
                    wanted: BTreeMap::new(),
                }
            })
            .collect()
    }

    /// Every mention inside the area, and the module it leads to.
    fn each(&self, graph: &ModuleGraph, mut see: impl FnMut(Mention, ModuleId)) {
        let mut is_within = vec![self.within.is_empty(); graph.modules().count()];
        for module in self.within.iter().flat_map(|subject| &subject.modules) {
            is_within[module.index()] = true;
        }
        for dependency in graph.dependencies() {
            let (from, to) = (dependency.from().id(), dependency.to().id());
            if !is_within[from.index()] || !is_within[to.index()] {
                continue;
            }
            for reference in dependency.references().iter().filter(|reference| self.kinds.contains(&reference.context))
            {
                see(Mention::of_definition(graph, reference), to);
            }
        }
    }
}

/// The paths of the two modules that stand beside each other and hold these two, and of the module around them.
fn siblings(graph: &ModuleGraph, from: ModuleId, to: ModuleId) -> Option<(&str, &str, &str)> {
    let line = |module: ModuleId| {
        let mut line: Vec<&str> = graph.module(module).ancestors().map(|module| module.path()).collect();
        line.reverse();
        line
    };
    let (from, to) = (line(from), line(to));
    let shared = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let parent = shared.checked_sub(1)?;
    Some((from[parent], from.get(shared)?, to.get(shared)?))
}

impl Tangle {
    /// A statement for every set of members that reach each other.
    fn statements(&self, context: &RuleContext<'_>, constraint: Option<&Constraint>) -> Vec<Candidate> {
        let quotient = Quotient {
            nodes: (0..self.members.len()).collect(),
            edges: self.mentions.iter().map(|(between, mentions)| (*between, mentions.len())).collect(),
        };
        let cycles = quotient.cycles();
        cycles.iter().map(|members| self.statement(context, constraint, &quotient, members)).collect()
    }

    fn statement(
        &self,
        context: &RuleContext<'_>,
        constraint: Option<&Constraint>,
        quotient: &Quotient<usize>,
        members: &[usize],
    ) -> Candidate {
        let graph = context.graph;
        let cut = quotient.cheapest_cut(members, |user, used| self.wanted.get(&(*user, *used)).copied().unwrap_or(0));
        let cycle = quotient.shortest_cycle(members);
        let headline = format!("{} use each other in a cycle", self.names(members));
        let key = self.key(members[0], constraint.is_some());
        let teams: Vec<TeamId> = members.iter().filter_map(|member| self.members[*member].team).collect();
        let mut finding = Candidate::new(key.clone(), key, headline).between(&teams, &[]);

        for at in 0..cycle.len() {
            let between = (cycle[at], cycle[(at + 1) % cycle.len()]);
            if let Some(mention) = shown(graph, self.mentions[&between].iter().copied()) {
                let name = |member: usize| &self.members[member].name;
                // The paths of crates and modules tell their members themselves.
                let text = match self.units {
                    Units::Teams => format!(", from `{}` to `{}`", name(between.0), name(between.1)),
                    Units::Crates | Units::Modules => String::new(),
                };
                label_step(context, &mut finding, &mention, (at, cycle.len()), &text);
            }
        }
        if let Some(constraint) = constraint {
            label_constraint(&mut finding, constraint);
        }
        // Where teams own something together, one mention is between several of them.
        let cut_mentions: BTreeMap<_, Mention> = cut
            .edges
            .iter()
            .flat_map(|(between, _)| &self.mentions[between])
            .map(|mention| ((mention.from, mention.span, mention.target), *mention))
            .collect();
        finding.places = cut_mentions.values().map(|mention| mention.place(graph)).collect();
        let inside = self
            .mentions
            .iter()
            .filter(|((user, used), _)| members.binary_search(user).is_ok() && members.binary_search(used).is_ok());
        let mut packages: Vec<_> = inside
            .flat_map(|(_, mentions)| mentions)
            .map(|mention| graph.module(mention.from).krate().package().id())
            .collect();
        packages.sort_unstable();
        packages.dedup();
        finding.packages = packages;

        finding.notes.push(self.cut_in_words(&cut, cut_mentions.len()));
        finding.help(
            HelpKind::ChangeCode,
            "take those references away: move code to the side that needs it, or invert one direction with a trait",
        );
        if !teams.is_empty() {
            finding.help(HelpKind::TalkToOwner, "agree which of the teams is to lie below the others");
        }
        if let Some(constraint) = constraint {
            let text = format!("if its reason no longer holds, change the `[[{}]]`", constraint.table());
            finding.help(HelpKind::ChangePolicy, text);
        }
        finding
    }

    fn cut_in_words(&self, cut: &Cut<usize>, references: usize) -> String {
        let name = |member: usize| &self.members[member].name;
        let part = |((user, used), references): &((usize, usize), usize)| {
            format!("{references} from `{}` to `{}`", name(*user), name(*used))
        };
        let mut parts: Vec<String> = cut.edges.iter().take(TOLD).map(part).collect();
        if cut.edges.len() > TOLD {
            parts.push(format!("and those of {} more pairs", cut.edges.len() - TOLD));
        }
        let (references, parts) = (wording::count(references, "reference", "references"), parts.join(", "));
        match cut.is_cheapest {
            true => format!("the cheapest cut is {references}: {parts}"),
            false => format!(
                "the best cut that was found is {references} (among so many members a cheaper one cannot be ruled out): {parts}"
            ),
        }
    }

    fn names(&self, members: &[usize]) -> String {
        let name = |member: &usize| self.members[*member].name.as_str();
        let listed = if members.len() > TOLD {
            let first: Vec<String> = members[..TOLD - 1].iter().map(|member| format!("`{}`", name(member))).collect();
            format!("{} and {} more", first.join(", "), members.len() + 1 - TOLD)
        } else {
            wording::quoted_list(members.iter().map(name))
        };
        let what = match self.units {
            Units::Crates => "packages",
            units => units.as_str(),
        };
        format!("{what} {listed}")
    }

    /// What the cycle is called in keys: its first member. The kinds of members are told apart where both can occur.
    fn key(&self, first: usize, is_constraint: bool) -> String {
        let name = &self.members[first].name;
        match self.units {
            Units::Teams if is_constraint => format!("team:{name}"),
            Units::Crates => format!("crate:{name}"),
            Units::Teams | Units::Modules => name.clone(),
        }
    }
}
