//! `owners` as its users meet it: subjects, lists, selections, formats.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use insta::assert_snapshot;

/// Three teams by policy, package metadata and CODEOWNERS; one module inside another team's file, one file of nobody.
const SHOP: &str = r#"
//- .git/HEAD
//- boundaries.toml
[teams]
billing  = { owns = ["crates/billing/**"], contact = "team-billing, ext. 7" }
tax      = { owns = ["billing::tax", "billing::inline"] }
orders   = {}
platform = { handles = ["@shop/platform"] }
//- .github/CODEOWNERS
*.md                @shop/platform @shop/writers
/crates/platform/   @shop/platform
/crates/platform/src/generated.rs
//- Cargo.toml
[workspace]
resolver = "3"
members = ["crates/*"]
//- crates/billing/Cargo.toml
[package]
name = "billing"
edition = "2024"
//- crates/billing/src/lib.rs
pub mod api;
pub mod tax;
pub mod inline {
    pub fn rate() {}
}
//- crates/billing/src/api.rs
pub struct Invoice;
impl Invoice {
    pub fn charge(&self) {}
}
//- crates/billing/src/tax.rs
//- crates/orders/Cargo.toml
[package]
name = "orders"
edition = "2024"
[package.metadata.boundaries]
team = "orders"
//- crates/orders/src/lib.rs
//- crates/platform/Cargo.toml
[package]
name = "platform"
edition = "2024"
//- crates/platform/src/lib.rs
mod generated;
//- crates/platform/src/generated.rs
//- crates/loose/Cargo.toml
[package]
name = "loose"
edition = "2024"
//- crates/loose/src/lib.rs
//- docs/guide.md
//- docs/grüße.md
"#;

struct Shop(tempfile::TempDir);

impl Shop {
    fn new() -> Self {
        Self(Fixture::parse(SHOP).write().expect("the workspace can be written"))
    }

    fn run(&self, folder: &str, args: &[&str], input: &[u8]) -> Output {
        let mut child = command(&["owners"])
            .args(args)
            .current_dir(self.0.path().join(folder))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be called");
        // A program that reads no list closes the pipe at once.
        let _ = child.stdin.take().expect("stdin is a pipe").write_all(input);
        child.wait_with_output().expect("the program ends")
    }

    /// What the program prints where it can answer.
    fn told(&self, args: &[&str]) -> String {
        self.answered("", args, b"")
    }

    fn answered(&self, folder: &str, args: &[&str], input: &[u8]) -> String {
        let output = self.run(folder, args, input);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout)
    }

    /// What the program complains about, without the folder it runs in.
    fn refused(&self, folder: &str, args: &[&str], input: &[u8]) -> String {
        let output = self.run(folder, args, input);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
        assert!(output.stdout.is_empty());
        let real = self.0.path().canonicalize().expect("the folder is there");
        text(&output.stderr).replace(&real.display().to_string(), "[root]")
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

#[test]
fn totals_count_modules_files_and_lines() {
    assert_snapshot!(Shop::new().told(&[]), @"
                          modules     files      lines
    billing                     2         2          9
    orders                      1         1          0
    platform                    1         1          1
    tax                         2         1          0
    (explicitly nobody)         1         1          0
    (no owner)                  1         1          0
    ");
    assert_snapshot!(Shop::new().told(&["--all-files", "--format", "csv"]), @"
    teams,state,modules,files,lines
    billing,owned,2,3,9
    orders,owned,1,2,0
    platform,owned,1,2,1
    platform + writers,joint,0,2,0
    tax,owned,2,1,0
    ,unowned,1,1,0
    ,unmatched,1,5,0
    ");
}

#[test]
fn files_modules_items_and_paths_to_come_have_owners() {
    let shop = Shop::new();
    let subjects = [
        "crates/orders/src/lib.rs",
        "billing::api",
        "billing::api::Invoice::charge",
        "crates/platform/src/new.rs",
        "platform::generated",
    ];
    assert_snapshot!(shop.told(&subjects), @r#"
    crates/orders/src/lib.rs  orders
      crates/orders/Cargo.toml:5  team = "orders"
    billing::api  billing
      boundaries.toml:2  billing = { owns = ["crates/billing/**"], contact = "team-billing, ext. 7" }
    billing::api::Invoice::charge  billing
      boundaries.toml:2  billing = { owns = ["crates/billing/**"], contact = "team-billing, ext. 7" }
    crates/platform/src/new.rs  platform
      .github/CODEOWNERS:2  /crates/platform/ @shop/platform
    platform::generated  (explicitly nobody)
      .github/CODEOWNERS:3  /crates/platform/src/generated.rs
    "#);
}

#[test]
fn a_file_with_a_module_of_others_names_both() {
    let told = Shop::new().told(&["crates/billing/src/lib.rs", "--format", "csv"]);
    assert_snapshot!(told, @r#"
    subject,kind,path,line,state,teams,contacts,decided-by,place,text
    crates/billing/src/lib.rs,source,crates/billing/src/lib.rs,,owned,billing,"team-billing, ext. 7",path-pattern,boundaries.toml:2,"billing = { owns = [""crates/billing/**""], contact = ""team-billing, ext. 7"" }"
    billing::inline,inline-module,crates/billing/src/lib.rs,,owned,tax,,module-path,boundaries.toml:3,"tax = { owns = [""billing::tax"", ""billing::inline""] }"
    "#);
}

#[test]
fn paths_are_from_where_one_stands() {
    let shop = Shop::new();
    let first = |folder: &str, word: &str| {
        shop.answered(folder, &[word], b"").lines().next().expect("there is an answer").to_owned()
    };
    assert_eq!(first("crates/billing/src", "api.rs"), "crates/billing/src/api.rs  billing");
    assert_eq!(first("crates/billing/src", "../../orders/Cargo.toml"), "crates/orders/Cargo.toml  orders");
    assert_eq!(first("crates/billing/src", "docs/guide.md"), "docs/guide.md  platform + writers");
    assert_eq!(first("crates/billing/src", "./new.rs:12:3"), "crates/billing/src/new.rs  billing");
    assert_eq!(first("", "crates/billing/src/new/"), "crates/billing/src/new/  billing");
    let absolute = shop.0.path().join("docs/guide.md");
    assert_eq!(first("crates", absolute.to_str().expect("the path is UTF-8")), "docs/guide.md  platform + writers");
}

#[test]
fn a_folder_is_answered_by_all_its_files() {
    assert_snapshot!(Shop::new().told(&["docs", "crates/platform/src"]), @"
    docs/grüße.md  platform + writers
      .github/CODEOWNERS:1  *.md @shop/platform @shop/writers
    docs/guide.md  platform + writers
      .github/CODEOWNERS:1  *.md @shop/platform @shop/writers
    crates/platform/src/generated.rs  (explicitly nobody)
      .github/CODEOWNERS:3  /crates/platform/src/generated.rs
    crates/platform/src/lib.rs  platform
      .github/CODEOWNERS:2  /crates/platform/ @shop/platform
    ");
}

#[test]
fn what_has_no_answer_is_told_at_once() {
    let shop = Shop::new();
    assert_snapshot!(shop.refused("", &["../elsewhere/x.rs", "billing::ap", "/etc/passwd", "docs/guide.md"], b""), @"
    error: `../elsewhere/x.rs` lies outside the repository at `[root]`
    error: `/etc/passwd` lies outside the repository at `[root]`
    error: no team, package, crate, module or item is called `billing::ap`; did you mean `billing::api`?
    ");
    assert_snapshot!(shop.refused("", &["--team", "biling"], b""), @"
    error: no team is called `biling`
      help: did you mean `billing`?
    ");
    assert_snapshot!(shop.refused("", &["-"], b"docs/guide.md\n\"\\q\"\n../../x\nbilling::nothing\n"), @r"
    error: line 2 of the list is no path: its quotes are not as git writes them
    error: line 3 of the list: `../../x` lies outside the repository at `[root]`
    error: no team, package, crate, module or item is called `billing::nothing`; did you mean `billing::inline`?
    ");
}

#[test]
fn lists_are_read_as_git_prints_them() {
    let shop = Shop::new();
    let list =
        b"docs/guide.md\r\n\"docs/gr\\303\\274\\303\\237e.md\"\ncrates/billing/src/lib.rs\nLICENSE\nbilling::tax\n";
    let told = shop.answered("crates/billing", &["-"], list);
    assert_snapshot!(told, @"
    docs/guide.md              platform + writers
    docs/grüße.md              platform + writers
    crates/billing/src/lib.rs  billing
    billing::inline            tax                 crates/billing/src/lib.rs
    LICENSE                    (no owner)
    billing::tax               tax                 crates/billing/src/tax.rs
    billing: 1 file; platform + writers: 2 files; tax: 2 modules, 1 file, 0 lines; (no owner): 1 file
    ");
    let zeros = shop.answered("crates/billing", &["-"], b"docs/guide.md\0LICENSE\0");
    assert_eq!(zeros.lines().count(), 3, "{zeros}");
    let relative = shop.answered("crates/billing", &["-", "--relative"], b"src/api.rs\n../../docs/guide.md\n");
    assert!(relative.starts_with("crates/billing/src/api.rs  billing\ndocs/guide.md "), "{relative}");
    assert_eq!(shop.answered("", &["-"], b""), "nothing matches\n");
    let json = shop.answered("", &["-", "--format", "json"], b"");
    assert!(json.contains("\"owners\": []"), "{json}");
}

#[test]
fn selections_narrow_what_is_asked() {
    let shop = Shop::new();
    assert_snapshot!(shop.told(&["--team", "tax"]), @"
    billing::inline  tax  crates/billing/src/lib.rs
    billing::tax     tax  crates/billing/src/tax.rs
    tax: 2 modules, 1 file, 0 lines
    ");
    assert_snapshot!(shop.told(&["--unmatched", "--unowned"]), @"
    loose                (no owner)           crates/loose/src/lib.rs
    platform::generated  (explicitly nobody)  crates/platform/src/generated.rs
    (explicitly nobody): 1 module, 1 file, 0 lines; (no owner): 1 module, 1 file, 0 lines
    ");
    assert_snapshot!(shop.told(&["--joint", "--all-files"]), @"
    docs/grüße.md  platform + writers
    docs/guide.md  platform + writers
    platform + writers: 2 files
    ");
    assert_eq!(shop.told(&["--joint"]), "nothing matches\n");
    let changed = shop.answered("", &["-", "--unmatched"], b"docs/guide.md\ncrates/loose/src/lib.rs\n");
    assert!(changed.starts_with("crates/loose/src/lib.rs  (no owner)\n"), "{changed}");
}

#[test]
fn the_whole_decision_is_told() {
    let shop = Shop::new();
    assert_snapshot!(shop.told(&["billing::tax", "crates/platform/src/generated.rs", "./LICENSE", "--why"]), @r#"
    billing::tax  tax
      decides  boundaries.toml:3  tax = { owns = ["billing::tax", "billing::inline"] }  (the nearest module that a team owns by its path)
      loses    boundaries.toml:2  billing = { owns = ["crates/billing/**"], contact = "team-billing, ext. 7" }  (a module path is stronger than a path pattern)
    crates/platform/src/generated.rs  (explicitly nobody)
      decides  .github/CODEOWNERS:3  /crates/platform/src/generated.rs  (the last line that covers the path)
      loses    .github/CODEOWNERS:2  /crates/platform/ @shop/platform  (a later line covers the path too)
    LICENSE  (no owner)
      no line speaks of it
    "#);
    assert_snapshot!(shop.told(&["crates/platform/src/generated.rs", "--why", "--format", "csv"]), @"
    subject,state,owners,standing,reason,source,teams,place,text
    crates/platform/src/generated.rs,unowned,,decides,the last line that covers the path,codeowners,,.github/CODEOWNERS:3,/crates/platform/src/generated.rs
    crates/platform/src/generated.rs,unowned,,overridden,a later line covers the path too,codeowners,platform,.github/CODEOWNERS:2,/crates/platform/ @shop/platform
    ");
}

#[test]
fn markdown_notifies_nobody() {
    let shop = Shop::new();
    assert_snapshot!(shop.told(&["docs/guide.md", "./LICENSE", "--format", "markdown"]), @"
    | subject | owner | decided by |
    |---|---|---|
    | `docs/guide.md` | `platform` + `writers` | `.github/CODEOWNERS:1` |
    | `LICENSE` | (no owner) |  |
    ");
    assert_snapshot!(shop.told(&["docs/guide.md", "--why", "--format", "markdown"]), @"
    | subject | owner | line | says | verdict |
    |---|---|---|---|---|
    | `docs/guide.md` | `platform` + `writers` | `.github/CODEOWNERS:1` | `*.md @shop/platform @shop/writers` | **decides**: the last line that covers the path |
    ");
}

#[test]
fn json_is_as_documented() {
    let told = Shop::new().told(&["docs/guide.md", "--why", "--format", "json"]);
    assert_snapshot!(told);
}

/// A workspace in a folder of its repository.
#[test]
fn codeowners_covers_the_repository_around_the_workspace() {
    let fixture = Fixture::parse(
        "//- .git/config\n[remote \"origin\"]\nurl = https://github.com/a/b\n//- CODEOWNERS\n/docs/ @writers\n/shop/ @shop\n//- docs/guide.md\n//- shop/Cargo.toml\n[package]\nname = \"shop\"\nedition = \"2024\"\n//- shop/src/main.rs\nfn main() {}\n",
    );
    let dir = tempfile::tempdir().expect("there is room");
    fixture.write_to(dir.path()).expect("the workspace can be written");
    std::fs::remove_file(dir.path().join("Cargo.toml")).expect("the fixture writes a workspace of its own at the root");
    let told = |folder: &Path, words: &[&str]| {
        let output = command(&["owners"]).args(words).current_dir(folder).output().expect("the program can be called");
        format!("{}{}", text(&output.stdout), text(&output.stderr))
    };
    let shop = dir.path().join("shop");
    assert_snapshot!(told(&shop, &["../docs/guide.md", "docs/new.md", "src/main.rs", "../LICENSE"]), @"
    ../docs/guide.md  writers
      ../CODEOWNERS:1  /docs/ @writers
    docs/new.md  shop
      ../CODEOWNERS:2  /shop/ @shop
    src/main.rs  shop
      ../CODEOWNERS:2  /shop/ @shop
    ../LICENSE  (no owner)
    ");
    std::fs::write(dir.path().join("list"), "docs/guide.md\nshop/src/main.rs\nsrc/main.rs\n").expect("there is room");
    let list = std::fs::File::open(dir.path().join("list")).expect("it is there");
    let output = command(&["owners", "-"]).current_dir(shop.join("src")).stdin(list).output().expect("it runs");
    assert_snapshot!(text(&output.stdout), @"
    ../docs/guide.md  writers
    src/main.rs       shop
    ../src/main.rs    (no owner)
    shop: 1 file; writers: 1 file; (no owner): 1 file
    ");
    assert_snapshot!(told(&dir.path().join("docs"), &["guide.md", "--manifest-path", "../shop/Cargo.toml"]), @"
    ../docs/guide.md  writers
      ../CODEOWNERS:1  /docs/ @writers
    ");
}
