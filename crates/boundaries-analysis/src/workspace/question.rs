//! Asks Cargo for its metadata, or finds the answer that it gave before.

use std::time::{Duration, SystemTime};

use boundaries_cache::{Disk, Hash, Snapshot, Standing, file_name, hash, surroundings};
use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{Metadata, MetadataCommand};
use serde::{Deserialize, Serialize};

use super::{WorkspaceOptions, inputs, patience};
use crate::AnalysisError;
use crate::limits::Limits;

/// How the names of kept answers start.
const KIND: &str = "metadata";

/// As many answers are kept: a workspace may be asked for from several of its folders.
const COUNT: usize = 4;

/// Larger answers are not kept.
const LIMIT: u64 = 64 << 20;

/// An answer of Cargo, and what it depends on.
#[derive(Serialize, Deserialize)]
struct Answer {
    inputs: Snapshot,
    text: String,
}

/// What Cargo says about the workspace.
#[expect(
    clippy::disallowed_methods,
    reason = "what Cargo read is known to be what is there if it is older than the question"
)]
pub(super) fn metadata(options: &WorkspaceOptions, limits: Limits) -> Result<Metadata, AnalysisError> {
    let Some(manifest) = absolute_manifest(options.manifest_path.as_deref(), options.cache.disk()) else {
        // Cargo has the words for it.
        let command = command(options, None);
        return ask(&command, options, limits).and_then(|text| parse(&text, options, limits));
    };
    let name = file_name(KIND, &question(options, &manifest));
    if let Some(metadata) = kept(options, &manifest, &name, limits) {
        return Ok(metadata);
    }
    let start = SystemTime::now();
    let text = ask(&command(options, Some(&manifest)), options, limits)?;
    let metadata = parse(&text, options, limits)?;
    if options.cache.is_on() {
        let disk = Disk::recording();
        inputs::take_down(&disk, options, &manifest, &metadata);
        keep(options, &metadata.workspace_root, &name, disk.snapshot(), text, start);
    }
    Ok(metadata)
}

/// What the answer depends on apart from files.
fn question(options: &WorkspaceOptions, manifest: &Utf8Path) -> Hash {
    let asked = (surroundings(), manifest, &options.cargo, options.locked, options.frozen);
    hash(&postcard::to_stdvec(&asked).expect("it is written to memory"))
}

/// The answer that was kept, if it would be the same today.
fn kept(options: &WorkspaceOptions, manifest: &Utf8Path, name: &str, limits: Limits) -> Option<Metadata> {
    options.cache.around(manifest).into_iter().find_map(|folder| {
        let bytes = folder.read(name, LIMIT)?;
        let answer: Answer = postcard::from_bytes(&bytes).ok()?;
        let inputs = match answer.inputs.standing() {
            Standing::Same => answer.inputs,
            Standing::Renewed(inputs) => {
                let renewed = Answer { inputs: inputs.clone(), text: answer.text.clone() };
                folder.write(name, &postcard::to_stdvec(&renewed).ok()?);
                inputs
            }
            Standing::Other => return None,
        };
        let metadata = parse(&answer.text, options, limits).ok()?;
        options.cache.disk().adopt(&inputs);
        Some(metadata)
    })
}

/// Keeps an answer if it is certain on what it depends: none of it changed since Cargo was asked.
fn keep(
    options: &WorkspaceOptions,
    root: &Utf8Path,
    name: &str,
    inputs: Option<Snapshot>,
    text: String,
    start: SystemTime,
) {
    let Some(inputs) = inputs.filter(|inputs| inputs.is_older_than(start, root)) else {
        options.cache.disk().spoil();
        return;
    };
    options.cache.disk().adopt(&inputs);
    if let Some(folder) = options.cache.folder(root)
        && let Ok(bytes) = postcard::to_stdvec(&Answer { inputs, text })
    {
        folder.write(name, &bytes);
        folder.keep(KIND, COUNT, LIMIT);
    }
}

fn command(options: &WorkspaceOptions, manifest: Option<&Utf8Path>) -> MetadataCommand {
    let mut command = MetadataCommand::new();
    command.no_deps();
    if let Some(manifest) = manifest {
        // Called from outside the workspace, cargo reads neither the workspace's `.cargo/config.toml` nor its
        // `rust-toolchain.toml`, which may name a program of the workspace's own as the cargo to run.
        if let Some(outside) = manifest.ancestors().last() {
            command.current_dir(outside);
        }
        command.manifest_path(manifest);
    }
    if let Some(cargo) = &options.cargo {
        command.cargo_path(cargo);
    }
    let flags = [("--offline", true), ("--locked", options.locked), ("--frozen", options.frozen)];
    command.other_options(flags.iter().filter(|(_, on)| *on).map(|(flag, _)| (*flag).to_owned()).collect::<Vec<_>>());
    command
}

fn ask(command: &MetadataCommand, options: &WorkspaceOptions, limits: Limits) -> Result<String, AnalysisError> {
    let output = patience::answer(command.cargo_command(), Duration::from_secs(limits.metadata_time))
        .map_err(|error| failed(options, &error.into()))?;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).map_err(|error| failed(options, &error.utf8_error().into()));
    if !output.status.success() {
        let stderr = text(output.stderr)?;
        return Err(failed(options, &cargo_metadata::Error::CargoMetadata { stderr }));
    }
    let mut text = text(output.stdout)?;
    let line = text.lines().find(|line| line.starts_with('{')).map(str::to_owned);
    text = line.ok_or_else(|| failed(options, &cargo_metadata::Error::NoJson))?;
    Ok(text)
}

fn parse(text: &str, options: &WorkspaceOptions, limits: Limits) -> Result<Metadata, AnalysisError> {
    let refused = |message: String| AnalysisError::Metadata { manifest: options.manifest_path.clone(), message };
    read(text, limits).map_err(|error| refused(error.to_string()))
}

/// Reads an answer of Cargo. The conditions of dependencies are read with a call for each parenthesis.
pub(super) fn read(text: &str, limits: Limits) -> Result<Metadata, Box<dyn std::error::Error + Send + Sync>> {
    let most = limits.condition_depth;
    if deepest_parentheses(text) as u64 > most {
        return Err(
            format!("a condition of a dependency nests more than {most} deep (`--limit condition-depth=…`)").into()
        );
    }
    Ok(MetadataCommand::parse(text)?)
}

/// How deep parentheses nest in any string of a text in JSON.
fn deepest_parentheses(text: &str) -> usize {
    let (mut deepest, mut depth) = (0, 0_usize);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'"' => depth = 0,
            // A quotation mark behind it belongs to the string.
            b'\\' => drop(bytes.next()),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn failed(options: &WorkspaceOptions, error: &cargo_metadata::Error) -> AnalysisError {
    AnalysisError::Metadata {
        manifest: options.manifest_path.clone(),
        message: match error {
            cargo_metadata::Error::CargoMetadata { stderr } => stderr.trim().trim_start_matches("error: ").to_owned(),
            other => other.to_string(),
        },
    }
}

/// The manifest that is meant, wherever one stands: the named one, else the nearest at or above the working directory.
#[expect(clippy::disallowed_methods, reason = "cargo looks for the workspace from here")]
fn absolute_manifest(named: Option<&Utf8Path>, disk: &Disk) -> Option<Utf8PathBuf> {
    let here = Utf8PathBuf::try_from(std::env::current_dir().ok()?).ok()?;
    match named {
        Some(manifest) => Some(here.join(manifest)),
        None => {
            let manifests = here.ancestors().map(|folder| folder.join("Cargo.toml"));
            manifests.inspect(|manifest| disk.look(manifest)).find(|manifest| manifest.is_file())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Cargo says of a package with a dependency under a condition that nests.
    fn answer(times: u64) -> String {
        let times = usize::try_from(times).expect("it is small");
        let condition = format!("cfg({}unix{})", "not(".repeat(times - 1), ")".repeat(times - 1));
        let dependency = format!(
            r#"{{"name":"a","source":null,"req":"*","kind":null,"rename":null,"optional":false,
            "uses_default_features":true,"features":[],"target":"{condition}"}}"#
        );
        let package = format!(
            r#"{{"name":"b","version":"1.0.0","id":"b","dependencies":[{dependency}],"targets":[],"features":{{}},
            "manifest_path":"/b/Cargo.toml"}}"#
        );
        format!(
            r#"{{"packages":[{package}],"workspace_members":["b"],"resolve":null,"workspace_root":"/b",
            "target_directory":"/b/target","version":1}}"#
        )
    }

    /// The smallest stack that a program starts on is of one mebibyte.
    #[test]
    fn the_deepest_condition_that_a_limit_lets_through_is_read() {
        let usual = Limits::default();
        for limits in [usual, Limits { condition_depth: Limits::MOST.condition_depth, ..usual }] {
            let most = limits.condition_depth;
            let small = std::thread::Builder::new().stack_size(1 << 20);
            let thread =
                small.spawn(move || [most, most + 1].map(|times| read(&answer(times), limits).map(drop).is_ok()));
            let read = thread.expect("a thread can be started").join().expect("the stack holds it");
            assert_eq!(read, [true, false], "{most}");
        }
    }
}
