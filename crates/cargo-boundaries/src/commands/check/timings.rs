//! How long each phase of a check took, as a table or as JSON.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use boundaries::Project;
use boundaries::internal::Clock;

use crate::args::TableFormat;
use crate::text::counted;

/// The phases that the library does not time, and the whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timings {
    pub(super) rules: Duration,
    pub(super) render: Duration,
    pub(super) total: Duration,
}

/// A phase; those inside another one are summed over all threads.
struct Phase {
    name: &'static str,
    time: Duration,
    is_inner: bool,
}

/// The clock for the library: the time since it was first asked.
pub(super) fn clock() -> Clock {
    static START: OnceLock<Instant> = OnceLock::new();
    || START.get_or_init(Instant::now).elapsed()
}

impl Timings {
    pub(super) fn text(self, project: &Project, format: TableFormat) -> String {
        let phases = self.phases(project);
        match format {
            TableFormat::Text => self.table(project, &phases),
            TableFormat::Json => self.json(project, &phases),
        }
    }

    fn phases(self, project: &Project) -> Vec<Phase> {
        let (load, analysis) = (project.timings(), &project.stats().timings);
        let outer = |name, time| Phase { name, time, is_inner: false };
        let inner = |name, time| Phase { name, time, is_inner: true };
        vec![
            outer("metadata", load.metadata),
            outer("files", analysis.files),
            inner("read", analysis.reading),
            inner("parse", analysis.parsing),
            outer("collect", analysis.collecting),
            outer("imports", analysis.imports),
            outer("bodies", analysis.bodies),
            outer("assemble", analysis.assembling),
            outer("policy", load.policy),
            outer("rules", self.rules),
            outer("render", self.render),
        ]
    }

    fn table(self, project: &Project, phases: &[Phase]) -> String {
        let total = self.total.as_secs_f64().max(f64::EPSILON);
        let mut lines: Vec<_> = phases
            .iter()
            .map(|phase| {
                let time = phase.time.as_secs_f64();
                let share =
                    if phase.is_inner { "on all threads".to_owned() } else { format!("{:.0} %", time / total * 100.0) };
                let indent = if phase.is_inner { 2 } else { 0 };
                format!("{:indent$}{:<width$} {time:>8.3} s  {share}", "", phase.name, width = 10 - indent)
            })
            .collect();
        lines.push(format!("{:<10} {total:>8.3} s", "total"));
        let stats = project.stats();
        let (files, bytes, facts) = (counted(stats.files, "file"), stats.bytes, stats.facts);
        lines.push(format!("{files}, {:.1} MB, {facts} facts", bytes as f64 / 1e6));
        if stats.kept_files + stats.new_files > 0 {
            let (kept, new) = (counted(stats.kept_files, "file"), counted(stats.new_files, "file"));
            lines.push(format!("facts of {kept} kept by an earlier run, {new} parsed"));
        }
        if stats.kept_walks > 0 {
            let kept = counted(stats.kept_walks, "module");
            lines.push(format!("what is in {kept} or blocks with items kept by an earlier run"));
        }
        lines.join("\n")
    }

    fn json(self, project: &Project, phases: &[Phase]) -> String {
        let phases: Vec<_> = phases
            .iter()
            .map(|phase| {
                let (name, time, is_inner) = (phase.name, phase.time.as_secs_f64(), phase.is_inner);
                format!("{{\"phase\":\"{name}\",\"seconds\":{time:.6},\"all_threads\":{is_inner}}}")
            })
            .collect();
        let stats = project.stats();
        format!(
            "{{\"version\":1,\"seconds\":{:.6},\"files\":{},\"bytes\":{},\"facts\":{},\"cache\":{{\"answer\":false,\"kept_files\":{},\"new_files\":{},\"kept_walks\":{}}},\"phases\":[{}]}}",
            self.total.as_secs_f64(),
            stats.files,
            stats.bytes,
            stats.facts,
            stats.kept_files,
            stats.new_files,
            stats.kept_walks,
            phases.join(",")
        )
    }
}
