//! Finds short lines that are no text of the author: stamps of secrecy, and what web pages print around a text.
//!
//! Only a whole line counts, or for stamps a column, without its marks: "bảo vệ bí mật nhà nước" and a sentence about
//! views are text. Titles of related news count near the end only, where a page has them.
//!
//! **Left out on purpose.** Urgency (HỎA TỐC, KHẨN): it hides nothing from the public.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::TextFindingKind;
use super::line::{Findings, TextLine};

/// The greatest length in bytes of a line that is considered; a longer one may have columns with a stamp.
const MAX_SHORT_LINE: usize = 120;

/// The greatest length of a line of a web page without its marks.
const MAX_PAGE_LINE: usize = 40;

/// How many lines may follow one that counts near the end only.
const LINES_AFTER: usize = 12;

/// The degrees of secrecy.
const DEGREES: [&str; 3] = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"];

/// What may stand before or after a degree in a stamp.
const BESIDE_DEGREE: &str = "TÀI LIỆU|VĂN BẢN|HỎA TỐC|HOẢ TỐC|THƯỢNG KHẨN|KHẨN|ĐỘ";

/// Names of the degree of secrecy, which stand before it.
const DEGREE_NAMES: &str =
    "độ mật|mức độ mật|mức mật|dấu độ mật|dấu chỉ độ mật|dấu chỉ mức độ mật|dấu mật|độ bảo mật";

/// Lines that limit who may read a document.
const CIRCULATION: &str = "xem xong trả lại|tài liệu xem xong trả lại|lưu hành nội bộ|tài liệu lưu hành nội bộ|\
    chỉ lưu hành nội bộ|văn bản lưu hành nội bộ|chỉ dùng trong nội bộ|chỉ sử dụng nội bộ|chỉ sử dụng trong nội bộ";

/// Lines of web pages, `#` being a number: navigation, counters, tools, sharing, comments.
const PAGE_LINES: &str = "trang chủ|đăng nhập|tìm kiếm|tìm kiếm nâng cao|menu|\
    skip to content|loading|đang tải|đang tải dữ liệu|please wait|vui lòng chờ|\
    lượt xem: #|lượt xem #|# lượt xem|số lượt xem: #|số lần xem: #|đã xem: #|xem: #|lượt đọc: #|số lượt đọc: #|\
    lượt truy cập: #|số lượt truy cập: #|đang online: #|đang truy cập: #|hôm nay: #|hôm qua: #|trong tuần: #|\
    trong tháng: #|tuần này: #|tháng này: #|tất cả: #|tổng truy cập: #|tổng lượt truy cập: #|\
    tổng số lượt truy cập: #|thống kê truy cập|lượt tải: #|số lượt tải: #|lượt tải về: #|views: #|# views|\
    hits: #|print|\
    in bài viết|in bài này|in trang|in trang này|bản in|gửi email|gửi mail|gửi qua email|gửi cho bạn bè|\
    gửi bài viết|email bài viết|cỡ chữ|a- a a|a a- a|nghe bài viết|đọc bài viết|lưu bài viết|sao chép|\
    sao chép liên kết|đã sao chép|copy|copy link|copied!|về đầu trang|lên đầu trang|quay lại|quay về|trở về|\
    chia sẻ|chia sẻ bài viết|chia sẻ bài viết này|chia sẻ facebook|chia sẻ twitter|chia sẻ zalo|chia sẻ lên facebook|\
    chia sẻ qua facebook|chia sẻ trên facebook|chia sẻ qua zalo|chia sẻ trên zalo|tweet|share|share on facebook|like|\
    like share|thích|\
    thêm ý kiến|gửi bình luận|viết bình luận|bình luận #|đánh giá bài viết|nhập nội dung bình luận|ý kiến bạn đọc|gửi ý kiến của bạn";

/// Lines that a page has after its text.
const LAST_LINES: &str = "đọc tiếp|xem tiếp|xem thêm|xem chi tiết|tin liên quan|tin tức liên quan|bài viết liên quan|\
    bài liên quan|các bài liên quan|tin bài liên quan|tin cùng chuyên mục|bài cùng chuyên mục|\
    bài viết cùng chuyên mục|các tin khác|tin khác|tin tức khác|các bài viết khác|tin mới hơn|tin cũ hơn|\
    các tin mới hơn|các tin cũ hơn|các tin đã đưa|những tin mới hơn|những tin cũ hơn|văn bản liên quan|văn bản cùng thể loại|top";

/// Beginnings of lines of pages, and of those that sites with copies of laws add.
const PAGE_STARTS: &str = "theo thuvienphapluat|nguồn: thuvienphapluat|nguồn thuvienphapluat|theo luatvietnam.vn|\
    nguồn: luatvietnam.vn|bạn chưa đăng nhập|vì chưa đăng nhập|vui lòng đăng nhập để|bạn phải đăng nhập|\
    đăng nhập để xem|bạn cần trở thành thành viên|bạn đã không sử dụng site|tổng số điểm của bài viết là|\
    click để đánh giá bài viết|trang chủ »|trang chủ >|please enable javascript|you need to enable javascript|\
    your browser does not support";

/// How those begin.
const START_CAPITALS: [&str; 13] = [
    "Theo ",
    "Nguồn",
    "Bạn ",
    "Vì ",
    "Vui ",
    "Đăng ",
    "Tổng số điểm",
    "Click ",
    "Trang chủ",
    "TRANG CHỦ",
    "Please ",
    "You ",
    "Your ",
];

static PAGE_LINE_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| PAGE_LINES.split('|').collect());
static LAST_LINE_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| LAST_LINES.split('|').collect());

/// What the short lines of a text tell together.
#[derive(Debug, Default)]
pub(super) struct ShortLines {
    /// The ranges of stamps with a degree, and which degrees there are.
    stamps: Vec<Range<usize>>,
    degrees: [bool; DEGREES.len()],
    /// The ranges of lines that count near the end only, with their numbers.
    last: Vec<(Range<usize>, usize)>,
    /// How many lines with text there were.
    count: usize,
}

impl ShortLines {
    /// Looks at a line.
    pub(super) fn read(&mut self, line: TextLine<'_>, has_columns: bool, findings: &mut Findings) {
        self.count += 1;
        let is_short = line.text.len() <= MAX_SHORT_LINE;
        if is_short && !has_columns && !line.text.starts_with('#') {
            self.read_page_line(line, findings);
        }
        if !has_stamp_word(line.text, is_short) {
            return;
        }
        let mut at = 0;
        for column in line.text.split(['|', '\t']) {
            let mut start = at;
            for part in column.split("   ") {
                self.read_stamp(line, start..start + part.len(), has_columns, findings);
                start += part.len() + "   ".len();
            }
            at += column.len() + 1;
        }
    }

    fn read_page_line(&mut self, line: TextLine<'_>, findings: &mut Findings) {
        let range = bare(line.text, 0..line.text.len());
        let text = &line.text[range.clone()];
        let is_start = START_CAPITALS.iter().any(|start| text.starts_with(start)) && {
            let lower = text.to_lowercase();
            PAGE_STARTS.split('|').any(|start| lower.starts_with(start))
        };
        if is_start {
            findings.add(line, range, TextFindingKind::PageResidue);
            return;
        }
        if text.len() > MAX_PAGE_LINE {
            return;
        }
        let simple = simplified(text);
        if PAGE_LINE_SET.contains(&*simple) {
            findings.add(line, range, TextFindingKind::PageResidue);
        } else if LAST_LINE_SET.contains(&*simple) {
            self.last.push((line.range(range), self.count));
        }
    }

    fn read_stamp(
        &mut self,
        line: TextLine<'_>,
        part: Range<usize>,
        is_column: bool,
        findings: &mut Findings,
    ) {
        let range = bare(line.text, part);
        let text = &line.text[range.clone()];
        // Small letters make no stamp of a column, and of the shortest degree only in a frame.
        let is_framed = line.text[..range.start].ends_with(['(', '[']);
        let stamp = degree(text).filter(|(degree, is_capital)| {
            *is_capital || (!is_column && (is_framed || *degree > 0))
        });
        if let Some((degree, _)) = stamp {
            self.degrees[degree] = true;
            self.stamps.push(line.range(range));
            return;
        }
        // Every degree ends in these letters, and every mark of circulation in others.
        if text.ends_with(['t', 'T']) {
            let simple = simplified(text);
            let name = simple.split_once(':').map_or(&*simple, |(name, _)| name);
            let value = simple.split_once(':').map(|(_, value)| value.trim());
            let is_degree = value.is_some_and(|value| is_one_of("mật|tối mật|tuyệt mật", value));
            let is_stamp = is_degree || (value.is_none() && !is_column && name.starts_with("dấu"));
            if is_stamp && is_one_of(DEGREE_NAMES, name) {
                findings.add(line, range, TextFindingKind::SecrecyStamp);
            }
        } else if text.ends_with(['ộ', 'Ộ', 'i', 'I', 'ạ', 'Ạ'])
            && is_one_of(CIRCULATION, &simplified(text))
        {
            findings.add(line, range, TextFindingKind::CirculationStamp);
        }
    }

    /// Reports what only the whole text decides.
    pub(super) fn finish(self, findings: &mut Findings) {
        // A text with several degrees describes the stamps and does not bear them.
        if self.degrees.iter().filter(|seen| **seen).count() == 1 {
            for range in self.stamps {
                findings.add_at(range, TextFindingKind::SecrecyStamp);
            }
        }
        for (range, number) in self.last {
            if self.count - number <= LINES_AFTER {
                findings.add_at(range, TextFindingKind::PageResidue);
            }
        }
    }
}

/// Returns whether a line has a word that every stamp has: mật, nội or lại; in a long line, only MẬT.
fn has_stamp_word(line: &str, is_short: bool) -> bool {
    line.as_bytes().windows("mật".len()).any(|word| match word {
        [b'M', 0xE1, 0xBA, 0xAC, b'T'] => true,
        [b'm' | b'M', 0xE1, 0xBA, 0xAC | 0xAD, b't' | b'T']
        | [b'n' | b'N', 0xE1, 0xBB, 0x98 | 0x99, b'i' | b'I']
        | [b'l' | b'L', 0xE1, 0xBA, 0xA0 | 0xA1, b'i' | b'I'] => is_short,
        _ => false,
    })
}

/// Returns whether a list, separated by `|`, has a text.
fn is_one_of(list: &str, text: &str) -> bool {
    !text.is_empty() && list.split('|').any(|item| item == text)
}

/// Returns the range without the marks of Markdown, tags, brackets and spaces around its text.
fn bare(line: &str, range: Range<usize>) -> Range<usize> {
    let is_mark = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => false,
        _ => c.is_whitespace() || "*_#>-•+[](){}«»\"“”:.…=~".contains(c),
    };
    let mut text = line[range.clone()].trim_start_matches(is_mark);
    while let Some((_, rest)) = text.strip_prefix('<').and_then(|tag| tag.split_once('>')) {
        text = rest.trim_start_matches(is_mark);
    }
    let start = range.end - text.len();
    // The text of a link without its destination, and no closing tags.
    if let Some(end) = text.find(['<', ']'])
        && matches!(text.as_bytes()[end..], [b']', b'(', ..] | [b'<', b'/', ..])
    {
        text = &text[..end];
    }
    start..start + text.trim_end_matches(is_mark).len()
}

/// Returns a short line in small letters, with `#` for each number.
fn simplified(text: &str) -> String {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '*' | '_');
    let mut simple = String::new();
    for word in text.to_lowercase().split(is_gap).filter(|word| !word.is_empty()) {
        if !simple.is_empty() {
            simple.push(' ');
        }
        let mut was_number = false;
        for c in word.chars() {
            let is_number = c.is_ascii_digit() || (was_number && matches!(c, '.' | ','));
            if !is_number {
                simple.push(c);
            } else if !was_number {
                simple.push('#');
            }
            was_number = is_number;
        }
    }
    simple
}

/// Returns the degree of secrecy that a stamp bears, and whether it is in capitals.
fn degree(text: &str) -> Option<(usize, bool)> {
    if !text.ends_with(['T', 't', 'N', 'C']) {
        return None;
    }
    let is_joint = |c: char| c.is_whitespace() || "-–,/".contains(c);
    let mut rest = text;
    for beside in BESIDE_DEGREE.split('|') {
        rest = rest.strip_prefix(beside).unwrap_or(rest).trim_matches(is_joint);
        rest = rest.strip_suffix(beside).unwrap_or(rest).trim_matches(is_joint);
    }
    let capital = rest.to_uppercase();
    let degree = DEGREES.iter().position(|degree| *degree == capital)?;
    Some((degree, capital == rest))
}
