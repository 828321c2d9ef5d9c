//! The `markdown` format: a page for the summary of a job or a comment, in the Markdown of code forges.
//!
//! A forge may refuse a page that is too long as a whole, so findings are left out from the end and counted. Whatever others
//! wrote is shown as text: it makes no link, no heading and no picture.

use std::io::{self, Write};

use boundaries_lint::{Finding, Party};
use percent_encoding::utf8_percent_encode;

use crate::inert::inert;
use crate::sarif::PATH;
use crate::summary::{self, count};
use crate::theme::TextOptions;
use crate::view::{Entry, Grade, View};

/// How a page of Markdown is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MarkdownOptions<'a> {
    /// Where the files of the repository are to be seen: an address to which a path can be appended.
    pub links: Option<&'a str>,
    /// The most bytes that the page may have.
    pub limit: usize,
}

/// How many bytes are kept free for the line that counts what was left out.
const RESERVE: usize = 200;
/// More teams than this make a table that nobody reads.
const MAX_ROWS: usize = 50;

/// Writes the report as Markdown, those findings first that fail.
///
/// # Errors
/// If `out` fails.
pub fn markdown(view: &View<'_>, options: MarkdownOptions<'_>, out: &mut impl Write) -> io::Result<()> {
    let report = view.report;
    let title = match report.summary.failing {
        0 => "## cargo boundaries: nothing fails\n\n".to_owned(),
        failing => format!(
            "## cargo boundaries: {}\n\n",
            if failing == 1 { "1 finding fails".to_owned() } else { format!("{failing} findings fail") }
        ),
    };
    let mut page = Page { text: title, limit: options.limit.saturating_sub(RESERVE) };
    page.push(&format!("{}\n", text(&summary::line(report, TextOptions::default()))));
    page.push(&table(view));

    let entries = view.worst_first();
    let mut shown = 0;
    let mut last = None;
    for entry in &entries {
        let pair = (&entry.finding.consumers, &entry.finding.providers);
        let heading =
            if last == Some(pair) { String::new() } else { format!("\n### {}\n\n", pair_title(pair.0, pair.1)) };
        last = Some(pair);
        if !page.push(&format!("{heading}{}", item(entry, view, options.links))) {
            break;
        }
        shown += 1;
    }
    out.write_all(page.text.as_bytes())?;
    if shown < entries.len() {
        writeln!(out, "\n{} more: the page would be too long.", count(entries.len() - shown, "finding"))?;
    }
    Ok(())
}

/// A text that does not grow beyond a limit.
struct Page {
    text: String,
    limit: usize,
}

impl Page {
    /// Appends a part, if it fits as a whole.
    fn push(&mut self, part: &str) -> bool {
        let fits = self.text.len() + part.len() <= self.limit;
        if fits {
            self.text.push_str(part);
        }
        fits
    }
}

/// Numbers for each pair of teams; nothing where one line says it all.
fn table(view: &View<'_>) -> String {
    let pairs = &view.report.summary.pairs;
    if pairs.len() < 2 || pairs.len() > MAX_ROWS {
        return String::new();
    }
    let mut table = "\n| | findings | fail | tolerated |\n|---|--:|--:|--:|\n".to_owned();
    for pair in pairs {
        let title = pair_title(&pair.consumers, &pair.providers);
        table.push_str(&format!("| {title} | {} | {} | {} |\n", pair.findings, pair.failing, pair.waived));
    }
    table
}

fn pair_title(consumers: &[Party], providers: &[Party]) -> String {
    let names = |parties: &[Party]| {
        let names: Vec<String> = parties.iter().map(|party| text(&inert(&party.name))).collect();
        names.join(" + ")
    };
    match (consumers.is_empty(), providers.is_empty()) {
        (true, true) => "policy and sources".to_owned(),
        (true, false) => format!("everyone → {}", names(providers)),
        (false, true) => names(consumers),
        (false, false) => format!("{} → {}", names(consumers), names(providers)),
    }
}

/// A finding as an entry of a list, with the way on to try first below it.
fn item(entry: &Entry<'_>, view: &View<'_>, links: Option<&str>) -> String {
    let Finding { rule, headline, help, places, .. } = entry.finding;
    let verdict = if entry.grade == Grade::Error { "**fails**" } else { "warning" };
    let mut item = format!("- {verdict} `{}`: {}\n", rule.name, text(&inert(headline)));
    let more = match places.len() {
        0 | 1 => String::new(),
        all => format!(" and {}", count(all - 1, "more place")),
    };
    item.push_str(&format!("  - {}{more}\n", place(entry.finding, view, links)));
    if let Some(help) = help.first() {
        item.push_str(&format!("  - {}\n", text(&inert(&help.text))));
    }
    item
}

fn place(finding: &Finding, view: &View<'_>, links: Option<&str>) -> String {
    let anchor = view.anchor(finding);
    let path = view.layout.in_repository(anchor.path);
    let line = anchor.extent.map(|extent| extent.start.line);
    let name = match line {
        Some(line) => format!("{path}:{line}"),
        None => path.clone(),
    };
    let Some(links) = links else { return text(&inert(&name)) };
    let fragment = line.map(|line| format!("#L{line}")).unwrap_or_default();
    format!("[{}](<{links}/{}{fragment}>)", text(&inert(&name)), utf8_percent_encode(&path, PATH))
}

/// Text as Markdown that shows it: what stands between backticks becomes code, everything else is escaped. Code between
/// backticks cannot hold a backtick, so nothing gets out of it.
pub(crate) fn text(plain: &str) -> String {
    let parts: Vec<&str> = plain.split('`').collect();
    let last = parts.len() - 1;
    let mut shown = String::with_capacity(plain.len() * 2);
    for (index, part) in parts.iter().enumerate() {
        let is_code = index % 2 == 1 && index < last && !part.trim().is_empty();
        if is_code {
            // A table reads its own escape even in code.
            shown.push_str(&format!("`{}`", part.replace('|', "\\|")));
        } else {
            if index % 2 == 1 {
                shown.push_str("\\`");
            }
            part.chars().for_each(|char| push_escaped(&mut shown, char));
            if index % 2 == 1 && index < last {
                shown.push_str("\\`");
            }
        }
    }
    shown
}

fn push_escaped(shown: &mut String, char: char) {
    // What is left as it is has no meaning inside a line.
    if char.is_ascii_punctuation() && !matches!(char, ',' | ';' | '\'' | '"' | '/' | '?' | '%' | '(' | ')') {
        shown.push('\\');
    }
    shown.push(char);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_make_code_and_nothing_else_makes_anything() {
        for (plain, shown) in [
            ("team `a` uses `b::c`", "team `a` uses `b::c`"),
            ("odd ` one", "odd \\` one"),
            ("`` and ` `", "\\`\\` and \\` \\`"),
            ("[x](http://y) <b> *z* # 1.", "\\[x\\](http\\://y) \\<b\\> \\*z\\* \\# 1\\."),
            ("`a|b` | c", "`a\\|b` \\| c"),
        ] {
            assert_eq!(text(plain), shown, "{plain}");
        }
    }
}
