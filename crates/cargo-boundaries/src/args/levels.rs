//! `-A`, `-W` and `-D`: their order on the command line counts, as with rustc, so they are collected into one list.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

/// Levels given on the command line, in their order.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct LevelArgs {
    pub(crate) settings: Vec<(LevelFlag, String)>,
}

/// Which of the three flags.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LevelFlag {
    Allow,
    Warn,
    Deny,
}

const FLAGS: [(LevelFlag, &str, char, &str); 3] = [
    (LevelFlag::Allow, "allow", 'A', "Silence a rule"),
    (LevelFlag::Warn, "warn", 'W', "Report a rule without failing"),
    (LevelFlag::Deny, "deny", 'D', "Fail on findings of a rule; `warnings` stands for every rule at level warn"),
];

impl LevelArgs {
    /// These settings, then `later`.
    pub(crate) fn followed_by(mut self, later: Self) -> Self {
        self.settings.extend(later.settings);
        self
    }
}

impl Args for LevelArgs {
    fn augment_args(command: Command) -> Command {
        FLAGS.into_iter().fold(command, |command, (_, name, short, help)| {
            command.arg(
                Arg::new(name)
                    .short(short)
                    .long(name)
                    .value_name("RULE")
                    .value_delimiter(',')
                    .action(ArgAction::Append)
                    .help_heading("Levels")
                    .help(help),
            )
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for LevelArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut found = Vec::new();
        for (flag, name, ..) in FLAGS {
            let values = matches.get_many::<String>(name).into_iter().flatten();
            let indices = matches.indices_of(name).into_iter().flatten();
            found.extend(indices.zip(values).map(|(index, rule)| (index, flag, rule.clone())));
        }
        found.sort_by_key(|&(index, ..)| index);
        Ok(Self { settings: found.into_iter().map(|(_, flag, rule)| (flag, rule)).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
