//! What stands at a place: in code a module or a mention of something, in the policy and CODEOWNERS a name or an entry.

use std::ops::Range;

use boundaries_graph::{FileId, ModuleId, ModuleView, Reference, Span};
use boundaries_policy::{
    CodeownersRule, Contract, KeyHelp, NameKind, Outline, PolicyFileKind, Site, SiteRole, TeamId, Wanted, key_help,
    wanted,
};
use camino::Utf8Path;

use super::{Insight, TextKind};
use crate::Subject;

/// What stands at a place.
#[derive(Clone, Debug)]
pub(super) enum Topic<'p> {
    /// The declaration of a module.
    Module(ModuleId),
    /// A mention of something that another module defines.
    Use(&'p Reference),
    /// A team, by its name or handle.
    Team(TeamId),
    /// A path in the policy that means these modules or items.
    Named(String, Subject),
    /// A pattern of paths under `owns`.
    Pattern(Span, String),
    /// A contract, at its heading or one of its keys.
    Contract(&'p Contract),
    /// The name of a rule.
    Rule(&'static boundaries_lint::RuleMeta),
    /// A key of the policy.
    Key(KeyHelp),
    /// A line of CODEOWNERS.
    OwnerLine(&'p CodeownersRule),
}

impl Insight {
    /// What stands at a byte of a file, and from where to where.
    pub(super) fn topic(&self, path: &Utf8Path, byte: usize) -> Option<(Range<usize>, Topic<'_>)> {
        let kind = self.kind(path)?;
        let file = self.project.sources().find(path)?;
        match kind {
            TextKind::Rust => self.topic_in_code(file, byte),
            TextKind::Policy(kind) => self.topic_in_policy(file, kind, byte),
            TextKind::Codeowners => self.topic_in_codeowners(file, byte),
        }
    }

    fn topic_in_code(&self, file: FileId, byte: usize) -> Option<(Range<usize>, Topic<'_>)> {
        let graph = self.project.graph();
        let holds =
            |span: Span| span.file == file && span.is_known() && span.range().start <= byte && byte <= span.range().end;
        let declared = graph.modules().find(|module| module.parent().is_some() && holds(module.span()));
        if let Some(module) = declared {
            return Some((module.span().range(), Topic::Module(module.id())));
        }
        // A name that means several things, as a module and a macro, is one of another team if any of them is.
        let mentions = || graph.references().iter().filter(|reference| holds(reference.span));
        let crossing = mentions().find(|reference| self.crosses(reference));
        if let Some(found) = crossing.or_else(|| mentions().next()) {
            return Some((found.span.range(), Topic::Use(found)));
        }
        self.written_crate(file, byte)
    }

    /// The first name of a path, where it is a library of the workspace that the module around depends on.
    fn written_crate(&self, file: FileId, byte: usize) -> Option<(Range<usize>, Topic<'_>)> {
        let graph = self.project.graph();
        let text = self.project.sources().file(file).text();
        let word = word_at(text, byte)?;
        let name = &text[word.clone()];
        if !text[word.end..].starts_with("::") {
            return None;
        }
        let begins = |reference: &&Reference| {
            let written = graph.text(reference.written).trim_start_matches("::");
            reference.span.file == file
                && reference.span.start as usize >= word.end
                && !text[word.end..reference.span.start as usize].contains(';')
                && written.strip_prefix(name).is_some_and(|rest| rest.starts_with("::"))
        };
        let reference = graph.references().iter().find(begins)?;
        let package = graph.module(reference.from).krate().package();
        let declared = package.data().dependencies.iter().find(|dependency| dependency.code_name == name)?;
        let library = graph.package(declared.package?).crates().find(|krate| krate.kind().is_library())?;
        Some((word, Topic::Module(library.root().id())))
    }

    /// Whether the owners of both sides are known and share no team.
    pub(super) fn crosses(&self, reference: &Reference) -> bool {
        let owners = |module| &self.project.policy().owner_of_module(module).teams;
        let (from, to) = (owners(reference.from), owners(self.project.graph().module_of(reference.definition)));
        !from.is_empty() && !to.is_empty() && !from.iter().any(|team| to.contains(team))
    }

    fn topic_in_policy(&self, file: FileId, kind: PolicyFileKind, byte: usize) -> Option<(Range<usize>, Topic<'_>)> {
        let outline = Outline::new(self.project.sources().file(file).text());
        let site = outline.at(byte)?;
        let topic = self.topic_of_site(&outline, site, file, kind)?;
        Some((site.range.clone(), topic))
    }

    pub(super) fn topic_of_site(
        &self,
        outline: &Outline,
        site: &Site,
        file: FileId,
        kind: PolicyFileKind,
    ) -> Option<Topic<'_>> {
        let (last, around) = site.path.split_last()?;
        if matches!(site.role, SiteRole::Heading | SiteRole::Key) {
            let named = match wanted(kind, around)? {
                Wanted::NamedKey(kind) => self.named(kind, last, site, file),
                _ => None,
            };
            return named
                .or_else(|| {
                    self.contract_of(outline, site, file)
                        .map(Topic::Contract)
                        .filter(|_| site.role == SiteRole::Heading)
                })
                .or_else(|| key_help(kind, &site.path).map(Topic::Key));
        }
        match wanted(kind, &site.path)? {
            Wanted::Name(kind) => self.named(kind, &site.text, site, file),
            _ => None,
        }
    }

    fn named(&self, kind: NameKind, name: &str, site: &Site, file: FileId) -> Option<Topic<'_>> {
        let (graph, policy) = (self.project.graph(), self.project.policy());
        let find = |kinds: &[&str], name: &str| {
            kinds.iter().find_map(|kind| Subject::find(graph, policy, &format!("{kind}:{name}")).ok())
        };
        let path = |name: &str| Some(Topic::Named(name.to_owned(), find(&["crate", "module"], name)?));
        let team = |name: &str| self.team_named(name).map(Topic::Team);
        match kind {
            NameKind::Team | NameKind::TeamOrAny => team(name),
            NameKind::Territory if boundaries_policy::is_pattern(name) => {
                let span = self.project.sources().span(file, site.range.clone());
                Some(Topic::Pattern(span, name.to_owned()))
            }
            NameKind::Territory | NameKind::Path => path(name),
            NameKind::Subject => match name.split_once(':') {
                Some(("team", name)) => team(name),
                Some(("crate" | "module", name)) if !name.starts_with(':') => path(name),
                Some((_, rest)) if !rest.starts_with(':') => None,
                _ => path(name).or_else(|| team(name)),
            },
            NameKind::Handle => {
                let has = |team: &&boundaries_policy::Team| {
                    team.handles.iter().any(|handle| handle.eq_ignore_ascii_case(name))
                };
                policy.teams().iter().find(has).map(|team| Topic::Team(team.id))
            }
            NameKind::Rule => self.project.rules().find(name).ok().map(Topic::Rule),
            NameKind::Tag => None,
        }
    }

    pub(super) fn team_named(&self, name: &str) -> Option<TeamId> {
        self.project.policy().teams().iter().find(|team| team.name == name).map(|team| team.id)
    }

    /// The contract in whose table a site stands.
    fn contract_of(&self, outline: &Outline, site: &Site, file: FileId) -> Option<&Contract> {
        let inside = |span: Span| {
            let holds = |other: &Site| {
                other.table == site.table
                    && other.range.start <= span.range().start
                    && span.range().end <= other.range.end
            };
            span.file == file && outline.sites().iter().any(holds)
        };
        let mut contracts = self.project.policy().contracts().iter();
        contracts.find(|contract| inside(contract.span) || contract.request.is_some_and(inside))
    }

    /// The contract whose table holds a place of a policy file.
    pub(super) fn contract_at(&self, path: &Utf8Path, byte: usize) -> Option<&Contract> {
        let file = self.project.sources().find(path)?;
        let outline = Outline::new(self.project.sources().file(file).text());
        self.contract_of(&outline, outline.at(byte)?, file)
    }

    fn topic_in_codeowners(&self, file: FileId, byte: usize) -> Option<(Range<usize>, Topic<'_>)> {
        let codeowners = self.project.policy().codeowners()?;
        let on_line = |rule: &&CodeownersRule| {
            rule.span.file == file && rule.span.range().start <= byte && byte <= rule.span.range().end
        };
        let rule = codeowners.rules().iter().find(on_line)?;
        let text = self.project.sources().file(file).text();
        let start = text[..byte].rfind(char::is_whitespace).map_or(0, |at| at + 1).max(rule.span.range().start);
        let end = text[byte..].find(char::is_whitespace).map_or(text.len(), |at| byte + at).min(rule.span.range().end);
        let word = text.get(start..end).unwrap_or_default();
        let is_named = |team: &&TeamId| {
            self.project.policy().team(**team).handles.iter().any(|handle| handle.eq_ignore_ascii_case(word))
        };
        let teams = self.project.policy().teams_of_rule(rule);
        match teams.iter().find(is_named) {
            Some(team) => Some((start..end, Topic::Team(*team))),
            None => Some((rule.span.range(), Topic::OwnerLine(rule))),
        }
    }

    /// The modules whose files these patterns or lines of CODEOWNERS speak of: those that have a file, and are covered.
    pub(super) fn modules_covered(&self, covers: impl Fn(&Utf8Path) -> bool) -> Vec<ModuleView<'_>> {
        let file_of = |module: &ModuleView<'_>| self.project.sources().file(module.data().file).path();
        self.project.graph().modules().filter(|module| covers(file_of(module))).collect()
    }
}

/// The identifier around a byte.
fn word_at(text: &str, byte: usize) -> Option<Range<usize>> {
    let is_inside = |letter: char| letter.is_alphanumeric() || letter == '_';
    let (before, after) = (text.get(..byte)?, text.get(byte..)?);
    let start =
        before.char_indices().rev().take_while(|(_, letter)| is_inside(*letter)).last().map_or(byte, |(at, _)| at);
    let end = byte + after.find(|letter| !is_inside(letter)).unwrap_or(after.len());
    (start < end).then_some(start..end)
}
