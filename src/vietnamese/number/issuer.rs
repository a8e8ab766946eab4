//! Which code of a number is that of the issuer.
//!
//! Syntax alone cannot distinguish a type from a body: 85/BC-LĐLĐ starts with a type, 12/UBND-VX with
//! the body that wrote the letter. The table of document types decides; a short list identifies the
//! organs of the Party.

use super::bodies::is_body;
use super::{DocumentNumber, NumberForm};

/// The committees of the Party: central, provincial, district, grassroots, urban district.
const PARTY_COMMITTEES: [&str; 5] = ["TW", "TU", "HU", "ĐU", "QU"];

/// The organs of a committee, whose code precedes its own: VPTW, UBKTTU. The empty code is the
/// committee itself.
const PARTY_ORGANS: [&str; 10] =
    ["", "VP", "BTC", "BTG", "BTGDV", "BDV", "BNC", "UBKT", "BCĐ", "BKT"];

/// The central committee of the Youth Union, which numbers its documents as the Party does.
const YOUTH_UNION: &str = "TWĐTN";

/// Returns whether a code belongs to an organ of the Party or to the central Youth Union.
pub(super) fn is_party_code(code: &str) -> bool {
    let organ = PARTY_COMMITTEES.iter().find_map(|committee| code.strip_suffix(committee));
    code == YOUTH_UNION || organ.is_some_and(|organ| PARTY_ORGANS.contains(&organ))
}

/// Returns the code of the issuer.
pub(super) fn issuer_code(number: &DocumentNumber) -> Option<String> {
    let codes = number.codes();
    let first = *codes.first()?;
    if number.form() == NumberForm::Law {
        return Some(first.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned());
    }
    // In these forms the first code is always a type, even an unknown one.
    let type_comes_first = matches!(number.form(), NumberForm::Normative | NumberForm::Party);
    if !type_comes_first && number.type_code().is_none() {
        // An unregistered type precedes a known body: 17/BCKT-UBND.
        let next = codes.get(1).filter(|next| is_body(next) && !is_body(first));
        return Some(next.copied().unwrap_or(first).to_owned());
    }
    let issuers = codes.get(1..)?;
    if matches!(first, "TTLT" | "NQLT") && !issuers.is_empty() {
        return Some(issuers.join("-"));
    }
    issuers.first().map(|code| (*code).to_owned())
}

/// Converts a number of a Party organ that is written in the form of the state to that of the Party.
pub(super) fn in_party_form(number: &DocumentNumber) -> Option<String> {
    let codes = number.codes();
    let [kind, organ, ..] = codes[..] else {
        return None;
    };
    let is_misformatted = number.form() == NumberForm::Administrative
        && number.type_code().is_some()
        && is_party_code(organ);
    let serial = number.serial().filter(|_| is_misformatted)?;
    Some(format!("{serial}-{kind}/{}", codes[1..].join("-")))
}
