//! Faults of attachments: their declared kind, and whether citizens can use them.
//!
//! None keeps a file from being published. Faults of a PDF itself are advice: the office may have no better file.

use super::{advice, suggest, warning};
use crate::diagnostic::{Diagnostic, Place};

/// The kind of an attachment is unknown.
pub fn unknown_attachment_kind(place: Place, written: &str, near: Option<&str>) -> Diagnostic {
    let fault = warning(
        "unknown-attachment-kind",
        place,
        format!("không có loại tệp đính kèm «{written}»; trang sẽ không ghi loại của tệp này"),
        format!("there is no kind of attachment «{written}»; the page names none for this file"),
    );
    match near {
        Some(_) => suggest(fault, near),
        None => fault.with_repair(
            "một trong: bản gốc, phụ lục, bản dịch; tên riêng của tệp thì ghi ở «title»",
            "one of: original, appendix, translation; what the file is called belongs in «title»",
        ),
    }
}

/// A PDF is truncated or damaged, so its pages cannot be counted.
pub fn damaged_pdf(place: Place, name: &str) -> Diagnostic {
    unreadable_pdf(
        place,
        format!("không đọc được tệp PDF «{name}», có thể tệp bị hỏng hoặc chép thiếu"),
        format!("the PDF «{name}» cannot be read; it may be damaged or cut off"),
    )
    .with_repair(
        "mở thử tệp; nếu lỗi thì chép hoặc xuất lại",
        "open it, and copy or export it anew if that fails",
    )
}

/// A PDF has more compressed objects than are decompressed to count its pages.
pub fn pdf_structure_too_large(place: Place, name: &str) -> Diagnostic {
    unreadable_pdf(
        place,
        format!("không đếm trang của tệp PDF «{name}» vì cấu tạo của tệp quá lớn"),
        format!("the pages of the PDF «{name}» are not counted, for its structure is too large"),
    )
    .with_repair("mở tệp rồi in lại ra PDF (Print to PDF)", "open it and print it to a PDF anew")
}

/// A PDF needs a password, or is encrypted in an unknown way.
pub fn encrypted_pdf(place: Place, name: &str) -> Diagnostic {
    unreadable_pdf(
        place,
        format!(
            "tệp PDF «{name}» đòi mật khẩu hoặc mã hoá theo cách lạ, người dân có thể không mở được"
        ),
        format!("the PDF «{name}» asks for a password or is encrypted in an unknown way"),
    )
    .with_repair("xuất lại tệp, không đặt mật khẩu", "export it again without a password")
}

/// A PDF is too large to be read for its pages; `limit` is in bytes.
pub fn pdf_too_large(place: Place, name: &str, limit: u64) -> Diagnostic {
    let limit = limit / (1024 * 1024);
    unreadable_pdf(
        place,
        format!("tệp PDF «{name}» lớn hơn {limit} MB nên không được đọc để đếm trang"),
        format!("the PDF «{name}» is larger than {limit} MB and is not read for its pages"),
    )
    .with_repair(
        "giảm độ phân giải khi quét, hoặc chia tệp, để người dân dễ tải về",
        "scan at a lower resolution or split it, so that citizens can download it",
    )
}

fn unreadable_pdf(place: Place, vi: String, en: String) -> Diagnostic {
    advice("unreadable-pdf", place, vi, en)
}

/// A document is attached only as a scan: it cannot be searched or read by screen readers.
pub fn scan_only(place: Place, name: &str) -> Diagnostic {
    advice(
        "scan-only",
        place,
        format!("tệp PDF «{name}» là bản quét, không có lớp chữ"),
        format!("the PDF «{name}» is a scan without a text layer"),
    )
    .with_repair(
        "đính kèm thêm bản có chữ (Word, hoặc PDF xuất từ Word), hoặc nhận dạng chữ (OCR) rồi lưu lại",
        "attach a version with text too (Word, or a PDF made from it), or run OCR on the scan",
    )
}
