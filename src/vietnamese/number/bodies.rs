//! The codes of the bodies that number their documents, as far as a number can be read by them.
//!
//! A letter of a state body has no type code: 12/UBND-VX. Whether a first code that abbreviates no type is such a body,
//! or a type that nobody registered (17/BCKT-UBND), only a list of bodies can tell. The list holds the central bodies,
//! those of every locality, and the mass organisations; an office that is missing from it can be named in `issuers` of
//! portal.yaml.

/// Bodies that may issue circulars: the ministries, past and present, and the bodies of their rank.
const CENTRAL: &str = "bca bct bcn bdttg bgdđt bgd&đt bgd bgtvt bkh bkhcn bkh&cn bkhcnmt bkhđt bkh&đt \
    blđtbxh blđtb&xh blđ bnb bnn bnnmt bnn&mt bnnptnt bnn&ptnt bnnptnn bng bnv bqp bt btc btm btnmt btn&mt btp btttt \
    bts bvhtt bvhttdl bvhtt&dl bxd byt ktnn nhnn tandtc ttcp ubdt ubdtmn ubqg vksndtc vkstc vpcp vpctn vpqh ttg cp \
    hđbt hđcp ctn qh ubtvqh";

/// Other bodies whose code is written just so.
const EXACT: &str = "ca cađp cat cax cdc đtn đu hđnn hđqt lm snv ssn stc stp sct scn skhcn skh&cn skhđt skh&đt \
    slđtbxh slđtb&xh snnmt snn&mt snn snnptnt sngv sqhkt stnmt stn&mt stttt stt&tt svhtt svhttdl svhtt&dl sxd \
    syt sgdđt sgd&đt sgd sgtvt sdl sdttg sdt stt pgdđt pgd&đt pgd pnv ptckh ptp pvhtt pkt pkthtđt pvhxh \
    tckh thcs thpt tlđ tu tw ub ubkt vp vpub vpubnd vphđ";

/// The beginnings of the codes of local offices and mass organisations: UBND, UBNDTP, LĐLĐ, MTTQVN.
const STEMS: [&str; 40] = [
    "bch", "bcđ", "bhxh", "bql", "bvđk", "cđcs", "cđvc", "cthads", "ccthads", "đhqg", "đtncs",
    "hccb", "hctđ", "hđnd", "hkh", "hlhpn", "lhpn", "hnb", "hnd", "hnct", "kbnn", "lđlđ", "lmhtx",
    "mttq", "ntt", "qđnd", "tand", "tđtn", "thads", "tlđlđ", "tthđnd", "ttpvhcc", "ttyt", "twđtn",
    "ubmttq", "ubnd", "ubkt", "vhtt", "vksnd", "ubmt",
];

/// Returns whether a code is that of a central body that issues normative documents.
pub(super) fn is_central(code: &str) -> bool {
    lists(CENTRAL, &code.to_lowercase())
}

/// Returns whether a code is that of a known body.
pub(super) fn is_body(code: &str) -> bool {
    let code = code.to_lowercase();
    lists(CENTRAL, &code) || lists(EXACT, &code) || STEMS.iter().any(|stem| code.starts_with(stem))
}

fn lists(codes: &str, code: &str) -> bool {
    codes.split_ascii_whitespace().any(|known| known == code)
}

#[cfg(test)]
mod tests {
    use super::{is_body, is_central};

    #[test]
    fn bodies_are_told_from_unregistered_types() {
        for code in ["UBND", "UBNDTP", "HĐND", "LĐLĐ", "BNV", "BTTTT", "SGDĐT", "MTTQ", "ubnd"]
        {
            assert!(is_body(code), "{code}");
        }
        for code in ["BCKT", "KHLT", "GXN", "CTPH", "QCPH", "PYC", "TT", "LCT", ""] {
            assert!(!is_body(code), "{code}");
        }
        assert!(is_central("BXD") && !is_central("UBND"));
    }
}
