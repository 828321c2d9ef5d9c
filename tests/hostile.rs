//! Input made to break a reader is told as a mistake or a gap: the program ends in order, whatever it is given.

use std::fs;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;

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
        case("names that differ by case", "boundaries.toml", WORKSPACE_IN_CASES, 1),
    ];
    for (file, marked) in [("boundaries/orders.toml", 1), ("boundaries/baseline/orders.toml", 1), ("CODEOWNERS", 1)] {
        cases.push(case("a byte order mark", file, "\u{feff}", marked));
        cases.push(case("NUL", file, "\0", if file == "CODEOWNERS" { 1 } else { 2 }));
        cases.push(case("no UTF-8", file, b"\xff\xfe", 2));
    }
    cases
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
