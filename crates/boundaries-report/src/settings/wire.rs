//! Settings as JSON.

use serde::Serialize;

use super::{SettingOrigin, SettingsPage};
use crate::wire::{Place, SCHEMA_VERSION};

/// The settings of a run.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct Settings<'a> {
    /// The version of this format.
    schema_version: u32,
    /// The settings, those of a group behind each other.
    settings: Vec<Setting<'a>>,
}

/// A setting, with the value that is in force.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct Setting<'a> {
    /// What it is about.
    group: &'a str,
    /// A key of the policy, a rule, a team, or a flag without its dashes.
    name: &'a str,
    /// The value, in the words in which it can be set.
    value: &'a str,
    /// `default`, `found`, `file`, `environment` or `argument`.
    origin: &'a str,
    /// The variable or the flag that says so.
    by: Option<&'a str>,
    /// The line that says so.
    place: Option<Place<'a>>,
    /// What else there is to know.
    note: Option<&'a str>,
}

impl<'a> Settings<'a> {
    pub(super) fn of(page: &SettingsPage<'a>) -> Self {
        let settings = page.settings.iter().map(|setting| Setting {
            group: setting.group,
            name: &setting.name,
            value: &setting.value,
            origin: setting.origin.as_str(),
            by: match &setting.origin {
                SettingOrigin::Environment(name) | SettingOrigin::Argument(name) => Some(name.as_str()),
                SettingOrigin::Default | SettingOrigin::Found | SettingOrigin::File(_) => None,
            },
            place: match setting.origin {
                SettingOrigin::File(span) => crate::json::place(page.sources, span),
                _ => None,
            },
            note: setting.note.as_deref(),
        });
        Self { schema_version: SCHEMA_VERSION, settings: settings.collect() }
    }
}
