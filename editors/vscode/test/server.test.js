// Which program is started, and with what.

"use strict";

const assert = require("node:assert/strict");
const { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { delimiter, join } = require("node:path");
const { after, test } = require("node:test");

const { commandLine, findProgram, initializationOptions } = require("../out/server.js");

const folder = mkdtempSync(join(tmpdir(), "boundaries-programs-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function program(path, mode = 0o755) {
  const whole = join(folder, path);
  mkdirSync(join(whole, ".."), { recursive: true });
  writeFileSync(whole, "");
  chmodSync(whole, mode);
  return whole;
}

const around = (env) => ({ env, platform: "linux", home: join(folder, "home") });

test("the program that is set counts, be it there or not", () => {
  assert.equal(findProgram("/opt/cargo-boundaries", around({})), "/opt/cargo-boundaries");
  assert.equal(findProgram("~/bin/it", around({})), join(folder, "home/bin/it"));
});

test("the first program on the path counts, then the folder of Cargo", () => {
  assert.equal(findProgram("", around({ PATH: join(folder, "a") })), undefined);
  const installed = program("home/.cargo/bin/cargo-boundaries");
  assert.equal(findProgram("", around({})), installed);
  const elsewhere = program("cargo/bin/cargo-boundaries");
  assert.equal(findProgram("", around({ CARGO_HOME: join(folder, "cargo") })), elsewhere);
  const second = program("b/cargo-boundaries");
  const PATH = ["a", "b"].map((name) => join(folder, name)).join(delimiter);
  assert.equal(findProgram("", around({ PATH })), second);
  assert.equal(findProgram("", around({ PATH: `${join(folder, "c")}${delimiter}${PATH}` })), second);
});

test("what cannot be run is no program", { skip: process.platform === "win32" && "Windows has no such flag" }, () => {
  program("d/cargo-boundaries", 0o644);
  mkdirSync(join(folder, "e/cargo-boundaries"), { recursive: true });
  const PATH = [join(folder, "d"), join(folder, "e")].join(delimiter);
  assert.equal(findProgram("", { ...around({ PATH }), home: join(folder, "nobody") }), undefined);
});

test("a folder of the workspace is never searched", () => {
  program("here/cargo-boundaries");
  const before = process.cwd();
  process.chdir(join(folder, "here"));
  try {
    const PATH = ["", ".", "here"].join(delimiter);
    assert.equal(findProgram("", { ...around({ PATH }), home: join(folder, "nobody") }), undefined);
  } finally {
    process.chdir(before);
  }
});

test("the settings become a command line and options", () => {
  const settings = {
    path: "",
    arguments: ["--config", "a b.toml"],
    ownerHints: true,
    ownerLenses: false,
    surfaceLenses: true,
  };
  assert.deepEqual(commandLine(settings), ["lsp", "--config", "a b.toml"]);
  assert.deepEqual(initializationOptions(settings), { ownerHints: true, ownerLenses: false, surfaceLenses: true });
});
