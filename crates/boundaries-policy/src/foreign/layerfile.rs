//! `Layerfile.toml` of layered-crate: the modules of one library, and which of them may use which. Source: its README.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use boundaries_graph::DependencyKind;

use super::{Foreign, ForeignDemand, Remark, Sheet, listed};

/// A layer: what it may use, and what it may use with all that those use.
struct Layer {
    at: Range<usize>,
    uses: BTreeSet<String>,
    with: BTreeSet<String>,
}

/// Reads a `Layerfile.toml` that lies beside the manifest of `package`.
///
/// # Errors
/// If the text is no TOML, has no layers, or a layer names one that there is not; all mistakes at once.
pub fn layerfile(text: &str, package: &str) -> Result<Foreign, Vec<Remark>> {
    Sheet::read(text, |sheet, root| {
        for (key, value) in root.iter().filter(|(key, _)| key.get_ref() != "layer") {
            let inner = value
                .get_ref()
                .as_table()
                .map(|table| table.keys().map(|key| key.get_ref().to_string()).collect::<Vec<_>>());
            let what = match inner.as_deref() {
                Some([]) | None => format!("`{}`", key.get_ref()),
                Some(keys) => format!("{} of `[{}]`", listed(keys), key.get_ref()),
            };
            sheet.leave_out(&key.span(), format!("{what}: it is about how the other tool builds"));
        }
        let Some(tables) = root.get("layer").and_then(|layers| layers.get_ref().as_table()) else {
            sheet.mistake(&(0..0), "there is no `[layer.NAME]`");
            return;
        };
        let known: BTreeSet<String> = tables.keys().map(|key| key.get_ref().to_string()).collect();
        let mut layers = BTreeMap::new();
        for (key, value) in tables.iter() {
            let Some(table) = value.get_ref().as_table() else {
                sheet.mistake(&key.span(), format!("`{}` has to be a table", key.get_ref()));
                continue;
            };
            for (other, _) in table.iter().filter(|(key, _)| !["depends-on", "impl"].contains(&key.get_ref().as_ref()))
            {
                sheet.leave_out(
                    &other.span(),
                    format!("`{}` of layer `{}` is not known", other.get_ref(), key.get_ref()),
                );
            }
            let mut names = |list: &str| -> BTreeSet<String> {
                let texts = sheet.texts(table, list);
                for (name, at) in &texts {
                    if !known.contains(name) {
                        sheet.mistake(at, format!("there is no layer `{name}`"));
                    }
                }
                texts.into_iter().map(|(name, _)| name).collect()
            };
            let (uses, with) = (names("depends-on"), names("impl"));
            layers.insert(key.get_ref().to_string(), Layer { at: key.span(), uses, with });
        }
        for (name, layer) in &layers {
            let allowed = allowed(&layers, name);
            let path = |layer: &String| format!("{package}::{layer}");
            let to: Vec<String> =
                known.iter().filter(|other| *other != name && !allowed.contains(*other)).map(path).collect();
            if to.is_empty() {
                continue;
            }
            let uses: Vec<String> = allowed.iter().cloned().collect();
            let reason = match uses.as_slice() {
                [] => format!("layer `{name}` stands on no other"),
                uses => format!("layer `{name}` stands on {} alone", listed(uses)),
            };
            let demand = ForeignDemand::Forbid { from: vec![path(name)], except: Vec::new(), to, may_be_absent: false };
            sheet.rule(&layer.at, demand, Some(vec![DependencyKind::Normal]), reason);
        }
    })
}

/// What a layer may use: what it names, and whatever the layers that are checked together with it use.
fn allowed(layers: &BTreeMap<String, Layer>, name: &str) -> BTreeSet<String> {
    let mut allowed = BTreeSet::new();
    let mut together = vec![name];
    let mut seen = BTreeSet::from([name]);
    while let Some(layer) = together.pop().and_then(|name| layers.get(name)) {
        allowed.extend(layer.uses.iter().chain(&layer.with).cloned());
        together.extend(layer.with.iter().map(String::as_str).filter(|name| seen.insert(name)));
    }
    allowed.remove(name);
    allowed
}
