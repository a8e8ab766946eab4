// Looks documents up by words or number in the open data files, the newest year first. Without it the page leads to
// the same documents by its lists.
(() => {
  "use strict";
  const form = document.getElementById("niemyet-lookup");
  const said = document.getElementById("niemyet-said");
  const list = document.getElementById("niemyet-found");
  const index = document.getElementById("niemyet-data");
  if (!form || !said || !list || !index || !window.fetch) return;
  const MOST = 60;

  /** Lower case without diacritics; đ is d. */
  const fold = (text) =>
    (text || "").normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐðÐ]/g, "d").toLowerCase();
  /** A number without what people type differently: leading zeros, kinds of dashes and strokes, spaces. */
  const key = (text) => fold(text).replace(/[^a-z0-9]+/g, "/").replace(/(^|\/)0+(?=\d)/g, "$1");

  // The files name their addresses in full; a copy of the site elsewhere has them beside itself.
  const here = (url) => new URL(new URL(url, location.href).pathname, location.origin);
  const read = (url) =>
    fetch(url).then((answer) => {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    });

  const matcher = (query) => {
    const words = fold(query).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const number = key(query.trim());
    // Who types a number's signs means the number and no words.
    const isNumber = /^\d+[a-z]?\s*[/\-–]/i.test(query.trim());
    return (one) => {
      if ((key(one.number) + "/").startsWith(number + "/")) return true;
      if (isNumber) return key(one.number).startsWith(number);
      const text = " " + fold([one.number, one.type, one.title, one.abstract, one.issuer].join(" "));
      const heads = text.replace(/[^\p{L}\p{N}]+/gu, " ");
      return words.length > 0 && words.every((word) => heads.includes(" " + word));
    };
  };

  /** A date as the pages write it: 24/9/2014, 05/02/2014, tháng 10/2012; a quarter stays as it is. */
  const written = (iso) => {
    const [year, month, day] = iso.split("-");
    const short = month > 2 ? String(Number(month)) : month;
    if (iso.includes("/") || !month) return iso;
    return day ? `${day}/${short}/${year}` : `${short}/${year}`;
  };

  const row = (one) => {
    const item = document.createElement("li");
    item.className = "row";
    const when = item.appendChild(document.createElement("div"));
    when.className = "when";
    const day = when.appendChild(document.createElement("span"));
    day.textContent = written(one.issued_on || "");
    if (one.number) {
      const number = when.appendChild(document.createElement("span"));
      number.className = "number";
      number.textContent = one.number;
    }
    const what = item.appendChild(document.createElement("div"));
    what.className = "what";
    const link = what.appendChild(document.createElement("a"));
    link.href = here(one.id);
    link.textContent = one.title;
    if (one.language) link.lang = one.language;
    const meta = what.appendChild(document.createElement("p"));
    meta.className = "meta";
    meta.textContent = [one.type, one.issuer].filter(Boolean).join(" · ");
    return item;
  };

  let asked = 0;
  const look = async (query) => {
    const turn = ++asked;
    list.replaceChildren();
    if (!query.trim()) {
      said.textContent = "";
      return;
    }
    said.textContent = form.dataset.busy;
    const matches = matcher(query);
    let count = 0;
    try {
      const years = (await read(here(index.href))).years;
      for (const year of years) {
        const found = (await read(here(year.json))).documents.filter(matches);
        if (turn !== asked) return;
        list.append(...found.slice(0, MOST - count).map(row));
        count += found.length;
        if (count >= MOST) break;
      }
      said.textContent = count >= MOST ? form.dataset.many : count ? `${form.dataset.some} ${count}` : form.dataset.none;
    } catch {
      if (turn === asked) said.textContent = form.dataset.failed;
    }
  };

  form.hidden = false;
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
