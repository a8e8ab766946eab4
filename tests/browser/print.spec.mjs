// Pages on paper: controls are not printed, addresses of links are, nothing is cut off, and the paper is A4.
//
// By default each kind of page is printed once; DEEP=1 prints all sample pages.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import {
  artefactName,
  artefactPath,
  assertDetected,
  closeBrowser,
  Faults,
  forEach,
  painted,
  samples,
  sites,
  visit,
} from "./browse.mjs";

after(closeBrowser);

/** A4 less margins of 2 cm, in CSS pixels. */
const [WIDTH, HEIGHT] = [643, 971];
/** A4 in points. */
const [A4_WIDTH, A4_HEIGHT] = [595, 842];

/** The faults of a page in the print layout. */
async function printFaults(tab, page) {
  await painted(tab);
  return tab.evaluate(
    ({ canonical, isEntry }) => {
      const faults = [];
      const name = ({ localName, classList }) => localName + (classList[0] ? `.${classList[0]}` : "");
      const isShown = (element) =>
        element.checkVisibility() && element.getClientRects().length > 0 && element.getBoundingClientRect().width > 1;
      const screenOnly = "nav, form, button, input, [role=search], a[href^='#niemyet'], summary, iframe";
      for (const element of document.querySelectorAll(screenOnly)) {
        if (isShown(element)) faults.push(`is printed but useful only on screen: ${name(element)} in ${name(element.parentElement)}`);
      }
      const hasAddress = [...document.querySelectorAll("body *")].some(
        (element) => element.children.length === 0 && isShown(element) && element.textContent.includes(canonical),
      );
      if (!hasAddress) faults.push("does not print its own address");
      const facts = document.querySelector("[data-niemyet=facts]");
      if (isEntry && (!facts || !isShown(facts))) faults.push("does not print its facts");
      const titles = [...document.querySelectorAll("h1, .ten-van-ban")].filter(isShown).length;
      if (titles !== 1) faults.push(`prints its title ${titles} times`);
      for (const link of document.querySelectorAll("[data-niemyet=body] a[href^='http']:not(.dan-chieu)")) {
        const printed = link.textContent + getComputedStyle(link, "::after").content;
        if (isShown(link) && !printed.includes(link.getAttribute("href"))) faults.push("does not print the address of a link");
      }
      const width = document.documentElement.clientWidth;
      for (const element of document.querySelectorAll("body *")) {
        if (!isShown(element)) continue;
        const { left, right } = element.getBoundingClientRect();
        const isTooWide = right > width + 1 || left < -1;
        if (isTooWide) faults.push(`is wider than the paper: ${name(element.closest("table, pre, svg") ?? element)}`);
        if (element.closest("svg")) continue;
        const { overflowX, overflowY } = getComputedStyle(element);
        const isCut = (overflow, content, box) => overflow !== "visible" && content > box + 1 && box > 1;
        if (
          isCut(overflowX, element.scrollWidth, element.clientWidth) ||
          isCut(overflowY, element.scrollHeight, element.clientHeight)
        ) {
          faults.push(`is cut off on paper: ${name(element)}`);
        }
      }
      return [...new Set(faults)];
    },
    { canonical: page.canonical, isEntry: page.facts !== "" },
  );
}

const paper = { width: WIDTH, height: HEIGHT };
const isPrinted = (page) => page.kind !== "redirect" && page.kind !== "404";

for (const site of sites) {
  const serving = site.serve();
  after(async () => (await serving).close());

  test(`pages of ${site.name} print well`, async () => {
    const faults = new Faults();
    const server = await serving;
    await forEach(samples(site).filter(isPrinted), (page) =>
      visit(server, page, paper, async (tab) => {
        await tab.emulateMedia({ media: "print" });
        for (const fault of await printFaults(tab, page)) faults.add(fault, `${page.kind} /${page.path}`);
        const file = await artefactPath(site.name, "print", `${artefactName(page)}.pdf`);
        await tab.pdf({ path: file, preferCSSPageSize: true, printBackground: false });
        const pdf = await readFile(file, "latin1");
        const sheets = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, ...size]) => size.map(Math.round));
        assert.ok(sheets.length > 0, `${file} has no page`);
        for (const [width, height] of sheets) {
          const isA4 = Math.abs(width - A4_WIDTH) <= 1 && Math.abs(height - A4_HEIGHT) <= 1;
          if (!isA4) faults.add(`is printed on ${width} × ${height} instead of A4`, `${page.kind} /${page.path}`);
        }
      }),
    );
    faults.assertNone();
  });
}

test("the print checks detect deliberately broken pages", async () => {
  const mutations = [
    ["document", "@media print { nav { display: block !important } }", "", /useful only on screen: nav/],
    ["document", "@media print { .canonical { display: none !important } }", "", /its own address/],
    ["document", "@media print { [data-niemyet=facts] { display: none !important } }", "", /its facts/],
    ["document", "@media print { table { width: 900px } h1 { width: 900px } }", "", /wider than the paper/],
    ["document", "@media print { h1 { height: 3px; overflow: hidden } }", "", /is cut off on paper: h1/],
    ["document", "@media print { h1, .ten-van-ban { display: none !important } }", "", /its title 0 times/],
    ["document", "a::after { content: none !important }", "", /the address of a link/],
  ];
  const [site] = sites;
  // The page may have no link to another host, so one is added.
  const outside = '<div data-niemyet="body"><p><a href="https://khac.example.vn/1">đây</a></p></div></main>';
  await assertDetected(site, mutations, (server, page) =>
    visit(server, page, paper, async (tab) => {
      await tab.evaluate((html) => (document.querySelector("main").insertAdjacentHTML("beforeend", html), 0), outside);
      await tab.emulateMedia({ media: "print" });
      return printFaults(tab, page);
    }),
  );
});
