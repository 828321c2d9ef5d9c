//! How a forge spells paths and patterns.
//!
//! A spelling of a policy's pattern is only a proposal: whoever uses it compares what it covers with what the policy's
//! pattern covers, file by file.

use boundaries_policy::Dialect;

/// More alternatives of braces than this are not written out.
const ALTERNATIVES: usize = 32;

/// Whether every rule that covers a path counts, instead of the last.
pub(super) fn adds_up(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::Gitea | Dialect::Forgejo)
}

/// The pattern for one file, from the root of the repository; none if its name cannot stand in a line.
pub(crate) fn file(dialect: Dialect, path: &str) -> Option<String> {
    if path.chars().any(char::is_control) {
        return None;
    }
    if adds_up(dialect) {
        return Some(expression(path));
    }
    let mut pattern = String::from("/");
    for letter in path.chars() {
        push_plain(dialect, letter, &mut pattern);
    }
    Some(pattern)
}

/// The pattern for everything below a folder; the root of the repository is empty.
pub(crate) fn folder(dialect: Dialect, path: &str) -> Option<String> {
    let is_root = path.is_empty();
    Some(match (adds_up(dialect), is_root) {
        (true, true) => ".*".to_owned(),
        (false, true) => "*".to_owned(),
        (true, false) => format!("{}/.*", file(dialect, path)?),
        (false, false) => format!("{}/", file(dialect, path)?),
    })
}

/// Ways to spell a pattern of the policy, the best first; each may need several lines. `prefix` is the path of the
/// workspace from the root of the repository.
pub(super) fn patterns(dialect: Dialect, prefix: &str, pattern: &str) -> Vec<Vec<String>> {
    let Some(alternatives) = braces_expanded(pattern) else { return Vec::new() };
    let spelled: Option<Vec<Alternative>> =
        alternatives.iter().map(|text| Alternative::new(dialect, prefix, text)).collect();
    let Some(spelled) = spelled else { return Vec::new() };
    let lines = |form: fn(&Alternative) -> Vec<String>| spelled.iter().flat_map(form).collect::<Vec<_>>();
    let mut ways = vec![lines(|one| vec![one.whole()]), lines(|one| vec![one.below()])];
    if dialect == Dialect::GitLab {
        ways.push(lines(|one| if one.is_folder { vec![one.below()] } else { vec![one.whole(), one.below()] }));
    }
    ways
}

/// A pattern without braces, in the forge's spelling.
struct Alternative {
    /// Without the wildcard at its end that stands for whatever lies below.
    stem: String,
    /// Whether it had one.
    is_folder: bool,
}

impl Alternative {
    fn new(dialect: Dialect, prefix: &str, pattern: &str) -> Option<Self> {
        let trimmed = pattern.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
        let mut segments: Vec<&str> = trimmed.split('/').collect();
        let is_folder = matches!(segments.last(), Some(&"*" | &"**"));
        if is_folder {
            segments.pop();
        }
        let mut above: Vec<&str> = prefix.split('/').filter(|name| !name.is_empty()).collect();
        while segments.first() == Some(&"..") {
            above.pop()?;
            segments.remove(0);
        }
        let mut stem = String::new();
        for name in above {
            stem.push('/');
            name.chars().for_each(|letter| push_plain(dialect, letter, &mut stem));
        }
        for segment in segments {
            stem.push('/');
            if segment == "**" { stem.push_str("**") } else { push_glob(dialect, segment, &mut stem)? }
        }
        (!stem.chars().any(char::is_control)).then_some(Self { stem, is_folder })
    }

    /// The file of this name, or whatever lies below.
    fn whole(&self) -> String {
        if self.is_folder { self.below() } else { self.stem.clone() }
    }

    fn below(&self) -> String {
        if self.stem.is_empty() { "*".to_owned() } else { format!("{}/", self.stem) }
    }
}

/// A segment with wildcards; none if the forge has no words for it.
fn push_glob(dialect: Dialect, segment: &str, spelled: &mut String) -> Option<()> {
    let mut letters = segment.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '*' => {
                while letters.next_if_eq(&'*').is_some() {}
                spelled.push('*');
            }
            '?' => spelled.push('?'),
            '\\' => push_plain(dialect, letters.next()?, spelled),
            '[' if dialect == Dialect::GitLab => spelled.push('['),
            ']' if dialect == Dialect::GitLab => spelled.push(']'),
            '[' | ']' | '{' | '}' => return None,
            plain => push_plain(dialect, plain, spelled),
        }
    }
    Some(())
}

/// A letter that means itself. Where brackets cannot be written, any one letter stands for them.
fn push_plain(dialect: Dialect, letter: char, spelled: &mut String) {
    match letter {
        '*' | '?' | '\\' | ' ' => spelled.extend(['\\', letter]),
        '[' | ']' if dialect == Dialect::GitLab => spelled.extend(['\\', letter]),
        '[' | ']' => spelled.push('?'),
        plain => spelled.push(plain),
    }
}

/// A path as a regular expression of Gitea, which takes off one layer of backslashes before it compiles one.
fn expression(path: &str) -> String {
    let mut spelled = String::with_capacity(path.len() + 8);
    for letter in path.chars() {
        match letter {
            '\\' => spelled.push_str("\\\\\\\\"),
            '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' | '!' => {
                spelled.extend(['\\', '\\', letter]);
            }
            ' ' | '#' => spelled.extend(['\\', letter]),
            plain => spelled.push(plain),
        }
    }
    spelled
}

/// `a{b,c}d` as `abd` and `acd`; none if there are too many, or braces do not close.
fn braces_expanded(pattern: &str) -> Option<Vec<String>> {
    let mut open = vec![pattern.to_owned()];
    let mut done = Vec::new();
    while let Some(text) = open.pop() {
        if open.len() + done.len() > ALTERNATIVES {
            return None;
        }
        let Some((start, parts, end)) = first_braces(&text)? else {
            done.push(text);
            continue;
        };
        for part in parts.iter().rev() {
            open.push(format!("{}{part}{}", &text[..start], &text[end..]));
        }
    }
    Some(done)
}

/// The first braces: where they start, what they choose from, and where they end.
fn first_braces(text: &str) -> Option<Option<(usize, Vec<&str>, usize)>> {
    let (mut depth, mut start, mut part, mut parts) = (0, 0, 0, Vec::new());
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '{' => {
                depth += 1;
                if depth == 1 {
                    (start, part) = (at, at + 1);
                }
            }
            ',' if depth == 1 => {
                parts.push(&text[part..at]);
                part = at + 1;
            }
            '}' => {
                if depth == 1 {
                    parts.push(&text[part..at]);
                    return Some(Some((start, parts, at + 1)));
                }
                depth = usize::checked_sub(depth, 1)?;
            }
            _ => {}
        }
    }
    (depth == 0).then_some(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_are_written_out() {
        let expanded = |pattern: &str| braces_expanded(pattern).map(|all| all.join(" "));
        assert_eq!(expanded("a/{b,c{d,e}}/x").as_deref(), Some("a/b/x a/cd/x a/ce/x"));
        assert_eq!(expanded("plain/**").as_deref(), Some("plain/**"));
        assert_eq!(expanded("a\\{b,c\\}").as_deref(), Some("a\\{b,c\\}"));
        assert_eq!(expanded("{a"), None);
        assert_eq!(expanded(&"{a,b}".repeat(20)), None);
    }

    #[test]
    fn each_forge_has_its_spelling() {
        let first =
            |dialect, prefix: &str, pattern: &str| patterns(dialect, prefix, pattern).first().map(|way| way.join(" "));
        for (dialect, prefix, pattern, spelled) in [
            (Dialect::GitHub, "", "crates/a/**", Some("/crates/a/")),
            (Dialect::GitHub, "shop", "crates/a", Some("/shop/crates/a")),
            (Dialect::GitHub, "", "**", Some("*")),
            (Dialect::GitHub, "shop", "**", Some("/shop/")),
            (Dialect::GitHub, "shop", "../docs/**", Some("/docs/")),
            (Dialect::GitHub, "", "**/*.sql", Some("/**/*.sql")),
            (Dialect::GitHub, "", "a b/{x,y}.rs", Some("/a\\ b/x.rs /a\\ b/y.rs")),
            (Dialect::GitHub, "", "a/[xy].rs", None),
            (Dialect::GitLab, "", "a/[xy].rs", Some("/a/[xy].rs")),
            (Dialect::GitHub, "", "a/\\[x\\].rs", Some("/a/?x?.rs")),
        ] {
            assert_eq!(first(dialect, prefix, pattern).as_deref(), spelled, "{dialect:?} {pattern}");
        }
        assert_eq!(file(Dialect::Gitea, "a b/c.rs#").as_deref(), Some("a\\ b/c\\\\.rs\\#"));
        assert_eq!(file(Dialect::GitHub, "a\nb"), None);
    }
}
