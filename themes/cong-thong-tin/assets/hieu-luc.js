// Chooses in each row what holds of a document on the day of its reader. Without it a row has all boundaries, which are
// true on every day. A row changes before it is painted first, so that nothing shifts.
(() => {
  "use strict";
  const { notYet } = document.currentScript.dataset;
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const [BEFORE, WITHIN, COME] = [0, 1, 2];
  /** Where today stands to a day, a month, a quarter (its first and last month) or a year. */
  const place = (iso) => {
    const [first, last = first] = iso.split("/");
    if (today.slice(0, first.length) < first) return BEFORE;
    return last.length === 10 || today.slice(0, last.length) > last ? COME : WITHIN;
  };
  const choose = (row) => {
    const states = [...row.children];
    const places = states.map((state) => {
      const time = state.querySelector("time");
      return time ? place(time.dateTime) : COME;
    });
    const current = Math.max(0, places.lastIndexOf(COME));
    for (const [index, state] of states.entries()) state.hidden = index < current;
    const { state } = states[current]?.dataset ?? {};
    if (places[current] === COME) {
      row.dataset.state = state;
    } else if (places[current] === BEFORE && state === "effective" && row.dataset.state !== "not_yet") {
      row.dataset.state = "not_yet";
      row.prepend(`${notYet}, `);
    }
  };
  // While the page loads, more of a row may follow; later, another script may add rows.
  const update = (changes) => {
    const rows = new Set();
    for (const { target, addedNodes } of changes) {
      rows.add(target.closest?.(".holds"));
      for (const node of addedNodes) {
        if (node.matches?.(".holds")) rows.add(node);
        for (const row of node.querySelectorAll?.(".holds") ?? []) rows.add(row);
      }
    }
    for (const row of rows) if (row) choose(row);
  };
  for (const row of document.getElementsByClassName("holds")) choose(row);
  new MutationObserver(update).observe(document, { childList: true, subtree: true });
})();
