//! `build --keep-going`: what is published while entries are at fault.
//!
//! Their last good pages and files stay, with the rules that servers have for them.

use niemyet::limits;

use crate::guarantees::small_portal;
use crate::test_portal::TestPortal;

#[test]
fn entries_at_fault_are_omitted_and_keep_their_last_good_pages() {
    let portal = small_portal().build().assert_clean();
    let good = portal.page("/van-ban/a/");
    let portal = portal
        .edit("content/van-ban/a.md", "01/3/2014", "30/2/2014")
        .edit("content/gioi-thieu.md", "Nội dung.", "Nội dung mới.")
        .keep_going()
        .build();
    assert_eq!(portal.faults(), ["content/van-ban/a.md:3:16 error bad-date"]);
    let report = portal.report();
    let left_out: Vec<&str> = report.excluded.iter().map(|path| &**path).collect();
    assert_eq!(left_out, ["content/van-ban/a.md"]);
    assert_eq!(portal.page("/van-ban/a/"), good);
    assert!(portal.page("/gioi-thieu/").contains("Nội dung mới."));
    assert!(!portal.page("/van-ban/").contains("/van-ban/a/"), "it is not listed");
}

#[test]
fn what_stays_published_keeps_its_server_rules() {
    let entry = |name: &str| {
        let lower = name.to_lowercase();
        let old = format!("đường dẫn cũ: [/cu-{lower}/, /index.php?id={name}]");
        format!("---\ntiêu đề: {name}\n{old}\nngày ban hành: 01/3/2014\n---\n[x](b.html)\n")
    };
    let withdrawn = "---\ntiêu đề: C\nthu hồi: {ngày: 01/3/2020, lý do: Sai}\n---\n";
    let portal = small_portal()
        .file("content/van-ban/x/index.md", &entry("X"))
        .file("content/van-ban/x/b.html", "<p>x</p>")
        .file("content/van-ban/y/index.md", &entry("Y"))
        .file("content/van-ban/y/b.html", "<p>y</p>")
        .file("content/van-ban/c.md", withdrawn)
        .build()
        .assert_clean();
    let files = ["/_headers", "/headers.nginx", "/_redirects", "/redirects.nginx", "/cu-y/"];
    let rules = |portal: &TestPortal| files.map(|file| portal.page(file));
    let before = rules(&portal);
    assert!(before[0].contains("/van-ban/y/b.html") && before[1].contains("\"/van-ban/c/\""));
    assert!(before[2].contains("/cu-y/ ") && before[2].contains("id=Y"));
    let portal = portal
        .edit("content/van-ban/x/index.md", "01/3/2014", "30/2/2014")
        .edit("content/van-ban/y/index.md", "tiêu đề: Y", "tiêu đề: [Y")
        .edit(
            "content/van-ban/c.md",
            "---\ntiêu đề: C",
            "---\nngày ban hành: 30/2/2014\ntiêu đề: C",
        )
        .keep_going()
        .build();
    assert_eq!(portal.report().excluded.len(), 2);
    assert_eq!(rules(&portal), before);
    // An old address that another page has now does not lead away from it.
    let portal = portal.file("content/cu-y.md", "---\ntiêu đề: Khác\n---\n").build();
    assert!(portal.page("/cu-y/").contains("Khác"), "{:?}", portal.faults());
    assert!(!portal.page("/_redirects").contains("/cu-y/ "));
}

#[test]
fn a_withdrawn_entry_at_fault_loses_its_page_and_its_files() {
    let source = "content/van-ban/x/index.md";
    let entry = "---\ntiêu đề: X\nngày ban hành: 01/3/2014\n---\nLời cũ, [tệp](x.pdf).\n";
    let portal =
        small_portal().file(source, entry).file("content/van-ban/x/x.pdf", "%PDF-1.4").build();
    assert!(portal.has("/van-ban/x/x.pdf"));
    for withdrawn in ["{ngày: 01/3/2020, lý do: Sai}", "{ngày: 30/2/2020}", "có"] {
        let text = entry.replace("01/3/2014", "30/2/2014");
        let text = text.replace("tiêu đề:", &format!("thu hồi: {withdrawn}\ntiêu đề:"));
        let portal = small_portal().file(source, entry).file("content/van-ban/x/x.pdf", "%PDF-1.4");
        let portal = portal.build().file(source, &text).keep_going().build();
        assert!(portal.report().has_errors() && portal.report().published.is_some());
        assert!(!portal.page("/van-ban/x/").contains("Lời cũ"), "{withdrawn}");
        assert!(!portal.has("/van-ban/x/x.pdf"), "{withdrawn}");
        assert!(portal.page("/headers.nginx").contains("\"/van-ban/x/\""), "{withdrawn}");
    }
    let portal = portal.file(source, &entry.replace("tiêu đề: X", "thu hồi: có\ntiêu đề: [X"));
    let portal = portal.keep_going().build();
    assert!(portal.page("/van-ban/x/").contains("Lời cũ"));
    let told = format!("{source}:2:1 warning unread-withdrawal");
    assert!(portal.faults().contains(&told), "{:?}", portal.faults());
}

#[test]
fn an_entry_at_fault_keeps_its_page_at_an_address_of_its_own() {
    let source = "content/van-ban/x/index.md";
    let entry = "---\ntiêu đề: X\nđường dẫn: khac\nngày ban hành: 01/3/2014\n---\n[x](x.pdf)\n";
    let portal =
        small_portal().file(source, entry).file("content/van-ban/x/x.pdf", "%PDF-1.4").build();
    let portal = portal.edit(source, "tiêu đề: X", "tiêu đề: [X").keep_going().build();
    assert!(portal.report().published.is_some(), "{:?}", portal.faults());
    assert!(portal.has("/van-ban/khac/") && portal.has("/van-ban/khac/x.pdf"));
}

#[test]
fn nothing_is_published_while_settings_or_theme_are_at_fault() {
    let portal = small_portal().build().assert_clean().keep_going();
    let portal = portal.edit("portal.yaml", "title: Cổng thử", "titel: Cổng thử").build();
    assert!(portal.report().published.is_none());
}

#[test]
fn files_of_other_entries_below_one_at_fault_are_neither_kept_nor_downloads() {
    let portal = small_portal()
        .file("content/gioi-thieu/lich-su/index.md", "---\ntiêu đề: X\n---\n[x](mat.pdf)\n")
        .file("content/gioi-thieu/lich-su/mat.pdf", "%PDF-1.4 x")
        .file("content/gioi-thieu/co-cau/index.md", "---\ntiêu đề: Y\n---\n[y](y.pdf)\n")
        .file("content/gioi-thieu/co-cau/y.pdf", "%PDF-1.4 y")
        .build();
    let files = ["/gioi-thieu/lich-su/mat.pdf", "/gioi-thieu/co-cau/y.pdf"];
    assert!(files.iter().all(|file| portal.has(file)));
    let portal = portal
        .edit("content/gioi-thieu.md", "tiêu đề: Giới", "tiêu đề: [Giới")
        .edit(
            "content/gioi-thieu/lich-su/index.md",
            "tiêu đề: X",
            "tiêu đề: X\nthu hồi: {ngày: 01/3/2020, lý do: Sai, gỡ hẳn: có}",
        )
        .remove("content/gioi-thieu/lich-su/mat.pdf")
        .remove("content/gioi-thieu/co-cau")
        .keep_going()
        .build();
    assert!(portal.report().published.is_some(), "{:?}", portal.faults());
    assert!(portal.has("/gioi-thieu/") && portal.has("/gioi-thieu/lich-su/"));
    assert!(!files.iter().any(|file| portal.has(file)));
    assert!(!portal.has("/gioi-thieu/co-cau/"));
    let headers = portal.page("/headers.nginx");
    let sandboxed = headers.lines().filter(|line| line.contains("/gioi-thieu/lich-su/"));
    assert_eq!(sandboxed.filter(|line| !line.contains("410")).count(), 0, "{headers}");
}

#[test]
fn a_notice_stays_one_while_its_front_matter_cannot_be_read() {
    for erase in ["", ", gỡ hẳn: có", ", gỡ hẳn: cả tiêu đề"] {
        let withdrawn = format!(
            "---\nđường dẫn: c\ntiêu đề: C\nthu hồi: {{ngày: 01/3/2020, lý do: Sai{erase}}}\n---\n"
        );
        let portal = small_portal().file("content/van-ban/c.md", &withdrawn).build();
        let before = portal.page("/headers.nginx");
        assert!(before.contains("/van-ban/c/"));
        let portal =
            portal.edit("content/van-ban/c.md", "tiêu đề: C", "tiêu đề: [C").keep_going().build();
        assert!(portal.report().published.is_some() && portal.has("/van-ban/c/"));
        assert_eq!(portal.page("/headers.nginx"), before, "{erase}");
        let portal = portal.remove(".niemyet").build();
        assert_eq!(portal.page("/headers.nginx"), before, "{erase}, without a cache");
    }
}

#[test]
fn refused_programs_are_not_published() {
    let program = "content/tai-ve/setup.exe";
    let portal = small_portal().file(program, "MZ").keep_going().build();
    assert_eq!(portal.faults(), [format!("{program} error program-file")]);
    assert!(portal.has("/gioi-thieu/") && !portal.has("/tai-ve/setup.exe"));
    let portal = portal.file(
        "content/van-ban/b/index.md",
        "---\ntiêu đề: B\nngày ban hành: 01/3/2014\n---\n[b](b.exe)\n",
    );
    let portal = portal.file("content/van-ban/b/b.exe", "MZ");
    let settings = std::fs::read_to_string(portal.path("portal.yaml")).expect("it can be read");
    let portal = portal.file("portal.yaml", &format!("{settings}allowed_files: exe\n")).build();
    let files = ["/tai-ve/setup.exe", "/van-ban/b/b.exe"];
    assert!(files.iter().all(|file| portal.has(file)), "{:?}", portal.faults());
    let portal = portal.file("portal.yaml", &settings).build();
    assert!(portal.has("/van-ban/b/") && !files.iter().any(|file| portal.has(file)));
}

#[test]
fn what_leads_to_a_refused_program_is_told_where_it_stands() {
    let page = "content/van-ban/b.md";
    let own = "---\ntiêu đề: C\nngày ban hành: 01/3/2014\n---\n[c](c.exe)\n";
    let portal = small_portal()
        .file("content/tai-ve/setup.exe", "MZ")
        .file("content/van-ban/c/index.md", own)
        .file("content/van-ban/c/c.exe", "MZ")
        .file(
            page,
            "---\ntiêu đề: B\nngày ban hành: 01/3/2014\ntệp đính kèm: /tai-ve/setup.exe\n---\n\n\
             [một](/tai-ve/setup.exe), [hai](../tai-ve/setup.exe), [ba](c/c.exe)\n",
        )
        .keep_going()
        .build();
    assert_eq!(
        portal.faults(),
        [
            "content/tai-ve/setup.exe error program-file",
            "content/van-ban/b.md:4:15 error program-file",
            "content/van-ban/b.md:7:7 error program-file",
            "content/van-ban/b.md:7:33 error program-file",
            "content/van-ban/b.md:7:60 error program-file",
            "content/van-ban/c/c.exe error program-file",
        ]
    );
    assert!(portal.report().published.is_some() && !portal.has("/van-ban/b/"));
}

#[test]
fn nothing_is_published_while_there_are_too_many_sections() {
    let add = |portal: TestPortal, number: usize| {
        portal.file(&format!("content/m{number}/_index.md"), "---\ntiêu đề: M\n---\n")
    };
    let portal = (0..=limits::SECTIONS).fold(small_portal(), add).keep_going().build();
    assert!(portal.report().published.is_none());
}

#[test]
fn nothing_is_published_while_a_file_that_no_entry_names_is_a_pointer() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    let portal = small_portal().file("content/favicon.svg", pointer).check();
    assert_eq!(portal.faults()[0], "content/favicon.svg error pointer-file");
    let portal = portal.keep_going().build();
    assert!(portal.report().published.is_none());
    let portal = portal.edit("content/gioi-thieu.md", "Nội dung.", "[x](/favicon.svg)").build();
    assert!(portal.report().published.is_none());
    assert_eq!(portal.faults(), ["content/gioi-thieu.md:4:5 error pointer-file"]);
    let portal = portal.file("content/favicon.svg", "<svg/>").build().assert_clean();
    assert!(portal.has("/favicon.svg"));
}

#[test]
fn files_beside_an_entry_that_cannot_be_read_stay_the_own_of_the_portal() {
    let portal = small_portal()
        .file("content/robots.txt", "User-agent: *\n")
        .file("content/mau.pdf", "%PDF-1.4 x")
        .file("content/hong.md", "---\ntiêu đề: Hỏng\n---\n")
        .build()
        .assert_clean()
        .edit("content/hong.md", "tiêu đề: Hỏng", "tiêu đề: [Hỏng")
        .edit("content/gioi-thieu.md", "Nội dung.", "[Mẫu mới](/moi.pdf), [mẫu](/mau.pdf).")
        .file("content/moi.pdf", "%PDF-1.4 y")
        .file("content/mat.pdf", "%PDF-1.4 z")
        .keep_going()
        .build();
    assert!(portal.report().published.is_some(), "{:?}", portal.faults());
    assert_eq!(portal.page("/robots.txt"), "User-agent: *\n");
    let files = ["/mau.pdf", "/moi.pdf", "/mat.pdf"];
    assert_eq!(files.map(|file| portal.has(file)), [true, true, false]);
}
