//! Which document type a number implies, and which types it may have.
//!
//! **Invariant.** A type is derived from a number only where the number leaves no reasonable doubt.
//! A type and a number are inconsistent only where no known practice explains the combination.

use super::super::document_type::{
    self, DocumentType, ISSUED_BY_DECISION, IssuerClasses, eq_ignore_case, types_abbreviated,
};
use super::{DocumentNumber, NumberForm};

/// The abbreviations that may also start the code of a body: công đoàn, hội đồng, tài chính.
const CODES_SHARED_WITH_ISSUERS: [&str; 3] = ["CĐ", "HĐ", "TC"];

/// The codes of copies and consolidations, whose declared type may be that of the original.
const COPY_CODES: [&str; 5] = ["SY", "TrS", "SL", "BS", "VBHN"];

/// The types whose numbers are those of an assembly.
const ASSEMBLY_TYPES: [&str; 5] = ["Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh", "Nghị quyết"];

/// Returns whether the first code of a number of this form abbreviates a type.
pub(super) fn is_type_code(form: NumberForm, first_code: &str) -> bool {
    form != NumberForm::Law && types_abbreviated(first_code).next().is_some()
}

/// Returns the type that a number implies, if any.
///
/// A number of the state without a type code is that of a letter (12/UBND-VX). Numbers of an assembly
/// imply nothing, because laws and resolutions share them, and neither does TC, which old numbers use
/// for finance.
pub(super) fn implied_type(number: &DocumentNumber) -> Option<&'static DocumentType> {
    match number.type_code() {
        Some("TC") => None,
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
        None if number.form() == NumberForm::Administrative => document_type::by_name("Công văn"),
        None => None,
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
