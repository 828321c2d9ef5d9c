//! CODEOWNERS in Bitbucket's dialect: gitignore's patterns, and groups from which reviewers are chosen.
//!
//! The cases follow Bitbucket Cloud's documentation, "Set up and use code owners", and git's, "gitignore".

use boundaries_graph::SourceMap;
use boundaries_policy::{Codeowners, Dialect};
use camino::Utf8Path;
use proptest::prelude::*;

fn parse(text: &str) -> Codeowners {
    let mut sources = SourceMap::default();
    let file = sources.add(".bitbucket/CODEOWNERS", text);
    Codeowners::parse(&sources, file, Utf8Path::new(""), Dialect::Bitbucket)
}

fn owners(text: &str, path: &str) -> Option<Vec<String>> {
    parse(text).groups_for(Utf8Path::new(path)).first().map(|group| group.rule.owners.clone())
}

fn covers(pattern: &str, path: &str) -> bool {
    owners(&format!("{pattern} @owner"), path).is_some()
}

#[test]
fn patterns_cover_what_gitignore_would_ignore() {
    let table = [
        ("*.js", "a/b.js", true),
        ("/src/pullrequests/drift.js", "src/pullrequests/drift.js", true),
        ("/src/pullrequests/drift.js", "x/src/pullrequests/drift.js", false),
        ("docs/*", "docs/a.md", true),
        ("docs/*", "docs/a/b.md", true),
        ("/*", "a/b/c", true),
        ("/*/", "a/b", true),
        ("/*/", "b", false),
        ("doc/frotz/", "doc/frotz/a", true),
        ("doc/frotz/", "a/doc/frotz/a", false),
        ("frotz/", "a/frotz/b", true),
        ("frotz/", "a/frotz", false),
        ("**/foo/bar", "a/foo/bar", true),
        ("abc/**", "abc/x/y", true),
        ("abc/**", "abc", false),
        ("abc/**/", "abc/x", false),
        ("abc/**/", "abc/x/y", true),
        ("a/**/b", "a/b", true),
        ("a/**/b", "a/x/y/b", true),
        ("a**b", "a/b", false),
        ("a?c", "abc", true),
        ("a\\?c", "abc", false),
    ];
    let wrong: Vec<_> = table.iter().filter(|(pattern, path, wanted)| covers(pattern, path) != *wanted).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_last_rule_that_covers_a_path_decides() {
    let text = "* one@example.com two@example.com\n*.js js@example.com  # inline\n/src/drift.js steve@example.com\n";
    assert_eq!(owners(text, "a.rs"), Some(vec!["one@example.com".into(), "two@example.com".into()]));
    assert_eq!(owners(text, "src/a.js"), Some(vec!["js@example.com".into()]));
    assert_eq!(owners(text, "src/drift.js"), Some(vec!["steve@example.com".into()]));
    assert_eq!(owners(&format!("{text}*.js @late\n"), "src/drift.js"), Some(vec!["@late".into()]));
}

#[test]
fn a_group_is_one_however_reviewers_are_chosen_from_it() {
    for choice in ["", ":all", ":random", ":random(1)", ":random(30)", ":least_busy", ":least_busy(3)"] {
        let text = format!("* @workspace-slug/py-owners{choice} @teams/backend{choice} @user\n");
        let wanted = ["@workspace-slug/py-owners", "@teams/backend", "@user"].map(str::to_owned);
        assert_eq!(owners(&text, "a.py"), Some(wanted.to_vec()), "{choice}");
        assert_eq!(parse(&text).invalid().len(), 0, "{choice}");
    }
}

#[test]
fn what_names_nobody_is_told_and_adds_nobody() {
    for word in [
        "nobody",
        "@",
        "@a/",
        "@/b",
        "@a/b/c",
        "@a/b:some",
        "@a/b:random(0)",
        "@a/b:random(x)",
        "@a/b:all(2)",
        "@a/b:random(2",
        "@user:all",
    ] {
        let text = format!("* @good {word}\n");
        assert_eq!(owners(&text, "a"), Some(vec!["@good".to_owned()]), "{word}");
        assert_eq!(parse(&text).invalid().len(), 1, "{word}");
    }
    for line in ["!src @x", "a[bc] @x", "\\#x @x", "/ @x"] {
        let read = parse(line);
        assert_eq!((read.rules().len(), read.invalid().len()), (0, 1), "{line}");
    }
    let text = "* @all\n/gen/ # nobody\n";
    assert_eq!(owners(text, "gen/a"), Some(Vec::new()));
    assert_eq!(parse(text).invalid().len(), 1);
}

/// A slow and obvious matcher for patterns of names, `*`, `?` and `**`, in git's words: a pattern matches a file, or a
/// directory around it.
fn obviously(pattern: &str, path: &str) -> bool {
    let body = pattern.trim_start_matches('/').trim_end_matches('/');
    let parts: Vec<&str> = body.split('/').collect();
    let names: Vec<&str> = path.split('/').collect();
    let anchored = pattern.starts_with('/') || parts.len() > 1;
    (1..=names.len()).any(|end| {
        let is_directory = end < names.len();
        let starts = if anchored { 0 } else { end - 1 };
        (is_directory || !pattern.ends_with('/')) && all_match(&parts, &names[starts..end])
    })
}

fn all_match(parts: &[&str], names: &[&str]) -> bool {
    match (parts, names) {
        ([], []) => true,
        (["**"], [_, ..]) => true,
        (["**", rest @ ..], names) if !rest.is_empty() => (0..=names.len()).any(|skip| all_match(rest, &names[skip..])),
        ([part, rest @ ..], [name, others @ ..]) => name_matches(part, name) && all_match(rest, others),
        _ => false,
    }
}

fn name_matches(part: &str, name: &str) -> bool {
    let mut letters = part.chars();
    match letters.next() {
        None => name.is_empty(),
        Some('*') => {
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.into_iter().any(|at| name_matches(letters.as_str(), &name[at..]))
        }
        Some('?') => name.chars().next().is_some_and(|first| name_matches(letters.as_str(), &name[first.len_utf8()..])),
        Some(letter) => name.strip_prefix(letter).is_some_and(|rest| name_matches(letters.as_str(), rest)),
    }
}

proptest! {
    #[test]
    fn the_matcher_agrees_with_the_obvious_one(
        pattern in "/?((\\*\\*|[ab.*?]{1,3})/){0,3}(\\*\\*|[ab.*?]{1,3})/?",
        path in "(\\.?[ab][ab.]?/){0,4}\\.?[ab][ab.]?",
    ) {
        prop_assert_eq!(covers(&pattern, &path), obviously(&pattern, &path), "{} {}", pattern, path);
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC*", path in "\\PC{0,20}") {
        let _ = owners(&text, &path);
    }

    #[test]
    fn no_owner_is_too_strange(word in "[@a/:()\\\\.0-9]{0,20}") {
        let _ = owners(&format!("* {word}"), "a");
    }
}
