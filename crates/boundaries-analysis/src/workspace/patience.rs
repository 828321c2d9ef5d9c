//! Waits for a program, but not for ever.

use std::io::{self, Read};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// What a program prints until it ends, at most for so long: Cargo opens whatever stands in the place of a manifest, and waits
/// for ever where that is a pipe.
#[expect(clippy::disallowed_methods, reason = "how long a program takes is told by the clock")]
pub(super) fn answer(mut command: Command, patience: Duration) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (sender, receiver) = mpsc::channel();
    let streams: [Option<Box<dyn Read + Send>>; 2] =
        [child.stdout.take().map(|it| Box::new(it) as _), child.stderr.take().map(|it| Box::new(it) as _)];
    for (at, mut stream) in streams.into_iter().flatten().enumerate() {
        let sender = sender.clone();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = stream.read_to_end(&mut bytes);
            // Nobody listens where the patience has ended.
            let _ = sender.send((at, read.map(|_| bytes)));
        });
    }
    let start = Instant::now();
    let mut texts = [Vec::new(), Vec::new()];
    for _ in 0..texts.len() {
        let Ok((at, read)) = receiver.recv_timeout(patience.saturating_sub(start.elapsed())) else {
            child.kill()?;
            child.wait()?;
            let told = format!(
                "`cargo metadata` did not end within {} seconds; is a manifest no file, or do globs of members lead through \
                 links? `--limit metadata-time=…` gives it more, `--metadata-path` takes what it prints",
                patience.as_secs()
            );
            return Err(io::Error::new(io::ErrorKind::TimedOut, told));
        };
        texts[at] = read?;
    }
    let [stdout, stderr] = texts;
    Ok(Output { status: child.wait()?, stdout, stderr })
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the programs are the test's own")]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let mut command = Command::new("sleep");
        command.arg("1000");
        let error = answer(command, Duration::ZERO).expect_err("it does not end by itself");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn both_streams_and_the_end_are_told() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo said; echo complained >&2; exit 3"]);
        let Output { status, stdout, stderr } = answer(command, Duration::from_secs(120)).expect("it ends");
        assert_eq!((status.code(), &*stdout, &*stderr), (Some(3), &b"said\n"[..], &b"complained\n"[..]));
    }
}
