//! The property that incremental builds stand or fall by: a build into the site of yesterday gives what a build from
//! nothing gives.
//!
//! Small random portals are edited at random: entries come, change, move and go, settings, templates and the day
//! too, and the ledger is cut off. After each step the site that was built on and on equals one built into a new
//! folder without a ledger, and so do its manifest and what is told; built once more, nothing is rendered. Seeds are
//! fixed, so a failure comes back; its message names the seed and the steps.

use std::fs;

use jiff::civil::Date;
use niemyet::build::Report;
use niemyet::diagnostic::Severity;

use crate::desk::Preview;
use crate::portal::{Files, Portal, SETTINGS, assert_same, files_under, line};

/// How many portals, and how many steps each.
const SCRIPTS: u64 = 40;
const STEPS: usize = 7;

/// A linear congruential generator (Knuth's MMIX): the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).expect("31 bits fit");
        high % sides
    }

    /// Gives a value now and then, and mostly nothing.
    fn seldom<'a>(&mut self, from: &[&'a str]) -> &'a str {
        if self.roll(10) == 0 { self.pick(from) } else { "" }
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

const PATHS: [&str; 10] = [
    "content/van-ban/a.md",
    "content/van-ban/b/index.md",
    "content/van-ban/c.md",
    "content/van-ban/2014/d.md",
    "content/van-ban/Đề án.md",
    "content/tin-tuc/e.md",
    "content/tin-tuc/f/index.md",
    "content/gioi-thieu.md",
    "content/van-ban/_index.md",
    "content/_index.md",
];
const TITLES: [&str; 5] = ["Kế hoạch", "Đò ngang", "Ăn ca", "Báo cáo", "Dân vận"];
const DATES: [&str; 6] = ["01/3/2014", "02/3/2014", "tháng 3/2014", "2013", "31/12/2012", ""];
const TERMS: [&str; 5] = ["thủy sản", "Thuỷ sản", "dân vận", "đối thoại", "an toàn"];
const LINKS: [&str; 4] = ["/", "/van-ban/", "/tin-tuc/", "#muc"];
/// What may lead nowhere, or clash: the site then stays as it was until something else is edited.
const RISKY: [&str; 4] = ["/van-ban/a/", "/van-ban/b/", "/gioi-thieu/", "/tin-tuc/f/tep.pdf"];

fn entry(dice: &mut Dice, path: &str) -> String {
    let mut text = format!("---\ntiêu đề: {} {}\n", dice.pick(&TITLES), dice.roll(3));
    if path.ends_with("_index.md") {
        return text + "---\nLời dẫn.\n";
    }
    let mut line = |key: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("{key}: {value}\n"));
        }
    };
    let date = dice.pick(&DATES);
    if path.contains("/van-ban/") {
        line("ngày ban hành", date);
        line("thể loại", dice.pick(&["BC", "KH", ""]));
        line("số hiệu", dice.pick(&["", "", "Không số", "7/KH-UBND"]));
        line("căn cứ", dice.seldom(&["7/KH-UBND", "/van-ban/a/"]));
    } else {
        line("ngày đăng", if date.len() == 9 { date } else { "" });
    }
    line("từ khóa", dice.pick(&TERMS));
    line("ghim", dice.seldom(&["có"]));
    line("nháp", dice.seldom(&["có"]));
    line("thu hồi", dice.seldom(&["01/5/2016"]));
    line("đường dẫn", dice.seldom(&["khac", "khac nua"]));
    line("hẹn đăng", dice.seldom(&["02/11/2026", "03/11/2026"]));
    line("thời hạn công khai", dice.seldom(&["01/11/2026", "02/11/2026"]));
    line("đường dẫn cũ", dice.seldom(&["/cu/", "/index.php?id=1"]));
    let link = if dice.roll(12) == 0 { dice.pick(&RISKY) } else { dice.pick(&LINKS) };
    let cites = dice.seldom(&["Theo Kế hoạch số 7/KH-UBND."]);
    text + &format!("---\n## Mục\n\nĐoạn {} [x]({link}) {cites}\n", dice.roll(4))
}

/// Does one thing that a webmaster does, and tells what.
fn step(dice: &mut Dice, portal: Portal) -> (Portal, String) {
    let path = dice.pick(&PATHS);
    let there = portal.path(path).is_file();
    match dice.roll(15) {
        0 | 1 if there => (portal.remove(path), format!("remove {path}")),
        2 if there => {
            let to = format!("content/van-ban/doi-{}.md", dice.roll(3));
            if portal.path(&to).exists() || path.contains("index.md") {
                return (portal, "nothing".to_owned());
            }
            (portal.rename(path, &to), format!("rename {path} to {to}"))
        }
        3 => {
            let size = dice.roll(3) + 1;
            let title = dice.pick(&TITLES);
            let settings = SETTINGS.replace("Cổng thử", title);
            let path = dice.pick(&["/", "/", "/doan/"]);
            let settings = settings.replace("example.vn/", &format!("example.vn{path}"));
            let settings = format!("{settings}page_size: {size}\n");
            (portal.file("portal.yaml", &settings), format!("settings {title} {size}"))
        }
        4 => {
            let template = "themes/cong-thong-tin/templates/page.html";
            if portal.path(template).exists() {
                return (portal.remove(template), "template away".to_owned());
            }
            (portal.file(template, "<h1>{{ entry.title }}</h1>"), "template".to_owned())
        }
        5 => {
            let file = dice.pick(&["content/tin-tuc/f/tep.pdf", "content/anh/x.svg"]);
            if portal.path(file).exists() {
                return (portal.remove(file), format!("remove {file}"));
            }
            (portal.file(file, dice.pick(&TITLES)), format!("file {file}"))
        }
        13 => {
            let ledger = portal.path(".niemyet/ledger");
            let bytes = fs::read(&ledger).unwrap_or_default();
            let length = dice.roll(bytes.len() + 1);
            if !bytes.is_empty() {
                fs::write(&ledger, &bytes[..length]).expect("it was written before");
            }
            (portal, format!("the ledger is cut off at {length}"))
        }
        14 => {
            let page = portal.path("public/index.html");
            if page.exists() {
                fs::write(page, "khác").expect("it was written before");
            }
            (portal, "the home page is spoilt".to_owned())
        }
        6 => {
            let day = dice.pick(&["01/11/2026", "02/11/2026", "03/11/2026"]);
            (portal.today(day), format!("today is {day}"))
        }
        _ => {
            let text = entry(dice, path);
            (portal.file(path, &text), format!("write {path}:\n{text}"))
        }
    }
}

/// What a build tells that does not depend on the one before.
fn numbers(report: &Report) -> (usize, usize, Option<Date>, Vec<String>) {
    let told = report.faults.iter().filter(|fault| fault.severity != Severity::Advice);
    (report.entries, report.targets, report.next_change, told.map(line).collect())
}

fn script(seed: u64) -> usize {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut portal = Portal::new();
    // Half of the portals are built long after they were saved, so that the times of files are believed.
    if seed.is_multiple_of(2) {
        portal = portal.much_later();
    }
    for path in PATHS {
        if dice.roll(2) == 0 {
            let text = entry(&mut dice, path);
            portal = portal.file(path, &text);
        }
    }
    let mut told = vec![format!("seed {seed}")];
    let mut preview = Preview::open(&portal);
    let mut published = 0;
    for _ in 0..STEPS {
        let (edited, what) = step(&mut dice, portal);
        let before = files_under(&edited.path("public"));
        told.push(what);
        portal = edited.build_to("public");
        let story = told.join("\n");
        if dice.roll(5) == 0 {
            preview = Preview::open(&portal);
        } else {
            preview.follow(&portal, dice.roll(4) > 0);
        }
        assert_served(&preview, &portal.anew_all_the_same(), &story);
        if portal.report().published.is_none() {
            let after = files_under(&portal.path("public"));
            assert_same(&after, &before, &format!("{story}\nis at fault, and the site moved"));
            if dice.roll(2) == 0 {
                told.push("build all the same".to_owned());
                portal = portal.keep_going().build_to("public").all_or_nothing();
            }
            continue;
        }
        published += 1;
        let (site, told) = portal.build_from_nothing();
        assert_same(&portal.whole(), &site, &story);
        assert_eq!(numbers(portal.report()), numbers(&told), "{story}");
        portal = portal.build_to("public");
        assert_same(&portal.whole(), &site, &format!("{story}\nand built again"));
        assert_eq!(numbers(portal.report()), numbers(&told), "{story}\nand built again");
        assert!(portal.report().rendered.is_empty(), "{story}\nand built again");
    }
    published
}

/// Asserts that the preview serves each file as it is written.
fn assert_served(preview: &Preview, written: &Files, story: &str) {
    for (path, bytes) in written.iter().filter(|(path, _)| !path.starts_with(".niemyet")) {
        let served = preview.served(path);
        let is_same = served.as_ref() == Some(bytes);
        let shown = served.as_deref().map(String::from_utf8_lossy);
        assert!(is_same, "{story}\n{path} is served otherwise than it is written: {shown:?}");
    }
}

#[test]
fn a_build_on_a_build_gives_what_a_build_from_nothing_gives() {
    let published: usize = (1..=SCRIPTS).map(script).sum();
    let all = usize::try_from(SCRIPTS).expect("few") * STEPS;
    assert!(published * 2 > all, "only {published} of {all} steps could be published");
}
