//! Finds the texts of a policy and turns them, with the analysed workspace, into a validated policy.

use boundaries_graph::{FileId, ModuleGraph, SourceMap};
use boundaries_policy::{Codeowners, CodeownersInput, Policy, PolicyInput, PolicyText};
use camino::{Utf8Path, Utf8PathBuf};

use crate::Error;
use crate::discover::{self, FoundCodeowners, FoundText};
use crate::error::PolicyFailure;
use crate::project::PolicyOrigin;

/// The texts that were found, before anything is known about the code.
#[derive(Clone, Default, Debug)]
pub(crate) struct Texts {
    policy: Option<FoundPolicy>,
    team_files: Vec<FoundText>,
    codeowners: Option<FoundCodeowners>,
}

#[derive(Clone, Debug)]
enum FoundPolicy {
    File(FoundText),
    /// `[workspace.metadata.boundaries]`, in the text of the root manifest.
    Manifest(FoundText),
}

/// A policy, and the texts it refers to.
pub(crate) struct Loaded {
    pub(crate) policy: Policy,
    pub(crate) sources: SourceMap,
    pub(crate) origin: PolicyOrigin,
    pub(crate) notes: Vec<String>,
}

/// The texts of the workspace at `root`; the policy is looked for unless `config` names it.
pub(crate) fn find_texts(root: &Utf8Path, config: Option<&Utf8Path>) -> Result<Texts, Error> {
    let manifest = discover::root_manifest(root)?;
    let in_manifest = manifest.as_ref().is_some_and(|manifest| boundaries_policy::manifest_has_policy(&manifest.text));
    let policy = match config {
        Some(path) => Some(FoundPolicy::File(discover::named_policy_file(root, path)?)),
        None => match discover::policy_file(root, in_manifest)? {
            Some(file) => Some(FoundPolicy::File(file)),
            None => manifest.filter(|_| in_manifest).map(FoundPolicy::Manifest),
        },
    };
    Ok(Texts { policy, team_files: discover::team_files(root)?, codeowners: discover::codeowners(root)? })
}

/// Where the workspace at `root` has a policy already.
pub(crate) fn existing_policy(root: &Utf8Path) -> Result<Option<String>, Error> {
    let manifest = discover::root_manifest(root)?;
    let in_manifest = manifest.is_some_and(|manifest| boundaries_policy::manifest_has_policy(&manifest.text));
    if let Some(place) = discover::policy_places(root, in_manifest).first() {
        return Ok(Some((*place).to_owned()));
    }
    Ok(discover::team_files(root)?.first().map(|file| file.path.to_string()))
}

/// CODEOWNERS alone, for the workspace at `root`.
pub(crate) fn find_codeowners(root: &Utf8Path) -> Result<Texts, Error> {
    Ok(Texts { codeowners: discover::codeowners(root)?, ..Texts::default() })
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

/// The policy that the texts declare for these modules.
///
/// `all_files` lists every file of the workspace, and is asked only if a pattern matches no source.
pub(crate) fn policy(
    texts: &Texts,
    graph: &ModuleGraph,
    mut sources: SourceMap,
    all_files: &dyn Fn() -> Vec<Utf8PathBuf>,
) -> Result<Loaded, Error> {
    let mut add = |found: &FoundText| match sources.find(&found.path) {
        Some(known) => known,
        None => sources.add(found.path.clone(), found.text.as_str()),
    };
    let written = texts.policy.is_some() || !texts.team_files.is_empty();
    let policy = texts.policy.as_ref().map(|found| match found {
        FoundPolicy::File(text) => PolicyText::File(add(text)),
        FoundPolicy::Manifest(text) => PolicyText::Manifest(add(text)),
    });
    let team_files: Vec<FileId> = texts.team_files.iter().map(&mut add).collect();
    let codeowners_file = texts.codeowners.as_ref().map(|found| add(&found.file));
    let codeowners = texts.codeowners.as_ref().zip(codeowners_file).map(|(found, file)| CodeownersInput {
        file,
        place: found.place.into(),
        prefix: found.prefix.clone(),
        remote_host: found.remote_host.clone(),
    });
    let known_rules: Vec<&str> = boundaries_lint::registry().iter().map(|rule| rule.name).collect();
    let input =
        PolicyInput { sources: &sources, policy, team_files, codeowners, graph, all_files, known_rules: &known_rules };
    let loaded = Policy::load(&input);
    match loaded {
        Ok(policy) => {
            let origin = match codeowners_file {
                _ if written => PolicyOrigin::Written,
                Some(file) => PolicyOrigin::CodeownersOnly(file),
                None => PolicyOrigin::Nothing,
            };
            let notes = notes(texts, &policy, &sources);
            Ok(Loaded { policy, sources, origin, notes })
        }
        Err(problems) => Err(Error::Policy(Box::new(PolicyFailure { problems, sources }))),
    }
}

/// What is worth telling: CODEOWNERS files that no forge looks at, and, while there is no policy and no check of it, lines
/// that the forge skips or takes otherwise than meant.
fn notes(texts: &Texts, policy: &Policy, sources: &SourceMap) -> Vec<String> {
    let Some(found) = &texts.codeowners else { return Vec::new() };
    let shadowed = found.shadowed.iter();
    let mut notes: Vec<String> =
        shadowed.map(|place| format!("`{place}` is not looked at, as `{}` comes first", found.place)).collect();
    let told_by_rule = texts.policy.is_some() || !texts.team_files.is_empty();
    let invalid = policy.codeowners().filter(|_| !told_by_rule).map_or(&[][..], Codeowners::invalid);
    for (span, why) in invalid {
        notes.push(format!("{}:{}: {why}", sources.file(span.file).path(), span.line));
    }
    notes
}
