//! What commits changed, as git tells it: names of today, what is left out, the cache, clones that lack something.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;

use boundaries_fixtures::Repository as Made;
use boundaries_history::{CutOffs, HistoryError, LeftOut, Log, LogOptions, Repository, Store};
use camino::{Utf8Path, Utf8PathBuf};

fn path(made: &Made) -> Utf8PathBuf {
    Utf8PathBuf::try_from(made.path().canonicalize().expect("it exists")).expect("it is UTF-8")
}

fn log(folder: &Utf8Path, options: LogOptions<'_>) -> Log {
    let repository = Repository::around(folder).expect("it is a repository");
    let head = repository.head().expect("something was committed");
    repository.log(&head, options).expect("the history can be read")
}

fn files(log: &Log) -> Vec<Vec<&str>> {
    let told = |commit: &boundaries_history::LoggedCommit| {
        let mut files: Vec<&str> = commit.files.iter().map(|file| log.paths()[file.index()].as_str()).collect();
        files.sort_unstable();
        files
    };
    log.commits.iter().map(told).collect()
}

/// A text that git knows again after a small change.
fn text(name: &str) -> String {
    (0..20).map(|line| format!("// line {line} of {name}\n")).collect()
}

fn put(made: &Made, path: &str, text: &str) {
    let path = made.path().join(path);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder can be made");
    fs::write(path, text).expect("it can be written");
}

#[test]
fn files_go_by_the_names_they_have_today() {
    let made = Made::holding("//- README.md\n");
    put(&made, "src/old.rs", &text("one"));
    made.commit_as("a", "a@a.example", 100);
    put(&made, "src/old.rs", &text("one").replace("line 3", "LINE 3"));
    put(&made, "notes.md", "no Rust");
    made.commit_as("a", "a@a.example", 200);
    fs::create_dir(made.path().join("deep")).expect("a folder can be made");
    made.git(&["mv", "src/old.rs", "deep/ne w\n.rs"]);
    made.commit_as("b", "b@b.example", 300);
    put(&made, "notes.md", "still none");
    made.commit_as("b", "b@b.example", 400);
    let log = log(&path(&made), LogOptions::default());
    let same = "deep/ne w\n.rs";
    assert_eq!(files(&log), [vec![], vec![same], vec![same], vec![same], vec![]]);
    let times: Vec<i64> = log.commits.iter().map(|commit| commit.time).collect();
    assert_eq!(times[..4], [400, 300, 200, 100]);
    assert_eq!(log.authors()[log.commits[1].author.index()].address, "b@b.example");
    assert!(!log.is_shallow && !log.lacks_renames);
}

#[test]
fn commits_before_a_day_are_left_out() {
    let made = Made::holding("//- a.rs\none\n");
    put(&made, "a.rs", "two");
    made.commit_as("a", "a@a.example", 1_800_000_000);
    let options = LogOptions { since: Some(1_799_999_999), ..LogOptions::default() };
    assert_eq!(files(&log(&path(&made), options)), [vec!["a.rs"]]);
}

#[test]
fn what_tells_nothing_about_coupling_is_counted_and_left_out() {
    let made = Made::holding("//- a.rs\none\n//- b.rs\none\n");
    made.git(&["checkout", "--quiet", "-b", "topic"]);
    put(&made, "a.rs", "topic");
    made.commit_as("a", "a@a.example", 100);
    made.git(&["checkout", "--quiet", "main"]);
    put(&made, "b.rs", "main");
    made.commit_as("a", "a@a.example", 110);
    made.git(&["merge", "--quiet", "--no-ff", "--message=m", "topic"]);
    for at in 0..3 {
        put(&made, &format!("many/f{at}.rs"), "x");
    }
    made.commit_as("a", "a@a.example", 120);
    put(&made, "a.rs", "bot");
    made.commit_as("fix[bot]", "b@b.example", 130);
    put(&made, "a.rs", "formatted");
    let ignored = made.commit_as("a", "a@a.example", 140);
    put(&made, "README.md", "words");
    made.commit_as("a", "a@a.example", 150);
    let log = log(&path(&made), LogOptions::default());
    let cut_offs = CutOffs { max_files: 2, ignored: [ignored].into(), ..CutOffs::default() };
    let (counted, left_out) = log.counted(&cut_offs);
    let one = 1;
    let all = LeftOut { merges: one, beginnings: one, ignored: one, bots: one, mass_changes: one, without_rust: one };
    assert_eq!((counted.len(), left_out), (2, all));
}

/// Keeps things in memory.
#[derive(Default)]
struct Memory(RefCell<BTreeMap<String, Vec<u8>>>);

impl Store for Memory {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.0.borrow().get(name).cloned()
    }

    fn write(&self, name: &str, bytes: Vec<u8>) {
        self.0.borrow_mut().insert(name.to_owned(), bytes);
    }
}

#[test]
fn a_cache_changes_nothing_and_survives_damage() {
    let made = Made::holding("//- a.rs\none\n");
    let store = Memory::default();
    let asked = || {
        let mut last = None;
        let mut progress = |done: usize, all: usize| last = Some((done, all));
        let options = LogOptions { store: Some(&store), progress: Some(&mut progress), ..LogOptions::default() };
        let log = log(&path(&made), options);
        (log, last)
    };
    put(&made, "a.rs", "two");
    made.commit_as("a", "a@a.example", 100);
    let first = asked();
    assert_eq!(first.1, Some((1, 1)));
    made.git(&["mv", "a.rs", "b.rs"]);
    made.commit_as("a", "a@a.example", 200);
    let second = asked();
    assert_eq!(second.1, Some((1, 1)), "only what is new is asked for");
    assert_eq!(asked().1, None);
    let plain = log(&path(&made), LogOptions::default());
    assert_eq!((&second.0, files(&plain)), (&plain, vec![vec!["b.rs"], vec!["b.rs"], vec![]]));

    let whole = store.read("history").expect("it was kept");
    for damage in [&b"nonsense"[..], &whole[..whole.len() - 3], &[whole.as_slice(), b"\0"].concat(), b""] {
        store.write("history", damage.to_vec());
        assert_eq!(asked(), (plain.clone(), Some((2, 2))));
        assert_eq!(store.read("history").as_ref(), Some(&whole));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn paths_and_names_that_are_not_utf8_do_no_harm() {
    use std::os::unix::ffi::OsStrExt;

    let made = Made::holding("//- a.rs\none\n");
    let odd = made.path().join(std::ffi::OsStr::from_bytes(b"od\xffd.rs"));
    fs::write(odd, "x").expect("it can be written");
    put(&made, "a.rs", "two");
    made.commit_as("o\u{fffd}d", "a@a.example", 100);
    assert_eq!(files(&log(&path(&made), LogOptions::default())), [vec!["a.rs"], vec![]]);
}

#[test]
fn where_a_shallow_clone_ends_nothing_is_changed() {
    let made = Made::holding("//- a.rs\none\n");
    for at in 0..4 {
        put(&made, "a.rs", &format!("{at}"));
        made.commit_as("a", "a@a.example", 100 + at);
    }
    let into = tempfile::tempdir().expect("a temporary folder can be made");
    let clone = into.path().join("clone");
    let from = format!("file://{}", path(&made));
    made.git(&["clone", "--quiet", "--depth=3", &from, clone.to_str().expect("it is UTF-8")]);
    let log = log(Utf8Path::from_path(&clone).expect("it is UTF-8"), LogOptions::default());
    assert_eq!((files(&log), log.is_shallow), (vec![vec!["a.rs"], vec!["a.rs"], vec![]], true));
}

#[test]
fn a_partial_clone_is_read_without_renames() {
    let made = Made::holding("//- old.rs\n");
    put(&made, "old.rs", &text("one"));
    made.commit_as("a", "a@a.example", 100);
    fs::remove_file(made.path().join("old.rs")).expect("it can be removed");
    put(&made, "new.rs", &text("one").replace("line 3", "LINE 3"));
    made.commit_as("a", "a@a.example", 200);
    let id = made.git(&["rev-parse", "HEAD:new.rs"]);
    let object = made.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
    fs::remove_file(object).expect("it is a loose object");
    let store = Memory::default();
    let read = log(&path(&made), LogOptions { store: Some(&store), ..LogOptions::default() });
    assert!(read.lacks_renames);
    assert_eq!(files(&read)[0], ["new.rs", "old.rs"]);
    assert_eq!(store.read("history"), None, "what is not the whole truth is not kept");
}

#[test]
fn before_the_first_commit_there_is_no_history() {
    let made = Made::empty();
    let repository = Repository::around(&path(&made)).expect("it is a repository");
    assert!(matches!(repository.head(), Err(HistoryError::NoCommits)));
}
