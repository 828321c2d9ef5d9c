//! `unreadable-source`: a source file that could not be read the way the compiler reads it.

use boundaries_graph::GapReason;
use boundaries_policy::Level;

use crate::candidate::Candidate;
use crate::finding::HelpKind;
use crate::gaps;
use crate::rule::{Rule, RuleContext, RuleMeta};

pub(crate) static META: RuleMeta = RuleMeta::new(
    "unreadable-source",
    "a source file that is missing, is not UTF-8, or does not parse",
    Level::Warn,
    include_str!("unreadable_source.md"),
)
.since("0.1.0");

pub(crate) struct UnreadableSource;

impl Rule for UnreadableSource {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
        gaps::report(context, findings, |reason, text| match reason {
            GapReason::UnparsedFile => Some((
                format!("the file does not parse: {text}"),
                HelpKind::ChangeCode,
                "correct the syntax; until then only parts of it are seen",
            )),
            GapReason::ReadByTokens => Some((
                format!("the file was read by its tokens: {text}"),
                HelpKind::ChangeCode,
                "write what stable Rust takes, or flatten it; until then methods and fields in what was refused are not seen",
            )),
            GapReason::UnreadableFile => Some((
                format!("the file cannot be read: {text}"),
                HelpKind::ChangeCode,
                if text.starts_with("larger than") {
                    "split it, or raise the limit: `--limit source-size=…`; until then nothing in it is seen"
                } else {
                    "make it readable UTF-8; until then nothing in it is seen"
                },
            )),
            GapReason::MissingModuleFile => Some((
                format!("the file of module `{text}` is missing"),
                HelpKind::ChangeCode,
                "add the file; if a build script makes it, nothing in it is seen",
            )),
            GapReason::LimitReached => Some((
                format!("a limit of the analysis was reached: {text}"),
                HelpKind::ChangeCode,
                "split or flatten the code, or raise the limit by `--limit`, as docs/limits.md lists them; what lies beyond it is not seen",
            )),
            GapReason::UnresolvedPath
            | GapReason::UnresolvedImport
            | GapReason::AmbiguousName
            | GapReason::UnknownMacro
            | GapReason::UnknownReceiver
            | GapReason::AssumedItems
            | GapReason::HiddenCode => None,
        });
    }
}

#[cfg(test)]
mod tests {
    use boundaries_graph::GapReason;

    use crate::scene::Scene;

    #[test]
    fn files_that_cannot_be_read_are_reported_and_unresolved_paths_are_not() {
        let scene = Scene::default()
            .gap("ledger", GapReason::MissingModuleFile, "store")
            .gap("ledger", GapReason::UnparsedFile, "cannot parse")
            .gap("ledger", GapReason::ReadByTokens, "expected `;`")
            .gap("ledger", GapReason::UnresolvedPath, "crate::nothing");
        assert_eq!(
            scene.headlines("[teams]\nledger = { owns = [\"ledger\"] }"),
            [
                "warn[unreadable-source]: the file of module `store` is missing",
                "warn[unreadable-source]: the file was read by its tokens: expected `;`",
                "warn[unreadable-source]: the file does not parse: cannot parse",
            ]
        );
    }
}
