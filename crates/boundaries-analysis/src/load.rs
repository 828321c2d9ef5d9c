//! Reads the files of a workspace in parallel, each once, by following `mod` items from the roots of targets.
//!
//! Which file a `mod name;` means depends on how the file around it was reached: the root of a target, a `mod.rs` and a
//! file named by `#[path]` look beside themselves, any other file looks in the directory of its own name.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use boundaries_graph::{FileId, GapReason, Limit, SourceMap};
use camino::{Utf8Path, Utf8PathBuf};
use indexmap::{IndexMap, IndexSet};
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::conditions::{Conditions, ConditionsByPackage};
use crate::gap::Cause;
use crate::kept::{FactsCache, KeptFacts};
use crate::progress::Count;
use crate::source::SourceReader;
use crate::syntax::facts::{FileFacts, ItemIx, ItemKind, ScopeIx};
use crate::syntax::{self, Grammar, Refusal, SyntaxError};
use crate::timing::Stopwatch;
use crate::workspace::Workspace;
use crate::{AnalysisError, Cancellation};

/// How deeply macro calls that hold items may stand in each other.
const MAX_MACRO_DEPTH: usize = 16;

/// A source file with its facts, and those of the macro calls between its items.
#[derive(Clone)]
pub(crate) struct SourceUnit {
    pub(crate) file: FileId,
    /// The file itself, then macro calls whose contents are items.
    pub(crate) texts: Vec<Arc<FileFacts>>,
    /// From a macro call in one of the texts to the text of its contents.
    pub(crate) contents: FxHashMap<(usize, ItemIx), usize>,
    /// Texts that stand in files of their own, which `include!` brings in: by their position among the texts.
    pub(crate) included: Vec<(usize, IncludedFile)>,
    /// The files whose texts it asks for, with what was read.
    pub(crate) asked: Vec<(Utf8PathBuf, Option<Arc<str>>)>,
    /// Whether the program has taken over its facts, its modules having been followed.
    pub(crate) is_adopted: bool,
    /// What went wrong with the file as a whole, and at which byte.
    pub(crate) problem: Option<(Cause, String, u32)>,
    /// How long it took to read and to parse.
    reading: Duration,
    parsing: Duration,
}

impl SourceUnit {
    /// The facts, as they are kept. They are not in the unit any more.
    fn facts(&mut self, refusal: Option<Refusal>) -> KeptFacts {
        let index = syntax::facts::index;
        let contents = std::mem::take(&mut self.contents).into_iter();
        let mut contents: Vec<_> = contents.map(|((at, item), inner)| (index(at), item, index(inner))).collect();
        contents.sort_unstable();
        // They were just read, so that nobody shares them yet.
        let texts = std::mem::take(&mut self.texts).into_iter().filter_map(Arc::into_inner).collect();
        KeptFacts { texts, contents, refusal }
    }

    /// Takes over facts that were read now or in an earlier run.
    fn take(&mut self, facts: KeptFacts) {
        let contents = facts.contents.into_iter();
        self.texts = facts.texts.into_iter().map(Arc::new).collect();
        self.contents = contents.map(|(at, item, inner)| ((at as usize, item), inner as usize)).collect();
        self.problem = facts.refusal.map(|Refusal { error, has_holes }| {
            let reason = if has_holes { GapReason::UnparsedFile } else { GapReason::ReadByTokens };
            match error {
                SyntaxError::TooDeep => {
                    (Cause { reason, limit: Some(Limit::Nesting) }, "nested too deeply".to_owned(), 0)
                }
                SyntaxError::Refused { message, at } => (reason.into(), message, at),
            }
        });
    }
}

impl SourceUnit {
    /// As if it had just been read, in no time, for another analysis.
    pub(crate) fn into_known(self) -> Self {
        Self { is_adopted: false, reading: Duration::ZERO, parsing: Duration::ZERO, ..self }
    }

    /// The size of the texts that it includes.
    pub(crate) fn included_size(&self) -> usize {
        self.included.iter().map(|(_, included)| included.text.len()).sum()
    }
}

/// A file as it was read, with its text.
pub(crate) type ReadFile = (Arc<str>, SourceUnit);

/// A file that `include!` brings in.
#[derive(Clone)]
pub(crate) struct IncludedFile {
    path: Utf8PathBuf,
    text: Arc<str>,
    /// Known once the text is among the sources.
    pub(crate) file: FileId,
}

/// A file, and whether its child modules lie beside it.
pub(crate) type ModuleFile = (Utf8PathBuf, bool);

/// Files in the order in which they were reached.
pub(crate) type Units = IndexMap<Utf8PathBuf, SourceUnit, FxBuildHasher>;

/// All source files of a workspace.
pub(crate) struct Sources {
    pub(crate) units: Units,
    pub(crate) map: SourceMap,
    pub(crate) bytes: u64,
    pub(crate) conditions: Arc<ConditionsByPackage>,
    kept: FactsCache,
    /// What was read for the analysis before this one, and is still so.
    pub(crate) known: FxHashMap<Utf8PathBuf, ReadFile>,
    /// Whether facts that are taken over stay here as well, for a later analysis.
    pub(crate) keeps: bool,
    watch: Stopwatch,
    /// Who hears of each file.
    pub(crate) count: Count,
    /// How long all threads read, and how long they parsed.
    pub(crate) reading: Duration,
    pub(crate) parsing: Duration,
}

impl Sources {
    /// No files yet.
    pub(crate) fn new(conditions: Arc<ConditionsByPackage>, kept: FactsCache, watch: Stopwatch) -> Self {
        Self {
            units: IndexMap::default(),
            map: SourceMap::default(),
            bytes: 0,
            conditions,
            kept,
            known: FxHashMap::default(),
            keeps: false,
            watch,
            count: Count::default(),
            reading: Duration::ZERO,
            parsing: Duration::ZERO,
        }
    }

    /// Reads everything that is reachable from the roots of a workspace's targets.
    ///
    /// # Errors
    /// If it was cancelled. What was read until then is there.
    pub(crate) fn load(
        &mut self,
        workspace: &Workspace,
        reader: &dyn SourceReader,
        cancellation: &Cancellation,
    ) -> Result<(), AnalysisError> {
        let targets = workspace.packages().iter().flat_map(|package| &package.targets);
        self.extend_until(targets.map(|target| (target.root_file.clone(), true)), reader, cancellation)
    }

    /// Reads everything that is reachable from these files and was not read before.
    pub(crate) fn extend(&mut self, files: impl IntoIterator<Item = ModuleFile>, reader: &dyn SourceReader) {
        self.extend_until(files, reader, &Cancellation::default()).expect("nobody cancels it");
    }

    fn extend_until(
        &mut self,
        files: impl IntoIterator<Item = ModuleFile>,
        reader: &dyn SourceReader,
        cancellation: &Cancellation,
    ) -> Result<(), AnalysisError> {
        let sources = self;
        let mut seen: IndexSet<ModuleFile> = files.into_iter().collect();
        let mut wave: Vec<ModuleFile> = seen.iter().cloned().collect();
        while !wave.is_empty() {
            let new: IndexSet<&Utf8PathBuf> =
                wave.iter().map(|(path, _)| path).filter(|path| !sources.units.contains_key(*path)).collect();
            let new: Vec<_> = new.into_iter().collect();
            let read = sources.read_largest_first(&new, reader, cancellation);
            let is_whole = read.len() == new.len();
            for (at, (text, mut unit)) in read {
                let path = new[at];
                sources.bytes += text.len() as u64;
                sources.reading += unit.reading;
                sources.parsing += unit.parsing;
                unit.file = sources.map.add(path.clone(), text);
                for (_, included) in &mut unit.included {
                    sources.bytes += included.text.len() as u64;
                    included.file = sources.map.add(included.path.clone(), Arc::clone(&included.text));
                }
                sources.units.insert(path.clone(), unit);
            }
            if !is_whole {
                return Err(AnalysisError::Cancelled);
            }
            let next: Vec<Vec<ModuleFile>> = wave
                .par_iter()
                .map(|(path, beside)| {
                    let mut found = Vec::new();
                    let finder = FileFinder { path, beside: *beside, reader };
                    let unit = &sources.units[path];
                    // A file whose facts were taken over was followed before.
                    if !unit.is_adopted {
                        finder.children(unit, 0, &mut Vec::new(), &mut found);
                    }
                    found
                })
                .collect();
            wave = next.into_iter().flatten().filter(|file| seen.insert(file.clone())).collect();
        }
        Ok(())
    }
}

impl Sources {
    /// Reads files in parallel, the largest first: the threads end together, and what one file leaves behind in memory has
    /// room for the next. The results are in the order of the files, each with its place among them; those that were not read
    /// before somebody cancelled it are left out.
    fn read_largest_first(
        &self,
        files: &[&Utf8PathBuf],
        reader: &dyn SourceReader,
        cancellation: &Cancellation,
    ) -> Vec<(usize, ReadFile)> {
        let mut order: Vec<(usize, u64)> = files.iter().map(|file| reader.size(file)).enumerate().collect();
        order.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        let mut read: Vec<_> = order
            .into_par_iter()
            .with_max_len(1)
            .filter_map(|(at, _)| (!cancellation.is_cancelled()).then(|| (at, self.read(files[at], reader))))
            .collect();
        read.sort_by_key(|(at, _)| *at);
        read
    }
}

impl Sources {
    pub(crate) fn read(&self, path: &Utf8Path, reader: &dyn SourceReader) -> ReadFile {
        if let Some(known) = self.known.get(path) {
            return known.clone();
        }
        let start = self.watch.now();
        let bytes = reader.read(path);
        let read = self.watch.now();
        let (text, mut unit) = read_unit(path, bytes, reader, &self.conditions.of(path), &self.kept);
        unit.reading = read.saturating_sub(start);
        unit.parsing = self.watch.since(read);
        self.count.add();
        (text, unit)
    }
}

fn read_unit(
    path: &Utf8Path,
    read: std::io::Result<Vec<u8>>,
    reader: &dyn SourceReader,
    conditions: &Arc<Conditions>,
    kept: &FactsCache,
) -> ReadFile {
    let mut unit = SourceUnit {
        file: FileId::default(),
        texts: Vec::new(),
        contents: FxHashMap::default(),
        included: Vec::new(),
        asked: Vec::new(),
        is_adopted: false,
        problem: None,
        reading: Duration::ZERO,
        parsing: Duration::ZERO,
    };
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(error) => {
            let limit = (error.kind() == ErrorKind::FileTooLarge).then_some(Limit::SourceSize);
            let cause = Cause { reason: GapReason::UnreadableFile, limit };
            unit.problem = Some((cause, error.to_string(), 0));
            unit.texts.push(Arc::new(FileFacts::empty()));
            return ("".into(), unit);
        }
    };
    let text: Arc<str> = match String::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(error) => {
            let at = syntax::facts::index(error.utf8_error().valid_up_to());
            unit.problem = Some((GapReason::UnreadableFile.into(), "not valid UTF-8".to_owned(), at));
            unit.texts.push(Arc::new(FileFacts::empty()));
            return (String::from_utf8_lossy(error.as_bytes()).into(), unit);
        }
    };
    if let Some(known) = kept.get(&text, conditions) {
        unit.take(known);
        return (text, unit);
    }
    let (facts, refusal) = syntax::read_file(&text, conditions);
    unit.texts.push(Arc::new(facts));
    let mut next = 0;
    let mut depth_end = (0, unit.texts.len());
    while next < unit.texts.len() {
        if next == depth_end.1 {
            depth_end = (depth_end.0 + 1, unit.texts.len());
        }
        if depth_end.0 < MAX_MACRO_DEPTH {
            read_macro_contents(path, reader, &text, &mut unit, next);
        }
        next += 1;
    }
    // Whether a file is there that `include!` names is no matter of the text.
    let is_of_text_alone = !unit.texts.iter().any(|facts| includes(facts));
    let facts = unit.facts(refusal);
    if is_of_text_alone {
        kept.put(&text, conditions, &facts);
    }
    unit.take(facts);
    (text, unit)
}

/// Reads the contents of macro calls between items as items, where they are: `cfg_x! { mod a; }`.
fn read_macro_contents(path: &Utf8Path, reader: &dyn SourceReader, text: &str, unit: &mut SourceUnit, at: usize) {
    if unit.included.iter().any(|(included, _)| *included == at) {
        // Code that is included is most often made by a generator, and its own macro calls stand in another text.
        return;
    }
    let conditions = Arc::clone(&unit.texts[at].conditions);
    let calls: Vec<_> = unit.texts[at]
        .items
        .iter()
        .enumerate()
        .filter_map(|(ix, item)| match item.kind {
            ItemKind::MacroCall(call) => Some((ItemIx::at(syntax::facts::index(ix)), unit.texts[at][call].body)),
            _ => None,
        })
        .collect();
    for (item, body) in calls {
        let Some(contents) = text.get(body.start as usize..body.end as usize) else { continue };
        if is_include(&unit.texts[at], item) {
            let Some(path) = included_path(path, reader, contents) else { continue };
            let text = read_text(&path, reader);
            unit.asked.push((path.clone(), text.clone()));
            let read = text.and_then(|text| Some((syntax::read(&text, 0, Grammar::File, &conditions).ok()?, text)));
            if let Some((facts, text)) = read {
                let included = IncludedFile { path, text, file: FileId::default() };
                unit.contents.insert((at, item), unit.texts.len());
                unit.included.push((unit.texts.len(), included));
                unit.texts.push(Arc::new(facts));
            }
            continue;
        }
        // Only modules have to be known now, so that their files are read; the rest is read where it is needed.
        if contents.contains("mod ")
            && let Ok(facts) = syntax::read(contents, body.start, Grammar::Items, &conditions)
            && !facts.items.is_empty()
        {
            unit.contents.insert((at, item), unit.texts.len());
            unit.texts.push(Arc::new(facts));
        }
    }
}

/// Whether any of a text's items is brought in by `include!`.
fn includes(facts: &FileFacts) -> bool {
    (0..facts.items.len()).any(|at| is_include(facts, ItemIx::at(syntax::facts::index(at))))
}

fn is_include(facts: &FileFacts, item: ItemIx) -> bool {
    let ItemKind::MacroCall(call) = facts[item].kind else { return false };
    let last = facts.segments(&facts[facts[call].path]).last();
    last.is_some_and(|last| facts.name(last.token.name) == "include")
}

/// A text, if there is one.
pub(crate) fn read_text(path: &Utf8Path, reader: &dyn SourceReader) -> Option<Arc<str>> {
    Some(String::from_utf8(reader.read(path).ok()?).ok()?.into())
}

/// The file of `include!("path")` or `include!(concat!(env!("CARGO_MANIFEST_DIR"), "/path"))`, if it lies in the
/// workspace.
fn included_path(path: &Utf8Path, reader: &dyn SourceReader, argument: &str) -> Option<Utf8PathBuf> {
    let argument = argument.trim().trim_end_matches(',').trim_end();
    let path = match argument.strip_prefix("concat!").and_then(|rest| delimited(rest)) {
        Some(parts) => {
            let (environment, literal) = parts.split_once(',')?;
            let variable = delimited(environment.trim().strip_prefix("env!")?)?;
            if literal_text(variable)? != "CARGO_MANIFEST_DIR" {
                return None;
            }
            package_dir(path, reader)?.join(literal_text(literal)?.trim_start_matches('/'))
        }
        None => path.parent()?.join(literal_text(argument)?),
    };
    normalized(&path)
}

/// What stands between the brackets of a macro call.
fn delimited(text: &str) -> Option<&str> {
    let text = text.trim();
    ["()", "[]", "{}"].iter().find_map(|pair| text.strip_prefix(&pair[..1])?.strip_suffix(&pair[1..]))
}

/// The text of a plain string literal.
pub(crate) fn literal_text(text: &str) -> Option<&str> {
    let text = text.trim().trim_end_matches(',').trim_end().strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains(['"', '\\'])).then_some(text)
}

/// The directory of the manifest that a file belongs to.
pub(crate) fn package_dir<'p>(file: &'p Utf8Path, reader: &dyn SourceReader) -> Option<&'p Utf8Path> {
    file.ancestors().skip(1).find(|directory| reader.is_file(&directory.join("Cargo.toml")))
}

/// Finds the files of child modules.
pub(crate) struct FileFinder<'a> {
    pub(crate) path: &'a Utf8Path,
    pub(crate) beside: bool,
    pub(crate) reader: &'a dyn SourceReader,
}

impl FileFinder<'_> {
    /// The files of a text's modules, those in its macro calls included.
    fn children(&self, unit: &SourceUnit, text: usize, inline: &mut Vec<String>, found: &mut Vec<ModuleFile>) {
        let facts = &unit.texts[text];
        let mut blocks: FxHashMap<ScopeIx, Vec<ScopeIx>> = FxHashMap::default();
        for (at, scope) in facts.scopes.iter().enumerate() {
            if let (true, Some(parent)) = (scope.is_block, scope.parent) {
                blocks.entry(parent).or_default().push(ScopeIx::at(syntax::facts::index(at)));
            }
        }
        self.children_of(unit, text, (ScopeIx::at(0), &blocks), inline, found);
    }

    fn children_of(
        &self,
        unit: &SourceUnit,
        text: usize,
        (scope, blocks): (ScopeIx, &FxHashMap<ScopeIx, Vec<ScopeIx>>),
        inline: &mut Vec<String>,
        found: &mut Vec<ModuleFile>,
    ) {
        let facts = &unit.texts[text];
        for ix in facts.list(facts[scope].items) {
            let item = &facts[ix];
            match item.kind {
                ItemKind::Mod { scope: Some(scope), path, .. } => {
                    inline.push(facts.name(path.unwrap_or(item.name.name)).to_owned());
                    self.children_of(unit, text, (scope, blocks), inline, found);
                    inline.pop();
                }
                ItemKind::Mod { scope: None, path, .. } => {
                    let path = path.map(|path| facts.name(path));
                    found.extend(self.module_file(facts.name(item.name.name), path, inline));
                }
                ItemKind::MacroCall(_) => {
                    if let Some(&contents) = unit.contents.get(&(text, ix)) {
                        self.children(unit, contents, inline, found);
                    }
                }
                _ => {}
            }
        }
        for &block in blocks.get(&scope).into_iter().flatten() {
            self.children_of(unit, text, (block, blocks), inline, found);
        }
    }

    /// The file of `mod name;` below the inline modules around it, if there is one.
    pub(crate) fn module_file(&self, name: &str, path: Option<&str>, inline: &[String]) -> Option<ModuleFile> {
        let dir = self.path.parent().unwrap_or(Utf8Path::new(""));
        let mut base = dir.to_owned();
        if !self.beside && (path.is_none() || !inline.is_empty()) {
            base.push(self.path.file_stem().unwrap_or_default());
        }
        base.extend(inline);
        if let Some(path) = path {
            let file = normalized(&base.join(path.replace('\\', "/")))?;
            return self.reader.is_file(&file).then_some((file, true));
        }
        let flat = normalized(&base.join(format!("{name}.rs")))?;
        if self.reader.is_file(&flat) {
            return Some((flat, false));
        }
        let nested = normalized(&base.join(name).join("mod.rs"))?;
        self.reader.is_file(&nested).then_some((nested, true))
    }
}

/// The path without `.` and `..`; none if it leaves the workspace or is absolute.
pub(crate) fn normalized(path: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut parts: Vec<&str> = Vec::new();
    for component in path.components() {
        match component {
            camino::Utf8Component::Normal(part) => parts.push(part),
            camino::Utf8Component::CurDir => {}
            camino::Utf8Component::ParentDir if parts.last().is_some_and(|part| *part != "..") => {
                parts.pop();
            }
            camino::Utf8Component::ParentDir => parts.push(".."),
            _ => return None,
        }
    }
    Some(parts.join("/").into())
}
