//! `graph`: the graph of the workspace, drawn by other programs or as records for them.

use crate::Verdict;
use crate::args::{CommonArgs, GraphArgs, GraphFormat, GraphRequest};
use crate::failure::Failure;
use crate::output::Output;
use crate::text::counted;

/// More edges than this are not drawn by Mermaid unless it is configured to.
const MERMAID_EDGES: usize = 500;

pub(crate) fn run(args: &GraphArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let request = args.request().map_err(|told| Failure::Questions { told: vec![told] })?;
    let project = super::load(common, output)?;
    let (graph, sources) = (project.graph(), project.sources());
    let (options, format) = match request {
        GraphRequest::References => {
            boundaries::internal::report::references_jsonl(graph, sources, output.format()?)?;
            return Ok(Verdict::Clean);
        }
        GraphRequest::Gaps => {
            boundaries::internal::report::gaps_jsonl(graph, sources, output.format()?)?;
            return Ok(Verdict::Clean);
        }
        GraphRequest::Drawing(options, format) => (options, format),
    };
    let drawing = project.drawing(&options)?;
    if drawing.edges.is_empty() {
        output.note("what was asked for has no edges");
    }
    match format {
        GraphFormat::Dot => drawing.dot(output.format()?)?,
        GraphFormat::Mermaid => {
            if drawing.edges.len() > MERMAID_EDGES {
                output.note(&format!(
                    "{} are more than Mermaid draws by default ({MERMAID_EDGES}): narrow them with `--focus` or `--collapse`, \
                     or raise `maxEdges`",
                    counted(drawing.edges.len(), "edge")
                ));
            }
            drawing.mermaid(output.format()?)?;
        }
        GraphFormat::Json => drawing.json(output.format()?)?,
        GraphFormat::Graphml => drawing.graphml(output.format()?)?,
        GraphFormat::Jsonl => boundaries::internal::report::references_jsonl(graph, sources, output.format()?)?,
    }
    Ok(Verdict::Clean)
}
