//! `unguarded-policy`: CODEOWNERS does not make a team approve changes of its own policy file.

use boundaries_policy::{ApprovalGroup, Codeowners, Level, Team, TeamId};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::wording;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "unguarded-policy",
    "a team's policy file that others can change without the team's approval",
    Level::Warn,
    include_str!("unguarded_policy.md"),
)
.since("0.1.0");

pub(crate) struct UnguardedPolicy;

impl Rule for UnguardedPolicy {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        let Some(codeowners) = context.policy.codeowners() else { return };
        for team in context.policy.teams() {
            let Some(file) = team.own_file else { continue };
            let path = context.sources.file(file).path();
            let groups = codeowners.groups_for(path);
            if let Some(finding) = statement(context, codeowners, team, path.as_str(), &groups) {
                findings.push(finding);
            }
        }
    }
}

fn statement(
    context: &RuleContext<'_>,
    codeowners: &Codeowners,
    team: &Team,
    path: &str,
    groups: &[ApprovalGroup<'_>],
) -> Option<Candidate> {
    let owners = |group: &ApprovalGroup<'_>| context.policy.teams_of_rule(group.rule);
    let is_guarded = |group: &&ApprovalGroup<'_>| !group.optional && group.approvals > 0 && owners(group) == [team.id];
    if groups.iter().any(|group| is_guarded(&group)) {
        return None;
    }
    let name = &team.name;
    let others = |group: &ApprovalGroup<'_>| -> Vec<TeamId> {
        owners(group).into_iter().filter(|owner| *owner != team.id).collect()
    };
    let deciding = groups.iter().find(|group| owners(group).contains(&team.id)).or(groups.first());
    let (headline, label) = match deciding {
        None => (
            format!("CODEOWNERS says nothing about `{path}`, the policy of `{name}`"),
            "nobody has to approve changes of this file".to_owned(),
        ),
        Some(group) if owners(group).is_empty() => (
            format!("CODEOWNERS gives `{path}`, the policy of `{name}`, to nobody"),
            "nobody has to approve changes of it".to_owned(),
        ),
        Some(group) if !owners(group).contains(&team.id) => (
            format!("CODEOWNERS does not make `{name}` the owner of `{path}`, its own policy"),
            format!("{} approves changes of it", wording::teams(context.policy, &others(group))),
        ),
        Some(group) if group.optional => (
            format!("`{path}` can change without the approval of `{name}`, whose policy it is"),
            "this section is optional".to_owned(),
        ),
        Some(group) => (
            format!("`{path}` can change without the approval of `{name}`, whose policy it is"),
            format!("the approval of {} is enough", wording::teams(context.policy, &others(group))),
        ),
    };
    let mut finding = Candidate::new(path, name, headline).between(&[team.id], &[]);
    let whole_file = team.own_file.map(|file| context.sources.span(file, 0..0));
    let place = deciding.map(|group| group.rule.span).or(whole_file)?;
    finding.label(LabelRole::Primary, place, label);
    let handle = team.handles.first().cloned().unwrap_or_else(|| format!("@your-org/{name}"));
    let whole = codeowners.from_repository_root(path.into());
    finding.help_with(
        HelpKind::ChangePolicy,
        "give the file to its team alone, in the last line that matches it, so that no contract is granted unasked",
        format!("/{whole} {handle}"),
    );
    Some(finding)
}
