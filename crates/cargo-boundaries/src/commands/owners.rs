//! `owners`: who owns a path or module, and which line decides; what a team owns; what nobody owns.

mod backtrace;
mod generate;
mod questions;

use boundaries::Project;
use boundaries::internal::Owners;
use boundaries::internal::policy::OwnershipState;
use boundaries::internal::report::{OwnerEntry, OwnersAnswer, OwnersPage, OwnersView};

use crate::Verdict;
use crate::args::{CommonArgs, OwnersArgs, print_page};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(args: &OwnersArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    if args.generate {
        return generate::run(args, common, output);
    }
    if args.backtrace {
        return backtrace::run(args, common, output);
    }
    let list = questions::list_on_stdin(args)?;
    let project = super::load(common, output)?;
    let owners = project.owners();
    let is_wanted = selection(args, &project)?;
    let mut answers = if args.subjects.is_empty() {
        vec![OwnersAnswer { question: String::new(), entries: everything(args, &owners)? }]
    } else {
        questions::answers(args, list.as_deref(), &project, &owners)?
    };
    if is_selective(args) {
        for answer in &mut answers {
            answer.entries.retain(&is_wanted);
        }
        answers.retain(|answer| !answer.entries.is_empty());
    }
    if args.why {
        for entry in answers.iter_mut().flat_map(|answer| &mut answer.entries) {
            owners.explain(entry);
        }
    }
    let totals = owners.totals(answers.iter().flat_map(|answer| &answer.entries));
    let page = OwnersPage {
        answers: &answers,
        totals: &totals,
        view: view(args),
        sources: project.sources(),
        policy: project.policy(),
    };
    print_page!(page, args.format, output);
    Ok(Verdict::Clean)
}

/// Single subjects are answered one by one; lists and selections line by line.
fn view(args: &OwnersArgs) -> OwnersView {
    if is_selective(args) || args.subjects.iter().any(|subject| subject == "-") {
        OwnersView::List
    } else if args.subjects.is_empty() && !args.why {
        OwnersView::Totals
    } else if args.subjects.is_empty() {
        OwnersView::List
    } else {
        OwnersView::Answers
    }
}

fn everything(args: &OwnersArgs, owners: &Owners<'_>) -> Result<Vec<OwnerEntry>, Failure> {
    let mut entries = owners.modules();
    if args.all_files {
        entries.extend(owners.other_files()?);
    }
    Ok(entries)
}

fn is_selective(args: &OwnersArgs) -> bool {
    args.team.is_some() || args.unmatched || args.joint || args.unowned
}

/// Which entries are wanted: those of the team, and of any of the states that are asked for.
fn selection(args: &OwnersArgs, project: &Project) -> Result<impl Fn(&OwnerEntry) -> bool + use<>, Failure> {
    let team = args.team.as_ref().map(|name| project.team(name)).transpose()?;
    let states = [
        (args.unmatched, OwnershipState::Unmatched),
        (args.joint, OwnershipState::Joint),
        (args.unowned, OwnershipState::Unowned),
    ];
    let states: Vec<_> = states.into_iter().filter(|(wanted, _)| *wanted).map(|(_, state)| state).collect();
    Ok(move |entry: &OwnerEntry| {
        let ownership = &entry.ownership;
        team.is_none_or(|team| ownership.teams.contains(&team))
            && (states.is_empty() || states.contains(&ownership.state))
    })
}
