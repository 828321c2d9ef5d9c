//! Constraints from another tool's file, beside the policy that `init` proposes anyway.

use boundaries_policy::{
    BuildFile, Foreign, Groups, Member, Remark, arc_rules, bazel_groups, bazel_visibility, deny_wrappers, layerfile,
};
use camino::{Utf8Path, Utf8PathBuf};

use crate::discover;
use crate::import::Import;
use crate::proposal::Proposal;
use crate::{Error, Project, ProjectOptions};

/// The files that give a first policy, the last of them by [`Import::from_triagebot`].
const NAMES: [&str; 7] =
    ["deny.toml", ".deny.toml", "Layerfile.toml", "arc-rules.toml", "BUILD", "BUILD.bazel", "triagebot.toml"];

/// What marks the root of Bazel's workspace.
const BAZEL_ROOTS: [&str; 4] = ["MODULE.bazel", "REPO.bazel", "WORKSPACE.bazel", "WORKSPACE"];
const BUILD_FILES: [&str; 2] = ["BUILD.bazel", "BUILD"];

/// A file, as it is called in messages, and what it says.
type Read = (String, Result<Foreign, Vec<Remark>>);

impl Import {
    /// Proposes a policy as `init` does, with the constraints that another tool's file makes: the bans of cargo-deny, the layers
    /// of layered-crate, the rules of cargo-arc, or visibility in Bazel's `BUILD` files, of which those of all packages are
    /// read.
    ///
    /// # Errors
    /// If there is no workspace, the file is of no such kind or cannot be read, or it has mistakes; those are told all at once.
    pub fn from_rules(options: &ProjectOptions, path: &Utf8Path) -> Result<Self, Error> {
        let refused = |message, places| Error::Import { path: path.to_owned(), message, places };
        let project = Project::load_without_policy(options)?;
        let members: Vec<Member> = project
            .graph()
            .packages()
            .map(|package| Member { name: package.name().to_owned(), dir: package.dir().to_owned() })
            .collect();
        let text = || discover::named_file(path, &options.disk().unrecorded());
        let read = match path.file_name() {
            Some("deny.toml" | ".deny.toml") => {
                vec![(path.to_string(), deny_wrappers(&text()?, &members))]
            }
            Some("Layerfile.toml") => {
                let package = package_beside(project.root(), path, &members)?;
                vec![(path.to_string(), layerfile(&text()?, package))]
            }
            Some("arc-rules.toml") => vec![(path.to_string(), arc_rules(&text()?))],
            Some("BUILD" | "BUILD.bazel") => builds(&project, path, &members)?,
            _ => {
                let message = format!("the name of a file says what is in it, and this is none of {}", listed(&NAMES));
                return Err(refused(message, Vec::new()));
            }
        };
        let mut left_out = Vec::new();
        let mut mistakes: Vec<(String, Remark)> = Vec::new();
        let mut rules = Vec::new();
        for (file, outcome) in read {
            match outcome {
                Ok(found) => {
                    let told = found.left_out.iter().map(|remark| format!("{file}:{}: {}", remark.line, remark.text));
                    left_out.extend(told);
                    rules.extend(found.rules.into_iter().map(|rule| (file.clone(), rule)));
                }
                Err(remarks) => mistakes.extend(remarks.into_iter().map(|remark| (file.clone(), remark))),
            }
        }
        if !mistakes.is_empty() {
            mistakes.sort();
            let places = mistakes.iter().map(|(file, remark)| format!("{file}:{}: {}", remark.line, remark.text));
            return Err(refused("it cannot be read".to_owned(), places.collect()));
        }
        let mut proposal = project.proposal();
        for (file, rule) in rules {
            let alone =
                Proposal { constraints: vec![(file.clone(), rule.clone())], contracts: Vec::new(), ..proposal.clone() };
            match project.mistakes_of(&alone.to_toml()).as_slice() {
                [] => proposal.constraints.push((file, rule)),
                mistakes => left_out.push(format!("{file}:{}: {}", rule.line, mistakes.join("; "))),
            }
        }
        if proposal.constraints.is_empty() {
            let message = match left_out.as_slice() {
                [] => "it demands nothing",
                _ => "no constraint can say what is in it",
            };
            return Err(refused(message.to_owned(), left_out));
        }
        Ok(Self { project, proposal, left_out })
    }
}

/// The package whose manifest lies beside a file.
fn package_beside<'m>(root: &Utf8Path, path: &Utf8Path, members: &'m [Member]) -> Result<&'m str, Error> {
    let whole = path.canonicalize_utf8().map_err(|cause| Error::Read { path: path.to_owned(), cause })?;
    let root = root.canonicalize_utf8().unwrap_or_else(|_| root.to_owned());
    let beside = members.iter().find(|member| whole.parent() == Some(folder(&root, &member.dir).as_path()));
    beside.map(|member| member.name.as_str()).ok_or_else(|| {
        let message = "no package of the workspace lies beside it".to_owned();
        Error::Import { path: path.to_owned(), message, places: Vec::new() }
    })
}

/// Every `BUILD` file of a package, and the one that was named, each with what it demands.
fn builds(project: &Project, path: &Utf8Path, members: &[Member]) -> Result<Vec<Read>, Error> {
    let (root, disk) = (project.root(), project.disk().unrecorded());
    let named = path.canonicalize_utf8().map_err(|cause| Error::Read { path: path.to_owned(), cause })?;
    let root = root.canonicalize_utf8().unwrap_or_else(|_| root.to_owned());
    let is_top = |dir: &&Utf8Path| BAZEL_ROOTS.iter().any(|mark| dir.join(mark).is_file());
    let top = root.ancestors().find(is_top).unwrap_or(&root).to_owned();
    let mut places: Vec<Utf8PathBuf> =
        members.iter().map(|member| folder(&root, &member.dir)).chain([top.clone()]).collect();
    places.sort();
    places.dedup();
    let of_folder = |dir: &Utf8PathBuf| BUILD_FILES.iter().map(|name| dir.join(name)).find(|file| file.is_file());
    let mut files: Vec<Utf8PathBuf> = places.iter().filter_map(of_folder).chain([named]).collect();
    files.sort();
    files.dedup();
    let mut read: Vec<(String, BuildFile)> = Vec::new();
    for file in files {
        let Some(dir) = file.parent().and_then(|dir| dir.strip_prefix(&top).ok()) else { continue };
        let told = file.strip_prefix(&root).unwrap_or(&file).to_string();
        read.push((told, BuildFile { dir: dir.to_owned(), text: discover::named_file(&file, &disk)? }));
    }
    let base = root.strip_prefix(&top).map(Utf8Path::to_owned).unwrap_or_default();
    let mut groups = Groups::new();
    // A file with mistakes has them told below, where it is read for what it demands.
    groups.extend(read.iter().filter_map(|(_, file)| bazel_groups(file).ok()).flatten());
    let demands = read.iter().map(|(told, file)| (told.clone(), bazel_visibility(file, &groups, members, &base)));
    Ok(demands.collect())
}

fn folder(root: &Utf8Path, dir: &Utf8Path) -> Utf8PathBuf {
    if dir.as_str().is_empty() { root.to_owned() } else { root.join(dir) }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
