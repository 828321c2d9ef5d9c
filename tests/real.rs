//! The policies for real workspaces, `examples/real`, stay what this version understands. The workspaces are not here, so that
//! what is tested is the text: keys, values, and the teams that contracts name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

fn folders() -> Vec<PathBuf> {
    let folders = fs::read_dir(root().join("examples/real")).expect("the folder is there");
    let folders = folders.map(|entry| entry.expect("the folder can be listed").path()).filter(|path| path.is_dir());
    let folders: BTreeSet<PathBuf> = folders.collect();
    folders.into_iter().collect()
}

#[test]
fn every_policy_is_one() {
    let schema: Value = serde_json::from_str(&read("docs/boundaries.schema.json")).expect("it is JSON");
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("policy.json", schema).expect("it is a schema");
    let schema = compiler.compile("policy.json", &mut schemas).expect("it is a schema");
    let folders = folders();
    assert_eq!(folders.len(), 3);
    for folder in folders {
        let policy: Value = toml::from_str(&read(folder.join("boundaries.toml"))).expect("it is TOML");
        if let Err(error) = schemas.validate(&policy, schema) {
            panic!("{}: {error}", folder.display());
        }
        let teams: BTreeSet<&str> =
            policy["teams"].as_object().expect("a policy has teams").keys().map(String::as_str).collect();
        let contracts = policy["contract"].as_array().expect("a policy has contracts");
        assert!(contracts.len() > 1);
        for contract in contracts {
            for name in names(&contract["consumer"]).into_iter().chain(names(&contract["provider"])) {
                assert!(name == "*" || teams.contains(name), "{}: no team `{name}`", folder.display());
            }
        }
    }
}

/// A policy is one for a state of the code: the policy, its page and the table name the same commit.
#[test]
fn every_policy_names_its_commit() {
    let index = read("examples/real/README.md");
    for folder in folders() {
        let policy = read(folder.join("boundaries.toml"));
        let is_commit = |word: &&str| word.len() == 40 && word.chars().all(|letter| letter.is_ascii_hexdigit());
        let commit = policy.split(|letter: char| !letter.is_alphanumeric()).find(is_commit).expect("it names a commit");
        assert!(read(folder.join("README.md")).contains(commit), "{}", folder.display());
        assert!(index.contains(&commit[..8]), "{}", folder.display());
    }
}
