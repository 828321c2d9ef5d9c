//! Territories: what teams claim, checked against the workspace and against each other.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{ModuleGraph, ModuleId, SourceMap, Span};
use camino::Utf8PathBuf;

use crate::codeowners::Index;
use crate::limits::Limits;
use crate::names::{Meaning, Names};
use crate::ownership::{Claims, Owners, OwnershipSource, OwnershipSourceKind, PatternClaim};
use crate::pattern::{PathPattern, is_pattern, names};
use crate::problem::PolicyProblem;
use crate::read::SUGGESTIONS;
use crate::team::{Team, TeamId};
use crate::values::Placed;

/// Everything that claims are checked against.
pub(crate) struct Ground<'a> {
    pub(crate) graph: &'a ModuleGraph,
    pub(crate) sources: &'a SourceMap,
    pub(crate) names: &'a Names<'a>,
    pub(crate) all_files: &'a dyn Fn() -> Option<Vec<Utf8PathBuf>>,
    pub(crate) limits: Limits,
}

/// One entry of `owns`.
pub(crate) struct Territory {
    pub(crate) team: TeamId,
    pub(crate) entry: Placed<String>,
    pub(crate) in_team_file: bool,
}

/// Turns the entries of `owns` into claims.
pub(crate) fn claim(
    ground: &Ground<'_>,
    teams: &[Team],
    owns: &[Territory],
    problems: &mut Vec<PolicyProblem>,
) -> Owners {
    let mut owners = Owners::default();
    let owns_patterns = ground.limits.owns_patterns;
    let mut written = owns.iter().filter(|territory| is_pattern(&territory.entry.value));
    if let Some(beyond) = usize::try_from(owns_patterns).ok().and_then(|limit| written.nth(limit)) {
        let message = format!("the policy has more than {owns_patterns} patterns");
        let help = "name packages or modules instead, or raise the limit: `--limit owns-patterns=…`";
        problems.push(PolicyProblem::new(beyond.entry.span, message).help(help));
        return owners;
    }
    let patterns: Vec<Option<Result<PathPattern, String>>> = owns
        .iter()
        .map(|Territory { entry, .. }| is_pattern(&entry.value).then(|| PathPattern::new(&entry.value, &ground.limits)))
        .collect();
    let is_matched = matched(ground, &patterns);
    for ((Territory { team, entry, in_team_file }, pattern), is_matched) in owns.iter().zip(patterns).zip(is_matched) {
        let source = |kind| OwnershipSource { kind, span: entry.span, text: entry.value.clone(), teams: vec![*team] };
        let (claims, module_kind, pattern_kind) = if *in_team_file {
            let kinds = (OwnershipSourceKind::TeamFileModule, OwnershipSourceKind::TeamFilePattern);
            (&mut owners.team_files, kinds.0, kinds.1)
        } else {
            (&mut owners.policy, OwnershipSourceKind::PolicyModule, OwnershipSourceKind::PolicyPattern)
        };
        if let Some(pattern) = pattern {
            match pattern {
                Ok(pattern) => {
                    if !is_matched {
                        problems.push(
                            PolicyProblem::new(entry.span, format!("`{}` matches no file", entry.value))
                                .help("patterns start at the workspace root; correct it or remove it"),
                        );
                    }
                    claims.add_pattern(pattern, source(pattern_kind));
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
                    let source = source(module_kind);
                    if let Some(first) = claims.modules.get(&module) {
                        if first.teams != source.teams {
                            problems.push(twice(ground, teams, first, &source, module));
                        }
                        continue;
                    }
                    claims.modules.insert(module, source);
                }
            }
            Some(Meaning::Item(_)) => problems.push(
                PolicyProblem::new(entry.span, format!("`{}` is an item; teams own modules", entry.value))
                    .help("name the module around it, or list the item under `surface`"),
            ),
            None => {
                problems.push(
                    PolicyProblem::new(entry.span, format!("there is no module `{}`", entry.value))
                        .maybe_help(suggested(ground, &entry.value, problems.len())),
                )
            }
        }
    }
    collisions(ground, teams, &owners.policy, problems);
    collisions(ground, teams, &owners.team_files, problems);
    owners
}

/// Which patterns match a file: one with code, or else any other.
fn matched(ground: &Ground<'_>, patterns: &[Option<Result<PathPattern, String>>]) -> Vec<bool> {
    let mut index = Index::default();
    // What is no pattern is not missed.
    let mut is_matched: Vec<bool> = patterns.iter().map(|pattern| !matches!(pattern, Some(Ok(_)))).collect();
    for (at, pattern) in patterns.iter().enumerate() {
        if let Some(Ok(pattern)) = pattern {
            index.add(at, pattern.hint());
        }
    }
    for list in [&|| Some(known_files(ground)), ground.all_files] as [&dyn Fn() -> Option<Vec<Utf8PathBuf>>; 2] {
        if is_matched.iter().all(|is_matched| *is_matched) {
            break;
        }
        // Of files that are too many to list, any may be meant.
        let Some(files) = list() else { return vec![true; patterns.len()] };
        for file in files {
            for at in index.candidates(file.as_str(), &names(&file)) {
                let Some(Ok(pattern)) = &patterns[at] else { continue };
                is_matched[at] |= pattern.matches(&file);
            }
        }
    }
    is_matched
}

/// Claims of team files that decide nothing, because stronger sources give all they cover to other teams: the file says
/// what is not true. To be asked once it is decided who owns what.
pub(crate) fn claims_without_effect(
    ground: &Ground<'_>,
    teams: &[Team],
    owners: &Owners,
    problems: &mut Vec<PolicyProblem>,
) {
    let mut ineffective: BTreeMap<Span, (&OwnershipSource, OwnershipSource)> = BTreeMap::new();
    let mut effective: BTreeSet<Span> = BTreeSet::new();
    let claims = &owners.team_files;
    if claims.modules.is_empty() && claims.patterns.is_empty() {
        return;
    }
    let all = claims.modules.values().chain(claims.patterns.iter().map(|claim| &claim.source));
    let by_span: BTreeMap<Span, &OwnershipSource> = all.map(|source| (source.span, source)).collect();
    for module in ground.graph.modules() {
        let sources = owners.why_module(module.id());
        let Some(first) = sources.first() else { continue };
        for source in &sources {
            let Some(claim) = by_span.get(&source.span) else { continue };
            if owners.of_module(module.id()).teams.iter().any(|team| claim.teams.contains(team)) {
                effective.insert(claim.span);
            } else {
                ineffective.entry(claim.span).or_insert_with(|| (claim, first.clone()));
            }
        }
    }
    for (span, (claim, stronger)) in ineffective.into_iter().filter(|(span, _)| !effective.contains(span)) {
        let name = |source: &OwnershipSource| source.teams.first().map_or("", |team| &teams[team.index()].name);
        problems.push(
            PolicyProblem::new(
                span,
                format!(
                    "`{}` is claimed by `{}`, and all of it belongs to `{}`",
                    claim.text,
                    name(claim),
                    name(&stronger)
                ),
            )
            .label(stronger.span, format!("the {} here is stronger than a team's own file", stronger.kind.as_str()))
            .help("remove one of the two lines: the workspace's policy and package metadata come before team files"),
        );
    }
}

/// Patterns of different teams that are equally specific about the same file.
fn collisions(ground: &Ground<'_>, teams: &[Team], claimed: &Claims, problems: &mut Vec<PolicyProblem>) {
    let mut told = BTreeSet::new();
    for file in known_files(ground) {
        let claims = claimed.patterns_for(&file);
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

/// A way on for a name that is none.
fn suggested(ground: &Ground<'_>, name: &str, problems: usize) -> Option<String> {
    let near = (problems < SUGGESTIONS).then(|| ground.names.suggestion(name, true))?;
    Some(format!("{near}; a path pattern contains a `/`"))
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
