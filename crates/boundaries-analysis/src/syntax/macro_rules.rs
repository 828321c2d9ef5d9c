//! `macro_rules!` macros: their rules are read, matched against a call, and transcribed, as the Rust Reference's chapter
//! "Macros By Example" says.
//!
//! An [`Expansion`] is text again, together with the piece of the macro's body or of the call's arguments that each part
//! of it was copied from; it is parsed as any other text. Fragments are copied as they were written, so that a name keeps
//! the place it stands at. `$crate` becomes a name that no source can contain, see [`dollar_crate`].

mod known;
mod matching;
mod rules;
mod transcription;

pub(crate) use known::KnownRules;
pub(crate) use rules::MacroRules;

use boundaries_graph::Limit;

use self::matching::Matched;
use super::{nesting, plain};
use crate::limits::{Limits, count};

/// What a call may ask for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    /// How deeply its arguments may nest.
    pub(crate) nesting: usize,
    /// How long the text may be that it turns into.
    pub(crate) len: usize,
}

/// What a macro call turned into.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Expansion {
    pub(crate) text: String,
    /// In the order of the text.
    pub(crate) pieces: Vec<Piece>,
}

/// A part of an expansion that was copied from somewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Piece {
    /// Where it starts in the expansion.
    pub(crate) at: u32,
    pub(crate) side: Side,
    /// The byte in the macro's body or in the call's arguments that it was copied from.
    pub(crate) from: u32,
    pub(crate) len: u32,
}

/// What a piece of an expansion was copied from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    Body,
    Arguments,
}

/// Why a call was not expanded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ExpandError {
    /// No rule matches the arguments, or they are not tokens.
    NoRule,
    /// The result would be too long, or the arguments nest too deeply.
    Beyond(Limit),
}

/// What came of an attempt to expand a call.
pub(crate) struct Attempt {
    pub(crate) outcome: Result<Expansion, ExpandError>,
    /// What was looked at on the way, roughly in bytes.
    pub(crate) work: usize,
}

/// How much of what a text may be long may be looked at to match a call.
const LOOKS: usize = 16;

impl From<Limits> for Allowance {
    fn from(limits: Limits) -> Self {
        Self { nesting: count(limits.nesting), len: count(limits.macro_call) }
    }
}

impl MacroRules {
    /// Expands a call. `arguments` is what stands between its delimiters, and `krate` the name that `$crate` becomes.
    pub(crate) fn expand(&self, arguments: &str, krate: &str, allowance: Allowance) -> Attempt {
        if nesting::depth(arguments) > allowance.nesting {
            return Attempt { outcome: Err(ExpandError::Beyond(Limit::Nesting)), work: 0 };
        }
        let arguments = plain::without_comments(arguments);
        let most = allowance.len.saturating_mul(LOOKS);
        let Matched { rule, work } = matching::first_match(self, &arguments, most);
        let texts = transcription::Texts { body: &self.body, arguments: &arguments, krate };
        let outcome = match rule {
            None if work > most => Err(ExpandError::Beyond(Limit::MacroCall)),
            None => Err(ExpandError::NoRule),
            Some((rule, bindings)) => transcription::transcribe(rule, &bindings, texts, allowance.len)
                .ok_or(ExpandError::Beyond(Limit::MacroCall)),
        };
        Attempt { outcome, work }
    }
}

/// The name that `$crate` becomes in expansions of the macros of a crate. The middle dot may stand in an identifier, and
/// nobody writes it.
pub(crate) fn dollar_crate(krate: u32) -> String {
    format!("crate\u{b7}{krate}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn expanded(rules: &str, arguments: &str) -> String {
        let rules_of = MacroRules::read(rules, usize::MAX).expect("the rules can be read");
        match rules_of.expand(arguments, "krate", Limits::default().into()).outcome {
            Ok(expansion) => {
                for piece in &expansion.pieces {
                    let (at, from, len) = (piece.at as usize, piece.from as usize, piece.len as usize);
                    let source = if piece.side == Side::Body { rules } else { arguments };
                    assert_eq!(expansion.text[at..at + len].len(), source[from..from + len].len());
                }
                expansion.text.split_whitespace().collect::<Vec<_>>().join(" ")
            }
            Err(error) => format!("{error:?}"),
        }
    }

    #[test]
    fn the_first_rule_that_matches_is_taken() {
        let rules = "(a) => { one }; ($x:ident) => { two($x) };";
        assert_eq!(expanded(rules, "a"), "one");
        assert_eq!(expanded(rules, "b"), "two( b )");
        assert_eq!(expanded(rules, "1"), "NoRule");
    }

    #[test]
    fn repetitions_nest_and_keep_their_separators() {
        let rules = "($($k:ident => [$($v:expr),*]);* $(;)?) => { $( $k($($v),*) );* };";
        assert_eq!(expanded(rules, "a => [1, 2]; b => []; c => [f(x)];"), "a ( 1 , 2 ) ; b ( ) ; c ( (f(x)) )");
    }

    #[test]
    fn every_kind_of_fragment_is_captured_whole() {
        let rules = "($v:vis $i:ident $l:lifetime $t:ty , $p:pat => $e:expr ; $b:block $m:meta $lit:literal $path:path ; $s:stmt ; $it:item $($rest:tt)*)
            => { $v | $i | $l | $t | $p | $e | $b | $m | $lit | $path | $s | $it | $($rest)* };";
        let call = "pub(crate) name 'a Vec<u8>, Some(x) | None => 1 + 2; { 3 } cfg(test) -4 a::b::<C>; let x = 1; fn f() {} => ..=";
        assert_eq!(
            expanded(rules, call),
            "pub(crate) | name | 'a | Vec<u8> | (Some(x) | None) | (1 + 2) | { 3 } | cfg(test) | -4 | a::b::<C> | let x = 1 | fn f() {} | => ..="
        );
    }

    #[test]
    fn items_end_where_they_end() {
        let items = [
            "#[a(b)] pub(crate) struct A<T>(T) where T: B;",
            "struct A;",
            "pub struct A<'a> { b: &'a B }",
            "enum A where T: B, { C = 1 }",
            "struct A([u8; 3], B<{ C }>);",
            "fn a(b: [u8; { 1 }]) -> A<{ B }, { C }> where D: E, { f() }",
            "pub async unsafe fn a() -> ! { b }",
            "pub const fn a() {}",
            "const A: B<{ 1 }> = B { c: 1 };",
            "pub(in a::b) static A: fn() -> B = { c };",
            "type A = B<{ C }>;",
            "use a::{b, c};",
            "pub mod a;",
            "mod a { use b; }",
            "unsafe impl<const N: usize> A for B<N> { fn c(); }",
            "pub unsafe trait A: B + C { type D; }",
            "trait A = B;",
            "impl A<{ 1 }> {}",
            "extern \"C\" { fn a(); }",
            "extern crate a;",
            "pub extern \"C\" fn a() {}",
            "macro_rules! a { () => {} }",
            "a::b! { c }",
        ];
        let expected: Vec<_> = items.iter().map(|item| format!("[ {item} ]")).collect();
        assert_eq!(expanded("($($i:item)*) => { $([$i])* };", &items.join(" ")), expected.join(" "));
    }

    #[test]
    fn the_macros_crate_has_a_name_of_its_own() {
        assert_eq!(expanded("() => { $crate::f() }", ""), "krate ::f()");
    }

    #[test]
    fn a_type_in_front_of_an_item_is_qualified() {
        assert_eq!(expanded("($t:ty) => { $t::new() }", "Vec<u8>"), "<Vec<u8>> ::new()");
        assert_eq!(expanded("($t:ty) => { $t::new() }", "Name"), "Name ::new()");
    }

    #[test]
    fn doc_comments_are_attributes() {
        let rules = "($(#[$m:meta])* $i:ident) => { $(#[$m])* struct $i; };";
        assert_eq!(expanded(rules, "/// Tells what it is.\n name"), "#[ doc=\"\" ] struct name ;");
    }

    #[test]
    fn a_macro_may_make_a_macro() {
        let rules = "($i:ident) => { macro_rules! $i { ($x:expr) => { $x } } }";
        assert_eq!(expanded(rules, "m"), "macro_rules! m { ( $x :expr) => { $x } }");
    }

    #[test]
    fn what_many_rules_ask_for_is_parsed_once() {
        let work_of = |rules: usize| {
            let rules: String = (0..rules).map(|at| format!("($a:expr, $b:ty, k{at}) => {{}};")).collect();
            let rules = MacroRules::read(&rules, usize::MAX).expect("the rules can be read");
            let attempt = rules.expand("f(1, [2, 3]) + 4 * 5, Vec<Vec<u8>>, other", "krate", Limits::default().into());
            assert_eq!(attempt.outcome, Err(ExpandError::NoRule));
            attempt.work
        };
        // A rule with its five parts, and the six and seven token trees of what is known already.
        assert_eq!(work_of(1_001) - work_of(1), 1_000 * (1 + 5 + 6 + 7));
        assert!(work_of(1) >= "f(1, [2, 3]) + 4 * 5Vec<Vec<u8>>".len());
    }

    #[test]
    fn what_is_known_of_a_place_is_of_what_stands_there() {
        // All tokens of the comment stand where it does.
        let rules = "($a:item $b:ident) => { first }; (#[$a:meta] $b:vis struct $c:ident;) => { $c };";
        assert_eq!(expanded(rules, "/// Tells what it is.\n pub struct A;"), "A");
        let rules = "($a:vis fn) => { 1 }; ($a:vis $b:ident) => { $a $b }; ($a:vis ($b:expr)) => { $a $b };";
        assert_eq!(expanded(rules, "pub(crate) a"), "pub(crate) a");
        assert_eq!(expanded(rules, "(1 + 2)"), "(1 + 2)");
        let rules = "($a:expr; x) => { 1 }; ($a:expr; $b:expr) => { $b $a };";
        assert_eq!(expanded(rules, "a == b; c += d"), "(c += d) (a == b)");
    }

    #[test]
    fn looking_is_bounded() {
        // Each rule asks for what the others do not.
        let rules: String = (0..300).map(|at| format!("({} $e:expr, none) => {{}};", "$t:tt".repeat(at))).collect();
        let rules = MacroRules::read(&rules, usize::MAX).expect("the rules can be read");
        let allowance = |len| Allowance { len, ..Limits::default().into() };
        let arguments = format!("1{}", "+1".repeat(1_000));
        assert_eq!(rules.expand(&arguments, "krate", allowance(1 << 20)).outcome, Err(ExpandError::NoRule));
        let attempt = rules.expand(&arguments, "krate", allowance(1 << 10));
        assert_eq!(attempt.outcome, Err(ExpandError::Beyond(Limit::MacroCall)));
        assert!(attempt.work < (1 << 14) + 4_000, "{}", attempt.work);
    }

    #[test]
    fn growth_is_bounded() {
        let rules = "($($x:tt)*) => { $($x $x $x $x)* };";
        assert_eq!(expanded(rules, &"abcdefgh ".repeat(50_000)), "Beyond(MacroCall)");
    }
}
