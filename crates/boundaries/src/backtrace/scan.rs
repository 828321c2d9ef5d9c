//! Text → frames: what stands in a backtrace or a log, before anybody asks where it lies.
//!
//! Read are the backtraces of the standard library, short and full, those of color-eyre and of whatever prints alike, panic
//! messages old and new, and any line with a `file.rs:12` in it. Lines of a log that are no warning and no error say nothing
//! about who is responsible.

use boundaries_report::FrameOrigin;

use super::symbol;

/// What was found in a text.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Scanned {
    pub(super) frames: Vec<RawFrame>,
    /// Lines with places that are no warning and no error.
    pub(super) quiet_lines: usize,
}

/// A frame as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct RawFrame {
    pub(super) origin: FrameOrigin,
    /// Its number in the backtrace.
    pub(super) number: Option<u32>,
    pub(super) symbol: Option<String>,
    pub(super) place: Option<RawPlace>,
}

/// A place as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct RawPlace {
    pub(super) path: String,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
}

/// Levels of logs that accuse nobody.
const QUIET: [&str; 3] = ["INFO", "DEBUG", "TRACE"];
/// Levels of logs that do.
const LOUD: [&str; 5] = ["ERROR", "WARN", "WARNING", "FATAL", "CRITICAL"];

pub(super) fn scan(text: &str) -> Scanned {
    let mut scanned = Scanned::default();
    let mut in_trace = false;
    for line in text.lines() {
        let line = without_colors(line);
        let line = line.trim_end();
        if let Some((_, rest)) = line.split_once(" panicked at ") {
            scanned.push(FrameOrigin::Panic, None, None, panic_place(rest));
            in_trace = false;
            continue;
        }
        if line.to_ascii_lowercase().contains("backtrace") {
            in_trace = true;
        }
        if let Some((number, symbol)) = numbered_frame(line, in_trace) {
            in_trace = true;
            scanned.push(FrameOrigin::Frame, Some(number), Some(symbol.to_owned()), None);
            continue;
        }
        let trimmed = line.trim_start();
        if let Some(rest) = after_at(trimmed)
            && let Some(place) = place(rest)
        {
            match scanned.frames.last_mut() {
                Some(frame) if in_trace && frame.origin == FrameOrigin::Frame && frame.place.is_none() => {
                    frame.place = Some(place);
                }
                _ => scanned.push(FrameOrigin::Frame, None, None, Some(place)),
            }
            continue;
        }
        // A function that was compiled into the one below it has no number of its own.
        if in_trace && line.len() - trimmed.len() >= 6 && trimmed.contains("::") && symbol::is_symbol(trimmed) {
            scanned.push(FrameOrigin::Frame, None, Some(trimmed.to_owned()), None);
            continue;
        }
        scanned.log_line(line);
    }
    scanned
}

impl Scanned {
    fn push(&mut self, origin: FrameOrigin, number: Option<u32>, symbol: Option<String>, place: Option<RawPlace>) {
        let symbol = symbol.map(|symbol| match rustc_demangle::try_demangle(&symbol) {
            Ok(name) => format!("{name:#}"),
            Err(_) => symbol,
        });
        if symbol.is_some() || place.is_some() {
            self.frames.push(RawFrame { origin, number, symbol, place });
        }
    }

    /// The places in a line of a log, or the module that a line about an error comes from.
    fn log_line(&mut self, line: &str) {
        let words = line.split(|letter: char| letter.is_whitespace() || "[]\"',{}|".contains(letter));
        let mut places: Vec<RawPlace> = words.filter_map(rust_place).collect();
        if places.is_empty() {
            places.extend(json_place(line));
        }
        if level(line, &QUIET).is_some() {
            self.quiet_lines += usize::from(!places.is_empty());
            return;
        }
        if places.is_empty()
            && let Some(rest) = level(line, &LOUD)
        {
            self.push(FrameOrigin::Log, None, target(rest), None);
        }
        for place in places {
            self.push(FrameOrigin::Log, None, None, Some(place));
        }
    }
}

/// What follows the level of a line, if it is one of these. JSON writes levels in small letters, too.
fn level<'l>(line: &'l str, levels: &[&str]) -> Option<&'l str> {
    let is_json = line.trim_start().starts_with('{');
    let mut at = 0;
    for word in line.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        let end = at + word.len();
        if levels.iter().any(|level| *level == word || is_json && level.eq_ignore_ascii_case(word)) {
            return Some(&line[end..]);
        }
        at = line[end..].chars().next().map_or(end, |letter| end + letter.len_utf8());
    }
    None
}

/// The module behind a level: `ERROR billing::api: …` and `ERROR billing::api] …`, spans passed over.
fn target(rest: &str) -> Option<String> {
    let words = rest.trim_start_matches([']', ':']).split_whitespace();
    let mut targets = words.map_while(|word| word.strip_suffix([':', ']']));
    targets.find(|word| !word.contains('{') && symbol::is_symbol(word)).map(str::to_owned)
}

/// `  12: symbol`, `  12:   0x55d0c0a5f4e8 - symbol`; outside of a backtrace the symbol has to look like a path.
fn numbered_frame(line: &str, in_trace: bool) -> Option<(u32, &str)> {
    let colon = line.match_indices(": ").map(|(at, _)| at).find(|&at| {
        let digits = line[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
        let before = line[..at - digits].chars().next_back();
        digits > 0 && before.is_none_or(char::is_whitespace)
    })?;
    let digits = line[..colon].bytes().rev().take_while(u8::is_ascii_digit).count();
    let number = line[colon - digits..colon].parse().ok()?;
    let mut symbol = line[colon + 1..].trim();
    if symbol.starts_with("0x")
        && let Some((address, rest)) = symbol.split_once(" - ")
        && address[2..].bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        symbol = rest.trim();
    }
    // A span trace tells the fields of a span behind its name.
    symbol = symbol.split_once(" with ").map_or(symbol, |(name, _)| name);
    let looks_like_one = symbol.contains("::") || in_trace;
    (looks_like_one && rust_place(symbol).is_none() && symbol::is_symbol(symbol)).then_some((number, symbol))
}

fn after_at(trimmed: &str) -> Option<&str> {
    trimmed.strip_prefix("at ").map(str::trim)
}

/// Where a panic was: `path:12:5:`, or, as until Rust 1.72, behind the message.
fn panic_place(rest: &str) -> Option<RawPlace> {
    let rest = rest.trim().trim_end_matches(':');
    let behind = if rest.starts_with('\'') { rest.rsplit_once("', ").map_or(rest, |(_, place)| place) } else { rest };
    place(behind)
}

/// A whole text that is a place: `path:12`, `path:12:5`. The path may have blanks.
fn place(text: &str) -> Option<RawPlace> {
    let (rest, last) = number_behind(text)?;
    Some(match number_behind(rest) {
        Some((path, line)) => RawPlace { path: path.to_owned(), line: Some(line), column: Some(last) },
        None => RawPlace { path: rest.to_owned(), line: Some(last), column: None },
    })
}

fn number_behind(text: &str) -> Option<(&str, u32)> {
    let (rest, digits) = text.rsplit_once(':')?;
    (!rest.is_empty()).then_some((rest, digits.parse().ok()?))
}

/// A word with a Rust file and a line in it.
fn rust_place(word: &str) -> Option<RawPlace> {
    let end = word.find(".rs:")? + ".rs".len();
    let start = word[..end].rfind(['(', '<', '=', '`']).map_or(0, |at| at + 1);
    let mut numbers = word[end + 1..].split(':').map_while(|part| {
        let digits = part.len() - part.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        part[..digits].parse::<u32>().ok()
    });
    let line = numbers.next()?;
    Some(RawPlace { path: word[start..end].to_owned(), line: Some(line), column: numbers.next() })
}

/// A Rust file in quotes, as in a log of JSON objects, with the line that another field tells.
fn json_place(line: &str) -> Option<RawPlace> {
    let end = line.find(".rs\"")? + ".rs".len();
    let start = line[..end].rfind('"')? + 1;
    let number = ["\"line_number\":", "\"line\":"].into_iter().find_map(|key| {
        let rest = line[line.find(key)? + key.len()..].trim_start();
        rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
    });
    Some(RawPlace { path: line[start..end].replace("\\\\", "\\"), line: number, column: None })
}

/// The line without what a terminal takes for colours.
fn without_colors(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' && letters.next_if_eq(&'[').is_some() {
            while letters.next_if(|letter| !('@'..='~').contains(letter)).is_some() {}
            letters.next();
        } else {
            plain.push(letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(text: &str) -> String {
        let line = |frame: &RawFrame| {
            let place = frame.place.as_ref().map(|place| {
                let numbers = [place.line, place.column].into_iter().flatten().map(|number| format!(":{number}"));
                format!("{}{}", place.path, numbers.collect::<String>())
            });
            let number = frame.number.map(|number| number.to_string()).unwrap_or_default();
            let symbol = frame.symbol.clone().unwrap_or_default();
            format!("{:?} {number} | {symbol} | {}", frame.origin, place.unwrap_or_default())
        };
        scan(text).frames.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_short_backtrace_is_read() {
        let text = "thread 'main' panicked at crates/a/src/b.rs:3:9:\nno money\nstack backtrace:\n   0: rust_begin_unwind\n             at /rustc/59807616/library/std/src/panicking.rs:689:5\n   1: <a::B as core::ops::Drop>::drop\n   2: a::run::{{closure}}\n             at ./src/run.rs:12:5\n      a::inlined\n             at ./src/my file.rs:1:2\n   3: main\nnote: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.\n";
        insta::assert_snapshot!(told(text), @"
        Panic  |  | crates/a/src/b.rs:3:9
        Frame 0 | rust_begin_unwind | /rustc/59807616/library/std/src/panicking.rs:689:5
        Frame 1 | <a::B as core::ops::Drop>::drop | 
        Frame 2 | a::run::{{closure}} | ./src/run.rs:12:5
        Frame  | a::inlined | ./src/my file.rs:1:2
        Frame 3 | main |
        ");
    }

    #[test]
    fn a_full_backtrace_is_read() {
        let text = "stack backtrace:\n   0:     0x55d0c0a5f4e8 - std::backtrace_rs::backtrace::h0123456789abcdef\n                               at /rustc/x/library/std/src/lib.rs:1:1\n   1:     0x55d0c0a5f4e9 - a::b::c::h0123456789abcdef\n                               at C:\\work\\shop\\a\\src\\b.rs:7:8\n                               a::inner\n   2:                0x0 - <unknown>\n";
        insta::assert_snapshot!(told(text), @r"
        Frame 0 | std::backtrace_rs::backtrace::h0123456789abcdef | /rustc/x/library/std/src/lib.rs:1:1
        Frame 1 | a::b::c::h0123456789abcdef | C:\work\shop\a\src\b.rs:7:8
        Frame  | a::inner | 
        Frame 2 | <unknown> |
        ");
    }

    #[test]
    fn names_of_compilers_are_made_readable() {
        let text = "stack backtrace:\n   0: _ZN7billing3api7checked17h35fe1e78892760a9E\n   1:     0x55ed4103ff0a - _RNvNtCs2qSCrjELJ4E_7billing3api7checked\n   2: _start\n";
        insta::assert_snapshot!(told(text), @"
        Frame 0 | billing::api::checked | 
        Frame 1 | billing::api::checked | 
        Frame 2 | _start |
        ");
    }

    #[test]
    fn panics_are_read_old_and_new() {
        let text = "thread 'main' panicked at 'index out of bounds: the len is 3', src/main.rs:2:5\nthread 'x::y' (4711) panicked at /app/src/my file.rs:7:8:\n2026-11-21T08:00:00Z app | thread '<unnamed>' panicked at src/lib.rs:1:1:\n";
        insta::assert_snapshot!(told(text), @"
        Panic  |  | src/main.rs:2:5
        Panic  |  | /app/src/my file.rs:7:8
        Panic  |  | src/lib.rs:1:1
        ");
    }

    #[test]
    fn color_eyre_is_read() {
        let text = "\u{1b}[31mError: \u{1b}[0mno money\n\nLocation:\n   \u{1b}[35mcrates/a/src/b.rs\u{1b}[0m:\u{1b}[35m12\u{1b}[0m\n\n  ━━ SPANTRACE ━━\n   0: a::charge with amount=3\n      at crates/a/src/b.rs:10\n  ━━ BACKTRACE ━━\n     ⋮ 5 frames hidden ⋮\n   6: a::charge::h0123456789abcdef\n      at /home/x/shop/crates/a/src/b.rs:12\n";
        insta::assert_snapshot!(told(text), @"
        Log  |  | crates/a/src/b.rs:12
        Frame 0 | a::charge | crates/a/src/b.rs:10
        Frame 6 | a::charge::h0123456789abcdef | /home/x/shop/crates/a/src/b.rs:12
        ");
    }

    #[test]
    fn logs_are_read_and_quiet_lines_are_counted() {
        let text = "2026-11-21T08:00:00Z  INFO a::b: crates/a/src/b.rs:1: started\n2026-11-21T08:00:00Z ERROR a::b: crates/a/src/b.rs:12: failed\n[2026-11-21T08:00:00Z WARN  a::c] odd\nERROR request{id=3}: a::d: failed: x\nError: a went wrong\na stack trace: crates/a/src/f.rs:1\nERROR request failed (crates/a/src/d.rs:3:4)\n{\"level\":\"ERROR\",\"target\":\"a\",\"filename\":\"crates/a/src/e.rs\",\"line_number\":5}\n  --> src/x.rs:1:2\nat 10:30: nothing\nnothing: at all\n";
        insta::assert_snapshot!(told(text), @"
        Log  |  | crates/a/src/b.rs:12
        Log  | a::c | 
        Log  | a::d | 
        Log  |  | crates/a/src/f.rs:1
        Log  |  | crates/a/src/d.rs:3:4
        Log  |  | crates/a/src/e.rs:5
        Log  |  | src/x.rs:1:2
        ");
        assert_eq!(scan(text).quiet_lines, 1);
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "(\\PC|\n|: |at |::|\\.rs:[0-9]{0,12}|panicked at |backtrace|<|>){0,60}") {
            let lines = text.lines().count();
            prop_assert!(scan(&text).frames.len() <= text.len().max(lines));
        }
    }
}
