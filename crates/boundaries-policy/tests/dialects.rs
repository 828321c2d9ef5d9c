//! One CODEOWNERS, four forges: what the same line covers, and what becomes of lines and files that no forge expects.

use boundaries_graph::SourceMap;
use boundaries_policy::{Codeowners, CodeownersRule, Dialect, Limits, RuleEffect};
use camino::{Utf8Path, Utf8PathBuf};
use proptest::prelude::*;

const ALL: [Dialect; 5] = [Dialect::GitHub, Dialect::GitLab, Dialect::Gitea, Dialect::Forgejo, Dialect::Bitbucket];

fn parse(text: &str, dialect: Dialect) -> Codeowners {
    let mut sources = SourceMap::default();
    let file = sources.add("CODEOWNERS", text);
    Codeowners::parse(&sources, file, Utf8Path::new(""), dialect)
}

/// The owners of a path, of all sections together; none if no rule speaks of it.
fn owners(text: &str, dialect: Dialect, path: &str) -> Option<Vec<String>> {
    let read = parse(text, dialect);
    let groups = read.groups_for(Utf8Path::new(path));
    (!groups.is_empty()).then(|| groups.iter().flat_map(|group| group.rule.owners.clone()).collect())
}

/// What a pattern does with a path: covers it, passes it by, or is no pattern there.
fn answer(pattern: &str, dialect: Dialect, path: &str) -> char {
    let text = format!("{pattern} @owner");
    match (parse(&text, dialect).rules().is_empty(), owners(&text, dialect, path)) {
        (true, _) => '!',
        (false, Some(_)) => 'Y',
        (false, None) => 'n',
    }
}

/// Pattern, path, and the answers of GitHub, GitLab, Gitea and Bitbucket: `Y` covers it, `n` does not, `!` is refused.
const TABLE: &[(&str, &str, &str)] = &[
    ("*", "a/b.rs", "YYYY"),
    // Of one level on GitHub and GitLab; in gitignore, directories with all that is in them.
    ("/*", "a/b.rs", "nnYY"),
    ("docs", "docs/a.md", "YnnY"),
    ("docs", "x/docs/a.md", "YnnY"),
    ("/docs", "docs/a.md", "YnnY"),
    ("docs/", "x/docs/a.md", "YYnY"),
    ("/docs/", "x/docs/a.md", "nnnn"),
    ("docs/*", "docs/a/b.md", "nnnY"),
    ("docs/*", "x/docs/a.md", "nYnn"),
    // Go refuses to repeat a repetition, and with that nearly every `**`.
    ("docs/**", "docs/a/b.md", "Yn!Y"),
    ("/docs/**/*", "docs/a.md", "YY!Y"),
    ("/docs/**/*", "docs/a/b.md", "YY!Y"),
    ("src/foo", "src/foo/x.rs", "YnnY"),
    ("src/foo", "x/src/foo", "nYnn"),
    ("src/foo/", "x/src/foo/a.rs", "nYnn"),
    ("**/logs", "build/logs/x", "Yn!Y"),
    ("/crates/*/src", "crates/a/src/lib.rs", "YnnY"),
    ("crates/foo*", "crates/foobar/src/lib.rs", "YnnY"),
    ("/crates/foo*/", "crates/foobar/src/lib.rs", "YYnY"),
    ("a/**/b.rs", "a/b.rs", "YY!Y"),
    ("a/**/b.rs", "z/a/x/b.rs", "nY!n"),
    ("*.rs", "a/b/.c.rs", "YYYY"),
    ("README.md", "readme.md", "nnnn"),
    ("a[bc].rs", "ab.rs", "!YY!"),
    ("a[bc].rs", "a[bc].rs", "!nn!"),
    ("a{b,c}.rs", "ab.rs", "nnnn"),
    ("a{b,c}.rs", "a{b,c}.rs", "YYYY"),
    ("a\\*.rs", "a*.rs", "YYnY"),
    ("a?.rs", "ab.rs", "YYnY"),
    ("/", "a.rs", "!Yn!"),
    // A bracket that a backslash takes as it is belongs to a name; a backslash may be taken as it is as well.
    ("a\\[b.rs", "a[b.rs", "YY!Y"),
    ("a\\[b\\].rs", "a[b].rs", "YYnY"),
    ("a\\[b].rs", "a[b].rs", "!Yn!"),
    ("a\\b[c].rs", "abc.rs", "!YY!"),
    ("ab\\\\[c].rs", "ab\\c.rs", "!Yn!"),
    ("xa[b].rs", "xab.rs", "!YY!"),
    ("a]b.rs", "a]b.rs", "!YY!"),
    ("foo***bar", "foo/bar", "!n!n"),
    ("foo***bar", "foobar", "!Y!Y"),
    // Regular expressions are names with odd letters elsewhere.
    ("src/.*", "src/a/b.rs", "nnYn"),
    ("!src/.*", "docs/a.md", "!nY!"),
    (".*\\\\.rs", "a/b.rs", "nnYn"),
    ("(a|b)/.*", "b/c", "nnYn"),
    ("\\#a.rs", "#a.rs", "!YY!"),
    ("path\\ with\\ space/", "path with space/x", "YYnY"),
    ("path\\ with\\ space/.*", "path with space/x", "nnYn"),
];

#[test]
fn each_forge_has_its_own_idea_of_a_pattern() {
    let forges = [Dialect::GitHub, Dialect::GitLab, Dialect::Gitea, Dialect::Bitbucket];
    let wrong = TABLE.iter().filter_map(|(pattern, path, wanted)| {
        let found: String = forges.iter().map(|dialect| answer(pattern, *dialect, path)).collect();
        (found != **wanted).then(|| format!("{pattern} {path}: {wanted} is wanted, {found} found"))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
}

/// A whole text, a path, and the owners on GitHub and on GitLab: `nobody` where a rule says so, `-` where none speaks.
const TEXTS: &[(&str, &str, &str, &str)] = &[
    ("* @all\n/src/\n", "src/a", "nobody", "nobody"),
    ("* @all\n/src/\n", "a", "@all", "@all"),
    ("* @all\n/src/\n/src/a @a\n", "src/a", "@a", "@a"),
    ("/src/\n* @all\n", "src/a", "@all", "@all"),
    ("* @all\n/src/ # generated\n", "src/a", "nobody", "nobody"),
    // On GitLab there are no comments at the end of a line.
    ("/src/ @a # ask @b\n", "src/a", "@a", "@a @b"),
    ("/src/ # ask @b\n", "src/a", "nobody", "@b"),
    ("/src/\t@a\t\t@b\n", "src/a", "@a @b", "@a @b"),
    ("/src/ @a   \n", "src/a", "@a", "@a"),
    ("/src/ @a\r\n/docs/ @b\r\n", "docs/a", "@b", "@b"),
    ("path\\ with\\ space/ @a\n", "path with space/x", "@a", "@a"),
    // GitHub skips a line with a bad owner, GitLab only the owner.
    ("* @all\nsrc/ nobody\n", "src/a", "@all", "nobody"),
    ("* @all\nsrc/ nobody @b\n", "src/a", "@all", "@b"),
    ("* @all\nsrc/ me@nowhere\n", "src/a", "@all", "nobody"),
    ("* @org/two_x\n", "a", "@org/two_x", "@org/two_x"),
    (
        "* me@example.museum you@example.photography\n",
        "a",
        "me@example.museum you@example.photography",
        "me@example.museum you@example.photography",
    ),
    ("*.rs @a\n*.rs @b\n", "a.rs", "@b", "@b"),
    ("*.rs @a\na.rs @b\n*.rs @c\n", "a.rs", "@c", "@c"),
    ("/nothing/ @a\n", "a", "-", "-"),
    ("/src/ @a\n* @b\n", "src/a", "@b", "@b"),
    ("", "a", "-", "-"),
    ("# only a comment\n\n", "a", "-", "-"),
    // What means something on GitLab alone is skipped on GitHub, which takes it for ranges.
    ("* @a\n[Code] @b\n*.rs\n", "a.rs", "nobody", "@a @b"),
    ("[Code] @b\n*.rs @a\n", "a.rs", "@a", "@a"),
    ("* @a\n^[Code]\n*.rs @b\n", "a.rs", "@b", "@a @b"),
    ("^[Code] @a\n*.rs\n[code] @b\n*.md\n", "a.rs", "nobody", "@a"),
    ("* @a\n[Code @b\n", "a.rs", "@a", "@a"),
    ("[Code][0] @a\n*.rs\n", "a.rs", "nobody", "@a"),
    ("* @a\n!*.rs\n", "a.rs", "@a", "nobody"),
    ("!*.rs\n* @a\n", "a.rs", "@a", "nobody"),
    ("* @a\n!*.rs\n/a.rs @b\n", "a.rs", "@b", "nobody"),
    ("* @a\n[Code] @b\n*\n!*.rs\n", "a.rs", "nobody", "@a"),
];

#[test]
fn the_same_text_names_other_owners_elsewhere() {
    let found = |text: &str, dialect: Dialect, path: &str| match owners(text, dialect, path) {
        None => "-".to_owned(),
        Some(owners) if owners.is_empty() => "nobody".to_owned(),
        Some(owners) => owners.join(" "),
    };
    for (text, path, github, gitlab) in TEXTS {
        assert_eq!(found(text, Dialect::GitHub, path), *github, "GitHub: {path} in {text}");
        assert_eq!(found(text, Dialect::GitLab, path), *gitlab, "GitLab: {path} in {text}");
    }
}

#[test]
fn forgejo_reads_as_gitea_does() {
    for (pattern, path, _) in TABLE {
        assert_eq!(answer(pattern, Dialect::Forgejo, path), answer(pattern, Dialect::Gitea, path), "{pattern} {path}");
    }
}

#[test]
fn ends_of_lines_blanks_and_tabs_mean_nothing() {
    for dialect in ALL {
        let all = if matches!(dialect, Dialect::Gitea | Dialect::Forgejo) { ".*" } else { "*" };
        for text in ["{} @a @b", "\n\n  {} @a @b\n", "{}\t@a\t \t@b\t", "# first\r\n{} @a  @b \r\n\r\n", "\t{} @a @b\r"]
        {
            let text = text.replace("{}", all);
            assert_eq!(
                owners(&text, dialect, "src/x.rs"),
                Some(vec!["@a".into(), "@b".into()]),
                "{dialect:?} {text:?}"
            );
            assert_eq!(parse(&text, dialect).invalid().len(), 0, "{dialect:?} {text:?}");
        }
    }
}

#[test]
fn a_byte_order_mark_is_no_letter_but_in_gitea() {
    for dialect in ALL {
        let text = "\u{feff}x.rs @a\ny.rs @b\n";
        let is_gitea = matches!(dialect, Dialect::Gitea | Dialect::Forgejo);
        assert_eq!(owners(text, dialect, "x.rs").is_some(), !is_gitea, "{dialect:?}");
        assert_eq!(owners(text, dialect, "y.rs"), Some(vec!["@b".to_owned()]), "{dialect:?}");
        assert_eq!(parse(text, dialect).invalid().is_empty(), !is_gitea, "{dialect:?}");
        assert_eq!(parse(text, dialect).rules()[0].span.line, 1);
    }
}

#[test]
fn a_byte_order_mark_further_down_is_a_letter() {
    for dialect in ALL {
        let text = "x.rs @a\n\u{feff}y.rs @b\n";
        assert_eq!(owners(text, dialect, "y.rs"), None, "{dialect:?}");
        assert_eq!(owners(text, dialect, "\u{feff}y.rs"), Some(vec!["@b".to_owned()]), "{dialect:?}");
    }
}

#[test]
fn a_rule_knows_its_place() {
    for dialect in ALL {
        let owner = if dialect == Dialect::Bitbucket { "@org/team:random(1)" } else { "@org/team" };
        let text = format!("# heading\n\n  src/a.rs\t@one {owner}  \r\n\tb.rs @two\nc.rs @three");
        let read = parse(&text, dialect);
        let places: Vec<(u32, u32, &str)> = read
            .rules()
            .iter()
            .map(|CodeownersRule { span, .. }| (span.line, span.column, &text[span.start as usize..span.end as usize]))
            .collect();
        let first = format!("src/a.rs\t@one {owner}");
        assert_eq!(places, [(3, 3, first.as_str()), (4, 2, "b.rs @two"), (5, 1, "c.rs @three")], "{dialect:?}");
    }
}

#[test]
fn a_hash_within_a_word_is_a_letter_but_in_gitea() {
    for dialect in ALL {
        let is_gitea = matches!(dialect, Dialect::Gitea | Dialect::Forgejo);
        let text = "languages/c#/x.rs @a\n";
        let wanted = (!is_gitea).then(|| vec!["@a".to_owned()]);
        assert_eq!(owners(text, dialect, "languages/c#/x.rs"), wanted, "{dialect:?}");
    }
}

#[test]
fn a_line_with_a_nul_is_told_and_passed_over() {
    for dialect in ALL {
        let text = "x.rs @a\nx.rs @b\0\ny\0.rs @c\n";
        assert_eq!(owners(text, dialect, "x.rs"), Some(vec!["@a".to_owned()]), "{dialect:?}");
        let read = parse(text, dialect);
        let told = read.invalid().iter().map(|(span, _)| (span.line, &text[span.start as usize..span.end as usize]));
        assert_eq!(told.collect::<Vec<_>>(), [(2, "\0"), (3, "\0")], "{dialect:?}");
    }
}

#[test]
fn only_blanks_of_ascii_separate_words() {
    for dialect in ALL {
        // A blank of typesetting is a letter of the name, so nobody gets what was not given.
        assert_eq!(owners("docs\u{a0}@a\n", dialect, "docs"), None, "{dialect:?}");
    }
}

#[test]
fn files_beyond_the_size_that_a_forge_loads_have_no_rules() {
    let filled = |size: usize| {
        let line = "x.rs @a\n";
        format!("{line}{}", "#".repeat(size - line.len()))
    };
    for (dialect, allowed) in [(Dialect::GitHub, (3 << 20) - 1), (Dialect::Gitea, 8 << 20), (Dialect::Forgejo, 8 << 20)]
    {
        let read = parse(&filled(allowed), dialect);
        assert_eq!((read.rules().len(), read.invalid().len()), (1, 0), "{dialect:?}");
        let read = parse(&filled(allowed + 1), dialect);
        assert_eq!((read.rules().len(), read.invalid().len()), (0, 1), "{dialect:?}");
        assert!(read.invalid()[0].1.contains(dialect.forge()) || dialect == Dialect::Forgejo, "{dialect:?}");
    }
    for dialect in [Dialect::GitLab, Dialect::Bitbucket] {
        assert_eq!(parse(&filled(4 << 20), dialect).rules().len(), 1, "{dialect:?}");
    }
}

#[test]
fn a_pattern_that_covers_nothing_may_be_spelled_for_another_forge() {
    let files = ["src/a.rs", "src/b/c.rs", "docs/a/b.md", "bin/cmd"].map(Utf8PathBuf::from);
    let effect = |dialect: Dialect, pattern: &str| {
        let read = parse(&format!("{pattern} @a\n"), dialect);
        match &read.tally(&files, &Limits::default())[0].effect {
            RuleEffect::Decides => "decides".to_owned(),
            RuleEffect::Shadowed { .. } => "shadowed".to_owned(),
            RuleEffect::Elsewhere { dialect, files, .. } => format!("{} {files}", dialect.forge()),
            RuleEffect::Dead => "dead".to_owned(),
        }
    };
    for (dialect, pattern, wanted) in [
        (Dialect::GitHub, "src/.*", "Gitea 2"),
        (Dialect::GitHub, "docs/*", "Bitbucket 1"),
        (Dialect::GitHub, "c.rs/", "dead"),
        (Dialect::GitHub, "*.md", "decides"),
        // A star in front would do away with the anchor of an expression, which nobody means.
        (Dialect::GitHub, "*.cmd", "dead"),
        (Dialect::GitLab, "src", "GitHub 2"),
        (Dialect::GitLab, "!old/", "dead"),
        (Dialect::Gitea, "src/", "GitHub 2"),
        (Dialect::Forgejo, "b/*", "GitLab 1"),
        (Dialect::Bitbucket, "b/*.rs", "GitLab 1"),
        (Dialect::Bitbucket, "nothing/", "dead"),
    ] {
        assert_eq!(effect(dialect, pattern), wanted, "{dialect:?} {pattern}");
    }
}

#[test]
fn only_rules_of_a_section_shadow_each_other() {
    let text = "[One]\n*.rs @a\nsrc/ @b\n[Two]\n* @c\n*.rs @d\n";
    let read = parse(text, Dialect::GitLab);
    let files = ["src/a.rs", "src/b.rs"].map(Utf8PathBuf::from);
    let told = read.tally(&files, &Limits::default()).into_iter().map(|tally| match tally.effect {
        RuleEffect::Shadowed { file, files, by, .. } => {
            let by: Vec<&str> = by.iter().flat_map(|rule| rule.owners.iter().map(String::as_str)).collect();
            format!("{file} {files} by {}", by.join(" "))
        }
        effect => format!("{effect:?}"),
    });
    assert_eq!(told.collect::<Vec<_>>(), ["src/a.rs 2 by @b", "Decides", "src/a.rs 2 by @d", "Decides"]);
}

#[test]
fn of_many_lines_that_decide_in_the_place_of_one_the_first_are_told() {
    let text: String = (0..1_200).map(|at| format!("/src/f{at}.rs @a{at}\n")).collect();
    let read = parse(&format!("* @all\n/src/\n{text}"), Dialect::GitHub);
    let files: Vec<Utf8PathBuf> = (0..1_200).rev().map(|at| format!("src/f{at}.rs").into()).collect();
    for (at, tally) in read.tally(&files, &Limits::default()).into_iter().enumerate() {
        match (at, tally.effect) {
            (0 | 1, RuleEffect::Shadowed { file, files, by, more }) => {
                assert!(more, "not all are told");
                let lines: Vec<u32> = by.iter().map(|rule| rule.span.line).collect();
                assert_eq!((file.as_str(), files), ("src/f1199.rs", 1_200));
                assert_eq!(lines, (3..1_003).collect::<Vec<_>>());
            }
            (0 | 1, effect) => panic!("{effect:?}"),
            (_, effect) => assert!(matches!(effect, RuleEffect::Decides), "{effect:?}"),
        }
    }
}

#[test]
fn where_the_forges_look() {
    for dialect in ALL {
        for place in dialect.places() {
            assert!(
                dialect.looks_at(Utf8Path::new(place)) && Dialect::ALL_PLACES.contains(place),
                "{dialect:?} {place}"
            );
        }
    }
    assert!(!Dialect::Gitea.looks_at(Utf8Path::new(".github/CODEOWNERS")));
    assert!(!Dialect::Gitea.looks_at(Utf8Path::new(".forgejo/CODEOWNERS")));
    assert!(Dialect::Forgejo.looks_at(Utf8Path::new(".gitea/CODEOWNERS")));
    assert!(!Dialect::Bitbucket.looks_at(Utf8Path::new("CODEOWNERS")));
    for (host, forge) in [
        ("github.com", Some(Dialect::GitHub)),
        ("GitHub.example.org", Some(Dialect::GitHub)),
        ("ssh.github.com", Some(Dialect::GitHub)),
        ("gitlab.com", Some(Dialect::GitLab)),
        ("altssh.gitlab.com", Some(Dialect::GitLab)),
        ("gitea.com", Some(Dialect::Gitea)),
        ("codeberg.org", Some(Dialect::Forgejo)),
        ("forgejo.example.org", Some(Dialect::Forgejo)),
        ("bitbucket.org", Some(Dialect::Bitbucket)),
        ("altssh.bitbucket.org", Some(Dialect::Bitbucket)),
        // Data Center, whose patterns are others.
        ("bitbucket.example.org", None),
        ("notcodeberg.org", None),
        ("example.github", None),
        ("mygithub.com", None),
        ("github", None),
        ("", None),
    ] {
        assert_eq!(Dialect::of_host(host), forge, "{host}");
    }
}

/// Patterns that hold against few letters, so that many of them cover a path.
fn pattern(dialect: Dialect) -> impl Strategy<Value = String> {
    let globs = "/?((\\*\\*|[ab.*?]{1,2}|[ab]{1,2})/){0,2}(\\*|[ab]{1,2}|\\*\\.[ab])/?";
    let expressions =
        "!?(([ab]{1,2}|\\.\\*|\\[\\^/\\]\\+|\\(a\\|b\\)|b\\?)/){0,2}([ab]{1,2}|\\.\\*|\\.\\*\\\\\\\\\\.[ab]|a\\*)";
    let pattern = match dialect {
        Dialect::GitHub | Dialect::Bitbucket => globs.to_owned(),
        Dialect::GitLab => format!("!?{globs}"),
        Dialect::Gitea | Dialect::Forgejo => expressions.to_owned(),
    };
    prop::string::string_regex(&pattern).expect("it is a regular expression")
}

fn lines() -> impl Strategy<Value = (Dialect, Vec<String>)> {
    let dialect = prop::sample::select(ALL.to_vec());
    dialect.prop_flat_map(|dialect| (Just(dialect), prop::collection::vec(pattern(dialect), 1..12)))
}

proptest! {
    /// Slow and obvious: each rule by itself, in a file of its own.
    #[test]
    fn a_rule_among_others_covers_what_it_covers_alone(
        (dialect, patterns) in lines(),
        path in "(\\.?[ab][ab.]?/){0,3}\\.?[ab]{1,2}(\\.[ab])?",
    ) {
        let covers = |pattern: &String| {
            // An exclusion covers what it would give away.
            let pattern = if dialect == Dialect::GitLab { pattern.trim_start_matches('!') } else { pattern };
            owners(&format!("{pattern} @a"), dialect, &path).is_some()
        };
        let covering: Vec<usize> = (0..patterns.len()).filter(|at| covers(&patterns[*at])).collect();
        let excludes = |at: &&usize| dialect == Dialect::GitLab && patterns[**at].starts_with('!');
        let wanted: Vec<usize> = match dialect {
            Dialect::Gitea | Dialect::Forgejo => covering,
            _ => covering.iter().rfind(excludes).or(covering.last()).copied().into_iter().collect(),
        };
        let text: String = patterns.iter().map(|pattern| format!("{pattern} @a\n")).collect();
        let read = parse(&text, dialect);
        let groups = read.groups_for(Utf8Path::new(&path));
        let found: Vec<usize> = groups.iter().map(|group| group.rule.span.line as usize - 1).collect();
        prop_assert_eq!(found, wanted, "{:?} {} {}", dialect, path, text);
    }
    /// Slow and obvious: each rule is held against each file, by itself.
    #[test]
    fn what_becomes_of_a_rule_is_what_becomes_of_the_files_it_covers(
        (dialect, patterns) in lines(),
        files in prop::collection::btree_set("(\\.?[ab][ab.]?/){0,2}\\.?[ab]{1,2}(\\.[ab])?", 1..8),
    ) {
        let files: Vec<Utf8PathBuf> = files.into_iter().map(Utf8PathBuf::from).collect();
        let text: String = patterns.iter().map(|pattern| format!("{pattern} @a\n")).collect();
        let read = parse(&text, dialect);
        let decide = |file: &Utf8PathBuf| -> Vec<u32> {
            read.groups_for(file).iter().map(|group| group.rule.span.line).collect()
        };
        for tally in read.tally(&files, &Limits::default()) {
            let line = tally.rule.span.line;
            let covers = |file: &&Utf8PathBuf| read.covering(file).iter().any(|rule| rule.span.line == line);
            let covered: Vec<&Utf8PathBuf> = files.iter().filter(covers).collect();
            let decides = files.iter().any(|file| decide(file).contains(&line));
            match tally.effect {
                RuleEffect::Decides => prop_assert!(decides),
                RuleEffect::Shadowed { file, files, by, .. } => {
                    let mut wanted: Vec<u32> = covered.iter().flat_map(|file| decide(file)).collect();
                    wanted.sort_unstable();
                    wanted.dedup();
                    let by: Vec<u32> = by.iter().map(|rule| rule.span.line).collect();
                    prop_assert_eq!((decides, Some(file), files), (false, covered.first().map(|file| file.as_path()), covered.len()));
                    prop_assert_eq!(by, wanted, "{:?} {}", dialect, text);
                }
                RuleEffect::Elsewhere { .. } | RuleEffect::Dead => prop_assert!(covered.is_empty()),
            }
        }
    }
}
