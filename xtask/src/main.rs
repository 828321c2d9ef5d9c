//! Development tasks of the repository: `cargo xtask <task>`.

mod accuracy;
mod api;
mod bench;
mod codegen;
mod differential;
mod dist;
mod gate;
mod msrv;
mod new_rule;
mod picture;
mod supply;
mod tidy;
mod walls;

use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};

/// What goes wrong in a task is for a developer's eyes only.
type Outcome = Result<(), String>;

const USAGE: &str = "\
usage: cargo xtask <task>

  codegen [--check]          write generated files, or check that they are up to date
  api [--check]              write down the public surface of the library, or check that it is the one written down
  picture [--check]          draw a report as it looks in a terminal, or check that the drawings are up to date
  tidy                       check what the compiler does not: walls, module docs, rule kits, the oldest compiler
  new-rule NAME              write the parts of a new rule
  accuracy [--differences] TRUTH CHECKOUT
                             score the references found in a checkout against a truth file, or list what differs
  differential DIR GROUPS SEED
                             write a workspace of so many groups of crates whose names are hard to resolve, and that compiles
  bench [--rounds N] [--lines N[,N..]] [--others] [--edits] [--load CRATES] [CHECKOUT..]
                             measure checks beside parsing with syn, on generated workspaces and on checkouts; with
                             `--others`, beside other tools that are installed; with `--edits`, what an editor waits for
                             after an edit instead; with `--load`, whether a large workspace costs what smaller ones promise
  dist [--target TRIPLE] [--check] [-- CARGO-ARGUMENT..]
                             build the archive that is handed out; with `--check` twice, and compare
  gate [--record]            fail if a check takes more instructions than recorded, or record them";

#[expect(clippy::print_stderr, reason = "a task talks to the developer who runs it")]
fn main() -> ExitCode {
    if let Some(outcome) = api::as_rustdoc() {
        return outcome;
    }
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match args[..] {
        ["codegen"] => codegen::run(codegen::Mode::Write),
        ["codegen", "--check"] => codegen::run(codegen::Mode::Check),
        ["api"] => api::run(codegen::Mode::Write),
        ["api", "--check"] => api::run(codegen::Mode::Check),
        ["picture"] => picture::run(codegen::Mode::Write),
        ["picture", "--check"] => picture::run(codegen::Mode::Check),
        ["tidy"] => tidy::run(),
        ["new-rule", name] => new_rule::run(name),
        ["accuracy", truth, checkout] => accuracy::run(truth.into(), checkout.into(), accuracy::Told::Score),
        ["accuracy", "--differences", truth, checkout] => {
            accuracy::run(truth.into(), checkout.into(), accuracy::Told::Differences)
        }
        ["differential", dir, groups, seed] => differential::run(Utf8Path::new(dir), groups, seed),
        ["bench", ref rest @ ..] => bench::run(rest),
        ["dist", ref rest @ ..] => dist::run(rest),
        ["gate"] => gate::run(gate::Mode::Check),
        ["gate", "--record"] => gate::run(gate::Mode::Record),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Tells the developer a line.
#[expect(clippy::print_stdout, reason = "a task talks to the developer who runs it")]
fn tell(line: &str) {
    println!("{line}");
}

/// The root of the repository.
fn root() -> Utf8PathBuf {
    let here = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("xtask lies in the root of the repository").to_owned()
}

fn read(path: &Utf8Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read `{path}`: {error}"))
}

fn write(path: &Utf8Path, text: &str) -> Outcome {
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).map_err(|error| format!("cannot create `{dir}`: {error}"))?;
    }
    std::fs::write(path, text).map_err(|error| format!("cannot write `{path}`: {error}"))
}
