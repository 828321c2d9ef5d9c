//! `metrics`: what coupling amounts to, in numbers; how far a change reaches; what a number means.

use std::io::Write as _;

use boundaries::internal::ReadChanges;
use boundaries::internal::lint::metrics::{Figure, Metric, Metrics, Radius, TrendOf, catalogue, find_metric};
use boundaries::internal::report::{MeasuredHistory, MetricsPage, TrendPage, metric_explained};
use boundaries::{PolicyOrigin, Project, Subject, UnknownName, UnknownNames};

use crate::Verdict;
use crate::args::{CommonArgs, MetricsArgs, PageFormat, print_page};
use crate::commands::past;
use crate::failure::Failure;
use crate::output::Output;

const SWITCHED_OFF: &str = "`--no-history` was given";

pub(crate) fn run(args: &MetricsArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    if let Some(name) = &args.explain {
        explain(known(name)?, args, common, output)?;
        return Ok(Verdict::Clean);
    }
    let project = super::load(common, output)?;
    super::tell_unread(&project, output);
    match &args.of {
        Some(name) => radius(name, args, &project, output)?,
        None => everything(args, &project, common, output)?,
    }
    Ok(Verdict::Clean)
}

fn known(name: &str) -> Result<&'static Metric, Failure> {
    find_metric(name).map_err(|unknown| {
        let names: Vec<&str> = catalogue().iter().map(|metric| metric.name).collect();
        let way_on = match unknown.suggestion {
            Some(suggestion) => format!("did you mean `{suggestion}`?"),
            None => format!("there are {}", names.join(", ")),
        };
        Failure::Questions { told: vec![format!("no metric is called `{}`: {way_on}", unknown.name)] }
    })
}

/// What a metric means, and, where there is a workspace, what it is there.
fn explain(metric: &Metric, args: &MetricsArgs, common: &CommonArgs, output: &mut Output) -> Result<(), Failure> {
    write!(output.report(), "{}", metric_explained(metric))?;
    let Ok(project) = super::load(common, output) else { return Ok(()) };
    if project.policy().teams().is_empty() {
        return Ok(());
    }
    let past = history(args, &project, common, output)?;
    let metrics = measured(&project, past.as_ref().ok());
    let page = page(&project, &metrics, &metrics.figures, &past);
    page.behind(metric, output.style.options(), output.report())?;
    Ok(())
}

fn everything(args: &MetricsArgs, project: &Project, common: &CommonArgs, output: &mut Output) -> Result<(), Failure> {
    if project.policy().teams().is_empty() {
        let told = "there are no teams: write a policy with `cargo boundaries init`, or a CODEOWNERS; `metrics --of MODULE` \
                    works without";
        return Err(Failure::Questions { told: vec![told.to_owned()] });
    }
    if args.trend {
        return trend(args, project, common, output);
    }
    if project.origin() != PolicyOrigin::Written {
        output.note("there is no policy, and so no contract: whatever crosses counts as undeclared");
    }
    let past = if args.couplings && args.format != PageFormat::Json {
        Err(SWITCHED_OFF.to_owned())
    } else {
        history(args, project, common, output)?
    };
    let metrics = measured(project, past.as_ref().ok());
    print(
        args,
        MetricsPage { lists_couplings: args.couplings, ..page(project, &metrics, &metrics.figures, &past) },
        output,
    )
}

fn trend(args: &MetricsArgs, project: &Project, common: &CommonArgs, output: &mut Output) -> Result<(), Failure> {
    let of = match (&args.team, args.boundary.as_slice()) {
        (Some(team), _) => TrendOf::Team(team.clone()),
        (None, [consumer, provider]) => TrendOf::Boundary { consumer: consumer.clone(), provider: provider.clone() },
        (None, _) => TrendOf::Workspace,
    };
    let named = args.team.iter().chain(&args.boundary);
    let unknown: Vec<UnknownName> = named.filter_map(|team| project.subject(&format!("team:{team}")).err()).collect();
    if !unknown.is_empty() {
        return Err(UnknownNames(unknown).into());
    }
    let (months, read) = past::trend(&of, args.since, project, common, output)?
        .map_err(|why| Failure::Questions { told: vec![format!("there is no history to tell months of: {why}")] })?;
    let page = TrendPage { months: &months, of: &of, history: &read.history };
    print_page!(page, args.format, output);
    Ok(())
}

fn history(
    args: &MetricsArgs,
    project: &Project,
    common: &CommonArgs,
    output: &mut Output,
) -> Result<Result<ReadChanges, String>, Failure> {
    if args.no_history { Ok(Err(SWITCHED_OFF.to_owned())) } else { past::read(args.since, project, common, output) }
}

fn measured(project: &Project, past: Option<&ReadChanges>) -> Metrics {
    match past {
        Some(read) => project.metrics_with_history(None, &read.history),
        None => project.metrics(None),
    }
}

fn radius(name: &str, args: &MetricsArgs, project: &Project, output: &mut Output) -> Result<(), Failure> {
    let subject = project.subject(name)?;
    if let Subject::Items(_) = subject {
        let told = format!("`{name}` is an item, and changes are followed from module to module: ask for its module");
        return Err(Failure::Questions { told: vec![told] });
    }
    let radius: Radius = project.radius(&subject);
    let told = subject.describe(project.graph(), project.policy());
    let none = Metrics { couplings: Vec::new(), figures: Vec::new(), tangle: None, from_history: None };
    let figures = radius.as_figures();
    let past = Err("it was not asked for".to_owned());
    print(args, MetricsPage { radius: Some((&told, &radius)), ..page(project, &none, &figures, &past) }, output)
}

fn page<'a>(
    project: &'a Project,
    metrics: &'a Metrics,
    figures: &'a [Figure],
    past: &'a Result<ReadChanges, String>,
) -> MetricsPage<'a> {
    MetricsPage {
        figures,
        couplings: &metrics.couplings,
        tangle: metrics.tangle.as_ref(),
        history: match (past, &metrics.from_history) {
            (Ok(read), Some(found)) => MeasuredHistory::Read(&read.history, found),
            (Ok(_), None) => MeasuredHistory::Missing("it was not measured"),
            (Err(why), _) => MeasuredHistory::Missing(why),
        },
        radius: None,
        lists_couplings: false,
        graph: project.graph(),
        policy: project.policy(),
        sources: project.sources(),
    }
}

fn print(args: &MetricsArgs, page: MetricsPage<'_>, output: &mut Output) -> Result<(), Failure> {
    print_page!(page, args.format, output);
    Ok(())
}
