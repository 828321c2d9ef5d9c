//! What attributes say: conditional compilation, module paths, derives, attribute macros.

mod conditional;

use super::*;
use conditional::{Condition, find_in};
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// Attributes of the language, the standard tools, and derive helpers so common that they are known by name.
const BUILT_IN: &[&str] = &[
    "allow",
    "automatically_derived",
    "bench",
    "cfg",
    "cfg_attr",
    "cold",
    "collapse_debuginfo",
    "coverage",
    "crate_name",
    "crate_type",
    "debugger_visualizer",
    "deny",
    "deprecated",
    "derive",
    "doc",
    "expect",
    "export_name",
    "feature",
    "forbid",
    "global_allocator",
    "ignore",
    "inline",
    "instruction_set",
    "link",
    "link_name",
    "link_ordinal",
    "link_section",
    "macro_export",
    "macro_use",
    "must_use",
    "naked",
    "no_builtins",
    "no_implicit_prelude",
    "no_link",
    "no_main",
    "no_mangle",
    "no_std",
    "non_exhaustive",
    "panic_handler",
    "path",
    "proc_macro",
    "proc_macro_attribute",
    "proc_macro_derive",
    "recursion_limit",
    "repr",
    "rustfmt",
    "should_panic",
    "target_feature",
    "test",
    "track_caller",
    "type_length_limit",
    "unsafe",
    "used",
    "warn",
    "windows_subsystem",
    "default",
    "clippy",
    "diagnostic",
    "serde",
];

/// What attributes mention.
#[derive(Default)]
struct Found {
    derives: Vec<PathIx>,
    macros: Vec<PathIx>,
    strings: Vec<PathIx>,
    args: Vec<ExprIx>,
}

impl Lowerer<'_> {
    /// How conditional compilation treats what these attributes guard; none where it is left out.
    pub(super) fn cfg(&self, attributes: &[Attribute]) -> Option<Cfg> {
        cfg_of(attributes, &self.facts.conditions)
    }

    pub(super) fn attrs(&mut self, attributes: &[Attribute]) -> Attrs {
        if attributes.iter().all(|attribute| attribute.path().is_ident("doc")) {
            return Attrs::default();
        }
        let mut found = Found::default();
        for attribute in attributes {
            find_in(&attribute.meta, &|_| true, &mut |meta| {
                self.meta(meta, &mut found);
                None::<()>
            });
        }
        Attrs {
            derives: self.facts.push_list(found.derives),
            macros: self.facts.push_list(found.macros),
            strings: self.facts.push_list(found.strings),
            args: self.facts.push_list(found.args),
        }
    }

    fn meta(&mut self, meta: &Meta, found: &mut Found) {
        let path = meta.path();
        if path.is_ident("derive") {
            let Meta::List(list) = meta else { return };
            if let Ok(paths) = list.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated) {
                found.derives.extend(paths.iter().map(|path| self.path(path)));
            }
        } else if path.is_ident("serde") {
            let Meta::List(list) = meta else { return };
            self.serde(list, &mut found.strings);
        } else if !BUILT_IN.iter().any(|name| path.segments[0].ident == name) {
            found.macros.push(self.path(path));
            if let Meta::List(list) = meta {
                found.args.extend(self.loose(list.tokens.clone()));
            }
        }
    }

    /// `#[serde(with = "module", default = "function")]` and its kin: the strings are paths.
    fn serde(&mut self, list: &syn::MetaList, strings: &mut Vec<PathIx>) {
        let Ok(metas) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else { return };
        for meta in &metas {
            let Meta::NameValue(pair) = meta else { continue };
            let Some(key) = pair.path.get_ident().map(ToString::to_string) else { continue };
            match key.as_str() {
                "with" | "remote" | "from" | "into" | "try_from" => {}
                "default" | "serialize_with" | "deserialize_with" | "skip_serializing_if" | "getter" => {}
                _ => continue,
            }
            let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { continue };
            let Ok(path) = syn::parse_str::<syn::Path>(&text.value()) else { continue };
            // The path's own spans lie in the literal's text; every name is placed at the literal.
            let segments: Vec<_> = path
                .segments
                .iter()
                .map(|segment| Segment { token: self.token_at(&segment.ident.to_string(), text.span()), args: None })
                .collect();
            let path = self.push_path(path.leading_colon.is_some(), None, &segments);
            strings.push(path);
        }
    }
}

/// Whether one of the attributes is `name`, or may add it.
pub(super) fn has(attributes: &[Attribute], name: &str) -> bool {
    let mut is_it = |meta: &Meta| meta.path().is_ident(name).then_some(());
    attributes.iter().any(|attribute| find_in(&attribute.meta, &|_| true, &mut is_it).is_some())
}

/// The first answer among the attributes that are in force; those that a `cfg_attr` adds are, unless its condition
/// certainly fails.
fn find_effective<T>(
    attributes: &[Attribute],
    conditions: &Conditions,
    mut answer: impl FnMut(&Meta) -> Option<T>,
) -> Option<T> {
    let known = |name: &str, value: Option<&str>| likely(conditions, name, value);
    let admits = |condition: &Condition| condition.value(&known) != Some(false);
    attributes.iter().find_map(|attribute| find_in(&attribute.meta, &admits, &mut answer))
}

/// The value of `#[path = "…"]`.
pub(super) fn path_of(attributes: &[Attribute], conditions: &Conditions) -> Option<String> {
    let path = |meta: &Meta| match meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    };
    find_effective(attributes, conditions, path)
}

/// What kind of procedural macro a function is, and the name of the derive.
pub(super) fn proc_macro_kind(
    attributes: &[Attribute],
    conditions: &Conditions,
) -> Option<(ProcMacroKind, Option<Ident>)> {
    let kind = |meta: &Meta| {
        let path = meta.path();
        if path.is_ident("proc_macro") {
            Some((ProcMacroKind::Function, None))
        } else if path.is_ident("proc_macro_attribute") {
            Some((ProcMacroKind::Attribute, None))
        } else if path.is_ident("proc_macro_derive") {
            let Meta::List(list) = meta else { return None };
            match list.tokens.clone().into_iter().next()? {
                proc_macro2::TokenTree::Ident(ident) => Some((ProcMacroKind::Derive, Some(ident))),
                _ => None,
            }
        } else {
            None
        }
    };
    find_effective(attributes, conditions, kind)
}

/// How conditional compilation treats what these attributes guard; none where it is left out.
fn cfg_of(attributes: &[Attribute], conditions: &Conditions) -> Option<Cfg> {
    let mut cfg = Cfg::default();
    for attribute in attributes {
        cfg.test |= find_effective(std::slice::from_ref(attribute), conditions, is_test).is_some();
        let Some(condition) = Condition::of_attribute(&attribute.meta) else { continue };
        let without_tests = |name: &str, value: Option<&str>| match name {
            "test" => Some(false),
            _ => conditions.decide(name, value),
        };
        cfg.unlikely |= condition.value(&|name, value| likely(conditions, name, value)) == Some(false);
        if condition.value(&|name, value| conditions.decide(name, value)) == Some(false) {
            return None;
        }
        cfg.test |= condition.value(&without_tests) == Some(false);
    }
    Some(cfg)
}

/// Whether an attribute makes a function a test: `#[test]`, `#[bench]`, or `#[tokio::test]` and its kin.
fn is_test(meta: &Meta) -> Option<()> {
    let path = meta.path();
    let is_one = path.is_ident("test")
        || path.is_ident("bench")
        || path.segments.len() > 1 && path.segments.last().is_some_and(|last| last.ident == "test");
    is_one.then_some(())
}

/// What is decided, else what the usual host has.
fn likely(conditions: &Conditions, name: &str, value: Option<&str>) -> Option<bool> {
    conditions.decide(name, value).or_else(|| usual_host(name, value))
}

/// Linux on x86-64 with every feature and no `--cfg`: used to choose among alternatives, never to leave code out.
fn usual_host(name: &str, value: Option<&str>) -> Option<bool> {
    Some(match (name, value) {
        ("unix" | "test" | "debug_assertions" | "overflow_checks" | "ub_checks" | "target_thread_local", None) => true,
        ("feature", Some(_)) => true,
        ("panic", Some(strategy)) => strategy == "unwind",
        ("target_os", Some(os)) => os == "linux",
        ("target_family", Some(family)) => family == "unix",
        ("target_arch", Some(arch)) => arch == "x86_64",
        ("target_env", Some(env)) => env == "gnu",
        ("target_endian", Some(endian)) => endian == "little",
        ("target_pointer_width", Some(width)) => width == "64",
        ("target_vendor", Some(vendor)) => vendor == "unknown",
        ("target_has_atomic", _) => true,
        ("target_feature", Some(feature)) => matches!(feature, "fxsr" | "sse" | "sse2"),
        // Versions of the compiler, and the like.
        ("accessible" | "version", _) => return None,
        // Windows, other hosts, and whatever somebody has to ask for.
        _ => false,
    })
}
