// axe-core reports nothing on any kind of page, in any state in which readers see it.
//
// By default each kind of page is checked at 320 px in light and dark, and a few kinds also for readers with special
// settings and without scripts; DEEP=1 checks all sample pages in all states.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { assertDetected, closeBrowser, DEEP, Faults, forEach, painted, samples, sites, visit } from "./browse.mjs";

after(closeBrowser);

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules whose result depends on colours. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** States of a page: window width, emulated media features, and the rules to run. */
const STATES = (DEEP ? [320, 768, 1280] : [320]).flatMap((width) => [
  { width, media: { colorScheme: "light" }, rules: ALL_RULES },
  { width, media: { colorScheme: "dark" }, rules: COLOUR_RULES },
]);
const READER_SETTINGS = [
  { width: 360, media: { colorScheme: "light", forcedColors: "active" }, rules: ALL_RULES },
  { width: 360, media: { colorScheme: "light", forcedColors: "none", contrast: "more" }, rules: ALL_RULES },
];

/** Kinds that are checked by default in the states that are otherwise left to DEEP=1. */
const REPRESENTATIVE = /^(home|document|search)$/;
const isRepresentative = (page) => DEEP || (!page.site.isOfStates && REPRESENTATIVE.test(page.kind));

/** The violations of some rules, or of those with some tags, on the page as it is: rule, element and reason. */
async function violations(tab, rules) {
  await painted(tab);
  return tab.evaluate(async (runOnly) => {
    const { violations } = await globalThis.axe.run(document, {
      // The frames are file previews, empty until the reader opens them.
      iframes: false,
      resultTypes: ["violations"],
      runOnly,
      rules: runOnly.includes("wcag22aa") ? { "target-size": { enabled: true } } : {},
    });
    const plain = (text) => text.replace(/\s+/g, " ").trim();
    return violations.flatMap(({ id, nodes }) => {
      // The first element represents all that violate the same rule.
      const { target, any, all, none } = nodes[0];
      const reason = [...any, ...all, ...none].map((check) => plain(check.message)).join("; ");
      const more = nodes.length > 1 ? ` (and ${nodes.length - 1} like it)` : "";
      return `${id}: ${target.join(" ")}${more}: ${reason}`;
    });
  }, rules);
}

const loadAxe = (tab) => tab.evaluate(`${axe};0`);

/** Checks a loaded page in each of the states, without loading it again. */
async function checkStates(tab, page, states, faults) {
  await loadAxe(tab);
  for (const { width, media, rules } of states) {
    await tab.setViewportSize({ width, height: 800 });
    await tab.emulateMedia(media);
    const state = `${width} ${Object.entries(media).flat().join(" ")}`;
    for (const fault of await violations(tab, rules)) faults.add(fault, `${page.kind} /${page.path} (${state})`);
  }
}

for (const site of sites) {
  const serving = site.serve();
  after(async () => (await serving).close());
  const checked = new Map();

  test(`axe finds no violation on ${site.name} with scripts`, async () => {
    const faults = new Faults();
    const server = await serving;
    await forEach(samples(site), (page) =>
      visit(server, page, { width: 320 }, async (tab) => {
        checked.set(page, await tab.content());
        // The colours of reader settings come from the theme and are the same on every site.
        const settings = isRepresentative(page) && !site.isOfStates ? READER_SETTINGS : [];
        await checkStates(tab, page, [...STATES, ...settings], faults);
      }),
    );
    faults.assertNone();
  });

  const pages = samples(site).filter(isRepresentative);
  if (pages.length === 0) continue;
  test(`axe finds no violation on ${site.name} without scripts`, async () => {
    const faults = new Faults();
    const server = await serving;
    await forEach(pages, (page) =>
      visit(server, page, { js: false, width: 320 }, async (tab) => {
        // A page that scripts do not change has been checked already.
        if (checked.get(page) !== (await tab.content())) await checkStates(tab, page, STATES, faults);
      }),
    );
    faults.assertNone();
  });
}

test("axe detects deliberately broken pages", async () => {
  const mutations = [
    ["document", /<html lang="vi">/, "<html>", /html-has-lang/],
    ["document", /<main /, "<div ", /region|landmark-one-main/],
    ["document", /<h1>/, "<h4>", /page-has-heading-one|heading-order/],
    ["news", /(<img [^>]*)alt="[^"]*"/g, "$1", /image-alt/],
    ["home", "* { color: #ccc !important; background: #fff !important; }", "", /color-contrast/],
    ["search", /<label for/, "<label data-for", /label/],
  ];
  await assertDetected(sites[0], mutations, (server, page) =>
    visit(server, page, { width: 320 }, async (tab) => {
      await loadAxe(tab);
      return violations(tab, ALL_RULES);
    }),
  );
});
