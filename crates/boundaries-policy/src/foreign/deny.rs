//! `[bans]` of cargo-deny: crates that nobody may depend on but their wrappers. Source: the book of cargo-deny, "bans".

use std::ops::Range;

use boundaries_graph::DependencyKind;
use toml::de::{DeTable, DeValue};

use super::{Foreign, ForeignDemand, Member, Remark, Sheet, listed};

/// What an entry may say.
const KEYS: [&str; 7] = ["crate", "name", "version", "wrappers", "reason", "use-instead", "deny-multiple-versions"];

/// Reads the bans of a `deny.toml`.
///
/// # Errors
/// If the text is no TOML, or has no bans, or one of them has another form; all mistakes at once.
pub fn deny_wrappers(text: &str, members: &[Member]) -> Result<Foreign, Vec<Remark>> {
    Sheet::read(text, |sheet, root| {
        let Some(bans) = root.get("bans").and_then(|bans| bans.get_ref().as_table()) else {
            sheet.mistake(&(0..0), "there is no `[bans]`");
            return;
        };
        other_keys(sheet, bans);
        let Some(deny) = bans.get("deny") else { return };
        let Some(entries) = deny.get_ref().as_array() else {
            sheet.mistake(&deny.span(), "`deny` has to be a list");
            return;
        };
        for entry in entries.iter() {
            match entry.get_ref() {
                DeValue::String(spec) => ban(sheet, members, spec, None, &entry.span()),
                DeValue::Table(table) => {
                    let name = sheet.text(table, "crate").or_else(|| sheet.text(table, "name"));
                    match name {
                        Some(spec) => ban(sheet, members, &spec, Some(table), &entry.span()),
                        None => sheet.mistake(&entry.span(), "a ban needs a `crate`"),
                    }
                }
                _ => sheet.mistake(&entry.span(), "a ban has to be a text or a table"),
            }
        }
    })
}

/// What `[bans]` says beside `deny`: a list of all that may be there, which forbids the rest, and settings.
fn other_keys(sheet: &mut Sheet<'_>, bans: &DeTable<'_>) {
    let mut settings: Vec<(Range<usize>, String)> = Vec::new();
    for (key, value) in bans.iter().filter(|(key, _)| key.get_ref() != "deny") {
        match key.get_ref().as_ref() {
            "allow" if value.get_ref().as_array().is_some_and(|list| list.is_empty()) => {}
            "allow" => sheet.leave_out(
                &key.span(),
                "`allow` forbids every crate that it does not list: a constraint names what it forbids",
            ),
            other => settings.push((key.span(), other.to_owned())),
        }
    }
    settings.sort_by_key(|(at, _)| at.start);
    let names: Vec<String> = settings.iter().map(|(_, name)| name.clone()).collect();
    if let [(first, _), ..] = settings.as_slice() {
        let verb = if names.len() == 1 { "does" } else { "do" };
        sheet.leave_out(first, format!("{} of `[bans]` {verb} not say who may use whom", listed(&names)));
    }
}

fn ban(sheet: &mut Sheet<'_>, members: &[Member], spec: &str, table: Option<&DeTable<'_>>, at: &Range<usize>) {
    let (name, version) = match spec.split_once(['@', ':']) {
        Some((name, version)) => (name, Some(version.to_owned())),
        None => (spec, table.and_then(|table| sheet.text(table, "version"))),
    };
    let wrappers = table.map(|table| sheet.texts(table, "wrappers")).unwrap_or_default();
    for (key, _) in table.into_iter().flat_map(|table| table.iter()) {
        if !KEYS.contains(&key.get_ref().as_ref()) {
            sheet.leave_out(&key.span(), format!("`{}` of the ban of `{name}` is not known", key.get_ref()));
        }
    }
    let several =
        table.and_then(|table| table.get("deny-multiple-versions")).and_then(|value| value.get_ref().as_bool());
    if several == Some(true) {
        return sheet.leave_out(at, format!("the ban of several versions of `{name}`: a policy knows no versions"));
    }
    if let Some(version) = version.filter(|version| version.trim() != "*" && !version.is_empty()) {
        return sheet.leave_out(at, format!("the ban of `{name}` for `{version}` alone: a policy knows no versions"));
    }
    if name.is_empty() || name.contains(['*', '/', ' ']) {
        return sheet.leave_out(at, format!("the ban of `{spec}`: a policy names crates one by one"));
    }
    let is_member = |name: &str| members.iter().any(|member| member.name == name);
    let mut except = Vec::new();
    let mut names = Vec::new();
    for (wrapper, place) in wrappers {
        let wrapper = wrapper.split(['@', ':']).next().unwrap_or_default().to_owned();
        if !is_member(&wrapper) {
            sheet.leave_out(
                &place,
                format!(
                    "the wrapper `{wrapper}` of `{name}` is no package of the workspace, and only those are judged"
                ),
            );
        } else if wrapper != name && !names.contains(&wrapper) {
            except.push(format!("crate:{wrapper}"));
            names.push(wrapper);
        }
    }
    let mut reason = table.and_then(|table| sheet.text(table, "reason")).unwrap_or_else(|| match names.as_slice() {
        [] => format!("`{name}` is banned"),
        names => format!("`{name}` is for {} alone", listed(names)),
    });
    if let Some(instead) = table.and_then(|table| sheet.text(table, "use-instead")) {
        reason.push_str(&format!("; use `{instead}` instead"));
    }
    let inside = is_member(name);
    let to = vec![format!("{}:{name}", if inside { "crate" } else { "external" })];
    let demand = ForeignDemand::Forbid { from: vec!["*".to_owned()], except, to, may_be_absent: !inside };
    let kinds = vec![DependencyKind::Normal, DependencyKind::Test, DependencyKind::Build];
    sheet.rule(at, demand, Some(kinds), reason);
}
