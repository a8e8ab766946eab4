//! Faults of relations between documents: those that can mean several, and those that cannot be true.
//!
//! What is only unclear is a warning, as the page can still show the words. What contradicts itself is an error: the
//! citizen would be told that a document holds and that it does not.

use super::{error, warning};
use crate::diagnostic::{Diagnostic, Place};

/// A relation may mean several documents.
pub fn ambiguous_relation(place: Place, written: &str, candidates: &[&str]) -> Diagnostic {
    let list = candidates.join(", ");
    warning(
        "ambiguous-relation",
        place,
        format!("có {} văn bản mang số «{written}»: {list}", candidates.len()),
        format!("{} documents have the number «{written}»: {list}", candidates.len()),
    )
    .repair(
        "thêm ngày hoặc cơ quan: {number: …, issued_on: …, issuer: …}",
        "add the date or the issuer: {number: …, issued_on: …, issuer: …}",
    )
}

/// A document stands so to itself.
pub fn relation_to_itself(place: Place, written: &str) -> Diagnostic {
    error(
        "relation-to-itself",
        place,
        format!("«{written}» là chính văn bản này"),
        format!("«{written}» is this document itself"),
    )
    .repair("ghi số của văn bản kia", "write the number of the other document")
}

/// Two or more documents stand in a circle: each replaces the other.
pub fn relation_in_circle(place: Place, other: Place, written: &str) -> Diagnostic {
    error(
        "relation-in-circle",
        place,
        format!("quan hệ vòng tròn: «{written}» cũng ghi quan hệ này với văn bản đang xét"),
        format!("the relation goes in a circle: «{written}» has it to this document too"),
    )
    .repair("xoá một trong hai chỗ", "delete one of the two")
    .other(other)
}

/// A document changes one that was issued after it; the dates are those of the two, as printed.
pub fn changes_newer(place: Place, written: &str, dates: [&str; 2]) -> Diagnostic {
    let [own, other] = dates;
    error(
        "changes-newer",
        place,
        format!("văn bản ngày {own} không thể tác động đến «{written}» ban hành sau nó, ngày {other}"),
        format!("a document of {own} cannot change «{written}», which is newer ({other})"),
    )
    .repair(
        "xem lại số và ngày; nếu là văn bản khác cùng số, ghi {số hiệu: …, ngày ban hành: …}",
        "check number and date; for another document of that number write {number: …, issued_on: …}",
    )
}
