//! This repository's own policy is in force: it is clean as it stands, and a seeded violation is caught.

use std::path::Path;

use boundaries::{CheckOptions, Project, ProjectOptions};
use camino::Utf8PathBuf;

fn root() -> Utf8PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().expect("the tests lie in the repository").to_owned();
    Utf8PathBuf::from_path_buf(root).expect("the repository's path is UTF-8")
}

#[test]
fn the_repository_keeps_its_own_contracts() {
    let project = Project::load(&ProjectOptions::at(root().join("Cargo.toml"))).expect("the policy is valid");
    let report = project.check(&CheckOptions::default());
    let open: Vec<_> = report.open().map(|finding| &finding.headline).collect();
    assert!(open.is_empty(), "not even a warning: {open:#?}");
}

#[test]
fn a_seeded_violation_is_caught() {
    let seeded = tempfile::tempdir().expect("there is room");
    let target = Utf8PathBuf::from_path_buf(seeded.path().to_owned()).expect("temporary paths are UTF-8");
    for part in ["Cargo.toml", "boundaries.toml", "crates", "fuzz", "tests", "xtask"] {
        copy(&root().join(part), &target.join(part));
    }
    let rule = target.join("crates/boundaries-lint/src/lib.rs");
    let text = std::fs::read_to_string(&rule).expect("the crate is there");
    std::fs::write(&rule, text + "\npub fn render(_: boundaries_report::TextOptions) {}\n").expect("there is room");
    let manifest = target.join("crates/boundaries-lint/Cargo.toml");
    let text = std::fs::read_to_string(&manifest).expect("the crate is there");
    let text = text.replacen("[dependencies]\n", "[dependencies]\nboundaries-report.workspace = true\n", 1);
    std::fs::write(&manifest, text).expect("there is room");

    let project = Project::load(&ProjectOptions::at(target.join("Cargo.toml"))).expect("the policy is valid");
    let report = project.check(&CheckOptions::default());
    let headlines: Vec<_> = report.open().filter(|finding| finding.fails()).map(|finding| &finding.headline).collect();
    assert_eq!(headlines.len(), 2, "by contract and by layer: {headlines:#?}");
    assert!(headlines[0].contains("layer `boundaries-report` lies above layer `boundaries-lint`"), "{headlines:#?}");
    assert!(headlines[1].contains("team `rules` uses `boundaries_report"), "{headlines:#?}");
}

fn copy(from: &Utf8PathBuf, to: &Utf8PathBuf) {
    if from.is_file() {
        std::fs::copy(from, to).expect("there is room");
        return;
    }
    std::fs::create_dir_all(to).expect("there is room");
    for entry in from.read_dir_utf8().expect("the repository can be read").filter_map(Result::ok) {
        if entry.file_name() != "target" {
            copy(&entry.path().to_owned(), &to.join(entry.file_name()));
        }
    }
}
