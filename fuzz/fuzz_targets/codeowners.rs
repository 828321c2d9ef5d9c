//! Any text as CODEOWNERS, in the dialect that the first byte chooses.
#![no_main]

use boundaries_fuzz::SOURCES;

const DIALECTS: [&str; 5] = ["github", "gitlab", "gitea", "forgejo", "bitbucket"];

libfuzzer_sys::fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = input;
    let policy = format!("codeowners-dialect = \"{}\"\n", DIALECTS[usize::from(choice) % DIALECTS.len()]);
    boundaries_fuzz::check(&SOURCES, Some(&policy), Some(text));
    boundaries_fuzz::check(&SOURCES, None, Some(text));
});
