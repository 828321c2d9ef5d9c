//! Names across files and crates: the text is cut at each NUL into the files of a workspace.
#![no_main]

use boundaries_fuzz::POLICY;

const FILES: [&str; 6] = [
    "orders/src/lib.rs",
    "billing/src/lib.rs",
    "orders/src/a.rs",
    "orders/src/a/b.rs",
    "billing/src/api.rs",
    "billing/src/api/mod.rs",
];

libfuzzer_sys::fuzz_target!(|text: &str| {
    let sources: Vec<(&str, &str)> = FILES.into_iter().zip(text.split('\0')).collect();
    boundaries_fuzz::check(&sources, Some(POLICY), None);
});
