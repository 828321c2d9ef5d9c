//! The runner of GitHub Actions, if the program runs on one: its log takes workflow commands, and a file takes the summary of
//! the job.

use std::env;
use std::fs;
use std::io::{self, Write as _};

use boundaries::camino::Utf8PathBuf;
use boundaries::internal::report::{self, MarkdownOptions, View};

/// Over 1024 KiB the runner throws the whole summary of a step away.
const SUMMARY_LIMIT: u64 = 900 * 1024;

/// A runner of GitHub Actions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Runner {
    /// The file that takes the summary of the job.
    summary: Option<Utf8PathBuf>,
    /// Where the checked commit's files are to be seen.
    files: Option<String>,
}

impl Runner {
    /// The runner that the environment tells of.
    pub(super) fn here() -> Option<Self> {
        Self::told_by(&|name| env::var(name).ok().filter(|value| !value.is_empty()))
    }

    fn told_by(variable: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        if variable("GITHUB_ACTIONS").as_deref() != Some("true") {
            return None;
        }
        let files = || {
            let (server, commit) = (variable("GITHUB_SERVER_URL")?, variable("GITHUB_SHA")?);
            Some(format!("{server}/{}/blob/{commit}", variable("GITHUB_REPOSITORY")?))
        };
        Some(Self { summary: variable("GITHUB_STEP_SUMMARY").map(Utf8PathBuf::from), files: files() })
    }

    /// Appends the report to the summary of the job, behind what other commands of the step have written.
    pub(super) fn add_summary(&self, view: &View<'_>) -> io::Result<()> {
        let Some(path) = &self.summary else { return Ok(()) };
        let mut file = fs::OpenOptions::new().append(true).create(true).open(path)?;
        let room = SUMMARY_LIMIT.saturating_sub(file.metadata()?.len());
        let limit = usize::try_from(room).unwrap_or(usize::MAX);
        let mut page = Vec::new();
        report::markdown(view, MarkdownOptions { links: self.files.as_deref(), limit }, &mut page)?;
        file.write_all(&page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(variables: &[(&str, &str)]) -> Option<Runner> {
        let value =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Runner::told_by(&value)
    }

    #[test]
    fn a_runner_is_known_by_its_variable() {
        assert_eq!(told(&[("GITHUB_STEP_SUMMARY", "a")]), None);
        assert_eq!(told(&[("GITHUB_ACTIONS", "true")]), Some(Runner { summary: None, files: None }));
        let full = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_STEP_SUMMARY", "summary.md"),
            ("GITHUB_SERVER_URL", "https://git.example"),
            ("GITHUB_REPOSITORY", "shop/shop"),
            ("GITHUB_SHA", "c0ffee"),
        ];
        let files = Some("https://git.example/shop/shop/blob/c0ffee".to_owned());
        assert_eq!(told(&full), Some(Runner { summary: Some("summary.md".into()), files }));
    }
}
