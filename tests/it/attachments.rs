//! Attachments with binary content: what pages show of PDFs, and what `check` advises.
//!
//! Specs can only contain text, so the PDFs are generated here: pages with a string on each, or blank ones.

use crate::html;
use crate::pictures::picture;
use crate::test_portal::TestPortal;

/// A PDF with the given number of pages, all with the same content stream.
fn pdf(pages: usize, content: &str) -> Vec<u8> {
    pdf_with_line_ends("\n", pages, content)
}

fn pdf_with_line_ends(end: &str, pages: usize, content: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|at| format!("{} 0 R", 5 + at)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {pages} /Kids [{}] >>", kids.join(" ")),
        format!("<< /Length {} >>{end}stream{end}{content}{end}endstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R \
                /Resources << /Font << /F1 4 0 R >> >> >>";
    objects.extend(std::iter::repeat_n(page.to_owned(), pages));
    let mut text = format!("%PDF-1.4{end}");
    // An entry of the table has twenty bytes.
    let row_end = format!("{end:>2}");
    let mut table = format!("xref{end}0 {}{end}0000000000 65535 f{row_end}", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n{row_end}", text.len());
        text += &format!("{} 0 obj{end}{object}{end}endobj{end}", at + 1);
    }
    let (start, size) = (text.len(), objects.len() + 1);
    text += &table;
    text += &format!(
        "trailer{end}<< /Size {size} /Root 1 0 R >>{end}startxref{end}{start}{end}%%EOF{end}"
    );
    text.into_bytes()
}

pub(crate) fn text_pdf(pages: usize) -> Vec<u8> {
    pdf(pages, "BT /F1 12 Tf 50 800 Td (Niem yet) Tj ET")
}

fn scanned_pdf(pages: usize) -> Vec<u8> {
    pdf(pages, "")
}

/// The fields without which `check` would advise on something else.
const OTHER_FIELDS: &str = "số hiệu: không số\nthể loại: Báo cáo\ncơ quan ban hành: A\n\
                            ngày ban hành: 01/3/2020\ntrích yếu: Việc A\n";

/// A document with one attachment called `a.pdf`, named in its front matter.
fn document_with(bytes: &[u8], body: &str) -> TestPortal {
    let text = format!("---\ntiêu đề: A\nđính kèm: a.pdf\n{OTHER_FIELDS}---\n{body}");
    TestPortal::new()
        .file("content/van-ban/85/index.md", &text)
        .bytes("content/van-ban/85/a.pdf", bytes)
}

/// What the page shows of its first file.
fn first_file_text(portal: &TestPortal) -> String {
    let page = portal.page("/van-ban/85/");
    let list = html::inner_by_attribute(&page, "class", "files").expect("the page has files");
    html::visible_text(list).split("Xem trước").next().unwrap_or_default().trim().to_owned()
}

#[test]
fn a_pdf_is_listed_with_its_page_count_and_a_scan_is_marked() {
    let text = first_file_text(&document_with(&text_pdf(12), "").build().assert_clean());
    assert!(text.contains("Tệp PDF") && text.contains("12 trang"), "{text}");
    assert!(!text.contains("Bản quét"), "{text}");
    let text = first_file_text(&document_with(&scanned_pdf(1), "").build().assert_clean());
    assert!(text.contains("1 trang") && text.contains("Bản quét, không có lớp chữ"), "{text}");
}

#[test]
fn a_damaged_pdf_is_listed_with_its_size_only() {
    let whole = text_pdf(12);
    let portal = document_with(&whole[..whole.len() / 2], "").build().assert_clean();
    let text = first_file_text(&portal);
    assert!(!text.contains("trang") && !text.contains("Bản quét"), "{text}");
    portal.check().assert_faults(["content/van-ban/85/index.md:3:11 advice unreadable-pdf"]);
    document_with(b"MZ", "")
        .check()
        .assert_faults(["content/van-ban/85/index.md:3:11 advice unreadable-pdf"]);
}

#[test]
fn check_advises_a_text_version_of_a_scan_until_there_is_one() {
    let advice = "content/van-ban/85/index.md:3:11 advice scan-only";
    document_with(&scanned_pdf(2), "").check().assert_faults([advice]);
    document_with(&text_pdf(2), "").check().assert_faults([]);
    let whole_text = "Toàn văn của báo cáo. ".repeat(30);
    document_with(&scanned_pdf(2), &whole_text).check().assert_faults([]);
    let pointer = "Nội dung xem tại tệp đính kèm.\n";
    document_with(&scanned_pdf(2), pointer).check().assert_faults([advice]);
    let both = |named: &str| {
        document_with(&scanned_pdf(2), "")
            .edit("content/van-ban/85/index.md", "a.pdf", named)
            .bytes("content/van-ban/85/b.pdf", &text_pdf(2))
            .bytes("content/van-ban/85/c.docx", b"PK")
    };
    let unused = |name: &str| format!("content/van-ban/85/{name} advice unused-file");
    both("[a.pdf, b.pdf]").check().assert_faults([&*unused("c.docx")]);
    both("[a.pdf, c.docx]").check().assert_faults([&*unused("b.pdf")]);
    both("[a.pdf, {file: c.docx, kind: phụ lục}]")
        .check()
        .assert_faults([&*unused("b.pdf"), "content/van-ban/85/index.md:3:12 advice scan-only"]);
}

#[test]
fn advice_on_a_file_not_in_the_front_matter_names_its_own_path() {
    document_with(&scanned_pdf(2), "")
        .edit("content/van-ban/85/index.md", "đính kèm: a.pdf\n", "")
        .check()
        .assert_faults(["content/van-ban/85/a.pdf advice scan-only"]);
}

#[test]
fn a_page_changes_when_a_file_of_the_same_size_gets_a_text_layer() {
    let (blank, said) = (pdf(1, "BT /F1 9 Tf ( ) Tj ET"), pdf(1, "BT /F1 9 Tf (a) Tj ET"));
    assert_eq!(blank.len(), said.len());
    document_with(&blank, "")
        .build()
        .bytes("content/van-ban/85/a.pdf", &said)
        .build()
        .assert_clean()
        .assert_written(["du-lieu/van-ban-2020.json", "van-ban/85/a.pdf", "van-ban/85/index.html"]);
}

#[test]
fn a_preview_is_an_empty_frame_with_a_title_until_its_link_is_followed() {
    let text = "---\ntiêu đề: A\nđính kèm: [{file: a.pdf, title: \"Sơ kết «1»\"}, b.png]\n---\n";
    let portal = TestPortal::new()
        .file("content/van-ban/85/index.md", text)
        .bytes("content/van-ban/85/a.pdf", &text_pdf(2))
        .bytes("content/van-ban/85/b.png", include_bytes!("../anh/trang-chu.png"))
        .base_url("https://thu.example.vn/cong/")
        .build()
        .assert_clean();
    let page = portal.page("/van-ban/85/");
    for part in [
        "<iframe name=\"niemyet-1\" title=\"Xem trước: Sơ kết «1»\">",
        "<a href=\"/cong/van-ban/85/a.pdf\" target=\"niemyet-1\">",
        "<iframe name=\"niemyet-2\" title=\"Xem trước: b.png\">",
    ] {
        let before = page.split(part).next().filter(|before| before.len() < page.len());
        let before = before.unwrap_or_else(|| panic!("{part} is not in {page}"));
        let opened = before.rfind("<details class=\"preview\">");
        assert!(opened > before.rfind("</details>"), "{part} is outside its details element");
    }
    assert!(!page.contains("src=\"/cong/van-ban/"), "a browser would fetch a file: {page}");
}

#[test]
fn a_long_list_is_folded_after_its_first_files() {
    let build = |count: usize| {
        let portal =
            TestPortal::new().file("content/van-ban/85/index.md", "---\ntiêu đề: A\n---\n");
        let files = (1..=count).map(|at| format!("content/van-ban/85/{at:02}.docx"));
        files.fold(portal, |portal, path| portal.bytes(&path, b"PK")).build().assert_clean()
    };
    let page = build(12).page("/van-ban/85/");
    assert!(!page.contains("tệp nữa") && page.matches("<ul class=\"files\">").count() == 1);
    let page = build(60).page("/van-ban/85/");
    assert!(page.contains("Tệp đính kèm <small>(60)</small>"));
    let page = page.split_once("</head>").expect("the page has a head").1;
    let (before, after) =
        page.split_once("<summary>50 tệp nữa</summary>").expect("the list is folded");
    assert!(before.contains("/10.docx") && !before.contains("/11.docx"));
    assert!(after.contains("/11.docx") && after.contains("/60.docx"));
}

/// The bytes with LF in place of CRLF, or the reverse, as git converts texts.
fn converted(bytes: &[u8], (from, to): (&str, &str)) -> Vec<u8> {
    let text: String = bytes.iter().copied().map(char::from).collect();
    let text = text.replace(from, to);
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect()
}

const TO_CRLF: (&str, &str) = ("\n", "\r\n");
const TO_LF: (&str, &str) = ("\r\n", "\n");

/// A ZIP archive of one file, with the name that marks a Word document.
fn docx(content: &[u8]) -> Vec<u8> {
    let name = b"word/document.xml";
    let size = u32::try_from(content.len()).expect("it is short").to_le_bytes();
    let fields =
        [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0], &[0; 4][..], &size, &size, &[17, 0, 0, 0]].concat();
    let file = [&b"PK\x03\x04"[..], &fields, name, content].concat();
    let entry = [&b"PK\x01\x02\x14\x00"[..], &fields, &[0; 14], name].concat();
    let number = |length: usize| u32::try_from(length).expect("it is short").to_le_bytes();
    let end = [
        &b"PK\x05\x06\0\0\0\0\x01\0\x01\0"[..],
        &number(entry.len()),
        &number(file.len()),
        &[0; 2],
    ];
    [&file[..], &entry, &end.concat()].concat()
}

#[test]
fn a_file_whose_line_ends_were_converted_is_an_error() {
    let lines = b"mot\nhai\r\nba\nbon\nnam\nsau\r\n\0";
    let cases: [(&str, Vec<u8>, (&str, &str)); 12] = [
        ("a.pdf", text_pdf(2), TO_CRLF),
        ("a.pdf", pdf_with_line_ends("\r\n", 2, "BT /F1 9 Tf (a) Tj ET"), TO_LF),
        ("a.docx", docx(lines), TO_CRLF),
        ("a.docx", docx(lines), TO_LF),
        ("a.zip", docx(lines), TO_LF),
        ("a.png", picture("a.png", (40, 30), 1), TO_CRLF),
        ("a.png", picture("a.png", (40, 30), 1), TO_LF),
        ("a.jpg", picture("a.jpg", (900, 900), 1), TO_CRLF),
        ("a.gif", picture("a.gif", (300, 300), 1), TO_CRLF),
        ("a.gif", gif_with_crlf(), TO_LF),
        ("a.webp", webp_with(*b"\n\n\n\n"), TO_CRLF),
        ("a.webp", webp_with(*b"\r\n\r\n"), TO_LF),
    ];
    for (name, sound, conversion) in cases {
        let text = format!("---\ntiêu đề: A\nđính kèm: {name}\n{OTHER_FIELDS}---\nLời.\n");
        let path = format!("content/van-ban/85/{name}");
        let portal =
            TestPortal::new().file("content/van-ban/85/index.md", &text).bytes(&path, &sound);
        let portal = portal.check();
        assert!(!portal.report().has_errors(), "{name} is sound: {}", portal.messages());
        let damaged = converted(&sound, conversion);
        assert!(damaged != sound, "{name}");
        let error = "content/van-ban/85/index.md:3:11 error altered-line-ends";
        let portal = portal.bytes(&path, &damaged).check();
        assert_eq!(portal.faults(), [error], "{name} {conversion:?}");
    }
}

#[test]
fn a_webp_that_lacks_only_its_padding_is_sound() {
    let mut webp = webp_with(*b"a\nb\0");
    let length = webp.len() - 8;
    webp[length..length + 4].copy_from_slice(&3_u32.to_le_bytes());
    webp.pop();
    let text = format!("---\ntiêu đề: A\nđính kèm: a.webp\n{OTHER_FIELDS}---\nLời.\n");
    let portal = TestPortal::new().file("content/van-ban/85/index.md", &text);
    let portal = portal.bytes("content/van-ban/85/a.webp", &webp).build();
    assert!(!portal.report().has_errors(), "{}", portal.messages());
}

/// A GIF with an extension block of CRLFs (`GIF89a`, section 24).
fn gif_with_crlf() -> Vec<u8> {
    let mut gif = picture("a.gif", (3, 3), 1);
    let end = gif.len() - 1;
    assert_eq!(gif[end], b';', "a GIF ends with its trailer");
    gif.retain(|byte| *byte != b'\r');
    gif.splice(gif.len() - 1..gif.len() - 1, *b"!\xFE\x06a\r\nb\r\n\0");
    gif
}

/// A WebP with a chunk of four bytes, which readers skip.
fn webp_with(chunk: [u8; 4]) -> Vec<u8> {
    let mut webp = picture("a.webp", (40, 30), 1);
    webp.extend(b"EXIF\x04\0\0\0");
    webp.extend(chunk);
    let length = u32::try_from(webp.len() - 8).expect("it is short");
    webp[4..8].copy_from_slice(&length.to_le_bytes());
    webp
}

#[test]
fn an_empty_file_that_is_named_almost_like_an_entry_is_reported_once() {
    let text = format!("---\ntiêu đề: A\n{OTHER_FIELDS}---\nLời.\n");
    let portal = TestPortal::new().file("content/van-ban/85/index.md", &text);
    let portal = portal.bytes("content/van-ban/85/b.md.txt", b"").check();
    assert_eq!(portal.faults(), ["content/van-ban/85/b.md.txt error misnamed-entry"]);
}

#[test]
fn an_empty_file_is_an_error_where_it_is_named() {
    let portal =
        document_with(b"", "[B](b.docx) ![C](c.png)\n").bytes("content/van-ban/85/b.docx", b"");
    portal.bytes("content/van-ban/85/c.png", b"").check().assert_faults([
        "content/van-ban/85/index.md:3:11 error empty-file",
        "content/van-ban/85/index.md:10:5 error empty-file",
        "content/van-ban/85/index.md:10:18 error empty-file",
    ]);
}

#[test]
fn a_file_of_another_type_than_its_name_gets_advice() {
    let zip = |mark: &[u8]| {
        converted(&docx(b"x"), ("word/document.xml", str::from_utf8(mark).expect("ASCII")))
    };
    let cases: [(&str, Vec<u8>, Option<&str>); 9] = [
        ("a.pdf", docx(b"x"), Some("a.docx")),
        ("a.docx", text_pdf(1), Some("a.pdf")),
        ("a.xlsx", docx(b"x"), Some("a.docx")),
        ("a.docx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), Some("a.doc")),
        ("a.png", picture("a.webp", (40, 30), 1), Some("a.webp")),
        ("a.doc", b"{\\rtf1 a}".to_vec(), None),
        ("a.odt", zip(b"mimetype/vnd.odtt"), None),
        ("a.zip", docx(b"x"), None),
        ("a.dwg", docx(b"x"), None),
    ];
    for (name, bytes, proposal) in cases {
        let text = format!("---\ntiêu đề: A\nđính kèm: {name}\n{OTHER_FIELDS}---\nLời.\n");
        let portal = TestPortal::new().file("content/van-ban/85/index.md", &text);
        let portal = portal.bytes(&format!("content/van-ban/85/{name}"), &bytes).check();
        let messages = portal.messages();
        assert_eq!(messages.contains("thật ra là"), proposal.is_some(), "{name}: {messages}");
        let proposal =
            proposal.map(|proposal| format!("đổi tên thành {proposal}")).unwrap_or_default();
        assert!(
            messages.contains(&proposal) && !portal.report().has_errors(),
            "{name}: {messages}"
        );
    }
}

#[test]
fn a_pdf_that_was_normalised_when_committed_and_converted_when_checked_out_is_an_error() {
    // Bytes with LF alone, so that the second conversion does not undo the first.
    let sound = pdf_with_line_ends("\r\n", 2, "BT /F1 9 Tf (a) Tj ET\n\n\n");
    document_with(&sound, "").check().assert_faults([]);
    let damaged = converted(&converted(&sound, TO_LF), TO_CRLF);
    let error = "content/van-ban/85/index.md:3:11 error altered-line-ends";
    document_with(&damaged, "").check().assert_faults([error]);
}

#[test]
fn a_file_emptied_between_two_builds_is_reported_as_in_a_clean_build() {
    let text = format!("---\ntiêu đề: A\n{OTHER_FIELDS}---\n[B](/tai/b.docx)\n");
    let portal = TestPortal::new()
        .file("content/van-ban/85.md", &text)
        .file("content/gioi-thieu/index.md", "---\ntiêu đề: Giới thiệu\n---\n");
    let files = ["content/tai/b.docx", "content/gioi-thieu/c.docx"];
    let with_files = |portal: TestPortal, bytes: &[u8]| {
        files.iter().fold(portal, |portal, path| portal.bytes(path, bytes))
    };
    let portal = with_files(portal, b"PK\x03\x04").build();
    assert!(!portal.report().has_errors(), "{}", portal.messages());
    let portal = with_files(portal, b"").build();
    let errors: Vec<String> =
        portal.faults().into_iter().filter(|fault| fault.contains("empty-file")).collect();
    assert_eq!(errors.len(), 2, "{}", portal.messages());
    let portal = with_files(portal, b"PK\x03\x04").build();
    assert!(!portal.report().has_errors(), "{}", portal.messages());
}
