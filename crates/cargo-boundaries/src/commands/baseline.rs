//! `baseline`: the record of the debt that is tolerated. It shrinks by itself and grows only with a reason.

use std::fs;
use std::io::Write as _;

use boundaries::internal::BaselineDraft;
use boundaries::internal::lint::{BaselineChange, BaselinePlan, Growth};
use boundaries::{CheckOptions, History, PolicyOrigin};

use crate::Verdict;
use crate::args::{BaselineCommand, CommonArgs};
use crate::failure::Failure;
use crate::output::{Output, write_file};
use crate::text::{clean, counted};

/// More changes of one kind than these are counted only.
const SHOWN: usize = 20;

pub(crate) fn run(command: &BaselineCommand, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let growth = match command {
        BaselineCommand::Update(args) => match &args.reason {
            Some(reason) if reason.trim().is_empty() => {
                return Err(Failure::Questions {
                    told: vec!["`--reason` is empty: say why it is accepted".to_owned()],
                });
            }
            Some(reason) => Growth::Accepted { reason: reason.trim().to_owned(), since: today() },
            None => Growth::Refused,
        },
        BaselineCommand::Prune => Growth::Refused,
    };
    if runs_in_ci() {
        return Err(Failure::WritesInCi);
    }
    let options = super::options(common);
    if options.cfg != boundaries::CfgOptions::default() {
        let told =
            "a baseline is about all code: leave `--features`, `--no-default-features`, `--target` and `--cfg` away";
        return Err(Failure::Questions { told: vec![told.to_owned()] });
    }
    let project = super::load(common, output)?;
    if project.origin() != PolicyOrigin::Written {
        let told = "there is no policy yet, so nothing fails: `cargo boundaries init` writes one";
        return Err(Failure::Questions { told: vec![told.to_owned()] });
    }
    let draft = project.baseline_draft(&CheckOptions::default(), &growth, || History::of(&options).ok())?;
    let plan = &draft.plan;
    let refuses = matches!(command, BaselineCommand::Update(_)) && growth == Growth::Refused && !plan.growth.is_empty();
    if refuses {
        listed("would be tolerated in addition", &plan.growth, output)?;
        output.note("nothing was written: a baseline grows only with `--accept --reason \"…\"`; `baseline prune` takes out what is paid back");
        return Ok(Verdict::Failing);
    }
    write(&draft)?;
    tell(plan, &draft, &growth, output)?;
    if plan.kept > 0 {
        let kept = counted(plan.kept, "entry");
        output.note(&format!("not lowered since not all code was read: {kept}"));
        super::tell_unread(&project, output);
    }
    Ok(Verdict::Clean)
}

/// Whether a CI runs the program: there nobody looks at what it writes.
pub(crate) fn runs_in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !matches!(value.to_ascii_lowercase().as_str(), "" | "0" | "false"))
}

pub(crate) fn today() -> boundaries::jiff::civil::Date {
    boundaries::jiff::Timestamp::now().to_zoned(boundaries::jiff::tz::TimeZone::UTC).date()
}

pub(crate) fn write(draft: &BaselineDraft) -> Result<(), Failure> {
    for edit in &draft.writes {
        let failed = |cause| Failure::Write { what: format!("`{}`", edit.path), cause };
        if let Some(folder) = edit.path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        write_file(&edit.path, edit.text.as_bytes())?;
    }
    for path in &draft.removals {
        fs::remove_file(path).map_err(|cause| Failure::Write { what: format!("`{path}`"), cause })?;
    }
    Ok(())
}

fn tell(plan: &BaselinePlan, draft: &BaselineDraft, growth: &Growth, output: &mut Output) -> Result<(), Failure> {
    if output.is_quiet() {
        return Ok(());
    }
    listed("paid back", &plan.paid_back, output)?;
    listed("moved", &plan.moved, output)?;
    if matches!(growth, Growth::Accepted { .. }) {
        listed("accepted", &plan.growth, output)?;
    }
    let entries: usize = plan.files.iter().map(|file| file.entries.len()).sum();
    let places: u64 = plan.files.iter().flat_map(|file| &file.entries).map(|entry| u64::from(entry.count)).sum();
    let changed = draft.writes.len() + draft.removals.len();
    let state = if changed == 0 { "unchanged".to_owned() } else { format!("{} changed", counted(changed, "file")) };
    let tolerated = counted(entries, "entry");
    writeln!(output.report(), "baseline: {tolerated}, {} tolerated; {state}", counted(places as usize, "place"))?;
    if matches!(growth, Growth::Refused) && !plan.growth.is_empty() {
        let new = counted(plan.growth.len(), "finding");
        output.note(&format!("not tolerated by the baseline, so failing as before: {new}; see `cargo boundaries`"));
    }
    if plan.beyond > 0 {
        let beyond = counted(plan.beyond, "finding");
        output.note(&format!("on boundaries at `enforce` or `sealed`, where nothing is recorded: {beyond}"));
    }
    Ok(())
}

fn listed(what: &str, changes: &[BaselineChange], output: &mut Output) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    let out = output.report();
    writeln!(out, "{what}:")?;
    for change in changes.iter().take(SHOWN) {
        let BaselineChange { rule, from, to, before, after } = change;
        let to = if to.is_empty() { String::new() } else { format!(" -> {}", clean(to)) };
        writeln!(out, "  {} {}{to}: {before} -> {after}", clean(rule), clean(from))?;
    }
    if changes.len() > SHOWN {
        writeln!(out, "  and {} more", changes.len() - SHOWN)?;
    }
    Ok(())
}
