//! Letters that pass for ASCII ones.
//!
//! `bіlling` with a Cyrillic `і` is another name than `billing`, and nobody sees it. What looks alike is the data of Unicode
//! Technical Standard #39 ("confusables"). Words of another script stay as they are: only what stands among ASCII letters
//! deceives.

use unicode_security::{GeneralSecurityProfile, is_potential_mixed_script_confusable_char, skeleton};

/// Where in the text, by bytes, a letter stands for the ASCII letter or digit that it looks like: in a run of letters that
/// are ASCII or look so, with both among them. In order. No part of a text deceives where the whole did not.
#[must_use]
pub fn deceiving(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    if text.is_ascii() {
        return places;
    }
    let is_part = |char: char| char.is_ascii_alphanumeric() || char == '_' || passes_for_ascii(char);
    for run in text.split(|char| !is_part(char)) {
        if run.contains(|char: char| char.is_ascii_alphabetic()) {
            let start = run.as_ptr() as usize - text.as_ptr() as usize;
            places.extend(run.char_indices().filter(|(_, char)| !char.is_ascii()).map(|(at, _)| start + at));
        }
    }
    places
}

fn passes_for_ascii(char: char) -> bool {
    // Languages with Latin letters of their own write them among ASCII ones, such as `æ` and the `ı` without a dot.
    if char < '\u{250}' || !char.is_alphanumeric() {
        return false;
    }
    let is_out_of_place = is_potential_mixed_script_confusable_char(char) || !char.identifier_allowed();
    let mut bytes = [0; 4];
    let mut looks = skeleton(char.encode_utf8(&mut bytes));
    is_out_of_place && looks.next().is_some_and(|looks| looks.is_ascii_alphanumeric()) && looks.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> String {
        let places = deceiving(text);
        let mark = |(at, char): (usize, char)| match places.contains(&at) {
            true => format!("<{:x}>", u32::from(char)),
            false => char.to_string(),
        };
        text.char_indices().map(mark).collect()
    }

    #[test]
    fn a_word_that_passes_for_ascii_is_seen() {
        for (text, seen) in [
            ("`bіlling` and `billing`", "`b<456>lling` and `billing`"),
            ("@org/sеcurity", "@org/s<435>curity"),
            ("crate::οrders::Key", "crate::<3bf>rders::Key"),
            ("𝐛illing", "<1d41b>illing"),
            ("ordｅrs", "ord<ff45>rs"),
            ("ɡo", "<261>o"),
            ("日bіlling", "日b<456>lling"),
        ] {
            assert_eq!(marked(text), seen);
        }
    }

    #[test]
    fn words_of_other_scripts_and_languages_stay() {
        for text in [
            "Касса",
            "сора",
            "API-сервер",
            "größe",
            "naïve",
            "Œuvre",
            "Ærø",
            "sınır",
            "5 µs",
            "日本語のAPIノート",
            "ＡＰＩ",
            "Δt",
            "don’t",
            "a–b",
            "1º",
        ] {
            assert_eq!(marked(text), text);
        }
    }
}
