//! Faults of relations between documents: ambiguous ones and contradictory ones.
//!
//! An ambiguous relation is a warning, as the page can still show its text. A contradiction is an error: the page
//! would claim both that a document is in force and that it is not.

use crate::diagnostic::fault::Diagnostic;
use crate::diagnostic::place::Place;

faults! {
    /// A relation gives no number, no address and no law, so it leads nowhere.
    pub fn relation_in_words(written: &str) = Warning "relation-in-words" {
        "«{written}» không ghi số hiệu, nên không dẫn đến văn bản nào"
            | "«{written}» gives no number, so it leads to no document"
        hint "viết số hiệu như 30/2020/NĐ-CP, hoặc địa chỉ trên cổng bắt đầu bằng /"
            | "write a number such as 30/2020/NĐ-CP, or an address on the portal that begins with /"
        hint "văn bản không có số thì viết {{tên: \"{written}\"}}"
            | "for a document without a number write {{name: \"{written}\"}}"
    }
    /// A relation gives a serial without the codes after it, and no document on the portal has just that.
    pub fn relation_to_serial(written: &str) = Warning "relation-in-words" {
        "«{written}» thiếu ký hiệu sau số, nên không dẫn đến văn bản nào"
            | "«{written}» lacks the codes after the serial, so it leads to no document"
        hint "viết cả số và ký hiệu, như 4/QĐ-UBND" | "write serial and codes, such as 4/QĐ-UBND"
        hint "văn bản chỉ có số thì viết {{tên: \"{written}\"}}"
            | "for a document with a mere serial write {{name: \"{written}\"}}"
    }
    /// A relation gives a file of `content/` in place of an address.
    pub fn relation_to_file(written: &str) = Warning "relation-in-words" {
        "«{written}» là tên tệp, nên không dẫn đến văn bản nào"
            | "«{written}» is the name of a file, so it leads to no document"
        hint "viết số hiệu, hoặc địa chỉ của văn bản trên cổng như /van-ban/2014/85-bc-ldld/"
            | "write the number, or the address of the document such as /van-ban/2014/85-bc-ldld/"
    }
    /// A relation gives a number, and words beside it that may limit it or name another body.
    pub fn unclear_relation(words: &str) = Warning "unclear-relation" {
        "không hiểu «{words}» ở quan hệ này, nên không dẫn đến văn bản nào"
            | "«{words}» in this relation is not understood, so it leads to no document"
        hint "chỉ ghi số hiệu; điều khác ghi riêng: {{số hiệu: …, cơ quan ban hành: …, phần: …, ghi chú: …}}"
            | "write the number only, the rest apart: {{number: …, issuer: …, part: …, note: …}}"
    }
    /// A relation names several documents in one text that cannot be split.
    pub fn several_documents(written: &str) = Warning "several-documents" {
        "«{written}» nêu nhiều văn bản mà không tách được" | "«{written}» names several documents that cannot be told apart"
        hint "viết mỗi văn bản một dòng, bắt đầu bằng «- »" | "write one document a line, beginning with «- »"
    }
    /// A relation matches several documents.
    pub fn ambiguous_relation(written: &str, candidates: &[&str]) = Warning "ambiguous-relation" {
        let (count, list) = (candidates.len(), candidates.join(", "));
        "có {count} văn bản mang số «{written}»: {list}" | "{count} documents have the number «{written}»: {list}"
        hint "thêm ngày hoặc cơ quan: {{số hiệu: …, ngày ban hành: …, cơ quan ban hành: …}}"
            | "add the date or the issuer: {{number: …, issued_on: …, issuer: …}}"
    }
    /// A relation that changes a document gives only a number, and the only match is a document of another body.
    pub fn relation_to_other_issuer(written: &str, other: &str) = Warning "relation-to-other-body" {
        "có văn bản cùng số «{written}» của cơ quan khác: {other}"
            | "a document of another body has the number «{written}»: {other}"
        hint "nếu đúng văn bản đó, ghi {{số hiệu: …, cơ quan ban hành: …}}"
            | "if that one is meant, write {{number: …, issuer: …}}"
    }
    fn relation_to_itself(written: &str) = Error "relation-to-itself" {
        "«{written}» là chính văn bản này" | "«{written}» is this document itself"
        hint "ghi số của văn bản kia" | "write the number of the other document"
    }
    fn number_of_itself(written: &str) = Warning "relation-to-itself" {
        "«{written}» là chính văn bản này" | "«{written}» is this document itself"
        hint "nếu là văn bản khác cùng số, ghi {{số hiệu: …, ngày ban hành: …}}"
            | "for another document of that number write {{number: …, issued_on: …}}"
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
    /// number or title.
    pub fn end_contradicts_relation(other: Place, by: &str, day: &str) = Warning "end-against-relation" {
        "«{by}» thay thế hoặc bãi bỏ văn bản này từ {day}, trước ngày hết hiệu lực này"
            | "«{by}» replaces or repeals this document from {day}, before this end of its effect"
        hint "ghi rõ ở quan hệ ấy văn bản này hết hiệu lực từ ngày nào: {{số hiệu: …, từ: …}}"
            | "write there from which day this document is no longer in force: {{number: …, from: …}}"
        other_place other
    }
    /// A relation states a day that means nothing: only what changes another document begins, only a suspension ends.
    pub fn meaningless_relation_day(key: &str) = Warning "relation-day" {
        "«{key}» không có nghĩa ở quan hệ này" | "«{key}» means nothing in this relation"
        hint "«từ» chỉ ghi ở việc sửa đổi, thay thế, bãi bỏ, đình chỉ; «đến» chỉ ghi ở đình chỉ, không trước «từ»"
            | "«from» is for amending, replacing, repealing, suspending; «until» for suspending, not before «from»"
    }
    /// A document changes one that was issued after it; `dates` are those of the two, formatted.
    pub fn changes_newer_document(written: &str, dates: [&str; 2]) = Error "changes-newer" {
        let [own, other] = dates;
        "văn bản ngày {own} không thể tác động đến «{written}» ban hành sau nó, ngày {other}"
            | "a document of {own} cannot change «{written}», which is newer ({other})"
        hint "xem lại số và ngày" | "check number and date"
        hint "nếu là văn bản khác cùng số, ghi {{số hiệu: …, ngày ban hành: …}}"
            | "for another document of that number write {{number: …, issued_on: …}}"
    }
}

/// A document has a relation to itself; if only the number is given, another document may be meant.
pub fn self_relation(place: Place, written: &str, is_bare: bool) -> Diagnostic {
    if is_bare { number_of_itself(place, written) } else { relation_to_itself(place, written) }
}
