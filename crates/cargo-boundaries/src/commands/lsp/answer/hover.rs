//! Hovers: what is known of a place, as Markdown where the editor shows it, else as plain text.

use boundaries::internal::{Card, Fact};
use gen_lsp_types::TextDocumentPositionParams;
use serde_json::{Value, json};

use super::Asked;

/// Letters that mean something in Markdown, wherever they stand.
const MARKS: &str = "\\*_[]<>#|~&!";

pub(super) fn hover(server: &super::Server, at: &TextDocumentPositionParams) -> Value {
    let found = || {
        let asked = Asked::new(server, &at.text_document.uri)?;
        let card = asked.insight.card(&asked.path, asked.checked_byte(at.position)?)?;
        let range = asked.range(card.range.clone())?;
        let (kind, text) = if server.client.hovers_in_markdown {
            ("markdown", markdown(&asked, &card))
        } else {
            ("plaintext", plain(&asked, &card))
        };
        Some(json!({ "contents": { "kind": kind, "value": text }, "range": range }))
    };
    found().unwrap_or(Value::Null)
}

fn markdown(asked: &Asked<'_>, card: &Card) -> String {
    let mut text = format!("**{}**\n", escaped(&card.title));
    for fact in &card.facts {
        let label = if fact.label.is_empty() { String::new() } else { format!("{}: ", fact.label) };
        let place = place(asked, fact);
        let place = place.map(|(name, link)| format!(" — [{}]({link})", escaped(&name))).unwrap_or_default();
        text.push_str(&format!("\n- {label}{}{place}", escaped(&fact.text)));
    }
    text
}

fn plain(asked: &Asked<'_>, card: &Card) -> String {
    let mut lines = vec![card.title.clone()];
    lines.extend(card.facts.iter().map(|fact| {
        let label = if fact.label.is_empty() { String::new() } else { format!("{}: ", fact.label) };
        let place = place(asked, fact).map(|(name, _)| format!(" ({name})")).unwrap_or_default();
        format!("{label}{}{place}", fact.text)
    }));
    lines.join("\n")
}

/// The place of a fact: its name, and a link.
fn place(asked: &Asked<'_>, fact: &Fact) -> Option<(String, String)> {
    let span = fact.place.filter(|span| span.is_known())?;
    let location = asked.location(span)?;
    let line = location.range.start.line + 1;
    let file = asked.insight.project().sources().file(span.file).path();
    Some((format!("{file}:{line}"), format!("{}#L{line}", location.uri.0)))
}

/// Text that others wrote, as Markdown that says the same. What stands between backticks stays as it is.
fn escaped(text: &str) -> String {
    let has_pairs = text.matches('`').count().is_multiple_of(2);
    let mut is_code = false;
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '`' if has_pairs => is_code = !is_code,
            '`' => result.push('\\'),
            '\n' | '\r' => {
                result.push(' ');
                continue;
            }
            letter if !is_code && MARKS.contains(letter) => result.push('\\'),
            _ => {}
        }
        result.push(letter);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_others_wrote_gives_no_orders_to_markdown() {
        assert_eq!(escaped("[a](b) `x_y` <i>"), "\\[a\\](b) `x_y` \\<i\\>");
        assert_eq!(escaped("odd ` *\n# x"), "odd \\` \\* \\# x");
    }
}
