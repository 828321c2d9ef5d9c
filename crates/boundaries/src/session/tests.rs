//! A session is, after every edit, what a project that is loaded anew is.

use std::fs;

use boundaries_analysis::AnalysisError;
use camino::Utf8PathBuf;
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::CheckOptions;

const POLICY: &str = "\
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"], surface = [\"billing::api\"] }
[[contract]]
consumer = \"orders\"
provider = \"billing\"
reason = \"orders charge customers\"
";

/// Files, and what may stand in them.
const FILES: [(&str, &[&str]); 8] = [
    (
        "orders/src/lib.rs",
        &[
            "pub fn order() { billing::api::charge(); }\n",
            "pub fn order() { billing::inner::secret(); }\n",
            "// boundaries: allow(off-surface, reason = \"it moves out\")\npub fn order() { billing::inner::secret(); }\n",
            "\n// boundaries: allow(off-surface, reason = \"it moves out\")\npub fn order() { log::info(); }\n",
            "mod extra;\npub fn order() { extra::f(); }\n",
            "pub fn order( {",
        ],
    ),
    ("orders/src/extra.rs", &["pub fn f() { billing::inner::secret(); }\n", "pub fn f() {}\n"]),
    ("orders/src/bin/tool.rs", &["fn main() { billing::api::charge(); }\n", "fn main() { orders::order(); }\n"]),
    (
        "billing/src/lib.rs",
        &[
            "pub mod api { pub fn charge() {} }\npub mod inner { pub fn secret() {} }\n",
            "pub mod api { pub use crate::inner::secret; pub fn charge() { secret() } }\npub mod inner { pub fn secret() {} }\n",
        ],
    ),
    (
        "boundaries.toml",
        &[
            POLICY,
            "[teams]\norders = { owns = [\"orders\"] }\nbilling = { owns = [\"billing\"] }\n",
            "[teams]\norders = { owns = [\"nowhere\"] }\n",
            "[teams",
        ],
    ),
    ("CODEOWNERS", &["/orders/ @orders\n/billing/ @billing\n", "/orders/ @orders\n/gone/ @billing\n"]),
    (
        "orders/Cargo.toml",
        &[
            "[package]\nname = \"orders\"\nedition = \"2024\"\n[dependencies]\nbilling = { path = \"../billing\" }\n",
            "[package]\nname = \"orders\"\nedition = \"2024\"\n[dependencies]\nmoney = { package = \"billing\", path = \"../billing\" }\n",
        ],
    ),
    ("notes/readme.txt", &["a\n", "b\n"]),
];

#[derive(Clone, Debug)]
enum Edit {
    /// Somebody types into an open file.
    Type(Index, Index),
    /// The editor closes a file.
    Close(Index),
    /// A file is written to disk, and it may be known which.
    Write(Index, Index, bool),
    Remove(Index, bool),
    /// The editor is told of a change on disk that there was not.
    Nothing,
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        4 => (any::<Index>(), any::<Index>()).prop_map(|(file, text)| Edit::Type(file, text)),
        1 => any::<Index>().prop_map(Edit::Close),
        4 => (any::<Index>(), any::<Index>(), any::<bool>()).prop_map(|(file, text, told)| Edit::Write(file, text, told)),
        1 => (any::<Index>(), any::<bool>()).prop_map(|(file, told)| Edit::Remove(file, told)),
        1 => Just(Edit::Nothing),
    ];
    prop::collection::vec(edit, 1..10)
}

fn root() -> (tempfile::TempDir, Utf8PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let root = Utf8PathBuf::try_from(folder.path().canonicalize().expect("it exists")).expect("it is UTF-8");
    write(&root, "Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"orders\", \"billing\"]\n");
    write(&root, "billing/Cargo.toml", "[package]\nname = \"billing\"\nedition = \"2024\"\n");
    write(&root, ".git/HEAD", "");
    for (path, texts) in FILES.iter().filter(|(path, _)| !path.contains("tool") && !path.contains("extra")) {
        write(&root, path, texts[0]);
    }
    (folder, root)
}

fn write(root: &Utf8PathBuf, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

/// Everything that a project says, or why there is none.
fn said(project: Result<Project, Error>) -> String {
    let project = match project {
        Ok(project) => project,
        Err(error) => return error.to_string(),
    };
    let report =
        project.check(&CheckOptions { today: Some("2026-01-01".parse().expect("a day")), ..Default::default() });
    let mut out = Vec::new();
    boundaries_report::json(&report, project.sources(), project.graph(), &mut out).expect("memory takes everything");
    let stats = project.stats();
    let files: Vec<_> = project.sources().files().map(|(_, file)| (file.path(), file.text())).collect();
    let references: Vec<_> = project.graph().references().iter().map(|one| (one.span, one.definition)).collect();
    // The numbers of names depend on what was read before.
    let gaps = project.graph().gaps().iter();
    let gaps: Vec<_> = gaps.map(|gap| (project.graph().text(gap.text), gap.reason, gap.module, gap.span)).collect();
    let told = (stats.files, stats.bytes, stats.facts, files, references, gaps, project.notes());
    format!("{told:#?}\n{}", String::from_utf8_lossy(&out))
}

fn hold(edits: &[Edit]) -> Result<(), TestCaseError> {
    let (_folder, root) = root();
    let options = ProjectOptions::at(root.join("Cargo.toml"));
    let mut session = Session::new(options.clone());
    let mut unsaved = UnsavedTexts::default();
    let cancellation = Cancellation::default();
    let _ = session.refresh(&unsaved, OnDisk::Same, &cancellation, &|_| ());
    for edit in edits {
        let on_disk = match edit {
            Edit::Type(..) | Edit::Close(_) => OnDisk::Same,
            Edit::Write(file, _, true) | Edit::Remove(file, true) => {
                OnDisk::Files([root.join(FILES[file.index(FILES.len())].0)].into())
            }
            _ => OnDisk::Unknown,
        };
        match edit {
            Edit::Type(file, text) => {
                let (path, texts) = FILES[file.index(FILES.len())];
                unsaved.insert(root.join(path), texts[text.index(texts.len())]);
            }
            Edit::Close(file) => unsaved.remove(&root.join(FILES[file.index(FILES.len())].0)),
            Edit::Write(file, text, _) => {
                let (path, texts) = FILES[file.index(FILES.len())];
                write(&root, path, texts[text.index(texts.len())]);
            }
            Edit::Remove(file, _) => {
                let _ = fs::remove_file(root.join(FILES[file.index(FILES.len())].0));
            }
            Edit::Nothing => {}
        }
        let warm = said(session.refresh(&unsaved, on_disk, &cancellation, &|_| ()));
        let cold = said(Project::load_unsaved(&options, &unsaved));
        prop_assert_eq!(warm, cold, "after {:?}", edit);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_session_is_a_project_loaded_anew(edits in edits()) {
        hold(&edits)?;
    }
}

#[test]
fn what_was_cancelled_comes_with_the_next_refresh() {
    let (_folder, root) = root();
    let mut session = Session::new(ProjectOptions::at(root.join("Cargo.toml")));
    let mut unsaved = UnsavedTexts::default();
    let go = Cancellation::default();
    session.refresh(&unsaved, OnDisk::Same, &go, &|_| ()).expect("it can be loaded");
    unsaved.insert(root.join("orders/src/lib.rs"), "pub fn order() { billing::inner::secret(); }\n");
    let stopped = Cancellation::default();
    stopped.cancel();
    let error = session.refresh(&unsaved, OnDisk::Same, &stopped, &|_| ()).expect_err("it was cancelled");
    assert!(matches!(error, Error::Workspace(AnalysisError::Cancelled)));
    let project = session.refresh(&unsaved, OnDisk::Same, &go, &|_| ()).expect("it can be loaded");
    assert_eq!(project.check(&CheckOptions::default()).findings.len(), 1);
}

/// Cancelled by whoever hears that a stage begins, so that each stage is interrupted, and none by chance.
#[test]
fn a_session_that_was_cancelled_in_any_stage_goes_on() {
    for stage in [Stage::Reading, Stage::Linking, Stage::Walking] {
        let (_folder, root) = root();
        let options = ProjectOptions::at(root.join("Cargo.toml"));
        let mut session = Session::new(options.clone());
        let stopped = Cancellation::default();
        let stop = |begun| {
            if begun == stage {
                stopped.cancel()
            }
        };
        let error =
            session.refresh(&UnsavedTexts::default(), OnDisk::Unknown, &stopped, &stop).expect_err("it was cancelled");
        assert!(matches!(error, Error::Workspace(AnalysisError::Cancelled)), "{stage:?}: {error}");
        let go = Cancellation::default();
        let warm = said(session.refresh(&UnsavedTexts::default(), OnDisk::Same, &go, &|_| ()));
        assert_eq!(warm, said(Project::load(&options)), "{stage:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_two_sources_is_read_for_both() {
    let (_folder, root) = root();
    let outside = root.join("orders/src/lib.rs");
    fs::remove_file(root.join("billing/src/lib.rs")).expect("the file can be removed");
    std::os::unix::fs::symlink(&outside, root.join("billing/src/lib.rs")).expect("a link can be made");
    let options = ProjectOptions::at(root.join("Cargo.toml"));
    let mut session = Session::new(options.clone());
    let go = Cancellation::default();
    let unsaved = UnsavedTexts::default();
    write(&root, "boundaries.toml", "[teams]\norders = { owns = [\"orders\"] }\nbilling = { owns = [\"billing\"] }\n");
    session.refresh(&unsaved, OnDisk::Same, &go, &|_| ()).expect("it can be loaded");
    write(&root, "orders/src/lib.rs", "pub mod api {}\npub fn order() {}\n");
    let warm = said(session.refresh(&unsaved, OnDisk::Files([outside].into()), &go, &|_| ()));
    assert_eq!(warm, said(Project::load(&options)));
}
