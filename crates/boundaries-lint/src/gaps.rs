//! Turns gaps of the analysis into statements, one for each module and text.

use std::collections::BTreeMap;

use boundaries_graph::{Gap, GapReason, Limit, ModuleId};

use crate::candidate::Candidate;
use crate::finding::{HelpKind, LabelRole, Place};
use crate::rule::RuleContext;

/// What a gap says: its headline, and the way on.
pub(crate) type Wording = (String, HelpKind, String);

/// Reports the gaps for which `word` finds words. Equal ones in one module are one statement.
pub(crate) fn report(
    context: &RuleContext<'_>,
    findings: &mut Vec<Candidate>,
    word: impl Fn(GapReason, Option<Limit>, &str) -> Option<Wording>,
) {
    let mut groups: BTreeMap<(ModuleId, GapReason, Option<Limit>, &str), Vec<&Gap>> = BTreeMap::new();
    for gap in context.graph.gaps() {
        groups.entry((gap.module, gap.reason, gap.limit, context.graph.text(gap.text))).or_default().push(gap);
    }
    for ((module, reason, limit, text), gaps) in groups {
        let Some((headline, kind, help)) = word(reason, limit, text) else { continue };
        let module = context.graph.module(module);
        let name = limit.map_or(reason.as_str().to_owned(), |limit| format!("{} {}", reason.as_str(), limit.as_str()));
        let mut finding = Candidate::new(module.path(), format!("{name}: {text}"), headline);
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
