//! The files of a commit in a temporary folder, taken from git's objects alone.
//!
//! Files are written first and links made last, each where nothing stands yet, so that no link of the commit can lead a
//! file elsewhere. A link that leads out of the folder is not kept. The folder goes when the value does.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::ChildStdout;

use camino::{Utf8Path, Utf8PathBuf};

use crate::git::Git;
use crate::listing::{Entry, EntryKind, entries};
use crate::temporary::Temporary;
use crate::{Commit, HistoryError, Limits, Repository};

/// Files that are no code and no policy, and above this size or not in a partial clone, are left empty unless all are asked
/// for: it matters that they exist, and hardly ever what they hold.
const OTHER_LIMIT: u64 = 1 << 20;

/// Room that is made for a text before it is read.
const PROMISED: u64 = 1 << 20;

/// The files of a commit on disk.
#[derive(Debug)]
pub struct Export {
    folder: Temporary,
    skipped: Vec<Skipped>,
    emptied: BTreeSet<Utf8PathBuf>,
}

/// Which files are written with what they hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whole {
    /// Code, files of policies, and small ones.
    Texts,
    /// All.
    All,
}

/// Something of the commit that the folder lacks, by its path from the root of the repository.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Skipped {
    /// A submodule: its files belong to another repository.
    Submodule(Utf8PathBuf),
    /// A link that leads out of the repository, or nowhere.
    Link(Utf8PathBuf),
}

impl Export {
    /// The folder, with links resolved; paths below it are those from the root of the repository.
    #[must_use]
    pub fn root(&self) -> &Utf8Path {
        self.folder.path()
    }

    /// What is missing in it, by path.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// Whether a file, by its path from the root of the repository, is there without what it holds.
    #[must_use]
    pub fn is_emptied(&self, path: &Utf8Path) -> bool {
        self.emptied.contains(path)
    }

    /// Removes the folder, and tells if that fails. Dropping the value removes it too.
    ///
    /// # Errors
    /// If the folder cannot be removed.
    pub fn close(self) -> io::Result<()> {
        self.folder.close()
    }
}

impl Repository {
    /// Writes the files of a commit to a temporary folder: all below `folder`, a path from the root of the repository,
    /// and of the rest what a workspace there can depend on: manifests and CODEOWNERS, and Rust files as empty ones.
    ///
    /// A file that is too large for anybody to read it is as large as that, and holds nothing.
    ///
    /// # Errors
    /// If the commit's objects are missing or too large, or the disk refuses.
    pub fn export(&self, commit: &Commit, folder: &Utf8Path, whole: Whole) -> Result<Export, HistoryError> {
        let listed = self.git().read("ls-tree", &["-r", "-z", "--full-tree", commit.id()]);
        let listed = listed.map_err(|error| missing(error, commit))?;
        let mut all = entries(&listed).ok_or(HistoryError::Answer { command: "ls-tree" })?;
        all.retain(|entry| entry.path.starts_with(folder) || matters_anywhere(&entry.path));
        let files: Vec<&Entry> = all.iter().filter(|entry| entry.kind == EntryKind::File).collect();
        let Chosen { read, large, empty } = chosen(self.git(), &files, folder, commit, whole)?;

        let failed = |cause| HistoryError::Write { commit: commit.to_string(), cause };
        let temporary = Temporary::new().map_err(failed)?;
        let root = temporary.path();
        let mut writer = Writer { root, folders: BTreeSet::new() };
        for entry in &empty {
            writer.file(&entry.path, &[]).map_err(failed)?;
        }
        for entry in large {
            writer.hollow(&entry.path, self.git().limits().text_size.saturating_add(1)).map_err(failed)?;
        }
        each_object(self.git(), &read, commit, |entry, bytes| writer.file(&entry.path, bytes).map_err(failed))?;

        let links: Vec<&Entry> = all.iter().filter(|entry| entry.kind == EntryKind::Link).collect();
        let mut made = Vec::new();
        let mut skipped = Vec::new();
        each_object(self.git(), &links, commit, |entry, bytes| {
            if writer.link(&entry.path, bytes).map_err(failed)? {
                made.push(&entry.path);
            } else {
                skipped.push(Skipped::Link(entry.path.clone()));
            }
            Ok(())
        })?;
        for path in made {
            let place = root.join(path);
            // Only now, when all links stand, is it known where each of them leads.
            if !place.canonicalize_utf8().is_ok_and(|real| real.starts_with(root)) {
                fs::remove_file(&place).map_err(failed)?;
                skipped.push(Skipped::Link(path.clone()));
            }
        }
        let submodules = all.iter().filter(|entry| entry.kind == EntryKind::Submodule);
        skipped.extend(submodules.map(|entry| Skipped::Submodule(entry.path.clone())));
        skipped.sort();
        let emptied = empty.into_iter().map(|entry| &entry.path).filter(|path| path.starts_with(folder));
        let emptied = emptied.cloned().collect();
        Ok(Export { folder: temporary, skipped, emptied })
    }
}

/// Whether a file outside the workspace's folder can change what is known about the workspace. Of Rust files there it
/// only matters that they exist: Cargo refuses a package without.
fn matters_anywhere(path: &Utf8Path) -> bool {
    matters_as_text(path) || path.extension() == Some("rs")
}

fn matters_as_text(path: &Utf8Path) -> bool {
    matches!(path.file_name(), Some("Cargo.toml" | "CODEOWNERS"))
}

/// What becomes of the files of a commit.
#[derive(Default)]
struct Chosen<'e> {
    /// They are written as they are.
    read: Vec<&'e Entry>,
    /// They are larger than anybody reads.
    large: Vec<&'e Entry>,
    /// They are only there: what they hold does not matter, or is not in a partial clone.
    empty: Vec<&'e Entry>,
}

fn chosen<'e>(
    git: &Git,
    files: &[&'e Entry],
    folder: &Utf8Path,
    commit: &Commit,
    whole: Whole,
) -> Result<Chosen<'e>, HistoryError> {
    let Limits { commit_files, commit_size, text_size, .. } = *git.limits();
    if files.len() as u64 > commit_files {
        return Err(HistoryError::TooManyFiles { commit: commit.to_string(), limit: commit_files });
    }
    let mut chosen = Chosen::default();
    let mut sum: u64 = 0;
    conversation(git, "--batch-check", files, |output, entry| {
        let path = &entry.path;
        let is_text = matches!(path.extension(), Some("rs" | "toml")) || matters_as_text(path) || whole == Whole::All;
        let matters = path.starts_with(folder) || matters_as_text(path);
        match head(output)? {
            Head::Size(size) if matters && (is_text || size <= OTHER_LIMIT) => {
                sum = sum.saturating_add(size.min(text_size.saturating_add(1)));
                if size > text_size { chosen.large.push(entry) } else { chosen.read.push(entry) }
            }
            Head::Missing if matters && is_text => {
                return Err(HistoryError::MissingObjects { commit: commit.to_string() });
            }
            Head::Size(_) | Head::Missing => chosen.empty.push(entry),
        }
        Ok(())
    })?;
    if sum > commit_size {
        return Err(HistoryError::TooManyBytes { commit: commit.to_string(), limit: commit_size });
    }
    Ok(chosen)
}

/// Hands the content of each entry to `take`, in order; one call of git for all.
fn each_object<'e>(
    git: &Git,
    entries: &[&'e Entry],
    commit: &Commit,
    mut take: impl FnMut(&'e Entry, &[u8]) -> Result<(), HistoryError>,
) -> Result<(), HistoryError> {
    conversation(git, "--batch", entries, |output, entry| {
        let bytes = object(output, git.limits().text_size, commit)?;
        take(entry, &bytes)
    })
}

/// Asks `git cat-file` about each entry, and lets `take` read each answer.
fn conversation<'e>(
    git: &Git,
    mode: &str,
    entries: &[&'e Entry],
    mut take: impl FnMut(&mut BufReader<ChildStdout>, &'e Entry) -> Result<(), HistoryError>,
) -> Result<(), HistoryError> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut child = git.conversation("cat-file", &[mode])?;
    let mut input = io::BufWriter::new(child.stdin.take().expect("the input is piped"));
    let mut output = BufReader::new(child.stdout.take().expect("the output is piped"));
    let questions: Vec<&str> = entries.iter().map(|entry| entry.object.as_str()).collect();
    let result = std::thread::scope(|scope| {
        // git answers while it is still being asked; without a second thread both sides could wait for each other. If
        // git ends early, the answers are short, and that is told.
        scope.spawn(move || {
            let _ = questions.iter().try_for_each(|object| writeln!(input, "{object}")).and_then(|()| input.flush());
        });
        let result = entries.iter().try_for_each(|entry| take(&mut output, entry));
        // After a failure nobody reads on, which ends git, and with it the thread that asks.
        drop(output);
        result
    });
    child.wait().map_err(HistoryError::NoGit)?;
    result
}

/// The first line of an answer of `cat-file`.
pub(crate) enum Head {
    Size(u64),
    Missing,
}

pub(crate) fn head(output: &mut impl BufRead) -> Result<Head, HistoryError> {
    let unreadable = || HistoryError::Answer { command: "cat-file" };
    let mut line = Vec::new();
    output.by_ref().take(1024).read_until(b'\n', &mut line).map_err(|_| unreadable())?;
    let line = std::str::from_utf8(&line).map_err(|_| unreadable())?.trim_end();
    match line.rsplit(' ').next().and_then(|word| word.parse().ok()) {
        Some(size) => Ok(Head::Size(size)),
        None if line.ends_with(" missing") => Ok(Head::Missing),
        None => Err(unreadable()),
    }
}

/// One answer of `cat-file --batch`.
fn object(output: &mut BufReader<ChildStdout>, limit: u64, commit: &Commit) -> Result<Vec<u8>, HistoryError> {
    let unreadable = || HistoryError::Answer { command: "cat-file" };
    match head(output)? {
        Head::Size(size) if size <= limit => {
            let mut bytes = Vec::with_capacity(usize::try_from(size.min(PROMISED)).unwrap_or(0) + 1);
            output.by_ref().take(size.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| unreadable())?;
            if bytes.pop() == Some(b'\n') && bytes.len() as u64 == size { Ok(bytes) } else { Err(unreadable()) }
        }
        Head::Size(_) => Err(unreadable()),
        Head::Missing => Err(HistoryError::MissingObjects { commit: commit.to_string() }),
    }
}

/// In a partial clone folders may be missing already.
fn missing(error: HistoryError, commit: &Commit) -> HistoryError {
    match &error {
        HistoryError::Git { message, .. }
            if message.contains("promisor") || message.contains("could not get object") =>
        {
            HistoryError::MissingObjects { commit: commit.to_string() }
        }
        _ => error,
    }
}

/// Writes below a folder that nobody else writes to.
struct Writer<'a> {
    root: &'a Utf8Path,
    folders: BTreeSet<Utf8PathBuf>,
}

impl Writer<'_> {
    fn file(&mut self, path: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
        self.made(path, |mut file| file.write_all(bytes))
    }

    /// A file of this size that holds nothing, and takes no room where the disk knows holes.
    fn hollow(&mut self, path: &Utf8Path, size: u64) -> io::Result<()> {
        self.made(path, |file| file.set_len(size))
    }

    /// Where two files of the commit are one on this disk, because it does not tell capital letters apart, the first
    /// stays.
    fn made(&mut self, path: &Utf8Path, fill: impl FnOnce(fs::File) -> io::Result<()>) -> io::Result<()> {
        self.folder_of(path)?;
        let made = fs::File::options().write(true).create_new(true).open(self.root.join(path));
        match made {
            Ok(file) => fill(file),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether a link was made: only one that is relative can lead to a file of the commit.
    fn link(&mut self, path: &Utf8Path, target: &[u8]) -> io::Result<bool> {
        let Ok(target) = std::str::from_utf8(target) else { return Ok(false) };
        if target.is_empty() || target.contains('\0') || Utf8Path::new(target).is_absolute() {
            return Ok(false);
        }
        self.folder_of(path)?;
        match make_link(target, &self.root.join(path)) {
            Ok(()) => Ok(true),
            Err(error) if matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::Unsupported) => {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    fn folder_of(&mut self, path: &Utf8Path) -> io::Result<()> {
        let Some(folder) = path.parent() else { return Ok(()) };
        if !self.folders.contains(folder) {
            fs::create_dir_all(self.root.join(folder))?;
            self.folders.insert(folder.to_owned());
        }
        Ok(())
    }
}

#[cfg(unix)]
fn make_link(target: &str, place: &Utf8Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, place)
}

#[cfg(not(unix))]
fn make_link(_: &str, _: &Utf8Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
