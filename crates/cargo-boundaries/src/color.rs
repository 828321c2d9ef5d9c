//! Whether output is coloured: decided once, from `--color`, then CARGO_TERM_COLOR, then the terminal's own conventions.

use anstream::{AutoStream, ColorChoice, stream::RawStream};

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
