//! How commands print whose answer is a page of tables.

use clap::ValueEnum;

/// How to print a page.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PageFormat {
    /// For reading
    Text,
    /// One JSON document
    Json,
    /// A table for a spreadsheet
    Csv,
    /// Tables for a page or a pull request
    Markdown,
}

/// Prints a page of the library in a format; each kind of page writes itself in all of them.
macro_rules! print_page {
    ($page:expr, $format:expr, $output:expr) => {
        match $format {
            crate::args::PageFormat::Text => $page.text($output.style.options(), $output.report())?,
            crate::args::PageFormat::Json => $page.json($output.report())?,
            crate::args::PageFormat::Csv => $page.csv($output.report())?,
            crate::args::PageFormat::Markdown => $page.markdown($output.report())?,
        }
    };
}
pub(crate) use print_page;
