//! `completions SHELL`: a script that makes a shell offer commands, flags and values. What a shell cannot know, such as teams
//! and modules, the script asks this program for, in a call that tells the words so far.
//!
//! Nobody who presses a key wants to read an error: where something cannot be known, nothing is offered.

mod names;
mod values;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write as _;

use clap::CommandFactory as _;

use crate::Verdict;
use crate::args::{Cli, CompletionsArgs, Shell};
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(args: &CompletionsArgs, output: &mut Output) -> Result<Verdict, Failure> {
    match args.at {
        None => output.format()?.write_all(script(args.shell).as_bytes())?,
        Some(at) => {
            for (value, help) in offers(args.words.clone(), at) {
                match help {
                    Some(help) => writeln!(output.format()?, "{value}\t{help}")?,
                    None => writeln!(output.format()?, "{value}")?,
                }
            }
        }
    }
    Ok(Verdict::Clean)
}

fn script(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => include_str!("completions/bash.sh"),
        Shell::Zsh => include_str!("completions/zsh.zsh"),
        Shell::Fish => include_str!("completions/fish.fish"),
        Shell::Elvish => include_str!("completions/elvish.elv"),
        Shell::Power => include_str!("completions/powershell.ps1"),
    }
}

/// What can stand in the place of a word, each with what it is.
fn offers(mut words: Vec<OsString>, at: usize) -> Vec<(String, Option<String>)> {
    words.truncate(at + 1);
    words.resize(at + 1, OsString::new());
    let mut command = values::completed(Cli::command(), &words);
    let here = std::env::current_dir().ok();
    let candidates = clap_complete::engine::complete(&mut command, words, at, here.as_deref()).unwrap_or_default();
    let mut offered = BTreeSet::new();
    let offers = candidates.into_iter().filter_map(|candidate| {
        let value = candidate.get_value().to_str().filter(|value| is_plain(value))?.to_owned();
        // A team and a crate may share a name.
        offered.insert(value.clone()).then_some(())?;
        let help = candidate.get_help().map(ToString::to_string);
        let help = help.and_then(|help| help.lines().next().map(crate::text::clean));
        Some((value, help))
    });
    offers.collect()
}

/// Whether every shell takes the word as it stands. Names and files of a workspace may be chosen by strangers, and what is
/// offered may be run as it is.
fn is_plain(word: &str) -> bool {
    let plain = |letter: char| letter.is_alphanumeric() || "_-./:@+=,%".contains(letter);
    word.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_shell_would_read_are_not_offered() {
        for word in ["billing::api", "@org/team", "--format=sarif", "src/main.rs", "größe"] {
            assert!(is_plain(word), "{word}");
        }
        for word in
            ["a b", "$(x)", "`x`", "a;b", "a\nb", "a\tb", "~", "a*", "\u{1b}[2J", "a'b", "a\"b", "a&b", "\u{202e}"]
        {
            assert!(!is_plain(word), "{word:?}");
        }
    }
}
