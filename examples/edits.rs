//! How long an editor waits after an edit: `cargo run --release --example edits -- path/to/Cargo.toml [edits]`.
//!
//! Random edits of random files, none of them written to disk: one after the other inside a body, and of what other files
//! can see. After each the workspace is checked. With `--verify` every answer is held to that of a project loaded anew.

use std::io::{Write as _, stdout};
use std::time::{Duration, Instant};

use boundaries::camino::Utf8PathBuf;
use boundaries::{Cancellation, CheckOptions, OnDisk, Project, ProjectOptions, Session, UnsavedTexts};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (flags, arguments): (Vec<_>, Vec<_>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let manifest = Utf8PathBuf::from(arguments.first().map_or("Cargo.toml", String::as_str));
    let count: usize = arguments.get(1).map_or(Ok(21), |count| count.parse())?;
    let is_verified = flags.iter().any(|flag| flag == "--verify");

    let options = ProjectOptions::at(manifest);
    let mut session = Session::new(options.clone());
    let mut unsaved = UnsavedTexts::default();
    let start = Instant::now();
    let project = session.refresh(&unsaved, OnDisk::Unknown, &Cancellation::default(), &|_| ())?;
    let lines: usize = project.sources().files().map(|(_, file)| file.line_count()).sum();
    let mut out = stdout().lock();
    writeln!(out, "{lines} lines, first answer after {:.0?}", start.elapsed())?;
    let root = project.root().canonicalize_utf8()?;
    let sources: Vec<(Utf8PathBuf, String)> = project
        .sources()
        .files()
        .filter(|(_, file)| file.path().extension() == Some("rs") && file.text().contains(") {\n"))
        .map(|(_, file)| (root.join(file.path()), file.text().to_owned()))
        .collect();

    let mut random = 1_usize;
    for (kind, is_body) in [("inside a body", true), ("seen by others", false)] {
        let (mut waits, mut loads) = (Vec::new(), Vec::new());
        for at in 0..count {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (path, text) = &sources[(random >> 33) % sources.len()];
            let edited = match is_body {
                true => text.replacen(") {\n", &format!(") {{\n    let probe = {at};\n"), 1 + at % 3),
                false => format!("{text}\npub fn probe_{at}() {{}}\n"),
            };
            unsaved.insert(path.clone(), edited);
            let start = Instant::now();
            let project = session.refresh(&unsaved, OnDisk::Same, &Cancellation::default(), &|_| ())?;
            let loaded = start.elapsed();
            let report = project.check(&CheckOptions::default());
            waits.push(start.elapsed());
            loads.push(loaded);
            if is_verified {
                let cold = Project::load_unsaved(&options, &unsaved)?;
                let (warm, cold) = (said(&project, &report)?, said(&cold, &cold.check(&CheckOptions::default()))?);
                if warm != cold {
                    let differing = warm.lines().zip(cold.lines()).find(|(warm, cold)| warm != cold);
                    return Err(format!("after an edit of {path}: {differing:?}").into());
                }
            }
        }
        let (wait, load) = (median(waits), median(loads));
        writeln!(out, "{kind}: {wait:.1?} to the answer, {load:.1?} of it for the project (medians)")?;
    }
    Ok(())
}

/// Everything that is found, and where everything stands.
fn said(project: &Project, report: &boundaries::lint::Report) -> std::io::Result<String> {
    let mut out = Vec::new();
    boundaries::report::json(report, project.sources(), project.graph(), &mut out)?;
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
    let (exposures, others) = (graph.exposures(), (graph.external_references().len(), graph.reexports().len()));
    writeln!(out, "{exposures:?}\n{others:?}")?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
