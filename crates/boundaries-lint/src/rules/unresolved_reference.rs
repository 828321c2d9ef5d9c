//! `unresolved-reference`: a path that should lead into the workspace, and that could not be followed.

use boundaries_graph::GapReason;
use boundaries_policy::Level;

use crate::candidate::Candidate;
use crate::finding::HelpKind;
use crate::gaps;
use crate::rule::{Rule, RuleContext, RuleMeta};

pub(crate) static META: RuleMeta = RuleMeta::new(
    "unresolved-reference",
    "a path or macro call that the analysis could not follow",
    Level::Allow,
    include_str!("unresolved_reference.md"),
)
.since("0.1.0");

pub(crate) struct UnresolvedReference;

impl Rule for UnresolvedReference {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        gaps::report(context, findings, |reason, _, text| {
            let headline = match reason {
                GapReason::UnresolvedPath => format!("the path `{text}` leads nowhere the analysis knows"),
                GapReason::UnresolvedImport => format!("the import `{text}` leads nowhere the analysis knows"),
                GapReason::AmbiguousName => format!("the name `{text}` is offered by more than one glob import"),
                GapReason::UnknownMacro => format!("the tokens of macro call `{text}` could not be read as Rust"),
                GapReason::HiddenCode => format!("the code that `{text}` brings in could not be read"),
                GapReason::UnparsedFile
                | GapReason::ReadByTokens
                | GapReason::UnreadableFile
                | GapReason::MissingModuleFile
                | GapReason::UnknownReceiver
                | GapReason::AssumedItems
                | GapReason::LimitReached => return None,
            };
            Some((
                headline,
                HelpKind::ChangeCode,
                "name the item by a plain path, if the coupling has to be seen".to_owned(),
            ))
        });
    }
}

#[cfg(test)]
mod tests {
    use boundaries_graph::GapReason;
    use boundaries_policy::Level;

    use crate::scene::Scene;

    #[test]
    fn it_is_silent_unless_asked_for() {
        let mut scene = Scene::default().gap("ledger", GapReason::UnresolvedPath, "crate::nothing").gap(
            "ledger",
            GapReason::UnknownReceiver,
            "total",
        );
        let policy = "[teams]\nledger = { owns = [\"ledger\"] }";
        assert_eq!(scene.headlines(policy), [""; 0]);
        scene.overrides.set("unresolved-reference", Level::Warn).expect("a rule");
        assert_eq!(
            scene.headlines(policy),
            ["warn[unresolved-reference]: the path `crate::nothing` leads nowhere the analysis knows"]
        );
    }
}
