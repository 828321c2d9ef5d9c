//! Rules for forges where every rule that covers a path counts: no two may cover the same file, unless for the same team.
//!
//! The workspace is cut into the largest folders of one owner, and single files where a folder has several. Patterns of the
//! policy play no part here: such a forge has no way to say "all of these but those".

use boundaries_policy::TeamId;

use super::{GenerateError, Generating, OwnedFile, Rule, spelling};

impl Generating<'_> {
    pub(super) fn partition(&self) -> Result<Vec<Rule>, GenerateError> {
        let mut files: Vec<&OwnedFile> = self.files.iter().collect();
        files.sort_by(|a, b| a.in_repository.cmp(&b.in_repository));
        let prefix = self.places.in_repository("".into());
        let is_inside = |file: &&&OwnedFile| prefix.is_empty() || file.in_repository.starts_with(&format!("{prefix}/"));
        let top = if files.iter().all(|file| is_inside(&file)) { prefix } else { String::new() };
        let mut rules = Vec::new();
        let mut inexpressible = Vec::new();
        let mut open = vec![(top, files.as_slice())];
        while let Some((folder, files)) = open.pop() {
            if let Some(team) = same(files) {
                let Some(team) = team else { continue };
                match spelling::folder(self.dialect, &folder) {
                    Some(pattern) => rules.push(Rule { pattern, team }),
                    None => inexpressible.push(folder),
                }
                continue;
            }
            let mut rest = files;
            while let Some(file) = rest.first() {
                let below = below(&folder, &file.in_repository);
                match below.split_once('/') {
                    Some((name, _)) => {
                        let inner = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
                        let start = format!("{inner}/");
                        let end = rest.partition_point(|file| file.in_repository.starts_with(&start));
                        open.push((inner, &rest[..end]));
                        rest = &rest[end..];
                    }
                    None => {
                        match (file.team, spelling::file(self.dialect, &file.in_repository)) {
                            (None, _) => {}
                            (Some(team), Some(pattern)) => rules.push(Rule { pattern, team }),
                            (Some(_), None) => inexpressible.push(file.path.to_string()),
                        }
                        rest = &rest[1..];
                    }
                }
            }
        }
        rules.sort_by(|a, b| a.pattern.cmp(&b.pattern));
        if inexpressible.is_empty() { Ok(rules) } else { Err(self.inexpressible(inexpressible)) }
    }
}

/// The owner of all files, if they have the same.
fn same(files: &[&OwnedFile]) -> Option<Option<TeamId>> {
    let first = files.first()?.team;
    files.iter().all(|file| file.team == first).then_some(first)
}

fn below<'a>(folder: &str, path: &'a str) -> &'a str {
    if folder.is_empty() { path } else { path.get(folder.len() + 1..).unwrap_or_default() }
}
