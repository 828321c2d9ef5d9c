//! What a check costs with a cache: nothing changed, the times of files changed, one file edited, and the writing of it.
//!
//! What changes files happens in a copy, so that no checkout is touched; the run where nothing changed reads the checkout itself,
//! since setting times back is a change as well.

use std::fs::File;
use std::process::Command;
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};

use super::measure::{self, Run};
use super::{Subject, check, cold_check, program, write_list};
use crate::{Outcome, read, write};

pub(super) const HEADER: &str = "
| workspace | metadata, s | nothing changed, s | to metadata | new times, s | to hashing | one file edited, s | to metadata | written to cold | bytes of cache a source byte |
|---|---|---|---|---|---|---|---|---|---|
";

/// Measures a workspace with a cache: its line of the table.
pub(super) fn line(target: &Utf8Path, subject: &Subject, rounds: usize) -> Result<String, String> {
    let copy = target.join("bench/copies").join(&subject.name);
    remove(&copy)?;
    copy_folder(&subject.root, &copy)?;
    let list = copy.with_extension("list");
    write_list(&copy, &list)?;
    let sources: Vec<Utf8PathBuf> = read(&list)?.lines().map(Utf8PathBuf::from).collect();
    let middle = sources.get(sources.len() / 2).ok_or("a workspace without sources")?;
    let text = read(middle)?;

    let program = program(target);
    let with = |checkout: &Utf8Path, cache: &Utf8Path| {
        let mut command = check(&program, checkout);
        command.args(["--cache-dir", cache.as_str()]);
        command
    };
    let caches = target.join("bench/caches").join(&subject.name);
    remove(&caches)?;
    let [warm, touched, edited, written] = ["warm", "touched", "edited", "written"].map(|name| caches.join(name));
    let mut metadata = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    metadata.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(&copy);
    let mut hashing = Command::new(target.join("floor/release/floor"));
    hashing.args(["--hash", list.as_str()]).env("RAYON_NUM_THREADS", "1");
    let mut runs = [
        Run::new(metadata),
        Run::new(hashing),
        Run::new(cold_check(&program, &copy)),
        // In the first round each of these fills its cache; that round does not count.
        Run::new(with(&subject.root, &warm)),
        Run::new(with(&copy, &touched)).after(|| write(middle, &text).and_then(|()| touch(&sources))),
        Run::new(with(&copy, &edited)).after(|| {
            settle(&sources)?;
            write(middle, &format!("{text}// {:?}\n", SystemTime::now()))
        }),
        Run::new(with(&copy, &written)).after(|| remove(&written)),
    ];
    let samples = measure::interleaved(&mut runs, rounds)?;
    let Some([metadata, hashing, cold, warm, touched, edited, fresh]) =
        samples.iter().map(Option::as_ref).collect::<Option<Vec<_>>>().and_then(|all| <[_; 7]>::try_from(all).ok())
    else {
        return Err(format!("`{}` cannot be checked with a cache", subject.root));
    };
    let size = folder_size(&written)? as f64 / subject.bytes as f64;
    drop(runs);
    remove(&caches)?;
    remove(&copy)?;
    Ok(format!(
        "| {} | {:.3} | {:.3} | {:.2} | {:.3} | {:.2} | {:.3} | {:.2} | {:.2} | {size:.2} |\n",
        subject.name,
        metadata.seconds(),
        warm.seconds(),
        warm.seconds() / metadata.seconds(),
        touched.seconds(),
        touched.seconds() / hashing.seconds(),
        edited.seconds(),
        edited.seconds() / metadata.seconds(),
        fresh.seconds() / cold.seconds(),
    ))
}

/// Gives files one time that lies back, so that they are what the cache saw.
fn settle(files: &[Utf8PathBuf]) -> Outcome {
    set_times(files, SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000))
}

/// Gives files a time of now, as a fresh checkout has it.
fn touch(files: &[Utf8PathBuf]) -> Outcome {
    set_times(files, SystemTime::now())
}

fn set_times(files: &[Utf8PathBuf], time: SystemTime) -> Outcome {
    for file in files {
        let set = File::options().write(true).open(file).and_then(|open| open.set_modified(time));
        set.map_err(|error| format!("cannot set the time of `{file}`: {error}"))?;
    }
    Ok(())
}

/// Copies what is neither git's nor built.
fn copy_folder(from: &Utf8Path, to: &Utf8Path) -> Outcome {
    let failed = |error: std::io::Error| format!("cannot copy `{from}`: {error}");
    std::fs::create_dir_all(to).map_err(failed)?;
    for entry in from.read_dir_utf8().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let place = to.join(entry.file_name());
        if kind.is_dir() && !matches!(entry.file_name(), ".git" | "target") {
            copy_folder(entry.path(), &place)?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), place).map_err(failed)?;
        }
    }
    Ok(())
}

fn folder_size(folder: &Utf8Path) -> Result<u64, String> {
    let failed = |error: std::io::Error| format!("cannot read `{folder}`: {error}");
    let mut size = 0;
    for entry in folder.read_dir_utf8().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let metadata = entry.metadata().map_err(failed)?;
        size += if metadata.is_dir() { folder_size(entry.path())? } else { metadata.len() };
    }
    Ok(size)
}

fn remove(folder: &Utf8Path) -> Outcome {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(format!("cannot remove `{folder}`: {error}")),
        _ => Ok(()),
    }
}
