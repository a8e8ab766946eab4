//! The promises of section 7 of the portal format, each tried on a whole portal.
//!
//! What a killed build leaves is tried in the room `output`, which can die at every operation. That a build into
//! an old site equals one from nothing, whatever was edited, is tried by `random`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use niemyet::build::Failure;
use niemyet::output::{OutputError, Refusal};
use unicode_normalization::UnicodeNormalization as _;

use crate::portal::{Files, Portal, assert_same, files_under, sample_files};

const TWO: [(&str, &str); 2] = [
    (
        "content/van-ban/a.md",
        "---\ntiêu đề: Kế hoạch A\nngày ban hành: 01/3/2014\n---\nNội dung A.\n",
    ),
    ("content/gioi-thieu.md", "---\ntiêu đề: Giới thiệu\n---\nNội dung.\n"),
];

fn small() -> Portal {
    TWO.into_iter().fold(Portal::new(), |portal, (path, text)| portal.file(path, text))
}

/// What tells whether a file was touched: where it lies on the disk and when it was written.
#[cfg(unix)]
fn stamps(folder: &Path) -> BTreeMap<String, (u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt as _;
    let stamp = |path: &String| {
        let found = fs::metadata(folder.join(path)).expect("the file is there");
        (found.ino(), found.mtime(), found.mtime_nsec())
    };
    let paths = files_under(folder).into_keys().filter(|path| !path.starts_with(".niemyet-"));
    paths.map(|path| (path.clone(), stamp(&path))).collect()
}

#[test]
fn a_failed_build_leaves_the_site_byte_for_byte() {
    let portal = Portal::sample().build().well();
    let before = files_under(&portal.path("public"));
    let portal = portal
        .edit("content/gioi-thieu.md", "tiêu đề: Giới thiệu", "tiêu đề: Về chúng tôi")
        .edit("content/van-ban/2014/106-kh-tu.md", "05/8/2014\n", "31/6/2014\n")
        .remove("content/lien-he.md")
        .build();
    assert!(portal.report().has_errors() && portal.report().published.is_none());
    assert_same(&files_under(&portal.path("public")), &before, "after a failed build");
}

#[test]
fn a_template_that_fails_on_the_last_page_leaves_the_site_as_it_was() {
    let portal = small().build().well();
    let before = files_under(&portal.path("public"));
    let portal = portal
        .edit("content/van-ban/a.md", "Nội dung A", "Nội dung mới")
        .file("themes/cong-thong-tin/templates/404.html", "{{ khong.co }}")
        .build();
    assert!(portal.report().has_errors());
    assert_same(&files_under(&portal.path("public")), &before, "after a failed build");
}

#[test]
fn a_check_writes_nothing() {
    let portal = small().check().well();
    assert!(!portal.path("public").exists());
    assert!(!portal.path(".niemyet").exists());
}

#[test]
fn files_of_others_are_left_alone() {
    let portal = small()
        .build()
        .file("public/google1234.html", "của người khác")
        .file("public/van-ban/a/ghi-chu.txt", "của người khác")
        .remove("content/van-ban/a.md")
        .build()
        .well();
    assert_eq!(portal.page("/google1234.html"), "của người khác");
    assert_eq!(portal.page("/van-ban/a/ghi-chu.txt"), "của người khác");
    assert!(!portal.has("/van-ban/a/"));
}

#[test]
fn files_of_others_in_the_way_are_refused_by_name_and_nothing_moves() {
    let portal = small().build().well();
    let portal = portal
        .file("public/van-ban/b/index.html", "của người khác")
        .file("public/van-ban/c/index.html", "của người khác");
    let before = files_under(&portal.path("public"));
    let portal = portal
        .edit("content/van-ban/a.md", "Nội dung A", "Nội dung mới")
        .file("content/van-ban/b.md", "---\ntiêu đề: B\n---\n")
        .file("content/van-ban/c.md", "---\ntiêu đề: C\n---\n")
        .build();
    let Failure::Output(OutputError::InTheWay { obstacles }) = portal.failure() else {
        panic!("the build is to be refused: {:?}", portal.failure());
    };
    let names: Vec<&str> = obstacles.iter().map(|obstacle| obstacle.path.as_str()).collect();
    assert_eq!(names, ["van-ban/b/index.html", "van-ban/c/index.html"]);
    assert_same(&files_under(&portal.path("public")), &before, "after a refused build");
}

#[test]
fn an_output_that_meets_the_sources_is_refused() {
    for output in ["content", "content/public", "themes", "themes/x", ".", "..", "portal.yaml"] {
        let portal = small().file("themes/x/a.txt", "").build_to(output);
        match portal.failure() {
            Failure::Refused(Refusal::Overlap { .. } | Refusal::NotAFolder { .. }) => {}
            other => panic!("{output}: {other:?}"),
        }
        let sources = files_under(&portal.path("content"));
        assert_eq!(sources.len(), 2, "{output}: the sources are as they were");
    }
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_into_the_sources_is_refused() {
    let portal = small();
    std::os::unix::fs::symlink(portal.path("content"), portal.path("public")).expect("a link");
    let portal = portal.build();
    assert!(matches!(portal.failure(), Failure::Refused(Refusal::Overlap { .. })));
}

#[cfg(unix)]
#[test]
fn files_whose_bytes_did_not_change_are_not_touched() {
    let portal = Portal::sample().build().well();
    let before = stamps(&portal.path("public"));
    let portal = portal
        .edit("content/gioi-thieu.md", "Thị xã La Gi nằm ở phía nam", "La Gi nằm ở phía nam")
        .build()
        .well()
        .written(["gioi-thieu/index.html"])
        .removed([]);
    let mut after = stamps(&portal.path("public"));
    let mut before = before;
    assert_ne!(before.remove("gioi-thieu/index.html"), after.remove("gioi-thieu/index.html"));
    assert_eq!(before, after);
}

#[test]
fn a_second_build_writes_nothing() {
    Portal::sample().build().well().build().well().written([]).removed([]);
}

#[test]
fn a_new_document_moves_the_heads_and_its_neighbours_and_not_the_rest() {
    let document = |day: u32| {
        format!("---\ntiêu đề: Số {day}\nthể loại: BC\nngày ban hành: {day}/3/2014\n---\n")
    };
    let few = (10..20).fold(small(), |portal, day| {
        portal.file(&format!("content/van-ban/{day}.md"), &document(day))
    });
    few.edit("portal.yaml", "sections:", "page_size: 2\nsections:")
        .build()
        .well()
        .file("content/van-ban/21.md", &document(21))
        .build()
        .well()
        .written([
            "atom.xml",
            "danh-muc-cong-khai/index.html",
            "danh-muc-cong-khai/nam/2014/index.html",
            "danh-muc-cong-khai/nam/2014/trang/2/index.html",
            "danh-muc-cong-khai/nam/2014/trang/3/index.html",
            "danh-muc-cong-khai/nam/2014/trang/4/index.html",
            "danh-muc-cong-khai/nam/2014/trang/5/index.html",
            "danh-muc-cong-khai/nam/2014/trang/6/index.html",
            "du-lieu/van-ban-2014.csv",
            "du-lieu/van-ban-2014.json",
            "index.html",
            "sitemap-2014.xml",
            "the-loai/bao-cao/atom.xml",
            "the-loai/bao-cao/index.html",
            "the-loai/bao-cao/nam/2014/index.html",
            "the-loai/bao-cao/nam/2014/trang/2/index.html",
            "the-loai/bao-cao/nam/2014/trang/3/index.html",
            "the-loai/bao-cao/nam/2014/trang/4/index.html",
            "the-loai/bao-cao/nam/2014/trang/5/index.html",
            "the-loai/bao-cao/nam/2014/trang/6/index.html",
            "the-loai/index.html",
            "van-ban/17/index.html",
            "van-ban/18/index.html",
            "van-ban/19/index.html",
            "van-ban/21/index.html",
            "van-ban/atom.xml",
            "van-ban/index.html",
            "van-ban/nam/2014/index.html",
            "van-ban/nam/2014/trang/2/index.html",
            "van-ban/nam/2014/trang/3/index.html",
            "van-ban/nam/2014/trang/4/index.html",
            "van-ban/nam/2014/trang/5/index.html",
            "van-ban/nam/2014/trang/6/index.html",
        ]);
}

#[test]
fn a_removed_source_is_gone_after_one_build() {
    small()
        .file("content/van-ban/b/index.md", "---\ntiêu đề: B\nngày ban hành: 01/3/2013\n---\n")
        .file("content/van-ban/b/tep.pdf", "tệp")
        .build()
        .well()
        .remove("content/van-ban/b")
        .build()
        .well()
        .written([
            "atom.xml",
            "danh-muc-cong-khai/index.html",
            "du-lieu/index.html",
            "du-lieu/van-ban.json",
            "index.html",
            "sitemap.xml",
            "tim-kiem/index.html",
            "van-ban/atom.xml",
            "van-ban/index.html",
        ])
        .removed([
            "du-lieu/van-ban-2013.csv",
            "du-lieu/van-ban-2013.json",
            "sitemap-2013.xml",
            "van-ban/b/index.html",
            "van-ban/b/tep.pdf",
        ]);
}

#[test]
fn going_on_leaves_out_what_is_at_fault_and_keeps_its_last_good_page() {
    let portal = small().build().well();
    let good = portal.page("/van-ban/a/");
    let portal = portal
        .edit("content/van-ban/a.md", "01/3/2014", "30/2/2014")
        .edit("content/gioi-thieu.md", "Nội dung.", "Nội dung mới.")
        .keep_going()
        .build();
    assert_eq!(portal.faults(), ["content/van-ban/a.md:3:16 error bad-date"]);
    let report = portal.report();
    let left_out: Vec<&str> = report.left_out.iter().map(|path| &**path).collect();
    assert_eq!(left_out, ["content/van-ban/a.md"]);
    assert_eq!(portal.page("/van-ban/a/"), good);
    assert!(portal.page("/gioi-thieu/").contains("Nội dung mới."));
    assert!(!portal.page("/van-ban/").contains("/van-ban/a/"), "it leaves the listings");
}

#[test]
fn going_on_does_not_publish_with_settings_or_a_theme_at_fault() {
    let portal = small().build().well().keep_going();
    let portal = portal.edit("portal.yaml", "title: Cổng thử", "titel: Cổng thử").build();
    assert!(portal.report().published.is_none());
}

#[test]
fn the_same_portal_in_two_folders_gives_the_same_bytes() {
    let (one, other) = (Portal::sample().build().well(), Portal::sample().build_to("a/b/c").well());
    assert_same(&one.tree(), &other.tree_of("a/b/c"), "two builds");
}

#[test]
fn files_made_in_another_order_give_the_same_bytes() {
    let one = Portal::sample().build().well().tree();
    let files = sample_files().into_iter().rev();
    let other = files.fold(Portal::nothing(), |portal, (path, bytes)| portal.bytes(&path, &bytes));
    assert_same(&one, &other.build().well().tree(), "another order");
}

#[test]
fn composed_and_decomposed_portals_give_the_same_bytes() {
    let one = Portal::sample().build().well().tree();
    for composed in [true, false] {
        let form = |text: &str| -> String {
            if composed { text.nfc().collect() } else { text.nfd().collect() }
        };
        let mut portal = Portal::nothing();
        for (path, bytes) in sample_files() {
            let bytes = match std::str::from_utf8(&bytes) {
                Ok(text) if is_text(&path) => form(text).into_bytes(),
                _ => bytes,
            };
            portal = portal.bytes(&form(&path), &bytes);
        }
        assert_same(&one, &portal.build().well().tree(), "another Unicode form");
    }
}

fn is_text(path: &str) -> bool {
    [".md", ".yaml", ".html"].iter().any(|end| path.ends_with(end))
}

#[test]
fn crlf_and_bom_give_the_same_pages() {
    let one = Portal::sample().build().well().tree();
    let mut portal = Portal::nothing();
    for (path, bytes) in sample_files() {
        let bytes = match String::from_utf8(bytes) {
            Ok(text) if path.ends_with(".md") || path.ends_with(".yaml") => {
                format!("\u{FEFF}{}", text.replace('\n', "\r\n")).into_bytes()
            }
            Ok(text) => text.into_bytes(),
            Err(error) => error.into_bytes(),
        };
        portal = portal.bytes(&path, &bytes);
    }
    assert_same(&one, &portal.build().well().tree(), "CRLF and BOM");
}

#[test]
fn threads_locale_zone_and_folder_do_not_reach_the_bytes() {
    let portal = Portal::sample();
    let site = |threads: &str, locale: &str, zone: &str| -> Files {
        let output = portal.path(&format!("site-{threads}-{locale}"));
        let run = Command::new(env!("CARGO_BIN_EXE_niemyet"))
            .args(["build", "--today", "22/11/2026", "--root"])
            .arg(portal.path(""))
            .arg("--output")
            .arg(&output)
            .env("RAYON_NUM_THREADS", threads)
            .env("LC_ALL", locale)
            .env("TZ", zone)
            .output()
            .expect("the program can be run");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let mut files = files_under(&output);
        files.retain(|path, _| !path.starts_with(".niemyet-"));
        files
    };
    let one = site("1", "C", "UTC");
    assert_same(&one, &site("4", "vi_VN.UTF-8", "Asia/Ho_Chi_Minh"), "another environment");
    assert_same(&one, &site("2", "tr_TR.UTF-8", "Pacific/Kiritimati"), "another environment");
    assert_same(&one, &Portal::sample().build().tree(), "the program and the library");
}
