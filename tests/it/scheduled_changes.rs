//! Days on which the site changes without an edit.
//!
//! Each is told beforehand by the build before it, and between two of them nothing moves.

use jiff::civil::Date;

use crate::test_portal::{TestPortal, day};

#[test]
fn the_next_day_on_which_the_site_changes_is_told() {
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

/// Builds a portal on a day before it was made, when days of posting are in the future.
fn build_before_posting(portal: TestPortal) -> TestPortal {
    let portal = portal.build();
    let faults = portal.faults();
    let wrong = |fault: &&String| !fault.contains(" advice ") && !fault.contains("posted-tomorrow");
    assert_eq!(faults.iter().find(wrong), None, "nothing else is wrong");
    portal
}

/// Builds on every told day and on the day before it, until none is told any more.
fn assert_changes_only_on_reported_days(mut portal: TestPortal, from: Date, told_at_least: usize) {
    portal = build_before_posting(portal.on_day(from));
    let mut told = 0;
    while let Some(next) = portal.report().next_change {
        let eve = next.yesterday().expect("a day of this age");
        portal = build_before_posting(portal.on_day(eve));
        assert_eq!(changed_files(&portal), Vec::<String>::new(), "on {eve}, the day before {next}");
        portal = build_before_posting(portal.on_day(next));
        assert_ne!(changed_files(&portal), Vec::<String>::new(), "on {next}");
        told += 1;
    }
    assert!(told >= told_at_least, "only {told} days were told");
    portal = build_before_posting(portal.on_day(day("01/01/2199")));
    assert_eq!(changed_files(&portal), Vec::<String>::new(), "after the last day that was told");
}

fn changed_files(portal: &TestPortal) -> Vec<String> {
    let published = portal.report().published.as_ref().expect("the site was published");
    published.written.iter().chain(&published.removed).cloned().collect()
}

#[test]
fn the_site_moves_on_the_days_that_were_told_and_on_no_other() {
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
        // The first day of this one is the only one that its page waits for.
        document(
            "i",
            "số hiệu: 9/QC-UBND\nngày hết hiệu lực: 01/3/2031\ntình trạng: không còn phù hợp",
        ),
        document("j", "số hiệu: 10/QC-UBND\nngày hết hiệu lực: 01/3/2032\nthu hồi: có"),
        document("k", "số hiệu: 11/QC-UBND\nngày hiệu lực: 2020\nngày hết hiệu lực: quý I/2027"),
        document("l", "số hiệu: 12/QĐ-UBND\nngày hiệu lực: 01/3/2033\nđính chính cho: /tin-tuc/a/"),
        // What is amended already stays so when a suspension of a part ends.
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
        // A line of replacements, whose last one is amended and later expires.
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
fn the_sample_moves_on_the_days_that_were_told_and_on_no_other() {
    assert_changes_only_on_reported_days(TestPortal::sample(), day("01/01/2026"), 10);
}

#[test]
fn random_portals_move_on_the_days_that_were_told_and_on_no_other() {
    const DATES: [&str; 6] =
        ["01/3/2024", "01/6/2025", "tháng 5/2026", "2027", "01/01/2028", "quý II/2029"];
    const KINDS: [&str; 5] = ["thay thế", "bãi bỏ", "đình chỉ", "sửa đổi", "đính chính cho"];
    const PARTS: [&str; 4] = ["", ", phần: Điều 5", ", ghi chú: lạc hậu", ", phần: toàn bộ"];
    // A linear congruential generator (Knuth's MMIX): the same numbers on every machine.
    let mut state = 7_u64;
    let mut roll = |sides: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits fit") % sides
    };
    for _ in 0..12 {
        let mut portal = TestPortal::new();
        for at in 0..7 {
            let year = if roll(3) == 0 { "/2020" } else { "" };
            let mut text = format!("---\ntiêu đề: V{at}\nsố hiệu: {at}{year}/QC-UBND\n");
            for key in ["ngày hiệu lực", "ngày hết hiệu lực"] {
                if roll(2) == 0 {
                    text += &format!("{key}: {}\n", DATES[roll(DATES.len())]);
                }
            }
            for kind in KINDS.iter().filter(|_| at > 0) {
                if roll(3) == 0 {
                    let (to, part) = (roll(at), PARTS[roll(PARTS.len())]);
                    text += &format!("{kind}: {{path: /van-ban/v{to}/{part}}}\n");
                }
            }
            if roll(8) == 0 {
                text += "thời hạn công khai: 31/12/2026\n";
            }
            portal = portal.file(&format!("content/van-ban/v{at}.md"), &(text + "---\n"));
        }
        assert_changes_only_on_reported_days(portal, day("01/01/2023"), 0);
    }
}
