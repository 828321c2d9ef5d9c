//! Whether output is coloured: decided once, from `--color`, then CARGO_TERM_COLOR, then the terminal's own conventions.

use anstream::{AutoStream, ColorChoice, stream::RawStream};
use boundaries::internal::report::SettingOrigin;

use crate::args::ColorWhen;

/// Whether to colour what goes to `stream`. NO_COLOR, CLICOLOR, CLICOLOR_FORCE and TERM are read where nothing stronger
/// speaks.
pub(crate) fn enabled(flag: Option<ColorWhen>, stream: &impl RawStream) -> bool {
    match wanted(flag, cargo_term_color()) {
        Some(ColorWhen::Always) => true,
        Some(ColorWhen::Never) => false,
        Some(ColorWhen::Auto) | None => AutoStream::choice(stream) != ColorChoice::Never,
    }
}

/// Which argument or variable decides about colour on a stream; none where the stream itself does.
pub(crate) fn decider(flag: Option<ColorWhen>) -> Option<SettingOrigin> {
    let variable = |name: &str| Some(SettingOrigin::Environment(name.to_owned()));
    let value = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match (flag, cargo_term_color()) {
        (Some(ColorWhen::Auto), _) | (None, Some(ColorWhen::Auto) | None) => {}
        (Some(_), _) => return Some(SettingOrigin::Argument("--color".to_owned())),
        (None, Some(_)) => return variable("CARGO_TERM_COLOR"),
    }
    // In the order in which `AutoStream::choice` asks for them.
    match () {
        () if value("NO_COLOR").is_some() => variable("NO_COLOR"),
        () if value("CLICOLOR_FORCE").is_some_and(|value| value != "0") => variable("CLICOLOR_FORCE"),
        () if value("CLICOLOR").is_some_and(|value| value == "0") => variable("CLICOLOR"),
        () => None,
    }
}

/// The stronger of the flag and the variable.
pub(crate) fn wanted(flag: Option<ColorWhen>, variable: Option<ColorWhen>) -> Option<ColorWhen> {
    flag.or(variable)
}

/// What CARGO_TERM_COLOR says, if it says something cargo would understand.
pub(crate) fn cargo_term_color() -> Option<ColorWhen> {
    named(&std::env::var("CARGO_TERM_COLOR").ok()?)
}

/// The choice with this name.
pub(crate) fn named(name: &str) -> Option<ColorWhen> {
    match name {
        "auto" => Some(ColorWhen::Auto),
        "always" => Some(ColorWhen::Always),
        "never" => Some(ColorWhen::Never),
        _ => None,
    }
}
