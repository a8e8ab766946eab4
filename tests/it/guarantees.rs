//! The guarantees of section 7 of the portal format, each tested on a whole portal.
//!
//! What a killed build leaves is tested in the module `output`, where a build can be killed at every operation. That an
//! incremental build equals a build from scratch, whatever was edited, is tested by `random`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use niemyet::output::{OutputError, OutputRefusal};
use niemyet::pipeline::BuildError;
use unicode_normalization::UnicodeNormalization as _;

use crate::test_portal::{Files, TestPortal, assert_same_files, files_under, sample_files};

const SMALL_PORTAL: [(&str, &str); 2] = [
    (
        "content/van-ban/a.md",
        "---\ntiêu đề: Kế hoạch A\nngày ban hành: 01/3/2014\n---\nNội dung A.\n",
    ),
    ("content/gioi-thieu.md", "---\ntiêu đề: Giới thiệu\n---\nNội dung.\n"),
];

pub(crate) fn small_portal() -> TestPortal {
    SMALL_PORTAL.into_iter().fold(TestPortal::new(), |portal, (path, text)| portal.file(path, text))
}

/// Inode and modification time of each file: they show whether a file was written.
#[cfg(unix)]
fn file_stamps(folder: &Path) -> BTreeMap<String, (u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = |path: &String| {
        let found = fs::metadata(folder.join(path)).expect("the file exists");
        (found.ino(), found.mtime(), found.mtime_nsec())
    };
    let paths = files_under(folder).into_keys().filter(|path| !path.starts_with(".niemyet-"));
    paths.map(|path| (path.clone(), metadata(&path))).collect()
}

#[test]
fn a_failed_build_leaves_the_site_unchanged() {
    let portal = TestPortal::sample().build().assert_clean();
    let before = files_under(&portal.path("public"));
    let portal = portal
        .edit("content/gioi-thieu.md", "tiêu đề: Giới thiệu", "tiêu đề: Về chúng tôi")
        .edit("content/van-ban/2014/106-kh-tu.md", "05/8/2014\n", "31/6/2014\n")
        .remove("content/lien-he.md")
        .build();
    assert!(portal.report().has_errors() && portal.report().published.is_none());
    assert_same_files(&files_under(&portal.path("public")), &before, "after a failed build");
}

#[test]
fn a_template_that_fails_on_the_last_page_leaves_the_site_unchanged() {
    let portal = small_portal().build().assert_clean();
    let before = files_under(&portal.path("public"));
    let portal = portal
        .edit("content/van-ban/a.md", "Nội dung A", "Nội dung mới")
        .file("themes/cong-thong-tin/templates/404.html", "{{ khong.co }}")
        .build();
    assert!(portal.report().has_errors());
    assert_same_files(&files_under(&portal.path("public")), &before, "after a failed build");
}

#[test]
fn a_check_writes_nothing() {
    let portal = small_portal().check().assert_clean();
    assert!(!portal.path("public").exists());
    assert!(!portal.path(".niemyet").exists());
}

#[test]
fn foreign_files_in_the_output_are_kept() {
    let portal = small_portal()
        .build()
        .file("public/google1234.html", "của người khác")
        .file("public/van-ban/a/ghi-chu.txt", "của người khác")
        .remove("content/van-ban/a.md")
        .build()
        .assert_clean();
    assert_eq!(portal.page("/google1234.html"), "của người khác");
    assert_eq!(portal.page("/van-ban/a/ghi-chu.txt"), "của người khác");
    assert!(!portal.has("/van-ban/a/"));
}

#[test]
fn foreign_files_at_paths_of_the_site_are_refused_by_name_and_nothing_changes() {
    let portal = small_portal().build().assert_clean();
    let portal = portal
        .file("public/van-ban/b/index.html", "của người khác")
        .file("public/van-ban/c/index.html", "của người khác");
    let before = files_under(&portal.path("public"));
    let portal = portal
        .edit("content/van-ban/a.md", "Nội dung A", "Nội dung mới")
        .file("content/van-ban/b.md", "---\ntiêu đề: B\n---\n")
        .file("content/van-ban/c.md", "---\ntiêu đề: C\n---\n")
        .build();
    let BuildError::Output(OutputError::Obstructed { obstacles }) = portal.failure() else {
        panic!("the build must be refused: {:?}", portal.failure());
    };
    let names: Vec<&str> = obstacles.iter().map(|obstacle| obstacle.path.as_str()).collect();
    assert_eq!(names, ["van-ban/b/index.html", "van-ban/c/index.html"]);
    assert_same_files(&files_under(&portal.path("public")), &before, "after a refused build");
}

#[test]
fn a_damaged_manifest_needs_no_hand_and_foreign_files_stay() {
    let damages: [fn(&str) -> Option<String>; 5] = [
        |_| None,
        |_| Some(String::new()),
        |text| Some(text[..text.len() / 2].to_owned()),
        |text| Some(text.replacen("manifest 1", "manifest 9", 1)),
        |text| Some(text.replace(" van-ban/", " van-b\u{0}n/")),
    ];
    for (at, damage) in damages.into_iter().enumerate() {
        let portal = small_portal()
            .file("content/van-ban/b.md", "---\ntiêu đề: B\nngày ban hành: 01/3/2014\n---\n")
            .build()
            .assert_clean();
        let manifest = fs::read_to_string(portal.path("public/.niemyet-manifest"));
        let damaged = damage(&manifest.expect("a build writes it"));
        let portal = portal.remove("public/.niemyet-manifest");
        let portal = match damaged {
            Some(text) => portal.file("public/.niemyet-manifest", &text),
            None => portal,
        };
        let portal = portal
            .file("public/google1234.html", "của người khác")
            .edit("content/van-ban/a.md", "Nội dung A", "Nội dung mới")
            .remove("content/van-ban/b.md")
            .build()
            .assert_clean();
        let mut expected = portal.fresh_site();
        expected.insert("google1234.html".to_owned(), "của người khác".into());
        assert_same_files(&portal.site_with_manifest(), &expected, &format!("damage {at}"));
    }
}

#[test]
fn an_output_folder_that_overlaps_the_sources_is_refused() {
    for output in ["content", "content/public", "themes", "themes/x", ".", "..", "portal.yaml"] {
        let portal = small_portal().file("themes/x/a.txt", "").build_to(output);
        match portal.failure() {
            BuildError::Refused(
                OutputRefusal::Overlap { .. } | OutputRefusal::NotAFolder { .. },
            ) => {}
            other => panic!("{output}: {other:?}"),
        }
        let sources = files_under(&portal.path("content"));
        assert_eq!(sources.len(), 2, "{output}: the sources are unchanged");
    }
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_links_into_the_sources_is_refused() {
    let portal = small_portal();
    std::os::unix::fs::symlink(portal.path("content"), portal.path("public")).expect("a link");
    let portal = portal.build();
    assert!(matches!(portal.failure(), BuildError::Refused(OutputRefusal::Overlap { .. })));
}

#[cfg(unix)]
#[test]
fn files_whose_bytes_did_not_change_are_not_written() {
    let portal = TestPortal::sample().build().assert_clean();
    let before = file_stamps(&portal.path("public"));
    let portal = portal
        .edit("content/gioi-thieu.md", "Thị xã La Gi nằm ở phía nam", "La Gi nằm ở phía nam")
        .build()
        .assert_clean()
        .assert_written(["gioi-thieu/index.html"])
        .assert_removed([]);
    let mut after = file_stamps(&portal.path("public"));
    let mut before = before;
    assert_ne!(before.remove("gioi-thieu/index.html"), after.remove("gioi-thieu/index.html"));
    assert_eq!(before, after);
}

#[test]
fn a_second_build_writes_nothing() {
    TestPortal::sample()
        .build()
        .assert_clean()
        .build()
        .assert_clean()
        .assert_written([])
        .assert_removed([]);
}

#[test]
fn a_new_document_changes_the_overviews_and_its_neighbours_and_nothing_else() {
    let document = |day: u32| {
        format!("---\ntiêu đề: Số {day}\nthể loại: BC\nngày ban hành: {day}/3/2014\n---\n")
    };
    let portal = (10..20).fold(small_portal(), |portal, day| {
        portal.file(&format!("content/van-ban/{day}.md"), &document(day))
    });
    portal
        .edit("portal.yaml", "sections:", "page_size: 2\nsections:")
        .build()
        .assert_clean()
        .file("content/van-ban/21.md", &document(21))
        .build()
        .assert_clean()
        .assert_written([
            "atom.xml",
            "danh-muc-cong-khai/index.html",
            "danh-muc-cong-khai/nam/2014/index.html",
            "danh-muc-cong-khai/nam/2014/trang/4/index.html",
            "danh-muc-cong-khai/nam/2014/trang/5/index.html",
            "du-lieu/van-ban-2014.csv",
            "du-lieu/van-ban-2014.json",
            "index.html",
            "sitemap-2014.xml",
            "the-loai/bao-cao/atom.xml",
            "the-loai/bao-cao/index.html",
            "the-loai/bao-cao/nam/2014/index.html",
            "the-loai/index.html",
            "van-ban/17/index.html",
            "van-ban/18/index.html",
            "van-ban/19/index.html",
            "van-ban/21/index.html",
            "van-ban/atom.xml",
            "van-ban/index.html",
            "van-ban/nam/2014/index.html",
            "van-ban/nam/2014/trang/4/index.html",
            "van-ban/nam/2014/trang/5/index.html",
        ]);
}

#[test]
fn a_removed_source_disappears_with_the_next_build() {
    small_portal()
        .file("content/van-ban/b/index.md", "---\ntiêu đề: B\nngày ban hành: 01/3/2013\n---\n")
        .file("content/van-ban/b/tep.pdf", "tệp")
        .build()
        .assert_clean()
        .remove("content/van-ban/b")
        .build()
        .assert_clean()
        .assert_written([
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
        .assert_removed([
            "du-lieu/van-ban-2013.csv",
            "du-lieu/van-ban-2013.json",
            "sitemap-2013.xml",
            "van-ban/b/index.html",
            "van-ban/b/tep.pdf",
        ]);
}

#[test]
fn the_same_portal_in_two_folders_gives_the_same_bytes() {
    let (first, second) = (
        TestPortal::sample().build().assert_clean(),
        TestPortal::sample().build_to("a/b/c").assert_clean(),
    );
    assert_same_files(&first.site_files(), &second.site_files_in("a/b/c"), "two builds");
}

#[test]
fn files_created_in_another_order_give_the_same_bytes() {
    let first = TestPortal::sample().build().assert_clean().site_files();
    let files = sample_files().into_iter().rev();
    let second =
        files.fold(TestPortal::empty(), |portal, (path, bytes)| portal.bytes(&path, &bytes));
    assert_same_files(&first, &second.build().assert_clean().site_files(), "another order");
}

#[test]
fn composed_and_decomposed_portals_give_the_same_bytes() {
    let first = TestPortal::sample().build().assert_clean().site_files();
    for composed in [true, false] {
        let form = |text: &str| -> String {
            if composed { text.nfc().collect() } else { text.nfd().collect() }
        };
        let mut portal = TestPortal::empty();
        for (path, bytes) in sample_files() {
            let bytes = match std::str::from_utf8(&bytes) {
                Ok(text) if is_text(&path) => form(text).into_bytes(),
                _ => bytes,
            };
            portal = portal.bytes(&form(&path), &bytes);
        }
        assert_same_files(
            &first,
            &portal.build().assert_clean().site_files(),
            "another Unicode form",
        );
    }
}

fn is_text(path: &str) -> bool {
    [".md", ".yaml", ".html"].iter().any(|end| path.ends_with(end))
}

#[test]
fn crlf_and_bom_give_the_same_pages() {
    let first = TestPortal::sample().build().assert_clean().site_files();
    let mut portal = TestPortal::empty();
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
    assert_same_files(&first, &portal.build().assert_clean().site_files(), "CRLF and BOM");
}

#[test]
fn threads_locale_time_zone_and_folder_do_not_affect_the_bytes() {
    let portal = TestPortal::sample();
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
    let first = site("1", "C", "UTC");
    assert_same_files(&first, &site("4", "vi_VN.UTF-8", "Asia/Ho_Chi_Minh"), "another environment");
    assert_same_files(
        &first,
        &site("2", "tr_TR.UTF-8", "Pacific/Kiritimati"),
        "another environment",
    );
    assert_same_files(
        &first,
        &TestPortal::sample().build().site_files(),
        "the program and the library",
    );
}
