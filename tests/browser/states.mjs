// Writes portals in states that the sample portal does not show, each to a folder below the given one.
//
//   node states.mjs FOLDER THEMES
//
// `trang-thai` has extremes of everything and is published at a sub-path, `trong` is empty, `hieu-luc` has a document in
// every state of effect. THEMES is the folder of the themes under test.

import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { argv } from "node:process";

const repeat = (count, make) => Array.from({ length: count }, (_, index) => make(index + 1));
const WORDS = "hướng dẫn thực hiện nghị quyết về công tác chăm lo đời sống đoàn viên, người lao động ở cơ sở";

/** A title of 300 characters, and an address without a place to break the line. */
const LONG = `Về việc ${repeat(4, () => WORDS).join(" và ")}`.slice(0, 300).trimEnd().padEnd(300, "n");
const UNBROKEN = "https://co-so-du-lieu.example.vn/".padEnd(150, "duong-dan-khong-co-cho-ngat");

const entry = (fields, body = "") => `---\n${fields.join("\n")}\n---\n\n${body}\n`;
const decision = (number, day, more = []) => [
  `tiêu đề: Quyết định số ${number} ${WORDS}`,
  `số hiệu: ${number}/QĐ-UBND`,
  `ngày ban hành: ${day}`,
  ...more,
];

const table = (columns, rows) =>
  [
    `| ${repeat(columns, (column) => `Cột số ${column}`).join(" | ")} |`,
    `|${repeat(columns, () => "---").join("|")}|`,
    ...repeat(rows, (row) => `| ${repeat(columns, (column) => row * 1000 + column).join(" | ")} |`),
  ].join("\n");

const RELATIONS = {
  "căn cứ": 1,
  "sửa đổi": 2,
  "thay thế": 3,
  "bãi bỏ": 4,
  "hướng dẫn": 5,
  "quy định chi tiết": 6,
  "hợp nhất": 7,
  "đình chỉ": 8,
  "đính chính cho": 9,
  "dẫn chiếu": 10,
  "kèm theo": 11,
  "liên quan": 12,
};

const settings = (title, base, more) => `title: ${title}
base_url: ${base}
owner: {name: Ủy ban nhân dân phường Thử, parent: Ủy ban nhân dân thành phố Thử, responsible: "Ông Nguyễn Văn Thử, Chủ tịch", address: "Số 1 đường Thử, phường Thử", phone: (024) 3 000 000, email: thu@example.vn}
sections:
  van-ban: {kind: document, title: Văn bản}
  tin-tuc: {kind: news, title: Tin tức}
  trong: {kind: document, title: Mục chưa có văn bản nào}
${more}`;

const menu = `issuers: {UBND: {name: Ủy ban nhân dân phường Thử}}
links: [{title: "${LONG}", url: "https://example.vn/"}]
notices: [{text: "${LONG}", from: 01/1/2020, until: 31/12/2030}]
page_size: 5
menu:
${repeat(24, (at) => `  - {title: "Mục thứ ${at}${at % 3 ? "" : ` ${WORDS}`}", url: /trong/}`).join("\n")}
`;

const extremes = {
  "portal.yaml": settings("Cổng của các trạng thái", "https://thu.example.vn/phuong/thu/", menu),
  "content/favicon.svg":
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="#8f1017"/></svg>\n',
  "content/van-ban/tieu-de-dai.md": entry(
    [
      `tiêu đề: "${LONG}"`,
      "số hiệu: 300/QĐ-UBND",
      "ngày ban hành: 02/3/2020",
      `trích yếu: "${LONG}"`,
      `lĩnh vực: [${repeat(12, (at) => `"Lĩnh vực ${at} ${WORDS}"`).join(", ")}]`,
      `chức vụ: ${WORDS}`,
      "người ký: Nguyễn Văn Thử",
      "ngày hiệu lực: 10/3/2020",
      "ngày hết hiệu lực: 10/3/2024",
      `từ khoá: [${repeat(30, (at) => `từ khoá số ${at}`).join(", ")}]`,
      `đính chính: [{ngày: 03/3/2020, nội dung: "${LONG}"}]`,
    ],
    `Xem <${UNBROKEN}> và [cổng khác](https://khac.example.vn/mot/hai).\n\n${repeat(30, (at) => `## ${at}. ${WORDS}\n\n${LONG}\n`).join("\n")}`,
  ),
  "content/van-ban/sau-muoi-tep/index.md": entry([
    ...decision(60, "03/3/2020"),
    "đính kèm:",
    ...repeat(60, (at) => `  - {file: "Phụ lục ${at}.csv", title: "Phụ lục ${at} ${at % 7 ? "" : LONG}", kind: phụ lục}`),
  ]),
  "content/van-ban/bang-hai-muoi-cot.md": entry(
    decision(20, "04/3/2020"),
    `${table(20, 12)}\n\n\`\`\`\n${"một dòng mã rất dài; ".repeat(20)}\n\`\`\`\n\n${table(2, 3)}\n\nChữ sau bảng.`,
  ),
  "content/van-ban/thu-hoi.md": entry([
    ...decision(404, "05/3/2020"),
    `thu hồi: {ngày: 06/3/2020, lý do: "Đăng nhầm bản dự thảo: ${LONG}", thay bằng: 300/QĐ-UBND}`,
  ]),
  "content/van-ban/moi-quan-he.md": entry(
    decision(
      99,
      "06/3/2020",
      Object.entries(RELATIONS).map(([key, at]) => `${key}: ${at}/QĐ-UBND`),
    ),
    "Căn cứ mọi thứ, quyết định này đứng giữa các quan hệ.",
  ),
  "content/van-ban/khong-ngay.md": entry(["tiêu đề: Công văn không ngày", "số hiệu: không số"], "Không ngày, không số."),
  "content/van-ban/notice.md": entry(
    ["title: Notice in English", "language: en", "number: 7/TB-UBND", "issued_on: 2020-03-07"],
    "A notice to foreign residents.",
  ),
  "content/tin-tuc/khong-anh.md": entry(
    [`tiêu đề: "${LONG}"`, "ngày đăng: 08/3/2020 08:00", `tóm tắt: "${LONG}"`, "chuyên mục: Hoạt động"],
    "Tin không có ảnh.",
  ),
  "content/tin-tuc/ngan.md": entry(["tiêu đề: Tin ngắn", "ngày đăng: 09/3/2020", "tóm tắt: ''"]),
  "content/about.md": entry(
    ["title: About us", "language: en", "posted_at: 2020-03-01"],
    "## Who we are\n\nThe office.\n\n## What we do\n\nWork.\n\n## Where\n\nHere.",
  ),
};
for (const at of repeat(60, (number) => number)) {
  extremes[`content/van-ban/sau-muoi-tep/Phụ lục ${at}.csv`] = `stt,ten\n${at},tep\n`;
}
for (const at of repeat(12, (number) => number)) {
  extremes[`content/van-ban/${at}.md`] = entry(decision(at, `${at}/1/2019`), `Nội dung của quyết định ${at}.`);
}
// More documents cite number 1 than its page lists.
for (const at of repeat(24, (number) => number)) {
  const path = `content/van-ban/theo-${at}.md`;
  extremes[path] = entry(decision(200 + at, `${at}/2/2020`, ["căn cứ: 1/QĐ-UBND"]), "Theo quyết định số 1.");
}
// Number 99 is the target of a relation of every kind.
Object.keys(RELATIONS).forEach((key, at) => {
  const path = `content/van-ban/den-${at}.md`;
  extremes[path] = entry(decision(500 + at, `${at + 1}/4/2020`, [`${key}: 99/QĐ-UBND`]), "Dẫn đến quyết định 99.");
});

/** The states of effect, each with the lines of a document in it on the day of the build; others act on some of them. */
const EFFECTS = {
  effective: ["ngày hiệu lực: 01/7/2020"],
  "in-force": ["ngày hiệu lực: 01/7/2020", "tình trạng: còn hiệu lực"],
  "not-yet": ["ngày hiệu lực: 01/01/2028"],
  expired: ["ngày hiệu lực: 01/7/2020", "ngày hết hiệu lực: 01/01/2024"],
  "partly-expired": ["ngày hiệu lực: 01/7/2020"],
  suspended: ["ngày hiệu lực: 01/7/2020"],
  "partly-suspended": ["ngày hiệu lực: 01/7/2020"],
  unsuitable: ["tình trạng: không còn phù hợp"],
  undated: [],
  unclear: ["ngày hiệu lực: 01/7/2020"],
  unsuspended: [],
};
const of = (state, more = "") => `{path: /van-ban/${state}/${more}}`;
const effects = {
  "portal.yaml": settings("Cổng của hiệu lực", "https://hieu-luc.example.vn/", "page_size: 5\nmenu: []\n"),
  "content/van-ban/tac-dong.md": entry([
    ...decision(90, "01/3/2024", ["ngày hiệu lực: 01/3/2024"]),
    `sửa đổi: ${of("partly-expired")}`,
    `đình chỉ: [${of("suspended")}, ${of("partly-suspended", ", phần: Điều 3")}]`,
    `bãi bỏ: ${of("unclear", ", ghi chú: lạc hậu")}`,
  ]),
  "content/van-ban/tam-ngung.md": entry([
    ...decision(91, "01/3/2025", ["ngày hiệu lực: 01/3/2025", "ngày hết hiệu lực: 01/3/2026"]),
    `đình chỉ: ${of("unsuspended")}`,
  ]),
  "content/van-ban/lien-quan.md": entry([
    ...decision(92, "01/3/2026", ["ngày hiệu lực: 01/3/2026"]),
    `căn cứ: [${Object.keys(EFFECTS).map((state) => of(state)).join(", ")}]`,
  ]),
  "content/van-ban/bao-cao.md": entry(["tiêu đề: Báo cáo", "thể loại: Báo cáo", "ngày ban hành: 02/3/2026"]),
};
Object.entries(EFFECTS).forEach(([state, lines], at) => {
  effects[`content/van-ban/${state}.md`] = entry(decision(at + 1, `${at + 1}/3/202${at % 2}`, lines), `Nội dung ${at}.`);
});

const portals = {
  "trang-thai": extremes,
  trong: { "portal.yaml": settings("Cổng chưa có gì", "https://trong.example.vn/", "menu: []\n") },
  "hieu-luc": effects,
};

const [, , folder, themes] = argv;
for (const [name, files] of Object.entries(portals)) {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, name, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await mkdir(join(folder, name, "content"), { recursive: true });
  await cp(themes, join(folder, name, "themes"), { recursive: true });
}
