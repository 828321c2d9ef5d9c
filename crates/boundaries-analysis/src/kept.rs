//! Facts that are kept from one run to the next, by the contents of the text they were read from.
//!
//! They lie in two files. The first is large and seldom written; what a run reads anew goes to the second, which is small, so
//! that a run after one edit writes little. When the second has grown, both become a new first one, without what was of no
//! use lately. An entry is found by its key alone: which file it lies in, and what else lies there, does not matter, and any
//! two files go together.
//!
//! Each file is entries, one behind the other, then the list of them, then the length of that list. Files that are not whole,
//! or not our own, are not even opened (see [`boundaries_cache`]).

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bitcode::{Decode, Encode};
use boundaries_cache::{Draft, Folder, Hash, hash};
use rustc_hash::FxHashMap;

use crate::conditions::Conditions;
use crate::syntax::Refusal;
use crate::syntax::facts::{FileFacts, ItemIx};

/// The large file, and the small one.
const NAMES: [&str; 2] = ["facts", "facts-new"];

/// Larger files are not read, and not written.
const LIMIT: u64 = 1 << 30;

/// When the small file has more than this share of the large one, both become one.
const SHARE: usize = 8;

/// What is kept of one text and the macro calls in it.
#[derive(Encode, Decode)]
pub(crate) struct KeptFacts {
    pub(crate) texts: Vec<FileFacts>,
    /// Which text has the contents of which item of which text.
    pub(crate) contents: Vec<(u32, ItemIx, u32)>,
    /// What the parser said if it refused the text, and whether there are parts that could not be read otherwise.
    pub(crate) refusal: Option<Refusal>,
}

/// The facts of earlier runs, and those of this one for later runs.
#[derive(Clone, Default, Debug)]
pub struct FactsCache {
    open: Option<Arc<Open>>,
}

#[derive(Debug)]
struct Open {
    files: Vec<File>,
    entries: FxHashMap<Hash, Entry>,
    folder: Folder,
    /// Which of the files this run writes.
    written: &'static str,
    new: Mutex<Option<New>>,
    is_broken: AtomicBool,
    hits: AtomicUsize,
    misses: AtomicUsize,
}

#[derive(Debug)]
struct File {
    bytes: Vec<u8>,
}

#[derive(Debug)]
struct Entry {
    file: usize,
    start: usize,
    len: usize,
    is_used: AtomicBool,
}

/// A file in the making.
#[derive(Debug)]
struct New {
    draft: Draft,
    at: u64,
    list: Vec<(Hash, u64, u64)>,
}

impl FactsCache {
    /// The facts that lie in a folder; none where there is no folder.
    #[must_use]
    pub fn open(folder: Option<&Folder>) -> Self {
        Self { open: folder.map(|folder| Arc::new(Open::of(folder))) }
    }

    /// The facts of a text under these conditions, if they are kept.
    pub(crate) fn get(&self, text: &str, conditions: &Arc<Conditions>) -> Option<KeptFacts> {
        let open = self.open.as_ref()?;
        let entry = open.entries.get(&key(text, conditions));
        let facts = entry.and_then(|entry| bitcode::decode::<KeptFacts>(open.bytes(entry)).ok());
        let Some(mut facts) = facts else {
            open.misses.fetch_add(1, Ordering::Relaxed);
            return None;
        };
        open.hits.fetch_add(1, Ordering::Relaxed);
        if let Some(entry) = entry {
            entry.is_used.store(true, Ordering::Relaxed);
        }
        for text in &mut facts.texts {
            text.conditions = Arc::clone(conditions);
        }
        Some(facts)
    }

    /// Keeps the facts of a text.
    pub(crate) fn put(&self, text: &str, conditions: &Arc<Conditions>, facts: &KeptFacts) {
        if let Some(open) = &self.open {
            open.add(key(text, conditions), &bitcode::encode(facts));
        }
    }

    /// Where facts are kept.
    pub(crate) fn folder(&self) -> Option<&Folder> {
        self.open.as_ref().map(|open| &open.folder)
    }

    /// How many texts had their facts kept, and how many did not.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let count =
            |of: fn(&Open) -> &AtomicUsize| self.open.as_ref().map_or(0, |open| of(open).load(Ordering::Relaxed));
        (count(|open| &open.hits), count(|open| &open.misses))
    }

    /// Writes what is new, if anything is.
    pub fn save(&self) {
        if let Some(open) = &self.open {
            open.save();
        }
    }
}

/// What identifies the facts of a text.
fn key(text: &str, conditions: &Conditions) -> Hash {
    let mut both = [0; 2 * size_of::<Hash>()];
    both[..size_of::<Hash>()].copy_from_slice(&hash(text.as_bytes()));
    both[size_of::<Hash>()..].copy_from_slice(&conditions.fingerprint());
    hash(&both)
}

impl Open {
    fn of(folder: &Folder) -> Self {
        let mut files = Vec::new();
        let mut entries = FxHashMap::default();
        let mut sizes = [0, 0];
        for (name, size) in NAMES.into_iter().zip(&mut sizes) {
            let Some(bytes) = folder.read(name, LIMIT) else { continue };
            let Some(list) = list_of(&bytes) else { continue };
            *size = bytes.len();
            for (key, start, len) in list {
                let entry = Entry { file: files.len(), start, len, is_used: AtomicBool::new(false) };
                entries.insert(key, entry);
            }
            files.push(File { bytes });
        }
        let [large, small] = sizes;
        let written = if small > large / SHARE { NAMES[0] } else { NAMES[1] };
        Self {
            files,
            entries,
            folder: folder.clone(),
            written: if large == 0 { NAMES[0] } else { written },
            new: Mutex::new(None),
            is_broken: AtomicBool::new(false),
            hits: AtomicUsize::new(0),
            misses: AtomicUsize::new(0),
        }
    }

    fn bytes(&self, entry: &Entry) -> &[u8] {
        &self.files[entry.file].bytes[entry.start..entry.start + entry.len]
    }

    fn add(&self, key: Hash, bytes: &[u8]) {
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        if new.is_none() && !self.is_broken.load(Ordering::Relaxed) {
            let draft = self.folder.draft(self.written);
            self.is_broken.store(draft.is_none(), Ordering::Relaxed);
            *new = draft.map(|draft| New { draft, at: 0, list: Vec::new() });
        }
        if let Some(file) = &mut *new
            && !file.add(key, bytes)
        {
            self.is_broken.store(true, Ordering::Relaxed);
            *new = None;
        }
    }

    fn save(&self) {
        let Some(mut new) = self.new.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        let is_whole = self.written == NAMES[0];
        let mut kept: Vec<(&Hash, &Entry)> = self.entries.iter().collect();
        kept.retain(|(_, entry)| {
            if is_whole { entry.is_used.load(Ordering::Relaxed) } else { self.files.len() > 1 && entry.file == 1 }
        });
        kept.sort_unstable_by_key(|(_, entry)| (entry.file, entry.start));
        if kept.into_iter().all(|(key, entry)| new.add(*key, self.bytes(entry))) && new.finish() && is_whole {
            self.folder.remove(NAMES[1]);
        }
    }
}

impl New {
    fn add(&mut self, key: Hash, bytes: &[u8]) -> bool {
        self.list.push((key, self.at, bytes.len() as u64));
        self.at += bytes.len() as u64;
        self.at <= LIMIT / 2 && self.draft.write(bytes)
    }

    fn finish(mut self) -> bool {
        self.list.sort_unstable();
        let Ok(list) = postcard::to_stdvec(&self.list) else { return false };
        self.draft.write(&list) && self.draft.write(&(list.len() as u64).to_le_bytes()) && self.draft.finish()
    }
}

/// The entries of a file: key, start and length of each. Every place lies inside the file.
fn list_of(bytes: &[u8]) -> Option<Vec<(Hash, usize, usize)>> {
    let (rest, len) = bytes.split_last_chunk::<8>()?;
    let len = usize::try_from(u64::from_le_bytes(*len)).ok()?;
    let (entries, list) = rest.split_at_checked(rest.len().checked_sub(len)?)?;
    let list: Vec<(Hash, u64, u64)> = postcard::from_bytes(list).ok()?;
    let checked = |(key, start, len): (Hash, u64, u64)| {
        let (start, len) = (usize::try_from(start).ok()?, usize::try_from(len).ok()?);
        (start.checked_add(len)? <= entries.len()).then_some((key, start, len))
    };
    list.into_iter().map(checked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax;

    const TEXTS: [&str; 5] = [
        "",
        "mod a; pub fn f<T: Clone>(x: &[T; 3]) -> Option<T> { let Some(y) = x.get(1) else { return None }; m!(y); y.clone() }",
        "macro_rules! m { ($e:expr) => { $e }; }\nimpl<'a> Tr<{ 1 + 1 }> for S<'a> { type A = (u8, dyn Fn(i32) -> u8); const C: u8 = 1; }",
        "#[derive(D)] #[serde(with = \"p::q\")] pub enum E { A { x: u8 }, B(crate::T), C = 3 }\npub use a::{self, b::*, c as _};",
        "fn broken( { use a::b; } }}",
    ];

    fn facts(text: &str, conditions: &Arc<Conditions>) -> KeptFacts {
        let (facts, refusal) = syntax::read_file(text, conditions);
        KeptFacts { texts: vec![facts], contents: vec![(0, ItemIx::at(3), 1)], refusal }
    }

    fn list(entries: &[(Hash, u64, u64)]) -> Vec<u8> {
        let list = postcard::to_stdvec(entries).expect("it is written to memory");
        let len = list.len() as u64;
        [vec![0; 10], list, len.to_le_bytes().to_vec()].concat()
    }

    #[test]
    fn what_is_read_back_is_what_was_kept() {
        let conditions = Arc::default();
        for text in TEXTS {
            let bytes = bitcode::encode(&facts(text, &conditions));
            let back: KeptFacts = bitcode::decode(&bytes).expect("it is whole");
            assert_eq!(format!("{:?}", back.texts), format!("{:?}", facts(text, &conditions).texts), "{text}");
            assert_eq!(bitcode::encode(&back), bytes, "{text}");
        }
    }

    #[test]
    fn a_key_is_of_text_and_conditions() {
        let (all, none) = (Conditions::default(), Conditions::default());
        assert_eq!(key("a", &all), key("a", &none));
        assert_ne!(key("a", &all), key("b", &all));
    }

    #[test]
    fn places_outside_the_file_are_no_places() {
        assert_eq!(list_of(&list(&[([1; 32], 2, 8)])), Some(vec![([1; 32], 2, 8)]));
        for (start, len) in [(2, 9), (11, 0), (u64::MAX, 1), (0, u64::MAX)] {
            assert_eq!(list_of(&list(&[([1; 32], start, len)])), None, "{start} {len}");
        }
        for bytes in [&b""[..], &[0; 7], &[0xff; 8], &[9, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0, 0, 1]] {
            assert!(list_of(bytes).is_none_or(|list| list.is_empty()), "{bytes:?}");
        }
    }
}
