//! The same question about the same workspace has the same answer: it is given again as it was, byte for byte, if nothing has
//! changed on which it depends.
//!
//! A question is the command line, what the streams are like, the day, and the surroundings. What it depends on is the record
//! of everything that was looked at while it was answered. What git was asked, and what other programs wrote, is in no such
//! record; such answers are not kept, nor are those that tell of failures.

use std::ffi::OsString;
use std::time::Instant;

use boundaries::camino::Utf8PathBuf;
use boundaries::internal::cache::{Cache, CacheOptions, Folder, Snapshot, Standing, file_name, hash, surroundings};
use boundaries::jiff;
use serde::{Deserialize, Serialize};

use crate::Verdict;
use crate::args::{CheckArgs, Command, CommonArgs, TableFormat};
use crate::failure::Failure;
use crate::invocation::Request;
use crate::output::{Effect, Output};

/// How the names of kept answers start.
const KIND: &str = "answer";

/// As many answers are kept, so that questions that are asked by turns do not push each other out.
const COUNT: usize = 8;

/// They have no more bytes than this together.
const LIMIT: u64 = 64 << 20;

/// What is found again by its name.
#[derive(Serialize, Deserialize)]
struct Answer {
    inputs: Snapshot,
    effects: Vec<Effect>,
    fails: bool,
}

/// A command that may be answered from what is kept.
struct Question {
    name: String,
    manifest: Utf8PathBuf,
    timings: Option<TableFormat>,
}

/// Runs a command, or gives the answer that an earlier run gave.
pub(crate) fn answer(
    mut request: Request,
    output: &mut Output,
    run: impl FnOnce(Request, &mut Output) -> Result<Verdict, Failure>,
) -> Result<Verdict, Failure> {
    let start = Instant::now();
    if !request.common.no_cache && reads_code(&request.command) {
        request.common.cache = Cache::new(CacheOptions { dir: request.common.cache_dir.clone() });
    }
    let cache = request.common.cache.clone();
    let Some(question) = Question::of(&request, output).filter(|_| cache.is_on()) else { return run(request, output) };
    for folder in cache.around(&question.manifest) {
        if let Some(answer) = question.kept(&folder) {
            output.repeat(&answer.effects)?;
            if let Some(format) = question.timings {
                output.told_of_this_run(&told_timings(&answer, start, format));
            }
            return Ok(if answer.fails { Verdict::Failing } else { Verdict::Clean });
        }
    }
    output.start_record();
    let verdict = run(request, output)?;
    let effects = output.take_record();
    if let Some((folder, effects)) = cache.chosen().zip(effects) {
        question.keep(folder, cache.disk().snapshot(), effects, verdict);
    }
    Ok(verdict)
}

/// Whether a command reads the code of a workspace, and gains from what is kept.
fn reads_code(command: &Command) -> bool {
    !matches!(
        command,
        Command::Lsp(_) | Command::Completions(_) | Command::Man(_) | Command::Schema | Command::Explain(_)
    )
}

impl Question {
    /// What is asked, if the answer is a matter of files alone.
    fn of(request: &Request, output: &Output) -> Option<Self> {
        let timings = match &request.command {
            Command::Check(args) if is_repeatable(args) => args.timings,
            Command::Metrics(_) | Command::Why(_) | Command::Graph(_) => None,
            Command::Contracts(args) if args.command.is_none() => None,
            _ => return None,
        };
        let words: Vec<OsString> = std::env::args_os().skip(1).filter(matters).collect();
        let words: Vec<&[u8]> = words.iter().map(|word| word.as_encoded_bytes()).collect();
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
        let on_runner = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
        let asked = (words, output.looks(), today, on_runner, surroundings());
        let name = file_name(KIND, &hash(&postcard::to_stdvec(&asked).ok()?));
        Some(Self { name, manifest: manifest(&request.common)?, timings })
    }

    /// The answer that was kept, if it would be the same now.
    fn kept(&self, folder: &Folder) -> Option<Answer> {
        let mut answer: Answer = postcard::from_bytes(&folder.read(&self.name, LIMIT)?).ok()?;
        match answer.inputs.standing() {
            Standing::Same => Some(answer),
            Standing::Renewed(inputs) => {
                answer.inputs = inputs;
                folder.write(&self.name, &postcard::to_stdvec(&answer).ok()?);
                Some(answer)
            }
            Standing::Other => None,
        }
    }

    /// Keeps an answer. What it depends on is looked at once more: an answer about files that changed meanwhile may be
    /// neither that of before nor that of now.
    fn keep(&self, folder: &Folder, inputs: Option<Snapshot>, effects: Vec<Effect>, verdict: Verdict) {
        let Some(mut inputs) = inputs else { return };
        match inputs.standing() {
            Standing::Same => {}
            Standing::Renewed(renewed) => inputs = renewed,
            Standing::Other => return,
        }
        let answer = Answer { inputs, effects, fails: verdict == Verdict::Failing };
        if let Ok(bytes) = postcard::to_stdvec(&answer)
            && bytes.len() as u64 <= LIMIT
        {
            folder.write(&self.name, &bytes);
            folder.keep(KIND, COUNT, LIMIT);
        }
    }
}

/// Whether a check does nothing but to read files and to write reports.
fn is_repeatable(args: &CheckArgs) -> bool {
    !args.watch && args.explain_config.is_none() && args.cargo.and.is_none() && args.base.is_none()
}

/// Whether a word of the command line has a say in what is answered.
fn matters(word: &OsString) -> bool {
    let passing = ["--timings", "--cache-dir", "--no-cache"];
    !word.to_str().is_some_and(|word| passing.contains(&word.split('=').next().unwrap_or(word)))
}

/// The manifest by which the workspace is found.
pub(crate) fn manifest(common: &CommonArgs) -> Option<Utf8PathBuf> {
    let here = Utf8PathBuf::try_from(std::env::current_dir().ok()?).ok()?;
    match &common.manifest_path {
        Some(manifest) => Some(here.join(manifest)),
        None => here.ancestors().map(|folder| folder.join("Cargo.toml")).find(|manifest| manifest.is_file()),
    }
}

/// How long it took to give an answer again.
fn told_timings(answer: &Answer, start: Instant, format: TableFormat) -> String {
    let (seconds, paths) = (start.elapsed().as_secs_f64(), answer.inputs.len());
    match format {
        TableFormat::Text => format!(
            "{:<10} {seconds:>8.3} s  100 %\n{:<10} {seconds:>8.3} s\nthe answer of an earlier run: none of {paths} paths changed",
            "cache", "total"
        ),
        TableFormat::Json => format!(
            "{{\"version\":1,\"seconds\":{seconds:.6},\"cache\":{{\"answer\":true,\"paths\":{paths}}},\"phases\":[{{\"phase\":\"cache\",\"seconds\":{seconds:.6},\"all_threads\":false}}]}}"
        ),
    }
}
