//! Faults of official-form blocks in a body, which are delimited by lines of colons.
//!
//! All are advice: the page shows all the text, though perhaps not in the layout of the form.

faults! {
    /// A line opens a block with an unknown name; it is shown as text.
    pub fn unknown_block(name: &str, near: Option<&str>) = Advice "unknown-block" {
        rule "kinh nghiệm: trang hiện khác với điều người viết định"
            | "experience: the page shows something else than its author meant"
        "không có khối thể thức «{name}», dòng này sẽ hiện ra như chữ thường"
            | "there is no block of the official form called «{name}»; the line is shown as text"
        suggest near
        hint if near.is_none() => "các khối: cơ quan, quốc hiệu, căn cứ, kính gửi, nơi nhận, chữ ký"
            | "the blocks are: cơ quan, quốc hiệu, căn cứ, kính gửi, nơi nhận, chữ ký"
    }
    /// A block is not closed.
    pub fn unclosed_block() = Advice "unclosed-block" {
        rule "kinh nghiệm: trang hiện khác với điều người viết định"
            | "experience: the page shows something else than its author meant"
        "khối thể thức này không có dòng ::: đóng lại, chỗ kết thúc được đoán"
            | "this block of the official form has no closing line :::, its end is guessed"
        hint "thêm một dòng ::: ngay sau khối" | "add a line ::: after the block"
    }
    /// A line closes a block, but none is open; it is shown as text.
    pub fn stray_block_end() = Advice "stray-block-end" {
        rule "kinh nghiệm: trang hiện khác với điều người viết định"
            | "experience: the page shows something else than its author meant"
        "dòng ::: không đóng khối nào, sẽ hiện ra như chữ thường" | "the line ::: closes no block and is shown as text"
        hint "xoá dòng này, hoặc thêm dòng ::: tên khối ở trên" | "delete it, or open a block above"
    }
    /// A line in a block is code, raw HTML, a table or a footnote, which blocks do not support; it is shown as text.
    pub fn unsupported_block_line() = Advice "no-line-of-a-block" {
        rule "kinh nghiệm: trang hiện khác với điều người viết định"
            | "experience: the page shows something else than its author meant"
        "trong khối thể thức chỉ có từng dòng chữ, dòng này sẽ hiện ra như chữ thường"
            | "a block of the official form has lines of text only; this one is shown as text"
        hint "đưa bảng, mã HTML hoặc chú thích ra ngoài khối"
            | "move the table, the HTML or the footnote out of the block"
    }
    /// A block is opened in a block quote; the line is shown as text.
    pub fn block_in_quote() = Advice "quoted-block" {
        rule "kinh nghiệm: trang hiện khác với điều người viết định"
            | "experience: the page shows something else than its author meant"
        "khối thể thức không đứng được trong trích dẫn, dòng này sẽ hiện ra như chữ thường"
            | "no block of the official form may stand in a quote; the line is shown as text"
        hint "bỏ dấu > ở các dòng của khối" | "take the > off the lines of the block"
    }
}
