//! What the values of arguments are names of: one table for the arguments of every command.

use std::ffi::{OsStr, OsString};
use std::sync::Arc;

use boundaries::Limits;
use boundaries::internal::lint::metrics::catalogue;
use clap::{Arg, Command, ValueHint};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _};

use super::names::Names;

/// What the value of an argument names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Value {
    Team,
    Package,
    /// A team, crate, module or item.
    Subject,
    /// A crate, module or item.
    Code,
    Rule,
    Metric,
    Limit,
    File,
    Folder,
    /// A subject, or a file or folder.
    SubjectOrPath,
    /// Nothing that could be listed.
    Other,
}

/// Arguments by their names; where commands mean different things by a name, with the command.
const VALUES: &[(&str, &str, Value)] = &[
    ("", "manifest_path", Value::File),
    ("", "metadata_path", Value::File),
    ("", "config", Value::File),
    ("", "cache_dir", Value::Folder),
    ("", "features", Value::Other),
    ("", "target", Value::Other),
    ("", "cfg", Value::Other),
    ("", "limits", Value::Limit),
    ("", "base", Value::Other),
    ("", "head", Value::Other),
    ("", "packages", Value::Package),
    ("", "exclude", Value::Package),
    ("", "teams", Value::Team),
    ("", "team", Value::Team),
    ("", "rules", Value::Rule),
    ("", "rule", Value::Rule),
    ("", "allow", Value::Rule),
    ("", "warn", Value::Rule),
    ("", "deny", Value::Rule),
    ("", "subjects", Value::SubjectOrPath),
    ("", "output", Value::File),
    ("", "consumer", Value::Team),
    ("", "provider", Value::Team),
    ("", "reason", Value::Other),
    ("", "since", Value::Other),
    ("", "of", Value::Subject),
    ("metrics", "explain", Value::Metric),
    ("metrics", "boundary", Value::Team),
    ("seal", "boundary", Value::Subject),
    ("", "moves", Value::Other),
    ("", "merges", Value::Other),
    ("", "splits", Value::Other),
    ("", "owners", Value::File),
    ("", "policy", Value::File),
    ("", "suggest", Value::Other),
    ("", "module", Value::Code),
    ("", "focus", Value::Subject),
    ("", "depth", Value::Other),
    ("", "reaches", Value::Subject),
    ("", "between", Value::Subject),
    ("", "collapse", Value::Subject),
    ("init", "from", Value::File),
    ("why", "from", Value::Subject),
    ("why", "to", Value::Subject),
    ("ask", "from", Value::Code),
    ("ask", "to", Value::Code),
    ("", "out", Value::Folder),
    ("", "html", Value::File),
    ("", "name", Value::Other),
    ("man", "command", Value::Other),
];

/// The command with what can be offered for the values of its arguments, in the workspace that the words speak of.
pub(super) fn completed(command: Command, words: &[OsString]) -> Command {
    with_values(command, &Arc::new(Names::of(words)))
}

fn with_values(command: Command, names: &Arc<Names>) -> Command {
    let name = command.get_name().to_owned();
    let command = command.mut_args(|arg| match value(&name, &arg) {
        None | Some(Value::Other) => arg,
        Some(Value::File) => arg.value_hint(ValueHint::FilePath),
        Some(Value::Folder) => arg.value_hint(ValueHint::DirPath),
        Some(value) => {
            let names = Arc::clone(names);
            arg.value_hint(ValueHint::Other)
                .add(ArgValueCompleter::new(move |current: &OsStr| candidates(value, &names, current)))
        }
    });
    command.mut_subcommands(|sub| with_values(sub, names))
}

fn value(command: &str, arg: &Arg) -> Option<Value> {
    let known = VALUES.iter().filter(|(of, id, _)| arg.get_id() == *id && (of.is_empty() || *of == command));
    known.map(|(.., value)| *value).next()
}

fn candidates(value: Value, names: &Names, current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else { return Vec::new() };
    let offered = match value {
        Value::Team => names.teams(current),
        Value::Package => names.packages(current),
        Value::Subject => [names.teams(current), names.code(current)].concat(),
        Value::Code => names.code(current),
        Value::Rule => {
            let rules =
                boundaries::internal::lint::registry().map(|rule| (rule.name.to_owned(), rule.summary.to_owned()));
            rules.filter(|(name, _)| name.starts_with(current)).collect()
        }
        Value::Metric => {
            let metrics = catalogue().iter().map(|metric| (metric.name.to_owned(), metric.summary.to_owned()));
            metrics.filter(|(name, _)| name.starts_with(current)).collect()
        }
        Value::Limit => {
            let limits = Limits::NAMES.iter().filter(|name| name.starts_with(current));
            limits.map(|name| (format!("{name}="), "limit".to_owned())).collect()
        }
        Value::SubjectOrPath => [names.teams(current), names.code(current)].concat(),
        Value::File | Value::Folder | Value::Other => Vec::new(),
    };
    let candidate = |(name, help): (String, String)| CompletionCandidate::new(name).help(Some(help.into()));
    let mut candidates: Vec<_> = offered.into_iter().map(candidate).collect();
    if value == Value::SubjectOrPath {
        candidates.extend(PathCompleter::any().complete(OsStr::new(current)));
    }
    candidates
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::args::Cli;

    /// A new argument has to say what its values are.
    #[test]
    fn every_argument_with_a_value_stands_in_the_table() {
        let mut left = vec![Cli::command()];
        while let Some(command) = left.pop() {
            let arguments = command.get_arguments().filter(|arg| !arg.is_hide_set() && arg.get_action().takes_values());
            for arg in arguments.filter(|arg| arg.get_possible_values().is_empty()) {
                assert!(value(command.get_name(), arg).is_some(), "`{}` of `{}`", arg.get_id(), command.get_name());
            }
            left.extend(command.get_subcommands().cloned());
        }
    }
}
