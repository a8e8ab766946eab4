// Pages fit every window: nothing scrolls sideways, is cut or shifts while loading, and no page uses another host.
//
// By default each kind of page is loaded once for the checks of its layout and once for layout shifts on a phone;
// DEEP=1 adds all sample pages, pages without scripts and shifts on a desktop.

import { after, test } from "node:test";
import { assertDetected, closeBrowser, DEEP, Faults, forEach, painted, samples, sites, visit } from "./browse.mjs";

after(closeBrowser);

/** Window sizes: phones, a tablet, a desktop, and the desktop at 400 % zoom (320 × 256). */
const WINDOWS = [
  [320, 640],
  [360, 740],
  [768, 1024],
  [1280, 800],
  [320, 256],
];

const place = (page, state) => `${page.kind} /${page.path} (${state})`;

/** Content that does not fit its box or the window in the current state of the page. */
async function overflowFaults(tab) {
  await painted(tab);
  return tab.evaluate(() => {
    const faults = [];
    const root = document.documentElement;
    const name = (element) => {
      const path = [];
      for (let at = element; at && path.length < 3 && at !== document.body; at = at.parentElement) {
        path.unshift(at.localName + (at.classList[0] ? `.${at.classList[0]}` : ""));
      }
      return path.join(" > ");
    };
    /** Whether the element is for screen readers only. */
    const isVisuallyHidden = (element) => {
      for (let at = element; at && at !== document.body; at = at.parentElement) {
        const { width, height } = at.getBoundingClientRect();
        if (width <= 1 || height <= 1 || getComputedStyle(at).clipPath === "inset(50%)") return true;
      }
      return false;
    };
    const scrolls = (element, axis) => /auto|scroll/.test(getComputedStyle(element)[`overflow${axis}`]);
    const isInScroller = (element) => {
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
        if (scrolls(at, "X") || getComputedStyle(at).overflowX === "hidden") return true;
      }
      return false;
    };
    const all = [...document.body.querySelectorAll("*")].filter((element) => element.checkVisibility());
    if (root.scrollWidth > root.clientWidth) {
      const rightEdge = (element) => {
        const { left, right } = element.getBoundingClientRect();
        return Math.max(right, left + element.scrollWidth);
      };
      const isTooWide = (element) => rightEdge(element) > root.clientWidth + 0.5;
      const wide = all.filter((element) => isTooWide(element) && !isInScroller(element) && !isVisuallyHidden(element));
      const innermost = wide.find((element) => !wide.some((other) => other !== element && element.contains(other)));
      faults.push(`scrolls sideways: ${innermost ? name(innermost) : "body"}`);
    }
    for (const element of all) {
      const style = getComputedStyle(element);
      const drawing = element.closest("svg");
      if (drawing && element.localName === "text") {
        const [inner, outer] = [element.getBoundingClientRect(), drawing.getBoundingClientRect()];
        if (inner.left < outer.left - 1 || inner.right > outer.right + 1) faults.push(`is cut off by its drawing: ${name(element)}`);
      }
      if (drawing || !element.clientWidth) continue;
      const [wide, high] = [element.scrollWidth - element.clientWidth > 1, element.scrollHeight - element.clientHeight > 1];
      if ((wide && scrolls(element, "X")) || (high && scrolls(element, "Y"))) {
        const label = element.getAttribute("aria-label") || element.getAttribute("aria-labelledby");
        const isFocusable = element.tabIndex >= 0 && element.hasAttribute("role") && label;
        // Moving the focus through links or fields scrolls their container.
        const controls = element.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
        const hasControl = [...controls].some((control) => control.checkVisibility());
        if (!isFocusable && !hasControl && element.localName !== "textarea") faults.push(`cannot be scrolled by keyboard: ${name(element)}`);
      }
      const cut = (wide && /hidden|clip/.test(style.overflowX)) || (high && /hidden|clip/.test(style.overflowY));
      if (cut && element.innerText?.trim() && !isVisuallyHidden(element)) faults.push(`cuts off its text: ${name(element)}`);
    }
    const position = (element) => getComputedStyle(element).position;
    const sticky = all.filter((element) => /fixed|sticky/.test(position(element)));
    const covered = sticky.reduce((sum, element) => sum + element.getBoundingClientRect().height, 0);
    const pinned = sticky.filter((element) => position(element) === "fixed" || element.closest("header"));
    if (pinned.length && covered > innerHeight / 3) {
      faults.push(`covers a third of the window: ${pinned.map(name).join(", ")}`);
    }
    return faults;
  });
}

/** Applies the text spacing of WCAG 1.4.12 (line height, letter and word spacing). */
const applyTextSpacing = (tab) =>
  tab.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets.push(sheet);
  });

/** Animations, transitions and smooth scrolling. */
const motionFaults = (tab) =>
  tab.evaluate(() => {
    const faults = document
      .getAnimations()
      .map(({ effect: { target } }) => `is animated: ${target.localName}.${target.className}`);
    for (const element of document.querySelectorAll("*")) {
      const { transitionDuration, scrollBehavior } = getComputedStyle(element);
      if (parseFloat(transitionDuration) > 0.01) faults.push(`has a transition: ${element.localName}.${element.className}`);
      if (scrollBehavior === "smooth") faults.push(`scrolls smoothly: ${element.localName}`);
    }
    return [...new Set(faults)];
  });

/** Layout shifts so far, except in tables of a text: the widths of their columns are known only at the end. */
const recordedShifts = (tab) =>
  tab.evaluate(
    () =>
      new Promise((resolve) => {
        const shifts = [];
        const name = ({ node }) => (node?.localName ?? "text") + (node?.className ? `.${node.className}` : "");
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const sources = entry.sources.filter(({ node }) => !node?.parentElement?.closest("[data-niemyet=body] table"));
            if (sources.length) shifts.push(`shifts: ${sources.map(name).join(", ")}`);
          }
        }).observe({ type: "layout-shift", buffered: true });
        // All buffered entries have been delivered two frames later.
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(shifts))));
      }),
  );

/** The HTML in one packet of a slow connection: 1.4 KB, to which HTML compresses to a quarter. */
const PACKET = 5600;

/** Splits a page between elements into chunks of about PACKET; its head and header are part of the first one. */
function split(html) {
  const chunks = [];
  const main = Math.max(html.indexOf("\n<main"), 0);
  for (let start = 0; start < html.length; ) {
    const end = html.indexOf("\n<", Math.max(start + PACKET, main));
    chunks.push(html.slice(start, end < 0 ? html.length : end));
    start = end < 0 ? html.length : end;
  }
  return chunks;
}

/**
 * The layout shifts while a page loads in chunks and is scrolled to its end, first from the network, then from the
 * cache. Each chunk is painted before the next one is sent; pictures and scripts that do not block rendering come last.
 * The order does not depend on time.
 */
async function layoutShifts(page, width, rewrite) {
  let connection;
  const chunks = async function* (name, content) {
    if (name === page.name) {
      for (const chunk of split(content)) yield await connection.next(chunk);
      await connection.finish();
      return;
    }
    const script = page.html.match(new RegExp(`<script [^>]*${name}[^>]*>`))?.[0];
    const isBlocking = name.endsWith(".css") || (script && !/ (defer|async|type="module")/.test(script));
    if (!isBlocking) await connection.finished;
    yield content;
  };
  const server = await page.site.serve({ chunks, rewrite });
  const options = { width, height: 740, blank: true };
  try {
    return await visit(server, page, options, async (tab) => {
      const found = [];
      for (const source of ["network", "cache"]) {
        connection = slowConnection(tab);
        await tab.goto(server.url(page));
        await tab.evaluate(async () => {
          for (let top = 0; top < document.body.scrollHeight; top += innerHeight) {
            scrollTo(0, top);
            await new Promise(requestAnimationFrame);
          }
          await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
        });
        for (const shift of await recordedShifts(tab)) found.push(`${shift} (from the ${source})`);
        await tab.goto("about:blank");
      }
      return found;
    });
  } finally {
    await server.close();
  }
}

/** Releases a chunk of a page only when all chunks before it have been painted. */
function slowConnection(tab) {
  let count = 0;
  let resolve;
  const finished = new Promise((resolver) => (resolve = resolver));
  const isParsed = (expected) =>
    location.protocol !== "about:" && document.body?.getElementsByTagName("*").length >= expected;
  const next = async (chunk) => {
    if (count) {
      await tab.waitForFunction(isParsed, count);
      await painted(tab);
    }
    // The number of elements in the body once this chunk has been parsed.
    const body = count ? chunk : (chunk.split("<body")[1] ?? "");
    count += body.match(/<[a-z]/g)?.length ?? 0;
    return chunk;
  };
  const finish = () =>
    tab
      .waitForFunction(isParsed, count)
      .then(() => painted(tab))
      .then(resolve);
  return { next, finish, finished };
}

for (const site of sites) {
  const serving = site.serve();
  after(async () => (await serving).close());

  test(`no page of ${site.name} overflows, requests another host, logs an error or moves by itself`, async () => {
    const faults = new Faults();
    const server = await serving;
    await forEach(samples(site), (page) =>
      visit(server, page, {}, async (tab) => {
        for (const [width, height] of WINDOWS) {
          await tab.setViewportSize({ width, height });
          for (const fault of await overflowFaults(tab)) faults.add(fault, place(page, `${width} × ${height}`));
        }
        await applyTextSpacing(tab);
        for (const width of [320, 1280]) {
          await tab.setViewportSize({ width, height: 800 });
          for (const fault of await overflowFaults(tab)) faults.add(`with wide spacing: ${fault}`, place(page, `${width}`));
        }
        await tab.emulateMedia({ reducedMotion: "reduce" });
        for (const fault of await motionFaults(tab)) faults.add(fault, place(page, "reduced motion"));
        for (const fault of tab.faults) faults.add(fault, place(page, "with scripts"));
      }),
    );
    faults.assertNone();
  });

  const deepTest = DEEP ? test : () => {};
  deepTest(`no page of ${site.name} requests another host or logs an error without scripts`, async () => {
    const faults = new Faults();
    const server = await serving;
    await forEach(samples(site), (page) =>
      visit(server, page, { js: false, reducedMotion: "reduce" }, async (tab) => {
        for (const fault of tab.faults) faults.add(fault, place(page, "without scripts"));
        for (const fault of await motionFaults(tab)) faults.add(fault, place(page, "reduced motion, without scripts"));
      }),
    );
    faults.assertNone();
  });

  test(`nothing shifts on ${site.name} while it loads`, async () => {
    const faults = new Faults();
    const pages = samples(site).filter((page) => page.kind !== "redirect");
    await forEach(pages, async (page) => {
      for (const width of DEEP ? [360, 1280] : [360]) {
        const shifts = await layoutShifts(page, width);
        // A busy machine may paint in the middle of a chunk; a fault of the page is found again.
        const again = shifts.length ? await layoutShifts(page, width) : [];
        for (const fault of shifts.filter((shift) => again.includes(shift))) faults.add(fault, place(page, `${width}`));
      }
    });
    faults.assertNone();
  });
}

test("the layout checks detect deliberately broken pages", async () => {
  const [site] = sites;
  const check = (server, page) =>
    visit(server, page, { width: 320 }, async (tab) => [...(await overflowFaults(tab)), ...tab.faults]);
  const mutations = [
    ["news", "h1 { white-space: nowrap }", "", /scrolls sideways: .*h1/],
    ["news", "h1 { height: 1rem; overflow: hidden }", "", /cuts off its text: .*h1/],
    ["news", "main { max-height: 9rem !important; overflow: auto !important } main :is(a, summary, [tabindex]) { display: none !important }", "", /by keyboard: main/],
    ["news", "header { position: sticky; top: 0; min-height: 20rem }", "", /covers a third/],
    ["news", /<h1>/, '<h1 style="color: red">', /Content Security Policy/],
    ["news", /<\/body>/, "<script>1</script></body>", /Content Security Policy/],
    ["news", /<\/body>/, '<img src="https://khac.example.vn/a.png" alt=""></body>', /request to another host/],
    ["news", /<\/body>/, '<img src="/khong-co.png" alt=""></body>', /status 404/],
  ];
  await assertDetected(site, mutations, check);
  const animation = "@keyframes blink { to { opacity: 0 } } h1 { animation: blink 1s infinite }";
  await assertDetected(site, [["news", animation, "", /is animated: h1/]], (server, page) =>
    visit(server, page, {}, motionFaults),
  );
  const withoutSizes = [["news", /( width| height)="\d+"/g, "", /shifts: /]];
  await assertDetected(site, withoutSizes, (_server, page, rewrite) => layoutShifts(page, 1280, rewrite));
});
