//! Any text as the record of a team's debt.
#![no_main]

use boundaries::policy::{Policy, PolicyInput, PolicyText};
use boundaries_fuzz::{POLICY, SOURCES};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut analysis = boundaries_fuzz::analysis(&SOURCES);
    let policy = analysis.sources.add("boundaries.toml", POLICY);
    let baseline = analysis.sources.add("boundaries/baseline/orders.toml", text);
    let input = PolicyInput {
        sources: &analysis.sources,
        policy: Some(PolicyText::File(policy)),
        team_files: Vec::new(),
        codeowners: None,
        graph: &analysis.graph,
        baseline_files: vec![baseline],
        directives: &[],
        file_exists: &|_| true,
        all_files: &Vec::new,
        known_rules: &["undeclared-coupling"],
    };
    // Whether there are mistakes is for the text to say; what matters is that all of them are told.
    let _ = Policy::load(&input);
});
