//! Rules for macros of other crates that are used so widely that what they take is known.
//!
//! The rules are ours: they make of a call what its names mean to the compiler, not what the real macro would write.

use std::sync::OnceLock;

use super::{Allowance, Attempt, ExpandError, MacroRules};

/// A macro whose code lies outside the workspace, by its name.
pub(crate) struct KnownRules {
    name: &'static str,
    body: &'static str,
    rules: OnceLock<Option<MacroRules>>,
}

impl KnownRules {
    const fn new(name: &'static str, body: &'static str) -> Self {
        Self { name, body, rules: OnceLock::new() }
    }

    /// The rules for macros of this name, if there are any.
    pub(crate) fn of(name: &str) -> Option<&'static Self> {
        KNOWN.iter().find(|known| known.name == name)
    }

    /// Every word of all rules.
    pub(crate) fn words() -> impl Iterator<Item = &'static str> {
        let is_no_letter = |c: char| !c.is_alphanumeric() && c != '_';
        KNOWN.iter().flat_map(move |known| known.body.split(is_no_letter)).filter(|word| !word.is_empty())
    }

    pub(crate) fn expand(&self, arguments: &str, allowance: Allowance) -> Attempt {
        let rules = self.rules.get_or_init(|| MacroRules::read(self.body, usize::MAX));
        match rules {
            Some(rules) => rules.expand(arguments, "crate", allowance),
            None => Attempt { outcome: Err(ExpandError::NoRule), work: 0 },
        }
    }
}

static KNOWN: [KnownRules; 11] = [
    KnownRules::new(
        "bitflags",
        "($(#[$outer:meta])* $vis:vis struct $name:ident : $bits:ty {
            $($(#[$inner:meta])* const $flag:tt = $value:expr;)*
        } $($rest:tt)*) => {
            $(#[$outer])* $vis struct $name($bits);
            bitflags! { impl $name: $bits { $($(#[$inner])* const $flag = $value;)* } $($rest)* }
        };
        ($(#[$outer:meta])* impl $name:ident : $bits:ty {
            $($(#[$inner:meta])* const $flag:tt = $value:expr;)*
        } $($rest:tt)*) => {
            impl $name {
                $($(#[$inner])* pub const $flag: Self = Self::from_bits_retain($value);)*
                pub const fn empty() -> Self { loop {} }
                pub const fn all() -> Self { loop {} }
                pub const fn bits(&self) -> $bits { loop {} }
                pub const fn from_bits(bits: $bits) -> Option<Self> { loop {} }
                pub const fn from_bits_truncate(bits: $bits) -> Self { loop {} }
                pub const fn from_bits_retain(bits: $bits) -> Self { loop {} }
                pub const fn from_bits_unchecked(bits: $bits) -> Self { loop {} }
                pub fn from_name(name: &str) -> Option<Self> { loop {} }
                pub const fn is_empty(&self) -> bool { loop {} }
                pub const fn is_all(&self) -> bool { loop {} }
                pub const fn intersects(&self, other: Self) -> bool { loop {} }
                pub const fn contains(&self, other: Self) -> bool { loop {} }
                pub fn insert(&mut self, other: Self) {}
                pub fn remove(&mut self, other: Self) {}
                pub fn toggle(&mut self, other: Self) {}
                pub fn set(&mut self, other: Self, value: bool) {}
                pub const fn intersection(self, other: Self) -> Self { loop {} }
                pub const fn union(self, other: Self) -> Self { loop {} }
                pub const fn difference(self, other: Self) -> Self { loop {} }
                pub const fn symmetric_difference(self, other: Self) -> Self { loop {} }
                pub const fn complement(self) -> Self { loop {} }
                pub fn iter(&self) -> impl Iterator<Item = Self> { loop {} }
            }
            bitflags! { $($rest)* }
        };
        () => {};",
    ),
    KnownRules::new(
        "cfg_if",
        "($(if #[cfg($when:meta)] { $($then:tt)* })else+ $(else { $($otherwise:tt)* })?) => {
            $(#[cfg($when)] boundaries_then! { $($then)* })*
            boundaries_otherwise! { [$($when),*] $($($otherwise)*)? }
        };",
    ),
    KnownRules::new("boundaries_then", "($($tokens:tt)*) => { $($tokens)* };"),
    KnownRules::new(
        "boundaries_otherwise",
        "([$($when:meta),*] $($tokens:tt)*) => { #[cfg(not(any($($when),*)))] boundaries_then! { $($tokens)* } };",
    ),
    KnownRules::new(
        "lazy_static",
        "($($(#[$outer:meta])* $vis:vis static ref $name:ident : $of:ty = $value:expr;)*) => {
            $($(#[$outer])* $vis static $name: ::std::sync::LazyLock<$of> = $value;)*
        };",
    ),
    KnownRules::new(
        "thread_local",
        "($($(#[$outer:meta])* $vis:vis static $name:ident : $of:ty = $value:expr);* $(;)?) => {
            $($(#[$outer])* $vis static $name: ::std::thread::LocalKey<$of> = $value;)*
        };",
    ),
    KnownRules::new(
        "proptest",
        "($(#![$config:meta])* $($(#[$outer:meta])* fn $name:ident($($value:pat in $strategy:expr),* $(,)?) $body:block)*) => {
            $($(#[$outer])* fn $name() { $($strategy;)* |$($value),*| $body; })*
        };
        ($(#![$config:meta])* $($(#[$outer:meta])* fn $name:ident($($value:ident : $of:ty),* $(,)?) $body:block)*) => {
            $($(#[$outer])* fn $name($($value: $of),*) $body)*
        };
        (|($($value:pat in $strategy:expr),* $(,)?)| $body:block) => { $($strategy;)* |$($value),*| $body };",
    ),
    KnownRules::new(
        "prop_oneof",
        "($($weight:expr => $strategy:expr),+ $(,)?) => { [$($strategy),+] };
        ($($strategy:expr),+ $(,)?) => { [$($strategy),+] };",
    ),
    KnownRules::new(
        "select",
        "() => {};
        (biased; $($rest:tt)*) => { select! { $($rest)* } };
        (else => $then:expr $(,)?) => { $then };
        (complete => $then:expr $(, $($rest:tt)*)?) => {{ $then; $(select! { $($rest)* })? }};
        (default => $then:expr $(, $($rest:tt)*)?) => {{ $then; $(select! { $($rest)* })? }};
        ($value:pat = $future:expr $(, if $condition:expr)? => $then:block $(,)? $($rest:tt)*) => {{
            $($condition;)?
            match $future.await { $value => $then }
            select! { $($rest)* }
        }};
        ($value:pat = $future:expr $(, if $condition:expr)? => $then:expr $(, $($rest:tt)*)?) => {{
            $($condition;)?
            match $future.await { $value => $then }
            $(select! { $($rest)* })?
        }};",
    ),
    KnownRules::new(
        "decl_derive",
        "([$name:ident $($helpers:tt)*] => $(#[$outer:meta])* $function:path) => {
            #[proc_macro_derive($name)]
            pub fn decl_derive(input: TokenStream) -> TokenStream { $function }
        };",
    ),
    KnownRules::new(
        "decl_attribute",
        "([$name:ident] => $(#[$outer:meta])* $function:path) => {
            #[proc_macro_attribute]
            pub fn $name(attribute: TokenStream, input: TokenStream) -> TokenStream { $function }
        };",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::syntax::{Grammar, read};

    #[test]
    fn all_rules_can_be_read() {
        for known in &KNOWN {
            assert!(MacroRules::read(known.body, usize::MAX).is_some(), "{}", known.name);
        }
    }

    #[track_caller]
    fn expands(name: &str, arguments: &str, grammar: Grammar) {
        let known = KnownRules::of(name).expect("known");
        let expansion = known
            .expand(arguments, Limits::default().into())
            .outcome
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        read(&expansion.text, 0, grammar, &Default::default())
            .unwrap_or_else(|error| panic!("{error:?} in {}", expansion.text));
    }

    #[test]
    fn usual_calls_expand_to_rust() {
        let flags = "#[derive(Clone)] pub(crate) struct F: u8 { const A = 1; #[cfg(x)] const B = Self::A.bits(); } struct G: u8 {}";
        expands("bitflags", flags, Grammar::Items);
        expands("bitflags", "impl F: u8 { const A = 1; const _ = !0; }", Grammar::Items);
        expands("cfg_if", "if #[cfg(a)] { mod b; } else if #[cfg(c)] { mod d; } else { mod e; }", Grammar::Items);
        expands("cfg_if", "if #[cfg(a)] { mod b; }", Grammar::Items);
        expands("lazy_static", "pub static ref A: B<C> = f(); static ref D: E = g();", Grammar::Items);
        expands("thread_local", "static A: Cell<u8> = const { Cell::new(1) }; pub static B: u8 = 1", Grammar::Items);
        expands("proptest", "#[test] fn f(x in any::<u8>(), (a, b) in g()) { h(x)?; }", Grammar::Items);
        expands("prop_oneof", "1 => a(), 2 => b(),", Grammar::Expressions);
        let arms = "biased; Some(x) = a.next(), if b => { c }\n _ = d => e(), else => f,";
        expands("select", arms, Grammar::Expressions);
        expands("select", "x = a => b, y = c() => { d } z = e => f", Grammar::Expressions);
        expands("decl_derive", "[Visit, attributes(visit)] => /// Doc.\n visit_derive", Grammar::Items);
    }
}
