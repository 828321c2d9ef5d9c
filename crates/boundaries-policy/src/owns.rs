//! Territories: what teams claim, checked against the workspace and against each other.

use std::collections::BTreeSet;

use boundaries_graph::{ModuleGraph, ModuleId, SourceMap};
use camino::Utf8PathBuf;

use crate::names::{Meaning, Names};
use crate::ownership::{Owners, OwnershipSource, OwnershipSourceKind, PatternClaim};
use crate::pattern::{PathPattern, is_pattern};
use crate::problem::PolicyProblem;
use crate::team::{Team, TeamId};
use crate::values::Placed;

/// Everything that claims are checked against.
pub(crate) struct Ground<'a> {
    pub(crate) graph: &'a ModuleGraph,
    pub(crate) sources: &'a SourceMap,
    pub(crate) names: &'a Names,
    pub(crate) all_files: &'a dyn Fn() -> Vec<Utf8PathBuf>,
}

/// Turns the entries of `owns` into claims.
pub(crate) fn claim(
    ground: &Ground<'_>,
    teams: &[Team],
    owns: &[(TeamId, Placed<String>)],
    problems: &mut Vec<PolicyProblem>,
) -> Owners {
    let mut owners = Owners::default();
    let mut files = None;
    for (team, entry) in owns {
        let source = |kind| OwnershipSource { kind, span: entry.span, text: entry.value.clone(), teams: vec![*team] };
        if is_pattern(&entry.value) {
            match PathPattern::new(&entry.value) {
                Ok(pattern) => {
                    let files: &Vec<Utf8PathBuf> = files.get_or_insert_with(|| known_files(ground));
                    let matches = |file: &Utf8PathBuf| pattern.matches(file);
                    if !files.iter().any(matches) && !(ground.all_files)().iter().any(matches) {
                        problems.push(
                            PolicyProblem::new(entry.span, format!("`{}` matches no file", entry.value))
                                .help("patterns start at the workspace root; correct it or remove it"),
                        );
                    }
                    owners.patterns.push(PatternClaim { pattern, source: source(OwnershipSourceKind::PolicyPattern) });
                }
                Err(why) => problems.push(
                    PolicyProblem::new(entry.span, format!("`{}` is not a pattern: {why}", entry.value))
                        .help("write a path from the workspace root, with `*` and `**` as wildcards"),
                ),
            }
            continue;
        }
        match ground.names.find(&entry.value) {
            Some(Meaning::Modules(modules)) => {
                for module in modules {
                    let source = source(OwnershipSourceKind::PolicyModule);
                    if let Some(first) = owners.modules.get(&module) {
                        if first.teams != source.teams {
                            problems.push(twice(ground, teams, first, &source, module));
                        }
                        continue;
                    }
                    owners.modules.insert(module, source);
                }
            }
            Some(Meaning::Item(_)) => problems.push(
                PolicyProblem::new(entry.span, format!("`{}` is an item; teams own modules", entry.value))
                    .help("name the module around it, or list the item under `surface`"),
            ),
            None => problems.push(
                PolicyProblem::new(entry.span, format!("there is no module `{}`", entry.value))
                    .help(format!("{}; a path pattern contains a `/`", ground.names.suggestion(&entry.value, true))),
            ),
        }
    }
    collisions(ground, teams, &owners, problems);
    owners
}

/// Patterns of different teams that are equally specific about the same file.
fn collisions(ground: &Ground<'_>, teams: &[Team], owners: &Owners, problems: &mut Vec<PolicyProblem>) {
    let mut told = BTreeSet::new();
    for file in known_files(ground) {
        let claims = owners.pattern_claims(&file);
        let Some((&first, others)) = claims.split_first() else { continue };
        let equal = others.iter().take_while(|other| other.pattern.specificity() == first.pattern.specificity());
        let Some(&second) = equal.into_iter().find(|other| other.source.teams != first.source.teams) else { continue };
        let (a, b) = (first.source.span, second.source.span);
        if !told.insert((a.min(b), a.max(b))) {
            continue;
        }
        let (early, late) = if a <= b { (first, second) } else { (second, first) };
        let name = |claim: &PatternClaim| claim.source.teams.first().map_or("", |team| &teams[team.index()].name);
        problems.push(
            PolicyProblem::new(
                late.source.span,
                format!("`{file}` is claimed by `{}` and by `{}`, equally specifically", name(early), name(late)),
            )
            .label(early.source.span, format!("claimed by `{}` here", name(early)))
            .help("make one of the patterns more specific, or name the owner of the module by its path"),
        );
    }
}

fn twice(
    ground: &Ground<'_>,
    teams: &[Team],
    first: &OwnershipSource,
    second: &OwnershipSource,
    module: ModuleId,
) -> PolicyProblem {
    let name = |source: &OwnershipSource| source.teams.first().map_or("", |team| &teams[team.index()].name).to_owned();
    let path = ground.graph.module(module).path();
    PolicyProblem::new(second.span, format!("`{path}` is claimed by `{}` and by `{}`", name(first), name(second)))
        .label(first.span, format!("claimed by `{}` here", name(first)))
        .help("a module has one owner: remove one of the two, or name modules below it")
}

/// Source files and manifests.
fn known_files(ground: &Ground<'_>) -> Vec<Utf8PathBuf> {
    let modules = ground.graph.modules().map(|module| module.data().file);
    let manifests = ground.graph.packages().filter_map(|package| package.data().manifest);
    let mut files: Vec<_> = modules.chain(manifests).map(|file| ground.sources.file(file).path().to_owned()).collect();
    files.sort_unstable();
    files.dedup();
    files
}
