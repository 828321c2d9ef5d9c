//! Any text as a source file: facts or gaps, and a report about them.
#![no_main]

use boundaries_fuzz::{POLICY, SOURCES};

libfuzzer_sys::fuzz_target!(|text: &str| {
    boundaries_fuzz::check(&[("orders/src/lib.rs", text), SOURCES[1]], Some(POLICY), None);
});
