//! What can be written at a place of the policy or of CODEOWNERS: keys, words, and names that mean something in this
//! workspace. The text is the newest one, however broken; the names are those of the last check, and of the text itself.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use boundaries_policy::{
    Cursor, KeyHelp, NameKind, Outline, PolicyFileKind, SiteRole, Slot, ValueForm, Wanted, wanted,
};
use camino::Utf8Path;
use jiff::ToSpan;

use super::{Insight, TextKind};

/// More names than these are not offered; who types on gets others.
const MOST: usize = 300;

/// What can be written, and in place of what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completions {
    /// What is there already, in bytes of the text that was given.
    pub range: Range<usize>,
    /// What can be there.
    pub candidates: Vec<Candidate>,
    /// Whether there are more that were left out.
    pub is_cut: bool,
}

/// Something that can be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// What it is called.
    pub label: String,
    /// What is written.
    pub insert: String,
    /// What it is.
    pub kind: CandidateKind,
    /// A few words about it.
    pub detail: String,
}

/// Kinds of things that can be written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "each is what it says")]
pub enum CandidateKind {
    Key,
    Word,
    Team,
    Crate,
    Module,
    Item,
    Path,
    Rule,
    Handle,
    Tag,
}

impl Insight {
    /// What can be written at a byte of a text, which the file of this path has now.
    #[must_use]
    pub fn completions(&self, path: &Utf8Path, text: &str, byte: usize) -> Option<Completions> {
        match self.kind(path)? {
            TextKind::Policy(kind) => self.in_policy(kind, text, byte),
            TextKind::Codeowners => self.in_codeowners(text, byte),
            TextKind::Rust => None,
        }
    }

    fn in_policy(&self, kind: PolicyFileKind, text: &str, byte: usize) -> Option<Completions> {
        let cursor = Outline::cursor(text, byte)?;
        let typed = text.get(cursor.range.start..byte)?;
        let found = match cursor.slot {
            Slot::Value { in_quotes } => {
                let names = self.values(&wanted(kind, &cursor.path)?, text, typed);
                names.into_iter().map(|name| if in_quotes { name } else { quoted(name) }).collect()
            }
            Slot::Heading { is_list } => self.headings(kind, &cursor, is_list, text),
            Slot::Key | Slot::KeyOrHeading => self.keys(kind, &cursor, text),
        };
        let mut found: Vec<Candidate> =
            found.into_iter().filter(|one| !cursor.beside.contains(&one.label) || one.label == typed).collect();
        let is_cut = found.len() > MOST;
        found.truncate(MOST);
        Some(Completions { range: cursor.range, candidates: found, is_cut })
    }

    fn keys(&self, kind: PolicyFileKind, cursor: &Cursor, text: &str) -> Vec<Candidate> {
        let has_value = text[cursor.range.end..].trim_start_matches([' ', '\t']).starts_with(['=', '.']);
        let written = |name: &str| if has_value { name.to_owned() } else { format!("{name} = ") };
        let can_head = cursor.slot == Slot::KeyOrHeading && !has_value;
        let of_key = |key: &KeyHelp| Candidate {
            label: key.name.to_owned(),
            insert: written(key.name),
            kind: CandidateKind::Key,
            detail: key.doc.to_owned(),
        };
        let is_table = |key: &KeyHelp| matches!(key.value, ValueForm::Table | ValueForm::Tables);
        let mut found: Vec<Candidate> = match wanted(kind, &cursor.path) {
            Some(Wanted::Keys(keys)) => {
                keys.iter().filter(|key| !(can_head && cursor.path.is_empty() && is_table(key))).map(of_key).collect()
            }
            Some(Wanted::NamedKey(kind)) => {
                let names = self.names_of(kind, text, "").into_iter();
                names.map(|name| Candidate { insert: written(&bare(&name.label)), ..name }).collect()
            }
            _ => Vec::new(),
        };
        if can_head && let Some(Wanted::Keys(keys)) = wanted(kind, &[]) {
            found.extend(keys.iter().filter(|key| is_table(key)).map(|key| {
                let heading = if key.value == ValueForm::Tables {
                    format!("[[{}]]", key.name)
                } else {
                    format!("[{}]", key.name)
                };
                Candidate {
                    label: heading.clone(),
                    insert: heading,
                    kind: CandidateKind::Key,
                    detail: key.doc.to_owned(),
                }
            }));
        }
        found
    }

    fn headings(&self, kind: PolicyFileKind, cursor: &Cursor, is_list: bool, text: &str) -> Vec<Candidate> {
        let form = if is_list { ValueForm::Tables } else { ValueForm::Table };
        match wanted(kind, &cursor.path) {
            Some(Wanted::Keys(keys)) => {
                let fitting = keys.iter().filter(|key| key.value == form);
                fitting.map(|key| plain(key.name, CandidateKind::Key, key.doc)).collect()
            }
            Some(Wanted::NamedKey(NameKind::Team)) if !is_list => {
                let names = self.names_of(NameKind::Team, text, "").into_iter();
                names.map(|name| Candidate { insert: bare(&name.label), ..name }).collect()
            }
            _ => Vec::new(),
        }
    }

    fn values(&self, wanted: &Wanted, text: &str, typed: &str) -> Vec<Candidate> {
        match wanted {
            Wanted::Name(kind) => self.names_of(*kind, text, typed),
            Wanted::Words(words) => words.iter().map(|word| plain(word, CandidateKind::Word, "")).collect(),
            Wanted::Bool => ["true", "false"].map(|word| plain(word, CandidateKind::Word, UNQUOTED)).into(),
            Wanted::Date => {
                let ends = [("in a month", 1.month()), ("in three months", 3.months()), ("in a year", 1.year())];
                let day = |(what, span)| {
                    Some(plain(&self.today.checked_add(span).ok()?.to_string(), CandidateKind::Word, what))
                };
                ends.into_iter().filter_map(day).collect()
            }
            Wanted::Keys(_) | Wanted::NamedKey(_) | Wanted::Text => Vec::new(),
        }
    }

    fn names_of(&self, kind: NameKind, text: &str, typed: &str) -> Vec<Candidate> {
        match kind {
            NameKind::Team => self.teams_in(text),
            NameKind::TeamOrAny => {
                let mut teams = vec![plain("*", CandidateKind::Team, "every team")];
                teams.extend(self.teams_in(text));
                teams
            }
            NameKind::Territory => {
                let mut found = self.paths(typed, false);
                found.extend(self.folders(typed));
                found
            }
            NameKind::Path => self.paths(typed, true),
            NameKind::Subject => {
                let mut found = self.paths(typed, false);
                let with = |prefix: &str, one: Candidate| {
                    let label = format!("{prefix}:{}", one.label);
                    Candidate { insert: label.clone(), label, ..one }
                };
                found.extend(self.teams_in(text).into_iter().map(|team| with("team", team)));
                found.extend(self.tags(text).into_iter().map(|tag| with("tag", tag)));
                found
            }
            NameKind::Handle => self.handles(),
            NameKind::Rule => {
                let rules = self.project.rules().metas().into_iter();
                rules.map(|rule| plain(rule.name, CandidateKind::Rule, rule.summary)).collect()
            }
            NameKind::Tag => self.tags(text),
        }
    }

    /// The teams that the policy knows, and those that the text declares.
    fn teams_in(&self, text: &str) -> Vec<Candidate> {
        let mut teams: BTreeMap<String, String> = BTreeMap::new();
        for site in Outline::new(text).sites() {
            if let [first, name, ..] = site.path.as_slice()
                && first == "teams"
                && !name.is_empty()
                && site.role != SiteRole::Word
            {
                teams.insert(name.clone(), String::new());
            }
        }
        for team in self.project.policy().teams() {
            teams.insert(team.name.clone(), team.contact.clone().unwrap_or_default());
        }
        teams.into_iter().map(|(name, contact)| plain(&name, CandidateKind::Team, &contact)).collect()
    }

    /// Modules whose path has in it what was typed, and, below a module that was typed in full, what it offers.
    fn paths(&self, typed: &str, items: bool) -> Vec<Candidate> {
        let graph = self.project.graph();
        let typed = typed.to_lowercase();
        let mut found: BTreeMap<(usize, String), Candidate> = BTreeMap::new();
        let mut offer = |path: &str, kind: CandidateKind, module| {
            if path.to_lowercase().contains(&typed) {
                let detail = self.owner_in_words(module);
                found
                    .entry((path.matches("::").count(), path.to_owned()))
                    .or_insert_with(|| plain(path, kind, &detail));
            }
        };
        for module in graph.modules() {
            let kind = if module.parent().is_none() { CandidateKind::Crate } else { CandidateKind::Module };
            offer(module.path(), kind, module.id());
        }
        if let Some((around, _)) = typed.rsplit_once("::").filter(|_| items) {
            let is_around = |path: &str| path.to_lowercase() == around;
            for item in graph.items().filter(|item| item.parent().is_none() && is_around(item.module().path())) {
                offer(&item.path(), CandidateKind::Item, item.module().id());
            }
            for door in graph.modules().filter(|module| is_around(module.path())) {
                for reexport in door.reexports() {
                    let path = format!("{}::{}", door.path(), graph.text(reexport.name));
                    offer(&path, CandidateKind::Item, graph.module_of(reexport.definition));
                }
            }
        }
        found.into_values().collect()
    }

    /// Patterns for the folders of packages.
    fn folders(&self, typed: &str) -> Vec<Candidate> {
        let folders: BTreeSet<String> =
            self.project.graph().packages().map(|package| package.dir().to_string()).collect();
        let patterns = folders.into_iter().filter(|folder| !folder.is_empty()).map(|folder| format!("{folder}/**"));
        patterns
            .filter(|pattern| pattern.contains(typed))
            .map(|pattern| plain(&pattern, CandidateKind::Path, ""))
            .collect()
    }

    /// How CODEOWNERS calls teams: by the policy, and by itself.
    fn handles(&self) -> Vec<Candidate> {
        let policy = self.project.policy();
        let mut handles: BTreeMap<String, String> = BTreeMap::new();
        let rules = policy.codeowners().map(|codeowners| codeowners.rules()).unwrap_or_default();
        handles.extend(rules.iter().flat_map(|rule| &rule.owners).map(|owner| (owner.clone(), String::new())));
        for team in policy.teams() {
            handles.extend(team.handles.iter().map(|handle| (handle.clone(), format!("team {}", team.name))));
        }
        handles.into_iter().map(|(handle, team)| plain(&handle, CandidateKind::Handle, &team)).collect()
    }

    /// The tags that the text gives or the policy gave.
    fn tags(&self, text: &str) -> Vec<Candidate> {
        let policy = self.project.policy_file().map(|file| self.project.sources().file(file).text());
        let mut tags = BTreeSet::new();
        for text in [Some(text), policy].into_iter().flatten() {
            for site in Outline::new(text).sites() {
                let is_given = site.role == SiteRole::Text
                    && site.path.len() > 1
                    && site.path.last().is_some_and(|key| key == "tags");
                if site.role == SiteRole::Key && site.path.len() == 2 && site.path[0] == "tags" || is_given {
                    tags.insert(site.text.clone());
                }
            }
        }
        tags.into_iter().map(|tag| plain(&tag, CandidateKind::Tag, "")).collect()
    }

    fn in_codeowners(&self, text: &str, byte: usize) -> Option<Completions> {
        let before = text.get(..byte)?;
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let start = before[line..].rfind([' ', '\t']).map_or(line, |at| line + at + 1);
        if before[line..].trim_start().starts_with('#') {
            return None;
        }
        let end = byte + text[byte..].find(char::is_whitespace).unwrap_or(text.len() - byte);
        let typed = &text[start..byte];
        let candidates = if before[line..start].trim().is_empty() {
            let codeowners = self.project.policy().codeowners();
            let folders =
                self.project.graph().packages().map(|package| package.dir()).filter(|dir| !dir.as_str().is_empty());
            let from_root =
                folders.map(|dir| codeowners.map_or_else(|| dir.to_owned(), |all| all.from_repository_root(dir)));
            let patterns: BTreeSet<String> = from_root.map(|dir| format!("/{dir}/")).collect();
            let patterns = patterns.into_iter().filter(|pattern| pattern.contains(typed));
            patterns.map(|pattern| plain(&pattern, CandidateKind::Path, "")).collect()
        } else {
            self.handles()
        };
        Some(Completions { range: start..end, candidates, is_cut: false })
    }
}

/// What is said of a word that needs no quotes.
const UNQUOTED: &str = "yes or no";

fn plain(name: &str, kind: CandidateKind, detail: &str) -> Candidate {
    Candidate { label: name.to_owned(), insert: name.to_owned(), kind, detail: detail.to_owned() }
}

/// As a value where no quotes stand yet.
fn quoted(candidate: Candidate) -> Candidate {
    if candidate.detail == UNQUOTED {
        return candidate;
    }
    Candidate { insert: format!("\"{}\"", candidate.insert), ..candidate }
}

/// A name as a key.
fn bare(name: &str) -> String {
    let is_bare =
        !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
    if is_bare { name.to_owned() } else { format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")) }
}
