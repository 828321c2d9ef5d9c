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
use crate::{Commit, HistoryError, Repository};

/// More files than this are not written.
const FILE_LIMIT: usize = 1_000_000;
/// More bytes than this are not written in all.
const BYTE_LIMIT: u64 = 4 << 30;
/// Rust code and manifests above this size are left empty: nothing reads larger ones.
const TEXT_LIMIT: u64 = 64 << 20;
/// Other files above this size, or not in a partial clone, are left empty: it may matter that they exist, but not what
/// they hold.
const OTHER_LIMIT: u64 = 1 << 20;

/// The files of a commit on disk.
#[derive(Debug)]
pub struct Export {
    folder: Temporary,
    skipped: Vec<Skipped>,
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
    /// # Errors
    /// If the commit's objects are missing or too large, or the disk refuses.
    pub fn export(&self, commit: &Commit, folder: &Utf8Path) -> Result<Export, HistoryError> {
        let listed = self.git().read("ls-tree", &["-r", "-z", "--full-tree", commit.id()]);
        let listed = listed.map_err(|error| missing(error, commit))?;
        let mut all = entries(&listed).ok_or(HistoryError::Answer { command: "ls-tree" })?;
        all.retain(|entry| entry.path.starts_with(folder) || matters_anywhere(&entry.path));
        let files: Vec<&Entry> = all.iter().filter(|entry| entry.kind == EntryKind::File).collect();
        let (read, empty) = chosen(self.git(), &files, folder, commit)?;

        let failed = |cause| HistoryError::Write { commit: commit.to_string(), cause };
        let temporary = Temporary::new().map_err(failed)?;
        let root = temporary.path();
        let mut writer = Writer { root, folders: BTreeSet::new() };
        for entry in empty {
            writer.file(&entry.path, &[]).map_err(failed)?;
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
        Ok(Export { folder: temporary, skipped })
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

/// The files to read, and those that are only there: too large to matter, or not in a partial clone.
fn chosen<'e>(
    git: &Git,
    files: &[&'e Entry],
    folder: &Utf8Path,
    commit: &Commit,
) -> Result<(Vec<&'e Entry>, Vec<&'e Entry>), HistoryError> {
    let too_large = |what| Err(HistoryError::TooLarge { commit: commit.to_string(), what });
    if files.len() > FILE_LIMIT {
        return too_large(format!("it has more than {FILE_LIMIT} files"));
    }
    let (mut read, mut empty) = (Vec::new(), Vec::new());
    let mut sum: u64 = 0;
    conversation(git, "--batch-check", files, |output, entry| {
        let path = &entry.path;
        let is_text = matches!(path.extension(), Some("rs" | "toml")) || matters_as_text(path);
        let limit = if is_text { TEXT_LIMIT } else { OTHER_LIMIT };
        let matters = path.starts_with(folder) || matters_as_text(path);
        match head(output)? {
            Head::Size(size) if matters && size <= limit => {
                sum = sum.saturating_add(size);
                read.push(entry);
            }
            Head::Missing if matters && is_text => {
                return Err(HistoryError::MissingObjects { commit: commit.to_string() });
            }
            Head::Size(_) | Head::Missing => empty.push(entry),
        }
        Ok(())
    })?;
    if sum > BYTE_LIMIT {
        return too_large(format!("its files hold more than {} GiB", BYTE_LIMIT >> 30));
    }
    Ok((read, empty))
}

/// Hands the content of each entry to `take`, in order; one call of git for all.
fn each_object<'e>(
    git: &Git,
    entries: &[&'e Entry],
    commit: &Commit,
    mut take: impl FnMut(&'e Entry, &[u8]) -> Result<(), HistoryError>,
) -> Result<(), HistoryError> {
    conversation(git, "--batch", entries, |output, entry| {
        let bytes = object(output, commit)?;
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
fn object(output: &mut BufReader<ChildStdout>, commit: &Commit) -> Result<Vec<u8>, HistoryError> {
    let unreadable = || HistoryError::Answer { command: "cat-file" };
    match head(output)? {
        Head::Size(size) if size <= TEXT_LIMIT => {
            let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
            output.by_ref().take(size + 1).read_to_end(&mut bytes).map_err(|_| unreadable())?;
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
    /// Where two files of the commit are one on this disk, because it does not tell capital letters apart, the first
    /// stays.
    fn file(&mut self, path: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
        self.folder_of(path)?;
        let made = fs::File::options().write(true).create_new(true).open(self.root.join(path));
        match made {
            Ok(mut file) => file.write_all(bytes),
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
