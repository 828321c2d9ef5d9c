//! Contracts and exceptions that are added to a policy, and entries of all kinds that are taken out of it.

use std::ops::Range;

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use super::contracts::{EditError, descend_mut, holder, parse, with_line_ends_of, with_number, without};

/// What stands for the day on which an exception ends until somebody says which one. It is no date, so that the policy is
/// not sound before.
const SOME_DAY: &str = "YYYY-MM-DD";

/// A policy with a contract at the end of those it has. The stanza is a `[[contract]]` as a text; its reason is left for
/// its author to say, and the policy is not sound before.
///
/// # Errors
/// If either text is no TOML, or `contract` is no list of tables.
pub fn with_contract(text: &str, stanza: &str) -> Result<String, EditError> {
    let mut stanza = parse(stanza)?;
    let tables = stanza.remove("contract").and_then(|contracts| contracts.into_array_of_tables().ok());
    let Some(mut contract) = tables.and_then(|tables| tables.into_iter().next()) else {
        return Err(EditError { message: "this is no contract".to_owned() });
    };
    contract.set_position(None);
    contract.insert("reason", value(""));
    with_entry(text, "contract", contract)
}

/// A policy with an exception at the end of those it has. Reason and day are left for its author to say.
///
/// # Errors
/// If the text is no TOML, or `exception` is no list of tables.
pub fn with_exception(text: &str, from: &str, to: &str) -> Result<String, EditError> {
    let mut table = Table::new();
    for (key, said) in [("from", from), ("to", to), ("reason", ""), ("until", SOME_DAY)] {
        table.insert(key, value(said));
    }
    with_entry(text, "exception", table)
}

/// A text without these exceptions, each given by a place inside of it.
///
/// # Errors
/// If the text is no TOML.
pub fn without_exceptions(text: &str, places: &[Range<usize>]) -> Result<String, EditError> {
    without(text, &["exception"], places, &[])
}

/// A file of the baseline without these entries, each given by a place inside of it.
///
/// # Errors
/// If the text is no TOML.
pub fn without_tolerated(text: &str, places: &[Range<usize>]) -> Result<String, EditError> {
    without(text, &["tolerated"], places, &[])
}

/// A file of the baseline whose entry at this place tolerates no more than `count` places.
///
/// # Errors
/// If the text is no TOML, or no entry with a count stands there.
pub fn with_count(text: &str, place: &Range<usize>, count: u32) -> Result<String, EditError> {
    with_number(text, "tolerated", place, "count", count)
}

fn with_entry(text: &str, list: &str, mut entry: Table) -> Result<String, EditError> {
    let placed = toml_edit::Document::parse(text).map_err(|error| EditError { message: error.message().to_owned() })?;
    let path = holder(&placed);
    let mut document: DocumentMut = parse(text)?;
    let is_first = text.trim().is_empty();
    let Some(around) = descend_mut(document.as_table_mut(), path) else {
        return Err(EditError { message: "there is no policy in this file".to_owned() });
    };
    let listed = around.entry(list).or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    match listed {
        Item::ArrayOfTables(tables) => {
            entry.decor_mut().set_prefix(if is_first { "" } else { "\n" });
            tables.push(entry);
        }
        Item::Value(Value::Array(values)) => push_inline(values, entry),
        _ => return Err(EditError { message: format!("`{list}` is not a list of tables: write `[[{list}]]`") }),
    }
    Ok(with_line_ends_of(text, &document))
}

/// Between braces, behind what is there, in a line of its own if the others are.
fn push_inline(values: &mut Array, entry: Table) {
    let entry: InlineTable = entry.into_inline_table();
    let before = values.iter().last().and_then(|last| last.decor().prefix()?.as_str()).unwrap_or_default();
    let indent = before.rsplit_once('\n').map(|(_, indent)| format!("\n{indent}"));
    let mut new = Value::InlineTable(entry);
    // toml_edit counts a comment behind the last comma as the list's own.
    let trailing = values.trailing().as_str().unwrap_or_default().to_owned();
    let prefix = match (&indent, trailing.split_once('\n')) {
        (Some(indent), Some((behind, rest))) => {
            values.set_trailing(format!("\n{rest}"));
            format!("{behind}{indent}")
        }
        (Some(indent), None) => indent.clone(),
        (None, _) => {
            if values.is_empty() {
                String::new()
            } else {
                " ".to_owned()
            }
        }
    };
    new.decor_mut().set_prefix(prefix);
    values.push_formatted(new);
}

#[cfg(test)]
mod tests {
    use super::*;

    const STANZA: &str = "[[contract]]\nconsumer = \"a\"\nprovider = \"b\"\nkinds = [\"build\"]\nreason = \"why\"";

    #[test]
    fn a_contract_stands_behind_the_others_and_waits_for_its_reason() {
        let text = "# ours\n[teams]\na = {}\n\n[[contract]] # first\nconsumer = \"x\"\n\n[rules]\nb = \"deny\"\n";
        insta::assert_snapshot!(with_contract(text, STANZA).expect("TOML"), @r#"
        # ours
        [teams]
        a = {}

        [[contract]] # first
        consumer = "x"

        [[contract]]
        consumer = "a"
        provider = "b"
        kinds = ["build"]
        reason = ""

        [rules]
        b = "deny"
        "#);
        let braces = "contract = [\n  { consumer = \"x\" }, # first\n]\r\n";
        insta::assert_snapshot!(with_contract(braces, STANZA).expect("TOML").replace("\r\n", "¶\n"), @r#"
        contract = [¶
          { consumer = "x" }, # first¶
          { consumer = "a", provider = "b", kinds = ["build"], reason = "" },¶
        ]¶
        "#);
        let manifest = "[workspace]\n\n[workspace.metadata.boundaries.teams]\na = {}\n";
        insta::assert_snapshot!(with_contract(manifest, STANZA).expect("TOML"), @r#"
        [workspace]

        [workspace.metadata.boundaries.teams]
        a = {}

        [[workspace.metadata.boundaries.contract]]
        consumer = "a"
        provider = "b"
        kinds = ["build"]
        reason = ""
        "#);
        assert!(with_contract("contract = 1", STANZA).is_err());
        assert!(with_contract("[teams", STANZA).is_err());
    }

    #[test]
    fn an_exception_waits_for_reason_and_day_and_goes_as_it_came() {
        let text = "[teams]\na = {}\n# end\n";
        let with = with_exception(text, "a::x", "b::Y").expect("TOML");
        insta::assert_snapshot!(with, @r#"
        [teams]
        a = {}

        [[exception]]
        from = "a::x"
        to = "b::Y"
        reason = ""
        until = "YYYY-MM-DD"
        # end
        "#);
        let at = with.find("\"a::x\"").expect("it is there");
        let place = at..at + 6;
        assert_eq!(without_exceptions(&with, std::slice::from_ref(&place)).expect("TOML"), text);
    }
    #[test]
    fn a_count_changes_alone() {
        let text =
            "# debt\r\n[[tolerated]]\r\nfrom = \"a\"\r\ncount = 3 # three\r\n\r\n[[tolerated]]\r\nfrom = \"b\"\r\n";
        let at = |what: &str| {
            let start = text.find(what).expect("it is there");
            start..start + what.len()
        };
        assert_eq!(with_count(text, &at("\"a\""), 2).expect("a count"), text.replace("count = 3", "count = 2"));
        assert!(with_count(text, &at("\"b\""), 2).is_err(), "there is no count");
        assert!(with_count(text, &at("# debt"), 2).is_err(), "there is no entry");
        let braces = "tolerated = [{ from = \"größe\", count = 12 }, { count = 4 }]";
        let place = braces.find("12").expect("it is there");
        assert_eq!(with_count(braces, &(place..place + 2), 1).expect("a count"), braces.replace("12", "1"));
        assert!(with_count("[[tolerated", &(0..1), 1).is_err());
    }
}
