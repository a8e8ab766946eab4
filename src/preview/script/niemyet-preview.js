// The client script of the preview: it keeps an open page up to date while the portal is being edited.
//
// The server sends four events (server-sent events): `refresh` (the page has changed), `style` (style sheets have
// changed), `faults` (the faults of this page) and `elsewhere` (the number of errors elsewhere).
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
    // The page has its final height only once pictures are loaded.
    if (document.readyState !== "complete") addEventListener("load", place, { once: true });
  }

  function refresh() {
    disconnect();
    keep();
    location.reload();
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

  let version = 0;

  function restyle(addresses) {
    const paths = new Set(addresses.map((address) => new URL(base + address, own).pathname));
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const named = paths.has(new URL(link.href).pathname);
      if (!link.isConnected || !(named || (link.sheet && uses(link.sheet, paths)))) continue;
      // A replacement that is still loading is superseded.
      if (link.nextSibling?.niemyetReplaces === link) link.nextSibling.remove();
      const fresh = link.cloneNode();
      const href = new URL(link.href);
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
  const MAX_SHOWN = 20;

  let overlay = null;
  let badge = null;
  let receivedFaults = "[]";
  let otherErrors = 0;

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

  // Shows elements over the page, in a shadow root with the preview's own style.
  function put(name, ...parts) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const host = element(name);
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
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

  // Faults that were closed or are elsewhere stay visible as a button.
  function remind() {
    badge?.remove();
    badge = null;
    const here = JSON.parse(receivedFaults).length;
    if (overlay || !(here || otherErrors)) return;
    const words = [
      here ? `${here} chỗ cần sửa ở trang này` : "",
      otherErrors ? `${otherErrors} lỗi ở tệp khác (xem cửa sổ dòng lệnh)` : "",
    ];
    const button = element("button", `Niêm Yết: còn ${words.filter(Boolean).join(", ")}`, "badge");
    button.type = "button";
    button.lang = "vi";
    button.addEventListener("click", () => {
      if (here) show(JSON.parse(receivedFaults));
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
    list.append(...faults.slice(0, MAX_SHOWN).map(item));
    const rest = faults.length - MAX_SHOWN;
    if (rest > 0) list.append(element("li", `… và ${rest} chỗ khác, xem ở cửa sổ dòng lệnh.`));
    section.append(header, list);
    overlay = put("niemyet-preview", section);
  }

  function faulty(data) {
    if (data === receivedFaults) return;
    receivedFaults = data;
    hide();
    // A closed list stays closed, even across reloads, until the faults change.
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
    stream.addEventListener("elsewhere", (event) => {
      otherErrors = Number(event.data);
      remind();
    });
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
