//! `contracts`: each with where it is in its life and how often it is used; requests; and what is of no use any more.

use std::io::{self, Write as _};

use boundaries::internal::policy::{Consumer, TeamId};
use boundaries::internal::report::contracts_json;
use boundaries::internal::{ContractLine, FileEdit};
use boundaries::{PolicyOrigin, Project};

use crate::Verdict;
use crate::args::{CommonArgs, ContractsArgs, ContractsCommand, ContractsFormat, ProposeArgs, PruneArgs};
use crate::failure::Failure;
use crate::output::{Output, told_path, write_file};
use crate::text::{clean, counted};

pub(crate) fn run(args: &ContractsArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let project = super::load(common, output)?;
    if project.origin() != PolicyOrigin::Written {
        let told = "there is no policy, and so no contract: `cargo boundaries init` writes one";
        return Err(Failure::Questions { told: vec![told.to_owned()] });
    }
    match &args.command {
        None => list(args, &project, output)?,
        Some(ContractsCommand::Propose(args)) => propose(args, &project, output)?,
        Some(ContractsCommand::Prune(args)) => {
            if super::options(common).cfg != boundaries::CfgOptions::default() {
                let told = "what is of no use is known by all code only: leave the flags that narrow it away";
                return Err(Failure::Questions { told: vec![told.to_owned()] });
            }
            prune(args, &project, output)?;
        }
    }
    Ok(Verdict::Clean)
}

fn list(args: &ContractsArgs, project: &Project, output: &mut Output) -> Result<(), Failure> {
    let team = args.team.as_deref().map(|name| project.team(name)).transpose()?;
    let concerns = |line: &ContractLine<'_>, team: TeamId| {
        let consumes = match &line.contract.consumer {
            Consumer::Any => true,
            Consumer::Teams(teams) => teams.contains(&team),
        };
        consumes || line.contract.providers.contains(&team)
    };
    let mut lines = project.contracts(None);
    lines.retain(|line| team.is_none_or(|team| concerns(line, team)));
    let unseen = lines.iter().filter(|line| line.uses == 0 && line.may_have_more).count();
    match args.format {
        ContractsFormat::Json => contracts_json(
            &lines.iter().map(ContractLine::entry).collect::<Vec<_>>(),
            project.policy(),
            project.sources(),
            output.report(),
        )?,
        ContractsFormat::Text => text(&lines, project, output)?,
    }
    if unseen > 0 {
        output.note(&format!(
            "not seen in use, and not called unused since not all code was read: {}",
            counted(unseen, "contract")
        ));
        super::tell_unread(project, output);
    }
    Ok(())
}

fn text(lines: &[ContractLine<'_>], project: &Project, output: &mut Output) -> io::Result<()> {
    let look = output.style;
    let out = output.report();
    if lines.is_empty() {
        return writeln!(out, "no contracts");
    }
    let policy = project.policy();
    let names = |teams: &[TeamId]| {
        let names: Vec<String> = teams.iter().map(|&team| clean(&policy.team(team).name)).collect();
        names.join(", ")
    };
    for line in lines {
        let contract = line.contract;
        let consumer = match &contract.consumer {
            Consumer::Any => "*".to_owned(),
            Consumer::Teams(teams) => names(teams),
        };
        let sides = format!("{consumer} -> {}", names(&contract.providers));
        let uses = match line.uses {
            0 if line.may_have_more => "not seen in use".to_owned(),
            0 => "not used".to_owned(),
            uses => counted(uses, "reference"),
        };
        writeln!(out, "{}: {}, {uses}", look.bold(&sides), line.standing.as_str())?;
        if let Some(surface) = &contract.surface {
            let paths: Vec<String> = surface.entries.iter().map(|entry| clean(&entry.path)).collect();
            writeln!(out, "  surface  {}", paths.join(", "))?;
        }
        let dates = [("from", contract.since), ("until", contract.until)];
        for (word, date) in dates.into_iter().filter_map(|(word, date)| Some((word, date?))) {
            writeln!(out, "  {word:<8} {date}")?;
        }
        if let Some(mode) = contract.mode {
            writeln!(out, "  mode     {}", mode.as_str())?;
        }
        if let Some(instead) = &contract.deprecated {
            writeln!(out, "  instead  {}", clean(instead))?;
        }
        if let Some(adr) = &contract.adr {
            let missing = if adr.exists { "" } else { " (does not exist)" };
            writeln!(out, "  adr      {}{missing}", clean(&adr.path))?;
        }
        writeln!(out, "  reason   {}", clean(&contract.reason))?;
        let place = |span: boundaries::internal::graph::Span| {
            look.place(&clean(&format!("{}:{}", project.sources().file(span.file).path(), span.line)))
        };
        match contract.request.filter(|request| *request != contract.span) {
            Some(request) => {
                writeln!(out, "  granted  {}", place(contract.span))?;
                writeln!(out, "  asked    {}", place(request))?;
            }
            None if contract.request.is_some() => writeln!(out, "  asked    {}", place(contract.span))?,
            None => writeln!(out, "  written  {}", place(contract.span))?,
        }
    }
    Ok(())
}

fn propose(args: &ProposeArgs, project: &Project, output: &mut Output) -> Result<(), Failure> {
    let (consumer, provider) = (project.team(&args.consumer)?, project.team(&args.provider)?);
    if consumer == provider {
        let told = format!("`{}` needs no contract with itself", args.consumer);
        return Err(Failure::Questions { told: vec![told] });
    }
    let reason = args.reason.as_deref().map(str::trim);
    if reason == Some("") {
        return Err(Failure::Questions {
            told: vec!["`--reason` is empty: say why the dependency is wanted".to_owned()],
        });
    }
    let Some(draft) = project.request(consumer, provider, reason)? else {
        writeln!(
            output.report(),
            "`{}` uses nothing of `{}` without a contract: there is nothing to ask for",
            clean(&args.consumer),
            clean(&args.provider)
        )?;
        return Ok(());
    };
    if let Some(asked) = draft.asked.filter(|_| !args.print) {
        let place = clean(&format!("{}:{}", project.sources().file(asked.file).path(), asked.line));
        let (consumer, provider) = (clean(&args.consumer), clean(&args.provider));
        writeln!(output.report(), "`{consumer}` asks for all of it already in {place}: `{provider}` has to answer")?;
        return Ok(());
    }
    if args.print {
        write!(output.report(), "{}", draft.edit.text)?;
        return Ok(());
    }
    written(&draft.edit)?;
    let out = output.report();
    writeln!(out, "wrote {} into `{}`", draft.edit.changes.join(", "), told_path(&draft.edit.path))?;
    let waiting = counted(draft.references, "reference");
    match draft.surface.len() {
        0 => writeln!(out, "  {waiting} on what `{}` opens by itself", clean(&args.provider))?,
        paths => writeln!(out, "  {waiting} to {}", counted(paths, "path"))?,
    }
    output.note(&format!("it permits nothing until `{}` grants it", clean(&args.provider)));
    Ok(())
}

fn prune(args: &PruneArgs, project: &Project, output: &mut Output) -> Result<(), Failure> {
    let (edits, kept) = project.pruned_contracts(args.surfaces)?;
    if edits.is_empty() && kept == 0 {
        writeln!(output.report(), "every contract is used")?;
    }
    for edit in edits {
        if !args.dry_run {
            written(&edit)?;
        }
        let verb = if args.dry_run { "would take" } else { "took" };
        let out = output.report();
        for change in &edit.changes {
            writeln!(out, "{verb} {} out of `{}`", clean(change), told_path(&edit.path))?;
        }
    }
    if kept > 0 {
        output.note(&format!("of what seems unused, kept since not all code was read: {kept}"));
        super::tell_unread(project, output);
    }
    Ok(())
}

fn written(edit: &FileEdit) -> Result<(), Failure> {
    if let Some(folder) = edit.path.parent() {
        let failed = |cause| Failure::Write { what: format!("`{folder}`"), cause };
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    write_file(&edit.path, edit.text.as_bytes())
}
