//! Whether a module could become a crate, as text or JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use boundaries_graph::{ModuleGraph, ModuleId, SourceMap, Span};
use boundaries_lint::{Blocker, BlockerKind, Extraction, Relation};
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
const SHOWN: usize = 10;

/// What there is to tell about a module that is to become a crate.
#[derive(Clone, Copy, Debug)]
pub struct ExtractPage<'a> {
    /// What was asked about, in words.
    pub subject: &'a str,
    /// What would happen.
    pub extraction: &'a Extraction,
    /// The workspace.
    pub graph: &'a ModuleGraph,
    /// The texts that places point into.
    pub sources: &'a SourceMap,
}

/// Whether a module could become a crate of its own.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Wire<'a> {
    /// The version of this format.
    schema_version: u32,
    /// What was asked about, in words.
    subject: &'a str,
    /// Whether nothing stands in the way but the manifest and paths.
    possible: bool,
    /// How the new crate and the rest of its crate would depend on each other: `apart`, `below`, `above`, `tangled-below` or
    /// `tangled-above`.
    relation: &'a str,
    /// The modules that would make up the new crate.
    modules: Vec<&'a str>,
    /// References of shipped code from these modules to the rest.
    uses_rest: usize,
    /// References of shipped code from the rest to these modules.
    used_by_rest: usize,
    /// What stands in the way.
    blockers: Vec<WireBlocker<'a>>,
    /// References whose path starts with `crate::` or `super::` and leads to the rest.
    paths_to_rewrite: usize,
    /// Modules of the rest that these reach: with them, nothing of the rest would be used.
    reached: Vec<&'a str>,
    /// What the manifest of the new crate would have to list.
    dependencies: Vec<WireDependency<'a>>,
    /// What could not be seen in these modules, by reason.
    gaps: &'a BTreeMap<&'static str, usize>,
}

/// Something that stands in the way.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct WireBlocker<'a> {
    /// `cycle`, `private-item`, `private-field`, `private-path`, `macro`, `inherent-impl`, `orphan-impl` or `test`.
    kind: &'a str,
    /// The path of the module that uses, or that has the `impl`.
    user: &'a str,
    /// The path of what is used, or of the type of the `impl`.
    used: String,
    /// Where.
    places: Vec<Option<Place<'a>>>,
}

/// A dependency that the manifest would have to list.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct WireDependency<'a> {
    /// The name of the package.
    package: &'a str,
    /// The name in code.
    name: &'a str,
    /// `normal`, `test` or `build`.
    kind: &'a str,
    /// Whether it is of the workspace.
    member: bool,
    /// How many references need it.
    references: usize,
}

const KINDS: [BlockerKind; 8] = [
    BlockerKind::Cycle,
    BlockerKind::PrivateItem,
    BlockerKind::PrivateField,
    BlockerKind::PrivatePath,
    BlockerKind::Macro,
    BlockerKind::InherentImpl,
    BlockerKind::OrphanImpl,
    BlockerKind::Test,
];

impl ExtractPage<'_> {
    /// Writes the page for reading.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn text(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let mut out = Inert::new(out);
        let extraction = self.extraction;
        let verdict =
            if extraction.is_possible() { "could become a crate today" } else { "cannot become a crate as it is" };
        let title = format!("{} ({}) {verdict}", self.subject, count(extraction.part.len(), "module"));
        writeln!(out, "{}", options.paint(Paint::Strong, &sanitised(&title)))?;
        writeln!(out, "{}", options.wrapped("  ", &self.relation()))?;
        for kind in KINDS {
            self.blockers(kind, options, &mut out)?;
        }
        if !extraction.reached.is_empty() && !extraction.is_possible() {
            let names: Vec<&str> =
                extraction.reached.iter().take(SHOWN).map(|&at| self.graph.module(at).path()).collect();
            let more = if extraction.reached.len() > SHOWN { ", …" } else { "" };
            let number = count(extraction.reached.len(), "further module");
            let told = format!("with {number} it would use nothing of the rest: {}{more}", names.join(", "));
            writeln!(out, "\n{}", options.wrapped("", &sanitised(&told)))?;
        }
        if !extraction.dependencies.is_empty() {
            writeln!(out, "\n{}", options.paint(Paint::Strong, "its manifest would have to list"))?;
        }
        for needed in &extraction.dependencies {
            let from = if needed.is_member { "workspace" } else { "outside" };
            let references = count(needed.references, "reference");
            let told = format!("{} ({}, {from}, {references})", needed.package, needed.kind.as_str());
            writeln!(out, "  {}", sanitised(&told))?;
        }
        if extraction.paths_to_rewrite > 0 {
            let paths = count(extraction.paths_to_rewrite, "path");
            writeln!(out, "\n{paths} of it that start with `crate::` or `super::` would name another crate")?;
        }
        if !extraction.gaps.is_empty() {
            let gaps: Vec<String> =
                extraction.gaps.iter().map(|(reason, number)| format!("{reason} ({number})")).collect();
            writeln!(out, "\n{}", options.wrapped("not seen in it: ", &gaps.join(", ")))?;
        }
        out.finish()
    }

    fn blockers(&self, kind: BlockerKind, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let found: Vec<&Blocker> = self.extraction.of_kind(kind).collect();
        if found.is_empty() {
            return Ok(());
        }
        let places: usize = found.iter().map(|blocker| blocker.places.len()).sum();
        let title = format!("{}: {} ({})", kind.as_str(), meaning(kind), count(places, "place"));
        writeln!(out, "\n{}", options.paint(Paint::Warn, &title))?;
        let verb = if matches!(kind, BlockerKind::InherentImpl | BlockerKind::OrphanImpl) { "for" } else { "uses" };
        for blocker in found.iter().take(SHOWN) {
            let user = self.graph.module(blocker.user).path();
            let used = self.graph.definition_path(blocker.used);
            let place = blocker.places.first().map(|span| self.place(*span)).unwrap_or_default();
            let more = match blocker.places.len() {
                0 | 1 => String::new(),
                many => format!(" and {} more", many - 1),
            };
            writeln!(out, "  {}{more}", sanitised(&format!("{place}  {user} {verb} {used}")))?;
        }
        if found.len() > SHOWN {
            writeln!(out, "  and {} more; `--format json` lists all", found.len() - SHOWN)?;
        }
        Ok(())
    }

    /// Writes the page as JSON.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let extraction = self.extraction;
        let path = |module: &ModuleId| self.graph.module(*module).path();
        let page = Wire {
            schema_version: SCHEMA_VERSION,
            subject: self.subject,
            possible: extraction.is_possible(),
            relation: extraction.relation.as_str(),
            modules: extraction.part.iter().map(path).collect(),
            uses_rest: extraction.references.0,
            used_by_rest: extraction.references.1,
            blockers: extraction
                .blockers
                .iter()
                .map(|blocker| WireBlocker {
                    kind: blocker.kind.as_str(),
                    user: path(&blocker.user),
                    used: self.graph.definition_path(blocker.used),
                    places: blocker.places.iter().map(|span| place(self.sources, *span)).collect(),
                })
                .collect(),
            paths_to_rewrite: extraction.paths_to_rewrite,
            reached: extraction.reached.iter().map(path).collect(),
            dependencies: extraction
                .dependencies
                .iter()
                .map(|needed| WireDependency {
                    package: &needed.package,
                    name: &needed.code_name,
                    kind: needed.kind.as_str(),
                    member: needed.is_member,
                    references: needed.references,
                })
                .collect(),
            gaps: &extraction.gaps,
        };
        write_pretty(&page, out)
    }

    fn relation(&self) -> String {
        let (out, into) = self.extraction.references;
        let (out, into) = (count(out, "reference"), count(into, "reference"));
        let tangled = "it and the rest of its crate use each other; the cheapest cut is what";
        match self.extraction.relation {
            Relation::Apart => "it and the rest of its crate do not use each other".to_owned(),
            Relation::Below => {
                format!("the rest of its crate would depend on it ({into}); it uses nothing of the rest")
            }
            Relation::Above => format!("it would depend on the rest of its crate ({out}), which uses nothing of it"),
            Relation::TangledBelow => format!("{tangled} it uses of the rest ({out}, against {into})"),
            Relation::TangledAbove => format!("{tangled} the rest uses of it ({into}, against {out})"),
        }
    }

    fn place(&self, span: Span) -> String {
        format!("{}:{}", self.sources.file(span.file).path(), span.line)
    }
}

fn meaning(kind: BlockerKind) -> &'static str {
    match kind {
        BlockerKind::Cycle => "the two crates would depend on each other",
        BlockerKind::PrivateItem => "would have to be `pub`",
        BlockerKind::PrivateField => "fields of it would have to be `pub`",
        BlockerKind::PrivatePath => "a module or re-export on the way would have to be `pub`",
        BlockerKind::Macro => "would have to be exported",
        BlockerKind::InherentImpl => "items are added to a type of the other crate",
        BlockerKind::OrphanImpl => "trait and type are of other crates, unless the trait's arguments name one of this",
        BlockerKind::Test => "tests use the other crate against the direction of the dependency",
    }
}

/// The JSON Schema of the format.
#[cfg(feature = "schema")]
#[must_use]
pub fn extract_schema() -> String {
    crate::json::schema_text(&schemars::schema_for!(Wire<'_>))
}
