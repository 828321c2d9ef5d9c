//! What a command costs: seconds of processors and of the clock, instructions, memory.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;

/// A command that is run again and again, and what has to be done before each run.
pub(super) struct Run<'a> {
    pub(super) command: Command,
    pub(super) before: Option<Box<dyn Fn() -> Outcome + 'a>>,
}

impl<'a> Run<'a> {
    /// Nothing of what the command says is shown.
    pub(super) fn new(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self { command, before: None }
    }

    /// With something to do before each run, which does not count.
    pub(super) fn after(mut self, before: impl Fn() -> Outcome + 'a) -> Self {
        self.before = Some(Box::new(before));
        self
    }
}

/// What one run of a command took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// Of all its processors, those of the commands it called included; on the clock where the system does not tell.
    pub(super) seconds: f64,
    /// On the clock.
    pub(super) wall: f64,
}

/// What the runs of a command took.
#[derive(Clone, Debug)]
pub(super) struct Samples(pub(super) Vec<Sample>);

impl Samples {
    /// The median of the time of processors.
    pub(super) fn seconds(&self) -> f64 {
        median(self.0.iter().map(|sample| sample.seconds))
    }

    /// The median of the time on the clock.
    pub(super) fn wall(&self) -> f64 {
        median(self.0.iter().map(|sample| sample.wall))
    }

    /// The least and the greatest ratio of runs that took place in the same round.
    pub(super) fn spread(&self, other: &Self) -> (f64, f64) {
        let ratios = self.0.iter().zip(&other.0).map(|(one, other)| one.seconds / other.seconds);
        ratios.fold((f64::MAX, 0.0_f64), |(low, high), ratio| (low.min(ratio), high.max(ratio)))
    }
}

/// Runs commands in turn, each first in its turn, and tells what each run took. Those that fail once have no samples.
pub(super) fn interleaved(runs: &mut [Run<'_>], rounds: usize) -> Result<Vec<Option<Samples>>, String> {
    let mut samples: Vec<Option<Samples>> = runs.iter().map(|_| Some(Samples(Vec::new()))).collect();
    // Once before it counts: files are in memory then.
    for round in 0..=rounds {
        for turn in 0..runs.len() {
            let at = (round + turn) % runs.len();
            let Some(of_run) = &mut samples[at] else { continue };
            if let Some(before) = &runs[at].before {
                before()?;
            }
            match sample(&mut runs[at].command)? {
                Some(sample) if round > 0 => of_run.0.push(sample),
                Some(_) => {}
                None => samples[at] = None,
            }
        }
    }
    Ok(samples)
}

fn sample(command: &mut Command) -> Result<Option<Sample>, String> {
    let (before, start) = (children_seconds(), Instant::now());
    let status = command.status().map_err(|error| format!("cannot run {command:?}: {error}"))?;
    let wall = start.elapsed().as_secs_f64();
    let seconds = before.zip(children_seconds()).map_or(wall, |(before, after)| after - before);
    Ok(status.success().then_some(Sample { seconds, wall }))
}

/// What finished children of this process spent, in user and system mode, where the system tells.
#[cfg(unix)]
fn children_seconds() -> Option<f64> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    Some((usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64 / 1e6)
}

#[cfg(not(unix))]
fn children_seconds() -> Option<f64> {
    None
}

/// The instructions of a command, where `perf` can count them.
pub(super) fn instructions(command: &Command) -> Option<f64> {
    let mut perf = Command::new("perf");
    perf.args(["stat", "-x", ",", "-e", "instructions:u", "--"]).arg(command.get_program()).args(command.get_args());
    let output = like(&mut perf, command).output().ok()?;
    let told = String::from_utf8(output.stderr).ok()?;
    let line = told.lines().find(|line| line.contains("instructions"))?;
    line.split(',').next()?.parse().ok()
}

/// The most memory that a command has at once, in bytes, where the system tells.
pub(super) fn peak(command: &Command) -> Option<f64> {
    let mut again = Command::new(command.get_program());
    let mut child = like(again.args(command.get_args()), command).stderr(Stdio::null()).spawn().ok()?;
    let mut peak = None;
    while child.try_wait().ok()?.is_none() {
        peak = peak_of(&child).or(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}

/// Gives a command the surroundings of another.
fn like<'c>(command: &'c mut Command, other: &Command) -> &'c mut Command {
    for (name, value) in other.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    if let Some(folder) = other.get_current_dir() {
        command.current_dir(folder);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null())
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

/// The exponent by which something grows with size: the slope of the line through both on logarithmic scales, by least
/// squares. None where all sizes are the same.
pub(super) fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    let count = points.len() as f64;
    let logs = || points.iter().map(|(size, cost)| (size.ln(), cost.ln()));
    let (mean_size, mean_cost) =
        logs().fold((0.0, 0.0), |(sizes, costs), (size, cost)| (sizes + size / count, costs + cost / count));
    let spread: f64 = logs().map(|(size, _)| (size - mean_size).powi(2)).sum();
    let together: f64 = logs().map(|(size, cost)| (size - mean_size) * (cost - mean_cost)).sum();
    (spread > f64::EPSILON).then(|| together / spread)
}

#[cfg(test)]
mod tests {
    use super::{exponent, median};

    #[test]
    fn the_median_is_the_middle_or_between_the_two_there() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), 2.5);
    }

    #[test]
    fn the_exponent_is_that_of_the_law_behind_the_points() {
        let of = |power: f64| exponent(&[1.0, 2.0, 5.0, 7.0].map(|size: f64| (size, 3.0 * size.powf(power))));
        for power in [0.5, 1.0, 2.0] {
            assert!((of(power).expect("sizes differ") - power).abs() < 1e-9);
        }
        assert_eq!(exponent(&[(2.0, 1.0), (2.0, 3.0)]), None);
    }
}
