//! What `ask` says before a use is written is what `check` says once it is, on generated workspaces.

use std::collections::BTreeSet;

use boundaries_lint::{Finding, RuleMeta, Rules};
use boundaries_report::{AskAnswer, May};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{Asker, UseQuestion};
use crate::testing::workspace;
use crate::{CheckOptions, Error, Project};

const TODAY: Date = date(2026, 6, 15);
const PACKAGES: usize = 4;
/// The modules of each package, from its root.
const MODULES: [&str; 5] = ["", "api", "api::inner", "tables", "tests"];
/// What a module has, by the last part of its path.
const NAMES: [&str; 4] = ["Thing", "act", "Kind", "Kind::First"];

/// Our rules that can be against a single use.
fn judges() -> Vec<&'static RuleMeta> {
    Rules::default().judging_uses()
}

/// A module of a package.
type Spot = (usize, usize);

/// What a path leads to: something of a module, the module itself, or all that it has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Goal {
    Named(usize),
    Module,
    Glob,
    /// What a door of the module leads to, by the number of the door.
    Door(usize),
    Outside,
}

#[derive(Clone, Debug)]
struct World {
    /// Whether the modules `tables` can be seen from everywhere.
    is_open: Vec<bool>,
    uses: Vec<(Spot, Spot, Goal)>,
    doors: Vec<(Spot, Spot, usize)>,
    /// The team of each package, and that of its module `tables`.
    teams: Vec<(usize, usize)>,
    surfaces: Vec<Option<usize>>,
    contracts: Vec<Contract>,
    constraints: Vec<Constraint>,
    exceptions: Vec<(Spot, Spot)>,
    /// Of a team, `observe` or another word; and the level of a rule.
    enforcement: Option<(usize, usize)>,
    level: Option<(usize, usize)>,
    asked: (Spot, Spot, Goal),
}

type Contract = (usize, usize, Option<usize>, usize);
type Constraint = (usize, Vec<usize>, bool);

fn path(spot: Spot) -> String {
    let (package, module) = spot;
    match MODULES[module] {
        "" => format!("p{package}"),
        below => format!("p{package}::{below}"),
    }
}

/// What a name of a module is called, different in each.
fn item(spot: Spot, name: usize) -> String {
    let mark = format!("P{}M{}", spot.0, spot.1);
    match NAMES[name] {
        "act" => format!("act_{}", mark.to_lowercase()),
        "Kind::First" => format!("Kind{mark}::First"),
        other => format!("{other}{mark}"),
    }
}

impl World {
    /// A path as one would write it in a module.
    fn written(&self, from: Spot, to: Spot, goal: Goal) -> Option<String> {
        let start = path(to);
        let start = if from.0 == to.0 { start.replacen(&format!("p{}", to.0), "crate", 1) } else { start };
        Some(match goal {
            Goal::Named(name) => format!("{start}::{}", item(to, name)),
            Goal::Module => start,
            Goal::Glob => format!("{start}::*"),
            Goal::Door(number) => {
                let (_, behind, name) = self.doors.get(number)?;
                let (keeper, ..) = self.doors[number];
                let start = path(keeper);
                let start =
                    if from.0 == keeper.0 { start.replacen(&format!("p{}", keeper.0), "crate", 1) } else { start };
                format!("{start}::{}", item(*behind, *name % 3))
            }
            Goal::Outside => "serde::Serialize".to_owned(),
        })
    }

    /// The workspace, with one more use at the end of a module, or without.
    fn text(&self, probe: Option<(Spot, &str)>) -> String {
        let mut text = format!("//- boundaries.toml\n{}", self.policy());
        for package in 0..PACKAGES {
            let needs = self.needs(package, probe).into_iter().collect::<Vec<_>>().join(", ");
            text.push_str(&format!("//- p{package}/src/lib.rs deps: {needs}\n"));
            self.module(&mut text, (package, 0), probe);
        }
        text
    }

    /// What the manifest of a package has to list.
    fn needs(&self, package: usize, probe: Option<(Spot, &str)>) -> BTreeSet<String> {
        let uses = self.uses.iter().filter_map(|(from, to, goal)| Some((*from, self.written(*from, *to, *goal)?)));
        let doors = self
            .doors
            .iter()
            .filter_map(|(keeper, to, name)| Some((*keeper, self.written(*keeper, *to, Goal::Named(*name % 3))?)));
        let probe = probe.map(|(from, path)| (from, path.to_owned()));
        let written = uses.chain(doors).chain(probe).filter(|(from, _)| from.0 == package);
        let first = written.filter_map(|(_, path)| Some(path.split("::").next()?.to_owned()));
        first.filter(|first| first != "crate").collect()
    }

    fn module(&self, text: &mut String, spot: Spot, probe: Option<(Spot, &str)>) {
        for (name, kind) in NAMES.iter().enumerate().take(3) {
            let called = item(spot, name);
            text.push_str(&match *kind {
                "act" => format!("pub fn {called}() {{}}\n"),
                "Kind" => format!("pub enum {called} {{ First }}\n"),
                _ => format!("pub struct {called};\n"),
            });
        }
        for (_, to, name) in self.doors.iter().filter(|(keeper, ..)| *keeper == spot) {
            if let Some(path) = self.written(spot, *to, Goal::Named(*name % 3)) {
                text.push_str(&format!("pub use {path};\n"));
            }
        }
        for (number, (_, to, goal)) in self.uses.iter().enumerate().filter(|(_, (from, ..))| *from == spot) {
            match (self.written(spot, *to, *goal), goal) {
                (Some(path), Goal::Glob) => text.push_str(&format!("use {path};\n")),
                (Some(path), _) => text.push_str(&format!("use {path} as used_{number};\n")),
                (None, _) => {}
            }
        }
        if let Some((_, path)) = probe.filter(|(at, _)| *at == spot) {
            let name = if path.ends_with("::*") { "" } else { " as probe" };
            text.push_str(&format!("use {path}{name}; // the probe\n"));
        }
        let below: &[usize] = match spot.1 {
            0 => &[1, 3, 4],
            1 => &[2],
            _ => &[],
        };
        for &module in below {
            let name = MODULES[module].rsplit("::").next().unwrap_or_default();
            text.push_str(match name {
                "tests" => "#[cfg(test)]\nmod ",
                "tables" if !self.is_open[spot.0] => "mod ",
                _ => "pub mod ",
            });
            text.push_str(&format!("{name} {{\n"));
            self.module(text, (spot.0, module), probe);
            text.push_str("}\n");
        }
    }

    fn policy(&self) -> String {
        let mut text = String::new();
        if let Some((rule, level)) = self.level {
            let (rule, level) = (judges()[rule % judges().len()].name, ["allow", "warn", "deny"][level % 3]);
            text.push_str(&format!("rules = {{ {rule} = \"{level}\" }}\n"));
        }
        text.push_str("[teams]\n");
        let teams: BTreeSet<usize> =
            self.teams.iter().flat_map(|(of_package, of_tables)| [*of_package, *of_tables]).collect();
        for team in &teams {
            let mut owned: Vec<String> = Vec::new();
            for (package, (of_package, of_tables)) in self.teams.iter().enumerate() {
                owned.extend((of_package == team).then(|| format!("\"p{package}\"")));
                owned.extend((of_tables == team && of_package != of_tables).then(|| format!("\"p{package}::tables\"")));
            }
            text.push_str(&format!("t{team} = {{ owns = [{}]", owned.join(", ")));
            let package = self.teams.iter().position(|(of_package, _)| of_package == team);
            if let Some((package, module)) = package.zip(self.surfaces[*team]) {
                text.push_str(&format!(", surface = [\"{}\"]", path((package, module % 3))));
            }
            if let Some((_, word)) = self.enforcement.filter(|(of, _)| of == team) {
                text.push_str(&format!(", enforcement = \"{}\"", ["observe", "no-new", "enforce", "sealed"][word % 4]));
            }
            text.push_str(" }\n");
        }
        for (number, (consumer, provider, surface, more)) in self.contracts.iter().enumerate() {
            let is_known = |other: &Contract| (other.0, other.1) == (*consumer, *provider);
            if self.contracts[..number].iter().any(is_known)
                || consumer == provider
                || !teams.contains(consumer)
                || !teams.contains(provider)
            {
                continue;
            }
            let package = self.teams.iter().position(|(of_package, _)| of_package == provider);
            text.push_str(&format!(
                "[[contract]]\nconsumer = \"t{consumer}\"\nprovider = \"t{provider}\"\nreason = \"r{number}\"\n"
            ));
            if let Some((package, module)) = package.zip(*surface) {
                text.push_str(&format!("surface = [\"{}\"]\n", path((package, module % 3))));
            }
            text.push_str(
                ["", "kinds = [\"test\"]\n", "may-reexport = true\n", "until = \"2026-06-01\"\n", ""][more % 5],
            );
        }
        for (kind, subjects, through_chains) in &self.constraints {
            let subjects: BTreeSet<usize> = subjects.iter().copied().collect();
            let named: Vec<String> = subjects.iter().map(|package| format!("\"p{package}\"")).collect();
            let (first, rest) = named.split_first().expect("a constraint has subjects");
            let rest = rest.join(", ");
            let chains = if *through_chains { "through-chains = true\n" } else { "" };
            let more = match kind {
                _ if named.len() < 2 && *kind < 3 => continue,
                0 => format!("[[layers]]\nlayers = [{first}, {rest}]\n{chains}"),
                1 => format!("[[independent]]\nsubjects = [{first}, {rest}]\n{chains}"),
                2 => format!("[[forbid]]\nfrom = {first}\nto = [{rest}]\n{chains}"),
                3 => format!("[[forbid]]\nfrom = {first}\nto = \"external:serde\"\nmay-be-absent = true\n{chains}"),
                4 => "[[acyclic]]\nbetween = \"crates\"\n".to_owned(),
                5 => "[[acyclic]]\nbetween = \"teams\"\n".to_owned(),
                _ => "[[acyclic]]\nbetween = \"modules\"\n".to_owned(),
            };
            text.push_str(&format!("{more}reason = \"c\"\n"));
        }
        for (from, to) in self.exceptions.iter().collect::<BTreeSet<_>>() {
            let (from, to) = (path(*from), path(*to));
            text.push_str(&format!(
                "[[exception]]\nfrom = \"{from}\"\nto = \"{to}\"\nreason = \"e\"\nuntil = \"2030-01-01\"\n"
            ));
        }
        text
    }
}

fn worlds() -> impl Strategy<Value = World> {
    let spot = || (0..PACKAGES, 0..MODULES.len());
    let seen = || (0..PACKAGES, 0..MODULES.len() - 1);
    let goal = || {
        prop_oneof![
            6 => (0..NAMES.len()).prop_map(Goal::Named),
            1 => Just(Goal::Module),
            1 => Just(Goal::Glob),
            2 => (0..4_usize).prop_map(Goal::Door),
            1 => Just(Goal::Outside),
        ]
    };
    let contract = (0..PACKAGES, 0..PACKAGES, proptest::option::of(0..4usize), 0..5usize);
    let constraint = (0..7usize, proptest::collection::vec(0..PACKAGES, 1..4), any::<bool>());
    let code = (
        proptest::collection::vec(any::<bool>(), PACKAGES),
        proptest::collection::vec((spot(), seen(), goal()), 0..6),
        proptest::collection::vec(((0..PACKAGES, 0..4usize), seen(), 0..3usize), 0..4),
        (spot(), seen(), goal()),
    );
    let policy = (
        proptest::collection::vec((0..PACKAGES, 0..PACKAGES), PACKAGES),
        proptest::collection::vec(proptest::option::of(0..3usize), PACKAGES),
        proptest::collection::vec(contract, 0..12),
        proptest::collection::vec(constraint, 0..3),
        proptest::collection::vec((spot(), seen()), 0..4),
        proptest::option::weighted(0.2, (0..PACKAGES, 0..4usize)),
        proptest::option::weighted(0.2, (0..6usize, 0..3usize)),
    );
    (code, policy).prop_map(|((is_open, uses, doors, asked), policy)| {
        let (teams, surfaces, contracts, constraints, exceptions, enforcement, level) = policy;
        World { is_open, uses, doors, teams, surfaces, contracts, constraints, exceptions, enforcement, level, asked }
    })
}

/// What the rules that `ask` knows say about a workspace.
fn found(project: &Project) -> Vec<Finding> {
    let report = project.check(&CheckOptions::on(TODAY));
    report.findings.into_iter().filter(|finding| judges().contains(&finding.rule)).collect()
}

/// What `check` says more, or says about the line of the probe.
fn against(before: &Project, after: &Project) -> Vec<Finding> {
    let known = found(before);
    let is_probe = |place: &boundaries_lint::Place| {
        let text = after.sources().file(place.span.file).text();
        text.lines().nth(place.span.line as usize - 1).is_some_and(|line| line.ends_with("// the probe"))
    };
    let is_known = |finding: &Finding| known.iter().any(|known| known.key == finding.key);
    let is_cycle = |finding: &Finding| finding.rule.name == "forbidden-cycle";
    let mut all = found(after);
    // A cycle that was there before is not the fault of whoever joins it.
    all.retain(|finding| !is_known(finding) || !is_cycle(finding) && finding.places.iter().any(is_probe));
    all
}

fn loaded(text: &str) -> Result<Project, TestCaseError> {
    workspace(text).map_err(|error| match error {
        Error::Policy(failure) => TestCaseError::reject(failure.to_string()),
        other => TestCaseError::fail(other.to_string()),
    })
}

fn rules<'f>(findings: impl Iterator<Item = (&'f str, &'f str)>) -> BTreeSet<(&'f str, &'f str)> {
    findings.collect()
}

proptest! {
    #[test]
    fn what_is_asked_is_what_is_found(world in worlds()) {
        let (from, to, goal) = world.asked;
        let Some(written) = world.written(from, to, goal) else { return Ok(()) };
        let before = loaded(&world.text(None))?;
        let question = UseQuestion { from: path(from), to: written.clone(), code: None };
        let answer: AskAnswer = Asker::new(&before).ask(&question, Some(TODAY));
        prop_assert_ne!(answer.may, May::Undecided);
        // What the compiler refuses cannot be written.
        if answer.may == May::Unknown || answer.notes.iter().any(|note| note.contains("the compiler would refuse")) {
            return Ok(());
        }
        let after = loaded(&world.text(Some((from, &written))))?;
        let against = against(&before, &after);
        let expected = match () {
            () if against.iter().any(Finding::fails) => May::No,
            () if against.is_empty() => May::Yes,
            () => May::Tolerated,
        };
        let told = rules(answer.findings.iter().map(|finding| (&*finding.rule, &*finding.headline)));
        let check = rules(against.iter().map(|finding| (finding.rule.name, &*finding.headline)));
        prop_assert_eq!((answer.may, told), (expected, check), "{} in {}\n{}", written, path(from), world.text(Some((from, &written))));
    }
}
