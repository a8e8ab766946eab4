// Nothing that axe-core tells of, on every kind of page, in every guise in which people meet it.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { each, Faults, finish, noticed, painted, sites, visit } from "./browse.mjs";

after(finish);

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const WIDTHS = [320, 768, 1280];
const SCHEMES = ["light", "dark"];

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What may differ where only colours do. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** What axe finds on the page as it stands: rule, element, and why. */
async function look(tab, rules = RULES) {
  await painted(tab);
  return tab.evaluate(async (runOnly) => {
    const { violations } = await globalThis.axe.run(document, {
      // The frames are previews of files, empty until somebody asks.
      iframes: false,
      resultTypes: ["violations"],
      runOnly,
      rules: runOnly.length > 2 ? { "target-size": { enabled: true } } : {},
    });
    const plain = (text) => text.replace(/\s+/g, " ").trim();
    return violations.flatMap(({ id, nodes }) => {
      // One element stands for all of its like.
      const { target, any, all, none } = nodes[0];
      const why = [...any, ...all, ...none].map((one) => plain(one.message)).join("; ");
      const more = nodes.length > 1 ? ` (and ${nodes.length - 1} like it)` : "";
      return `${id}: ${target.join(" ")}${more}: ${why}`;
    });
  }, rules);
}

/** Looks at a page in all widths and colours, without loading it anew. */
async function throughout(tab, found) {
  await tab.evaluate(`${axe};0`);
  for (const width of WIDTHS) {
    await tab.setViewportSize({ width, height: 800 });
    for (const colorScheme of SCHEMES) {
      await tab.emulateMedia({ colorScheme });
      const rules = colorScheme === "light" ? RULES : COLOUR_RULES;
      for (const fault of await look(tab, rules)) found(fault, `${width} ${colorScheme}`);
    }
  }
}

for (const site of sites) {
  const served = site.serve();
  after(async () => (await served).close());
  const looked = new Map();
  for (const js of [true, false]) {
    test(`axe finds nothing on ${site.name}, with scripts ${js ? "on" : "off"}`, async () => {
      const faults = new Faults();
      const server = await served;
      await each(site.samples(), (page) =>
        visit(server, page, { js }, async (tab) => {
          // Where scripts changed nothing, the page without them is the one that was looked at.
          const stands = await tab.content();
          if (looked.get(page) === stands) return;
          looked.set(page, stands);
          await throughout(tab, (fault, guise) => faults.add(fault, `${page.kind} /${page.path} (${guise})`));
        }),
      );
      faults.none();
    });
  }
  // Colours are the theme's, and the same on every site.
  for (const wish of site.ofStates ? [] : [{ forcedColors: "active" }, { contrast: "more" }]) {
    test(`axe finds nothing on ${site.name} for a reader with ${Object.entries(wish).flat().join(" ")}`, async () => {
      const faults = new Faults();
      const server = await served;
      await each(site.samples(), (page) =>
        visit(server, page, { ...wish, width: 360 }, async (tab) => {
          await tab.evaluate(`${axe};0`);
          for (const fault of await look(tab)) faults.add(fault, `${page.kind} /${page.path}`);
        }),
      );
      faults.none();
    });
  }
}

test("what is spoiled is noticed", async () => {
  const spoils = [
    ["document", /<html lang="vi">/, "<html>", /html-has-lang/],
    ["document", /<main /, "<div ", /region|landmark-one-main/],
    ["document", /<h1>/, "<h4>", /page-has-heading-one|heading-order/],
    ["news", /(<img [^>]*)alt="[^"]*"/g, "$1", /image-alt/],
    ["home", "* { color: #ccc !important; background: #fff !important; }", "", /color-contrast/],
    ["search", /<label for/, "<label data-for", /label/],
  ];
  await noticed(sites[0], spoils, (server, page) =>
    visit(server, page, {}, async (tab) => {
      await tab.evaluate(`${axe};0`);
      return look(tab);
    }),
  );
});
