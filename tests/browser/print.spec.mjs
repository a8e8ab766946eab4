// Pages on paper: what helps on a screen only is gone, what paper lacks is printed, nothing is cut.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { artefact, each, Faults, fileName, finish, noticed, painted, sites, visit } from "./browse.mjs";

after(finish);

/** A4 less margins of 2 cm, in CSS pixels. */
const [WIDTH, HEIGHT] = [643, 971];
/** A4 in points. */
const [A4_WIDTH, A4_HEIGHT] = [595, 842];

/** What is wrong with the page as a printer sets it. */
async function look(tab, page) {
  await painted(tab);
  return tab.evaluate(
    ({ canonical, entry }) => {
      const faults = [];
      const name = (one) => one.localName + (one.classList[0] ? `.${one.classList[0]}` : "");
      const shown = (one) => one.checkVisibility() && one.getClientRects().length > 0 && one.getBoundingClientRect().width > 1;
      const screenOnly = "nav, form, button, input, [role=search], a[href^='#niemyet'], summary, iframe";
      for (const one of document.querySelectorAll(screenOnly)) {
        if (shown(one)) faults.push(`is printed, and helps on a screen only: ${name(one)} in ${name(one.parentElement)}`);
      }
      const address = [...document.querySelectorAll("body *")].some(
        (one) => one.children.length === 0 && shown(one) && one.textContent.includes(canonical),
      );
      if (!address) faults.push("does not print its own address");
      const facts = document.querySelector("[data-niemyet=facts]");
      if (entry && (!facts || !shown(facts))) faults.push("does not print its facts");
      if (!shown(document.querySelector("h1"))) faults.push("does not print its title");
      for (const link of document.querySelectorAll("[data-niemyet=body] a[href^='http']:not(.dan-chieu)")) {
        const said = link.textContent + getComputedStyle(link, "::after").content;
        if (shown(link) && !said.includes(link.getAttribute("href"))) faults.push("does not print where a link leads");
      }
      const page = document.documentElement.clientWidth;
      for (const one of document.querySelectorAll("body *")) {
        if (!shown(one)) continue;
        const { left, right } = one.getBoundingClientRect();
        if (right > page + 1 || left < -1) faults.push(`is wider than the paper: ${name(one.closest("table, pre, svg") ?? one)}`);
        const { overflowX, overflowY } = getComputedStyle(one);
        const cut = (over, inner, outer) => over !== "visible" && inner > outer + 1 && outer > 1;
        if (one.closest("svg")) continue;
        if (cut(overflowX, one.scrollWidth, one.clientWidth) || cut(overflowY, one.scrollHeight, one.clientHeight)) {
          faults.push(`is cut on paper: ${name(one)}`);
        }
      }
      return [...new Set(faults)];
    },
    { canonical: page.canonical, entry: page.facts !== "" },
  );
}

const set = { width: WIDTH, height: HEIGHT };
const printed = (page) => page.kind !== "redirect" && page.kind !== "404";

for (const site of sites) {
  const served = site.serve();
  after(async () => (await served).close());

  test(`pages of ${site.name} are fit for paper`, async () => {
    const faults = new Faults();
    const server = await served;
    await each(site.samples().filter(printed), (page) =>
      visit(server, page, set, async (tab) => {
        await tab.emulateMedia({ media: "print" });
        for (const fault of await look(tab, page)) faults.add(fault, `${page.kind} /${page.path}`);
        const file = await artefact(site.name, "print", `${fileName(page)}.pdf`);
        await tab.pdf({ path: file, preferCSSPageSize: true, printBackground: false });
        const pdf = await readFile(file, "latin1");
        const sheets = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, ...size]) => size.map(Math.round));
        assert.ok(sheets.length > 0, `${file} has no page`);
        for (const [width, height] of sheets) {
          const upright = Math.abs(width - A4_WIDTH) <= 1 && Math.abs(height - A4_HEIGHT) <= 1;
          if (!upright) faults.add(`is not printed on A4, but on ${width} × ${height}`, `${page.kind} /${page.path}`);
        }
      }),
    );
    faults.none();
  });
}

test("what is spoiled is noticed", async () => {
  const spoils = [
    ["document", "@media print { nav { display: block !important } }", "", /helps on a screen only: nav/],
    ["document", "@media print { footer { display: none !important } }", "", /its own address/],
    ["document", "@media print { [data-niemyet=facts] { display: none !important } }", "", /its facts/],
    ["document", "@media print { table { width: 900px } h1 { width: 900px } }", "", /wider than the paper/],
    ["document", "@media print { h1 { height: 3px; overflow: hidden } }", "", /is cut on paper: h1/],
    ["document", "a::after { content: none !important }", "", /where a link leads/],
  ];
  const [site] = sites;
  // A link that leads outside stands on the page, whichever it is.
  const outside = '<div data-niemyet="body"><p><a href="https://khac.example.vn/1">đây</a></p></div></main>';
  await noticed(site, spoils, (server, page) =>
    visit(server, page, set, async (tab) => {
      await tab.evaluate((more) => (document.querySelector("main").insertAdjacentHTML("beforeend", more), 0), outside);
      await tab.emulateMedia({ media: "print" });
      return look(tab, page);
    }),
  );
});
