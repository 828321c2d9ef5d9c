//! The messages that editors read in place of those of `cargo check`, point by point as rust-analyzer takes them. They are
//! parsed by the very types it parses them with.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;
use cargo_metadata::diagnostic::{Applicability, Diagnostic, DiagnosticLevel, DiagnosticSpan};
use cargo_metadata::{CompilerMessage, Message, MetadataCommand};
use tempfile::TempDir;

/// A virtual workspace with one finding that fails, on a line with letters of several bytes, and one about the policy.
const SHOP: &str = "\
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
billing = { owns = [\"billing\"], surface = [\"billing::api\"] }
catalog = { owns = [\"catalog\"] }

[[contract]]
consumer = \"orders\"
provider = \"billing\"
reason = \"orders charge customers\"

[[contract]]
consumer = \"billing\"
provider = \"catalog\"
reason = \"nothing uses it\"
//- billing/src/lib.rs
pub mod api { pub use crate::store::Invoice; }
pub mod store { pub struct Invoice; pub struct Row; }
//- catalog/src/lib.rs
//- orders/src/lib.rs deps: billing
/* größe 👍 */ use billing::store::Invoice;
pub fn pay(_: Invoice, _: billing::store::Row) {}
";

fn shop() -> TempDir {
    Fixture::parse(SHOP).write().expect("the workspace can be written")
}

fn run(dir: &Path, args: &[&str]) -> Output {
    command(args).current_dir(dir).output().expect("the program can be called")
}

fn messages(output: &Output) -> Vec<Message> {
    let messages = Message::parse_stream(output.stdout.as_slice());
    messages.map(|message| message.expect("the stream can be read")).collect()
}

fn diagnostics(messages: &[Message]) -> Vec<&CompilerMessage> {
    let of_rustc = messages.iter().filter_map(|message| match message {
        Message::CompilerMessage(message) => Some(message),
        _ => None,
    });
    of_rustc.collect()
}

fn primary(diagnostic: &Diagnostic) -> Vec<&DiagnosticSpan> {
    diagnostic.spans.iter().filter(|span| span.is_primary).collect()
}

fn code(diagnostic: &Diagnostic) -> &str {
    diagnostic.code.as_ref().map_or("", |code| &code.code)
}

#[test]
fn every_line_is_a_message_and_the_last_one_ends_the_build() {
    let dir = shop();
    let output = run(dir.path(), &["check", "--message-format=json"]);
    assert_eq!(output.status.code(), Some(1));
    let messages = messages(&output);
    // A bare diagnostic would clear everything else that the editor shows of the workspace.
    assert!(!messages.iter().any(|message| matches!(message, Message::TextLine(_))), "{messages:?}");
    let ends = messages.iter().filter(|message| matches!(message, Message::BuildFinished(_))).count();
    assert!(matches!(messages.last(), Some(Message::BuildFinished(end)) if !end.success) && ends == 1);
}

#[test]
fn packages_go_by_cargos_identifiers_and_each_of_them_is_cleared() {
    let dir = shop();
    let metadata = MetadataCommand::new().current_dir(dir.path()).no_deps().exec().expect("cargo reads the workspace");
    let ids: BTreeSet<_> = metadata.packages.iter().map(|package| package.id.clone()).collect();
    let messages = messages(&run(dir.path(), &["check", "--message-format=json"]));
    let cleared: Vec<_> = messages
        .iter()
        .filter_map(|message| match message {
            Message::CompilerArtifact(artifact) if !artifact.fresh => Some(artifact.package_id.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(cleared.iter().cloned().collect::<BTreeSet<_>>(), ids);
    assert_eq!(cleared.len(), ids.len());
    for message in diagnostics(&messages) {
        let package = metadata.packages.iter().find(|package| package.id == message.package_id).expect("a package");
        assert!(package.targets.contains(&message.target), "{:?}", message.target);
    }
}

#[test]
fn one_package_may_be_asked_for_by_its_identifier() {
    let dir = shop();
    let metadata = MetadataCommand::new().current_dir(dir.path()).no_deps().exec().expect("cargo reads the workspace");
    let id = |name: &str| &metadata.packages.iter().find(|package| package.name == name).expect("a package").id.repr;
    let output = run(dir.path(), &["--message-format=json", "-p", id("catalog")]);
    let messages = messages(&output);
    assert_eq!((messages.len(), output.status.code()), (2, Some(0)), "{messages:?}");
    assert!(matches!(&messages[0], Message::CompilerArtifact(artifact) if artifact.package_id.repr == *id("catalog")));
    assert_eq!(run(dir.path(), &["-p", "orders@0.1.0"]).status.code(), Some(1));
    assert_eq!(run(dir.path(), &["-p", "orders@0.2.0"]).status.code(), Some(2));
    assert_eq!(run(dir.path(), &["--exclude", "orders"]).status.code(), Some(0));
    assert_eq!(run(dir.path(), &["--exclude", "orders", "-p", "orders"]).status.code(), Some(2));
}

#[test]
fn findings_stand_where_the_editor_can_show_them() {
    let dir = shop();
    let messages = messages(&run(dir.path(), &["check", "--message-format=json"]));
    let diagnostics = diagnostics(&messages);
    let codes: Vec<_> = diagnostics.iter().map(|message| code(&message.message)).collect();
    // The code is split into source and code if it has exactly one `::`.
    assert_eq!(codes, ["boundaries::stale-contract", "boundaries::off-surface", "boundaries::off-surface"]);
    for message in &diagnostics {
        let spans = primary(&message.message);
        assert!(!spans.is_empty(), "without a primary span it is dropped");
        for span in spans {
            let known = ["billing/", "catalog/", "orders/"].iter().any(|folder| span.file_name.starts_with(folder));
            assert!(known, "`{}` is in no package, so the editor does not know it", span.file_name);
        }
    }
    // What is about the policy of a virtual workspace is at a manifest, with the true place beside it.
    let stale = &diagnostics[0].message;
    assert_eq!(stale.level, DiagnosticLevel::Warning);
    assert!(primary(stale)[0].file_name.ends_with("/Cargo.toml"));
    let beside = stale.spans.iter().find(|span| !span.is_primary).expect("the contract");
    assert_eq!((&*beside.file_name, beside.line_start, beside.label.is_some()), ("boundaries.toml", 12, true));
}

#[test]
fn columns_count_characters_and_the_lines_come_along() {
    let dir = shop();
    let messages = messages(&run(dir.path(), &["check", "--message-format=json"]));
    let invoice = diagnostics(&messages).into_iter().find(|message| message.message.message.contains("Invoice"));
    let invoice = &invoice.expect("a finding about the invoice").message;
    assert_eq!(invoice.level, DiagnosticLevel::Error);
    let text = std::fs::read_to_string(dir.path().join("orders/src/lib.rs")).expect("it is there");
    for span in primary(invoice) {
        let line: Vec<char> = span.text[0].text.chars().collect();
        let word: String = line[span.column_start - 1..span.column_end - 1].iter().collect();
        assert_eq!(word, "Invoice");
        assert_eq!(&text[span.byte_start as usize..span.byte_end as usize], "Invoice");
        assert_eq!(text.lines().nth(span.line_start - 1), Some(&*span.text[0].text));
        assert_eq!((span.text[0].highlight_start, span.text[0].highlight_end), (span.column_start, span.column_end));
    }
    // Related information: a secondary span with a label.
    let defined = invoice.spans.iter().find(|span| !span.is_primary && span.file_name == "billing/src/lib.rs");
    assert!(defined.expect("the definition").label.as_deref().is_some_and(|label| label.starts_with("defined here")));
}

#[test]
fn every_optional_field_is_there() {
    let dir = shop();
    let output = run(dir.path(), &["check", "--message-format=json"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    for line in lines.filter(|line| line["reason"] == "compiler-message") {
        let message = &line["message"];
        let children = message["children"].as_array().expect("a list");
        let has = |value: &serde_json::Value, fields: &[&str]| {
            fields.iter().all(|field| value.as_object().is_some_and(|object| object.contains_key(*field)))
        };
        assert!(message["rendered"].is_string() && message["$message_type"] == "diagnostic", "{message}");
        for child in children {
            assert!(has(child, &["code", "level", "message", "spans", "children", "rendered"]), "{child}");
            assert!(child["rendered"].is_null(), "a child that is rendered is shown twice");
        }
        let spans = children.iter().chain([message]).filter_map(|each| each["spans"].as_array()).flatten();
        for span in spans {
            let fields = ["label", "suggested_replacement", "suggestion_applicability", "expansion", "text"];
            assert!(has(span, &fields), "{span}");
        }
    }
}

#[test]
fn the_rendered_form_begins_as_rustcs_does() {
    let dir = shop();
    let rendered = |format: &str| {
        let messages = messages(&run(dir.path(), &["check", "--message-format", format]));
        diagnostics(&messages)[1].message.rendered.clone().expect("it is rendered")
    };
    let full = rendered("json");
    let lines: Vec<&str> = full.lines().collect();
    assert!(lines[0].starts_with("error: team `orders` uses `billing::store::Invoice`"), "{full}");
    assert_eq!(lines[1].trim(), "--> orders/src/lib.rs:1:35");
    assert!(rendered("json-diagnostic-rendered-ansi").starts_with("\u{1b}["));
    let short = rendered("json,json-diagnostic-short");
    assert!(short.starts_with("orders/src/lib.rs:1:35: error: team") && short.lines().count() == 1, "{short}");

    let apart = run(dir.path(), &["check", "--message-format", "json-render-diagnostics"]);
    assert!(diagnostics(&messages(&apart)).is_empty());
    assert!(String::from_utf8_lossy(&apart.stderr).contains("deny[off-surface]"));
}

/// Carries out a fix, as an editor does.
fn apply(dir: &Path, fix: &[&DiagnosticSpan]) {
    for span in fix {
        let Some(replacement) = &span.suggested_replacement else { continue };
        let path = dir.join(&span.file_name);
        let text = std::fs::read_to_string(&path).expect("it is there");
        let (start, end) = (span.byte_start as usize, span.byte_end as usize);
        std::fs::write(path, format!("{}{replacement}{}", &text[..start], &text[end..])).expect("there is room");
    }
}

#[test]
fn fixes_that_an_editor_offers_do_what_they_say() {
    let dir = shop();
    let failing = |dir: &Path| {
        let messages = messages(&run(dir, &["check", "--message-format=json"]));
        let errors = messages.into_iter().filter_map(|message| match message {
            Message::CompilerMessage(message) if message.message.level == DiagnosticLevel::Error => {
                Some(message.message)
            }
            _ => None,
        });
        errors.collect::<Vec<_>>()
    };
    let with_fix = |finding: &Diagnostic, start: &str| {
        let child = finding.children.iter().find(|child| child.message.starts_with(start)).expect("a way on").clone();
        assert!(child.spans.iter().all(|span| span.is_primary), "only primary spans make a fix");
        child
    };
    let found = failing(dir.path());
    let surface = with_fix(&found[0], "use `billing::api::Invoice` instead");
    assert_eq!(surface.spans.len(), 1);
    assert_eq!(surface.spans[0].suggestion_applicability, Some(Applicability::MaybeIncorrect));
    apply(dir.path(), &surface.spans.iter().collect::<Vec<_>>());
    let text = std::fs::read_to_string(dir.path().join("orders/src/lib.rs")).expect("it is there");
    assert!(text.starts_with("/* größe 👍 */ use billing::api::Invoice;\n"), "{text}");

    let found = failing(dir.path());
    assert_eq!(found.len(), 1, "the fix took the first finding away");
    let contract = with_fix(&found[0], "ask `billing`");
    assert_eq!(contract.spans[0].file_name, "orders/src/lib.rs", "the fix hangs on the code");
    assert_eq!(contract.spans[0].suggested_replacement, None);
    apply(dir.path(), &contract.spans.iter().collect::<Vec<_>>());
    assert_eq!(failing(dir.path()).len(), 0, "the fix took the second finding away");
}

#[test]
fn a_policy_with_mistakes_is_shown_at_a_manifest_and_told_on_standard_error() {
    let broken = SHOP.replace("surface =", "surfaze =");
    let dir = Fixture::parse(&broken).write().expect("the workspace can be written");
    let output = run(dir.path(), &["check", "--message-format=json"]);
    assert_eq!(output.status.code(), Some(2));
    let messages = messages(&output);
    let [message] = diagnostics(&messages)[..] else { panic!("one mistake: {messages:?}") };
    assert!(message.message.message.contains("surfaze"), "{message:?}");
    assert!(primary(&message.message)[0].file_name.ends_with("Cargo.toml"));
    assert!(message.message.rendered.as_deref().is_some_and(|text| text.contains("boundaries.toml:3:")));
    assert!(matches!(messages.last(), Some(Message::BuildFinished(end)) if !end.success));
    assert!(String::from_utf8_lossy(&output.stderr).contains("surfaze"));
}

#[test]
fn cargo_runs_beside_with_the_same_packages_and_one_end() {
    let dir = shop();
    let lib = dir.path().join("catalog/src/lib.rs");
    std::fs::write(&lib, "fn unused() {}\n").expect("there is room");
    let output = run(dir.path(), &["check", "--message-format=json", "--and", "check", "--offline"]);
    let messages = messages(&output);
    assert!(!messages.iter().any(|message| matches!(message, Message::TextLine(_))), "{messages:?}");
    let codes: Vec<_> = diagnostics(&messages).iter().map(|message| code(&message.message)).collect();
    assert!(codes.contains(&"dead_code") && codes.contains(&"boundaries::off-surface"), "{codes:?}");
    let ends = messages.iter().filter(|message| matches!(message, Message::BuildFinished(_))).count();
    assert!(matches!(messages.last(), Some(Message::BuildFinished(_))) && ends == 1);
    let mut ids: Vec<_> = diagnostics(&messages).iter().map(|message| message.package_id.repr.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert!(ids.len() <= 3, "both name packages in the same way: {ids:?}");

    // A workspace that keeps its boundaries but does not compile fails.
    std::fs::write(&lib, "fn broken() -> u8 {}\n").expect("there is room");
    let output = run(dir.path(), &["-p", "catalog", "--message-format=json", "--and", "check", "--offline"]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let told = run(dir.path(), &["-p", "catalog", "--and", "check", "--offline"]);
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&told.stderr).contains("E0308"), "without JSON, cargo speaks for itself");
}

#[test]
fn rust_analyzers_own_command_lines_are_understood() {
    let dir = shop();
    let manifest = dir.path().join("Cargo.toml");
    let manifest = manifest.to_str().expect("UTF-8");
    let common =
        ["boundaries", "--workspace", "--message-format=json-diagnostic-rendered-ansi", "--manifest-path", manifest];
    for rest in [
        &["--keep-going", "--all-targets"][..],
        &["--keep-going", "--lib", "--bins", "--examples", "--all-features"],
        &["--all-targets", "--no-default-features", "--features", "a b"],
        &["--all-targets", "--config", "build.rustflags=[]", "--target-dir", "target/rust-analyzer"],
        &["--all-targets", "--target", "x86_64-unknown-linux-gnu"],
    ] {
        let args: Vec<&str> = common.iter().chain(rest).copied().collect();
        let output = run(&std::env::temp_dir(), &args);
        let told = String::from_utf8_lossy(&output.stderr);
        if rest.contains(&"a b") {
            assert_eq!(output.status.code(), Some(2), "no package has these features: {told}");
            continue;
        }
        assert_eq!(output.status.code(), Some(1), "{rest:?}: {told}");
        let messages = messages(&output);
        let codes = diagnostics(&messages).into_iter().map(|message| code(&message.message));
        assert_eq!(codes.filter(|code| *code == "boundaries::off-surface").count(), 2, "{rest:?}: {told}");
    }
}

#[test]
fn the_commands_of_the_editor_page_print_messages() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/editors.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    let commands: Vec<Vec<&str>> = page
        .split("\"cargo\"")
        .skip(1)
        .map(|rest| {
            let list = &rest[..rest.find([']', '}']).expect("a list ends")];
            list.split('"').skip(1).step_by(2).collect()
        })
        // The language server prints no messages of cargo; it has tests of its own.
        .filter(|command: &Vec<&str>| !command.contains(&"lsp"))
        .collect();
    assert_eq!(commands.len(), 6, "each recipe with a command: {commands:?}");
    let dir = shop();
    for command in commands {
        let output = run(dir.path(), &command);
        let messages = messages(&output);
        assert!(matches!(messages.last(), Some(Message::BuildFinished(_))), "{command:?}");
        let codes = diagnostics(&messages).into_iter().map(|message| code(&message.message));
        assert_eq!(codes.filter(|code| *code == "boundaries::off-surface").count(), 2, "{command:?}");
    }
}
