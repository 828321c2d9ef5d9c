//! `owners`: who owns a path or module, and which line decides; what a team owns; what nobody owns.

use std::collections::BTreeMap;
use std::io::{self, Write};

use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::graph::{ModuleId, ModuleView};
use boundaries::policy::{Ownership, OwnershipSourceKind, OwnershipState};
use boundaries::report::{OwnerEntry, owners_json};
use boundaries::{Project, Subject};

use crate::Verdict;
use crate::args::{CommonArgs, OwnersArgs, OwnersFormat};
use crate::failure::Failure;
use crate::output::{Look, Output};
use crate::text::{clean, counted};

/// With more entries than this an answer is summed up.
const SINGLE_ENTRIES: usize = 12;

pub(crate) fn run(args: &OwnersArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let project = super::load(common, output)?;
    let mut answers: Vec<Answer<'_>> = Vec::new();
    for subject in &args.subjects {
        answers.push(Answer { subject, entries: asked(&project, subject)? });
    }
    if args.unmatched {
        answers.push(modules(&project, |ownership| ownership.state == OwnershipState::Unmatched).into());
    } else if let Some(name) = &args.team {
        let team = project.team(name)?;
        answers.push(modules(&project, |ownership| ownership.teams.contains(&team)).into());
    } else if args.subjects.is_empty() {
        answers.push(modules(&project, |_| true).into());
    }
    if args.why {
        for entry in answers.iter_mut().flat_map(|answer| &mut answer.entries) {
            entry.sources = Some(match entry.module {
                Some(module) => project.policy().why_owner_of_module(module),
                None => project.policy().why_owner_of_path(&entry.path),
            });
        }
    }
    let look = output.style;
    let all = || answers.iter().flat_map(|answer| &answer.entries).cloned().collect::<Vec<_>>();
    if args.format == OwnersFormat::Json {
        let entries = all();
        owners_json(&entries, project.sources(), project.policy(), output.report())?;
        return Ok(Verdict::Clean);
    }
    let page = Page { project: &project, look };
    if !args.subjects.is_empty() {
        for answer in &answers {
            page.answer(answer, output.report())?;
        }
    } else if args.unmatched || args.team.is_some() {
        page.list(&all(), args.unmatched, output.report())?;
    } else {
        page.totals(&all(), output.report())?;
    }
    Ok(Verdict::Clean)
}

/// What was asked for, and who owns it: one entry for a file or module, many for a folder or team.
struct Answer<'a> {
    subject: &'a str,
    entries: Vec<OwnerEntry>,
}

impl From<Vec<OwnerEntry>> for Answer<'_> {
    fn from(entries: Vec<OwnerEntry>) -> Self {
        Self { subject: "", entries }
    }
}

/// The modules whose ownership is wanted, in order of their paths.
fn modules(project: &Project, wanted: impl Fn(&Ownership) -> bool) -> Vec<OwnerEntry> {
    let mut entries: Vec<OwnerEntry> = project
        .graph()
        .modules()
        .filter(|module| wanted(project.policy().owner_of_module(module.id())))
        .map(|module| entry_of(project, module))
        .collect();
    entries.sort_by(|a, b| (&a.subject, &a.path).cmp(&(&b.subject, &b.path)));
    entries
}

fn entry_of(project: &Project, module: ModuleView<'_>) -> OwnerEntry {
    OwnerEntry {
        subject: module.path().to_owned(),
        path: project.sources().file(module.data().file).path().to_owned(),
        module: Some(module.id()),
        ownership: project.policy().owner_of_module(module.id()).clone(),
        sources: None,
    }
}

/// What a word of the command line asks for: a module, crate, package, item or team by its name, else a path.
fn asked(project: &Project, word: &str) -> Result<Vec<OwnerEntry>, Failure> {
    let graph = project.graph();
    let looks_like_path = word.contains(['/', '\\']) || Utf8Path::new(word).extension().is_some();
    if !looks_like_path {
        match project.subject(word) {
            Ok(Subject::Team(team)) => return Ok(modules(project, |ownership| ownership.teams.contains(&team))),
            Ok(subject @ (Subject::Crates { .. } | Subject::Modules(_))) => {
                return Ok(with_enclaves(project, &subject));
            }
            Ok(Subject::Items(items)) => {
                return Ok(items.into_iter().map(|item| entry_of(project, graph.item(item).module())).collect());
            }
            Err(unknown) if !located(project, word).is_some_and(|(_, exists)| exists) => return Err(unknown.into()),
            Err(_) => {}
        }
    }
    let Some((path, _)) = located(project, word) else {
        return Err(Failure::OutsideWorkspace { path: word.to_owned(), root: project.root().to_owned() });
    };
    Ok(at_path(project, &path))
}

/// The module or crate roots; if parts below belong to others, every module.
fn with_enclaves(project: &Project, subject: &Subject) -> Vec<OwnerEntry> {
    let (graph, policy) = (project.graph(), project.policy());
    let all = subject.modules(graph, policy);
    let teams = |module: &ModuleId| &policy.owner_of_module(*module).teams;
    let tops = match subject {
        Subject::Crates { roots: tops, .. } | Subject::Modules(tops) => tops.as_slice(),
        Subject::Team(_) | Subject::Items(_) => &[],
    };
    let uniform = tops.first().is_some_and(|top| all.iter().all(|module| teams(module) == teams(top)));
    let shown: Vec<ModuleId> = if uniform { tops.to_vec() } else { all.into_iter().collect() };
    shown.into_iter().map(|module| entry_of(project, graph.module(module))).collect()
}

/// The path from the workspace's root that a word means, and whether something is there: from the working directory, or,
/// where nothing is there, from the workspace's root.
fn located(project: &Project, word: &str) -> Option<(Utf8PathBuf, bool)> {
    let here = std::env::current_dir().ok().and_then(|here| Utf8PathBuf::try_from(here).ok());
    let from_here = here.and_then(|here| below(project.root(), &here.join(word)));
    if let Some(path) = &from_here
        && project.root().join(path).exists()
    {
        return Some((path.clone(), true));
    }
    let from_root = below(project.root(), &project.root().join(word));
    if let Some(path) = &from_root
        && project.root().join(path).exists()
    {
        return Some((path.clone(), true));
    }
    from_here.or(from_root).map(|path| (path, false))
}

/// `path` from `root`, with `.` and `..` worked out as written.
fn below(root: &Utf8Path, path: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut parts: Vec<&str> = Vec::new();
    let real_root = root.canonicalize_utf8().unwrap_or_else(|_| root.to_owned());
    let inside = path.strip_prefix(root).or_else(|_| path.strip_prefix(&real_root)).ok()?;
    for component in inside.components() {
        match component.as_str() {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/").into())
}

/// A file's modules, the sources below a folder, or a path that no source is at.
fn at_path(project: &Project, path: &Utf8Path) -> Vec<OwnerEntry> {
    let file_of = |module: &ModuleView<'_>| project.sources().file(module.data().file).path();
    let mut entries: Vec<OwnerEntry> = project
        .graph()
        .modules()
        .filter(|module| !module.data().inline && file_of(module).starts_with(path))
        .map(|module| OwnerEntry { subject: file_of(&module).to_string(), ..entry_of(project, module) })
        .collect();
    entries.sort_by(|a, b| (&a.subject, a.module).cmp(&(&b.subject, b.module)));
    entries.dedup_by(|a, b| a.subject == b.subject && a.ownership.teams == b.ownership.teams);
    if entries.is_empty() {
        let ownership = project.policy().owner_of_path(path);
        entries.push(OwnerEntry {
            subject: path.to_string(),
            path: path.to_owned(),
            module: None,
            ownership,
            sources: None,
        });
    }
    entries
}

struct Page<'p> {
    project: &'p Project,
    look: Look,
}

impl Page<'_> {
    fn answer(&self, answer: &Answer<'_>, out: &mut impl Write) -> io::Result<()> {
        if answer.entries.len() > SINGLE_ENTRIES {
            return self.summary(answer, out);
        }
        for entry in &answer.entries {
            writeln!(out, "{}  {}", self.look.bold(&clean(&entry.subject)), self.owners(&entry.ownership))?;
            if let Some(sources) = &entry.sources {
                for (index, source) in sources.iter().enumerate() {
                    // Sections of CODEOWNERS decide together.
                    let decides = index == 0
                        || sources[0].kind == OwnershipSourceKind::Codeowners && source.kind == sources[0].kind;
                    let rank = if decides { "decides:" } else { "outranked:" };
                    writeln!(out, "  {rank:10} {}", self.source(source))?;
                }
                if sources.is_empty() {
                    writeln!(out, "  no line speaks of it")?;
                }
            } else if let Some(source) = &entry.ownership.decided_by {
                writeln!(out, "  {}", self.source(source))?;
            }
        }
        Ok(())
    }

    /// A folder or a team: how much of it each line decides.
    fn summary(&self, answer: &Answer<'_>, out: &mut impl Write) -> io::Result<()> {
        let mut lines: BTreeMap<(String, String), usize> = BTreeMap::new();
        for entry in &answer.entries {
            let source = entry.ownership.decided_by.as_ref().map_or_else(String::new, |source| self.source(source));
            *lines.entry((self.owners(&entry.ownership), source)).or_default() += 1;
        }
        let what = counted(answer.entries.len(), "module");
        writeln!(out, "{}  {what}", self.look.bold(&clean(answer.subject)))?;
        for ((owners, source), count) in lines {
            writeln!(out, "  {count:>6}  {owners}  {source}")?;
        }
        Ok(())
    }

    fn list(&self, entries: &[OwnerEntry], unmatched: bool, out: &mut impl Write) -> io::Result<()> {
        if entries.is_empty() {
            return writeln!(out, "{}", if unmatched { "every module has an owner" } else { "no modules" });
        }
        let width = entries.iter().map(|entry| entry.subject.chars().count()).max().unwrap_or(0).min(60);
        for entry in entries {
            writeln!(out, "{:width$}  {}", clean(&entry.subject), self.look.place(&clean(entry.path.as_str())))?;
        }
        writeln!(out, "{}", self.look.faint(&counted(entries.len(), "module")))
    }

    fn totals(&self, entries: &[OwnerEntry], out: &mut impl Write) -> io::Result<()> {
        let mut totals: BTreeMap<(bool, String), (usize, std::collections::BTreeSet<&Utf8Path>)> = BTreeMap::new();
        for entry in entries {
            let total = totals.entry((entry.ownership.teams.is_empty(), self.owners(&entry.ownership))).or_default();
            total.0 += 1;
            total.1.insert(&entry.path);
        }
        let width = totals.keys().map(|(_, name)| name.chars().count()).max().unwrap_or(0);
        writeln!(out, "{:width$}  {:>8}  {:>8}", "", "modules", "files")?;
        for ((_, name), (modules, files)) in &totals {
            writeln!(out, "{name:width$}  {modules:>8}  {:>8}", files.len())?;
        }
        Ok(())
    }

    fn owners(&self, ownership: &Ownership) -> String {
        match ownership.state {
            OwnershipState::Unowned => "(explicitly nobody)".to_owned(),
            OwnershipState::Unmatched => "(no rule)".to_owned(),
            OwnershipState::Owned | OwnershipState::Joint => {
                let policy = self.project.policy();
                let names: Vec<String> = ownership.teams.iter().map(|&team| clean(&policy.team(team).name)).collect();
                names.join(" + ")
            }
        }
    }

    fn source(&self, source: &boundaries::policy::OwnershipSource) -> String {
        let file = self.project.sources().file(source.span.file);
        let place = format!("{}:{}", clean(file.path().as_str()), source.span.line);
        // CODEOWNERS is often set in columns; here the line stands alone.
        let line = file.line(source.span.line).split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{}  {}", self.look.place(&place), clean(&line))
    }
}
