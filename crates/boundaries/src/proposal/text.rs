//! The text of a proposed policy: TOML that a person goes on editing.

use std::fmt::Write as _;

use boundaries_policy::{ForeignDemand, ForeignRule};

use super::{Claim, Origin, Proposal, ProposedContract, ProposedDebt, counted};
use crate::territory::Division;

/// How wide a line of the policy may be before a list is broken.
const LINE_WIDTH: usize = 110;

impl Proposal {
    /// The text of `boundaries.toml`.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# Who owns what in this workspace, and who may use whom. A first draft from the code as it is: edit it freely.\n\
             # `cargo boundaries` checks it; `cargo boundaries why A B` shows what lies behind a line.\n",
        );
        write_teams(&mut text, self);
        write_contracts(&mut text, &self.contracts);
        write_debts(&mut text, &self.debts);
        write_constraints(&mut text, &self.constraints);
        text
    }
}

/// What the comment above the teams says.
fn remark_on(origin: &Origin) -> String {
    match origin {
        Origin::Codeowners(file) => format!(
            "Teams come from {}, which goes on deciding who owns what; `handles` ties a team to its lines there.",
            commented(file)
        ),
        Origin::Metadata => "Teams come from the metadata of packages, which goes on deciding who owns what.".to_owned(),
        Origin::Import { file, are_areas: false } => {
            format!("Teams and their paths come from {}; from now on this file decides who owns what.", commented(file))
        }
        Origin::Import { file, are_areas: true } => format!(
            "{} names no team, so this takes one per area that it labels. Rename, merge and split them until they are\n\
             # your teams.",
            commented(file)
        ),
        Origin::Persons(file, division) => format!(
            "{} names persons, who are no teams, so this takes one team per {}.\n\
             # Rename, merge and split them until they are your teams.",
            commented(file),
            match division {
                Division::TopModules => "module below the package's root",
                Division::CrateGroups | Division::Owners =>
                    "group of crates: a folder of crates, or\n# crates whose names start alike",
            }
        ),
        Origin::Structure(Division::TopModules) => {
            "There is no CODEOWNERS and a single package, so this takes one team per module below its root.\n\
             # Rename, merge and split them until they are your teams."
                .to_owned()
        }
        Origin::Structure(Division::CrateGroups | Division::Owners) => {
            "No owners are known, so this takes one team per group of crates: a folder of crates, or crates whose names\n\
             # start alike. Rename, merge and split them until they are your teams."
                .to_owned()
        }
    }
}

fn write_teams(text: &mut String, proposal: &Proposal) {
    text.push_str(&format!("\n# {}\n", remark_on(&proposal.origin)));
    if proposal.unmatched > 0 {
        text.push_str(&format!(
            "# No team owns {} yet; `cargo boundaries owners --unmatched` lists them.\n",
            counted(proposal.unmatched, "module")
        ));
    }
    text.push_str("[teams]\n");
    let width = proposal.teams.iter().map(|team| key(&team.name).chars().count()).max().unwrap_or(0);
    for team in &proposal.teams {
        let (what, list) = match &team.claim {
            Claim::Handles(handles) => ("handles", handles),
            Claim::Owns(owns) => ("owns", owns),
            Claim::Metadata => {
                text.push_str(&format!("{:width$} = {{}}\n", key(&team.name)));
                continue;
            }
        };
        let name = key(&team.name);
        let line = format!("{name:width$} = {{ {what} = [{}] }}", quoted_list(list));
        if line.chars().count() <= LINE_WIDTH {
            text.push_str(&line);
            text.push('\n');
        } else {
            text.push_str(&format!("{name}.{what} = {}\n", broken_list(list)));
        }
    }
}

fn write_contracts(text: &mut String, contracts: &[ProposedContract]) {
    if contracts.is_empty() {
        return;
    }
    text.push_str("\n# Proposed contracts: the couplings in the main direction, strongest first. Confirm each with its provider.\n");
    for contract in contracts {
        text.push_str(&format!(
            "[[contract]]\n{}\n{}\n",
            one_or_list("consumer", &contract.consumers),
            one_or_list("provider", &contract.providers)
        ));
        if let Some(kinds) = &contract.kinds {
            let kinds: Vec<String> = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
            text.push_str(&format!("kinds = [{}]\n", quoted_list(&kinds)));
        }
        text.push_str(&format!("reason = {}\n\n", quoted(&contract.reason)));
    }
    text.pop();
}

fn write_debts(text: &mut String, debts: &[ProposedDebt]) {
    if debts.is_empty() {
        return;
    }
    text.push_str(
        "\n# Doubtful: couplings against the main direction, or closing a cycle between teams. No contract covers them; what is\n\
         # there today belongs into the baseline, and more of it fails. Remove or invert them, or agree on a contract.\n",
    );
    for debt in debts {
        text.push_str(&format!("# - {}\n", commented(&debt.remark)));
    }
}

fn write_constraints(text: &mut String, constraints: &[(String, ForeignRule)]) {
    let mut last = "";
    for (file, rule) in constraints {
        if file != last {
            text.push_str(&format!("\n# From {}, with the line that each comes from.\n", commented(file)));
            last = file;
        }
        let (table, keys) = match &rule.demand {
            ForeignDemand::Forbid { from, except, to, may_be_absent } => {
                let mut keys = vec![one_or_list("from", from)];
                if !except.is_empty() {
                    keys.push(one_or_list("except", except));
                }
                keys.push(one_or_list("to", to));
                keys.extend(may_be_absent.then(|| "may-be-absent = true".to_owned()));
                ("forbid", keys)
            }
            ForeignDemand::Layers(layers) => {
                let mut keys = String::from("layers = [\n");
                for layer in layers {
                    let names = quoted_list(layer);
                    keys.push_str(&if layer.len() == 1 {
                        format!("    {names},\n")
                    } else {
                        format!("    [{names}],\n")
                    });
                }
                ("layers", vec![keys + "]"])
            }
            ForeignDemand::Acyclic(within) => {
                let mut keys = vec!["between = \"modules\"".to_owned()];
                if !within.is_empty() {
                    keys.push(one_or_list("within", within));
                }
                ("acyclic", keys)
            }
        };
        text.push_str(&format!("[[{table}]] # line {}\n{}\n", rule.line, keys.join("\n")));
        if let Some(kinds) = &rule.kinds {
            let kinds: Vec<String> = kinds.iter().map(|kind| kind.as_str().to_owned()).collect();
            text.push_str(&format!("kinds = [{}]\n", quoted_list(&kinds)));
        }
        text.push_str(&format!("reason = {}\n\n", quoted(&rule.reason)));
    }
    if !constraints.is_empty() {
        text.pop();
    }
}

/// A key with a name, or with a list of names, broken where it would be too long.
fn one_or_list(key: &str, names: &[String]) -> String {
    let line = match names {
        [name] => format!("{key} = {}", quoted(name)),
        names => format!("{key} = [{}]", quoted_list(names)),
    };
    if line.chars().count() <= LINE_WIDTH { line } else { format!("{key} = {}", broken_list(names)) }
}

fn broken_list(names: &[String]) -> String {
    let mut text = String::from("[\n");
    let mut line = String::new();
    for name in names {
        let item = format!("{},", quoted(name));
        if !line.is_empty() && line.chars().count() + item.chars().count() + 5 > LINE_WIDTH {
            text.push_str(&format!("    {line}\n"));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&item);
    }
    text.push_str(&format!("    {line}\n]"));
    text
}

/// A text that ends with its line, as TOML wants of a comment.
fn commented(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn quoted_list(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// A TOML key.
fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { name.to_owned() } else { quoted(name) }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => write!(quoted, "\\u{:04X}", u32::from(c)).expect("a string takes every text"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_quotes_is_escaped() {
        assert_eq!(quoted("a\"b\\c\n\u{202e}"), "\"a\\\"b\\\\c\\u000A\u{202e}\"");
        assert_eq!(key("a.b"), "\"a.b\"");
        assert_eq!(key("a-b_c"), "a-b_c");
    }

    #[test]
    fn a_comment_ends_with_its_line() {
        assert_eq!(commented("a\nb\u{7f}c"), "a b c");
    }
}
