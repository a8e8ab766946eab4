// Runs the theme's lookup script on a page that is not one, and asks it what people ask.
//
//     node lookup.mjs SCRIPT
//
// The stub has what the script touches and nothing more, so it also shows how little that is.

import { readFile } from "node:fs/promises";
import { argv, exit } from "node:process";

const script = await readFile(argv[2], "utf8");
const HOME = "https://thu.example.vn/tim-kiem/";
const faults = [];
const same = (what, found, wanted) => {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (a !== b) faults.push(`${what}: ${a}, not ${b}`);
};

class Element {
  constructor(name) {
    Object.assign(this, { name, children: [], dataset: {}, listeners: {}, textContent: "" });
  }
  appendChild(child) {
    this.children.push(child);
    return child;
  }
  replaceChildren(...children) {
    this.children = children;
  }
  addEventListener(event, does) {
    this.listeners[event] = does;
  }
  /** The first of a kind below. */
  find(name) {
    for (const child of this.children) {
      const found = child.name === name ? child : child.find(name);
      if (found) return found;
    }
    return null;
  }
}

const doc = (number, title, more = {}) => ({ id: `https://thu.example.vn/van-ban/${title}/`, title, number, ...more });
const YEARS = {
  // More than are shown speak of a number of long ago.
  2017: Array.from({ length: 70 }, () => doc(undefined, "N", { abstract: "Thực hiện 40/QC-A" })),
  2016: [
    doc("85/BC-LĐLĐ", "A", { type: "Báo cáo", issuer: "Liên đoàn Lao động thị xã", issued_on: "2016-02-05" }),
    doc("106-KH/TU", "B", { type: "Kế hoạch", abstract: "Đại hội nhiệm kỳ 2015-2020", issued_on: "2016-10" }),
    doc(undefined, "C", { type: "Thông báo", abstract: "Cuộc họp ngày 24/9/2014", issued_on: "2016-10/2016-12" }),
    doc("7/TB", "D", { abstract: "Thay Báo cáo số 9/BC-ĐU và số 85 khác", issued_on: "2016" }),
  ],
  2015: [doc("09/BC-ĐU", "E", { posted_at: "2015-03-24T08:00:00+07:00" }), doc("1285/QĐ", "F")],
  2014: [], 2013: [], 2012: [], 2011: [], 2010: [],
  2009: [doc("3/CT", "G", { abstract: "Phòng cháy rừng" }), doc("40/QC-A", "H")],
};
const names = Object.keys(YEARS).sort().reverse();
const INDEX = { years: names.map((year) => ({ year, json: `https://thu.example.vn/du-lieu/van-ban-${year}.json` })) };

/** Opens the page; `answer` may stand for what the server says. */
const open = (answer) => {
  const parts = {};
  for (const id of ["niemyet-lookup", "niemyet-said", "niemyet-found", "niemyet-data"]) parts[id] = new Element("div");
  const form = parts["niemyet-lookup"];
  Object.assign(form, { elements: { q: { value: "" } } });
  form.dataset = { busy: "busy", some: "some", many: "many", none: "none", failed: "failed", undated: "undated" };
  parts["niemyet-data"].href = "https://thu.example.vn/du-lieu/van-ban.json";
  const page = { fetched: [], waits: 0, form, said: parts["niemyet-said"], list: parts["niemyet-found"] };
  const fetch = async (url) => {
    page.fetched.push(String(url));
    const given = answer ? await answer(String(url)) : undefined;
    if (given) return given;
    const year = /van-ban-(\d+)/.exec(String(url))?.[1];
    return { ok: true, json: async () => (year ? { documents: YEARS[year] } : INDEX) };
  };
  const given = {
    document: { getElementById: (id) => parts[id], createElement: (name) => new Element(name) },
    window: { fetch },
    fetch,
    location: new URL(HOME),
    history: { pushState() {} },
    addEventListener() {},
    setTimeout: (does) => (page.waits++, setTimeout(does)),
  };
  new Function(...Object.keys(given), script)(...Object.values(given));
  page.submit = (query) => {
    form.elements.q.value = query;
    form.listeners.submit({ preventDefault() {} });
  };
  page.settled = async () => {
    for (let turns = 0; turns < 200 && page.said.textContent === "busy"; turns++) {
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  page.ask = async (query) => {
    page.submit(query);
    await page.settled();
    return page.list.children.map((row) => row.find("a").textContent).join("");
  };
  return page;
};

const page = open();
for (const [query, wanted] of [
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
  ["dai hoi", "B"],
  ["LIEN DOAN LAO DONG", "A"],
  // The number itself first, then who speaks of it.
  ["85", "AD"],
  ["9/BC-ĐU", "ED"],
  ["phong chay rung", "G"],
  ["40/QC-A", "H" + "N".repeat(59)],
  ["không có gì", ""],
  ["/", ""],
  ["‑", ""],
  ["", ""],
]) {
  same(`«${query}» finds`, await page.ask(query), wanted);
}
same("nothing asked, nothing said", page.said.textContent, "");
same("each file is read once", new Set(page.fetched).size, page.fetched.length);
same("after five years the page gets a moment", page.waits > 0, true);

const shown = async (query) => {
  await page.ask(query);
  const day = page.list.children[0].find("div").children[0];
  return [day.name, day.textContent, day.dateTime];
};
same("a day", await shown("85/BC-LĐLĐ"), ["time", "05/02/2016", "2016-02-05"]);
same("a month", await shown("106-KH/TU"), ["time", "tháng 10/2016", "2016-10"]);
same("a quarter", await shown("24/9/2014"), ["span", "quý IV/2016", undefined]);
same("a year", await shown("7/TB"), ["time", "2016", "2016"]);
same("a day of posting", await shown("09/BC-ĐU"), ["time", "24/3/2015", "2015-03-24"]);
same("no day", await shown("1285/QĐ"), ["span", "undated", undefined]);
await page.ask("85");
same("how many are said", page.said.textContent, "some 2");
await page.ask("không có gì");
same("that there is none is said", page.said.textContent, "none");

page.submit("85/BC-LĐLĐ");
same("a later question wins", await page.ask("106-KH/TU"), "B");
await new Promise((resolve) => setTimeout(resolve, 0));
same("and stays", page.list.children.length, 1);

let broken = true;
const weak = open(() => (broken ? { ok: false, status: 500 } : undefined));
await weak.ask("85");
same("a failure is said", weak.said.textContent, "failed");
broken = false;
same("and is tried anew", await weak.ask("85/BC-LĐLĐ"), "A");

for (const fault of faults) console.error(`  ${fault}`);
console.log(`the lookup script: ${faults.length} faults`);
exit(faults.length ? 1 : 0);
