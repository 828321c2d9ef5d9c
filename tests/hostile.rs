//! Input made to break a reader is told as a mistake or a gap: the program ends in order, whatever it is given.

use std::fs;
use std::path::Path;
use std::process::Command;

use boundaries::internal::report::is_hidden;
use boundaries::report::{TextOptions, text};
use boundaries::{CheckOptions, Project, ProjectOptions};
use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use proptest::prelude::*;

const WORKSPACE: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders/**\"] }
billing = { owns = [\"billing/**\"] }
//- orders/src/lib.rs deps: billing
pub use billing::Invoice;
//- billing/src/lib.rs
pub struct Invoice;
";

/// Far more than any parser that calls itself survives.
const DEEP: usize = 50_000;

/// How the program must end when it checks the workspace with this one file added or replaced.
struct Case {
    name: &'static str,
    file: &'static str,
    text: Vec<u8>,
    code: i32,
}

fn case(name: &'static str, file: &'static str, text: impl Into<Vec<u8>>, code: i32) -> Case {
    Case { name, file, text: text.into(), code }
}

fn nested(open: &str, middle: &str, close: &str) -> String {
    format!("{}{middle}{}", open.repeat(DEEP), close.repeat(DEEP))
}

fn cases() -> Vec<Case> {
    let orders = "orders/src/lib.rs";
    let mut cases = vec![
        case("arrays", "boundaries.toml", format!("x = {}", nested("[", "", "]")), 2),
        case("tables", "boundaries.toml", format!("x = {}", nested("{ a = ", "1", "}")), 2),
        case("dotted keys", "boundaries.toml", format!("{}a = 1", "a.".repeat(DEEP)), 2),
        case("arrays", "boundaries/orders.toml", format!("x = {}", nested("[", "", "]")), 2),
        case("arrays", "boundaries/baseline/orders.toml", format!("x = {}", nested("[", "", "]")), 2),
        case("parentheses", orders, format!("const A: u8 = {};", nested("(", "1", ")")), 0),
        case("blocks", orders, format!("const A: u8 = {};", nested("{", "1", "}")), 0),
        case("modules", orders, nested("mod a {", "", "}"), 0),
        case("imports", orders, format!("use {};", nested("a::{", "b", "}")), 0),
        case("comments", orders, nested("/*", "", "*/"), 0),
        case("conditions", orders, format!("#[cfg({})] pub use billing::Invoice;", nested("not(", "a", ")")), 1),
        case("a line of owners", "CODEOWNERS", format!("* {}", "@a ".repeat(3_500_000)), 1),
        case("a line of one pattern", "CODEOWNERS", format!("{} @a\n", "a".repeat(10_000_000)), 1),
        case("stars", "CODEOWNERS", format!("{} @a\n", "**/*".repeat(20_000)), 1),
        case("a name with controls", "boundaries.toml", NAMES, 1),
        case("alternatives", "boundaries.toml", owned(&format!("x/{}", nested("{a,", "b", "}"))), 2),
        case("a pattern", "boundaries.toml", owned(&format!("x/{}", "[!a]{b,c}".repeat(90))), 2),
        case("a condition of a dependency", "orders/Cargo.toml", conditional(3_000), 2),
        case("conditions of a dependency", "orders/Cargo.toml", conditional(100), 1),
        case("names that differ by case", "boundaries.toml", WORKSPACE_IN_CASES, 1),
    ];
    let deep = |name, start: &str, open: &str, middle: &str, close: &str, end: &str| {
        case(name, orders, format!("{start}{}{end}\npub use billing::Invoice;\n", nested(open, middle, close)), 1)
    };
    cases.extend([
        deep("else if", "fn f() { ", "if a {} else ", "{}", "", " }"),
        deep("matches", "fn f() { ", "match 1 { _ => ", "1", " }", " }"),
        deep("closures", "fn f() { ", "g(|x| ", "1", ")", "; }"),
        deep("methods", "fn f() { a", ".g()", "", "", "; }"),
        deep("loops", "fn f() { ", "loop {", "1", "}", " }"),
        deep("references", "type T = ", "&", "u8", "", ";"),
        deep("generics", "type T = ", "A<", "u8", ">", ";"),
        deep("bounds", "fn f<T: ", "A<", "B", ">", ">() {}"),
        deep("function types", "type T = ", "fn(", "u8", ")", ";"),
        deep("arrays of types", "type T = ", "[", "u8", "; 1]", ";"),
        deep("patterns", "fn f() { match a { ", "S(", "x", ")", " => {} } }"),
        deep("alternatives", "fn f() { match a { ", "a|", "x", "", " => {} } }"),
        deep("paths of imports", "use ", "a::", "b", "", ";"),
        deep("macro calls", "", "m!{", "", "}", ""),
        deep("macros in macros", "", "macro_rules! a { () => {", "", "} }", ""),
        deep("attributes", "", "#[a] ", "fn f() {}", "", ""),
        // What stands behind an opening that is never closed stands in it.
        case("groups that do not end", orders, format!("{}pub use billing::Invoice;\n", "([{".repeat(DEEP)), 0),
        case("no UTF-8", orders, b"pub use billing::Invoice; // \xff\xfe\n".to_vec(), 0),
        case("a byte order mark", orders, "\u{feff}pub use billing::Invoice;\n", 1),
        case("NUL", orders, "\0\0pub use billing::Invoice;\n", 0),
        case(
            "comments to the tool",
            orders,
            format!("pub use billing::Invoice;\n{}", "// boundaries: x\n".repeat(DEEP)),
            1,
        ),
        case("one name", orders, format!("pub use billing::Invoice;\n{}", "pub fn f() {}\n".repeat(10_000)), 1),
        case("one import", orders, "pub use billing::Invoice;\n".repeat(2 * DEEP), 1),
        case(
            "one function that calls itself",
            orders,
            format!("pub use billing::Invoice;\n{}", "fn f() { f() }\n".repeat(2 * DEEP)),
            1,
        ),
        case("modules twice", orders, "mod a; mod a; mod a {} mod A {}\npub use billing::Invoice;\n", 1),
        case("a thousand names for one thing", orders, chain(1_000), 1),
    ]);
    cases.extend(doubling().into_iter().map(|(name, text)| {
        let text = format!("{text}\nstruct A;\npub use billing::Invoice;\n");
        case(name, orders, text, 1)
    }));
    cases.push(deep("a number", "const A: u8 = ", "9", "9", "", ";"));
    for (file, marked) in [("boundaries/orders.toml", 1), ("boundaries/baseline/orders.toml", 1), ("CODEOWNERS", 1)] {
        cases.push(case("a byte order mark", file, "\u{feff}", marked));
        cases.push(case("NUL", file, "\0", if file == "CODEOWNERS" { 1 } else { 2 }));
        cases.push(case("no UTF-8", file, b"\xff\xfe", 2));
    }
    cases
}

/// Re-exports and globs in a ring, with a thing that each passes on.
fn chain(times: usize) -> String {
    let module = |at: usize| {
        let next = (at + 1) % times;
        format!("pub mod m{at} {{ pub use super::m{next}::*; pub use super::m{next}::Invoice as I{at}; }}\n")
    };
    let ring: String = (0..times).map(module).collect();
    format!("{ring}pub use billing::Invoice;\n")
}

/// A policy in which a team owns one pattern more.
fn owned(pattern: &str) -> String {
    format!("[teams]\norders = {{ owns = [\"orders/**\", \"{pattern}\"] }}\nbilling = {{ owns = [\"billing/**\"] }}\n")
}

/// A manifest with a condition that nests.
fn conditional(times: usize) -> String {
    let condition = format!("{}unix{}", "not(".repeat(times), ")".repeat(times));
    format!(
        "[package]\nname = \"orders\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         [target.'cfg({condition})'.dependencies]\nbilling = {{ path = \"../billing\" }}\n"
    )
}

/// Types that say twice, or eight times, what another says, so often that no memory holds what they say together.
fn doubling() -> [(&'static str, String); 4] {
    let each = |line: &dyn Fn(usize) -> String| (1..60).map(line).collect::<String>();
    let calls = format!("fn f() {{ {}A{}.0.g(); }}", "double(".repeat(60), ")".repeat(60));
    let methods = format!("fn f() {{ Of(A){}.0.g(); }}", ".double()".repeat(60));
    let bindings = each(&|at| format!("let a{at} = (a{0}, a{0});\n", at - 1));
    let aliases = each(&|at| format!("type A{at} = ({});\n", format!("A{}, ", at - 1).repeat(8)));
    [
        ("calls that double a type", format!("fn double<T>(t: T) -> (T, T) {{ loop {{}} }}\n{calls}")),
        (
            "methods that double a type",
            format!("struct Of<T>(T); impl<T> Of<T> {{ fn double(self) -> Of<(T, T)> {{ loop {{}} }} }}\n{methods}"),
        ),
        (
            "bindings that double a type",
            format!("fn same<T>(t: T) -> T {{ t }} fn f() {{ let a0 = A;\n{bindings}same(a59).0.g(); }}"),
        ),
        ("aliases that repeat a type", format!("{aliases}type A0 = A; fn f(a: A59) {{ a.0.0.g(); }}")),
    ]
}

/// A terminal's escape, a command of a CI runner on its own line, markup and a letter that turns the direction of text.
const NAMES: &str = r#"[teams]
"a\u001b[31m\n::error::x|<b>*_`" = { owns = ["orders/**"] }
"b\u202e" = { owns = ["billing/**"] }
"#;

const WORKSPACE_IN_CASES: &str = "\
[teams]
a = { owns = [\"orders/**\"] }
A = { owns = [\"billing/**\"] }
";

#[test]
fn the_program_ends_in_order() {
    for Case { name, file, text, code } in cases() {
        let folder = Fixture::parse(WORKSPACE).write().expect("there is room");
        fs::create_dir(folder.path().join(".git")).expect("there is room");
        fs::create_dir_all(folder.path().join("boundaries/baseline")).expect("there is room");
        fs::write(folder.path().join(file), text).expect("there is room");
        let output = command(&["check"]).current_dir(folder.path()).output().expect("the program can be called");
        let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        let start: String = told.chars().take(400).collect();
        assert_eq!(output.status.code(), Some(code), "{name} in {file}: {start}");
        for word in ["\u{1b}", "\u{202e}", "\n::error"] {
            assert!(!told.contains(word), "{name} in {file} shows {word:?}: {start}");
        }
    }
}

/// A hundred megabytes are refused by their length, before any of them is read: a source is a gap, all else an error.
#[test]
fn a_file_of_a_hundred_megabytes_is_not_read() {
    for (file, code, told) in [
        ("orders/src/lib.rs", 0, "larger than 16777216 bytes"),
        ("orders/src/more.rs", 1, "larger than 16777216 bytes"),
        ("boundaries.toml", 2, "it is larger than 16 MiB"),
        ("boundaries/orders.toml", 2, "it is larger than 16 MiB"),
        ("boundaries/baseline/orders.toml", 2, "it is larger than 16 MiB"),
        ("CODEOWNERS", 2, "it is larger than 16 MiB"),
        (".github/CODEOWNERS", 2, "it is larger than 16 MiB"),
    ] {
        let text = WORKSPACE.replace("pub use billing", "mod more;\npub use billing");
        let folder = Fixture::parse(&format!("{text}//- orders/src/more.rs\n")).write().expect("there is room");
        for made in [".git", ".github", "boundaries/baseline"] {
            fs::create_dir_all(folder.path().join(made)).expect("there is room");
        }
        let place = fs::File::create(folder.path().join(file)).expect("it is ours");
        // Nothing is written: the file is as long as that, and has no room on the disk.
        place.set_len(100 << 20).expect("files may be as long");
        let output = command(&["check", "--format", "short"]).current_dir(folder.path()).output();
        let output = output.expect("the program can be called");
        let all = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{file}: {all}");
        assert!(all.contains(file) && all.contains(told), "{file}: {all}");
    }
}

/// A check by somebody to whom files of this folder can be closed, which none is to root. Cargo is asked beforehand, as
/// another user may not be able to call it. None where the program cannot be called as another user.
#[cfg(unix)]
fn as_nobody(folder: &Path) -> Option<Command> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(folder)
        .output()
        .expect("Cargo can be called");
    fs::write(folder.join("metadata.json"), metadata.stdout).expect("there is room");
    let check = command(&["check", "--format", "short", "--metadata-path", "metadata.json"]);
    let mut check = if fs::metadata(folder).expect("it is there").uid() == 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("it is ours");
        let mut other = Command::new("setpriv");
        other
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(check.get_program())
            .args(check.get_args());
        for (name, value) in check.get_envs() {
            match value {
                Some(value) => other.env(name, value),
                None => other.env_remove(name),
            };
        }
        other
    } else {
        check
    };
    check.current_dir(folder);
    matches!(check.output().ok()?.status.code(), Some(0 | 1)).then_some(check)
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    for (closed, code) in [
        ("billing/src/lib.rs", 0),
        ("boundaries.toml", 2),
        (".config", 2),
        ("boundaries/orders.toml", 2),
        ("boundaries", 2),
        ("boundaries/baseline", 2),
        ("CODEOWNERS", 2),
        (".github", 2),
        ("docs", 1),
    ] {
        let folder = Fixture::parse(WORKSPACE).write().expect("there is room");
        for made in [".git", ".config", ".github", "boundaries/baseline", "docs"] {
            fs::create_dir_all(folder.path().join(made)).expect("there is room");
        }
        for file in ["boundaries/orders.toml", "CODEOWNERS", "docs/a.md"] {
            fs::write(folder.path().join(file), "").expect("there is room");
        }
        let Some(mut command) = as_nobody(folder.path()) else { return };
        let place = folder.path().join(closed);
        fs::set_permissions(&place, fs::Permissions::from_mode(0o000)).expect("it is ours");
        let output = command.output().expect("the program can be called");
        fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).expect("it is ours");
        let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{closed}: {told}");
        let is_told = told.contains(closed) && told.to_lowercase().contains("denied");
        assert!(code == 1 || is_told, "{closed}: {told}");
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_to_themselves_are_told_where_something_is_read() {
    use std::os::unix::fs::symlink;
    for (link, target, code) in [
        ("boundaries.toml", "boundaries.toml", 2),
        ("boundaries/orders.toml", "orders.toml", 2),
        ("CODEOWNERS", "CODEOWNERS", 2),
        ("orders/src/again", "../../orders", 1),
        ("again", ".", 1),
        (".gitignore", ".gitignore", 1),
    ] {
        let folder = Fixture::parse(WORKSPACE).write().expect("there is room");
        for made in [".git", "boundaries"] {
            fs::create_dir(folder.path().join(made)).expect("there is room");
        }
        let place = folder.path().join(link);
        if place.exists() {
            fs::remove_file(&place).expect("it is ours");
        }
        symlink(target, place).expect("links can be made");
        let output = command(&["check", "--format", "short"]).current_dir(folder.path()).output();
        let output = output.expect("the program can be called");
        let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{link}: {told}");
        assert!(code == 1 || told.contains(&format!("cannot read `{link}`")), "{link}: {told}");
    }
}

/// Names of what hides, turns round, ends strings, opens commands, or passes for something else.
fn hostile_name() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z\"'\\\\ ]{1,6}",
        Just("\u{202e}".to_owned()),
        Just("\u{200b}".to_owned()),
        Just("\u{e0001}".to_owned()),
        Just("\n[teams]\n".to_owned()),
        Just("##[error]".to_owned()),
        Just("b\u{456}lling".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

/// Whatever a team is called: who pastes the contract that a report proposes has one with that team.
#[test]
fn a_contract_to_paste_names_the_very_team() {
    let dir = Fixture::parse(WORKSPACE).write().expect("the workspace can be written");
    let manifest = dir.path().join("Cargo.toml");
    let options = ProjectOptions::at(manifest.to_str().expect("the path is UTF-8"));
    let project = Project::load(&options).expect("the workspace can be read");
    proptest!(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }, |(name in hostile_name())| {
        let escaped: String = name.chars().map(|char| format!("\\U{:08X}", u32::from(char))).collect();
        let teams = format!("[teams]\n\"{escaped}\" = {{ owns = [\"orders/**\"] }}\nbilling = {{ owns = [\"billing/**\"] }}\n");
        // Two teams may not look the same, and a name has to be seen.
        let Ok(project) = project.clone().with_policy(&teams) else { return Err(TestCaseError::reject("a mistake")) };
        let mut out = Vec::new();
        let report = project.check(&CheckOptions::default());
        text(&report, project.sources(), TextOptions::default(), &mut out).expect("a vector takes everything");
        let shown = String::from_utf8(out).expect("UTF-8");
        prop_assert!(!shown.contains(|char| char != '\n' && is_hidden(char)), "{shown:?}");
        let line = shown.lines().map(str::trim).find(|line| line.starts_with("consumer = ")).expect("a contract is proposed");
        let pasted: toml::Table = line.parse().unwrap_or_else(|error| panic!("{error} in {line}"));
        prop_assert_eq!(pasted["consumer"].as_str(), Some(name.as_str()));
    });
}
