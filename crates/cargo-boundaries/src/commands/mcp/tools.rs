//! The four tools: their arguments, and answers in the shapes that `tools.json` promises.

use std::sync::LazyLock;

use boundaries::camino::Utf8Path;
use boundaries::internal::graph::{DependencyKind, Span};
use boundaries::internal::lint::Finding;
use boundaries::internal::policy::{Consumer, TeamId};
use boundaries::internal::report::TextOptions;
use boundaries::{CheckOptions, Project, UseQuestion};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::protocol::Refusal;
use super::warm::Warm;
use crate::args::CommonArgs;
use crate::failure::Failure;
use crate::output::Look;

/// The tools as they are listed: names, descriptions, and schemas of what they take and give.
pub(super) static LISTED: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("tools.json")).expect("the list of tools is JSON"));

/// So many owners are told.
const OWNERS: usize = 100;

/// So many findings are told where nobody says how many.
const FINDINGS: usize = 20;

/// So many places of one finding are told.
const PLACES: usize = 10;

/// Answers questions about one workspace.
pub(super) struct Tools<'a> {
    workspace: Warm<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MayUse {
    from: String,
    to: String,
    code: Option<Code>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Code {
    Normal,
    Test,
    Build,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnerOf {
    subject: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContractsOf {
    team: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Findings {
    team: Option<String>,
    package: Option<String>,
    rule: Option<String>,
    limit: Option<usize>,
}

impl<'a> Tools<'a> {
    pub(super) fn new(common: &'a CommonArgs) -> Self {
        Self { workspace: Warm::new(common) }
    }

    /// Calls a tool. What goes wrong in it is told to the model, which may do something about it.
    pub(super) fn call(&mut self, name: &str, arguments: &Value) -> Result<Value, Refusal> {
        let answered = match name {
            "may_use" => self.may_use(arguments),
            "owner_of" => self.owner_of(arguments),
            "contracts_of" => self.contracts_of(arguments),
            "findings" => self.findings(arguments),
            other => return Err(Refusal::Params(format!("there is no tool `{other}`"))),
        };
        Ok(match answered {
            Ok(answer) => json!({
                "content": [{ "type": "text", "text": answer.to_string() }],
                "structuredContent": answer,
                "isError": false,
            }),
            Err(told) => json!({ "content": [{ "type": "text", "text": told }], "isError": true }),
        })
    }

    fn may_use(&mut self, arguments: &Value) -> Result<Value, String> {
        let MayUse { from, to, code } = read(arguments)?;
        let code = code.map(|code| match code {
            Code::Normal => DependencyKind::Normal,
            Code::Test => DependencyKind::Test,
            Code::Build => DependencyKind::Build,
        });
        let asker = self.workspace.asker().map_err(|error| told(error.into()))?;
        let answer = asker.ask(&UseQuestion { from, to, code }, None);
        serde_json::to_value(answer).map_err(|error| error.to_string())
    }

    fn owner_of(&mut self, arguments: &Value) -> Result<Value, String> {
        let OwnerOf { subject } = read(arguments)?;
        let project = self.project()?;
        let owners = project.owners();
        let is_path = subject.contains(['/', '\\']) || Utf8Path::new(&subject).extension().is_some();
        let entries = match project.subject(&subject) {
            Ok(found) if !is_path => owners.of(&found),
            Err(unknown) if !is_path && !project.root().join(&subject).exists() => {
                return Err(told(unknown.into()));
            }
            _ => {
                let path = project.places().locate(&subject, project.root()).map_err(|error| error.to_string())?;
                owners.at(&path).map_err(|error| told(error.into()))?
            }
        };
        let shown = entries.iter().take(OWNERS).map(|entry| {
            let ownership = &entry.ownership;
            json!({
                "subject": entry.subject,
                "kind": entry.kind.as_str(),
                "path": entry.path,
                "state": ownership.state.as_str(),
                "teams": teams(&project, &ownership.teams),
                "decided-by": ownership.decided_by.as_ref().map(|source| place(&project, source.span)),
            })
        });
        Ok(json!({ "total": entries.len(), "owners": shown.collect::<Vec<_>>() }))
    }

    fn contracts_of(&mut self, arguments: &Value) -> Result<Value, String> {
        let ContractsOf { team } = read(arguments)?;
        let project = self.project()?;
        let team = team.map(|name| project.team(&name)).transpose().map_err(|unknown| told(unknown.into()))?;
        let names = |teams: &[TeamId]| -> Vec<String> {
            teams.iter().map(|&team| project.policy().team(team).name.clone()).collect()
        };
        let concerns = |contract: &boundaries::internal::policy::Contract| {
            team.is_none_or(|team| {
                contract.consumer == Consumer::Any
                    || contract.consumer.teams().contains(&team)
                    || contract.providers.contains(&team)
            })
        };
        let lines = project.contracts(None);
        let shown = lines.iter().filter(|line| concerns(line.contract)).map(|line| {
            let contract = line.contract;
            let consumers = match &contract.consumer {
                Consumer::Any => vec!["*".to_owned()],
                Consumer::Teams(teams) => names(teams),
            };
            let surface = contract.surface.as_ref();
            json!({
                "consumers": consumers,
                "providers": names(&contract.providers),
                "standing": line.standing.as_str(),
                "uses": line.uses,
                "may_have_more": line.may_have_more,
                "surface": surface.map(|all| all.entries.iter().map(|entry| &entry.path).collect::<Vec<_>>()),
                "kinds": contract.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>(),
                "until": contract.until.map(|until| until.to_string()),
                "deprecated": contract.deprecated,
                "reason": contract.reason,
                "place": place(&project, contract.span),
            })
        });
        Ok(json!({ "contracts": shown.collect::<Vec<_>>() }))
    }

    fn findings(&mut self, arguments: &Value) -> Result<Value, String> {
        let Findings { team, package, rule, limit } = read(arguments)?;
        let project = self.project()?;
        let list = |name: Option<String>| name.into_iter().collect::<Vec<_>>();
        let scope = project.scope(&list(package), &list(team), &list(rule)).map_err(|unknown| told(unknown.into()))?;
        let report = project.check(&CheckOptions::default().within(scope));
        let open: Vec<&Finding> = report.open().collect();
        let shown = open.iter().take(limit.unwrap_or(FINDINGS)).map(|finding| {
            let places =
                finding.places.iter().take(PLACES).map(|at| format!("{}:{}", place(&project, at.span), at.span.column));
            json!({
                "rule": finding.rule.name,
                "level": finding.level.as_str(),
                "fails": finding.fails(),
                "headline": finding.headline,
                "consumer": finding.key.consumer,
                "provider": finding.key.provider,
                "places": places.collect::<Vec<_>>(),
                "help": finding.help.iter().map(|help| &help.text).collect::<Vec<_>>(),
            })
        });
        let shown: Vec<Value> = shown.collect();
        Ok(json!({ "total": open.len(), "failing": report.summary.failing, "findings": shown }))
    }

    /// The workspace as it is on disk now.
    fn project(&mut self) -> Result<Project, String> {
        self.workspace.project().map_err(|error| told(error.into()))
    }
}

fn read<T: DeserializeOwned>(arguments: &Value) -> Result<T, String> {
    let arguments = if arguments.is_null() { json!({}) } else { arguments.clone() };
    serde_json::from_value(arguments).map_err(|error| format!("wrong arguments: {error}"))
}

/// A failure as the command line tells it, without colour.
fn told(failure: Failure) -> String {
    failure.rendered(Look { color: false, width: TextOptions::default().width })
}

fn teams(project: &Project, teams: &[TeamId]) -> Vec<Value> {
    let team = |&id: &TeamId| {
        let team = project.policy().team(id);
        json!({ "name": team.name, "contact": team.contact.as_ref().or(team.handles.first()) })
    };
    teams.iter().map(team).collect()
}

fn place(project: &Project, span: Span) -> String {
    format!("{}:{}", project.sources().file(span.file).path(), span.line)
}
