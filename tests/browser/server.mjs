// A built site as a web server hands it out that allows nothing but its own, and which kinds of page it has.
//
// Kinds are read off what the portal format promises (addresses) and what a page tells machines (Dublin Core, linked
// data), never off the theme: a theme that is rewritten is tested by the same pages.

import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { basename, extname, join, sep } from "node:path";

/** All that a page may use is its own: no inline script or style, no plug-in, no other base. */
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

const TAXONOMIES = ["the-loai", "co-quan-ban-hanh", "linh-vuc", "nguoi-ky", "chuyen-muc", "tu-khoa"];
const OVERVIEWS = { "tim-kiem": "search", "danh-muc-cong-khai": "disclosure", "du-lieu": "open data", "so-do-trang": "site map" };

/** Kinds of page that can be in a state which the sample is not in. */
const STATES = /^(home|section|document|news|page|withdrawn)( \(en\))?$/;

/** A site in a folder; one of states is looked at where it differs from the sample. */
export class Site {
  constructor(folder, ofStates = false) {
    this.folder = folder;
    this.ofStates = ofStates;
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
    const page = this.pages.find((one) => one.path === path);
    if (!page) throw new Error(`${this.name} has no page ${path}`);
    return page;
  }

  /** Pages of a kind, the longest first. */
  of(kind) {
    return this.pages.filter((page) => page.kind === kind).sort((a, b) => b.html.length - a.html.length);
  }

  /** One page for each kind, the longest; also the shortest, and documents that are extreme in some way. */
  samples() {
    const kinds = [...new Set(this.pages.map((page) => page.kind))];
    const chosen = new Set(kinds.filter((kind) => !this.ofStates || STATES.test(kind)).map((kind) => this.of(kind)[0]));
    for (const kind of ["section", "news"]) if (this.of(kind).length) chosen.add(this.of(kind).at(-1));
    const documents = this.of("document");
    const most = (part) => {
      const count = (page) => page.html.split(part).length;
      return [...documents].sort((a, b) => count(b) - count(a))[0];
    };
    if (documents.length) {
      for (const part of ["<dt>", "<iframe", "<line", "<th", "<h2"]) chosen.add(most(part));
      chosen.add(documents[documents.length >> 1]);
    }
    return [...chosen].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /**
   * Serves the site below its base. `alter(name, text)` may spoil a page, style or script on its way out;
   * `pieces(name, text)` may hand it out piece by piece, each when it wants.
   */
  serve({ alter = (_name, text) => text, pieces = (_name, whole) => [whole] } = {}) {
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url, "http://site");
      const inside = pathname.startsWith(this.base) ? decodeURIComponent(pathname.slice(this.base.length)) : null;
      const file = this.read(inside);
      response.statusCode = file ? 200 : 404;
      const { name, bytes } = file ?? this.read("404.html");
      const type = TYPES[extname(name)] ?? "application/octet-stream";
      response.setHeader("content-type", type);
      response.setHeader("content-security-policy", POLICY);
      response.setHeader("cache-control", type.startsWith("text/html") ? "no-cache" : "max-age=600");
      const whole = /^text\/(html|css|javascript)/.test(type) ? alter(name, bytes.toString("utf8")) : bytes;
      try {
        for await (const piece of pieces(name, whole)) response.write(piece);
        response.end();
      } catch (error) {
        response.destroy(error);
      }
    });
    return new Promise((ready, failed) => {
      server.on("error", failed);
      server.listen(0, "127.0.0.1", () => {
        const origin = `http://127.0.0.1:${server.address().port}`;
        const close = () => {
          server.closeAllConnections();
          return new Promise((done) => server.close(done));
        };
        ready({ origin, close, url: (page) => origin + this.base + page.path });
      });
    });
  }

  read(inside) {
    if (inside === null || inside.split("/").includes("..")) return null;
    const name = inside === "" || inside.endsWith("/") ? `${inside}index.html` : inside;
    try {
      return { name, bytes: readFileSync(join(this.folder, name)) };
    } catch {
      return null;
    }
  }
}

/** A page of a site, by its file. */
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

  /** What the page tells machines of the document or the news on it. */
  work() {
    const data = this.html.match(/<script type="application\/ld\+json">(.*?)<\/script>/s);
    return data && JSON.parse(data[1])["@graph"].find((one) => one["@id"].endsWith("#work"));
  }
}

function attribute(html, element, name) {
  return html.match(element)?.[0].match(new RegExp(`\\b${name}="([^"]*)"`))?.[1];
}
