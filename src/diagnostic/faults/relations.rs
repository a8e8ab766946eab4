//! Faults of relations between documents: ambiguous ones and contradictory ones.
//!
//! An ambiguous relation is a warning, as the page can still show its text. A contradiction is an error: the page
//! would claim both that a document is in force and that it is not.

use crate::diagnostic::fault::Diagnostic;
use crate::diagnostic::language::BilingualText;
use crate::diagnostic::place::Place;

/// The documents for which an ambiguous relation is worded.
const MAX_PROPOSALS: usize = 5;

faults! {
    /// A relation gives no number, no address and no law, so it leads nowhere.
    pub fn relation_in_words(written: &str, by_name: &BilingualText) = Warning "relation-in-words" {
        let BilingualText { vi, en } = by_name;
        "«{written}» không ghi số hiệu, nên không dẫn đến văn bản nào"
            | "«{written}» gives no number, so it leads to no document"
        hint "viết số hiệu như 30/2020/NĐ-CP, hoặc địa chỉ trên cổng bắt đầu bằng /"
            | "write a number such as 30/2020/NĐ-CP, or an address on the portal that begins with /"
        hint "văn bản không có số thì viết «{vi}»" | "for a document without a number write «{en}»"
    }
    /// A relation gives a serial without the codes after it, and no document on the portal has just that.
    pub fn relation_to_serial(written: &str, by_name: &BilingualText) = Warning "relation-in-words" {
        let BilingualText { vi, en } = by_name;
        "«{written}» thiếu ký hiệu sau số, nên không dẫn đến văn bản nào"
            | "«{written}» lacks the codes after the serial, so it leads to no document"
        hint "viết cả số và ký hiệu, như 4/QĐ-UBND" | "write serial and codes, such as 4/QĐ-UBND"
        hint "văn bản chỉ có số thì viết {vi}" | "for a document with a mere serial write {en}"
    }
    /// A relation gives a file of `content/` in place of an address.
    pub fn relation_to_file(written: &str) = Warning "relation-in-words" {
        "«{written}» là tên tệp, nên không dẫn đến văn bản nào"
            | "«{written}» is the name of a file, so it leads to no document"
        hint "viết số hiệu, hoặc địa chỉ của văn bản trên cổng như /van-ban/2014/85-bc-ldld/"
            | "write the number, or the address of the document such as /van-ban/2014/85-bc-ldld/"
    }
    /// A relation gives a number, and words beside it that may limit it or name another body; `line` is what they
    /// probably mean.
    pub fn unclear_relation(words: &str, line: Option<&BilingualText>) = Warning "unclear-relation" {
        "không hiểu «{words}» ở quan hệ này, nên không dẫn đến văn bản nào"
            | "«{words}» in this relation is not understood, so it leads to no document"
        hint if let Some(BilingualText { vi, en }) = line => "viết «{vi}»" | "write «{en}»"
        hint if line.is_none() =>
            "chỉ ghi số hiệu; điều khác ghi riêng: {{số hiệu: …, cơ quan ban hành: …, phần: …, từ: …, đến: …, ghi chú: …}}"
            | "write the number only, the rest apart: {{number: …, issuer: …, part: …, from: …, until: …, note: …}}"
    }
    /// A relation names several documents in one text that cannot be split.
    pub fn several_documents(written: &str) = Warning "several-documents" {
        "«{written}» nêu nhiều văn bản mà không tách được" | "«{written}» names several documents that cannot be told apart"
        hint "viết mỗi văn bản một dòng, bắt đầu bằng «- »" | "write one document a line, beginning with «- »"
    }
    fn ambiguous_number(number: &str, candidates: &[&str]) = Warning "ambiguous-relation" {
        let (count, list) = (candidates.len(), candidates.join(", "));
        "có {count} văn bản mang số {number}: {list}" | "{count} documents have the number {number}: {list}"
    }
    /// A relation that changes a document gives only a number, and the only match is a document of another body, to
    /// which `line` leads.
    pub fn relation_to_other_issuer(number: &str, other: &str, line: &BilingualText) = Warning "relation-to-other-body" {
        let BilingualText { vi, en } = line;
        "có văn bản cùng số {number} của cơ quan khác: {other}"
            | "a document of another body has the number {number}: {other}"
        hint "nếu đúng văn bản đó, ghi {vi}" | "if that one is meant, write {en}"
    }
    fn relation_to_itself(written: &str) = Error "relation-to-itself" {
        "«{written}» là chính văn bản này" | "«{written}» is this document itself"
        hint "ghi số của văn bản kia" | "write the number of the other document"
    }
    fn number_of_itself(written: &str, dated: &BilingualText) = Warning "relation-to-itself" {
        let BilingualText { vi, en } = dated;
        "«{written}» là chính văn bản này" | "«{written}» is this document itself"
        hint "nếu là văn bản khác cùng số, ghi {vi}" | "for another document of that number write {en}"
    }
    /// Relations form a cycle: each document replaces the next, and the last one the first.
    pub fn relation_cycle(other: Place, written: &str) = Error "relation-in-circle" {
        "quan hệ vòng tròn: đi theo quan hệ này từ «{written}» lại trở về chính văn bản này"
            | "the relation goes in a circle: from «{written}» on it leads back to this document"
        hint "xoá một quan hệ trong vòng" | "delete one relation of the circle"
        other_place other
    }
    /// A status is given for a document of a type without effect, so it is not shown.
    pub fn status_without_effect(doc_type: &str) = Warning "status-without-effect" {
        "thể loại «{doc_type}» không có hiệu lực, nên tình trạng này không hiện ở đâu"
            | "documents of the type «{doc_type}» have no effect, so this status is shown nowhere"
        hint "bỏ dòng tình trạng, hoặc sửa thể loại" | "delete the line, or mend the type"
    }
    /// The given status contradicts a date, which has come or has not; `key` is that of the date.
    pub fn status_contradicts_date(key: &str, day: &str) = Warning "status-against-date" {
        "tình trạng này trái với «{key}: {day}»" | "this status contradicts «{key}: {day}»"
        hint "bỏ dòng tình trạng để tự tính, hoặc sửa ngày" | "leave the status to be computed, or mend the date"
    }
    /// The given status contradicts a relation: the document `by`, a number or title, ended or suspended this one.
    pub fn status_contradicts_relation(by: &str) = Warning "status-is-over" {
        "tình trạng này trái với quan hệ: văn bản đã bị thay thế, bãi bỏ hoặc đình chỉ bởi «{by}»"
            | "this status contradicts a relation: «{by}» replaced, repealed or suspended the document"
        hint "bỏ dòng tình trạng để tự tính, hoặc sửa quan hệ" | "leave the status to be computed"
    }
    /// A document states a later end than the day on which another one replaces or repeals it; `by` is that one's
    /// number or title, `line` its relation with a day of its own.
    pub fn end_contradicts_relation(other: Place, by: &str, day: &str, line: &BilingualText) = Warning "end-against-relation" {
        let BilingualText { vi, en } = line;
        "«{by}» thay thế hoặc bãi bỏ văn bản này từ {day}, trước ngày hết hiệu lực này"
            | "«{by}» replaces or repeals this document from {day}, before this end of its effect"
        hint "ghi rõ ở quan hệ ấy văn bản này hết hiệu lực từ ngày nào: {vi}"
            | "write there from which day this document is no longer in force: {en}"
        other_place other
    }
    /// A relation states a day that means nothing: only what changes another document begins, only a suspension ends.
    pub fn meaningless_relation_day(key: &str) = Warning "relation-day" {
        "«{key}» không có nghĩa ở quan hệ này" | "«{key}» means nothing in this relation"
        hint "«từ» chỉ ghi ở việc sửa đổi, thay thế, bãi bỏ, đình chỉ; «đến» chỉ ghi ở đình chỉ"
            | "«from» is for amending, replacing, repealing, suspending; «until» for suspending"
    }
    /// A suspension ends before it begins; `days` are its last and its first, `line` has both.
    pub fn suspension_ends_first(days: [&str; 2], line: &BilingualText) = Error "suspension-ends-first" {
        let BilingualText { vi, en } = line;
        let [until, from] = days;
        "đình chỉ đến {until}, trước khi bắt đầu từ {from}" | "the suspension lasts until {until}, before it begins on {from}"
        hint "sửa ngày «đến», hoặc ngày hiệu lực của văn bản này" | "mend «until», or the date of effect of this document"
        hint "đình chỉ từ một ngày khác thì ghi {vi}" | "if it begins on another day, write {en}"
    }
    /// A document changes one that was issued after it; `dates` are those of the two, formatted.
    pub fn changes_newer_document(written: &str, dates: [&str; 2], dated: &BilingualText) = Error "changes-newer" {
        let BilingualText { vi, en } = dated;
        let [own, other] = dates;
        "văn bản ngày {own} không thể tác động đến «{written}» ban hành sau nó, ngày {other}"
            | "a document of {own} cannot change «{written}», which is newer ({other})"
        hint "xem lại số và ngày" | "check number and date"
        hint "nếu là văn bản khác cùng số, ghi {vi}" | "for another document of that number write {en}"
    }
}

/// A document has a relation to itself; if only the number is given, another document may be meant, to which `dated`
/// leads.
pub fn self_relation(place: Place, written: &str, dated: Option<&BilingualText>) -> Diagnostic {
    match dated {
        Some(dated) => number_of_itself(place, written, dated),
        None => relation_to_itself(place, written),
    }
}

/// A relation matches several documents; `candidates` are their files, and the lines that lead to each.
pub fn ambiguous_relation(
    place: Place,
    number: &str,
    candidates: &[(&str, BilingualText)],
) -> Diagnostic {
    let files: Vec<&str> = candidates.iter().map(|(file, _)| *file).collect();
    let fault = ambiguous_number(place, number, &files);
    candidates.iter().take(MAX_PROPOSALS).fold(fault, |fault, (file, BilingualText { vi, en })| {
        fault.with_hint(text!("nếu là {file}, ghi {vi}" | "if it is {file}, write {en}"))
    })
}
