//! The table of who uses whom.

use std::io::{self, Write};

use crate::output::Look;

/// A table with a name in front of each row and above each column. A cell that ends in `?` is doubtful.
pub(crate) struct Table {
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<(String, Vec<String>)>,
}

const CORNER: &str = "uses";

impl Table {
    /// The table, its columns numbered if their names would not fit; none if even then it would be too wide.
    pub(crate) fn fitted(mut self, width: usize) -> Option<Self> {
        if self.width() > width {
            let heads = std::mem::take(&mut self.heads);
            for (index, head) in heads.iter().enumerate() {
                let number = format!("[{}]", index + 1);
                match self.rows.iter_mut().find(|(name, _)| name == head) {
                    Some((name, _)) => *name = format!("{number} {name}"),
                    None => self.rows.push((format!("{number} {head}"), vec!["· ".to_owned(); heads.len()])),
                }
                self.heads.push(number);
            }
        }
        (self.width() <= width).then_some(self)
    }

    /// Writes it.
    pub(crate) fn print(&self, look: Look, out: &mut impl Write) -> io::Result<()> {
        let first = self.first_width();
        let widths = self.column_widths();
        let mut line = format!("  {CORNER:>first$}");
        for (head, width) in self.heads.iter().zip(&widths) {
            line.push_str(&format!("  {:>width$}", format!("{head} ")));
        }
        writeln!(out, "{}", look.faint(line.trim_end()))?;
        for (name, cells) in &self.rows {
            write!(out, "  {name:first$}")?;
            let last = cells.len().saturating_sub(1);
            for (index, (cell, width)) in cells.iter().zip(&widths).enumerate() {
                let padded = format!("{cell:>width$}");
                let padded = if index == last { padded.trim_end() } else { &padded };
                write!(out, "  {}", if cell.ends_with('?') { look.caution(padded) } else { padded.to_owned() })?;
            }
            writeln!(out)?;
        }
        if self.rows.iter().flat_map(|(_, cells)| cells).any(|cell| cell.ends_with('?')) {
            writeln!(out, "  {}", look.faint("? runs against the main direction, or closes a cycle"))?;
        }
        Ok(())
    }

    fn width(&self) -> usize {
        2 + self.first_width() + self.column_widths().iter().map(|width| width + 2).sum::<usize>()
    }

    fn first_width(&self) -> usize {
        self.rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max(CORNER.len())
    }

    fn column_widths(&self) -> Vec<usize> {
        let widest = |index: usize| self.rows.iter().map(move |(_, cells)| cells[index].chars().count()).max();
        let heads = self.heads.iter().enumerate();
        heads.map(|(index, head)| (head.chars().count() + 1).max(widest(index).unwrap_or(0))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Look = Look { color: false, width: 100 };

    fn printed(table: &Table) -> String {
        let mut text = Vec::new();
        table.print(PLAIN, &mut text).expect("writing to memory does not fail");
        String::from_utf8(text).expect("the table is UTF-8")
    }

    fn table() -> Table {
        let row = |name: &str, cells: &[&str]| (name.to_owned(), cells.iter().map(|cell| (*cell).to_owned()).collect());
        Table {
            heads: vec!["billing".to_owned(), "platform".to_owned()],
            rows: vec![row("billing", &["· ", "1200 "]), row("orders", &["12 ", "3?"])],
        }
    }

    #[test]
    fn names_stand_above_columns() {
        insta::assert_snapshot!(printed(&table()), @"
           uses  billing   platform
        billing        ·       1200
        orders        12          3?
        ? runs against the main direction, or closes a cycle
        ");
    }

    #[test]
    fn columns_are_numbered_where_their_names_do_not_fit() {
        let fitted = table().fitted(29).expect("numbers fit");
        insta::assert_snapshot!(printed(&fitted), @"
                uses  [1]    [2]
        [1] billing     ·   1200
        orders         12      3?
        [2] platform    ·      ·
        ? runs against the main direction, or closes a cycle
        ");
        assert!(table().fitted(10).is_none());
    }
}
