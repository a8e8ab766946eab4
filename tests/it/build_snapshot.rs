//! The build snapshot: a build in which no input and no output changed exits early, and no other does.
//!
//! The ledger is emptied before each build, so only a build that exits early renders nothing.

use std::fs;

use crate::test_portal::{TestPortal, assert_same_files, files_under};

const SNAPSHOT: &str = ".niemyet/snapshot";

const NEWS: &str = "---\ntiêu đề: Một tin\nngày đăng: 08/3/2021\ntóm tắt: Tin.\n---\n\nTin.\n";

/// A portal built long after all its files were saved.
fn portal() -> TestPortal {
    TestPortal::new()
        .file("content/tin-tuc/tin.md", NEWS)
        .file("content/tin-tuc/tin-anh.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("themes/cong-thong-tin/assets/them.css", "p { color: red }")
        .long_after_saving()
        .build()
        .assert_clean()
}

/// Builds without the ledger; returns whether the build exited early.
fn build_exits_early(portal: TestPortal) -> (TestPortal, bool) {
    let portal = portal.file(".niemyet/ledger", "").build();
    let rendered = portal.report().rendered.len();
    assert!(rendered == 0 || rendered == portal.report().targets, "{rendered}");
    (portal, rendered == 0)
}

/// The faults that a build reports; advice is only for checks.
fn warnings(portal: &TestPortal) -> Vec<String> {
    portal.faults().into_iter().filter(|fault| !fault.contains(" advice ")).collect()
}

#[test]
fn a_build_without_changes_exits_early_and_reports_the_same() {
    let portal = TestPortal::sample().long_after_saving().build();
    let first = portal.report();
    let expected = (first.entries, first.targets, first.next_change, warnings(&portal));
    let files = first.published.as_ref().expect("the sample is published").written.len();
    let site = files_under(&portal.path("public"));
    let (portal, exited_early) = build_exits_early(portal);
    assert!(exited_early);
    let second = portal.report();
    assert_eq!((second.entries, second.targets, second.next_change, portal.faults()), expected);
    let published = second.published.as_ref().expect("the site is published");
    assert_eq!((published.unchanged, published.written.len()), (files, 0));
    assert_same_files(&files_under(&portal.path("public")), &site, "nothing was written");
}

#[test]
fn every_kind_of_change_is_detected() {
    type Edit = (&'static str, fn(TestPortal) -> TestPortal);
    let edits: [Edit; 17] = [
        ("a text of the same size", |p| p.edit("content/tin-tuc/tin.md", "Tin.\n---", "Tim.\n---")),
        ("a new file", |p| p.file("content/tin-tuc/hai.md", &NEWS.replace("Một", "Hai"))),
        ("a removed file", |p| p.remove("content/tin-tuc/tin-anh.svg")),
        ("a file's name", |p| p.rename("content/tin-tuc/tin.md", "content/tin-tuc/tim.md")),
        ("a folder's name", |p| p.rename("content/tin-tuc", "content/van-ban")),
        ("a setting", |p| p.edit("portal.yaml", "Cổng thử", "Cổng khác")),
        ("a style sheet", |p| p.file("themes/cong-thong-tin/assets/them.css", "p { color: blue }")),
        ("a template", |p| p.file("themes/cong-thong-tin/templates/404.html", "<h1>Không</h1>")),
        ("a changed page of the site", |p| p.file("public/index.html", "khác")),
        ("a removed page of the site", |p| p.remove("public/404.html")),
        ("the manifest", |p| p.edit("public/.niemyet-manifest", "niemyet-manifest 1", "khác 1")),
        ("a killed build", |p| p.file("public/.niemyet-stage/0", "x")),
        ("the base URL", |p| p.base_url("https://khac.example.vn/")),
        ("drafts", TestPortal::with_drafts),
        ("the build id", |p| p.with_build_id(2)),
        ("the day before", |p| p.today("21/11/2026")),
        ("the snapshot", |p| p.remove(SNAPSHOT)),
    ];
    for (name, edit) in edits {
        let (portal, exited_early) = build_exits_early(portal());
        assert!(exited_early, "nothing changed before {name}");
        let (portal, exited_early) = build_exits_early(edit(portal));
        assert!(!exited_early, "{name}");
        assert_same_files(&portal.site_with_manifest(), &portal.fresh_site(), name);
    }
}

#[test]
fn only_a_day_on_which_the_site_changes_prevents_an_early_exit() {
    let rule = "---\ntiêu đề: Một\nthể loại: Quyết định\nngày ban hành: 01/3/2019\ntrích yếu: Một\n\
                người đăng: văn thư\nngày hiệu lực: 01/12/2026\n---\n\nMột.\n";
    let portal = TestPortal::new()
        .file("content/van-ban/mot.md", rule)
        .long_after_saving()
        .build()
        .assert_clean();
    let (portal, exited_early) = build_exits_early(portal.today("30/11/2026"));
    assert!(exited_early);
    let (portal, exited_early) = build_exits_early(portal.today("01/12/2026"));
    assert!(!exited_early);
    assert!(build_exits_early(portal.today("02/12/2026")).1);
}

#[test]
fn a_warning_about_the_day_is_reported_again_on_another_day() {
    let news = NEWS.replace("08/3/2021", "24/11/2026");
    let portal =
        TestPortal::new().file("content/tin-tuc/tin.md", &news).long_after_saving().build();
    assert_eq!(portal.faults().len(), 1, "{:?}", portal.faults());
    let (portal, exited_early) = build_exits_early(portal);
    assert!(exited_early);
    assert!(!build_exits_early(portal.today("23/11/2026")).1);
}

#[test]
fn a_build_right_after_saving_leaves_a_snapshot_too() {
    let path = "content/tin-tuc/tin.md";
    let portal = TestPortal::new().file(path, NEWS).file("content/tin-tuc/a.txt", "a");
    let (portal, exited_early) = build_exits_early(portal.build().assert_clean());
    assert!(exited_early);
    let saved = fs::metadata(portal.path(path)).and_then(|file| file.modified()).expect("a file");
    let portal = portal.edit(path, "Tin.\n---", "Tim.\n---");
    let file = fs::File::options().write(true).open(portal.path(path)).expect("a file");
    file.set_modified(saved).expect("the time can be set");
    let (portal, exited_early) = build_exits_early(portal);
    assert!(!exited_early, "the size and the modification time are the same");
    assert!(portal.page("/tin-tuc/tin/").contains("Tim."));
    let (portal, exited_early) = build_exits_early(portal);
    assert!(exited_early);
    let (portal, exited_early) = build_exits_early(portal.long_after_saving());
    assert!(exited_early);
    assert!(build_exits_early(portal).1, "the snapshot was written again");
}

#[test]
fn no_snapshot_is_written_for_a_portal_with_errors() {
    let broken = TestPortal::new().file("content/tin-tuc/hai.md", "---\ntiêu đề: [\n---\n").build();
    assert!(broken.report().published.is_none() && !broken.path(SNAPSHOT).exists());
    let broken = broken.keep_going().build();
    assert!(broken.report().published.is_some() && !broken.path(SNAPSHOT).exists());
}

#[test]
fn a_truncated_or_corrupt_snapshot_is_ignored() {
    let mut portal = portal();
    let site = portal.site_with_manifest();
    let whole = fs::read(portal.path(SNAPSHOT)).expect("the build wrote the file");
    let mut broken: Vec<Vec<u8>> =
        (0..whole.len()).step_by(9).map(|at| whole[..at].to_vec()).collect();
    for at in (0..whole.len()).step_by(7) {
        let mut corrupt = whole.clone();
        corrupt[at] ^= 0x20;
        broken.push(corrupt);
    }
    broken.push([&whole[..], b"more"].concat());
    for bytes in broken {
        let (next, exited_early) = build_exits_early(portal.bytes(SNAPSHOT, &bytes));
        assert!(!exited_early);
        portal = next;
    }
    let (portal, exited_early) = build_exits_early(portal);
    assert!(exited_early);
    assert_same_files(&portal.site_with_manifest(), &site, "the site is unchanged");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_in_the_content_is_followed_and_one_in_the_site_is_not() {
    let link = |portal: &TestPortal, to: &str, name: &str| {
        std::os::unix::fs::symlink(portal.path(to), portal.path(name)).expect("linked");
    };
    let portal =
        TestPortal::new().file("content/tin-tuc/tin.md", NEWS).file("content/chung/x.txt", "x");
    link(&portal, "content/chung/x.txt", "content/x.txt");
    let (portal, exited_early) =
        build_exits_early(portal.long_after_saving().build().assert_clean());
    assert!(exited_early, "the target of the link is unchanged");
    let (portal, exited_early) = build_exits_early(portal.file("content/chung/x.txt", "y"));
    assert!(!exited_early, "the target of the link changed");
    let (portal, exited_early) =
        build_exits_early(portal.remove("content/x.txt").build().assert_clean());
    assert!(exited_early);
    let portal = portal.rename("public/tin-tuc", "elsewhere");
    link(&portal, "elsewhere", "public/tin-tuc");
    let portal = portal.file(".niemyet/ledger", "").build();
    portal.failure();
}
