//! `diff`: what differs between two revisions, or between one and the work tree.

use boundaries::internal::report::diff::{self, DiffView, StateName};
use boundaries::{History, Project, Revision};

use crate::Verdict;
use crate::args::{CommonArgs, DiffArgs, DiffFormat, DiffRange};
use crate::failure::Failure;
use crate::output::Output;
use crate::text::clean;

pub(crate) fn run(args: &DiffArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let Some(DiffRange { base, head, from_merge_base }) = args.range() else {
        return Err(Failure::ThreeRevisions { range: args.base.clone() });
    };
    let history = History::of(&super::options(common))?;
    let commit = if from_merge_base {
        history.merge_base(&base, head.as_deref().unwrap_or("HEAD"))?
    } else {
        history.commit(&base)?
    };
    let before = history.load(&commit)?;
    tell(before.notes(), output);
    let after = match &head {
        Some(revision) => {
            let after = history.load(&history.commit(revision)?)?;
            tell(after.notes(), output);
            After::Revision(Box::new(after))
        }
        None => After::WorkTree(Box::new(super::load(common, output)?)),
    };

    let difference = boundaries::difference(before.project(), after.project(), None)?;
    let view = DiffView {
        difference: &difference,
        // Where two lines parted has no name of its own.
        before: StateName { revision: (!from_merge_base).then_some(base.as_str()), commit: Some(commit.id()) },
        after: after.name(head.as_deref()),
    };
    let look = output.style.options();
    match args.format {
        DiffFormat::Text => diff::text(&view, look, output.report())?,
        DiffFormat::Json => diff::json(&view, output.report())?,
        DiffFormat::Markdown => diff::markdown(&view, output.report())?,
    }
    Ok(Verdict::Clean)
}

/// The later state.
enum After {
    Revision(Box<Revision>),
    WorkTree(Box<Project>),
}

impl After {
    fn project(&self) -> &Project {
        match self {
            Self::Revision(revision) => revision.project(),
            Self::WorkTree(project) => project,
        }
    }

    fn name<'a>(&'a self, revision: Option<&'a str>) -> StateName<'a> {
        match self {
            Self::Revision(state) => StateName { revision, commit: Some(state.commit().id()) },
            Self::WorkTree(_) => StateName { revision: None, commit: None },
        }
    }
}

fn tell(notes: &[String], output: &mut Output) {
    for note in notes {
        output.note(&clean(note));
    }
}
