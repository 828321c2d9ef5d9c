//! Which code takes part: by default all of it, whatever conditional compilation says. And how much of a text is read.

use std::collections::BTreeSet;
use std::sync::Arc;

use boundaries_cache::{Hash, hash};
use camino::{Utf8Path, Utf8PathBuf};
use cfg_expr::targets::{Family, TargetInfo, get_builtin_target_by_triple};

use crate::AnalysisError;
use crate::limits::{Limits, count};
use crate::workspace::{PackageInfo, Workspace};

/// What narrows the code that takes part. What is not decided here counts as both: code for every platform, and with
/// every feature, is there.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct CfgOptions {
    /// Features, as `feature` or `package/feature`. Where any is named, or the default ones are left out, no others are on
    /// but those that these turn on.
    pub features: Vec<String>,
    /// Leaves the default features out.
    pub no_default_features: bool,
    /// The triple of the one platform whose code takes part.
    pub target: Option<String>,
    /// Conditions that hold, as `name` or `key="value"`.
    pub cfg: Vec<String>,
}

/// What is decided for the code of one package.
#[derive(Debug)]
pub(crate) struct Conditions {
    features: Option<BTreeSet<String>>,
    target: Option<&'static TargetInfo>,
    set: Vec<(String, Option<String>)>,
    /// How deeply its texts may nest.
    pub(crate) nesting: usize,
}

impl Default for Conditions {
    fn default() -> Self {
        Self { features: None, target: None, set: Vec::new(), nesting: count(Limits::default().nesting) }
    }
}

impl Conditions {
    /// What identifies these conditions among those of all runs.
    pub(crate) fn fingerprint(&self) -> Hash {
        let target = self.target.map(|target| target.triple.as_str());
        hash(&postcard::to_stdvec(&(&self.features, target, &self.set, self.nesting)).expect("it is written to memory"))
    }

    /// Whether a condition holds, where that is decided.
    pub(crate) fn decide(&self, name: &str, value: Option<&str>) -> Option<bool> {
        if self.set.iter().any(|(set, of)| set == name && of.as_deref() == value) {
            return Some(true);
        }
        match (name, value) {
            ("feature", Some(feature)) => self.features.as_ref().map(|features| features.contains(feature)),
            _ => self.target.and_then(|target| of_target(target, name, value)),
        }
    }
}

fn of_target(target: &TargetInfo, name: &str, value: Option<&str>) -> Option<bool> {
    let is_family = |name| target.families.contains(&Family::new(name));
    let matches = |of: Option<&str>, value: &str| of.unwrap_or_default() == value;
    if matches!((name, value), ("unix" | "windows", None)) {
        return Some(is_family(name.to_owned()));
    }
    Some(match (name, value?) {
        ("target_os", value) => matches(target.os.as_ref().map(|os| os.as_str()), value),
        ("target_arch", value) => target.arch.as_str() == value,
        ("target_env", value) => matches(target.env.as_ref().map(|env| env.as_str()), value),
        ("target_abi", value) => matches(target.abi.as_ref().map(|abi| abi.as_str()), value),
        ("target_vendor", value) => matches(target.vendor.as_ref().map(|vendor| vendor.as_str()), value),
        ("target_family", value) => is_family(value.to_owned()),
        ("target_pointer_width", value) => target.pointer_width.to_string() == value,
        ("target_endian", value) => {
            let is_little = target.endian == cfg_expr::targets::Endian::little;
            value == if is_little { "little" } else { "big" }
        }
        _ => return None,
    })
}

/// What is decided for the code of each package, by the package's directory.
#[derive(Default)]
pub(crate) struct ConditionsByPackage {
    /// Deeper directories first.
    packages: Vec<(Utf8PathBuf, Arc<Conditions>)>,
    elsewhere: Arc<Conditions>,
}

impl ConditionsByPackage {
    pub(crate) fn new(options: &CfgOptions, limits: Limits, workspace: &Workspace) -> Result<Self, AnalysisError> {
        let target = match &options.target {
            Some(triple) => Some(
                get_builtin_target_by_triple(triple)
                    .ok_or_else(|| AnalysisError::UnknownTarget { triple: triple.clone() })?,
            ),
            None => None,
        };
        let set: Vec<_> = options.cfg.iter().map(|text| condition(text)).collect::<Result<_, _>>()?;
        let nesting = count(limits.nesting);
        let is_narrowed = !options.features.is_empty() || options.no_default_features;
        for feature in &options.features {
            let (package, name) = feature.rsplit_once('/').map_or((None, feature.as_str()), |(a, b)| (Some(a), b));
            let has = |of: &PackageInfo| package.is_none_or(|name| of.name == name) && of.features.contains_key(name);
            if !workspace.packages().iter().any(has) {
                return Err(AnalysisError::UnknownFeature { feature: feature.clone() });
            }
        }
        let of_package = |package: &PackageInfo| Conditions {
            features: is_narrowed.then(|| features(options, package)),
            target,
            set: set.clone(),
            nesting,
        };
        let mut packages: Vec<_> =
            workspace.packages().iter().map(|package| (package.dir.clone(), Arc::new(of_package(package)))).collect();
        packages.sort_by_key(|(dir, _)| std::cmp::Reverse(dir.components().count()));
        Ok(Self { packages, elsewhere: Arc::new(Conditions { features: None, target, set, nesting }) })
    }

    pub(crate) fn of(&self, file: &Utf8Path) -> Arc<Conditions> {
        let package = self.packages.iter().find(|(dir, _)| file.starts_with(dir));
        Arc::clone(package.map_or(&self.elsewhere, |(_, conditions)| conditions))
    }
}

/// `name` or `key="value"`.
fn condition(text: &str) -> Result<(String, Option<String>), AnalysisError> {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.starts_with(char::is_numeric)
    };
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name.trim(), Some(value.trim().trim_matches('"').to_owned())),
        None => (text.trim(), None),
    };
    match is_name(name) {
        true => Ok((name.to_owned(), value)),
        false => Err(AnalysisError::InvalidCfg { text: text.to_owned() }),
    }
}

/// The features of a package that are on: the chosen ones, and what they turn on.
fn features(options: &CfgOptions, package: &PackageInfo) -> BTreeSet<String> {
    let chosen = options.features.iter().filter_map(|feature| match feature.rsplit_once('/') {
        Some((of, feature)) => (of == package.name).then_some(feature),
        None => Some(feature.as_str()),
    });
    let default = (!options.no_default_features).then_some("default");
    let mut queue: Vec<&str> = chosen.chain(default).filter(|name| package.features.contains_key(*name)).collect();
    let mut on: BTreeSet<String> = BTreeSet::new();
    while let Some(feature) = queue.pop() {
        if on.insert(feature.to_owned()) {
            let implied = package.features.get(feature).into_iter().flatten().map(String::as_str);
            queue.extend(implied.filter(|name| package.features.contains_key(*name)));
        }
    }
    on
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(options: &CfgOptions, name: &str, value: Option<&str>) -> Option<bool> {
        let features = [("default", vec!["std"]), ("std", vec![]), ("net", vec!["io", "dep:mio"]), ("io", vec![])];
        let features = features.map(|(name, on)| (name.to_owned(), on.into_iter().map(str::to_owned).collect()));
        let package = PackageInfo {
            name: "shop".into(),
            dir: "shop".into(),
            targets: vec![],
            dependencies: vec![],
            features: features.into(),
        };
        let workspace = Workspace::new("/w", vec![package]);
        let conditions =
            ConditionsByPackage::new(options, Limits::default(), &workspace).expect("the options are right");
        conditions.of(Utf8Path::new("shop/src/lib.rs")).decide(name, value)
    }

    #[test]
    fn nothing_is_decided_by_default() {
        let options = CfgOptions::default();
        for (name, value) in [("unix", None), ("feature", Some("net")), ("target_os", Some("linux")), ("loom", None)] {
            assert_eq!(decided(&options, name, value), None, "{name}");
        }
    }

    #[test]
    fn features_turn_each_other_on() {
        let options = CfgOptions { features: vec!["net".into()], ..CfgOptions::default() };
        let is_on = |options: &CfgOptions, name| decided(options, "feature", Some(name));
        assert_eq!(["net", "io", "std"].map(|name| is_on(&options, name)), [Some(true); 3]);
        let bare = CfgOptions { no_default_features: true, ..options };
        assert_eq!(["net", "io", "std"].map(|name| is_on(&bare, name)), [Some(true), Some(true), Some(false)]);
        let other = CfgOptions { features: vec!["shop/io".into()], ..CfgOptions::default() };
        assert_eq!(["net", "io", "std"].map(|name| is_on(&other, name)), [Some(false), Some(true), Some(true)]);
    }

    #[test]
    fn a_target_decides_what_it_is() {
        let options = CfgOptions { target: Some("x86_64-pc-windows-msvc".into()), ..CfgOptions::default() };
        assert_eq!(decided(&options, "target_os", Some("windows")), Some(true));
        assert_eq!(decided(&options, "target_family", Some("unix")), Some(false));
        assert_eq!(decided(&options, "windows", None), Some(true));
        assert_eq!(decided(&options, "unix", None), Some(false));
        assert_eq!(decided(&options, "target_pointer_width", Some("64")), Some(true));
        assert_eq!(decided(&options, "loom", None), None);
    }

    #[test]
    fn conditions_that_are_set_hold_and_others_stay_open() {
        let options = CfgOptions { cfg: vec!["loom".into(), "backend=\"fast\"".into()], ..CfgOptions::default() };
        assert_eq!(decided(&options, "loom", None), Some(true));
        assert_eq!(decided(&options, "backend", Some("fast")), Some(true));
        assert_eq!(decided(&options, "backend", Some("slow")), None);
    }

    #[test]
    fn mistakes_are_told() {
        let mistake = |options: CfgOptions| {
            ConditionsByPackage::new(&options, Limits::default(), &Workspace::new("/w", vec![]))
                .err()
                .map(|error| error.to_string())
        };
        let wrong = [
            CfgOptions { target: Some("windows".into()), ..CfgOptions::default() },
            CfgOptions { features: vec!["nett".into()], ..CfgOptions::default() },
            CfgOptions { cfg: vec!["not(unix)".into()], ..CfgOptions::default() },
        ];
        let messages: Vec<_> = wrong.into_iter().filter_map(mistake).collect();
        assert_eq!(
            messages,
            [
                "`windows` is no target of the compiler; `rustc --print target-list` lists them",
                "no package of the workspace has the feature `nett`",
                "`not(unix)` is no condition that can be set; write `name` or `key=\"value\"`",
            ]
        );
    }
}
