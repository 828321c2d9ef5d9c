//! What a command costs: seconds of processors, instructions, memory.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// One run of a command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// Of all its processors, where the system tells; else on the clock.
    pub(super) seconds: f64,
}

/// Runs commands in turn, each first in its turn, and tells what each run cost.
pub(super) fn interleaved<const N: usize>(
    commands: &mut [Command; N],
    rounds: usize,
) -> Result<[Vec<Sample>; N], String> {
    let mut samples = std::array::from_fn(|_| Vec::new());
    // Once before it counts: files are in memory then.
    for round in 0..=rounds {
        for turn in 0..N {
            let at = (round + turn) % N;
            let sample = sample(&mut commands[at])?;
            if round > 0 {
                samples[at].push(sample);
            }
        }
    }
    Ok(samples)
}

fn sample(command: &mut Command) -> Result<Sample, String> {
    let (before, start) = (children_seconds(), Instant::now());
    let status = command.status().map_err(|error| format!("cannot run {command:?}: {error}"))?;
    if !status.success() {
        return Err(format!("{command:?} ends with {status}"));
    }
    let spent = before.zip(children_seconds()).map(|(before, after)| after - before);
    Ok(Sample { seconds: spent.unwrap_or_else(|| start.elapsed().as_secs_f64()) })
}

/// What finished children of this process spent, in user and system mode, by Linux's count of hundredths of a second.
fn children_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is a name in parentheses, which may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(13)? + ticks(14)?) / 100.0)
}

/// The instructions of each command, where `perf` can count them.
pub(super) fn instructions<const N: usize>(commands: &[Command; N]) -> Option<[f64; N]> {
    let mut counts = [0.0; N];
    for (count, command) in counts.iter_mut().zip(commands) {
        let mut perf = Command::new("perf");
        perf.args(["stat", "-x", ",", "-e", "instructions:u", "--"])
            .arg(command.get_program())
            .args(command.get_args());
        if let Some(folder) = command.get_current_dir() {
            perf.current_dir(folder);
        }
        let output = perf.stdout(Stdio::null()).output().ok()?;
        let told = String::from_utf8(output.stderr).ok()?;
        let line = told.lines().find(|line| line.contains("instructions"))?;
        *count = line.split(',').next()?.parse().ok()?;
    }
    Some(counts)
}

/// The most memory that a command has at once, in bytes, where the system tells.
pub(super) fn peak(command: &Command) -> Option<f64> {
    let mut again = Command::new(command.get_program());
    again.args(command.get_args()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(folder) = command.get_current_dir() {
        again.current_dir(folder);
    }
    let mut child = again.spawn().ok()?;
    let mut peak = None;
    while child.try_wait().ok()?.is_none() {
        peak = peak_of(&child).or(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}

fn peak_of(child: &Child) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? * 1024.0)
}

pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        len if len % 2 == 1 => values[len / 2],
        len => (values[len / 2 - 1] + values[len / 2]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_there() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), 2.5);
    }
}
