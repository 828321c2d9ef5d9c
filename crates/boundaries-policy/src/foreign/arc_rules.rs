//! `arc-rules.toml` of cargo-arc, version 1: layers, forbidden dependencies, and where cycles are not permitted.

use std::ops::Range;

use boundaries_graph::DependencyKind;
use toml::de::{DeTable, DeValue};

use super::{Foreign, ForeignDemand, Remark, Sheet};

/// What every rule may say, and what is said about it when it is left out.
const PLAIN: [&str; 9] = ["name", "type", "severity", "allow", "layers", "direction", "from", "to", "scope"];

/// Reads an `arc-rules.toml`.
///
/// # Errors
/// If the text is no TOML, of another version, or a rule lacks what its type needs; all mistakes at once.
pub fn arc_rules(text: &str) -> Result<Foreign, Vec<Remark>> {
    Sheet::read(text, |sheet, root| {
        for (key, value) in root.iter() {
            match key.get_ref().as_ref() {
                "rules" => {}
                "config" => version(sheet, value.get_ref(), &key.span()),
                "diagnostics" => sheet.leave_out(&key.span(), "`diagnostics` are about how the other tool reports"),
                "dependency-patterns" => {
                    sheet.leave_out(
                        &key.span(),
                        "`dependency-patterns` name what `allow` permits: write contracts or `except`",
                    );
                }
                other => {
                    let told = format!("`{other}` is no part of an arc-rules.toml");
                    sheet.mistake(&key.span(), told);
                }
            }
        }
        let rules = sheet.tables(root, "rules");
        if rules.is_empty() && sheet.mistakes.is_empty() {
            sheet.mistake(&(0..0), "there are no `[[rules]]`");
        }
        for (table, at) in rules {
            rule(sheet, table, &at);
        }
    })
}

fn version(sheet: &mut Sheet<'_>, config: &DeValue<'_>, at: &Range<usize>) {
    let version = config.as_table().and_then(|table| table.get("version"));
    let number = version.and_then(|version| version.get_ref().as_integer()).map(ToString::to_string);
    if number.as_deref() != Some("1") {
        sheet.mistake(at, "`version` has to be 1: no other is known");
    }
}

fn rule(sheet: &mut Sheet<'_>, table: &DeTable<'_>, at: &Range<usize>) {
    let name = sheet.text(table, "name").unwrap_or_else(|| "a rule without a name".to_owned());
    let severity = sheet.text(table, "severity");
    if severity.as_deref() == Some("ignore") {
        return sheet.leave_out(at, format!("rule `{name}` is ignored there, too"));
    }
    for (key, value) in table.iter() {
        match key.get_ref().as_ref() {
            "exhaustive" if value.get_ref().as_bool() == Some(true) => {
                sheet.leave_out(
                    &key.span(),
                    format!("`exhaustive` of `{name}`: code outside of all layers is free in a policy"),
                );
            }
            "allow" => sheet.leave_out(
                &key.span(),
                format!(
                    "`allow` of `{name}`: what it permits is forbidden now, so leave it out of the rule or add `except`"
                ),
            ),
            "exhaustive" => {}
            known if PLAIN.contains(&known) => {}
            other => sheet.mistake(&key.span(), format!("`{other}` is no key of a rule")),
        }
    }
    let demand = match sheet.text(table, "type").as_deref() {
        Some("forbidden-dependency") => match (sheet.text(table, "from"), sheet.text(table, "to")) {
            (Some(from), Some(to)) => {
                let (from, to) = (vec![subject(&from)], vec![subject(&to)]);
                Some(ForeignDemand::Forbid { from, except: Vec::new(), to, may_be_absent: false })
            }
            _ => None,
        },
        Some("no-cycles") => sheet
            .text(table, "scope")
            .map(|scope| ForeignDemand::Acyclic(if scope == "**" { Vec::new() } else { vec![subject(&scope)] })),
        Some("layers") => layers(sheet, table, &name),
        Some(other) => {
            sheet.mistake(at, format!("`{other}` is no type of a rule"));
            return;
        }
        None => None,
    };
    let Some(demand) = demand else {
        return sheet.mistake(at, format!("rule `{name}` lacks what its type needs"));
    };
    let kinds = match demand {
        ForeignDemand::Acyclic(_) => None,
        _ => Some(vec![DependencyKind::Normal]),
    };
    sheet.rule(at, demand, kinds, name);
}

fn layers(sheet: &mut Sheet<'_>, table: &DeTable<'_>, name: &str) -> Option<ForeignDemand> {
    let array = table.get("layers")?.get_ref().as_array()?;
    let mut layers = Vec::new();
    for entry in array.iter() {
        let patterns: Vec<String> = match entry.get_ref() {
            DeValue::String(one) => vec![one.to_string()],
            DeValue::Array(list) => list.iter().filter_map(|one| one.get_ref().as_str().map(str::to_owned)).collect(),
            _ => Vec::new(),
        };
        if patterns == ["*"] {
            sheet.leave_out(&entry.span(), format!("the layer of all the rest in `{name}`: a policy names its layers"));
        } else if patterns.is_empty() {
            sheet.mistake(&entry.span(), "a layer has to be a text or a list of texts");
        } else {
            layers.push(patterns.iter().map(|pattern| subject(pattern)).collect());
        }
    }
    match sheet.text(table, "direction").as_deref() {
        Some("bottom-up") => layers.reverse(),
        Some("top-down") => {}
        _ => return None,
    }
    Some(ForeignDemand::Layers(layers))
}

/// A pattern as a subject of a constraint: names mean the same in both, and everything is `*`. A path starts with the name of a
/// crate here, which has no hyphens, and with that of a package there.
fn subject(pattern: &str) -> String {
    match pattern.split_once("::") {
        _ if pattern == "**" => "*".to_owned(),
        Some((package, below)) => format!("{}::{below}", package.replace('-', "_")),
        None => pattern.to_owned(),
    }
}
