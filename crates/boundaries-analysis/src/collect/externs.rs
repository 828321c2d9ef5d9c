//! Which other crates the paths of a crate may start with, as the manifests say.

use boundaries_graph::{DependencyKind, TargetKind};
use camino::Utf8Path;
use rustc_hash::FxHashMap;

use super::Collector;
use crate::program::{Def, ScopeId};
use crate::workspace::Workspace;

impl Collector<'_> {
    /// Tells each crate which other crates its paths may start with.
    pub(super) fn link_externs(&mut self, workspace: &Workspace) {
        let libraries: FxHashMap<usize, (ScopeId, String)> = self
            .program
            .crates
            .iter()
            .filter(|krate| krate.kind.is_library())
            .map(|krate| (krate.package, (krate.root, krate.name.clone())))
            .collect();
        let by_dir: FxHashMap<&Utf8Path, usize> =
            workspace.packages().iter().enumerate().map(|(index, package)| (package.dir.as_path(), index)).collect();
        for at in 0..self.program.crates.len() {
            let (package, kind) = (self.program.crates[at].package, self.program.crates[at].kind);
            let mut externs = FxHashMap::default();
            for name in ["std", "core", "alloc", "proc_macro", "test"] {
                let name = self.program.symbols.intern(name);
                externs.insert(name, Def::External(name, name));
            }
            for dependency in &workspace.packages()[package].dependencies {
                let applies = match kind {
                    TargetKind::BuildScript => dependency.kind == DependencyKind::Build,
                    _ => dependency.kind != DependencyKind::Build,
                };
                if !applies {
                    continue;
                }
                let library =
                    dependency.path.as_deref().and_then(|dir| by_dir.get(dir)).and_then(|at| libraries.get(at));
                let rename = dependency.rename.as_ref().map(|rename| rename.replace('-', "_"));
                match library {
                    Some((root, name)) => {
                        let name = self.program.symbols.intern(rename.as_ref().unwrap_or(name));
                        externs.insert(name, Def::Module(*root));
                    }
                    None => {
                        let package = self.program.symbols.intern(&dependency.package_name.replace('-', "_"));
                        let name = rename.map_or(package, |rename| self.program.symbols.intern(&rename));
                        externs.entry(name).or_insert(Def::External(package, package));
                    }
                }
            }
            if !kind.is_library()
                && kind != TargetKind::BuildScript
                && let Some((root, name)) = libraries.get(&package)
            {
                let name = self.program.symbols.intern(name);
                externs.insert(name, Def::Module(*root));
            }
            self.program.crates[at].externs = externs;
        }
    }
}
