//! Names of functions as compilers print them, and the paths under which the workspace may know them.
//!
//! Generics, hashes and numbers of crates are no part of a path. What stands inside of generics is not where the code is:
//! `core::ops::FnOnce::call_once<billing::charge>` lies in the standard library.

/// Types nested deeper than this are no help.
const DEPTH: usize = 16;

/// The paths that a symbol may stand for, each as its segments, of which the first is a crate.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Paths {
    /// By the function itself, or by the type it belongs to; empty for types without a name.
    pub(super) own: Vec<String>,
    /// By the trait that the type is used as.
    pub(super) of_trait: Option<Vec<String>>,
}

pub(super) fn paths(symbol: &str) -> Paths {
    let mut head = without_hash(symbol.trim());
    let mut rests = Vec::new();
    let mut of_trait = None;
    for depth in 0..DEPTH {
        let Some(inner) = head.strip_prefix('<') else { break };
        let Some(end) = closing(inner) else { return Paths::default() };
        let inside = &inner[..end];
        rests.push(inner[end + 1..].trim_start_matches("::"));
        head = match (split_top(inside, " as "), inside.strip_prefix("impl ")) {
            (Some((self_type, used_as)), _) => {
                of_trait = of_trait.or(Some(used_as)).filter(|_| depth == 0);
                self_type
            }
            (None, Some(inside)) => split_top(inside, " for ").map_or(inside, |(_, self_type)| self_type),
            (None, None) => inside,
        };
    }
    let with = |path: &str, rests: &[&str]| -> Vec<String> {
        let mut whole = segments(path);
        let mut part = path;
        for rest in rests {
            // What follows a closure lies in the function that has it.
            if whole.is_empty() || part.contains("{closure") {
                break;
            }
            whole.extend(segments(rest));
            part = rest;
        }
        whole
    };
    let inner_first: Vec<&str> = rests.iter().rev().copied().collect();
    Paths {
        own: with(head, &inner_first),
        of_trait: of_trait.map(|used_as| with(used_as, rests.get(..1).unwrap_or_default())),
    }
}

/// Whether a text can be the name of a function: no blanks but in brackets.
pub(super) fn is_symbol(text: &str) -> bool {
    let Some(plain) = without_brackets(text) else { return false };
    let first = text.chars().next();
    first.is_some_and(|letter| letter.is_alphabetic() || matches!(letter, '_' | '<'))
        && plain.chars().all(|letter| letter.is_alphanumeric() || "_:{}#.$@".contains(letter))
}

/// The names of a path up to the first that is none, such as `{{closure}}` or `<impl …>`.
fn segments(path: &str) -> Vec<String> {
    let path = path.trim_start_matches(['&', '*']).trim_start_matches("mut ").trim_start_matches("dyn ");
    let mut names = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let end = split_top(rest, "::").map_or(rest.len(), |(name, _)| name.len());
        let (segment, after) = rest.split_at(end);
        rest = after.strip_prefix("::").unwrap_or(after);
        let name = segment.split(['<', '[', '(']).next().unwrap_or(segment);
        match name {
            // A type of functions has no place.
            "fn" => return Vec::new(),
            // `f::<T>` has its generics as a segment of its own.
            "" if segment.starts_with('<') && !segment.starts_with("<impl ") => {}
            name if is_name(name) => names.push(name.to_owned()),
            _ => break,
        }
    }
    names
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        && !name.starts_with(|letter: char| letter.is_ascii_digit())
}

/// Without the hash that older compilers put behind each name.
fn without_hash(symbol: &str) -> &str {
    match symbol.rsplit_once("::h") {
        Some((name, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => name,
        _ => symbol,
    }
}

/// The parts before and after a text that stands outside of all brackets.
fn split_top<'t>(text: &'t str, by: &str) -> Option<(&'t str, &'t str)> {
    let mut depth = 0usize;
    let mut last = ' ';
    for (at, letter) in text.char_indices() {
        if depth == 0 && text[at..].starts_with(by) {
            return Some((&text[..at], &text[at + by.len()..]));
        }
        depth = after(depth, letter, last);
        last = letter;
    }
    None
}

/// Where the bracket closes that is open at the start.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    let mut last = ' ';
    for (at, letter) in text.char_indices() {
        depth = after(depth, letter, last);
        last = letter;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The text outside of all brackets; none if they are not paired.
fn without_brackets(text: &str) -> Option<String> {
    let (mut depth, mut last, mut plain) = (0usize, ' ', String::new());
    for letter in text.chars() {
        let next = after(depth, letter, last);
        if depth == 0 && next == 0 {
            if matches!(letter, '>' | ')' | ']') {
                return None;
            }
            plain.push(letter);
        }
        (depth, last) = (next, letter);
    }
    (depth == 0).then_some(plain)
}

/// How deep in brackets one is after a letter. The arrow of a function type closes nothing.
fn after(depth: usize, letter: char, last: char) -> usize {
    match letter {
        '<' | '(' | '[' => depth + 1,
        '>' if last == '-' => depth,
        '>' | ')' | ']' => depth.saturating_sub(1),
        _ => depth,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn symbols_stand_for_paths() {
        for (symbol, expected) in [
            ("billing::api::charge", "billing::api::charge"),
            ("billing::api::charge::h0123456789abcdef", "billing::api::charge"),
            ("billing::api::charge::{{closure}}::h0123456789abcdef", "billing::api::charge"),
            ("billing[5f0c]::api::charge::{closure#0}", "billing::api::charge"),
            ("billing::api::Invoice<T>::total", "billing::api::Invoice::total"),
            ("billing::api::charge::<u32>", "billing::api::charge"),
            ("billing::api::charge::<fn() -> u32, [u8; 4]>::{{closure}}", "billing::api::charge"),
            (
                "<billing::api::Invoice as core::fmt::Display>::fmt",
                "billing::api::Invoice::fmt core::fmt::Display::fmt",
            ),
            ("<billing::B<core::option::Option<T>> as orders::D<'_>>::f", "billing::B::f orders::D::f"),
            ("<billing::api::Invoice>::total", "billing::api::Invoice::total"),
            ("<impl orders::Show for billing::Invoice>::show", "billing::Invoice::show"),
            ("billing::api::<impl core::fmt::Display for other::X>::fmt", "billing::api"),
            ("billing::api::{impl#3}::fmt", "billing::api"),
            (
                "<billing::run::{{closure}} as core::ops::function::FnOnce<()>>::call_once",
                "billing::run core::ops::function::FnOnce::call_once",
            ),
            ("<&mut billing::Iter as core::iter::Iterator>::next", "billing::Iter::next core::iter::Iterator::next"),
            ("core::ops::function::FnOnce::call_once<billing::main>", "core::ops::function::FnOnce::call_once"),
            ("<fn() -> billing::X as core::ops::FnOnce<()>>::call_once", "core::ops::FnOnce::call_once"),
            ("<(A, B) as billing::Pair>::left", "billing::Pair::left"),
            ("<[T] as billing::Ext>::ext", "billing::Ext::ext"),
            (
                "<<billing[5f0c]::Lock>::print::Shown as core::fmt::Display>::fmt",
                "billing::Lock::print::Shown::fmt core::fmt::Display::fmt",
            ),
            ("main", "main"),
            ("<unknown>", "unknown"),
            ("<broken", ""),
        ] {
            let Paths { own, of_trait } = paths(symbol);
            let told = [own, of_trait.unwrap_or_default()].map(|path| path.join("::")).join(" ");
            assert_eq!(told.trim(), expected, "{symbol}");
        }
    }

    #[test]
    fn sentences_are_no_symbols() {
        for text in ["a::b", "<a::B as c::D>::f", "main", "f::{{closure}}", "<fn() -> T as X>::f", "a[1f]::b"] {
            assert!(is_symbol(text), "{text}");
        }
        for text in ["", "no money left", "a::b failed", "a>b", "12", "(x)", "a::b<", "a, b"] {
            assert!(!is_symbol(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_symbol_is_too_strange(symbol in "([a-z]|::|<|>|\\(|\\)|\\[|\\]| as | for |impl |->|\\{\\{closure\\}\\}|é){0,40}") {
            let Paths { own, of_trait } = paths(&symbol);
            let names = own.iter().chain(of_trait.iter().flatten());
            prop_assert!(names.into_iter().all(|name| is_symbol(name)));
        }
    }
}
