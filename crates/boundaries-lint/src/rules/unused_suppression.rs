//! `unused-suppression`: a comment that is meant to tolerate findings, and tolerates none.

use boundaries_graph::ModuleView;
use boundaries_policy::{Level, Suppression};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole};
use crate::rule::{Rule, RuleContext, RuleMeta};
use crate::term::Term;

pub(crate) static META: RuleMeta = RuleMeta::new(
    "unused-suppression",
    "a comment that tolerates no finding, or cannot be read",
    Level::Deny,
    include_str!("unused_suppression.md"),
)
.since("0.1.0");

pub(crate) struct UnusedSuppression;

impl Rule for UnusedSuppression {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        for (suppression, used) in context.policy.suppressions().iter().zip(&context.settled.suppressions) {
            if let Some(flaw) = &suppression.flaw {
                let headline = format!("a comment that is meant to tolerate findings tolerates none: {flaw}");
                let mut finding = statement(context, suppression, "", headline, "this comment has no effect");
                finding.help_with(
                    HelpKind::ChangeCode,
                    "write it as it is read",
                    "// boundaries: allow(undeclared-coupling, reason = \"why\", until = \"2027-03-01\")",
                );
                findings.push(finding);
                continue;
            }
            // One that has ended is reported as expired.
            if !Term::of_suppression(suppression, context.today).holds() {
                continue;
            }
            for (rule, used) in suppression.rules.iter().zip(used) {
                let module = module_of(context, suppression);
                let path = module.map_or("", |module| module.path());
                let is_hidden = || context.unseen.hides_finding(rule, path);
                if !used && context.speaks(rule) && !is_hidden() {
                    let headline = format!("a comment tolerates `{rule}`, which reports nothing there");
                    let mut finding = statement(context, suppression, rule, headline, "there is nothing to tolerate");
                    finding.help(
                        HelpKind::ChangeCode,
                        "remove the comment, or move it to the line above what it is about",
                    );
                    findings.push(finding);
                }
            }
        }
    }
}

fn statement(
    context: &RuleContext<'_>,
    suppression: &Suppression,
    rule: &str,
    headline: String,
    label: &str,
) -> Candidate {
    let module = module_of(context, suppression);
    let consumer = module.map_or_else(
        || context.sources.file(suppression.span.file).path().to_string(),
        |module| module.path().to_owned(),
    );
    let mut finding = Candidate::new(consumer, rule, headline);
    if let Some(module) = module {
        finding.consumers = context.couplings.judge().owners(module.id()).to_vec();
        finding.packages = vec![module.krate().package().id()];
    }
    finding.label(LabelRole::Primary, suppression.span, label);
    finding
}

/// The module of the file in which a comment stands.
fn module_of<'g>(context: &RuleContext<'g>, suppression: &Suppression) -> Option<ModuleView<'g>> {
    let modules = context.graph.modules().filter(|module| module.data().file == suppression.span.file);
    modules.min_by_key(|module| module.path().len())
}
