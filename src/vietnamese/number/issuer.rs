//! What the codes in a number say about type and issuer.
//!
//! Syntax alone can not tell a type from a body: 85/BC-LĐLĐ begins with a type, 12/UBND-VX with the
//! body that wrote the letter. The table of document types decides, and a short list tells the
//! organs of the Party.

use super::super::document_type;
use super::{DocumentNumber, NumberForm};

/// The committees of the Party: centre, province, district, base, urban district.
const PARTY_COMMITTEES: [&str; 5] = ["TW", "TU", "HU", "ĐU", "QU"];

/// The organs that stand under a committee, such as VPTW or UBKTTU; the first is the committee
/// itself.
const PARTY_ORGANS: [&str; 10] =
    ["", "VP", "BTC", "BTG", "BTGDV", "BDV", "BNC", "UBKT", "BCĐ", "BKT"];

/// The Youth Union at the centre, which numbers as the Party does.
const YOUTH_UNION: &str = "TWĐTN";

/// Tells whether a code belongs to an organ of the Party or to the centre of the Youth Union.
pub(super) fn is_party_code(code: &str) -> bool {
    let organ = PARTY_COMMITTEES.iter().find_map(|committee| code.strip_suffix(committee));
    code == YOUTH_UNION || organ.is_some_and(|organ| PARTY_ORGANS.contains(&organ))
}

/// Gives the first code when it abbreviates a type.
pub(super) fn type_code(number: &DocumentNumber) -> Option<&str> {
    let first = number.codes.first()?;
    let is_type = number.form != NumberForm::Law && document_type::is_abbreviation(first);
    if is_type { Some(first) } else { None }
}

/// Gives the code of the issuer.
pub(super) fn issuer_code(number: &DocumentNumber) -> Option<String> {
    let codes = number.codes.as_slice();
    let first = codes.first()?;
    if number.form == NumberForm::Law {
        return Some(first.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned());
    }
    // An unknown first code is a type all the same where the form has no place for anything else.
    let leads = matches!(number.form, NumberForm::Normative | NumberForm::Party);
    if !leads && type_code(number).is_none() {
        return Some(first.clone());
    }
    let issuers = codes.get(1..)?;
    if matches!(first.as_str(), "TTLT" | "NQLT") && !issuers.is_empty() {
        return Some(issuers.join("-"));
    }
    issuers.first().cloned()
}

/// Writes a number of a Party organ in the form of the Party, when it was written in that of the
/// state.
pub(super) fn in_party_form(number: &DocumentNumber) -> Option<String> {
    let [kind, organ, ..] = number.codes.as_slice() else {
        return None;
    };
    let slip = number.form == NumberForm::Administrative
        && type_code(number).is_some()
        && is_party_code(organ);
    let serial = number.serial().filter(|_| slip)?;
    Some(format!("{serial}-{kind}/{}", number.codes[1..].join("-")))
}
