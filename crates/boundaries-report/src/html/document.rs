//! The page as a file: the frame, the style, the script and the data.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use super::model::Data;

mod hashes;

const FRAME: &str = include_str!("page.html");
/// The parts of the style, in the order in which they are read.
const STYLE: &[&str] = &[
    include_str!("style/colours.css"),
    include_str!("style/text.css"),
    include_str!("style/frame.css"),
    include_str!("style/cards.css"),
    include_str!("style/states.css"),
    include_str!("style/tables.css"),
    include_str!("style/lists.css"),
    include_str!("style/matrix.css"),
    include_str!("style/graph.css"),
    include_str!("style/findings.css"),
    include_str!("style/narrow.css"),
    include_str!("style/print.css"),
];
/// The parts of the script, in the order in which they are read.
const SCRIPT: &[&str] = &[
    include_str!("script/data.js"),
    include_str!("script/dom.js"),
    include_str!("script/words.js"),
    include_str!("script/links.js"),
    include_str!("script/table.js"),
    include_str!("script/grid.js"),
    include_str!("script/canvas.js"),
    include_str!("script/matrix.js"),
    include_str!("script/picture.js"),
    include_str!("script/overview.js"),
    include_str!("script/parts.js"),
    include_str!("script/team.js"),
    include_str!("script/code.js"),
    include_str!("script/uses.js"),
    include_str!("script/contracts.js"),
    include_str!("script/ledger.js"),
    include_str!("script/debt.js"),
    include_str!("script/metrics.js"),
    include_str!("script/findings.js"),
    include_str!("script/unmatched.js"),
    include_str!("script/search.js"),
    include_str!("script/main.js"),
    include_str!("script/print.js"),
];

pub(super) fn write(workspace: &str, data: &Data, out: &mut impl Write) -> io::Result<()> {
    let (style, script) = (style(), script());
    let mut json = Vec::new();
    data.serialize(&mut Serializer::with_formatter(&mut json, ForScript))?;
    let json = String::from_utf8(json).expect("JSON is UTF-8");
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hashes::STYLE,
        hashes::SCRIPT
    );
    let title = escaped(&super::shown(workspace));
    let mut rest = FRAME;
    // Each hole is filled once, in order, so that nothing that fills one can be taken for another.
    for (hole, text) in [
        ("{{policy}}", policy.as_str()),
        ("{{title}}", &title),
        ("{{style}}", &style),
        ("{{data}}", &json),
        ("{{script}}", &script),
    ] {
        let (before, after) = rest.split_once(hole).expect("the frame has every hole, in this order");
        out.write_all(before.as_bytes())?;
        out.write_all(text.as_bytes())?;
        rest = after;
    }
    out.write_all(rest.as_bytes())
}

fn style() -> String {
    STYLE.concat().replace('\r', "")
}

/// The whole script, in a scope of its own. A browser takes line breaks of Windows for plain ones before it hashes.
fn script() -> String {
    format!("\"use strict\";\n(() => {{\n{}}})();\n", SCRIPT.concat().replace('\r', ""))
}

/// A text that can stand between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// JSON that can stand in a script element: nothing in it ends the element or begins a comment.
struct ForScript;

impl Formatter for ForScript {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, char) in fragment.char_indices() {
            if matches!(char, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') {
                writer.write_all(&fragment.as_bytes()[plain..at])?;
                write!(writer, "\\u{:04x}", u32::from(char))?;
                plain = at + char.len_utf8();
            }
        }
        CompactFormatter.write_string_fragment(writer, &fragment[plain..])
    }
}

/// The style and the script of the page as they stand in it, for whoever computes their hashes.
#[cfg(feature = "schema")]
#[must_use]
pub fn html_assets() -> [String; 2] {
    [style(), script()]
}
