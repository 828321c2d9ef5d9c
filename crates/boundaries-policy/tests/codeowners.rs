//! CODEOWNERS in GitHub's dialect: which rule covers which path, and how lines are read.

use boundaries_graph::SourceMap;
use boundaries_policy::{Codeowners, CodeownersRule, Dialect};
use camino::Utf8Path;
use proptest::prelude::*;

fn parse(text: &str, prefix: &str) -> Codeowners {
    let mut sources = SourceMap::default();
    let file = sources.add(".github/CODEOWNERS", text);
    Codeowners::parse(&sources, file, Utf8Path::new(prefix), Dialect::GitHub)
}

fn rule_for<'c>(read: &'c Codeowners, path: &str) -> Option<&'c CodeownersRule> {
    read.groups_for(Utf8Path::new(path)).first().map(|group| group.rule)
}

fn covers(pattern: &str, path: &str) -> bool {
    rule_for(&parse(&format!("{pattern} @owner"), ""), path).is_some()
}

/// The owners that decide about a path, or none if no rule speaks of it.
fn owners(text: &str, path: &str) -> Option<Vec<String>> {
    rule_for(&parse(text, ""), path).map(|rule| rule.owners.clone())
}

#[test]
fn patterns_cover_what_github_lets_them_cover() {
    let table = [
        ("*", "a/b.rs", true),
        ("/*", "b.rs", true),
        ("/*", "a/b.rs", false),
        ("docs", "docs/a.md", true),
        ("docs", "x/docs/a.md", true),
        ("/docs", "docs/a.md", true),
        ("/docs", "x/docs/a.md", false),
        ("docs/", "x/docs/a.md", true),
        ("docs/", "docs", false),
        ("/docs/", "x/docs/a.md", false),
        ("/docs/", "docs/a.md", true),
        ("docs/*", "docs/a.md", true),
        ("docs/*", "docs/a/b.md", false),
        ("docs/*", "x/docs/a.md", false),
        ("docs/**", "docs/a/b.md", true),
        ("docs/**", "docs", false),
        ("/docs/**/*", "docs/a.md", true),
        ("/docs/**/*", "docs/a/b.md", true),
        ("src/foo", "src/foo/x.rs", true),
        ("src/foo", "x/src/foo", false),
        ("src/foo/", "x/src/foo/a.rs", false),
        ("src/foo/", "src/foo/a.rs", true),
        ("**/logs", "build/logs/x", true),
        ("**/logs", "logs/x", true),
        ("**/logs", "deep/build/logs", true),
        ("/crates/*/src", "crates/a/src/lib.rs", true),
        ("/crates/*/src", "crates/a/b/src/lib.rs", false),
        ("crates/foo*", "crates/foobar/src/lib.rs", true),
        ("crates/foo*", "crates/barfoo/src/lib.rs", false),
        ("/crates/foo*/", "crates/foobar/src/lib.rs", true),
        ("a/**/b.rs", "a/b.rs", true),
        ("a/**/b.rs", "a/x/y/b.rs", true),
        ("a/**/b.rs", "z/a/x/b.rs", false),
        ("*.rs", "a/b/.c.rs", true),
        ("*.rs", "a/b.rsx", false),
        ("README.md", "readme.md", false),
        ("README.md", "a/README.md", true),
        ("a{b,c}.rs", "ab.rs", false),
        ("a{b,c}.rs", "a{b,c}.rs", true),
        ("a\\*.rs", "a*.rs", true),
        ("a\\*.rs", "ab.rs", false),
        ("a?.rs", "ab.rs", true),
        ("a?.rs", "abc.rs", false),
        ("/*/", "a/b.rs", true),
        ("/*/", "b.rs", false),
        ("foo/**/", "foo/a/b", true),
        ("foo/**/", "foo/a", true),
        ("foo/**/", "foo", false),
        ("path\\ with\\ space", "path with space/x", true),
    ];
    let wrong: Vec<_> = table.iter().filter(|(pattern, path, wanted)| covers(pattern, path) != *wanted).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn lines_that_github_skips_are_skipped_and_told() {
    for line in
        ["a[bc].rs @x", "!src @x", "foo***bar @x", "\\#x @x", "/ @x", "src nobody", "src @", "src a@b", "src @a/"]
    {
        let read = parse(line, "");
        assert_eq!((read.rules().len(), read.invalid().len()), (0, 1), "{line}");
    }
}

#[test]
fn the_last_rule_that_covers_a_path_decides() {
    let text = "* @all\n/src/ @src\n/src/gen/\n/src/gen/api/ @api\n";
    let none: Vec<String> = Vec::new();
    assert_eq!(owners(text, "x.rs"), Some(vec!["@all".to_owned()]));
    assert_eq!(owners(text, "src/a.rs"), Some(vec!["@src".to_owned()]));
    assert_eq!(owners(text, "src/gen/a.rs"), Some(none.clone()), "a rule without owners clears them");
    assert_eq!(owners(text, "src/gen/api/a.rs"), Some(vec!["@api".to_owned()]));
    assert_eq!(owners("/src/ # nobody\n", "src/a.rs"), Some(none), "a comment is no owner");
    assert_eq!(owners("/src/ @a\n", "b.rs"), None);
}

#[test]
fn lines_are_read_as_github_reads_them() {
    let text =
        "\u{feff}# heading\r\n\r\n\t/a/\t@one  @org/two_x   me@example.museum \r\n/b/ @three # and a comment\r\n";
    let read = parse(text, "");
    let lines: Vec<_> = read.rules().iter().map(|rule| (rule.pattern.as_str(), rule.owners.clone())).collect();
    assert_eq!(
        lines,
        [
            ("/a/", vec!["@one".to_owned(), "@org/two_x".to_owned(), "me@example.museum".to_owned()]),
            ("/b/", vec!["@three".to_owned()]),
        ]
    );
    assert_eq!((read.rules()[0].span.line, read.rules()[1].span.line), (3, 4));
}

#[test]
fn paths_start_at_the_root_of_the_repository() {
    let read = parse("/services/shop/orders/ @orders\n", "services/shop");
    assert!(rule_for(&read, "orders/src/lib.rs").is_some());
    assert!(rule_for(&read, "services/shop/orders/src/lib.rs").is_none());
    for (path, whole) in [
        ("orders/src/lib.rs", "services/shop/orders/src/lib.rs"),
        ("../README.md", "services/README.md"),
        ("../../../docs/./a.md", "docs/a.md"),
        ("", "services/shop"),
    ] {
        assert_eq!(read.from_repository_root(Utf8Path::new(path)), whole, "{path}");
    }
}

/// A slow and obvious matcher for patterns of names, `*`, `?` and `**`: it tries every way.
fn obviously(pattern: &str, path: &str) -> bool {
    let anchored = pattern.starts_with('/') || pattern.trim_end_matches('/').contains('/');
    // What lies below any depth of directories lies in a directory anyway.
    let pattern = if pattern.ends_with("**/") { pattern.trim_end_matches('/') } else { pattern };
    let body = pattern.trim_start_matches('/').trim_end_matches('/');
    let parts: Vec<&str> = body.split('/').collect();
    let names: Vec<&str> = path.split('/').collect();
    let starts = if anchored { 0..1 } else { 0..names.len() };
    let only_files = parts.last() == Some(&"*") && anchored && !pattern.ends_with('/');
    starts.into_iter().any(|start| {
        (start + 1..=names.len()).any(|end| {
            let below = end < names.len();
            let tail = match (pattern.ends_with('/'), only_files) {
                (true, _) => below,
                (false, true) => !below,
                (false, false) => true,
            };
            tail && all_match(&parts, &names[start..end])
        })
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
        // Two stars inside a name are one, three are invalid; both have tests of their own.
        let doubled = pattern.split('/').any(|part| part != "**" && part.contains("**"));
        prop_assume!(!doubled);
        prop_assert_eq!(covers(&pattern, &path), obviously(&pattern, &path), "{} {}", pattern, path);
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC*", path in "\\PC{0,20}") {
        let read = parse(&text, "");
        let _ = rule_for(&read, &path);
    }
}
