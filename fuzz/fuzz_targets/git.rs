//! Hands what libFuzzer makes up to the target of this name.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (name, target) = boundaries_fuzz::TARGETS[3];
    assert_eq!(name, "git");
    target(bytes);
});
