//! What comes with a rule: tests on workspaces in one text, and a page whose examples are true.

use boundaries_lint::{Rule, RuleMeta, Rules};
use boundaries_policy::Level;
use jiff::civil::{Date, date};

use super::{line, workspace_with};
use crate::CheckOptions;

/// What a rule says about a workspace that is written as one text, as [`workspace`](super::workspace) reads it: a line for
/// each of its findings that nothing tolerates. A rule that is off by default speaks at `warn`.
///
/// ```
/// use boundaries::lint::{Candidate, Rule, RuleContext, RuleMeta};
/// use boundaries::policy::Level;
///
/// static META: RuleMeta = RuleMeta::new("no-utils", "a module called `utils`", Level::Warn, "# no-utils\n");
/// struct NoUtils;
/// impl Rule for NoUtils {
///     fn meta(&self) -> &'static RuleMeta {
///         &META
///     }
///     fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
///         for module in context.graph.modules().filter(|module| module.name() == "utils") {
///             findings.push(Candidate::in_module(context, module, format!("`{}` says nothing", module.path())));
///         }
///     }
/// }
///
/// let found = boundaries::testing::findings_of(NoUtils, "
/// //- orders/src/lib.rs
/// mod utils;
/// //- orders/src/utils.rs
/// ");
/// assert_eq!(found, ["warn[no-utils]: `orders::utils` says nothing"]);
/// ```
///
/// # Panics
/// If the policy has mistakes, or the name of the rule cannot be its name.
#[track_caller]
pub fn findings_of(rule: impl Rule + 'static, workspace: &str) -> Vec<String> {
    let meta = rule.meta();
    let rules = Rules::default().with(rule).unwrap_or_else(|error| panic!("{error}"));
    findings_on(&rules, meta, workspace, None).unwrap_or_else(|error| panic!("{error}"))
}

fn findings_on(
    rules: &Rules,
    meta: &'static RuleMeta,
    workspace: &str,
    today: Option<Date>,
) -> Result<Vec<String>, crate::Error> {
    let project = workspace_with(workspace, rules)?;
    let mut options = CheckOptions { today, ..CheckOptions::default() };
    if meta.default_level == Level::Allow {
        options.overrides.set_rule(meta, Level::Warn);
    }
    let report = project.check(&options);
    let own = report.open().filter(|finding| finding.rule == meta);
    Ok(own.map(line).collect())
}

/// Holds a rule to what comes with the rules of this library: a name, a summary in one line, and a page that opens with its
/// name, says what it finds, and has examples that are true.
///
/// An example is a workspace in one text, in a block that is marked ```` ```workspace fires ```` if the rule speaks there, and
/// ```` ```workspace silent ```` if it does not; there has to be one of each. `today=2027-03-01` behind it is the day on which
/// dates are judged, which is 2026-01-15 otherwise.
///
/// # Panics
/// If anything is missing or is not true; all of it at once.
#[track_caller]
pub fn assert_kit(rule: impl Rule + 'static) {
    let meta = rule.meta();
    let mut complaints = Vec::new();
    if meta.summary.is_empty() || meta.summary.contains('\n') || meta.summary.ends_with('.') {
        complaints.push(format!("the summary has to be one line without a full stop: {:?}", meta.summary));
    }
    if meta.page.lines().next() != Some(&format!("# {}", meta.name)) {
        complaints.push(format!("the page has to open with `# {}`", meta.name));
    }
    let examples = page_examples(meta.page);
    match Rules::default().with(rule) {
        Ok(rules) => {
            for example in &examples {
                match findings_on(&rules, meta, example.workspace, Some(example.today)) {
                    Ok(found) if found.is_empty() == example.fires => complaints.push(format!(
                        "the example on line {} of the page is marked as one where the rule {}: found {found:?}",
                        example.line,
                        if example.fires { "fires" } else { "is silent" }
                    )),
                    Ok(_) => {}
                    Err(error) => complaints.push(format!("the example on line {} of the page: {error}", example.line)),
                }
            }
        }
        Err(error) => complaints.push(error.to_string()),
    }
    for (fires, mark) in [(true, "fires"), (false, "silent")] {
        if !examples.iter().any(|example| example.fires == fires) {
            complaints.push(format!("the page has no example that is marked ```workspace {mark}"));
        }
    }
    assert!(complaints.is_empty(), "the kit of `{}` is not complete\n{}", meta.name, complaints.join("\n"));
}

/// An example on the page of a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct PageExample<'p> {
    /// Whether the rule speaks there.
    pub fires: bool,
    /// The day on which dates are judged.
    pub today: Date,
    /// The workspace in one text.
    pub workspace: &'p str,
    /// On which line of the page it starts.
    pub line: usize,
}

/// The examples on the page of a rule, in their order.
#[must_use]
pub fn page_examples(page: &str) -> Vec<PageExample<'_>> {
    let mut examples = Vec::new();
    let mut at = 0;
    while let Some(start) = page[at..].find("```workspace ").map(|found| at + found) {
        let marked = &page[start + "```workspace ".len()..];
        let (mark, rest) = marked.split_once('\n').unwrap_or((marked, ""));
        let workspace = rest.split("\n```").next().unwrap_or_default();
        let mut words = mark.split_whitespace();
        let fires = words.next() == Some("fires");
        let today = words.next().and_then(|word| word.strip_prefix("today="));
        let today = today.and_then(|day| day.parse().ok()).unwrap_or(date(2026, 1, 15));
        let line = page[..start].lines().count() + 1;
        examples.push(PageExample { fires, today, workspace, line });
        at = page.len() - rest.len() + workspace.len();
    }
    examples
}

#[cfg(test)]
mod tests {
    use boundaries_lint::{Candidate, RuleContext};

    use super::*;

    const PAGE: &str = "\
# no-utils

A module called `utils` tells nobody what is in it.

```workspace fires
//- orders/src/lib.rs
mod utils;
//- orders/src/utils.rs
```

```workspace silent today=2027-03-01
//- orders/src/lib.rs
mod money;
//- orders/src/money.rs
```
";

    struct NoUtils(RuleMeta);

    impl Rule for &'static NoUtils {
        fn meta(&self) -> &'static RuleMeta {
            &self.0
        }

        fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {
            for module in context.graph.modules().filter(|module| module.name() == "utils") {
                findings.push(Candidate::in_module(context, module, format!("`{}` says nothing", module.path())));
            }
        }
    }

    fn refused(rule: &'static NoUtils) -> String {
        let failed = std::panic::catch_unwind(|| assert_kit(rule)).expect_err("the kit is not complete");
        failed.downcast_ref::<String>().cloned().unwrap_or_default()
    }

    #[test]
    fn a_page_has_examples() {
        let found = page_examples(PAGE);
        let told: Vec<_> = found.iter().map(|one| (one.fires, one.today, one.line)).collect();
        assert_eq!(told, [(true, date(2026, 1, 15), 5), (false, date(2027, 3, 1), 11)]);
        assert_eq!(found[1].workspace, "//- orders/src/lib.rs\nmod money;\n//- orders/src/money.rs");
        assert_eq!(
            page_examples("```workspace fires"),
            [PageExample { fires: true, line: 1, workspace: "", ..found[0].clone() }]
        );
    }

    #[test]
    fn a_complete_kit_is_one() {
        static RULE: NoUtils = NoUtils(RuleMeta::new("no-utils", "a module called `utils`", Level::Allow, PAGE));
        assert_kit(&RULE);
    }

    #[test]
    fn what_is_missing_or_not_true_is_told_at_once() {
        static BARE: NoUtils = NoUtils(RuleMeta::new("Bare", "A summary.", Level::Warn, "text"));
        insta::assert_snapshot!(refused(&BARE), @r#"
        the kit of `Bare` is not complete
        the summary has to be one line without a full stop: "A summary."
        the page has to open with `# Bare`
        `Bare` is no name for a rule: use small letters, digits and hyphens, as in `off-surface`
        the page has no example that is marked ```workspace fires
        the page has no example that is marked ```workspace silent
        "#);
        static LIAR: NoUtils = NoUtils(RuleMeta::new(
            "no-utils",
            "a module called `utils`",
            Level::Warn,
            "# no-utils\n```workspace fires\n//- a/src/lib.rs\n```\n```workspace silent\n//- a/src/lib.rs\nmod utils {}\n```\n\
             ```workspace silent\n//- boundaries.toml\n[team]\n```",
        ));
        insta::assert_snapshot!(refused(&LIAR), @r#"
        the kit of `no-utils` is not complete
        the example on line 2 of the page is marked as one where the rule fires: found []
        the example on line 5 of the page is marked as one where the rule is silent: found ["warn[no-utils]: `a::utils` says nothing"]
        the example on line 9 of the page: error[policy]: unknown key `team` in the policy
           ╭─[boundaries.toml:1:2]
         1 │ [team]
           ·  ────
           ╰────
          help: did you mean `teams`?

        1 mistake in the policy
        "#);
    }
}
