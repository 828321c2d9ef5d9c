//! The floor of a check: reads and parses the files of a list with syn, in parallel, and keeps nothing.
//!
//! `floor LIST`: a file with one path a line, the largest file first, as a check reads them. `floor --hash LIST` reads and
//! hashes them instead.

use std::process::ExitCode;

use rayon::prelude::*;

/// The same as the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As the threads of a check have it.
const STACK_SIZE: usize = 256 << 20;

fn main() -> ExitCode {
    let hashes = std::env::args().nth(1).is_some_and(|first| first == "--hash");
    let Some(list) = std::env::args().last().and_then(|list| std::fs::read_to_string(list).ok()) else {
        eprintln!("usage: floor [--hash] LIST");
        return ExitCode::FAILURE;
    };
    let paths: Vec<&str> = list.lines().collect();
    let Ok(pool) = rayon::ThreadPoolBuilder::new().stack_size(STACK_SIZE).build() else { return ExitCode::FAILURE };
    if hashes {
        let hash = |path: &&str| std::fs::read(path).map_or(0, |text| blake3::hash(&text).as_bytes()[0]);
        let all = pool.install(|| paths.par_iter().map(hash).reduce(|| 0, |one, other| one ^ other));
        println!("{} files, {all}", paths.len());
        return ExitCode::SUCCESS;
    }
    let items: usize = pool.install(|| {
        let parse = |path: &&str| std::fs::read_to_string(path).ok().and_then(|text| syn::parse_file(&text).ok());
        paths.par_iter().with_max_len(1).map(|path| parse(path).map_or(0, |file| file.items.len())).sum()
    });
    println!("{} files, {items} items", paths.len());
    ExitCode::SUCCESS
}
