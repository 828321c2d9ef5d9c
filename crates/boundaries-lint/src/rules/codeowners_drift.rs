//! `codeowners-drift`: the policy gives a module to one team, CODEOWNERS gives its file to another.

use std::collections::BTreeMap;

use boundaries_graph::{ModuleView, Span};
use boundaries_policy::{Level, OwnershipSource, TeamId};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::permission::shares;
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "codeowners-drift",
    "modules that the policy and CODEOWNERS give to different teams",
    Level::Warn,
    include_str!("codeowners_drift.md"),
)
.since("0.1.0");

pub(crate) struct CodeownersDrift;

/// More modules than these are counted only.
const SHOWN: usize = 5;

/// What two lines say about the same modules.
struct Drift<'a> {
    policy: OwnershipSource,
    codeowners: OwnershipSource,
    modules: Vec<ModuleView<'a>>,
}

/// Reports each pair of lines that disagree once, with every module about which they do.
///
/// An inline module has no file that CODEOWNERS could name, so a module path that speaks of it is no disagreement. Nor is a
/// line that names persons alone: it says who approves, and of no other team.
impl Rule for CodeownersDrift {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        let mut drifts: BTreeMap<(Span, Span), Drift<'_>> = BTreeMap::new();
        for module in context.graph.modules().filter(|module| !module.data().inline) {
            let sources = context.policy.why_owner_of_module(module.id());
            let is_forge = |source: &&OwnershipSource| source.kind.is_codeowners();
            let Some(policy) = sources.first().filter(|source| !is_forge(source)) else { continue };
            let of_forge: Vec<&OwnershipSource> = sources.iter().filter(is_forge).collect();
            let Some(codeowners) = of_forge.first() else { continue };
            if of_forge.iter().any(|source| shares(&source.teams, &policy.teams)) {
                continue;
            }
            let is_team = |team: &TeamId| !context.policy.is_person(*team);
            if !codeowners.teams.is_empty() && !of_forge.iter().any(|source| source.teams.iter().any(is_team)) {
                continue;
            }
            let drift = drifts.entry((policy.span, codeowners.span)).or_insert_with(|| Drift {
                policy: policy.clone(),
                codeowners: (*codeowners).clone(),
                modules: Vec::new(),
            });
            drift.modules.push(module);
        }
        findings.extend(drifts.into_values().map(|drift| statement(context, &drift)));
    }
}

fn statement(context: &RuleContext<'_>, drift: &Drift<'_>) -> Candidate {
    let Drift { policy, codeowners, modules } = drift;
    let named = wording::teams(context.policy, &policy.teams);
    let what = match modules.as_slice() {
        [only] => format!("`{}`", only.path()),
        many => wording::count(many.len(), "module", "modules"),
    };
    let verb = |teams: &[TeamId]| if teams.len() == 1 { "approves" } else { "approve" };
    let (headline, says) = if codeowners.teams.is_empty() {
        (
            format!("the policy gives {what} to {named}, CODEOWNERS to nobody"),
            "nobody has to approve changes there".to_owned(),
        )
    } else {
        let forge = wording::teams(context.policy, &codeowners.teams);
        (
            format!("the policy gives {what} to {named}, CODEOWNERS to {forge}"),
            format!("{forge} {} changes there", verb(&codeowners.teams)),
        )
    };
    let mut finding = Candidate::new(&policy.text, &codeowners.text, headline);
    finding.consumers = policy.teams.clone();
    finding.label(LabelRole::Primary, codeowners.span, says);
    finding.label(LabelRole::OwnerLine, policy.span, format!("{named} by the policy"));
    finding.packages = modules.iter().map(|module| module.krate().package().id()).collect();
    finding.packages.sort_unstable();
    finding.packages.dedup();
    let paths = modules.iter().take(SHOWN).map(|module| module.path());
    let rest = modules.len().saturating_sub(SHOWN);
    let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    finding.notes.push(format!("it is about {}{more}", wording::quoted_list(paths)));
    finding.help(
        HelpKind::ChangePolicy,
        "let one of the two lines follow the other: whoever answers for a module should approve its changes",
    );
    if let Some(unmapped) =
        codeowners.teams.iter().map(|&team| context.policy.team(team)).find(|team| team.span.is_none())
    {
        finding.help(
            HelpKind::ChangePolicy,
            format!(
                "if `{}` is another name of a team of the policy, list it under that team's `handles`",
                unmapped.name
            ),
        );
    }
    finding
}
