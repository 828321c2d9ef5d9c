// The extension as an editor runs it, with the real language client and the real server: what it starts, what it shows, and
// that nothing is left when it goes. `CARGO_BOUNDARIES` names the server.

"use strict";

const assert = require("node:assert/strict");
const { copyFileSync, cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, resolve } = require("node:path");
const { after, before, test } = require("node:test");

const { editor, load } = require("./editor.js");

const EXTENSION = resolve(__dirname, "../out/extension.js");
const SHOP = resolve(__dirname, "../../../examples/shop");
const LIB = "crates/web/src/lib.rs";

const program = process.env.CARGO_BOUNDARIES;
const options = { skip: program ? false : "CARGO_BOUNDARIES does not name a server" };

let folder;
before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "boundaries-vscode-")));
  cpSync(SHOP, folder, { recursive: true, filter: (path) => !path.endsWith("target") });
});
after(() => rmSync(folder, { recursive: true, force: true }));

const rules = (diagnostics) => diagnostics.map(({ code }) => code?.value ?? code).sort();
const text = () => readFileSync(join(folder, LIB), "utf8");

/** The extension at work in the example; it ends with the test, however that ends. */
async function start(context, settings) {
  const shop = editor(folder, settings);
  const extension = load(shop, EXTENSION);
  context.after(() => extension.deactivate());
  await extension.activate({ subscriptions: [] });
  return { shop, extension };
}

test("findings are shown, follow what is typed, and go when the extension goes", options, async (context) => {
  const { shop, extension } = await start(context, { "boundaries.server.path": program });
  assert.deepEqual(shop.state.errors, []);

  const found = await shop.until(LIB, (diagnostics) => diagnostics.length > 0);
  const coupling = found.find(({ code }) => (code?.value ?? code) === "boundaries::undeclared-coupling");
  assert.match(coupling.message, /^team `catalog` uses `orders::cart::Cart` owned by `orders` without a contract/);
  assert.equal(coupling.severity, shop.vscode.DiagnosticSeverity.Error);
  assert.equal(coupling.source, "cargo boundaries");
  assert.deepEqual(coupling.range.start, new shop.vscode.Position(4, 18));
  assert.ok(coupling.relatedInformation.some(({ message }) => message.startsWith("defined here")));

  // The lines above count, and the columns are units of UTF-16 as the editor counts them.
  const document = await shop.open(LIB, text());
  await document.type(text().replace("use orders::cart::Cart;", "/* 👍 */ use orders::cart::Cart;"));
  await shop.until(LIB, (all) => all.some(({ range }) => range.start.line === 4 && range.start.character === 27));
  await document.type("");
  await shop.until(LIB, (all) => all.length === 0);

  await extension.deactivate();
  assert.equal(shop.state.shown.size, 0, "nothing is shown any more");
});

test("the server starts again when its settings change, and by a command", options, async (context) => {
  const { shop } = await start(context, { "boundaries.server.path": join(folder, "nothing") });
  assert.equal(shop.state.errors.length, 1);
  assert.match(shop.state.errors[0], /failed. Error: spawn .*nothing ENOENT/);

  await shop.configure({ "boundaries.server.path": program });
  const before = rules(await shop.until(LIB, (diagnostics) => diagnostics.length > 0));
  await shop.state.commands.get("boundaries.restart")();
  assert.deepEqual(rules(await shop.until(LIB, (diagnostics) => diagnostics.length > 0)), before);
  assert.equal(shop.state.errors.length, 1, "nothing else went wrong");
});

test("hints about owners come once they are wanted", options, async (context) => {
  const { shop } = await start(context, { "boundaries.server.path": program });
  await shop.until(LIB, (diagnostics) => diagnostics.length > 0);
  const path = "crates/billing/src/lib.rs";
  const document = await shop.open(path, readFileSync(join(folder, path), "utf8"));
  assert.deepEqual(await document.hints(), []);
  await shop.configure({ "boundaries.ownerHints": true });
  const hints = await document.hints();
  assert.ok(hints.length > 0 && hints.every((hint) => hint.includes("billing")), String(hints));
});

test("files that change on disk are told to the server", options, async (context) => {
  const { shop } = await start(context, { "boundaries.server.path": program });
  await shop.until(LIB, (diagnostics) => diagnostics.length > 0);

  const other = join(folder, "kept.toml");
  copyFileSync(join(folder, "boundaries.toml"), other);
  rmSync(join(folder, "boundaries.toml"));
  await Promise.all(shop.watchers.map(({ deleted }) => deleted.fire(shop.uri("boundaries.toml"))));
  await shop.until(LIB, (diagnostics) => diagnostics.length === 0);
  copyFileSync(other, join(folder, "boundaries.toml"));
  await Promise.all(shop.watchers.map(({ created }) => created.fire(shop.uri("boundaries.toml"))));
  await shop.until(LIB, (diagnostics) => diagnostics.length > 0);
});
