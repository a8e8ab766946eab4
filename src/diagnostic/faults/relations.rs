//! Faults of relations between documents: ambiguous ones and contradictory ones.
//!
//! An ambiguous relation is a warning, as the page can still show its text. A contradiction is an error: the page
//! would claim both that a document is in force and that it is not.

use super::{error, warning};
use crate::diagnostic::{Diagnostic, Place};

/// A relation matches several documents.
pub fn ambiguous_relation(place: Place, written: &str, candidates: &[&str]) -> Diagnostic {
    let list = candidates.join(", ");
    warning(
        "ambiguous-relation",
        place,
        format!("có {} văn bản mang số «{written}»: {list}", candidates.len()),
        format!("{} documents have the number «{written}»: {list}", candidates.len()),
    )
    .with_repair(
        "thêm ngày hoặc cơ quan: {số hiệu: …, ngày ban hành: …, cơ quan ban hành: …}",
        "add the date or the issuer: {number: …, issued_on: …, issuer: …}",
    )
}

/// A relation that changes a document gives only a number, and the only match is a document of another body.
pub fn relation_to_other_issuer(place: Place, written: &str, other: &str) -> Diagnostic {
    warning(
        "relation-to-other-body",
        place,
        format!("có văn bản cùng số «{written}» của cơ quan khác: {other}"),
        format!("a document of another body has the number «{written}»: {other}"),
    )
    .with_repair(
        "nếu đúng văn bản đó, ghi {số hiệu: …, cơ quan ban hành: …}",
        "if that one is meant, write {number: …, issuer: …}",
    )
}

/// A document has a relation to itself; if only the number is given, another document may be meant.
pub fn self_relation(place: Place, written: &str, is_bare: bool) -> Diagnostic {
    let construct = if is_bare { warning } else { error };
    let fault = construct(
        "relation-to-itself",
        place,
        format!("«{written}» là chính văn bản này"),
        format!("«{written}» is this document itself"),
    );
    if is_bare {
        return fault.with_repair(
            "nếu là văn bản khác cùng số, ghi {số hiệu: …, ngày ban hành: …}",
            "for another document of that number write {number: …, issued_on: …}",
        );
    }
    fault.with_repair("ghi số của văn bản kia", "write the number of the other document")
}

/// Relations form a cycle: each document replaces the next, and the last one the first.
pub fn relation_cycle(place: Place, other: Place, written: &str) -> Diagnostic {
    error(
        "relation-in-circle",
        place,
        format!(
            "quan hệ vòng tròn: đi theo quan hệ này từ «{written}» lại trở về chính văn bản này"
        ),
        format!(
            "the relation goes in a circle: from «{written}» on it leads back to this document"
        ),
    )
    .with_repair("xoá một quan hệ trong vòng", "delete one relation of the circle")
    .with_other_place(other)
}

/// The given status contradicts a relation: the document `by`, a number or title, replaced or repealed this one.
pub fn status_contradicts_relation(place: Place, by: &str) -> Diagnostic {
    warning(
        "status-is-over",
        place,
        format!("tình trạng này trái với quan hệ: văn bản đã bị thay thế hoặc bãi bỏ bởi «{by}»"),
        format!("this status contradicts a relation: «{by}» replaced or repealed the document"),
    )
    .with_repair(
        "bỏ dòng tình trạng để tự tính, hoặc sửa quan hệ",
        "leave the status to be computed",
    )
}

/// A document changes one that was issued after it; `dates` are those of the two, formatted.
pub fn changes_newer_document(place: Place, written: &str, dates: [&str; 2]) -> Diagnostic {
    let [own, other] = dates;
    error(
        "changes-newer",
        place,
        format!("văn bản ngày {own} không thể tác động đến «{written}» ban hành sau nó, ngày {other}"),
        format!("a document of {own} cannot change «{written}», which is newer ({other})"),
    )
    .with_repair(
        "xem lại số và ngày; nếu là văn bản khác cùng số, ghi {số hiệu: …, ngày ban hành: …}",
        "check number and date; for another document of that number write {number: …, issued_on: …}",
    )
}
