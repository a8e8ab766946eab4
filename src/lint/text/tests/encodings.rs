//! Tests of text in other encodings, and of letters that conversions left.
//!
//! Every repair must be the text as it was meant; foreign words must stay as they are.

use super::{assert_each_found, assert_repairs, assert_silent, found};
use crate::lint::text::TextFindingKind;

#[test]
fn old_encodings_are_recognised_and_converted() {
    assert_repairs(&[
        ("B¸o c¸o s¬ kÕt", "Báo cáo sơ kết"),
        ("Uû ban nh©n d©n", "Uỷ ban nhân dân"),
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
        ("QuyÕt ®Þnh vÒ viÖc phª duyÖt dù ¸n", "Quyết định về việc phê duyệt dự án"),
        ("B¸O C¸O C¤NG T¸C", "BÁO CÁO CÔNG TÁC"),
        ("giá»›i theo quy Ä‘á»‹nh", "giới theo quy định"),
        ("Baùo caùo sô keát", "Báo cáo sơ kết"),
        ("Uûy ban nhaân daân", "Ủy ban nhân dân"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("BAÙO CAÙO COÂNG TAÙC", "BÁO CÁO CÔNG TÁC"),
        ("Quyeát ñònh veà vieäc pheâ duyeät", "Quyết định về việc phê duyệt"),
        ("Báo cáo s½ kªt công tác", "sơ kết công tác"),
        ("cµng hòa xã hµi chü nghîa Vi®t Nam", "cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Uyì ban nhân dân, nýõìc ðýõòc", "Uý ban nhân dân, nước được"),
        ("BÃ¡o cÃ¡o sÆ¡ káº¿t", "Báo cáo sơ kết"),
        ("Quyáº¿t Ä‘á»‹nh", "Quyết định"),
        ("Nghá»‹ Ä‘á»‹nh cá»§a ChÃ\u{AD}nh phá»§", "Nghị định của Chính phủ"),
    ]);
}

#[test]
fn a_text_in_another_encoding_has_one_finding() {
    let text = "Céng hoµ x· héi\n\nB¸o c¸o c«ng t¸c\n\nUû ban nh©n d©n huyÖn\n".repeat(200);
    assert_eq!(found(&text).len(), 1);
}

#[test]
fn foreign_words_and_single_signs_are_no_other_encoding() {
    assert_silent(&[
        "© 2014 Liên đoàn Lao động",
        "Bản quyền ©nhân dân, 5 µm, 3 µg/ml và 10 m² hoặc 20 m³",
        "le maïs, où, goût, dû, Noël, naïf, crû",
        "Müller, für, schön, über, Straße, größer",
        "São Paulo, João, Nguyễn, señor, niño, año",
        "Ångström, Malmø, på, få, Reykjavík",
        "«Báo cáo» và «ngân sách» của «má»",
        "Windows® và Office®, đạt 99,5 ± 0,5 °C",
        "l'été, déjà vu, café, château",
        "Hoà nhạc Dvořák, Łódź, Škoda",
        "«Phá»… và «má»”, «quá»…",
        "Tê tê, bò tót và các loài khác",
    ]);
}

#[test]
fn letters_that_look_vietnamese_are_found_in_vietnamese_words() {
    assert_repairs(&[
        ("ngày 02 Ðảng bộ họp", "Đảng"),
        ("Quyết định số 12/QÐ-UBND", "QĐ"),
        ("HÐND tỉnh", "HĐND"),
        ("Ɖại hội đại biểu", "Đại"),
        ("ðồng chí Bí thư", "đồng"),
        ("đƣợc giao", "được"),
        ("TRƢỜNG THPT", "TRƯỜNG"),
    ]);
    assert_silent(&["Þórður Guðmundsson, Ðórr", "đ", "Ð"]);
}

#[test]
fn lost_and_private_characters_and_loose_marks_are_found() {
    assert_each_found(
        "lost-character",
        &[("S�� 85 của Liên đoàn", "S��"), ("(Tr��ng ban)", "(Tr��ng")],
    );
    assert_each_found("private-character", &[("\u{F0B7} Công tác tuyên truyền", "\u{F0B7}")]);
    assert_each_found(
        "loose-mark",
        &[("đươ \u{323}c giao", "\u{323}"), ("nghị\u{323} quyết", "\u{323}")],
    );
    assert_silent(&["x\u{304} là trung bình, p\u{302} là ước lượng"]);
    let text = "a � b";
    assert_eq!(found(text)[0].kind, TextFindingKind::LostCharacter);
}
