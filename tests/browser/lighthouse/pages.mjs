// Asks Lighthouse about one page of each kind and prints what it says as a table, line by line.

import process, { argv, env } from "node:process";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { Site } from "../server.mjs";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
/** What nobody is to find by a search, and what is left at once. */
const UNFOUND = ["404", "redirect"];

const site = new Site(argv[2]);
let origin;
// The site is looked at where it is served: a canonical address on another host would be told as a fault.
const alter = (_name, text) => text.replaceAll(site.home.origin, origin);
const server = await site.serve({ alter });
origin = server.origin;
const chrome = await launch({ chromePath: env.CHROMIUM, chromeFlags: ["--headless=new", "--no-sandbox"], logLevel: "silent" });

// The browser is a process group of its own: whoever ends this one ends that too.
process.once("SIGTERM", () => {
  chrome.kill();
  process.exit(1);
});

const wanted = argv.slice(3);
const all = [...new Set(site.pages.map((page) => page.kind))].filter((kind) => kind !== "redirect").sort();
const kinds = wanted.length ? wanted : all;
const wide = Math.max(...kinds.map((kind) => kind.length));
const print = (kind, cells) => console.log([kind.padEnd(wide), ...cells.map((cell) => String(cell).padEnd(14))].join("  ").trimEnd());
print("kind", [...CATEGORIES, "LCP ms", "TBT ms", "CLS", "page"]);
const faults = [];
try {
  for (const kind of kinds) {
    const [page] = site.of(kind);
    const { lhr } = await lighthouse(server.url(page), { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "silent" });
    const score = (name) => Math.round(lhr.categories[name].score * 100);
    const loading = ["largest-contentful-paint", "total-blocking-time"].map((name) => Math.round(lhr.audits[name].numericValue));
    const shift = lhr.audits["cumulative-layout-shift"].numericValue.toFixed(3);
    print(kind, [...CATEGORIES.map(score), ...loading, shift, `/${page.path}`]);
    for (const name of CATEGORIES.slice(1).filter((one) => score(one) < 100 && !UNFOUND.includes(kind))) {
      const failed = lhr.categories[name].auditRefs.map(({ id }) => lhr.audits[id]).filter((one) => one.score !== null && one.score < 1);
      faults.push(`${name} of /${page.path}: ${failed.map((one) => one.title).join("; ")}`);
    }
  }
} finally {
  chrome.kill();
  await server.close();
}

for (const fault of faults) console.error(`at fault: ${fault}`);
process.exitCode = faults.length ? 1 : 0;
