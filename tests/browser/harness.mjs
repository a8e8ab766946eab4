// What the specs of this folder share: a portal in a folder of its own, the program, and a browser.
//
// Everything that is begun here ends with the test that began it. Nothing sleeps: what is awaited is awaited by name,
// up to a deadline.

import { spawn } from "node:child_process";
import { mkdtemp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { env } from "node:process";
import { chromium } from "playwright-core";

/** How long a thing that should happen may take, in milliseconds. */
export const DEADLINE = 20_000;

/** A portal on disk. */
export class Portal {
  /** Writes the files, each by its path from the portal's folder. */
  static async of(test, files) {
    const portal = new Portal();
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

  /** Replaces words in a file as editors do that save safely: written beside it, then renamed. */
  async edit(path, before, after) {
    const file = join(this.root, path);
    const text = await readFile(file, "utf8");
    if (!text.includes(before)) throw new Error(`${path} does not say «${before}»`);
    await writeFile(`${file}~`, text.replace(before, after));
    await rename(`${file}~`, file);
  }

  async remove(path) {
    await rm(join(this.root, path));
  }
}

/** The preview of a portal: `niemyet serve`. */
export class Preview {
  /** Starts it, at a port that is free unless one is given, and waits until it says where it is. */
  static async of(test, portal, port = 0) {
    const preview = new Preview();
    const program = spawn(env.NIEMYET, ["serve", "--root", portal.root, "--port", String(port)]);
    preview.program = program;
    test.after(() => preview.stop());
    preview.url = await new Promise((found, failed) => {
      let said = "";
      const listen = (bytes) => {
        said += bytes;
        const url = said.match(/http:\/\/\S+\//);
        if (url) found(url[0]);
      };
      program.stdout.on("data", listen);
      program.stderr.on("data", listen);
      program.on("error", failed);
      program.on("exit", () => failed(new Error(`the preview ended:\n${said}`)));
    });
    return preview;
  }

  get port() {
    return Number(new URL(this.url).port);
  }

  async stop() {
    if (this.program.exitCode !== null || this.program.signalCode !== null) return;
    const ended = new Promise((done) => this.program.once("exit", done));
    this.program.kill();
    await ended;
  }
}

/** Opens a page in a browser of its own; `headers` are added to what the server says of pages. */
export async function open(test, url, headers = {}) {
  const browser = await chromium.launch({ executablePath: env.CHROMIUM });
  test.after(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 900, height: 600 } });
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
        const response = await route.fetch();
        return route.fulfill({ response, headers: { ...response.headers(), ...headers } });
      },
    );
  }
  await page.goto(url);
  return page;
}
