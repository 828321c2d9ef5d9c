//! `cargo xtask gate`: a check may not need more instructions than it did.
//!
//! Instructions repeat to within 0.1 % where seconds do not, whatever else a machine does; they are counted by valgrind, on
//! one thread, on a generated workspace. What is held against the recorded number is the ratio to the floor, counted in the
//! same run: another version of the C library or of the compiler changes both.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use crate::{Outcome, bench, read, root, tell, write};

/// How many lines the workspace has.
const LINES: usize = 20_000;
/// How much more than recorded is too much.
const TOLERANCE: f64 = 0.05;

/// Whether to compare or to record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Check,
    Record,
}

pub(crate) fn run(mode: Mode) -> Outcome {
    if Command::new("valgrind").arg("--version").output().is_err() {
        return Err("valgrind counts the instructions, and it is not installed".to_owned());
    }
    let target = root().join("target");
    bench::build_program("gate")?;
    bench::build_floor(&target)?;
    let workspace = bench::generate::workspace(&target.join("bench"), LINES)?;
    let list = target.join("bench/gate.list");
    bench::write_list(&workspace, &list)?;

    let ours = instructions(&target, &bench::cold_check(&target.join("gate/cargo-boundaries"), &workspace))?;
    let mut floor = Command::new(target.join("floor/release/floor"));
    floor.arg(list);
    let ratio = ours / instructions(&target, &floor)?;
    if mode == Mode::Record {
        return write(&record(), &format!("{ratio:.3}\n"));
    }
    let recorded = read(&record())?.trim().parse::<f64>().map_err(|error| format!("`{}`: {error}", record()))?;
    judge(ratio, recorded).map(|said| tell(&said))
}

/// What a ratio means beside the recorded one.
fn judge(ratio: f64, recorded: f64) -> Result<String, String> {
    let change = ratio / recorded - 1.0;
    let counted = format!(
        "a check takes {ratio:.3} times the instructions of parsing alone; recorded are {recorded:.3}: {:+.1} %",
        change * 100.0
    );
    if change > TOLERANCE {
        let limit = TOLERANCE * 100.0;
        return Err(format!(
            "{counted}, and {limit:.0} % is the most; make it cheaper, or say in the commit why it is worth it and run \
             `cargo xtask gate --record`"
        ));
    }
    Ok(if change < -TOLERANCE { format!("{counted}; `cargo xtask gate --record` keeps that") } else { counted })
}

/// Where the ratio is recorded.
fn record() -> Utf8PathBuf {
    root().join("xtask/instructions.txt")
}

/// The instructions of a command, on one thread.
fn instructions(target: &Utf8Path, command: &Command) -> Result<f64, String> {
    let out = target.join("bench/callgrind.out");
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(["--tool=callgrind", "--main-stacksize=8388608", &format!("--callgrind-out-file={out}")])
        .arg(command.get_program())
        .args(command.get_args())
        .env("RAYON_NUM_THREADS", "1");
    if let Some(folder) = command.get_current_dir() {
        valgrind.current_dir(folder);
    }
    let output = valgrind.output().map_err(|error| format!("cannot run valgrind: {error}"))?;
    let told = String::from_utf8_lossy(&output.stderr);
    let count = told.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    count.filter(|_| output.status.success()).ok_or_else(|| format!("valgrind counts nothing: {told}"))
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[test]
    fn more_than_five_percent_is_too_much() {
        assert!(judge(2.09, 2.0).is_ok());
        assert!(judge(2.11, 2.0).is_err_and(|why| why.contains("+5.5 %")));
        assert!(judge(1.8, 2.0).is_ok_and(|said| said.contains("--record")));
    }
}
