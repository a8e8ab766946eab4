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
fn a_part_of_the_frame_that_asks_for_entries_is_up_to_date_on_every_page() {
    let shows = |portal: &TestPortal, title: &str| {
        let line = format!("<p>Mới: {title}</p>");
        portal.page("/gioi-thieu/").contains(&line) && portal.page("/van-ban/").contains(&line)
    };
    let owner = "{% component owner(portal) -%}\n\
                 {% for one in latest(take=1) %}<p>Mới: {{ one.title }}</p>{% endfor %}\n\
                 {%- endcomponent owner %}\n";
    let template = "themes/cong-thong-tin/templates/khung.html";
    let portal = portal().file(template, owner).build().assert_clean();
    assert!(shows(&portal, "Một tin"));
    let newer = "---\ntiêu đề: Tin sau\nngày đăng: 09/3/2021\ntóm tắt: Tin.\n---\n";
    let portal = portal.file("content/tin-tuc/sau.md", newer).build().assert_clean();
    assert!(shows(&portal, "Tin sau"));
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

/// A portal of five posted documents, with a list of changes that is divided by year.
fn posted_portal() -> TestPortal {
    let posted = |number: u8, posted: &str| {
        let text = document(
            &format!("Công văn {number}"),
            &format!("{number}/CV-UBND"),
            posted,
            "Công văn",
            "Nội dung.",
        );
        text.replace("người đăng:", &format!("ngày đăng: {posted}\nngười đăng:"))
    };
    let portal = TestPortal::new();
    let settings = portal.path("portal.yaml");
    let settings = std::fs::read_to_string(settings).expect("the portal has settings");
    let days = ["01/3/2019", "02/3/2019", "01/4/2020", "02/4/2020", "01/5/2021"];
    let portal = portal.file("portal.yaml", &format!("{settings}page_size: 2\n"));
    days.iter().zip(1..).fold(portal, |portal, (day, number)| {
        portal.file(&format!("content/van-ban/v{number}.md"), &posted(number, day))
    })
}

/// Returns the files of the list of changes that the last build wrote.
fn written_lists_of_changes(portal: &TestPortal) -> Vec<String> {
    let published = portal.report().published.as_ref().expect("the site was published");
    let written = published.written.iter().filter(|path| path.starts_with("thay-doi/"));
    written.map(|path| path.to_string()).collect()
}

#[test]
fn a_change_moves_the_newest_changes_and_those_of_its_year() {
    let built = || posted_portal().build().assert_clean();
    let newest = ["thay-doi/atom.xml", "thay-doi/index.html"];
    let edits: [(&str, &str, &str, &[&str]); 5] = [
        ("v1", "Nội dung.", "Nội dung khác.", &[]),
        ("v1", "người đăng:", "tóm tắt: Việc khác\nngười đăng:", &[]),
        (
            "v1",
            "người đăng:",
            "đính chính: [{ngày: 05/3/2019, nội dung: Sửa số}]\nngười đăng:",
            &["nam/2019/index.html", "index.html"],
        ),
        (
            "v3",
            "người đăng:",
            "thu hồi: {ngày: 02/6/2021, lý do: Nhầm}\nngười đăng:",
            &["atom.xml", "index.html", "nam/2021/index.html"],
        ),
        (
            "v4",
            "tiêu đề: Công văn 4",
            "tiêu đề: Giấy mời",
            &["atom.xml", "index.html", "nam/2020/index.html"],
        ),
    ];
    for (name, from, to, expected) in edits {
        let portal = built().edit(&format!("content/van-ban/{name}.md"), from, to).build();
        let mut expected: Vec<String> =
            expected.iter().map(|path| format!("thay-doi/{path}")).collect();
        expected.sort();
        assert_eq!(written_lists_of_changes(&portal.assert_clean()), expected, "{to}");
    }
    let new = document("Mới", "6/CV-UBND", "03/5/2022", "Công văn", "Nội dung.");
    let new = new.replace("người đăng:", "ngày đăng: 03/5/2022\nngười đăng:");
    let portal = built().file("content/van-ban/v6.md", &new).build().assert_clean();
    let of_year = ["thay-doi/nam/2022/index.html"];
    assert_eq!(written_lists_of_changes(&portal), [&newest[..], &of_year].concat());
    let written = &portal.report().published.as_ref().expect("the site was published").written;
    let others: Vec<_> = written.iter().filter(|path| path.starts_with("van-ban/v")).collect();
    // Its neighbours of the same type, and nothing because of the list of changes.
    assert_eq!(others.len(), 4, "{others:?}");
}

/// The portal with two regulations, of which the newer comes into force on the day after the build.
fn portal_with_regulations() -> TestPortal {
    let old = document("Quy chế cũ", "1/QC-UBND", "01/02/2018", "Quy chế", "Cũ.");
    let new = document("Quy chế mới", "2/QC-UBND", "01/10/2026", "Quy chế", "Mới.");
    portal()
        .file("content/van-ban/cu.md", &old)
        .edit("content/van-ban/cu.md", "người đăng:", "ngày hiệu lực: 01/3/2018\nngười đăng:")
        .file("content/van-ban/moi.md", &new)
        .edit("content/van-ban/moi.md", "người đăng:", "ngày hiệu lực: 23/11/2026\nngười đăng:")
        .today("22/11/2026")
}

#[test]
fn a_replacement_changes_both_pages_and_the_lists_that_show_the_replaced_one() {
    portal_with_regulations()
        .build()
        .assert_clean()
        .edit("content/van-ban/moi.md", "người đăng:", "thay thế: 1/QC-UBND\nngười đăng:")
        .build()
        .assert_clean()
        .assert_written([
            "danh-muc-cong-khai/index.html",
            "du-lieu/van-ban-2018.csv",
            "du-lieu/van-ban-2018.json",
            "du-lieu/van-ban-2026.csv",
            "du-lieu/van-ban-2026.json",
            "index.html",
            "the-loai/quy-che/index.html",
            "van-ban/cu/index.html",
            "van-ban/index.html",
            "van-ban/moi/index.html",
        ])
        .edit("content/van-ban/moi.md", "Mới.", "Mới hơn.")
        .build()
        .assert_clean()
        .assert_written(["van-ban/moi/index.html"]);
}

#[test]
fn a_change_of_effect_moves_the_pages_of_related_documents_and_midnight_leaves_them() {
    let changed = [
        "danh-muc-cong-khai/index.html",
        "du-lieu/van-ban-2018.csv",
        "du-lieu/van-ban-2018.json",
        "index.html",
        "the-loai/quy-che/index.html",
        "van-ban/bao-cao/index.html",
        "van-ban/cu/index.html",
        "van-ban/index.html",
        // Its neighbour of the same type.
        "van-ban/moi/index.html",
    ];
    let portal = portal_with_regulations()
        .edit("content/van-ban/bao-cao.md", "người đăng:", "căn cứ: 1/QC-UBND\nngười đăng:")
        .build()
        .assert_clean()
        .edit("content/van-ban/cu.md", "người đăng:", "ngày hết hiệu lực: 23/11/2026\nngười đăng:")
        .build()
        .assert_clean()
        .assert_written(changed);
    let row = "có hiệu lực từ <time datetime=\"2018-03-01\">01/3/2018</time>, </span>\
               <span data-state=\"expired\">hết hiệu lực toàn bộ từ";
    assert!(portal.page("/van-ban/bao-cao/").contains(row));
    let portal = portal.today("23/11/2026").build().assert_clean();
    let published = portal.report().published.as_ref().expect("the site was published");
    assert!(published.written.iter().any(|path| **path == *"van-ban/cu/index.html"));
    assert!(!published.written.iter().any(|path| **path == *"van-ban/bao-cao/index.html"));
    portal
        .edit("content/van-ban/cu.md", "Cũ.", "Cũ hơn.")
        .build()
        .assert_clean()
        .assert_written(["van-ban/cu/index.html"]);
}

#[test]
fn midnight_changes_pages_data_feeds_and_the_list_of_changes_but_no_other() {
    portal_with_regulations()
        .edit("content/van-ban/moi.md", "người đăng:", "thay thế: 1/QC-UBND\nngười đăng:")
        .build()
        .assert_clean()
        .today("23/11/2026")
        .build()
        .assert_clean()
        .assert_written([
            "atom.xml",
            "du-lieu/van-ban-2018.csv",
            "du-lieu/van-ban-2018.json",
            "du-lieu/van-ban-2026.csv",
            "du-lieu/van-ban-2026.json",
            "thay-doi/atom.xml",
            "thay-doi/index.html",
            "the-loai/quy-che/atom.xml",
            "van-ban/atom.xml",
            "van-ban/cu/index.html",
            "van-ban/moi/index.html",
        ]);
}

#[test]
fn a_changed_asset_moves_the_pages_that_ask_for_it_and_no_other() {
    let theme = |file: &str| format!("themes/cong-thong-tin/{file}");
    let not_found =
        "<link rel=\"stylesheet\" href=\"{{ asset(name=\"rieng.css\") }}\"><h1>Không có</h1>";
    let portal = portal()
        .file(&theme("templates/404.html"), not_found)
        .file(&theme("assets/rieng.css"), "h1 { background: url(hinh/nen.svg) }")
        .file(&theme("assets/hinh/nen.svg"), "<svg/>")
        .file(&theme("assets/khac.js"), "")
        .build()
        .assert_clean()
        .file(&theme("assets/rieng.css"), "h1 { background: url(hinh/nen.svg) red }")
        .build()
        .assert_clean()
        .assert_written(["404.html", "tai-nguyen/rieng.css"])
        .assert_removed(["tai-nguyen/rieng.css"])
        .file(&theme("assets/hinh/nen.svg"), "<svg></svg>")
        .build()
        .assert_clean()
        .assert_written(["404.html", "tai-nguyen/hinh/nen.svg", "tai-nguyen/rieng.css"])
        .file(&theme("assets/khac.js"), "1;")
        .build()
        .assert_clean()
        .assert_written(["tai-nguyen/khac.js"]);
    let asked = portal.page("/404.html");
    let sheet = asked.split('"').find(|part| part.ends_with(".css")).expect("it asks for a sheet");
    assert!(portal.page(sheet).contains("url(hinh/nen."), "{sheet}");
}

#[test]
fn a_page_that_is_kept_keeps_the_style_that_it_was_built_with() {
    let portal = portal().build().assert_clean();
    let kept = portal.page("/gioi-thieu/");
    let sheet = kept.split('"').find(|part| part.ends_with(".css")).expect("it asks for a sheet");
    let portal = portal
        .edit("content/gioi-thieu.md", "01/01/2019", "31/02/2019")
        .file("themes/cong-thong-tin/theme.yaml", "style: {base: {accent: \"#0b4f8a\"}}\n")
        .keep_going()
        .build();
    assert_eq!(portal.page("/gioi-thieu/"), kept);
    assert!(portal.has(sheet) && !portal.page("/").contains(sheet));
    let portal = portal.edit("content/gioi-thieu.md", "31/02/2019", "01/02/2019").build();
    assert!(!portal.assert_clean().has(sheet), "only current names are published");
}
