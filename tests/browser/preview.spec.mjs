// The preview as an author sees it: saved changes appear in the open page without any action in the browser.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { closeBrowser, open, Preview, TestPortal } from "./harness.mjs";

after(closeBrowser);

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

/** Starts a preview of the portal and opens a page of it with a marker, which is lost when the page is reloaded. */
async function start(t, path, headers, options) {
  const portal = await TestPortal.create(t, files);
  const preview = await Preview.start(t, portal, 0, options);
  const page = await open(t, new URL(path, preview.url).href, headers);
  await setMarker(page);
  return { portal, preview, page };
}

const setMarker = (page) => page.evaluate(() => (window.marker = true));
const hasMarker = (page) => page.evaluate(() => window.marker === true);
const overlay = (page) => page.getByRole("alert");

test("a saved change appears in the open page at the same scroll position", async (t) => {
  const { portal, page } = await start(t, "gioi-thieu/");
  await page.getByText("Chữ ở cuối trang").scrollIntoViewIfNeeded();
  const position = await page.evaluate(() => scrollY);
  assert.ok(position > 1000, `the page is scrolled to ${position} only`);
  await portal.edit(PAGE, "Chữ ở cuối trang", "Chữ mới ở cuối trang");
  await page.getByText("Chữ mới ở cuối trang").waitFor();
  await page.waitForLoadState("load");
  assert.equal(await page.evaluate(() => scrollY), position);
  assert.equal(await hasMarker(page), false);
  assert.deepEqual(page.faults, []);
});

test("a list shows a saved change of an entry it lists", async (t) => {
  const { portal, page } = await start(t, "van-ban/");
  await portal.edit("content/van-ban/85.md", "Báo cáo sơ kết", "Báo cáo tổng kết");
  await page.getByRole("link", { name: "Báo cáo tổng kết" }).first().waitFor();
});

test("a page that an edit does not affect is not reloaded", async (t) => {
  const { portal, preview, page } = await start(t, "gioi-thieu/");
  const other = await page.context().newPage();
  await other.goto(new URL("van-ban/85/", preview.url).href);
  await portal.edit("content/van-ban/85.md", "Nội dung báo cáo", "Nội dung mới");
  await other.getByText("Nội dung mới").waitFor();
  assert.equal(await hasMarker(page), true);
});

test("an error is shown over the page until it is fixed", async (t) => {
  const { portal, page } = await start(t, "van-ban/85/");
  await portal.edit("content/van-ban/85.md", "24/9/2014", "30/2/2014");
  await overlay(page).waitFor();
  const message = await overlay(page).innerText();
  assert.match(message, /content\/van-ban\/85\.md:4:16/);
  assert.match(message, /"30\/2\/2014" không phải là ngày có thật/);
  assert.match(message, /tháng 2 năm 2014 có 28 ngày/);
  assert.ok(await page.getByText("Nội dung báo cáo").isVisible(), "the last good version of the page is not visible");
  await portal.edit("content/van-ban/85.md", "30/2/2014", "25/9/2014");
  await overlay(page).waitFor({ state: "detached" });
  await page.getByText("25/9/2014").first().waitFor();
  assert.deepEqual(page.faults, []);
});

test("dismissed errors reappear only when the errors change", async (t) => {
  const { portal, page } = await start(t, "van-ban/85/");
  // Counts the overlays shown from the next load on.
  await page.addInitScript(() => {
    window.overlays = 0;
    const count = ({ addedNodes }) => {
      window.overlays += [...addedNodes].filter((node) => node.localName === "niemyet-preview").length;
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
  assert.equal(await page.evaluate(() => window.overlays), 1);
  await page.getByRole("button", { name: "Đóng" }).click();
  await overlay(page).waitFor({ state: "detached" });
});

test("a changed style sheet is applied without reloading the page", async (t) => {
  const { portal, page } = await start(t, "gioi-thieu/");
  const sheets = () => page.locator('link[rel="stylesheet"]').count();
  const before = await sheets();
  for (const colour of ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]) {
    await portal.write(STYLE, `${theme}\nbody { outline-color: ${colour}; }\n`);
    await page.waitForFunction((colour) => getComputedStyle(document.body).outlineColor === colour, colour);
  }
  assert.equal(await sheets(), before);
  assert.equal(await hasMarker(page), true);
});

test("the preview works under a content security policy of 'self'", async (t) => {
  const { portal, page } = await start(t, "van-ban/85/", {
    "content-security-policy": "default-src 'self'",
  });
  await portal.edit("content/van-ban/85.md", "24/9/2014", "30/2/2014");
  await overlay(page).waitFor();
  const frame = await overlay(page).evaluate((element) => getComputedStyle(element).borderTopWidth);
  assert.equal(frame, "4px");
  await portal.edit("content/van-ban/85.md", "30/2/2014", "25/9/2014");
  await page.getByText("25/9/2014").first().waitFor();
  assert.deepEqual(page.faults, []);
});

test("a change saved while the preview was stopped appears after it restarts", async (t) => {
  const { portal, preview, page } = await start(t, "gioi-thieu/");
  await preview.stop();
  await portal.edit(PAGE, "Chữ ở đầu trang", "Chữ mới ở đầu trang");
  await Preview.start(t, portal, preview.port);
  await page.getByText("Chữ mới ở đầu trang").waitFor();
});

test("more open pages than a browser allows connections are all kept up to date", async (t) => {
  const { portal, preview, page } = await start(t, "van-ban/85/");
  const pages = [page];
  while (pages.length < 9) {
    const other = await page.context().newPage();
    await other.goto(new URL("van-ban/85/", preview.url).href);
    pages.push(other);
  }
  await portal.edit("content/van-ban/85.md", "Nội dung báo cáo", "Nội dung mới");
  await Promise.all(pages.map((tab) => tab.getByText("Nội dung mới").waitFor()));
});

const panel = (page) => page.getByRole("region", { name: /^Niêm Yết/ });
const badge = (page) => page.getByRole("button", { name: /^Niêm Yết/ });

test("errors and warnings of other files are listed with their names, and the list follows", async (t) => {
  const { portal, page } = await start(t, "gioi-thieu/");
  await portal.edit("content/van-ban/85.md", "24/9/2014", "30/2/2014");
  await badge(page).getByText("1 lỗi ở tệp khác").waitFor();
  await portal.write("content/van-ban/85.md.bak", "x");
  await badge(page).getByText("1 lỗi ở tệp khác, 1 cảnh báo ở tệp khác").click();
  await panel(page).getByText("content/van-ban/85.md:4:16").waitFor();
  assert.match(await panel(page).innerText(), /content\/van-ban\/85\.md\.bak\s+cảnh báo: «85\.md\.bak» là bản cũ/);
  await portal.edit("content/van-ban/85.md", "30/2/2014", "24/9/2014");
  await panel(page).getByText("Ở các tệp khác: 1 cảnh báo").waitFor();
  await page.keyboard.press("Escape");
  await badge(page).getByText("còn 1 cảnh báo").waitFor();
  assert.deepEqual(page.faults, []);
});

test("warnings of the open page are listed as its own, without an alarm", async (t) => {
  const { portal, page } = await start(t, "van-ban/85/");
  await portal.edit("content/van-ban/85.md", "ngày ban hành", "lạ: x\nngày ban hành");
  await badge(page).getByText("còn 1 cảnh báo ở trang này").waitFor();
  assert.equal(await overlay(page).count(), 0);
  const colour = await badge(page).evaluate((button) => getComputedStyle(button).backgroundColor);
  assert.equal(colour, "rgb(255, 255, 255)");
  await badge(page).click();
  await panel(page).getByText("Ở trang này: 1 cảnh báo").waitFor();
  await portal.edit("content/van-ban/85.md", "lạ: x\n", "");
  await panel(page).waitFor({ state: "detached" });
  assert.deepEqual(page.faults, []);
});

test("a draft is marked on its page and in lists until it is published", async (t) => {
  const { portal, preview, page } = await start(t, "van-ban/", {}, ["--drafts"]);
  const marks = (tab) => tab.getByText("Bản nháp", { exact: true });
  assert.equal(await marks(page).count(), 0);
  await portal.edit("content/van-ban/85.md", "ngày ban hành", "nháp: có\nngày ban hành");
  await marks(page).first().waitFor();
  const other = await page.context().newPage();
  await other.goto(new URL("van-ban/85/", preview.url).href);
  await marks(other).first().waitFor();
  const beside = await other.locator("body niemyet-preview-draft").count();
  assert.equal(beside, 0, "links within the page are not marked");
  for (const width of [360, 768, 1280]) {
    await other.setViewportSize({ width, height: 800 });
    const mark = await marks(other).first().boundingBox();
    const body = await other.locator("body").boundingBox();
    assert.ok(mark.y + mark.height <= body.y, `the mark covers the page at ${width} px`);
  }
  assert.ok(!(await (await other.request.get(other.url())).text()).includes("Bản nháp"), "a build has no such mark");
  await portal.edit("content/van-ban/85.md", "nháp: có\n", "");
  await marks(other).first().waitFor({ state: "detached" });
  await page.bringToFront();
  await marks(page).first().waitFor({ state: "detached" });
  assert.deepEqual(page.faults, []);
});

test("the open page of a renamed entry leads to its new address", async (t) => {
  const { portal, preview, page } = await start(t, "van-ban/85/");
  await portal.edit("content/van-ban/85.md", "số hiệu", "đường dẫn: bao-cao-85\nsố hiệu");
  await page.waitForURL(new URL("van-ban/bao-cao-85/", preview.url).href);
  await page.getByText("Nội dung báo cáo").waitFor();
  await portal.rename("content/van-ban/85.md", "content/van-ban/2014/85.md");
  await page.waitForURL(new URL("van-ban/2014/bao-cao-85/", preview.url).href);
  await page.getByText("Nội dung báo cáo").waitFor();
  assert.deepEqual(page.faults, []);
});
