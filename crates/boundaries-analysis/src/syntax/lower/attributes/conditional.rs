//! Conditions, as `cfg` and `cfg_attr` take them, and the attributes that a `cfg_attr` stands for.
//!
//! Both nest, and are read from their tokens as they stand: a parser that is called for each level reads what is inside of
//! it each time.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Meta;

/// What a `cfg` asks for.
pub(super) enum Condition {
    /// `name` or `name = "value"`.
    Is(String, Option<String>),
    Not(Vec<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    /// Nobody knows.
    Other,
}

impl Condition {
    /// The only one between some brackets.
    pub(super) fn only(tokens: TokenStream) -> Option<Self> {
        let mut parts = parts(tokens).into_iter();
        let first = parts.next()?;
        parts.next().is_none().then(|| Self::of(&first))
    }

    /// What has to hold for what an attribute guards to be there: what a `cfg` asks for, or what those ask for that a
    /// `cfg_attr` adds, where it adds them.
    pub(super) fn of_attribute(meta: &Meta) -> Option<Self> {
        match meta {
            Meta::List(list) if list.path.is_ident("cfg") => Self::only(list.tokens.clone()),
            Meta::List(list) if list.path.is_ident("cfg_attr") => Self::added(list.tokens.clone()),
            _ => None,
        }
    }

    /// The same of what stands between the brackets of a `cfg_attr`.
    fn added(tokens: TokenStream) -> Option<Self> {
        let mut parts = parts(tokens).into_iter();
        let when = Self::of(&parts.next()?);
        let asked = parts.filter_map(|part| match part.as_slice() {
            [TokenTree::Ident(name), TokenTree::Group(group)] if name == "cfg" => Self::only(group.stream()),
            [TokenTree::Ident(name), TokenTree::Group(group)] if name == "cfg_attr" => Self::added(group.stream()),
            _ => None,
        });
        let asked: Vec<Self> = asked.collect();
        (!asked.is_empty()).then(|| Self::Any(vec![Self::Not(vec![when]), Self::All(asked)]))
    }

    fn of(tokens: &[TokenTree]) -> Self {
        match tokens {
            [TokenTree::Ident(name)] if name != "true" && name != "false" => Self::Is(name.to_string(), None),
            [TokenTree::Ident(name), TokenTree::Punct(equals), TokenTree::Literal(value)]
                if equals.as_char() == '=' =>
            {
                match syn::Lit::new(value.clone()) {
                    syn::Lit::Str(text) => Self::Is(name.to_string(), Some(text.value())),
                    _ => Self::Other,
                }
            }
            [TokenTree::Ident(name), TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
                let inner = || parts(group.stream()).iter().map(|part| Self::of(part)).collect();
                match name.to_string().as_str() {
                    "not" => Self::Not(inner()),
                    "all" => Self::All(inner()),
                    "any" => Self::Any(inner()),
                    _ => Self::Other,
                }
            }
            _ => Self::Other,
        }
    }

    /// Its value, if what `known` tells of its parts decides it.
    pub(super) fn value(&self, known: &dyn Fn(&str, Option<&str>) -> Option<bool>) -> Option<bool> {
        let decided = |parts: &[Self], by: bool| {
            let values: Vec<_> = parts.iter().map(|part| part.value(known)).collect();
            if values.contains(&Some(by)) {
                Some(by)
            } else {
                values.iter().all(|value| *value == Some(!by)).then_some(!by)
            }
        };
        match self {
            Self::Is(name, value) => known(name, value.as_deref()),
            Self::Not(parts) => parts.first()?.value(known).map(|value| !value),
            Self::All(parts) => decided(parts, false),
            Self::Any(parts) => decided(parts, true),
            Self::Other => None,
        }
    }
}

/// The first answer among the attributes that one stands for: itself, or those that a `cfg_attr` adds, if `admits` says so
/// of its condition.
pub(super) fn find_in<T>(
    meta: &Meta,
    admits: &dyn Fn(&Condition) -> bool,
    answer: &mut dyn FnMut(&Meta) -> Option<T>,
) -> Option<T> {
    match meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") => find_added(list.tokens.clone(), admits, answer),
        _ => answer(meta),
    }
}

fn find_added<T>(
    tokens: TokenStream,
    admits: &dyn Fn(&Condition) -> bool,
    answer: &mut dyn FnMut(&Meta) -> Option<T>,
) -> Option<T> {
    let mut parts = parts(tokens).into_iter();
    if !admits(&Condition::of(&parts.next()?)) {
        return None;
    }
    parts.find_map(|part| match part.as_slice() {
        [TokenTree::Ident(name), TokenTree::Group(group)] if name == "cfg_attr" => {
            find_added(group.stream(), admits, answer)
        }
        _ => answer(&syn::parse2(part.into_iter().collect()).ok()?),
    })
}

/// What stands between commas.
fn parts(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in tokens {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(comma), _) if comma.as_char() == ',' => parts.push(Vec::new()),
            (_, Some(last)) => last.push(token),
            (_, None) => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}
