//! What the words of the command line and the lines of a list ask for. All that mean nothing are told at once.

use std::io::{self, Read as _};

use boundaries::camino::{Utf8Path, Utf8PathBuf};
use boundaries::internal::report::OwnersAnswer;
use boundaries::internal::{ListedPath, Owners, Places, path_list};
use boundaries::{Project, UnknownName, UnknownNames};

use crate::args::OwnersArgs;
use crate::failure::Failure;

/// The list on stdin, if a subject asks for it.
pub(super) fn list_on_stdin(args: &OwnersArgs) -> Result<Option<Vec<ListedPath>>, Failure> {
    if !args.subjects.iter().any(|subject| subject == "-") {
        return Ok(None);
    }
    Ok(Some(path_list(&stdin()?)))
}

/// All of stdin.
pub(super) fn stdin() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|cause| Failure::Read { what: "standard input".to_owned(), cause })?;
    Ok(bytes)
}

/// The answers to all subjects, a list in the place of its `-`.
pub(super) fn answers(
    args: &OwnersArgs,
    list: Option<&[ListedPath]>,
    project: &Project,
    owners: &Owners<'_>,
) -> Result<Vec<OwnersAnswer>, Failure> {
    let here = std::env::current_dir().ok().and_then(|here| Utf8PathBuf::try_from(here).ok());
    let here = here.unwrap_or_else(|| project.root().to_owned());
    let mut asking = Asking {
        project,
        owners,
        places: project.places(),
        here,
        relative: args.relative,
        answers: Vec::new(),
        wrong: Wrong::default(),
    };
    for subject in &args.subjects {
        match (subject.as_str(), list) {
            ("-", Some(list)) => list.iter().for_each(|entry| asking.listed(entry)),
            (word, _) => asking.word(word),
        }
    }
    asking.wrong.into_failure().map_or(Ok(asking.answers), Err)
}

struct Asking<'a> {
    project: &'a Project,
    owners: &'a Owners<'a>,
    places: Places,
    here: Utf8PathBuf,
    relative: bool,
    answers: Vec<OwnersAnswer>,
    wrong: Wrong,
}

/// What cannot be answered.
#[derive(Default)]
struct Wrong {
    names: Vec<UnknownName>,
    paths: Vec<String>,
}

impl Asking<'_> {
    /// A word of the command line: a name of the workspace, else a path.
    fn word(&mut self, word: &str) {
        if word.is_empty() {
            self.wrong.paths.push("an empty word is no path and no name".to_owned());
            return;
        }
        let looks_like_path =
            word.contains(['/', '\\']) || word == "." || word == ".." || Utf8Path::new(word).extension().is_some();
        if !looks_like_path {
            match self.project.subject(word) {
                Ok(subject) => return self.answer(word, self.owners.of(&subject)),
                Err(unknown) if !self.is_there(word) => return self.wrong.names.push(unknown),
                Err(_) => {}
            }
        }
        match self.places.locate(word, &self.here) {
            Ok(path) => self.located(word, &path),
            Err(outside) => self.wrong.paths.push(outside.to_string()),
        }
    }

    /// A line of a list: a path, unless it is the path of a module or item.
    fn listed(&mut self, entry: &ListedPath) {
        let line = entry.line;
        let word = match &entry.path {
            Ok(path) => path.as_str(),
            Err(why) => return self.wrong.paths.push(format!("line {line} of the list is no path: {why}")),
        };
        if word.contains("::") && !word.contains('/') {
            return match self.project.subject(word) {
                Ok(subject) => self.answer(word, self.owners.of(&subject)),
                Err(unknown) => self.wrong.names.push(unknown),
            };
        }
        let is_relative = self.relative || word.starts_with("./") || word.starts_with("../");
        let base = if is_relative { self.here.as_path() } else { self.places.repository() };
        match self.places.from(word, base) {
            Ok(path) => self.located(word, &path),
            Err(outside) => self.wrong.paths.push(format!("line {line} of the list: {outside}")),
        }
    }

    fn located(&mut self, word: &str, path: &Utf8Path) {
        match self.owners.at(path) {
            Ok(entries) => self.answer(word, entries),
            Err(error) => self.wrong.paths.push(error.to_string()),
        }
    }

    fn answer(&mut self, question: &str, entries: Vec<boundaries::internal::report::OwnerEntry>) {
        self.answers.push(OwnersAnswer { question: question.to_owned(), entries });
    }

    fn is_there(&self, word: &str) -> bool {
        let located = self.places.locate(word, &self.here);
        located.is_ok_and(|path| self.project.root().join(path).symlink_metadata().is_ok())
    }
}

impl Wrong {
    fn into_failure(self) -> Option<Failure> {
        let Self { names, paths } = self;
        if paths.is_empty() {
            return (!names.is_empty()).then(|| UnknownNames(names).into());
        }
        let names = names.into_iter().map(|name| match name.similar.first() {
            Some(similar) => format!("{name}; did you mean `{similar}`?"),
            None => name.to_string(),
        });
        Some(Failure::Questions { told: paths.into_iter().chain(names).collect() })
    }
}
