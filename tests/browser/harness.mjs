// The harness of the preview tests: a portal in a temporary folder, the `niemyet serve` process, and a browser.
//
// Everything a test starts is stopped when that test ends; the browser is shared by the tests of a file. Nothing
// sleeps: every wait is for a named condition and has a deadline.

import { spawn } from "node:child_process";
import { mkdtemp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { env } from "node:process";
import { chromium } from "playwright-core";

/** The time limit of every wait, in milliseconds. */
export const DEADLINE = 20_000;

/** A portal on disk. */
export class TestPortal {
  /** Writes the files, keyed by their path relative to the portal's folder. */
  static async create(test, files) {
    const portal = new TestPortal();
    portal.root = await mkdtemp(join(tmpdir(), "niemyet-"));
    test.after(() => rm(portal.root, { recursive: true, force: true }));
    for (const [path, text] of Object.entries(files)) await portal.write(path, text);
    return portal;
  }

  async write(path, text) {
    const file = join(this.root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  async rename(from, to) {
    const file = join(this.root, to);
    await mkdir(dirname(file), { recursive: true });
    await rename(join(this.root, from), file);
  }

  /** Replaces text in a file the way editors save safely: a new file is written, then renamed over the old one. */
  async edit(path, before, after) {
    const file = join(this.root, path);
    const text = await readFile(file, "utf8");
    if (!text.includes(before)) throw new Error(`${path} does not contain «${before}»`);
    await writeFile(`${file}~`, text.replace(before, after));
    await rename(`${file}~`, file);
  }
}

/** A running preview of a portal: `niemyet serve`. */
export class Preview {
  /** Starts the preview, on a free port unless one is given, and waits until it prints its address. */
  static async start(test, portal, port = 0, options = []) {
    const preview = new Preview();
    const program = spawn(env.NIEMYET, ["serve", "--root", portal.root, "--port", String(port), ...options]);
    preview.program = program;
    test.after(() => preview.stop());
    preview.url = await new Promise((resolve, reject) => {
      let output = "";
      const read = (bytes) => {
        output += bytes;
        const url = output.match(/http:\/\/\S+\//);
        if (url) resolve(url[0]);
      };
      program.stdout.on("data", read);
      program.stderr.on("data", read);
      program.on("error", reject);
      program.on("exit", () => reject(new Error(`the preview exited:\n${output}`)));
    });
    return preview;
  }

  get port() {
    return Number(new URL(this.url).port);
  }

  async stop() {
    if (this.program.exitCode !== null || this.program.signalCode !== null) return;
    const exited = new Promise((resolve) => this.program.once("exit", resolve));
    this.program.kill();
    await exited;
  }
}

let launched;

/** The browser of this file, started on first use; no host but the machine itself resolves in it. */
export const browser = () =>
  (launched ??= chromium.launch({
    executablePath: env.CHROMIUM,
    args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"],
  }));

/** Closes the browser if it was started. One that does not end in time is killed when this process exits. */
export async function closeBrowser() {
  if (!launched) return;
  let timer;
  const deadline = new Promise((resolve) => (timer = setTimeout(resolve, DEADLINE)));
  await Promise.race([(await launched).close(), deadline]);
  clearTimeout(timer);
}

/** Opens a page in a context of its own; `headers` are added to the responses for documents. */
export async function open(test, url, headers = {}) {
  const context = await (await browser()).newContext({ viewport: { width: 900, height: 600 } });
  test.after(() => context.close());
  context.setDefaultTimeout(DEADLINE);
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) page.faults.push(message.text());
  });
  if (Object.keys(headers).length) {
    await page.route(
      () => true,
      async (route) => {
        if (route.request().resourceType() !== "document") return route.fallback();
        try {
          const response = await route.fetch();
          await route.fulfill({ response, headers: { ...response.headers(), ...headers } });
        } catch {
          // The test ended, and the preview with it, while the page was reloading.
          await route.abort().catch(() => {});
        }
      },
    );
  }
  await page.goto(url);
  return page;
}
