//! How long an editor waits after an edit: `cargo run --release --example edits -- path/to/Cargo.toml [edits]`.
//!
//! Random edits of random files, none of them written to disk: one after the other inside a body, and of what other files
//! can see. After each the workspace is checked. With `--verify` every answer is held to that of a project loaded anew.

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
    println!("{lines} lines, first answer after {:.0?}", start.elapsed());
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
                assert_eq!(warm, cold, "after an edit of {path}");
            }
        }
        println!("{kind}: {:.1?} to the answer, {:.1?} of it for the project (medians)", median(waits), median(loads));
    }
    Ok(())
}

/// Everything that is found, and where everything stands.
fn said(project: &Project, report: &boundaries::lint::Report) -> std::io::Result<(String, String)> {
    let mut out = Vec::new();
    boundaries::report::json(report, project.sources(), project.graph(), &mut out)?;
    let graph = project.graph();
    let references: Vec<_> =
        graph.references().iter().map(|one| (one.from, one.definition, one.door, one.span)).collect();
    let words: Vec<_> = graph.references().iter().map(|one| (graph.text(one.written), graph.text(one.name))).collect();
    let items: Vec<_> = graph.items().map(|item| (item.path(), item.data().span)).collect();
    let rest = (graph.gaps(), graph.exposures(), graph.external_references().len(), graph.reexports().len());
    Ok((String::from_utf8_lossy(&out).into_owned(), format!("{references:?}{words:?}{items:?}{rest:?}")))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
