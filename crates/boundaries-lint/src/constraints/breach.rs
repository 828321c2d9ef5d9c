//! Uses that break a constraint, and what is said about them.

use std::collections::{BTreeMap, BTreeSet};

use boundaries_graph::{Definition, ModuleId, Span};
use boundaries_policy::{Constraint, Demand, TeamId};

use super::mention::{Mention, Target, can_name};
use super::routes::{Routes, nearest};
use super::sides::Sides;
use crate::breach::label_owner;
use crate::candidate::{Candidate, Subject};
use crate::finding::{HelpKind, LabelRole};
use crate::rule::RuleContext;
use crate::wording;

/// One module that breaks a constraint by one item, or by one chain.
pub(crate) struct Breach<'a> {
    constraint: &'a Constraint,
    consumer: ModuleId,
    /// Where the module stands: the subject of the side that may not use.
    user: &'a str,
    /// Where what is used stands.
    used: &'a str,
    how: How,
}

enum How {
    /// By mentions of one item.
    Direct(Vec<Mention>),
    /// By a chain of mentions, the first of them in the consumer.
    Chain(Vec<Mention>),
}

/// The statements about all broken constraints whose demand `is_mine`.
pub(crate) fn check(context: &RuleContext<'_>, findings: &mut Vec<Candidate>, is_mine: fn(&Demand) -> bool) {
    let mine = |constraint: &&Constraint| is_mine(&constraint.demand);
    let mut candidates: Vec<Candidate> = Vec::new();
    for constraint in context.policy.constraints().iter().filter(mine) {
        let Some(sides) = Sides::new(context.graph, constraint) else { continue };
        candidates.extend(breaches(context, &sides).iter().map(|breach| breach.statement(context)));
    }
    // The same use can break two constraints; then the order in which they are written does not matter.
    candidates.sort_by(|a, b| (&a.consumer, &a.provider, &a.headline).cmp(&(&b.consumer, &b.provider, &b.headline)));
    findings.extend(candidates);
}

/// What exceptions can tolerate, of all constraints.
pub(crate) fn subjects(context: &RuleContext<'_>) -> Vec<Subject> {
    let mut subjects = Vec::new();
    for constraint in context.policy.constraints() {
        let Some(sides) = Sides::new(context.graph, constraint) else { continue };
        subjects.extend(breaches(context, &sides).iter().filter_map(Breach::subject));
    }
    subjects
}

fn breaches<'a>(context: &RuleContext<'_>, sides: &Sides<'a>) -> Vec<Breach<'a>> {
    let mut found = Vec::new();
    // Which module uses which side directly: no chain is told on top of that.
    let mut direct: BTreeSet<(ModuleId, usize)> = BTreeSet::new();
    for module in sides.users() {
        for ((_, user, used), mentions) in direct_uses(context, sides, module) {
            direct.insert((module, used));
            let user = sides.user(user).name_of(module);
            let side = &sides.used()[used];
            let used = match mentions.first().and_then(|mention| mention.to(context.graph)) {
                Some(to) => side.name_of(to),
                None => side.external().unwrap_or_default(),
            };
            found.push(Breach {
                constraint: sides.constraint,
                consumer: module,
                user,
                used,
                how: How::Direct(mentions),
            });
        }
    }
    if sides.through_chains() {
        let goals = sides.goals();
        let nearest = nearest(context.graph, sides, &goals);
        for (goal, nearest) in goals.into_iter().zip(&nearest) {
            let routes = Routes::new(context.graph, sides, goal, nearest);
            for module in sides.users() {
                let Some(user) = sides.kept_from(module, goal) else { continue };
                if direct.contains(&(module, goal.used)) {
                    continue;
                }
                let Some(chain) = routes.chain(module) else { continue };
                let side = &sides.used()[goal.used];
                let end = chain.last().and_then(|mention| mention.to(context.graph));
                let used = end.map_or(side.external().unwrap_or_default(), |end| side.name_of(end));
                let user = sides.user(user).name_of(module);
                found.push(Breach {
                    constraint: sides.constraint,
                    consumer: module,
                    user,
                    used,
                    how: How::Chain(chain),
                });
            }
        }
    }
    found
}

/// The mentions in one module that break a constraint, by what they mention and by the sides they are between.
fn direct_uses(
    context: &RuleContext<'_>,
    sides: &Sides<'_>,
    module: ModuleId,
) -> BTreeMap<(Target, usize, usize), Vec<Mention>> {
    let graph = context.graph;
    let kinds = &sides.constraint.kinds;
    let mut uses: BTreeMap<(Target, usize, usize), Vec<Mention>> = BTreeMap::new();
    for dependency in graph.module(module).dependencies() {
        for reference in dependency.references().iter().filter(|reference| kinds.contains(&reference.context)) {
            let between = |mention: Mention| {
                mention.to(graph).and_then(|to| sides.breach(module, to)).map(|between| (mention, between))
            };
            let defined = || between(Mention::of_definition(graph, reference));
            let broken = match sides.through_chains() {
                true => defined().or_else(|| between(Mention::of_door(graph, reference)?)),
                // A door is spoken of only where the thing behind it may be used.
                false => {
                    Mention::named(graph, reference).into_iter().find_map(between).map(|at| defined().unwrap_or(at))
                }
            };
            if let Some((mention, (user, used))) = broken {
                uses.entry((mention.target, user, used)).or_default().push(mention);
            }
        }
    }
    for mention in Mention::outside(graph, module, kinds) {
        let Target::Outside(krate) = mention.target else { continue };
        if !sides.through_chains() && !can_name(graph, module, graph.external_name(krate)) {
            continue;
        }
        if let Some((user, used)) = sides.breach_outside(module, graph.external_name(krate)) {
            uses.entry((mention.target, user, used)).or_default().push(mention);
        }
    }
    uses
}

impl Breach<'_> {
    fn subject(&self) -> Option<Subject> {
        let last = match &self.how {
            How::Direct(mentions) => mentions.first(),
            How::Chain(chain) => chain.last(),
        };
        Some(Subject { consumer: self.consumer, provider: last?.definition()? })
    }

    fn statement(&self, context: &RuleContext<'_>) -> Candidate {
        let graph = context.graph;
        let consumer = graph.module(self.consumer);
        let judge = context.couplings.judge();
        let subject = self.subject();
        let provider_module = subject.map(|subject| graph.module_of(subject.provider));
        let consumers = judge.owners(self.consumer);
        let providers: &[TeamId] = provider_module.map_or(&[], |module| judge.owners(module));
        let (provider, shown, counted) = match &self.how {
            How::Direct(mentions) => {
                let provider = mentions.first().map_or(String::new(), |mention| mention.path(graph));
                (provider, &mentions[..1], mentions.clone())
            }
            // The far end may move from item to item while the chain stays what it is.
            How::Chain(chain) => (self.used.to_owned(), &chain[..], first_step(context, self.constraint, chain)),
        };
        let headline = self.headline(context, &provider, shown);
        let key = if subject.is_some() { provider } else { format!("external:{provider}") };
        let mut finding = Candidate::new(consumer.path(), key, headline).between(consumers, providers);
        finding.subject = subject;
        finding.packages = vec![consumer.krate().package().id()];
        finding.places = counted.iter().map(|mention| mention.place(graph)).collect();
        if let [mention] = shown {
            finding.label(LabelRole::Primary, mention.span, "used here");
            if let Some(definition) = mention.definition() {
                finding.label(LabelRole::Definition, defined_at(context, definition), "defined here");
            }
        } else {
            label_steps(context, &mut finding, shown);
        }
        label_constraint(&mut finding, self.constraint);
        if consumers != providers {
            label_owner(context, &mut finding, LabelRole::ConsumerOwner, self.consumer, consumers);
        }
        if let Some(module) = provider_module.filter(|_| consumers != providers) {
            label_owner(context, &mut finding, LabelRole::ProviderOwner, module, providers);
        }
        let others = if consumers == providers { &[] } else { providers };
        self.help(context, &mut finding, others);
        finding
    }

    fn headline(&self, context: &RuleContext<'_>, provider: &str, shown: &[Mention]) -> String {
        let graph = context.graph;
        let consumer = graph.module(self.consumer).path();
        let (user, used) = (self.user, self.used);
        let does = match (&self.how, shown) {
            (How::Chain(_), [between @ .., last]) => {
                let through: Vec<&str> =
                    between.iter().filter_map(|mention| mention.to(graph)).map(|to| graph.module(to).path()).collect();
                let through = match through.as_slice() {
                    [first, second, third, _, ..] => format!(
                        "{} and {} more",
                        wording::quoted_list([first, second, third]).replace(" and ", ", "),
                        wording::count(through.len() - 3, "module", "modules")
                    ),
                    few => wording::quoted_list(few),
                };
                format!("`{consumer}` reaches `{}` through {through}", last.path(graph))
            }
            _ => format!("`{consumer}` uses `{provider}`"),
        };
        let behind = match shown {
            [Mention { target: Target::Door(.., definition), .. }] => {
                format!(", a door to `{}`", graph.definition_path(*definition))
            }
            [mention] => match mention.foreign_door(graph) {
                Some(door) => format!(" through a door of `{door}`"),
                None => String::new(),
            },
            _ => String::new(),
        };
        match &self.constraint.demand {
            Demand::Layers { layers, .. } => {
                let at = |name: &str| {
                    let has = |group: &boundaries_policy::Group| group.subjects.iter().any(|one| one.name == name);
                    layers.iter().position(has)
                };
                if at(used) < at(user) {
                    format!("{does}{behind}, and layer `{used}` lies above layer `{user}`")
                } else {
                    format!("{does}{behind}, and layer `{user}` may use only the layer below it, not `{used}`")
                }
            }
            Demand::Independent { .. } => format!("{does}{behind}, and `{user}` and `{used}` are to be independent"),
            Demand::Forbid { .. } | Demand::Acyclic { .. } => {
                format!("{does}{behind}, and `{used}` is forbidden to `{user}`")
            }
        }
    }

    fn help(&self, context: &RuleContext<'_>, finding: &mut Candidate, providers: &[TeamId]) {
        let (user, used) = (self.user, self.used);
        let change = match (&self.how, &self.constraint.demand) {
            (How::Chain(_), _) => "cut the chain at the step that is least wanted: move code, or let the nearer side define a trait that the farther one implements".to_owned(),
            (_, Demand::Layers { .. }) => format!(
                "move what is needed down to `{user}` or below, or let `{user}` define a trait that `{used}` implements"
            ),
            (_, Demand::Independent { .. }) => {
                format!("move what both need to a place that `{user}` and `{used}` may both use")
            }
            _ => format!("do without `{used}` here, or move this code out of `{user}`"),
        };
        finding.help(HelpKind::ChangeCode, change);
        if !providers.is_empty() {
            let who = wording::teams_with_contact(context.policy, providers);
            finding.help(HelpKind::TalkToOwner, format!("talk to {who} about what is needed here"));
        }
        let text = format!("if its reason no longer holds, change the `[[{}]]`", self.constraint.table());
        finding.help(HelpKind::ChangePolicy, text);
    }
}

/// Numbers the steps of a chain.
fn label_steps(context: &RuleContext<'_>, finding: &mut Candidate, steps: &[Mention]) {
    for (at, mention) in steps.iter().enumerate() {
        label_step(context, finding, mention, (at, steps.len()), "");
    }
}

/// One step of a chain or of a cycle, with what is to be said between its number and its use.
pub(super) fn label_step(
    context: &RuleContext<'_>,
    finding: &mut Candidate,
    mention: &Mention,
    (at, of): (usize, usize),
    between: &str,
) {
    let graph = context.graph;
    let role = if at == 0 { LabelRole::Primary } else { LabelRole::Step };
    let from = graph.module(mention.from).path();
    let text = format!("step {} of {of}{between}: `{from}` uses `{}`", at + 1, mention.path(graph));
    finding.label(role, mention.span, text);
}

pub(super) fn label_constraint(finding: &mut Candidate, constraint: &Constraint) {
    let text = format!("`[[{}]]`, because: {}", constraint.table(), constraint.reason);
    finding.label(LabelRole::Constraint, constraint.span, text);
}

/// All mentions that make the first step of a chain: they stand in the module that the statement is about.
fn first_step(context: &RuleContext<'_>, constraint: &Constraint, chain: &[Mention]) -> Vec<Mention> {
    let graph = context.graph;
    let Some(first) = chain.first() else { return Vec::new() };
    let dependency = first.to(graph).and_then(|to| graph.dependency(first.from, to));
    let references = dependency.into_iter().flat_map(|dependency| dependency.references());
    references
        .filter(|reference| constraint.kinds.contains(&reference.context))
        .map(|reference| Mention::of_definition(graph, reference))
        .collect()
}

fn defined_at(context: &RuleContext<'_>, definition: Definition) -> Span {
    match definition {
        Definition::Module(module) => context.graph.module(module).span(),
        Definition::Item(item) => context.graph.item(item).data().span,
    }
}
