// The preview as the author of a portal sees it: what is saved shows in the open page, without a key pressed there.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { open, Portal, Preview } from "./harness.mjs";

const SETTINGS = `title: Cổng thử
base_url: https://thu.example.vn/cong-doan/
owner: {name: Đơn vị thử}
sections:
  van-ban: {kind: document, title: Văn bản}
`;
const PAGE = "content/gioi-thieu.md";
const STYLE = "themes/cong-thong-tin/assets/portal.css";
const theme = await readFile(new URL(`../../${STYLE}`, import.meta.url), "utf8");

const files = {
  "portal.yaml": SETTINGS,
  [PAGE]: `---
tiêu đề: Giới thiệu
tóm tắt: Về đơn vị
ngày đăng: 01/3/2020
---

Chữ ở đầu trang.

${"Một đoạn dài cho trang cao hơn cửa sổ.\n\n".repeat(80)}Chữ ở cuối trang.
`,
  "content/van-ban/85.md": `---
tiêu đề: Báo cáo sơ kết
số hiệu: 85/BC-LĐLĐ
ngày ban hành: 24/9/2014
---

Nội dung báo cáo.
`,
  [STYLE]: theme,
};

/** A preview of the portal, with a page of it open and marked: whoever loads it anew loses the mark. */
async function begin(t, path, headers) {
  const portal = await Portal.of(t, files);
  const preview = await Preview.of(t, portal);
  const page = await open(t, new URL(path, preview.url).href, headers);
  await mark(page);
  return { portal, preview, page };
}

const mark = (page) => page.evaluate(() => (window.marked = true));
const isMarked = (page) => page.evaluate(() => window.marked === true);
const overlay = (page) => page.getByRole("alert");

test("what is saved shows in the open page, at the same place of it", async (t) => {
  const { portal, page } = await begin(t, "gioi-thieu/");
  await page.getByText("Chữ ở cuối trang").scrollIntoViewIfNeeded();
  const place = await page.evaluate(() => scrollY);
  assert.ok(place > 1000, `${place}`);
  await portal.edit(PAGE, "Chữ ở cuối trang", "Chữ mới ở cuối trang");
  await page.getByText("Chữ mới ở cuối trang").waitFor();
  await page.waitForLoadState("load");
  assert.equal(await page.evaluate(() => scrollY), place);
  assert.equal(await isMarked(page), false);
  assert.deepEqual(page.faults, []);
});

test("a list shows what was saved in what it lists", async (t) => {
  const { portal, page } = await begin(t, "van-ban/");
  await portal.edit("content/van-ban/85.md", "Báo cáo sơ kết", "Báo cáo tổng kết");
  await page.getByRole("link", { name: "Báo cáo tổng kết" }).first().waitFor();
});

test("a page that the edit does not touch is left alone", async (t) => {
  const { portal, preview, page } = await begin(t, "gioi-thieu/");
  const other = await page.context().newPage();
  await other.goto(new URL("van-ban/85/", preview.url).href);
  await portal.edit("content/van-ban/85.md", "Nội dung báo cáo", "Nội dung mới");
  await other.getByText("Nội dung mới").waitFor();
  assert.equal(await isMarked(page), true);
});

test("what breaks shows over the page until it is mended", async (t) => {
  const { portal, page } = await begin(t, "van-ban/85/");
  await portal.edit("content/van-ban/85.md", "24/9/2014", "30/2/2014");
  await overlay(page).waitFor();
  const told = await overlay(page).innerText();
  assert.match(told, /content\/van-ban\/85\.md:4:16/);
  assert.match(told, /"30\/2\/2014" không phải là ngày có thật/);
  assert.match(told, /tháng 2 năm 2014 có 28 ngày/);
  assert.ok(await page.getByText("Nội dung báo cáo").isVisible(), "the page as it last was stays");
  await portal.edit("content/van-ban/85.md", "30/2/2014", "25/9/2014");
  await overlay(page).waitFor({ state: "detached" });
  await page.getByText("25/9/2014").first().waitFor();
  assert.deepEqual(page.faults, []);
});

test("faults that were closed come back only when others are found", async (t) => {
  const { portal, page } = await begin(t, "van-ban/85/");
  // Counts how often an overlay comes from the next load on.
  await page.addInitScript(() => {
    window.shown = 0;
    const count = ({ addedNodes }) => {
      window.shown += [...addedNodes].filter((node) => node.localName === "niemyet-preview").length;
    };
    const observer = new MutationObserver((changes) => changes.forEach(count));
    observer.observe(document, { childList: true, subtree: true });
  });
  await portal.edit("content/van-ban/85.md", "24/9/2014", "30/2/2014");
  await overlay(page).waitFor();
  await page.keyboard.press("Escape");
  await overlay(page).waitFor({ state: "detached" });
  const connected = page.waitForResponse(/\/\.niemyet\/events/);
  await page.reload();
  await connected;
  await portal.edit("content/van-ban/85.md", "30/2/2014", "31/2/2014");
  await overlay(page).getByText("31/2/2014").first().waitFor();
  assert.equal(await page.evaluate(() => window.shown), 1);
  await page.getByRole("button", { name: "Đóng" }).click();
  await overlay(page).waitFor({ state: "detached" });
});

test("a style sheet is taken up where the page stands", async (t) => {
  const { portal, page } = await begin(t, "gioi-thieu/");
  const sheets = () => page.locator('link[rel="stylesheet"]').count();
  const before = await sheets();
  for (const colour of ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]) {
    await portal.write(STYLE, `${theme}\nbody { outline-color: ${colour}; }\n`);
    const taken = () => page.locator("body").evaluate((body) => getComputedStyle(body).outlineColor);
    while ((await taken()) !== colour) await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  assert.equal(await sheets(), before);
  assert.equal(await isMarked(page), true);
});

test("all of it works where a site allows nothing but its own", async (t) => {
  const { portal, page } = await begin(t, "van-ban/85/", {
    "content-security-policy": "default-src 'self'",
  });
  await portal.edit("content/van-ban/85.md", "24/9/2014", "30/2/2014");
  await overlay(page).waitFor();
  const frame = await overlay(page).evaluate((shown) => getComputedStyle(shown).borderTopWidth);
  assert.equal(frame, "4px");
  await portal.edit("content/van-ban/85.md", "30/2/2014", "25/9/2014");
  await page.getByText("25/9/2014").first().waitFor();
  assert.deepEqual(page.faults, []);
});

test("what was saved while the preview was away shows when it is back", async (t) => {
  const { portal, preview, page } = await begin(t, "gioi-thieu/");
  await preview.stop();
  await portal.edit(PAGE, "Chữ ở đầu trang", "Chữ mới ở đầu trang");
  await Preview.of(t, portal, preview.port);
  await page.getByText("Chữ mới ở đầu trang").waitFor();
});

test("more pages may stand open than a browser opens connections, and all are followed", async (t) => {
  const { portal, preview, page } = await begin(t, "van-ban/85/");
  const pages = [page];
  while (pages.length < 9) {
    const other = await page.context().newPage();
    await other.goto(new URL("van-ban/85/", preview.url).href);
    pages.push(other);
  }
  await portal.edit("content/van-ban/85.md", "Nội dung báo cáo", "Nội dung mới");
  await Promise.all(pages.map((one) => one.getByText("Nội dung mới").waitFor()));
});
