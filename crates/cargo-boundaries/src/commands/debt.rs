//! `debt`: what is tolerated, since when, what it costs, and where that leads.

use boundaries::internal::report::LedgerPage;

use crate::Verdict;
use crate::args::{CommonArgs, DebtArgs, PageFormat, print_page};
use crate::commands::past;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(args: &DebtArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let project = super::load(common, output)?;
    let past = if args.no_history {
        Err("`--no-history` was given".to_owned())
    } else {
        past::ledger(args.since, &project, common, output)?
    };
    let (ledger, history) = match &past {
        Ok((ledger, read)) => (ledger.clone(), Ok(&read.history)),
        Err(why) => (project.ledger(None), Err(why.as_str())),
    };
    let page = LedgerPage { ledger: &ledger, history, policy: project.policy(), sources: project.sources() };
    let format = if args.markdown { PageFormat::Markdown } else { args.format };
    print_page!(page, format, output);
    Ok(Verdict::Clean)
}
