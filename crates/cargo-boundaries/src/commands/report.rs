//! `report`: everything about the workspace as one page for a browser.

use std::io::Write as _;

use crate::Verdict;
use crate::args::{CommonArgs, ReportArgs};
use crate::failure::Failure;
use crate::output::{Output, told_path, write_file};

pub(crate) fn run(args: &ReportArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let project = super::load(common, output)?;
    let name = args.name.as_deref().unwrap_or_else(|| project.name());
    let mut page = Vec::new();
    project.html(name, None, &mut page)?;
    if args.html == "-" {
        output.format()?.write_all(&page)?;
    } else {
        write_file(&args.html, &page)?;
        if !output.is_quiet() {
            let size = page.len().div_ceil(1024);
            writeln!(output.report(), "wrote {} ({size} KiB); open it in a browser", told_path(&args.html))?;
        }
    }
    Ok(Verdict::Clean)
}
