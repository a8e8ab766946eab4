// Runs the theme's lookup script on a stub of its page and checks the results of typical queries.
//
//     node lookup.mjs SCRIPT
//
// The stub has only the parts of the page and of the browser that the script uses.

import { readFile } from "node:fs/promises";
import { argv, exit } from "node:process";

const script = await readFile(argv[2], "utf8");
const HOME = "https://thu.example.vn/tim-kiem/";
const faults = [];
const assertEqual = (name, found, expected) => {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) faults.push(`${name}: ${a} instead of ${b}`);
};

class Element {
  constructor(name) {
    Object.assign(this, { name, children: [], dataset: {}, listeners: {}, textContent: "" });
  }
  appendChild(child) {
    this.children.push(child);
    return child;
  }
  append(...parts) {
    for (const part of parts) {
      if (typeof part === "string") this.textContent += part;
      else this.children.push(part);
    }
  }
  hasChildNodes() {
    return this.children.length > 0 || this.textContent !== "";
  }
  get childElementCount() {
    return this.children.length;
  }
  replaceChildren(...children) {
    this.children = children;
  }
  addEventListener(event, listener) {
    this.listeners[event] = listener;
  }
  /** The first descendant of a name. */
  find(name) {
    for (const child of this.children) {
      const found = child.name === name ? child : child.find(name);
      if (found) return found;
    }
    return null;
  }
}

const documentOf = (number, title, more = {}) => ({ id: `https://thu.example.vn/van-ban/${title}/`, title, number, ...more });
const YEARS = {
  // More documents than the page shows cite an old number.
  2017: Array.from({ length: 70 }, () => documentOf(undefined, "N", { abstract: "Thực hiện 40/QC-A" })),
  2016: [
    documentOf("85/BC-LĐLĐ", "A", { type: "Báo cáo", issuer: "Liên đoàn Lao động thị xã", issued_on: "2016-02-05" }),
    documentOf("106-KH/TU", "B", { type: "Kế hoạch", abstract: "Đại hội nhiệm kỳ 2015-2020", issued_on: "2016-10" }),
    documentOf(undefined, "C", { type: "Thông báo", abstract: "Cuộc họp ngày 24/9/2014", issued_on: "2016-10/2016-12" }),
    documentOf("7/TB", "D", { abstract: "Thay Báo cáo số 9/BC-ĐU và số 85 khác", issued_on: "2016" }),
  ],
  2015: [documentOf("09/BC-ĐU", "E", { posted_at: "2015-03-24T08:00:00+07:00" }), documentOf("1285/QĐ", "F")],
  2014: [], 2013: [], 2012: [], 2011: [], 2010: [],
  2009: [documentOf("3/CT", "G", { abstract: "Phòng cháy rừng" }), documentOf("40/QC-A", "H")],
};
const names = Object.keys(YEARS).sort().reverse();
const INDEX = { years: names.map((year) => ({ year, json: `https://thu.example.vn/du-lieu/van-ban-${year}.json` })) };

/** Opens the page; `respond` may replace the responses of the server. */
const open = (respond) => {
  const parts = {};
  for (const id of ["niemyet-lookup", "niemyet-said", "niemyet-found", "niemyet-data"]) parts[id] = new Element("div");
  const form = parts["niemyet-lookup"];
  Object.assign(form, { elements: { q: { value: "" } } });
  form.dataset = { busy: "busy", some: "some", many: "many", none: "none", failed: "failed", undated: "undated" };
  parts["niemyet-data"].href = "https://thu.example.vn/du-lieu/van-ban.json";
  const page = { fetched: [], waits: 0, form, status: parts["niemyet-said"], results: parts["niemyet-found"] };
  const fetch = async (url) => {
    page.fetched.push(String(url));
    const response = respond ? await respond(String(url)) : undefined;
    if (response) return response;
    const year = /van-ban-(\d+)/.exec(String(url))?.[1];
    return { ok: true, json: async () => (year ? { documents: YEARS[year] } : INDEX) };
  };
  const globals = {
    document: { getElementById: (id) => parts[id], createElement: (name) => new Element(name) },
    window: { fetch },
    fetch,
    location: new URL(HOME),
    history: { pushState() {} },
    addEventListener() {},
    setTimeout: (callback) => (page.waits++, setTimeout(callback)),
  };
  new Function(...Object.keys(globals), script)(...Object.values(globals));
  page.submit = (query) => {
    form.elements.q.value = query;
    form.listeners.submit({ preventDefault() {} });
  };
  page.settled = async () => {
    for (let rounds = 0; rounds < 200 && page.status.textContent === "busy"; rounds++) {
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  page.ask = async (query) => {
    page.submit(query);
    await page.settled();
    return page.results.children.map((row) => row.find("a").textContent).join("");
  };
  return page;
};

const page = open();
for (const [query, expected] of [
  ["85/BC-LĐLĐ", "A"],
  ["85/bc-ldld", "A"],
  ["85/BC-LĐLĐ.", "A"],
  ["85/BC-LĐLĐ,", "A"],
  ["Số 85/BC-LĐLĐ", "A"],
  ["Số: 85/BC-LĐLĐ", "A"],
  ["số hiệu 85/BC-LĐLĐ", "A"],
  ["số hiệu: 85/BC-LĐLĐ", "A"],
  ["so ky hieu 85/BC", "AD"],
  ["085/BC", "A"],
  ["85‑BC", "AD"],
  ["85—BC", "AD"],
  ["106-KH/TU", "B"],
  ["106KH/TU", "B"],
  ["106 kh tu", "B"],
  ["2015-2020", "B"],
  ["nhiệm kỳ 2015-2020", "B"],
  ["nhiem ky", "B"],
  ["24/9/2014", "C"],
  ["Báo cáo số 85/BC-LĐLĐ ngày 05/02/2016 của Liên đoàn Lao động thị xã", "A"],
  ["Kế hoạch số 85/BC-LĐLĐ", ""],
  ["dai hoi", "B"],
  ["LIEN DOAN LAO DONG", "A"],
  // The document with the number comes first, then those that cite it.
  ["85", "AD"],
  ["9/BC-ĐU", "ED"],
  ["phong chay rung", "G"],
  ["40/QC-A", "H" + "N".repeat(59)],
  ["không có gì", ""],
  ["/", ""],
  ["‑", ""],
  ["", ""],
]) {
  assertEqual(`«${query}» finds`, await page.ask(query), expected);
}
assertEqual("an empty query shows no status", page.status.textContent, "");
assertEqual("each file is fetched once", new Set(page.fetched).size, page.fetched.length);
assertEqual("the script yields to the page after five years", page.waits > 0, true);

const dateOf = async (query) => {
  await page.ask(query);
  const day = page.results.children[0].find("p").children[0];
  return [day.name, day.textContent, day.dateTime];
};
assertEqual("a day", await dateOf("85/BC-LĐLĐ"), ["time", "05/02/2016", "2016-02-05"]);
assertEqual("a month", await dateOf("106-KH/TU"), ["time", "tháng 10/2016", "2016-10"]);
assertEqual("a quarter", await dateOf("24/9/2014"), ["span", "quý IV/2016", undefined]);
assertEqual("a year", await dateOf("7/TB"), ["time", "2016", "2016"]);
assertEqual("the day of posting", await dateOf("09/BC-ĐU"), ["time", "24/3/2015", "2015-03-24"]);
YEARS[2009][1].effect_boundaries = [
  { state: "effective", from: "2009-02-03", text: "có hiệu lực từ 03/02/2009" },
  { state: "expired", from: "2010", text: "hết hiệu lực toàn bộ từ một ngày trong năm 2010" },
];
await page.ask("40/QC-A");
const [, what] = page.results.children[0].children;
const [holds] = what.find("p").children;
assertEqual("the states of a row", holds.children.map((state) => state.dataset.state), ["effective", "expired"]);
assertEqual("the days of a row", holds.children.map((state) => state.find("time").dateTime), ["2009-02-03", "2010"]);
assertEqual("no date", await dateOf("1285/QĐ"), ["span", "undated", undefined]);
await page.ask("85");
assertEqual("the number of results is shown", page.status.textContent, "some 2");
await page.ask("không có gì");
assertEqual("the lack of results is shown", page.status.textContent, "none");

page.submit("85/BC-LĐLĐ");
assertEqual("a later query replaces an earlier one", await page.ask("106-KH/TU"), "B");
await new Promise((resolve) => setTimeout(resolve, 0));
assertEqual("the earlier query adds no result afterwards", page.results.children.length, 1);

let broken = true;
const unreliable = open(() => (broken ? { ok: false, status: 500 } : undefined));
await unreliable.ask("85");
assertEqual("a failed request is shown", unreliable.status.textContent, "failed");
broken = false;
assertEqual("a failed request is repeated", await unreliable.ask("85/BC-LĐLĐ"), "A");

for (const fault of faults) console.error(`  ${fault}`);
console.log(`the lookup script: ${faults.length} faults`);
exit(faults.length ? 1 : 0);
