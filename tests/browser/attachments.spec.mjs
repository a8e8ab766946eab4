// Attachments as an attacker would write them: whatever their kind, and at every form of their address, none of them
// runs a script with the origin of the site, on the servers of the documentation and in the preview.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod } from "node:fs/promises";
import { extname, join } from "node:path";
import { env } from "node:process";
import { after, test } from "node:test";
import { closeBrowser, open, Preview, TestPortal } from "./harness.mjs";
import { KINDS, serveWithoutRules, startServer } from "./web-servers.mjs";

after(closeBrowser);

/** Leaves a trace with the path of the file, in each way that a script of the site can. */
const TRACE = `const path = encodeURIComponent(location.pathname);
try { document.cookie = "trace-" + path + "=1;path=/"; } catch {}
try { localStorage.setItem("trace-" + path, "1"); } catch {}
try { fetch("/trace?" + path); } catch {}`;
const HTML = `<!DOCTYPE html><title>x</title><script>${TRACE}</script><img src="x" onerror='${TRACE}'>`;
const XHTML = `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><script>//<![CDATA[
${TRACE}
//]]></script></body></html>`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg"><script>//<![CDATA[
${TRACE}
//]]></script></svg>`;
const XSLT = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">
<html><body><script><![CDATA[${TRACE}]]></script></body></html></xsl:template></xsl:stylesheet>`;
const transformed = (style) => `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="${style}"?><a/>`;
const MHTML = `MIME-Version: 1.0\r
Content-Type: multipart/related; type="text/html"; boundary="x"\r
\r
--x\r
Content-Type: text/html\r
Content-Location: http://127.0.0.1/\r
\r
${HTML}\r
--x--\r
`;

/** The attachments by name. What is no program is HTML with the first bytes of its kind, for browsers that guess. */
const FILES = {
  "trang.html": HTML,
  "trang.htm": HTML,
  "trang-nua.xhtml": XHTML,
  "trang-nua.xht": XHTML,
  "hinh.svg": SVG,
  "du-lieu.xml": XHTML,
  "bien-doi.xml": transformed("kieu.xsl"),
  "bien-doi-nua.xml": transformed("kieu.xslt"),
  "kieu.xsl": XSLT,
  "kieu.xslt": XSLT,
  "ban-luu.mht": MHTML,
  "ban-luu.mhtml": MHTML,
  "ma.mjs": TRACE,
  "muc.rss": XHTML,
  "muc.atom": XHTML,
  "toan.mathml": XHTML,
  "lien-ket.rdf": XHTML,
  "khong-duoi": HTML,
  "chu.txt": HTML,
  "bang.csv": HTML,
  "la.la": HTML,
  "ban-in.pdf": `%PDF-1.4\n${HTML}`,
  "anh.gif": `GIF89a${HTML}`,
  "anh.png": Buffer.from(`\x89PNG\r\n\x1a\n${HTML}`, "latin1"),
  "phu-luc/index.html": HTML,
};
const FOLDER = "van-ban/85/";

const portalFiles = {
  "portal.yaml": `title: Cổng thử
base_url: http://127.0.0.1/
owner: {name: Đơn vị thử}
sections:
  van-ban: {kind: document, title: Văn bản}
`,
  [`content/${FOLDER}index.md`]: `---
tiêu đề: Báo cáo
ngày ban hành: 24/9/2014
tệp đính kèm: [${Object.keys(FILES).join(", ")}]
---

Nội dung.
`,
  ...Object.fromEntries(Object.entries(FILES).map(([name, text]) => [`content/${FOLDER}${name}`, text])),
};

/** The forms in which a server may answer an address. */
function formsOf(name) {
  const bare = name.slice(0, name.length - extname(name).length);
  const forms = [name, bare, `${name}/`, `${bare}/`, `${name}?x=1`, `${name}/x`, `/${name}`, name.replaceAll(".", "%2E")];
  if (name.endsWith("/index.html")) forms.push(name.replace("index.html", ""), name.replace("/index.html", ""));
  return [...new Set(forms)];
}

/** How many attachments are open at the same time. */
const TABS = 4;

/** Opens an address, which may be a download or answer with an error without a page: these end in several ways. */
async function visit(tab, url) {
  let message;
  do {
    message = "";
    await tab.goto(url).catch((error) => {
      if (error.name === "TimeoutError") throw error;
      message = error.message;
    });
    // The error page of the address before may appear only now.
  } while (/interrupted by another navigation/.test(message));
}

/** Opens every form of every attachment of a site, and returns the traces that a page of the site finds afterwards. */
async function tracesOn(t, site) {
  const page = await open(t, site);
  const traces = new Set();
  page.context().on("request", (request) => {
    const url = new URL(request.url());
    if (url.pathname === "/trace") traces.add(`request of ${decodeURIComponent(url.search.slice(1))}`);
  });
  const address = new URL(FOLDER, site).href;
  const names = Object.keys(FILES);
  const tabs = Array.from({ length: TABS }, async () => {
    const tab = await page.context().newPage();
    for (let name = names.pop(); name; name = names.pop()) {
      assert.equal((await tab.request.get(address + name)).status(), 200, `${name} is there`);
      for (const form of formsOf(name)) await visit(tab, address + form);
    }
  });
  await Promise.all(tabs);
  await page.goto(site);
  const stored = await page.evaluate(() => [...document.cookie.split("; "), ...Object.keys(localStorage)]);
  for (const name of stored) if (name.startsWith("trace-")) traces.add(`stored by ${decodeURIComponent(name)}`);
  return [...traces].sort();
}

async function builtSite(t) {
  const portal = await TestPortal.create(t, portalFiles);
  const built = spawnSync(env.NIEMYET, ["build", "--root", portal.root], { encoding: "utf8" });
  assert.equal(built.status, 0, built.stdout + built.stderr);
  await chmod(portal.root, 0o755);
  return join(portal.root, "public");
}

test("the files would run on a server without rules", async (t) => {
  const root = await builtSite(t);
  const types = { ".html": "text/html", ".svg": "image/svg+xml", ".xhtml": "application/xhtml+xml", ".xml": "text/xml", ".xsl": "text/xml" };
  const traces = await tracesOn(t, await serveWithoutRules(t, root, types));
  for (const name of ["trang.html", "hinh.svg", "trang-nua.xhtml", "bien-doi.xml", "khong-duoi", "phu-luc/"]) {
    assert.ok(traces.some((trace) => trace.endsWith(name)), `${name} is harmless: ${traces.join("\n")}`);
  }
});

for (const program of Object.keys(KINDS)) {
  test(`no attachment runs with the origin of the site under ${program}`, async (t) => {
    const root = await builtSite(t);
    const site = await startServer(t, program, root);
    if (!site) {
      assert.notEqual(env.CI, "true", `${program} is missing`);
      return t.skip(`${program} is not installed`);
    }
    assert.deepEqual(await tracesOn(t, site), []);
  });
}

test("no attachment runs with the origin of the site in the preview", async (t) => {
  const portal = await TestPortal.create(t, portalFiles);
  const { url } = await Preview.start(t, portal);
  assert.deepEqual(await tracesOn(t, url), []);
});
