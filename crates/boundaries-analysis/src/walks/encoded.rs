//! Findings as bytes and back, column by column. What many of them have in common stands there once.

use bitcode::{Decode, Encode};
use boundaries_cache::Hash;
use boundaries_graph::{DependencyKind, FileId, GapReason, Limit, ReferenceKind, Symbol, Symbols};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::body::{Found, RawReference};
use crate::gap::{Cause, RawGap};
use crate::program::{Def, DefId, Program, Resolution, ScopeId};
use crate::syntax::facts::index;

const KINDS: [ReferenceKind; 15] = [
    ReferenceKind::Import,
    ReferenceKind::GlobImport,
    ReferenceKind::Reexport,
    ReferenceKind::GlobReexport,
    ReferenceKind::ExternCrate,
    ReferenceKind::Path,
    ReferenceKind::SelfType,
    ReferenceKind::Associated,
    ReferenceKind::RecordField,
    ReferenceKind::Macro,
    ReferenceKind::Derive,
    ReferenceKind::Attribute,
    ReferenceKind::Method,
    ReferenceKind::Field,
    ReferenceKind::DocLink,
];

const CONTEXTS: [DependencyKind; 3] = [DependencyKind::Normal, DependencyKind::Test, DependencyKind::Build];

/// Everything that the walks of a run found.
#[derive(Default)]
pub(super) struct Record {
    kept: Kept,
    names: FxHashMap<Symbol, u32>,
    targets: FxHashMap<Meaning, u32>,
}

/// What a reference leads to, and the path as written.
type Meaning = (Resolution, SmallVec<[Symbol; 2]>);

/// Names, targets and the rest are numbered in the order in which they stand here.
#[derive(Encode, Decode, Default)]
struct Kept {
    /// The texts of all files, by their hashes.
    texts: Vec<Hash>,
    names: Vec<String>,
    targets: Vec<Target>,
    /// The paths as written of all targets, one behind the other.
    written: Vec<u32>,
    places: Vec<Place>,
    runs: Vec<Run>,
    references: Vec<Reference>,
    gaps: Vec<Gap>,
}

/// How much was found in a place, the file of its text, and what its macro calls cost.
#[derive(Encode, Decode)]
struct Place {
    file: u32,
    runs: u32,
    gaps: u32,
    cost: u64,
}

/// What references behind each other have in common, and how many they are.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq)]
struct Run {
    references: u32,
    from: u32,
    file: u32,
    context: u8,
    expanded: bool,
    by_caller: bool,
    exposed_by: Option<u32>,
}

#[derive(Encode, Decode)]
struct Reference {
    kind: u8,
    target: u32,
    at: u32,
}

#[derive(Encode, Decode)]
struct Target {
    def: Defined,
    door: u32,
    name: u32,
    written: u32,
}

#[derive(Encode, Decode)]
enum Defined {
    Module(u32),
    Item(u32),
    External(u32, u32),
    Primitive(u32),
}

#[derive(Encode, Decode)]
struct Gap {
    reason: u8,
    limit: Option<u8>,
    scope: u32,
    file: u32,
    at: u32,
    text: String,
}

impl Record {
    pub(super) fn new(texts: Vec<Hash>) -> Self {
        Self { kept: Kept { texts, ..Kept::default() }, ..Self::default() }
    }

    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self { kept: bitcode::decode(bytes).ok()?, ..Self::default() })
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        bitcode::encode(&self.kept)
    }

    /// Adds what was found in the next place, whose text is that of a file.
    pub(super) fn add(&mut self, found: &Found, file: FileId, symbols: &Symbols) {
        let first = self.kept.runs.len();
        for raw in &found.references {
            let run = Run {
                references: 0,
                from: raw.from.0,
                file: index(raw.file.index()),
                context: position(&CONTEXTS, raw.context),
                expanded: raw.expanded,
                by_caller: raw.by_caller,
                exposed_by: raw.exposed_by.map(|item| item.0),
            };
            let last = self.kept.runs[first..].last().copied();
            if last.is_none_or(|last| Run { references: 0, ..last } != run) {
                self.kept.runs.push(run);
            }
            if let Some(run) = self.kept.runs.last_mut() {
                run.references += 1;
            }
            let target = self.target(raw, symbols);
            self.kept.references.push(Reference { kind: position(&KINDS, raw.kind), target, at: raw.at });
        }
        self.kept.gaps.extend(found.gaps.iter().map(|gap| Gap {
            reason: position(&GapReason::ALL, gap.cause.reason),
            limit: gap.cause.limit.map(|limit| position(&Limit::ALL, limit)),
            scope: gap.scope.0,
            file: index(gap.file.index()),
            at: gap.at,
            text: gap.text.clone(),
        }));
        self.kept.places.push(Place {
            file: index(file.index()),
            runs: index(self.kept.runs.len() - first),
            gaps: index(found.gaps.len()),
            cost: found.cost,
        });
    }

    fn target(&mut self, raw: &RawReference, symbols: &Symbols) -> u32 {
        let meaning = (raw.resolution, raw.written.clone());
        if let Some(known) = self.targets.get(&meaning) {
            return *known;
        }
        let mut name = |symbol: Symbol| {
            let names = &mut self.kept.names;
            *self.names.entry(symbol).or_insert_with(|| {
                names.push(symbols.text(symbol).to_owned());
                index(names.len() - 1)
            })
        };
        let def = match raw.resolution.def {
            Def::Module(scope) => Defined::Module(scope.0),
            Def::Item(item) => Defined::Item(item.0),
            Def::External(krate, last) => Defined::External(name(krate), name(last)),
            Def::Primitive(primitive) => Defined::Primitive(name(primitive)),
        };
        let target = Target {
            def,
            door: raw.resolution.door.0,
            name: name(raw.resolution.name),
            written: index(raw.written.len()),
        };
        let written: SmallVec<[u32; 2]> = raw.written.iter().map(|symbol| name(*symbol)).collect();
        self.kept.written.extend(written);
        let number = index(self.kept.targets.len());
        self.kept.targets.push(target);
        self.targets.insert(meaning, number);
        number
    }

    /// What was found in each place, as far as all files that it has to do with read as they did; none if the record is
    /// not one of such a program.
    pub(super) fn found(self, texts: &[Hash], program: &mut Program) -> Option<Vec<Option<Found>>> {
        let Kept { texts: before, names, targets, written, places, runs, references, gaps } = self.kept;
        if before.len() != texts.len() {
            return None;
        }
        let is_same = |file: u32| {
            let at = file as usize;
            Some(before.get(at)? == texts.get(at)?)
        };
        let names: Vec<Symbol> = names.iter().map(|name| program.symbols.intern(name)).collect();
        let program = Bounds { scopes: program.scopes.len(), items: program.defs.len() };
        let mut written = written.into_iter();
        let targets: Vec<Meaning> =
            targets.iter().map(|target| program.meaning(target, &names, &mut written)).collect::<Option<_>>()?;
        let (mut runs, mut references, mut gaps) = (runs.into_iter(), references.into_iter(), gaps.into_iter());
        let mut all = Vec::with_capacity(places.len());
        for place in places {
            let mut is_known = is_same(place.file)?;
            let mut found = Found { cost: place.cost, ..Found::default() };
            for _ in 0..place.runs {
                let run = runs.next()?;
                is_known &= is_same(run.file)?;
                if !is_known {
                    references.nth(run.references.checked_sub(1)? as usize)?;
                    continue;
                }
                for _ in 0..run.references {
                    found.references.push(program.reference(&run, &references.next()?, &targets)?);
                }
            }
            for _ in 0..place.gaps {
                let gap = gaps.next()?;
                is_known &= is_same(gap.file)?;
                found.gaps.push(program.gap(gap)?);
            }
            all.push(is_known.then_some(found));
        }
        Some(all)
    }
}

/// How many scopes and items there are.
struct Bounds {
    scopes: usize,
    items: usize,
}

impl Bounds {
    fn scope(&self, number: u32) -> Option<ScopeId> {
        ((number as usize) < self.scopes).then_some(ScopeId(number))
    }

    fn item(&self, number: u32) -> Option<DefId> {
        ((number as usize) < self.items).then_some(DefId(number))
    }

    fn meaning(&self, target: &Target, names: &[Symbol], written: &mut impl Iterator<Item = u32>) -> Option<Meaning> {
        let name = |number: u32| names.get(number as usize).copied();
        let def = match target.def {
            Defined::Module(scope) => Def::Module(self.scope(scope)?),
            Defined::Item(item) => Def::Item(self.item(item)?),
            Defined::External(krate, last) => Def::External(name(krate)?, name(last)?),
            Defined::Primitive(primitive) => Def::Primitive(name(primitive)?),
        };
        let written = (0..target.written).map(|_| name(written.next()?)).collect::<Option<_>>()?;
        Some((Resolution { def, door: self.scope(target.door)?, name: name(target.name)? }, written))
    }

    fn reference(&self, run: &Run, reference: &Reference, targets: &[Meaning]) -> Option<RawReference> {
        let (resolution, written) = targets.get(reference.target as usize)?;
        Some(RawReference {
            kind: *KINDS.get(usize::from(reference.kind))?,
            from: self.scope(run.from)?,
            resolution: *resolution,
            context: *CONTEXTS.get(usize::from(run.context))?,
            file: FileId::new(run.file as usize),
            at: reference.at,
            written: written.clone(),
            expanded: run.expanded,
            by_caller: run.by_caller,
            exposed_by: match run.exposed_by {
                Some(item) => Some(self.item(item)?),
                None => None,
            },
        })
    }

    fn gap(&self, gap: Gap) -> Option<RawGap> {
        let limit = match gap.limit {
            Some(limit) => Some(*Limit::ALL.get(usize::from(limit))?),
            None => None,
        };
        Some(RawGap {
            cause: Cause { reason: *GapReason::ALL.get(usize::from(gap.reason))?, limit },
            scope: self.scope(gap.scope)?,
            file: FileId::new(gap.file as usize),
            at: gap.at,
            text: gap.text,
        })
    }
}

/// The position in a list of all there are; one behind its end for what is not in it, which is then not read back.
fn position<T: PartialEq>(all: &[T], one: T) -> u8 {
    u8::try_from(all.iter().position(|other| *other == one).unwrap_or(all.len())).unwrap_or(u8::MAX)
}
