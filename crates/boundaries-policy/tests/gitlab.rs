//! CODEOWNERS in GitLab's dialect: sections, exclusions, and which rule covers which path.

use boundaries_graph::SourceMap;
use boundaries_policy::{Codeowners, Dialect};
use camino::Utf8Path;
use proptest::prelude::*;

fn parse(text: &str) -> Codeowners {
    let mut sources = SourceMap::default();
    let file = sources.add(".gitlab/CODEOWNERS", text);
    Codeowners::parse(&sources, file, Utf8Path::new(""), Dialect::GitLab)
}

fn covers(pattern: &str, path: &str) -> bool {
    !parse(&format!("{pattern} @owner")).groups_for(Utf8Path::new(path)).is_empty()
}

/// Each section that speaks of a path: its name, `?` where it is optional, the approvals it needs, its owners.
fn groups(text: &str, path: &str) -> Vec<String> {
    let read = parse(text);
    let groups = read.groups_for(Utf8Path::new(path)).into_iter().map(|group| {
        let mark = if group.optional { "?" } else { "" };
        format!("{}{mark} {} {}", group.section, group.approvals, group.rule.owners.join(" ")).trim().to_owned()
    });
    groups.collect()
}

#[test]
fn patterns_cover_what_gitlab_lets_them_cover() {
    let table = [
        ("*", "a/b.rs", true),
        ("/*", "b.rs", true),
        ("/*", "a/b.rs", false),
        ("docs", "docs/a.md", false),
        ("docs", "x/docs/a.md", false),
        ("docs", "x/docs", true),
        ("/docs", "docs/a.md", false),
        ("docs/", "x/docs/a.md", true),
        ("docs/", "docs/a/b.md", true),
        ("/docs/", "x/docs/a.md", false),
        ("docs/*", "docs/a/b.md", false),
        ("docs/*", "x/docs/a.md", true),
        ("docs/**", "docs/a/b.md", false),
        ("docs/**", "docs/a.md", true),
        ("/docs/**/*", "docs/a.md", true),
        ("/docs/**/*", "docs/a/b.md", true),
        ("src/foo", "src/foo/x.rs", false),
        ("src/foo", "x/src/foo", true),
        ("src/foo/", "x/src/foo/a.rs", true),
        ("**/logs", "build/logs/x", false),
        ("/crates/*/src", "crates/a/src/lib.rs", false),
        ("crates/foo*", "crates/foobar/src/lib.rs", false),
        ("/crates/foo*/", "crates/foobar/src/lib.rs", true),
        ("/crates/foo*/", "crates/barfoo/src/lib.rs", false),
        ("a/**/b.rs", "a/b.rs", true),
        ("a/**/b.rs", "z/a/x/b.rs", true),
        ("*.rs", "a/b/.c.rs", true),
        ("README.md", "readme.md", false),
        ("a[bc].rs", "ab.rs", true),
        ("a[bc].rs", "a[bc].rs", false),
        ("a[!bc].rs", "ab.rs", false),
        ("a[!bc].rs", "ad.rs", true),
        ("a[b-d].rs", "ac.rs", true),
        ("a[d-b].rs", "ad.rs", true),
        ("a[d-b].rs", "ac.rs", false),
        ("a[b.rs", "a[b.rs", false),
        ("a[\\]b].rs", "a]b.rs", false),
        ("a[\\]b].rs", "a].rs", true),
        ("a[b-\\d].rs", "ac.rs", true),
        ("a[b-].rs", "a-.rs", true),
        ("a[b-].rs", "ac.rs", false),
        ("a[^b]c.rs", "axc.rs", true),
        // The mark of a class that is turned around is no letter of it.
        ("a[!b].rs", "a!.rs", true),
        ("a[^b].rs", "a^.rs", true),
        // A class matches no slash, and may have one among its letters.
        ("*[a/x/b]c", "ac", true),
        ("*[a/x/b]c", "x/bc", true),
        ("/a/b[/]c", "a/b/c", false),
        // A backslash takes the next letter as it is, and in front of a slash or of nothing it takes none.
        ("a\\*[b].rs", "a*b.rs", true),
        ("a\\*[b].rs", "axb.rs", false),
        ("x\\y[a]", "xya", true),
        ("a\\/b", "a/b", true),
        ("a\\/b", "x/a/b", true),
        ("a*\\/b", "a/b", true),
        ("a*\\/b", "ax/b", true),
        ("a\\[b].rs", "a[b].rs", true),
        ("x/**/[ab]c", "x/y/z/bc", true),
        ("a/**[b]c", "a/zbc", true),
        ("a/**[b]c", "a/y/zbc", false),
        ("a[b][c]d.rs", "abcd.rs", true),
        ("*[b]d.rs", "aabd.rs", true),
        ("/a/*/c.rs", "a/b/c.rs", true),
        ("/*/b.rs", "a/b.rs", true),
        ("/?/b.rs", "a/b.rs", true),
        ("a{b,c}.rs", "ab.rs", false),
        ("a{b,c}.rs", "a{b,c}.rs", true),
        ("a\\*.rs", "a*.rs", true),
        ("a\\*.rs", "ab.rs", false),
        ("a?.rs", "ab.rs", true),
        ("a?b.rs", "a/b.rs", false),
        ("/", "a.rs", true),
        ("/", "a/b.rs", true),
        ("\\#x.rs", "#x.rs", true),
        ("path\\ with\\ space/", "path with space/x", true),
        ("a\\ \\ b", "a  b", true),
        ("a\\ [b]", "a b", true),
        // GitLab puts a blank in the place of a backslash and a blank, before anything else is asked of the backslash.
        ("a\\\\ b", "a b", true),
        ("a\\\\ b", "a\\ b", false),
    ];
    let wrong: Vec<_> = table.iter().filter(|(pattern, path, wanted)| covers(pattern, path) != *wanted).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_backslash_at_the_end_of_a_line_takes_nothing() {
    for (pattern, path) in [("a/b\\", "a/b"), ("x[a]\\", "xa")] {
        let text = format!("[Code] @owner\n{pattern}");
        assert_eq!(groups(&text, path), ["Code 1 @owner"], "{pattern}");
        assert_eq!(groups(&text, &format!("{path}\\")), Vec::<String>::new(), "{pattern}");
    }
}

#[test]
fn each_section_decides_by_itself() {
    let text = "* @all\n/src/ @src\n[Docs]\n*.md @docs\n/src/guide.md @guide\n";
    assert_eq!(groups(text, "src/a.rs"), ["1 @src"]);
    assert_eq!(groups(text, "a.md"), ["1 @all", "Docs 1 @docs"]);
    assert_eq!(groups(text, "src/guide.md"), ["1 @src", "Docs 1 @guide"]);
    assert_eq!(groups("*.rs @first\n*.md @other\n*.rs @second\n", "a.rs"), ["1 @second"]);
}

#[test]
fn headings_set_owners_and_approvals_for_the_rules_below_them() {
    let text = "[Code][2] @a @group/sub/team\n*.rs\n/b.rs @b\n^[Notes] me@example.museum\n*.md\n";
    assert_eq!(groups(text, "a.rs"), ["Code 2 @a @group/sub/team"]);
    assert_eq!(groups(text, "b.rs"), ["Code 2 @b"]);
    assert_eq!(groups(text, "a.md"), ["Notes? 1 me@example.museum"]);
    assert_eq!(groups("[A] @@maintainers\n*.rs", "a.rs"), ["A 1 @@maintainers"]);
}

#[test]
fn sections_of_one_name_are_one_and_required_wins() {
    assert_eq!(groups("[Code]\n*.rs @a\n[cODE]\n*.rs @b\n", "a.rs"), ["Code 1 @b"]);
    for text in ["^[Code]\n*.rs @a\n[code]\n*.md @b\n", "[Code]\n*.rs @a\n^[code]\n*.md @b\n"] {
        assert_eq!(groups(text, "a.rs"), ["Code 1 @a"], "{text}");
    }
    assert_eq!(groups("^[Code]\n*.rs @a\n^[code]\n*.md @b\n", "a.rs"), ["Code? 1 @a"]);
}

#[test]
fn an_exclusion_takes_a_path_out_of_its_section_for_good() {
    for text in ["* @a\n!*.rs\n", "!*.rs\n* @a\n", "* @a\n!*.rs\n/a.rs @b\n"] {
        assert_eq!(groups(text, "a.rs"), ["1"], "{text}");
        assert_eq!(groups(text, "a.md"), ["1 @a"], "{text}");
    }
    assert_eq!(groups("* @a\n!*.rs\n[Code]\n*.rs @b\n", "a.rs"), ["1", "Code 1 @b"]);
}

#[test]
fn lines_that_gitlab_takes_otherwise_than_meant_are_told() {
    let told = |text: &str| parse(text).invalid().iter().map(|(span, _)| span.line).collect::<Vec<_>>();
    let sound = "# note\n\n[Code][2] @a\n*.rs\n  \t*.md\t@b  \r\n!x.rs\n";
    assert_eq!(told(sound), Vec::<u32>::new());
    for text in [
        "[Code\n",
        "[Code]@a @b\n",
        "[Code] @a, @b\n",
        "[] @a\n",
        "[A][x] @a\n",
        "[A][0]\n",
        "^[A][2]\n",
        "*.rs\n",
        "*.rs nobody\n",
    ] {
        assert!(!told(text).is_empty(), "{text}");
    }
    assert_eq!(groups("*.rs @a # and @b\n", "a.rs"), ["1 @a @b"], "owners in what looks like a comment count");
    assert_eq!(groups("*.rs @a nobody\n", "a.rs"), ["1 @a"], "words that are no owner are passed over");
    assert_eq!(groups("*.rs (@a, @b), Me <me@example.org>.\n", "a.rs"), ["1 @a @b me@example.org"]);
    assert_eq!(groups("*.rs @@owner @@developers @@guest @c/\n", "a.rs"), ["1 @@owner @@developers"]);
    assert_eq!(groups("[A][0]\n*.rs @a\n", "a.rs"), ["A 1 @a"]);
    assert_eq!(groups("[A] @a\n[B @b\n*.rs\n", "a.rs"), ["A 1 @a"], "a broken heading starts no section");
}

/// A slow and obvious matcher for patterns of names, `*`, `?`, `**` and classes: it tries every way.
fn obviously(pattern: &str, path: &str) -> bool {
    let whole = if pattern.starts_with('/') { pattern.to_owned() } else { format!("/**/{pattern}") };
    let whole = if whole.ends_with('/') { format!("{whole}**/*") } else { whole };
    let parts: Vec<&str> = whole[1..].split('/').collect();
    all_match(&parts, &path.split('/').collect::<Vec<_>>())
}

fn all_match(parts: &[&str], names: &[&str]) -> bool {
    match (parts, names) {
        ([], []) => true,
        // Any number of directories, but only in front of something.
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
        Some('[') => {
            let (class, rest) = letters.as_str().split_once(']').expect("classes are closed");
            let (negated, class) = class.strip_prefix('!').map_or((false, class), |class| (true, class));
            let in_class =
                |letter: char| if class == "a-b" { ('a'..='b').contains(&letter) } else { class.contains(letter) };
            name.chars()
                .next()
                .is_some_and(|first| in_class(first) != negated && name_matches(rest, &name[first.len_utf8()..]))
        }
        Some('?') => name.chars().next().is_some_and(|first| name_matches(letters.as_str(), &name[first.len_utf8()..])),
        Some(letter) => name.strip_prefix(letter).is_some_and(|rest| name_matches(letters.as_str(), rest)),
    }
}

proptest! {
    #[test]
    fn the_matcher_agrees_with_the_obvious_one(
        pattern in "/?((\\*\\*|[ab.*?]{1,3}|CLASS)/){0,3}(\\*\\*|[ab.*?]{1,3}|CLASS)/?"
            .replace("CLASS", "[ab*?]?\\[!?([abc.]{1,2}|a-b)\\][ab*]?").as_str(),
        path in "(\\.?[ab][ab.]?/){0,4}\\.?[ab][ab.]?",
    ) {
        // A line that starts with a bracket is a heading.
        let pattern = if pattern.starts_with('[') { format!("/{pattern}") } else { pattern };
        prop_assert_eq!(covers(&pattern, &path), obviously(&pattern, &path), "{} {}", pattern, path);
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC*", path in "\\PC{0,20}") {
        let _ = parse(&text).groups_for(Utf8Path::new(&path));
    }

    #[test]
    fn no_pattern_is_too_strange(text in "[\\[\\]^!*/\\\\ab@ \n-]{0,40}", path in "[ab/\\[\\]]{0,10}") {
        let _ = parse(&text).groups_for(Utf8Path::new(&path));
    }
}
