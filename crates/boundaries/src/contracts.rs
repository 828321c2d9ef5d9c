//! The contracts of a project: where each is in its life, what one team would have to ask another for, and which are of no
//! use any more.

use std::collections::BTreeMap;
use std::ops::Range;

use boundaries_graph::{DependencyKind, FileId, Span};
use boundaries_lint::{ContractStanding, Couplings, Need};
use boundaries_policy::edit::{Request, with_request, without_contracts};
use boundaries_policy::{Consumer, Contract, ContractState, Policy, TeamId};
use boundaries_report::ContractEntry;
use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;

use crate::discover;
use crate::{Error, Project};

/// A contract with what became of it.
#[derive(Clone, Copy, Debug)]
pub struct ContractLine<'p> {
    /// The contract.
    pub contract: &'p Contract,
    /// Where it is in its life.
    pub standing: ContractStanding,
    /// The references that it covers; where it is not in force, those that wait for it or still rely on it.
    pub uses: usize,
    /// Whether there may be more uses, in code of a consumer that was not read or that flags leave out.
    pub may_have_more: bool,
}

impl<'p> ContractLine<'p> {
    /// The contract as formats show it.
    #[must_use]
    pub fn entry(&self) -> ContractEntry<'p> {
        let Self { contract, standing, uses, may_have_more } = *self;
        ContractEntry { contract, standing, uses, may_have_more }
    }
}

/// A change of one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileEdit {
    /// Where the file is, or will be.
    pub path: Utf8PathBuf,
    /// Its whole new text.
    pub text: String,
    /// What changes in it, a phrase for each.
    pub changes: Vec<String>,
}

/// What asking for a contract would write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestDraft {
    /// The consumer's file.
    pub edit: FileEdit,
    /// The paths that it asks for; empty where what the provider opens by itself is enough.
    pub surface: Vec<String>,
    /// The references that wait for it.
    pub references: usize,
    /// Where all of it is asked for already; nothing changes then.
    pub asked: Option<Span>,
}

#[doc(hidden)]
impl Project {
    /// Every contract, in the order they are written.
    #[must_use]
    pub fn contracts(&self, today: Option<Date>) -> Vec<ContractLine<'_>> {
        let today = today.unwrap_or_else(crate::project::today);
        let couplings = Couplings::new(self.graph(), self.policy(), today);
        let unseen = self.unseen();
        let contracts = self.policy().contracts().iter();
        contracts
            .map(|contract| {
                let uses = couplings.uses(contract.id);
                let may_have_more = unseen.hides_use_by(self.policy(), contract);
                let standing = ContractStanding::of(contract, uses.max(usize::from(may_have_more)), today);
                ContractLine { contract, standing, uses, may_have_more }
            })
            .collect()
    }

    /// A request of one team to another for the smallest surface that covers what it uses today without permission, as a
    /// change of the consumer's own file; none if everything is permitted.
    ///
    /// # Errors
    /// If the consumer's name cannot name a file, or its file cannot be read or edited.
    pub fn request(
        &self,
        consumer: TeamId,
        provider: TeamId,
        reason: Option<&str>,
    ) -> Result<Option<RequestDraft>, Error> {
        let couplings = Couplings::new(self.graph(), self.policy(), crate::project::today());
        let disk = self.disk().unrecorded();
        self.request_in(&couplings, consumer, provider, reason, &|place| {
            discover::text_below(self.root(), place, &disk)
        })
    }

    /// The same with couplings that are known, and the files of teams from `text`, which gives none where there is no such
    /// file.
    pub(crate) fn request_in(
        &self,
        couplings: &Couplings<'_>,
        consumer: TeamId,
        provider: TeamId,
        reason: Option<&str>,
        text: &dyn Fn(&Utf8Path) -> Result<Option<String>, Error>,
    ) -> Result<Option<RequestDraft>, Error> {
        let Some(need) = couplings.need(self.policy(), consumer, provider) else { return Ok(None) };
        let (asking, asked) = (&self.policy().team(consumer).name, &self.policy().team(provider).name);
        let place = team_file(asking)?;
        let path = self.root().join(&place);
        let old = text(&place)?.unwrap_or_default();
        if let Some(asked) = self.request_for(consumer, provider, &need) {
            let edit = FileEdit { path, text: old, changes: Vec::new() };
            return Ok(Some(RequestDraft {
                edit,
                surface: need.surface,
                references: need.references,
                asked: Some(asked),
            }));
        }
        let usual = [DependencyKind::Normal, DependencyKind::Test];
        let kinds: &[DependencyKind] =
            if need.kinds.iter().all(|kind| usual.contains(kind)) { &[] } else { &need.kinds };
        let request = Request {
            provider: asked.clone(),
            surface: need.surface.clone(),
            kinds: kinds.iter().map(|kind| kind.as_str().to_owned()).collect(),
            reason: reason.map_or_else(
                || {
                    let plural = if need.references == 1 { "" } else { "s" };
                    format!("existing use: {} reference{plural} (proposed; say why it is wanted)", need.references)
                },
                str::to_owned,
            ),
        };
        let text = with_request(&old, &request).map_err(|cause| Error::Edit { path: place.clone(), cause })?;
        let changes = vec![format!("a request of `{asking}` to `{asked}`")];
        let edit = FileEdit { path, text, changes };
        Ok(Some(RequestDraft { edit, surface: need.surface, references: need.references, asked: None }))
    }

    /// A request of the consumer that nobody has answered and that asks for all that is needed.
    fn request_for(&self, consumer: TeamId, provider: TeamId, need: &Need) -> Option<Span> {
        let is_below = |path: &str, above: &str| {
            path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        let asks_for_all = |contract: &&Contract| {
            let surface = contract.surface.as_ref().is_none_or(|surface| {
                let is_listed = |path: &String| surface.entries.iter().any(|entry| is_below(path, &entry.path));
                !need.surface.is_empty() && need.surface.iter().all(is_listed)
            });
            contract.state == ContractState::Proposed
                && matches!(&contract.consumer, Consumer::Teams(teams) if teams.contains(&consumer))
                && contract.providers == [provider]
                && surface
                && need.kinds.iter().all(|kind| contract.kinds.contains(kind))
        };
        self.policy().contracts().iter().find(asks_for_all).map(|contract| contract.span)
    }

    /// The policy files without the contracts that nothing uses, and, if `surfaces`, without the entries of contracts'
    /// own surfaces that nothing uses; and how many of both stay since not all code was read.
    ///
    /// # Errors
    /// If a file cannot be edited.
    pub fn pruned_contracts(&self, surfaces: bool) -> Result<(Vec<FileEdit>, usize), Error> {
        #[derive(Default)]
        struct Gone {
            contracts: Vec<Range<usize>>,
            entries: Vec<Range<usize>>,
            changes: Vec<String>,
        }
        let today = crate::project::today();
        let couplings = Couplings::new(self.graph(), self.policy(), today);
        let mut gone: BTreeMap<FileId, Gone> = BTreeMap::new();
        let mut kept = 0;
        for line in self.contracts(Some(today)) {
            let sides = self.sides(line.contract);
            let standing = ContractStanding::of(line.contract, line.uses, today);
            let is_over = standing == ContractStanding::Expired && line.uses == 0;
            let is_idle = standing == ContractStanding::Stale || is_over;
            if is_idle && line.may_have_more {
                kept += 1;
                continue;
            }
            if is_idle {
                let halves: [Option<Span>; 2] = [Some(line.contract.span), line.contract.request];
                let mut halves: Vec<Span> = halves.into_iter().flatten().collect();
                halves.dedup();
                for half in halves {
                    let in_file = gone.entry(half.file).or_default();
                    in_file.contracts.push(half.range());
                    in_file.changes.push(format!("the contract of {sides}, which nothing uses"));
                }
                continue;
            }
            if !surfaces || line.uses == 0 {
                continue;
            }
            let uses = couplings.use_of(self.policy(), line.contract.id).entries;
            let entries = line.contract.surface.iter().flat_map(|surface| &surface.entries);
            // A surface with nothing on it would permit nothing, and the contract would still stand.
            if uses.iter().all(|uses| *uses == 0) {
                continue;
            }
            for (entry, _) in entries.zip(uses).filter(|(_, uses)| *uses == 0) {
                if line.may_have_more {
                    kept += 1;
                    continue;
                }
                let in_file = gone.entry(entry.span.file).or_default();
                in_file.entries.push(entry.span.range());
                in_file.changes.push(format!("`{}` from the contract of {sides}, which nothing uses", entry.path));
            }
        }
        let edit = |(file, gone): (FileId, Gone)| {
            let source = self.sources().file(file);
            let text = without_contracts(source.text(), &gone.contracts, &gone.entries)
                .map_err(|cause| Error::Edit { path: source.path().to_owned(), cause })?;
            Ok(FileEdit { path: self.root().join(source.path()), text, changes: gone.changes })
        };
        Ok((gone.into_iter().map(edit).collect::<Result<_, Error>>()?, kept))
    }

    /// The two sides of a contract: `` `orders` with `billing` ``.
    pub(crate) fn sides(&self, contract: &Contract) -> String {
        sides(self.policy(), contract)
    }
}

/// The two sides of a contract: `` `orders` with `billing` ``.
pub(crate) fn sides(policy: &Policy, contract: &Contract) -> String {
    let names = |teams: &[TeamId]| {
        let names: Vec<String> = teams.iter().map(|&team| format!("`{}`", policy.team(team).name)).collect();
        names.join(", ")
    };
    let consumers = match &contract.consumer {
        Consumer::Any => "every team".to_owned(),
        Consumer::Teams(teams) => names(teams),
    };
    format!("{consumers} with {}", names(&contract.providers))
}

/// The file of a team, from the workspace root.
fn team_file(team: &str) -> Result<Utf8PathBuf, Error> {
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if !team.chars().all(is_plain) || team.starts_with('.') {
        return Err(Error::NoTeamFile { team: team.to_owned() });
    }
    Ok(Utf8Path::new(discover::TEAM_FOLDER).join(format!("{team}.toml")))
}
