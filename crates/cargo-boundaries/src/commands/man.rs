//! `man`: the help texts as pages for man(1), one for the program and one for each command.

use std::io::{self, Write};

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use crate::Verdict;
use crate::args::{Cli, ManArgs};
use crate::failure::Failure;
use crate::output::Output;

/// The section of the manual for programs.
const SECTION: &str = "1";

pub(crate) fn run(args: &ManArgs, output: &mut Output) -> Result<Verdict, Failure> {
    let pages = pages();
    if let Some(folder) = &args.out {
        std::fs::create_dir_all(folder).map_err(|cause| Failure::Write { what: format!("`{folder}`"), cause })?;
        for (name, command) in &pages {
            output.file(&folder.join(format!("{name}.{SECTION}")), &page(name, command)?)?;
        }
        output.note(&format!("{} pages are written", pages.len()));
    } else if args.command.is_empty() {
        for (name, _) in &pages {
            writeln!(output.report(), "{name}")?;
        }
    } else {
        let asked = args.command.join("-");
        let page_of = |name: &str| pages.iter().find(|(known, _)| known == name);
        let found = page_of(&asked).or_else(|| page_of(&format!("{PROGRAM}-{asked}")));
        let (name, command) = found.ok_or_else(|| {
            let command = crate::text::clean(&args.command.join(" "));
            let told = format!("there is no command `{command}`; `cargo boundaries man` lists the pages");
            Failure::Questions { told: vec![told] }
        })?;
        let text = page(name, command)?;
        output.format()?.write_all(&text)?;
    }
    Ok(Verdict::Clean)
}

/// The name of the program, and of its page.
const PROGRAM: &str = "cargo-boundaries";

/// The commands that have a page, by the names of the pages: the program, then each command before those below it.
fn pages() -> Vec<(String, Command)> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let mut pages = Vec::new();
    let mut left = vec![(PROGRAM.to_owned(), program)];
    while let Some((name, command)) = left.pop() {
        let below: Vec<_> = command.get_subcommands().filter(|sub| !sub.is_hide_set()).cloned().collect();
        left.extend(below.into_iter().rev().map(|sub| (format!("{name}-{}", sub.get_name()), sub)));
        pages.push((name, command));
    }
    pages
}

/// A page, which is the same wherever and whenever it is made.
fn page(name: &str, command: &Command) -> io::Result<Vec<u8>> {
    let command = command.clone().display_name(name.to_owned());
    let version = env!("BOUNDARIES_VERSION");
    let man = Man::new(command.clone()).title(name).section(SECTION).date("").source(format!("{PROGRAM} {version}"));
    let man = man.manual("cargo boundaries");
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut out)?;
    }
    man.render_options_section(&mut out)?;
    if let Some(notes) = command.get_after_help() {
        examples(&notes.to_string(), &mut out)?;
    }
    Ok(out)
}

/// What stands below a help text, line by line as it is: columns have a meaning there.
fn examples(notes: &str, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, ".SH NOTES\n.nf")?;
    for line in notes.lines() {
        // A backslash starts an escape, a dash may be broken at or turned into another sign, and a dot or quote in front
        // is a request.
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        let guard = if line.starts_with(['.', '\'']) { "\\&" } else { "" };
        writeln!(out, "{guard}{line}")?;
    }
    writeln!(out, ".fi")
}
