//! `explain`: the page of a rule, or the list of all.

use std::io::Write as _;

use boundaries::internal::lint::registry;

use crate::Verdict;
use crate::args::ExplainArgs;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(args: &ExplainArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let look = output.style;
    let Some(name) = &args.rule else {
        let width = registry().map(|rule| rule.name.len()).max().unwrap_or(0);
        for rule in registry() {
            let level = format!("{:5}", rule.default_level.as_str());
            writeln!(output.report(), "{}  {level}  {}", look.bold(&format!("{:width$}", rule.name)), rule.summary)?;
        }
        writeln!(output.report(), "\n`cargo boundaries explain RULE` shows the page of a rule.")?;
        return Ok(Verdict::Clean);
    };
    let rule = boundaries::internal::rule(name)?;
    writeln!(output.report(), "{}", rule.page.trim_end())?;
    Ok(Verdict::Clean)
}
