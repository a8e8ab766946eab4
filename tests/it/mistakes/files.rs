//! Mistakes outside of texts: bytes, file names, locations, symbolic links; and texts in other encodings on disk.
//!
//! Lines and columns are counted in the file as it is on disk, whatever its encoding.

use super::{FileEncoding, Mistake, MistakePortal};

const REPORT: &str = "content/van-ban/2015/118-bc-ldld.md";

pub(super) fn add_mistakes(portal: &mut MistakePortal) {
    encodings(portal);
    bytes(portal);
    names(portal);
    places(portal);
}

/// Mistakes in each part of a file, in every encoding that it may have on disk.
fn encodings(portal: &mut MistakePortal) {
    let mistakes: [Mistake; 4] = [
        ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦30/2/2015", "error bad-date"),
        ("chức vụ: Chủ tịch", "chức vụ: Chủ tịch\n⟦chức vụ ký: Chủ tịch", "warning unknown-key"),
        ("(../2014/85-bc-ldld/index.md)", "(⟦/van-ban/2014/bc-ldld/)", "error broken-link"),
        (
            "## III. Điều rút ra",
            "Đường về: ![Biển đảo quê hương](⟦đảo.jpg)\n\n## III. Điều rút ra",
            "error broken-link",
        ),
    ];
    for encoding in
        [FileEncoding::Crlf, FileEncoding::Bom, FileEncoding::Nfd, FileEncoding::BomAndCrlf]
    {
        for mistake in &mistakes {
            portal.mistake_in_copy(REPORT, mistake, encoding);
        }
    }
}

fn bytes(portal: &mut MistakePortal) {
    let text = "---\ntitle: Bao cao\nsigner: Tr\u{e2}n Anh\n---\n";
    let latin: Vec<u8> =
        text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    portal.bytes("content/van-ban/2015/latin.md", &latin);
    portal.expect_fault("content/van-ban/2015/latin.md:3:1 error not-utf8");
    let utf16: Vec<u8> = "\u{FEFF}---\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    portal.bytes("content/van-ban/2015/utf-16.md", &utf16);
    portal.expect_fault("content/van-ban/2015/utf-16.md:1:1 error not-utf8");
    let long = format!("---\ntiêu đề: A\nthêm:\n  a: {}\n---\n", "dài ".repeat(20_000));
    portal.file("content/van-ban/2015/dai.md", &long, "1:1 error front-matter-too-long");
    let nested = format!("---\ntiêu đề: A\nthêm: {}a\n---\n", "[".repeat(40));
    portal.bytes("content/van-ban/2015/sau.md", nested.as_bytes());
    portal.expect_fault("content/van-ban/2015/sau.md:3:39 error yaml-too-deep");
}

fn names(portal: &mut MistakePortal) {
    portal.bytes("content/van-ban/2014/85-bc-ldld/B\u{FFFD}o c\u{FFFD}o.pdf", b"x");
    portal.expect_fault(
        "content/van-ban/2014/85-bc-ldld/B\u{FFFD}o c\u{FFFD}o.pdf error damaged-name",
    );
    portal.bytes("content/van-ban/2014/85-bc-ldld/….pdf", b"x");
    portal.expect_fault("content/van-ban/2014/85-bc-ldld/….pdf error damaged-name");
    portal.bytes("content/van-ban/2014/85-bc-ldld/aux.docx", b"x");
    portal.expect_fault("content/van-ban/2014/85-bc-ldld/aux.docx error damaged-name");
    portal.bytes("content/anh/da\u{301}.jpg", b"x");
    portal.bytes("content/anh/dá.jpg", b"x");
    portal.expect_fault("content/anh/dá.jpg error same-name-twice");
    portal.bytes("content/tai-lieu/Mau.pdf", b"x");
    portal.bytes("content/tai-lieu/mau.pdf", b"x");
    portal.expect_fault("content/tai-lieu/mau.pdf error clash");
    portal.bytes("content/van-ban/2014/85-bc-ldld/Bảng 1.pdf", b"x");
    portal.bytes("content/van-ban/2014/85-bc-ldld/bang-1.pdf", b"x");
    portal.expect_fault("content/van-ban/2014/85-bc-ldld/bang-1.pdf error clash");
}

fn places(portal: &mut MistakePortal) {
    let page = "---\ntiêu đề: Lạc chỗ\ntóm tắt: Lạc chỗ\nngày đăng: 01/3/2020\n---\n";
    portal.file(
        "content/van-ban/2014/85-bc-ldld/phu-luc.md",
        page,
        "error markdown-in-entry-folder",
    );
    portal.file("content/van-ban/năm/lac.md", page, "error reserved-address");
    portal.file("content/từ khoá/lac.md", page, "error reserved-address");
    portal.file("content/Danh mục công khai.md", page, "error reserved-address");
    portal.file("content/….md", page, "error empty-address");
    portal.file("content/gioi-thieu/index.md", page, "1:1 error clash");
    portal.write("content/Liên Hệ.md", page);
    portal.expect_fault("content/lien-he.md:1:1 error clash");
    portal.file(
        "content/van-ban/2016/khong-khai-bao.md",
        "Chỉ có nội dung.\n",
        "1:1 error no-front-matter",
    );
    portal.file("content/van-ban/2016/rong.md", "", "error no-front-matter");
    #[cfg(unix)]
    {
        let link = portal.portal.path("content/anh/ngoai.jpg");
        std::os::unix::fs::symlink("/etc/hostname", link).expect("a link can be made");
        portal.expect_fault("content/anh/ngoai.jpg error leads-outside");
    }
}
