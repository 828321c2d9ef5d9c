//! `graph`: the graph of the workspace, for other programs.

use crate::Verdict;
use crate::args::{CommonArgs, GraphArgs, GraphFormat, GraphLevel};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(args: &GraphArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let project = super::load(common, output)?;
    let (graph, sources) = (project.graph(), project.sources());
    match (args.level, args.format) {
        (_, GraphFormat::Jsonl) if args.gaps => boundaries::report::gaps_jsonl(graph, sources, output.format()?)?,
        (GraphLevel::Reference, GraphFormat::Jsonl) => {
            boundaries::report::references_jsonl(graph, sources, output.format()?)?;
        }
    }
    Ok(Verdict::Clean)
}
