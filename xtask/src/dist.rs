//! `cargo xtask dist`: the archive that is handed out, the same byte for byte wherever it is built.
//!
//! What a build could take from its surroundings is fixed: paths in the program, the time in the archive, its order and owners,
//! and the flags. The compiler, and for the allocator the C compiler, have to be the same ones.

mod licences;

use std::fs;
use std::io::Write as _;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use crate::{Outcome, read, root, write};

/// What the static program for musl may weigh, without names: the one that is handed to machines of which nothing is known.
/// Elsewhere the standard library comes as it was built by others, for speed.
const LIMIT: u64 = 8_000_000;

/// What is asked for.
struct Options<'a> {
    target: String,
    /// Whether to build twice, in two folders, and compare.
    check: bool,
    /// What else cargo is told.
    cargo: &'a [&'a str],
}

/// `dist [--target TRIPLE] [--check] [-- CARGO-ARGUMENT..]`
pub(crate) fn run(args: &[&str]) -> Outcome {
    let options = options(args)?;
    let packages = root().join("target/packages");
    let (name, archive) = if options.check {
        let first = built_apart(&options, "a")?;
        let second = built_apart(&options, "a-longer-name/below/b")?;
        if first != second {
            return Err("two builds in two folders differ".to_owned());
        }
        print("two builds in two folders are the same");
        first
    } else {
        archive(&root(), &options)?
    };
    let path = packages.join(&name);
    fs::create_dir_all(&packages).map_err(|error| format!("cannot create `{packages}`: {error}"))?;
    fs::write(&path, &archive).map_err(|error| format!("cannot write `{path}`: {error}"))?;
    let sum = hex(&archive);
    write(&packages.join(format!("{name}.sha256")), &format!("{sum}  {name}\n"))?;
    print(&format!("{path}: {} bytes\nsha256 {sum}", archive.len()));
    Ok(())
}

fn options<'a>(args: &'a [&'a str]) -> Result<Options<'a>, String> {
    let (ours, cargo) = match args.iter().position(|arg| *arg == "--") {
        Some(at) => (&args[..at], &args[at + 1..]),
        None => (args, &[][..]),
    };
    let mut options = Options { target: host()?, check: false, cargo };
    let mut rest = ours.iter();
    while let Some(arg) = rest.next() {
        match *arg {
            "--check" => options.check = true,
            "--target" => options.target = (*rest.next().ok_or("`--target` needs a triple")?).to_owned(),
            other => return Err(format!("`dist` does not know `{other}`")),
        }
    }
    Ok(options)
}

/// The archive of a copy of what is committed, built in a folder of its own below the target folder.
fn built_apart(options: &Options<'_>, name: &str) -> Result<(String, Vec<u8>), String> {
    let place = root().join("target/apart").join(name);
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(&place).map_err(|error| format!("cannot create `{place}`: {error}"))?;
    let files = output(Command::new("git").args(["archive", "--format=tar", "HEAD"]).current_dir(root()))?;
    let mut tar = Command::new("tar");
    let mut tar = tar.args(["-x", "-C", place.as_str()]).stdin(std::process::Stdio::piped()).spawn().map_err(told)?;
    tar.stdin.take().expect("it was piped").write_all(&files).map_err(told)?;
    if !tar.wait().map_err(told)?.success() {
        return Err("`tar` cannot unpack what is committed".to_owned());
    }
    let archive = archive(&place, options)?;
    fs::remove_dir_all(&place).map_err(|error| format!("cannot remove `{place}`: {error}"))?;
    Ok(archive)
}

/// Builds the program in a checkout, and packs it with what belongs to it.
fn archive(checkout: &Utf8Path, options: &Options<'_>) -> Result<(String, Vec<u8>), String> {
    let target = &options.target;
    let epoch = output(Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(root()))?;
    let epoch = String::from_utf8_lossy(&epoch).trim().to_owned();
    let commit = output(Command::new("git").args(["rev-parse", "HEAD"]).current_dir(root()))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let built = checkout.join("target");
    let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo.args(["build", "--profile", "dist", "--package", "cargo-boundaries", "--locked", "--target", target]);
    cargo.args(options.cargo).current_dir(checkout).env("CARGO_TARGET_DIR", &built).env("CARGO_INCREMENTAL", "0");
    cargo
        .env("CARGO_ENCODED_RUSTFLAGS", flags(checkout, target)?)
        .env_remove("RUSTFLAGS")
        .env("SOURCE_DATE_EPOCH", &epoch);
    // The copies that are built to be compared have no repository.
    cargo.env("BOUNDARIES_COMMIT", &commit);
    cargo.env("CFLAGS", format!("-ffile-prefix-map={}=/cargo -ffile-prefix-map={checkout}=/source", cargo_home()?));
    if !cargo.status().map_err(told)?.success() {
        return Err(format!("the program cannot be built for `{target}`"));
    }
    let suffix = if target.contains("windows") { ".exe" } else { "" };
    let program = built.join(format!("{target}/dist/cargo-boundaries{suffix}"));
    let bytes = fs::metadata(&program).map_err(|error| format!("`{program}`: {error}"))?.len();
    print(&format!("{target}: {bytes} bytes"));
    if is_too_large(target, bytes) {
        return Err(format!("the program has {bytes} bytes, and {LIMIT} are the most for musl"));
    }
    let name = format!("cargo-boundaries-{}-v{}", target, env!("CARGO_PKG_VERSION"));
    let folder = built.join("pack").join(&name);
    fs::create_dir_all(&folder).map_err(|error| format!("cannot create `{folder}`: {error}"))?;
    fs::copy(&program, folder.join(format!("cargo-boundaries{suffix}"))).map_err(told)?;
    for file in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        write(&folder.join(file), &read(&checkout.join(file))?)?;
    }
    write(&folder.join("THIRD-PARTY.md"), &licences::page(checkout, target)?)?;
    let caller = if runs_here(target)? { Caller::Program(&program) } else { Caller::Cargo(checkout) };
    output(caller.command(&commit).args(["man", "--quiet", "--out", folder.join("man/man1").as_str()]))?;
    for shell in SHELLS {
        let script = output(caller.command(&commit).args(["completions", shell]))?;
        write(&folder.join(format!("completions/cargo-boundaries.{shell}")), &String::from_utf8_lossy(&script))?;
    }
    let mut tar = Command::new("tar");
    tar.args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mode=u+rwX,go+rX,go-w", "--format=gnu"]);
    tar.args([&format!("--mtime=@{epoch}"), "-c", "-C", built.join("pack").as_str(), &name]);
    let files = output(&mut tar)?;
    let mut packed = GzBuilder::new().write(Vec::new(), Compression::best());
    packed.write_all(&files).map_err(told)?;
    Ok((format!("{name}.tar.gz"), packed.finish().map_err(told)?))
}

fn is_too_large(target: &str, bytes: u64) -> bool {
    target.contains("musl") && bytes > LIMIT
}

/// Shells that the archive has completions for.
const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "elvish", "powershell"];

/// Who is asked for pages and scripts.
enum Caller<'a> {
    /// The program that was built.
    Program(&'a Utf8Path),
    /// The same for this machine, where that one is for another.
    Cargo(&'a Utf8Path),
}

impl Caller<'_> {
    fn command(&self, commit: &str) -> Command {
        match self {
            Self::Program(program) => Command::new(program),
            Self::Cargo(checkout) => {
                let mut cargo = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
                cargo.args(["run", "--quiet", "--locked", "--package", "cargo-boundaries", "--"]).current_dir(checkout);
                cargo.env("BOUNDARIES_COMMIT", commit);
                cargo
            }
        }
    }
}

/// Whether this machine runs programs for the target: the same processor and system, whatever the C library, as nothing
/// of that is outside of the program.
fn runs_here(target: &str) -> Result<bool, String> {
    let host = host()?;
    let machine = |triple: &str| {
        let mut parts = triple.split('-');
        (parts.next().map(str::to_owned), parts.nth(1).map(str::to_owned))
    };
    Ok(machine(&host) == machine(target))
}

/// Flags for the compiler: those of the user, and no path of this machine in the program.
fn flags(checkout: &Utf8Path, target: &str) -> Result<String, String> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let sysroot = String::from_utf8_lossy(&sysroot).trim().to_owned();
    let mut flags: Vec<String> =
        std::env::var("DIST_RUSTFLAGS").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    if target.contains("linux") {
        // A panic ends the program, so that nobody reads the tables by which it would unwind.
        flags.push("-Cforce-unwind-tables=no".to_owned());
    }
    let from_to = [(cargo_home()?, "/cargo"), (sysroot, "/rust"), (checkout.to_string(), "/source")];
    flags.extend(from_to.map(|(from, to)| format!("--remap-path-prefix={from}={to}")));
    Ok(flags.join("\u{1f}"))
}

fn cargo_home() -> Result<String, String> {
    if let Ok(home) = std::env::var("CARGO_HOME") {
        return Ok(home);
    }
    let home = std::env::home_dir().ok_or("nobody knows where Cargo keeps its sources: set CARGO_HOME")?;
    let home = Utf8PathBuf::from_path_buf(home).map_err(|home| format!("`{}` is not UTF-8", home.display()))?;
    Ok(home.join(".cargo").to_string())
}

fn host() -> Result<String, String> {
    let told = output(Command::new("rustc").arg("-vV"))?;
    let told = String::from_utf8_lossy(&told).into_owned();
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "`rustc -vV` does not tell its host".to_owned())
}

fn output(command: &mut Command) -> Result<Vec<u8>, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command.stderr(std::process::Stdio::inherit()).output();
    let done = done.map_err(|error| format!("`{name}` cannot be called: {error}"))?;
    if done.status.success() { Ok(done.stdout) } else { Err(format!("`{name}` failed")) }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn told(error: std::io::Error) -> String {
    error.to_string()
}

#[expect(clippy::print_stdout, reason = "what was made is the output of the task")]
fn print(text: &str) {
    println!("{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_for_the_same_machine_run_whatever_their_c_library() {
        let host = host().expect("there is a compiler");
        assert_eq!(runs_here(&host), Ok(true));
        assert_eq!(runs_here(&host.replace("-gnu", "-musl")), Ok(true));
        assert_eq!(runs_here("mips-wrs-vxworks"), Ok(false));
    }

    #[test]
    fn the_limit_is_that_of_the_static_program() {
        assert!(is_too_large("x86_64-unknown-linux-musl", LIMIT + 1));
        assert!(!is_too_large("x86_64-unknown-linux-musl", LIMIT));
        assert!(!is_too_large("x86_64-unknown-linux-gnu", LIMIT + 1));
    }

    #[test]
    fn what_cargo_is_told_stands_behind_two_dashes() {
        let args = ["--target", "x86_64-unknown-linux-musl", "--check", "--", "-Zbuild-std=std"];
        let options = options(&args).expect("they are arguments of the task");
        assert_eq!((options.target.as_str(), options.check), ("x86_64-unknown-linux-musl", true));
        assert_eq!(options.cargo, ["-Zbuild-std=std"]);
        assert!(super::options(&["--fast"]).is_err());
    }
}
