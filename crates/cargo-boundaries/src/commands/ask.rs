//! `ask MODULE PATH`: whether a module may use a path, before the code is written.
//!
//! What decides is kept from one run to the next, with a record of all that it was read from. As long as that is as it was,
//! nothing of the workspace is read.

use std::io::{self, BufRead as _, Write as _};

use boundaries::internal::cache::{Cache, Folder, Snapshot, Standing, file_name, hash, surroundings};
use boundaries::internal::graph::DependencyKind;
use boundaries::internal::report::{AskAnswer, AskPage, May};
use boundaries::{Asker, Project, UseQuestion};
use serde::{Deserialize, Serialize};

use crate::Verdict;
use crate::answers::manifest;
use crate::args::{AskArgs, AskFormat, CodeKind, CommonArgs};
use crate::failure::Failure;
use crate::output::Output;

/// How the names of kept askers start.
const KIND: &str = "ask";

/// As many are kept, for other sets of features.
const COUNT: usize = 4;

/// They have no more bytes than this together.
const LIMIT: u64 = 256 << 20;

pub(crate) fn run(args: &AskArgs, common: &CommonArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let from_stdin = args.from == "-";
    if from_stdin != args.to.is_empty() {
        let told = match from_stdin {
            true => "questions come from stdin, so no path can follow `-`",
            false => "what would be used? name a path after the module, as in `ask orders billing::api`",
        };
        return Err(Failure::Questions { told: vec![told.to_owned()] });
    }
    let mut asker = asker(common, |common| super::load(common, output))?;
    let code = args.code.map(kind);
    let mut answers = Vec::new();
    let mut worst = May::Yes;
    if from_stdin {
        for (at, line) in io::stdin().lock().lines().enumerate() {
            let line = line.map_err(|cause| Failure::Read { what: "standard input".to_owned(), cause })?;
            if line.trim().is_empty() {
                continue;
            }
            let question = question(&line, at + 1, code)?;
            let answer = asker.ask(&question, None);
            worst = worst.max(answer.may);
            told(answer, args.format(), &mut answers, output)?;
        }
    } else {
        for to in &args.to {
            let question = UseQuestion { from: args.from.clone(), to: to.clone(), code };
            let answer = asker.ask(&question, None);
            worst = worst.max(answer.may);
            told(answer, args.format(), &mut answers, output)?;
        }
    }
    if args.format() == AskFormat::Json {
        AskPage::new(answers).json(output.report())?;
    }
    Ok(match worst {
        May::Yes | May::Undecided | May::Tolerated => Verdict::Clean,
        May::No => Verdict::Failing,
        May::Unknown => Verdict::Unanswered,
    })
}

/// Writes an answer at once, unless all of them make one document.
fn told(
    answer: AskAnswer,
    format: AskFormat,
    answers: &mut Vec<AskAnswer>,
    output: &mut Output,
) -> Result<(), Failure> {
    match format {
        AskFormat::Text => {
            let options = output.style.options();
            answer.text(options, output.report())?;
        }
        AskFormat::Jsonl => {
            answer.json_line(output.report())?;
            output.report().flush()?;
        }
        AskFormat::Json => answers.push(answer),
    }
    Ok(())
}

/// A question as a line of stdin has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    from: String,
    to: String,
    code: Option<String>,
}

fn question(line: &str, number: usize, code: Option<DependencyKind>) -> Result<UseQuestion, Failure> {
    let wrong =
        |why: String| Failure::Questions { told: vec![format!("line {number} of stdin is no question: {why}")] };
    let Line { from, to, code: own } = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
    let own = match own.as_deref() {
        None => code,
        Some("normal") => Some(DependencyKind::Normal),
        Some("test") => Some(DependencyKind::Test),
        Some("build") => Some(DependencyKind::Build),
        Some(other) => return Err(wrong(format!("`code` is `normal`, `test` or `build`, not `{other}`"))),
    };
    Ok(UseQuestion { from, to, code: own })
}

fn kind(code: CodeKind) -> DependencyKind {
    match code {
        CodeKind::Normal => DependencyKind::Normal,
        CodeKind::Test => DependencyKind::Test,
        CodeKind::Build => DependencyKind::Build,
    }
}

/// What is kept: what decides, and all that it was read from.
#[derive(Serialize, Deserialize)]
struct Kept<A> {
    inputs: Snapshot,
    asker: A,
}

/// What decides about uses, as it was kept, or else from the workspace.
pub(crate) fn asker<E>(common: &CommonArgs, load: impl FnOnce(&CommonArgs) -> Result<Project, E>) -> Result<Asker, E> {
    if let Some((_, asker)) = kept(common) {
        return Ok(asker);
    }
    let project = load(common)?;
    let asker = Asker::new(&project);
    keep(common, &common.cache, &asker);
    Ok(asker)
}

/// What was kept, with the record of what it was read from, if all of that is as it was.
pub(super) fn kept(common: &CommonArgs) -> Option<(Snapshot, Asker)> {
    let (name, manifest) = name(common).zip(manifest(common)).filter(|_| common.cache.is_on())?;
    common.cache.around(&manifest).iter().find_map(|folder| kept_in(folder, &name))
}

/// What the flags have a say in.
fn name(common: &CommonArgs) -> Option<String> {
    let CommonArgs { metadata_path, config, features, all_features, no_default_features, target, cfg, .. } = common;
    let flags = (metadata_path, config, features, (all_features, no_default_features), target, cfg);
    let asked = (flags, format!("{:?}", common.limits()), surroundings());
    Some(file_name(KIND, &hash(&postcard::to_stdvec(&asked).ok()?)))
}

fn kept_in(folder: &Folder, name: &str) -> Option<(Snapshot, Asker)> {
    let bytes = folder.read(name, LIMIT)?;
    // The record stands in front, so that the rest is read only if it is of use.
    let (inputs, rest) = postcard::take_from_bytes::<Snapshot>(&bytes).ok()?;
    match inputs.standing() {
        Standing::Same => Some((inputs, postcard::from_bytes(rest).ok()?)),
        Standing::Renewed(inputs) => {
            let asker = postcard::from_bytes(rest).ok()?;
            let renewed = Kept { inputs, asker };
            folder.write(name, &postcard::to_stdvec(&renewed).ok()?);
            Some((renewed.inputs, renewed.asker))
        }
        Standing::Other => None,
    }
}

/// Keeps what decides, with all that a cache has taken down since it began to read the workspace.
pub(super) fn keep(common: &CommonArgs, cache: &Cache, asker: &Asker) {
    let Some(((folder, name), mut inputs)) = cache.chosen().zip(name(common)).zip(cache.disk().snapshot()) else {
        return;
    };
    match inputs.standing() {
        Standing::Same => {}
        Standing::Renewed(renewed) => inputs = renewed,
        Standing::Other => return,
    }
    if let Ok(bytes) = postcard::to_stdvec(&Kept { inputs, asker }) {
        folder.write(&name, &bytes);
        folder.keep(KIND, COUNT, LIMIT);
    }
}
