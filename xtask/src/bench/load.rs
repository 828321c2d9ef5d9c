//! A workspace far larger than those that are known, held to what smaller ones of its kind promise.
//!
//! A hundred modules to a crate, some hundred references to a module. Two parts of it are measured first: seconds grow by the
//! power of the bytes that goes through both, memory by the straight line. What that says of the whole is told before the
//! whole is measured.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use super::generate::{self, Shape};
use super::measure::{self, Run};
use super::{cold_check, print, program};
use crate::Outcome;

/// Which parts of the whole are measured first: one crate in so many.
pub(super) const PARTS: [usize; 2] = [20, 5];

/// What a check of a workspace takes.
struct Cost {
    bytes: f64,
    seconds: f64,
    /// Bytes of memory.
    peak: f64,
}

/// Measures the parts, tells what they promise, and measures the whole.
pub(super) fn measure(target: &Utf8Path, crates: usize) -> Outcome {
    print(
        "| crates | modules | references | MB | seconds of processors | on the clock | peak, MB |\n|---|---|---|---|---|---|---|\n",
    );
    let part = |of: usize| check(target, &generated(target, crates / of)?);
    let [small, large] = [part(PARTS[0])?, part(PARTS[1])?];
    let whole = generated(target, crates)?;
    let bytes = whole.bytes;
    let exponent = measure::exponent(&[(small.bytes, small.seconds), (large.bytes, large.seconds)]);
    let exponent = exponent.ok_or("both parts have the same size")?;
    let seconds = large.seconds * (bytes / large.bytes).powf(exponent);
    let slope = (large.peak - small.peak) / (large.bytes - small.bytes);
    let peak = large.peak + slope * (bytes - large.bytes);
    print(&format!(
        "\npromised for {:.0} MB: {seconds:.1} seconds of processors (exponent {exponent:.3}), a peak of {:.0} MB ({slope:.1} bytes for each of source)\n\n",
        bytes / 1e6,
        peak / 1e6,
    ));
    let whole = check(target, &whole)?;
    print(&format!(
        "\nmeasured: {:.2} times the seconds and {:.2} times the memory that was promised\n",
        whole.seconds / seconds,
        whole.peak / peak,
    ));
    Ok(())
}

/// A workspace that is measured.
struct Generated {
    root: Utf8PathBuf,
    shape: Shape,
    bytes: f64,
}

fn generated(target: &Utf8Path, crates: usize) -> Result<Generated, String> {
    let shape = Shape { crates, modules: 100, types: 4 };
    let root = target.join("bench").join(format!("load-{crates}"));
    let bytes = generate::write_workspace(&root, shape)? as f64;
    Ok(Generated { root, shape, bytes })
}

/// Checks a workspace without a cache, and prints its line.
fn check(target: &Utf8Path, workspace: &Generated) -> Result<Cost, String> {
    let Generated { root, shape, bytes } = workspace;
    let command = || cold_check(&program(target), root);
    let samples = measure::interleaved(&mut [Run::new(command())], 1)?;
    let samples = samples.into_iter().flatten().next().ok_or_else(|| format!("`{root}` cannot be checked"))?;
    let peak = measure::peak(&command()).ok_or("this system does not tell how much memory a process has")?;
    print(&format!(
        "| {} | {} | {} | {:.0} | {:.1} | {:.1} | {:.0} |\n",
        shape.crates,
        shape.crates * shape.modules,
        references(command())?,
        bytes / 1e6,
        samples.seconds(),
        samples.wall(),
        peak / 1e6,
    ));
    Ok(Cost { bytes: *bytes, seconds: samples.seconds(), peak })
}

/// How many references between modules a check tells of.
fn references(mut check: Command) -> Result<String, String> {
    let output = check.arg("--stats").output().map_err(|error| format!("cannot run {check:?}: {error}"))?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = told.lines().find(|line| line.contains("references between modules"));
    let count = line.and_then(|line| line.split_whitespace().next());
    count.map(str::to_owned).ok_or_else(|| format!("a check does not tell how many references there are: {told}"))
}
