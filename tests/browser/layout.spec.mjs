// How pages lie: nothing scrolls sideways, nothing is cut, nothing shifts, and no page asks for what is not the site's.

import { after, test } from "node:test";
import { each, Faults, finish, noticed, painted, sites, visit } from "./browse.mjs";

after(finish);

/** Windows: phones, a tablet, a desk, and the desk at 400 %, which is 320 × 256. */
const WINDOWS = [
  [320, 640],
  [360, 740],
  [768, 1024],
  [1280, 800],
  [320, 256],
];

const place = (page, guise) => `${page.kind} /${page.path} (${guise})`;

/** What does not fit on the page as it stands. */
async function fits(tab) {
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
    /** Whether it is there for screen readers only. */
    const unseen = (element) => {
      for (let at = element; at && at !== document.body; at = at.parentElement) {
        const { width, height } = at.getBoundingClientRect();
        if (width <= 1 || height <= 1 || getComputedStyle(at).clipPath === "inset(50%)") return true;
      }
      return false;
    };
    const scrolls = (element, way) => /auto|scroll/.test(getComputedStyle(element)[`overflow${way}`]);
    const within = (element) => {
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
        if (scrolls(at, "X") || getComputedStyle(at).overflowX === "hidden") return true;
      }
      return false;
    };
    const all = [...document.body.querySelectorAll("*")].filter((element) => element.checkVisibility());
    if (root.scrollWidth > root.clientWidth) {
      const end = (one) => Math.max(one.getBoundingClientRect().right, one.getBoundingClientRect().left + one.scrollWidth);
      const wide = all.filter((one) => end(one) > root.clientWidth + 0.5 && !within(one) && !unseen(one));
      const first = wide.find((one) => !wide.some((other) => other !== one && one.contains(other)));
      faults.push(`scrolls sideways: ${first ? name(first) : "body"}`);
    }
    for (const element of all) {
      const style = getComputedStyle(element);
      const drawn = element.closest("svg");
      if (drawn && element.localName === "text") {
        const [inner, outer] = [element.getBoundingClientRect(), drawn.getBoundingClientRect()];
        if (inner.left < outer.left - 1 || inner.right > outer.right + 1) faults.push(`cut by its drawing: ${name(element)}`);
      }
      if (drawn || !element.clientWidth) continue;
      const [wide, high] = [element.scrollWidth - element.clientWidth > 1, element.scrollHeight - element.clientHeight > 1];
      if ((wide && scrolls(element, "X")) || (high && scrolls(element, "Y"))) {
        const named = element.getAttribute("aria-label") || element.getAttribute("aria-labelledby");
        const own = element.tabIndex >= 0 && element.hasAttribute("role") && named;
        // What holds links or fields is scrolled by whoever walks through them.
        const inside = element.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
        const others = [...inside].some((one) => one.checkVisibility());
        if (!own && !others && element.localName !== "textarea") faults.push(`scrolls, but not by keyboard: ${name(element)}`);
      }
      const cut = (wide && /hidden|clip/.test(style.overflowX)) || (high && /hidden|clip/.test(style.overflowY));
      if (cut && element.innerText?.trim() && !unseen(element)) faults.push(`cuts its text: ${name(element)}`);
    }
    const fixed = all.filter((one) => /fixed|sticky/.test(getComputedStyle(one).position));
    const covered = fixed.reduce((sum, one) => sum + one.getBoundingClientRect().height, 0);
    const held = fixed.filter((one) => getComputedStyle(one).position === "fixed" || one.closest("header"));
    if (held.length && covered > innerHeight / 3) faults.push(`covers a third of the window: ${held.map(name).join(", ")}`);
    return faults;
  });
}

/** Lines, letters and words as far apart as WCAG 1.4.12 lets readers set them. */
const spaced = (tab) =>
  tab.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets.push(sheet);
  });

/** What moves by itself. */
const moves = (tab) =>
  tab.evaluate(() => {
    const faults = document.getAnimations().map((one) => `moves: ${one.effect.target.localName}.${one.effect.target.className}`);
    for (const element of document.querySelectorAll("*")) {
      const { transitionDuration, scrollBehavior } = getComputedStyle(element);
      if (parseFloat(transitionDuration) > 0.01) faults.push(`moves when it changes: ${element.localName}.${element.className}`);
      if (scrollBehavior === "smooth") faults.push(`scrolls smoothly: ${element.localName}`);
    }
    return [...new Set(faults)];
  });

/** What shifted on the page until now, but the cells of a text's table: how wide they are is known at its end only. */
const shifts = (tab) =>
  tab.evaluate(
    () =>
      new Promise((told) => {
        const found = [];
        const name = ({ node }) => (node?.localName ?? "text") + (node?.className ? `.${node.className}` : "");
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const moved = entry.sources.filter(({ node }) => !node?.parentElement?.closest("[data-niemyet=body] table"));
            if (moved.length) found.push(`shifts: ${moved.map(name).join(", ")}`);
          }
        }).observe({ type: "layout-shift", buffered: true });
        // Frames pass until all that was observed has been delivered.
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => told(found))));
      }),
  );

/** So much of a page comes at once over a slow line: a packet of 1.4 KB, in which HTML is a quarter of its length. */
const PACKET = 5600;

/** Cuts a page behind elements, into pieces of about one length; its head and header come in the first packets as one. */
function cut(html) {
  const pieces = [];
  const main = Math.max(html.indexOf("\n<main"), 0);
  for (let from = 0; from < html.length; ) {
    const end = html.indexOf("\n<", Math.max(from + PACKET, main));
    pieces.push(html.slice(from, end < 0 ? html.length : end));
    from = end < 0 ? html.length : end;
  }
  return pieces;
}

/**
 * Loads a page piece by piece, each painted before the next one comes and all of them before any picture or script
 * but those that a page waits for, goes down to its end, and loads it again out of the cache: what shifts meanwhile. No clock decides what comes first.
 */
async function settles(page, width, alter) {
  let coming;
  const pieces = async function* (name, whole) {
    if (name !== page.name) {
      const script = page.html.match(new RegExp(`<script [^>]*${name}[^>]*>`))?.[0];
      const awaited = name.endsWith(".css") || (script && !/ (defer|async|type="module")/.test(script));
      if (!awaited) await coming.all;
      yield whole;
      return;
    }
    for (const piece of cut(whole)) yield await coming.next(piece);
    await coming.done();
  };
  const server = await page.site.serve({ pieces, alter });
  const options = { width, height: 740, blank: true };
  try {
    return await visit(server, page, options, async (tab) => {
      const found = [];
      for (const from of ["the line", "the cache"]) {
        coming = line(tab);
        await tab.goto(server.url(page));
        await tab.evaluate(async () => {
          for (let top = 0; top < document.body.scrollHeight; top += innerHeight) {
            scrollTo(0, top);
            await new Promise(requestAnimationFrame);
          }
          await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
        });
        for (const shift of await shifts(tab)) found.push(`${shift} (from ${from})`);
        await tab.goto("about:blank");
      }
      return found;
    });
  } finally {
    await server.close();
  }
}

/** Lets a piece of a page go only when those before it have been painted. */
function line(tab) {
  let count = 0;
  let done;
  const all = new Promise((resolve) => (done = resolve));
  const stand = (wanted) =>
    location.protocol !== "about:" && document.body?.getElementsByTagName("*").length >= wanted;
  const next = async (piece) => {
    if (count) {
      await tab.waitForFunction(stand, count);
      await painted(tab);
    }
    // What stands in the body when this piece has been read.
    const body = count ? piece : (piece.split("<body")[1] ?? "");
    count += body.match(/<[a-z]/g)?.length ?? 0;
    return piece;
  };
  const end = () => tab.waitForFunction(stand, count).then(() => painted(tab)).then(done);
  return { next, all, done: end };
}

for (const site of sites) {
  const served = site.serve();
  after(async () => (await served).close());

  test(`no page of ${site.name} scrolls sideways or cuts what it says`, async () => {
    const faults = new Faults();
    const server = await served;
    await each(site.samples(), (page) =>
      visit(server, page, {}, async (tab) => {
        for (const [width, height] of WINDOWS) {
          await tab.setViewportSize({ width, height });
          for (const fault of await fits(tab)) faults.add(fault, place(page, `${width} × ${height}`));
        }
        await spaced(tab);
        for (const width of [320, 1280]) {
          await tab.setViewportSize({ width, height: 800 });
          for (const fault of await fits(tab)) faults.add(`with wide spacing: ${fault}`, place(page, `${width}`));
        }
      }),
    );
    faults.none();
  });

  test(`nothing shifts on ${site.name}`, async () => {
    const faults = new Faults();
    const samples = site.samples().filter((page) => page.kind !== "redirect");
    await each(samples, async (page) => {
      for (const width of [360, 1280]) {
        const found = await settles(page, width);
        // A busy machine may paint in the midst of a piece; what is at fault comes again.
        const again = found.length ? await settles(page, width) : [];
        for (const fault of found.filter((one) => again.includes(one))) faults.add(fault, place(page, `${width}`));
      }
    });
    faults.none();
  });

  test(`no page of ${site.name} asks elsewhere, breaks its policy or complains, and none moves`, async () => {
    const faults = new Faults();
    const server = await served;
    await each(site.samples(), async (page) => {
      for (const js of [true, false]) {
        await visit(server, page, { js, reducedMotion: "reduce" }, async (tab) => {
          for (const fault of tab.faults) faults.add(fault, place(page, `scripts ${js ? "on" : "off"}`));
          for (const fault of await moves(tab)) faults.add(fault, place(page, "reduced motion"));
        });
      }
    });
    faults.none();
  });
}

test("what is spoiled is noticed", async () => {
  const [site] = sites;
  const look = (server, page) => visit(server, page, { width: 320 }, async (tab) => [...(await fits(tab)), ...tab.faults]);
  const spoils = [
    ["news", "h1 { white-space: nowrap }", "", /scrolls sideways: .*h1/],
    ["news", "h1 { height: 1rem; overflow: hidden }", "", /cuts its text: .*h1/],
    ["news", "main { max-height: 9rem !important; overflow: auto !important } main :is(a, summary, [tabindex]) { display: none !important }", "", /by keyboard: main/],
    ["news", "header { position: sticky; top: 0; min-height: 20rem }", "", /covers a third/],
    ["news", /<h1>/, '<h1 style="color: red">', /Content Security Policy/],
    ["news", /<\/body>/, "<script>1</script></body>", /Content Security Policy/],
    ["news", /<\/body>/, '<img src="https://khac.example.vn/a.png" alt=""></body>', /asks elsewhere/],
    ["news", /<\/body>/, '<img src="/khong-co.png" alt=""></body>', /is answered 404/],
  ];
  await noticed(site, spoils, look);
  const moving = "@keyframes blink { to { opacity: 0 } } h1 { animation: blink 1s infinite }";
  await noticed(site, [["news", moving, "", /moves: h1/]], (server, page) => visit(server, page, {}, moves));
  const unsized = [["news", /( width| height)="\d+"/g, "", /shifts: /]];
  await noticed(site, unsized, (_server, page, alter) => settles(page, 1280, alter));
});
