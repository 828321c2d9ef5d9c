//! `extract` and `seal`: from boundaries on paper to walls of the compiler.

use boundaries::Project;
use boundaries::internal::WallError;
use boundaries::internal::report::{ExtractPage, SealPage};

use crate::Verdict;
use crate::args::{CommonArgs, ExtractArgs, SealArgs, WallFormat};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn extract(args: &ExtractArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let project = super::load(common, output)?;
    let extraction = project.extraction(&args.module).map_err(failure)?;
    let subject = described(&project, &args.module)?;
    let (graph, sources) = (project.graph(), project.sources());
    let ties = project.ties(&extraction.part);
    let page = ExtractPage { subject: &subject, extraction: &extraction, ties: &ties, graph, sources };
    match args.format {
        WallFormat::Text => page.text(output.style.options(), output.report())?,
        WallFormat::Json => page.json(output.format()?)?,
    }
    Ok(Verdict::Clean)
}

pub(crate) fn seal(args: &SealArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let project = super::load(common, output)?;
    let sealing = project.sealing(&args.boundary, None).map_err(failure)?;
    let subject = described(&project, &args.boundary)?;
    super::tell_unread(&project, output);
    let (graph, sources) = (project.graph(), project.sources());
    let neighbours = project.neighbours(&args.boundary).map_err(failure)?;
    let policy = project.policy();
    let page = SealPage { subject: &subject, sealing: &sealing, neighbours: &neighbours, policy, graph, sources };
    match args.format {
        WallFormat::Text => page.text(output.style.options(), output.report())?,
        WallFormat::Json => page.json(output.format()?)?,
    }
    Ok(Verdict::Clean)
}

fn described(project: &Project, name: &str) -> Result<String, Failure> {
    Ok(project.subject(name)?.describe(project.graph(), project.policy()))
}

fn failure(error: WallError) -> Failure {
    match error {
        WallError::Unknown(unknown) => unknown.into(),
        other => Failure::Questions { told: vec![other.to_string()] },
    }
}
