//! Hand-written parts of a generated file: between two marks, they are kept as they are, before the generated rules or
//! after them.

use super::{GenerateError, HEADER};

/// The line that opens a region.
pub(super) const BEGIN: &str = "# hand-written:";
/// The line that closes one.
pub(super) const END: &str = "# end of hand-written";

/// The regions of a file, each with its marks and a line break at its end.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Regions {
    /// Those in front of the generated rules.
    pub(super) before: Vec<String>,
    /// Those behind them.
    pub(super) after: Vec<String>,
}

impl Regions {
    /// # Errors
    /// If a mark lacks its other half, or a line of a file that is not generated stands outside of regions.
    pub(super) fn read(text: &str) -> Result<Self, GenerateError> {
        let text = text.trim_start_matches('\u{feff}');
        let is_generated = text.starts_with(HEADER);
        let mut regions = Self::default();
        let mut open: Option<(usize, String)> = None;
        let mut has_rules = false;
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            let mark = line.trim();
            match &mut open {
                Some(_) if mark == BEGIN => return Err(GenerateError::UnpairedMark { line: number }),
                Some((_, region)) => {
                    region.push_str(line);
                    region.push('\n');
                    if mark == END {
                        let region = open.take().map(|(_, region)| region).unwrap_or_default();
                        if has_rules { regions.after.push(region) } else { regions.before.push(region) }
                    }
                }
                None if mark == BEGIN => open = Some((number, format!("{line}\n"))),
                None if mark == END => return Err(GenerateError::UnpairedMark { line: number }),
                None if mark.is_empty() => {}
                None if !is_generated => return Err(GenerateError::HandWritten { line: number }),
                None => has_rules |= !mark.starts_with('#') && !mark.starts_with('['),
            }
        }
        match open {
            Some((line, _)) => Err(GenerateError::UnpairedMark { line }),
            None => Ok(regions),
        }
    }
}

/// Whether a region has a heading of GitLab, so that what follows belongs to its section.
pub(super) fn has_heading(region: &str) -> bool {
    region.lines().any(|line| line.trim().starts_with('[') || line.trim().starts_with("^["))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_keep_their_side_of_the_rules() {
        let text = format!("{HEADER} x\n\n{BEGIN}\n* @a\n{END}\n\n/b/ @b\n{BEGIN}\r\n/c @c\r\n{END}\r\n");
        let regions = Regions::read(&text).expect("marks are paired");
        assert_eq!(regions.before, [format!("{BEGIN}\n* @a\n{END}\n")]);
        assert_eq!(regions.after, [format!("{BEGIN}\n/c @c\n{END}\n")]);
        assert_eq!(Regions::read(""), Ok(Regions::default()));
    }

    #[test]
    fn a_file_of_somebodys_own_is_not_lost() {
        assert_eq!(Regions::read("# by hand\n* @a\n"), Err(GenerateError::HandWritten { line: 1 }));
        let marked = format!("{BEGIN}\n# by hand\n* @a\n{END}\n");
        assert_eq!(Regions::read(&marked).map(|regions| regions.before), Ok(vec![marked.clone()]));
        assert_eq!(Regions::read(&format!("{marked}/b @b\n")), Err(GenerateError::HandWritten { line: 5 }));
    }

    #[test]
    fn marks_come_in_pairs() {
        for (text, line) in [
            (format!("{BEGIN}\n* @a\n"), 1),
            (format!("{HEADER}\n{END}\n"), 2),
            (format!("{BEGIN}\n{BEGIN}\n{END}\n"), 2),
        ] {
            assert_eq!(Regions::read(&text), Err(GenerateError::UnpairedMark { line }));
        }
    }
}
