//! Mistakes that are no text: bytes, names, places, links of the file system; and text in another form on disk.
//!
//! Places are counted in the file as it lies there, whatever form it has.

use super::{FileEncoding, Mistake, MistakePortal};

const REPORT: &str = "content/van-ban/2015/118-bc-ldld.md";

pub(super) fn add_mistakes(planted: &mut MistakePortal) {
    encodings(planted);
    bytes(planted);
    names(planted);
    places(planted);
}

/// Mistakes in each part of a file, in every form that it may have on disk.
fn encodings(planted: &mut MistakePortal) {
    let slips: [Mistake; 4] = [
        ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦30/2/2015", "error bad-date"),
        ("chức vụ: Chủ tịch", "chức vụ: Chủ tịch\n⟦chức vụ ký: Chủ tịch", "warning unknown-key"),
        ("(../2014/85-bc-ldld/index.md)", "(⟦/van-ban/2014/bc-ldld/)", "error broken-link"),
        (
            "## III. Điều rút ra",
            "Đường về: ![Biển đảo quê hương](⟦đảo.jpg)\n\n## III. Điều rút ra",
            "error broken-link",
        ),
    ];
    for form in [FileEncoding::Crlf, FileEncoding::Bom, FileEncoding::Nfd, FileEncoding::BomAndCrlf]
    {
        for slip in &slips {
            planted.mistake_in_copy(REPORT, slip, form);
        }
    }
}

fn bytes(planted: &mut MistakePortal) {
    let text = "---\ntitle: Bao cao\nsigner: Tr\u{e2}n Anh\n---\n";
    let latin: Vec<u8> =
        text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    planted.bytes("content/van-ban/2015/latin.md", &latin);
    planted.expect("content/van-ban/2015/latin.md:3:1 error not-utf8");
    let wide: Vec<u8> = "\u{FEFF}---\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    planted.bytes("content/van-ban/2015/utf-16.md", &wide);
    planted.expect("content/van-ban/2015/utf-16.md:1:1 error not-utf8");
    let long = format!("---\ntiêu đề: A\nthêm:\n  a: {}\n---\n", "dài ".repeat(20_000));
    planted.file("content/van-ban/2015/dai.md", &long, "1:1 error front-matter-too-long");
    let deep = format!("---\ntiêu đề: A\nthêm: {}a\n---\n", "[".repeat(40));
    planted.bytes("content/van-ban/2015/sau.md", deep.as_bytes());
    planted.expect("content/van-ban/2015/sau.md:3:39 error yaml-syntax");
}

fn names(planted: &mut MistakePortal) {
    planted.bytes("content/van-ban/2014/85-bc-ldld/B\u{FFFD}o c\u{FFFD}o.pdf", b"");
    planted.expect("content/van-ban/2014/85-bc-ldld/B\u{FFFD}o c\u{FFFD}o.pdf error damaged-name");
    planted.bytes("content/van-ban/2014/85-bc-ldld/….pdf", b"");
    planted.expect("content/van-ban/2014/85-bc-ldld/….pdf error damaged-name");
    planted.bytes("content/van-ban/2014/85-bc-ldld/aux.docx", b"");
    planted.expect("content/van-ban/2014/85-bc-ldld/aux.docx error damaged-name");
    planted.bytes("content/anh/da\u{301}.jpg", b"");
    planted.bytes("content/anh/dá.jpg", b"");
    planted.expect("content/anh/dá.jpg error same-name-twice");
    planted.bytes("content/tai-lieu/Mau.pdf", b"");
    planted.bytes("content/tai-lieu/mau.pdf", b"");
    planted.expect("content/tai-lieu/mau.pdf error clash");
    planted.bytes("content/van-ban/2014/85-bc-ldld/Bảng 1.pdf", b"");
    planted.bytes("content/van-ban/2014/85-bc-ldld/bang-1.pdf", b"");
    planted.expect("content/van-ban/2014/85-bc-ldld/bang-1.pdf error clash");
}

fn places(planted: &mut MistakePortal) {
    let page = "---\ntiêu đề: Lạc chỗ\ntóm tắt: Lạc chỗ\nngày đăng: 01/3/2020\n---\n";
    planted.file(
        "content/van-ban/2014/85-bc-ldld/phu-luc.md",
        page,
        "error markdown-in-entry-folder",
    );
    planted.file("content/van-ban/năm/lac.md", page, "error reserved-address");
    planted.file("content/từ khoá/lac.md", page, "error reserved-address");
    planted.file("content/Danh mục công khai.md", page, "error reserved-address");
    planted.file("content/….md", page, "error empty-address");
    planted.file("content/gioi-thieu/index.md", page, "1:1 error clash");
    planted.write("content/Liên Hệ.md", page);
    planted.expect("content/lien-he.md:1:1 error clash");
    planted.file(
        "content/van-ban/2016/khong-khai-bao.md",
        "Chỉ có nội dung.\n",
        "1:1 error no-front-matter",
    );
    planted.file("content/van-ban/2016/rong.md", "", "error no-front-matter");
    #[cfg(unix)]
    {
        let link = planted.portal.path("content/anh/ngoai.jpg");
        std::os::unix::fs::symlink("/etc/hostname", link).expect("a link can be made");
        planted.expect("content/anh/ngoai.jpg error leads-outside");
    }
}
