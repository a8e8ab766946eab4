//! Which document type a number implies, and which types it may have.
//!
//! **Invariant.** A type is derived from a number only where the number leaves no reasonable doubt.
//! A type and a number are inconsistent only where no known practice explains the combination.

use super::super::document_type::{
    self, DocumentType, ISSUED_BY_DECISION, IssuerClasses, eq_ignore_case, types_abbreviated,
};
use super::bodies::{is_body, is_central};
use super::issuer::is_party_code;
use super::{DocumentNumber, NumberForm};

/// The abbreviations that may also start the code of a body: công đoàn, hội đồng, tài chính.
const CODES_SHARED_WITH_ISSUERS: [&str; 3] = ["CĐ", "HĐ", "TC"];

/// The codes of copies and consolidations, whose declared type may be that of the original.
const COPY_CODES: [&str; 5] = ["SY", "TrS", "SL", "BS", "VBHN"];

/// The types whose numbers are those of an assembly.
const ASSEMBLY_TYPES: [&str; 5] = ["Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh", "Nghị quyết"];

/// Codes that more than one practice explains, at least in a number of this form: TC and HĐ also begin the codes of
/// bodies, and `134/CT`, `45/SL` are decisions and decree-laws of former times.
fn is_ambiguous(form: NumberForm, code: &str) -> bool {
    let is_one_of = |codes: &[&str]| codes.iter().any(|known| eq_ignore_case(known, code));
    is_one_of(&["TC", "HĐ"]) || form == NumberForm::OldStyle && is_one_of(&["CT", "SL"])
}

/// Returns whether the first of the codes of a number of this form abbreviates a type; `next` is the second.
///
/// A code that only some bodies use abbreviates nothing in the number of another: 01/TT-HĐND is no circular, and
/// 10/LCT-UBND no order of the President.
pub(super) fn is_type_code(form: NumberForm, first: &str, next: Option<&str>) -> bool {
    let is_one_of = |codes: &[&str]| codes.iter().any(|known| eq_ignore_case(known, first));
    if form == NumberForm::Law || types_abbreviated(first).next().is_none() {
        return false;
    }
    let next = next.unwrap_or_default();
    let next_is =
        |starts: &[&str]| starts.iter().any(|start| next.to_lowercase().starts_with(start));
    if is_one_of(&["L", "LCT"]) {
        next_is(&["ctn", "hđnn"])
    } else if is_one_of(&["NĐ"]) {
        form != NumberForm::Party && (next.is_empty() || is_central(next))
    } else if is_one_of(&["TT"]) {
        let is_normative = form == NumberForm::Normative && !is_body(next);
        form == NumberForm::Party || is_central(next) || is_party_code(next) || is_normative
    } else if is_one_of(&["CĐ"]) {
        next_is(&["ubnd", "bcđ", "bch", "ttg", "ct"]) || is_central(next)
    } else {
        true
    }
}

/// Returns the type that a number implies, if any.
///
/// A number of the state that begins with the code of a body is that of a letter (12/UBND-VX); with any other code
/// without a type it implies nothing. Numbers of an assembly imply nothing either, because laws and resolutions share
/// them.
pub(super) fn implied_type(number: &DocumentNumber) -> Option<&'static DocumentType> {
    match number.type_code() {
        Some(code) if is_ambiguous(number.form(), code) => None,
        Some(code) => {
            let party = IssuerClasses::PARTY.union(IssuerClasses::YOUTH_UNION);
            let state = IssuerClasses::STATE
                .union(IssuerClasses::NORMATIVE)
                .union(IssuerClasses::TRADE_UNIONS);
            let classes = if number.is_party() { party } else { state };
            let in_classes =
                types_abbreviated(code).find(|kind| kind.issuer_classes.intersects(classes));
            in_classes.or_else(|| types_abbreviated(code).next())
        }
        None => {
            let begins_with_body = number.codes().first().is_some_and(|code| is_body(code));
            let is_letter = number.form() == NumberForm::Administrative && begins_with_body;
            is_letter.then(|| document_type::by_name("Công văn")).flatten()
        }
    }
}

/// Returns whether a document of a type may have a number of this form and type code; an unknown code
/// fits any type.
pub(super) fn is_consistent(form: NumberForm, code: Option<&str>, kind: &DocumentType) -> bool {
    match form {
        NumberForm::Law => ASSEMBLY_TYPES.contains(&kind.name),
        NumberForm::OldStyle | NumberForm::Bare | NumberForm::None | NumberForm::Other => true,
        NumberForm::Normative
        | NumberForm::Party
        | NumberForm::Administrative
        | NumberForm::Unfilled => code.is_none_or(|code| is_code_consistent(code, kind)),
    }
}

/// Returns whether a code may occur in the number of a document of this type.
fn is_code_consistent(code: &str, kind: &DocumentType) -> bool {
    let is_one_of = |codes: &[&str]| codes.iter().any(|known| eq_ignore_case(known, code));
    types_abbreviated(code).any(|known| known == kind)
        || is_one_of(&COPY_CODES)
        || is_one_of(&["QĐ"]) && ISSUED_BY_DECISION.contains(&kind.name)
        || is_one_of(&CODES_SHARED_WITH_ISSUERS) && kind.name == "Công văn"
}
