//! What CODEOWNERS would have to say under another ownership: lines that name merged teams, and lines at the end for what
//! changes hands.
//!
//! The new text is read back by the rules of its forge before it is shown. Files for which it would still not say what is
//! supposed are told, as where every matching line counts, or where a module lies inside the file of another owner.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::SourceMap;
use boundaries_lint::Effect;
use boundaries_policy::{Codeowners, Dialect, Policy, TeamId};
use boundaries_report::{CodeownersChange, CodeownersLine};
use camino::{Utf8Path, Utf8PathBuf};

use crate::Project;
use crate::generate::{HEADER, spelling};

/// More names than this are counted only.
const NAMES: usize = 5;

/// The change of the CODEOWNERS that is there, if there is one and modules change hands.
pub(super) fn change(
    project: &Project,
    after: &Policy,
    merged: &[Merged],
    effect: &Effect,
    notes: &mut Vec<String>,
) -> Option<CodeownersChange> {
    let read = project.policy().codeowners().filter(|_| !effect.handed_over.is_empty())?;
    let (path, text) = project.texts().codeowners_text()?;
    let changing = Changing { project, after, merged, dialect: read.dialect() };
    let owned = changing.files(effect, notes);
    let mut lines: Vec<CodeownersLine> = changing.renamed(text);
    let renamed = applied(text, &lines, &[]);
    let appended = changing.appended(&renamed, &owned, notes);
    let whole = applied(text, &lines, &appended);
    let read = changing.read(&whole);
    let wrong: Vec<&Utf8PathBuf> =
        owned.iter().filter(|(file, handles)| !changing.says(&read, file, handles)).map(|(file, _)| file).collect();
    if !wrong.is_empty() {
        notes.push(format!("lines added at the end do not make CODEOWNERS say what is supposed for {}", named(&wrong)));
    }
    lines.extend(appended.into_iter().map(|after| CodeownersLine { line: None, before: None, after }));
    if text.starts_with(HEADER) {
        notes.push(
            "the CODEOWNERS is generated: change `owns` in the policy, then run `cargo boundaries owners --generate`"
                .to_owned(),
        );
    }
    (!lines.is_empty()).then(|| CodeownersChange { path: path.to_owned(), lines })
}

struct Changing<'p> {
    project: &'p Project,
    after: &'p Policy,
    merged: &'p [Merged],
    dialect: Dialect,
}

/// The handles of a team that is another one now, and which.
pub(super) type Merged = (Vec<String>, TeamId);

/// The files that change hands, with the handles that CODEOWNERS is to name.
type Owned = BTreeMap<Utf8PathBuf, Vec<String>>;

impl Changing<'_> {
    fn files(&self, effect: &Effect, notes: &mut Vec<String>) -> Owned {
        let (graph, sources) = (self.project.graph(), self.project.sources());
        let mut owned = Owned::new();
        let mut inside: Vec<&str> = Vec::new();
        for handed in &effect.handed_over {
            let module = graph.module(handed.module);
            let owner = self.after.owner_of_module(handed.module);
            let around = module.parent().map(|parent| &self.after.owner_of_module(parent.id()).teams);
            if module.data().inline {
                if around != Some(&owner.teams) {
                    inside.push(module.path());
                }
                continue;
            }
            let path = sources.file(module.data().file).path().to_owned();
            owned.insert(path, self.handles(&owner.teams));
        }
        for package in graph.packages() {
            let Some(manifest) = package.data().manifest else { continue };
            let path = sources.file(manifest).path();
            let (then, now) = (self.project.policy().owner_of_path(path), self.after.owner_of_path(path));
            let roots = || package.crates().map(|krate| sources.file(krate.root().data().file).path());
            // A package whose crates all go takes its manifest along, whether a path said so or not.
            let wholly = roots().next().is_some() && roots().all(|root| owned.contains_key(root));
            if self.handles(&then.teams) != self.handles(&now.teams) {
                owned.insert(path.to_owned(), self.handles(&now.teams));
            } else if wholly && let Some(handles) = roots().find_map(|root| owned.get(root)).cloned() {
                owned.insert(path.to_owned(), handles);
            }
        }
        if !inside.is_empty() {
            notes.push(format!("CODEOWNERS cannot name a module inside the file of another owner: {}", named(&inside)));
        }
        let nameless: BTreeSet<&str> = effect
            .handed_over
            .iter()
            .flat_map(|handed| &self.after.owner_of_module(handed.module).teams)
            .map(|team| self.after.team(*team))
            .filter(|team| team.handles.is_empty())
            .map(|team| team.name.as_str())
            .collect();
        if !nameless.is_empty() {
            let names: Vec<&str> = nameless.into_iter().collect();
            notes.push(format!("no handle is known for {}: the name stands for it", named(&names)));
        }
        owned
    }

    fn handles(&self, teams: &[TeamId]) -> Vec<String> {
        let mut handles: Vec<String> = teams.iter().flat_map(|team| handles_of(self.after, *team)).collect();
        handles.sort();
        handles.dedup();
        handles
    }

    /// Lines that name a team which is another one now.
    fn renamed(&self, text: &str) -> Vec<CodeownersLine> {
        let mut now: BTreeMap<&str, String> = BTreeMap::new();
        for (handles, into) in self.merged {
            let handle = handles_of(self.after, *into).join(" ");
            now.extend(handles.iter().map(|old| (old.as_str(), handle.clone())));
        }
        let mut lines = Vec::new();
        for (at, line) in text.lines().enumerate() {
            if line.trim_start().starts_with('#') || !line.split_whitespace().skip(1).any(|word| now.contains_key(word))
            {
                continue;
            }
            let mut seen = BTreeSet::new();
            let mut after = String::new();
            for (position, word) in line.split_inclusive(char::is_whitespace).enumerate() {
                let bare = word.trim_end();
                let owner = if position == 0 { None } else { now.get(bare) };
                let told = owner.map_or(bare, String::as_str);
                let is_owner = position > 0 && told.starts_with('@');
                if is_owner && !seen.insert(told.to_owned()) {
                    continue;
                }
                after.push_str(told);
                after.push_str(&word[bare.len()..]);
            }
            lines.push(CodeownersLine {
                line: Some(at + 1),
                before: Some(line.to_owned()),
                after: after.trim_end().to_owned(),
            });
        }
        lines
    }

    /// Lines for what the text does not say yet: folders where all that is known in them goes to the same owners.
    fn appended(&self, text: &str, owned: &Owned, notes: &mut Vec<String>) -> Vec<String> {
        let read = self.read(text);
        let open: Owned = owned
            .iter()
            .filter(|(file, handles)| !self.says(&read, file, handles))
            .map(|(file, handles)| (file.clone(), handles.clone()))
            .collect();
        let known: BTreeSet<&Utf8Path> = self.project.sources().files().map(|(_, file)| file.path()).collect();
        let mut folders: BTreeMap<&Utf8Path, Option<&Vec<String>>> = BTreeMap::new();
        for file in &known {
            let handles = open.get(*file);
            for folder in file.ancestors().skip(1).filter(|folder| !folder.as_str().is_empty()) {
                folders
                    .entry(folder)
                    .and_modify(|so_far| *so_far = so_far.filter(|so_far| Some(*so_far) == handles))
                    .or_insert(handles);
            }
        }
        let whole = |folder: &Utf8Path| folders.get(folder).copied().flatten();
        let mut lines: BTreeMap<String, String> = BTreeMap::new();
        let mut unnamed: Vec<&Utf8PathBuf> = Vec::new();
        let places = self.project.places();
        for (file, handles) in &open {
            let folder = file.ancestors().skip(1).filter(|folder| whole(folder) == Some(handles)).last();
            let pattern = match folder {
                Some(folder) => spelling::folder(self.dialect, &places.in_repository(folder)),
                None => spelling::file(self.dialect, &places.in_repository(file)),
            };
            match pattern {
                Some(pattern) => {
                    lines.insert(pattern.clone(), format!("{pattern} {}", handles.join(" ")).trim_end().to_owned());
                }
                None => unnamed.push(file),
            }
        }
        if !unnamed.is_empty() {
            notes.push(format!("the patterns of {} cannot name {}", self.dialect.forge(), named(&unnamed)));
        }
        lines.into_values().collect()
    }

    fn read(&self, text: &str) -> Codeowners {
        let mut sources = SourceMap::default();
        let file = sources.add("CODEOWNERS", text);
        Codeowners::parse(&sources, file, Utf8Path::new(""), self.dialect)
    }

    /// Whether exactly these owners are named for a file.
    fn says(&self, read: &Codeowners, file: &Utf8Path, handles: &[String]) -> bool {
        let path = self.project.places().in_repository(file);
        let groups = read.groups_from_repository_root(Utf8Path::new(&path));
        let owners: BTreeSet<&str> = groups.iter().flat_map(|group| &group.rule.owners).map(String::as_str).collect();
        owners == handles.iter().map(String::as_str).collect()
    }
}

/// How CODEOWNERS calls a team; a team without a handle goes by its name.
fn handles_of(policy: &Policy, team: TeamId) -> Vec<String> {
    let team = policy.team(team);
    if !team.handles.is_empty() {
        return team.handles.clone();
    }
    let name = team.name.replace(char::is_whitespace, "-");
    vec![if name.contains('@') { name } else { format!("@{name}") }]
}

/// The text with lines replaced, and lines at its end.
fn applied(text: &str, lines: &[CodeownersLine], appended: &[String]) -> String {
    let replaced: BTreeMap<usize, &str> =
        lines.iter().filter_map(|line| Some((line.line?, line.after.as_str()))).collect();
    let old = text.lines().enumerate().map(|(at, line)| replaced.get(&(at + 1)).copied().unwrap_or(line));
    old.chain(appended.iter().map(String::as_str)).flat_map(|line| [line, "\n"]).collect()
}

fn named(names: &[impl AsRef<str>]) -> String {
    let told: Vec<String> = names.iter().take(NAMES).map(|name| format!("`{}`", name.as_ref())).collect();
    let more = names.len().saturating_sub(NAMES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", told.join(", "))
}
