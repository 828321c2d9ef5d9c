//! Any text behind the word that addresses a comment to the tool.
#![no_main]

use boundaries_fuzz::{POLICY, SOURCES};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let source = format!("// boundaries: {text}\n{}", SOURCES[0].1);
    boundaries_fuzz::check(&[("orders/src/lib.rs", &source), SOURCES[1]], Some(POLICY), None);
});
