//! Which settings are in force when a project is checked, and where each comes from: its files, its enforcement, what of the
//! history counts, and the levels of rules. What a program is told by flags and variables it knows itself.

use boundaries_lint::LevelOrigin;
use boundaries_policy::{DialectSource, Enforcement, EnforcementPlan, HistorySettings};
use boundaries_report::{Setting, SettingOrigin};
use jiff::civil::Date;

use crate::project::today;
use crate::{CheckOptions, PolicyOrigin, Project};

const FILES: &str = "files";
const ENFORCEMENT: &str = "enforcement";
const BUDGETS: &str = "debt budgets";
const HISTORY: &str = "history";
const RULES: &str = "rules";

#[doc(hidden)]
impl Project {
    /// The settings by which [`check`](Self::check) would judge, in the order in which they are told. `base` says whether the
    /// report would be held to another revision.
    #[must_use]
    pub fn settings(&self, options: &CheckOptions, base: bool) -> Vec<Setting> {
        let mut settings = self.file_settings();
        settings.extend(self.enforcement_settings(options, base));
        settings.extend(self.budget_settings());
        settings.extend(self.history_settings());
        settings.extend(self.rules().metas().into_iter().map(|rule| {
            let (level, origin) = options.overrides.resolve(rule, self.policy());
            let origin = match origin {
                LevelOrigin::Default => SettingOrigin::Default,
                LevelOrigin::Policy(span) => SettingOrigin::File(span),
                LevelOrigin::CommandLine => SettingOrigin::Argument(format!("--{}", level.as_str())),
            };
            Setting::new(RULES, rule.name, level.as_str(), origin)
        }));
        settings
    }

    fn file_settings(&self) -> Vec<Setting> {
        let none = |name: &str| Setting::new(FILES, name, "none", SettingOrigin::Default);
        let found = |name: &str, path: &str| Setting::new(FILES, name, path, SettingOrigin::Found);
        let policy = match self.policy_place() {
            Some(path) => found("policy", path.as_str()),
            None => none("policy").noting("`cargo boundaries init` proposes one"),
        };
        let (team_files, baseline_files) = self.files_of_teams();
        let all = |name: &str, paths: Vec<&str>| match paths.as_slice() {
            [] => none(name),
            paths => found(name, &paths.join(" ")),
        };
        let mut settings = vec![policy, all("team-files", team_files), all("baseline", baseline_files)];
        match self.codeowners_place().zip(self.policy().codeowners()) {
            None => settings.push(none("codeowners")),
            Some((path, codeowners)) => {
                settings.push(found("codeowners", path.as_str()));
                let name = "codeowners-dialect";
                let dialect = |origin| Setting::new(FILES, name, codeowners.dialect().as_str(), origin);
                settings.push(match (codeowners.dialect_source(), self.policy().setting_place(name)) {
                    (DialectSource::Named, Some(span)) => dialect(SettingOrigin::File(span)),
                    (DialectSource::Remote, _) => dialect(SettingOrigin::Found).noting("by the host of the git remote"),
                    (DialectSource::Place, _) => dialect(SettingOrigin::Found).noting("by the place of the file"),
                    (DialectSource::Named | DialectSource::Assumed, _) => dialect(SettingOrigin::Default),
                });
            }
        }
        settings
    }

    /// How each boundary is held: for the workspace, and for the teams that say otherwise.
    fn enforcement_settings(&self, options: &CheckOptions, base: bool) -> Vec<Setting> {
        let policy = self.policy();
        let today = options.today.unwrap_or_else(today);
        let workspace = "workspace";
        if let Some(level) = options.overrides.enforcement() {
            let origin = SettingOrigin::Argument("--enforcement".to_owned());
            return vec![Setting::new(ENFORCEMENT, workspace, level.as_str(), origin).noting("for every team")];
        }
        if self.origin() != PolicyOrigin::Written {
            let level = Enforcement::Observe.as_str();
            return vec![
                Setting::new(ENFORCEMENT, workspace, level, SettingOrigin::Default).noting("there is no policy"),
            ];
        }
        let unsaid = |level: Enforcement, why: &str| {
            Setting::new(ENFORCEMENT, workspace, level.as_str(), SettingOrigin::Default).noting(why)
        };
        let first = match (policy.enforcement(), policy.baseline()) {
            (Some(plan), _) => planned(workspace, plan, today),
            (None, _) if base => unsaid(Enforcement::NoNew, "there is a revision to compare with"),
            (None, Some(_)) => unsaid(Enforcement::NoNew, "there is a baseline"),
            (None, None) => unsaid(Enforcement::Enforce, "there is no baseline"),
        };
        let of_teams = policy.teams().iter().filter_map(|team| {
            let plan = team.enforcement?;
            Some(planned(&format!("team {}", team.name), plan, today))
        });
        std::iter::once(first).chain(of_teams).collect()
    }

    fn budget_settings(&self) -> Vec<Setting> {
        let budgets = self.policy().teams().iter().filter_map(|team| {
            let origin = team.span.map_or(SettingOrigin::Default, SettingOrigin::File);
            Some(Setting::new(BUDGETS, format!("team {}", team.name), team.debt_budget?.to_string(), origin))
        });
        budgets.collect()
    }

    fn history_settings(&self) -> Vec<Setting> {
        let HistorySettings { months, max_files, bots, min_shared, min_degree, min_commits } = self.policy().history();
        let bots = if bots.is_empty() { "none".to_owned() } else { bots.join(" ") };
        let values = [
            ("months", months.to_string()),
            ("max-files", max_files.to_string()),
            ("bots", bots),
            ("min-shared", min_shared.to_string()),
            ("min-degree", min_degree.to_string()),
            ("min-commits", min_commits.to_string()),
        ];
        let setting = |(name, value): (&str, String)| {
            let place = self.policy().setting_place(&format!("history.{name}"));
            Setting::new(HISTORY, name, value, place.map_or(SettingOrigin::Default, SettingOrigin::File))
        };
        values.into_iter().map(setting).collect()
    }
}

/// A plan with the step that holds today, and the one that follows.
fn planned(name: &str, plan: EnforcementPlan, today: Date) -> Setting {
    let now = plan.on(today);
    let setting = Setting::new(ENFORCEMENT, name, now.as_str(), SettingOrigin::File(plan.span));
    match plan.next {
        Some((next, from)) if next != now => setting.noting(format!("`{}` from {from}", next.as_str())),
        _ => setting,
    }
}

#[cfg(test)]
mod tests {
    use boundaries_policy::Level;
    use boundaries_report::{SettingsPage, TextOptions};

    use super::*;

    const CODE: &str = "\
//- billing/src/lib.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
pub fn pay(_: billing::Invoice) {}
";

    fn told(policy: &str, options: &CheckOptions, base: bool) -> String {
        let policy = if policy.is_empty() { String::new() } else { format!("//- boundaries.toml\n{policy}") };
        let project = crate::testing::workspace(&format!("{policy}{CODE}")).expect("the policy is sound");
        let mut settings = project.settings(options, base);
        settings.retain(|setting| setting.group != RULES || setting.origin != SettingOrigin::Default);
        let mut out = Vec::new();
        let page = SettingsPage { settings: &settings, sources: project.sources() };
        page.text(TextOptions::default(), &mut out).expect("writing to memory does not fail");
        String::from_utf8(out).expect("reports are UTF-8")
    }

    fn options() -> CheckOptions {
        CheckOptions { today: Some(jiff::civil::date(2026, 6, 1)), ..CheckOptions::default() }
    }

    #[test]
    fn where_nobody_says_anything_defaults_hold() {
        insta::assert_snapshot!(told("", &options(), false));
    }

    #[test]
    fn every_line_that_decides_is_named() {
        let policy = "\
enforcement = { level = \"no-new\", next = \"enforce\", from = \"2027-01-01\" }
[teams]
orders = { owns = [\"orders\"], debt-budget = 3 }
billing = { owns = [\"billing\"], enforcement = \"sealed\" }
[history]
months = 12
bots = [\"renovate\"]
[rules]
team-cycle = \"deny\"
wide-contract = \"warn\"
";
        let mut options = options();
        options.overrides.set("team-cycle", Level::Allow).expect("there is such a rule");
        insta::assert_snapshot!(told(policy, &options, false));
    }

    #[test]
    fn what_nobody_says_depends_on_what_is_there() {
        let teams = "[teams]\norders = { owns = [\"orders\"] }\nbilling = { owns = [\"billing\"] }\n";
        let first = |options: &CheckOptions, base| {
            let told = told(teams, options, base);
            let line = told.lines().find(|line| line.starts_with("  workspace")).map(|line| line.trim().to_owned());
            line.expect("it is told for the workspace")
        };
        insta::assert_snapshot!(first(&options(), false), @"workspace  enforce  default (there is no baseline)");
        insta::assert_snapshot!(first(&options(), true), @"workspace  no-new  default (there is a revision to compare with)");
        let mut observed = options();
        observed.overrides.set_enforcement(Enforcement::Observe);
        insta::assert_snapshot!(first(&observed, true), @"workspace  observe  argument, --enforcement (for every team)");
    }
}
