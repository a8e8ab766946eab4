// Looks documents up by words or number in the open data files, the newest year first. Without it the page leads to
// the same documents by its lists.
(() => {
  "use strict";
  const form = document.getElementById("niemyet-lookup");
  const said = document.getElementById("niemyet-said");
  const list = document.getElementById("niemyet-found");
  const index = document.getElementById("niemyet-data");
  if (!form || !said || !list || !index || !window.fetch) return;
  /** So many documents are shown. */
  const MOST = 60;
  /** After so many years the page gets a moment to answer its reader. */
  const AT_ONCE = 5;

  /** Lower case without diacritics; đ is d. */
  const fold = (text) =>
    (text || "").normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐðÐ]/g, "d").toLowerCase();
  /** The words of a text, each behind a space. */
  const heads = (text) => " " + fold(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  /**
   * A number without what people type differently: "số" before it, leading zeros, dashes, strokes, spaces, points.
   * Digits and letters part even where nothing stands between them: 106KH/TU is 106-KH/TU.
   */
  const key = (text) =>
    fold(text)
      .replace(/^\s*so(\s+(ky\s+)?hieu)?\s*[:.]?(?=[\s\d])/, "")
      .replace(/(\d)(?=[a-z])|([a-z])(?=\d)/g, "$&/")
      .replace(/[^a-z0-9]+/g, "/")
      .replace(/^\/|\/$/g, "")
      .replace(/(^|\/)0+(?=\d)/g, "$1");

  // The files name their addresses in full; a copy of the site elsewhere has them beside itself.
  const here = (url) => new URL(new URL(url, location.href).pathname, location.origin);
  const read = async (url) => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  /** What was read stays: who types on asks for the same years again. A failed reading is tried anew. */
  const kept = new Map();
  const once = (url, make) => {
    if (!kept.has(url)) {
      const made = read(here(url)).then(make);
      made.catch(() => kept.delete(url));
      kept.set(url, made);
    }
    return kept.get(url);
  };
  /** A day as it may be typed: 5/2/2014 and 05/02/2014. */
  const spelled = (iso) => {
    const [, year, month, day] = (iso || "").match(/^(\d+)-(\d+)-(\d+)$/) ?? [];
    return day ? `${Number(day)} ${Number(month)} ${year} ${day} ${month}` : iso;
  };
  const folded = (file) =>
    file.documents.map((one) => ({
      one,
      key: key(one.number),
      // As people write of a document: Quyết định số 28/QĐ-LĐLĐ ngày 20/11/2017 của …
      heads: heads([one.type, "số", one.number, "ngày", spelled(one.issued_on), "của", one.issuer, one.title, one.abstract].join(" ")),
    }));

  /** The number in a query, the words around it, and all words but "số", as in "Quyết định số 28/QĐ-LĐLĐ ngày 20/11/2017". */
  const parts = (query) => {
    const text = fold(query).trim();
    const end = text.search(/\s(ngay|cua)\s/);
    const [start, after] = end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end)];
    const [, before, number] = start.match(/^(.*?)(?:^|\s)so(?:\s+(?:ky\s+)?hieu)?\s*[:.]?\s*(\d.*)$/) ?? [null, "", start];
    const around = wordsOf(`${before} ${after}`);
    return { number: key(number), around, bare: [...wordsOf(number), ...around] };
  };
  const wordsOf = (text) => heads(text).trim().split(" ").filter(Boolean);

  /** Whether a query has a number with its letters, which may stand in any year; words are answered by the newest. */
  const isNumber = (query) => /^\d+\/[a-z0-9]/.test(parts(query).number);

  /** How well a document answers: 3 by its whole number, 2 by the beginning of it, 1 by words, 0 not at all. */
  const judge = (query) => {
    const words = wordsOf(query);
    const { number, around, bare } = parts(query);
    const all = (text, wanted) => wanted.every((word) => text.includes(" " + word));
    const hasWords = (text, wanted) => wanted.length > 0 && all(text, wanted);
    return (doc) => {
      if (/\d/.test(number) && doc.key && all(doc.heads, around)) {
        if (doc.key === number) return 3;
        if ((doc.key + "/").startsWith(number + "/")) return 2;
        if (number.includes("/") && doc.key.startsWith(number)) return 2;
      }
      return hasWords(doc.heads, words) || hasWords(doc.heads, bare) ? 1 : 0;
    };
  };

  const ROMAN = ["I", "II", "III", "IV"];
  const short = (month) => (month > 2 ? String(Number(month)) : month);
  /** A date as the pages write it, in any language: 24/9/2014, 05/02/2014, tháng 10/2012, quý IV/2012. */
  const written = (iso) => {
    if (!iso) return form.dataset.undated;
    const [from, to] = iso.split("/");
    const [year, month, day] = from.split("-");
    if (to) return `quý ${ROMAN[Math.floor((month - 1) / 3)]}/${year}`;
    if (!month) return year;
    return day ? `${day}/${short(month)}/${year}` : `tháng ${short(month)}/${year}`;
  };

  const row = (one) => {
    const item = document.createElement("li");
    const when = item.appendChild(document.createElement("p"));
    when.className = "when";
    const iso = one.issued_on || (one.posted_at || "").slice(0, 10);
    // An interval is no value of <time>.
    const plain = !iso || iso.includes("/");
    const day = when.appendChild(document.createElement(plain ? "span" : "time"));
    if (!plain) day.dateTime = iso;
    day.textContent = written(iso);
    if (one.number) when.appendChild(document.createElement("b")).textContent = one.number;
    const what = item.appendChild(document.createElement("div"));
    const link = what.appendChild(document.createElement("a"));
    link.href = here(one.id);
    link.textContent = one.title;
    if (one.language) link.lang = one.language;
    const meta = what.appendChild(document.createElement("p"));
    meta.className = "meta";
    for (const part of [one.type, effect(one), one.issuer].filter(Boolean)) {
      if (meta.hasChildNodes()) meta.append(" · ");
      meta.append(part);
    }
    return item;
  };

  /** The boundaries of the effect of a document, of which hieu-luc.js chooses what holds today, as in the lists. */
  const effect = (one) => {
    if (!one.effect_boundaries) return null;
    const row = document.createElement("span");
    row.className = "holds";
    for (const { state, from, text } of one.effect_boundaries) {
      const part = row.appendChild(document.createElement("span"));
      part.dataset.state = state;
      const said = from ? part.appendChild(document.createElement("time")) : part;
      if (from) said.dateTime = from;
      said.textContent = row.childElementCount < one.effect_boundaries.length ? `${text}, ` : text;
    }
    return row;
  };

  let asked = 0;
  const look = async (query) => {
    const turn = ++asked;
    list.replaceChildren();
    if (!heads(query).trim()) {
      said.textContent = "";
      return;
    }
    said.textContent = form.dataset.busy;
    const points = judge(query);
    const found = [[], [], []];
    let count = 0;
    try {
      const years = (await once(index.href, (file) => file)).years;
      for (const [at, year] of years.entries()) {
        if (at && at % AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
        if (turn !== asked) return;
        const documents = await once(year.json, folded);
        if (turn !== asked) return;
        for (const doc of documents) {
          const point = points(doc);
          if (point) {
            found[3 - point].push(doc.one);
            count += 1;
          }
        }
        const enough = isNumber(query) ? found[0].length + found[1].length : count;
        if (enough >= MOST) break;
      }
      list.replaceChildren(...found.flat().slice(0, MOST).map(row));
      said.textContent = count >= MOST ? form.dataset.many : count ? `${form.dataset.some} ${count}` : form.dataset.none;
    } catch {
      if (turn === asked) said.textContent = form.dataset.failed;
    }
  };

  const asks = () => new URLSearchParams(location.search).get("q") || "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = form.elements.q.value;
    history.pushState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
    look(query);
  });
  const begin = () => {
    form.elements.q.value = asks();
    look(asks());
  };
  addEventListener("popstate", begin);
  begin();
})();
