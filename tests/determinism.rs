//! The same workspace gives the same bytes: whatever the number of threads, the order in which the file system lists files,
//! the language, the time zone, the working directory and the place of the checkout.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;

/// Every command whose answer is about the workspace and nothing else.
const COMMANDS: [&[&str]; 32] = [
    &["check", "--format", "text"],
    &["check", "--format", "short"],
    &["check", "--format", "json"],
    &["check", "--format", "jsonl"],
    &["check", "--format", "cargo-json"],
    &["check", "--format", "sarif"],
    &["check", "--format", "github"],
    &["check", "--format", "gitlab"],
    &["check", "--format", "junit"],
    &["check", "--format", "azure"],
    &["check", "--format", "teamcity"],
    &["check", "--format", "rdjsonl"],
    &["check", "--format", "markdown"],
    &["debt", "--format", "json"],
    &["graph"],
    &["graph", "--format", "dot"],
    &["graph", "--format", "json"],
    &["graph", "--gaps"],
    &["owners"],
    &["owners", "--format", "json"],
    &["owners", "--generate", "--output", "-"],
    &["contracts"],
    &["contracts", "--format", "json"],
    &["export"],
    &["extract", "billing::tables"],
    &["ask", "orders", "billing::tables::Row"],
    &["what-if", "--move", "billing=orders"],
    &["what-if", "--suggest"],
    &["metrics", "--format", "json"],
    &["metrics", "--format", "csv"],
    &["why", "orders", "billing"],
    &["init", "--print"],
];

/// Six crates whose modules use each other through globs, doors and macros: enough places for an order to go wrong.
fn workspace() -> Fixture {
    let mut text = String::from(
        "\
//- CODEOWNERS
* @everyone
/billing/ @billing
/orders/ @orders
//- boundaries.toml
[teams]
orders = { owns = [\"orders/**\"], handles = [\"@orders\"] }
billing = { owns = [\"billing/**\"], surface = [\"billing::api\"], handles = [\"@billing\"], contact = \"#bills\" }
parts = { owns = [\"part*/**\"], handles = [\"@everyone\"] }

[rules]
module-cycle = \"warn\"

[[contract]]
consumer = \"orders\"
provider = \"billing\"
reason = \"orders are paid\"
//- billing/src/lib.rs deps: part0
#[macro_export]
macro_rules! price { ($e:expr) => { $crate::tables::Row { cents: $e, part: part0::m1::Thing } }; }
pub mod api;
pub mod tables;
pub use api::*;
//- billing/src/api.rs
pub use crate::tables::Row;
pub struct Invoice;
//- billing/src/tables.rs
use super::api::Invoice;
pub struct Row { pub cents: u32, pub part: part0::m1::Thing }
pub fn first(_: Invoice) {}
//- orders/src/lib.rs deps: billing, part0, part1, part2, part3
use billing::*;
use billing::tables::Row;
pub fn order() -> Row { billing::price!(1) }
",
    );
    for module in 0..8 {
        text.push_str(&format!(
            "pub mod m{module} {{ pub fn f() {{ part{}::m{module}::f(); missing::name(); }} }}\n",
            module % 4
        ));
    }
    for part in 0..4 {
        text.push_str(&format!("//- part{part}/src/lib.rs\n"));
        for module in 0..8 {
            text.push_str(&format!("pub mod m{module};\n"));
        }
        for module in 0..8 {
            let next = (module + 1) % 8;
            text.push_str(&format!(
                "//- part{part}/src/m{module}.rs\npub struct Thing;\npub fn f() {{ crate::m{next}::f() }}\n"
            ));
        }
    }
    Fixture::parse(&text)
}

/// A checkout of the workspace in a folder of its own.
struct Checkout {
    folder: tempfile::TempDir,
    root: PathBuf,
}

impl Checkout {
    /// Writes the files in one order or the other, as file systems list what was written first or last.
    fn new(place: &str, backwards: bool) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = folder.path().join(place);
        let fixture = workspace();
        let mut paths: Vec<&str> = fixture.paths().collect();
        if backwards {
            paths.reverse();
        }
        for path in paths {
            let file = root.join(path);
            fs::create_dir_all(file.parent().expect("it lies in the checkout")).expect("there is room");
            fs::write(file, fixture.text(path).expect("it is one of the workspace's")).expect("there is room");
        }
        fs::create_dir(root.join(".git")).expect("there is room");
        Self { folder, root }
    }

    /// What a command prints and how it ends, with the place of the checkout taken out.
    fn answer(&self, args: &[&str], surroundings: impl Fn(&mut Command)) -> String {
        let mut command = command(args);
        command.current_dir(&self.root);
        surroundings(&mut command);
        let output = command.output().expect("the program can be called");
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("reports are UTF-8"));
        let place = self.root.canonicalize().expect("it was written");
        let place = place.to_str().expect("it is UTF-8");
        // Cargo names packages by addresses.
        let address = place.replace(' ', "%20").replace('ü', "%C3%BC").replace('ï', "%C3%AF");
        let text = text.concat().replace(place, "PLACE").replace(&address, "PLACE");
        format!("{text}\nexit {:?}", output.status.code())
    }
}

/// Runs every command in the checkout as given, and in another under the same command line.
fn same(first: &Checkout, second: &Checkout, surroundings: impl Fn(&mut Command)) {
    for args in COMMANDS {
        let expected = first.answer(args, |_| {});
        let found = second.answer(args, &surroundings);
        assert_eq!(found, expected, "{args:?}");
        assert!(expected.ends_with("exit Some(0)") || expected.ends_with("exit Some(1)"), "{args:?}: {expected}");
    }
}

#[test]
fn again() {
    let checkout = Checkout::new("ws", false);
    same(&checkout, &checkout, |_| {});
}

#[test]
fn with_any_number_of_threads() {
    let checkout = Checkout::new("ws", false);
    for threads in ["1", "2", "7"] {
        same(&checkout, &checkout, |command| {
            command.env("RAYON_NUM_THREADS", threads);
        });
    }
}

#[test]
fn in_any_language_and_time_zone() {
    let checkout = Checkout::new("ws", false);
    same(&checkout, &checkout, |command| {
        command.envs([("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8"), ("LANGUAGE", "tr")]);
    });
    same(&checkout, &checkout, |command| {
        command.env("TZ", "Pacific/Kiritimati");
    });
    same(&checkout, &checkout, |command| {
        command.env("TZ", "Pacific/Niue");
    });
}

#[test]
fn in_any_place_and_whatever_was_written_first() {
    let first = Checkout::new("ws", false);
    let second = Checkout::new("somewhere else/with spaces & ünïcode/deeper/ws", true);
    same(&first, &second, |_| {});
}

#[test]
fn from_any_working_directory() {
    let checkout = Checkout::new("ws", false);
    // What reviewdog reads has its paths from the working directory.
    for args in COMMANDS.iter().filter(|args| !args.contains(&"rdjsonl")) {
        let expected = checkout.answer(args, |_| {});
        let found = checkout.answer(args, |command| {
            command.current_dir(checkout.root.join("orders/src"));
        });
        assert_eq!(found, expected, "{args:?}");
    }
    for args in COMMANDS.iter().filter(|args| args[0] != "check") {
        let expected = checkout.answer(args, |_| {});
        let manifest = checkout.root.join("Cargo.toml");
        let with_path = [args, &["--manifest-path", manifest.to_str().expect("it is UTF-8")][..]].concat();
        let found = checkout.answer(&with_path, |command| {
            command.current_dir(checkout.folder.path());
        });
        assert_eq!(found, expected, "{with_path:?}");
    }
}
