// Runs Lighthouse on one page of each kind and prints the scores as a table, one line per page.

import process, { argv, env } from "node:process";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { Site } from "../server.mjs";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
/** Kinds that search engines are not to index. */
const UNINDEXED = ["404", "redirect"];

const site = new Site(argv[2]);
let origin;
// Canonical addresses name the local server: Lighthouse reports those on another host.
const rewrite = (_name, text) => text.replaceAll(site.home.origin, origin);
const server = await site.serve({ rewrite });
origin = server.origin;
const chrome = await launch({ chromePath: env.CHROMIUM, chromeFlags: ["--headless=new", "--no-sandbox"], logLevel: "silent" });

// The browser runs in its own process group, so it is stopped explicitly.
process.once("SIGTERM", () => {
  chrome.kill();
  process.exit(1);
});

const requested = argv.slice(3);
const all = [...new Set(site.pages.map((page) => page.kind))].filter((kind) => kind !== "redirect").sort();
const kinds = requested.length ? requested : all;
const width = Math.max(...kinds.map((kind) => kind.length));
const print = (kind, cells) => console.log([kind.padEnd(width), ...cells.map((cell) => String(cell).padEnd(14))].join("  ").trimEnd());
print("kind", [...CATEGORIES, "LCP ms", "TBT ms", "CLS", "page"]);
const faults = [];
try {
  for (const kind of kinds) {
    const [page] = site.pagesOf(kind);
    const { lhr } = await lighthouse(server.url(page), { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "silent" });
    const score = (name) => Math.round(lhr.categories[name].score * 100);
    const loading = ["largest-contentful-paint", "total-blocking-time"].map((name) => Math.round(lhr.audits[name].numericValue));
    const shift = lhr.audits["cumulative-layout-shift"].numericValue.toFixed(3);
    print(kind, [...CATEGORIES.map(score), ...loading, shift, `/${page.path}`]);
    for (const name of CATEGORIES.slice(1).filter((name) => score(name) < 100 && !UNINDEXED.includes(kind))) {
      const failed = lhr.categories[name].auditRefs.map(({ id }) => lhr.audits[id]).filter((audit) => audit.score !== null && audit.score < 1);
      faults.push(`${name} of /${page.path}: ${failed.map((audit) => audit.title).join("; ")}`);
    }
  }
} finally {
  chrome.kill();
  await server.close();
}

for (const fault of faults) console.error(`fault: ${fault}`);
process.exitCode = faults.length ? 1 : 0;
