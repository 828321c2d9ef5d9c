//! `--and check|clippy`: cargo runs beside the check, and its messages and ours become one output.
//!
//! Cargo's lines are passed on unchanged, except the one that ends them: it is written once, when both are done. They wait
//! in a queue while the workspace is analysed, so that no line is ever torn.

use std::io::{self, BufRead as _, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use crate::args::{CargoCommand, CheckArgs, ColorWhen, CommonArgs, MessageFormat};
use crate::failure::Failure;

/// A cargo that was started.
pub(super) struct Beside {
    cargo: Child,
    lines: Receiver<Vec<u8>>,
}

impl Beside {
    /// Starts cargo with the flags that it was given by way of us.
    pub(super) fn start(command: CargoCommand, args: &CheckArgs, common: &CommonArgs) -> Result<Self, Failure> {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut cargo = Command::new(program);
        cargo.arg(command.as_str()).args(words(args, common)).stdin(Stdio::null()).stdout(Stdio::piped());
        let started = |cause: io::Error| Failure::Cargo { command: command.as_str(), cause };
        let mut cargo = cargo.spawn().map_err(started)?;
        let (sender, lines) = mpsc::channel();
        if let Some(stdout) = cargo.stdout.take() {
            thread::spawn(move || {
                let mut stdout = BufReader::new(stdout);
                let mut line = Vec::new();
                while stdout.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                    if sender.send(std::mem::take(&mut line)).is_err() {
                        break;
                    }
                }
            });
        }
        Ok(Self { cargo, lines })
    }

    /// Passes on what cargo has to tell until it ends. Tells whether it succeeded.
    pub(super) fn finish(mut self, out: &mut impl Write) -> io::Result<bool> {
        self.pass_on(out)?;
        Ok(self.cargo.wait()?.success())
    }

    /// Passes on what cargo has to tell until it has told all.
    pub(super) fn pass_on(&mut self, out: &mut impl Write) -> io::Result<()> {
        for line in &self.lines {
            if is_end(&line) {
                continue;
            }
            out.write_all(&line)?;
            if !line.ends_with(b"\n") {
                out.write_all(b"\n")?;
            }
            // An editor shows each message as it comes.
            out.flush()?;
        }
        Ok(())
    }
}

/// Whether the line is the last one of cargo's messages.
fn is_end(line: &[u8]) -> bool {
    line.starts_with(br#"{"reason":"build-finished""#)
}

/// The flags for cargo, in the order in which its own help lists them.
fn words(args: &CheckArgs, common: &CommonArgs) -> Vec<String> {
    let mut words = Vec::new();
    let messages: Vec<&str> = args.cargo.message_format.iter().map(|format| message_format(*format)).collect();
    if !messages.is_empty() {
        words.push(format!("--message-format={}", messages.join(",")));
    }
    if common.quiet {
        words.push("--quiet".to_owned());
    }
    words.extend(common.color.map(|when| {
        let when = match when {
            ColorWhen::Auto => "auto",
            ColorWhen::Always => "always",
            ColorWhen::Never => "never",
        };
        format!("--color={when}")
    }));
    words.extend(common.config.iter().filter(|value| value.contains('=')).map(|value| format!("--config={value}")));
    words.extend(args.packages.iter().map(|package| format!("--package={package}")));
    words.extend(args.cargo.exclude.iter().map(|package| format!("--exclude={package}")));
    words.extend(args.cargo.selection.words());
    words.extend(common.features.iter().map(|features| format!("--features={features}")));
    words.extend(common.target.iter().map(|target| format!("--target={target}")));
    words.extend(common.manifest_path.iter().map(|path| format!("--manifest-path={path}")));
    for (flag, on) in [
        ("--all-features", common.all_features),
        ("--no-default-features", common.no_default_features),
        ("--locked", common.locked),
        ("--offline", common.offline),
        ("--frozen", common.frozen),
    ] {
        if on {
            words.push(flag.to_owned());
        }
    }
    words.extend(args.cargo.rest.iter().cloned());
    words
}

fn message_format(format: MessageFormat) -> &'static str {
    match format {
        MessageFormat::Human => "human",
        MessageFormat::Short => "short",
        MessageFormat::Json => "json",
        MessageFormat::JsonDiagnosticShort => "json-diagnostic-short",
        MessageFormat::JsonDiagnosticRenderedAnsi => "json-diagnostic-rendered-ansi",
        MessageFormat::JsonRenderDiagnostics => "json-render-diagnostics",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Command as Asked;
    use crate::invocation;

    #[test]
    fn flags_of_cargo_are_handed_on() {
        let line = "cargo-boundaries --workspace --message-format=json-diagnostic-rendered-ansi --manifest-path a/Cargo.toml \
                    --keep-going --all-targets --no-default-features --features x -p b --config a.b=1 --config policy.toml \
                    --target-dir t --and clippy --offline -- --no-deps";
        let request = invocation::parse(line.split_whitespace().map(Into::into)).expect("the line is well-formed");
        let Asked::Check(args) = request.command else { panic!("`check` was asked for") };
        assert_eq!(
            words(&args, &request.common).join(" "),
            "--message-format=json-diagnostic-rendered-ansi --config=a.b=1 --package=b --workspace --keep-going \
             --all-targets --target-dir=t --features=x --manifest-path=a/Cargo.toml --no-default-features --offline \
             --no-deps"
        );
        assert_eq!(request.common.policy_file().map(|path| path.as_str()), Some("policy.toml"));
    }
}
