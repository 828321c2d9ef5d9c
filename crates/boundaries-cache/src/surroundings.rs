//! What of the environment a result may depend on: the working directory, and the variables that Cargo and rustup read.

use std::env;

use crate::Hash;

/// Variables of other names that matter: where programs and homes are.
const NAMES: [&str; 3] = ["HOME", "PATH", "USERPROFILE"];

/// How the names of variables start that Cargo, rustup and the compiler read.
const PREFIXES: [&str; 3] = ["CARGO", "RUST", "__CARGO"];

/// Variables with such names that change from run to run and decide nothing: how many jobs may run beside each other, and
/// what is said about this cache itself.
const PASSING: [&str; 3] = ["CARGO_MAKEFLAGS", "CARGO_BOUNDARIES_CACHE_DIR", "CARGO_BOUNDARIES_NO_CACHE"];

/// What identifies the surroundings of this run.
#[must_use]
pub fn surroundings() -> Hash {
    let mut variables: Vec<_> = env::vars_os()
        .filter(|(name, _)| {
            let name = name.to_string_lossy();
            let matters = NAMES.contains(&&*name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix));
            matters && !PASSING.contains(&&*name)
        })
        .collect();
    variables.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    let here = env::current_dir().unwrap_or_default().into_os_string();
    let words = variables.into_iter().flat_map(|(name, value)| [name, value]);
    for word in std::iter::once(here).chain(words) {
        let word = word.as_encoded_bytes();
        hasher.update(&(word.len() as u64).to_le_bytes());
        hasher.update(word);
    }
    *hasher.finalize().as_bytes()
}
