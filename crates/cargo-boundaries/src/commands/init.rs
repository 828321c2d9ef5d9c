//! `init`: writes a first policy, and tells what is in it and what to do next. Asks nothing, so it works anywhere.

use std::io::{self, Write as _};

use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::{CheckOptions, Import, Project, Proposal};

use crate::Verdict;
use crate::args::{CommonArgs, InitArgs};
use crate::failure::Failure;
use crate::output::{Output, told_path};
use crate::text::{clean, counted};

pub(crate) fn run(args: &InitArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let options = super::options(common);
    let (project, proposal) = match &args.from {
        Some(file) => {
            if file.file_name() != Some("triagebot.toml") {
                let told = format!("`{file}` is of no kind that can be read: `--from` takes a `triagebot.toml`");
                return Err(Failure::Questions { told: vec![told] });
            }
            let import = Import::from_triagebot(&options, file)?;
            for what in &import.left_out {
                output.note(&clean(&format!("left out: {what}")));
            }
            (import.project, import.proposal)
        }
        None => {
            let project = Project::load_without_policy(&options)?;
            let proposal = project.proposal();
            (project, proposal)
        }
    };
    let text = proposal.to_toml();
    if args.print {
        output.report().write_all(text.as_bytes())?;
        return Ok(Verdict::Clean);
    }
    let path = match common.policy_file() {
        Some(path) => path.to_owned(),
        None => match project.existing_policy()? {
            Some(path) => return Err(Failure::PolicyExists { path }),
            None => project.root().join("boundaries.toml"),
        },
    };
    let report = project.check_with(&text, &CheckOptions::default())?;
    write_new(&path, &text)?;
    if !output.is_quiet() {
        tell(&path, &proposal, output)?;
    }
    if report.fails() {
        let failing = counted(report.summary.failing, "finding");
        output.note(&format!("{failing} of other rules fail already; `cargo boundaries` shows them"));
    }
    Ok(Verdict::Clean)
}

/// Writes a file whole or not at all, and never over another.
fn write_new(path: &Utf8Path, text: &str) -> Result<(), Failure> {
    let failed = |cause: io::Error| match cause.kind() {
        io::ErrorKind::AlreadyExists => Failure::PolicyExists { path: path.to_string() },
        _ => Failure::Write { what: format!("`{path}`"), cause },
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_str().is_empty())
        .map_or_else(|| Utf8PathBuf::from("."), Utf8Path::to_owned);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".boundaries-");
    // Temporary files are private by default; this one becomes a file like any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut draft = builder.tempfile_in(&folder).map_err(failed)?;
    draft.write_all(text.as_bytes()).map_err(failed)?;
    draft.as_file().sync_all().map_err(failed)?;
    draft.persist_noclobber(path).map_err(|refused| failed(refused.error))?;
    Ok(())
}

fn tell(path: &Utf8Path, proposal: &Proposal, output: &mut Output) -> io::Result<()> {
    let look = output.style;
    let out = output.report();
    writeln!(out, "wrote {}", look.place(&told_path(path)))?;
    writeln!(out, "  {}", counted(proposal.teams.len(), "team"))?;
    writeln!(out, "  {}, to be confirmed by their providers", counted(proposal.contracts.len(), "proposed contract"))?;
    let tolerated = proposal.debts.iter().filter(|debt| !debt.exceptions.is_empty()).count();
    if tolerated > 0 {
        writeln!(
            out,
            "  {} for {} that {} like a mistake",
            counted(proposal.exceptions(), "exception"),
            counted(tolerated, "coupling"),
            if tolerated == 1 { "looks" } else { "look" },
        )?;
    }
    writeln!(out, "`cargo boundaries` checks the workspace against it")
}
