//! How text output looks: colours, characters and width, all decided by the caller and by nothing else.

use miette::{GraphicalReportHandler, GraphicalTheme, ThemeCharacters, ThemeStyles};
use owo_colors::{OwoColorize, Style};

/// How text output looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TextOptions {
    /// Whether to colour. Nothing is told by colour alone.
    pub color: bool,
    /// Whether to draw with box characters and arrows, or with ASCII.
    pub unicode: bool,
    /// The width of the terminal in columns; texts are wrapped to it, source lines are cut.
    pub width: usize,
}

impl Default for TextOptions {
    /// Without colour, eighty columns wide: what a file or a pipe gets.
    fn default() -> Self {
        Self { color: false, unicode: true, width: 80 }
    }
}

/// The least width that still gives readable text.
const MIN_WIDTH: usize = 40;
/// Wider lines than this are hard to read, however wide the terminal is.
const MAX_TEXT_WIDTH: usize = 120;

/// What a piece of text is, which decides its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Paint {
    Deny,
    Warn,
    Good,
    /// Headlines of groups and what the eye should find first.
    Strong,
    Help,
    /// What may be skipped.
    Quiet,
    /// Text to paste.
    Code,
    /// The place that explains, next to the one that is accused.
    Context,
}

impl TextOptions {
    pub(crate) fn width(self) -> usize {
        self.width.max(MIN_WIDTH)
    }

    pub(crate) fn text_width(self) -> usize {
        self.width().min(MAX_TEXT_WIDTH)
    }

    /// The text in its colour. Only the sixteen colours of the terminal's own palette are used, so that they are
    /// readable on dark and on light ground.
    pub(crate) fn paint(self, paint: Paint, text: &str) -> String {
        if self.color && !text.is_empty() { text.style(style(paint)).to_string() } else { text.to_owned() }
    }

    pub(crate) fn arrow(self) -> &'static str {
        if self.unicode { "→" } else { "->" }
    }

    /// Miette's handler in this look. Labels get the colours of `highlights` in the order of their places.
    pub(crate) fn handler(self, highlights: &[Paint]) -> GraphicalReportHandler {
        let characters = if self.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
        let mut styles = ThemeStyles::none();
        if self.color {
            styles.error = style(Paint::Deny);
            styles.warning = style(Paint::Warn);
            styles.advice = style(Paint::Context);
            styles.help = style(Paint::Help);
            styles.link = style(Paint::Strong);
            styles.linum = style(Paint::Quiet);
            styles.highlights = highlights.iter().map(|&paint| style(paint)).collect();
        }
        if styles.highlights.is_empty() {
            styles.highlights.push(Style::new());
        }
        GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
            .with_links(false)
            .with_urls(false)
            .with_context_lines(0)
            .with_width(self.text_width())
            .with_break_words(false)
            .without_syntax_highlighting()
            .without_cause_chain()
    }

    /// The text wrapped to the width, the first line after `first` and the others after as many blanks.
    pub(crate) fn wrapped(self, first: &str, text: &str) -> String {
        let indent = " ".repeat(textwrap::core::display_width(first));
        let options = textwrap::Options::new(self.text_width())
            .initial_indent(first)
            .subsequent_indent(&indent)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .break_words(false);
        textwrap::fill(text, options)
    }
}

fn style(paint: Paint) -> Style {
    match paint {
        Paint::Deny => Style::new().red().bold(),
        Paint::Warn => Style::new().yellow().bold(),
        Paint::Good => Style::new().green().bold(),
        Paint::Strong => Style::new().bold(),
        Paint::Help => Style::new().cyan().bold(),
        Paint::Quiet => Style::new().dimmed(),
        Paint::Code => Style::new().cyan(),
        Paint::Context => Style::new().blue(),
    }
}
