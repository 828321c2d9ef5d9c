//! By what tolerated debt is known again in earlier texts of a file.
//!
//! Code is known by the names of what it uses. Of records, a comment is its line. An entry of a policy or baseline is a table under its heading, with the rule, the modules or the
//! teams that it names; what else it says may have changed since. A contract is debt from when it says `deprecated` or
//! `until`. Where two records of a text cannot be told from each other, nothing is known of either.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::SourceMap;
use boundaries_lint::ledger::{DebtItem, DebtKind};
use boundaries_policy::{Outline, SiteRole};

/// By what a record, or the code that it tolerates, is known again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// That so many lines of the text are this one.
    Line { line: String, times: usize },
    /// That the text has one of these names as a whole word.
    Names(Vec<String>),
    /// That one table says this, and has a key, if there is one.
    Table { table: Table, key: Option<&'static str> },
}

/// What a table is about: its heading, and the keys that tell it from others, with their values.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Table {
    path: Vec<String>,
    says: BTreeMap<String, BTreeSet<String>>,
}

/// The keys that tell a record from others.
const TELLING: [&str; 5] = ["rule", "from", "to", "consumer", "provider"];

impl Mark {
    /// By what an item's record is known; none if it is not told apart from others today.
    pub(super) fn of(item: &DebtItem, sources: &SourceMap) -> Option<Self> {
        let text = sources.file(item.record.file).text();
        let mark = match item.kind {
            DebtKind::Comment => {
                let lines: Vec<&str> = text.lines().take(item.record.line as usize).map(str::trim).collect();
                let line = lines.last()?;
                Self::Line { line: (*line).to_owned(), times: lines.iter().filter(|each| each == &line).count() }
            }
            DebtKind::Baseline | DebtKind::Exception => Self::table(text, item.record.start, None)?,
            DebtKind::DeprecatedContract => Self::table(text, item.record.start, Some("deprecated"))?,
            DebtKind::ExpiredContract => Self::table(text, item.record.start, Some("until"))?,
        };
        Some(mark)
    }

    fn table(text: &str, byte: u32, key: Option<&'static str>) -> Option<Self> {
        let outline = Outline::new(text);
        let number = outline.at(byte as usize)?.table;
        let tables = tables(&outline);
        let (table, _) = tables.get(&number)?;
        let is_told_apart = tables.values().filter(|(other, _)| other == table).count() == 1;
        (is_told_apart && !table.says.is_empty()).then(|| Self::Table { table: table.clone(), key })
    }
}

/// Which of the marks a text has, by their positions.
pub(super) fn held(marks: &[(usize, Mark)], text: &[u8]) -> BTreeSet<usize> {
    let named = |mark: &Mark| matches!(mark, Mark::Names(names) if names_one(text, names));
    let mut found: BTreeSet<usize> = marks.iter().filter(|(_, mark)| named(mark)).map(|(number, _)| *number).collect();
    let Ok(text) = std::str::from_utf8(text) else { return found };
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    let mut known: BTreeMap<Table, BTreeSet<String>> = BTreeMap::new();
    if marks.iter().any(|(_, mark)| matches!(mark, Mark::Line { .. })) {
        for line in text.lines() {
            *lines.entry(line.trim()).or_default() += 1;
        }
    }
    if marks.iter().any(|(_, mark)| matches!(mark, Mark::Table { .. })) {
        for (table, keys) in tables(&Outline::new(text)).into_values() {
            known.entry(table).or_default().extend(keys);
        }
    }
    let has = |mark: &Mark| match mark {
        Mark::Names(_) => false,
        Mark::Line { line, times } => lines.get(line.as_str()).is_some_and(|count| count >= times),
        Mark::Table { table, key } => known.get(table).is_some_and(|keys| key.is_none_or(|key| keys.contains(key))),
    };
    found.extend(marks.iter().filter(|(_, mark)| has(mark)).map(|(number, _)| *number));
    found
}

/// Whether a text has one of the names as a whole word.
fn names_one(text: &[u8], names: &[String]) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii();
    let words = text.split(|byte| !is_word(byte));
    words.into_iter().any(|word| names.iter().any(|name| name.as_bytes() == word))
}

/// The tables of a text, by number, each with all of its keys.
fn tables(outline: &Outline) -> BTreeMap<usize, (Table, BTreeSet<String>)> {
    let mut tables: BTreeMap<usize, (Table, BTreeSet<String>)> = BTreeMap::new();
    for site in outline.sites().iter().filter(|site| site.role != SiteRole::Heading) {
        let Some((key, path)) = site.path.split_last() else { continue };
        let new = || (Table { path: path.to_vec(), says: BTreeMap::new() }, BTreeSet::new());
        let (table, keys) = tables.entry(site.table).or_insert_with(new);
        // A key with dots leads into a table of its own, which is none of these.
        if table.path != path {
            continue;
        }
        keys.insert(key.clone());
        if TELLING.contains(&key.as_str()) && site.role != SiteRole::Key {
            table.says.entry(key.clone()).or_default().insert(site.text.clone());
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether another text has what stands at `|` of the first.
    fn again(marked: &str, key: Option<&'static str>, other: &str) -> bool {
        let byte = u32::try_from(marked.find('|').expect("a place is marked")).expect("it is short");
        let mark = Mark::table(&marked.replace('|', ""), byte, key);
        mark.is_some_and(|mark| held(&[(7, mark)], other.as_bytes()) == BTreeSet::from([7]))
    }

    #[test]
    fn a_record_is_known_by_what_it_is_about() {
        let entry = "[[tolerated]]\nrule = \"r\"\nfrom = |\"a\"\nto = \"b::I\"\ncount = 2\nreason = \"old\"\n";
        let held = "[[tolerated]]\ncount=1\nto='b::I'\nfrom = 'a'\nrule = 'r' # why\n";
        assert!(again(entry, None, held), "count, reason, order and blanks may differ");
        for other in [
            "[[tolerated]]\nrule = \"r\"\nfrom = \"a\"\nto = \"b::J\"\n",
            "[[tolerated]]\nrule = \"r\"\nfrom = \"a\"\n[[tolerated]]\nto = \"b::I\"\n",
            "[[exception]]\nrule = \"r\"\nfrom = \"a\"\nto = \"b::I\"\n",
            "",
            "[[[",
        ] {
            assert!(!again(entry, None, other), "{other}");
        }
    }

    #[test]
    fn a_contract_is_debt_from_when_it_is_to_end() {
        let now = "contract = [{ consumer = [|\"a\", \"c\"], provider = \"b\", deprecated = \"use c\" }]";
        assert!(again(
            now,
            Some("deprecated"),
            "[[contract]]\nprovider = \"b\"\nconsumer = [\n \"c\",\n \"a\",\n]\ndeprecated = \"no\"\n"
        ));
        assert!(!again(now, Some("deprecated"), "[[contract]]\nprovider = \"b\"\nconsumer = [\"a\", \"c\"]\n"));
        assert!(!again(
            now,
            Some("deprecated"),
            "[[contract]]\nprovider = \"b\"\nconsumer = [\"a\"]\ndeprecated = \"no\"\n"
        ));
    }

    #[test]
    fn what_is_not_told_apart_is_not_known() {
        let twice =
            "[[contract]]\nconsumer = |\"a\"\nprovider = \"b\"\n[[contract]]\nconsumer = \"a\"\nprovider = \"b\"\n";
        assert!(!again(twice, None, &twice.replace('|', "")));
    }

    #[test]
    fn the_second_of_two_equal_lines_needs_both() {
        let mark = |times| (times, Mark::Line { line: "// boundaries: allow(x)".to_owned(), times });
        let marks = [mark(1), mark(2)];
        assert_eq!(held(&marks, b"  // boundaries: allow(x)\nfn f() {}\n"), BTreeSet::from([1]));
        assert_eq!(held(&marks, b"// boundaries: allow(x)\n\t// boundaries: allow(x)\r\n"), BTreeSet::from([1, 2]));
        assert_eq!(held(&marks, b"// boundaries: allow(x) \xff\n"), BTreeSet::new());
    }
}
