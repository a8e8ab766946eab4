//! Tests of PDF inspection with generated files, well-formed and malformed.
//!
//! The files are written by hand; lopdf only compresses and encrypts them.

use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Permissions, SaveOptions, Stream,
};

use super::{PdfError, PdfInfo, inspect};

/// The content of a page that shows a string, and of one that only draws a picture.
const WORDS: &str = "BT /F1 12 Tf (Niem yet) Tj ET";
const PICTURE: &str = "q 100 0 0 100 0 0 cm /Im1 Do Q";

/// The resources of a page with a font, and of one with only a picture.
const FONT: &str = "/Resources << /Font << /F1 4 0 R >> >>";
const NO_FONT: &str = "/Resources << /XObject << /Im1 5 0 R >> >>";

fn stream(dict: &str, content: &str) -> String {
    format!("<< {dict} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// Writes numbered objects as a PDF with a cross-reference table; the first is the catalog.
fn pdf_file(objects: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend(format!("{} 0 obj\n", at + 1).into_bytes());
        bytes.extend(object.as_ref());
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    let size = objects.len() + 1;
    let end = format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend(table.into_bytes());
    bytes.extend(end.into_bytes());
    bytes
}

/// Creates the objects of a PDF with equal pages; `root` and `page` are added to the dictionaries of the page tree.
fn objects(pages: usize, root: &str, page: &str, content: &str) -> Vec<String> {
    let first = 8;
    let kids: Vec<String> = (0..pages).map(|at| format!("{} 0 R", first + at)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {pages} /Kids [{}] {root} >>", kids.join(" ")),
        stream("", content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        stream("/Type /XObject /Subtype /Image /Width 1 /Height 1", "x"),
        stream(&format!("/Type /XObject /Subtype /Form {FONT}"), WORDS),
        stream("/Type /XObject /Subtype /Form /Resources << /XObject << /X 6 0 R >> >>", "/X Do"),
    ];
    let page = format!("<< /Type /Page /Parent 2 0 R /Contents 3 0 R {page} >>");
    objects.extend(std::iter::repeat_n(page, pages));
    objects
}

fn pdf(pages: usize, root: &str, page: &str, content: &str) -> Vec<u8> {
    pdf_file(&objects(pages, root, page, content))
}

fn info(pages: u32, has_text: bool) -> Result<PdfInfo, PdfError> {
    Ok(PdfInfo { pages, has_text: Some(has_text) })
}

#[test]
fn pages_are_counted_and_text_is_detected() {
    assert_eq!(inspect(&pdf(12, "", FONT, WORDS)), info(12, true));
    assert_eq!(inspect(&pdf(1, FONT, "", WORDS)), info(1, true), "inherited resources");
    assert_eq!(inspect(&pdf(3, "", NO_FONT, PICTURE)), info(3, false));
    assert_eq!(inspect(&pdf(3, "", "", PICTURE)), info(3, false), "no resources at all");
    assert_eq!(inspect(&pdf(2, "", FONT, PICTURE)), info(2, false), "a font that nothing uses");
    assert_eq!(
        inspect(&pdf(2, FONT, NO_FONT, WORDS)),
        info(2, false),
        "the nearest resources count"
    );
}

#[test]
fn text_in_nested_forms_counts() {
    for form in ["6 0 R", "7 0 R"] {
        let page = format!("/Resources << /XObject << /Fm {form} >> >>");
        assert_eq!(inspect(&pdf(2, "", &page, "/Fm Do")), info(2, true), "{form}");
    }
}

#[test]
fn cyclic_forms_terminate() {
    let mut objects = objects(1, "", "/Resources << /XObject << /X 7 0 R >> >>", "/X Do");
    let form = "/Type /XObject /Subtype /Form /Resources << /XObject << /X 7 0 R >> >>";
    objects[6] = stream(form, "/X Do");
    assert_eq!(inspect(&pdf_file(&objects)), info(1, false));
}

#[test]
fn one_page_with_text_among_scans_suffices() {
    let mut objects = objects(5, "", NO_FONT, PICTURE);
    objects.push(stream("", WORDS));
    let last = objects.len();
    objects[10] = format!("<< /Type /Page /Parent 2 0 R /Contents [3 0 R {last} 0 R] {FONT} >>");
    assert_eq!(inspect(&pdf_file(&objects)), info(5, true));
}

#[test]
fn unreadable_content_leaves_the_presence_of_text_unknown() {
    let mut objects = objects(2, "", FONT, "");
    objects[2] = stream("/Filter /FlateDecode", "no deflated data");
    let info = inspect(&pdf_file(&objects)).expect("the pages can be counted");
    assert_eq!((info.pages, info.has_text), (2, None));
}

#[test]
fn objects_in_compressed_streams_are_read() {
    let mut document = Document::load_mem(&pdf(7, "", FONT, WORDS)).expect("a well-formed PDF");
    document.compress();
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    let mut bytes = Vec::new();
    document.save_with_options(&mut bytes, options).expect("the file can be written");
    let shows = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    assert!(
        shows(b"/ObjStm") && !shows(b" obj\n<</Type/Page"),
        "the pages are in an object stream"
    );
    assert_eq!(inspect(&bytes), info(7, true));
}

fn encrypted(user_password: &str) -> Vec<u8> {
    let mut document = Document::load_mem(&pdf(4, "", FONT, WORDS)).expect("a well-formed PDF");
    let id = lopdf::Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id.clone(), id]);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "chu",
        user_password,
        key_length: 128,
        permissions: Permissions::PRINTABLE,
    };
    let state = EncryptionState::try_from(version).expect("valid encryption parameters");
    document.encrypt(&state).expect("the file can be encrypted");
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("the file can be written");
    bytes
}

#[test]
fn only_files_that_require_a_password_are_password_protected() {
    assert_eq!(inspect(&encrypted("")), info(4, true));
    assert_eq!(inspect(&encrypted("mat khau")), Err(PdfError::PasswordProtected));
}

#[test]
fn truncated_and_foreign_files_are_damaged() {
    let whole = pdf(9, "", FONT, WORDS);
    for cut in [0, 1, 8, 100, whole.len() / 2, whole.len() * 2 / 3, whole.len() - 40] {
        assert_eq!(inspect(&whole[..cut]), Err(PdfError::Damaged), "cut at {cut}");
    }
    assert_eq!(inspect("Không phải PDF".as_bytes()), Err(PdfError::Damaged));
    assert_eq!(inspect(&pdf(0, "", FONT, WORDS)), Err(PdfError::Damaged), "no page");
}

#[test]
fn a_wrong_page_count_makes_a_file_damaged() {
    for (from, to) in [("/Count 9", "/Count 8"), ("/Count 9", "/Count x"), ("8 0 R", "99 0 R")] {
        let mut objects = objects(9, "", FONT, WORDS);
        objects[1] = objects[1].replacen(from, to, 1);
        assert_eq!(inspect(&pdf_file(&objects)), Err(PdfError::Damaged), "{to}");
    }
    let mut circle = objects(2, "", FONT, WORDS);
    circle[1] = "<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] >>".to_owned();
    assert_eq!(inspect(&pdf_file(&circle)), Err(PdfError::Damaged));
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    let mut deep = objects(1, "", FONT, WORDS);
    deep.push("[".repeat(200_000) + &"]".repeat(200_000));
    deep.push("<</A ".repeat(100_000) + "1" + &">>".repeat(100_000));
    assert_eq!(inspect(&pdf_file(&deep)), info(1, true));
}

#[test]
fn a_flipped_byte_never_causes_a_panic_or_a_wrong_page_count() {
    let whole = pdf(3, FONT, "", WORDS);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x15;
        if let Ok(info) = inspect(&bytes) {
            assert_eq!(info.pages, 3, "byte {at}");
        }
    }
}

/// Creates a PDF with `count` object streams of one object with `numbers` numbers each; `name` spells their type.
fn with_object_streams(count: usize, numbers: usize, name: &str) -> Vec<u8> {
    let content = format!("1000 0 [{}]", "0 ".repeat(numbers));
    let mut compressed = Stream::new(Dictionary::new(), content.into_bytes());
    compressed.compress().expect("compressed");
    let length = compressed.content.len();
    let filter = if compressed.dict.has(b"Filter") { "/Filter /FlateDecode" } else { "" };
    let dict = format!("<< /Type {name} /N 1 /First 7 {filter} /Length {length} >>\nstream\n");
    let stream = [dict.as_bytes(), compressed.content.as_slice(), b"\nendstream"].concat();
    let objects = objects(1, "", FONT, WORDS).into_iter().map(String::into_bytes);
    pdf_file(&objects.chain(std::iter::repeat_n(stream, count)).collect::<Vec<_>>())
}

#[test]
fn object_streams_above_the_limit_are_not_decompressed() {
    assert_eq!(inspect(&with_object_streams(3, 100, "/ObjStm")), info(1, true));
    let large = with_object_streams(1, 5 << 20, "/ObjStm");
    assert!(large.len() < 100_000, "the file itself is small: {}", large.len());
    assert_eq!(inspect(&large), Err(PdfError::TooManyObjects));
    for name in ["/ObjStm", "/O#62jStm"] {
        let many = with_object_streams(20, 1 << 18, name);
        assert_eq!(inspect(&many), Err(PdfError::TooManyObjects), "{name}");
    }
    assert_eq!(inspect(&with_object_streams(200, 1, "/ObjStm")), Err(PdfError::TooManyObjects));
}

#[test]
fn forms_shared_by_thousands_of_pages_are_searched_once() {
    let (pages, forms) = (3_000, 3_000);
    let first = 9 + pages;
    let shared = format!("/Resources {} 0 R", 8 + pages);
    let mut objects = objects(pages, "", &shared, PICTURE);
    let names: String = (0..forms).map(|at| format!("/X{at} {} 0 R ", first + at)).collect();
    objects.push(format!("<< /XObject << {names} >> >>"));
    objects.extend((0..forms).map(|_| stream("/Type /XObject /Subtype /Form", PICTURE)));
    assert_eq!(inspect(&pdf_file(&objects)), info(3_000, false));
}

#[test]
fn contents_beyond_the_budget_are_not_decompressed() {
    let mut document = Document::load_mem(&pdf(40, "", FONT, PICTURE)).expect("a well-formed PDF");
    let mut large = Stream::new(Dictionary::new(), b"q Q ".repeat(17 << 20));
    large.compress().expect("compressed");
    document.objects.insert((3, 0), large.into());
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("the file can be written");
    assert_eq!(inspect(&bytes), Ok(PdfInfo { pages: 40, has_text: None }));
}
