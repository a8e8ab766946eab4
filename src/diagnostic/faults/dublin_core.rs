//! Advice on missing Dublin Core metadata.
//!
//! Circular 24/2011/TT-BTTTT requires six elements that are never empty on every page. Two of them only the entry can
//! provide; without them its page omits the elements, because an invented date would be worse than none.

use super::advice;
use crate::diagnostic::{Diagnostic, Place};

/// The page has no date.
pub fn missing_date(place: Place, is_document: bool) -> Diagnostic {
    let fault = advice(
        "no-date",
        place,
        "trang này không có ngày nào để khai báo thời gian (DC.date), một trong sáu thông tin bắt buộc".to_owned(),
        "this page has no date to declare (DC.date), one of six required elements".to_owned(),
    );
    if is_document {
        fault.with_repair(
            "thêm dòng «ngày ban hành: …», hoặc ít nhất «ngày đăng: …»",
            "add a line «issued_on: …», or at least «posted_at: …»",
        )
    } else {
        fault.with_repair("thêm dòng «ngày đăng: …»", "add a line «posted_at: …»")
    }
}

/// The page has no description.
pub fn missing_description(place: Place, is_document: bool) -> Diagnostic {
    let fault = advice(
        "no-description",
        place,
        "trang này không có gì để mô tả (DC.description), một trong sáu thông tin bắt buộc"
            .to_owned(),
        "this page has nothing to describe it (DC.description), one of six required elements"
            .to_owned(),
    );
    if is_document {
        fault.with_repair("thêm dòng «trích yếu: …»", "add a line «abstract: …»")
    } else {
        fault.with_repair("thêm dòng «tóm tắt: …»", "add a line «summary: …»")
    }
}
