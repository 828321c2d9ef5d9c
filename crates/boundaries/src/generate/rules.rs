//! Rules for forges where the last rule that covers a path decides.
//!
//! First what is declared about paths, the weakest first, each pattern in the forge's spelling. Then the modules that teams
//! own by name: their folders where those hold nothing of others, else file by file. What still differs is set right by
//! lines for single files.

use boundaries_graph::{ModuleId, ModuleView};
use boundaries_policy::{OwnershipSourceKind, PathClaim};
use camino::Utf8Path;

use super::readback::{ReadBack, covered};
use super::{GenerateError, Generating, Rule, spelling};

impl Generating<'_> {
    pub(super) fn ordered_rules(&mut self) -> Result<Vec<Rule>, GenerateError> {
        let mut rules = Vec::new();
        let mut enumerated = Vec::new();
        let prefix = self.places.in_repository("".into());
        let policy = self.project.policy();
        for claim in policy.path_claims() {
            if self.claim_rules(&prefix, &claim, &mut rules)? {
                enumerated.push(claim.pattern().into_owned());
            }
        }
        let what = format!(
            "patterns without a counterpart in {} are written file by file; new files need a new run",
            self.dialect.forge()
        );
        self.tell(&what, &enumerated);
        self.module_rules(&mut rules)?;
        self.file_rules(&mut rules)?;
        // Of lines with the same pattern only the last can decide.
        let is_last = |index: usize, rule: &Rule| !rules[index + 1..].iter().any(|later| later.pattern == rule.pattern);
        Ok(rules
            .iter()
            .enumerate()
            .filter(|(index, rule)| is_last(*index, rule))
            .map(|(_, rule)| rule.clone())
            .collect())
    }

    /// The lines of one claim; the answer is whether they had to name single files.
    fn claim_rules(&self, prefix: &str, claim: &PathClaim<'_>, rules: &mut Vec<Rule>) -> Result<bool, GenerateError> {
        let Some(&team) = claim.source.teams.first() else { return Ok(false) };
        let wanted: Vec<bool> = self.files.iter().map(|file| claim.covers(&file.path)).collect();
        let ways = spelling::patterns(self.dialect, prefix, &claim.pattern());
        let exact = ways.into_iter().find(|way| covered(self.dialect, way, &self.files).as_ref() == Some(&wanted));
        if let Some(way) = exact {
            rules.extend(way.into_iter().map(|pattern| Rule { pattern, team }));
            return Ok(false);
        }
        for (file, _) in self.files.iter().zip(&wanted).filter(|(_, wanted)| **wanted) {
            rules.push(Rule { pattern: self.file_pattern(&file.path)?, team });
        }
        Ok(true)
    }

    /// Lines for modules that are owned by name, the outer before the inner.
    fn module_rules(&self, rules: &mut Vec<Rule>) -> Result<(), GenerateError> {
        let policy = self.project.policy();
        let graph = self.project.graph();
        let by_name = |(module, _): &(ModuleId, _)| {
            let decided = policy.owner_of_module(*module).decided_by.as_ref().map(|source| source.kind);
            matches!(decided, Some(OwnershipSourceKind::PolicyModule | OwnershipSourceKind::TeamFileModule))
        };
        let mut owned: Vec<ModuleView<'_>> =
            policy.owned_modules().filter(by_name).map(|(module, _)| graph.module(module)).collect();
        owned.sort_by_key(|module| (module.ancestors().count(), module.path(), module.id()));
        for module in owned {
            let Some(&team) = policy.owner_of_module(module.id()).teams.first() else { continue };
            let mut open = vec![module];
            while let Some(module) = open.pop() {
                let found = ReadBack::new(self.dialect, rules)?;
                let folder = self.folder_of(module);
                let in_folder = |path: &Utf8Path| folder.as_ref().is_some_and(|folder| path.starts_with(folder));
                let inside: Vec<_> = self.files.iter().filter(|file| in_folder(&file.path)).collect();
                let theirs = inside.iter().filter(|file| file.team == Some(team));
                let is_mostly_theirs = theirs.clone().count() * 2 > inside.len();
                let is_nobodys = inside.iter().any(|file| file.team.is_none());
                let takes_folder = is_mostly_theirs && !is_nobodys;
                let file = self.project.sources().file(module.data().file).path();
                let own = self.files.iter().find(|owned| owned.path == file && owned.team == Some(team));
                let is_covered = takes_folder && in_folder(file);
                if let Some(own) = own.filter(|own| !module.data().inline && !is_covered && !found.agrees(own)) {
                    rules.push(Rule { pattern: self.file_pattern(&own.path)?, team });
                }
                if !takes_folder {
                    let children = graph.children(module.id()).iter().map(|child| graph.module(*child));
                    open.extend(children.filter(|child| policy.owner_of_module(child.id()).teams == [team]));
                } else if theirs.into_iter().any(|file| !found.agrees(file))
                    && let Some(folder) = folder
                {
                    let folder = self.places.in_repository(&folder);
                    let pattern = spelling::folder(self.dialect, &folder);
                    rules.push(Rule { pattern: pattern.ok_or_else(|| self.inexpressible(vec![folder]))?, team });
                }
            }
        }
        Ok(())
    }

    /// Lines for single files where the rules so far say something else than what is declared.
    fn file_rules(&self, rules: &mut Vec<Rule>) -> Result<(), GenerateError> {
        let read = ReadBack::new(self.dialect, rules)?;
        for file in self.files.iter().filter(|file| !read.agrees(file)) {
            if let Some(team) = file.team {
                rules.push(Rule { pattern: self.file_pattern(&file.path)?, team });
            }
        }
        Ok(())
    }

    fn file_pattern(&self, path: &Utf8Path) -> Result<String, GenerateError> {
        let pattern = spelling::file(self.dialect, &self.places.in_repository(path));
        pattern.ok_or_else(|| self.inexpressible(vec![path.to_string()]))
    }

    /// The folder in which the files of the modules below a module are looked for; none where that is the package's own,
    /// which holds more than modules.
    fn folder_of(&self, module: ModuleView<'_>) -> Option<camino::Utf8PathBuf> {
        let around: Vec<ModuleView<'_>> = module.ancestors().collect();
        let with_file = around.iter().position(|module| !module.data().inline)?;
        let owner = around[with_file];
        let file = self.project.sources().file(owner.data().file).path();
        let is_root = owner.parent().is_none() || file.file_name() == Some("mod.rs");
        let mut folder = if is_root { file.parent()?.to_owned() } else { file.with_extension("") };
        folder.extend(around[..with_file].iter().rev().map(|inline| inline.name()));
        (folder != module.krate().package().dir()).then_some(folder)
    }
}
