//! Settings for reading: a table for each group, with name, value and origin.

use std::io::{self, Write};

use textwrap::core::display_width;

use super::{Setting, SettingOrigin, SettingsPage};
use crate::inert::{Inert, inert};
use crate::theme::{Paint, TextOptions};

/// A longer value does not push the origins of the others aside.
const VALUE_WIDTH: usize = 40;

pub(super) fn write(page: &SettingsPage<'_>, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
    let mut lines = Inert::new(out);
    let out = &mut lines;
    for (index, group) in page.settings.chunk_by(|one, other| one.group == other.group).enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", options.paint(Paint::Strong, group[0].group))?;
        let widest = |text: &dyn Fn(&Setting) -> String| {
            group.iter().map(|setting| display_width(&text(setting))).filter(|width| *width <= VALUE_WIDTH).max()
        };
        let names = widest(&|setting| inert(&setting.name)).unwrap_or_default();
        let values = widest(&|setting| inert(&setting.value)).unwrap_or_default();
        for setting in group {
            let (name, value) = (inert(&setting.name), inert(&setting.value));
            let mut origin = origin(page, setting);
            if let Some(note) = &setting.note {
                origin.push_str(&format!(" ({})", inert(note)));
            }
            let is_quiet = matches!(setting.origin, SettingOrigin::Default);
            let origin = if is_quiet { options.paint(Paint::Quiet, &origin) } else { origin };
            writeln!(out, "  {}  {}  {origin}", padded(&name, names), padded(&value, values))?;
        }
    }
    lines.finish()
}

/// Who said so, in words.
fn origin(page: &SettingsPage<'_>, setting: &Setting) -> String {
    match &setting.origin {
        SettingOrigin::Default => "default".to_owned(),
        SettingOrigin::Found => "found".to_owned(),
        SettingOrigin::File(span) => {
            format!("{}:{}", inert(page.sources.file(span.file).path().as_str()), span.line)
        }
        SettingOrigin::Environment(name) => format!("environment, {}", inert(name)),
        SettingOrigin::Argument(flag) => format!("argument, {}", inert(flag)),
    }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(display_width(text))))
}
