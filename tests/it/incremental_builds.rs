//! Incremental builds: a second build renders what changed and nothing else, and the ledger never affects the site.
//!
//! Exact lists say what is rendered. The ledger is removed, truncated and corrupted, and the site must stay the same.

use std::fs;

use crate::test_portal::{TestPortal, assert_same_files, files_under, without_digests};

const LEDGER: &str = ".niemyet/ledger";

fn document(title: &str, number: &str, date: &str, body: &str) -> String {
    format!(
        "---\ntiêu đề: {title}\nsố hiệu: {number}\nngày ban hành: {date}\ntrích yếu: Việc {number}\n\
         người đăng: văn thư\n---\n\n{body}\n"
    )
}

/// A portal with a document in each of three years, a news item, a page, a picture and a file to download.
fn portal() -> TestPortal {
    let plan = document("Kế hoạch tập huấn", "5/KH-UBND", "01/3/2019", "Nội dung.");
    let report = document("Báo cáo tập huấn", "9/BC-UBND", "05/3/2020", "Đã xong.");
    let notice = document("Thông báo nghỉ lễ", "3/TB-UBND", "07/3/2021", "Nghỉ.");
    TestPortal::new()
        .file("content/van-ban/ke-hoach.md", &plan)
        .file("content/van-ban/bao-cao.md", &report)
        .file("content/van-ban/thong-bao/index.md", &notice)
        .file("content/van-ban/thong-bao/thong-bao.txt", "Nghỉ.")
        .file(
            "content/tin-tuc/tin.md",
            "---\ntiêu đề: Một tin\nngày đăng: 08/3/2021\ntóm tắt: Tin.\n---\n\n![Ảnh](anh.svg)\n",
        )
        .file("content/tin-tuc/anh.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file(
            "content/gioi-thieu.md",
            "---\ntiêu đề: Giới thiệu\nngày đăng: 01/01/2019\n---\n\nGiới thiệu.\n",
        )
}

#[test]
fn a_second_build_renders_nothing() {
    for portal in [portal(), portal().long_after_saving()] {
        let portal = portal.build().assert_clean();
        let first = portal.report();
        assert_eq!(first.rendered.len(), first.targets, "the first build renders everything");
        let before = files_under(&portal.path("public"));
        let portal = portal.build().assert_clean().assert_rendered([]).assert_written([]);
        assert_same_files(&files_under(&portal.path("public")), &before, "nothing was written");
        portal.build().assert_clean().assert_rendered([]);
    }
}

#[test]
fn an_edited_body_renders_its_page_and_a_new_citation_also_the_cited_page() {
    for portal in [portal(), portal().long_after_saving()] {
        portal
            .build()
            .assert_clean()
            .edit("content/van-ban/bao-cao.md", "Đã xong.", "Đã làm xong.")
            .build()
            .assert_clean()
            .assert_rendered(["van-ban/bao-cao/index.html body"])
            .edit("content/van-ban/bao-cao.md", "Đã làm xong.", "Theo Kế hoạch số 5/KH-UBND.")
            .build()
            .assert_clean()
            .assert_rendered([
                "van-ban/bao-cao/index.html body",
                "van-ban/ke-hoach/index.html backlink_counts",
            ]);
    }
}

#[test]
fn an_edited_title_renders_the_targets_that_show_it() {
    portal()
        .edit("content/van-ban/bao-cao.md", "người đăng:", "căn cứ: 5/KH-UBND\nngười đăng:")
        .build()
        .assert_clean()
        .edit("content/van-ban/ke-hoach.md", "Kế hoạch tập huấn", "Kế hoạch tập huấn sơ cứu")
        .build()
        .assert_clean()
        .assert_rendered([
            "atom.xml latest_changes",
            "danh-muc-cong-khai/index.html list",
            "du-lieu/van-ban-2019.csv list",
            "du-lieu/van-ban-2019.json list",
            "du-lieu/van-ban-2020.csv resolve_reference",
            "du-lieu/van-ban-2020.json resolve_reference",
            "index.html list",
            "sitemap-2019.xml list",
            "the-loai/ke-hoach/atom.xml latest_changes",
            "the-loai/ke-hoach/index.html list",
            "van-ban/atom.xml latest_changes",
            "van-ban/bao-cao/index.html resolve_reference",
            "van-ban/index.html list",
            "van-ban/ke-hoach/index.html entry",
        ]);
}

#[test]
fn a_template_renders_all_pages_a_style_sheet_those_that_ask_for_it_and_a_file_only_itself() {
    let template = "themes/cong-thong-tin/templates/404.html";
    let portal =
        portal().build().assert_clean().file(template, "<h1>Không có</h1>").build().assert_clean();
    let report = portal.report();
    let copied_paths = ["tai-nguyen/", "van-ban/thong-bao/thong-bao.txt", "tin-tuc/tin/anh.svg"];
    let is_copied = |path: &str| copied_paths.iter().any(|file| path.starts_with(file));
    assert!(report.rendered.iter().all(|(path, _)| !is_copied(path)), "{:?}", report.rendered);
    let copied = portal.site_files().keys().filter(|path| is_copied(path)).count();
    assert_eq!(report.rendered.len(), report.targets - copied);
    let portal = portal
        .file("themes/cong-thong-tin/assets/portal.css", "p { color: red }")
        .file("content/tin-tuc/anh.svg", "<svg/>")
        .build()
        .assert_clean();
    let expected: Vec<String> = portal
        .site_files()
        .keys()
        .filter_map(|path| match without_digests(path).as_str() {
            "404.html" => None,
            "tai-nguyen/portal.css" => Some(format!("{path} new")),
            "tin-tuc/tin/anh.svg" => Some(format!("{path} file")),
            page => page.ends_with(".html").then(|| format!("{path} address_exists")),
        })
        .collect();
    let rendered = portal.report().rendered.iter();
    let rendered: Vec<String> =
        rendered.map(|(path, reason)| format!("{path} {}", reason.code())).collect();
    assert_eq!(rendered, expected);
}

#[test]
fn a_page_that_is_removed_is_reported_where_a_template_links_to_it() {
    let template = "themes/cong-thong-tin/templates/404.html";
    let portal = portal()
        .file(template, "<h1>Không có</h1> <a href=\"/gioi-thieu/\">Giới thiệu</a>")
        .build()
        .assert_clean()
        .remove("content/gioi-thieu.md")
        .build();
    let codes: Vec<&str> = portal.report().faults.iter().map(|fault| &*fault.code).collect();
    assert!(codes.contains(&"broken-template-link"), "{codes:?}");
}

#[test]
fn an_alias_that_is_edited_is_edited_in_the_redirect_maps() {
    let portal = portal()
        .edit(
            "content/van-ban/bao-cao.md",
            "người đăng:",
            "đường dẫn cũ: /cu.php?id=9\nngười đăng:",
        )
        .build()
        .assert_clean()
        .edit("content/van-ban/bao-cao.md", "id=9", "id=8")
        .build()
        .assert_clean();
    assert_same_files(&portal.site_with_manifest(), &portal.fresh_site(), "an edited alias");
}

#[test]
fn settings_render_everything_and_a_new_day_only_what_depends_on_it() {
    let rule = "---\ntiêu đề: Một\nthể loại: Quyết định\nngày ban hành: 01/3/2019\ntrích yếu: Một\n\
                người đăng: văn thư\nngày hiệu lực: 01/12/2026\n---\n\nMột.\n";
    let portal = portal().file("content/van-ban/mot.md", rule).build().assert_clean();
    assert_eq!(
        portal.report().next_change.map(|day| day.to_string()).as_deref(),
        Some("2026-12-01")
    );
    let portal = portal.build().assert_clean().assert_rendered([]);
    let next = portal.report().next_change.map(|day| day.to_string());
    assert_eq!(next.as_deref(), Some("2026-12-01"), "unchanged pages count too");
    let portal = portal.today("01/12/2026").build().assert_clean().assert_rendered([
        "du-lieu/van-ban-2019.csv day_has_come",
        "du-lieu/van-ban-2019.json day_has_come",
        "van-ban/mot/index.html day_has_come",
    ]);
    let portal = portal.edit("portal.yaml", "Cổng thử", "Cổng khác").build().assert_clean();
    assert!(portal.report().rendered.len() > 20, "{:?}", portal.report().rendered);
    let portal = portal.base_url("https://thu.example.vn/khac/").build().assert_clean();
    assert!(portal.report().rendered.len() > 20, "{:?}", portal.report().rendered);
}

#[test]
fn entries_are_read_again_when_settings_that_affect_reading_change() {
    let portal = portal().long_after_saving().build().assert_clean();
    let issuers = "issuers: {UBND: {name: Uỷ ban nhân dân xã Mẫu}}\npage_size: 10\n";
    let portal = portal
        .edit("portal.yaml", "base_url:", &format!("{issuers}base_url:"))
        .build()
        .assert_clean();
    assert!(portal.page("/van-ban/bao-cao/").contains("Uỷ ban nhân dân xã Mẫu"));
    assert_same_files(&portal.site_with_manifest(), &portal.fresh_site(), "with issuers");
    let portal = portal.edit("portal.yaml", "xã Mẫu", "xã Khác").build().assert_clean();
    assert_same_files(&portal.site_with_manifest(), &portal.fresh_site(), "with other issuers");
}

#[test]
fn a_file_changed_in_the_output_is_written_again() {
    let portal = portal().build().assert_clean();
    let before = files_under(&portal.path("public"));
    let portal = portal
        .file("public/van-ban/bao-cao/index.html", "khác")
        .remove("public/tin-tuc/tin/anh.svg")
        .build()
        .assert_clean()
        .assert_rendered(["tin-tuc/tin/anh.svg output", "van-ban/bao-cao/index.html output"]);
    assert_same_files(&files_under(&portal.path("public")), &before, "the site is restored");
}

#[test]
fn each_output_folder_has_its_own_records() {
    let portal = portal().build().assert_clean().build_to("other").assert_clean();
    assert_eq!(portal.report().rendered.len(), portal.report().targets);
    let portal = portal
        .build()
        .assert_clean()
        .assert_rendered([])
        .build_to("other")
        .assert_clean()
        .assert_rendered([]);
    assert_same_files(
        &portal.site_files(),
        &portal.site_files_in("other"),
        "the same site in two folders",
    );
}

#[test]
fn a_check_does_not_change_the_ledger() {
    let portal = portal().check();
    assert!(!portal.path(".niemyet").exists(), "a check writes nothing");
    let portal = portal.build().assert_clean();
    let before = fs::read(portal.path(LEDGER)).expect("the build wrote the file");
    let portal = portal.edit("content/gioi-thieu.md", "\n\nGiới", "\n\nLời giới").check();
    assert!(before == fs::read(portal.path(LEDGER)).expect("the file exists"));
}

#[test]
fn a_truncated_foreign_corrupt_or_missing_ledger_does_not_change_the_site() {
    let portal = TestPortal::new()
        .file("content/van-ban/a.md", &document("Báo cáo", "9/BC-UBND", "05/3/2020", "Đã xong."))
        .long_after_saving()
        .build()
        .assert_clean();
    let site = files_under(&portal.path("public"));
    let whole = fs::read(portal.path(LEDGER)).expect("the build wrote the file");
    let mut broken: Vec<Vec<u8>> =
        (0..whole.len()).step_by(97).map(|at| whole[..at].to_vec()).collect();
    for at in [0, 16, 24, 40, whole.len() / 2, whole.len() - 1] {
        let mut corrupt = whole.clone();
        corrupt[at] ^= 0x20;
        broken.push(corrupt);
    }
    broken.push([&whole[..], b"more"].concat());
    broken.push([&whole[..], &[0; 64]].concat());
    broken.push(b"niemyet-ledger2\n".repeat(100));
    let mut portal = portal;
    for bytes in broken {
        portal = portal.bytes(LEDGER, &bytes).build().assert_clean().assert_written([]);
        assert_same_files(&files_under(&portal.path("public")), &site, "the site is unchanged");
        portal = portal.build().assert_clean().assert_rendered([]);
    }
    let portal = portal.with_build_id(2).build().assert_clean().assert_written([]);
    assert_eq!(portal.report().rendered.len(), portal.report().targets, "another build id");
    let portal = portal.remove(".niemyet").build().assert_clean().assert_written([]);
    assert_eq!(portal.report().rendered.len(), portal.report().targets);
    let portal = portal.remove(".niemyet").file(".niemyet", "no folder").build().assert_clean();
    assert_eq!(portal.report().rendered.len(), portal.report().targets);
}

#[test]
fn the_ledger_of_another_portal_does_not_change_the_site() {
    let other = portal()
        .edit("content/gioi-thieu.md", "\n\nGiới", "\n\nLời giới")
        .long_after_saving()
        .build();
    let ledger = fs::read(other.path(LEDGER)).expect("the build wrote the file");
    let portal = portal()
        .long_after_saving()
        .build()
        .assert_clean()
        .bytes(LEDGER, &ledger)
        .build()
        .assert_clean();
    assert_same_files(
        &portal.site_with_manifest(),
        &portal.fresh_site(),
        "the ledger of another portal",
    );
}

#[test]
fn a_new_attachment_is_found_though_its_entry_did_not_change() {
    let portal = portal().long_after_saving().build().assert_clean();
    let portal =
        portal.file("content/van-ban/bao-cao-phu-luc.txt", "Phụ lục").build().assert_clean();
    assert!(portal.page("/van-ban/bao-cao/").contains("bao-cao-phu-luc.txt"));
    let portal = portal.remove("content/van-ban/bao-cao-phu-luc.txt").build().assert_clean();
    assert!(!portal.page("/van-ban/bao-cao/").contains("bao-cao-phu-luc.txt"));
    assert_same_files(
        &portal.site_with_manifest(),
        &portal.fresh_site(),
        "after a file was added and removed",
    );
}

#[test]
fn advice_from_the_ledger_equals_the_original_advice() {
    let portal = TestPortal::sample().long_after_saving().build();
    let faults = portal.faults();
    assert!(faults.iter().any(|fault| fault.ends_with("scan-only")), "{faults:?}");
    let portal = portal.remove(".niemyet/snapshot").build().assert_rendered([]);
    assert_eq!(portal.faults(), faults);
    let portal = portal.check();
    let advice = portal.faults();
    let portal = portal.remove(".niemyet").check();
    assert_eq!(portal.faults(), advice);
}
