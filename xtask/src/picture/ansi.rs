//! Text with escape sequences for colours into runs of one look each. Knows the sequences that the program writes.

/// The colours of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ink {
    Red,
    Green,
    Yellow,
    Blue,
    Cyan,
}

/// How a run looks.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Look {
    pub(super) ink: Option<Ink>,
    pub(super) bold: bool,
    pub(super) dim: bool,
}

/// Letters of one look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Run {
    /// Where it begins, in columns.
    pub(super) column: usize,
    pub(super) text: String,
    pub(super) look: Look,
}

/// The runs of each line. Looks reach over the ends of lines.
pub(super) fn lines(text: &str) -> Vec<Vec<Run>> {
    let mut look = Look::default();
    text.lines().map(|line| runs(line, &mut look)).collect()
}

fn runs(line: &str, look: &mut Look) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut column = 0;
    let mut rest = line;
    while !rest.is_empty() {
        if let Some((codes, behind)) = rest.strip_prefix("\u{1b}[").and_then(|rest| rest.split_once('m')) {
            codes.split(';').for_each(|code| change(look, code));
            rest = behind;
            continue;
        }
        // A sequence of another kind would be shown as it is.
        let end = rest.char_indices().skip(1).find(|&(_, char)| char == '\u{1b}').map_or(rest.len(), |(at, _)| at);
        let text = &rest[..end];
        runs.push(Run { column, text: text.to_owned(), look: *look });
        column += text.chars().count();
        rest = &rest[end..];
    }
    runs
}

fn change(look: &mut Look, code: &str) {
    match code {
        "" | "0" => *look = Look::default(),
        "1" => look.bold = true,
        "2" => look.dim = true,
        "22" => (look.bold, look.dim) = (false, false),
        "31" => look.ink = Some(Ink::Red),
        "32" => look.ink = Some(Ink::Green),
        "33" => look.ink = Some(Ink::Yellow),
        "34" => look.ink = Some(Ink::Blue),
        "36" => look.ink = Some(Ink::Cyan),
        "39" => look.ink = None,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_begin_and_end_where_the_sequences_stand() {
        let lines = lines("a \u{1b}[31;1mß─\u{1b}[0m b\n\u{1b}[2mc\nd\u{1b}[22m\n\n");
        let told: Vec<Vec<String>> = lines
            .iter()
            .map(|line| {
                let run = |run: &Run| {
                    let Look { ink, bold, dim } = run.look;
                    format!("{}:{}:{ink:?}:{}", run.column, run.text, u8::from(bold) + 2 * u8::from(dim))
                };
                line.iter().map(run).collect()
            })
            .collect();
        let expected: [&[&str]; 4] =
            [&["0:a :None:0", "2:ß─:Some(Red):1", "4: b:None:0"], &["0:c:None:2"], &["0:d:None:2"], &[]];
        assert_eq!(told, expected);
    }
}
