//! `report`: everything about the workspace as one page for a browser.

use std::io::Write as _;

use crate::Verdict;
use crate::args::{CommonArgs, ReportArgs};
use crate::commands::past;
use crate::failure::Failure;
use crate::output::{Output, told_path, write_file};

pub(crate) fn run(args: &ReportArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let project = super::load(common, output)?;
    let past = if args.history.no_history {
        Err(past::SWITCHED_OFF.to_owned())
    } else {
        past::ledger(args.history.since, &project, common, output)?
    };
    let (ledger, history) = match &past {
        Ok((ledger, read)) => (ledger.clone(), Ok(&read.history)),
        Err(why) => (project.ledger(None), Err(why.as_str())),
    };
    let mut page = Vec::new();
    project.account(args.name.as_deref(), history, None).html(&ledger, &mut page)?;
    if args.html == "-" {
        output.format()?.write_all(&page)?;
    } else {
        write_file(&args.html, &page)?;
        if !output.is_quiet() {
            let size = page.len().div_ceil(1024);
            writeln!(output.report(), "wrote {} ({size} KiB); open it in a browser", told_path(&args.html))?;
        }
    }
    Ok(Verdict::Clean)
}
