//! What stands where in a policy file while it is typed: headings, keys and values with the keys that lead to them, however
//! broken the text is.
//!
//! The text is cut where a line begins like a heading, and each part is read for itself: what is left open in one part,
//! such as a list without its end, does not swallow the next.

mod part;
mod walk;

use std::ops::Range;

use toml_parser::parser::EventKind;

use part::parts;
use walk::{Walk, events};

/// What stands in a text.
#[derive(Clone, Default, Debug)]
pub struct Outline {
    sites: Vec<Site>,
}

/// A heading, key or value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    /// What it is.
    pub role: SiteRole,
    /// Where it stands, quotes and brackets included.
    pub range: Range<usize>,
    /// The keys from the top of the file to it, its own included; entries of lists have the path of the list.
    pub path: Vec<String>,
    /// What it says: the last key, or the value.
    pub text: String,
    /// The table it stands in, by a number that no other table has.
    pub table: usize,
}

/// What a site is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SiteRole {
    /// `[teams]`, or `[[contract]]`.
    Heading,
    /// A key.
    Key,
    /// A value in quotes.
    Text,
    /// Any other value.
    Word,
}

/// Where somebody types, and what can stand there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cursor {
    /// What kind of thing.
    pub slot: Slot,
    /// The keys that lead there: to the table of a key or heading, or to the value.
    pub path: Vec<String>,
    /// What is to be replaced: what is there of it already, without quotes.
    pub range: Range<usize>,
    /// The keys or the values that stand beside it, which need not be offered again.
    pub beside: Vec<String>,
}

/// What can stand in a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    /// A part of a heading; whether it is one of a list: `[[…]]`.
    Heading {
        /// Whether it has two brackets.
        is_list: bool,
    },
    /// A key, at the start of a line where a heading could stand as well.
    KeyOrHeading,
    /// A key between braces.
    Key,
    /// A value; whether quotes are there already.
    Value {
        /// Whether they are.
        in_quotes: bool,
    },
}

impl Outline {
    /// Reads a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut sites = Vec::new();
        let mut tables = 0;
        for part in parts(text) {
            let mut walk = Walk::new(text, &part, tables);
            sites.extend(walk.heading_site(&part));
            for event in events(text, &part) {
                sites.extend(walk.step(&event));
            }
            tables = walk.tables + 1;
        }
        Self { sites }
    }

    /// Everything, in order.
    #[must_use]
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// What stands at a byte.
    #[must_use]
    pub fn at(&self, byte: usize) -> Option<&Site> {
        self.sites.iter().find(|site| site.range.start <= byte && byte <= site.range.end)
    }

    /// What can stand at a byte; nothing in a comment, or behind a value.
    #[must_use]
    pub fn cursor(text: &str, byte: usize) -> Option<Cursor> {
        let mut tables = 0;
        let parts = parts(text);
        let at = parts.iter().rposition(|part| part.start <= byte)?;
        for part in &parts[..at] {
            let mut walk = Walk::new(text, part, tables);
            events(text, part).iter().for_each(|event| drop(walk.step(event)));
            tables = walk.tables + 1;
        }
        let part = &parts[at];
        if let Some(heading) = part.heading.as_ref().filter(|heading| byte <= heading.line.end) {
            return heading.cursor(text, byte);
        }
        let mut walk = Walk::new(text, part, tables);
        let mut beside: Vec<Site> = Vec::new();
        let all = events(text, part);
        let (before, after) = all.split_at(all.partition_point(|event| event.span().start() < byte));
        let Some((last, earlier)) = before.split_last() else { return walk.between(text, byte, &[]) };
        for event in earlier {
            beside.extend(walk.step(event));
        }
        let reaches = last.span().end() >= byte;
        let mut ahead = walk.clone();
        let step = ahead.step(last);
        let later = |mut walk: Walk<'_>| -> Vec<Site> { after.iter().filter_map(|event| walk.step(event)).collect() };
        match (last.kind(), step) {
            (EventKind::Comment, _) if reaches => None,
            (EventKind::SimpleKey, Some(site)) if reaches => {
                beside.extend(later(ahead));
                let path = site.path[..site.path.len() - 1].to_vec();
                let is_first = path.len() == walk.prefix().len();
                let slot = if walk.frames.is_empty() && is_first { Slot::KeyOrHeading } else { Slot::Key };
                let beside = keys_of(&beside, site.table, &path);
                Some(Cursor { slot, path, range: site.range, beside })
            }
            (EventKind::Scalar, Some(site)) if reaches => {
                let quotes = quotes(text, &site);
                let inner = site.range.start + quotes.0..site.range.end - quotes.1;
                if quotes.1 > 0 && byte > inner.end || byte < inner.start {
                    return None;
                }
                beside.extend(later(ahead));
                let beside = values_at(&beside, site.table, &site.path);
                Some(Cursor { slot: Slot::Value { in_quotes: quotes.0 > 0 }, path: site.path, range: inner, beside })
            }
            (_, site) => {
                beside.extend(site);
                let found = ahead.between(text, byte, &beside)?;
                beside.extend(later(ahead.clone()));
                ahead.between(text, byte, &beside).or(Some(found))
            }
        }
    }
}

fn keys_of(sites: &[Site], table: usize, path: &[String]) -> Vec<String> {
    let inside = |site: &&Site| site.role == SiteRole::Key && site.table == table && site.path.starts_with(path);
    sites.iter().filter(inside).filter_map(|site| site.path.get(path.len()).cloned()).collect()
}

fn values_at(sites: &[Site], table: usize, path: &[String]) -> Vec<String> {
    let inside = |site: &&Site| site.role == SiteRole::Text && site.table == table && site.path == path;
    sites.iter().filter(inside).map(|site| site.text.clone()).collect()
}

/// How many bytes of a value are quotes, in front and behind; none behind where the string is still open.
fn quotes(text: &str, site: &Site) -> (usize, usize) {
    if site.role != SiteRole::Text {
        return (0, 0);
    }
    let written = &text[site.range.clone()];
    let quote = &written[..1.min(written.len())];
    let long = quote.repeat(3);
    let len = if written.starts_with(&long) { 3 } else { 1 };
    let is_closed = written.len() >= 2 * len && written.ends_with(&quote.repeat(len));
    (len, if is_closed { len } else { 0 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What can stand at `|`.
    fn at(marked: &str) -> String {
        let byte = marked.find('|').expect("a place is marked");
        let text = marked.replace('|', "");
        match Outline::cursor(&text, byte) {
            Some(Cursor { slot, path, range, beside }) => {
                format!("{slot:?} {} {:?} beside {beside:?}", path.join("."), &text[range])
            }
            None => "nothing".to_owned(),
        }
    }

    #[test]
    fn every_place_knows_what_can_stand_there() {
        let cases = [
            "|",
            "enf|",
            "[te|",
            "[teams.|]\n",
            "[[con|]]",
            "[teams]\nor|ders = {}",
            "[teams]\norders = { ow| }",
            "[teams]\norders = { owns = [\"a\"], | }\nbilling = {}",
            "[teams]\norders = { owns = [\"a\", \"|\"] }",
            "[teams]\norders = { kind = pla| }",
            "[teams.orders]\nowns = [\n  \"a\",\n  \"b|\n]\nkind = \"platform\"",
            "[[contract]]\nconsumer = |\nprovider = \"b\"",
            "[[contract]]\nconsumer = \"or|\nprovider = \"b\"",
            "[[contract]]\nconsumer = \"a\"\n|\nprovider = \"b\"",
            "[[contract]]\nconsumer = [\"a\", |\nprovider = \"b\"",
            "[[contract]]\nconsumer = [\"a\"\nprovider = \"b|\"",
            "[[contract]]\nconsumer = \"a\" |",
            "[[contract]]\nconsumer = \"a\"|",
            "# say|",
            "teams.orders.ki|",
            "contract = [{ consumer = \"a\", pro| }]",
            "[rules]\nunused-|",
            "[rules]\nunused-suppression = \"|\"",
        ];
        let told: Vec<String> = cases.iter().map(|case| format!("{case:?}\n    {}", at(case))).collect();
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn sites_have_the_keys_that_lead_to_them() {
        let text = "[teams]\norders = { owns = [\"a\", 'b'] }\n[[contract]]\nconsumer = \"orders\"\nreason = \"say \\\"so\\\"\"\n";
        let sites: Vec<String> = Outline::new(text)
            .sites()
            .iter()
            .map(|site| format!("{:?} {} {:?} in {}", site.role, site.path.join("."), site.text, site.table))
            .collect();
        insta::assert_snapshot!(sites.join("\n"));
    }

    proptest! {
        #[test]
        fn no_text_is_a_surprise(text in "([\\[\\]{}\"'=,.#a\u{f6} \n]|\"\"\"|a = |\\[\\[a\\]\\]\n){0,14}") {
            let outline = Outline::new(&text);
            for site in outline.sites() {
                prop_assert!(text.get(site.range.clone()).is_some());
            }
            for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
                if let Some(cursor) = Outline::cursor(&text, byte) {
                    prop_assert!(cursor.range.start <= byte && byte <= cursor.range.end);
                    prop_assert!(text.get(cursor.range).is_some());
                }
            }
        }
    }
}
