//! Suppressions: comments in code that tolerate findings of a rule where they stand.
//!
//! `// boundaries: allow(undeclared-coupling, reason = "…", until = "2027-03-01")`. A comment that is meant as one and is
//! wrong tolerates nothing, and says why.

use std::ops::RangeInclusive;

use boundaries_graph::{Directive, Span};
use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use crate::dates;
use crate::problem::did_you_mean;

/// A comment that tolerates findings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suppression {
    /// The rules whose findings it tolerates.
    pub rules: Vec<String>,
    /// Why they are tolerated.
    pub reason: String,
    /// The last day on which they are.
    pub until: Option<Date>,
    /// The comment.
    pub span: Span,
    /// The lines of its file that it speaks of.
    pub lines: RangeInclusive<u32>,
    /// What is wrong with it; it then tolerates nothing.
    pub flaw: Option<String>,
}

/// What other tools' comments call it, and what it may be misspelled as.
const OTHER_VERBS: &[&str] =
    &["deny", "warn", "expect", "forbid", "ignore", "disable", "suppress", "alow", "allows", "Allow"];

/// The suppressions that comments are meant as.
pub(crate) fn read_all(directives: &[Directive], known_rules: &[&str]) -> Vec<Suppression> {
    directives.iter().filter_map(|directive| read(directive, known_rules)).collect()
}

/// The suppression that a comment is meant as; none if it merely begins like one.
fn read(directive: &Directive, known_rules: &[&str]) -> Option<Suppression> {
    let (verb, rest) = directive.text.split_once('(')?;
    let verb = verb.trim_end();
    let mut suppression = Suppression {
        rules: Vec::new(),
        reason: String::new(),
        until: None,
        span: directive.span,
        lines: directive.lines.clone(),
        flaw: None,
    };
    if verb == "allow" {
        suppression.flaw = fill(&mut suppression, rest, known_rules).err();
    } else if OTHER_VERBS.contains(&verb) {
        suppression.flaw = Some(format!("`{verb}` is not known here: write `allow(RULE, reason = \"…\")`"));
    } else {
        return None;
    }
    Some(suppression)
}

fn fill(suppression: &mut Suppression, rest: &str, known_rules: &[&str]) -> Result<(), String> {
    let (mut rest, after) = rest.rsplit_once(')').ok_or("the parenthesis is not closed")?;
    if !after.trim().is_empty() {
        return Err("something stands behind the parenthesis: put it into `reason`".to_owned());
    }
    // Rules are bare words in front; what follows the first `key =` is read as TOML.
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', ',']);
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && !"-_".contains(letter)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.is_empty() || after.trim_start().starts_with('=') {
            break;
        }
        if !known_rules.contains(&word) {
            let meant = did_you_mean(word, known_rules.iter().copied()).map(|help| format!("; {help}"));
            return Err(format!("there is no rule `{word}`{}", meant.unwrap_or_default()));
        }
        suppression.rules.push(word.to_owned());
        rest = after;
    }
    if suppression.rules.is_empty() {
        return Err("it names no rule".to_owned());
    }
    let text = format!("it = {{ {rest} }}");
    let table = DeTable::parse(&text).map_err(|error| format!("it cannot be read: {}", error.message()))?;
    let value = table.get_ref().get("it").map(|value| value.get_ref());
    let Some(DeValue::Table(keys)) = value else { return Err("it cannot be read".to_owned()) };
    for (key, value) in keys.iter() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("reason", DeValue::String(reason)) => suppression.reason = reason.trim().to_owned(),
            ("until", DeValue::String(date)) => {
                let date = dates::parse(date).ok_or_else(|| format!("`until` is not a date: `{date}`"))?;
                suppression.until = Some(date);
            }
            ("until", DeValue::Datetime(date)) => {
                let text = date.to_string();
                let date = dates::parse(&text).ok_or_else(|| format!("`until` is not a date: `{text}`"))?;
                suppression.until = Some(date);
            }
            ("reason" | "until", _) => return Err(format!("`{}` is not a string", key.get_ref())),
            (other, _) => return Err(format!("it has no key `{other}`, only `reason` and `until`")),
        }
    }
    if suppression.reason.is_empty() { Err("it gives no `reason`".to_owned()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(text: &str) -> Option<String> {
        let directive = Directive { span: Span::default(), text: text.to_owned(), lines: 1..=1 };
        read(&directive, &["off-surface", "undeclared-coupling"]).map(|read| match read.flaw {
            Some(flaw) => flaw,
            None => format!("{:?} {} {:?}", read.rules, read.reason, read.until.map(|date| date.to_string())),
        })
    }

    #[test]
    fn rules_reason_and_date_are_read() {
        for (text, read) in [
            ("allow(off-surface, reason = \"a (b), c\")", "[\"off-surface\"] a (b), c None"),
            (
                "allow(off-surface, undeclared-coupling, until = \"2027-03-01\", reason = \"r\")",
                "[\"off-surface\", \"undeclared-coupling\"] r Some(\"2027-03-01\")",
            ),
            ("allow(off-surface)", "it gives no `reason`"),
            ("allow(off-surface, reason = \" \")", "it gives no `reason`"),
            ("allow(reason = \"r\")", "it names no rule"),
            ("allow(of-surface, reason = \"r\")", "there is no rule `of-surface`; did you mean `off-surface`?"),
            ("allow(off-surface, reason = \"r\"", "the parenthesis is not closed"),
            (
                "allow(off-surface, reason = \"r\") for now",
                "something stands behind the parenthesis: put it into `reason`",
            ),
            ("allow(off-surface, reason = \"r\", until = \"soon\")", "`until` is not a date: `soon`"),
            ("allow(off-surface, because = \"r\")", "it has no key `because`, only `reason` and `until`"),
            ("allow(off-surface, reason = 3)", "`reason` is not a string"),
            ("deny(off-surface)", "`deny` is not known here: write `allow(RULE, reason = \"…\")`"),
        ] {
            assert_eq!(flaw(text).as_deref(), Some(read), "{text}");
        }
    }

    #[test]
    fn prose_is_no_suppression() {
        for text in ["the first and the last (inclusive)", "inclusive", "", "see(above)"] {
            assert_eq!(flaw(text), None, "{text}");
        }
    }
}
