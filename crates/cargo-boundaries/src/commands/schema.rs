//! `schema`: the JSON Schema of boundaries.toml, for editors.

use std::io::Write as _;

use crate::Verdict;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(output: &mut Output) -> Result<Verdict, Failure> {
    output.report().write_all(boundaries::internal::policy_schema().as_bytes())?;
    Ok(Verdict::Clean)
}
