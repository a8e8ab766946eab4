//! Faults of attachments: their declared kind, and whether citizens can use them.
//!
//! None keeps a file from being published. Faults of a PDF itself are advice: the office may have no better file.

faults! {
    /// The kind of an attachment is unknown.
    pub fn unknown_attachment_kind(written: &str, near: Option<&str>) = Warning "unknown-attachment-kind" {
        "không có loại tệp đính kèm «{written}»; trang sẽ không ghi loại của tệp này"
            | "there is no kind of attachment «{written}»; the page names none for this file"
        suggest near
        hint if near.is_none() => "một trong: bản gốc, phụ lục, bản dịch; tên riêng của tệp thì ghi ở «title»"
            | "one of: original, appendix, translation; what the file is called belongs in «title»"
    }
    /// A PDF is truncated or damaged, so its pages cannot be counted.
    pub fn damaged_pdf(name: &str) = Advice "unreadable-pdf" {
        rule "kinh nghiệm: người dân không mở được tệp hỏng" | "experience: citizens cannot open a damaged file"
        "không đọc được tệp PDF «{name}», có thể tệp bị hỏng hoặc chép thiếu"
            | "the PDF «{name}» cannot be read; it may be damaged or cut off"
        hint "mở thử tệp; nếu lỗi thì chép hoặc xuất lại" | "open it, and copy or export it anew if that fails"
    }
    /// A PDF has more compressed objects than are decompressed to count its pages.
    pub fn pdf_structure_too_large(name: &str) = Advice "unreadable-pdf" {
        "không đếm trang của tệp PDF «{name}» vì cấu tạo của tệp quá lớn"
            | "the pages of the PDF «{name}» are not counted, for its structure is too large"
        hint "mở tệp rồi in lại ra PDF (Print to PDF)" | "open it and print it to a PDF anew"
    }
    /// A PDF needs a password, or is encrypted in an unknown way.
    pub fn encrypted_pdf(name: &str) = Advice "unreadable-pdf" {
        "tệp PDF «{name}» đòi mật khẩu hoặc mã hoá theo cách lạ, người dân có thể không mở được"
            | "the PDF «{name}» asks for a password or is encrypted in an unknown way"
        hint "xuất lại tệp, không đặt mật khẩu" | "export it again without a password"
    }
    /// A PDF is too large to be read for its pages; `limit` is in bytes.
    pub fn pdf_too_large(name: &str, limit: u64) = Advice "unreadable-pdf" {
        let limit = limit / (1024 * 1024);
        "tệp PDF «{name}» lớn hơn {limit} MB nên không được đọc để đếm trang"
            | "the PDF «{name}» is larger than {limit} MB and is not read for its pages"
        hint "giảm độ phân giải khi quét, hoặc chia tệp, để người dân dễ tải về"
            | "scan at a lower resolution or split it, so that citizens can download it"
    }
    /// A document is attached only as a scan: it cannot be searched or read by screen readers.
    pub fn scan_only(name: &str) = Advice "scan-only" {
        rule "Luật Tiếp cận thông tin 2016, Điều 19; kinh nghiệm: bản quét không tìm, không nghe đọc được"
            | "Law on access to information 2016, art. 19; experience: a scan cannot be searched or read aloud"
        "tệp PDF «{name}» là bản quét, không có lớp chữ" | "the PDF «{name}» is a scan without a text layer"
        hint "đính kèm thêm bản có chữ (Word, hoặc PDF xuất từ Word)"
            | "attach a version with text too (Word, or a PDF made from it)"
        hint "hoặc nhận dạng chữ (OCR) rồi lưu lại" | "or run OCR on the scan"
    }
}
