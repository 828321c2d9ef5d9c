//! A truth file, read: see the module above for what its lines are.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;

use camino::Utf8Path;
use serde_json::Value;

/// A module: its crate, and its path below the crate root.
pub(crate) type Place = (String, String);

/// Kinds of references whose target follows from types.
pub(crate) const TYPED: &[&str] = &["method", "field"];

/// A reference of the truth that is judged.
#[derive(Clone, Debug)]
pub(crate) struct TrueReference {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) kind: String,
    pub(crate) from: Place,
    pub(crate) to: Place,
    /// Targets that are right as well, leniently.
    pub(crate) accepted: BTreeSet<Place>,
    pub(crate) accepted_crates: BTreeSet<String>,
    /// What the target is called in its module; nothing for the module itself.
    pub(crate) item: String,
}

/// Everything a truth file says.
#[derive(Default)]
pub(crate) struct Truth {
    pub(crate) references: Vec<TrueReference>,
    /// Modules by file, widest first: first line, last line.
    spans: HashMap<String, Vec<(u64, u64, Place)>>,
    regions: HashMap<String, Vec<(u64, u64)>>,
    unresolved: BTreeSet<(String, u64)>,
    alias: HashMap<Place, Place>,
    crates: BTreeSet<String>,
    packages: HashMap<String, String>,
}

impl Truth {
    pub(crate) fn read(path: &Utf8Path) -> Result<Self, String> {
        let mut truth = Self::default();
        let mut references = Vec::new();
        let mut first_of_source: HashMap<(String, u64, u64, String), Place> = HashMap::new();
        for line in lines(path)? {
            let record: Value = serde_json::from_str(&line).map_err(|error| format!("`{path}`: {error}"))?;
            match text(&record, "rec").as_str() {
                "module" => truth.module(&record, &mut first_of_source),
                "region" => {
                    let lines = (number(&record, "start_line"), number(&record, "end_line"));
                    truth.regions.entry(text(&record, "file")).or_default().push(lines);
                }
                "unresolved" => {
                    truth.unresolved.insert((text(&record, "file"), number(&record, "line")));
                }
                "ref" => references.push(record),
                _ => {}
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for spans in truth.spans.values_mut() {
            spans.sort_by_key(|(start, end, _)| std::cmp::Reverse(end.saturating_sub(*start)));
        }
        truth.judge(&references);
        Ok(truth)
    }

    fn module(&mut self, record: &Value, first_of_source: &mut HashMap<(String, u64, u64, String), Place>) {
        let place = (text(record, "crate"), text(record, "module"));
        let lines = (number(record, "start_line"), number(record, "end_line"));
        let last = place.1.rsplit("::").next().unwrap_or_default().to_owned();
        let source = (text(record, "file"), lines.0, lines.1, last);
        let file = source.0.clone();
        let first = first_of_source.entry(source).or_insert_with(|| place.clone()).clone();
        if first == place {
            self.spans.entry(file).or_default().push((lines.0, lines.1, place.clone()));
        }
        self.crates.insert(place.0.clone());
        if matches!(text(record, "target").as_str(), "lib" | "proc-macro") {
            self.packages.entry(text(record, "package").replace('-', "_")).or_insert_with(|| place.0.clone());
        }
        self.alias.insert(place, first);
    }

    /// Keeps the references between modules, each with the targets that are right for it.
    fn judge(&mut self, records: &[Value]) {
        let mut used: HashMap<[String; 4], BTreeSet<Place>> = HashMap::new();
        let mut globs: HashMap<String, BTreeSet<Place>> = HashMap::new();
        for record in records {
            if let Some(named) = self.named(record)
                && text(record, "ref_kind") == "use"
            {
                used.entry(definition_key(record)).or_default().insert(named);
            }
            if text(record, "ref_kind") == "glob" {
                let target = self.canonical((text(record, "def_crate"), text(record, "def_module")));
                globs.entry(text(record, "file")).or_default().insert(target);
            }
        }
        for record in records.iter().filter(|record| text(record, "origin") != "generated") {
            let from = self.canonical((text(record, "from_crate"), text(record, "from_module")));
            let to = self.canonical((text(record, "def_crate"), text(record, "def_module")));
            if from == to || !self.crates.contains(&text(record, "def_crate")) {
                continue;
            }
            let kind = text(record, "ref_kind");
            let via: Vec<&Value> = record.get("via").and_then(Value::as_array).into_iter().flatten().collect();
            let part = |step: &Value, at: usize| step.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
            let mut accepted = BTreeSet::from([to.clone()]);
            if let Some(named) = self.named(record) {
                accepted.insert(named);
            } else if let Some(last) = via.last().filter(|last| kind == "assoc" && self.crates.contains(&part(last, 2)))
            {
                accepted.insert(self.canonical((part(last, 2), part(last, 3))));
            } else if via.is_empty() && !TYPED.contains(&kind.as_str()) {
                let through = used.get(&definition_key(record)).or_else(|| globs.get(&text(record, "file")));
                accepted.extend(through.into_iter().flatten().cloned());
            }
            if let Some(of) = record.get("impl").and_then(Value::as_array) {
                let place = |at: usize| of.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
                if self.crates.contains(&place(0)) {
                    accepted.insert(self.canonical((place(0), place(1))));
                }
            }
            if record.get("exported").is_some_and(|exported| exported.as_bool() == Some(true)) {
                accepted.insert(self.canonical((text(record, "def_crate"), String::new())));
            }
            accepted.remove(&from);
            accepted.insert(to.clone());
            let mut accepted_crates: BTreeSet<String> = accepted.iter().map(|(krate, _)| krate.clone()).collect();
            accepted_crates.extend(via.iter().map(|step| part(step, 2)).filter(|krate| self.crates.contains(krate)));
            let line = u32::try_from(number(record, "line")).unwrap_or(0);
            let file = text(record, "file");
            let is_module = matches!(text(record, "def_kind").as_str(), "mod" | "crate");
            let item = if is_module { String::new() } else { text(record, "def_name") };
            self.references.push(TrueReference { file, line, kind, from, to, accepted, accepted_crates, item });
        }
    }

    /// The module a reference was named through, if it is one of the workspace.
    fn named(&self, record: &Value) -> Option<Place> {
        let krate = record.get("named_crate")?.as_str()?;
        self.crates.contains(krate).then(|| self.canonical((krate.to_owned(), text(record, "named_module"))))
    }

    pub(crate) fn canonical(&self, place: Place) -> Place {
        self.alias.get(&place).cloned().unwrap_or(place)
    }

    /// A candidate's spelling of a module, in the truth's; none for a crate that the truth does not know.
    pub(crate) fn target(&self, krate: &str, module: &str) -> Option<Place> {
        // A crate whose name another one has already carries its package's name behind it, dashes and all.
        let spelled = krate.replace('-', "_");
        let krate = match (self.crates.contains(krate), self.crates.contains(&spelled)) {
            (true, _) => krate.to_owned(),
            (false, true) => spelled,
            (false, false) => self.packages.get(&spelled)?.clone(),
        };
        Some(self.canonical((krate, module.to_owned())))
    }

    /// The innermost module around a line.
    pub(crate) fn module_at(&self, file: &str, line: u32) -> Option<&Place> {
        let line = u64::from(line);
        let around = self.spans.get(file)?.iter().rev();
        around.into_iter().find(|(start, end, _)| *start <= line && line <= *end).map(|(_, _, place)| place)
    }

    pub(crate) fn covers(&self, file: &str) -> bool {
        self.spans.contains_key(file)
    }

    /// Whether a line is out of judgement.
    pub(crate) fn is_unjudged(&self, file: &str, line: u32) -> bool {
        let line = u64::from(line);
        let mut regions = self.regions.get(file).into_iter().flatten();
        !self.covers(file)
            || regions.any(|(start, end)| *start <= line && line <= *end)
            || self.unresolved.contains(&(file.to_owned(), line))
    }
}

fn lines(path: &Utf8Path) -> Result<Vec<String>, String> {
    let failed = |error: std::io::Error| format!("cannot read `{path}`: {error}");
    let bytes = std::fs::read(path).map_err(failed)?;
    let mut text = String::new();
    if path.extension() == Some("gz") {
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).map_err(failed)?;
    } else {
        text = String::from_utf8(bytes).map_err(|error| format!("`{path}`: {error}"))?;
    }
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

fn definition_key(record: &Value) -> [String; 4] {
    ["file", "def_crate", "def_module", "def_name"].map(|key| text(record, key))
}

fn text(record: &Value, key: &str) -> String {
    record.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn number(record: &Value, key: &str) -> u64 {
    record.get(key).and_then(Value::as_u64).unwrap_or(0)
}

/// Counts by kind.
pub(crate) type Counts = BTreeMap<String, [usize; 3]>;
