// A browser that the tests of one file share, pages of served sites in it, and faults told once for all places.
//
// Nothing leaves the machine: every name but the server's is unknown to the browser, and who asks for one is told.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { env } from "node:process";
import { chromium } from "playwright-core";
import { DEADLINE } from "./harness.mjs";
import { Site } from "./server.mjs";

/** So many pages are looked at side by side. */
const LANES = 2;

/** The sites under test: the sample first, then those of states (`run` builds them). */
export const sites = (env.SITES ?? "").split("\n").filter(Boolean).map((folder, at) => new Site(folder, at > 0));

let launched;
const browser = () =>
  (launched ??= chromium.launch({
    executablePath: env.CHROMIUM,
    args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
  }));
/** Closes the browser, if one was needed. */
export const finish = async () => launched && (await launched).close();

/** What is at fault, each with the places where it was seen. */
export class Faults {
  #found = new Map();

  add(fault, place) {
    if (!this.#found.has(fault)) this.#found.set(fault, new Set());
    this.#found.get(fault).add(place);
  }

  told() {
    return [...this.#found].map(([fault, seen]) => {
      const places = [...seen];
      const more = places.length > 3 ? ` and ${places.length - 3} more` : "";
      return `${fault}\n      at ${places.slice(0, 3).join(", ")}${more}`;
    });
  }

  /** Fails where there is a fault, and tells all. */
  none() {
    const told = this.told();
    assert.ok(told.length === 0, `${told.length} at fault:\n  ${told.join("\n  ")}`);
  }
}

/** Does the work for each of the items, a few at a time. */
export async function each(items, work) {
  const queue = [...items];
  const lane = async () => {
    while (queue.length) await work(queue.shift());
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/**
 * Opens a page of a served site in a context of its own, with what `wanted` says of it, and closes it after the work.
 *
 * `js: false` loads it as a browser does in which scripts are off. Once it stands they are on, for the test's own.
 * `blank: true` leaves the loading to the work.
 */
export async function visit(server, page, wanted, work) {
  const { js = true, blank = false, width = 1280, height = 800, ...options } = wanted;
  const context = await (await browser()).newContext({ viewport: { width, height }, ...options });
  try {
    context.setDefaultTimeout(DEADLINE);
    // An old address leads to the portal's own host, which is not here: the page stays.
    if (page.kind === "redirect") await context.route(`${page.site.home.origin}/**`, (route) => route.abort("aborted"));
    const tab = await context.newPage();
    tab.faults = new Set();
    listen(tab, server.origin, page);
    const session = await context.newCDPSession(tab);
    await session.send("Emulation.setScriptExecutionDisabled", { value: !js });
    if (!blank) await tab.goto(server.url(page));
    await session.send("Emulation.setScriptExecutionDisabled", { value: false });
    return await work(tab);
  } finally {
    await context.close();
  }
}

/** Gathers what goes wrong in a page while it stands. */
function listen(tab, origin, page) {
  const own = (url) => url.startsWith(`${origin}/`) || /^(data|blob|about):/.test(url);
  tab.on("pageerror", (error) => tab.faults.add(`a script ended: ${error}`));
  tab.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) tab.faults.add(`the console tells: ${message.text()}`);
  });
  tab.on("request", (request) => {
    const leads = page.kind === "redirect" && request.url().startsWith(page.site.home.origin);
    if (!own(request.url()) && !leads) tab.faults.add(`asks elsewhere: ${request.url()}`);
  });
  tab.on("response", (answer) => {
    if (answer.status() >= 400) tab.faults.add(`is answered ${answer.status()}: ${new URL(answer.url()).pathname}`);
  });
}

/** Waits until the page has been laid out and painted as it stands now. */
export const painted = (tab) =>
  tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** The place of an artefact, for people to look at; nothing is kept in git. */
export async function artefact(...parts) {
  const file = join(env.ARTEFACTS, ...parts);
  await mkdir(dirname(file), { recursive: true });
  return file;
}

/** A name for a page's artefacts: its kind and address. */
export const fileName = (page) => `${page.kind} ${page.path || "index"}`.replace(/[^a-z0-9]+/gi, "-").replace(/-$/, "");

/**
 * Asks that a check notices what was spoiled. `spoils` are rows of: kind of page, what is replaced in any of its files,
 * by what, a pattern of the fault that is to be told. A text in place of a pattern is a rule added to the style.
 */
export async function noticed(site, spoils, check) {
  await each(spoils, async ([kind, before, after, fault]) => {
    let changed = false;
    const alter = (name, text) => {
      const ruled = name.endsWith(".css") ? `${text}\n${before}` : text;
      const spoiled = typeof before === "string" ? ruled : text.replace(before, after);
      changed ||= spoiled !== text;
      return spoiled;
    };
    const server = await site.serve({ alter });
    try {
      const told = await check(server, site.of(kind)[0], alter);
      assert.ok(changed, `${before} does not stand on the ${kind} page`);
      assert.ok(told.some((one) => fault.test(one)), `${before} → ${after}: ${fault} was not told, but\n${told.join("\n")}`);
    } finally {
      await server.close();
    }
  });
}
