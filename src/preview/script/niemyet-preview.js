// The client script of the preview: it keeps an open page up to date while the portal is being edited.
//
// The server sends six events (server-sent events): `refresh` (the page has changed), `moved` (its entry has another
// address), `style` (style sheets have changed), `faults` (the faults of this page), `elsewhere` (those of other files)
// and `drafts` (which of this page and those that it links to are drafts).
// A hidden page disconnects, because browsers open only six connections to a server; when it becomes visible again, it
// sends the fingerprint that it shows, and the server sends at once what has changed. Nothing here is part of a site.
"use strict";

(() => {
  const own = new URL(document.currentScript.src);
  const events = new URL("events", own);
  events.searchParams.set("page", location.pathname);
  events.searchParams.set("seen", own.searchParams.get("seen"));

  // The sub-path of the site: the script is served at `/sub-path/.niemyet/preview.js`.
  const base = own.pathname.replace(/\/\.niemyet\/[^/]*$/, "");

  // ---- State kept across a reload

  const PLACE = "niemyet-preview-place";
  const CLOSED = "niemyet-preview-closed";

  function stored(key) {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  }

  function store(key, value) {
    try {
      if (value === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, value);
    } catch {
      // Without storage, most browsers still restore the scroll position by themselves.
    }
  }

  // Whether the list of faults that the author opened is to be opened again.
  let reopens = false;

  function keep(page) {
    const focused = document.activeElement;
    const panel = overlay?.niemyetIsAsked === true;
    const kept = { page, panel, x: scrollX, y: scrollY, focus: focused?.id || "" };
    store(PLACE, JSON.stringify(kept));
  }

  function restore() {
    const kept = JSON.parse(stored(PLACE));
    store(PLACE, null);
    if (kept?.page !== location.href) return;
    reopens = kept.panel;
    const place = () => scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
    if (kept.focus) document.getElementById(kept.focus)?.focus({ preventScroll: true });
    place();
    // The page has its final height only once pictures are loaded.
    if (document.readyState !== "complete") addEventListener("load", place, { once: true });
  }

  function refresh() {
    disconnect();
    keep(location.href);
    location.reload();
  }

  // The URL of an address of the site.
  function urlOf(address) {
    return new URL(base + encodeURI(address), own);
  }

  function move(address) {
    disconnect();
    const url = urlOf(address);
    url.hash = location.hash;
    keep(url.href);
    // The old address leads nowhere, so the history need not keep it.
    location.replace(url);
  }

  // ---- Style sheets, replaced without a reload

  // Whether a style sheet has one of these paths, or imports one that has.
  function uses(sheet, paths) {
    if (sheet.href && paths.has(new URL(sheet.href).pathname)) return true;
    let rules = [];
    try {
      rules = [...sheet.cssRules];
    } catch {
      // The rules of a style sheet of another origin cannot be read.
    }
    return rules.some((rule) => rule.styleSheet && uses(rule.styleSheet, paths));
  }

  // The path of a style sheet without the digest of its content.
  const nameOf = ({ pathname }) => pathname.replace(/\.[0-9a-f]{10}(?=\.css$)/, "");

  let version = 0;

  function restyle(addresses) {
    const current = new Map(addresses.map(urlOf).map((url) => [nameOf(url), url]));
    const paths = new Set(addresses.map((address) => urlOf(address).pathname));
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const href = current.get(nameOf(new URL(link.href))) ?? new URL(link.href);
      const named = paths.has(href.pathname);
      if (!link.isConnected || !(named || (link.sheet && uses(link.sheet, paths)))) continue;
      // A replacement that is still loading is superseded.
      if (link.nextSibling?.niemyetReplaces === link) link.nextSibling.remove();
      const fresh = link.cloneNode();
      href.searchParams.set("v", `${own.searchParams.get("seen")}-${++version}`);
      fresh.href = href;
      fresh.removeAttribute("integrity");
      fresh.niemyetReplaces = link;
      // The old style sheet stays until the new one is loaded, so that the page is never unstyled.
      fresh.addEventListener("load", () => link.remove(), { once: true });
      fresh.addEventListener("error", () => fresh.remove(), { once: true });
      link.after(fresh);
    }
  }

  // ---- Faults, shown over the page

  const STYLE = `
    :host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; font: 1rem/1.5 system-ui, sans-serif; }
    section { box-sizing: border-box; max-height: 60vh; overflow: auto; padding: 1rem 1.25rem; color: #1a1a1a;
      background: #fff; border-top: 4px solid #b00020; box-shadow: 0 -2px 12px rgb(0 0 0 / 35%); }
    section.warning { border-color: #8a5a00; }
    header { display: flex; gap: 1rem; align-items: center; justify-content: space-between; }
    h2 { margin: 0; font-size: 1.125rem; }
    h3 { margin: 1rem 0 0; font-size: 1rem; }
    button { font: inherit; min-height: 2.75rem; padding: 0 1rem; color: inherit; background: #f2f2f2;
      border: 1px solid #595959; border-radius: 4px; cursor: pointer; }
    button:focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; }
    ol { margin: .5rem 0 0; padding: 0; list-style: none; }
    li { padding: .75rem 0; border-top: 1px solid #d0d0d0; overflow-wrap: anywhere; }
    p { margin: 0; }
    .place, pre { font: .875rem/1.5 ui-monospace, monospace; }
    .place { color: #595959; }
    .message { font-weight: 600; }
    pre { margin: .25rem 0; padding: .25rem .5rem; background: #f2f2f2; white-space: pre-wrap; }
    .badge { position: fixed; inset: auto 1rem 1rem auto; max-width: calc(100vw - 2rem); color: #fff;
      background: #b00020; border: 2px solid #b00020; }
    .badge.warning { color: #1a1a1a; background: #fff; border: 2px dashed #8a5a00; }
    @media print { :host { display: none; } }
  `;
  const MAX_SHOWN = 20;

  let overlay = null;
  let badge = null;
  let receivedFaults = "[]";
  let elsewhere = { errors: 0, warnings: 0, first: [] };

  function element(name, text = "", className = "") {
    const created = document.createElement(name);
    created.textContent = text;
    if (className) created.className = className;
    return created;
  }

  function placeOf({ file, line, column }) {
    return line ? `${file}:${line}:${column}` : file;
  }

  function item(fault) {
    const shown = element("li");
    const kind = fault.severity === "error" ? "lỗi" : "cảnh báo";
    shown.append(element("p", placeOf(fault.place), "place"));
    shown.append(element("p", `${kind}: ${fault.message.vi}`, "message"));
    if (fault.place.source) shown.append(element("pre", fault.place.source));
    shown.append(...fault.hints.map((hint) => element("p", hint.vi, "hint")));
    if (fault.other) shown.append(element("p", `chỗ kia: ${placeOf(fault.other)}`, "place"));
    return shown;
  }

  // Makes an element with a shadow root, in which only this style applies.
  function isolated(name, style) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    const host = element(name);
    host.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    return host;
  }

  // Shows elements over the page.
  function put(name, ...parts) {
    const host = isolated(name, STYLE);
    const root = host.shadowRoot;
    document.documentElement.append(host);
    // Screen readers announce an alert when its content is added after the element.
    root.append(...parts);
    return host;
  }

  function hide() {
    overlay?.remove();
    overlay = null;
  }

  function close() {
    hide();
    store(CLOSED, receivedFaults);
    remind();
  }

  // Counts the faults of this page.
  function countHere() {
    const faults = JSON.parse(receivedFaults);
    const errors = faults.filter((fault) => fault.severity === "error").length;
    return { errors, warnings: faults.length - errors };
  }

  function countsIn({ errors, warnings }, where) {
    return [errors ? `${errors} lỗi${where}` : "", warnings ? `${warnings} cảnh báo${where}` : ""].filter(Boolean);
  }

  // Faults that were closed or are elsewhere stay visible as a button, below which the page can be scrolled away.
  function remind() {
    badge?.remove();
    badge = null;
    document.documentElement.style.paddingBlockEnd = "";
    const here = countHere();
    const words = [...countsIn(here, " ở trang này"), ...countsIn(elsewhere, " ở tệp khác")];
    if (overlay || !words.length) return;
    const kind = here.errors || elsewhere.errors ? "badge" : "badge warning";
    const button = element("button", `Niêm Yết: còn ${words.join(", ")}`, kind);
    button.type = "button";
    button.lang = "vi";
    button.addEventListener("click", () => {
      show("region");
      overlay.shadowRoot.querySelector("button").focus();
      remind();
    });
    badge = put("niemyet-preview-badge", button);
    document.documentElement.style.paddingBlockEnd = `calc(${button.offsetHeight}px + 2rem)`;
  }

  // A list of faults, of which there are `count` in all.
  function listOf(faults, count) {
    const list = element("ol");
    list.append(...faults.slice(0, MAX_SHOWN).map(item));
    const rest = count - Math.min(faults.length, MAX_SHOWN);
    if (rest > 0) list.append(element("li", `… và ${rest} chỗ khác, xem ở cửa sổ dòng lệnh.`));
    return list;
  }

  // Faults in one place, under their number; each is shown with its file.
  function group(where, counts, faults) {
    const words = countsIn(counts, "");
    const heading = element("h3", `${where}: ${words.join(", ")}`);
    return words.length ? [heading, listOf(faults, counts.errors + counts.warnings)] : [];
  }

  function listElsewhere(others) {
    others.replaceChildren(...group("Ở các tệp khác", elsewhere, elsewhere.first));
  }

  // Shows all faults: as an alert if nobody asked for them.
  function show(role) {
    const here = countHere();
    const errors = here.errors || elsewhere.errors;
    const section = element("section", "", errors ? "error" : "warning");
    section.setAttribute("role", role);
    section.setAttribute("aria-labelledby", "title");
    section.lang = "vi";
    const header = element("header");
    const words = errors ? `${errors} lỗi cần sửa` : `${here.warnings || elsewhere.warnings} cảnh báo`;
    const title = element("h2", `Niêm Yết: ${words}`);
    title.id = "title";
    const button = element("button", "Đóng (Esc)");
    button.type = "button";
    button.addEventListener("click", close);
    header.append(title, button);
    const others = element("div");
    others.id = "elsewhere";
    listElsewhere(others);
    section.append(header, ...group("Ở trang này", here, JSON.parse(receivedFaults)), others);
    overlay = put("niemyet-preview", section);
    overlay.niemyetIsAsked = role !== "alert";
  }

  function faulty(data) {
    if (data === receivedFaults) return;
    receivedFaults = data;
    const isAsked = overlay?.niemyetIsAsked;
    hide();
    // A closed list stays closed, even across reloads, until the faults change. Warnings do not open it.
    if (data !== stored(CLOSED)) {
      store(CLOSED, null);
      const { errors, warnings } = countHere();
      if (errors) show("alert");
      else if (isAsked && (warnings || elsewhere.errors || elsewhere.warnings)) show("region");
    }
    remind();
  }

  function faultyElsewhere(data) {
    elsewhere = JSON.parse(data);
    const isEmpty = receivedFaults === "[]" && !elsewhere.errors && !elsewhere.warnings;
    if (isEmpty) hide();
    else if (reopens && !overlay) show("region");
    else if (overlay) listElsewhere(overlay.shadowRoot.getElementById("elsewhere"));
    reopens = false;
    remind();
  }

  // ---- Drafts, marked above their page and after the links to it from others

  const MARK_STYLE = `
    :host { all: initial; }
    span { margin-inline-start: .5em; padding: 0 .4em; color: #1a1a1a; background: #ffd54f; border: 1px solid #1a1a1a;
      font: 700 .8125rem/1.5 system-ui, sans-serif; white-space: nowrap; }
    p { margin: 0; padding: .25rem 1rem; color: #1a1a1a; background: #ffd54f; border-bottom: 2px solid #1a1a1a;
      font: 700 1rem/1.5 system-ui, sans-serif; text-align: end; }
    @media print { :host { display: none; } }
  `;
  const MARK = "niemyet-preview-draft";

  function markDrafts(addresses) {
    document.querySelectorAll(MARK).forEach((mark) => mark.remove());
    const paths = new Set(addresses.map((address) => urlOf(address).pathname));
    const mark = (name) => {
      const host = isolated(MARK, MARK_STYLE);
      const text = element(name, "Bản nháp");
      text.lang = "vi";
      host.shadowRoot.append(text);
      return host;
    };
    // Links within the page say nothing about another one.
    const isOther = (link) => link.origin === location.origin && link.pathname !== location.pathname;
    for (const link of document.body.querySelectorAll("a[href]")) {
      if (isOther(link) && paths.has(link.pathname)) link.after(mark("span"));
    }
    // Above the page, where it covers nothing, whatever the layout of the theme.
    if (paths.has(location.pathname)) document.body.before(mark("p"));
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay) close();
  });

  // ---- The stream

  const RETRY_MS = 2000;
  let stream = null;
  let retryTimer = 0;

  function disconnect() {
    clearTimeout(retryTimer);
    stream?.close();
    stream = null;
  }

  function connect() {
    if (stream || document.visibilityState === "hidden") return;
    stream = new EventSource(events);
    stream.addEventListener("refresh", refresh);
    stream.addEventListener("style", (event) => restyle(JSON.parse(event.data)));
    stream.addEventListener("faults", (event) => faulty(event.data));
    stream.addEventListener("elsewhere", (event) => faultyElsewhere(event.data));
    stream.addEventListener("drafts", (event) => markDrafts(JSON.parse(event.data)));
    stream.addEventListener("moved", (event) => move(JSON.parse(event.data)));
    stream.addEventListener("error", () => {
      // The browser reconnects by itself after a broken connection, but not after an unexpected response.
      if (stream?.readyState !== EventSource.CLOSED) return;
      disconnect();
      retryTimer = setTimeout(connect, RETRY_MS);
    });
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") disconnect();
    else connect();
  });
  // A page restored from the back/forward cache reconnects.
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);

  restore();
  connect();
})();
