//! Lists of paths as other programs print them: `git diff --name-only`, `git ls-files`, `find`.
//!
//! One entry stands on each line. git puts names with unusual letters in quotes and writes bytes as `\303\244`; with `-z`
//! it writes names as they are and ends each with a zero byte. Both forms are read.

/// An entry of a list, or what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedPath {
    /// The line, from 1; the position in a list with zero bytes.
    pub line: usize,
    /// The path, its quotes resolved; or why it is none.
    pub path: Result<String, &'static str>,
}

/// The entries of a list, in order. Empty lines, and lines of blanks alone that stand in no quotes, are none.
#[must_use]
pub fn path_list(bytes: &[u8]) -> Vec<ListedPath> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let has_zeros = bytes.contains(&0);
    let end = if has_zeros { 0 } else { b'\n' };
    let mut entries = Vec::new();
    for (index, line) in bytes.split(|byte| *byte == end).enumerate() {
        let name = match line {
            [] => continue,
            line if has_zeros => line.to_vec(),
            line => match line.strip_suffix(b"\r").unwrap_or(line) {
                [b'"', quoted @ .., b'"'] => match unquoted(quoted) {
                    Some(name) => name,
                    None => {
                        entries
                            .push(ListedPath { line: index + 1, path: Err("its quotes are not as git writes them") });
                        continue;
                    }
                },
                blank if blank.iter().all(u8::is_ascii_whitespace) => continue,
                plain => plain.to_vec(),
            },
        };
        let path = String::from_utf8(name).map_err(|_| "it is not UTF-8");
        entries.push(ListedPath { line: index + 1, path });
    }
    entries
}

/// A name between git's quotes, with its escapes resolved.
fn unquoted(text: &[u8]) -> Option<Vec<u8>> {
    let mut name = Vec::with_capacity(text.len());
    let mut bytes = text.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            name.push(byte);
            continue;
        }
        name.push(match bytes.next()? {
            b'a' => 7,
            b'b' => 8,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 11,
            b'f' => 12,
            b'r' => b'\r',
            same @ (b'"' | b'\\') => same,
            first @ b'0'..=b'3' => {
                let mut digit = || bytes.next().filter(|byte| matches!(byte, b'0'..=b'7')).map(|byte| byte - b'0');
                (first - b'0') * 64 + digit()? * 8 + digit()?
            }
            _ => return None,
        });
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paths(bytes: &[u8]) -> Vec<Result<String, &'static str>> {
        path_list(bytes).into_iter().map(|entry| entry.path).collect()
    }

    #[test]
    fn plain_and_quoted_lines_are_paths() {
        let list = b"a.rs\r\n\n\"caf\\303\\251 \\\"x\\\"\\\\.rs\"\nwith blank.rs\n   \nlast";
        let told: Vec<_> = path_list(list).into_iter().map(|entry| (entry.line, entry.path.expect("a path"))).collect();
        let told: Vec<_> = told.iter().map(|(line, path)| (*line, path.as_str())).collect();
        assert_eq!(told, [(1, "a.rs"), (3, "caf\u{e9} \"x\"\\.rs"), (4, "with blank.rs"), (6, "last")]);
    }

    #[test]
    fn zero_bytes_end_names_that_are_not_quoted() {
        assert_eq!(paths(b"a.rs\0\"b\nc\"\0"), [Ok("a.rs".to_owned()), Ok("\"b\nc\"".to_owned())]);
    }

    #[test]
    fn a_name_of_blanks_is_a_name_where_its_ends_are_told() {
        for list in [&b"\"\\t \"\n"[..], b"\t \0"] {
            assert_eq!(paths(list), [Ok("\t ".to_owned())], "{list:?}");
        }
    }

    #[test]
    fn nothing_is_an_empty_list() {
        for list in [&b""[..], b"\n", b"\xef\xbb\xbf\r\n"] {
            assert_eq!(path_list(list), [], "{list:?}");
        }
    }

    #[test]
    fn what_is_no_path_is_told_with_its_line() {
        let wrong = path_list(b"ok\n\xff\n\"a\\q\"\n\"\\303\"\n\"\\40\"\n");
        let lines: Vec<_> = wrong.iter().filter(|entry| entry.path.is_err()).map(|entry| entry.line).collect();
        assert_eq!(lines, [2, 3, 4, 5]);
    }

    /// As git writes a name that needs quotes.
    fn quoted(name: &str) -> String {
        let bytes = name.bytes().map(|byte| match byte {
            b'"' | b'\\' => format!("\\{}", char::from(byte)),
            b'\n' => "\\n".to_owned(),
            b' '..=b'~' => char::from(byte).to_string(),
            other => format!("\\{other:03o}"),
        });
        format!("\"{}\"\n", bytes.collect::<String>())
    }

    proptest! {
        #[test]
        fn every_quoted_name_is_read_back(name in "\\PC*[a-z\"\\\\\n\t]\\PC*") {
            prop_assert_eq!(paths(quoted(&name).as_bytes()), [Ok(name)]);
        }

        #[test]
        fn no_list_is_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(path_list(&bytes).len() <= bytes.len());
        }
    }
}
