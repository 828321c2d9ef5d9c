//! What a repository is asked, and that asking runs nothing of it.

use std::fs;
use std::path::Path;

use boundaries_fixtures::Repository as Made;
use boundaries_history::{HistoryError, Limits, LogOptions, Repository, Skipped, Whole, renames};
use camino::{Utf8Path, Utf8PathBuf};

fn path(made: &Made) -> Utf8PathBuf {
    Utf8PathBuf::try_from(made.path().canonicalize().expect("it exists")).expect("it is UTF-8")
}

fn around(made: &Made) -> Repository {
    Repository::around(&path(made)).expect("it is a repository")
}

#[test]
fn names_of_commits_are_resolved() {
    let made = Made::holding("//- a.txt\none\n");
    let first = made.git(&["rev-parse", "HEAD"]);
    made.git(&["tag", "v1"]);
    let second = made.commit("//- a.txt\ntwo\n");
    let repository = around(&made);
    for (name, id) in [("main", &second), ("HEAD", &second), ("HEAD~1", &first), ("v1", &first), (&first[..8], &first)]
    {
        assert_eq!(repository.commit(name).expect("it is a commit").id(), id, "{name}");
    }
    for name in ["nothing", "", "--help", "-q", "HEAD:a.txt", "main..v1", "HEAD~7"] {
        let error = repository.commit(name).expect_err("it is no commit");
        assert!(matches!(error, HistoryError::UnknownRevision { shallow: false, .. }), "{name}: {error:?}");
    }
}

#[test]
fn the_folder_asked_from_is_known_from_the_top() {
    let made = Made::holding("//- deep/er/a.txt\n");
    let repository = Repository::around(&path(&made).join("deep/er")).expect("it is a repository");
    assert_eq!((repository.top(), repository.prefix()), (path(&made).as_path(), Utf8Path::new("deep/er")));
    let nowhere = tempfile::tempdir().expect("a temporary folder can be made");
    let nowhere = Utf8Path::from_path(nowhere.path()).expect("it is UTF-8");
    assert!(matches!(Repository::around(nowhere), Err(HistoryError::NoRepository { .. })));
}

#[test]
fn two_lines_of_history_part_somewhere() {
    let made = Made::holding("//- a.txt\none\n");
    let parted = made.git(&["rev-parse", "HEAD"]);
    made.git(&["checkout", "--quiet", "-b", "topic"]);
    made.commit("//- a.txt\ntopic\n");
    made.git(&["checkout", "--quiet", "main"]);
    made.commit("//- a.txt\nmain\n");
    made.git(&["checkout", "--quiet", "--orphan", "alone"]);
    made.commit("//- a.txt\nalone\n");
    let repository = around(&made);
    let commit = |name| repository.commit(name).expect("it is a commit");
    let base = repository.merge_base(&commit("topic"), &commit("main")).expect("they have one");
    assert_eq!(base.id(), parted);
    let error = repository.merge_base(&commit("alone"), &commit("main")).expect_err("they have none");
    assert!(matches!(error, HistoryError::NoMergeBase { shallow: false, .. }), "{error:?}");
}

#[test]
fn a_shallow_clone_is_told_as_the_reason() {
    let made = Made::holding("//- a.txt\none\n");
    made.git(&["branch", "old"]);
    made.commit("//- a.txt\ntwo\n");
    let into = tempfile::tempdir().expect("a temporary folder can be made");
    let clone = into.path().join("clone");
    let from = format!("file://{}", path(&made));
    made.git(&["clone", "--quiet", "--depth=1", "--branch=main", &from, clone.to_str().expect("it is UTF-8")]);
    let clone = Utf8Path::from_path(&clone).expect("it is UTF-8");
    let error = Repository::around(clone).and_then(|clone| clone.commit("old")).expect_err("it was not fetched");
    assert!(matches!(error, HistoryError::UnknownRevision { shallow: true, .. }), "{error:?}");
    assert!(error.help().is_some_and(|help| help.contains("fetch-depth: 0")));
}

#[test]
fn a_commit_is_exported_as_it_was_committed() {
    let made =
        Made::holding("//- crates/a/src/lib.rs\npub struct A;\n//- .github/CODEOWNERS\n* @me\n//- notes.md\nx\n");
    made.git(&["mv", "notes.md", "moved.md"]);
    fs::write(made.path().join("crates/a/src/lib.rs"), "not committed").expect("it can be written");
    let repository = around(&made);
    let commit = repository.commit("HEAD").expect("it is a commit");
    let export = repository.export(&commit, Utf8Path::new(""), Whole::Texts).expect("it can be exported");
    let read = |path: &str| fs::read_to_string(export.root().join(path)).ok();
    assert_eq!(read("crates/a/src/lib.rs").as_deref(), Some("pub struct A;\n"));
    assert_eq!(read(".github/CODEOWNERS").as_deref(), Some("* @me\n"));
    assert_eq!((read("notes.md").as_deref(), read("moved.md")), (Some("x\n"), None));
    assert_eq!(export.skipped(), []);

    let below = repository.export(&commit, Utf8Path::new("crates"), Whole::Texts).expect("it can be exported");
    let has = |path: &str| below.root().join(path).is_file();
    assert_eq!(
        [has("crates/a/src/lib.rs"), has("Cargo.toml"), has(".github/CODEOWNERS"), has("notes.md")],
        [true, true, true, false]
    );

    let root = below.root().to_owned();
    drop(below);
    assert!(!root.exists());
}

#[test]
fn what_nobody_reads_is_too_large_and_not_empty() {
    let made = Made::holding("//- src/lib.rs\npub fn run() {}\n//- src/large.rs\n// 0123456789\npub fn go() {}\n");
    fs::write(made.path().join("src/table.inc"), "0".repeat(2 << 20)).expect("it can be written");
    made.commit_all();
    let limits = Limits { text_size: 20, ..Limits::default() };
    let repository = around(&made).with_limits(limits);
    let commit = repository.commit("HEAD").expect("it is there");
    let size = |whole: Whole, path: &str| {
        let export = repository.export(&commit, Utf8Path::new(""), whole).expect("it can be exported");
        let is_emptied = export.is_emptied(Utf8Path::new(path));
        (fs::metadata(export.root().join(path)).expect("it is there").len(), is_emptied)
    };
    assert_eq!(size(Whole::Texts, "src/lib.rs"), (16, false));
    assert_eq!(size(Whole::Texts, "src/large.rs"), (21, false));
    assert_eq!(size(Whole::Texts, "src/table.inc"), (0, true));
    assert_eq!(size(Whole::All, "src/table.inc"), (21, false));

    let repository = repository.clone().with_limits(Limits { commit_size: 36, ..limits });
    let error = repository.export(&commit, Utf8Path::new("src"), Whole::Texts).expect_err("there are more");
    assert!(matches!(error, HistoryError::TooManyBytes { .. }), "{error}");
}

#[test]
fn the_work_tree_and_the_index_stay_as_they_are() {
    let made = Made::holding("//- a.txt\none\n");
    fs::write(made.path().join("a.txt"), "two").expect("it can be written");
    fs::write(made.path().join("new.txt"), "new").expect("it can be written");
    let state = |made: &Made| {
        let index = fs::read(made.path().join(".git/index")).expect("there is an index");
        (index, made.git(&["status", "--porcelain"]), made.git(&["count-objects", "-v"]))
    };
    let before = state(&made);
    let repository = around(&made);
    let commit = repository.commit("HEAD").expect("it is a commit");
    repository.export(&commit, Utf8Path::new(""), Whole::Texts).expect("it can be exported");
    assert_eq!(state(&made), before);
}

#[cfg(unix)]
#[test]
fn links_stay_inside() {
    let made = Made::empty();
    let link = |target: &str, name: &str| {
        std::os::unix::fs::symlink(target, made.path().join(name)).expect("a link can be made");
    };
    fs::create_dir_all(made.path().join("d/e")).expect("a folder can be made");
    fs::write(made.path().join("d/e/file.rs"), "x").expect("it can be written");
    link("d/e", "folder");
    link("d/e/file.rs", "file");
    link("/etc/passwd", "absolute");
    link("../outside", "above");
    link("nowhere", "dangling");
    link("../..", "d/e/top");
    // By its text it stays inside; by way of `top` it does not.
    link("d/e/top/../..", "roundabout");
    made.commit_all();
    let repository = around(&made);
    let commit = repository.commit("HEAD").expect("it is a commit");
    let export = repository.export(&commit, Utf8Path::new(""), Whole::Texts).expect("it can be exported");
    let skipped = ["above", "absolute", "dangling", "roundabout"].map(|name| Skipped::Link(name.into()));
    assert_eq!(export.skipped(), skipped);
    assert_eq!(fs::read_to_string(export.root().join("folder/file.rs")).ok().as_deref(), Some("x"));
    assert_eq!(fs::read_to_string(export.root().join("file")).ok().as_deref(), Some("x"));
}

#[test]
fn submodules_are_told() {
    let made = Made::holding("//- a.txt\none\n");
    let head = made.git(&["rev-parse", "HEAD"]);
    made.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{head},vendor/sub")]);
    made.git(&["commit", "--quiet", "--message=sub"]);
    let repository = around(&made);
    let commit = repository.commit("HEAD").expect("it is a commit");
    let export = repository.export(&commit, Utf8Path::new(""), Whole::Texts).expect("it can be exported");
    assert_eq!(export.skipped(), [Skipped::Submodule("vendor/sub".into())]);
}

#[test]
fn renamed_files_are_found_in_both_directions() {
    let text = |name: &str| (0..20).map(|line| format!("line {line} of {name}\n")).collect::<String>();
    let (one, two, three) = (text("one"), text("two"), text("three"));
    let edited = one.replace("line 3", "LINE 3");
    let odd = Utf8Path::new("b/o\"d d\\\n.rs");
    let before = [(Utf8Path::new("a/one.rs"), one.as_str()), (Utf8Path::new("a/two.rs"), &two)];
    let after = [(Utf8Path::new("b/three.rs"), three.as_str()), (odd, edited.as_str())];
    let told = |before: &[(&Utf8Path, &str)], after: &[(&Utf8Path, &str)]| {
        let found = renames(before, after, &Limits::default()).expect("git can be run");
        found.into_iter().map(|rename| (rename.from, rename.to)).collect::<Vec<_>>()
    };
    assert_eq!(told(&before, &after), [("a/one.rs".into(), odd.to_owned())]);
    assert_eq!(told(&after, &before), [(odd.to_owned(), "a/one.rs".into())]);
    assert_eq!(told(&before, &[]), []);
    let none = Limits { renames: 0, ..Limits::default() };
    assert_eq!(renames(&before, &after, &none).expect("git can be run"), [], "only what is equal is looked for");
    let equal = [(Utf8Path::new("c.rs"), one.as_str())];
    assert_eq!(renames(&before, &equal, &none).expect("git can be run").len(), 1);
}

/// Every setting known to start a program, each starting one that leaves a trace.
#[cfg(unix)]
#[test]
fn nothing_of_the_configuration_is_run() {
    use std::os::unix::fs::PermissionsExt;

    let made = Made::holding("//- b.rs\none\n//- .gitattributes\n");
    made.commit("//- a.rs\none\n//- .gitattributes\n* filter=trap diff=trap text=auto\n");
    let traces = tempfile::tempdir().expect("a temporary folder can be made");
    let trap = |name: &str| {
        let script = traces.path().join(format!("{name}.sh"));
        let trace = traces.path().join(format!("{name}.fired"));
        fs::write(&script, format!("#!/bin/sh\ntouch '{}'\n", trace.display())).expect("it can be written");
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it can be made executable");
        script.to_str().expect("it is UTF-8").to_owned()
    };
    let id = made.git(&["rev-parse", "HEAD:a.rs"]);
    let object = Path::new(".git/objects").join(&id[..2]).join(&id[2..]);
    let settings = [
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.askPass",
        "core.editor",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "credential.helper",
        "diff.external",
        "diff.trap.command",
        "diff.trap.textconv",
        "filter.trap.clean",
        "filter.trap.smudge",
        "filter.trap.process",
        "gpg.program",
        "pager.rev-parse",
        "pager.ls-tree",
        "pager.cat-file",
        "pager.merge-base",
        "remote.origin.uploadpack",
        "sequence.editor",
        "uploadpack.packObjectsHook",
    ];
    let hooks = made.path().join("traps");
    fs::create_dir(&hooks).expect("a folder can be made");
    for hook in ["post-index-change", "post-checkout", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman"] {
        fs::copy(trap(hook), hooks.join(hook)).expect("it can be copied");
    }
    let mut config = fs::read_to_string(made.path().join(".git/config")).expect("there is a configuration");
    for setting in settings {
        let (section, key) = setting.rsplit_once('.').expect("a setting has a section");
        let section = section.split_once('.').map_or(section.to_owned(), |(name, sub)| format!("{name} \"{sub}\""));
        config.push_str(&format!("[{section}]\n\t{key} = {}\n", trap(setting)));
    }
    config.push_str("[alias]\n");
    for alias in ["rev-parse", "ls-tree", "cat-file", "merge-base", "diff-tree", "fast-import", "init", "rev-list"] {
        config.push_str(&format!("\t{alias} = !{}\n", trap(&format!("alias-{alias}"))));
    }
    config.push_str(&format!("[core]\n\thooksPath = {}\n", hooks.display()));
    // A partial clone fetches what it lacks whenever it is read, by whatever program the remote is reached with.
    config.push_str(&format!(
        "[extensions]\n\tpartialClone = origin\n[remote \"origin\"]\n\turl = ext::{}\n\tpromisor = true\n[protocol]\n\tallow = always\n[protocol \"ext\"]\n\tallow = always\n",
        trap("transport")
    ));
    fs::write(made.path().join(".git/config"), config).expect("it can be written");

    let repository = around(&made);
    let commit = repository.commit("HEAD").expect("it is a commit");
    repository.merge_base(&commit, &commit).expect("it is its own base");
    let export = repository.export(&commit, Utf8Path::new(""), Whole::Texts).expect("it can be exported");
    assert_eq!(fs::read_to_string(export.root().join("a.rs")).ok().as_deref(), Some("one\n"));
    fs::remove_file(made.path().join(object)).expect("it is a loose object");
    let error = repository.export(&commit, Utf8Path::new(""), Whole::Texts).expect_err("an object is missing");
    assert!(matches!(error, HistoryError::MissingObjects { .. }), "{error:?}");
    repository.log(&commit, LogOptions::default()).expect("the history can be read");
    renames(&[(Utf8Path::new("a.rs"), "one")], &[(Utf8Path::new("b.rs"), "one")], &Limits::default())
        .expect("git can be run");

    let fired: Vec<_> = fs::read_dir(traces.path())
        .expect("the folder can be read")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "fired"))
        .collect();
    assert_eq!(fired, Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_file_that_a_partial_clone_lacks_matters_only_if_it_is_read() {
    let made = Made::holding("//- a.rs\none\n//- notes.md\ntwo\n");
    let repository = around(&made);
    let commit = repository.commit("HEAD").expect("it is a commit");
    let remove = |name: &str| {
        let id = made.git(&["rev-parse", name]);
        let object = made.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
        fs::remove_file(object).expect("it is a loose object");
    };
    remove("HEAD:notes.md");
    let export = repository.export(&commit, Utf8Path::new(""), Whole::Texts).expect("it can be exported");
    assert_eq!(fs::read_to_string(export.root().join("notes.md")).ok().as_deref(), Some(""));
    remove("HEAD:a.rs");
    let error = repository.export(&commit, Utf8Path::new(""), Whole::Texts).expect_err("code is missing");
    assert!(matches!(error, HistoryError::MissingObjects { .. }), "{error:?}");
    assert!(error.help().is_some_and(|help| help.contains("--filter")));
}
