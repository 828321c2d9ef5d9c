//! An analysis that stays warm is, after every edit, what a cold one of the same texts is, and so is one that finds what
//! earlier ones kept.

#[path = "warm/dump.rs"]
mod dump;
#[path = "warm/shop.rs"]
mod shop;

use boundaries_analysis::{
    AnalysisError, AnalysisOptions, AnalysisStats, Cancellation, Changes, FactsCache, Limits, LiveAnalysis, Refreshed,
    Stage, analyse,
};
use boundaries_cache::Folder;
use boundaries_graph::{GapReason, Limit};
use camino::Utf8Path;
use dump::dump;
use proptest::prelude::*;
use proptest::sample::Index;
use shop::{ALTERATIONS, FILES, ITEMS, MEMBERS, NAMES, PIECES, STATEMENTS, Texts, WORDS, reader, workspace};

/// What somebody does to the workspace.
#[derive(Clone, Debug)]
enum Edit {
    /// Writes a file anew from pieces.
    Write(Index, Vec<Index>),
    /// Puts a piece at the end of a file.
    Append(Index, Index),
    /// Puts a statement into a body.
    Body(Index, Index, Index),
    /// Puts a statement in the place of what stands from the start of a body to the end of its line.
    Rewrite(Index, Index, Index),
    /// Puts a word somewhere.
    Type(Index, Index, Index),
    /// Takes a few letters away.
    Erase(Index, Index, u8),
    /// Puts an empty line in front of everything.
    Shift(Index),
    /// Says at the top of a file that it is of tests, or does not say so any more.
    Guard(Index),
    /// Puts an item in front of a line that begins outside of everything, or into a module.
    Declare(Index, Index, (Index, Index)),
    /// Takes such an item away.
    Undeclare(Index, Index),
    /// Puts another one in the place of such an item.
    Redeclare(Index, Index, (Index, Index)),
    /// Puts something else in the place of what others see, or the other way round.
    Alter(Index, Index, (Index, bool)),
    Remove(Index),
    Rename(Index, Index),
    /// Changes nothing.
    Save(Index),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let file = any::<Index>;
    let edit = prop_oneof![
        2 => (file(), prop::collection::vec(any::<Index>(), 1..8)).prop_map(|(file, pieces)| Edit::Write(file, pieces)),
        2 => (file(), any::<Index>()).prop_map(|(file, piece)| Edit::Append(file, piece)),
        8 => (file(), any::<Index>(), any::<Index>()).prop_map(|(file, at, what)| Edit::Body(file, at, what)),
        3 => (file(), any::<Index>(), any::<Index>()).prop_map(|(file, at, what)| Edit::Rewrite(file, at, what)),
        2 => (file(), any::<Index>(), any::<Index>()).prop_map(|(file, at, what)| Edit::Type(file, at, what)),
        2 => (file(), any::<Index>(), 1..6_u8).prop_map(|(file, at, count)| Edit::Erase(file, at, count)),
        6 => (file(), any::<Index>(), any::<(Index, Index)>()).prop_map(|(file, at, what)| Edit::Declare(file, at, what)),
        3 => (file(), any::<Index>()).prop_map(|(file, which)| Edit::Undeclare(file, which)),
        5 => (file(), any::<Index>(), any::<(Index, Index)>()).prop_map(|(file, at, what)| Edit::Redeclare(file, at, what)),
        6 => (file(), any::<Index>(), any::<(Index, bool)>()).prop_map(|(file, at, what)| Edit::Alter(file, at, what)),
        1 => file().prop_map(Edit::Shift),
        1 => file().prop_map(Edit::Guard),
        1 => file().prop_map(Edit::Remove),
        1 => (file(), file()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => file().prop_map(Edit::Save),
    ];
    prop::collection::vec(edit, 1..14)
}

fn initial() -> impl Strategy<Value = Texts> {
    let text = (prop::collection::vec(any::<Index>(), 2..12), prop::collection::vec(any::<(Index, Index)>(), 0..4));
    let text = text.prop_map(|(pieces, items)| text_of(&pieces) + &items.iter().map(item).collect::<String>());
    prop::collection::vec(prop::option::weighted(0.8, text), FILES.len()).prop_map(|texts| {
        let mut found: Texts =
            FILES.iter().copied().zip(texts).filter_map(|(path, text)| Some((path, text?))).collect();
        for (root, modules) in FILES.iter().zip(["mod one;\npub mod two;\n", "pub mod one;\nmod two;\n", "mod one;\n"])
        {
            found.entry(root).or_default().insert_str(0, modules);
        }
        found
    })
}

fn text_of(pieces: &[Index]) -> String {
    pieces.iter().map(|piece| chosen(&PIECES, piece)).collect()
}

fn chosen(from: &[&'static str], which: &Index) -> &'static str {
    from[which.index(from.len())]
}

/// Where in a text something can be put.
fn place(text: &str, at: Index) -> usize {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    *at.get(&places)
}

/// An item that few others know.
fn item((what, name): &(Index, Index)) -> String {
    chosen(&ITEMS, what).replace("NAME", chosen(&NAMES, name))
}

/// The same for an `impl`.
fn member((what, name): &(Index, Index)) -> String {
    chosen(&MEMBERS, what).replace("NAME", chosen(&NAMES, name))
}

/// Where such items stand in a text.
fn items(text: &str) -> Vec<std::ops::Range<usize>> {
    let all = ITEMS.iter().chain(&MEMBERS).flat_map(|item| NAMES.map(|name| item.replace("NAME", name)));
    let found = |item: String| text.match_indices(&item).map(|(at, _)| at..at + item.len()).collect::<Vec<_>>();
    let mut all: Vec<_> = all.flat_map(found).collect();
    all.sort_by_key(|range| range.start);
    all
}

impl Edit {
    /// Does it, and tells which files it concerns.
    fn apply(&self, texts: &mut Texts) -> Vec<&'static str> {
        let existing: Vec<&'static str> = texts.keys().copied().collect();
        let pick = |file: &Index| if existing.is_empty() { FILES[0] } else { chosen(&existing, file) };
        match self {
            Self::Write(file, pieces) => {
                let path = chosen(&FILES, file);
                texts.insert(path, text_of(pieces));
                vec![path]
            }
            Self::Append(file, piece) => {
                let path = pick(file);
                texts.entry(path).or_default().push_str(chosen(&PIECES, piece));
                vec![path]
            }
            Self::Body(file, at, what) => {
                let path = pick(file);
                let text = texts.entry(path).or_default();
                let places: Vec<usize> = text.match_indices("/**/").map(|(at, mark)| at + mark.len()).collect();
                if !places.is_empty() {
                    text.insert_str(*at.get(&places), &format!(" {}\n", chosen(&STATEMENTS, what)));
                }
                vec![path]
            }
            Self::Rewrite(file, at, what) => {
                let path = pick(file);
                let text = texts.entry(path).or_default();
                let places: Vec<usize> = text.match_indices("/**/").map(|(at, mark)| at + mark.len()).collect();
                if !places.is_empty() {
                    let start = *at.get(&places);
                    let end = text[start..].find(['\n', '}']).map_or(text.len(), |end| start + end);
                    text.replace_range(start..end, chosen(&STATEMENTS, what));
                }
                vec![path]
            }
            Self::Type(file, at, what) => {
                let path = pick(file);
                let text = texts.entry(path).or_default();
                text.insert_str(place(text, *at), chosen(&WORDS, what));
                vec![path]
            }
            Self::Erase(file, at, count) => {
                let path = pick(file);
                let text = texts.entry(path).or_default();
                let start = place(text, *at);
                let end =
                    text[start..].char_indices().nth(usize::from(*count)).map_or(text.len(), |(at, _)| start + at);
                text.replace_range(start..end, "");
                vec![path]
            }
            Self::Shift(file) => {
                let path = pick(file);
                texts.entry(path).or_default().insert(0, '\n');
                vec![path]
            }
            Self::Guard(file) => {
                const GUARD: &str = "#![cfg(test)]\n";
                let path = pick(file);
                let text = texts.entry(path).or_default();
                match text.strip_prefix(GUARD) {
                    Some(rest) => *text = rest.to_owned(),
                    None => text.insert_str(0, GUARD),
                }
                vec![path]
            }
            Self::Declare(file, at, what) => {
                let path = pick(file);
                let text = texts.entry(path).or_default();
                let begins = |at: usize| !text[at..].starts_with([' ', '}', '/']);
                let lines = text.match_indices('\n').map(|(at, _)| at + 1).filter(|at| begins(*at));
                let inside = text.match_indices("mod inner {\n").map(|(at, start)| at + start.len());
                let impls = ["impl Part {\n", "impl Thing {\n", "impl Deep {\n", "loop {} }\n    pub fn", "1 };\n"];
                let members = impls.iter().flat_map(|start| text.match_indices(start));
                let members: Vec<usize> =
                    members.map(|(at, start)| at + start.find('\n').map_or(0, |end| end + 1)).collect();
                let places: Vec<usize> = lines.chain(inside).chain([0]).chain(members.iter().copied()).collect();
                let place = *at.get(&places);
                let what = if members.contains(&place) { member(what) } else { item(what) };
                text.insert_str(place, &what);
                vec![path]
            }
            Self::Undeclare(file, which) | Self::Redeclare(file, which, _) => {
                let path = pick(file);
                let text = texts.entry(path).or_default();
                let items = items(text);
                if !items.is_empty() {
                    let is_member = text[which.get(&items).clone()].starts_with(' ');
                    let with = match self {
                        Self::Redeclare(.., what) if is_member => member(what),
                        Self::Redeclare(.., what) => item(what),
                        _ => String::new(),
                    };
                    text.replace_range(which.get(&items).clone(), &with);
                }
                vec![path]
            }
            Self::Alter(file, at, (what, is_back)) => {
                let path = pick(file);
                let text = texts.entry(path).or_default();
                let (from, to) = ALTERATIONS[what.index(ALTERATIONS.len())];
                let (from, to) = if *is_back { (to, from) } else { (from, to) };
                let places: Vec<usize> = text.match_indices(from).map(|(at, _)| at).collect();
                if !places.is_empty() {
                    let start = *at.get(&places);
                    text.replace_range(start..start + from.len(), to);
                }
                vec![path]
            }
            Self::Remove(file) => {
                let path = pick(file);
                texts.remove(path);
                vec![path]
            }
            Self::Rename(from, to) => {
                let (from, to) = (pick(from), chosen(&FILES, to));
                let text = texts.remove(from).unwrap_or_default();
                texts.insert(to, text);
                vec![from, to]
            }
            Self::Save(file) => vec![pick(file)],
        }
    }
}

/// Whether the analysis is told which files changed.
#[derive(Clone, Copy, Debug)]
enum Told {
    Files,
    Nothing,
}

fn options() -> AnalysisOptions {
    AnalysisOptions { threads: Some(1), ..AnalysisOptions::default() }
}

fn warmed(texts: &Texts) -> LiveAnalysis {
    warmed_by(&options(), texts)
}

fn warmed_by(options: &AnalysisOptions, texts: &Texts) -> LiveAnalysis {
    let mut live = LiveAnalysis::new(workspace(), options).expect("threads can be started");
    live.refresh(&reader(texts), Changes::Unknown, &Cancellation::default(), &|_| ()).expect("nothing stops it");
    live
}

/// Takes changes in, and compares the outcome with a cold analysis.
fn refreshed(live: &mut LiveAnalysis, texts: &Texts, changes: Changes) -> Result<Refreshed, TestCaseError> {
    refreshed_by(&options(), live, texts, changes)
}

fn refreshed_by(
    options: &AnalysisOptions,
    live: &mut LiveAnalysis,
    texts: &Texts,
    changes: Changes,
) -> Result<Refreshed, TestCaseError> {
    let reader = reader(texts);
    let refreshed =
        live.refresh(&reader, changes, &Cancellation::default(), &|_| ()).expect("nothing stops the analysis");
    let warm = dump(&live.analysis().expect("it was refreshed"));
    let cold = dump(&analyse(&workspace(), &reader, options).expect("threads can be started"));
    if warm == cold {
        return Ok(refreshed);
    }
    let differing = warm.lines().zip(cold.lines()).find(|(warm, cold)| warm != cold);
    Err(TestCaseError::fail(format!("{refreshed:?}: {differing:#?}\n{texts:#?}")))
}

fn hold(mut texts: Texts, edits: &[Edit], told: &[Told], options: &AnalysisOptions) -> Result<(), TestCaseError> {
    let mut live = warmed_by(options, &texts);
    for (edit, told) in edits.iter().zip(told.iter().cycle()) {
        let concerned = edit.apply(&mut texts);
        let changes = match told {
            Told::Files => Changes::Files(concerned.into_iter().map(Into::into).collect()),
            Told::Nothing => Changes::Unknown,
        };
        refreshed_by(options, &mut live, &texts, changes)?;
    }
    Ok(())
}

/// A folder in which analyses keep what they find.
struct Keeping {
    dir: tempfile::TempDir,
    limits: Limits,
}

impl Keeping {
    fn new(limits: Limits) -> Self {
        Self { dir: tempfile::tempdir().expect("a folder can be made"), limits }
    }

    /// Analyses texts with what is kept, and compares the outcome with an analysis without.
    fn analysed(&self, texts: &Texts) -> Result<AnalysisStats, TestCaseError> {
        let path = Utf8Path::from_path(self.dir.path()).expect("the path is UTF-8");
        let folder = Folder::with_own_secret(path).expect("a secret can be made");
        let plain = AnalysisOptions { limits: self.limits, ..options() };
        let keeping = AnalysisOptions { kept: FactsCache::open(Some(&folder)), ..plain.clone() };
        let reader = reader(texts);
        let analysis = |options| analyse(&workspace(), &reader, &options).expect("threads can be started");
        let (with, without) = (analysis(keeping), analysis(plain));
        let (warm, cold) = (dump(&with), dump(&without));
        let differing = warm.lines().zip(cold.lines()).find(|(warm, cold)| warm != cold);
        prop_assert!(warm == cold, "{:#?}\n{:#?}", differing, texts);
        Ok(with.stats)
    }
}

fn hold_kept(mut texts: Texts, edits: &[Edit], limits: Limits) -> Result<(), TestCaseError> {
    let keeping = Keeping::new(limits);
    keeping.analysed(&texts)?;
    for edit in edits {
        // Once for an edit of a state that was seen, and once for one of a state of which everything is kept.
        edit.apply(&mut texts);
        keeping.analysed(&texts)?;
        keeping.analysed(&texts)?;
    }
    Ok(())
}

#[test]
fn what_was_found_in_bodies_is_found_no_second_time() {
    let texts = |main: &str, one: &str| -> Texts {
        [
            (FILES[0], "#[macro_use] mod one;\npub struct Part;\npub fn make() -> Part { Part }\nfn g() { m!(); }\n"),
            (FILES[1], ""),
            (FILES[2], main),
            (FILES[3], one),
            (FILES[4], ""),
        ]
        .map(|(path, text)| (path, text.to_owned()))
        .into()
    };
    let one = "macro_rules! m { () => { crate::make() } }\nfn f() {}\n";
    let main = "fn main() { a::make(); }\n";
    let keeping = Keeping::new(Limits::default());
    let known = |texts: &Texts| keeping.analysed(texts).expect("warm is cold").kept_walks;
    assert_eq!(known(&texts(main, one)), 0, "the first run finds nothing kept");
    assert_eq!(known(&texts(main, one)), 0, "the second keeps what it finds");
    assert_eq!(known(&texts(main, one)), 5);
    assert_eq!(known(&texts("fn main() { a::make(); a::make(); }\n", one)), 4, "one body is another");
    let moved = format!("// a comment\n{one}");
    assert_eq!(known(&texts(main, &moved)), 2, "what a macro says stands elsewhere");
    let shown = format!("{one}pub fn shown() {{}}\n");
    assert_eq!(known(&texts(main, &shown)), 0, "others can see it");
    assert_eq!(known(&texts(main, &shown)), 5);
    assert_eq!(known(&texts(main, &moved)), 5, "two states are kept");
}

#[test]
fn what_is_kept_of_macros_counts_towards_their_limit() {
    let texts = |main: &str| -> Texts {
        [
            (FILES[0], "macro_rules! one { ($e:expr) => { $e }; }\npub fn go() {}\nfn f() { let _ = one!(go()); }\n"),
            (FILES[1], "macro_rules! one { ($e:expr) => { $e }; }\npub fn go() {}\nfn f() { let _ = one!(go()); }\n"),
            (FILES[2], main),
        ]
        .map(|(path, text)| (path, text.to_owned()))
        .into()
    };
    let calls = |count: usize| {
        format!("macro_rules! m {{ () => {{ a::go() }} }}\nfn main() {{ {} }}\n", "let _ = m!();".repeat(count))
    };
    let keeping = Keeping::new(Limits { body_macros: 500, ..Limits::default() });
    let known = |count: usize| keeping.analysed(&texts(&calls(count))).expect("warm is cold").kept_walks;
    assert_eq!([known(1), known(1), known(1)], [0, 0, 3]);
    assert_eq!(known(2), 2, "what the others cost is known");
    assert_eq!(known(20), 2, "together they cost too much, and none is expanded");
}

#[test]
fn what_is_kept_of_a_gap_names_its_limit() {
    let root = "macro_rules! one { ($e:expr) => { $e }; }\nmacro_rules! two { ($e:expr) => { one!($e) }; }\nfn f() { two!(1); }\n";
    let texts: Texts = [(FILES[0], root), (FILES[1], ""), (FILES[2], "fn main() {}\n")]
        .map(|(path, text)| (path, text.to_owned()))
        .into();
    let limits = Limits { macro_depth: 1, ..Limits::default() };
    let analysis = analyse(&workspace(), &reader(&texts), &AnalysisOptions { limits, ..options() });
    let analysis = analysis.expect("threads can be started");
    let named: Vec<_> = analysis.graph.gaps().iter().filter_map(|gap| gap.limit).collect();
    assert_eq!(named, [Limit::MacroDepth]);
    let keeping = Keeping::new(limits);
    let known = || keeping.analysed(&texts).expect("warm is cold").kept_walks;
    assert_eq!([known(), known()], [0, 0], "the second keeps what it finds");
    assert_ne!(known(), 0, "the third finds it");
}

#[test]
fn only_what_others_can_see_makes_everything_anew() {
    let before = "use crate::make;\nmacro_rules! m { () => { make() } }\npub fn f(a: u8) -> u8 { make(); a }\nconst C: u8 = 1;\nstruct Own;\nimpl Own {\n    fn own() {}\n}\n";
    let texts = |one: &str| -> Texts {
        [
            (FILES[0], "#[macro_use] mod one;\npub struct Part;\npub fn make() -> Part { Part }\nfn g() { m!(); }\n"),
            (FILES[1], ""),
            (FILES[2], "fn main() { a::make(); }\n"),
            (FILES[3], one),
        ]
        .map(|(path, text)| (path, text.to_owned()))
        .into()
    };
    let cases = [
        (("", ""), Refreshed::Nothing),
        (("make(); a", "a"), Refreshed::Bodies),
        (("make(); a", "a::make(); println!(\"\"); m!(1)"), Refreshed::Bodies),
        (("use", "// a comment\n\nuse"), Refreshed::Bodies),
        (("a: u8", "another: u8"), Refreshed::Bodies),
        (("= 1", "= 1 + 2"), Refreshed::Bodies),
        (("a: u8", "a: u16"), Refreshed::Items),
        (("pub fn", "fn"), Refreshed::Items),
        (("pub fn", "fn newcomer() -> u8 { C }\npub fn"), Refreshed::Items),
        (("const C: u8 = 1;\n", ""), Refreshed::Items),
        (("fn own() {}", "fn own(&self) {}\n    pub const OWN: u8 = 1;"), Refreshed::Items),
        (("fn own() {}", "fn make() {}"), Refreshed::Everything),
        // Somebody else declares the name.
        (("const C", "pub fn make() {}\nconst C"), Refreshed::Everything),
        (("const C", "struct S;\nconst C"), Refreshed::Everything),
        (("{ make() }", "{ (make)() }"), Refreshed::Everything),
        (("use crate::make", "use crate::{make, Part}"), Refreshed::Everything),
        (("make(); a", "fn inside() {} a"), Refreshed::Everything),
        // A statement that is a macro call may declare what the statements behind it see.
        (("make(); a", "m!(); a"), Refreshed::Everything),
        (("make(); a", "use crate::Part; a"), Refreshed::Everything),
    ];
    for ((from, to), expected) in cases {
        let mut live = warmed(&texts(before));
        let after = texts(&before.replacen(from, to, 1));
        for changes in [Changes::Files([FILES[3].into()].into()), Changes::Unknown] {
            let expected = if changes == Changes::Unknown { Refreshed::Nothing } else { expected };
            assert_eq!(refreshed(&mut live, &after, changes).expect("warm is cold"), expected, "{from} → {to}");
        }
    }
}

#[test]
fn after_an_edit_that_others_see_those_are_walked_again_that_asked() {
    let texts = |one: &str| -> Texts {
        [
            (FILES[0], "pub mod one;\npub mod two;\npub use one::Thing;\nfn g() { one::make().part.go(); }\n"),
            (FILES[1], ""),
            (FILES[2], "mod one;\nfn main() { a::one::kind(); }\n"),
            (FILES[3], one),
            (FILES[4], "pub struct Part;\nimpl Part { pub fn go(&self) {} }\nfn h(x: u8) -> u8 { crate::one::nobody(); x }\n"),
            (
                FILES[10],
                "use a::{one::Act as _, two::Part};\nfn last(a::one::Pair(.., part): &a::one::Pair) { part.go() }\nfn own(part: Part) { 5u8.act(); part.go(); match 1 { _ => a::Thing::new(part).act() } }\n",
            ),
        ]
        .map(|(path, text)| (path, text.to_owned()))
        .into()
    };
    let before = "use crate::two;\npub struct Thing { pub part: two::Part }\nimpl Thing { pub fn new(part: two::Part) -> Self { Self { part } } }\npub enum Kind { One }\npub fn kind() -> Kind { Kind::One }\npub fn make() -> Thing { loop {} }\npub trait Act { fn act(&self) {} }\nimpl Act for Thing {}\npub struct Pair(pub u8, pub two::Part);\n";
    let cases = [
        // A name that only this file may say.
        ("use crate::two;", "use crate::two;\nuse crate::two::Part as Own;", vec![FILES[3]]),
        ("use crate::two;", "use crate::{two, two::*};", vec![FILES[3]]),
        (
            "pub enum",
            "pub struct New;\nimpl New { pub fn go(&self) {} }\nimpl Act for New {}\npub enum",
            vec![FILES[3]],
        ),
        // What others get to know through it.
        ("use crate::two;", "use crate as two;", vec![FILES[0], FILES[3], FILES[10]]),
        ("pub part: two::Part", "pub part: Kind", vec![FILES[0], FILES[3]]),
        ("pub part: two::Part", "pub part: two::Part, pub other: u8", vec![FILES[3]]),
        ("Kind { One }", "Kind { One, Two }", vec![FILES[3]]),
        ("pub two::Part);", "pub two::Part, pub u8);", vec![FILES[3], FILES[10]]),
        ("pub u8, pub two::Part);", "pub u8);", vec![FILES[3], FILES[10]]),
        ("pub u8, pub two::Part);", "pub u16, pub two::Part);", vec![FILES[3]]),
        ("enum Kind { One }", "struct Kind;", vec![FILES[2], FILES[3]]),
        ("fn act(&self) {}", "fn act(&self) {}\n    fn more(&self) {}", vec![FILES[3]]),
        ("impl Act for Thing {}", "impl Act for Thing {}\nimpl Act for u8 {}", vec![FILES[3], FILES[10]]),
        ("use crate::two;", "use crate::two;\nuse std::*;", vec![FILES[3], FILES[4]]),
        ("impl Act for Thing {}", "impl Act for Kind {}", vec![FILES[3], FILES[10]]),
    ];
    for (from, to, expected) in cases {
        let mut live = warmed(&texts(before));
        let after = texts(&before.replacen(from, to, 1));
        let changes = Changes::Files([FILES[3].into()].into());
        assert_eq!(
            refreshed(&mut live, &after, changes).expect("warm is cold"),
            Refreshed::Everything,
            "{from} → {to}"
        );
        let kept = live.analysis().expect("it was refreshed").stats.kept_walks;
        assert_eq!(after.len() - kept, expected.len(), "{from} → {to}: {expected:?}");
    }
}

#[test]
fn a_macro_of_an_included_text_may_come_to_stand_above_a_module() {
    let texts = |body: &str| -> Texts {
        let lib = format!("fn f() {{ {body} }}\nmod one;\ninclude!(\"made.in\");\n");
        [
            (FILES[0], lib.as_str()),
            (FILES[1], ""),
            (FILES[2], ""),
            (FILES[3], "fn g() { local!(1); }\n"),
            (FILES[9], "macro_rules! local { ($e:expr) => { $e }; }\n"),
        ]
        .map(|(path, text)| (path, text.to_owned()))
        .into()
    };
    let mut live = warmed(&texts(""));
    for body in ["let a_variable_with_a_long_name = 1;", ""] {
        let changes = Changes::Files([FILES[0].into()].into());
        refreshed(&mut live, &texts(body), changes).expect("warm is cold");
    }
}

#[test]
fn macros_that_cost_too_much_after_an_edit_are_left_out_everywhere() {
    let limits = Limits { body_macros: 1_000, ..Limits::default() };
    let options = AnalysisOptions { limits, ..options() };
    let texts = |calls: usize| -> Texts {
        let lib = "#[macro_use] mod one;\npub struct Part;\npub fn make() -> Part { Part }\nfn g() { m!(); }\n";
        let one =
            format!("macro_rules! m {{ () => {{ crate::make() }} }}\nfn f() {{ {} }}\n", "let _ = m!();".repeat(calls));
        [(FILES[0], lib), (FILES[1], ""), (FILES[2], "fn main() {}\n"), (FILES[3], one.as_str())]
            .map(|(path, text)| (path, text.to_owned()))
            .into()
    };
    let mut live = warmed_by(&options, &texts(1));
    let steps = [
        (2, Refreshed::Bodies, 0),
        (40, Refreshed::Everything, 1),
        (41, Refreshed::Everything, 1),
        (1, Refreshed::Everything, 0),
        (2, Refreshed::Bodies, 0),
    ];
    for (calls, expected, left_out) in steps {
        let changes = Changes::Files([FILES[3].into()].into());
        let refreshed = refreshed_by(&options, &mut live, &texts(calls), changes).expect("warm is cold");
        let analysis = live.analysis().expect("it was refreshed");
        let gaps = analysis.graph.gaps().iter().filter(|gap| gap.reason == GapReason::LimitReached).count();
        assert_eq!((refreshed, gaps.min(1)), (expected, left_out), "{calls} calls");
    }
}

#[test]
fn a_name_too_many_is_left_out_after_an_edit_as_well() {
    let options = AnalysisOptions { limits: Limits { same_names: 1, ..Limits::default() }, ..options() };
    let texts = |one: &str| -> Texts {
        let lib = "mod one;\npub struct Part;\n";
        [(FILES[0], lib), (FILES[1], ""), (FILES[2], "fn main() {}\n"), (FILES[3], one)]
            .map(|(path, text)| (path, text.to_owned()))
            .into()
    };
    let mut live = warmed_by(&options, &texts("fn f() {}\n"));
    for one in ["fn f() {}\nfn f() { f() }\n", "fn f() {}\n", "fn g() {}\nfn f() {}\nfn f() {}\n"] {
        let changes = Changes::Files([FILES[3].into()].into());
        refreshed_by(&options, &mut live, &texts(one), changes).expect("warm is cold");
    }
}

#[test]
fn what_was_cancelled_is_made_up_for() {
    let texts = |main: &str| -> Texts {
        [(FILES[0], String::new()), (FILES[1], String::new()), (FILES[2], main.to_owned())].into()
    };
    let mut live = warmed(&texts(""));
    let after = texts("mod inner { pub fn f() {} }\nfn main() { inner::f(); }\n");
    let cancellation = Cancellation::default();
    let cancel_when = |stage: Stage| {
        let cancellation = &cancellation;
        move |now: Stage| {
            if now == stage {
                cancellation.cancel();
            }
        }
    };
    let changes = || Changes::Files([FILES[2].into()].into());
    let outcome = live.refresh(&reader(&after), changes(), &cancellation, &cancel_when(Stage::Walking));
    assert!(matches!(outcome, Err(AnalysisError::Cancelled)));
    assert!(live.analysis().is_none());
    let outcome = live.refresh(&reader(&after), Changes::default(), &cancellation, &|_| ());
    assert!(matches!(outcome, Err(AnalysisError::Cancelled)));
    assert_eq!(refreshed(&mut live, &after, Changes::default()).expect("warm is cold"), Refreshed::Everything);
}

/// Limits that the texts reach, one of them or several at once.
fn limits() -> impl Strategy<Value = Limits> {
    let moved = prop_oneof![
        (0..2_000_u64).prop_map(|value| Limits { body_macros: value, ..Limits::default() }),
        (0..400_u64).prop_map(|value| Limits { item_macros: value, ..Limits::default() }),
        (0..5_u64).prop_map(|value| Limits { item_macro_calls: value, ..Limits::default() }),
        (0..60_u64).prop_map(|value| Limits { macro_call: value, ..Limits::default() }),
        (0..3_u64).prop_map(|value| Limits { macro_depth: value, ..Limits::default() }),
        (0..4_u64).prop_map(|value| Limits { modules: value, ..Limits::default() }),
        (0..3_u64).prop_map(|value| Limits { module_depth: value, ..Limits::default() }),
        (0..12_u64).prop_map(|value| Limits { nesting: value, ..Limits::default() }),
        (0..40_u64).prop_map(|value| Limits { glob_names: value, ..Limits::default() }),
        (0..4_u64).prop_map(|value| Limits { import_rounds: value, ..Limits::default() }),
        (0..3_u64).prop_map(|value| Limits { same_names: value, ..Limits::default() }),
        (0..3_u64).prop_map(|value| Limits { impls: value, ..Limits::default() }),
        (0..3_u64).prop_map(|value| Limits { fields: value, ..Limits::default() }),
        (0..5_u64).prop_map(|value| Limits { type_parts: value, ..Limits::default() }),
    ];
    prop_oneof![2 => Just(Limits::default()), 1 => moved]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn warm_is_cold(
        texts in initial(),
        edits in edits(),
        told in prop::collection::vec(prop_oneof![3 => Just(Told::Files), 1 => Just(Told::Nothing)], 5),
        limits in limits(),
    ) {
        hold(texts, &edits, &told, &AnalysisOptions { limits, ..options() })?;
    }

    #[test]
    fn kept_is_cold(
        texts in initial(),
        edits in edits(),
        limits in limits(),
    ) {
        hold_kept(texts, &edits, limits)?;
    }
}
