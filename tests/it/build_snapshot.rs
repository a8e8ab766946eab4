//! What must hold of the cutoff around the whole: a build that finds all as it was ends at once, and no other does.
//!
//! The ledger is emptied before each build: only one that ended at once can then have rendered nothing.

use std::fs;

use crate::test_portal::{TestPortal, assert_same_files, files_under};

const SNAPSHOT: &str = ".niemyet/sight";

const NEWS: &str = "---\ntiêu đề: Một tin\nngày đăng: 08/3/2021\ntóm tắt: Tin.\n---\n\nTin.\n";

/// A portal that was built long after all its files were saved.
fn portal() -> TestPortal {
    TestPortal::new()
        .file("content/tin-tuc/tin.md", NEWS)
        .file("content/tin-tuc/tin-anh.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("themes/cong-thong-tin/assets/them.css", "p { color: red }")
        .long_after_saving()
        .build()
        .assert_clean()
}

/// Builds without the ledger, and tells whether the build ended at once.
fn build_exits_early(portal: TestPortal) -> (TestPortal, bool) {
    let portal = portal.file(".niemyet/ledger", "").build();
    let rendered = portal.report().rendered.len();
    assert!(rendered == 0 || rendered == portal.report().targets, "{rendered}");
    (portal, rendered == 0)
}

/// What a build tells: advice is for checks.
fn warnings(portal: &TestPortal) -> Vec<String> {
    portal.faults().into_iter().filter(|fault| !fault.contains(" advice ")).collect()
}

#[test]
fn where_nothing_changed_a_build_ends_at_once_and_tells_the_same() {
    let portal = TestPortal::sample().long_after_saving().build();
    let first = portal.report();
    let told = (first.entries, first.targets, first.next_change, warnings(&portal));
    let files = first.published.as_ref().expect("the sample is sound").written.len();
    let site = files_under(&portal.path("public"));
    let (portal, ended) = build_exits_early(portal);
    assert!(ended);
    let again = portal.report();
    assert_eq!((again.entries, again.targets, again.next_change, portal.faults()), told);
    let published = again.published.as_ref().expect("it is published");
    assert_eq!((published.unchanged, published.written.len()), (files, 0));
    assert_same_files(&files_under(&portal.path("public")), &site, "nothing was done");
}

#[test]
fn whatever_changed_is_seen() {
    type Edit = (&'static str, fn(TestPortal) -> TestPortal);
    let edits: [Edit; 17] = [
        ("a text of the same size", |p| p.edit("content/tin-tuc/tin.md", "Tin.\n---", "Tim.\n---")),
        ("a file that came", |p| p.file("content/tin-tuc/hai.md", &NEWS.replace("Một", "Hai"))),
        ("a file that went", |p| p.remove("content/tin-tuc/tin-anh.svg")),
        ("a name", |p| p.rename("content/tin-tuc/tin.md", "content/tin-tuc/tim.md")),
        ("a folder's name", |p| p.rename("content/tin-tuc", "content/van-ban")),
        ("a setting", |p| p.edit("portal.yaml", "Cổng thử", "Cổng khác")),
        ("a style sheet", |p| p.file("themes/cong-thong-tin/assets/them.css", "p { color: blue }")),
        ("a template", |p| p.file("themes/cong-thong-tin/templates/404.html", "<h1>Không</h1>")),
        ("a page of the site", |p| p.file("public/index.html", "khác")),
        ("a page that is gone", |p| p.remove("public/404.html")),
        ("the manifest", |p| p.edit("public/.niemyet-manifest", "niemyet-manifest 1", "khác 1")),
        ("a build that was killed", |p| p.file("public/.niemyet-stage/0", "x")),
        ("the address", |p| p.base_url("https://khac.example.vn/")),
        ("drafts", TestPortal::with_drafts),
        ("the program", |p| p.with_build_id(2)),
        ("the day before", |p| p.today("21/11/2026")),
        ("what is remembered", |p| p.remove(SNAPSHOT)),
    ];
    for (what, edit) in edits {
        let (portal, ended) = build_exits_early(portal());
        assert!(ended, "nothing changed before {what}");
        let (portal, ended) = build_exits_early(edit(portal));
        assert!(!ended, "{what}");
        assert_same_files(&portal.site_with_manifest(), &portal.fresh_site(), what);
    }
}

#[test]
fn a_day_on_which_the_site_changes_is_seen_and_another_is_not() {
    let rule = "---\ntiêu đề: Một\nthể loại: Quyết định\nngày ban hành: 01/3/2019\ntrích yếu: Một\n\
                người đăng: văn thư\nngày hiệu lực: 01/12/2026\n---\n\nMột.\n";
    let portal = TestPortal::new()
        .file("content/van-ban/mot.md", rule)
        .long_after_saving()
        .build()
        .assert_clean();
    let (portal, ended) = build_exits_early(portal.today("30/11/2026"));
    assert!(ended);
    let (portal, ended) = build_exits_early(portal.today("01/12/2026"));
    assert!(!ended);
    assert!(build_exits_early(portal.today("02/12/2026")).1);
}

#[test]
fn warnings_may_speak_of_the_day() {
    let news = NEWS.replace("08/3/2021", "24/11/2026");
    let portal =
        TestPortal::new().file("content/tin-tuc/tin.md", &news).long_after_saving().build();
    assert_eq!(portal.faults().len(), 1, "{:?}", portal.faults());
    let (portal, ended) = build_exits_early(portal);
    assert!(ended);
    assert!(!build_exits_early(portal.today("23/11/2026")).1);
}

#[test]
fn what_was_saved_a_moment_ago_is_not_believed_and_neither_is_a_site_at_fault() {
    let young = TestPortal::new().file("content/tin-tuc/tin.md", NEWS).build().assert_clean();
    assert!(!young.path(SNAPSHOT).exists());
    let broken =
        young.long_after_saving().file("content/tin-tuc/hai.md", "---\ntiêu đề: [\n---\n").build();
    assert!(broken.report().published.is_none() && !broken.path(SNAPSHOT).exists());
    let broken = broken.keep_going().build();
    assert!(broken.report().published.is_some() && !broken.path(SNAPSHOT).exists());
}

#[test]
fn a_sight_that_is_torn_or_garbage_is_none() {
    let mut portal = portal();
    let site = portal.site_with_manifest();
    let whole = fs::read(portal.path(SNAPSHOT)).expect("the build wrote it");
    let mut broken: Vec<Vec<u8>> =
        (0..whole.len()).step_by(9).map(|at| whole[..at].to_vec()).collect();
    for at in (0..whole.len()).step_by(7) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x20;
        broken.push(flipped);
    }
    broken.push([&whole[..], b"more"].concat());
    for bytes in broken {
        let (next, ended) = build_exits_early(portal.bytes(SNAPSHOT, &bytes));
        assert!(!ended);
        portal = next;
    }
    let (portal, ended) = build_exits_early(portal);
    assert!(ended);
    assert_same_files(&portal.site_with_manifest(), &site, "the site is as it was");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_content_is_looked_through_and_one_in_the_site_is_not() {
    let link = |portal: &TestPortal, to: &str, name: &str| {
        std::os::unix::fs::symlink(portal.path(to), portal.path(name)).expect("linked");
    };
    let portal = TestPortal::new().file("content/tin-tuc/tin.md", NEWS).file("chung/x.txt", "x");
    link(&portal, "chung/x.txt", "content/x.txt");
    let (portal, ended) = build_exits_early(portal.long_after_saving().build().assert_clean());
    assert!(ended, "what the link leads to is as it was");
    let (portal, ended) = build_exits_early(portal.file("chung/x.txt", "y"));
    assert!(!ended, "what the link leads to changed");
    let (portal, ended) = build_exits_early(portal.remove("content/x.txt").build().assert_clean());
    assert!(ended);
    let portal = portal.rename("public/tin-tuc", "elsewhere");
    link(&portal, "elsewhere", "public/tin-tuc");
    let portal = portal.file(".niemyet/ledger", "").build();
    portal.failure();
}
