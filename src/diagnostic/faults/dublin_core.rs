//! Advice on missing Dublin Core metadata.
//!
//! Circular 24/2011/TT-BTTTT requires six elements that are never empty on every page. Two of them only the entry can
//! provide; without them its page omits the elements, because an invented date would be worse than none.

faults! {
    /// The page has no date.
    pub fn missing_date(is_document: bool) = Advice "no-date" {
        rule "TT 24/2011/TT-BTTTT: DC.date, một trong sáu thông tin bắt buộc"
            | "Circular 24/2011/TT-BTTTT: DC.date, one of six required elements"
        "trang này chưa có ngày" | "this page has no date"
        hint if is_document => "thêm dòng «ngày ban hành: …», hoặc ít nhất «ngày đăng: …»"
            | "add a line «issued_on: …», or at least «posted_at: …»"
        hint if !is_document => "thêm dòng «ngày đăng: …»" | "add a line «posted_at: …»"
    }
    /// The page has no description.
    pub fn missing_description(is_document: bool) = Advice "no-description" {
        rule "TT 24/2011/TT-BTTTT: DC.description, một trong sáu thông tin bắt buộc"
            | "Circular 24/2011/TT-BTTTT: DC.description, one of six required elements"
        "trang này chưa có lời tóm tắt; danh sách và máy tìm kiếm hiện lời này"
            | "this page has no summary, which lists and search engines show"
        hint if is_document => "thêm dòng «trích yếu: …»" | "add a line «abstract: …»"
        hint if !is_document => "thêm dòng «tóm tắt: …»" | "add a line «summary: …»"
    }
}
