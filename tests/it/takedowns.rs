//! Takedowns: what is withdrawn for secrecy or privacy leaves the site and `.niemyet/` in one build.
//!
//! A document has a word of its own in every place from which words spread. After its takedown all files are searched
//! for these words; the ledger is inflated for this, with whatever in it does not count any more.

use crate::pictures::picture;
use crate::test_portal::{Files, TestPortal, files_under};
use crate::test_session::{NotifyMode, TestSession};

const SOURCE: &str = "content/van-ban/tai-lieu-1/index.md";
const NOTICE: &str = "/van-ban/tai-lieu-1/";
const WITHDRAWN: &str = "thu hồi: {ngày: 10/3/2026, lý do: Lộ bí mật, gỡ hẳn: ";

/// The words of the title and of the number, also as addresses have them.
const IDENTITY: [&str; 4] = ["Bồ-nông", "bo-nong", "777/QĐ-UBND", "777-qd-ubnd"];
/// The words of the names of files, which `.niemyet/` knows as long as the files exist.
const FILE_NAMES: [&str; 4] = ["Phượng-vĩ", "phuong-vi", "Rái-cá", "rai-ca"];
/// All other words, each from another place.
const WORDS: [&str; 24] = [
    "Cá-kình",
    "ca-kinh",
    "Dã-nhân",
    "da-nhan",
    "Én-bạc",
    "en-bac",
    "Gà-lôi",
    "ga-loi",
    "Hải-âu",
    "hai-au",
    "Kỳ-đà",
    "ky-da",
    "Lạc-đà",
    "lac-da",
    "Mèo-rừng",
    "meo-rung",
    "Nai-sừng",
    "nai-sung",
    "Ong-mật",
    "ong-mat",
    "Sư-tử",
    "su-tu",
    "Tê-tê",
    "te-te",
];

const FRONT_MATTER: &str = "\
tiêu đề: Quyết định về Bồ-nông
số hiệu: 777/QĐ-UBND
ngày ban hành: 05/3/2026
ngày đăng: 06/3/2026
trích yếu: Về việc của Cá-kình
người ký: Dã-nhân
chức vụ: Trưởng Én-bạc
từ khoá: [Gà-lôi]
lĩnh vực: [Hải-âu]
tóm tắt: Nói về Kỳ-đà
thêm: {gì: Lạc-đà}
căn cứ: 60/QĐ-UBND của Mèo-rừng
đính chính: Đã sửa Sư-tử
";

/// A portal with a document that has a word in every place, and others that refer to it without its words.
fn portal() -> TestPortal {
    let body = "## Nai-sừng\n\nCủa Ong-mật, [tệp](Phượng-vĩ.txt).\n\n![Ảnh](Rái-cá.png)\n";
    let text = format!("---\n{FRONT_MATTER}---\n\n{body}");
    let folder = SOURCE.trim_end_matches("index.md");
    let other = "---\ntiêu đề: Văn bản khác\nsố hiệu: 9/QĐ-UBND\nngày ban hành: 07/3/2026\n\
                 liên quan: /van-ban/tai-lieu-1/\n---\n\nXem [bài kia](tai-lieu-1/index.md).\n";
    let file = |name: &str| format!("{folder}{name}");
    TestPortal::new()
        .file(SOURCE, &text)
        .bytes(&file("Phượng-vĩ.txt"), "Có Tê-tê.".as_bytes())
        .bytes(&file("Rái-cá.png"), &picture("a.png", (1200, 800), 1))
        .file("content/van-ban/khac.md", other)
}

/// Takes the document down, without touching the rest of its file.
fn take_down(portal: TestPortal, erase: &str) -> TestPortal {
    portal.edit(
        SOURCE,
        "tiêu đề:",
        &format!("đường dẫn: tai-lieu-1\n{WITHDRAWN}{erase}}}\ntiêu đề:"),
    )
}

/// Leaves only what the notice needs in `content/`, as `check` advises.
fn clean_source(portal: TestPortal, erase: &str) -> TestPortal {
    let folder = SOURCE.trim_end_matches("/index.md");
    let title = if erase == "có" {
        "tiêu đề: Quyết định về Bồ-nông\nsố hiệu: 777/QĐ-UBND\n"
    } else {
        ""
    };
    let text = format!("---\nđường dẫn: tai-lieu-1\n{WITHDRAWN}{erase}}}\n{title}---\n");
    portal.remove(folder).file(SOURCE, &text)
}

/// The words that a form of takedown erases.
fn erased_words(erase: &str) -> Vec<&'static str> {
    let identity = IDENTITY.iter().filter(|_| erase != "có");
    WORDS.iter().chain(identity).copied().collect()
}

/// Lists the files that have one of the words, in their bytes or in their path.
fn files_with<'w>(files: &Files, words: &[&'w str]) -> Vec<(String, &'w str)> {
    let has = |path: &str, bytes: &[u8], word: &str| {
        path.contains(word) || bytes.windows(word.len()).any(|part| part == word.as_bytes())
    };
    let files =
        files.iter().flat_map(|(path, bytes)| words.iter().map(move |word| (path, bytes, *word)));
    files
        .filter(|(path, bytes, word)| has(path, bytes, word))
        .map(|(path, _, word)| (path.clone(), word))
        .collect()
}

fn cache_files(portal: &TestPortal) -> Files {
    let mut files = files_under(&portal.path(".niemyet"));
    if let Some(ledger) = files.get_mut("ledger") {
        *ledger = niemyet::ledger::plain_content(ledger);
    }
    files
}

#[track_caller]
fn assert_gone(portal: &TestPortal, words: &[&str], names: &[&str]) {
    let site = portal.site_with_manifest();
    assert_eq!(files_with(&site, words), [], "on the site");
    assert_eq!(files_with(&site, &FILE_NAMES), [], "on the site");
    assert_eq!(files_with(&cache_files(portal), words), [], "in .niemyet");
    assert_eq!(files_with(&cache_files(portal), names), [], "in .niemyet");
    assert!(
        !portal.path(".niemyet/pictures").exists()
            || files_under(&portal.path(".niemyet/pictures")).is_empty()
    );
    assert!(portal.page(NOTICE).contains("Lộ bí mật"));
}

#[test]
fn every_word_is_published_or_recorded_before_the_takedown() {
    let portal = portal().build();
    let mut all = portal.site_with_manifest();
    all.extend(cache_files(&portal));
    let words = [&WORDS[..], &IDENTITY, &FILE_NAMES].concat();
    for forms in words.chunks(2) {
        assert!(
            !files_with(&all, forms).is_empty(),
            "{forms:?} is nowhere, so that it tests nothing"
        );
    }
}

#[test]
fn a_takedown_leaves_neither_site_nor_cache_in_one_build() {
    for erase in ["có", "cả tiêu đề"] {
        let words = erased_words(erase);
        for portal in [portal(), portal().long_after_saving()] {
            // The ledger has records of another site too, and of an earlier version.
            let portal = portal
                .build_to("khac")
                .build()
                .edit(SOURCE, "của Cá-kình", "của Cá-kình nữa")
                .build();
            let portal = take_down(portal, erase).build().assert_clean();
            assert_gone(&portal, &words, &[]);
            let portal = portal.build().assert_rendered([]).assert_written([]);
            let portal = clean_source(portal, erase).build().assert_clean();
            assert_gone(&portal, &words, &FILE_NAMES);
            portal.build().assert_rendered([]).assert_written([]);
        }
    }
}

#[test]
fn a_takedown_without_a_cache_is_the_same() {
    for erase in ["có", "cả tiêu đề"] {
        let portal = take_down(portal().build().remove(".niemyet"), erase).build().assert_clean();
        assert_gone(&portal, &erased_words(erase), &[]);
    }
}

#[test]
fn an_error_elsewhere_does_not_stop_a_takedown_that_keeps_going() {
    for erase in ["có", "cả tiêu đề"] {
        let portal =
            take_down(portal().build(), erase).file("content/van-ban/hong.md", "---\n---\n");
        // Without `--keep-going` nothing is published; the next build takes everything down all the same.
        let portal = portal.build();
        assert!(portal.report().published.is_none());
        let portal = portal.keep_going().build();
        assert!(portal.report().published.is_some());
        assert_gone(&portal, &erased_words(erase), &[]);
        portal.build().assert_rendered([]).assert_written([]);
    }
}

#[test]
fn an_error_of_the_entry_itself_does_not_stop_its_takedown() {
    let portal = take_down(portal().build(), "hết").keep_going().build();
    assert!(portal.faults().iter().any(|fault| fault.ends_with("error bad-erase")));
    assert_gone(&portal, &erased_words("hết"), &[]);
}

#[test]
fn a_preview_never_serves_what_is_taken_down() {
    for erase in ["có", "cả tiêu đề"] {
        let portal = portal().build();
        let before = portal.site_files();
        let mut session = TestSession::open(&portal);
        let serve = |session: &TestSession| -> Files {
            let served =
                before.keys().filter_map(|path| Some((path.clone(), session.served(path)?)));
            served.collect()
        };
        assert!(!files_with(&serve(&session), &WORDS).is_empty());
        let portal = take_down(portal, erase);
        session.report_edits(&portal, NotifyMode::Paths);
        let served = serve(&session);
        assert_eq!(files_with(&served, &erased_words(erase)), []);
        assert_eq!(files_with(&served, &FILE_NAMES), []);
        assert!(session.served("van-ban/tai-lieu-1/index.html").is_some());
    }
}

#[test]
fn the_words_of_a_removed_file_leave_the_cache_in_the_next_build() {
    let portal = portal().edit("content/van-ban/khac.md", "liên quan: /van-ban/tai-lieu-1/\n", "");
    let portal =
        portal.edit("content/van-ban/khac.md", "[bài kia](tai-lieu-1/index.md)", "bài kia").build();
    let portal = portal.remove(SOURCE.trim_end_matches("/index.md")).build().assert_clean();
    let words = [&WORDS[..], &IDENTITY, &FILE_NAMES].concat();
    assert_eq!(files_with(&portal.site_with_manifest(), &words), []);
    assert_eq!(files_with(&cache_files(&portal), &words), []);
}

#[test]
fn a_file_of_an_erased_entry_that_another_one_needs_is_told() {
    let entry = |title: &str, more: &str| {
        format!(
            "---\ntiêu đề: {title}\n{more}ngày ban hành: 01/3/2026\n---\n[tệp](../chung/phu-luc.txt)\n"
        )
    };
    let portal = TestPortal::new()
        .file("content/chung/phu-luc.txt", "Phụ lục.")
        .file("content/van-ban/a.md", &entry("A", &format!("đường dẫn: a\n{WITHDRAWN}có}}\n")))
        .file("content/van-ban/b.md", &entry("B", ""))
        .build();
    assert!(portal.has("/chung/phu-luc.txt"));
    portal.assert_faults([
        "content/van-ban/a.md:4:10 warning erased-file-in-use",
        "content/van-ban/a.md:4:10 advice erased-source",
    ]);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_publishes_no_file_of_an_entry_that_is_not_shown() {
    let entry =
        |line: &str| format!("---\ntiêu đề: A\n{line}ngày ban hành: 01/3/2014\n---\n[x](x.pdf)\n");
    let source = "content/van-ban/a/index.md";
    let mut portal = TestPortal::new()
        .file(source, &entry(""))
        .file("content/van-ban/a/x.pdf", "%PDF-1.4 x")
        .file("content/tai-ve/y.pdf", "%PDF-1.4 y");
    for (original, link) in [
        ("content/van-ban/a/x.pdf", "content/tai-ve/x.pdf"),
        ("content/van-ban/a", "content/tai-ve/a"),
        ("content/tai-ve/y.pdf", "content/tai-ve/z.pdf"),
    ] {
        std::os::unix::fs::symlink(portal.path(original), portal.path(link)).expect("linked");
    }
    let files = ["/tai-ve/x.pdf", "/tai-ve/a/x.pdf", "/tai-ve/z.pdf"];
    for (line, expected) in [
        ("", [true; 3]),
        ("nháp: có\n", [false, false, true]),
        ("thu hồi: {ngày: 01/3/2020, lý do: Sai}\n", [false, false, true]),
        ("hẹn đăng: 01/3/2099\n", [false, false, true]),
    ] {
        portal = portal.file(source, &entry(line)).build();
        assert!(portal.report().published.is_some(), "{:?}", portal.faults());
        assert_eq!(files.map(|file| portal.has(file)), expected, "{line}");
    }
    let page = "---\ntiêu đề: B\n---\n[x](/tai-ve/x.pdf)\n";
    let portal = portal.file("content/gioi-thieu.md", page).build();
    assert!(portal.has("/tai-ve/x.pdf"), "a page leads to it");
}
