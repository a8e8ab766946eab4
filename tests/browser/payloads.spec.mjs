// Texts of an attacker in the places that authors fill, and in the search: no page runs a script of theirs, on a server
// without any policy. `tests/it/payloads/` reads the same pages without a browser, with more payloads and places.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { env } from "node:process";
import { after, test } from "node:test";
import { closeBrowser, open, TestPortal } from "./harness.mjs";
import { serveWithoutRules } from "./web-servers.mjs";

after(closeBrowser);

/** Each calls the function `hong` if it becomes more than a text. */
const PAYLOADS = [
  `"><script>hong()</script>`,
  `'><img src=x onerror=hong()>`,
  `</script><script>hong()</script>`,
  `</title></style></textarea><svg onload=hong()>`,
  `<!--<script>hong()</script>`,
  `--><b onfocus=hong() autofocus tabindex=1>x</b>`,
  `" autofocus onfocus=hong() x="`,
  `javascript:hong()`,
  `\\u003cimg src=x onerror=hong()\\u003e`,
  `&lt;img src=x onerror=hong()&gt;`,
  `]]><img src=x onerror=hong()>`,
  `<iframe srcdoc="<script>parent.hong()</script>"></iframe>`,
];

const quoted = JSON.stringify;
const entry = (fields, body) =>
  `---\n${Object.entries(fields).map(([key, value]) => `${key}: ${quoted(value)}\n`).join("")}---\n\n${body}\n`;

function portalFiles() {
  const [first] = PAYLOADS;
  const files = {
    "portal.yaml": `title: ${quoted(first)}
base_url: http://127.0.0.1/
owner: {name: ${quoted(first)}, address: ${quoted(first)}, phone: ${quoted(first)}}
sections:
  van-ban: {kind: document, title: ${quoted(PAYLOADS[1])}}
  tin-tuc: {kind: news, title: ${quoted(PAYLOADS[2])}}
menu: [{title: ${quoted(first)}, url: /van-ban/}]
notices: [{text: ${quoted(PAYLOADS[3])}}]
`,
  };
  PAYLOADS.forEach((payload, index) => {
    const body = `${payload}\n\n# ${payload}\n\n![${payload}](anh.svg "${payload}") <b title="${payload}">x</b> \`${payload}\``;
    files[`content/van-ban/${index}/index.md`] = entry(
      {
        "tiêu đề": payload,
        "số hiệu": `${index + 1}/QĐ-UBND`,
        "ngày ban hành": "24/9/2014",
        "trích yếu": payload,
        "người ký": `Ông ${index} ${payload}`,
        "chức vụ": payload,
        "lĩnh vực": `Việc ${index} ${payload}`,
        "từ khoá": `Từ ${index} ${payload}`,
        "căn cứ": "1/QĐ-TTg",
      },
      body,
    );
    files[`content/van-ban/${index}/anh.svg`] = `<svg xmlns="http://www.w3.org/2000/svg"/>`;
    const author = { "tác giả": payload, "ảnh của": payload, nguồn: payload, "chuyên mục": `Tin ${index} ${payload}` };
    files[`content/tin-tuc/${index}.md`] = entry({ "tiêu đề": payload, "tóm tắt": payload, ...author }, "Tin.");
    files[`content/tin-tuc/rut-${index}.md`] = `---\ntiêu đề: Rút\nthu hồi: {lý do: ${quoted(payload)}}\n---\n`;
  });
  return files;
}

/** The types that a server without rules knows. */
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

test("no text of an attacker runs as a script", async (t) => {
  const portal = await TestPortal.create(t, portalFiles());
  const built = spawnSync(env.NIEMYET, ["build", "--root", portal.root, "--today", "2026-11-30"], { encoding: "utf8" });
  assert.equal(built.status, 0, built.stdout + built.stderr);
  const root = join(portal.root, "public");
  const site = await serveWithoutRules(t, root, TYPES);
  const names = await readdir(root, { recursive: true });
  const pages = names.filter((name) => name.endsWith(".html")).map((name) => site + encodeURI(name.replace(/index\.html$/, "")));
  for (const payload of PAYLOADS) pages.push(`${site}tim-kiem/?q=${encodeURIComponent(payload)}`);
  assert.ok(pages.length > 60, `${pages.length} pages`);

  const first = await open(t, site);
  const ran = new Set();
  await first.context().exposeFunction("hong", () => ran.add("a script"));
  first.context().on("dialog", (dialog) => (ran.add(`a dialog: ${dialog.message()}`), dialog.dismiss()));
  await first.setContent("<img src=x onerror=hong()>");
  await first.waitForFunction(() => document.images[0].complete);
  assert.deepEqual([...ran], ["a script"], "a script of an attacker is noticed");
  ran.clear();
  const tabs = Array.from({ length: 4 }, async () => {
    const tab = await first.context().newPage();
    for (let url = pages.pop(); url; url = pages.pop()) {
      await tab.goto(url);
      const schemes = await tab.evaluate(() => [...document.querySelectorAll("a[href]")].map((link) => link.protocol));
      const others = schemes.filter((scheme) => !["http:", "https:", "mailto:", "tel:"].includes(scheme));
      assert.deepEqual(others, [], url);
      assert.deepEqual([...ran], [], url);
    }
  });
  await Promise.all(tabs);
});
