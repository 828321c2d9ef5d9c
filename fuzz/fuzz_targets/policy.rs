//! Any text as `boundaries.toml`: a policy, or mistakes with their places.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| boundaries_fuzz::check(&boundaries_fuzz::SOURCES, Some(text), None));
