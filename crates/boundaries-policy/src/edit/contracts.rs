//! Requests that are added to a team's file, and contracts that are taken out of whatever file they stand in.

use std::ops::Range;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, value};

/// A request to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// The team that is asked.
    pub provider: String,
    /// What is to be opened; empty for whatever the provider opens by itself.
    pub surface: Vec<String>,
    /// For which kinds of code, where those of every contract are not enough.
    pub kinds: Vec<String>,
    /// Why.
    pub reason: String,
}

/// A text that cannot be edited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditError {
    /// Why not.
    pub message: String,
}

impl std::fmt::Display for EditError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EditError {}

/// A team's file with a request at its end.
///
/// # Errors
/// If the text is no TOML, or `request` is no list of tables.
pub fn with_request(text: &str, request: &Request) -> Result<String, EditError> {
    let mut document = parse(text)?;
    let requests = document.entry("request").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(requests) = requests.as_array_of_tables_mut() else {
        return Err(EditError { message: "`request` is not a list of tables: write `[[request]]`".to_owned() });
    };
    let mut table = Table::new();
    table.insert("provider", value(&request.provider));
    for (key, entries) in [("surface", &request.surface), ("kinds", &request.kinds)] {
        if !entries.is_empty() {
            table.insert(key, value(list(entries)));
        }
    }
    table.insert("reason", value(&request.reason));
    table.decor_mut().set_prefix(if text.trim().is_empty() { "" } else { "\n" });
    requests.push(table);
    Ok(document.to_string())
}

/// A text without these contracts, each given by a place inside of it, and without these entries of surfaces.
///
/// # Errors
/// If the text is no TOML.
pub fn without_contracts(
    text: &str,
    contracts: &[Range<usize>],
    surface_entries: &[Range<usize>],
) -> Result<String, EditError> {
    // Places are known in a document that cannot be changed; what they name is counted there, and taken out by number.
    let placed = toml_edit::Document::parse(text).map_err(|error| EditError { message: error.message().to_owned() })?;
    let mut document = parse(text)?;
    let path = holder(&placed);
    for list in ["contract", "grant", "request"] {
        let Some(tables) = descend(placed.as_table(), path).and_then(|table| table.get(list)) else { continue };
        let Some(tables) = tables.as_array_of_tables() else { continue };
        let is_named = |table: &Table| contracts.iter().any(|place| holds(table, place));
        let gone: Vec<bool> = tables.iter().map(is_named).collect();
        let idle: Vec<Vec<usize>> = tables.iter().map(|table| idle_entries(table, surface_entries)).collect();
        let Some(edited) = descend_mut(document.as_table_mut(), path).and_then(|table| table.get_mut(list)) else {
            continue;
        };
        let Some(edited) = edited.as_array_of_tables_mut() else { continue };
        for (table, idle) in edited.iter_mut().zip(&idle) {
            let Some(surface) = table.get_mut("surface").and_then(Item::as_array_mut) else { continue };
            for &at in idle.iter().rev() {
                surface.remove(at);
            }
            if let Some(first) = surface.get_mut(0).filter(|_| idle.contains(&0)) {
                first.decor_mut().set_prefix("");
            }
        }
        let mut number = 0..;
        edited.retain(|_| !number.next().is_some_and(|at| gone.get(at).copied().unwrap_or(false)));
        if edited.is_empty()
            && let Some(table) = descend_mut(document.as_table_mut(), path)
        {
            table.remove(list);
        }
    }
    Ok(document.to_string())
}

fn parse(text: &str) -> Result<DocumentMut, EditError> {
    text.parse().map_err(|error: toml_edit::TomlError| EditError { message: error.message().to_owned() })
}

fn list(entries: &[String]) -> Array {
    let mut array: Array = entries.iter().map(String::as_str).collect();
    // Long lists are read, and merged, more easily line by line.
    if entries.len() > 2 {
        for entry in array.iter_mut() {
            entry.decor_mut().set_prefix("\n    ");
        }
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    array
}

/// The tables that lead to a policy: none in a file of its own, those of the metadata in a manifest.
fn holder(document: &toml_edit::Document<&str>) -> &'static [&'static str] {
    const IN_MANIFEST: &[&str] = &["workspace", "metadata", "boundaries"];
    if descend(document.as_table(), IN_MANIFEST).is_some() { IN_MANIFEST } else { &[] }
}

fn descend<'t>(table: &'t Table, path: &[&str]) -> Option<&'t dyn TableLike> {
    path.iter().try_fold(table as &dyn TableLike, |table, key| table.get(key)?.as_table_like())
}

fn descend_mut<'t>(table: &'t mut Table, path: &[&str]) -> Option<&'t mut dyn TableLike> {
    path.iter().try_fold(table as &mut dyn TableLike, |table, key| table.get_mut(key)?.as_table_like_mut())
}

/// Whether a place lies in the values of a table, or in its heading.
fn holds(table: &Table, place: &Range<usize>) -> bool {
    let inside =
        |span: Option<Range<usize>>| span.is_some_and(|span| span.start <= place.start && place.end <= span.end);
    inside(table.span()) || table.iter().any(|(_, item)| inside(item.span()))
}

fn idle_entries(table: &Table, places: &[Range<usize>]) -> Vec<usize> {
    let surface = table.get("surface").and_then(Item::as_array);
    let entries = surface.into_iter().flat_map(Array::iter).enumerate();
    entries.filter(|(_, entry)| entry.span().is_some_and(|span| places.contains(&span))).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, what: &str) -> Range<usize> {
        let start = text.find(what).expect("it is there");
        start..start + what.len()
    }

    #[test]
    fn a_request_is_added_and_the_rest_stays() {
        let request = Request {
            provider: "billing".to_owned(),
            surface: vec!["billing::api::charge".to_owned()],
            kinds: Vec::new(),
            reason: "why".to_owned(),
        };
        let text = "# ours\nowns = [\"orders\"]   # all of it\n";
        insta::assert_snapshot!(with_request(text, &request).expect("TOML"), @r#"
        # ours
        owns = ["orders"]   # all of it

        [[request]]
        provider = "billing"
        surface = ["billing::api::charge"]
        reason = "why"
        "#);
        let long = Request { surface: ["a", "b", "c"].map(str::to_owned).to_vec(), ..request };
        insta::assert_snapshot!(with_request("", &long).expect("TOML"), @r#"
        [[request]]
        provider = "billing"
        surface = [
            "a",
            "b",
            "c",
        ]
        reason = "why"
        "#);
        assert!(with_request("request = 1\n", &long).is_err());
        assert!(with_request("= 1\n", &long).is_err());
    }

    #[test]
    fn contracts_and_entries_are_taken_out_and_the_rest_stays() {
        let text = "[teams]\na = {}\n\n# first\n[[contract]]\nconsumer = \"a\" # x\nprovider = \"b\"\nreason = \"r\"\n\n\
                    # second\n[[contract]]\nconsumer = \"a\"\nprovider = \"c\"\nsurface = [\"c::one\", \"c::two\", \"c::three\"]\nreason = \"r\"\n";
        let consumer = place(text, "\"a\" # x");
        let consumer = Range { end: consumer.start + 3, ..consumer };
        let without = without_contracts(text, &[consumer], &[]);
        insta::assert_snapshot!(without.expect("TOML"), @r#"
        [teams]
        a = {}

        # second
        [[contract]]
        consumer = "a"
        provider = "c"
        surface = ["c::one", "c::two", "c::three"]
        reason = "r"
        "#);
        let narrowed = without_contracts(text, &[], &[place(text, "\"c::one\""), place(text, "\"c::three\"")]);
        assert!(narrowed.expect("TOML").contains("surface = [\"c::two\"]"));
    }

    #[test]
    fn contracts_in_a_manifest_are_found() {
        let text = "[workspace]\nmembers = []\n\n[[workspace.metadata.boundaries.contract]]\nconsumer = \"a\"\nprovider = \"b\"\nreason = \"r\"\n";
        let without = without_contracts(text, &[place(text, "\"a\"")], &[]);
        assert_eq!(without.expect("TOML").trim(), "[workspace]\nmembers = []");
    }
}
