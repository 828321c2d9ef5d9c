//! The text of a file of the baseline: sorted, one block of lines for each entry, no line numbers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

/// What every file of the baseline begins with.
const HEADER: &str = "\
# Debt that is tolerated, and nothing else: each entry is a coupling that no contract permits, with the number of its places.
# `cargo boundaries baseline prune` takes out what is paid back; only `baseline update --accept` adds anything.
";

/// An entry to write.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct BaselineEntry {
    /// The consuming module.
    pub from: String,
    /// The item that is used.
    pub to: String,
    /// The rule that reports it.
    pub rule: String,
    /// How many places are tolerated.
    pub count: u32,
    /// Why it was accepted.
    pub reason: String,
    /// The day on which it was accepted.
    pub since: Option<Date>,
}

/// The name of the file for findings of these consuming teams. Whatever could mean something to a file system is written
/// as `%` and its bytes in hexadecimal; `@workspace.toml` is for findings that concern no team.
#[must_use]
pub fn baseline_file_name(teams: &[&str]) -> String {
    if teams.is_empty() {
        return "@workspace.toml".to_owned();
    }
    let mut teams = teams.to_vec();
    teams.sort_unstable();
    let mut name = String::new();
    for (number, team) in teams.iter().enumerate() {
        if number > 0 {
            name.push('+');
        }
        for byte in team.bytes() {
            let is_plain = byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
            if is_plain {
                name.push(char::from(byte));
            } else {
                let _ = write!(name, "%{byte:02x}");
            }
        }
    }
    name.push_str(".toml");
    name
}

/// The text of a file that holds these entries; none if there is none to hold. Comments that stand in `old` above an entry
/// that stays are kept.
#[must_use]
pub fn baseline_text(old: Option<&str>, entries: &[BaselineEntry]) -> Option<String> {
    if entries.is_empty() {
        return None;
    }
    let mut known: BTreeMap<(String, String, String), Table> = BTreeMap::new();
    let parsed = old.and_then(|text| text.replace(HEADER, "").parse::<DocumentMut>().ok());
    let tables = parsed.as_ref().and_then(|document| document.get("tolerated")?.as_array_of_tables());
    for table in tables.into_iter().flatten() {
        let text = |key: &str| table.get(key).and_then(Item::as_str).unwrap_or_default().to_owned();
        known.insert((text("from"), text("to"), text("rule")), table.clone());
    }
    let mut sorted = entries.to_vec();
    sorted.sort_unstable();
    let mut tables = ArrayOfTables::new();
    for entry in &sorted {
        let key = (entry.from.clone(), entry.to.clone(), entry.rule.clone());
        let mut table = known.remove(&key).unwrap_or_default();
        set(&mut table, "rule", entry.rule.as_str().into());
        set(&mut table, "from", entry.from.as_str().into());
        set(&mut table, "to", entry.to.as_str().into());
        set(&mut table, "count", i64::from(entry.count).into());
        set(&mut table, "reason", entry.reason.as_str().into());
        if let Some(since) = entry.since {
            set(&mut table, "since", since.to_string().into());
        }
        table.set_position(None);
        let above = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().trim().to_owned();
        table.decor_mut().set_prefix(if above.is_empty() { "\n".to_owned() } else { format!("\n{above}\n") });
        tables.push(table);
    }
    let mut document = DocumentMut::new();
    document.insert("tolerated", Item::ArrayOfTables(tables));
    Some(format!("{HEADER}{document}"))
}

/// Sets a value that is not the same already, so that what stands around an unchanged one stays.
fn set(table: &mut Table, key: &str, new: toml_edit::Value) {
    let old = table.get(key).and_then(Item::as_value);
    let same = old.is_some_and(|old| match (old.as_str(), new.as_str()) {
        (Some(old), Some(new)) => old == new,
        (None, None) => old.as_integer().is_some() && old.as_integer() == new.as_integer(),
        _ => false,
    });
    if !same {
        table.insert(key, value(new));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(from: &str, to: &str, count: u32) -> BaselineEntry {
        BaselineEntry {
            from: from.to_owned(),
            to: to.to_owned(),
            rule: "undeclared-coupling".to_owned(),
            count,
            reason: "was \"there\"".to_owned(),
            since: Some(jiff::civil::date(2026, 11, 21)),
        }
    }

    #[test]
    fn entries_are_sorted_and_comments_stay() {
        let first = baseline_text(None, &[entry("b", "x::Y", 2), entry("a", "x::Y", 1)]).expect("entries");
        insta::assert_snapshot!(first, @r#"
        # Debt that is tolerated, and nothing else: each entry is a coupling that no contract permits, with the number of its places.
        # `cargo boundaries baseline prune` takes out what is paid back; only `baseline update --accept` adds anything.

        [[tolerated]]
        rule = "undeclared-coupling"
        from = "a"
        to = "x::Y"
        count = 1
        reason = 'was "there"'
        since = "2026-11-21"

        [[tolerated]]
        rule = "undeclared-coupling"
        from = "b"
        to = "x::Y"
        count = 2
        reason = 'was "there"'
        since = "2026-11-21"
        "#);
        let noted = first.replace(
            "[[tolerated]]\nrule = \"undeclared-coupling\"\nfrom = \"b\"",
            "# ask Eve's team\n[[tolerated]]\nrule = \"undeclared-coupling\"\nfrom = \"b\"",
        );
        let second = baseline_text(Some(&noted), &[entry("b", "x::Y", 1), entry("aa", "x::Y", 1)]).expect("entries");
        insta::assert_snapshot!(second.replace(HEADER, ""), @r#"
        [[tolerated]]
        rule = "undeclared-coupling"
        from = "aa"
        to = "x::Y"
        count = 1
        reason = 'was "there"'
        since = "2026-11-21"

        # ask Eve's team
        [[tolerated]]
        rule = "undeclared-coupling"
        from = "b"
        to = "x::Y"
        count = 1
        reason = 'was "there"'
        since = "2026-11-21"
        "#);
        assert_eq!(baseline_text(Some(&second), &[entry("b", "x::Y", 1), entry("aa", "x::Y", 1)]), Some(second));
        assert_eq!(baseline_text(Some(&noted), &[]), None);
    }

    #[test]
    fn names_of_files_are_harmless_and_differ() {
        assert_eq!(baseline_file_name(&["orders"]), "orders.toml");
        assert_eq!(baseline_file_name(&["b", "a"]), "a+b.toml");
        assert_eq!(baseline_file_name(&["../Etc"]), "%2e%2e%2f%45tc.toml");
        assert_eq!(baseline_file_name(&[]), "@workspace.toml");
    }
}
