//! A short run of every fuzz target: its seeds, and as many variations of them on every machine and in every run.
//!
//! `fuzz/run` lets libFuzzer look for more.

#[expect(unreachable_pub, reason = "it is the library of the fuzz targets as well")]
#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use boundaries_fixtures::Fixture;
use boundaries_tests::command;

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

/// The seeds of a target, in order.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(target);
    let entries = fs::read_dir(folder).expect("every target has seeds");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).expect("it can be read")).collect()
}

/// The seeds of a target, and variations of them.
fn inputs(target: &str, runs: usize) -> Vec<Vec<u8>> {
    let seeds = seeds(target);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut variation = |_| {
        let (seed, other) = (numbers.below(seeds.len()), numbers.below(seeds.len()));
        varied(&seeds[seed], &seeds[other], &mut numbers)
    };
    let variations: Vec<_> = (0..runs).map(&mut variation).collect();
    [seeds, variations].concat()
}

#[test]
fn every_target_stands_its_seeds_and_variations_of_them() {
    for (name, target) in targets::TARGETS {
        inputs(name, RUNS).iter().for_each(|input| target(input));
    }
}

/// What libFuzzer sends to the loop of the language server is sent to the program here.
#[test]
fn the_language_server_stands_whatever_an_editor_sends() {
    let shop = Fixture::parse(
        "//- billing/src/lib.rs\npub struct Invoice;\n//- orders/src/lib.rs deps: billing\nuse billing::Invoice;\n",
    );
    let folder = shop.write().expect("there is room");
    fs::create_dir(folder.path().join(".git")).expect("there is room");
    for input in inputs("lsp", RUNS / 2) {
        let mut program = command(&["lsp"])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be called");
        let input = if input.starts_with(b"Content-") { input } else { framed(&input) };
        let stdin = program.stdin.take();
        // It may have gone before it has read everything.
        let _ = stdin.expect("it is piped").write_all(&input);
        let output = program.wait_with_output().expect("it ends");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code().is_some_and(|code| code <= 2), "{told}");
        assert!(!told.contains("panicked"), "{told}");
    }
}

/// A message on each line becomes one with a header.
fn framed(lines: &[u8]) -> Vec<u8> {
    let initialize = br#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"capabilities":{}}}"#;
    let messages = std::iter::once(&initialize[..]).chain(lines.split(|&byte| byte == b'\n'));
    let frame = |message: &[u8]| [format!("Content-Length: {}\r\n\r\n", message.len()).as_bytes(), message].concat();
    messages.flat_map(frame).collect()
}
