// What the page promises, seen with the eyes of a browser.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { boundaries, dataOf, go, open, page, shown, start, stop, textOf, workspace } from "./browser.js";
import { hostile, indebted, large, lonely, quiet } from "./workspaces.js";

const shop = join(import.meta.dirname, "../../examples/shop");
const VIEWS = [
  "#/",
  "#/matrix",
  "#/matrix/crates",
  "#/matrix/modules",
  "#/matrix?as=picture",
  "#/matrix/modules?as=table",
  "#/graph",
  "#/graph/crates",
  "#/graph/crates?lines=all",
  "#/graph?lines=open",
  "#/findings",
  "#/contracts",
  "#/debt",
  "#/metrics",
  "#/unmatched",
];

before(start);
after(stop);

/** Every view, and every team, crate and module, without a fault. */
async function everywhere(file, most = 40) {
  const { tab, faults } = await open(file);
  const data = await dataOf(tab);
  const links = await tab.evaluate(() => {
    const found = new Set();
    for (const link of document.querySelectorAll("a[href^='#/']")) found.add(link.getAttribute("href"));
    return [...found];
  });
  const teams = data.territories.map(({ slug }) => `#/team/${slug}`);
  const inside = data.territories.map(({ slug }) => `#/matrix/in/${slug}`);
  const crates = data.crates.name.slice(0, most).map((name) => `#/crate/${encodeURIComponent(name)}`);
  const modules = data.modules.path
    .slice(0, most)
    .map((path) => `#/module/${encodeURIComponent(path).replaceAll("%3A", ":")}`);
  for (const address of [...VIEWS, ...links.slice(0, most), ...teams, ...inside, ...crates, ...modules]) {
    await go(tab, address);
    const heading = await textOf(tab, "main h1");
    assert.notEqual(heading, "Not here", address);
    assert.notEqual(await tab.$eval("main", (main) => main.innerText.trim()), "", address);
  }
  for (const missing of [
    "#/team/none",
    "#/module/none",
    "#/uses/none/none",
    "#/none",
    "#/crate/%",
    "#/team/%E0%A4%A",
  ]) {
    await go(tab, missing);
    assert.equal(await textOf(tab, "main h1"), "Not here", missing);
  }
  assert.deepEqual(faults, []);
  await tab.close();
  return data;
}

test("every view of the shop is drawn, without a request and without an error", async () => {
  await everywhere(page(shop));
});

test("the numbers on the page are those of the machine formats", async () => {
  const { tab, faults } = await open(page(shop));
  const metrics = JSON.parse(boundaries(["metrics", "--format", "json"], shop));
  const report = JSON.parse(boundaries(["check", "--format", "json"], shop));
  const contracts = JSON.parse(boundaries(["contracts", "--format", "json"], shop));
  const of = (metric, kind) => metrics.figures.filter((figure) => figure.metric === metric && figure.of === kind);
  const data = await dataOf(tab);

  const tiles = await tab.$$eval(".tile", (found) =>
    Object.fromEntries(
      found.map((tile) => [tile.querySelector(".label").textContent, tile.querySelector(".value").textContent]),
    ),
  );
  assert.equal(Number(tiles["Between teams"]), of("crossing-references", "workspace")[0].value);
  assert.equal(tiles["Contract coverage"], `${(100 * of("contract-coverage", "workspace")[0].value).toFixed(1)} %`);
  assert.equal(Number(tiles["Tolerated debt"]), of("tolerated", "workspace")[0].value);
  assert.equal(Number(tiles["Team tangle"]), of("team-tangle", "workspace")[0].value);
  assert.equal(
    Number(tiles["Without permission"]),
    of("undeclared", "workspace")[0].value + of("off-surface", "workspace")[0].value,
  );

  const name = (team) => data.teams[team].name;
  const cells = await tab.$$eval(".grid .filled", (found) =>
    found.map((cell) => [cell.dataset.row, cell.dataset.column, cell.querySelector(".amount").textContent].map(Number)),
  );
  const drawn = Object.fromEntries(
    cells.map(([row, column, amount]) => [
      `${data.territories[row].teams.map(name)} -> ${data.territories[column].teams.map(name)}`,
      amount,
    ]),
  );
  const pairs = of("crossing-references", "pair").filter((figure) => figure.value > 0);
  assert.deepEqual(
    drawn,
    Object.fromEntries(pairs.map((figure) => [`${figure.consumers} -> ${figure.providers}`, figure.value])),
  );

  await go(tab, "#/findings");
  assert.equal(await tab.$$eval(".finding", (found) => found.length), report.findings.length);
  assert.equal(await tab.$$eval(".finding.error", (found) => found.length), report.summary.failing);
  await go(tab, "#/contracts");
  assert.equal(await tab.$$eval(".list tbody tr", (found) => found.length), contracts.contracts.length);
  await go(tab, "#/debt");
  const debt = JSON.parse(boundaries(["debt", "--format", "json", "--no-history"], shop));
  assert.equal(data.debts.length, debt.items.length);
  assert.equal(data.debts.length, report.summary.waived);

  for (const module of ["billing::api", "platform", "catalog::pricing"]) {
    const radius = JSON.parse(boundaries(["metrics", "--of", `module:${module}`, "--format", "json"], shop)).radius;
    await go(tab, `#/module/${module}`);
    const listed = await tab.$$eval(".wrapping li", (found) => found.map((item) => item.textContent));
    assert.deepEqual(listed.sort(), radius.modules.map((reached) => reached.module).sort(), module);
  }
  assert.deepEqual(faults, []);
  await tab.close();
});

test("from the matrix to the place in code, and back with the browser's button", async () => {
  const { tab, faults } = await open(page(shop));
  await tab.click('.grid .filled[aria-label^="catalog uses orders"] a');
  await shown(tab, "#/uses/");
  assert.equal(await textOf(tab, "main h1"), "catalog → orders");
  const item = await tab.$eval(".list tbody tr", (row) => row.innerText);
  assert.match(item, /orders::cart::Cart/);
  assert.match(item, /crates\/web\/src\/lib\.rs:\d+/);
  await tab.click('main a[href^="#/module/"]');
  await shown(tab, "#/module/");
  await tab.goBack();
  await shown(tab, "#/uses/");
  assert.equal(await textOf(tab, "main h1"), "catalog → orders");
  await tab.goBack();
  await tab.waitForFunction(() => document.querySelector("main h1").textContent === "shop");
  await go(tab, "#/findings");
  await tab.click(".finding summary");
  await tab.waitForSelector(".finding details[open]");
  assert.match(await tab.$eval(".finding .letter", (letter) => letter.innerText), /Ways on/);
  assert.deepEqual(faults, []);
  await tab.close();
});

test("everything can be reached by keyboard", async () => {
  const { tab, faults } = await open(page(shop));
  const focused = () =>
    tab.evaluate(() => document.activeElement.getAttribute("aria-label") || document.activeElement.textContent);
  await tab.focus('.grid td[tabindex="0"]');
  assert.match(await focused(), /^orders: /);
  await tab.keyboard.press("ArrowDown");
  assert.match(await focused(), /^catalog uses orders: 3 references \(3 undeclared\); against the order$/);
  assert.match(await textOf(tab, ".teller"), /catalog uses orders/);
  await tab.keyboard.press("Enter");
  await shown(tab, "#/uses/");

  await tab.keyboard.press("/");
  assert.equal(await tab.evaluate(() => document.activeElement.id), "search");
  await tab.keyboard.type("tables");
  assert.match(await textOf(tab, "#results"), /billing::tables/);
  await tab.keyboard.press("Enter");
  await shown(tab, "#/module/billing::tables");
  assert.equal(await textOf(tab, "main h1"), "billing::tables");

  await go(tab, "#/matrix?as=picture");
  await tab.focus("canvas");
  await tab.keyboard.press("n");
  assert.match(await textOf(tab, ".teller"), /orders uses catalog: 3 references/);
  await tab.keyboard.press("Enter");
  await shown(tab, "#/uses/");
  await go(tab, "#/graph");
  await tab.$eval(".picture .box", (box) => box.focus());
  assert.match(await textOf(tab, ".teller"), /uses \d+, is used by \d+/);
  await tab.keyboard.press("Enter");
  await shown(tab, "#/team/");

  // From the start of a page, Tab meets the way past the frame first, then search, then the views.
  assert.deepEqual(faults, []);
  await tab.close();
  const fresh = (await open(page(shop))).tab;
  const met = [];
  for (let step = 0; step < 5; step += 1) {
    await fresh.keyboard.press("Tab");
    met.push(
      await fresh.evaluate(
        () => document.activeElement.getAttribute("aria-label") || document.activeElement.textContent,
      ),
    );
  }
  assert.deepEqual(met, ["Skip to the content", "Overview", "Search", "Use dark colours", "Overview"]);
  await fresh.close();
});

test("names and texts stay names and texts", async () => {
  const file = page(workspace(hostile), "--name", "</title><script>alert(5)</script>");
  const data = await everywhere(file);
  assert.equal(data.teams.length, 2);
  const { tab, faults } = await open(file);
  assert.equal(await textOf(tab, "main h1"), "</title><script>alert(5)</script>");
  assert.match(await tab.title(), /<\/title><script>/);
  const labels = await tab.$$eval(".grid tbody th", (found) => found.map((cell) => cell.textContent));
  assert.deepEqual(labels, ["</script><script>alert(1)</script>", "צוות \"חיוב\" & 'co' %2F/#?+~"]);
  // A name that runs from right to left is kept apart from the text around it.
  assert.ok(
    await tab.$$eval(
      ".grid tbody th bdi",
      (found) => found.length === 2 && getComputedStyle(found[1]).unicodeBidi === "isolate",
    ),
  );
  await tab.click(".grid .filled a");
  await shown(tab, "#/uses/");
  assert.match(await textOf(tab, "main"), /<!-- <script> --> \]\]> \\u\{2028\} \{\{script\}\}/);
  assert.match(await textOf(tab, "main"), /\\u\{202e\}moc\.elpmaxe/);
  await go(tab, "#/debt");
  assert.match(await textOf(tab, "main"), /orders::מודול/);
  assert.equal(await tab.$$eval("img, main svg [onload], iframe, object", (found) => found.length), 0);
  assert.equal((readFileSync(file, "utf8").match(/<script/g) || []).length, 2, "the data block and the script");
  assert.deepEqual(faults, []);
  await tab.close();
});

test("one crate without an owner, and teams without a coupling, have pages as well", async () => {
  const alone = await everywhere(page(workspace(lonely)));
  assert.deepEqual([alone.modules.path.length, alone.dependencies.from.length, alone.basis], [1, 0, "nothing"]);
  const file = page(workspace(quiet));
  const data = await everywhere(file);
  assert.deepEqual([data.territories.length, data.dependencies.from.length], [2, 0]);
  const { tab } = await open(file);
  assert.match(await textOf(tab, "main"), /Nothing crosses a boundary between teams/);
  await go(tab, "#/contracts");
  assert.match(await textOf(tab, ".empty"), /No contracts yet/);
  await tab.close();
});

test("colours follow the system until somebody chooses, and print is light", async () => {
  const { tab, faults } = await open(page(shop), "#/", [{ name: "prefers-color-scheme", value: "dark" }]);
  const paper = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await tab.evaluate(() => document.documentElement.dataset.theme), "dark");
  const dark = await paper();
  await tab.click("#theme");
  assert.equal(await tab.evaluate(() => document.documentElement.dataset.theme), "light");
  assert.notEqual(await paper(), dark);
  await tab.click("#theme");
  await tab.emulateMediaType("print");
  assert.equal(await paper(), "rgb(255, 255, 255)");
  assert.equal(await tab.$eval(".side", (side) => getComputedStyle(side).display), "none");
  assert.deepEqual(faults, []);
  await tab.close();
});

test("paper has every view, whichever is open, and the screen is as it was", async () => {
  const { tab, faults } = await open(page(shop), "#/team/billing");
  await tab.click("summary");
  const before = await tab.$eval("main", (main) => main.innerHTML);
  await tab.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await tab.emulateMediaType("print");
  const headings = await tab.$$eval("#paper h1", (found) => found.map((heading) => heading.innerText));
  assert.deepEqual(headings, [
    "billing",
    "shop",
    "Matrix",
    "Graph",
    "Findings",
    "Contracts",
    "Debt",
    "Metrics",
    "Without an owner",
  ]);
  const shows = (selector) => tab.$eval(selector, (element) => getComputedStyle(element).display !== "none");
  assert.deepEqual([await shows("main"), await shows("#paper")], [false, true]);
  assert.equal(await tab.$$eval("#paper canvas", (found) => found.length), 0, "tables, not pictures of them");
  await tab.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await tab.emulateMediaType("screen");
  assert.equal(await tab.$("#paper"), null);
  assert.equal(await tab.$eval("main", (main) => main.innerHTML), before);
  assert.ok((await tab.pdf()).length > 10_000);
  assert.equal(await tab.$("#paper"), null);
  assert.deepEqual(faults, []);
  await tab.close();
});

test("budgets of teams are shown, and a ledger that has no room says so", async () => {
  const { tab, faults } = await open(page(workspace(indebted(2_100))), "#/debt");
  const budgets = await tab.$$eval(".budgets li", (found) => found.map((item) => item.innerText.split("\n").join(" ")));
  assert.deepEqual(budgets, ["orders 2,100 ▲ 100 over its budget of 2,000", "web 0 ✓ within its budget of 3"]);
  assert.match(await textOf(tab, "main"), /2,000 of 2,100 records are listed on this page/);
  assert.equal(await textOf(tab, '[data-view="debt"] .count'), "2,100");
  const kinds = await tab.$$eval(".tile .value", (found) => found.map((value) => value.textContent));
  assert.equal(kinds[1], "2,100", "tiles count all exceptions");
  await tab.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  assert.match(await textOf(tab, "#paper"), /The first 200 of 2,000 are printed\./);
  assert.deepEqual(faults, []);
  await tab.close();
});

test("the policy of the page lets nothing else run", async () => {
  const { tab } = await open(page(shop));
  const refused = await tab.evaluate(async () => {
    const violations = [];
    document.addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "document.title = 'taken over'";
    document.body.append(script);
    const image = document.createElement("img");
    image.src = "https://example.invalid/pixel.png";
    document.body.append(image);
    await fetch("https://example.invalid/").catch(() => {});
    await new Promise((done) => setTimeout(done, 100));
    return { violations: [...new Set(violations)].sort(), title: document.title };
  });
  assert.notEqual(refused.title, "taken over");
  assert.deepEqual(refused.violations, ["connect-src", "img-src", "script-src-elem"]);
  await tab.close();
});

test("2,000 modules with 10,000 dependencies open in under two seconds and stay under 2 MB", async (context) => {
  const file = page(workspace(large()));
  const size = statSync(file).size;
  const started = performance.now();
  const { tab, faults } = await open(file);
  await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const opened = performance.now() - started;
  const data = await dataOf(tab);
  assert.deepEqual([data.modules.path.length, data.dependencies.from.length], [2000, 10_000]);
  const drawn = performance.now();
  await go(tab, "#/matrix/modules");
  const matrix = performance.now() - drawn;
  context.diagnostic(
    `${(size / 1e6).toFixed(2)} MB; opened in ${Math.round(opened)} ms; matrix of all modules in ${Math.round(matrix)} ms`,
  );
  assert.ok(size < 2_000_000, `${size} bytes`);
  assert.ok(opened < 2000, `${opened} ms to open`);
  assert.ok(matrix < 2000, `${matrix} ms for the matrix of all modules`);
  assert.deepEqual(faults, []);
  await tab.close();
});

test("the same workspace gives the same bytes", () => {
  assert.equal(readFileSync(page(shop), "utf8"), readFileSync(page(shop), "utf8"));
});
