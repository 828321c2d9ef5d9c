//! Turns gaps of the analysis into statements, one for each module and text.

use std::collections::BTreeMap;

use boundaries_graph::{Gap, GapReason};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole, Place};
use crate::rule::RuleContext;

/// Reports the gaps for which `word` has a headline and a way on. Equal ones in one module are one statement.
pub(crate) fn report(
    context: &RuleContext<'_>,
    findings: &mut Vec<Candidate>,
    word: impl Fn(GapReason, &str) -> Option<(String, HelpKind, &'static str)>,
) {
    let mut groups: BTreeMap<(boundaries_graph::ModuleId, GapReason, &str), Vec<&Gap>> = BTreeMap::new();
    for gap in context.graph.gaps() {
        groups.entry((gap.module, gap.reason, context.graph.text(gap.text))).or_default().push(gap);
    }
    for ((module, reason, text), gaps) in groups {
        let Some((headline, kind, help)) = word(reason, text) else { continue };
        let module = context.graph.module(module);
        let mut finding = Candidate::new(module.path(), format!("{}: {text}", reason.as_str()), headline);
        finding.packages = vec![module.krate().package().id()];
        finding.places = gaps
            .iter()
            .map(|gap| Place { span: gap.span, module: Some(gap.module), kind: None, written: text.to_owned() })
            .collect();
        finding.label(LabelRole::Primary, gaps[0].span, format!("in module `{}`", module.path()));
        finding.help(kind, help);
        findings.push(finding);
    }
}
