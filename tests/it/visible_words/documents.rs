//! Random documents of the shape of decrees: grounds, chapters, articles, clauses, points, tables, recipients.
//!
//! Each is written in one hand: with or without empty lines, wrapped or one line for each paragraph, articles as
//! headings or in bold. Its sentences hold what confuses a Markdown parser: stars and underscores in formulas, emphasis
//! at the edge of a word, links, references, tags.
//!
//! **Invariant.** A seed gives the same document on every machine.

use crate::rng::TestRng;

/// Pieces of sentences.
const PHRASES: [&str; 16] = [
    "cơ quan, tổ chức có liên quan",
    "người đứng đầu đơn vị sự nghiệp công lập",
    "báo cáo kết quả trước ngày 15 tháng 12 hằng năm",
    "theo quy định tại khoản 2 Điều 5 Nghị định này",
    "trong thời hạn 10 ngày làm việc",
    "hồ sơ gồm đơn, bản sao và ảnh 3x4",
    "mức hỗ trợ là 1.250.000 đồng/người/tháng",
    "đất trồng cây lâu năm",
    "Ủy ban nhân dân cấp xã",
    "được ghi bằng chữ và số",
    "(sau đây gọi là Quy chế)",
    "tổ chức chính trị - xã hội ở trung ương",
    "từ 01/7/2026 đến hết 31/12/2027",
    "tỷ lệ 12,5% trở lên",
    "công khai trên trang thông tin của xã",
    "không áp dụng đối với trường hợp quy định tại điểm a",
];
/// Pieces with signs that Markdown might take for its own.
const SIGNS: [&str; 28] = [
    "khổ 2*3 m và 4*5 m",
    "tính theo A*2 + B*3",
    "mã ho_so_moi",
    "10_000 và 20_000 tờ",
    "**mức tối đa**",
    "**1.1.** và **450.000.000** đồng",
    "*bản chính*",
    "_bản sao_ có chứng thực",
    "***tối mật***",
    "~~đã bãi bỏ~~",
    "(**Mẫu số 02**)",
    "[mẫu đơn](https://mau.example.vn/don_so_2.docx)",
    "diện tích 5 km<sup>2</sup>",
    "`ma_so*`",
    "a &amp; b",
    "1 < 2",
    "3 * 4 = 12",
    "cỡ chữ 13~14",
    "số 5\\* trong bảng",
    "“khu phố”",
    "tại https://dichvucong.example.vn/ho_so",
    "<vanthu@xa.example.vn>",
    "điểm <b>quan trọng</b>",
    "phần <u>bỏ ngỏ",
    "[Phụ lục](Phụ lục 1.pdf)",
    "*Ghi chú:*",
    "**Điều 2** của Luật",
    "**đậm *nghiêng***",
];
/// Titles of articles.
const TITLES: [&str; 6] = [
    "Phạm vi điều chỉnh",
    "Đối tượng áp dụng",
    "Giải thích từ ngữ",
    "Hồ sơ",
    "Kinh phí",
    "Hiệu lực thi hành",
];
/// Letters of points; official texts leave some out.
const LETTERS: [&str; 9] = ["a", "b", "c", "d", "đ", "e", "g", "h", "i"];
/// Marks of items that have no number.
const DASHES: [&str; 5] = ["-", "–", "•", "*", "+"];

/// A document that is being written.
struct DocumentWriter {
    rng: TestRng,
    text: String,
    /// Whether an empty line stands between paragraphs.
    is_spaced: bool,
    /// The width at which paragraphs are wrapped by hand.
    width: Option<usize>,
    /// How an article begins; `N` is its number, `T` its title.
    article: &'static str,
}

/// The document of a seed.
pub(super) fn document(seed: u64) -> String {
    let mut rng = TestRng(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let articles = ["Điều N. T", "**Điều N. T**", "### Điều N. T", "**Điều N.** T.", "*Điều N. T*"];
    let is_spaced = rng.below(2) == 0;
    let width = (rng.below(3) == 0).then(|| 50 + rng.below(50));
    let article = articles[rng.below(articles.len())];
    let mut writer = DocumentWriter { rng, text: String::new(), is_spaced, width, article };
    writer.grounds();
    let mut number = 0;
    for chapter in ["I", "II"] {
        if writer.rng.below(3) == 0 {
            writer.paragraph(&format!("Chương {chapter}"));
            writer.paragraph("QUY ĐỊNH CHUNG");
        }
        for _ in 0..1 + writer.rng.below(2) {
            number += 1;
            writer.article(number);
        }
    }
    writer.end();
    writer.text
}

impl DocumentWriter {
    /// A sentence that ends in one of these signs.
    fn sentence(&mut self, end: &str) -> String {
        let mut parts = Vec::new();
        for _ in 0..1 + self.rng.below(4) {
            parts.push(self.rng.pick(&PHRASES));
            if self.rng.below(3) == 0 {
                parts.push(self.rng.pick(&SIGNS));
            }
        }
        format!("{}{end}", parts.join(" "))
    }

    /// Adds a paragraph, wrapped if this document is.
    fn paragraph(&mut self, text: &str) {
        let mut column = 0;
        for word in text.split(' ') {
            let length = word.chars().count() + 1;
            // Only a dash within a name begins a line, as in wrapped texts; other signs stay in theirs.
            let may_wrap =
                column > 0 && (!DASHES.contains(&word) || self.text.ends_with("chính trị"));
            if self.width.is_some_and(|width| column + length > width) && may_wrap {
                self.text.push('\n');
                column = 0;
            } else if column > 0 {
                self.text.push(' ');
            }
            self.text.push_str(word);
            column += length;
        }
        self.text.push_str(if self.is_spaced { "\n\n" } else { "\n" });
    }

    fn grounds(&mut self) {
        for law in ["Luật Đất đai ngày 18 tháng 01 năm 2024;", "Nghị định số 12/2026/NĐ-CP;"]
        {
            self.paragraph(&format!("Căn cứ {law}"));
        }
    }

    fn article(&mut self, number: usize) {
        let title = self.rng.pick(&TITLES);
        let line = self.article.replace('N', &number.to_string()).replace('T', title);
        self.text.push_str(&line);
        self.text.push_str(if self.is_spaced { "\n\n" } else { "\n" });
        let bold = self.rng.below(4) == 0;
        for clause in 1..=1 + self.rng.below(3) {
            let sentence = self.sentence(":");
            let mark = if bold { format!("**{clause}.**") } else { format!("{clause}.") };
            self.paragraph(&format!("{mark} {sentence}"));
            match self.rng.below(9) {
                0 | 1 => self.points(),
                2 => self.dashes(),
                3 => self.outline(clause),
                4 => self.table(),
                5 => self.quotation(),
                6 => self.html(),
                7 => self.numbered("(1)(2)(3)"),
                _ => self.numbered("i)ii)iii)"),
            }
        }
        if self.rng.below(3) == 0 {
            let sentence = self.sentence(".");
            self.paragraph(&format!("Việc {sentence}"));
        }
    }

    /// Points by letters, with gaps as after a repeal.
    fn points(&mut self) {
        let letters = LETTERS.iter().filter(|_| self.rng.below(3) > 0).collect::<Vec<_>>();
        for letter in letters {
            let sentence = self.sentence(";");
            self.paragraph(&format!("{letter}) {sentence}"));
        }
    }

    /// Items under a dash, some of which have items of their own.
    fn dashes(&mut self) {
        let dash = self.rng.pick(&DASHES);
        for _ in 0..1 + self.rng.below(3) {
            if self.rng.below(8) == 0 {
                self.paragraph(dash);
            }
            let sentence = self.sentence(";");
            self.paragraph(&format!("{dash} Đối với {sentence}"));
            if dash == "-" && self.rng.below(2) == 0 {
                let sentence = self.sentence(";");
                self.paragraph(&format!("+ Với {sentence}"));
            }
        }
    }

    fn outline(&mut self, clause: usize) {
        for part in 1..=2 {
            let sentence = self.sentence(".");
            self.paragraph(&format!("{clause}.{part}. Về {sentence}"));
        }
    }

    fn numbered(&mut self, marks: &str) {
        for mark in marks.split_inclusive(')') {
            let sentence = self.sentence(";");
            self.paragraph(&format!("{mark} {sentence}"));
        }
    }

    /// A table with bars, or rows of cells that tabs part.
    fn table(&mut self) {
        let (before, between, after, rule) = match self.rng.below(3) {
            0 => ("", "\t", "", ""),
            _ => ("| ", " | ", " |", "|---|---:|\n"),
        };
        self.text.push_str(if self.is_spaced { "" } else { "\n" });
        self.text.push_str(&format!("{before}Đơn vị{between}Số lượng{after}\n{rule}"));
        for _ in 0..1 + self.rng.below(3) {
            let (name, count) =
                (self.rng.pick(&PHRASES), self.rng.pick(&["12", "**1.200**", "2*3", "-", ""]));
            let count = if before.is_empty() && count.is_empty() { "0" } else { count };
            self.text.push_str(&format!("{before}{name}{between}{count}{after}\n"));
        }
        self.text.push('\n');
    }

    /// The wording of another document, in quotation marks or as a quote.
    fn quotation(&mut self) {
        let sentence = self.sentence(".");
        if self.rng.below(2) == 0 {
            self.paragraph(&format!("“Điều 5. Sửa đổi {sentence}”"));
        } else {
            self.text.push_str(&format!("\n> **Điều 5.** Sửa đổi\n>\n> 1. {sentence}\n\n"));
        }
    }

    /// Paragraphs or a table with merged cells, as HTML in which Markdown means nothing.
    fn html(&mut self) {
        let (a, b, c) =
            (self.rng.pick(&PHRASES), self.rng.pick(&PHRASES), self.rng.pick(&["2*3", "**4**"]));
        let html = match self.rng.below(2) {
            0 => format!("<p class=\"can-cu\">{a} <i>{b}</i></p>\n<p>{c}<br>{a}</p>"),
            _ => format!(
                "<table>\n<tr><td colspan=\"2\">{a}</td></tr>\n<tr><td>{b}</td><td>{c}</td></tr>\n</table>"
            ),
        };
        self.text.push_str(&format!("\n{html}\n\n"));
    }

    fn end(&mut self) {
        if self.rng.below(4) == 0 {
            self.text.push_str("\nTheo số liệu[^1] của cấp trên[^nguon].\n\n");
            let note = self.sentence(".");
            self.text.push_str(&format!("[^nguon]: {note}\n\n[^1]: Số liệu *năm 2025*.\n\n"));
        }
        if self.rng.below(2) == 0 {
            self.text.push_str("\n::: nơi nhận\nNơi nhận:\n- Như Điều 3;\n- Lưu: VT.\n:::\n");
            self.text
                .push_str("::: chữ ký\nTM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nNguyễn Văn A\n:::\n");
        } else {
            for line in ["Nơi nhận:", "- Như Điều 3;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN"]
            {
                self.paragraph(line);
            }
        }
    }
}
