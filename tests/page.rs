//! The page of `report --html` as a file: what it carries, and that nothing in it can become markup. How a browser shows it
//! is tested in `tests/browser`.

use std::process::Output;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use serde_json::Value;

const HOSTILE: &str = r#"
//- boundaries.toml
[teams]
"</script><script>alert(1)</script>" = { owns = ["orders"], contact = "<!--<script>" }
"<b>& \u202Egnillib" = { owns = ["billing"] }
[[contract]]
consumer = "</script><script>alert(1)</script>"
provider = "<b>& \u202Egnillib"
reason = "{{script}} \u2028 -->"
//- billing/src/lib.rs
pub struct Invoice;
//- orders/src/lib.rs deps: billing
pub fn pay(_: billing::Invoice) {}
"#;

fn run(text: &str, args: &[&str]) -> Output {
    let dir = Fixture::parse(text).write().expect("the workspace can be written");
    command(args).current_dir(dir.path()).output().expect("the program can be called")
}

fn page(text: &str, args: &[&str]) -> String {
    let output = run(text, &[&["report", "--html", "-"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a page is UTF-8")
}

/// The text of the data block.
fn data(page: &str) -> &str {
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").expect("there is a data block");
    rest.split_once("</script>").expect("it ends").0
}

#[test]
fn names_cannot_become_markup() {
    let page = page(HOSTILE, &["--name", "</title><script>alert(2)</script>"]);
    let data = data(&page);
    assert!(!data.contains(['<', '>', '&', '\u{2028}', '\u{202e}']), "{data}");
    assert_eq!((page.matches("<script").count(), page.matches("</script>").count()), (2, 2));
    assert!(page.contains("<title>&lt;/title&gt;&lt;script&gt;alert(2)"));
    let data: Value = serde_json::from_str(data).expect("the data is JSON");
    assert_eq!(data["teams"][0]["name"], "</script><script>alert(1)</script>");
    assert_eq!(data["teams"][1]["name"], "<b>& \\u{202e}gnillib");
    assert_eq!(data["contracts"][0]["reason"], "{{script}} \\u{2028} -->");
}

#[test]
fn nothing_in_the_page_asks_for_anything() {
    let page = page(HOSTILE, &["--name", "shop"]);
    for address in ["http:", "https:", "//cdn", "@import", "url(", "eval(", "innerHTML", "style=\""] {
        // The name of SVG's own namespace is no address that anybody asks, and tips of lines stand in the page itself.
        let page = page.replace("http://www.w3.org/2000/svg", "").replace("url(#tip", "");
        assert!(!page.contains(address), "{address}");
    }
    let policy = "default-src 'none'; style-src 'sha256-";
    assert!(page.contains(policy) && !page.contains("unsafe"), "the policy of the page is strict");
}

#[test]
fn a_workspace_without_teams_has_a_page_by_groups_of_crates() {
    let text = "//- left/one/src/lib.rs\npub fn one() {}\n//- left/two/src/lib.rs deps: right/three\npub fn two() { three::three() }\n//- right/three/src/lib.rs\npub fn three() {}\n";
    let page = page(text, &[]);
    let data: Value = serde_json::from_str(data(&page)).expect("the data is JSON");
    let names: Vec<&str> =
        data["territories"].as_array().expect("a list").iter().filter_map(|it| it["name"].as_str()).collect();
    assert_eq!((names, &data["basis"]), (vec!["left", "three"], &Value::from("nothing")));
    assert_eq!(data["territories"][0]["kind"], "group");
}

#[test]
fn the_file_is_written_whole_and_named() {
    let dir = Fixture::parse(HOSTILE).write().expect("the workspace can be written");
    let output = command(&["report", "--html", "page.html"]).current_dir(dir.path()).output().expect("it runs");
    let told = String::from_utf8(output.stdout).expect("output is UTF-8");
    assert!(told.starts_with("wrote page.html (") && told.ends_with("); open it in a browser\n"), "{told}");
    assert!(std::fs::read_to_string(dir.path().join("page.html")).expect("it is there").ends_with("</html>\n"));
    assert_eq!(run(HOSTILE, &["report"]).status.code(), Some(2));
}
