//! Since when a file has named something: its texts, from the newest back to the first that does not.

use std::collections::BTreeMap;
use std::io::{self, BufReader, BufWriter, Read, Write};

use crate::export::{Head, head};
use crate::{HistoryError, Log, PathId, Repository};

/// Texts above this size are not looked into.
const TEXT_LIMIT: u64 = 4 << 20;
/// Paths above this length are not asked for.
const PATH_LIMIT: usize = 800;

/// The oldest commit since which a file has named something without a break.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mention {
    /// The commit, by its position in the log.
    pub commit: usize,
    /// Whether the file named it already before, where the history that is there begins.
    pub at_beginning: bool,
}

/// A file, and a list of names of which it has to name one.
pub type Question<'a> = (PathId, &'a [String]);

impl Repository {
    /// For each question the oldest commit since which the file has named one of the names without a break, as a word of its
    /// text; none if the newest text does not, or no commit of the log has it.
    ///
    /// # Errors
    /// If git cannot be run.
    pub fn mentions(
        &self,
        log: &Log,
        questions: &[Question<'_>],
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<Option<Mention>>, HistoryError> {
        let mut of_file: BTreeMap<PathId, Vec<usize>> = BTreeMap::new();
        for (number, (file, _)) in questions.iter().enumerate() {
            of_file.entry(*file).or_default().push(number);
        }
        // The texts of each file, the newest first, and last of all the one before its oldest commit.
        let mut asked: Vec<(PathId, usize, String)> = Vec::new();
        let mut oldest: BTreeMap<PathId, (usize, String)> = BTreeMap::new();
        for (at, commit) in log.commits.iter().enumerate() {
            for (file, name) in log.names_then(at).iter().filter(|(file, _)| of_file.contains_key(file)) {
                if is_askable(name.as_str()) {
                    asked.push((*file, at, format!("{}:{name}", commit.commit.id())));
                    oldest.insert(*file, (at, name.to_string()));
                }
            }
        }
        let before = |(file, (at, name)): (&PathId, &(usize, String))| {
            (*file, *at, format!("{}^:{name}", log.commits[*at].commit.id()))
        };
        asked.sort_by_key(|(file, at, _)| (*file, *at));
        let mut queries: Vec<(PathId, usize, String, bool)> =
            asked.into_iter().map(|(file, at, query)| (file, at, query, false)).collect();
        queries.extend(oldest.iter().map(before).map(|(file, at, query)| (file, at, query, true)));
        let mut found: Vec<Option<Mention>> = vec![None; questions.len()];
        let mut goes_on = vec![true; questions.len()];
        let mut done = 0;
        let all = queries.len();
        let texts: Vec<&str> = queries.iter().map(|(_, _, query, _)| query.as_str()).collect();
        self.texts(&texts, |number, text| {
            let (file, at, _, is_before) = &queries[number];
            for &question in &of_file[file] {
                if !goes_on[question] {
                    continue;
                }
                let names = text.is_some_and(|text| names_one(text, questions[question].1));
                match (names, is_before) {
                    (true, false) => found[question] = Some(Mention { commit: *at, at_beginning: false }),
                    (true, true) => {
                        found[question] = found[question].map(|mention| Mention { at_beginning: true, ..mention });
                    }
                    (false, _) => goes_on[question] = false,
                }
            }
            done += 1;
            if done % 256 == 0 || done == all {
                progress(done, all);
            }
        })?;
        Ok(found)
    }

    /// Hands over the text of each object, in order; none if there is no such object, or it is too large.
    pub(crate) fn texts(
        &self,
        queries: &[&str],
        mut take: impl FnMut(usize, Option<&[u8]>),
    ) -> Result<(), HistoryError> {
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
                        Head::Size(size) if size > TEXT_LIMIT => {
                            io::copy(&mut output.by_ref().take(size + 1), &mut io::sink()).map_err(|_| unreadable())?;
                            take(number, None);
                        }
                        Head::Size(size) => {
                            let mut text = Vec::new();
                            output.by_ref().take(size + 1).read_to_end(&mut text).map_err(|_| unreadable())?;
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

/// Whether a text has one of the names as a whole word.
fn names_one(text: &[u8], names: &[String]) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii();
    let words = text.split(|byte| !is_word(byte));
    words.into_iter().any(|word| names.iter().any(|name| name.as_bytes() == word))
}
