//! `owners --backtrace`: whose code a program died in.

use boundaries::internal::report::TracePage;

use super::questions::stdin;
use crate::Verdict;
use crate::args::{CommonArgs, OwnersArgs, print_page};
use crate::failure::Failure;
use crate::output::Output;

pub(super) fn run(args: &OwnersArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    // A log may hold whatever a program printed; what is no UTF-8 is no frame.
    let bytes = stdin()?;
    let text = String::from_utf8_lossy(&bytes);
    let project = crate::commands::load(common, output)?;
    let found = project.backtrace(&text);
    let page = TracePage { frames: &found.frames, skipped: found.skipped, policy: project.policy() };
    print_page!(page, args.format, output);
    Ok(Verdict::Clean)
}
