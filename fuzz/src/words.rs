//! Words of the formats, which the mutator inserts.
//!
//! rustfmt would give every word a line of its own.

pub const YAML: &[&str] = &[
    "---\n", ": ", "- ", "  ", "\n", "[", "]", "{", "}", "&a ", "*a", "!!str ", "|\n", ">\n", "\"", "'", "#", "? ", "~", "\t",
    "số hiệu: ", "ngày ban hành: ", "căn cứ: ", "thay thế: ", "tệp đính kèm: ", "đường dẫn cũ: ", "gỡ bỏ: ", "lĩnh vực: ",
    "title: ", "sections: ", "menu: ", "owner: ", "issuers: ", "languages: ", "style: ", "base: ", "dark: ", "pairs: ",
    "extends: ", "#fff", "var(--a)", "rgb(1 2 3)", "../", "\u{a0}", "e\u{302}",
];

pub const MARKDOWN: &[&str] = &[
    "\n\n", "\n", "    ", "\t", "> ", "- ", "1. ", "a) ", "Điều 1. ", "Chương I\n", "# ", "## ", "**", "*", "_", "`", "```\n",
    "~~", "[a](b)", "[", "](", ")", "![", "[^1]", "[^1]: ", "|", "|-|-|\n", "<", ">", "</", "<div>", "</div>", "<b>", "<table>",
    "<tr>", "<td>", "<p>", "<br>", "<script>", "<style>", "<!--", "-->", "<a href=\"", " onclick=\"", "javascript:", "data:",
    "&#", "&colon;", "\\", "\"", "'", "=", "::: quốc hiệu\n", ":::\n", "số 12/KH-UBND", " ngày 05/8/2014", "https://a.vn/",
    "{#a}", "“", "”", "\u{0}", "\u{301}", "\u{200b}", "<svg>", "<math>", "<noscript>", "<template>", "<textarea>",
];

pub const NUMBERS: &[&str] =
    &["/", "-", "KH", "UBND", "QĐ", "NĐ-CP", "2020", "số ", "Số: ", "…", ".", " ", "QH15", "TTLT", "bis", "(", ")", "đ", "01"];

pub const DATES: &[&str] = &[
    "ngày ", "tháng ", "năm ", "quý ", "/", "-", ".", "2020", "31", "02", "T", ":", "+07:00", "Z", " giờ ", "12", "I", "IV",
    "đầu ", "cuối ", "chủ nhật, ", ", ",
];

pub const CITATIONS: &[&str] = &[
    "Nghị định ", "số ", "12/2020/NĐ-CP", " ngày 05 tháng 8 năm 2014", " của ", "Ủy ban nhân dân ", "Chính phủ", ", ", " và ",
    "Luật ", "60/2024/QH15", "Điều 5 ", "khoản 2 ", "(", ")", "106-KH/TU", "; ", "năm 2019", "QĐ-UBND", "/", "\n",
];

pub const PDF: &[&str] = &[
    "obj\n", "endobj\n", "<<", ">>", "[", "]", "(", ")", "stream\n", "endstream\n", "xref\n", "trailer\n", "startxref\n",
    "%%EOF", "/Type /Page", "/Kids ", "/Parent ", "/Count ", "1 0 R", "2 0 R", "/Length ", "/Filter /FlateDecode", "/Encrypt ",
    "99999999999", "-1", "/ObjStm", "/Prev ",
];

pub const REQUESTS: &[&str] = &[
    "GET ", "HEAD ", "POST ", "/", " HTTP/1.1\r\n", "\r\n", "Host: {host}\r\n", "Content-Length: 5\r\n", "%2e%2e%2f", "..", "%",
    "Range: bytes=0-4\r\n", "/.niemyet/preview.js", "/.niemyet/events?page=/&seen=x", "Transfer-Encoding: chunked\r\n",
    "Origin: http://{host}\r\n", "Sec-Fetch-Site: same-origin\r\n", "If-None-Match: \"", "?", "#", "//", "http://{host}/",
];

pub const MANIFESTS: &[&str] =
    &["niemyet-manifest 1 ", "\n", " ", "page ", "asset ", "list ", "feed ", "attachment ", "../", "/", "0", "a.html"];
