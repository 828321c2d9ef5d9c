// The manifest says what the code does, and the package holds what is needed and nothing else.

"use strict";

const assert = require("node:assert/strict");
const { existsSync, readFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { test } = require("node:test");

const FOLDER = resolve(__dirname, "..");
const REPOSITORY = resolve(FOLDER, "../..");
const read = (path) => readFileSync(join(FOLDER, path), "utf8");
const manifest = JSON.parse(read("package.json"));
const { commands, configuration, problemMatchers } = manifest.contributes;
const source = read("src/extension.ts");

test("what is started is what is built", () => {
  assert.equal(manifest.main, "./out/extension.js");
  assert.ok(existsSync(join(FOLDER, manifest.main)), "`npm run build` comes first");
  assert.equal(typeof require("../out/server.js").findProgram, "function");
});

test("every command is registered, and every registered command is declared", () => {
  const registered = [...source.matchAll(/registerCommand\("([^"]+)"/g)].map(([, name]) => name);
  assert.deepEqual(commands.map(({ command }) => command).sort(), registered.sort());
  assert.ok(commands.every(({ title, category }) => title && category === "cargo boundaries"));
});

test("every setting that is read is declared with the default it is read with", () => {
  const read = [...source.matchAll(/settings\.get(?:<[^>]+>)?\("([^"]+)", ([^)]+)\)/g)];
  assert.equal(read.length, 5);
  for (const [, name, otherwise] of read) {
    const declared = configuration.properties[`boundaries.${name}`];
    assert.deepEqual(declared?.default, JSON.parse(otherwise), name);
  }
  // The client itself reads the one that logs messages.
  const names = [...read.map(([, name]) => `boundaries.${name}`), "boundaries.trace.server"];
  assert.deepEqual(Object.keys(configuration.properties).sort(), names.sort());
  for (const [name, { description, markdownDescription }] of Object.entries(configuration.properties)) {
    assert.match(description ?? markdownDescription, /\.$/, name);
  }
});

test("hints and lenses about owners are off until somebody wants them", () => {
  assert.equal(configuration.properties["boundaries.ownerHints"].default, false);
  assert.equal(configuration.properties["boundaries.ownerLenses"].default, false);
});

test("a stranger's workspace does not choose the program", () => {
  const { untrustedWorkspaces } = manifest.capabilities;
  assert.equal(untrustedWorkspaces.supported, "limited");
  const server = Object.keys(configuration.properties).filter((name) => name.startsWith("boundaries.server."));
  assert.deepEqual(untrustedWorkspaces.restrictedConfigurations.sort(), server.sort());
  assert.ok(server.every((name) => configuration.properties[name].scope === "machine-overridable"));
});

test("the problem matchers are those of the recipe for CI", () => {
  const path = join(REPOSITORY, "integrations/problem-matcher.json");
  const recipe = JSON.parse(readFileSync(path, "utf8")).problemMatcher;
  const here = problemMatchers.map(({ owner, severity, pattern }) => ({ owner, severity, pattern: [pattern] }));
  assert.deepEqual(here, recipe);
});

test("the licences are those of the repository, and the package has them", () => {
  for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) {
    assert.equal(read(name), readFileSync(join(REPOSITORY, name), "utf8"), name);
    assert.ok(read(".vscodeignore").includes(`\n!${name}\n`), name);
  }
  assert.equal(manifest.license, "MIT OR Apache-2.0");
});

test("the lock file names no host to install from", () => {
  const packages = JSON.parse(read("package-lock.json")).packages;
  for (const [path, { resolved, integrity }] of Object.entries(packages)) {
    assert.equal(resolved, undefined, path);
    assert.ok(path === "" || integrity, path);
  }
});
