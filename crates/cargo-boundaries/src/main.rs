//! The program behind `cargo boundaries`: reads the command line, asks the library, prints the answer, sets the exit code.

mod answers;
mod args;
mod color;
mod commands;
mod failure;
mod invocation;
mod output;
mod progress;
mod text;

use std::process::ExitCode;

use crate::args::Command;
use crate::commands::{
    ask, baseline, check, completions, contracts, debt, diff, explain, export, graph, init, lsp, man, mcp, metrics,
    owners, report, schema, walls, what_if, why,
};
use crate::failure::Failure;
use crate::invocation::Request;
use crate::output::Output;

/// The parser makes hundreds of small allocations for each kilobyte of source.
#[cfg(feature = "fast-allocator")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a run ended, if it could run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    /// Nothing fails.
    Clean,
    /// There are findings that fail.
    Failing,
    /// It was written down that a question means nothing.
    Unanswered,
}

/// The exit code of a run that could not take place: usage, policy or workspace.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
    let mut request = match invocation::parse(std::env::args_os()) {
        Ok(request) => request,
        Err(message) => {
            // Where nobody listens to the help text, nothing is left to tell.
            let _ = message.print();
            return ExitCode::from(if message.use_stderr() { COULD_NOT_RUN } else { 0 });
        }
    };
    let mut output = Output::new(&request.common);
    request.common.progress = output.progress().listener();
    let result = answers::answer(request, &mut output, run).and_then(|verdict| {
        output.finish()?;
        Ok(verdict)
    });
    match result {
        Ok(Verdict::Clean) => ExitCode::SUCCESS,
        Ok(Verdict::Failing) => ExitCode::from(1),
        Ok(Verdict::Unanswered) => ExitCode::from(COULD_NOT_RUN),
        Err(failure) => {
            output.told(&failure.rendered(output.note_style()));
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

fn run(request: Request, output: &mut Output) -> Result<Verdict, Failure> {
    let Request { command, common } = request;
    match command {
        Command::Check(args) => check::run(&args, &common, output),
        Command::Init(args) => init::run(&args, &common, output),
        Command::Owners(args) => owners::run(&args, &common, output),
        Command::Diff(args) => diff::run(&args, &common, output),
        Command::Explain(args) => explain::run(&args, output),
        Command::Ask(args) => ask::run(&args, &common, output),
        Command::Why(args) => why::run(&args, &common, output),
        Command::Contracts(args) => contracts::run(&args, &common, output),
        Command::Baseline(command) => baseline::run(&command, &common, output),
        Command::Debt(args) => debt::run(&args, &common, output),
        Command::Metrics(args) => metrics::run(&args, &common, output),
        Command::Extract(args) => walls::extract(&args, &common, output),
        Command::Seal(args) => walls::seal(&args, &common, output),
        Command::WhatIf(args) => what_if::run(&args, &common, output),
        Command::Graph(args) => graph::run(&args, &common, output),
        Command::Export(args) => export::run(&args, &common, output),
        Command::Report(args) => report::run(&args, &common, output),
        Command::Lsp(_) => lsp::run(&common),
        Command::Mcp => mcp::run(&common),
        Command::Completions(args) => completions::run(&args, output),
        Command::Man(args) => man::run(&args, output),
        Command::Schema => schema::run(output),
    }
}
