//! Small workspaces for this crate's own tests.

use boundaries_analysis::{DependencyInfo, MemoryReader, PackageInfo, TargetInfo, Workspace};
use boundaries_graph::{DependencyKind, TargetKind};

use crate::Project;

/// A workspace from texts: `[name needs…]` opens a package that depends on others, and what follows is its library. As
/// brackets open packages, `#{test}` stands for `#[cfg(test)]`.
pub(crate) fn project(code: &str, policy: Option<&str>, codeowners: Option<&str>) -> Project {
    let mut packages = Vec::new();
    let mut reader = MemoryReader::default();
    for part in code.split('[').skip(1) {
        let (head, text) = part.split_once(']').expect("a package's head ends");
        let mut words = head.split_whitespace();
        let name = words.next().expect("a package has a name").to_owned();
        let root_file = format!("{name}/src/lib.rs");
        reader.insert(root_file.clone(), text.trim_start().replace("#{test}", "#[cfg(test)]"));
        let dependency = |need: &str| DependencyInfo {
            package_name: need.to_owned(),
            rename: None,
            kind: DependencyKind::Normal,
            path: Some(need.into()),
            features: Default::default(),
        };
        packages.push(PackageInfo {
            targets: vec![TargetInfo {
                name: name.replace('-', "_"),
                kind: TargetKind::Lib,
                root_file: root_file.into(),
                is_2015: false,
            }],
            dependencies: words.map(dependency).collect(),
            features: Default::default(),
            dir: name.clone().into(),
            name,
        });
    }
    let workspace = Workspace::new("/workspace", packages);
    Project::from_texts(&workspace, &reader, policy, codeowners).expect("the workspace and its policy are sound")
}
