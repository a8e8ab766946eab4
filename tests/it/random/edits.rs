//! What may happen to a random portal between two builds: by its webmaster, by the day, by a disk, by a kill.
//!
//! Each is told in words, so that a script that fails can be played by hand.

use std::collections::BTreeMap;
use std::fs;

use super::texts::{self, BROKEN_SETTINGS, BROKEN_TEMPLATE, THEME};
use super::{StepLog, TestRng};
use crate::files::files_under;
use crate::test_portal::{TestPortal, write_file};
use niemyet::pipeline::run_until_killed;

/// Where entries may lie.
pub(super) const PATHS: [&str; 12] = [
    "content/van-ban/a.md",
    "content/van-ban/b/index.md",
    "content/van-ban/c.md",
    "content/van-ban/2014/d.md",
    "content/van-ban/2014/g.md",
    "content/van-ban/Đề án.md",
    "content/tin-tuc/e.md",
    "content/tin-tuc/f/index.md",
    "content/gioi-thieu.md",
    "content/van-ban/_index.md",
    "content/van-ban/2014/_index.md",
    "content/_index.md",
];
/// Other files, of entries and of the portal.
const FILES: [&str; 4] = [
    "content/tin-tuc/f/tep.pdf",
    "content/van-ban/b/phu luc.txt",
    "content/van-ban/a-phu-luc.txt",
    "content/anh/x.svg",
];
const FOLDERS: [[&str; 2]; 4] = [
    ["content/van-ban/2014", "content/van-ban/nam 2014"],
    ["content/van-ban/b", "content/van-ban/2014/b"],
    ["content/van-ban/b", "content/tin-tuc/b"],
    ["content/tin-tuc/f", "content/van-ban/f"],
];
/// Few enough that some builds die early, and some not at all.
const MAX_OPERATIONS: usize = 90;

/// What an edit was, as far as more is known of it than that all may be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EditKind {
    /// The text of an entry has another body.
    Body(String),
    /// The settings or the theme cannot be read now.
    BreaksPortal,
    Other,
}

/// What was broken and is to be mended: files as they were.
#[derive(Default)]
pub(super) struct BrokenFiles(BTreeMap<String, Option<Vec<u8>>>);

impl BrokenFiles {
    /// Writes a file that is wrong.
    fn break_file(&mut self, portal: &TestPortal, path: &str, bytes: &[u8]) {
        let place = portal.path(path);
        self.0.entry(path.to_owned()).or_insert_with(|| fs::read(&place).ok());
        write_file(&place, bytes);
    }

    fn repair_one(&mut self, portal: &TestPortal) -> Option<String> {
        let (path, was) = self.0.pop_first()?;
        match was {
            Some(bytes) => write_file(&portal.path(&path), &bytes),
            // It may have been moved or removed since.
            None => drop(fs::remove_file(portal.path(&path))),
        }
        Some(format!("mend {path}"))
    }

    /// Follows a folder to its other place.
    fn folder_renamed(&mut self, from: &str, to: &str) {
        let all = std::mem::take(&mut self.0).into_iter();
        let moved = |path: String| match path.strip_prefix(from) {
            Some(rest) if rest.starts_with('/') => format!("{to}{rest}"),
            _ => path,
        };
        self.0 = all.map(|(path, was)| (moved(path), was)).collect();
    }

    fn forget(&mut self, path: &str) {
        self.0.remove(path);
    }
}

/// Does one thing, and tells what.
pub(super) fn random_edit(
    dice: &mut TestRng,
    portal: TestPortal,
    story: &mut StepLog,
) -> (TestPortal, EditKind) {
    if dice.below(2) == 0
        && let Some(mended) = story.broken_files.repair_one(&portal)
    {
        story.record(mended);
        return (portal, EditKind::Other);
    }
    let (portal, deed, told) = match dice.below(24) {
        0..=2 => move_or_remove(dice, portal, &mut story.broken_files),
        3..=4 => break_source(dice, portal, &mut story.broken_files),
        5..=6 => edit_file(dice, portal),
        7 => edit_settings(dice, portal, &mut story.broken_files),
        8 => edit_theme(dice, portal, &mut story.broken_files),
        9..=10 => damage_ledger(dice, portal),
        11..=12 => damage_output(dice, portal),
        13 => kill_build(dice, portal),
        14..=15 => change_day(dice, portal),
        16..=17 => edit_body(dice, portal),
        18..=20 => edit_front_matter(dice, portal),
        _ => {
            let path = dice.pick(&PATHS);
            let text = texts::entry(dice, path);
            story.broken_files.forget(path);
            (portal.file(path, &text), EditKind::Other, format!("write {path}:\n{text}"))
        }
    };
    story.record(told);
    (portal, deed)
}

type EditOutcome = (TestPortal, EditKind, String);

fn no_edit(portal: TestPortal) -> EditOutcome {
    (portal, EditKind::Other, "nothing".to_owned())
}

/// An entry that is there and can be read as text.
fn some_entry(dice: &mut TestRng, portal: &TestPortal) -> Option<(String, String)> {
    let content = files_under(&portal.path("content")).into_keys();
    let texts: Vec<String> = content.filter(|path| path.ends_with(".md")).collect();
    let path = format!("content/{}", texts.get(dice.below(texts.len().max(1)))?);
    let text = fs::read_to_string(portal.path(&path)).ok()?;
    Some((path, text))
}

fn edit_body(dice: &mut TestRng, portal: TestPortal) -> EditOutcome {
    let Some((path, text)) = some_entry(dice, &portal) else { return no_edit(portal) };
    let told = format!("another body in {path}");
    (portal.file(&path, &texts::with_body(&text)), EditKind::Body(path), told)
}

fn edit_front_matter(dice: &mut TestRng, portal: TestPortal) -> EditOutcome {
    let Some((path, text)) = some_entry(dice, &portal) else { return no_edit(portal) };
    let (key, value) = texts::field(dice, &path);
    let value = if dice.below(4) == 0 && key != "tiêu đề" { String::new() } else { value };
    let text = texts::with_field(&text, key, &value);
    (portal.file(&path, &text), EditKind::Other, format!("{path}: {key}: {value}"))
}

/// Entries and folders go, or get another place.
fn move_or_remove(dice: &mut TestRng, portal: TestPortal, broken: &mut BrokenFiles) -> EditOutcome {
    let [from, to] = FOLDERS[dice.below(FOLDERS.len())];
    let [from, to] = if dice.below(2) == 0 { [from, to] } else { [to, from] };
    if dice.below(3) == 0 && portal.path(from).is_dir() && !portal.path(to).exists() {
        broken.folder_renamed(from, to);
        return (portal.rename(from, to), EditKind::Other, format!("rename {from} to {to}"));
    }
    let Some((path, _)) = some_entry(dice, &portal) else { return no_edit(portal) };
    broken.forget(&path);
    if dice.below(2) == 0 || path.ends_with("index.md") {
        return (portal.remove(&path), EditKind::Other, format!("remove {path}"));
    }
    let to = match dice.below(3) {
        0 => format!("content/van-ban/doi-{}.md", dice.below(3)),
        1 => format!("content/tin-tuc/doi-{}.md", dice.below(3)),
        _ => path.replace(".md", "/index.md"),
    };
    if portal.path(&to).exists() {
        return no_edit(portal);
    }
    (portal.rename(&path, &to), EditKind::Other, format!("rename {path} to {to}"))
}

fn break_source(dice: &mut TestRng, portal: TestPortal, broken: &mut BrokenFiles) -> EditOutcome {
    match dice.below(4) {
        0 => {
            broken.break_file(&portal, "portal.yaml", BROKEN_SETTINGS.as_bytes());
            (portal, EditKind::BreaksPortal, "the settings break".to_owned())
        }
        1 => {
            let (path, text) = BROKEN_TEMPLATE;
            broken.break_file(&portal, &format!("{THEME}/{path}"), text.as_bytes());
            (portal, EditKind::BreaksPortal, "the theme breaks".to_owned())
        }
        _ => {
            let Some((path, text)) = some_entry(dice, &portal) else { return no_edit(portal) };
            let bytes = texts::broken_entry(dice, &text);
            broken.break_file(&portal, &path, &bytes);
            (
                portal,
                EditKind::Other,
                format!("{path} breaks:\n{}", String::from_utf8_lossy(&bytes)),
            )
        }
    }
}

/// A file comes, goes, or gets other bytes, mostly of the same size.
fn edit_file(dice: &mut TestRng, portal: TestPortal) -> EditOutcome {
    let path = dice.pick(&FILES);
    let there = portal.path(path).exists();
    if there && dice.below(3) == 0 {
        return (portal.remove(path), EditKind::Other, format!("remove {path}"));
    }
    let text = dice.pick(&["một", "hai", "bốn", "dài hơn"]);
    (portal.file(path, text), EditKind::Other, format!("file {path}: {text}"))
}

fn edit_settings(dice: &mut TestRng, portal: TestPortal, broken: &mut BrokenFiles) -> EditOutcome {
    broken.forget("portal.yaml");
    let settings = texts::settings(dice);
    let told = format!("settings:\n{settings}");
    (portal.file("portal.yaml", &settings), EditKind::Other, told)
}

fn edit_theme(dice: &mut TestRng, portal: TestPortal, broken: &mut BrokenFiles) -> EditOutcome {
    let (path, text) = texts::theme_file(dice);
    let path = format!("{THEME}/{path}");
    broken.forget(&path);
    if portal.path(&path).exists() && dice.below(2) == 0 {
        return (portal.remove(&path), EditKind::Other, format!("remove {path}"));
    }
    (portal.file(&path, &text), EditKind::Other, format!("theme {path}"))
}

/// What is remembered of the last build is cut off, spoilt, gone, or of another program.
fn damage_ledger(dice: &mut TestRng, mut portal: TestPortal) -> EditOutcome {
    let path = dice.pick(&[".niemyet/ledger", ".niemyet/ledger", ".niemyet/sight"]);
    let Ok(mut bytes) = fs::read(portal.path(path)) else { return no_edit(portal) };
    let at = dice.below(bytes.len() + 1);
    let told = match dice.below(5) {
        0 => {
            bytes.truncate(at);
            format!("{path} is cut off at {at}")
        }
        1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 0x20;
            }
            format!("{path} is spoilt at {at}")
        }
        2 => {
            bytes.extend(b"more");
            format!("{path} goes on")
        }
        3 => {
            let told = format!("remove {path}");
            return (portal.remove(path), EditKind::Other, told);
        }
        _ => {
            let program = dice.below(2) + 1;
            portal = portal.with_build_id(u64::try_from(program).expect("small"));
            format!("of program {program}")
        }
    };
    (portal.bytes(path, &bytes), EditKind::Other, told)
}

/// A file of the site is spoilt or deleted.
fn damage_output(dice: &mut TestRng, portal: TestPortal) -> EditOutcome {
    let mut files = files_under(&portal.path("public"));
    files.retain(|path, _| !path.starts_with(".niemyet"));
    let Some((path, mut bytes)) = files.into_iter().nth(dice.below(60)) else {
        return no_edit(portal);
    };
    let path = format!("public/{path}");
    if dice.below(3) == 0 {
        return (portal.remove(&path), EditKind::Other, format!("remove {path}"));
    }
    match bytes.first_mut() {
        Some(byte) if dice.below(2) == 0 => *byte ^= 0x20,
        _ => bytes = b"other".to_vec(),
    }
    (portal.bytes(&path, &bytes), EditKind::Other, format!("{path} is spoilt"))
}

/// A build dies, and nobody builds again yet.
fn kill_build(dice: &mut TestRng, portal: TestPortal) -> EditOutcome {
    let operations = dice.below(MAX_OPERATIONS);
    let mut options = portal.options().clone();
    options.output = Some(portal.path("public"));
    run_until_killed(&options, isize::try_from(operations).expect("few"));
    (portal, EditKind::Other, format!("a build is killed at {operations}"))
}

fn change_day(dice: &mut TestRng, portal: TestPortal) -> EditOutcome {
    if dice.below(4) == 0 {
        let portal = portal.set_drafts(dice.below(2) == 0);
        let told = format!("drafts are shown: {}", portal.options().drafts);
        return (portal, EditKind::Other, told);
    }
    let day = dice.pick(&["31/10/2026", "01/11/2026", "02/11/2026", "03/11/2026", "01/5/2016"]);
    (portal.today(day), EditKind::Other, format!("today is {day}"))
}
