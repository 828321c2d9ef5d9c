//! Texts of many objects, from one call of git.

use std::io::{self, BufReader, BufWriter, Read, Write};

use crate::export::{Head, head};
use crate::{HistoryError, Repository};

/// Paths above this length are not asked for.
const PATH_LIMIT: usize = 800;

impl Repository {
    /// Hands over the text of each object, in order; none if there is no such object, or it is too large.
    pub(crate) fn texts(
        &self,
        queries: &[&str],
        mut take: impl FnMut(usize, Option<&[u8]>),
    ) -> Result<(), HistoryError> {
        let limit = self.git().limits().text_size;
        let unreadable = || HistoryError::Answer { command: "cat-file" };
        if queries.is_empty() {
            return Ok(());
        }
        let mut child = self.git().conversation("cat-file", &["--batch"])?;
        let mut input = BufWriter::new(child.stdin.take().expect("the input is piped"));
        let mut output = BufReader::new(child.stdout.take().expect("the output is piped"));
        let result = std::thread::scope(|scope| {
            // git answers while it is still being asked.
            scope.spawn(move || {
                let _ = queries.iter().try_for_each(|query| writeln!(input, "{query}")).and_then(|()| input.flush());
            });
            let mut read = || {
                for number in 0..queries.len() {
                    match head(&mut output)? {
                        Head::Missing => take(number, None),
                        Head::Size(size) if size > limit => {
                            io::copy(&mut output.by_ref().take(size.saturating_add(1)), &mut io::sink())
                                .map_err(|_| unreadable())?;
                            take(number, None);
                        }
                        Head::Size(size) => {
                            let mut text = Vec::new();
                            output
                                .by_ref()
                                .take(size.saturating_add(1))
                                .read_to_end(&mut text)
                                .map_err(|_| unreadable())?;
                            text.pop();
                            take(number, Some(&text));
                        }
                    }
                }
                Ok(())
            };
            let result = read();
            // After a failure nobody reads on, which ends git, and with it the thread that asks.
            drop(output);
            result
        });
        child.wait().map_err(HistoryError::NoGit)?;
        result
    }
}

/// Whether a path can stand in a line of a question.
pub(crate) fn is_askable(path: &str) -> bool {
    path.len() <= PATH_LIMIT && !path.contains(['\n', '\r', '\0'])
}
