//! What can stand where in a file of the policy, by the same tables of keys that policies are checked with.

use crate::keys::{self, Key, Value};

/// The files of a policy, each with keys of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PolicyFileKind {
    /// `boundaries.toml`.
    Policy,
    /// A team's own file.
    Team,
    /// A file of the baseline.
    Baseline,
    /// A manifest: the policy below `[workspace.metadata.boundaries]`, a package's owner below
    /// `[package.metadata.boundaries]`.
    Manifest,
}

/// What can stand in a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// One of these keys.
    Keys(Vec<KeyHelp>),
    /// A key that is such a name.
    NamedKey(NameKind),
    /// A value that is such a name.
    Name(NameKind),
    /// One of these words, between quotes.
    Words(Vec<&'static str>),
    /// `true` or `false`.
    Bool,
    /// A day.
    Date,
    /// Whatever the author wants to say.
    Text,
}

/// A key, and what is said of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyHelp {
    /// The key.
    pub name: &'static str,
    /// What it says, as a sentence.
    pub doc: &'static str,
    /// Whether its table is nothing without it.
    pub required: bool,
    /// What follows it.
    pub value: ValueForm,
}

/// The form of a key's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueForm {
    /// One value.
    Single,
    /// A list of values.
    List,
    /// A table; below a heading, or between braces.
    Table,
    /// A list of tables, each below a heading with two brackets.
    Tables,
}

/// Kinds of names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameKind {
    /// A team.
    Team,
    /// A team, or `*` for every one.
    TeamOrAny,
    /// A module, or a pattern of paths.
    Territory,
    /// A module or item.
    Path,
    /// A team, crate, module, glob of modules, tag, or crate outside the workspace.
    Subject,
    /// How CODEOWNERS calls somebody.
    Handle,
    /// A rule.
    Rule,
    /// A tag.
    Tag,
}

/// What can stand at the end of a path of keys: below a table the keys of the table, behind a key its value. None where no
/// such path exists.
#[must_use]
pub fn wanted(file: PolicyFileKind, path: &[String]) -> Option<Wanted> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let (keys, path) = match (file, path.as_slice()) {
        (PolicyFileKind::Policy, path) => (keys::POLICY, path),
        (PolicyFileKind::Team, path) => (keys::TEAM_FILE, path),
        (PolicyFileKind::Baseline, path) => (keys::BASELINE, path),
        (PolicyFileKind::Manifest, ["workspace", "metadata", "boundaries", path @ ..]) => (keys::POLICY, path),
        (PolicyFileKind::Manifest, ["package", "metadata", "boundaries", path @ ..]) => (keys::PACKAGE_METADATA, path),
        (PolicyFileKind::Manifest, _) => return None,
    };
    in_table(keys, path, "")
}

/// What is said of the key at the end of a path.
#[must_use]
pub fn key_help(file: PolicyFileKind, path: &[String]) -> Option<KeyHelp> {
    let (last, table) = path.split_last()?;
    match wanted(file, table)? {
        Wanted::Keys(keys) => keys.into_iter().find(|key| key.name == last),
        _ => None,
    }
}

/// `within` is the key of the table.
fn in_table(keys: &'static [Key], path: &[&str], within: &str) -> Option<Wanted> {
    let Some((first, rest)) = path.split_first() else {
        return Some(Wanted::Keys(keys.iter().map(help).collect()));
    };
    let key = keys.iter().find(|key| key.name == *first)?;
    in_value(&key.value, rest, key.name, within)
}

fn in_value(value: &'static Value, path: &[&str], key: &str, within: &str) -> Option<Wanted> {
    match (value, path) {
        (Value::Table(keys), path) | (Value::Tables(keys), path) => in_table(keys, path, key),
        (Value::WordOrTable(_, keys), path @ [_, ..]) => in_table(keys, path, key),
        (Value::Named(_), []) => Some(Wanted::NamedKey(match key {
            "rules" => NameKind::Rule,
            "tags" => NameKind::Tag,
            _ => NameKind::Team,
        })),
        (Value::Named(of), [_, rest @ ..]) => in_value(of, rest, key, key),
        (_, [_, ..]) | (Value::Count | Value::Amount, []) => None,
        (Value::Text | Value::Texts | Value::Groups, []) => Some(name(key, within).map_or(Wanted::Text, Wanted::Name)),
        (Value::Bool, []) => Some(Wanted::Bool),
        (Value::Date, []) => Some(Wanted::Date),
        (Value::Word(words) | Value::Words(words) | Value::WordOrTable(words, _), []) => Some(Wanted::Words(words())),
    }
}

/// What kind of name the value of a key is, if it is one.
fn name(key: &str, within: &str) -> Option<NameKind> {
    Some(match (key, within) {
        ("tags", "tags") => NameKind::Subject,
        ("from" | "to", "forbid") | ("layers" | "subjects" | "within", _) => NameKind::Subject,
        ("consumer", _) => NameKind::TeamOrAny,
        ("provider" | "team", _) => NameKind::Team,
        ("owns", _) => NameKind::Territory,
        ("surface" | "from" | "to", _) => NameKind::Path,
        ("handles", _) => NameKind::Handle,
        ("rule", _) => NameKind::Rule,
        ("tags", _) => NameKind::Tag,
        _ => return None,
    })
}

fn help(key: &Key) -> KeyHelp {
    let value = match key.value {
        Value::Texts | Value::Words(_) | Value::Groups => ValueForm::List,
        Value::Table(_) | Value::Named(_) => ValueForm::Table,
        Value::Tables(_) => ValueForm::Tables,
        _ => ValueForm::Single,
    };
    KeyHelp { name: key.name, doc: key.doc, required: key.required, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(file: PolicyFileKind, path: &str) -> Option<Wanted> {
        let path: Vec<String> = path.split('.').filter(|key| !key.is_empty()).map(str::to_owned).collect();
        wanted(file, &path)
    }

    #[test]
    fn values_are_the_names_that_their_keys_ask_for() {
        use PolicyFileKind::{Baseline, Manifest, Policy, Team};
        let names = [
            (Policy, "teams.orders.owns", NameKind::Territory),
            (Policy, "teams.orders.surface", NameKind::Path),
            (Policy, "teams.orders.handles", NameKind::Handle),
            (Policy, "teams.orders.tags", NameKind::Tag),
            (Policy, "tags.core", NameKind::Subject),
            (Policy, "contract.consumer", NameKind::TeamOrAny),
            (Policy, "contract.provider", NameKind::Team),
            (Policy, "exception.from", NameKind::Path),
            (Policy, "forbid.from", NameKind::Subject),
            (Policy, "layers.layers", NameKind::Subject),
            (Policy, "independent.subjects", NameKind::Subject),
            (Team, "grant.consumer", NameKind::TeamOrAny),
            (Team, "request.provider", NameKind::Team),
            (Team, "owns", NameKind::Territory),
            (Baseline, "tolerated.rule", NameKind::Rule),
            (Manifest, "package.metadata.boundaries.team", NameKind::Team),
            (Manifest, "workspace.metadata.boundaries.contract.provider", NameKind::Team),
        ];
        for (file, path, kind) in names {
            assert_eq!(at(file, path), Some(Wanted::Name(kind)), "{path}");
        }
        assert_eq!(at(Policy, "rules"), Some(Wanted::NamedKey(NameKind::Rule)));
        assert_eq!(at(Policy, "rules.off-surface"), Some(Wanted::Words(vec!["allow", "warn", "deny"])));
        assert_eq!(at(Policy, "teams"), Some(Wanted::NamedKey(NameKind::Team)));
        assert_eq!(at(Policy, "contract.reason"), Some(Wanted::Text));
        assert_eq!(at(Policy, "contract.until"), Some(Wanted::Date));
        assert_eq!(at(Policy, "contract.may-reexport"), Some(Wanted::Bool));
        assert_eq!(at(Policy, "teams.a.enforcement.from"), Some(Wanted::Date));
        for nowhere in ["contract.reason.x", "nothing", "teams.a.b"] {
            assert_eq!(at(Policy, nowhere), None, "{nowhere}");
        }
        assert_eq!(at(Manifest, "package.name"), None);
    }

    #[test]
    fn keys_come_with_what_they_say() {
        let Some(Wanted::Keys(keys)) = at(PolicyFileKind::Policy, "contract") else { panic!("a table has keys") };
        let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
        assert_eq!(required, ["consumer", "provider", "reason"]);
        let path = ["contract".to_owned(), "kinds".to_owned()];
        let help = key_help(PolicyFileKind::Policy, &path).expect("a key");
        assert_eq!((help.name, help.value), ("kinds", ValueForm::List));
    }
}
