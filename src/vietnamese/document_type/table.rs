//! The table of document types, one line each.
//!
//! Order matters: where two types share an abbreviation, the first is the more likely. Abbreviations
//! are those of Decree 30/2020/NĐ-CP, appendix III, followed by the older ones of Circular
//! 01/2011/TT-BNV, and of the Party's guides 36-HD/VPTW and 05-HD/VPTW as far as they are attested.
//!
//! Documents of a type have effect if it sets rules or decides: reports, plans, letters, notices and
//! copies have none.

use super::{DocumentType, IssuerClasses};

const S: IssuerClasses = IssuerClasses::STATE;
const N: IssuerClasses = IssuerClasses::NORMATIVE;
const P: IssuerClasses = IssuerClasses::PARTY;
const U: IssuerClasses = IssuerClasses::TRADE_UNIONS;
const Y: IssuerClasses = IssuerClasses::YOUTH_UNION;
const PU: IssuerClasses = P.union(U);
const PY: IssuerClasses = P.union(Y);
const SP: IssuerClasses = S.union(P);
const SU: IssuerClasses = S.union(U);
const PUY: IssuerClasses = P.union(U).union(Y);
const SPU: IssuerClasses = S.union(P).union(U);
const SPUY: IssuerClasses = S.union(P).union(U).union(Y);
const SNPUY: IssuerClasses = S.union(N).union(P).union(U).union(Y);

/// All types.
pub(super) const TYPES: &[DocumentType] = &[
    with_effect("Hiến pháp", &[], N, "constitution"),
    with_effect("Bộ luật", &[], N, "code"),
    with_effect("Luật", &[], N, "law"),
    with_effect("Pháp lệnh", &[], N, "ordinance"),
    with_effect("Lệnh", &["L", "LCT"], N, "order"),
    with_effect("Sắc lệnh", &[], N, "decree-law"),
    with_effect("Nghị định", &["NĐ"], N, "decree"),
    with_effect("Nghị quyết", &["NQ"], SNPUY, "resolution"),
    with_effect("Nghị quyết liên tịch", &["NQLT"], N, "joint resolution"),
    with_effect("Quyết định", &["QĐ"], SNPUY, "decision"),
    with_effect("Chỉ thị", &["CT"], SNPUY, "directive"),
    with_effect("Thông tư", &["TT"], N, "circular"),
    with_effect("Thông tư liên tịch", &["TTLT"], N, "joint circular"),
    without_effect("Văn bản hợp nhất", &["VBHN"], N, "consolidated text"),
    with_aliases(&["Qui chế"], with_effect("Quy chế", &["QC"], SPUY, "regulation")),
    with_aliases(&["Qui định"], with_effect("Quy định", &["QyĐ", "QĐi"], SPUY, "provision")),
    without_effect("Thông cáo", &["TC"], SP, "communiqué"),
    without_effect("Thông báo", &["TB"], SPUY, "notice"),
    with_effect("Hướng dẫn", &["HD"], SPUY, "guideline"),
    without_effect("Chương trình", &["CTr"], SPUY, "programme"),
    without_effect("Kế hoạch", &["KH"], SPUY, "plan"),
    without_effect("Phương án", &["PA"], SPU, "scheme"),
    without_effect("Đề án", &["ĐA"], SPUY, "project proposal"),
    without_effect("Dự án", &["DA"], SPU, "project"),
    without_effect("Báo cáo", &["BC"], SPUY, "report"),
    without_effect("Biên bản", &["BB"], SPUY, "minutes"),
    without_effect("Tờ trình", &["TTr"], SPUY, "submission"),
    without_effect("Hợp đồng", &["HĐ"], SU, "contract"),
    with_aliases(
        &["Công văn hành chính"],
        without_effect("Công văn", &["CV"], SPUY, "official letter"),
    ),
    without_effect("Công điện", &["CĐ"], S, "telegram"),
    with_aliases(
        &["Biên bản ghi nhớ"],
        without_effect("Bản ghi nhớ", &["BGN", "GN"], SU, "memorandum"),
    ),
    with_aliases(
        &["Thỏa thuận"],
        without_effect("Bản thỏa thuận", &["BTT", "TTh"], SU, "agreement"),
    ),
    without_effect("Giấy ủy quyền", &["GUQ", "UQ"], SU, "power of attorney"),
    with_aliases(&["Thư mời"], without_effect("Giấy mời", &["GM"], SPUY, "invitation")),
    without_effect("Giấy giới thiệu", &["GGT", "GT"], SPUY, "letter of introduction"),
    without_effect("Giấy nghỉ phép", &["GNP", "NP"], SPU, "leave permit"),
    without_effect("Phiếu gửi", &["PG"], SPU, "dispatch note"),
    without_effect("Phiếu chuyển", &["PC"], SPU, "transfer note"),
    without_effect("Phiếu báo", &["PB"], SU, "notification slip"),
    without_effect("Thư công", &[], SPU, "open letter"),
    with_aliases(
        &["Sao y", "Sao y bản chính"],
        without_effect("Bản sao y", &["SY"], SU, "certified copy"),
    ),
    with_aliases(
        &["Trích sao"],
        without_effect("Bản trích sao", &["TrS"], SU, "certified extract"),
    ),
    with_aliases(&["Sao lục"], without_effect("Bản sao lục", &["SL"], SU, "copy of a copy")),
    without_effect("Bản sao", &["BS"], PY, "copy"),
    with_effect("Giấy phép", &["GP"], S, "licence"),
    without_effect("Giấy chứng nhận", &["GCN"], SP, "certificate"),
    without_effect("Giấy đi đường", &[], SP, "travel order"),
    without_effect("Bản cam kết", &[], S, "pledge"),
    with_aliases(
        &["Cương lĩnh chính trị"],
        with_effect("Cương lĩnh", &[], P, "political platform"),
    ),
    with_effect("Điều lệ", &[], PUY, "charter"),
    without_effect("Chiến lược", &["CL"], P, "strategy"),
    with_effect("Kết luận", &["KL"], SPUY, "conclusion"),
    with_effect("Thông tri", &["TT"], PY, "circular letter"),
    without_effect("Tuyên bố", &[], P, "statement"),
    without_effect("Lời kêu gọi", &[], PU, "appeal"),
    with_aliases(&["Qui hoạch"], without_effect("Quy hoạch", &["QH"], P, "master plan")),
    with_aliases(&["Qui trình"], with_effect("Quy trình", &["QTr"], SPU, "procedure")),
];

/// Creates a type whose documents come into effect.
const fn with_effect(
    name: &'static str,
    abbreviations: &'static [&'static str],
    families: IssuerClasses,
    english: &'static str,
) -> DocumentType {
    DocumentType {
        name,
        abbreviations,
        aliases: &[],
        issuer_classes: families,
        has_effect: true,
        english,
    }
}

/// Creates a type whose documents only inform, request or accompany.
const fn without_effect(
    name: &'static str,
    abbreviations: &'static [&'static str],
    families: IssuerClasses,
    english: &'static str,
) -> DocumentType {
    DocumentType {
        name,
        abbreviations,
        aliases: &[],
        issuer_classes: families,
        has_effect: false,
        english,
    }
}

/// Adds aliases to a type.
const fn with_aliases(aliases: &'static [&'static str], kind: DocumentType) -> DocumentType {
    DocumentType { aliases, ..kind }
}
