//! Days on which the site changes without an edit.
//!
//! Each is told beforehand by the build before it, and between two of them nothing moves.

use jiff::civil::Date;

use crate::portal::{Portal, day};

#[test]
fn the_next_day_on_which_the_site_changes_is_told() {
    let portal = Portal::new()
        .file("content/tin-tuc/a.md", "---\ntiêu đề: A\nhẹn đăng: 05/12/2026\n---\n")
        .file("content/tin-tuc/b.md", "---\ntiêu đề: B\nthời hạn công khai: 30/11/2026\n---\n")
        .build()
        .well();
    assert_eq!(portal.report().next_change, Some(day("01/12/2026")));
    let portal = portal.today("02/12/2026").build().well();
    assert_eq!(portal.report().next_change, Some(day("05/12/2026")));
    let portal = portal.today("05/12/2026").build().well();
    assert_eq!(portal.report().next_change, None);
    assert!(portal.has("/tin-tuc/a/"));
}

/// Builds on every told day and on the day before it, until none is told any more.
fn walk(mut portal: Portal, from: Date, told_at_least: usize) {
    portal = portal.on(from).build().well();
    let mut told = 0;
    while let Some(next) = portal.report().next_change {
        let eve = next.yesterday().expect("a day of this age");
        portal = portal.on(eve).build().well();
        assert_eq!(written(&portal), Vec::<String>::new(), "on {eve}, the day before {next}");
        portal = portal.on(next).build().well();
        assert_ne!(written(&portal), Vec::<String>::new(), "on {next}");
        told += 1;
    }
    assert!(told >= told_at_least, "only {told} days were told");
    portal = portal.on(day("01/01/2199")).build().well();
    assert_eq!(written(&portal), Vec::<String>::new(), "after the last day that was told");
}

fn written(portal: &Portal) -> Vec<String> {
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
    ];
    let portal =
        files.into_iter().fold(Portal::new(), |portal, (path, text)| portal.file(&path, &text));
    walk(portal, day("01/01/2019"), 8);
}

#[test]
fn the_sample_moves_on_the_days_that_were_told_and_on_no_other() {
    walk(Portal::sample(), day("01/01/2015"), 5);
}
