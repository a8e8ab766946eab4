// Visits to the pages of served sites, and the faults found on them, each reported once with all its places.
//
// DEEP=1 in the environment visits every sample page in every state; without it each kind of page is visited once per
// check. Nothing leaves the machine: no other host resolves in the browser, and a request to one is a fault.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { env } from "node:process";
import { browser, DEADLINE } from "./harness.mjs";
import { Site } from "./server.mjs";

export { closeBrowser } from "./harness.mjs";

/** Whether every state of every sample page is checked. */
export const DEEP = env.DEEP === "1";

/** How many pages are open at the same time. */
const CONCURRENCY = 2;

/** The sites under test, built by `run`: the sample portal first, then the portals of states.mjs. */
export const sites = (env.SITES ?? "").split("\n").filter(Boolean).map((folder, index) => new Site(folder, index > 0));

/** The pages of a site that the checks visit. */
export const samples = (site) => (DEEP ? site.samples() : site.onePerKind());

/** Faults, each with the places where it was found. */
export class Faults {
  #places = new Map();

  add(fault, place) {
    if (!this.#places.has(fault)) this.#places.set(fault, new Set());
    this.#places.get(fault).add(place);
  }

  /** Fails if there are faults, and lists them all. */
  assertNone() {
    const lines = [...this.#places].map(([fault, found]) => {
      const places = [...found];
      const more = places.length > 3 ? ` and ${places.length - 3} more` : "";
      return `${fault}\n      at ${places.slice(0, 3).join(", ")}${more}`;
    });
    assert.ok(lines.length === 0, `${lines.length} faults:\n  ${lines.join("\n  ")}`);
  }
}

/** Runs `work` on every item, CONCURRENCY of them at a time. */
export async function forEach(items, work) {
  const queue = [...items];
  const worker = async () => {
    while (queue.length) await work(queue.shift());
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/**
 * Opens a page of a served site in a context of its own, runs `work` on it and closes it.
 *
 * `js: false` loads the page with scripts disabled; they are enabled after loading, for the test's own scripts.
 * `blank: true` leaves the loading to `work`. All other options are those of Playwright's `newContext`.
 */
export async function visit(server, page, options, work) {
  const { js = true, blank = false, width = 1280, height = 800, ...contextOptions } = options;
  const context = await (await browser()).newContext({ viewport: { width, height }, ...contextOptions });
  try {
    context.setDefaultTimeout(DEADLINE);
    // A redirect page leads to the portal's public host, which is not served here: the request is aborted.
    if (page.kind === "redirect") await context.route(`${page.site.home.origin}/**`, (route) => route.abort("aborted"));
    const tab = await context.newPage();
    tab.faults = new Set();
    recordFaults(tab, server.origin, page);
    if (js) {
      if (!blank) await tab.goto(server.url(page));
    } else {
      const session = await context.newCDPSession(tab);
      await session.send("Emulation.setScriptExecutionDisabled", { value: true });
      await tab.goto(server.url(page));
      await session.send("Emulation.setScriptExecutionDisabled", { value: false });
    }
    return await work(tab);
  } finally {
    await context.close();
  }
}

/** Records script errors, console messages, failed requests and requests to other hosts as faults of the tab. */
function recordFaults(tab, origin, page) {
  const isOwn = (url) => url.startsWith(`${origin}/`) || /^(data|blob|about):/.test(url);
  tab.on("pageerror", (error) => tab.faults.add(`script error: ${error}`));
  tab.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) tab.faults.add(`console message: ${message.text()}`);
  });
  tab.on("request", (request) => {
    const isRedirect = page.kind === "redirect" && request.url().startsWith(page.site.home.origin);
    if (!isOwn(request.url()) && !isRedirect) tab.faults.add(`request to another host: ${request.url()}`);
  });
  tab.on("response", (response) => {
    if (response.status() >= 400) tab.faults.add(`status ${response.status()}: ${new URL(response.url()).pathname}`);
  });
}

/** Waits until the current state of the page has been laid out and painted. */
export const painted = (tab) =>
  tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** The path of a file for people to look at; such files are not kept in git. */
export async function artefactPath(...parts) {
  const file = join(env.ARTEFACTS, ...parts);
  await mkdir(dirname(file), { recursive: true });
  return file;
}

/** The name of a page's artefacts: its kind and address. */
export const artefactName = (page) =>
  `${page.kind} ${page.path || "index"}`.replace(/[^a-z0-9]+/gi, "-").replace(/-$/, "");

/**
 * Asserts that `check` reports every mutation. A mutation is a row of: page kind, pattern, replacement, pattern of the
 * expected fault. The replacement is made in every file of the page. A string in place of the first pattern is a CSS
 * rule that is appended to every style sheet. The shortest page that the mutation changes is used.
 */
export async function assertDetected(site, mutations, check) {
  await forEach(mutations, async ([kind, before, after, expected]) => {
    const isRule = typeof before === "string";
    const pages = site.pagesOf(kind).filter((page) => isRule || page.html.search(before) >= 0);
    assert.ok(pages.length > 0, `no ${kind} page contains ${before}`);
    const mutate = (name, text) => {
      if (isRule) return name.endsWith(".css") ? `${text}\n${before}` : text;
      return text.replace(before, after);
    };
    const server = await site.serve({ rewrite: mutate });
    try {
      const faults = await check(server, pages.at(-1), mutate);
      const detected = faults.some((fault) => expected.test(fault));
      assert.ok(detected, `${before} → ${after}: ${expected} was not reported, but\n${faults.join("\n")}`);
    } finally {
      await server.close();
    }
  });
}
