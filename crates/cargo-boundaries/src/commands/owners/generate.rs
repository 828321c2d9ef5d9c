//! `owners --generate`: writes a CODEOWNERS from the policy, or checks that the one on disk is what would be written.

use std::fs;
use std::io::{self, Write as _};

use boundaries::Project;
use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::internal::policy::Dialect;
use similar::{ChangeTag, TextDiff};

use crate::Verdict;
use crate::args::{CommonArgs, OwnersArgs};
use crate::failure::Failure;
use crate::output::{Look, Output, write_file};
use crate::text::{clean, counted};

pub(super) fn run(args: &OwnersArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let project = crate::commands::load(common, output)?;
    let dialect = args.dialect.map_or_else(|| project.codeowners_dialect(), Dialect::from);
    let path = args.output.clone().unwrap_or_else(|| project.codeowners_path(dialect));
    let to_stdout = path == "-";
    let shown = if to_stdout { "CODEOWNERS".into() } else { shown(&path, &project) };
    let existing = if to_stdout { String::new() } else { project.written_codeowners(&path)? };
    let generated = project
        .generate_codeowners(dialect, &existing)
        .map_err(|cause| Failure::Generate { path: shown.clone(), cause })?;
    for note in &generated.notes {
        output.note(&clean(note));
    }
    if to_stdout && !args.check {
        output.report().write_all(generated.text.as_bytes())?;
        return Ok(Verdict::Clean);
    }
    // A checkout with the line breaks of Windows says the same.
    let is_current = existing.replace("\r\n", "\n") == generated.text;
    if args.check {
        if is_current {
            tell(output, &format!("{} is up to date", clean(shown.as_str())))?;
            return Ok(Verdict::Clean);
        }
        let look = output.style;
        difference(&shown, &existing, &generated.text, look, output.report())?;
        output.note("`cargo boundaries owners --generate` writes it anew");
        return Ok(Verdict::Failing);
    }
    if !is_current {
        write(&path, &generated.text)?;
    }
    let (rules, teams) = (counted(generated.rules, "rule"), counted(generated.teams, "team"));
    let done = if is_current { "unchanged:" } else { "wrote" };
    tell(output, &format!("{done} {} ({rules} for {teams})", clean(shown.as_str())))?;
    Ok(Verdict::Clean)
}

/// One line of success, which `--quiet` leaves out.
fn tell(output: &mut Output, line: &str) -> io::Result<()> {
    if output.is_quiet() { Ok(()) } else { writeln!(output.report(), "{line}") }
}

/// The path as people know it: from the workspace's root, if it lies in the repository.
fn shown(path: &Utf8Path, project: &Project) -> Utf8PathBuf {
    let here = std::env::current_dir().ok().and_then(|here| Utf8PathBuf::try_from(here).ok());
    let inside = here.and_then(|here| project.places().from(path.as_str(), &here).ok());
    inside.unwrap_or_else(|| path.to_owned())
}

fn write(path: &Utf8Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_str().is_empty()) {
        let failed = |cause| Failure::Write { what: format!("`{folder}`"), cause };
        fs::create_dir_all(folder).map_err(failed)?;
    }
    write_file(path, text.as_bytes())
}

/// What differs, as `diff -u` shows it.
fn difference(path: &Utf8Path, old: &str, new: &str, look: Look, out: &mut impl io::Write) -> io::Result<()> {
    let old = old.replace("\r\n", "\n");
    let path = clean(path.as_str());
    writeln!(out, "--- {path}\n+++ {path} (generated)")?;
    let diff = TextDiff::from_lines(old.as_str(), new);
    for hunk in diff.unified_diff().context_radius(2).iter_hunks() {
        writeln!(out, "{}", look.faint(&hunk.header().to_string()))?;
        for change in hunk.iter_changes() {
            let line = clean(change.value().trim_end_matches('\n'));
            match change.tag() {
                ChangeTag::Delete => writeln!(out, "{}", look.alarm(&format!("-{line}")))?,
                ChangeTag::Insert => writeln!(out, "{}", look.good(&format!("+{line}")))?,
                ChangeTag::Equal => writeln!(out, " {line}")?,
            }
        }
    }
    Ok(())
}
