//! A short run of every fuzz target: its seeds, and as many variations of them on every machine and in every run.
//!
//! `fuzz/run` lets libFuzzer look for more.

#[expect(unreachable_pub, reason = "it is the library of the fuzz targets as well")]
#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::Path;

/// How many variations each target is run with.
const RUNS: usize = 40;

/// What tends to decide about how a text is read.
const WORDS: [&[u8]; 24] = [
    b"{",
    b"}",
    b"(",
    b")",
    b"[",
    b"]",
    b"\"",
    b"\n",
    b"\0",
    b"//",
    b"/*",
    b"#",
    b"::",
    b"*",
    b"use ",
    b"mod a;",
    b"$x:tt",
    b"macro_rules! m ",
    b"@",
    b"=",
    b"[[contract]]",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r",
];

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

fn varied(seed: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(bytes.len() + 1);
        let end = at + numbers.below(bytes.len() + 1 - at).min(64);
        match numbers.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, WORDS[numbers.below(WORDS.len())].iter().copied())),
            3 => {
                let part = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, part));
            }
            4 => {
                let from = numbers.below(other.len() + 1);
                let part = &other[from..(from + 64).min(other.len())];
                drop(bytes.splice(at..end, part.iter().copied()));
            }
            _ => bytes.truncate(at.max(1)),
        }
    }
    bytes
}

#[test]
fn every_target_stands_its_seeds_and_variations_of_them() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds");
    for (name, target) in targets::TARGETS {
        let entries = fs::read_dir(seeds.join(name)).expect("every target has seeds");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("it can be read").path()).collect();
        files.sort();
        let texts: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).expect("it can be read")).collect();
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        for text in &texts {
            target(text);
        }
        for _ in 0..RUNS {
            let (seed, other) = (numbers.below(texts.len()), numbers.below(texts.len()));
            target(&varied(&texts[seed], &texts[other], &mut numbers));
        }
    }
}
