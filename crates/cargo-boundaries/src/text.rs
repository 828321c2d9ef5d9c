//! Small questions of wording, and the one place where names and paths are made safe to print.

/// "1 module", "3 modules".
pub(crate) fn counted(count: usize, word: &str) -> String {
    match (count, word.strip_suffix('y')) {
        (1, _) => format!("1 {word}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        _ => format!("{count} {word}s"),
    }
}

/// A name, path or line of somebody else's file, without anything that a terminal would obey.
pub(crate) fn clean(text: &str) -> String {
    boundaries::internal::report::sanitised(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_their_words() {
        assert_eq!(counted(1, "territory"), "1 territory");
        assert_eq!(counted(2, "territory"), "2 territories");
        assert_eq!(counted(0, "module"), "0 modules");
    }
}
