// What the sample says of the effect of its documents: a line under the title, on screen and on paper, in every look; and
// in rows the state of the reader's day, or without script the boundaries.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeBrowser, sites, visit } from "./browse.mjs";

after(closeBrowser);

const [sample] = sites;
const list = sample.page("van-ban/");
const LOOKS = [{}, { colorScheme: "dark" }, { forcedColors: "active" }, { js: false }, { width: 360 }];

test("every document with effect says whether it holds directly under its title", async () => {
  const server = await sample.serve();
  try {
    const documents = sample.pagesOf("document").filter((page) => page.html.includes("<dt>Tình trạng hiệu lực</dt>"));
    const states = new Set();
    for (const [at, page] of documents.entries()) {
      const look = LOOKS[at % LOOKS.length];
      await visit(server, page, look, async (tab) => {
        for (const media of ["screen", "print"]) {
          await tab.emulateMedia({ media });
          const line = tab.locator("h1 + .effect[data-state]");
          assert.equal(await line.count(), 1, page.path);
          states.add(await line.getAttribute("data-state"));
          const shown = await line.evaluate((element) => {
            const { borderLeftStyle, borderLeftWidth } = getComputedStyle(element);
            return element.checkVisibility() && element.innerText.trim() !== "" && borderLeftStyle !== "none" && borderLeftWidth !== "0px";
          });
          assert.ok(shown, `${page.path}, ${media}`);
        }
      });
    }
    assert.ok(states.size >= 6, [...states].join());
  } finally {
    await server.close();
  }
});

test("a row says what holds on the day of its reader, and without script the boundaries", async () => {
  const server = await sample.serve();
  const row = 'tr:has(a[href$="/van-ban/2023/17-qd-ldld/"]) .holds';
  const says = (options, day) =>
    visit(server, list, { ...options, blank: options.js !== false }, async (tab) => {
      if (options.js !== false) {
        await tab.clock.setFixedTime(new Date(`${day}T09:00:00`));
        await tab.goto(server.url(list));
      }
      return tab.locator(row).first().innerText();
    });
  try {
    const [begins, stops, resumes] = ["có hiệu lực từ 01/5/2023", "ngưng hiệu lực từ 01/9/2026", "có hiệu lực từ 01/3/2027"];
    assert.equal(await says({}, "2023-04-30"), `chưa có hiệu lực, ${begins}, ${stops}, ${resumes}`);
    assert.equal(await says({}, "2023-05-01"), `${begins}, ${stops}, ${resumes}`);
    assert.equal(await says({}, "2026-09-01"), `${stops}, ${resumes}`);
    assert.equal(await says({}, "2027-03-01"), resumes);
    assert.equal(await says({ js: false }), `${begins}, ${stops}, ${resumes}`);
  } finally {
    await server.close();
  }
});
