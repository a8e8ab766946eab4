// A portal without a mouse: where the focus goes, that it is seen, and that all can be reached and done by it.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { each, Faults, finish, noticed, painted, sites, visit } from "./browse.mjs";

after(finish);

/** Prepares the page for a walk: every place where the focus should stop is known by its rank in the document. */
const prepare = (tab) =>
  tab.evaluate(() => {
    const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]:not([tabindex^='-'])";
    const places = [...document.querySelectorAll(wanted)].filter((one) => {
      const group = one.type === "radio" && document.querySelector(`input[name="${one.name}"]:checked`);
      const style = getComputedStyle(one);
      return one.checkVisibility() && style.visibility === "visible" && !one.disabled && (!group || group === one);
    });
    const colour = (text) => {
      const canvas = new OffscreenCanvas(1, 1).getContext("2d");
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
      return { rgb: [red, green, blue], alpha };
    };
    const ground = (from) => {
      for (let at = from; at; at = at.parentElement) {
        const { rgb, alpha } = colour(getComputedStyle(at).backgroundColor);
        if (alpha > 250) return rgb;
      }
      return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
    };
    const light = (rgb) => {
      const [red, green, blue] = rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (one, other) => {
      const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
      return (high + 0.05) / (low + 0.05);
    };
    const looks = (one) => {
      const { outlineStyle, outlineWidth, boxShadow, backgroundColor, borderColor } = getComputedStyle(one);
      return { outline: outlineStyle === "none" ? 0 : parseFloat(outlineWidth), rest: [boxShadow, backgroundColor, borderColor].join() };
    };
    const name = (one) => one.localName + (one.className.length ? `.${one.className.split(" ")[0]}` : "") + ` in ${one.parentElement.localName}${one.parentElement.classList.length ? `.${one.parentElement.classList[0]}` : ""}`;
    const before = new Map(places.map((one) => [one, looks(one)]));
    /** Whether any of it can be seen where it stands. */
    const seen = (one) =>
      [...one.getClientRects()].some(({ left, right, top, bottom }) =>
        [0.1, 0.5, 0.9].some((across) =>
          [0.2, 0.5, 0.8].some((down) => {
            const hit = document.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down);
            return hit && one.contains(hit);
          }),
        ),
      );
    window.walk = {
      count: places.length,
      /** Tells where the focus is, and what is at fault there. */
      here: () => {
        const one = document.activeElement;
        const at = places.indexOf(one);
        if (!one || one === document.body || one === document.documentElement) return { at: null };
        const faults = [];
        // A browser may let the focus into what scrolls, so that keys move it.
        const scrolls = one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight;
        if (at < 0 && !scrolls) faults.push(`takes the focus, and should not: ${name(one)}`);
        if (!seen(one)) faults.push(`has the focus, and is hidden: ${name(one)}`);
        const was = before.get(one);
        const now = looks(one);
        const { outlineColor, outlineOffset } = getComputedStyle(one);
        if (was && now.outline <= was.outline && now.rest === was.rest) faults.push(`has the focus, and does not show it: ${name(one)}`);
        if (now.outline && now.outline < 2) faults.push(`has a focus ring of less than 2 px: ${name(one)}`);
        if (now.outline && parseFloat(outlineOffset) >= 0 && now.rest === was?.rest) {
          const under = ground(one.parentElement);
          const ring = colour(outlineColor);
          const ratio = contrast(ring.rgb.map((part, at) => (part * ring.alpha + under[at] * (255 - ring.alpha)) / 255), under);
          const told = `has a focus ring of contrast ${ratio.toFixed(1)}, below 3`;
          if (ratio < 3) faults.push(`${told}: ${outlineColor} on rgb(${under.join(", ")})`);
        }
        const block = one.closest("nav, section, aside, form, dl, ul, ol, table, header, footer, details");
        const box = one.getClientRects()[0] ?? one.getBoundingClientRect();
        const { left, right, top, bottom } = box;
        let [aside, down] = [0, 0];
        for (let at = one.parentElement; at; at = at.parentElement) {
          aside += at.scrollLeft;
          down += at.scrollTop;
        }
        const place = { left: left + aside, right: right + aside, top: top + down, bottom: bottom + down };
        const last = window.walk.last;
        // Within a block the focus goes down, or right, as one reads; the next column begins at its top.
        if (last && last.block === block && block) {
          const up = place.bottom <= last.place.top && place.left < last.place.right;
          const back = place.right <= last.place.left && place.top < last.place.bottom && place.bottom > last.place.top;
          if (up || back) faults.push(`is read before what the focus met first: ${name(one)}`);
        }
        window.walk.last = { block, place };
        return { at, faults };
      },
    };
    return places.length;
  });

/** Walks by Tab from the first place to the last, and tells what is at fault on the way. */
async function walk(tab) {
  const faults = new Set();
  const count = await prepare(tab);
  let expected = 0;
  for (let steps = 0; steps <= count; steps += 1) {
    await tab.keyboard.press("Tab");
    const { at, faults: here } = await tab.evaluate(() => window.walk.here());
    if (at === null) break;
    here.forEach((fault) => faults.add(fault));
    // A frame has the focus for as long as what is in it, which may be nothing.
    if (at >= 0 && at !== expected) faults.add(at < expected ? "the focus goes back" : "the focus leaves out places");
    if (at >= 0) expected = at + 1;
  }
  if (expected < count) faults.add(`the focus ends after ${expected} of ${count} places`);
  return [...faults];
}

/** The first Tab shows the skip link, and it leads to the content. */
async function skip(tab) {
  const landmarks = await tab.locator("header, nav").count();
  // An old address has nothing to skip.
  if (landmarks === 0) return [];
  const faults = [];
  await tab.keyboard.press("Tab");
  const link = await tab.evaluate(() => {
    const one = document.activeElement;
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return { to: one.getAttribute("href") ?? "", shown: left >= 0 && top >= 0 && right <= innerWidth && one.contains(hit) };
  });
  if (!/^#/.test(link.to)) return ["the first Tab does not meet a skip link"];
  if (!link.shown) faults.push("the skip link is not shown when it has the focus");
  await tab.keyboard.press("Enter");
  await painted(tab);
  const landed = await tab.evaluate((to) => Boolean(document.querySelector(to)?.closest("main")) && location.hash === to, link.to);
  if (!landed) faults.push("the skip link does not lead to main");
  const inside = await tab.evaluate(() => document.querySelector("main").matches(":has(a[href], button, input, summary)"));
  await tab.keyboard.press("Tab");
  const next = await tab.evaluate(() => document.activeElement.closest("main") !== null);
  if (inside && !next) faults.push("behind the skip link the focus is not in main");
  return faults;
}

for (const site of sites) {
  const served = site.serve();
  after(async () => (await served).close());
  for (const [width, height] of [
    [1280, 800],
    [320, 640],
  ].slice(site.ofStates ? 1 : 0)) {
    test(`the focus goes through ${site.name} in order and in sight, ${width} px wide`, async () => {
      const faults = new Faults();
      const server = await served;
      await each(site.samples(), (page) =>
        visit(server, page, { width, height, colorScheme: width === 320 ? "dark" : "light" }, async (tab) => {
          for (const fault of await walk(tab)) faults.add(fault, `${page.kind} /${page.path}`);
        }),
      );
      faults.none();
    });
  }

  test(`the first Tab on ${site.name} leads past its head`, async () => {
    const faults = new Faults();
    const server = await served;
    await each(site.samples(), (page) =>
      visit(server, page, { width: 360, height: 640 }, async (tab) => {
        for (const fault of await skip(tab)) faults.add(fault, `${page.kind} /${page.path}`);
      }),
    );
    faults.none();
  });
}

const [sample] = sites;
const serving = sample.serve();
after(async () => (await serving).close());

test("what is folded opens and closes by keyboard", async () => {
  const folded = sample.pages.find((page) => page.kind === "document" && /<details(?! open)/.test(page.html));
  await visit(await serving, folded, {}, async (tab) => {
    const details = tab.locator("main details:not([open])").first();
    await details.evaluate((one) => one.setAttribute("data-tried", ""));
    const tried = tab.locator("[data-tried]");
    const open = () => tried.evaluate((one) => one.open);
    await tried.locator("summary").first().focus();
    for (const [key, wanted] of [
      ["Enter", true],
      ["Space", false],
      ["Space", true],
    ]) {
      await tab.keyboard.press(key);
      assert.equal(await open(), wanted, key);
    }
  });
});

test("a document is found by its number, by keyboard only", async () => {
  const [wanted] = sample.of("document").filter((page) => /\/[^/]+\//.test(page.path) && page.work().reportNumber);
  const number = wanted.work().reportNumber ?? wanted.work().legislationIdentifier;
  await visit(await serving, sample.page("tim-kiem/"), {}, async (tab) => {
    const field = tab.locator("main").getByRole("searchbox");
    await field.waitFor();
    const focused = () => field.evaluate((one) => one === document.activeElement);
    for (let steps = 0; steps < 60 && !(await focused()); steps += 1) await tab.keyboard.press("Tab");
    assert.ok(await focused(), "Tab reaches the field");
    await tab.keyboard.type(number);
    await tab.keyboard.press("Enter");
    const found = tab.locator("main").locator(`a[href$="${wanted.path}"]`).first();
    await found.waitFor();
    assert.notEqual((await tab.getByRole("status").first().innerText()).trim(), "", "how many were found is told");
    const reached = () => found.evaluate((one) => one === document.activeElement);
    for (let steps = 0; steps < 10 && !(await reached()); steps += 1) await tab.keyboard.press("Tab");
    assert.ok(await reached(), "Tab reaches what was found");
    await tab.keyboard.press("Enter");
    await tab.waitForURL(`**/${wanted.path}`);
    assert.deepEqual([...tab.faults], []);
  });
});

test("what is spoiled is noticed", async () => {
  const look = (server, page) =>
    visit(server, page, {}, async (tab) => [...(await skip(tab)), ...(await tab.reload().then(() => walk(tab)))]);
  await noticed(
    sample,
    [
      ["news", /<a class="skip"/, '<a tabindex="-1" class="skip"', /does not meet a skip link/],
      ["news", /id="niemyet-main"/, 'id="niemyet-other"', /does not lead to main/],
      ["news", ":focus-visible { outline: 0 !important; box-shadow: none !important }", "", /does not show it/],
      ["news", ":focus-visible { outline: 1px solid #ddd !important }", "", /less than 2 px/],
      ["news", ":focus-visible { outline: 3px solid #bbb !important; box-shadow: none !important }", "", /contrast \d/],
      ["news", /<a href="[^"]*van-ban\/"/, '$& tabindex="3"', /the focus (goes back|leaves out)/],
      ["news", "header ul { flex-direction: row-reverse !important }", "", /is read before/],
      ["news", "footer { position: relative } footer::after { content: ''; position: absolute; inset: 0; z-index: 9 } body::after { content: ''; position: fixed; inset: 0; z-index: 9 }", "", /is hidden/],
    ],
    look,
  );
});
