// What the preview puts into a page: it keeps the page as it is being written.
//
// The server tells four things (server-sent events): the page has moved, style sheets have moved, this is at fault here,
// so much is at fault elsewhere.
// A page that is not looked at is not connected, because browsers open only six connections to a server; when it is
// looked at again it says what it has seen, and is told at once whether that has moved. Nothing here is part of a site.
"use strict";

(() => {
  const own = new URL(document.currentScript.src);
  const events = new URL("events", own);
  events.searchParams.set("page", location.pathname);
  events.searchParams.set("seen", own.searchParams.get("seen"));

  // The path of the site in front of its addresses: the script lies at `/sub-path/.niemyet/preview.js`.
  const base = own.pathname.replace(/\/\.niemyet\/[^/]*$/, "");

  // ---- What a reload must not lose

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
      // A browser that stores nothing still keeps the place in the page by itself, mostly.
    }
  }

  function keep() {
    const focused = document.activeElement;
    const kept = { page: location.href, x: scrollX, y: scrollY, focus: focused?.id || "" };
    store(PLACE, JSON.stringify(kept));
  }

  function restore() {
    const kept = JSON.parse(stored(PLACE));
    store(PLACE, null);
    if (kept?.page !== location.href) return;
    const place = () => scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
    if (kept.focus) document.getElementById(kept.focus)?.focus({ preventScroll: true });
    place();
    // Pictures give the page its height only when they are there.
    if (document.readyState !== "complete") addEventListener("load", place, { once: true });
  }

  function refresh() {
    disconnect();
    keep();
    location.reload();
  }

  // ---- Style sheets, taken up where the page stands

  // Whether a style sheet is, or imports, one that lies at one of these paths.
  function uses(sheet, paths) {
    if (sheet.href && paths.has(new URL(sheet.href).pathname)) return true;
    let rules = [];
    try {
      rules = [...sheet.cssRules];
    } catch {
      // Of another site, and its own business.
    }
    return rules.some((rule) => rule.styleSheet && uses(rule.styleSheet, paths));
  }

  let version = 0;

  function restyle(addresses) {
    const paths = new Set(addresses.map((address) => new URL(base + address, own).pathname));
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const named = paths.has(new URL(link.href).pathname);
      if (!link.isConnected || !(named || (link.sheet && uses(link.sheet, paths)))) continue;
      // One that is already being replaced is replaced by the newest only.
      if (link.nextSibling?.niemyetReplaces === link) link.nextSibling.remove();
      const fresh = link.cloneNode();
      const href = new URL(link.href);
      href.searchParams.set("v", `${own.searchParams.get("seen")}-${++version}`);
      fresh.href = href;
      fresh.removeAttribute("integrity");
      fresh.niemyetReplaces = link;
      // The old one stays until the new one is there, so that the page is never without.
      fresh.addEventListener("load", () => link.remove(), { once: true });
      fresh.addEventListener("error", () => fresh.remove(), { once: true });
      link.after(fresh);
    }
  }

  // ---- Faults, shown over the page

  const STYLE = `
    :host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; }
    section { box-sizing: border-box; max-height: 60vh; overflow: auto; padding: 1rem 1.25rem; color: #1a1a1a;
      background: #fff; border-top: 4px solid #b00020; box-shadow: 0 -2px 12px rgb(0 0 0 / 35%);
      font: 1rem/1.5 system-ui, sans-serif; }
    section.warning { border-color: #8a5a00; }
    header { display: flex; gap: 1rem; align-items: center; justify-content: space-between; }
    h2 { margin: 0; font-size: 1.125rem; }
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
    .badge { position: fixed; inset: auto 1rem 1rem auto; color: #fff; background: #b00020; border-color: #b00020; }
    @media print { :host { display: none; } }
  `;
  const MOST = 20;

  let overlay = null;
  let badge = null;
  let told = "[]";
  let elsewhere = 0;

  function element(name, text = "", className = "") {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
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
    if (fault.repair) shown.append(element("p", fault.repair.vi, "hint"));
    if (fault.other) shown.append(element("p", `chỗ kia: ${placeOf(fault.other)}`, "place"));
    return shown;
  }

  // Puts something over the page, in the preview's own style.
  function put(name, ...parts) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const host = element(name);
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    document.documentElement.append(host);
    // An alert is read aloud when its text comes after it.
    root.append(...parts);
    return host;
  }

  function hide() {
    overlay?.remove();
    overlay = null;
  }

  function close() {
    hide();
    store(CLOSED, told);
    remind();
  }

  // What was closed or is elsewhere is not forgotten: a button stays for it.
  function remind() {
    badge?.remove();
    badge = null;
    const here = JSON.parse(told).length;
    if (overlay || !(here || elsewhere)) return;
    const words = [
      here ? `${here} chỗ cần sửa ở trang này` : "",
      elsewhere ? `${elsewhere} lỗi ở tệp khác (xem cửa sổ dòng lệnh)` : "",
    ];
    const button = element("button", `Niêm Yết: còn ${words.filter(Boolean).join(", ")}`, "badge");
    button.type = "button";
    button.lang = "vi";
    button.addEventListener("click", () => {
      if (here) show(JSON.parse(told));
      remind();
    });
    badge = put("niemyet-preview-badge", button);
  }

  function show(faults) {
    const errors = faults.filter((fault) => fault.severity === "error").length;
    const section = element("section", "", errors ? "error" : "warning");
    section.setAttribute("role", "alert");
    section.setAttribute("aria-labelledby", "title");
    section.lang = "vi";
    const header = element("header");
    const words = errors ? "lỗi cần sửa" : "cảnh báo";
    const title = element("h2", `Niêm Yết: ${errors || faults.length} ${words}`);
    title.id = "title";
    const button = element("button", "Đóng (Esc)");
    button.type = "button";
    button.addEventListener("click", close);
    header.append(title, button);
    const list = element("ol");
    list.append(...faults.slice(0, MOST).map(item));
    const rest = faults.length - MOST;
    if (rest > 0) list.append(element("li", `… và ${rest} chỗ khác, xem ở cửa sổ dòng lệnh.`));
    section.append(header, list);
    overlay = put("niemyet-preview", section);
  }

  function faulty(data) {
    if (data === told) return;
    told = data;
    hide();
    // What was closed stays so, over reloads too, until something else is at fault.
    if (data !== stored(CLOSED)) {
      store(CLOSED, null);
      const faults = JSON.parse(data);
      if (faults.length) show(faults);
    }
    remind();
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay) close();
  });

  // ---- The stream

  const AGAIN = 2000;
  let stream = null;
  let again = 0;

  function disconnect() {
    clearTimeout(again);
    stream?.close();
    stream = null;
  }

  function connect() {
    if (stream || document.visibilityState === "hidden") return;
    stream = new EventSource(events);
    stream.addEventListener("refresh", refresh);
    stream.addEventListener("style", (event) => restyle(JSON.parse(event.data)));
    stream.addEventListener("faults", (event) => faulty(event.data));
    stream.addEventListener("elsewhere", (event) => {
      elsewhere = Number(event.data);
      remind();
    });
    stream.addEventListener("error", () => {
      // The browser tries again by itself when a connection breaks, but not after an answer that it does not like.
      if (stream?.readyState !== EventSource.CLOSED) return;
      disconnect();
      again = setTimeout(connect, AGAIN);
    });
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") disconnect();
    else connect();
  });
  // A page that the browser puts away and brings back goes on where it was.
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);

  restore();
  connect();
})();
