// A portal without a mouse: the focus is visible, moves in reading order, and reaches every control.
//
// By default each kind of page is walked at one width, with one walk per page; DEEP=1 walks all sample pages at both.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { assertDetected, closeBrowser, DEEP, Faults, forEach, painted, samples, sites, visit } from "./browse.mjs";

after(closeBrowser);

/** Prepares the page for a walk: lists all elements that the focus should reach, in document order. */
const prepareWalk = (tab) =>
  tab.evaluate(() => {
    const focusable = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]:not([tabindex^='-'])";
    const stops = [...document.querySelectorAll(focusable)].filter((element) => {
      const checked = element.type === "radio" && document.querySelector(`input[name="${element.name}"]:checked`);
      const isVisible = element.checkVisibility() && getComputedStyle(element).visibility === "visible";
      return isVisible && !element.disabled && (!checked || checked === element);
    });
    const parseColour = (text) => {
      const canvas = new OffscreenCanvas(1, 1).getContext("2d");
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
      return { rgb: [red, green, blue], alpha };
    };
    const background = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const { rgb, alpha } = parseColour(getComputedStyle(at).backgroundColor);
        if (alpha > 250) return rgb;
      }
      return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
    };
    const luminance = (rgb) => {
      const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
      const [red, green, blue] = rgb.map((part) => linear(part / 255));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (first, second) => {
      const [high, low] = [luminance(first), luminance(second)].sort((a, b) => b - a);
      return (high + 0.05) / (low + 0.05);
    };
    const appearance = (element) => {
      const { outlineStyle, outlineWidth, boxShadow, backgroundColor, borderColor } = getComputedStyle(element);
      const outline = outlineStyle === "none" ? 0 : parseFloat(outlineWidth);
      return { outline, rest: [boxShadow, backgroundColor, borderColor].join() };
    };
    const shortName = ({ localName, classList }) => localName + (classList.length ? `.${classList[0]}` : "");
    const name = (element) => `${shortName(element)} in ${shortName(element.parentElement)}`;
    const unfocused = new Map(stops.map((element) => [element, appearance(element)]));
    /** Whether some point of the element is on screen and not covered. */
    const isOnScreen = (element) =>
      [...element.getClientRects()].some(({ left, right, top, bottom }) =>
        [0.1, 0.5, 0.9].some((across) =>
          [0.2, 0.5, 0.8].some((down) => {
            const hit = document.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down);
            return hit && element.contains(hit);
          }),
        ),
      );
    let last;
    /** The index of the focused element among the stops, null if nothing has the focus, and the faults there. */
    window.currentStop = () => {
      const element = document.activeElement;
      const index = stops.indexOf(element);
      if (!element || element === document.body || element === document.documentElement) return { index: null };
      const faults = [];
      // Browsers let the focus into scrollable boxes so that keys can scroll them.
      const scrolls = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
      if (index < 0 && !scrolls) faults.push(`takes the focus but should not: ${name(element)}`);
      if (!isOnScreen(element)) faults.push(`has the focus but is hidden: ${name(element)}`);
      const before = unfocused.get(element);
      const now = appearance(element);
      const { outlineColor, outlineOffset } = getComputedStyle(element);
      if (before && now.outline <= before.outline && now.rest === before.rest) {
        faults.push(`does not show that it has the focus: ${name(element)}`);
      }
      if (now.outline && now.outline < 2) faults.push(`has a focus ring of less than 2 px: ${name(element)}`);
      if (now.outline && parseFloat(outlineOffset) >= 0 && now.rest === before?.rest) {
        const under = background(element.parentElement);
        const { rgb, alpha } = parseColour(outlineColor);
        const ring = rgb.map((part, channel) => (part * alpha + under[channel] * (255 - alpha)) / 255);
        const ratio = contrast(ring, under);
        const message = `has a focus ring of contrast ${ratio.toFixed(1)}, below 3`;
        if (ratio < 3) faults.push(`${message}: ${outlineColor} on rgb(${under.join(", ")})`);
      }
      const block = element.closest("nav, section, aside, form, dl, ul, ol, table, header, footer, details");
      const { left, right, top, bottom } = element.getClientRects()[0] ?? element.getBoundingClientRect();
      let [scrollLeft, scrollTop] = [0, 0];
      for (let at = element.parentElement; at; at = at.parentElement) {
        scrollLeft += at.scrollLeft;
        scrollTop += at.scrollTop;
      }
      const box = { left: left + scrollLeft, right: right + scrollLeft, top: top + scrollTop, bottom: bottom + scrollTop };
      // Within a block the focus moves in reading order: down or right; the next column begins at its top.
      if (last && last.block === block && block) {
        const isAbove = box.bottom <= last.box.top && box.left < last.box.right;
        const isLeft = box.right <= last.box.left && box.top < last.box.bottom && box.bottom > last.box.top;
        if (isAbove || isLeft) faults.push(`precedes the element that had the focus before it: ${name(element)}`);
      }
      last = { block, box };
      return { index, faults };
    };
    return stops.length;
  });

/** Presses Tab from the first stop to the last, and returns the faults found on the way. */
async function walkFaults(tab) {
  const faults = new Set();
  const count = await prepareWalk(tab);
  let expected = 0;
  for (let steps = 0; steps <= count; steps += 1) {
    await tab.keyboard.press("Tab");
    const { index, faults: found } = await tab.evaluate(() => window.currentStop());
    if (index === null) break;
    found.forEach((fault) => faults.add(fault));
    // A frame keeps the focus while its content has it; the content may be empty.
    if (index >= 0 && index !== expected) faults.add(index < expected ? "the focus moves backwards" : "the focus skips stops");
    if (index >= 0) expected = index + 1;
  }
  if (expected < count) faults.add(`the focus ends after ${expected} of ${count} stops`);
  return [...faults];
}

/** The faults of the skip link: the first Tab shows it, and it leads to the main content. */
async function skipLinkFaults(tab) {
  const landmarks = await tab.locator("header, nav").count();
  // A redirect page has nothing to skip.
  if (landmarks === 0) return [];
  const faults = [];
  await tab.keyboard.press("Tab");
  const link = await tab.evaluate(() => {
    const element = document.activeElement;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const isShown = left >= 0 && top >= 0 && right <= innerWidth && element.contains(hit);
    return { target: element.getAttribute("href") ?? "", isShown };
  });
  if (!/^#/.test(link.target)) return ["the first Tab does not reach a skip link"];
  if (!link.isShown) faults.push("the skip link is not shown when it has the focus");
  await tab.keyboard.press("Enter");
  await painted(tab);
  const leadsToMain = await tab.evaluate(
    (target) => Boolean(document.querySelector(target)?.closest("main")) && location.hash === target,
    link.target,
  );
  if (!leadsToMain) faults.push("the skip link does not lead to main");
  const hasControl = await tab.evaluate(() => document.querySelector("main").matches(":has(a[href], button, input, summary)"));
  await tab.keyboard.press("Tab");
  const isInMain = await tab.evaluate(() => document.activeElement.closest("main") !== null);
  if (hasControl && !isInMain) faults.push("after the skip link the focus is not in main");
  return faults;
}

/** Window sizes with the colour scheme in which they are walked. */
const WINDOWS = [
  { width: 1280, height: 800, colorScheme: "light" },
  { width: 320, height: 640, colorScheme: "dark" },
];
/** The windows in which a site is walked: a site of states on the phone, the sample on the desktop, and with DEEP=1 on both. */
const windowsFor = (site) => (site.isOfStates ? WINDOWS.slice(1) : DEEP ? WINDOWS : WINDOWS.slice(0, 1));

for (const site of sites) {
  const serving = site.serve();
  after(async () => (await serving).close());
  for (const window of windowsFor(site)) {
    test(`the focus moves through ${site.name} visibly and in order, ${window.width} px wide`, async () => {
      const faults = new Faults();
      const server = await serving;
      await forEach(samples(site), (page) =>
        visit(server, page, window, async (tab) => {
          for (const fault of await walkFaults(tab)) faults.add(fault, `${page.kind} /${page.path}`);
          await tab.goto(server.url(page));
          for (const fault of await skipLinkFaults(tab)) faults.add(fault, `${page.kind} /${page.path}`);
        }),
      );
      faults.assertNone();
    });
  }
}

const [sample] = sites;
const serving = sample.serve();
after(async () => (await serving).close());

test("a folded section opens and closes by keyboard", async () => {
  const folded = sample.pages.find((page) => page.kind === "document" && /<details(?! open)/.test(page.html));
  await visit(await serving, folded, {}, async (tab) => {
    await tab
      .locator("main details:not([open])")
      .first()
      .evaluate((element) => element.setAttribute("data-under-test", ""));
    const details = tab.locator("[data-under-test]");
    await details.locator("summary").first().focus();
    for (const [key, isOpen] of [
      ["Enter", true],
      ["Space", false],
      ["Space", true],
    ]) {
      await tab.keyboard.press(key);
      assert.equal(await details.evaluate((element) => element.open), isOpen, key);
    }
  });
});

test("a document is found by its number using the keyboard only", async () => {
  const documents = sample.pagesOf("document");
  const target = documents.find((page) => /\/[^/]+\//.test(page.path) && page.work().reportNumber);
  const number = target.work().reportNumber;
  await visit(await serving, sample.page("tim-kiem/"), {}, async (tab) => {
    const hasFocus = (locator) => locator.evaluate((element) => element === document.activeElement);
    const field = tab.locator("main").getByRole("searchbox");
    await field.waitFor();
    for (let steps = 0; steps < 60 && !(await hasFocus(field)); steps += 1) await tab.keyboard.press("Tab");
    assert.ok(await hasFocus(field), "Tab does not reach the field");
    await tab.keyboard.type(number);
    await tab.keyboard.press("Enter");
    const result = tab.locator("main").locator(`a[href$="${target.path}"]`).first();
    await result.waitFor();
    const status = await tab.getByRole("status").first().innerText();
    assert.notEqual(status.trim(), "", "the number of results is not announced");
    for (let steps = 0; steps < 10 && !(await hasFocus(result)); steps += 1) await tab.keyboard.press("Tab");
    assert.ok(await hasFocus(result), "Tab does not reach the result");
    await tab.keyboard.press("Enter");
    await tab.waitForURL(`**/${target.path}`);
    assert.deepEqual([...tab.faults], []);
  });
});

test("a document is found by each way of writing its number", async () => {
  const target = sample.pagesOf("document").find((page) => page.path.endsWith("28-qd-ldld/"));
  const queries = [
    "28/QĐ-LĐLĐ",
    "28 qd ldld",
    "số 28/QĐ-LĐLĐ",
    "Quyết định 28",
    "quyet dinh so 28",
    "Quyết định số 28/QĐ-LĐLĐ",
    "28/QĐ-LĐLĐ ngày 20/11/2017",
    "Quyết định số 28/QĐ-LĐLĐ ngày 20/11/2017 của Liên đoàn Lao động",
  ];
  await visit(await serving, sample.page("tim-kiem/"), {}, async (tab) => {
    for (const query of queries) {
      await tab.locator("#niemyet-q").fill(query);
      await tab.locator("#niemyet-lookup button").click();
      const first = tab.locator("#niemyet-found a").first();
      await first.waitFor({ timeout: 5000 }).catch(() => assert.fail(`nothing is found by «${query}»`));
      assert.ok((await first.getAttribute("href")).endsWith(target.path), `something else is found by «${query}»`);
    }
    await tab.locator("#niemyet-q").fill("Kế hoạch số 28/QĐ-LĐLĐ");
    await tab.locator("#niemyet-lookup button").click();
    await tab.locator("#niemyet-found:empty").waitFor({ state: "attached" });
  });
});

test("the keyboard checks detect deliberately broken pages", async () => {
  const skipLinkMutations = [
    ["news", /<a class="skip"/, '<a tabindex="-1" class="skip"', /does not reach a skip link/],
    ["news", /id="niemyet-main"/, 'id="niemyet-other"', /does not lead to main/],
  ];
  await assertDetected(sample, skipLinkMutations, (server, page) => visit(server, page, {}, skipLinkFaults));
  const walkMutations = [
    ["news", ":focus-visible { outline: 0 !important; box-shadow: none !important }", "", /does not show that it has the focus/],
    ["news", ":focus-visible { outline: 1px solid #ddd !important }", "", /less than 2 px/],
    ["news", ":focus-visible { outline: 3px solid #bbb !important; box-shadow: none !important }", "", /contrast \d/],
    ["news", /<a href="[^"]*van-ban\/"/, '$& tabindex="3"', /the focus (moves backwards|skips stops)/],
    ["news", "header ul { flex-direction: row-reverse !important }", "", /precedes the element/],
    ["news", "footer { position: relative } footer::after { content: ''; position: absolute; inset: 0; z-index: 9 } body::after { content: ''; position: fixed; inset: 0; z-index: 9 }", "", /is hidden/],
  ];
  await assertDetected(sample, walkMutations, (server, page) => visit(server, page, {}, walkFaults));
});
