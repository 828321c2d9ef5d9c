// A headless browser that opens pages from disk and keeps account of what they do.

import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const program = process.env.BOUNDARIES;
const executablePath = process.env.CHROMIUM;
if (!program || !executablePath) throw new Error("BOUNDARIES names the program under test, CHROMIUM the browser");

/** Runs the program; what it prints to stdout. Exit code 1 means findings, which are none of our business here. */
export function boundaries(args, folder) {
  try {
    return execFileSync(program, ["boundaries", ...args], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (failed) {
    if (failed.status === 1) return failed.stdout;
    throw new Error(`${args.join(" ")}: ${failed.stderr}`);
  }
}

const folders = [];

/** Writes a workspace, given as texts by path, into a folder that is gone at the end. */
export function workspace(files) {
  const folder = mkdtempSync(join(tmpdir(), "boundaries-page-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The page of a workspace, as a file. */
export function page(folder, ...args) {
  const out = mkdtempSync(join(tmpdir(), "boundaries-page-"));
  folders.push(out);
  const file = join(out, "report.html");
  boundaries(["report", "--no-history", "--html", file, ...args], folder);
  return file;
}

let browser;

export async function start() {
  browser = await puppeteer.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--no-first-run",
    ],
  });
}

export async function stop() {
  await browser?.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/**
 * Opens a page. `faults` collects whatever a page of ours must never do: errors, warnings of its security policy, requests
 * for anything but itself, windows that ask something.
 */
export async function open(file, address = "#/", media = []) {
  const tab = await browser.newPage();
  const faults = [];
  tab.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  tab.on("console", (message) => faults.push(`console: ${message.text()}`));
  tab.on("dialog", async (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  const own = pathToFileURL(file).href;
  tab.on("request", (request) => {
    if (request.url().split("#")[0] !== own) faults.push(`request: ${request.url()}`);
  });
  await tab.emulateMediaFeatures(media);
  await tab.goto(own + address, { waitUntil: "load" });
  await tab.waitForSelector("html[data-ready]");
  return { tab, faults };
}

/** Goes to another view and waits until it is drawn. */
export async function go(tab, address) {
  await tab.evaluate((next) => {
    location.hash = next;
  }, address);
  await shown(tab, address);
  await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Waits until a view is drawn whose address starts so. */
export const shown = (tab, address) =>
  tab.waitForFunction((start) => document.getElementById("main").dataset.address.startsWith(start), {}, address);

export const textOf = (tab, selector) => tab.$eval(selector, (element) => element.textContent);
/** The data that the page carries. */
export const dataOf = (tab) => tab.$eval("#data", (element) => JSON.parse(element.textContent));
