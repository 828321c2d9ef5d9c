//! Where a place leads, and who speaks of it.

use std::ops::Range;

use boundaries::camino::Utf8Path;
use boundaries::internal::Insight;
use boundaries::internal::graph::Span;
use gen_lsp_types::{Location, TextDocumentPositionParams};
use serde_json::{Value, json};

use super::{Asked, Server};

/// Where something leads, asked at a byte of a file.
type Leads = fn(&Insight, &Utf8Path, usize) -> Option<(Range<usize>, Vec<Span>)>;

pub(super) fn definition(server: &Server, at: &TextDocumentPositionParams, leads: Leads) -> Value {
    let found = || {
        let asked = Asked::new(server, &at.text_document.uri)?;
        let (origin, spans) = leads(asked.insight, &asked.path, asked.checked_byte(at.position)?)?;
        let origin = asked.range(origin)?;
        let places: Vec<Location> = spans.into_iter().filter_map(|span| asked.location(span)).collect();
        if !server.client.links {
            return Some(json!(places));
        }
        let link = |place: &Location| {
            json!({
                "originSelectionRange": origin,
                "targetUri": place.uri,
                "targetRange": place.range,
                "targetSelectionRange": place.range,
            })
        };
        Some(places.iter().map(link).collect())
    };
    found().unwrap_or(Value::Null)
}

pub(super) fn references(server: &Server, at: &TextDocumentPositionParams) -> Value {
    let found = || {
        let asked = Asked::new(server, &at.text_document.uri)?;
        let spans = asked.insight.references(&asked.path, asked.checked_byte(at.position)?);
        let places: Vec<Location> = spans.into_iter().filter_map(|span| asked.location(span)).collect();
        Some(json!(places))
    };
    found().unwrap_or(Value::Null)
}
