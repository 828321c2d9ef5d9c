//! The messages of Cargo, with rustc's diagnostics in them. Every optional field is written, as `null` where there is nothing
//! to say: a reader written in Lua takes a missing field for a value.

use boundaries_graph::CargoTarget;
use serde::Serialize;

/// A line of the output, by its reason.
#[derive(Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub(super) enum Reason<'a> {
    CompilerMessage { package_id: &'a str, manifest_path: &'a str, target: Target<'a>, message: Diagnostic },
    CompilerArtifact(Artifact<'a>),
    BuildFinished { success: bool },
}

/// A package that was looked at. It clears what an editor shows of it from an earlier run.
#[derive(Serialize)]
pub(super) struct Artifact<'a> {
    pub(super) package_id: &'a str,
    pub(super) manifest_path: &'a str,
    pub(super) target: Target<'a>,
    pub(super) profile: Profile,
    pub(super) features: [&'static str; 0],
    pub(super) filenames: [&'static str; 0],
    pub(super) executable: Option<&'static str>,
    pub(super) fresh: bool,
}

#[derive(Serialize)]
pub(super) struct Profile {
    pub(super) opt_level: &'static str,
    pub(super) debuginfo: u8,
    pub(super) debug_assertions: bool,
    pub(super) overflow_checks: bool,
    pub(super) test: bool,
}

#[derive(Serialize)]
pub(super) struct Target<'a> {
    kind: &'a [String],
    crate_types: &'a [String],
    name: &'a str,
    src_path: &'a str,
    edition: &'a str,
    doc: bool,
    doctest: bool,
    test: bool,
}

impl<'a> From<&'a CargoTarget> for Target<'a> {
    fn from(target: &'a CargoTarget) -> Self {
        Self {
            kind: &target.kinds,
            crate_types: &target.crate_types,
            name: &target.name,
            src_path: target.src_path.as_str(),
            edition: &target.edition,
            doc: target.doc,
            doctest: target.doctest,
            test: target.test,
        }
    }
}

/// A diagnostic of rustc.
#[derive(Serialize)]
pub(super) struct Diagnostic {
    #[serde(rename = "$message_type")]
    pub(super) message_type: &'static str,
    pub(super) message: String,
    pub(super) code: Option<Code>,
    pub(super) level: &'static str,
    pub(super) spans: Vec<Span>,
    pub(super) children: Vec<Child>,
    pub(super) rendered: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Code {
    pub(super) code: String,
    pub(super) explanation: Option<&'static str>,
}

/// A note or a way on. It is never rendered by itself: readers would show it twice.
#[derive(Serialize)]
pub(super) struct Child {
    pub(super) message: String,
    pub(super) code: Option<Code>,
    pub(super) level: &'static str,
    pub(super) spans: Vec<Span>,
    pub(super) children: [&'static str; 0],
    pub(super) rendered: Option<String>,
}

#[derive(Clone, Serialize)]
pub(super) struct Span {
    pub(super) file_name: String,
    pub(super) byte_start: u32,
    pub(super) byte_end: u32,
    pub(super) line_start: u32,
    pub(super) line_end: u32,
    pub(super) column_start: usize,
    pub(super) column_end: usize,
    pub(super) is_primary: bool,
    pub(super) text: Vec<Line>,
    pub(super) label: Option<String>,
    pub(super) suggested_replacement: Option<String>,
    pub(super) suggestion_applicability: Option<&'static str>,
    pub(super) expansion: Option<&'static str>,
}

/// A line of a span. Editors that count in other units than characters find their columns in it.
#[derive(Clone, Serialize)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) highlight_start: usize,
    pub(super) highlight_end: usize,
}
