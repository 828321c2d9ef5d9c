//! `init`: writes a first policy, and tells what is in it and what to do next. Asks nothing, so it works anywhere.

use std::io::{self, Write as _};

use boundaries::camino::Utf8Path;
use boundaries::internal::lint::Growth;
use boundaries::internal::report::shown_toml;
use boundaries::internal::{Import, Proposal};
use boundaries::{CfgOptions, CheckOptions, Project};

use crate::Verdict;
use crate::args::{CommonArgs, InitArgs};
use crate::failure::Failure;
use crate::output::{Output, draft_beside, told_path};
use crate::text::{clean, counted};

pub(crate) fn run(args: &InitArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let options = super::options(common);
    let (project, proposal) = match &args.from {
        Some(file) => {
            let import = match file.file_name() {
                Some("triagebot.toml") => Import::from_triagebot(&options, file)?,
                _ => Import::from_rules(&options, file)?,
            };
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
    super::tell_unread(&project, output);
    let text = proposal.to_toml();
    if args.print {
        output.report().write_all(shown_toml(&text).as_bytes())?;
        return Ok(Verdict::Clean);
    }
    let path = match common.policy_file() {
        Some(path) => path.to_owned(),
        None => match project.existing_policy()? {
            Some(path) => return Err(Failure::PolicyExists { path }),
            None => project.root().join("boundaries.toml"),
        },
    };
    let project = project.with_policy(&text)?;
    let found = project.check(&CheckOptions::default());
    let growth = Growth::Accepted { reason: REASON.to_owned(), since: super::baseline::today() };
    let draft = project.baseline_draft(&CheckOptions::default(), &growth, || None)?;
    let recorded = draft.plan.growth.len();
    // In CI a baseline is never written, and by a part of the code it would not be the whole.
    let is_whole = options.cfg == CfgOptions::default() && !super::baseline::runs_in_ci();
    // The policy comes last: as long as it is not there, whoever was interrupted can begin again.
    if is_whole {
        super::baseline::write(&draft)?;
    }
    write_new(&path, &text)?;
    if !output.is_quiet() {
        tell(&path, &proposal, if is_whole { recorded } else { 0 }, output)?;
    }
    let failing = found.summary.failing.saturating_sub(if is_whole { recorded } else { 0 });
    if failing > 0 {
        let failing = counted(failing, "finding");
        output.note(&format!("{failing} fail already; `cargo boundaries` shows them"));
    }
    Ok(Verdict::Clean)
}

/// Why the first baseline tolerates what it tolerates.
const REASON: &str = "there when the policy was written, and doubtful: see boundaries.toml";

/// Writes a file whole or not at all, and never over another.
fn write_new(path: &Utf8Path, text: &str) -> Result<(), Failure> {
    let failed = |cause: io::Error| match cause.kind() {
        io::ErrorKind::AlreadyExists => Failure::PolicyExists { path: path.to_string() },
        _ => Failure::Write { what: format!("`{path}`"), cause },
    };
    let mut draft = draft_beside(path).map_err(failed)?;
    draft.write_all(text.as_bytes()).map_err(failed)?;
    draft.as_file().sync_all().map_err(failed)?;
    draft.persist_noclobber(path).map_err(|refused| failed(refused.error))?;
    Ok(())
}

fn tell(path: &Utf8Path, proposal: &Proposal, recorded: usize, output: &mut Output) -> io::Result<()> {
    let look = output.style;
    let out = output.report();
    writeln!(out, "wrote {}", look.place(&told_path(path)))?;
    writeln!(out, "  {}", counted(proposal.teams.len(), "team"))?;
    writeln!(out, "  {}, to be confirmed by their providers", counted(proposal.contracts.len(), "proposed contract"))?;
    if !proposal.debts.is_empty() {
        let look_like = if proposal.debts.len() == 1 { "looks" } else { "look" };
        let doubtful = counted(proposal.debts.len(), "coupling");
        writeln!(out, "  no contract for {doubtful} between teams that {look_like} like a mistake")?;
    }
    if recorded > 0 {
        writeln!(out, "wrote boundaries/baseline/: {}, tolerated until paid back", counted(recorded, "finding"))?;
    }
    writeln!(out, "`cargo boundaries` checks the workspace against it")
}
