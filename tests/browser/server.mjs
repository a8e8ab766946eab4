// A built site, its kinds of page, and a web server for it with a strict content security policy.
//
// Kinds are derived from the addresses that the portal format promises and from the metadata of a page (Dublin Core,
// linked data), never from the theme's markup: a rewritten theme is tested by the same pages.

import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { basename, extname, join, sep } from "node:path";

/** Only resources of the same origin: no inline script or style, no plug-in, no other base. */
export const POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'";

const TYPES = {
  ".avif": "image/avif",
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  ".gif": "image/gif",
  ".html": "text/html; charset=utf-8",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webp": "image/webp",
  ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ".xml": "application/xml",
};

const WORKS = ["Legislation", "Report", "NewsArticle"];
const TAXONOMIES = ["the-loai", "co-quan-ban-hanh", "linh-vuc", "nguoi-ky", "chuyen-muc", "tu-khoa"];
const OVERVIEWS = { "tim-kiem": "search", "danh-muc-cong-khai": "disclosure", "thay-doi": "events", "du-lieu": "open data", "so-do-trang": "site map" };

/** Kinds of page that have states which the sample portal does not show. */
const STATES = /^(home|section|document|news|page|withdrawn|relations list)( \(en\))?$/;

/** A site in a folder. Of a site of states, only the kinds of page that differ from the sample are visited. */
export class Site {
  constructor(folder, isOfStates = false) {
    this.folder = folder;
    this.isOfStates = isOfStates;
    this.name = basename(folder);
    const home = readFileSync(join(folder, "index.html"), "utf8");
    this.home = new URL(attribute(home, /<link [^>]*rel="canonical"[^>]*>/, "href"));
    this.base = this.home.pathname;
    const files = readdirSync(folder, { recursive: true }).map((name) => name.split(sep).join("/"));
    this.pages = files
      .filter((name) => name.endsWith(".html"))
      .sort()
      .map((name) => new Page(this, name));
  }

  page(path) {
    const page = this.pages.find((candidate) => candidate.path === path);
    if (!page) throw new Error(`${this.name} has no page ${path}`);
    return page;
  }

  /** Pages of a kind, the longest first. */
  pagesOf(kind) {
    return this.pages.filter((page) => page.kind === kind).sort((a, b) => b.html.length - a.html.length);
  }

  /** The longest page of each kind. */
  onePerKind() {
    const kinds = [...new Set(this.pages.map((page) => page.kind))];
    return kinds.filter((kind) => !this.isOfStates || STATES.test(kind)).map((kind) => this.pagesOf(kind)[0]);
  }

  /** The longest page of each kind, also the shortest section and news page, and documents with the most of something. */
  samples() {
    const chosen = new Set(this.onePerKind());
    for (const kind of ["section", "news"]) if (this.pagesOf(kind).length) chosen.add(this.pagesOf(kind).at(-1));
    const documents = this.pagesOf("document");
    const withMost = (part) => {
      const count = (page) => page.html.split(part).length;
      return [...documents].sort((a, b) => count(b) - count(a))[0];
    };
    if (documents.length) {
      for (const part of ["<dt>", "<iframe", "<line", "<th", "<h2"]) chosen.add(withMost(part));
      chosen.add(documents[documents.length >> 1]);
    }
    return [...chosen].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /**
   * Serves the site below its base path. `rewrite(name, text)` may change a page, style sheet or script in the
   * response; `chunks(name, content)` may split the response and delay each chunk.
   */
  serve({ rewrite = (_name, text) => text, chunks = (_name, content) => [content] } = {}) {
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url, "http://site");
      const path = pathname.startsWith(this.base) ? decodeURIComponent(pathname.slice(this.base.length)) : null;
      const file = this.read(path);
      // Browsers request this file on their own if a page names no icon.
      if (pathname === "/favicon.ico" && !file) return response.writeHead(204).end();
      response.statusCode = file ? 200 : 404;
      const { name, bytes } = file ?? this.read("404.html");
      const type = TYPES[extname(name)] ?? "application/octet-stream";
      response.setHeader("content-type", type);
      response.setHeader("content-security-policy", POLICY);
      response.setHeader("cache-control", type.startsWith("text/html") ? "no-cache" : "max-age=600");
      const content = /^text\/(html|css|javascript)/.test(type) ? rewrite(name, bytes.toString("utf8")) : bytes;
      try {
        for await (const chunk of chunks(name, content)) response.write(chunk);
        response.end();
      } catch (error) {
        response.destroy(error);
      }
    });
    return new Promise((resolve, reject) => {
      server.on("error", reject);
      server.listen(0, "127.0.0.1", () => {
        const origin = `http://127.0.0.1:${server.address().port}`;
        const close = () => {
          server.closeAllConnections();
          return new Promise((closed) => server.close(closed));
        };
        resolve({ origin, close, url: (page) => origin + this.base + page.path });
      });
    });
  }

  /** The file at a path below the base; null if there is none. */
  read(path) {
    if (path === null || path.split("/").includes("..")) return null;
    const name = path === "" || path.endsWith("/") ? `${path}index.html` : path;
    try {
      return { name, bytes: readFileSync(join(this.folder, name)) };
    } catch {
      return null;
    }
  }
}

/** A page of a site, read from its file. */
class Page {
  constructor(site, name) {
    this.site = site;
    this.name = name;
    this.path = name.replace(/(^|\/)index\.html$/, "$1");
    this.html = readFileSync(join(site.folder, name), "utf8");
    this.canonical = attribute(this.html, /<link [^>]*rel="canonical"[^>]*>/, "href");
    this.language = attribute(this.html, /<html [^>]*>/, "lang");
    this.facts = this.html.match(/<(\w+) [^>]*data-niemyet="facts"[^>]*>.*?<\/\1>/s)?.[0] ?? "";
    this.kind = this.kindOf();
  }

  kindOf() {
    const parts = this.path.split("/").filter(Boolean);
    const year = parts.includes("nam") ? " year" : "";
    if (this.path === "") return "home";
    if (this.path === "404.html") return "404";
    if (/<meta http-equiv="refresh"/.test(this.html)) return "redirect";
    if (Object.hasOwn(OVERVIEWS, parts[0])) return OVERVIEWS[parts[0]] + year;
    if (TAXONOMIES.includes(parts[0])) return parts.length === 1 ? "terms" : `term${year}`;
    if (parts.includes("quan-he")) return "relations list";
    if (/<meta name="DC\.type" content="Collection">/.test(this.html)) return `section${year}`;
    const work = this.work();
    const kind = !work ? "page" : work["@type"] === "NewsArticle" ? "news" : "document";
    const state = work?.creativeWorkStatus ? "withdrawn" : kind;
    return this.language === "vi" ? state : `${state} (${this.language})`;
  }

  /** The linked data of the document or news item on the page. */
  work() {
    const data = this.html.match(/<script type="application\/ld\+json">(.*?)<\/script>/s);
    return data && JSON.parse(data[1])["@graph"].find((node) => WORKS.includes(node["@type"]));
  }
}

function attribute(html, element, name) {
  return html.match(element)?.[0].match(new RegExp(`\\b${name}="([^"]*)"`))?.[1];
}
