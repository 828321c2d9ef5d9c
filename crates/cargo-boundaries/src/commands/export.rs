//! `export`: the workspace as tables, to stdout or into a folder that many workspaces share.

use std::fs;

use boundaries::internal::report::{EXPORT_TABLES, ExportPage};

use crate::Verdict;
use crate::args::{CommonArgs, ExportArgs, ExportFormat};
use crate::commands::past;
use crate::failure::Failure;
use crate::output::{Output, told_path, write_file};

pub(crate) fn run(args: &ExportArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let ExportFormat::Jsonl = args.format;
    let project = super::load(common, output)?;
    let past = if args.history.no_history {
        Err(past::SWITCHED_OFF.to_owned())
    } else {
        past::read(args.history.since, &project, common, output)?
    };
    if let Err(why) = &past {
        output.note(&format!("commits_per_edge is empty: {why}"));
    }
    let history = past.as_ref().map(|read| &read.history).map_err(String::as_str);
    let account = project.account(args.name.as_deref(), history, None);
    let Some(folder) = &args.out else {
        account.tables(|page| page.stream(output.format()?))?;
        return Ok(Verdict::Clean);
    };
    let file = file_name(account.name());
    account.tables(|page: &ExportPage<'_>| {
        for table in EXPORT_TABLES {
            let below = folder.join(table);
            fs::create_dir_all(&below)
                .map_err(|cause| Failure::Write { what: format!("`{}`", told_path(&below)), cause })?;
            let mut rows = Vec::new();
            page.table(table, &mut rows)?;
            write_file(&below.join(&file), &rows)?;
        }
        Ok::<(), Failure>(())
    })?;
    if !output.is_quiet() {
        output.note(&format!("wrote {} tables of {} below {}", EXPORT_TABLES.len(), file, told_path(folder)));
    }
    Ok(Verdict::Clean)
}

/// The file of a workspace: its name, with what no file may be called replaced.
fn file_name(workspace: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let plain: String = workspace.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    let plain = plain.trim_start_matches('.');
    format!("{}.jsonl", if plain.is_empty() { "workspace" } else { plain })
}
