//! A run with a cache tells what a run without one tells, byte for byte, whatever happened since the cache was written.
//!
//! Each test has a user of its own, whose secret seals what is kept. Whether an answer was kept is told by `--timings`; the
//! program keeps none about files that it cannot be sure of yet, so that a test which wants one asks a few times.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use tempfile::TempDir;

const WORKSPACE: &str = "\
//- Cargo.toml
[workspace]
resolver = \"3\"
members = [\"crates/*\"]
//- boundaries.toml
[teams]
orders = { owns = [\"crates/orders/**\"] }
billing = { owns = [\"crates/billing/**\"], surface = [\"billing::api\"] }
//- .github/CODEOWNERS
* @core
/docs/ @writers
//- docs/a.md
//- crates/billing/src/lib.rs
pub mod api { pub struct Invoice; }
pub mod tables { pub struct Row; }
//- crates/orders/src/lib.rs deps: ../billing as billing
mod pay;
//- crates/orders/src/pay.rs
pub fn pay(_: billing::api::Invoice) {}
";

/// A workspace, and a user who runs the program in it.
struct Scene {
    workspace: TempDir,
    user: TempDir,
}

/// What a run tells.
#[derive(PartialEq, Eq, Debug)]
struct Told {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Scene {
    fn new() -> Self {
        let text = WORKSPACE.replace(" deps: ../billing as billing", "");
        let manifest = "\
//- crates/orders/Cargo.toml
[package]
name = \"orders\"
version = \"0.1.0\"
edition = \"2024\"
[dependencies]
billing = { path = \"../billing\" }
//- crates/billing/Cargo.toml
[package]
name = \"billing\"
version = \"0.1.0\"
edition = \"2024\"
";
        let workspace = Fixture::parse(&format!("{text}{manifest}")).write().expect("the workspace can be written");
        fs::create_dir(workspace.path().join(".git")).expect("it can be made");
        Self { workspace, user: tempfile::tempdir().expect("a folder can be made") }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.workspace.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        fs::write(path, text).expect("it can be written");
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = command(args);
        command.env_remove("CARGO_BOUNDARIES_NO_CACHE").env("XDG_CACHE_HOME", self.user.path());
        command.current_dir(self.workspace.path());
        command
    }

    fn run(&self, args: &[&str]) -> Told {
        told(&self.command(args).output().expect("the program can be called"))
    }

    /// What a run without a cache tells.
    fn run_cold(&self, args: &[&str]) -> Told {
        self.run(&[args, &["--no-cache"]].concat())
    }

    /// Asks until the answer is one that was kept; what it tells, with the line that tells so.
    fn warm(&self, args: &[&str]) -> Told {
        for _ in 0..MANY {
            let told = self.run(&[args, &["--timings=json"]].concat());
            if told.is_kept() {
                return told;
            }
        }
        panic!("no answer to {args:?} is kept");
    }

    fn is_warm(&self, args: &[&str]) -> bool {
        self.run(&[args, &["--timings=json"]].concat()).is_kept()
    }

    fn kept(&self) -> PathBuf {
        self.path("target/cargo-boundaries")
    }
}

impl Told {
    fn is_kept(&self) -> bool {
        self.stderr.contains("\"cache\":{\"answer\":true")
    }
}

fn told(output: &Output) -> Told {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
    Told { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

/// More runs than a fast machine makes while files are too young for their stamps to prove anything.
const MANY: usize = 5_000;

const CHECK: &[&str] = &["check", "--format", "short"];

#[test]
fn nothing_changed_is_told_again() {
    let scene = Scene::new();
    for args in [
        CHECK,
        &["--format", "json"],
        &["--color", "always"],
        &["check", "-q"],
        &["check", "--format", "cargo-json"],
        &["check", "--stats", "--format", "sarif"],
        &["check", "--exit-zero", "-D", "warnings"],
        &["metrics"],
        &["metrics", "--of", "billing"],
        &["contracts"],
        &["why", "orders", "billing"],
        &["graph"],
        &["graph", "--gaps"],
    ] {
        let cold = scene.run_cold(args);
        if args.contains(&"--stats") {
            assert_eq!(scene.run(args).stdout, cold.stdout);
            continue;
        }
        for _ in 0..3 {
            assert_eq!(scene.run(args), cold, "{args:?}");
        }
    }
    assert_eq!(scene.warm(CHECK).stdout, scene.run_cold(CHECK).stdout);
    scene.warm(&["--format", "json"]);
    assert!(scene.is_warm(CHECK), "answers to other questions do not push this one out");
}

#[test]
fn reports_that_go_to_files_are_written_again() {
    let scene = Scene::new();
    let elsewhere = tempfile::tempdir().expect("a folder can be made");
    let file = elsewhere.path().join("out.sarif");
    let request = format!("sarif={}", file.display());
    let args = ["check", "--format", &request, "--format", "short"];
    let cold = scene.run_cold(&args);
    let written = fs::read(&file).expect("it was written");
    assert_eq!(scene.warm(&args).stdout, cold.stdout);
    fs::remove_file(&file).expect("it is there");
    assert!(scene.is_warm(&args));
    assert_eq!(fs::read(&file).expect("it was written"), written);
}

/// What may happen to a file.
#[derive(Clone, Copy, Debug)]
enum Way {
    Write,
    /// In another file that takes its place.
    Replace,
    /// With the time of its last change put back.
    Disguise,
}

/// Files, and what each may hold; none for a file that is not there.
const STATES: &[(&str, &[Option<&str>])] = &[
    (
        "crates/orders/src/pay.rs",
        &[
            Some("pub fn pay(_: billing::api::Invoice) {}\n"),
            Some("pub fn pay(_: billing::tables::Row0) {}\n"),
            Some("pub fn pay(_: billing::tables::Row) {}\n"),
            Some("pub fn pay( {}\n"),
            None,
        ],
    ),
    ("crates/orders/src/pay/mod.rs", &[None, Some("use billing::tables::*; fn f(_: Row) {}\n")]),
    (
        "crates/orders/src/lib.rs",
        &[Some("mod pay;\n"), Some("mod pay;\nmod more;\n"), Some("include!(\"inc.in\");\n"), Some("")],
    ),
    ("crates/orders/src/inc.in", &[None, Some("fn g(_: billing::tables::Row) {}\n"), Some("fn g() {}\n")]),
    ("crates/orders/src/more.rs", &[None, Some("pub use billing::api::Invoice;\n")]),
    ("crates/orders/src/bin/tool.rs", &[None, Some("fn main() { let _: billing::api::Invoice; }\n")]),
    ("crates/orders/tests/t/main.rs", &[None, Some("use billing::tables::Row;\n")]),
    ("crates/orders/build.rs", &[None, Some("fn main() { let _ = orders::x; }\n")]),
    (
        "crates/stock/Cargo.toml",
        &[
            None,
            Some(
                "[package]\nname = \"stock\"\nedition = \"2024\"\n[dependencies]\nbilling = { path = \"../billing\" }\n",
            ),
        ],
    ),
    ("crates/stock/src/lib.rs", &[None, Some("pub use billing::tables;\n")]),
    (
        "boundaries.toml",
        &[
            Some(
                "[teams]\norders = { owns = [\"crates/orders/**\"] }\nbilling = { owns = [\"crates/billing/**\"], surface = [\"billing::api\"] }\n",
            ),
            Some(
                "[teams]\norders = { owns = [\"crates/orders/**\"] }\nbilling = { owns = [\"crates/billing/**\"] }\n[[contract]]\nconsumer = \"orders\"\nprovider = \"billing\"\nreason = \"r\"\n",
            ),
            Some("[teams\n"),
            None,
        ],
    ),
    ("boundaries/orders.toml", &[None, Some("[[contract]]\nprovider = \"billing\"\nreason = \"r\"\n")]),
    (".github/CODEOWNERS", &[Some("* @core\n/docs/ @writers\n"), Some("* @core\n/docs/b.md @writers\n"), None]),
    ("CODEOWNERS", &[None, Some("* @others\n")]),
    ("docs/b.md", &[None, Some("")]),
    (".gitignore", &[None, Some("/docs\n"), Some("*.md\n")]),
    (".git/config", &[None, Some("[remote \"origin\"]\nurl = https://gitlab.com/a/b\n")]),
    (
        "Cargo.toml",
        &[
            Some("[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n"),
            Some("[workspace]\nresolver = \"3\"\nmembers = [\"crates/billing\"]\nexclude = [\"crates\"]\n"),
        ],
    ),
];

fn apply(scene: &Scene, (file, state, way): (usize, usize, Way)) {
    let (path, states) = STATES[file % STATES.len()];
    let text = states[state % states.len()];
    let place = scene.path(path);
    let Some(text) = text else {
        let _ = fs::remove_file(place);
        return;
    };
    let modified = place.metadata().and_then(|known| known.modified()).ok();
    match way {
        Way::Write | Way::Disguise => scene.write(path, text),
        Way::Replace => {
            scene.write("draft", text);
            fs::create_dir_all(place.parent().expect("it has a folder")).expect("it can be made");
            fs::rename(scene.path("draft"), &place).expect("it can be moved");
        }
    }
    if let (Way::Disguise, Some(modified)) = (way, modified) {
        set_modified(&place, modified);
    }
}

fn set_modified(path: &Path, time: SystemTime) {
    let file = fs::File::options().write(true).open(path).expect("it is there");
    file.set_modified(time).expect("it is ours");
}

proptest! {
    #![proptest_config(Config {
        cases: 6,
        max_shrink_iters: 200,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(6),
        ..Config::default()
    })]

    /// The law that all else rests on.
    #[test]
    fn a_cached_run_tells_what_an_uncached_one_tells(
        edits in prop::collection::vec(
            (0..64_usize, 0..64_usize, prop_oneof![Just(Way::Write), Just(Way::Replace), Just(Way::Disguise)]),
            8..16,
        ),
    ) {
        let scene = Scene::new();
        for edit in edits {
            apply(&scene, edit);
            let cold = scene.run_cold(CHECK);
            prop_assert_eq!(&scene.run(CHECK), &cold, "after {:?}", edit);
            prop_assert_eq!(&scene.run(CHECK), &cold, "again after {:?}", edit);
        }
    }
}

#[test]
fn each_change_is_seen_by_a_run_that_has_an_answer() {
    for (file, (path, states)) in STATES.iter().enumerate() {
        for state in 0..states.len() {
            let scene = Scene::new();
            scene.warm(CHECK);
            apply(&scene, (file, state, Way::Write));
            assert_eq!(scene.run(CHECK), scene.run_cold(CHECK), "{path} as {state}");
        }
    }
}

#[test]
fn new_times_and_old_contents_are_the_same_answer() {
    let scene = Scene::new();
    scene.warm(CHECK);
    for path in ["crates/orders/src/pay.rs", "boundaries.toml", "Cargo.toml", "crates/billing/Cargo.toml"] {
        let text = fs::read_to_string(scene.path(path)).expect("it is there");
        scene.write(path, &text);
    }
    assert!(scene.is_warm(CHECK));
    let old = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    set_modified(&scene.path("crates/orders/src/pay.rs"), old);
    assert!(scene.is_warm(CHECK));
}

#[test]
fn what_is_kept_may_be_broken_in_any_way() {
    let scene = Scene::new();
    let cold = scene.run_cold(CHECK);
    scene.warm(CHECK);
    let files: Vec<PathBuf> =
        fs::read_dir(scene.kept()).expect("it is there").map(|entry| entry.expect("it is readable").path()).collect();
    let kept: Vec<&PathBuf> =
        files.iter().filter(|path| path.extension().is_none() && !path.ends_with(".gitignore")).collect();
    assert!(kept.len() >= 2, "{files:?}");
    for file in kept {
        let good = fs::read(file).expect("it is there");
        let bad = |at: usize| {
            let mut bad = good.clone();
            bad[at] = !bad[at];
            bad
        };
        let len = good.len();
        let broken =
            [bad(0), bad(len / 2), bad(len - 1), good[..len / 2].to_vec(), Vec::new(), vec![0xff; len], vec![0xff; 40]];
        for broken in broken {
            fs::write(file, broken).expect("it can be written");
            assert_eq!(scene.run(CHECK), cold);
        }
        fs::remove_file(file).expect("it is there");
        fs::create_dir(file).expect("it can be made");
        assert_eq!(scene.run(CHECK), cold);
        fs::remove_dir(file).expect("it is there");
    }
    scene.warm(CHECK);
}

#[test]
fn several_at_once_do_not_disturb_each_other() {
    let scene = Scene::new();
    let cold = scene.run_cold(CHECK);
    for _ in 0..3 {
        let runs: Vec<_> = (0..4)
            .map(|_| {
                let mut command = scene.command(CHECK);
                command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
                command.spawn().expect("the program can be called")
            })
            .collect();
        for run in runs {
            assert_eq!(told(&run.wait_with_output().expect("it ends")), cold);
        }
    }
    scene.warm(CHECK);
}

#[test]
fn another_users_answers_count_for_nothing() {
    let mut scene = Scene::new();
    scene.warm(CHECK);
    scene.user = tempfile::tempdir().expect("a folder can be made");
    assert!(!scene.is_warm(CHECK), "the seal is not this user's");
    scene.warm(CHECK);
}

#[test]
fn a_secret_that_lies_in_the_repository_is_none() {
    let scene = Scene::new();
    let cold = scene.run_cold(CHECK);
    for _ in 0..3 {
        let mut command = scene.command(CHECK);
        command.env("XDG_CACHE_HOME", scene.path("planted"));
        assert_eq!(told(&command.output().expect("the program can be called")), cold);
    }
    let answers = fs::read_dir(scene.kept()).into_iter().flatten().flatten();
    assert_eq!(answers.filter(|entry| entry.file_name().to_string_lossy().starts_with("answer")).count(), 0);
}

#[test]
fn where_nothing_can_be_written_nothing_is_kept() {
    for blocked in ["target", "target/cargo-boundaries"] {
        let scene = Scene::new();
        let cold = scene.run_cold(CHECK);
        scene.write(blocked, "a file");
        for _ in 0..2 {
            assert_eq!(scene.run(CHECK), cold, "{blocked}");
        }
    }
    let scene = Scene::new();
    let cold = scene.run_cold(CHECK);
    let mut command = scene.command(CHECK);
    command.env("XDG_CACHE_HOME", scene.path("Cargo.toml"));
    assert_eq!(told(&command.output().expect("the program can be called")), cold);
}

#[test]
fn a_folder_that_is_named_is_used_and_can_be_carried_away() {
    let scene = Scene::new();
    let elsewhere = tempfile::tempdir().expect("a folder can be made");
    let dir = elsewhere.path().join("cache").display().to_string();
    let args = [CHECK, &["--cache-dir", &dir]].concat();
    scene.warm(&args);
    assert!(!scene.path("target").exists());
    let other_user = Scene { workspace: scene.workspace, user: tempfile::tempdir().expect("a folder can be made") };
    assert!(other_user.is_warm(&args), "its seal lies in the folder");
    let mut by_variable = other_user.command(&[CHECK, &["--timings=json"]].concat());
    by_variable.env("CARGO_BOUNDARIES_CACHE_DIR", &dir);
    told(&by_variable.output().expect("the program can be called"));
    assert!(!other_user.path("target").exists());
}

#[test]
fn cargos_target_folder_is_found_as_cargo_finds_it() {
    let scene = Scene::new();
    scene.write(".cargo/config.toml", "[build]\ntarget-dir = \"made\"\n");
    scene.warm(CHECK);
    assert!(scene.path("made/cargo-boundaries").is_dir() && !scene.path("target").exists());
    assert!(scene.path("made/CACHEDIR.TAG").is_file());
    let mut command = scene.command(CHECK);
    command.env("CARGO_TARGET_DIR", "other");
    told(&command.output().expect("the program can be called"));
    assert!(scene.path("other/cargo-boundaries").is_dir());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_outside_because_the_workspace_says_so() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder can be made");
    let is_empty = || fs::read_dir(outside.path()).expect("it is there").next().is_none();

    let scene = Scene::new();
    let cold = scene.run_cold(CHECK);
    symlink(outside.path(), scene.path("target")).expect("links can be made");
    assert_eq!(scene.run(CHECK), cold);
    assert!(is_empty(), "the target folder is a link");

    let scene = Scene::new();
    fs::create_dir(scene.path("target")).expect("it can be made");
    symlink(outside.path(), scene.kept()).expect("links can be made");
    assert_eq!(scene.run(CHECK), cold);
    assert!(is_empty(), "the folder below it is a link");

    let scene = Scene::new();
    fs::create_dir_all(scene.kept()).expect("it can be made");
    for name in [".gitignore", "CACHEDIR.TAG", "facts", "facts-new"] {
        symlink(outside.path().join(name), scene.kept().join(name)).expect("links can be made");
    }
    for _ in 0..3 {
        assert_eq!(scene.run(CHECK), cold);
    }
    assert!(is_empty(), "files in it are links that lead nowhere yet");

    let scene = Scene::new();
    let config = format!("[build]\ntarget-dir = \"{}\"\n", outside.path().display());
    scene.write(".cargo/config.toml", &config);
    assert_eq!(scene.run(CHECK), cold);
    assert!(is_empty(), "the configuration leads outside");
}

#[cfg(unix)]
#[test]
fn a_link_that_led_nowhere_may_lead_to_a_package() {
    use std::os::unix::fs::symlink;
    let scene = Scene::new();
    symlink("../elsewhere", scene.path("crates/linked")).expect("links can be made");
    scene.warm(CHECK);
    scene.write("elsewhere/Cargo.toml", "[package]\nname = \"linked\"\nedition = \"2024\"\n");
    scene.write("elsewhere/src/lib.rs", "");
    assert_eq!(scene.run(CHECK), scene.run_cold(CHECK));
    assert_eq!(scene.run(&["graph"]), scene.run_cold(&["graph"]));
}

#[cfg(unix)]
#[test]
fn nobody_is_asked_where_nothing_changed() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::new();
    let (asked, cargo) = (scene.user.path().join("asked"), scene.user.path().join("cargo"));
    let script = format!("#!/bin/sh\necho >> {}\nexec {} \"$@\"\n", asked.display(), env!("CARGO"));
    fs::write(&cargo, script).expect("it can be written");
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let count = || fs::read(&asked).map_or(0, |lines| lines.len());
    let run = || told(&scene.command(CHECK).env("CARGO", &cargo).output().expect("the program can be called"));
    let mut asked_last = 0;
    for _ in 0..MANY {
        run();
        if count() == asked_last {
            break;
        }
        asked_last = count();
    }
    run();
    assert_eq!(count(), asked_last);
    scene.write("crates/orders/src/pay.rs", "pub fn pay(_: billing::tables::Row) {}\n");
    assert_eq!(run(), scene.run_cold(CHECK));
    assert_eq!(count(), asked_last, "a source is no matter for Cargo");
    scene.write("crates/orders/src/main.rs", "fn main() { let _: billing::tables::Row; }\n");
    assert_eq!(run(), scene.run_cold(CHECK));
    assert!(count() > asked_last, "a new target is");
}

#[test]
fn a_folder_in_the_workspace_finds_the_same_answer() {
    let scene = Scene::new();
    let run = |args: &[&str]| {
        let mut command = scene.command(&[CHECK, args].concat());
        command.current_dir(scene.path("crates/orders/src"));
        told(&command.output().expect("the program can be called"))
    };
    let cold = run(&["--no-cache"]);
    for _ in 0..3 {
        assert_eq!(run(&[]), cold);
    }
    assert!((0..MANY).any(|_| run(&["--timings=json"]).is_kept()));
}

/// How many texts had their facts kept, and how many were read, by the last line of `--timings=json`.
fn counts(told: &Told) -> (u64, u64) {
    let line = told.stderr.lines().last().expect("something is told");
    let timings: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
    let count = |name: &str| timings["cache"][name].as_u64().expect("it is a number");
    (count("kept_files"), count("new_files"))
}

#[test]
fn one_edit_is_one_file_to_parse() {
    let scene = Scene::new();
    let timed = [CHECK, &["--timings=json"]].concat();
    assert_eq!(counts(&scene.run(&timed)), (0, 3));
    for body in ["Row", "Row1", "Row2"] {
        scene.write("crates/orders/src/pay.rs", &format!("pub fn pay(_: billing::tables::{body}) {{}}\n"));
        assert_eq!(counts(&scene.run(&timed)), (2, 1));
        assert_eq!(scene.run(CHECK), scene.run_cold(CHECK));
    }
    scene.write("crates/orders/src/pay.rs", "pub fn pay(_: billing::tables::Row) {}\n");
    let (kept, new) = counts(&scene.run(&timed));
    assert_eq!(kept + new, 3);
    let renamed = scene.path("crates/orders/src/pay/mod.rs");
    fs::create_dir_all(renamed.parent().expect("it has a folder")).expect("it can be made");
    fs::rename(scene.path("crates/orders/src/pay.rs"), renamed).expect("it can be moved");
    assert_eq!(counts(&scene.run(&timed)), (3, 0), "facts go by contents, wherever they lie");
    assert_eq!(scene.run(CHECK), scene.run_cold(CHECK));
}

#[test]
fn other_conditions_have_facts_of_their_own() {
    let scene = Scene::new();
    scene.write(
        "crates/orders/src/pay.rs",
        "#[cfg(slow)] pub fn pay(_: billing::tables::Row) {}\n#[cfg(windows)] use billing::tables;\n",
    );
    let flags: [&[&str]; 4] =
        [&[], &["--cfg", "slow"], &["--target", "x86_64-unknown-linux-gnu"], &["--no-default-features"]];
    for _ in 0..2 {
        for flags in flags {
            let args = [CHECK, flags].concat();
            assert_eq!(scene.run(&args), scene.run_cold(&args), "{flags:?}");
        }
    }
}

#[test]
fn two_states_of_a_workspace_share_their_facts() {
    let scene = Scene::new();
    fs::remove_dir(scene.path(".git")).expect("it is empty");
    let git = |args: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(scene.workspace.path()).args(args);
        command.envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("LC_ALL", "C")]);
        for name in ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"] {
            command.env(name, "a");
        }
        assert!(command.output().expect("git can be called").status.success(), "git {args:?}");
    };
    scene.write(".gitignore", "target\n");
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message=one"]);
    scene.write("crates/orders/src/pay.rs", "pub fn pay(_: billing::tables::Row) {}\n");
    for args in [&["check", "--base", "HEAD", "--format", "short"][..], &["diff", "HEAD"]] {
        let cold = scene.run_cold(args);
        for _ in 0..3 {
            assert_eq!(scene.run(args), cold, "{args:?}");
        }
    }
    let timed = ["check", "--base", "HEAD", "--format", "short", "--timings=json"];
    assert_eq!(counts(&scene.run(&timed)), (3, 0));
    git(&["stash", "--quiet"]);
    assert_eq!(counts(&scene.run(&timed)), (3, 0), "the other state is known from its commit");
}

#[test]
fn a_workspace_that_changes_during_the_run_poisons_nothing() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let scene = Scene::new();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut at: usize = 0;
            while !is_over.load(Ordering::Relaxed) {
                apply(&scene, (at % 11, at / 11, [Way::Write, Way::Replace, Way::Disguise][at % 3]));
                at += 1;
            }
        });
        for _ in 0..12 {
            let told = scene.run(CHECK);
            assert!(matches!(told.code, Some(0..=2)) && !told.stderr.contains("panicked"), "{told:?}");
        }
        is_over.store(true, Ordering::Relaxed);
    });
    let cold = scene.run_cold(CHECK);
    for _ in 0..3 {
        assert_eq!(scene.run(CHECK), cold);
    }
}
