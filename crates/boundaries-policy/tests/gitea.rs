//! CODEOWNERS in the dialect of Gitea and Forgejo: regular expressions, all of which count.
//!
//! The cases follow Gitea's documentation, "Code Owners", and its change "Fix CODEOWNERS absolute path matching".

use boundaries_graph::SourceMap;
use boundaries_policy::{Codeowners, Dialect};
use camino::Utf8Path;
use proptest::prelude::*;

fn parse(text: &str) -> (Codeowners, SourceMap) {
    let mut sources = SourceMap::default();
    let file = sources.add(".gitea/CODEOWNERS", text);
    (Codeowners::parse(&sources, file, Utf8Path::new(""), Dialect::Gitea), sources)
}

/// The owners of each rule that covers a path.
fn groups(text: &str, path: &str) -> Vec<String> {
    let (read, _) = parse(text);
    read.groups_for(Utf8Path::new(path)).iter().map(|group| group.rule.owners.join(" ")).collect()
}

fn covers(pattern: &str, path: &str) -> bool {
    !groups(&format!("{pattern} @owner"), path).is_empty()
}

/// What is told, each with the text it speaks of.
fn told(text: &str) -> Vec<String> {
    let (read, sources) = parse(text);
    let texts = read.invalid().iter().map(|(span, why)| {
        let text = &sources.file(span.file).text()[span.start as usize..span.end as usize];
        format!("{text}: {why}")
    });
    texts.collect()
}

#[test]
fn an_expression_holds_for_the_whole_path() {
    let table = [
        ("policies/", "policies/a.md", false),
        ("policies/.*", "policies/a.md", true),
        ("policies/.*", "x/policies/a.md", false),
        (".*\\\\.rs", "a/b.rs", true),
        (".*\\\\.rs", "a/brs", false),
        // The first backslash is the line's, so that the dot stands for any letter.
        (".*\\.rs", "a/b.rs", true),
        (".*\\.rs", "a/brs", true),
        ("src/lib\\\\.rs", "src/lib.rs", true),
        ("docs/(aws|google|azure)/[^/]*\\\\.(md|txt)", "docs/aws/a.md", true),
        ("docs/(aws|google|azure)/[^/]*\\\\.(md|txt)", "docs/aws/a/b.md", false),
        ("docs/(aws|google|azure)/[^/]*\\\\.(md|txt)", "docs/other/a.md", false),
        ("dir/with\\#hashtag", "dir/with#hashtag", true),
        ("path\\ with\\ space", "path with space", true),
        ("path/with\\\\+plus", "path/with+plus", true),
        ("Src/.*", "src/a.rs", false),
        ("(?i)Src/.*", "src/a.rs", true),
        ("src/[^/]+", "src/a.rs", true),
        ("src/[^/]+", "src/a/b.rs", false),
        // Newer versions take the slash off.
        ("/docs/.*", "docs/a.md", true),
        ("//docs/.*", "docs/a.md", false),
    ];
    let wrong: Vec<_> = table.iter().filter(|(pattern, path, wanted)| covers(pattern, path) != *wanted).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_exclamation_mark_gives_all_the_rest() {
    assert!(covers("!src/.*", "docs/a.md"));
    assert!(!covers("!src/.*", "src/a.rs"));
    assert!(!covers("!/.*", "README.md"), "the slash is taken off behind the mark");
    assert!(covers("!/assets/.*\\\\.(bin|exe|msi)", "assets/a.txt"));
    assert!(!covers("!/assets/.*\\\\.(bin|exe|msi)", "assets/a.exe"));
}

#[test]
fn every_rule_that_covers_a_path_adds_its_owners() {
    let text = ".* @all\nsrc/.* @src @org/team\nsrc/gen/.* @gen\n";
    assert_eq!(groups(text, "src/gen/a.rs"), ["@all", "@src @org/team", "@gen"]);
    assert_eq!(groups(text, "src/a.rs"), ["@all", "@src @org/team"]);
    assert_eq!(groups(text, "a.rs"), ["@all"]);
    assert_eq!(groups("a @x\na @y\na @x\n", "a"), ["@x", "@y", "@x"], "the same pattern twice is two rules");
    assert_eq!(groups("src/.* @src\n", "a.rs"), Vec::<String>::new());
}

#[test]
fn lines_are_read_as_gitea_reads_them() {
    let text = "# heading\n\n  src/.*\t@one  @org/two # and @three\n.* four \\\n.* @a#b\n";
    assert_eq!(groups(text, "src/x"), ["@one @org/two", "@four", "@a"], "the `@` may be left out");
    let (read, sources) = parse(text);
    let rule = &read.rules()[0];
    let place = &sources.file(rule.span.file).text()[rule.span.start as usize..rule.span.end as usize];
    assert_eq!((place, rule.span.line, rule.pattern.as_str()), ("src/.*\t@one  @org/two", 3, "src/.*"));
    assert_eq!(read.rules()[1].pattern, ".*");
    assert_eq!(told(text), Vec::<String>::new());
}

#[test]
fn what_gitea_drops_is_told() {
    let lines = [
        "src/** @a",
        "**/x @a",
        "src/.*",
        "src/(a @a",
        "src/[a @a",
        "(?=x)x @a",
        "(?<=n @a",
        "x)y @a",
        "\\\\1 @a",
        "\\\\xZZ @a",
        "src/[b-a] @a",
        "a{1001} @a",
        "a{2,1} @a",
        "[[:letters:]] @a",
        "src/.* me@example.org",
    ];
    for line in lines {
        assert_eq!(parse(line).0.rules().len(), 0, "{line}");
    }
    let doubtful = ["src/.* me@example.org @a @b/c/d @", "/docs/.* @a", "a|b @a"];
    for line in doubtful {
        assert_eq!(parse(line).0.rules().len(), 1, "{line}");
    }
    let lines = lines.into_iter().chain(doubtful).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(told(&lines).join("\n"));
    assert_eq!(groups("src/.* me@example.org @a\n", "src/x"), ["@a"], "words that are no owner are passed over");
}

#[test]
fn expressions_mean_what_they_mean_in_go() {
    let table = [
        // A brace that counts nothing is a letter.
        ("a{b,c}", "a{b,c}", true),
        ("a{,2}", "a{,2}", true),
        ("a{2}", "aa", true),
        ("a{2,}b", "aaab", true),
        ("a}", "a}", true),
        // Letters, digits and blanks are those of ASCII.
        ("\\\\w+", "abc_1", true),
        ("\\\\w+", "é", false),
        ("\\\\W", "é", true),
        ("[\\\\W]", "é", true),
        ("[^\\\\W]", "a", true),
        ("\\\\d", "٣", false),
        ("\\\\d", "7", true),
        ("\\\\D", "7", false),
        ("\\\\D", "a", true),
        ("a\\\\sb", "a b", true),
        ("a\\\\sb", "a\u{a0}b", false),
        ("a\\\\Sb", "a\u{a0}b", true),
        ("a\\\\Sb", "a b", false),
        ("[\\\\d\\\\s]+", "1 2", true),
        // Letters by their escapes.
        ("\\\\a\\\\f\\\\n\\\\r\\\\t\\\\v", "\u{7}\u{c}\n\r\t\u{b}", true),
        ("a\\\\012b", "a\nb", true),
        ("\\\\1010", "A0", true),
        ("[\\\\055-\\\\057]+", "-./", true),
        // What is repeated, and what stands in groups, is in no path for certain.
        ("a(b|c)d", "acd", true),
        ("ab?c", "ac", true),
        ("ab*", "a", true),
        ("(ab/)?c", "c", true),
        ("(a|b/c)d", "ad", true),
        ("(x/ab/y)?c", "c", true),
        ("(?i)a/Src/.*", "A/src/x", true),
        ("(?:x/ab/y|z)/c", "z/c", true),
        ("//?docs", "docs", true),
        ("//?docs", "/docs", true),
        ("a.*b", "a/x/b", true),
        ("a.*", "a/x/b", true),
        ("a.*", "b/a", false),
        (".*b", "a/b", true),
        (".*b", "b/a", false),
        (".ab", "zab", true),
        (".ab", "zb", false),
        ("a*b", "aab", true),
        ("a*b", "xb", false),
        ("a.b*", "acb", true),
        ("a.b*", "ac/b", false),
        ("\\\\pL+", "é", true),
        ("\\\\p{Greek}", "α", true),
        ("[[:alpha:]]+", "ab", true),
        // Brackets within brackets, and what other dialects calculate with.
        ("[[]", "[", true),
        ("[a&&b]+", "a&b", true),
        ("[]a]+", "]a", true),
        ("[a-]+", "a-", true),
        ("[--/]+", "./-", true),
        ("[a~~b]", "~", true),
        ("\\\\Qa.b\\\\E", "a.b", true),
        ("\\\\Qa.b\\\\E", "axb", false),
        ("a\\\\<b", "a<b", true),
        ("\\\\x61\\\\x{62}\\\\143", "abc", true),
        ("(?P<name>a)(?:b)", "ab", true),
        ("\\\\p{^Greek}", "α", false),
        ("\\\\p{^Greek}", "a", true),
        ("\\\\P{^Greek}", "α", true),
        ("\\\\P{^Greek}", "a", false),
        // Where words start and end, by the letters of ASCII.
        ("\\\\Aa\\\\z", "a", true),
        ("ab\\\\b.*", "ab-c", true),
        ("ab\\\\b.*", "abc", false),
        ("ab\\\\B.*", "abc", true),
        ("ab\\\\B.*", "ab-c", false),
        ("a\\\\b.", "aé", true),
        ("a\\\\B.", "aé", false),
        // A star behind the anchor repeats the anchor, and so does away with it.
        ("*.rs", "a/b.rs", true),
        ("*.rs", "a/brs", true),
        // An escape at the end takes the anchor.
        ("a\\\\.rs\\\\", "a.rs$/b", true),
        ("a\\\\.rs\\\\", "a.rs", false),
        ("a.*\\\\", "ab$c", true),
        ("a.*\\\\", "ab", false),
        // Each alternative has one end.
        ("src|docs", "src/a.rs", true),
        ("src|docs", "a/docs", true),
        ("(src|docs)", "src/a.rs", false),
        (".*", "a\nb", false),
        ("(?s).*", "a\nb", true),
    ];
    let wrong: Vec<_> = table.iter().filter(|(pattern, path, wanted)| covers(pattern, path) != *wanted).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_go_refuses_covers_nothing_and_is_told() {
    for expression in [
        "\\\\1",
        "\\\\9",
        "\\\\e",
        "\\\\é",
        "[\\\\e]",
        "\\\\x6",
        "\\\\x{}",
        "\\\\x{+41}",
        "(?P<a.b>c)",
        "(?P<>c)",
        "(?P=a)",
    ] {
        assert!(!told(&format!("{expression} @owner")).is_empty(), "{expression}");
    }
}

#[test]
fn alternatives_outside_of_parentheses_are_told() {
    for expression in ["(src|docs)/.*", "a(b|(c|d))e", "(src)(|/.*)", "a\\\\|b"] {
        assert_eq!(told(&format!("{expression} @owner")), Vec::<String>::new(), "{expression}");
    }
    for expression in ["src|docs", "(src)|docs", "(a)(b)|c", "|a"] {
        assert_eq!(told(&format!("{expression} @owner")).len(), 1, "{expression}");
    }
}

#[test]
fn an_expression_costs_neither_time_nor_memory_without_end() {
    let told = told("((a{1000}){1000}){1000} @a\n(((a{100}){100}){100}){100} @a\n(a*a*a*a*a*)*b @b\n");
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told.iter().all(|told| told.contains("one that is too large")), "{told:#?}");
    assert!(!covers("(a*a*a*a*a*a*a*)*b", &"a".repeat(5000)));
    assert!(parse(&format!("{}a{} @a", "(".repeat(100_000), ")".repeat(100_000))).0.rules().is_empty());
}

/// A regular expression, as simple as can be.
#[derive(Clone, Debug)]
enum Expression {
    Letter(char),
    Any,
    NoSlash,
    Many(Box<Expression>),
    Maybe(Box<Expression>),
    Both(Box<Expression>, Box<Expression>),
    Either(Box<Expression>, Box<Expression>),
}

impl Expression {
    /// As it is written in a CODEOWNERS.
    fn written(&self) -> String {
        match self {
            Self::Letter('.') => "\\\\.".to_owned(),
            Self::Letter(letter) => letter.to_string(),
            Self::Any => ".".to_owned(),
            Self::NoSlash => "[^/]".to_owned(),
            Self::Many(inner) => format!("({})*", inner.written()),
            Self::Maybe(inner) => format!("(?:{})?", inner.written()),
            Self::Both(first, second) => format!("{}{}", first.written(), second.written()),
            Self::Either(first, second) => format!("({}|{})", first.written(), second.written()),
        }
    }

    /// Slow and obvious: every place at which a match that starts at `from` may end.
    fn ends(&self, path: &[char], from: usize) -> Vec<usize> {
        let one = |matches: bool| if matches { vec![from + 1] } else { Vec::new() };
        let mut ends = match self {
            Self::Letter(letter) => one(path.get(from) == Some(letter)),
            Self::Any => one(from < path.len()),
            Self::NoSlash => one(path.get(from).is_some_and(|letter| *letter != '/')),
            Self::Maybe(inner) => [vec![from], inner.ends(path, from)].concat(),
            Self::Both(first, second) => {
                first.ends(path, from).into_iter().flat_map(|middle| second.ends(path, middle)).collect()
            }
            Self::Either(first, second) => [first.ends(path, from), second.ends(path, from)].concat(),
            Self::Many(inner) => {
                let mut ends = vec![from];
                let mut at = 0;
                while at < ends.len() {
                    for end in inner.ends(path, ends[at]) {
                        if !ends.contains(&end) {
                            ends.push(end);
                        }
                    }
                    at += 1;
                }
                ends
            }
        };
        ends.sort_unstable();
        ends.dedup();
        ends
    }
}

fn expression() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        4 => prop::sample::select(vec!['a', 'b', '.', '/']).prop_map(Expression::Letter),
        1 => Just(Expression::Any),
        1 => Just(Expression::NoSlash),
    ];
    leaf.prop_recursive(5, 24, 2, |inner| {
        let boxed = inner.prop_map(Box::new);
        prop_oneof![
            1 => boxed.clone().prop_map(Expression::Many),
            1 => boxed.clone().prop_map(Expression::Maybe),
            4 => (boxed.clone(), boxed.clone()).prop_map(|(first, second)| Expression::Both(first, second)),
            1 => (boxed.clone(), boxed).prop_map(|(first, second)| Expression::Either(first, second)),
        ]
    })
}

proptest! {
    #[test]
    fn the_matcher_agrees_with_the_obvious_one(
        expression in expression(),
        inverted in any::<bool>(),
        rooted in any::<bool>(),
        path in "(\\.?[ab][ab.]?/){0,3}\\.?[ab][ab.]?",
    ) {
        let written = expression.written();
        // One slash in front is taken off, so that one of the expression's own needs something before it.
        let shield = if rooted { "/" } else { "()" };
        let pattern = format!("{}{shield}{written}", if inverted { "!" } else { "" });
        let letters: Vec<char> = path.chars().collect();
        let matches = expression.ends(&letters, 0).contains(&letters.len());
        prop_assert_eq!(covers(&pattern, &path), matches != inverted, "{} {}", pattern, path);
    }

    #[test]
    fn paths_that_an_expression_was_made_from_are_covered(path in "(\\.?[ab][ab.]?/){0,3}\\.?[ab][ab.]?", cut in 0_usize..12) {
        let cut = cut.min(path.len());
        for pattern in [
            path.replace('.', "\\\\."),
            format!("{}.*", path[..cut].replace('.', "\\\\.")),
            format!(".*{}", path[cut..].replace('.', "\\\\.")),
        ] {
            prop_assert!(covers(&pattern, &path), "{pattern} {path}");
        }
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC*", path in "\\PC{0,20}") {
        let _ = groups(&text, &path);
    }

    #[test]
    fn no_pattern_is_too_strange(text in "[\\[\\]^!*/\\\\ab@ (){}?|+$:<>PQEdwpx&~,0-9\n-]{0,40}", path in "[ab/\\[\\]]{0,10}") {
        let _ = groups(&text, &path);
    }
}
