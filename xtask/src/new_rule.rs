//! Writes the parts of a new rule: its check, its page, its registration, its cases.

use crate::{Outcome, read, root, write};

pub(crate) fn run(name: &str) -> Outcome {
    let is_word = |part: &str| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_lowercase());
    if !name.split('-').all(is_word) {
        return Err(format!(
            "`{name}` is no name for a rule: use small letters and hyphens, and let it read well after \"allow\""
        ));
    }
    let stem = name.replace('-', "_");
    let rules = root().join("crates/boundaries-lint/src/rules");
    let check = rules.join(format!("{stem}.rs"));
    if check.is_file() {
        return Err(format!("rule `{name}` exists already: `{check}`"));
    }
    write(&check, &source(name))?;
    write(&rules.join(format!("{stem}.md")), &page(name))?;
    register(&stem)?;
    let cases = root().join("tests/rules").join(name);
    write(&cases.join("fires.workspace"), WORKSPACE)?;
    write(&cases.join("fires.txt"), "")?;
    write(&cases.join("silent.workspace"), WORKSPACE)
}

/// Adds the rule to the one list, in order.
fn register(stem: &str) -> Outcome {
    let path = root().join("crates/boundaries-lint/src/rules/mod.rs");
    let text = read(&path)?;
    let mut lines: Vec<&str> = text.lines().collect();
    let is_entry = |line: &&str| line.starts_with("    ") && line.trim_end().ends_with(',') && !line.contains('(');
    let entry = format!("    {stem}::{},", type_name(stem));
    let at = lines.iter().position(|line| is_entry(line) && *line > entry.as_str());
    let last = lines.iter().rposition(is_entry);
    let Some(at) = at.or(last.map(|last| last + 1)) else {
        return Err(format!("`{path}` has no list of rules: add `{stem}` by hand"));
    };
    lines.insert(at, &entry);
    write(&path, &(lines.join("\n") + "\n"))
}

/// `off_surface` is `OffSurface`.
fn type_name(stem: &str) -> String {
    stem.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

fn source(name: &str) -> String {
    let stem = name.replace('-', "_");
    format!(
        "//! `{name}`: say in one line what it finds.

use boundaries_policy::Level;

use crate::candidate::Candidate;
use crate::rule::{{Rule, RuleContext, RuleMeta}};

pub(crate) static META: RuleMeta =
    RuleMeta::new(\"{name}\", \"say in one line what it finds\", Level::Allow, include_str!(\"{stem}.md\"))
        .since(\"{since}\");

pub(crate) struct {rule};

impl Rule for {rule} {{
    fn meta(&self) -> &'static RuleMeta {{
        &META
    }}

    fn check(&self, context: &RuleContext<'_>, findings: &mut Vec<Candidate>) {{
        for module in context.graph.modules().filter(|_| false) {{
            findings.push(Candidate::in_module(context, module, META.summary));
        }}
    }}
}}
",
        rule = type_name(&stem),
        since = env!("CARGO_PKG_VERSION")
    )
}

fn page(name: &str) -> String {
    format!(
        "# {name}

| level | since |
|---|---|
| allow | {} |

## What it finds

## Why it costs

## Example

```workspace fires
{WORKSPACE}```

## Ways on

```workspace silent
{WORKSPACE}```

## Limits
",
        env!("CARGO_PKG_VERSION")
    )
}

const WORKSPACE: &str = "\
//- Cargo.toml
[workspace]
members = [\"orders\"]
resolver = \"3\"
//- orders/Cargo.toml
[package]
name = \"orders\"
edition = \"2024\"
//- orders/src/lib.rs
//- boundaries.toml
[teams]
orders = { owns = [\"orders\"] }
";
