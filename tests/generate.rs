//! `owners --generate`: whoever reads the written CODEOWNERS finds the owners that the policy declares.

use std::collections::BTreeMap;
use std::path::Path;

use boundaries::internal::GenerateError;
use boundaries::internal::policy::Dialect;
use boundaries::{Project, ProjectOptions};
use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use camino::{Utf8Path, Utf8PathBuf};
use insta::assert_snapshot;
use proptest::prelude::*;

const DIALECTS: [Dialect; 5] = [Dialect::GitHub, Dialect::GitLab, Dialect::Gitea, Dialect::Forgejo, Dialect::Bitbucket];

/// Files with names that forges could trip over, modules inside modules, and files that hold no module.
const FILES: &str = r#"
//- .git/HEAD
//- README.md
//- db/orders.sql
//- db/old/orders.sql
//- db/a b.sql
//- db/c[1].sql
//- docs/grüße.md
//- docs/x#y.md
//- Cargo.toml
[workspace]
resolver = "3"
members = ["crates/*"]
//- crates/billing/Cargo.toml
[package]
name = "billing"
edition = "2024"
//- crates/billing/README.md
//- crates/billing/src/lib.rs
pub mod api;
pub mod tax;
pub mod inline { pub mod deep; }
//- crates/billing/src/api.rs
//- crates/billing/src/tax.rs
pub mod eu;
pub mod us;
//- crates/billing/src/tax/eu.rs
//- crates/billing/src/tax/us/mod.rs
pub mod east;
//- crates/billing/src/tax/us/east.rs
//- crates/billing/src/tax/rates.csv
//- crates/billing/src/inline/deep.rs
//- crates/billing/tests/all.rs
//- crates/orders/Cargo.toml
[package]
name = "orders"
edition = "2024"
[package.metadata.boundaries]
team = "c"
//- crates/orders/src/lib.rs
pub mod cart;
//- crates/orders/src/cart.rs
//- crates/orders/src/main.rs
fn main() {}
//- crates/web/Cargo.toml
[package]
name = "web"
edition = "2024"
//- crates/web/src/lib.rs
"#;

const TEAMS: [&str; 3] = ["a", "b", "c"];

/// What teams may own in a test.
const OWNABLE: &[&str] = &[
    "**",
    "crates/**",
    "crates/*/src/**",
    "crates/billing/**",
    "crates/billing",
    "crates/billing/src/tax/**",
    "crates/*",
    "crates/billing/src/*.rs",
    "crates/b*/src/tax.rs",
    "**/*.sql",
    "*.md",
    "**/README.md",
    "db/*",
    "db/**/orders.sql",
    "db/{a b,orders}.sql",
    "db/[ab]*.sql",
    "db/[!a]*",
    "db/c\\[1\\].sql",
    "docs/",
    "docs/x#y.md",
    "crates/orders/src/cart.rs",
    "crates/?eb/**",
    "crates/billing/src/tax/rates.csv",
    "billing",
    "billing::tax",
    "billing::tax::us",
    "billing::inline",
    "billing::inline::deep",
    "billing::api",
    "orders::cart",
    "orders",
    "web",
];

fn policy(owns: &[(usize, usize)]) -> String {
    let mut text = "[teams]\n".to_owned();
    for (index, team) in TEAMS.iter().enumerate() {
        let mut entries: Vec<&str> =
            owns.iter().filter(|(owner, _)| *owner == index).map(|(_, entry)| OWNABLE[*entry]).collect();
        entries.dedup();
        text.push_str(&format!("{team} = {{ owns = {entries:?}, handles = [\"@org/{team}\"] }}\n"));
    }
    text
}

fn load(root: &Path) -> Result<Project, boundaries::Error> {
    let root = Utf8PathBuf::from_path_buf(root.to_owned()).expect("temporary paths are UTF-8");
    Project::load(&ProjectOptions::at(root.join("Cargo.toml")))
}

/// The owners of every file, and of the module in it where it holds one.
fn owners(project: &Project) -> BTreeMap<String, Vec<String>> {
    let owners = project.owners();
    let name = |team: &boundaries::internal::policy::TeamId| project.policy().team(*team).name.clone();
    let files =
        Fixture::parse(FILES).paths().filter(|path| !path.starts_with(".git/")).map(str::to_owned).collect::<Vec<_>>();
    let of = |path: &String| {
        owners.at(Utf8Path::new(path)).expect("they are few")[0].ownership.teams.iter().map(name).collect()
    };
    files.into_iter().map(|path| (path.clone(), of(&path))).collect()
}

/// Writes what is generated from a policy and reads it back without the policy: both tell the same.
fn round_trip(policy: &str, dialect: Dialect) -> Result<(), TestCaseError> {
    let dir = Fixture::parse(&format!("{FILES}//- boundaries.toml\n{policy}")).write().expect("there is room");
    let Ok(project) = load(dir.path()) else { return Err(TestCaseError::reject("the policy has mistakes")) };
    let declared = owners(&project);
    let generated = match project.generate_codeowners(dialect, "") {
        Ok(generated) => generated,
        Err(GenerateError::NothingDeclared) => return Ok(()),
        Err(error) => return Err(TestCaseError::fail(format!("{error}\n{policy}"))),
    };
    let place = project.codeowners_path(dialect);
    std::fs::create_dir_all(place.parent().expect("it has a folder")).expect("the folder can be made");
    std::fs::write(&place, &generated.text).expect("the file can be written");
    let with_file = load(dir.path()).expect("the policy is as sound as before");
    let again = with_file.generate_codeowners(dialect, &generated.text).expect("it could be generated before");
    prop_assert_eq!(&again.text, &generated.text);

    std::fs::remove_file(dir.path().join("boundaries.toml")).expect("it is there");
    let manifest = dir.path().join("crates/orders/Cargo.toml");
    std::fs::write(manifest, "[package]\nname = \"orders\"\nedition = \"2024\"\n").expect("the file can be written");
    let read = load(dir.path()).expect("CODEOWNERS is sound");
    prop_assert_eq!(owners(&read), declared, "{:?}\n{}\n{}", dialect, policy, generated.text);
    prop_assert!(read.notes().is_empty(), "{:?}", read.notes());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_global_rejects: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_is_what_was_declared(
        owns in proptest::collection::vec((0..TEAMS.len(), 0..OWNABLE.len()), 1..7),
        dialect in 0..DIALECTS.len(),
    ) {
        round_trip(&policy(&owns), DIALECTS[dialect])?;
    }
}

#[test]
fn each_thing_that_can_be_owned_can_be_written() {
    for (index, entry) in OWNABLE.iter().enumerate() {
        let policy = policy(&[(0, index)]);
        let dir = Fixture::parse(&format!("{FILES}//- boundaries.toml\n{policy}")).write().expect("there is room");
        let project = load(dir.path()).expect("the policy is sound");
        for dialect in DIALECTS {
            let generated = project.generate_codeowners(dialect, "");
            assert!(generated.is_ok(), "{dialect:?} {entry}: {generated:?}");
        }
    }
}

const SHOP: &str = r#"
[teams]
billing = { owns = ["crates/billing/**"], handles = ["@org/billing", "@lead"] }
tax     = { owns = ["billing::tax", "billing::inline"], handles = ["@org/tax"] }
data    = { owns = ["db/[ao]*.sql"], handles = ["@org/data"] }
c       = { handles = ["@org/c"] }
"#;

struct Shop(tempfile::TempDir);

impl Shop {
    fn new(policy: &str) -> Self {
        Self(Fixture::parse(&format!("{FILES}//- boundaries.toml\n{policy}")).write().expect("there is room"))
    }

    fn path(&self, file: &str) -> std::path::PathBuf {
        self.0.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::create_dir_all(self.path(file).parent().expect("it has a folder")).expect("the folder can be made");
        std::fs::write(self.path(file), text).expect("the file can be written");
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).expect("the file is there")
    }

    /// The exit code, and all that is printed.
    fn run(&self, args: &[&str]) -> (Option<i32>, String) {
        let output =
            command(&["owners", "--generate"]).args(args).current_dir(self.0.path()).output().expect("it runs");
        let told = [output.stdout, output.stderr].concat();
        let told = String::from_utf8(told).expect("output is UTF-8");
        let real = self.0.path().canonicalize().expect("the folder is there");
        (output.status.code(), told.replace(&real.display().to_string(), "[root]"))
    }
}

#[test]
fn the_file_is_written_and_what_it_cannot_say_is_told() {
    let shop = Shop::new(SHOP);
    let (code, told) = shop.run(&[]);
    assert_eq!(code, Some(0), "{told}");
    assert_snapshot!(told, @"
    wrote .github/CODEOWNERS (8 rules for 4 teams)
    note: a module inside the file of another owner cannot be named in CODEOWNERS: `billing::inline`
    note: patterns without a counterpart in GitHub are written file by file; new files need a new run: `db/[ao]*.sql`
    ");
    assert_snapshot!(shop.read(".github/CODEOWNERS"), @r##"
    # Generated by `cargo boundaries owners --generate` from the policy: edit that, then run it again.
    # Only what stands between "# hand-written:" and "# end of hand-written" is kept.

    /crates/orders/ @org/c
    /db/a\ b.sql @org/data
    /db/orders.sql @org/data
    /crates/billing/ @org/billing @lead
    /crates/billing/src/inline/ @org/tax
    /crates/billing/src/tax.rs @org/tax
    /crates/billing/src/tax/ @org/tax
    /crates/billing/src/tax/rates.csv @org/billing @lead
    "##);
    assert_snapshot!(shop.run(&[]).1.lines().next().expect("a line"), @"unchanged: .github/CODEOWNERS (8 rules for 4 teams)");
    assert_eq!(shop.run(&["--check", "-q"]), (Some(0), String::new()));
}

#[test]
fn a_stale_file_fails_the_check_with_a_difference() {
    let shop = Shop::new(SHOP);
    assert_eq!(shop.run(&["--check", "-q"]).0, Some(1), "no file at all is stale too");
    assert!(!shop.path(".github/CODEOWNERS").exists());
    shop.run(&[]);
    shop.write("boundaries.toml", &SHOP.replace("@lead", "@new-lead"));
    let (code, told) = shop.run(&["--check", "-q"]);
    assert_eq!(code, Some(1));
    assert_snapshot!(told, @r"
    --- .github/CODEOWNERS
    +++ .github/CODEOWNERS (generated)
    @@ -5,7 +5,7 @@
     /db/a\ b.sql @org/data
     /db/orders.sql @org/data
    -/crates/billing/ @org/billing @lead
    +/crates/billing/ @org/billing @new-lead
     /crates/billing/src/inline/ @org/tax
     /crates/billing/src/tax.rs @org/tax
     /crates/billing/src/tax/ @org/tax
    -/crates/billing/src/tax/rates.csv @org/billing @lead
    +/crates/billing/src/tax/rates.csv @org/billing @new-lead
    ");
    let crlf = shop.read(".github/CODEOWNERS").replace("@lead", "@new-lead").replace('\n', "\r\n");
    shop.write(".github/CODEOWNERS", &crlf);
    assert_eq!(shop.run(&["--check", "-q"]).0, Some(0), "line breaks of Windows are no difference");
}

#[test]
fn hand_written_lines_are_kept_and_never_lost() {
    let shop = Shop::new(SHOP);
    shop.write(".github/CODEOWNERS", "# ours\n* @org/everybody\n");
    let (code, told) = shop.run(&[]);
    assert_eq!(code, Some(2));
    assert_snapshot!(told, @"
    error: cannot generate `.github/CODEOWNERS`
      because: line 1 of the file is neither generated nor marked as hand-written, and would be lost
      help: put what is to be kept between `# hand-written:` and `# end of hand-written`, remove the rest, or write elsewhere with `--output`
    ");
    assert_eq!(shop.read(".github/CODEOWNERS"), "# ours\n* @org/everybody\n");

    shop.write(".github/CODEOWNERS", "# hand-written:\n* @org/everybody\n# end of hand-written\n");
    assert_eq!(shop.run(&[]).0, Some(0));
    let closing = "\n# hand-written:\n/crates/billing/src/api.rs @org/security\n# end of hand-written\n";
    shop.write(".github/CODEOWNERS", &(shop.read(".github/CODEOWNERS") + closing));
    let (code, told) = shop.run(&["--check"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("hand-written lines decide about 1 file `crates/billing/src/api.rs`"), "{told}");
    assert_snapshot!(shop.read(".github/CODEOWNERS"), @r##"
    # Generated by `cargo boundaries owners --generate` from the policy: edit that, then run it again.
    # Only what stands between "# hand-written:" and "# end of hand-written" is kept.

    # hand-written:
    * @org/everybody
    # end of hand-written

    /crates/orders/ @org/c
    /db/a\ b.sql @org/data
    /db/orders.sql @org/data
    /crates/billing/ @org/billing @lead
    /crates/billing/src/inline/ @org/tax
    /crates/billing/src/tax.rs @org/tax
    /crates/billing/src/tax/ @org/tax
    /crates/billing/src/tax/rates.csv @org/billing @lead

    # hand-written:
    /crates/billing/src/api.rs @org/security
    # end of hand-written
    "##);
}

#[test]
fn teams_without_handles_and_handles_that_are_none_are_errors() {
    let nameless =
        Shop::new(&SHOP.replace(", handles = [\"@org/tax\"]", "").replace(", handles = [\"@org/data\"]", ""));
    assert_snapshot!(nameless.run(&["-q"]).1, @r#"
    error: cannot generate `.github/CODEOWNERS`
      because: these teams have no handle by which CODEOWNERS could name them: `tax`, `data`
      help: add them to the policy: `handles = ["@org/team"]`
    "#);
    let wrong = Shop::new(&SHOP.replace("@lead", "lead"));
    assert_snapshot!(wrong.run(&["-q"]).1, @"
    error: cannot generate `.github/CODEOWNERS`
      because: GitHub does not take these lines: `lead` is no owner, neither `@user` nor `@org/team` nor an e-mail address: GitHub skips this line
      help: correct the handles of the team
    ");
    let nothing = Shop::new("[teams]\na = {}\nc = {}\n");
    std::fs::write(nothing.path("crates/orders/Cargo.toml"), "[package]\nname = \"orders\"\n")
        .expect("it can be written");
    assert_snapshot!(nothing.run(&["-q"]).1, @r#"
    error: cannot generate `.github/CODEOWNERS`
      because: no policy and no package metadata says who owns what, so there is nothing to generate from
      help: give teams something to own, `owns = ["crates/billing/**"]`; `cargo boundaries init` writes a first policy
    "#);
}

#[test]
fn other_forges_and_places_can_be_asked_for() {
    let shop = Shop::new(SHOP);
    let (_, told) = shop.run(&["--dialect", "gitea", "--output", "-", "-q"]);
    assert_snapshot!(told, @r##"
    # Generated by `cargo boundaries owners --generate` from the policy: edit that, then run it again.
    # Only what stands between "# hand-written:" and "# end of hand-written" is kept.

    crates/billing/Cargo\\.toml @org/billing @lead
    crates/billing/README\\.md @org/billing @lead
    crates/billing/src/api\\.rs @org/billing @lead
    crates/billing/src/inline/.* @org/tax
    crates/billing/src/lib\\.rs @org/billing @lead
    crates/billing/src/tax/eu\\.rs @org/tax
    crates/billing/src/tax/rates\\.csv @org/billing @lead
    crates/billing/src/tax/us/.* @org/tax
    crates/billing/src/tax\\.rs @org/tax
    crates/billing/tests/.* @org/billing @lead
    crates/orders/.* @org/c
    db/a\ b\\.sql @org/data
    db/orders\\.sql @org/data
    "##);
    shop.run(&["--dialect", "gitlab"]);
    assert!(shop.path(".gitlab/CODEOWNERS").is_file());
    assert_eq!(shop.run(&["--dialect", "bitbucket", "--output", "made/by/CODEOWNERS"]).0, Some(0));
    assert!(shop.path("made/by/CODEOWNERS").is_file());
    let keyed = Shop::new(&format!("codeowners-dialect = \"forgejo\"\n{SHOP}"));
    assert!(keyed.run(&[]).1.starts_with("wrote .forgejo/CODEOWNERS"), "the policy names the forge");
    assert_eq!(shop.run(&["--team", "tax"]).0, Some(2), "a selection and a file to write exclude each other");
}

#[cfg(unix)]
#[test]
fn a_name_that_no_line_can_hold_is_an_error() {
    let shop = Shop::new(SHOP);
    shop.write("db/a\nb.sql", "");
    assert_snapshot!(shop.run(&["-q"]).1, @r"
    error: cannot generate `.github/CODEOWNERS`
      because: the patterns of GitHub cannot name `db/a\u{a}b.sql`
      help: rename the files, or let one team own the folder
    ");
    shop.write("boundaries.toml", &SHOP.replace("db/[ao]*.sql", "db/**"));
    assert_eq!(shop.run(&["-q"]), (Some(0), String::new()), "a folder names it without spelling it");
}

/// A workspace in a folder of its repository, with files of the repository around it.
#[test]
fn rules_are_from_the_root_of_the_repository() {
    let dir = tempfile::tempdir().expect("there is room");
    let files = Fixture::parse(&format!("{FILES}//- boundaries.toml\n{SHOP}"));
    files.write_to(&dir.path().join("the shop")).expect("the workspace can be written");
    std::fs::remove_dir_all(dir.path().join("the shop/.git")).expect("it is there");
    std::fs::create_dir_all(dir.path().join(".git")).expect("the folder can be made");
    std::fs::write(dir.path().join("orders.sql"), "").expect("the file can be written");
    let run = |args: &[&str]| {
        let mut command = command(&["owners", "--generate", "-q"]);
        let output = command.args(args).current_dir(dir.path().join("the shop/db")).output().expect("it runs");
        String::from_utf8([output.stdout, output.stderr].concat()).expect("output is UTF-8")
    };
    assert_eq!(run(&[]), "");
    let written = std::fs::read_to_string(dir.path().join(".github/CODEOWNERS")).expect("it is written");
    assert_snapshot!(written.lines().skip(3).collect::<Vec<_>>().join("\n"), @r"
    /the\ shop/crates/orders/ @org/c
    /the\ shop/db/a\ b.sql @org/data
    /the\ shop/db/orders.sql @org/data
    /the\ shop/crates/billing/ @org/billing @lead
    /the\ shop/crates/billing/src/inline/ @org/tax
    /the\ shop/crates/billing/src/tax.rs @org/tax
    /the\ shop/crates/billing/src/tax/ @org/tax
    /the\ shop/crates/billing/src/tax/rates.csv @org/billing @lead
    ");
    assert_snapshot!(run(&["--dialect", "forgejo", "--check"]).lines().take(6).collect::<Vec<_>>().join("\n"), @r##"
    --- ../.forgejo/CODEOWNERS
    +++ ../.forgejo/CODEOWNERS (generated)
    @@ -0,0 +1,16 @@
    +# Generated by `cargo boundaries owners --generate` from the policy: edit that, then run it again.
    +# Only what stands between "# hand-written:" and "# end of hand-written" is kept.
    +
    "##);
}
