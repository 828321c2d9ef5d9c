//! Asks git about many objects at once and reads the answer as it comes, field by field. A git that falls silent is ended.

use std::io::{BufWriter, Read, Write};
use std::process::Child;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use crate::HistoryError;
use crate::git::Git;

/// A field above this length is no path.
const FIELD_LIMIT: usize = 1 << 20;

/// Writes the questions, one a line, and hands each field of the answer, which a zero byte ends, to `take`, until that says
/// that it has had enough.
pub(super) fn ask(
    git: &Git,
    command: &'static str,
    mut child: Child,
    questions: &[&str],
    mut take: impl FnMut(&[u8]) -> bool,
) -> Result<(), HistoryError> {
    let seconds = git.limits().git_silence;
    let mut input = BufWriter::new(child.stdin.take().expect("the input is piped"));
    let mut output = child.stdout.take().expect("the output is piped");
    let asked: String = questions.iter().flat_map(|question| [question, "\n"]).collect();
    // If git ends early, nobody reads the rest of the questions, and the answer is short.
    let writer = thread::spawn(move || {
        let _ = input.write_all(asked.as_bytes()).and_then(|()| input.flush());
    });
    let (sender, receiver) = sync_channel::<Vec<u8>>(16);
    let reader = thread::spawn(move || {
        let mut chunk = vec![0; 1 << 16];
        while let Ok(count @ 1..) = output.read(&mut chunk) {
            if sender.send(chunk[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    let mut rest: Vec<u8> = Vec::new();
    let result = loop {
        let answer = match seconds {
            // What is there by chance shall not decide.
            0 => Err(RecvTimeoutError::Timeout),
            _ => receiver.recv_timeout(Duration::from_secs(seconds)),
        };
        match answer {
            Ok(chunk) => {
                if !fields(&mut rest, &chunk, &mut take) {
                    break Err(HistoryError::Answer { command });
                }
            }
            Err(RecvTimeoutError::Disconnected) if rest.is_empty() => break Ok(()),
            Err(RecvTimeoutError::Disconnected) => break Err(HistoryError::Answer { command }),
            Err(RecvTimeoutError::Timeout) => {
                break Err(HistoryError::Silent { command, seconds });
            }
        }
    };
    drop(receiver);
    if result.is_err() {
        // It may have ended by itself, in which case there is nothing to end.
        let _ = child.kill();
    }
    child.wait().map_err(HistoryError::NoGit)?;
    // Both end with the pipes, which are closed now.
    let _ = (writer.join(), reader.join());
    result
}

/// Splits off whole fields; keeps what is left for the next chunk. Whether to go on.
pub(super) fn fields(rest: &mut Vec<u8>, chunk: &[u8], take: &mut impl FnMut(&[u8]) -> bool) -> bool {
    let mut parts = chunk.split(|&byte| byte == 0);
    let last = parts.next_back().unwrap_or_default();
    for part in parts {
        let goes_on = if rest.is_empty() {
            take(part)
        } else {
            rest.extend_from_slice(part);
            let goes_on = take(rest);
            rest.clear();
            goes_on
        };
        if !goes_on {
            return false;
        }
    }
    rest.extend_from_slice(last);
    rest.len() <= FIELD_LIMIT
}
