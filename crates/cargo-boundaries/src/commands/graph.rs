//! `graph`: the graph of the workspace, for other programs.

use crate::Verdict;
use crate::args::{CommonArgs, GraphArgs, GraphFormat, GraphLevel};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(args: &GraphArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let project = super::load(common, output)?;
    match (args.level, args.format) {
        (GraphLevel::Reference, GraphFormat::Jsonl) => {
            boundaries::report::references_jsonl(project.graph(), project.sources(), output.report())?;
        }
    }
    Ok(Verdict::Clean)
}
