//! From the words of the command line to a [`Request`]: the ways cargo calls a subcommand, and `check` as the default.

use std::ffi::{OsStr, OsString};

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches};

use crate::args::{CheckArgs, Cli, ColorWhen, Command, CommonArgs};
use crate::color;

/// What the user asked for.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) command: Command,
    pub(crate) common: CommonArgs,
}

/// Reads the command line. The error may as well be the help text or the version: clap prints each where it belongs.
pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Request, clap::Error> {
    let (words, for_cargo) = without_words_for_cargo(without_subcommand_word(words.into_iter().collect()));
    let help_color = match color::wanted(color_among(&words), color::cargo_term_color()) {
        Some(ColorWhen::Always) => clap::ColorChoice::Always,
        Some(ColorWhen::Never) => clap::ColorChoice::Never,
        Some(ColorWhen::Auto) | None => clap::ColorChoice::Auto,
    };
    let mut command = Cli::command().color(help_color);
    let matches = command.try_get_matches_from_mut(words)?;
    let mut cli = Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
    cli.common.from_environment = from_environment(&command, &matches);
    let before = cli.check;
    let mut asked = match cli.command {
        None => Command::Check(Box::new(before)),
        Some(Command::Check(after)) => Command::Check(Box::new(before.merged_with(*after))),
        Some(_) if before != CheckArgs::default() => {
            let word = matches.subcommand_name().unwrap_or_default();
            let message = format!("flags of `check` stand before `{word}`; flags of `{word}` follow it");
            return Err(command.error(ErrorKind::ArgumentConflict, message));
        }
        Some(other) => other,
    };
    if let Command::Check(args) = &mut asked {
        args.cargo.rest = for_cargo;
        if let Some(message) = args.contradiction() {
            return Err(command.error(ErrorKind::ArgumentConflict, message));
        }
    }
    Ok(Request { command: asked, common: cli.common })
}

/// The flags for every command whose values come from a variable, each with the variable.
fn from_environment(command: &clap::Command, matches: &ArgMatches) -> Vec<(String, String)> {
    let told = |arg: &clap::Arg| {
        let variable = arg.get_env()?.to_str()?.to_owned();
        let is_told = matches.value_source(arg.get_id().as_str()) == Some(ValueSource::EnvVariable);
        is_told.then(|| Some((arg.get_long()?.to_owned(), variable)))?
    };
    command.get_arguments().filter_map(told).collect()
}

/// Cargo calls `cargo-boundaries boundaries …`; by hand it is `cargo-boundaries …`. Both mean the same.
fn without_subcommand_word(mut words: Vec<OsString>) -> Vec<OsString> {
    if words.get(1).is_some_and(|word| word == "boundaries") {
        words.remove(1);
    }
    words
}

/// The words in front of `--`, and those behind it, where another cargo is to run and so has a use for them.
fn without_words_for_cargo(mut words: Vec<OsString>) -> (Vec<OsString>, Vec<String>) {
    let Some(end) = words.iter().position(|word| word == "--") else { return (words, Vec::new()) };
    let asks = |word: &OsString| word.to_str().is_some_and(|word| word == "--and" || word.starts_with("--and="));
    if !words[..end].iter().any(asks) {
        return (words, Vec::new());
    }
    let behind = words.split_off(end).into_iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    (words, behind)
}

/// The value of `--color` where it can be read before the rest is, so that usage errors follow it too.
fn color_among(words: &[OsString]) -> Option<ColorWhen> {
    let words: Vec<&str> = words.iter().map(OsString::as_os_str).filter_map(OsStr::to_str).collect();
    let joined = words.iter().find_map(|word| word.strip_prefix("--color="));
    let apart = words.windows(2).find(|pair| pair[0] == "--color").map(|pair| pair[1]);
    color::named(joined.or(apart)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{CheckFormat, FormatRequest, LevelArgs};

    fn request(line: &str) -> Request {
        parse(line.split_whitespace().map(OsString::from)).expect("the line is well-formed")
    }

    fn refused(line: &str) -> clap::Error {
        parse(line.split_whitespace().map(OsString::from)).expect_err("the line is refused")
    }

    #[test]
    fn the_definitions_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn all_ways_to_call_mean_the_same() {
        for line in [
            "cargo-boundaries boundaries check",
            "cargo-boundaries check",
            "cargo-boundaries boundaries",
            "cargo-boundaries",
        ] {
            assert!(matches!(request(line).command, Command::Check(args) if *args == CheckArgs::default()), "{line}");
        }
    }

    #[test]
    fn cargo_help_reaches_the_help_text() {
        assert_eq!(refused("cargo-boundaries boundaries --help").kind(), ErrorKind::DisplayHelp);
        assert_eq!(
            refused("cargo-boundaries --version").to_string(),
            concat!("cargo-boundaries ", env!("BOUNDARIES_VERSION"), "\n")
        );
    }

    #[test]
    fn flags_of_check_stand_on_either_side_of_the_word() {
        let Command::Check(args) = request("cargo-boundaries -p a --format json check -p b --exit-zero").command else {
            panic!("`check` was asked for");
        };
        assert_eq!(args.packages, ["a", "b"]);
        assert_eq!(args.formats.len(), 1);
        assert_eq!(args.formats[0], FormatRequest { format: CheckFormat::Json, file: None });
        assert!(args.exit_zero);
    }

    #[test]
    fn formats_may_have_a_file_each() {
        let line = "cargo-boundaries --format sarif=out/a=b.sarif check --format=text --format junit=-";
        assert!(parse(line.split_whitespace().map(OsString::from)).is_err(), "two reports on standard output");
        let line = "cargo-boundaries --format sarif=out/a=b.sarif check --format=text";
        let Command::Check(args) = request(line).command else { panic!("`check` was asked for") };
        let told: Vec<_> = args.formats.iter().map(|each| (each.format, each.file.as_deref())).collect();
        assert_eq!(told, [(CheckFormat::Sarif, Some("out/a=b.sarif".into())), (CheckFormat::Text, None)]);
    }

    #[test]
    fn formats_that_exclude_each_other_are_refused() {
        insta::assert_snapshot!(refused("cargo-boundaries --format json check --format sarif"), @"
        error: `json` and `sarif` cannot both go to standard output; give one of them a file: --format sarif=FILE

        Usage: cargo boundaries [OPTIONS] [COMMAND]

        For more information, try '--help'.
        ");
        insta::assert_snapshot!(refused("cargo-boundaries --format json=a check --format sarif=a"), @"
        error: `json` and `sarif` cannot both go to `a`

        Usage: cargo boundaries [OPTIONS] [COMMAND]

        For more information, try '--help'.
        ");
        insta::assert_snapshot!(refused("cargo-boundaries --format sarfi=a"), @"
        error: invalid value 'sarfi' for '--format <FORMAT[=FILE]>'
          [possible values: auto, text, short, json, jsonl, cargo-json, sarif, github, gitlab, junit, azure, teamcity, markdown, rdjsonl]

          tip: a similar value exists: 'sarif'

        For more information, try '--help'.
        ");
        insta::assert_snapshot!(refused("cargo-boundaries --format sarif="), @"error: `sarif=` names no file");
    }

    #[test]
    fn watching_is_for_reading() {
        for line in
            ["--watch", "--watch --format short", "--watch check --base main", "check --message-format short --watch"]
        {
            let Command::Check(args) = request(&format!("cargo-boundaries {line}")).command else {
                panic!("`check` was asked for");
            };
            assert!(args.watch, "{line}");
        }
        let told = |line: &str| {
            let error = refused(&format!("cargo-boundaries {line}"));
            assert_eq!(error.exit_code(), 2);
            error.to_string().lines().next().unwrap_or_default().to_owned()
        };
        insta::assert_snapshot!(told("--watch --format text --format sarif=out.sarif"), @"error: `--watch` is for reading and writes no files, so not `sarif=out.sarif` either");
        insta::assert_snapshot!(told("--watch check --format json"), @"error: `--watch` is for reading: it prints `text` or `short`, not `json`");
        insta::assert_snapshot!(told("check --watch --message-format=json"), @"error: `--watch` is for reading: it prints `text` or `short`, not `cargo-json`");
        insta::assert_snapshot!(told("check --watch --and clippy"), @"error: `--watch` runs nothing of the workspace, and `--and clippy` does; run one of them beside the other");
    }

    #[test]
    fn levels_keep_their_order_across_flags() {
        let Command::Check(args) = request("cargo-boundaries -D warnings -A team-cycle check --warn=a,b -A c").command
        else {
            panic!("`check` was asked for");
        };
        let LevelArgs { settings } = args.levels;
        let told: Vec<String> = settings.iter().map(|(flag, rule)| format!("{flag:?} {rule}")).collect();
        assert_eq!(told, ["Deny warnings", "Allow team-cycle", "Warn a", "Warn b", "Allow c"]);
    }

    #[test]
    fn common_flags_stand_anywhere() {
        for line in [
            "cargo-boundaries --manifest-path x/Cargo.toml -q owners a b",
            "cargo-boundaries owners a b -q --manifest-path=x/Cargo.toml",
        ] {
            let Request { command, common } = request(line);
            assert_eq!(common.manifest_path.as_deref(), Some("x/Cargo.toml".into()), "{line}");
            assert!(common.quiet, "{line}");
            assert!(matches!(command, Command::Owners(args) if args.subjects == ["a", "b"]), "{line}");
        }
    }

    #[test]
    fn flags_of_check_before_another_command_are_refused() {
        let error = refused("cargo-boundaries --format json owners a");
        assert_eq!(error.exit_code(), 2);
        insta::assert_snapshot!(error, @"
        error: flags of `check` stand before `owners`; flags of `owners` follow it

        Usage: cargo boundaries [OPTIONS] [COMMAND]

        For more information, try '--help'.
        ");
    }

    /// The lines of a help text that are examples.
    fn examples(help: &str) -> Vec<&str> {
        help.lines().skip_while(|line| *line != "Examples:").skip(1).take_while(|line| !line.is_empty()).collect()
    }

    /// The words of an example, as a shell would hand them over, up to where the line goes on to another program, a file or what the example means.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec!["cargo-boundaries".to_owned()];
        let mut rest = line;
        while let Some(next) = rest.strip_prefix(' ').filter(|next| !next.starts_with([' ', '|', '<', '>'])) {
            let (word, behind) = match next.strip_prefix('\'') {
                Some(quoted) => quoted.split_once('\'').expect("each quote is closed"),
                None => next.split_at(next.find(' ').unwrap_or(next.len())),
            };
            words.push(word.to_owned());
            rest = behind;
        }
        words
    }

    #[test]
    fn every_command_has_examples_that_parse() {
        let mut left = vec![(Vec::new(), Cli::command())];
        while let Some((path, command)) = left.pop() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples = examples(&help);
            assert!(!examples.is_empty(), "`{}` has no examples", path.join(" "));
            for line in examples {
                assert!(line.chars().count() <= 100, "it is broken where no terminal says its width: {line}");
                let example = words(line.split_once("cargo boundaries").expect("each example calls the program").1);
                assert!(example[1..].starts_with(&path), "{example:?} is an example of another command");
                let parsed = parse(example.iter().map(OsString::from));
                assert!(parsed.is_ok(), "{example:?}: {}", parsed.expect_err("it is refused"));
            }
            for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
                let path = path.iter().cloned().chain([sub.get_name().to_owned()]).collect();
                left.push((path, sub.clone()));
            }
        }
    }

    #[test]
    fn a_misspelt_command_is_suggested() {
        insta::assert_snapshot!(refused("cargo-boundaries grpah"), @"
        error: unrecognized subcommand 'grpah'

          tip: a similar subcommand exists: 'graph'

        Usage: cargo boundaries [OPTIONS] [COMMAND]

        For more information, try '--help'.
        ");
    }
}
