//! The overview of a workspace that has no policy yet: who uses whom, what to look at first, whom to ask, what comes next.

use std::collections::BTreeSet;
use std::io::{self, Write};

use boundaries::internal::graph::DependencyView;
use boundaries::internal::{Coupling, Division, Doubt, Overview, TerritoryId};
use boundaries::{PolicyOrigin, Project};

use crate::commands::table::Table;
use crate::output::Look;
use crate::text::{clean, counted};

/// With more rows than this the table would not be read; the strongest couplings are listed instead.
const TABLE_LIMIT: usize = 16;
/// How many couplings are shown with places.
const SHOWN: usize = 5;
/// How many places are shown of each.
const PLACES: usize = 3;
/// How many couplings are listed where there is no table.
const LISTED: usize = 20;

/// Prints the overview.
pub(crate) fn print(project: &Project, look: Look, out: &mut impl Write) -> io::Result<()> {
    if project.graph().crates().next().is_none() {
        return writeln!(out, "This workspace has no crates.");
    }
    let page = Page { project, overview: project.overview(), look };
    page.heading(out)?;
    if page.overview.couplings.is_empty() {
        page.nothing(out)?;
    } else {
        page.picture(out)?;
        page.first_looks(out)?;
    }
    page.next_steps(out)
}

struct Page<'p> {
    project: &'p Project,
    overview: Overview<'p>,
    look: Look,
}

impl Page<'_> {
    fn heading(&self, out: &mut impl Write) -> io::Result<()> {
        let Overview { territories, couplings, only_persons } = &self.overview;
        let graph = self.project.graph();
        let by = match (territories.division(), self.project.origin()) {
            (Division::Owners, PolicyOrigin::CodeownersOnly(file)) => {
                format!("by {}", clean(self.project.sources().file(file).path().as_str()))
            }
            (_, PolicyOrigin::CodeownersOnly(file)) => {
                let file = clean(self.project.sources().file(file).path().as_str());
                let why =
                    if *only_persons { "persons, who are no teams" } else { "fewer than two owners of Rust code" };
                match territories.division() {
                    Division::TopModules => format!("module by module, as {file} names {why}"),
                    _ => format!("by groups of crates, as {file} names {why}"),
                }
            }
            (Division::Owners, _) => "by the teams that packages name in their metadata".to_owned(),
            (Division::TopModules, _) => "module by module, as there is no CODEOWNERS".to_owned(),
            _ => "by groups of crates, as there is no CODEOWNERS".to_owned(),
        };
        let references: usize = couplings.iter().map(Coupling::references).sum();
        writeln!(out, "{}", self.look.bold(&format!("No policy yet. Who uses whom, {by}:")))?;
        writeln!(
            out,
            "{} in {}; {} cross from one of {} to another",
            counted(graph.modules().count(), "module"),
            counted(graph.crates().count(), "crate"),
            counted(references, "reference"),
            match territories.division() {
                Division::Owners => counted(territories.len(), "territory"),
                _ => counted(territories.len(), "group"),
            },
        )?;
        if territories.outside() > 0 {
            writeln!(out, "{} no owner", have(territories.outside(), "module"))?;
        }
        Ok(())
    }

    fn nothing(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "\nNothing in this workspace uses code from across a boundary.")
    }

    fn picture(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out)?;
        match self.table() {
            Some(table) => table.print(self.look, out),
            None => self.list(out),
        }
    }

    /// Consumers as rows, providers as columns; none where it would be too large to read.
    fn table(&self) -> Option<Table> {
        let couplings = &self.overview.couplings;
        let consumers: BTreeSet<TerritoryId> = couplings.iter().map(|coupling| coupling.consumer).collect();
        let providers: BTreeSet<TerritoryId> = couplings.iter().map(|coupling| coupling.provider).collect();
        let cell = |from: TerritoryId, to: TerritoryId| {
            let found = couplings.iter().find(|coupling| (coupling.consumer, coupling.provider) == (from, to));
            match found {
                Some(coupling) if coupling.doubt.is_some() => format!("{}?", coupling.references()),
                Some(coupling) => format!("{} ", coupling.references()),
                None => "· ".to_owned(),
            }
        };
        let table = Table {
            heads: providers.iter().map(|&id| self.name(id)).collect(),
            rows: consumers
                .iter()
                .map(|&from| (self.name(from), providers.iter().map(|&to| cell(from, to)).collect()))
                .collect(),
        };
        (consumers.len() <= TABLE_LIMIT).then_some(table).and_then(|table| table.fitted(self.look.width))
    }

    fn list(&self, out: &mut impl Write) -> io::Result<()> {
        let couplings = self.overview.by_urgency();
        for coupling in couplings.iter().take(LISTED) {
            let count = format!("{:>7}", coupling.references());
            let mark = if coupling.doubt.is_some() { self.look.caution("?") } else { " ".to_owned() };
            writeln!(out, "{count}{mark} {} → {}", self.name(coupling.consumer), self.name(coupling.provider))?;
        }
        if couplings.len() > LISTED {
            writeln!(out, "         and {}", counted(couplings.len() - LISTED, "weaker coupling"))?;
        }
        Ok(())
    }

    fn first_looks(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "\n{}", self.look.bold("To look at first:"))?;
        for coupling in self.overview.by_urgency().into_iter().take(SHOWN) {
            let (consumer, provider) = (self.name(coupling.consumer), self.name(coupling.provider));
            let remark = match &coupling.doubt {
                Some(Doubt::Minority { against }) => format!(", against {against} the other way"),
                Some(Doubt::Cycle { among }) => {
                    let names: Vec<String> = among.iter().map(|&id| self.name(id)).collect();
                    format!(", closing a cycle among {}", names.join(", "))
                }
                None => String::new(),
            };
            let size = format!(
                "{} in {}",
                counted(coupling.references(), "reference"),
                counted(coupling.consumer_modules(), "module")
            );
            writeln!(out, "\n  {}: {size}{remark}", self.look.bold(&format!("{consumer} → {provider}")))?;
            // A file that several tests bring in is a module of each, and one place to look at.
            let mut seen = BTreeSet::new();
            let is_new = |dependency: &&DependencyView<'_>| {
                dependency.references().first().is_none_or(|first| seen.insert((first.span.file, first.span.start)))
            };
            let shown: Vec<DependencyView<'_>> =
                coupling.dependencies.iter().filter(is_new).take(PLACES).copied().collect();
            for dependency in &shown {
                self.dependency(*dependency, out)?;
            }
            if coupling.dependencies.len() > shown.len() {
                let more = counted(coupling.dependencies.len() - shown.len(), "further pair");
                let (from, to) = self.question(coupling);
                writeln!(out, "    and {more} of modules: `cargo boundaries why {from} {to}`")?;
            }
            self.ask(coupling, out)?;
        }
        Ok(())
    }

    /// One module using another, with the first place.
    fn dependency(&self, dependency: DependencyView<'_>, out: &mut impl Write) -> io::Result<()> {
        let references = dependency.references();
        let Some(first) = references.first() else { return Ok(()) };
        let file = self.project.sources().file(first.span.file);
        let place = format!("{}:{}:{}", clean(file.path().as_str()), first.span.line, first.span.column);
        let written = clean(self.project.graph().text(first.written));
        let more = if references.len() > 1 { format!(" and {} more", references.len() - 1) } else { String::new() };
        let path = clean(dependency.to().path());
        writeln!(out, "    {} `{written}` of `{path}`{more}", self.look.place(&place))
    }

    fn ask(&self, coupling: &Coupling<'_>, out: &mut impl Write) -> io::Result<()> {
        let policy = self.project.policy();
        let whom: Vec<String> = self
            .overview
            .territories
            .get(coupling.provider)
            .teams
            .iter()
            .filter_map(|name| policy.teams().iter().find(|team| team.name == *name))
            .map(|team| match team.contact.as_ref().or(team.handles.first()) {
                Some(contact) => clean(contact),
                None => clean(&team.name),
            })
            .collect();
        if whom.is_empty() { Ok(()) } else { writeln!(out, "    ask {}", whom.join(" or ")) }
    }

    fn next_steps(&self, out: &mut impl Write) -> io::Result<()> {
        let proposal = self.project.proposal();
        let mut parts =
            vec![counted(proposal.teams.len(), "team"), counted(proposal.contracts.len(), "proposed contract")];
        if !proposal.debts.is_empty() {
            parts.push(format!("a baseline for {}", counted(proposal.debts.len(), "doubtful coupling")));
        }
        writeln!(out, "\n{}", self.look.bold("Next:"))?;
        writeln!(out, "  `cargo boundaries init` writes boundaries.toml: {}", parts.join(", "))?;
        writeln!(out, "  `cargo boundaries owners PATH` tells who owns a file, and by which line")
    }

    /// What to ask `why` about a coupling: a team's name, or a crate of a group.
    fn question(&self, coupling: &Coupling<'_>) -> (String, String) {
        let ask = |id: TerritoryId, module: boundaries::internal::graph::ModuleView<'_>| match self
            .overview
            .territories
            .division()
        {
            Division::Owners => clean(self.overview.territories.get(id).teams.first().map_or("", String::as_str)),
            Division::CrateGroups => clean(module.krate().package().name()),
            Division::TopModules => clean(module.path()),
        };
        let first = coupling.dependencies.first();
        first.map_or_else(Default::default, |dependency| {
            (ask(coupling.consumer, dependency.from()), ask(coupling.provider, dependency.to()))
        })
    }

    fn name(&self, id: TerritoryId) -> String {
        clean(&self.overview.territories.get(id).name)
    }
}

fn have(count: usize, word: &str) -> String {
    format!("{} {}", counted(count, word), if count == 1 { "has" } else { "have" })
}
