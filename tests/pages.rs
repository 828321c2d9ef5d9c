//! The pages of the book and the README, and the blocks of code in them.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository")
}

/// A page.
pub struct Page {
    /// Its path from the repository's root, with slashes.
    pub path: String,
    /// What stands on it.
    pub text: String,
}

/// A block of code on a page.
#[derive(Clone)]
pub struct Block {
    /// The number of its first line.
    pub line: usize,
    /// What stands behind the fence.
    pub language: String,
    /// The lines between the fences.
    pub text: String,
    /// The line above the fence.
    pub above: String,
}

/// All pages, by their paths.
///
/// # Panics
/// If the book is not there.
#[must_use]
pub fn pages() -> Vec<Page> {
    let entries = |folder: &str| {
        let entries = fs::read_dir(root().join(folder)).expect("the book is there").flatten();
        entries.map(|entry| PathBuf::from(folder).join(entry.file_name())).collect::<Vec<_>>()
    };
    let mut paths = [entries("docs"), entries("docs/rules")].concat();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.extend(["README.md", "SECURITY.md"].map(PathBuf::from));
    paths.sort();
    let read = |path: PathBuf| Page {
        text: fs::read_to_string(root().join(&path)).expect("the page can be read"),
        path: path.to_str().expect("the path is UTF-8").replace('\\', "/"),
    };
    paths.into_iter().map(read).collect()
}

impl Page {
    /// The blocks of the page, in order.
    ///
    /// # Panics
    /// If a block does not end.
    #[must_use]
    pub fn blocks(&self) -> Vec<Block> {
        let mut found = Vec::new();
        let mut open: Option<Block> = None;
        let mut above = "";
        for (number, line) in self.text.lines().enumerate() {
            match (&mut open, line.trim_start().strip_prefix("```")) {
                (None, Some(language)) => {
                    let language = language.trim().to_owned();
                    open = Some(Block { line: number + 2, language, text: String::new(), above: above.to_owned() });
                }
                (Some(_), Some("")) => found.extend(open.take()),
                (Some(block), _) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                (None, None) => {}
            }
            above = line;
        }
        assert!(open.is_none(), "a block of {} does not end", self.path);
        found
    }

    /// The text outside of blocks.
    #[must_use]
    pub fn prose(&self) -> String {
        let mut is_inside = false;
        let kept = self.text.lines().filter(|line| {
            let is_fence = line.trim_start().starts_with("```");
            is_inside ^= is_fence;
            !is_inside && !is_fence
        });
        kept.collect::<Vec<_>>().join("\n")
    }
}

impl Block {
    /// The words of every `cargo boundaries` that the block calls after `$`, without those that a shell reads.
    #[must_use]
    pub fn command_lines(&self) -> Vec<Vec<String>> {
        let lines = self.text.lines().filter_map(|line| line.strip_prefix("$ "));
        lines.filter_map(|line| line.split_once("cargo boundaries")).map(|(_, rest)| words(rest)).collect()
    }
}

/// The arguments of a command line, whatever a shell does with its rest; what is quoted is one word.
#[must_use]
pub fn words(line: &str) -> Vec<String> {
    let outside_of_quotes = line.split('"').step_by(2).collect::<Vec<_>>().join("QUOTED");
    let ours = outside_of_quotes.split(['|', '>', '<', '#', ';', '&']).next().unwrap_or_default();
    ours.split_whitespace().take_while(|word| *word != "--").map(str::to_owned).collect()
}
