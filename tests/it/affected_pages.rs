//! Which pages an edit changes: exactly those that show what was edited, measured by what a second build writes.
//!
//! The portal is small but has a page of every kind that could change needlessly: other sections, other years, terms
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
fn a_new_citation_changes_the_citing_page_and_the_cited_page() {
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
fn a_citation_becomes_a_link_while_the_cited_document_exists() {
    let has_citation_link =
        |portal: &TestPortal| portal.page("/van-ban/bao-cao/").contains("class=\"dan-chieu\"");
    let portal = portal()
        .edit(
            "content/van-ban/bao-cao.md",
            "Đã xong.",
            "Theo Quyết định số 7/QĐ-UBND ngày 01/02/2019.",
        )
        .build()
        .assert_clean();
    assert!(!has_citation_link(&portal));
    let decision = document("Quyết định", "7/QĐ-UBND", "01/02/2019", "Quyết định", "Điều 1.");
    let portal = portal.file("content/van-ban/quyet-dinh.md", &decision).build().assert_clean();
    assert!(has_citation_link(&portal));
    let portal = portal.remove("content/van-ban/quyet-dinh.md").build().assert_clean();
    assert!(!has_citation_link(&portal));
}

#[test]
fn editing_a_title_changes_the_pages_that_show_it_and_those_of_related_documents() {
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
fn editing_the_english_title_of_the_portal_changes_only_english_pages() {
    let about = "---\ntitle: About\nlanguage: en\n---\n\nAbout.\n";
    let portal = portal().file("content/en/about.md", about);
    let settings = portal.path("portal.yaml");
    let settings = std::fs::read_to_string(settings).expect("the portal has settings");
    let settings_with_title =
        |name: &str| format!("{settings}languages: {{en: {{title: {name}}}}}\n");
    portal
        .file("portal.yaml", &settings_with_title("Commune Office"))
        .build()
        .assert_clean()
        .file("portal.yaml", &settings_with_title("Commune Committee"))
        .build()
        .assert_clean()
        .assert_written(["en/about/index.html"]);
}
