//! What holds of every answer of git, whatever is in it.

use camino::Utf8PathBuf;
use proptest::prelude::*;

use super::names::{FileChange, Parser};
use super::{cache, follow, headers, lines, stream};

/// Fields such as git writes, and others.
fn field() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "[0-9a-f]{40}".prop_map(String::into_bytes),
        "[AMDTRC][0-9]{0,3}".prop_map(String::into_bytes),
        "[a-c/]{1,4}\\.rs".prop_map(String::into_bytes),
        "[0-9-]{1,21}\t[0-9-]{1,3}\t[a-c]{0,2}".prop_map(String::into_bytes),
        proptest::collection::vec(any::<u8>(), 0..8),
    ]
}

fn change() -> impl Strategy<Value = FileChange> {
    let path = || "[a-d]{1,2}\\.rs".prop_map(Utf8PathBuf::from);
    prop_oneof![
        path().prop_map(FileChange::At),
        (path(), path()).prop_map(|(from, to)| FileChange::Renamed { from, to }),
    ]
}

fn commits() -> impl Strategy<Value = Vec<Vec<FileChange>>> {
    proptest::collection::vec(proptest::collection::vec(change(), 0..4), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_about_files_makes_it_panic(fields in proptest::collection::vec(field(), 0..12)) {
        let mut parser = Parser::default();
        let mut counts = lines::Parser::default();
        for field in &fields {
            parser.field(field);
            counts.field(field);
        }
        let _ = (parser.finish(), counts.finish());
    }

    #[test]
    fn no_answer_about_commits_makes_it_panic(lines in proptest::collection::vec(field(), 0..12)) {
        let _ = headers::parsed(&lines.join(&b'\0'));
        let _ = headers::parsed(&lines.join(&b'\n'));
    }

    #[test]
    fn fields_do_not_depend_on_where_chunks_end(fields in proptest::collection::vec("[a-z]{0,5}", 0..8), at in 0..40_usize) {
        let text: String = fields.iter().flat_map(|field| [field.as_str(), "\0"]).collect();
        let (first, second) = text.as_bytes().split_at(at.min(text.len()));
        let mut read = Vec::new();
        let mut rest = Vec::new();
        for chunk in [first, second] {
            stream::fields(&mut rest, chunk, &mut |field| {
                read.push(String::from_utf8_lossy(field).into_owned());
                true
            });
        }
        prop_assert_eq!(read, fields);
        prop_assert!(rest.is_empty());
    }

    #[test]
    fn a_cache_gives_back_what_it_was_given(commits in commits()) {
        let named = commits.into_iter().enumerate().map(|(at, changes)| (format!("{at:040x}"), changes));
        let named: std::collections::BTreeMap<_, _> = named.collect();
        let text = cache::written(&named, 400);
        prop_assert_eq!(cache::read(&text, 401), None);
        prop_assert_eq!(cache::read(&text, 400), Some(named.into_iter().collect()));
    }

    #[test]
    fn a_damaged_cache_is_none(commits in commits(), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let named = commits.into_iter().enumerate().map(|(at, changes)| (format!("{at:040x}"), changes)).collect();
        let mut text = cache::written(&named, 400);
        let cut = at.index(text.len());
        prop_assert_eq!(cache::read(&text[..cut], 400), None);
        text[cut] ^= 1 << bit;
        prop_assert_eq!(cache::read(&text, 400), None);
    }

    #[test]
    fn every_file_of_a_commit_is_called_once(commits in commits()) {
        let (files, paths) = follow::by_todays_names(commits.iter().map(Vec::as_slice));
        prop_assert_eq!(files.len(), commits.len());
        for (files, changes) in files.iter().zip(&commits) {
            prop_assert!(files.len() <= changes.len());
            prop_assert!(files.is_sorted_by_key(|(file, _)| *file) && files.iter().all(|(file, _)| file.index() < paths.len()));
        }
    }
}

#[test]
fn renames_count_for_what_came_before() {
    let at = |path: &str| FileChange::At(path.into());
    let renamed = |from: &str, to: &str| FileChange::Renamed { from: from.into(), to: to.into() };
    let commits = [
        vec![at("c.rs")],
        vec![at("a.rs")],
        vec![renamed("b.rs", "c.rs")],
        // The two change their names with each other.
        vec![renamed("x.rs", "y.rs"), renamed("y.rs", "x.rs")],
        vec![renamed("a.rs", "b.rs")],
        vec![at("a.rs"), at("x.rs")],
    ];
    let (files, paths) = follow::by_todays_names(commits.iter().map(Vec::as_slice));
    let told: Vec<Vec<&str>> =
        files.iter().map(|files| files.iter().map(|(file, _)| paths[file.index()].as_str()).collect()).collect();
    // The `a.rs` of the second commit took over a name that was free by then.
    let y = vec!["y.rs", "x.rs"];
    assert_eq!(told, [vec!["c.rs"], vec!["a.rs"], vec!["c.rs"], y, vec!["c.rs"], vec!["c.rs", "y.rs"]]);
}
