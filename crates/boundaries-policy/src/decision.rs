//! The whole decision about an owner: every line that speaks of a file or module, and why one of them wins.

use boundaries_graph::ModuleId;
use camino::Utf8Path;

use crate::ownership::{Owners, OwnershipSource, OwnershipSourceKind};

/// What one line says about an owner, and what came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// The line.
    pub source: OwnershipSource,
    /// What came of it.
    pub standing: Standing,
}

/// What came of a line that speaks of an owner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It decides. Several lines do only where sections of CODEOWNERS decide together.
    Decides,
    /// Another line of the same kind is nearer, or spells out more.
    LessSpecific,
    /// A line of CODEOWNERS that covers the same path and comes later decides.
    Overridden,
    /// An exclusion of CODEOWNERS takes the path out of the line's section.
    Excluded,
    /// A source of this stronger kind speaks.
    Outranked(OwnershipSourceKind),
}

impl Statement {
    /// Why it decides, or why it does not.
    #[must_use]
    pub fn reason(&self) -> String {
        use OwnershipSourceKind as Kind;
        let told = match (self.standing, self.source.kind) {
            (Standing::Outranked(stronger), kind) => {
                return format!("{} is stronger than {}", stronger.with_article(), kind.with_article());
            }
            (Standing::Excluded, _) => "an exclusion takes the path out of its section",
            (Standing::Overridden, _) => "a later line covers the path too",
            (Standing::LessSpecific, Kind::PolicyModule | Kind::TeamFileModule) => "a module nearer to it is named",
            (Standing::LessSpecific, Kind::PolicyPattern | Kind::TeamFilePattern) => {
                "another pattern spells out as much or more"
            }
            (Standing::LessSpecific, Kind::PackageMetadata) => "a package nearer to it speaks",
            (Standing::LessSpecific, Kind::Codeowners | Kind::OptionalCodeowners) => "another line decides",
            (Standing::Decides, Kind::PolicyModule | Kind::TeamFileModule) => {
                "the nearest module that a team owns by its path"
            }
            (Standing::Decides, Kind::PolicyPattern | Kind::TeamFilePattern) => "the pattern that spells out most",
            (Standing::Decides, Kind::PackageMetadata) => "the package around it",
            (Standing::Decides, Kind::Codeowners | Kind::OptionalCodeowners) => "the last line that covers the path",
        };
        told.to_owned()
    }
}

impl Owners {
    /// Every line that speaks of a module, the one that decides first.
    pub(crate) fn decision_of_module(&self, module: ModuleId) -> Vec<Statement> {
        self.decision(self.why_module(module), self.file_of(module))
    }

    /// Every line that speaks of a path, the one that decides first.
    pub(crate) fn decision_of_path(&self, path: &Utf8Path) -> Vec<Statement> {
        self.decision(self.why_path(path), path)
    }

    /// `spoken` has the lines of each kind together, the strongest kind first, and in it the line that comes first.
    fn decision(&self, spoken: Vec<OwnershipSource>, path: &Utf8Path) -> Vec<Statement> {
        let Some(strongest) = spoken.first().map(|source| source.kind) else { return Vec::new() };
        let standing = |index: usize, kind: OwnershipSourceKind| match kind {
            // Where only optional sections name somebody, the others have decided that nobody else is needed.
            OwnershipSourceKind::Codeowners if strongest.is_codeowners() => Standing::Decides,
            kind if kind != strongest => Standing::Outranked(strongest),
            _ if index == 0 || kind.is_codeowners() => Standing::Decides,
            _ => Standing::LessSpecific,
        };
        let lines = spoken.into_iter().enumerate();
        let mut said: Vec<Statement> =
            lines.map(|(index, source)| Statement { standing: standing(index, source.kind), source }).collect();
        let mut others = self.other_rules(path);
        if !strongest.is_codeowners() {
            others.iter_mut().for_each(|statement| statement.standing = Standing::Outranked(strongest));
        }
        said.append(&mut others);
        said
    }

    /// The lines of CODEOWNERS that cover a path and decide in no section, the last first.
    fn other_rules(&self, path: &Utf8Path) -> Vec<Statement> {
        let Some(codeowners) = self.codeowners() else { return Vec::new() };
        let groups = codeowners.groups_for(path);
        let mut said = Vec::new();
        for rule in codeowners.covering(path).into_iter().rev() {
            if groups.iter().any(|group| group.rule.span == rule.span) {
                continue;
            }
            let mut in_section = groups.iter().filter(|group| group.rule.section == rule.section);
            let is_overridden = in_section.any(|group| group.rule.span > rule.span);
            let standing = if is_overridden { Standing::Overridden } else { Standing::Excluded };
            said.push(Statement { source: self.codeowners_source(rule), standing });
        }
        said
    }
}
