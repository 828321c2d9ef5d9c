//! Whether a module could become a crate, as text or JSON.

mod wire;

use std::io::{self, Write};

use boundaries_graph::{ModuleGraph, ModuleId, SourceMap, Span};
use boundaries_lint::{Blocker, BlockerKind, Extraction, ModuleCut, Relation};

use crate::inert::Inert;
use crate::json::{place, write_pretty};
use crate::sanitize::sanitised;
use crate::summary::count;
use crate::theme::{Paint, TextOptions};

use wire::{SCHEMA_VERSION, Wire, WireBlocker, WireCut, WireDependency, WireEdge, WireTie};

#[cfg(feature = "schema")]
pub use wire::extract_schema;

/// More of a kind than this is counted only, where people read.
const SHOWN: usize = 10;

/// What there is to tell about a module that is to become a crate.
#[derive(Clone, Copy, Debug)]
pub struct ExtractPage<'a> {
    /// What was asked about, in words.
    pub subject: &'a str,
    /// What would happen.
    pub extraction: &'a Extraction,
    /// What ties the texts of its modules to their package, by kind and name.
    pub ties: &'a [ExtractTie],
    /// The workspace.
    pub graph: &'a ModuleGraph,
    /// The texts that places point into.
    pub sources: &'a SourceMap,
}

/// Something that ties code to the package it lies in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExtractTie {
    /// What kind it is.
    pub kind: ExtractTieKind,
    /// The feature, the path as it is written, or the variable.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// Kinds of what ties code to its package.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ExtractTieKind {
    /// A feature of the package guards code.
    Feature,
    /// A file is read by its path.
    File,
    /// A variable that Cargo or the build script sets is read.
    Variable,
}

impl ExtractTieKind {
    const ALL: [Self; 3] = [Self::Feature, Self::File, Self::Variable];

    /// The word in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Feature => "feature",
            Self::File => "file",
            Self::Variable => "variable",
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Feature => "features that guard its code: the new package would have to have them too",
            Self::File => "files that it reads by their paths: they would have to come along, or be named anew",
            Self::Variable => "variables of the build that it reads: they would tell of the new package, or be missing",
        }
    }
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
        if let Some(cut) = &extraction.cut {
            self.cut(cut, options, &mut out)?;
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
            let mut told = format!("{} ({}, {from}, {references})", needed.package, needed.kind.as_str());
            if !needed.features.names.is_empty() {
                told.push_str(&format!(", now with {}", needed.features.names.join(", ")));
            }
            if needed.features.without_default {
                told.push_str(", now without default features");
            }
            if needed.features.optional {
                told.push_str(", optional now");
            }
            writeln!(out, "  {}", sanitised(&told))?;
        }
        for kind in ExtractTieKind::ALL {
            self.ties(kind, options, &mut out)?;
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

    fn cut(&self, cut: &ModuleCut, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let path = |module: ModuleId| self.graph.module(module).path();
        let side = if cut.is_below { "below" } else { "above" };
        let references = count(cut.references(), "reference");
        let title = if cut.with.is_empty() {
            format!("cheapest cut by modules: {side} the rest, no module comes along, {references} to cut")
        } else {
            let modules = count(cut.with.len(), "further module");
            format!("cheapest cut by modules: {side} the rest, with {modules}, {references} to cut")
        };
        writeln!(out, "\n{}", options.paint(Paint::Strong, &title))?;
        if !cut.with.is_empty() {
            let names: Vec<&str> = cut.with.iter().take(SHOWN).map(|&module| path(module)).collect();
            let more = if cut.with.len() > SHOWN { ", …" } else { "" };
            writeln!(out, "{}", options.wrapped("  ", &sanitised(&format!("along: {}{more}", names.join(", ")))))?;
        }
        for &(from, to, references) in cut.edges.iter().take(SHOWN) {
            let told = format!("{} -> {}, {}", path(from), path(to), count(references, "reference"));
            writeln!(out, "  {}", sanitised(&told))?;
        }
        if cut.edges.len() > SHOWN {
            writeln!(out, "  and {} more; `--format json` lists all", cut.edges.len() - SHOWN)?;
        }
        Ok(())
    }

    /// Each name once, with its first place.
    fn ties(&self, kind: ExtractTieKind, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let of_kind: Vec<&ExtractTie> = self.ties.iter().filter(|tie| tie.kind == kind).collect();
        if of_kind.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", options.paint(Paint::Strong, kind.meaning()))?;
        let names: Vec<&[&ExtractTie]> = of_kind.chunk_by(|one, other| one.name == other.name).collect();
        for same in names.iter().take(SHOWN) {
            let Some(first) = same.first() else { continue };
            let more = if same.len() > 1 { format!(" and {} more", same.len() - 1) } else { String::new() };
            writeln!(out, "  {}{more}", sanitised(&format!("{}  {}", self.place(first.span), first.name)))?;
        }
        if names.len() > SHOWN {
            writeln!(out, "  and {} more; `--format json` lists all", names.len() - SHOWN)?;
        }
        Ok(())
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
            cut: extraction.cut.as_ref().map(|cut| WireCut {
                relation: if cut.is_below { "below" } else { "above" },
                with: cut.with.iter().map(path).collect(),
                references: cut.references(),
                edges: cut
                    .edges
                    .iter()
                    .map(|(from, to, references)| WireEdge { from: path(from), to: path(to), references: *references })
                    .collect(),
            }),
            ties: self
                .ties
                .iter()
                .map(|tie| WireTie { kind: tie.kind.as_str(), name: &tie.name, place: place(self.sources, tie.span) })
                .collect(),
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
                    features: &needed.features.names,
                    default_features: !needed.features.without_default,
                    optional: needed.features.optional,
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
