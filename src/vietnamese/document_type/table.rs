//! The table of document types: one line each, and the only place that lists them.
//!
//! Order matters: where two types share an abbreviation, the first is the likelier. Abbreviations
//! are those of Decree 30/2020/NĐ-CP, appendix III, with the older ones of Circular 01/2011/TT-BNV
//! behind them, and of the Party's guides 36-HD/VPTW and 05-HD/VPTW as far as they are attested.
//!
//! A type has effect when it sets rules or decides: reports, plans, letters, notices and copies
//! have none.

use super::{DocumentType, Families};

const S: Families = Families::STATE;
const N: Families = Families::NORMATIVE;
const P: Families = Families::PARTY;
const U: Families = Families::UNION;
const Y: Families = Families::YOUTH;
const PU: Families = P.and(U);
const PY: Families = P.and(Y);
const SP: Families = S.and(P);
const SU: Families = S.and(U);
const PUY: Families = P.and(U).and(Y);
const SPU: Families = S.and(P).and(U);
const SPUY: Families = S.and(P).and(U).and(Y);
const SNPUY: Families = S.and(N).and(P).and(U).and(Y);

/// All types.
pub(super) const TYPES: &[DocumentType] = &[
    ruling("Hiến pháp", &[], N, "constitution"),
    ruling("Bộ luật", &[], N, "code"),
    ruling("Luật", &[], N, "law"),
    ruling("Pháp lệnh", &[], N, "ordinance"),
    ruling("Lệnh", &["L", "LCT"], N, "order"),
    ruling("Sắc lệnh", &[], N, "decree-law"),
    ruling("Nghị định", &["NĐ"], N, "decree"),
    ruling("Nghị quyết", &["NQ"], SNPUY, "resolution"),
    ruling("Nghị quyết liên tịch", &["NQLT"], N, "joint resolution"),
    ruling("Quyết định", &["QĐ"], SNPUY, "decision"),
    ruling("Chỉ thị", &["CT"], SNPUY, "directive"),
    ruling("Thông tư", &["TT"], N, "circular"),
    ruling("Thông tư liên tịch", &["TTLT"], N, "joint circular"),
    plain("Văn bản hợp nhất", &["VBHN"], N, "consolidated text"),
    also(&["Qui chế"], ruling("Quy chế", &["QC"], SPUY, "regulation")),
    also(&["Qui định"], ruling("Quy định", &["QyĐ", "QĐi"], SPUY, "provision")),
    plain("Thông cáo", &["TC"], SP, "communiqué"),
    plain("Thông báo", &["TB"], SPUY, "notice"),
    ruling("Hướng dẫn", &["HD"], SPUY, "guideline"),
    plain("Chương trình", &["CTr"], SPUY, "programme"),
    plain("Kế hoạch", &["KH"], SPUY, "plan"),
    plain("Phương án", &["PA"], SPU, "scheme"),
    plain("Đề án", &["ĐA"], SPUY, "project proposal"),
    plain("Dự án", &["DA"], SPU, "project"),
    plain("Báo cáo", &["BC"], SPUY, "report"),
    plain("Biên bản", &["BB"], SPUY, "minutes"),
    plain("Tờ trình", &["TTr"], SPUY, "submission"),
    plain("Hợp đồng", &["HĐ"], SU, "contract"),
    also(&["Công văn hành chính"], plain("Công văn", &["CV"], SPUY, "official letter")),
    plain("Công điện", &["CĐ"], S, "telegram"),
    also(&["Biên bản ghi nhớ"], plain("Bản ghi nhớ", &["BGN", "GN"], SU, "memorandum")),
    also(&["Thỏa thuận"], plain("Bản thỏa thuận", &["BTT", "TTh"], SU, "agreement")),
    plain("Giấy ủy quyền", &["GUQ", "UQ"], SU, "power of attorney"),
    also(&["Thư mời"], plain("Giấy mời", &["GM"], SPUY, "invitation")),
    plain("Giấy giới thiệu", &["GGT", "GT"], SPUY, "letter of introduction"),
    plain("Giấy nghỉ phép", &["GNP", "NP"], SPU, "leave permit"),
    plain("Phiếu gửi", &["PG"], SPU, "dispatch note"),
    plain("Phiếu chuyển", &["PC"], SPU, "transfer note"),
    plain("Phiếu báo", &["PB"], SU, "notification slip"),
    plain("Thư công", &[], SPU, "open letter"),
    also(&["Sao y", "Sao y bản chính"], plain("Bản sao y", &["SY"], SU, "certified copy")),
    also(&["Trích sao"], plain("Bản trích sao", &["TrS"], SU, "certified extract")),
    also(&["Sao lục"], plain("Bản sao lục", &["SL"], SU, "copy of a copy")),
    plain("Bản sao", &["BS"], PY, "copy"),
    ruling("Giấy phép", &["GP"], S, "licence"),
    plain("Giấy chứng nhận", &["GCN"], SP, "certificate"),
    plain("Giấy đi đường", &[], SP, "travel order"),
    plain("Bản cam kết", &[], S, "pledge"),
    also(&["Cương lĩnh chính trị"], ruling("Cương lĩnh", &[], P, "political platform")),
    ruling("Điều lệ", &[], PUY, "charter"),
    plain("Chiến lược", &["CL"], P, "strategy"),
    ruling("Kết luận", &["KL"], SPUY, "conclusion"),
    ruling("Thông tri", &["TT"], PY, "circular letter"),
    plain("Tuyên bố", &[], P, "statement"),
    plain("Lời kêu gọi", &[], PU, "appeal"),
    also(&["Qui hoạch"], plain("Quy hoạch", &["QH"], P, "master plan")),
    also(&["Qui trình"], ruling("Quy trình", &["QTr"], SPU, "procedure")),
];

/// Makes a type whose documents come into effect.
const fn ruling(
    name: &'static str,
    abbreviations: &'static [&'static str],
    families: Families,
    english: &'static str,
) -> DocumentType {
    DocumentType { name, abbreviations, aliases: &[], families, has_effect: true, english }
}

/// Makes a type whose documents inform, ask or accompany.
const fn plain(
    name: &'static str,
    abbreviations: &'static [&'static str],
    families: Families,
    english: &'static str,
) -> DocumentType {
    DocumentType { name, abbreviations, aliases: &[], families, has_effect: false, english }
}

/// Adds other names to a type.
const fn also(aliases: &'static [&'static str], kind: DocumentType) -> DocumentType {
    DocumentType { aliases, ..kind }
}
