//! Days on which the site changes without an edit.
//!
//! Each is reported by the build before it, and between two of them no file changes.

use jiff::civil::Date;

use crate::rng::TestRng;
use crate::test_portal::{TestPortal, day};

#[test]
fn a_build_reports_the_next_day_on_which_the_site_changes() {
    let portal = TestPortal::new()
        .file("content/tin-tuc/a.md", "---\ntiêu đề: A\nhẹn đăng: 05/12/2026\n---\n")
        .file("content/tin-tuc/b.md", "---\ntiêu đề: B\nthời hạn công khai: 30/11/2026\n---\n")
        .build()
        .assert_clean();
    assert_eq!(portal.report().next_change, Some(day("01/12/2026")));
    let portal = portal.today("02/12/2026").build().assert_clean();
    assert_eq!(portal.report().next_change, Some(day("05/12/2026")));
    let portal = portal.today("05/12/2026").build().assert_clean();
    assert_eq!(portal.report().next_change, None);
    assert!(portal.has("/tin-tuc/a/"));
}

/// Builds a portal whose days may lie in the future or contradict each other, and asserts that nothing else is wrong.
fn build_before_posting(portal: TestPortal) -> TestPortal {
    let portal = portal.build();
    let faults = portal.faults();
    let expected = [" advice ", "posted-tomorrow", "end-against-relation"];
    let unexpected = |fault: &&String| !expected.iter().any(|known| fault.contains(known));
    assert_eq!(faults.iter().find(unexpected), None, "there are no other faults");
    portal
}

/// Builds on each reported day and on the day before it, until no further day is reported.
fn assert_changes_only_on_reported_days(mut portal: TestPortal, from: Date, at_least: usize) {
    portal = build_before_posting(portal.on_day(from));
    let mut days = 0;
    while let Some(next) = portal.report().next_change {
        let eve = next.yesterday().expect("the day is in range");
        portal = build_before_posting(portal.on_day(eve));
        assert_eq!(changed_files(&portal), Vec::<String>::new(), "on {eve}, the day before {next}");
        portal = build_before_posting(portal.on_day(next));
        assert_ne!(changed_files(&portal), Vec::<String>::new(), "on {next}");
        days += 1;
    }
    assert!(days >= at_least, "only {days} days were reported");
    portal = build_before_posting(portal.on_day(day("01/01/2199")));
    assert_eq!(changed_files(&portal), Vec::<String>::new(), "after the last reported day");
}

fn changed_files(portal: &TestPortal) -> Vec<String> {
    let published = portal.report().published.as_ref().expect("the site was published");
    published.written.iter().chain(&published.removed).map(|path| path.to_string()).collect()
}

#[test]
fn the_site_changes_on_the_reported_days_and_on_no_other() {
    let document = |name: &str, lines: &str| {
        (
            format!("content/van-ban/{name}.md"),
            format!("---\ntiêu đề: {name}\n{lines}\n---\nNội dung.\n"),
        )
    };
    let files = [
        document(
            "a",
            "số hiệu: 1/QC-UBND\nngày hiệu lực: 01/02/2020\nngày hết hiệu lực: 01/01/2030",
        ),
        document("b", "số hiệu: 2/QC-UBND\nngày hiệu lực: 01/02/2022\nthay thế: 1/QC-UBND"),
        document(
            "c",
            "số hiệu: 3/QĐ-UBND\nngày hiệu lực: 01/02/2023\nngày hết hiệu lực: 01/02/2024\nđình chỉ: 2/QC-UBND",
        ),
        document("d", "số hiệu: 4/QĐ-UBND\nngày ban hành: tháng 5/2025\nsửa đổi: 2/QC-UBND"),
        document("e", "số hiệu: 5/BC-UBND\nthu hồi: {ngày: 01/02/2021, lý do: sai số liệu}"),
        document("f", "số hiệu: 6/BC-UBND\nthời hạn công khai: 31/12/2026"),
        document("g", "số hiệu: 7/BC-UBND\nhẹn đăng: 05/6/2027 08:00"),
        // These days change no page: a report has no effect.
        document(
            "h",
            "số hiệu: 8/BC-UBND\nngày hiệu lực: 01/02/2028\nngày hết hiệu lực: 01/02/2029",
        ),
        // The page of this one depends only on the first day without effect.
        document(
            "i",
            "số hiệu: 9/QC-UBND\nngày hết hiệu lực: 01/3/2031\ntình trạng: không còn phù hợp",
        ),
        document("j", "số hiệu: 10/QC-UBND\nngày hết hiệu lực: 01/3/2032\nthu hồi: có"),
        document("k", "số hiệu: 11/QC-UBND\nngày hiệu lực: 2020\nngày hết hiệu lực: quý I/2027"),
        document("l", "số hiệu: 12/QĐ-UBND\nngày hiệu lực: 01/3/2033\nđính chính cho: /tin-tuc/a/"),
        // A document that is already amended stays so when the suspension of a part ends.
        document(
            "m",
            "số hiệu: 13/QĐ-UBND\nngày hiệu lực: 01/3/2021\nngày hết hiệu lực: 01/3/2034\n\
             đình chỉ: {số hiệu: 3/QĐ-UBND, phần: Điều 3}\nsửa đổi: 3/QĐ-UBND",
        ),
        // Two suspensions from one day: only the end of the longer one changes anything.
        document("n", "số hiệu: 14/QC-UBND\nngày hiệu lực: 01/3/2020"),
        document(
            "o",
            "số hiệu: 15/QĐ-UBND\nngày hiệu lực: 01/3/2022\nngày hết hiệu lực: 01/3/2023\nđình chỉ: 14/QC-UBND",
        ),
        document(
            "p",
            "số hiệu: 16/QĐ-UBND\nngày hiệu lực: 01/3/2022\nngày hết hiệu lực: 01/3/2024\nđình chỉ: 14/QC-UBND",
        ),
        // A chain of replacements, of which the last is amended and later expires.
        document("q", "số hiệu: 17/QC-UBND\nngày hiệu lực: 01/4/2022\nthay thế: 14/QC-UBND"),
        document(
            "r",
            "số hiệu: 18/QC-UBND\nngày hiệu lực: 01/4/2024\nngày hết hiệu lực: 01/4/2026\nthay thế: 17/QC-UBND",
        ),
        document("s", "số hiệu: 19/QĐ-UBND\nngày hiệu lực: 01/4/2025\nsửa đổi: 18/QC-UBND"),
        ("content/tin-tuc/a.md".to_owned(), "---\ntiêu đề: Tin\n---\n".to_owned()),
    ];
    let portal =
        files.into_iter().fold(TestPortal::new(), |portal, (path, text)| portal.file(&path, &text));
    assert_changes_only_on_reported_days(portal, day("01/01/2019"), 8);
}

#[test]
fn an_event_whose_day_comes_moves_the_newest_changes_and_begins_its_year() {
    let settings = std::fs::read_to_string(TestPortal::new().path("portal.yaml"));
    let settings = settings.expect("the portal has settings");
    let posted =
        |name: &str, lines: &str| format!("---\ntiêu đề: {name}\n{lines}\n---\nNội dung.\n");
    let portal = TestPortal::new()
        .file("portal.yaml", &format!("{settings}page_size: 1\n"))
        .file("content/van-ban/a.md", &posted("A", "ngày đăng: 01/3/2014"))
        .file("content/van-ban/b.md", &posted("B", "ngày đăng: 01/3/2015"))
        .file(
            "content/van-ban/c.md",
            &posted("C", "số hiệu: 1/QC-X\nngày đăng: 01/3/2016\nngày hết hiệu lực: 01/01/2027"),
        )
        .today("31/12/2026")
        .build()
        .assert_clean();
    assert_eq!(portal.report().next_change, Some(day("01/01/2027")));
    let portal = portal.today("01/01/2027").build().assert_clean();
    let mut changed = changed_files(&portal);
    changed.retain(|path| path.starts_with("thay-doi/"));
    let expected = ["atom.xml", "index.html", "nam/2027/index.html"];
    assert_eq!(changed, expected.map(|path| format!("thay-doi/{path}")));
}

#[test]
fn the_sample_changes_on_the_reported_days_and_on_no_other() {
    assert_changes_only_on_reported_days(TestPortal::sample(), day("01/01/2026"), 10);
}

#[test]
fn random_portals_change_on_the_reported_days_and_on_no_other() {
    const DATES: [&str; 6] =
        ["01/3/2024", "01/6/2025", "tháng 5/2026", "2027", "01/01/2028", "quý II/2029"];
    const KINDS: [&str; 5] = ["thay thế", "bãi bỏ", "đình chỉ", "sửa đổi", "đính chính cho"];
    const PARTS: [&str; 5] =
        ["", ", phần: Điều 5", ", ghi chú: lạc hậu", ", phần: toàn bộ", ", từ: quý I/2027"];
    let mut rng = TestRng(7);
    for _ in 0..12 {
        let mut portal = TestPortal::new();
        for at in 0..7 {
            let year = if rng.below(3) == 0 { "/2020" } else { "" };
            let mut text = format!("---\ntiêu đề: V{at}\nsố hiệu: {at}{year}/QC-UBND\n");
            for key in ["ngày hiệu lực", "ngày hết hiệu lực"] {
                if rng.below(2) == 0 {
                    text += &format!("{key}: {}\n", DATES[rng.below(DATES.len())]);
                }
            }
            for kind in KINDS.iter().filter(|_| at > 0) {
                if rng.below(3) == 0 {
                    let (to, part) = (rng.below(at), PARTS[rng.below(PARTS.len())]);
                    text += &format!("{kind}: {{path: /van-ban/v{to}/{part}}}\n");
                }
            }
            if rng.below(8) == 0 {
                text += "thời hạn công khai: 31/12/2026\n";
            }
            portal = portal.file(&format!("content/van-ban/v{at}.md"), &(text + "---\n"));
        }
        assert_changes_only_on_reported_days(portal, day("01/01/2023"), 0);
    }
}
