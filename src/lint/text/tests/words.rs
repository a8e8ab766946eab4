//! Tests of slips of typing that spelling decides.
//!
//! Foreign names and names in other languages of the country must be left alone.

use super::{assert_repairs, assert_silent, found};
use crate::lint::text::TextFindingKind;

#[test]
fn a_mark_on_the_wrong_letter_is_found() {
    assert_repairs(&[
        ("cấp nứơc sạch", "nước"),
        ("đựơc giao", "được"),
        ("hòan thành", "hoàn"),
        ("bên ngòai", "ngoài"),
        ("nguyện vọng cuả dân", "của"),
        ("đóng thúê", "thuế"),
        ("qúa hạn", "quá"),
        ("tuổi gìa", "già"),
        ("CỘNG HÕA XÃ HỘI", "HÒA"),
        ("TÕA ÁN NHÂN DÂN", "TÒA"),
        ("VĂN PHÕNG", "PHÒNG"),
    ]);
    assert_silent(&[
        "hòa bình, khỏe, thủy, quý, quí, võ, rõ, ngõ, MÕ, VÕ VĂN",
        "hoà bình, khoẻ, thuỷ, hoạ, uỵch",
        "Đắk Lắk, Krông Pắc, Kon Tum, Y Moan Ênuôl, Đăk Glêi, H'Hen Niê, Ea Súp",
        "giã gạo, giặt giũ, giết, giếng, gìn giữ, khuỷu, ngoằn ngoèo, xoèn xoẹt, boong-ke",
        "Tê-hê-ran, Ô-xtrây-li-a, Pa-ri, Mát-xcơ-va, Bru-nây",
        "José, García, Málaga, Bogotá, Perú",
    ]);
}

#[test]
fn two_words_without_a_space_are_found() {
    assert_repairs(&[
        ("theo phía dẫnvề", "dẫn về"),
        ("chấp hànhpháp luật", "hành pháp"),
        ("Bản đồ hành chínhThống kê", "chính Thống"),
        ("tình hìnhkinh tế trongtháng đãđược", "đã được"),
    ]);
    assert_silent(&[
        "#HàNội #ĐàNẵng",
        "Quyếtđịnh.pdf",
        "[tệp](Báocáo.pdf) và ![ảnh](Hộinghị.jpg)",
        "VietinBank, ViệtNam, Vinamilk, TP.HCM",
        "https://vi.wikipedia.org/wiki/Hộinghị",
    ]);
}

#[test]
fn both_tone_styles_in_one_text_are_found_once() {
    let mixed = "hòa giải, tọa đàm, ủy ban, hóa đơn; hoà nhập, toạ độ, uỷ quyền";
    let kind = TextFindingKind::MixedToneStyles("hòa".to_owned());
    let found_in_mixed = found(mixed);
    assert_eq!(found_in_mixed.len(), 1);
    assert_eq!(found_in_mixed[0].kind, kind);
    assert_eq!(&mixed[found_in_mixed[0].range.clone()], "hoà");
    assert_silent(&["hòa giải, tọa đàm, ủy ban, hóa đơn; hoà nhập, uỷ quyền", "hoà, toạ, uỷ, hoá"]);
}
