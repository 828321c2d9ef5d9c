//! Messages on stdin and stdout, each behind a header that says how long it is. A header is believed as far as bytes follow.

use std::io::{self, BufRead, Read as _};
use std::thread::{self, JoinHandle};

use lsp_server::{Connection, Message};

/// Headers are some words.
const MOST_OF_A_LINE: u64 = 4 << 10;

/// More than the text of any source that is read, however it is escaped.
const MOST_OF_A_MESSAGE: u64 = 1 << 30;

/// What reads and writes beside the loop.
pub(super) struct Threads {
    reader: JoinHandle<io::Result<()>>,
    writer: JoinHandle<io::Result<()>>,
}

/// A connection with whoever started the program.
pub(super) fn stdio() -> (Connection, Threads) {
    let (server, Connection { sender, receiver }) = Connection::memory();
    let reader = thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Some(message) = read(&mut input)? {
            let is_last = matches!(&message, Message::Notification(note) if note.method == "exit");
            // Where the loop has ended, nobody has to be told; behind the last message nothing is waited for.
            if sender.send(message).is_err() || is_last {
                break;
            }
        }
        Ok(())
    });
    let writer = thread::spawn(move || {
        let mut output = io::stdout().lock();
        receiver.into_iter().try_for_each(|message| message.write(&mut output))
    });
    (server, Threads { reader, writer })
}

impl Threads {
    /// Waits until the last message is read and the last answer written.
    pub(super) fn join(self) -> io::Result<()> {
        for thread in [self.reader, self.writer] {
            thread.join().map_err(|_| io::Error::other("a thread has panicked"))??;
        }
        Ok(())
    }
}

/// The next message; none where there are no more.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Message>> {
    let Some(size) = header(input)? else { return Ok(None) };
    let mut text = Vec::new();
    input.take(size).read_to_end(&mut text)?;
    if (text.len() as u64) < size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    serde_json::from_slice(&text).map(Some).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// How long the next message is; none where there is no more.
fn header(input: &mut impl BufRead) -> io::Result<Option<u64>> {
    let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("a header {what}"));
    let mut size = None;
    loop {
        let mut line = Vec::new();
        if input.take(MOST_OF_A_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = std::str::from_utf8(&line).ok().and_then(|line| line.strip_suffix("\r\n"));
        let line = line.ok_or_else(|| wrong("is not one"))?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| wrong("has no value"))?;
        if name.eq_ignore_ascii_case("Content-Length") {
            size = Some(value.trim().parse().map_err(|_| wrong("has a length that is no number"))?);
        }
    }
    match size {
        Some(size) if size <= MOST_OF_A_MESSAGE => Ok(Some(size)),
        Some(_) => Err(wrong("announces a message larger than 1 GiB")),
        None => Err(wrong("has no length")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> String {
        let mut rest = bytes;
        match read(&mut rest) {
            Ok(Some(Message::Notification(note))) => note.method,
            Ok(other) => format!("{}", other.is_some()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_message_stands_behind_its_length() {
        let exit = r#"{"jsonrpc":"2.0","method":"exit"}"#;
        assert_eq!(told(format!("Content-Length: 33\r\n\r\n{exit}").as_bytes()), "exit");
        assert_eq!(told(format!("Content-Type: x; y\r\ncontent-length:33\r\n\r\n{exit}").as_bytes()), "exit");
        assert_eq!(told(b""), "false");
    }

    #[test]
    fn no_header_is_believed() {
        let with_length = |length: &str| told(format!("Content-Length: {length}\r\n\r\n{{}}").as_bytes());
        assert_eq!(with_length("1000000000"), "unexpected end of file");
        assert_eq!(with_length("18446744073709551615"), "a header announces a message larger than 1 GiB");
        assert_eq!(with_length("99999999999999999999999"), "a header has a length that is no number");
        assert_eq!(with_length("-1"), "a header has a length that is no number");
        assert_eq!(told(b"Content-Length: 2\n\n{}"), "a header is not one");
        assert_eq!(told(&b"x".repeat(1 << 20)), "a header is not one");
        assert_eq!(told(b"\r\n{}"), "a header has no length");
        assert_eq!(told(b"x\r\n\r\n{}"), "a header has no value");
        assert_eq!(told(b"Content-Length: 2\r\n\r\n[]"), "data did not match any variant of untagged enum Message");
    }
}
