//! What is shown all the time, where it is switched on: owners of modules, and who uses what is on a surface.

use boundaries::internal::Lens;
use gen_lsp_types::{CodeLensParams, InlayHintParams, Range};
use serde_json::{Value, json};

use super::{Asked, Server};

pub(super) fn lenses(server: &Server, params: &CodeLensParams) -> Value {
    let found = || {
        let asked = Asked::new(server, &params.text_document.uri)?;
        let mut lenses = Vec::new();
        if server.settings.owner_lenses {
            lenses.extend(asked.insight.owner_lenses(&asked.path));
        }
        if server.settings.surface_lenses {
            lenses.extend(asked.insight.surface_lenses(&asked.path));
        }
        // A lens without a command that does something is a text.
        let lens =
            |(range, lens): (Range, Lens)| json!({ "range": range, "command": { "title": lens.text, "command": "" } });
        Some(asked.placed(lenses).map(lens).collect())
    };
    found().unwrap_or(Value::Null)
}

pub(super) fn hints(server: &Server, params: &InlayHintParams) -> Value {
    let found = || {
        let asked = Asked::new(server, &params.text_document.uri).filter(|_| server.settings.owner_hints)?;
        let is_wanted = |range: &Range| params.range.start <= range.end && range.end <= params.range.end;
        let hints = asked.placed(asked.insight.owner_hints(&asked.path));
        let hint = |(range, lens): (Range, Lens)| {
            let tooltip = lens.place.and_then(|place| {
                let file = asked.insight.project().sources().file(place.file).path();
                Some(format!("{file}:{}", asked.location(place)?.range.start.line + 1))
            });
            json!({ "position": range.end, "label": lens.text, "paddingLeft": true, "tooltip": tooltip.unwrap_or_default() })
        };
        Some(hints.filter(|(range, _)| is_wanted(range)).map(hint).collect())
    };
    found().unwrap_or(Value::Null)
}
