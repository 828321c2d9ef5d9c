//! Requests that are added to a team's file, and contracts that are taken out of whatever file they stand in.

use std::ops::Range;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value, value};

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
    Ok(with_line_ends_of(text, &document))
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
    without(text, &["contract", "grant", "request"], contracts, surface_entries)
}

/// A text without these entries of lists of tables, and without these entries of the surfaces in them.
pub(super) fn without(
    text: &str,
    lists: &[&str],
    gone: &[Range<usize>],
    surface_entries: &[Range<usize>],
) -> Result<String, EditError> {
    // Places are known in a document that cannot be changed; what they name is counted there, and taken out by number.
    let placed = toml_edit::Document::parse(text).map_err(|error| EditError { message: error.message().to_owned() })?;
    let mut document = parse(text)?;
    let path = holder(&placed);
    for &list in lists {
        let Some(item) = descend(placed.as_table(), path).and_then(|table| table.get(list)) else { continue };
        let entries = entries(item);
        let is_named = |entry: &Entry<'_>| gone.iter().any(|place| entry.holds(place));
        let gone: Vec<usize> = (0..entries.len()).filter(|&at| is_named(&entries[at])).collect();
        let idle: Vec<Vec<usize>> = entries.iter().map(|entry| idle_entries(entry.table, surface_entries)).collect();
        let Some(holder) = descend_mut(document.as_table_mut(), path) else { continue };
        let Some(edited) = holder.get_mut(list) else { continue };
        for (table, idle) in tables_mut(edited).into_iter().zip(&idle) {
            let Some(surface) = table.get_mut("surface").and_then(Item::as_array_mut) else { continue };
            idle.iter().rev().for_each(|&at| take_out(surface, at));
        }
        let is_empty = match edited {
            Item::ArrayOfTables(tables) => {
                gone.iter().rev().for_each(|&at| drop(tables.remove(at)));
                tables.is_empty()
            }
            Item::Value(Value::Array(values)) => {
                gone.iter().rev().for_each(|&at| take_out(values, at));
                values.is_empty()
            }
            _ => false,
        };
        if is_empty && !gone.is_empty() {
            holder.remove(list);
        }
    }
    Ok(with_line_ends_of(text, &document))
}

/// A text in which the entry of a list of tables that holds this place has a whole number under this key, where it had one.
pub(super) fn with_number(
    text: &str,
    list: &str,
    place: &Range<usize>,
    key: &str,
    number: u32,
) -> Result<String, EditError> {
    let placed = toml_edit::Document::parse(text).map_err(|error| EditError { message: error.message().to_owned() })?;
    let path = holder(&placed);
    let old = descend(placed.as_table(), path).and_then(|table| table.get(list)).and_then(|item| {
        let entry = entries(item).into_iter().find(|entry| entry.holds(place))?;
        entry.table.get(key)?.as_value()?.as_integer()?;
        entry.table.get(key)?.span()
    });
    let Some(old) = old else {
        return Err(EditError { message: format!("there is no `{key}` to change in this entry") });
    };
    let mut text = text.to_owned();
    text.replace_range(old, &number.to_string());
    Ok(text)
}

/// An edited text, whose lines end as those of the text before; toml_edit ends all of them alike.
pub(super) fn with_line_ends_of(text: &str, document: &DocumentMut) -> String {
    let edited = document.to_string();
    if text.contains("\r\n") { edited.replace("\r\n", "\n").replace('\n', "\r\n") } else { edited }
}

pub(super) fn parse(text: &str) -> Result<DocumentMut, EditError> {
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
pub(super) fn holder(document: &toml_edit::Document<&str>) -> &'static [&'static str] {
    const IN_MANIFEST: &[&str] = &["workspace", "metadata", "boundaries"];
    if descend(document.as_table(), IN_MANIFEST).is_some() { IN_MANIFEST } else { &[] }
}

fn descend<'t>(table: &'t Table, path: &[&str]) -> Option<&'t dyn TableLike> {
    path.iter().try_fold(table as &dyn TableLike, |table, key| table.get(key)?.as_table_like())
}

pub(super) fn descend_mut<'t>(table: &'t mut Table, path: &[&str]) -> Option<&'t mut dyn TableLike> {
    path.iter().try_fold(table as &mut dyn TableLike, |table, key| table.get_mut(key)?.as_table_like_mut())
}

/// A contract, written below a heading or between braces.
struct Entry<'t> {
    span: Option<Range<usize>>,
    table: &'t dyn TableLike,
}

impl Entry<'_> {
    /// Whether a place lies in its values, or in its heading.
    fn holds(&self, place: &Range<usize>) -> bool {
        let inside =
            |span: Option<Range<usize>>| span.is_some_and(|span| span.start <= place.start && place.end <= span.end);
        inside(self.span.clone()) || self.table.iter().any(|(_, item)| inside(item.span()))
    }
}

fn entries(list: &Item) -> Vec<Entry<'_>> {
    match list {
        Item::ArrayOfTables(tables) => tables.iter().map(|table| Entry { span: table.span(), table }).collect(),
        Item::Value(Value::Array(values)) => {
            let tables = values.iter().filter_map(Value::as_inline_table);
            tables.map(|table| Entry { span: table.span(), table }).collect()
        }
        _ => Vec::new(),
    }
}

fn tables_mut(list: &mut Item) -> Vec<&mut dyn TableLike> {
    match list {
        Item::ArrayOfTables(tables) => tables.iter_mut().map(|table| table as &mut dyn TableLike).collect(),
        Item::Value(Value::Array(values)) => {
            let tables = values.iter_mut().filter_map(Value::as_inline_table_mut);
            tables.map(|table| table as &mut dyn TableLike).collect()
        }
        _ => Vec::new(),
    }
}

fn idle_entries(table: &dyn TableLike, places: &[Range<usize>]) -> Vec<usize> {
    let surface = table.get("surface").and_then(Item::as_array);
    let entries = surface.into_iter().flat_map(Array::iter).enumerate();
    entries.filter(|(_, entry)| entry.span().is_some_and(|span| places.contains(&span))).map(|(at, _)| at).collect()
}

/// Takes a value out of an array, with the comments that are its own: those in lines above it, and behind it in its line.
/// toml_edit counts what stands behind a value's comma as the next one's.
fn take_out(array: &mut Array, at: usize) {
    let before = |array: &Array, at: usize| {
        let decor = array.get(at).map(Value::decor);
        decor.and_then(|decor| decor.prefix()?.as_str()).unwrap_or_default().to_owned()
    };
    let (own, is_last) = (before(array, at), at + 1 == array.len());
    let next = if is_last { array.trailing().as_str().unwrap_or_default().to_owned() } else { before(array, at + 1) };
    // What is behind the value before stays in that line.
    let joined = match (own.split_once('\n'), next.split_once('\n')) {
        (Some((behind, _)), Some((_, rest))) => format!("{}\n{rest}", behind.trim_end()),
        (None, Some((_, rest))) => format!("\n{rest}"),
        (Some((behind, above)), None) => {
            let indent = above.rsplit('\n').next().unwrap_or_default();
            format!("{}\n{}", behind.trim_end(), if is_last { "" } else { indent })
        }
        (None, None) if is_last => next,
        (None, None) => own,
    };
    array.remove(at);
    match array.get_mut(at) {
        Some(next) => next.decor_mut().set_prefix(joined),
        None => array.set_trailing(joined),
    }
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
        let windows = with_request(&text.replace('\n', "\r\n"), &long).expect("TOML");
        assert_eq!(windows.matches("\r\n").count(), windows.matches('\n').count());
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
    fn contracts_between_braces_are_taken_out_with_their_own_comments_only() {
        let text = "\
contract = [
  # one
  { consumer = \"a\", provider = \"b\", reason = \"r\" }, # behind one
  # two
  { consumer = \"a\", provider = \"c\", reason = \"r\" }, # behind two
  { consumer = \"a\", provider = \"d\", surface = [
    \"d::one\", # first
    \"d::two\", # second
    # third
    \"d::three\",
  ], reason = \"r\" }, # behind three
]
";
        let gone = [place(text, "\"c\"")];
        let idle = [place(text, "\"d::two\""), place(text, "\"d::three\"")];
        insta::assert_snapshot!(without_contracts(text, &gone, &idle).expect("TOML"), @r#"
        contract = [
          # one
          { consumer = "a", provider = "b", reason = "r" }, # behind one
          { consumer = "a", provider = "d", surface = [
            "d::one", # first
          ], reason = "r" }, # behind three
        ]
        "#);
        let all = [place(text, "\"b\""), place(text, "\"c\""), place(text, "\"d\"")];
        assert_eq!(without_contracts(text, &all, &[]).expect("TOML"), "");
        let inline = "contract = [{ consumer = \"a\", provider = \"b\" }, { consumer = \"a\", provider = \"c\" }]\n";
        let kept = |gone: &str| without_contracts(inline, &[place(inline, gone)], &[]).expect("TOML");
        assert_eq!(kept("\"b\""), "contract = [{ consumer = \"a\", provider = \"c\" }]\n");
        assert_eq!(kept("\"c\""), "contract = [{ consumer = \"a\", provider = \"b\" }]\n");
    }

    #[test]
    fn contracts_in_a_manifest_are_found() {
        let text = "[workspace]\nmembers = []\n\n[[workspace.metadata.boundaries.contract]]\nconsumer = \"a\"\nprovider = \"b\"\nreason = \"r\"\n";
        let without = without_contracts(text, &[place(text, "\"a\"")], &[]);
        assert_eq!(without.expect("TOML").trim(), "[workspace]\nmembers = []");
    }
}
