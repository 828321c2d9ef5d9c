//! Finds the texts of a policy and turns them, with the analysed workspace, into a validated policy.

use std::cell::Cell;

use boundaries_graph::{FileId, ModuleGraph, SourceMap};
use boundaries_lint::Rules;
use boundaries_policy::{Codeowners, CodeownersInput, Dialect, DialectSource, Limits, Policy, PolicyInput, PolicyText};
use camino::{Utf8Path, Utf8PathBuf};

use crate::Error;
use crate::discover::{self, FoundCodeowners, FoundText};
use crate::disk::LimitedDisk;
use crate::error::PolicyFailure;
use crate::project::PolicyOrigin;
use crate::unsaved::UnsavedTexts;

/// The texts that were found, before anything is known about the code.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Texts {
    policy: Option<FoundPolicy>,
    team_files: Vec<FoundText>,
    baseline_files: Vec<FoundText>,
    codeowners: Option<FoundCodeowners>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum FoundPolicy {
    File(FoundText),
    /// `[workspace.metadata.boundaries]`, in the text of the root manifest.
    Manifest(FoundText),
}

impl FoundPolicy {
    fn text(&self) -> &str {
        match self {
            Self::File(found) | Self::Manifest(found) => &found.text,
        }
    }

    fn in_manifest(&self) -> bool {
        matches!(self, Self::Manifest(_))
    }
}

/// A policy, and the texts it refers to.
pub(crate) struct Loaded {
    pub(crate) policy: Policy,
    pub(crate) sources: SourceMap,
    pub(crate) origin: PolicyOrigin,
    pub(crate) notes: Vec<String>,
}

/// The texts of the workspace at `root`; the policy is looked for unless `config` names it. What is unsaved counts in place
/// of what was found on disk.
pub(crate) fn find_texts(
    root: &Utf8Path,
    config: Option<&Utf8Path>,
    unsaved: &UnsavedTexts,
    disk: &LimitedDisk,
) -> Result<Texts, Error> {
    let newest = |mut found: FoundText| {
        if let Some(text) = unsaved.text(root, &found.path) {
            text.clone_into(&mut found.text);
        }
        found
    };
    let manifest = discover::root_manifest(root, disk)?;
    let in_manifest = manifest.as_ref().is_some_and(|manifest| boundaries_policy::manifest_has_policy(&manifest.text));
    let policy = match config {
        Some(path) => Some(FoundPolicy::File(newest(discover::named_policy_file(root, path, disk)?))),
        None => match discover::policy_file(root, in_manifest, disk)? {
            Some(file) => Some(FoundPolicy::File(newest(file))),
            None => manifest.filter(|_| in_manifest).map(FoundPolicy::Manifest),
        },
    };
    let key =
        policy.as_ref().and_then(|policy| boundaries_policy::codeowners_dialect(policy.text(), policy.in_manifest()));
    let codeowners = discover::codeowners(root, key, disk)?;
    Ok(Texts {
        policy,
        team_files: discover::team_files(root, disk)?.into_iter().map(newest).collect(),
        baseline_files: discover::baseline_files(root, disk)?.into_iter().map(newest).collect(),
        codeowners: codeowners.map(|found| FoundCodeowners { file: newest(found.file), ..found }),
    })
}

/// Where the workspace at `root` has a policy already.
pub(crate) fn existing_policy(root: &Utf8Path, disk: &LimitedDisk) -> Result<Option<String>, Error> {
    let manifest = discover::root_manifest(root, disk)?;
    let in_manifest = manifest.is_some_and(|manifest| boundaries_policy::manifest_has_policy(&manifest.text));
    if let Some(place) = discover::policy_places(root, in_manifest, disk)?.first() {
        return Ok(Some((*place).to_owned()));
    }
    Ok(discover::team_files(root, disk)?.first().map(|file| file.path.to_string()))
}

/// CODEOWNERS alone, for the workspace at `root`.
pub(crate) fn find_codeowners(root: &Utf8Path, disk: &LimitedDisk) -> Result<Texts, Error> {
    Ok(Texts { codeowners: discover::codeowners(root, None, disk)?, ..Texts::default() })
}

impl Texts {
    /// Texts that are at hand, CODEOWNERS in GitHub's place.
    pub(crate) fn at_hand(policy: Option<&str>, codeowners: Option<&str>) -> Self {
        let texts = Self {
            codeowners: codeowners.map(|text| FoundCodeowners {
                file: FoundText { path: ".github/CODEOWNERS".into(), text: text.to_owned() },
                place: ".github/CODEOWNERS",
                prefix: Utf8PathBuf::new(),
                remote_host: None,
                shadowed: Vec::new(),
            }),
            ..Self::default()
        };
        policy.map_or(texts.clone(), |text| texts.with_policy(text))
    }

    /// The root of the repository that has a CODEOWNERS, for the workspace at `root`.
    pub(crate) fn repository_with_codeowners(&self, root: &Utf8Path) -> Option<Utf8PathBuf> {
        let prefix = &self.codeowners.as_ref()?.prefix;
        root.ancestors().nth(prefix.components().count()).map(Utf8Path::to_owned)
    }

    /// Whether CODEOWNERS of both lies at the same place of the same repository.
    pub(crate) fn has_same_codeowners(&self, other: &Self) -> bool {
        let place = |texts: &Self| texts.codeowners.as_ref().map(|found| (found.place, found.prefix.clone()));
        place(self) == place(other)
    }

    /// Where the policy stands, if it has a file of its own.
    pub(crate) fn policy_path(&self) -> Option<&Utf8Path> {
        match &self.policy {
            Some(FoundPolicy::File(found)) => Some(&found.path),
            Some(FoundPolicy::Manifest(_)) | None => None,
        }
    }

    /// Where CODEOWNERS stands, from the workspace's root.
    pub(crate) fn codeowners_place(&self) -> Option<&Utf8Path> {
        self.codeowners.as_ref().map(|found| found.file.path.as_path())
    }

    /// Where the policy stands, be it the root manifest.
    pub(crate) fn policy_place(&self) -> Option<&Utf8Path> {
        match self.policy.as_ref()? {
            FoundPolicy::File(found) | FoundPolicy::Manifest(found) => Some(&found.path),
        }
    }

    /// The files of teams, and those of the baseline, from the workspace's root.
    pub(crate) fn files_of_teams(&self) -> (Vec<&str>, Vec<&str>) {
        let paths = |found| <[FoundText]>::iter(found).map(|file| file.path.as_str()).collect();
        (paths(&self.team_files), paths(&self.baseline_files))
    }

    /// The CODEOWNERS that is read, with its path.
    pub(crate) fn codeowners_text(&self) -> Option<(&Utf8Path, &str)> {
        self.codeowners.as_ref().map(|found| (found.file.path.as_path(), found.file.text.as_str()))
    }

    /// With another CODEOWNERS, read by the rules of the forge that reads the one that is there.
    pub(crate) fn with_codeowners(mut self, file: FoundText, prefix: Utf8PathBuf) -> Self {
        self.codeowners = Some(match self.codeowners {
            Some(found) => FoundCodeowners { file, ..found },
            None => {
                FoundCodeowners { file, place: ".github/CODEOWNERS", prefix, remote_host: None, shadowed: Vec::new() }
            }
        });
        self
    }

    /// With the policy of another file.
    pub(crate) fn with_policy_file(mut self, file: FoundText) -> Self {
        self.policy = Some(FoundPolicy::File(file));
        self
    }

    /// Without any policy.
    pub(crate) fn codeowners_alone(&self) -> Self {
        Self { codeowners: self.codeowners.clone(), ..Self::default() }
    }

    /// With a policy that is not written to disk yet.
    pub(crate) fn with_policy(mut self, text: &str) -> Self {
        self.policy = Some(FoundPolicy::File(FoundText { path: "boundaries.toml".into(), text: text.to_owned() }));
        self
    }
}

/// What the policy asks about files that are no source.
pub(crate) struct Files<'a> {
    /// Every file of the workspace, unless there are too many; asked for only if a pattern matches no source.
    pub(crate) all: &'a dyn Fn() -> Option<Vec<Utf8PathBuf>>,
    /// Whether there is a file of this path.
    pub(crate) exists: &'a dyn Fn(&Utf8Path) -> bool,
}

/// The policy that the texts declare for these modules.
pub(crate) fn policy(
    texts: &Texts,
    graph: &ModuleGraph,
    mut sources: SourceMap,
    files: &Files<'_>,
    rules: &Rules,
    limits: Limits,
) -> Result<Loaded, Error> {
    // A text of the same path may be known from a policy that this one replaces.
    let mut add = |found: &FoundText| match sources.find(&found.path) {
        Some(known) if sources.file(known).text() == found.text => known,
        _ => sources.add(found.path.clone(), found.text.as_str()),
    };
    let written = texts.policy.is_some() || !texts.team_files.is_empty();
    let policy = texts.policy.as_ref().map(|found| match found {
        FoundPolicy::File(text) => PolicyText::File(add(text)),
        FoundPolicy::Manifest(text) => PolicyText::Manifest(add(text)),
    });
    let team_files: Vec<FileId> = texts.team_files.iter().map(&mut add).collect();
    let baseline_files: Vec<FileId> = texts.baseline_files.iter().map(&mut add).collect();
    let codeowners_file = texts.codeowners.as_ref().map(|found| add(&found.file));
    let codeowners = texts.codeowners.as_ref().zip(codeowners_file).map(|(found, file)| CodeownersInput {
        file,
        place: found.place.into(),
        prefix: found.prefix.clone(),
        remote_host: found.remote_host.clone(),
    });
    let too_many = Cell::new(false);
    let all_files = || {
        let listed = (files.all)();
        too_many.set(listed.is_none());
        listed
    };
    let known_rules = names(rules);
    let directives = boundaries_analysis::directives(&sources);
    let input = PolicyInput {
        sources: &sources,
        policy,
        team_files,
        baseline_files,
        directives: &directives,
        codeowners,
        graph,
        file_exists: files.exists,
        all_files: &all_files,
        known_rules: &known_rules,
        limits,
    };
    let loaded = Policy::load(&input);
    match loaded {
        Ok(policy) => {
            let origin = match codeowners_file {
                _ if written => PolicyOrigin::Written,
                Some(file) => PolicyOrigin::CodeownersOnly(file),
                None => PolicyOrigin::Nothing,
            };
            let mut notes = notes(texts, &policy, &sources);
            notes.extend(too_many.get().then(|| {
                "patterns that match no source may match no file at all: there are more files than `--limit listed-files` \
                 allows"
                    .to_owned()
            }));
            Ok(Loaded { policy, sources, origin, notes })
        }
        Err(problems) => Err(Error::Policy(Box::new(PolicyFailure { problems, sources }))),
    }
}

/// The names of rules, as policies and comments may have them.
pub(crate) fn names(rules: &Rules) -> Vec<&'static str> {
    rules.metas().iter().map(|rule| rule.name).collect()
}

/// What is worth telling: whose rules CODEOWNERS is read by if that is not certain, further files that are not looked at,
/// and, while there is no policy and no check of it, lines that the forge skips or takes otherwise than meant.
fn notes(texts: &Texts, policy: &Policy, sources: &SourceMap) -> Vec<String> {
    let Some((found, codeowners)) = texts.codeowners.as_ref().zip(policy.codeowners()) else { return Vec::new() };
    let dialect = codeowners.dialect();
    let mut notes: Vec<String> = doubt(found, codeowners).into_iter().collect();
    notes.extend(found.shadowed.iter().map(|place| {
        if dialect.looks_at((*place).into()) {
            format!("`{place}` is not looked at, as `{}` comes first", found.place)
        } else {
            format!("`{place}` is not looked at, as {} does not", dialect.forge())
        }
    }));
    let told_by_rule = texts.policy.is_some() || !texts.team_files.is_empty();
    for (span, why) in codeowners.invalid().iter().filter(|_| !told_by_rule) {
        notes.push(format!("{}:{}: {why}", sources.file(span.file).path(), span.line));
    }
    notes
}

/// What makes it uncertain whether the forge in use reads this CODEOWNERS, and by these rules.
fn doubt(found: &FoundCodeowners, codeowners: &Codeowners) -> Option<String> {
    let (place, forge) = (found.place, codeowners.dialect().forge());
    let host = found.remote_host.as_deref();
    let on = host.and_then(Dialect::of_host).filter(|on| !on.looks_at(place.into())).map(Dialect::forge);
    let cause = match (codeowners.dialect_source(), on, host) {
        (DialectSource::Named | DialectSource::Remote, ..) | (DialectSource::Place, None, _) => return None,
        (_, Some(on), _) => format!("though {on}, where the remote is, does not look at it"),
        (DialectSource::Assumed, None, Some(host)) => format!("as the remote's host `{host}` does not tell the forge"),
        (DialectSource::Assumed, None, None) => "as there is no git remote to tell the forge".to_owned(),
    };
    Some(format!("`{place}` is read by {forge}'s rules, {cause}; `codeowners-dialect` in the policy settles it"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::project;

    /// What is told about a CODEOWNERS in this place.
    fn told(place: &'static str, host: Option<&str>, policy: Option<&str>, shadowed: &[&'static str]) -> String {
        let project = project("[app]\n", None, None);
        let texts = Texts {
            codeowners: Some(FoundCodeowners {
                file: FoundText { path: place.into(), text: "* @a\n".to_owned() },
                place,
                prefix: Utf8PathBuf::new(),
                remote_host: host.map(str::to_owned),
                shadowed: shadowed.to_vec(),
            }),
            ..Texts::default()
        };
        let texts = policy.map_or(texts.clone(), |policy| texts.with_policy(policy));
        let loaded = super::policy(
            &texts,
            project.graph(),
            SourceMap::default(),
            &super::Files { all: &|| Some(Vec::new()), exists: &|_| true },
            &Rules::default(),
            Limits::default(),
        );
        loaded.expect("the policy is sound").notes.join("\n")
    }

    #[test]
    fn where_nothing_tells_the_forge_github_is_taken_and_that_is_told() {
        insta::assert_snapshot!(told("CODEOWNERS", None, None, &[]), @"`CODEOWNERS` is read by GitHub's rules, as there is no git remote to tell the forge; `codeowners-dialect` in the policy settles it");
        insta::assert_snapshot!(told("docs/CODEOWNERS", Some("git.example.org"), None, &[]), @"`docs/CODEOWNERS` is read by GitHub's rules, as the remote's host `git.example.org` does not tell the forge; `codeowners-dialect` in the policy settles it");
        insta::assert_snapshot!(told("CODEOWNERS", Some("bitbucket.org"), None, &[]), @"`CODEOWNERS` is read by GitHub's rules, though Bitbucket, where the remote is, does not look at it; `codeowners-dialect` in the policy settles it");
        insta::assert_snapshot!(told(".github/CODEOWNERS", Some("gitlab.com"), None, &[]), @"`.github/CODEOWNERS` is read by GitHub's rules, though GitLab, where the remote is, does not look at it; `codeowners-dialect` in the policy settles it");
    }

    #[test]
    fn where_place_remote_or_key_tell_the_forge_nothing_is_told() {
        for (place, host) in [
            (".github/CODEOWNERS", None),
            (".github/CODEOWNERS", Some("git.example.org")),
            (".bitbucket/CODEOWNERS", Some("bitbucket.example.org")),
            ("CODEOWNERS", Some("github.com")),
            ("docs/CODEOWNERS", Some("gitlab.com")),
        ] {
            assert_eq!(told(place, host, None, &[]), "", "{place} {host:?}");
        }
        for host in [None, Some("git.example.org"), Some("bitbucket.org")] {
            let key = "codeowners-dialect = \"gitlab\"\n[teams]\na = {}\n";
            assert_eq!(told("CODEOWNERS", host, Some(key), &[]), "", "{host:?}");
        }
    }

    #[test]
    fn files_that_are_not_looked_at_are_told() {
        let others = &["docs/CODEOWNERS", ".github/CODEOWNERS"];
        insta::assert_snapshot!(told("CODEOWNERS", Some("gitlab.com"), None, others), @r"
        `docs/CODEOWNERS` is not looked at, as `CODEOWNERS` comes first
        `.github/CODEOWNERS` is not looked at, as GitLab does not
        ");
    }
}
