//! `check`: the linter; without a policy, the overview.

mod beside;
mod reports;
mod runner;
mod settings;
mod timings;
mod watch;

use std::collections::BTreeMap;
use std::io;
use std::time::Instant;

use boundaries::camino::Utf8PathBuf;
use boundaries::internal::Clock;
use boundaries::internal::graph::{GapReason, ModuleGraph};
use boundaries::internal::lint::{LevelOverrides, Scope};
use boundaries::internal::policy::{Enforcement, Level};
use boundaries::internal::report::{self, CargoMessages, Layout, View};
use boundaries::{CheckOptions, History, PolicyOrigin, Project, UnknownName};

use crate::Verdict;
use crate::args::{CheckArgs, CommonArgs, EnforcementLevel, LevelArgs, LevelFlag};
use crate::commands::overview;
use crate::failure::Failure;
use crate::output::Output;
use crate::text::{clean, counted};
use beside::Beside;
use reports::{Material, Reports};
use runner::Runner;
use timings::Timings;

pub(crate) fn run(args: &CheckArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    if args.watch {
        return watch::run(args, common, output);
    }
    let reports = Reports::new(args, Runner::here());
    let mut beside = match args.cargo.and {
        Some(command) => Some(Beside::start(command, args, common)?),
        None => None,
    };
    let load = |clock| Project::load(&super::options(common).with_clock(clock));
    let judged = judge(args, common, &reports, &mut beside, load, output).map(|(verdict, _)| verdict);
    if let Err(failure) = &judged
        && reports.are_messages()
    {
        tell_editors(failure, args, common, output)?;
    }
    let builds = match beside {
        Some(beside) => beside.finish(output.format()?)?,
        None => true,
    };
    if reports.are_messages() {
        let success = builds && matches!(judged, Ok(Verdict::Clean));
        report::cargo_json_end(success, output.format()?)?;
    }
    judged.map(|verdict| if builds { verdict } else { Verdict::Failing })
}

/// Judges the workspace that is loaded, by a clock if one is wanted, and writes the reports. Hands back what was judged.
fn judge(
    args: &CheckArgs,
    common: &CommonArgs,
    reports: &Reports,
    beside: &mut Option<Beside>,
    load: impl FnOnce(Option<Clock>) -> Result<Project, boundaries::Error>,
    output: &mut Output,
) -> Result<(Verdict, Project), Failure> {
    let start = Instant::now();
    let mut overrides = overrides(&args.levels)?;
    let project = load(args.timings.map(|_| timings::clock()))?;
    super::pass_on_notes(&project, output);
    let scope = scope(&project, args)?;
    if let Some(format) = args.explain_config {
        let options = check_options(args, overrides, scope);
        settings::tell(format, &project, &options, args, common, output)?;
        return Ok((Verdict::Clean, project));
    }
    let is_judged = project.origin() == PolicyOrigin::Written;
    if !is_judged {
        // Nobody has agreed on anything yet, so every coupling is shown and none fails.
        overrides.set_enforcement(Enforcement::Observe);
    }
    let options = check_options(args, overrides, scope);
    let loaded = Instant::now();
    let mut found = project.check_following_moves(&options, || History::of(&super::options(common)).ok());
    if let Some(note) = project.unlisted() {
        output.note(note);
    }
    if let Some(revision) = &args.base {
        let base = History::of(&super::options(common))?.base(revision)?;
        for note in base.notes() {
            output.note(&clean(note));
        }
        if let Some(unseen) = base.project().unseen_in_short() {
            output
                .note(&clean(&format!("at `{revision}` {unseen}; what stands there is told and does not fail as new")));
        }
        project.hold_to(&base, &mut found, &options)?;
    }
    let checked = Instant::now();
    let layout = layout(&project);
    let selected: Vec<String> =
        options.scope.packages.iter().map(|&package| project.graph().package(package).name().to_owned()).collect();
    let material = Material {
        view: View { report: &found, sources: project.sources(), graph: project.graph(), layout: &layout },
        cargo: CargoMessages {
            packages: project.cargo_packages(),
            workspace: project.root(),
            policy: project.policy_file(),
            selected: &selected,
            rendered: args.cargo.rendered(),
        },
    };
    reports.write_files(&material, output)?;
    if !reports.are_messages()
        && let Some(beside) = beside
    {
        // What is for reading comes after cargo has had its say.
        beside.pass_on(output.format()?)?;
    }
    if !is_judged && reports.are_read() {
        let look = output.style;
        overview::print(&project, look, output.report())?;
    } else {
        reports.print(&material, output)?;
        if reports.are_files_only() {
            let failing = counted(found.summary.failing, "finding");
            output.note(&format!("{failing} that fail the run; the reports are written"));
        }
        if !is_judged {
            output.note("there is no policy, so nothing fails; `cargo boundaries init` proposes one");
        }
    }
    if args.stats {
        stats(&project, start, output);
    }
    if let Some(format) = args.timings {
        let timings = Timings { rules: checked - loaded, render: checked.elapsed(), total: start.elapsed() };
        output.told_of_this_run(&timings.text(&project, format));
    }
    let fails = is_judged && found.fails() && !args.exit_zero;
    Ok((if fails { Verdict::Failing } else { Verdict::Clean }, project))
}

/// How to check, with the enforcement that is asked for.
fn check_options(args: &CheckArgs, mut overrides: LevelOverrides, scope: Scope) -> CheckOptions {
    match args.enforcement {
        None => {}
        Some(EnforcementLevel::Observe) => overrides.set_enforcement(Enforcement::Observe),
        Some(EnforcementLevel::NoNew) => overrides.set_enforcement(Enforcement::NoNew),
        Some(EnforcementLevel::Enforce) => overrides.set_enforcement(Enforcement::Enforce),
        Some(EnforcementLevel::Sealed) => overrides.set_enforcement(Enforcement::Sealed),
    }
    let mut options = CheckOptions::default().within(scope);
    options.overrides = overrides;
    options
}

/// Which findings are asked for.
fn scope(project: &Project, args: &CheckArgs) -> Result<Scope, Failure> {
    let mut scope = project.scope(&args.packages, &args.teams, &args.rules)?;
    let excluded = project.scope(&args.cargo.exclude, &[], &[])?.packages;
    if !excluded.is_empty() {
        if scope.packages.is_empty() {
            scope.packages = project.graph().packages().map(|package| package.id()).collect();
        }
        scope.packages.retain(|package| !excluded.contains(package));
        if scope.packages.is_empty() {
            return Err(Failure::NothingSelected);
        }
    }
    Ok(scope)
}

/// Tells an editor why there are no findings, at a place that it can show. Standard error tells it again, for people.
fn tell_editors(failure: &Failure, args: &CheckArgs, common: &CommonArgs, output: &mut Output) -> io::Result<()> {
    let Ok((root, packages)) = boundaries::internal::cargo_packages(&super::options(common)) else {
        return Ok(());
    };
    let cargo = CargoMessages {
        packages: &packages,
        workspace: &root,
        policy: None,
        selected: &[],
        rendered: args.cargo.rendered(),
    };
    match failure {
        Failure::Project(boundaries::Error::Policy(policy)) => {
            report::cargo_json_problems(&policy.problems, &policy.sources, &cargo, output.format()?)
        }
        other => report::cargo_json_failure(&other.to_string(), &cargo, output.format()?),
    }
}

/// Where the files lie, seen from here.
fn layout(project: &Project) -> Layout {
    let mut layout = project.layout();
    if let Some(here) = std::env::current_dir().ok().and_then(|here| Utf8PathBuf::try_from(here).ok()) {
        layout.working_dir = here;
    }
    layout
}

fn overrides(levels: &LevelArgs) -> Result<LevelOverrides, Failure> {
    let mut overrides = LevelOverrides::default();
    for (flag, rule) in &levels.settings {
        let level = match flag {
            LevelFlag::Allow => Level::Allow,
            LevelFlag::Warn => Level::Warn,
            LevelFlag::Deny => Level::Deny,
        };
        overrides.set(rule, level).map_err(UnknownName::from)?;
    }
    Ok(overrides)
}

/// What was read and what could not be seen, to stderr: the report stays what it is without the flag.
fn stats(project: &Project, start: Instant, output: &mut Output) {
    let graph = project.graph();
    let test_references = graph.references().iter().filter(|reference| reference.context.as_str() == "test").count();
    let mut lines = vec![
        format!(
            "{}, {}, {}",
            counted(graph.packages().count(), "package"),
            counted(graph.crates().count(), "crate"),
            counted(graph.modules().count(), "module")
        ),
        format!(
            "{} between modules, {test_references} of them in tests",
            counted(graph.references().len(), "reference")
        ),
    ];
    lines.push(match graph.gaps().len() {
        0 => "no gaps".to_owned(),
        count => format!("{}:", counted(count, "gap")),
    });
    for reason in GapReason::ALL {
        let count = graph.gaps().iter().filter(|gap| gap.reason == reason).count();
        if count > 0 {
            lines.push(format!("  {count:>7} {}", reason.as_str()));
        }
    }
    lines.extend(gap_rates(graph));
    output.told(&lines.join("\n"));
    output.told_of_this_run(&format!("{:.2} s", start.elapsed().as_secs_f64()));
}

/// How much of each crate could not be seen: its gaps, and how many come on a thousand references.
fn gap_rates(graph: &ModuleGraph) -> Vec<String> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for gap in graph.gaps() {
        counts.entry(graph.module(gap.module).krate().unique_name()).or_default().0 += 1;
    }
    for reference in graph.references() {
        if let Some((_, references)) = counts.get_mut(graph.module(reference.from).krate().unique_name()) {
            *references += 1;
        }
    }
    let width = counts.keys().map(|name| name.len()).max().unwrap_or_default();
    let rate = |gaps: usize, references: usize| match references {
        0 => "no references".to_owned(),
        _ => format!("{:.1} per 1000 references", gaps as f64 * 1000.0 / references as f64),
    };
    counts
        .into_iter()
        .map(|(name, (gaps, references))| {
            format!("  {name:<width$} {:>7}, {}", counted(gaps, "gap"), rate(gaps, references))
        })
        .collect()
}
