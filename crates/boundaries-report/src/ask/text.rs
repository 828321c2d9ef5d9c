//! Answers for people: the word, the reason, whom it concerns, and the ways on.

use std::io::{self, Write};

use super::{AskAnswer, AskFinding, AskTeam, May};
use crate::paste;
use crate::sanitize::sanitised;
use crate::theme::{Paint, TextOptions};

impl AskAnswer {
    /// Writes the answer as text.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn text(&self, options: TextOptions, out: &mut impl Write) -> io::Result<()> {
        let word = options.paint(if self.may == May::Yes { Paint::Good } else { Paint::Deny }, self.may.as_str());
        writeln!(out, "{word}: {}", sanitised(&self.because))?;
        if !self.similar.is_empty() {
            let names: Vec<String> = self.similar.iter().map(|name| format!("`{name}`")).collect();
            return writeln!(out, "  did you mean {}?", sanitised(&names.join(" or ")));
        }
        if let (Some(module), Some(item), Some(kind)) = (&self.module, &self.item, self.item_kind) {
            let line = format!("{module}{} → {kind} {item}{}", of(&self.consumers), of(&self.providers));
            writeln!(out, "  {}", options.paint(Paint::Code, &sanitised(&line)))?;
        }
        if let Some(contract) = &self.contract {
            let until = contract.until.as_ref().map_or_else(String::new, |until| format!(" (until {until})"));
            let line = format!("{}: {}{until}", contract.place, contract.reason);
            writeln!(out, "  contract at {}", sanitised(&line))?;
            if let Some(instead) = &contract.deprecated {
                writeln!(out, "  deprecated; use instead: {}", sanitised(instead))?;
            }
        }
        for (at, finding) in self.findings.iter().enumerate() {
            finding.text(at > 0 || self.because != finding.headline, out)?;
        }
        for note in &self.notes {
            writeln!(out, "  note: {}", sanitised(note))?;
        }
        Ok(())
    }
}

impl AskFinding {
    fn text(&self, with_headline: bool, out: &mut impl Write) -> io::Result<()> {
        if with_headline {
            writeln!(out, "  {}[{}]: {}", self.level, self.rule, sanitised(&self.headline))?;
        } else {
            writeln!(out, "  {}[{}]", self.level, self.rule)?;
        }
        for help in &self.help {
            writeln!(out, "  help: {}", sanitised(&help.text))?;
            let Some(snippet) = help.snippet.as_ref().filter(|snippet| snippet.contains('\n')) else { continue };
            for line in paste::shown(&help.kind, snippet).lines() {
                writeln!(out, "      {line}")?;
            }
        }
        Ok(())
    }
}

fn of(teams: &[AskTeam]) -> String {
    let names: Vec<String> = teams
        .iter()
        .map(|team| match &team.contact {
            Some(contact) => format!("{}, {contact}", team.name),
            None => team.name.clone(),
        })
        .collect();
    if names.is_empty() { String::new() } else { format!(" ({})", names.join("; ")) }
}
