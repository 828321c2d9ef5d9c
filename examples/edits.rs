//! How long an editor waits after an edit: `cargo run --release --example edits -- path/to/Cargo.toml [edits]`.
//!
//! Random edits of random files, none of them written to disk: one after the other inside a body, a new public function, a new
//! import, a new public type, another one with an `impl` of its own and of a trait, and a new field. After each, what the language server makes of the workspace is made: findings, and an editor's messages. Before,
//! the same is done for a workspace loaded anew, without any cache, in the same process. Tells medians of the time of
//! processors, where the system tells it, and of the clock. With `--verify` every answer is held to that of a project loaded
//! anew; with `--row` a line of a table is told.

use std::io::{Write as _, stdout};
use std::time::{Duration, Instant};

use boundaries::camino::Utf8PathBuf;
use boundaries::internal::Insight;
use boundaries::internal::lint::Report;
use boundaries::internal::report::{ColumnUnit, View, editor_findings};
use boundaries::{Cancellation, CheckOptions, OnDisk, Project, ProjectOptions, Session, UnsavedTexts};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often a workspace is loaded anew.
const COLD: usize = 3;

type Failure = Box<dyn std::error::Error>;

/// What somebody does.
#[derive(Clone, Copy)]
enum Edit {
    Body,
    Function,
    Import,
    Type,
    Impl,
    Field,
}

/// What somebody does, and what it is called.
const EDITS: [(Edit, &str); 6] = [
    (Edit::Body, "inside a body"),
    (Edit::Function, "a function"),
    (Edit::Import, "an import"),
    (Edit::Type, "a type"),
    (Edit::Impl, "a type with `impl`s"),
    (Edit::Field, "a field"),
];

/// What somebody waited for.
#[derive(Clone, Copy)]
struct Wait {
    cpu: Duration,
    clock: Duration,
}

fn main() -> Result<(), Failure> {
    let (flags, arguments): (Vec<_>, Vec<_>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let manifest = Utf8PathBuf::from(arguments.first().map_or("Cargo.toml", String::as_str));
    let count: usize = arguments.get(1).map_or(Ok(21), |count| count.parse())?;
    let is_set = |name: &str| flags.iter().any(|flag| flag == name);
    let is_verified = is_set("--verify");

    let options = ProjectOptions::at(manifest);
    let mut unsaved = UnsavedTexts::default();
    let mut cold = Vec::new();
    for _ in 0..COLD {
        let (wait, _) = waited(|| Project::load(&options))?;
        cold.push(wait);
    }
    let mut session = Session::new(options.clone());
    let go = Cancellation::default();
    let project = session.refresh(&unsaved, OnDisk::Unknown, &go, &|_| ())?;
    let lines: usize = project.sources().files().map(|(_, file)| file.line_count()).sum();
    let root = project.root().canonicalize_utf8()?;
    let sources: Vec<(Utf8PathBuf, String)> = project
        .sources()
        .files()
        .filter(|(_, file)| file.path().extension() == Some("rs") && file.text().contains(") {\n"))
        .map(|(_, file)| (root.join(file.path()), file.text().to_owned()))
        .collect();
    drop(project);

    let mut random = 1_usize;
    let mut waits: [Vec<Wait>; EDITS.len()] = Default::default();
    for ((kind, _), waits) in EDITS.into_iter().zip(&mut waits) {
        for at in 0..count {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (path, text) = &sources[(random >> 33) % sources.len()];
            let edited = match kind {
                Edit::Body => text.replacen(") {\n", &format!(") {{\n    let probe_{at} = {at};\n"), 1 + at % 3),
                Edit::Function => format!("{text}\npub fn probe_{at}() {{}}\n"),
                Edit::Import => format!("{text}\nuse std::collections::BTreeMap as Probe{at};\n"),
                Edit::Type => format!("{text}\npub struct Probe{at};\n"),
                Edit::Impl => format!(
                    "{text}\npub struct Probe{at} {{ size: u32 }}\n\
                     impl Probe{at} {{\n    pub fn new(size: u32) -> Self {{\n        Self {{ size }}\n    }}\n}}\n\
                     impl Clone for Probe{at} {{\n    fn clone(&self) -> Self {{\n        Self::new(self.size)\n    }}\n}}\n"
                ),
                Edit::Field => match text.find("struct ").and_then(|at| Some(at + text[at..].find("{\n")? + 2)) {
                    Some(place) => format!("{}    pub probe_{at}: u32,\n{}", &text[..place], &text[place..]),
                    None => format!("{text}\npub struct Probe{at} {{\n    pub probe: u32,\n}}\n"),
                },
            };
            unsaved.insert(path.clone(), edited);
            let (wait, (insight, report)) = waited(|| session.refresh(&unsaved, OnDisk::Same, &go, &|_| ()))?;
            waits.push(wait);
            if is_verified {
                let cold = Project::load_unsaved(&options, &unsaved)?;
                let cold_report = cold.check(&CheckOptions::default());
                let (warm, cold) = (said(insight.project(), &report)?, said(&cold, &cold_report)?);
                if warm != cold {
                    let differing = warm.lines().zip(cold.lines()).find(|(warm, cold)| warm != cold);
                    return Err(format!("after an edit of {path}: {differing:?}").into());
                }
            }
        }
    }
    let cold = median(cold);
    let waits = waits.map(median);
    let mut out = stdout().lock();
    let ratio = |wait: Wait| wait.cpu.as_secs_f64() / cold.cpu.as_secs_f64();
    if is_set("--row") {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let name = root.file_name().unwrap_or("workspace");
        write!(out, "| {name} | {lines} | {:.0} | {:.0} ", ms(cold.cpu), ms(cold.clock))?;
        for wait in waits {
            write!(out, "| {:.0} | {:.0} ", ms(wait.cpu), ms(wait.clock))?;
        }
        writeln!(out, "|")?;
    } else {
        writeln!(out, "{lines} lines")?;
        let edits = EDITS.iter().zip(waits).map(|((_, what), wait)| (*what, wait));
        for (what, wait) in [("loaded anew", cold)].into_iter().chain(edits) {
            let (cpu, clock, ratio) = (wait.cpu, wait.clock, ratio(wait));
            writeln!(out, "{what}: {cpu:.1?} of processors, {clock:.1?} on the clock, {ratio:.3} of a cold check")?;
        }
    }
    Ok(())
}

/// Loads by `load`, and makes of it what the language server makes.
fn waited(load: impl FnOnce() -> Result<Project, boundaries::Error>) -> Result<(Wait, (Insight, Report)), Failure> {
    let (start, clock) = (processors(), Instant::now());
    let project = load()?;
    let report = project.check(&CheckOptions::default());
    let layout = project.layout();
    let view = View { report: &report, sources: project.sources(), graph: project.graph(), layout: &layout };
    let messages = editor_findings(&view, ColumnUnit::Utf16);
    let insight = Insight::new(project, report.findings.clone());
    let clock = clock.elapsed();
    let cpu = start.zip(processors()).map_or(clock, |(start, end)| end.saturating_sub(start));
    drop(messages);
    Ok((Wait { cpu, clock }, (insight, report)))
}

/// What this process spent so far.
#[cfg(unix)]
fn processors() -> Option<Duration> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;

    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Some(Duration::from_micros(micros.try_into().ok()?))
}

#[cfg(not(unix))]
fn processors() -> Option<Duration> {
    None
}

/// Everything that is found, and where everything stands.
fn said(project: &Project, report: &Report) -> std::io::Result<String> {
    let mut out = Vec::new();
    boundaries::internal::report::json(report, project.sources(), project.graph(), &mut out)?;
    let graph = project.graph();
    for one in graph.references().iter().chain(graph.caller_references()) {
        let rest = (one.from, one.definition, one.door, one.kind, one.context, one.span);
        writeln!(out, "{} {} {rest:?}", graph.text(one.written), graph.text(one.name))?;
    }
    for item in graph.items() {
        writeln!(out, "{} {:?}", item.path(), item.data().span)?;
    }
    for gap in graph.gaps() {
        writeln!(out, "{} {:?}", graph.text(gap.text), (gap.reason, gap.module, gap.span))?;
    }
    for module in graph.modules() {
        writeln!(out, "{} {:?}", module.path(), module.data().span)?;
    }
    for one in graph.external_references() {
        let name = graph.external_name(one.krate);
        writeln!(out, "{name} {} {:?}", graph.text(one.written), (one.from, one.context, one.span))?;
    }
    for one in graph.reexports() {
        let rest = (one.module, one.definition, one.source, one.span);
        writeln!(out, "{} {rest:?}", graph.text(one.name))?;
    }
    writeln!(out, "{:?}\n{:?}", graph.exposures(), graph.implementations())?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// The median of each.
fn median(waits: Vec<Wait>) -> Wait {
    let middle = |of: fn(&Wait) -> Duration| {
        let mut times: Vec<Duration> = waits.iter().map(of).collect();
        times.sort_unstable();
        times[times.len() / 2]
    };
    Wait { cpu: middle(|wait| wait.cpu), clock: middle(|wait| wait.clock) }
}
