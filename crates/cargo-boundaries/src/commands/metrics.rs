//! `metrics`: what coupling amounts to, in numbers; how far a change reaches; what a number means.

use std::io::Write as _;

use boundaries::lint::metrics::{Figure, Metrics, Radius, catalogue, find_metric};
use boundaries::report::{MetricsPage, metric_explained};
use boundaries::{PolicyOrigin, Project, Subject};

use crate::Verdict;
use crate::args::{CommonArgs, MetricsArgs, MetricsFormat};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(args: &MetricsArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    if let Some(name) = &args.explain {
        let metric = find_metric(name).map_err(|unknown| {
            let names: Vec<&str> = catalogue().iter().map(|metric| metric.name).collect();
            let way_on = match unknown.suggestion {
                Some(suggestion) => format!("did you mean `{suggestion}`?"),
                None => format!("there are {}", names.join(", ")),
            };
            Failure::Questions { told: vec![format!("no metric is called `{}`: {way_on}", unknown.name)] }
        })?;
        write!(output.report(), "{}", metric_explained(metric))?;
        return Ok(Verdict::Clean);
    }
    let project = super::load(common, output)?;
    match &args.of {
        Some(name) => radius(name, args, &project, output)?,
        None => everything(args, &project, output)?,
    }
    Ok(Verdict::Clean)
}

fn everything(args: &MetricsArgs, project: &Project, output: &mut Output) -> Result<(), Failure> {
    if project.policy().teams().is_empty() {
        let told = "there are no teams: write a policy with `cargo boundaries init`, or a CODEOWNERS; `metrics --of MODULE` \
                    works without";
        return Err(Failure::Questions { told: vec![told.to_owned()] });
    }
    if project.origin() != PolicyOrigin::Written {
        output.note("there is no policy, and so no contract: whatever crosses counts as undeclared");
    }
    let metrics = project.metrics(None);
    print(args, project, &metrics, &metrics.figures, None, output)
}

fn radius(name: &str, args: &MetricsArgs, project: &Project, output: &mut Output) -> Result<(), Failure> {
    let subject = project.subject(name)?;
    if let Subject::Items(_) = subject {
        let told = format!("`{name}` is an item, and changes are followed from module to module: ask for its module");
        return Err(Failure::Questions { told: vec![told] });
    }
    let radius = project.radius(&subject);
    let told = subject.describe(project.graph(), project.policy());
    let none = Metrics { couplings: Vec::new(), figures: Vec::new(), tangle: None };
    print(args, project, &none, &radius.as_figures(), Some((&told, &radius)), output)
}

fn print(
    args: &MetricsArgs,
    project: &Project,
    metrics: &Metrics,
    figures: &[Figure],
    radius: Option<(&str, &Radius)>,
    output: &mut Output,
) -> Result<(), Failure> {
    let page = MetricsPage {
        figures,
        couplings: &metrics.couplings,
        tangle: metrics.tangle.as_ref(),
        radius,
        lists_couplings: args.couplings,
        graph: project.graph(),
        policy: project.policy(),
        sources: project.sources(),
    };
    match args.format {
        MetricsFormat::Text => page.text(output.style.options(), output.report())?,
        MetricsFormat::Json => page.json(output.report())?,
        MetricsFormat::Csv => page.csv(output.report())?,
        MetricsFormat::Markdown => page.markdown(output.report())?,
    }
    Ok(())
}
