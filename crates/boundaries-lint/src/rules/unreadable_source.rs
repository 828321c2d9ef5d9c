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
        gaps::report(context, findings, |reason, limit, text| {
            // What can be done to the code, or to the limit that it goes beyond.
            let or_raise = |change: &str| match limit {
                Some(limit) => format!("{change}, or raise the limit: `--limit {}=…`", limit.as_str()),
                None => change.to_owned(),
            };
            let (headline, help) = match reason {
                GapReason::UnparsedFile => (
                    format!("the file does not parse: {text}"),
                    "correct the syntax; until then only parts of it are seen".to_owned(),
                ),
                GapReason::ReadByTokens => {
                    let change = or_raise(if limit.is_some() { "flatten it" } else { "write what stable Rust takes" });
                    (
                        format!("the file was read by its tokens: {text}"),
                        format!("{change}; until then methods and fields in what was refused are not seen"),
                    )
                }
                GapReason::UnreadableFile => {
                    let change = or_raise(if limit.is_some() { "split it" } else { "make it readable UTF-8" });
                    (format!("the file cannot be read: {text}"), format!("{change}; until then nothing in it is seen"))
                }
                GapReason::MissingModuleFile => (
                    format!("the file of module `{text}` is missing"),
                    "add the file; if a build script makes it, nothing in it is seen".to_owned(),
                ),
                GapReason::LimitReached => {
                    let reached = limit.map_or("a limit".to_owned(), |limit| format!("the limit `{}`", limit.as_str()));
                    let change = or_raise("split or flatten the code");
                    (
                        format!("{reached} of the analysis was reached: {text}"),
                        format!("{change}; what lies beyond it is not seen"),
                    )
                }
                GapReason::UnresolvedPath
                | GapReason::UnresolvedImport
                | GapReason::AmbiguousName
                | GapReason::UnknownMacro
                | GapReason::UnknownReceiver
                | GapReason::AssumedItems
                | GapReason::HiddenCode => return None,
            };
            Some((headline, HelpKind::ChangeCode, help))
        });
    }
}

#[cfg(test)]
mod tests {
    use boundaries_graph::{GapReason, Limit};

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

    #[test]
    fn a_limit_is_told_by_the_name_under_which_it_can_be_moved() {
        let scene = Scene::default()
            .gap("ledger", GapReason::LimitReached, "again")
            .gap_beyond("ledger", GapReason::LimitReached, Limit::SameNames, "twice")
            .gap_beyond("ledger", GapReason::ReadByTokens, Limit::Nesting, "nested too deeply")
            .gap_beyond("ledger", GapReason::UnreadableFile, Limit::SourceSize, "larger than 20 bytes");
        let told = scene.check("[teams]\nledger = { owns = [\"ledger\"] }");
        let told: Vec<String> =
            told.findings.iter().map(|finding| format!("{}\n  {}", finding.headline, finding.help[0].text)).collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        the limit `same-names` of the analysis was reached: twice
          split or flatten the code, or raise the limit: `--limit same-names=…`; what lies beyond it is not seen
        a limit of the analysis was reached: again
          split or flatten the code; what lies beyond it is not seen
        the file was read by its tokens: nested too deeply
          flatten it, or raise the limit: `--limit nesting=…`; until then methods and fields in what was refused are not seen
        the file cannot be read: larger than 20 bytes
          split it, or raise the limit: `--limit source-size=…`; until then nothing in it is seen
        ");
    }
}
