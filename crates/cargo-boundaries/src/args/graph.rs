//! Arguments of `graph`.

use boundaries::internal::DrawingOptions;
use boundaries::internal::report::DrawingLevel;
use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  cargo boundaries graph | dot -Tsvg > teams.svg                       who uses whom
  cargo boundaries graph --level crate --focus billing                 a crate and its neighbours
  cargo boundaries graph --level module --reaches billing::tables      what a change can reach
  cargo boundaries graph --level module --between web billing          how one gets to the other
  cargo boundaries graph --level module --only-findings --format mermaid
  cargo boundaries graph --level module --collapse 1 --collapse crate:platform
  cargo boundaries graph --level reference                             every reference
  cargo boundaries graph --gaps                                        what could not be seen";

/// Arguments of `graph`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct GraphArgs {
    /// What stands for one node, or, with `reference`, for one record [default: team; with `--format jsonl`: reference]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) level: Option<GraphLevel>,
    /// Only this and its neighbours, in either direction: a team, package, crate, module or item
    #[arg(long, value_name = "SUBJECT", help_heading = "Selection")]
    pub(crate) focus: Vec<String>,
    /// How many steps `--focus` goes
    #[arg(long, value_name = "STEPS", default_value_t = 1, requires = "focus", help_heading = "Selection")]
    pub(crate) depth: usize,
    /// Only this and whatever reaches it, over any number of steps
    #[arg(long, value_name = "SUBJECT", help_heading = "Selection")]
    pub(crate) reaches: Vec<String>,
    /// Only what lies on a way from A to B
    #[arg(long, num_args = 2, value_names = ["A", "B"], help_heading = "Selection")]
    pub(crate) between: Vec<String>,
    /// Only edges with findings that nothing tolerates; other selections are made among these
    #[arg(long, help_heading = "Selection")]
    pub(crate) only_findings: bool,
    /// Draw this as one node: a team, package, crate or module; a number draws modules so deep below their crate, and
    /// what is deeper as part of them
    #[arg(long, value_name = "SUBJECT|DEPTH", help_heading = "Selection")]
    pub(crate) collapse: Vec<String>,
    /// List what could not be seen, with the reason and the place, instead of the graph
    #[arg(long, conflicts_with_all = ["level", "focus", "reaches", "between", "only_findings", "collapse"])]
    pub(crate) gaps: bool,
    /// How to print [default: dot; of references and gaps: jsonl]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<GraphFormat>,
}

/// What stands for one node.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum GraphLevel {
    /// A team's code
    Team,
    /// A crate, grouped by owners
    Crate,
    /// A module, grouped by owners
    Module,
    /// Every reference from one module to another, as records
    Reference,
}

/// How `graph` prints.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum GraphFormat {
    /// For Graphviz
    Dot,
    /// For pages of code forges
    Mermaid,
    /// One JSON document
    Json,
    /// For yEd, Gephi, networkx
    Graphml,
    /// One JSON object per line, of references and gaps
    Jsonl,
}

/// What is asked for, once the flags are held together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum GraphRequest {
    References,
    Gaps,
    Drawing(Box<DrawingOptions>, GraphFormat),
}

impl GraphArgs {
    /// What is asked for, or why these flags cannot be obeyed together.
    pub(crate) fn request(&self) -> Result<GraphRequest, String> {
        let is_records = self.format == Some(GraphFormat::Jsonl);
        if self.gaps {
            return match self.format {
                None | Some(GraphFormat::Jsonl) => Ok(GraphRequest::Gaps),
                Some(_) => Err("gaps are records, which only `--format jsonl` has".to_owned()),
            };
        }
        let level = match (self.level, is_records) {
            (Some(GraphLevel::Reference), _) | (None, true) => {
                if !is_records && self.format.is_some() {
                    return Err("references are records, which only `--format jsonl` has".to_owned());
                }
                if self.narrows() {
                    return Err(
                        "records of references are listed whole: selections need `--level team`, `crate` or `module`"
                            .to_owned(),
                    );
                }
                return Ok(GraphRequest::References);
            }
            (Some(_), true) => {
                return Err("`--format jsonl` has records of references; for nodes and edges take `json`".to_owned());
            }
            (None | Some(GraphLevel::Team), false) => DrawingLevel::Team,
            (Some(GraphLevel::Crate), false) => DrawingLevel::Crate,
            (Some(GraphLevel::Module), false) => DrawingLevel::Module,
        };
        let (depths, collapse): (Vec<_>, Vec<_>) =
            self.collapse.iter().cloned().partition(|each| each.parse::<usize>().is_ok());
        if !depths.is_empty() && level != DrawingLevel::Module {
            return Err("a depth to collapse to means something with `--level module` only".to_owned());
        }
        let options = DrawingOptions {
            level,
            focus: self.focus.clone(),
            depth: self.depth,
            reaches: self.reaches.clone(),
            between: match self.between.as_slice() {
                [from, to] => Some((from.clone(), to.clone())),
                _ => None,
            },
            only_findings: self.only_findings,
            collapse,
            collapse_depth: depths.iter().filter_map(|depth| depth.parse().ok()).min(),
        };
        Ok(GraphRequest::Drawing(Box::new(options), self.format.unwrap_or(GraphFormat::Dot)))
    }

    fn narrows(&self) -> bool {
        let named = [&self.focus, &self.reaches, &self.between, &self.collapse];
        self.only_findings || named.iter().any(|names| !names.is_empty())
    }
}
