//! What an edit moves: exactly the pages that show what was edited, by what a second build writes.
//!
//! The portal is small but has a page of every kind that could move without need: other sections, other years, terms
//! of other documents, overviews.

use crate::test_portal::TestPortal;

fn document(title: &str, number: &str, date: &str, kind: &str, body: &str) -> String {
    format!(
        "---\ntiêu đề: {title}\nsố hiệu: {number}\nngày ban hành: {date}\nthể loại: {kind}\ntrích yếu: Việc {number}\n\
         người đăng: văn thư\n---\n\n{body}\n"
    )
}

fn portal() -> TestPortal {
    let plan = document("Kế hoạch tập huấn", "5/KH-UBND", "01/3/2019", "Kế hoạch", "Nội dung.");
    let report = document("Báo cáo tập huấn", "9/BC-UBND", "05/3/2020", "Báo cáo", "Đã xong.");
    let notice = document("Thông báo nghỉ lễ", "3/TB-UBND", "07/3/2021", "Thông báo", "Nghỉ.");
    TestPortal::new()
        .file("content/van-ban/ke-hoach.md", &plan)
        .file("content/van-ban/bao-cao.md", &report)
        .file("content/van-ban/thong-bao.md", &notice)
        .file(
            "content/tin-tuc/tin.md",
            "---\ntiêu đề: Một tin\nngày đăng: 08/3/2021\ntóm tắt: Tin.\n---\n\nTin.\n",
        )
        .file(
            "content/gioi-thieu.md",
            "---\ntiêu đề: Giới thiệu\nngày đăng: 01/01/2019\n---\n\nGiới thiệu.\n",
        )
}

#[test]
fn the_edit_of_a_body_moves_its_page_alone() {
    portal()
        .build()
        .assert_clean()
        .edit("content/van-ban/bao-cao.md", "Đã xong.", "Đã làm xong.")
        .build()
        .assert_clean()
        .assert_written(["van-ban/bao-cao/index.html"]);
}

#[test]
fn a_new_citation_moves_the_page_that_cites_and_the_page_that_is_cited() {
    portal()
        .build()
        .assert_clean()
        .edit(
            "content/van-ban/bao-cao.md",
            "Đã xong.",
            "Theo Kế hoạch số 5/KH-UBND ngày 01/3/2019.",
        )
        .build()
        .assert_clean()
        .assert_written(["van-ban/bao-cao/index.html", "van-ban/ke-hoach/index.html"]);
}

#[test]
fn a_citation_heals_when_the_document_arrives_and_goes_when_it_leaves() {
    let cites =
        |portal: &TestPortal| portal.page("/van-ban/bao-cao/").contains("class=\"dan-chieu\"");
    let portal = portal()
        .edit(
            "content/van-ban/bao-cao.md",
            "Đã xong.",
            "Theo Quyết định số 7/QĐ-UBND ngày 01/02/2019.",
        )
        .build()
        .assert_clean();
    assert!(!cites(&portal));
    let decision = document("Quyết định", "7/QĐ-UBND", "01/02/2019", "Quyết định", "Điều 1.");
    let portal = portal.file("content/van-ban/quyet-dinh.md", &decision).build().assert_clean();
    assert!(cites(&portal));
    let portal = portal.remove("content/van-ban/quyet-dinh.md").build().assert_clean();
    assert!(!cites(&portal));
}

#[test]
fn the_edit_of_a_title_moves_what_shows_the_title() {
    portal()
        .build()
        .assert_clean()
        .edit("content/van-ban/ke-hoach.md", "Kế hoạch tập huấn", "Kế hoạch tập huấn sơ cứu")
        .build()
        .assert_clean()
        .assert_written([
            "atom.xml",
            "danh-muc-cong-khai/index.html",
            "du-lieu/van-ban-2019.csv",
            "du-lieu/van-ban-2019.json",
            "index.html",
            "the-loai/ke-hoach/atom.xml",
            "the-loai/ke-hoach/index.html",
            "van-ban/atom.xml",
            "van-ban/index.html",
            "van-ban/ke-hoach/index.html",
        ]);
}

#[test]
fn the_edit_of_a_title_moves_the_pages_of_documents_that_name_it() {
    portal()
        .edit("content/van-ban/bao-cao.md", "người đăng:", "căn cứ: 5/KH-UBND\nngười đăng:")
        .build()
        .assert_clean()
        .edit("content/van-ban/ke-hoach.md", "Kế hoạch tập huấn", "Kế hoạch tập huấn sơ cứu")
        .build()
        .assert_clean()
        .assert_written([
            "atom.xml",
            "danh-muc-cong-khai/index.html",
            "du-lieu/van-ban-2019.csv",
            "du-lieu/van-ban-2019.json",
            "index.html",
            "the-loai/ke-hoach/atom.xml",
            "the-loai/ke-hoach/index.html",
            "van-ban/atom.xml",
            "van-ban/bao-cao/index.html",
            "van-ban/index.html",
            "van-ban/ke-hoach/index.html",
        ]);
}

#[test]
fn the_edit_of_an_english_name_moves_the_english_pages_alone() {
    let about = "---\ntitle: About\nlanguage: en\n---\n\nAbout.\n";
    let portal = portal().file("content/en/about.md", about);
    let settings = portal.path("portal.yaml");
    let settings = std::fs::read_to_string(settings).expect("there are settings");
    let named = |name: &str| format!("{settings}languages: {{en: {{title: {name}}}}}\n");
    portal
        .file("portal.yaml", &named("Commune Office"))
        .build()
        .assert_clean()
        .file("portal.yaml", &named("Commune Committee"))
        .build()
        .assert_clean()
        .assert_written(["en/about/index.html"]);
}
