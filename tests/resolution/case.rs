//! What a case looks like.
//!
//! ```text
//! === a name that an import renames
//! //- bank/src/lib.rs
//! pub struct Account;
//! //- shop/src/lib.rs deps: bank
//! use bank::Account as Purse; //=> bank::Account
//! fn open() -> Purse { Purse } //=> bank::Account
//! ```
//!
//! `=== name` starts a case, `//- path` a file of it. A package is called like its directory; `deps: a, b as c` behind the
//! path of its library lists what it depends on, `proc-macro` there makes it one, and a name that ends in `2015` is of that
//! edition. Behind `//=>` stand the definitions of other modules that a line refers to; a line without it refers to none.
//!
//! Between the name and the first file may stand
//!
//! | line | meaning |
//! |---|---|
//! | `known-miss: target, target; why` | what the tool does not see; the case fails once it does |
//! | `gaps: reason, reason` | the gaps that the case has; otherwise none |
//! | `outside` | it needs a package from elsewhere, so that it is not compiled |
//! | `tests` | it is compiled with `cfg(test)` as well |

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use boundaries::internal::graph::{DependencyKind, TargetKind};
use boundaries_analysis::{DependencyInfo, PackageInfo, TargetInfo};

pub(crate) struct Case {
    section: String,
    name: String,
    pub(crate) known_misses: BTreeSet<String>,
    pub(crate) gaps: BTreeSet<String>,
    pub(crate) needs_outside: bool,
    pub(crate) with_tests: bool,
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) packages: Vec<Package>,
}

pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) is_proc_macro: bool,
    /// Names of packages, and what code calls them.
    pub(crate) dependencies: Vec<(String, Option<String>)>,
    roots: Vec<String>,
}

pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) root: String,
    kind: TargetKind,
}

impl Case {
    /// The cases of a file.
    pub(crate) fn read_all(file: &Path) -> Vec<Self> {
        let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let section = file.file_stem().and_then(|stem| stem.to_str()).expect("names of sections are UTF-8").to_owned();
        let parts = text.split("\n=== ").skip(1);
        parts.map(|part| Self::read(&section, part)).collect()
    }

    fn read(section: &str, text: &str) -> Self {
        let mut lines = text.lines();
        let mut case = Self {
            section: section.to_owned(),
            name: lines.next().unwrap_or_default().to_owned(),
            known_misses: BTreeSet::new(),
            gaps: BTreeSet::new(),
            needs_outside: false,
            with_tests: false,
            files: BTreeMap::new(),
            packages: Vec::new(),
        };
        let mut current: Option<String> = None;
        for line in lines {
            if let Some(header) = line.strip_prefix("//- ") {
                current = Some(case.start_file(header));
            } else if let Some(path) = &current {
                let text = case.files.entry(path.clone()).or_default();
                text.push_str(line);
                text.push('\n');
            } else if let Some(miss) = line.strip_prefix("known-miss: ") {
                let (targets, _) = miss.split_once("; ").expect("a known miss says why");
                case.known_misses = targets.split(", ").map(str::to_owned).collect();
            } else if let Some(reasons) = line.strip_prefix("gaps: ") {
                case.gaps = reasons.split(", ").map(str::to_owned).collect();
            } else {
                match line {
                    "outside" => case.needs_outside = true,
                    "tests" => case.with_tests = true,
                    other => panic!("{}: {other} is not known", case.full_name()),
                }
            }
        }
        case
    }

    fn start_file(&mut self, header: &str) -> String {
        let (header, dependencies) = header.split_once(" deps: ").unwrap_or((header, ""));
        let (path, is_proc_macro) = match header.strip_suffix(" proc-macro") {
            Some(path) => (path, true),
            None => (header, false),
        };
        self.files.insert(path.to_owned(), String::new());
        let Some((name, rest)) = path.split_once('/') else { return path.to_owned() };
        let at = self.packages.iter().position(|package| package.name == name).unwrap_or_else(|| {
            let name = name.to_owned();
            self.packages.push(Package { name, is_proc_macro: false, dependencies: Vec::new(), roots: Vec::new() });
            self.packages.len() - 1
        });
        let package = &mut self.packages[at];
        package.is_proc_macro |= is_proc_macro;
        package.dependencies.extend(dependencies.split(", ").filter(|one| !one.is_empty()).map(|one| {
            match one.split_once(" as ") {
                Some((name, alias)) => (name.to_owned(), Some(alias.to_owned())),
                None => (one.to_owned(), None),
            }
        }));
        let is_test = rest.strip_prefix("tests/").is_some_and(|test| !test.contains('/'));
        if matches!(rest, "src/lib.rs" | "src/main.rs" | "build.rs") || is_test {
            package.roots.push(path.to_owned());
        }
        path.to_owned()
    }

    pub(crate) fn full_name(&self) -> String {
        format!("{}: {}", self.section, self.name)
    }
}

impl Package {
    pub(crate) fn edition(&self) -> &'static str {
        if self.name.ends_with("2015") { "2015" } else { "2021" }
    }

    /// Its targets, the library first.
    pub(crate) fn targets(&self) -> Vec<Target> {
        let mut targets: Vec<_> = self.roots.iter().map(|root| self.target(root)).collect();
        targets.sort_by_key(|target| !target.is_library());
        targets
    }

    fn target(&self, root: &str) -> Target {
        let krate = self.name.replace('-', "_");
        let (name, kind) = match root.split_once('/').map(|(_, rest)| rest) {
            Some("src/lib.rs") if self.is_proc_macro => (krate, TargetKind::ProcMacro),
            Some("src/lib.rs") => (krate, TargetKind::Lib),
            Some("build.rs") => ("build_script_build".to_owned(), TargetKind::BuildScript),
            Some("src/main.rs") => (krate, TargetKind::Bin),
            _ => {
                let stem =
                    Path::new(root).file_stem().and_then(|stem| stem.to_str()).expect("paths of cases are UTF-8");
                (stem.to_owned(), TargetKind::Test)
            }
        };
        Target { name, root: root.to_owned(), kind }
    }

    /// What Cargo would say of it.
    pub(crate) fn info(&self) -> PackageInfo {
        let dependency = |(name, alias): &(String, Option<String>)| DependencyInfo {
            package_name: name.clone(),
            rename: alias.clone(),
            kind: DependencyKind::Normal,
            path: Some(name.as_str().into()),
            features: Default::default(),
        };
        let target = |target: Target| TargetInfo {
            name: target.name,
            kind: target.kind,
            root_file: target.root.into(),
            is_2015: self.edition() == "2015",
        };
        PackageInfo {
            name: self.name.clone(),
            dir: self.name.as_str().into(),
            targets: self.targets().into_iter().map(target).collect(),
            dependencies: self.dependencies.iter().map(dependency).collect(),
            features: BTreeMap::new(),
        }
    }

    /// The libraries that its code can name, as files, and the names.
    pub(crate) fn externs(&self, case: &Case, for_library: bool) -> Vec<(String, String)> {
        let library = |name: &str| {
            let package = case.packages.iter().find(|package| package.name == name);
            let is_proc_macro = package.is_some_and(|package| package.is_proc_macro);
            let krate = name.replace('-', "_");
            if is_proc_macro {
                format!("lib{krate}{}", std::env::consts::DLL_SUFFIX)
            } else {
                format!("lib{krate}.rmeta")
            }
        };
        let own = (!for_library && self.roots.iter().any(|root| root.ends_with("src/lib.rs")))
            .then(|| (library(&self.name), self.name.replace('-', "_")));
        let others = self
            .dependencies
            .iter()
            .map(|(name, alias)| (library(name), alias.clone().unwrap_or_else(|| name.clone()).replace('-', "_")));
        others.chain(own).collect()
    }
}

impl Target {
    pub(crate) fn is_library(&self) -> bool {
        self.kind.is_library()
    }

    pub(crate) fn crate_type_args(&self, with_tests: bool) -> Vec<&'static str> {
        match self.kind {
            TargetKind::ProcMacro => vec!["--crate-type", "proc-macro"],
            TargetKind::Test => vec!["--test", "--emit", "metadata"],
            TargetKind::Lib if with_tests => vec!["--crate-type", "lib", "--cfg", "test", "--emit", "metadata"],
            TargetKind::Lib => vec!["--crate-type", "lib", "--emit", "metadata"],
            _ => vec!["--crate-type", "bin", "--emit", "metadata"],
        }
    }
}
