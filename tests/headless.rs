//! Editors, and bacon, as they are installed on this machine, run without a window by the recipes of `docs/editors.md`: each
//! shows the findings of the example where they are.
//!
//! What is not installed is told as ignored, with the name of the program that is missing.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use boundaries_tests::{command, copy};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};
use tempfile::TempDir;

/// An editor that says nothing fails a test instead of hanging it.
const PATIENCE: Duration = Duration::from_secs(120);

fn main() {
    let trials = [
        ("neovim", &["nvim"][..], neovim as fn() -> Result<(), Failed>),
        ("emacs_with_eglot", &["emacs"], emacs),
        ("helix", &["hx", "tmux"], helix),
        ("bacon", &["bacon"], bacon),
        ("vscode", &["code-server", "chromium", "the extension, built"], vscode),
    ];
    let trials = trials.map(|(name, programs, run)| match programs.iter().find(|program| !is_installed(program)) {
        None => Trial::test(name, run),
        Some(missing) => Trial::test(name, run).with_kind(format!("no {missing}")).with_ignored_flag(true),
    });
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit();
}

/// Emacs counts only with an eglot, which versions before 29 lack.
fn is_installed(program: &str) -> bool {
    let args: &[&str] = match program {
        "the extension, built" => return repository().join("editors/vscode/out/extension.js").exists(),
        "tmux" => &["-V"],
        "emacs" => &["--batch", "-q", "--eval", "(progn (package-initialize) (require 'eglot))"],
        _ => &["--version"],
    };
    let ran = Command::new(program).args(args).stdin(Stdio::null()).output();
    ran.is_ok_and(|output| output.status.success())
}

/// The example in a repository of its own, with the program on the path and nobody's configuration around.
struct Desk {
    dir: TempDir,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        for folder in ["shop/.git", "bin", "home"] {
            fs::create_dir_all(dir.path().join(folder)).expect("a folder can be made");
        }
        copy(&repository().join("examples/shop"), &dir.path().join("shop"));
        let desk = Self { dir };
        fs::copy(command(&[]).get_program(), desk.program()).expect("the program can be copied");
        desk
    }

    fn program(&self) -> PathBuf {
        let program = PathBuf::from(command(&[]).get_program());
        self.path("bin").join(program.file_name().expect("the program is a file"))
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn write(&self, path: &str, text: &str) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        fs::write(&path, text).expect("there is room");
        path
    }

    fn command(&self, program: &str) -> Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(self.path("bin")).chain(std::env::split_paths(&path)));
        let mut command = Command::new(program);
        command
            .current_dir(self.path("shop"))
            .env("PATH", path.expect("paths can be joined"))
            .env("XDG_CONFIG_HOME", self.path("home"))
            .env("XDG_STATE_HOME", self.path("home"))
            .env("XDG_CACHE_HOME", self.path("home"))
            .stdin(Stdio::null());
        command
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository")
}

/// The block of the page on editors that stands below a heading, has a language, and mentions a word.
fn recipe(heading: &str, language: &str, word: &str) -> String {
    let page = fs::read_to_string(repository().join("docs/editors.md")).expect("the page is there");
    let section = page.split("\n## ").find(|section| section.starts_with(&format!("{heading}\n")));
    let section = section.unwrap_or_else(|| panic!("no section {heading}"));
    let fence = format!("```{language}\n");
    let blocks = section.split(&fence).skip(1).map(|rest| rest.split("```").next());
    let block = blocks.flatten().find(|block| block.contains(word));
    block.unwrap_or_else(|| panic!("no recipe with {word} for {heading}")).to_owned()
}

/// Runs a script in an editor that writes down what it sees, and holds it to what the example has.
fn sees(mut editor: Command, desk: &Desk) -> Result<(), Failed> {
    let seen = desk.path("seen.json");
    let output = editor.env("SEEN", &seen).output()?;
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    judge(&seen, &told)
}

/// Holds what an editor wrote down to what the example has.
fn judge(seen: &Path, told: &str) -> Result<(), Failed> {
    let seen = fs::read_to_string(seen).map_err(|error| format!("nothing was seen: {error}\n{told}"))?;
    let seen: Value = serde_json::from_str(&seen)?;
    let list = |step: &str| seen[step].as_array().ok_or_else(|| format!("no step `{step}` in {seen:#}\n{told}"));
    let find = |step: &str, words: &str| -> Result<(u64, u64), Failed> {
        let found = list(step)?.iter().find(|each| each["message"].as_str().is_some_and(|text| text.contains(words)));
        let found = found.ok_or_else(|| format!("nothing with `{words}` in {seen:#}"))?;
        Ok((found["line"].as_u64().unwrap_or(u64::MAX), found["column"].as_u64().unwrap_or(u64::MAX)))
    };
    const COUPLING: &str = "team `catalog` uses `billing::tables::Row` owned by `billing`";
    let opened = find("opened", COUPLING)?;
    if !list("emptied")?.is_empty() {
        return Err(format!("findings stay in an empty file: {seen:#}").into());
    }
    let typed = find("typed", COUPLING)?;
    // Editors count the lines of the recipe's file from zero; the order of several places is theirs.
    let places = [(2, 21), (17, 26), (18, 28)];
    if !places.contains(&opened) || !places.contains(&(typed.0 - 1, typed.1)) {
        return Err(format!("not where they are: {opened:?}, {typed:?} in {seen:#}").into());
    }
    Ok(())
}

fn neovim() -> Result<(), Failed> {
    let desk = Desk::new();
    let recipe = desk.write("recipe.lua", &recipe("Neovim", "lua", "\"lsp\""));
    let mut editor = desk.command("nvim");
    editor.args(["--clean", "--headless", "-S"]).arg(repository().join("tests/editors/neovim.lua"));
    editor.env("RECIPE", recipe);
    sees(editor, &desk)
}

fn emacs() -> Result<(), Failed> {
    let desk = Desk::new();
    let recipe = desk.write("recipe.el", &recipe("Emacs", "lisp", "\"lsp\""));
    let mut editor = desk.command("emacs");
    editor.args(["--batch", "-q", "-l"]).arg(repository().join("tests/editors/emacs.el"));
    editor.env("RECIPE", recipe);
    sees(editor, &desk)
}

/// A terminal that no one looks at; it ends with the test.
struct Terminal<'d> {
    desk: &'d Desk,
}

impl<'d> Terminal<'d> {
    fn open(desk: &'d Desk, line: &str) -> Self {
        let terminal = Self { desk };
        terminal.tmux(&["-f", "/dev/null", "new-session", "-d", "-x", "200", "-y", "50", line]);
        terminal
    }

    fn tmux(&self, args: &[&str]) -> String {
        let socket = self.desk.path("socket");
        let output = self.desk.command("tmux").arg("-S").arg(socket).args(args).output().expect("tmux can be called");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    fn until(&self, step: &str, holds: impl Fn(&str) -> bool) -> Result<String, Failed> {
        let end = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if holds(&screen) {
                return Ok(screen);
            }
            if Instant::now() > end {
                return Err(format!("not seen: {step}\n{screen}").into());
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

fn helix() -> Result<(), Failed> {
    let desk = Desk::new();
    // Findings behind the end of a line are in sight without moving the cursor. rust-analyzer takes no part.
    desk.write("home/helix/config.toml", "[editor]\nend-of-line-diagnostics = \"hint\"\n");
    let servers = "[language-server.rust-analyzer]\ncommand = \"no-such-program\"\n";
    desk.write("home/helix/languages.toml", &format!("{}\n{servers}", recipe("Helix", "toml", "\"lsp\"")));
    let terminal = Terminal::open(&desk, "hx crates/web/src/lib.rs");
    terminal.until("the file", |screen| screen.contains("pages: the catalog team's"))?;
    const ROW: &str = "use billing::tables::Row;  team `catalog` uses `billing::tables::Row`";
    let screen = terminal.until("a finding, or the question of trust", |screen| {
        screen.contains(ROW) || screen.contains("Trust this workspace?")
    })?;
    if screen.contains("Trust this workspace?") {
        terminal.tmux(&["send-keys", "Enter"]);
    }
    terminal.until("the finding", |screen| screen.contains(ROW))?;
    terminal.tmux(&["send-keys", "%", "d"]);
    terminal.until("nothing in an empty file", |screen| !screen.contains("team `catalog`"))?;
    terminal.tmux(&["send-keys", "u"]);
    terminal.until("the finding again", |screen| screen.contains(ROW))?;
    Ok(())
}

fn bacon() -> Result<(), Failed> {
    let desk = Desk::new();
    // The lines that bacon exports are those that its own reader of messages has found.
    let export = "[exports.locations]\nauto = true\nline_format = \"{kind} {path}:{line}:{column} {message}\"\n";
    desk.write("shop/bacon.toml", &format!("{}\n{export}", recipe("bacon", "toml", "cargo_json")));
    let mut bacon = desk.command("bacon").args(["--headless", "-j", "boundaries"]).stdout(Stdio::piped()).spawn()?;
    let output = BufReader::new(bacon.stdout.take().expect("stdout is piped"));
    // It goes on watching after the first run, whose last line is a summary.
    let summary = output.lines().map_while(Result::ok).find(|line| line.contains("errors"));
    bacon.kill()?;
    bacon.wait()?;
    let summary = summary.ok_or("bacon tells no summary")?;
    if !summary.contains("2 errors") || !summary.contains("2 warnings") {
        return Err(format!("bacon counts something else: {summary}").into());
    }
    let exported = fs::read_to_string(desk.path("shop/.bacon-locations"))?;
    let place =
        "crates/web/src/lib.rs:5:19 team `catalog` uses `orders::cart::Cart` owned by `orders` without a contract";
    if !exported.lines().any(|line| line.starts_with("error ") && line.ends_with(place)) {
        return Err(format!("bacon finds other places:\n{exported}").into());
    }
    Ok(())
}

/// A program that is ended with the test, with all that it started.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Result<Self, Failed> {
        Ok(Self(command.stderr(Stdio::null()).process_group(0).spawn()?))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = Command::new("kill").args(["--", &format!("-{}", self.0.id())]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}

/// VS Code as a server, which starts extensions once a browser looks at it: ours, and one that tells what it sees.
fn vscode() -> Result<(), Failed> {
    let desk = Desk::new();
    let extensions = desk.path("extensions");
    for (from, name) in [
        ("editors/vscode", "cargo-boundaries.cargo-boundaries-0.1.0"),
        ("tests/editors/vscode", "tests.observer-0.0.0"),
    ] {
        fs::create_dir_all(extensions.join(name))?;
        copy(&repository().join(from), &extensions.join(name));
    }
    // It takes its variables from a shell of its own, so the program is not on its path.
    let settings = json!({ "boundaries.server.path": desk.program() });
    desk.write("home/code/User/settings.json", &settings.to_string());
    let seen = desk.path("seen.json");
    let mut server = desk.command("code-server");
    server.args(["--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-workspace-trust", "--user-data-dir"]);
    server.arg(desk.path("home/code")).arg("--extensions-dir").arg(&extensions).env("SEEN", &seen);
    let mut server = Running::start(server.stdout(Stdio::piped()))?;
    let mut output = BufReader::new(server.0.stdout.take().expect("stdout is piped")).lines().map_while(Result::ok);
    let place =
        output.find_map(|line| Some(line.split_once("listening on ")?.1.to_owned())).ok_or("no server listens")?;
    // It writes down what happens as long as it runs.
    thread::spawn(move || output.for_each(drop));
    let mut browser = desk.command("chromium");
    browser.args(["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]);
    browser.arg(format!("--user-data-dir={}", desk.path("home/chromium").display()));
    browser.arg(format!("{place}?folder={}", desk.path("shop").display()));
    let _browser = Running::start(browser.stdout(Stdio::null()))?;
    let end = Instant::now() + PATIENCE;
    while !seen.exists() && Instant::now() < end {
        thread::sleep(Duration::from_millis(50));
    }
    judge(&seen, "the server and the browser were started")
}
