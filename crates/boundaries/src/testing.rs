//! Tests of architectures and of policies: that a workspace keeps to its boundaries, and that a policy says what is meant.
//!
//! In a workspace of one's own, with this crate among the development dependencies:
//!
//! ```ignore
//! #[test]
//! fn architecture_holds() {
//!     boundaries::testing::assert_holds(env!("CARGO_MANIFEST_DIR"));
//! }
//! ```
//!
//! A policy is tried on a small workspace that is written as one text:
//!
//! ```
//! let shop = boundaries::testing::workspace("
//! //- boundaries.toml
//! [teams]
//! orders = { owns = [\"orders\"] }
//! billing = { owns = [\"billing\"] }
//! //- billing/src/lib.rs
//! pub struct Invoice;
//! //- orders/src/lib.rs deps: billing
//! pub fn pay(_: billing::Invoice) {}
//! ")?;
//! let findings = boundaries::testing::findings(&shop);
//! assert!(findings[0].starts_with("deny[undeclared-coupling]: team `orders` uses `billing::Invoice`"));
//! # Ok::<(), boundaries::Error>(())
//! ```
//!
//! A rule of one's own is tried in the same way with [`findings_of`], and [`assert_kit`] holds its page to what it does.

mod kit;

use boundaries_analysis::{DependencyInfo, MemoryReader, PackageInfo, TargetInfo, Workspace};
use boundaries_graph::{DependencyKind, TargetKind};
use boundaries_lint::{Finding, Rules};
use boundaries_report::TextOptions;
use camino::Utf8Path;

use crate::{CheckOptions, Error, Project, ProjectOptions};
pub use kit::{PageExample, assert_kit, findings_of, page_examples};

/// Checks the workspace of a folder, and tells the whole report if it fails. The folder may be that of a member.
///
/// # Panics
/// If there are findings that make `cargo boundaries check` fail, or there is no workspace, or its policy has mistakes.
#[track_caller]
pub fn assert_holds(folder: impl AsRef<str>) {
    assert_holds_with(folder, &Rules::default());
}

/// The same, with rules of one's own.
///
/// # Panics
/// As [`assert_holds`].
#[track_caller]
pub fn assert_holds_with(folder: impl AsRef<str>, rules: &Rules) {
    let manifest = Utf8Path::new(folder.as_ref()).join("Cargo.toml");
    let options = ProjectOptions::at(manifest).with_rules(rules.clone());
    let project = match Project::load(&options) {
        Ok(project) => project,
        Err(error) => panic!("{}", with_causes(&error)),
    };
    let report = project.check(&CheckOptions::default());
    if report.fails() {
        let mut text = Vec::new();
        boundaries_report::text(&report, project.sources(), TextOptions::default(), &mut text)
            .expect("writing to memory does not fail");
        panic!("the architecture does not hold\n{}", String::from_utf8_lossy(&text));
    }
}

fn with_causes(error: &Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    causes.fold(error.to_string(), |told, cause| format!("{told}\n  because: {cause}"))
}

/// A workspace that is written as one text, and lies on no disk.
///
/// `//- PATH` starts a file. `//- orders/src/lib.rs deps: billing, serde` starts the library of the package `orders`, in the
/// folder of that name, which depends on these. `boundaries.toml` is the policy, a file called `CODEOWNERS` says what its name
/// says; what stands before the first file is ignored. `use` follows the rules of the edition 2018 and later ones.
///
/// # Errors
/// Where the policy has mistakes.
pub fn workspace(text: &str) -> Result<Project, Error> {
    workspace_with(text, &Rules::default())
}

/// The same, with rules of one's own, which the policy can name.
///
/// # Errors
/// As [`workspace`].
pub fn workspace_with(text: &str, rules: &Rules) -> Result<Project, Error> {
    let mut packages: Vec<PackageInfo> = Vec::new();
    let mut reader = MemoryReader::default();
    let (mut policy, mut codeowners) = (None, None);
    let files = text.split("\n//- ").enumerate().filter_map(|(at, file)| match at {
        0 => file.strip_prefix("//- "),
        _ => Some(file),
    });
    for file in files {
        let (header, body) = file.split_once('\n').unwrap_or((file, ""));
        let (path, needs) = header.split_once(" deps:").unwrap_or((header, ""));
        let path = Utf8Path::new(path.trim());
        if path == "boundaries.toml" {
            policy = Some(body);
        } else if path.file_name() == Some("CODEOWNERS") {
            codeowners = Some(body);
        } else {
            reader.insert(path, body);
        }
        let Some(dir) = path.as_str().strip_suffix("/src/lib.rs") else { continue };
        let needs = needs.split(',').map(str::trim).filter(|need| !need.is_empty());
        packages.push(library(dir, needs));
    }
    // Which of the needs are members is known once all are.
    let dirs: Vec<(String, camino::Utf8PathBuf)> =
        packages.iter().map(|package| (package.name.clone(), package.dir.clone())).collect();
    for need in packages.iter_mut().flat_map(|package| &mut package.dependencies) {
        need.path = dirs.iter().find(|(name, _)| *name == need.package_name).map(|(_, dir)| dir.clone());
    }
    let options = ProjectOptions::default().with_rules(rules.clone());
    Project::from_texts_with(&Workspace::new("/workspace", packages), &reader, policy, codeowners, &options)
}

/// What a check says, a line for each finding that nothing tolerates: `deny[undeclared-coupling]: team …`.
#[must_use]
pub fn findings(project: &Project) -> Vec<String> {
    project.check(&CheckOptions::default()).open().map(line).collect()
}

fn line(finding: &Finding) -> String {
    format!("{}[{}]: {}", finding.level.as_str(), finding.key.rule, finding.headline)
}

/// The package of a library.
fn library<'n>(dir: &str, needs: impl Iterator<Item = &'n str>) -> PackageInfo {
    let name = dir.rsplit('/').next().unwrap_or(dir);
    let dependency = |need: &str| DependencyInfo {
        package_name: need.to_owned(),
        rename: None,
        kind: DependencyKind::Normal,
        path: None,
        features: Default::default(),
    };
    PackageInfo {
        name: name.to_owned(),
        dir: dir.into(),
        targets: vec![TargetInfo {
            name: name.replace('-', "_"),
            kind: TargetKind::Lib,
            root_file: format!("{dir}/src/lib.rs").into(),
            is_2015: false,
        }],
        dependencies: needs.map(dependency).collect(),
        features: Default::default(),
    }
}

/// A workspace from texts: `[name needs…]` opens a package that depends on others, and what follows is its library. As
/// brackets open packages, `#{test}` stands for `#[cfg(test)]`.
#[cfg(test)]
pub(crate) fn project(code: &str, policy: Option<&str>, codeowners: Option<&str>) -> Project {
    let mut packages = Vec::new();
    let mut reader = MemoryReader::default();
    for part in code.split('[').skip(1) {
        let (head, text) = part.split_once(']').expect("a package's head ends");
        let mut words = head.split_whitespace();
        let name = words.next().expect("a package has a name");
        reader.insert(format!("{name}/src/lib.rs"), text.trim_start().replace("#{test}", "#[cfg(test)]"));
        let mut package = library(name, words);
        for need in &mut package.dependencies {
            need.path = Some(need.package_name.as_str().into());
        }
        packages.push(package);
    }
    let workspace = Workspace::new("/workspace", packages);
    Project::from_texts(&workspace, &reader, policy, codeowners).expect("the workspace and its policy are sound")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"crates/billing/**\"] }
//- crates/billing/src/lib.rs
pub mod api;
//- crates/billing/src/api.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing, serde
pub fn pay(_: billing::api::Invoice) -> serde::Value { todo!() }
";

    #[test]
    fn a_workspace_in_one_text_is_one() {
        let shop = workspace(SHOP).expect("the policy is sound");
        insta::assert_snapshot!(findings(&shop).join("\n"), @r"
        deny[undeclared-coupling]: team `orders` uses `billing::api::Invoice` owned by `billing` without a contract
        warn[undeclared-dependency]: package `orders` of `orders` depends on `billing` of `billing`, and no contract covers it
        ");
        let contract = "[[contract]]\nconsumer = \"orders\"\nprovider = \"billing\"\nreason = \"r\"\n//- crates";
        let shop = workspace(&SHOP.replacen("//- crates", contract, 1)).expect("the policy is sound");
        assert_eq!(findings(&shop), [""; 0]);
        assert!(matches!(workspace(&SHOP.replace("owns", "ownz")), Err(Error::Policy(_))));
        assert_eq!(workspace("").map(|empty| findings(&empty).len()).ok(), Some(0));
    }

    #[test]
    fn what_does_not_hold_is_told() {
        let told = |folder: &str| {
            let failed = std::panic::catch_unwind(|| assert_holds(folder)).expect_err("it does not hold");
            failed.downcast_ref::<String>().cloned().unwrap_or_default()
        };
        let shop = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/shop");
        let report = told(shop);
        assert!(report.starts_with("the architecture does not hold\n"), "{report}");
        assert!(report.contains("billing::tables::Row"), "{report}");
        assert!(told(concat!(env!("CARGO_MANIFEST_DIR"), "/nowhere")).contains("nowhere"));
    }

    /// Nothing is global: what one thread looks at is nothing to another.
    #[test]
    fn workspaces_know_nothing_of_each_other() {
        let owned = SHOP.replace("owns = [\"orders\"]", "owns = [\"orders\", \"crates/billing/**\"]");
        let owned = owned.replace("billing = { owns = [\"crates/billing/**\"] }\n", "");
        let told = |text: &str| findings(&workspace(text).expect("the policy is sound"));
        let (of_two, of_one) = (told(SHOP), told(&owned));
        assert_eq!((of_two.len(), of_one.len()), (2, 0));
        std::thread::scope(|scope| {
            for number in 0..8 {
                let (text, known) = if number % 2 == 0 { (SHOP, &of_two) } else { (owned.as_str(), &of_one) };
                scope.spawn(move || assert_eq!(&told(text), known));
            }
        });
    }

    /// What a check gives can be handed to other threads, and a session moves to one.
    #[test]
    fn results_are_for_all_threads() {
        fn shared<T: Send + Sync>() {}
        fn sent<T: Send>() {}
        shared::<Project>();
        shared::<boundaries_lint::Report>();
        shared::<boundaries_lint::Finding>();
        shared::<boundaries_graph::ModuleGraph>();
        shared::<boundaries_policy::Policy>();
        shared::<Rules>();
        shared::<ProjectOptions>();
        shared::<CheckOptions>();
        shared::<crate::Asker>();
        shared::<crate::Revision>();
        shared::<crate::UnsavedTexts>();
        shared::<crate::Cancellation>();
        shared::<crate::History>();
        shared::<crate::Difference>();
        shared::<boundaries_report::FindingDiagnostic>();
        shared::<Error>();
        sent::<crate::Session>();
    }
}
