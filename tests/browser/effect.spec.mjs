// What is said of the effect of documents: a line under the title, on screen and on paper, in every look; and in rows the
// state of the reader's day, or without script the boundaries. The portal `hieu-luc` has every state; the sample shows that
// its documents say so too.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, test } from "node:test";
import { closeBrowser, Faults, forEach, painted, sites, visit } from "./browse.mjs";

after(closeBrowser);

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [sample] = sites;
const portal = sites.find((site) => site.name === "hieu-luc");
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

/** What a page says under its title in each state, and a row on the day of the build. */
const SAID = {
  effective: ["Có hiệu lực từ 01/7/2020", "có hiệu lực từ 01/7/2020"],
  "in-force": ["Còn hiệu lực, có hiệu lực từ 01/7/2020", "còn hiệu lực"],
  "not-yet": ["Chưa có hiệu lực, có hiệu lực từ 01/01/2028", "chưa có hiệu lực, có hiệu lực từ 01/01/2028"],
  expired: ["Hết hiệu lực toàn bộ từ 01/01/2024", "hết hiệu lực toàn bộ từ 01/01/2024"],
  "partly-expired": ["Hết hiệu lực một phần từ 01/3/2024, được sửa đổi", "hết hiệu lực một phần từ 01/3/2024"],
  suspended: ["Ngưng hiệu lực từ 01/3/2024, bị đình chỉ", "ngưng hiệu lực từ 01/3/2024"],
  "partly-suspended": ["Ngưng hiệu lực một phần từ 01/3/2024, bị đình chỉ", "ngưng hiệu lực một phần từ 01/3/2024"],
  unsuitable: ["Không còn phù hợp", "không còn phù hợp"],
  undated: ["Chưa ghi ngày hiệu lực", "chưa ghi ngày hiệu lực"],
  unclear: ["Chưa rõ hiệu lực, có hiệu lực từ 01/7/2020", "chưa rõ hiệu lực từ 01/3/2024"],
  unsuspended: ["Chưa ghi ngày hiệu lực", "hết ngưng hiệu lực từ 01/3/2026"],
};
const TODAY = new Date("2026-11-30T09:00:00");
const SCRIPTS = [true, false];
const MEDIA = [
  { media: "screen", colorScheme: "light", forcedColors: "none" },
  { media: "screen", colorScheme: "dark", forcedColors: "none" },
  { media: "screen", colorScheme: "light", forcedColors: "active" },
  { media: "print", colorScheme: "light", forcedColors: "none" },
];
/** The height of the first sheet of paper, in CSS pixels, and its width. */
const [SHEET, PAPER] = [971, 643];

/** Opens a page on the day of the build, with or without script, and runs `work` in every medium. */
const inEveryMedium = (server, page, js, work) =>
  visit(server, page, { js, blank: js, width: PAPER }, async (tab) => {
    if (js) {
      await tab.clock.setFixedTime(TODAY);
      await tab.goto(server.url(page));
    }
    await tab.evaluate(`${axe};0`);
    for (const medium of MEDIA) {
      await tab.emulateMedia(medium);
      await painted(tab);
      await work(tab, `${page.path} ${js ? "" : "without script "}${Object.values(medium).join(" ")}`);
    }
  });

/** The words below the given elements whose contrast is too low. */
const paleWords = (tab, selector) =>
  tab.evaluate(async (include) => {
    const { violations } = await globalThis.axe.run({ include: [include] }, { runOnly: ["color-contrast"] });
    return violations.flatMap(({ nodes }) => nodes.map(({ html }) => html));
  }, selector);

test("every state stands directly under the title, in words, in every look and on the first sheet", async () => {
  const server = await portal.serve();
  const faults = new Faults();
  const visits = Object.keys(SAID).flatMap((state) => SCRIPTS.map((js) => [state, js]));
  try {
    await forEach(visits, ([state, js]) =>
      inEveryMedium(server, portal.page(`van-ban/${state}/`), js, async (tab, look) => {
        const line = await tab.evaluate(() => {
          const line = document.querySelector("h1 + .effect");
          const { borderLeftStyle, borderLeftWidth } = getComputedStyle(line);
          return {
            words: line.innerText.replace(/\s+/g, " ").trim(),
            isShown: line.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
            hasBorder: borderLeftStyle !== "none" && parseFloat(borderLeftWidth) > 0,
            bottom: line.getBoundingClientRect().bottom + scrollY,
          };
        });
        if (!line.words.startsWith(SAID[state][0])) faults.add(`${state}: says «${line.words}»`, look);
        if (!line.isShown || !line.hasBorder) faults.add(`${state}: is not shown`, look);
        if (line.bottom > SHEET) faults.add(`${state}: stands below the first sheet`, look);
        for (const words of await paleWords(tab, ".effect")) faults.add(`${state}: is pale: ${words}`, look);
      }),
    );
    faults.assertNone();
    assert.ok(!portal.page("van-ban/bao-cao/").html.includes('class="effect"'), "a report has no state");
  } finally {
    await server.close();
  }
});

test("every row carries the state of its document, in every look", async () => {
  const server = await portal.serve();
  const faults = new Faults();
  const listings = /^(home|section|section year|term|term year|disclosure)$/;
  const pages = [...portal.pages.filter((page) => listings.test(page.kind)), portal.page("van-ban/lien-quan/")];
  const kinds = new Map();
  try {
    await forEach(pages.flatMap((page) => SCRIPTS.map((js) => [page, js])), ([page, js]) =>
      inEveryMedium(server, page, js, async (tab, look) => {
        const rows = await tab.evaluate(() => {
          const links = [...document.querySelectorAll("main a[href*='/van-ban/']")];
          const isOfRow = (link) => link.checkVisibility() && !link.closest(".effect, .prose, .map, .facts, nav, figure, .years");
          return links.filter(isOfRow).map((link) => {
            const row = link.closest("tr, li, dd");
            return [link.pathname, row?.closest(".relations") ? "related" : "row", row?.querySelector(".holds")?.innerText.trim() ?? ""];
          });
        });
        for (const [path, place, words] of rows) {
          const said = SAID[path.split("/").at(-2)]?.[1];
          if (!said) continue;
          kinds.set(place === "related" ? place : page.kind, true);
          const isRight = js ? words.startsWith(said) : words.includes(said.replace("chưa có hiệu lực, ", ""));
          if (!isRight) faults.add(`the row of ${path} says «${words}»`, look);
        }
        for (const words of rows.some(([, , words]) => words) ? await paleWords(tab, ".holds") : []) faults.add(`is pale: ${words}`, look);
      }),
    );
    faults.assertNone();
    const expected = ["disclosure", "document", "home", "related", "section", "section year", "term", "term year"];
    assert.deepEqual([...kinds.keys()].sort(), expected, "there are rows on every kind of page");
  } finally {
    await server.close();
  }
});

test("the results of a search tell what holds on the day of their reader", async () => {
  const server = await portal.serve();
  try {
    await visit(server, portal.page("tim-kiem/"), { blank: true }, async (tab) => {
      await tab.goto(`${server.url(portal.page("tim-kiem/"))}?q=quyet+dinh`);
      const found = tab.locator("#niemyet-found li");
      await found.nth(Object.keys(SAID).length).waitFor();
      for (const [state, [, said]] of Object.entries(SAID)) {
        const words = await found.filter({ has: tab.locator(`a[href$="/van-ban/${state}/"]`) }).innerText();
        assert.ok(words.includes(`Quyết định · ${said}`), `${state}: ${words}`);
      }
    });
  } finally {
    await server.close();
  }
});
