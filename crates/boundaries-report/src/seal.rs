//! What would make the compiler enforce a boundary, as text or JSON.

mod sides;

use std::io::{self, Write};

use boundaries_graph::{Definition, DependencyKind, ModuleGraph, ModuleId, Reference, SourceMap, Span};
use boundaries_lint::{Neighbour, Sealing};
use boundaries_policy::Policy;
use serde::Serialize;

use crate::inert::Inert;
use crate::json::{place, write_pretty};
use crate::sanitize::sanitised;
use crate::summary::count;
use crate::theme::{Paint, TextOptions};
use crate::wire::Place;

/// The version of the JSON format.
const SCHEMA_VERSION: u32 = 1;
/// More of a kind than this is counted only, where people read.
const SHOWN: usize = 30;
/// How many places that break are shown of each change.
const PLACES: usize = 3;

/// What there is to tell about a boundary that is to be sealed.
#[derive(Clone, Copy, Debug)]
pub struct SealPage<'a> {
    /// What was asked about, in words.
    pub subject: &'a str,
    /// What would seal it.
    pub sealing: &'a Sealing,
    /// Who stands on the other side, and what each side uses of the other.
    pub neighbours: &'a [Neighbour],
    /// The teams.
    pub policy: &'a Policy,
    /// The workspace.
    pub graph: &'a ModuleGraph,
    /// The texts that places point into.
    pub sources: &'a SourceMap,
}

/// What would make the compiler enforce a boundary.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Wire<'a> {
    /// The version of this format.
    schema_version: u32,
    /// What was asked about, in words.
    subject: &'a str,
    /// Whether a surface is declared; else what others name today counts as one.
    has_surface: bool,
    /// How many places would not compile any more.
    breaks: usize,
    /// How many of them are in tests, benchmarks and examples.
    breaks_in_tests: usize,
    /// Lines of examples in documentation that name what would be closed, found by their text.
    doctests: Vec<Option<Place<'a>>>,
    /// Declarations to narrow.
    changes: Vec<WireChange<'a>>,
    /// Dependencies to take out of manifests.
    manifests: Vec<WireManifest<'a>>,
    /// What is off the surface and has to stay visible.
    stays_open: Vec<WireOpen<'a>>,
    /// Who stands on the other side, and what each side uses of the other.
    neighbours: Vec<sides::Neighbour<'a>>,
}

/// A declaration that could be seen less far.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct WireChange<'a> {
    /// The path of the module or item.
    what: String,
    /// What to write in place of `pub`.
    visibility: String,
    /// Where it is declared.
    place: Option<Place<'a>>,
    /// What would not compile any more.
    breaks: Vec<Option<Place<'a>>>,
}

/// A dependency to take out of a manifest.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct WireManifest<'a> {
    /// The package that lists it.
    package: &'a str,
    /// The package that is listed.
    dependency: &'a str,
    /// What would not compile any more.
    breaks: Vec<Option<Place<'a>>>,
}

/// Something that has to stay visible.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct WireOpen<'a> {
    /// The path of the module or item.
    what: String,
    /// The module of the same side that needs it.
    needed_by: &'a str,
}

impl SealPage<'_> {
    /// Writes the page for reading.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn text(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        let sealing = self.sealing;
        let breaks = count(sealing.breaks(), "place");
        let changes = count(sealing.changes.len() + sealing.manifests.len(), "change");
        let subject = sanitised(self.subject);
        let in_tests = match sealing.breaks_in_tests() {
            0 => String::new(),
            number => format!(", {number} of them in tests"),
        };
        let title = format!(
            "{subject}: {changes} would let the compiler hold the boundary, and {breaks} would break{in_tests}"
        );
        writeln!(out, "{}", options.paint(Paint::Strong, &title))?;
        if !sealing.has_surface {
            writeln!(out, "  no surface is declared: what others name today counts as the surface")?;
        }
        for change in sealing.changes.iter().take(SHOWN) {
            let what = self.graph.definition_path(change.what);
            let visibility = self.visibility(change.what, change.within);
            let told = format!("{}  {what}: {visibility}", self.place(change.span));
            writeln!(out, "  {}", sanitised(&told))?;
            self.broken(&change.breaks, options, &mut out)?;
        }
        if sealing.changes.len() > SHOWN {
            writeln!(out, "  and {} more; `--format json` lists all", sealing.changes.len() - SHOWN)?;
        }
        for change in &sealing.manifests {
            let (package, dependency) = (self.graph.package(change.package), self.graph.package(change.dependency));
            let told = format!("{}/Cargo.toml  take out `{}`", package.dir(), dependency.name());
            writeln!(out, "  {}", sanitised(told.trim_start_matches('/')))?;
            self.broken(&change.breaks, options, &mut out)?;
        }
        let doctests = sealing.doctests(self.graph, self.sources);
        if !doctests.is_empty() {
            let title =
                format!("examples in documentation that name it, by their text ({})", count(doctests.len(), "line"));
            writeln!(out, "\n{}", options.paint(Paint::Strong, &title))?;
        }
        for &line in doctests.iter().take(SHOWN) {
            writeln!(out, "  {}", sanitised(&self.place(line)))?;
        }
        if doctests.len() > SHOWN {
            writeln!(out, "  and {} more; `--format json` lists all", doctests.len() - SHOWN)?;
        }
        if !sealing.open.is_empty() {
            writeln!(out, "\n{}", options.paint(Paint::Strong, "off the surface, and has to stay visible"))?;
        }
        for open in sealing.open.iter().take(SHOWN) {
            let needed_by = self.graph.module(open.needed_by).path();
            let told = format!("{}, needed by {needed_by}", self.graph.definition_path(open.what));
            writeln!(out, "  {}", sanitised(&told))?;
        }
        if sealing.open.len() > SHOWN {
            writeln!(out, "  and {} more", sealing.open.len() - SHOWN)?;
        }
        self.sides(options, &mut out)?;
        out.finish()
    }

    fn broken(&self, breaks: &[Reference], options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        for reference in breaks.iter().take(PLACES) {
            let user = self.graph.module(reference.from).path();
            let kind = if reference.context == DependencyKind::Test { " (test)" } else { "" };
            let written = self.graph.text(reference.written);
            let told = format!("breaks {}  {user}: {written}{kind}", self.place(reference.span));
            writeln!(out, "      {}", options.paint(Paint::Quiet, &sanitised(&told)))?;
        }
        if breaks.len() > PLACES {
            writeln!(out, "      and {} more", breaks.len() - PLACES)?;
        }
        Ok(())
    }

    /// Writes the page as JSON.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let places = |all: &[Reference]| all.iter().map(|each| place(self.sources, each.span)).collect::<Vec<_>>();
        let sealing = self.sealing;
        let page = Wire {
            schema_version: SCHEMA_VERSION,
            subject: self.subject,
            has_surface: sealing.has_surface,
            breaks: sealing.breaks(),
            breaks_in_tests: sealing.breaks_in_tests(),
            doctests: sealing
                .doctests(self.graph, self.sources)
                .into_iter()
                .map(|line| place(self.sources, line))
                .collect(),
            changes: sealing
                .changes
                .iter()
                .map(|change| WireChange {
                    what: self.graph.definition_path(change.what),
                    visibility: self.visibility(change.what, change.within),
                    place: place(self.sources, change.span),
                    breaks: places(&change.breaks),
                })
                .collect(),
            manifests: sealing
                .manifests
                .iter()
                .map(|change| WireManifest {
                    package: self.graph.package(change.package).name(),
                    dependency: self.graph.package(change.dependency).name(),
                    breaks: places(&change.breaks),
                })
                .collect(),
            stays_open: sealing
                .open
                .iter()
                .map(|open| WireOpen {
                    what: self.graph.definition_path(open.what),
                    needed_by: self.graph.module(open.needed_by).path(),
                })
                .collect(),
            neighbours: self.wire_neighbours(),
        };
        write_pretty(&page, out)
    }

    /// What to write in place of `pub`.
    fn visibility(&self, what: Definition, within: ModuleId) -> String {
        let declared_in = match what {
            Definition::Module(module) => self.graph.module(module).parent().map(|parent| parent.id()),
            Definition::Item(item) => Some(self.graph.item(item).module().id()),
        };
        let module = self.graph.module(within);
        match module.parent() {
            None => "pub(crate)".to_owned(),
            Some(_) if declared_in == Some(within) => "private".to_owned(),
            Some(_) => format!("pub(in crate::{})", module.path_in_crate()),
        }
    }

    fn place(&self, span: Span) -> String {
        format!("{}:{}", self.sources.file(span.file).path(), span.line)
    }
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
#[must_use]
pub fn seal_schema() -> String {
    crate::json::schema_text(&schemars::schema_for!(Wire<'_>))
}
