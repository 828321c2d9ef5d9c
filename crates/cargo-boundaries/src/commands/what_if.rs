//! `what-if`: the effect of another ownership of the same code.

use boundaries::internal::WhatIfError;

use crate::Verdict;
use crate::args::{CommonArgs, WhatIfArgs, WhatIfFormat};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(args: &WhatIfArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let project = super::load(common, output)?;
    let answer = project.what_if(&args.options(), None).map_err(|error| match error {
        WhatIfError::Mistakes(told) => Failure::Questions { told },
        WhatIfError::Files(errors) => Failure::Several(errors.into_iter().map(Failure::Project).collect()),
        other => Failure::Questions { told: vec![other.to_string()] },
    })?;
    let page = answer.page(&project);
    match args.format {
        WhatIfFormat::Text => page.text(output.style.options(), output.report())?,
        WhatIfFormat::Json => page.json(output.format()?)?,
        WhatIfFormat::Markdown => page.markdown(output.report())?,
    }
    Ok(Verdict::Clean)
}
