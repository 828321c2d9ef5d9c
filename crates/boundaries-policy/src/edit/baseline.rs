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

/// How many bytes of a file's name may stand for teams. File systems take 255, and some need a part of that for themselves.
const LONGEST_NAME: usize = 128;

/// An entry to write.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct BaselineEntry {
    /// The consuming module.
    pub from: String,
    /// The item that is used; empty where the finding is about `from` alone.
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
/// as `%` and its bytes in hexadecimal; `@workspace.toml` is for findings that concern no team. A name that would be too long
/// for a file system, as of many teams that own something together, is cut, and a number made of all of it follows.
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
    if name.len() > LONGEST_NAME {
        let number = fingerprint(&name);
        name.truncate(LONGEST_NAME - 17);
        let _ = write!(name, "~{number:016x}");
    }
    name.push_str(".toml");
    name
}

/// 64-bit FNV-1a, which is the same everywhere and always.
fn fingerprint(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The text of a file that holds these entries; none if there is none to hold. Comments that stand above an entry that stays
/// are kept, also if it stood in one of the `others` until now, as it does when a team is renamed; so is what stands at the
/// end of `old`, and how its lines end.
#[must_use]
pub fn baseline_text(old: Option<&str>, others: &[&str], entries: &[BaselineEntry]) -> Option<String> {
    if entries.is_empty() {
        return None;
    }
    let parse = |text: &str| text.replace("\r\n", "\n").replace(HEADER, "").parse::<DocumentMut>().ok();
    let own = old.and_then(parse);
    let mut known: BTreeMap<(String, String, String), Table> = BTreeMap::new();
    for document in others.iter().filter_map(|text| parse(text)).chain(own.clone()) {
        let tables = document.get("tolerated").and_then(Item::as_array_of_tables);
        for table in tables.into_iter().flatten() {
            let text = |key: &str| table.get(key).and_then(Item::as_str).unwrap_or_default().to_owned();
            known.insert((text("from"), text("to"), text("rule")), table.clone());
        }
    }
    let mut sorted = entries.to_vec();
    sorted.sort_unstable();
    let mut tables = ArrayOfTables::new();
    for entry in &sorted {
        let key = (entry.from.clone(), entry.to.clone(), entry.rule.clone());
        let mut table = known.remove(&key).unwrap_or_default();
        set(&mut table, "rule", entry.rule.as_str().into());
        set(&mut table, "from", entry.from.as_str().into());
        if !entry.to.is_empty() {
            set(&mut table, "to", entry.to.as_str().into());
        }
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
    let end = own.as_ref().and_then(|own| own.trailing().as_str()).unwrap_or_default().trim();
    if !end.is_empty() {
        document.set_trailing(format!("\n{end}\n"));
    }
    let text = format!("{HEADER}{document}");
    Some(if old.is_some_and(|old| old.contains("\r\n")) { text.replace('\n', "\r\n") } else { text })
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
        let first = baseline_text(None, &[], &[entry("b", "x::Y", 2), entry("a", "x::Y", 1)]).expect("entries");
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
        let second =
            baseline_text(Some(&noted), &[], &[entry("b", "x::Y", 1), entry("aa", "x::Y", 1)]).expect("entries");
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
        assert_eq!(baseline_text(Some(&second), &[], &[entry("b", "x::Y", 1), entry("aa", "x::Y", 1)]), Some(second));
        assert_eq!(baseline_text(Some(&noted), &[], &[]), None);
        let renamed = baseline_text(None, &[&noted], &[entry("b", "x::Y", 2)]).expect("an entry");
        assert!(renamed.contains("# ask Eve's team\n[[tolerated]]"), "{renamed}");
    }

    #[test]
    fn ends_of_lines_and_of_the_file_stay_as_they_are() {
        let entries = [entry("a", "x::Y", 1)];
        let fresh = baseline_text(None, &[], &entries).expect("an entry");
        let signed = format!("{fresh}\n# until here\n");
        assert_eq!(baseline_text(Some(&signed), &[], &entries), Some(signed));
        let windows = fresh.replace('\n', "\r\n");
        assert_eq!(baseline_text(Some(&windows), &[], &entries), Some(windows));
    }

    #[test]
    fn names_of_files_are_harmless_and_differ() {
        assert_eq!(baseline_file_name(&["orders"]), "orders.toml");
        assert_eq!(baseline_file_name(&["b", "a"]), "a+b.toml");
        assert_eq!(baseline_file_name(&["../Etc"]), "%2e%2e%2f%45tc.toml");
        assert_eq!(baseline_file_name(&[]), "@workspace.toml");
        let teams: Vec<String> = (0..60).map(|number| format!("team-{number}")).collect();
        let teams: Vec<&str> = teams.iter().map(String::as_str).collect();
        let (many, one_less) = (baseline_file_name(&teams), baseline_file_name(&teams[..59]));
        assert!(many.len() < 140 && many.starts_with("team-0+team-1+team-10+"), "{many}");
        assert_ne!(many, one_less);
    }
}
