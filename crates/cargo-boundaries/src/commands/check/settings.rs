//! `check --explain-config`: the settings in force, those of the policy and those of the command line and the environment.

use boundaries::internal::report::{Setting, SettingOrigin, SettingsPage};
use boundaries::{CheckOptions, Limits, Project};

use super::runner::Runner;
use crate::args::{CheckArgs, CommonArgs, TableFormat};
use crate::color;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::{self, When};

const WORKSPACE: &str = "workspace";
const CACHE: &str = "cache";
const CODE: &str = "code";
const LIMITS: &str = "limits";
const SELECTION: &str = "selection";
const OUTPUT: &str = "output";

/// Tells the settings by which the project would be checked.
pub(super) fn tell(
    format: TableFormat,
    project: &Project,
    options: &CheckOptions,
    args: &CheckArgs,
    common: &CommonArgs,
    output: &mut Output,
) -> Result<(), Failure> {
    let flags = Flags { common };
    let mut settings = flags.workspace(project);
    settings.extend(flags.of_policy(project.settings(options, args.base.is_some())));
    settings.push(flags.cache());
    settings.extend(flags.code());
    settings.extend(flags.selection(args));
    settings.extend(flags.output(args, output));
    let page = SettingsPage { settings: &settings, sources: project.sources() };
    match format {
        TableFormat::Text => page.text(output.style.options(), output.report())?,
        TableFormat::Json => page.json(output.format()?)?,
    }
    Ok(())
}

/// What flags and variables say.
struct Flags<'a> {
    common: &'a CommonArgs,
}

impl Flags<'_> {
    /// The argument of a flag, or the variable in its place.
    fn said(&self, flag: &str) -> SettingOrigin {
        match self.common.from_environment.iter().find(|(known, _)| known == flag) {
            Some((_, variable)) => SettingOrigin::Environment(variable.clone()),
            None => SettingOrigin::Argument(format!("--{flag}")),
        }
    }

    fn switch(&self, group: &'static str, flag: &'static str, on: bool) -> Setting {
        match on {
            true => Setting::new(group, flag, "yes", self.said(flag)),
            false => Setting::new(group, flag, "no", SettingOrigin::Default),
        }
    }

    fn workspace(&self, project: &Project) -> Vec<Setting> {
        let common = self.common;
        let is_named = common.manifest_path.is_some();
        let origin = if is_named { self.said("manifest-path") } else { SettingOrigin::Found };
        let metadata = match &common.metadata_path {
            Some(path) => Setting::new(WORKSPACE, "metadata", path.as_str(), self.said("metadata-path")),
            None => Setting::new(WORKSPACE, "metadata", "cargo metadata", SettingOrigin::Default),
        };
        vec![
            Setting::new(WORKSPACE, "root", project.root().as_str(), origin),
            metadata,
            self.switch(WORKSPACE, "locked", common.locked),
            self.switch(WORKSPACE, "offline", common.offline).noting("the network is never used, whatever this says"),
            self.switch(WORKSPACE, "frozen", common.frozen),
        ]
    }

    /// The policy's settings, where a flag may have named the file.
    fn of_policy(&self, mut settings: Vec<Setting>) -> Vec<Setting> {
        if self.common.policy_file().is_some()
            && let Some(policy) = settings.iter_mut().find(|setting| setting.name == "policy")
        {
            policy.origin = self.said("config");
        }
        settings
    }

    fn cache(&self) -> Setting {
        let common = self.common;
        if common.no_cache {
            return Setting::new(CACHE, "cache", "off", self.said("no-cache"));
        }
        match common.cache.chosen() {
            Some(folder) if common.cache_dir.is_some() => {
                Setting::new(CACHE, "cache", folder.path().as_str(), self.said("cache-dir"))
            }
            Some(folder) => Setting::new(CACHE, "cache", folder.path().as_str(), SettingOrigin::Default)
                .noting("in Cargo's target folder"),
            None => Setting::new(CACHE, "cache", "off", SettingOrigin::Default).noting("no folder can be used"),
        }
    }

    fn code(&self) -> Vec<Setting> {
        let common = self.common;
        let list = |flag: &'static str, values: &[String], all: &str| match values {
            [] => Setting::new(CODE, flag, all, SettingOrigin::Default),
            values => Setting::new(CODE, flag, values.join(" "), self.said(flag)),
        };
        let mut settings = if common.all_features {
            vec![Setting::new(CODE, "features", "all", self.said("all-features"))]
        } else {
            let all = if common.no_default_features { "none" } else { "all" };
            vec![
                list("features", &common.features, all),
                self.switch(CODE, "no-default-features", common.no_default_features),
            ]
        };
        let target = list("target", &common.target, "all");
        settings.push(if common.target.len() > 1 { target.noting("several are as good as all") } else { target });
        settings.push(list("cfg", &common.cfg, "all"));
        let limits = common.limits();
        settings.extend(Limits::NAMES.iter().filter_map(|name| {
            let is_said = common.limits.iter().any(|limit| limit.name() == Some(name));
            let origin = if is_said { self.said("limit") } else { SettingOrigin::Default };
            Some(Setting::new(LIMITS, format!("limit {name}"), limits.get(name)?.to_string(), origin))
        }));
        settings
    }

    fn output(&self, args: &CheckArgs, output: &Output) -> Vec<Setting> {
        let formats: Vec<String> = args.requests().iter().map(|request| request.told()).collect();
        let format = match formats.as_slice() {
            [] if Runner::here().is_some() => {
                let runner = SettingOrigin::Environment("GITHUB_ACTIONS".to_owned());
                Setting::new(OUTPUT, "format", "text github", runner)
            }
            [] => Setting::new(OUTPUT, "format", "text", SettingOrigin::Default),
            several => {
                let flag = if args.formats.is_empty() { "message-format" } else { "format" };
                Setting::new(OUTPUT, "format", several.join(" "), self.said(flag))
            }
        };
        let colour = if output.style.color { "always" } else { "never" };
        let colour = match color::decider(self.common.color) {
            Some(origin) => Setting::new(OUTPUT, "color", colour, origin),
            None => {
                let terminal = if output.style.color { "the output is" } else { "the output is not" };
                Setting::new(OUTPUT, "color", colour, SettingOrigin::Default)
                    .noting(format!("{terminal} a terminal that shows it"))
            }
        };
        let progress = match When::said() {
            Some(when) => {
                let when = match when {
                    When::Auto => "auto",
                    When::Always => "always",
                    When::Never => "never",
                };
                Setting::new(OUTPUT, "progress", when, SettingOrigin::Environment(progress::VARIABLE.to_owned()))
            }
            None => Setting::new(OUTPUT, "progress", "auto", SettingOrigin::Default)
                .noting("after half a second, where standard error is a terminal"),
        };
        vec![
            format,
            colour,
            progress,
            self.switch(OUTPUT, "quiet", self.common.quiet),
            self.switch(OUTPUT, "stats", args.stats),
            self.switch(OUTPUT, "timings", args.timings.is_some()),
            self.switch(OUTPUT, "exit-zero", args.exit_zero),
        ]
    }

    /// What of the findings is reported.
    fn selection(&self, args: &CheckArgs) -> Vec<Setting> {
        let list = |flag: &'static str, values: &[String], default: &str| match values {
            [] => Setting::new(SELECTION, flag, default, SettingOrigin::Default),
            values => Setting::new(SELECTION, flag, values.join(" "), self.said(flag)),
        };
        let base = args.base.iter().cloned().collect::<Vec<_>>();
        vec![
            list("base", &base, "none"),
            list("package", &args.packages, "all"),
            list("exclude", &args.cargo.exclude, "none"),
            list("team", &args.teams, "all"),
            list("rule", &args.rules, "all"),
        ]
    }
}
