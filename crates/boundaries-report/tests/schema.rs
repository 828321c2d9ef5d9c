//! The published schema of the `json` format is the one that the code describes.
#![cfg(feature = "schema")]

#[test]
fn the_published_schema_is_current() {
    let published = include_str!("../schema/report.schema.json");
    let current = boundaries_report::json_schema();
    assert!(
        published == current,
        "schema/report.schema.json of boundaries-report differs from the wire types; it has to be\n{current}"
    );
}
