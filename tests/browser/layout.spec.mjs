// How pages lie: nothing scrolls sideways, nothing is cut, nothing shifts, and no page asks for what is not the site's.

import { after, test } from "node:test";
import { each, Faults, noticed, painted, sites, visit } from "./browse.mjs";

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
      const wide = all.filter((one) => one.getBoundingClientRect().right > root.clientWidth + 0.5 && !within(one));
      const [first] = wide.filter((one) => !wide.includes(one.parentElement) && !unseen(one));
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
        const others = element.querySelector("a[href], button, input, select, textarea, summary, [tabindex='0']");
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

/** By how much the page shifted until now, and what. */
const shifts = (tab) =>
  tab.evaluate(
    () =>
      new Promise((told) => {
        const found = [];
        const name = ({ node }) => (node?.localName ?? "text") + (node?.className ? `.${node.className}` : "");
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            if (entry.value > 0) found.push(`shifts: ${entry.sources.map(name).join(", ")}`);
          }
        }).observe({ type: "layout-shift", buffered: true });
        // Frames pass until all that was observed has been delivered.
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => told(found))));
      }),
  );

/** A slow line, so that what comes late comes late. */
const SLOW = { offline: false, latency: 40, downloadThroughput: 200_000, uploadThroughput: 100_000 };

/** Loads a page over a slow line, goes down to its end and loads it again out of the cache: what shifts meanwhile. */
async function settles(server, page, width) {
  return visit(server, { ...page, path: "404.html", site: page.site }, { width, height: 740 }, async (tab, session) => {
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", SLOW);
    const found = [];
    await session.send("Network.clearBrowserCache");
    for (const from of ["the line", "the cache"]) {
      await tab.goto(server.url(page));
      await painted(tab);
      await tab.evaluate(async () => {
        for (let top = 0; top < document.body.scrollHeight; top += innerHeight) {
          scrollTo(0, top);
          await new Promise(requestAnimationFrame);
        }
        await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
      });
      for (const shift of await shifts(tab)) found.push(`${shift} (from ${from})`);
    }
    return found;
  });
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
    const server = await served;
    const samples = site.samples().filter((page) => page.kind !== "redirect");
    await each(samples, async (page) => {
      for (const width of [360, 1280]) {
        for (const fault of await settles(server, page, width)) faults.add(fault, place(page, `${width}`));
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
  const css = (rule) => [/$/, (_all, _at, text) => (/^\s*</.test(text) ? "" : rule)];
  const [site] = sites;
  const look = (server, page) => visit(server, page, { width: 320 }, async (tab) => [...(await fits(tab)), ...tab.faults]);
  await noticed(
    site,
    [
      ["news", ...css("h1 { white-space: nowrap }"), /scrolls sideways: .*h1/],
      ["news", ...css("h1 { height: 1rem; overflow: hidden }"), /cuts its text: .*h1/],
      ["news", ...css("main { height: 9rem; overflow: auto } main a { display: none }"), /not by keyboard: main/],
      ["news", ...css("header { position: sticky; top: 0; min-height: 20rem }"), /covers a third/],
      ["news", /<h1>/, '<h1 style="color: red">', /Content Security Policy/],
      ["news", /<\/body>/, "<script>1</script></body>", /Content Security Policy/],
      ["news", /<\/body>/, '<img src="https://khac.example.vn/a.png" alt=""></body>', /asks elsewhere/],
      ["news", /<\/body>/, '<img src="/khong-co.png" alt=""></body>', /is answered 404/],
    ],
    look,
  );
  const moving = "@keyframes blink { to { opacity: 0 } } h1 { animation: blink 1s infinite }";
  await noticed(site, [["news", ...css(moving), /moves: h1/]], (server, page) => visit(server, page, {}, moves));
  const late = [/ (width|height)="\d+"/g, "", /shifts: /];
  await noticed(site, [["news", ...late]], (server, page) => settles(server, page, 1280));
});
