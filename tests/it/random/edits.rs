//! What may happen to a random portal between two builds: by its webmaster, by the day, by a disk, by a kill.
//!
//! Each is told in words, so that a script that fails can be played by hand.

use std::collections::BTreeMap;
use std::fs;

use super::texts::{self, BROKEN_SETTINGS, BROKEN_TEMPLATE, THEME};
use super::{Dice, Story};
use crate::files::files_under;
use crate::portal::{Portal, write};
use niemyet::build::run_until_killed;

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
const OPERATIONS: usize = 90;

/// What an edit was, as far as more is known of it than that all may be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// The text of an entry has another body.
    Body(String),
    /// The settings or the theme cannot be read now.
    Breaks,
    Other,
}

/// What was broken and is to be mended: files as they were.
#[derive(Default)]
pub(super) struct Broken(BTreeMap<String, Option<Vec<u8>>>);

impl Broken {
    /// Writes a file that is wrong.
    fn put(&mut self, portal: &Portal, path: &str, bytes: &[u8]) {
        let place = portal.path(path);
        self.0.entry(path.to_owned()).or_insert_with(|| fs::read(&place).ok());
        write(&place, bytes);
    }

    fn mend(&mut self, portal: &Portal) -> Option<String> {
        let (path, was) = self.0.pop_first()?;
        match was {
            Some(bytes) => write(&portal.path(&path), &bytes),
            // It may have been moved or removed since.
            None => drop(fs::remove_file(portal.path(&path))),
        }
        Some(format!("mend {path}"))
    }

    /// Follows a folder to its other place.
    fn moved(&mut self, from: &str, to: &str) {
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
pub(super) fn happen(dice: &mut Dice, portal: Portal, story: &mut Story) -> (Portal, Deed) {
    if dice.roll(2) == 0
        && let Some(mended) = story.broken.mend(&portal)
    {
        story.tell(mended);
        return (portal, Deed::Other);
    }
    let (portal, deed, told) = match dice.roll(24) {
        0..=2 => moved(dice, portal, &mut story.broken),
        3..=4 => broken(dice, portal, &mut story.broken),
        5..=6 => file(dice, portal),
        7 => settings(dice, portal, &mut story.broken),
        8 => theme(dice, portal, &mut story.broken),
        9..=10 => ledger(dice, portal),
        11..=12 => output(dice, portal),
        13 => killed(dice, portal),
        14..=15 => day(dice, portal),
        16..=17 => body(dice, portal),
        18..=20 => front(dice, portal),
        _ => {
            let path = dice.pick(&PATHS);
            let text = texts::entry(dice, path);
            story.broken.forget(path);
            (portal.file(path, &text), Deed::Other, format!("write {path}:\n{text}"))
        }
    };
    story.tell(told);
    (portal, deed)
}

type Happened = (Portal, Deed, String);

fn nothing(portal: Portal) -> Happened {
    (portal, Deed::Other, "nothing".to_owned())
}

/// An entry that is there and can be read as text.
fn some_entry(dice: &mut Dice, portal: &Portal) -> Option<(String, String)> {
    let content = files_under(&portal.path("content")).into_keys();
    let texts: Vec<String> = content.filter(|path| path.ends_with(".md")).collect();
    let path = format!("content/{}", texts.get(dice.roll(texts.len().max(1)))?);
    let text = fs::read_to_string(portal.path(&path)).ok()?;
    Some((path, text))
}

fn body(dice: &mut Dice, portal: Portal) -> Happened {
    let Some((path, text)) = some_entry(dice, &portal) else { return nothing(portal) };
    let told = format!("another body in {path}");
    (portal.file(&path, &texts::with_body(&text)), Deed::Body(path), told)
}

fn front(dice: &mut Dice, portal: Portal) -> Happened {
    let Some((path, text)) = some_entry(dice, &portal) else { return nothing(portal) };
    let (key, value) = texts::field(dice, &path);
    let value = if dice.roll(4) == 0 && key != "tiêu đề" { String::new() } else { value };
    let text = texts::with_field(&text, key, &value);
    (portal.file(&path, &text), Deed::Other, format!("{path}: {key}: {value}"))
}

/// Entries and folders go, or get another place.
fn moved(dice: &mut Dice, portal: Portal, broken: &mut Broken) -> Happened {
    let [from, to] = FOLDERS[dice.roll(FOLDERS.len())];
    let [from, to] = if dice.roll(2) == 0 { [from, to] } else { [to, from] };
    if dice.roll(3) == 0 && portal.path(from).is_dir() && !portal.path(to).exists() {
        broken.moved(from, to);
        return (portal.rename(from, to), Deed::Other, format!("rename {from} to {to}"));
    }
    let Some((path, _)) = some_entry(dice, &portal) else { return nothing(portal) };
    broken.forget(&path);
    if dice.roll(2) == 0 || path.ends_with("index.md") {
        return (portal.remove(&path), Deed::Other, format!("remove {path}"));
    }
    let to = match dice.roll(3) {
        0 => format!("content/van-ban/doi-{}.md", dice.roll(3)),
        1 => format!("content/tin-tuc/doi-{}.md", dice.roll(3)),
        _ => path.replace(".md", "/index.md"),
    };
    if portal.path(&to).exists() {
        return nothing(portal);
    }
    (portal.rename(&path, &to), Deed::Other, format!("rename {path} to {to}"))
}

fn broken(dice: &mut Dice, portal: Portal, broken: &mut Broken) -> Happened {
    match dice.roll(4) {
        0 => {
            broken.put(&portal, "portal.yaml", BROKEN_SETTINGS.as_bytes());
            (portal, Deed::Breaks, "the settings break".to_owned())
        }
        1 => {
            let (path, text) = BROKEN_TEMPLATE;
            broken.put(&portal, &format!("{THEME}/{path}"), text.as_bytes());
            (portal, Deed::Breaks, "the theme breaks".to_owned())
        }
        _ => {
            let Some((path, text)) = some_entry(dice, &portal) else { return nothing(portal) };
            let bytes = texts::broken_entry(dice, &text);
            broken.put(&portal, &path, &bytes);
            (portal, Deed::Other, format!("{path} breaks:\n{}", String::from_utf8_lossy(&bytes)))
        }
    }
}

/// A file comes, goes, or gets other bytes, mostly of the same size.
fn file(dice: &mut Dice, portal: Portal) -> Happened {
    let path = dice.pick(&FILES);
    let there = portal.path(path).exists();
    if there && dice.roll(3) == 0 {
        return (portal.remove(path), Deed::Other, format!("remove {path}"));
    }
    let text = dice.pick(&["một", "hai", "bốn", "dài hơn"]);
    (portal.file(path, text), Deed::Other, format!("file {path}: {text}"))
}

fn settings(dice: &mut Dice, portal: Portal, broken: &mut Broken) -> Happened {
    broken.forget("portal.yaml");
    let settings = texts::settings(dice);
    let told = format!("settings:\n{settings}");
    (portal.file("portal.yaml", &settings), Deed::Other, told)
}

fn theme(dice: &mut Dice, portal: Portal, broken: &mut Broken) -> Happened {
    let (path, text) = texts::theme_file(dice);
    let path = format!("{THEME}/{path}");
    broken.forget(&path);
    if portal.path(&path).exists() && dice.roll(2) == 0 {
        return (portal.remove(&path), Deed::Other, format!("remove {path}"));
    }
    (portal.file(&path, &text), Deed::Other, format!("theme {path}"))
}

/// What is remembered of the last build is cut off, spoilt, gone, or of another program.
fn ledger(dice: &mut Dice, mut portal: Portal) -> Happened {
    let path = dice.pick(&[".niemyet/ledger", ".niemyet/ledger", ".niemyet/sight"]);
    let Ok(mut bytes) = fs::read(portal.path(path)) else { return nothing(portal) };
    let at = dice.roll(bytes.len() + 1);
    let told = match dice.roll(5) {
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
            return (portal.remove(path), Deed::Other, told);
        }
        _ => {
            let program = dice.roll(2) + 1;
            portal = portal.of_program(u64::try_from(program).expect("small"));
            format!("of program {program}")
        }
    };
    (portal.bytes(path, &bytes), Deed::Other, told)
}

/// A file of the site is spoilt or deleted.
fn output(dice: &mut Dice, portal: Portal) -> Happened {
    let mut files = files_under(&portal.path("public"));
    files.retain(|path, _| !path.starts_with(".niemyet"));
    let Some((path, mut bytes)) = files.into_iter().nth(dice.roll(60)) else {
        return nothing(portal);
    };
    let path = format!("public/{path}");
    if dice.roll(3) == 0 {
        return (portal.remove(&path), Deed::Other, format!("remove {path}"));
    }
    match bytes.first_mut() {
        Some(byte) if dice.roll(2) == 0 => *byte ^= 0x20,
        _ => bytes = b"other".to_vec(),
    }
    (portal.bytes(&path, &bytes), Deed::Other, format!("{path} is spoilt"))
}

/// A build dies, and nobody builds again yet.
fn killed(dice: &mut Dice, portal: Portal) -> Happened {
    let operations = dice.roll(OPERATIONS);
    let mut options = portal.options().clone();
    options.output = Some(portal.path("public"));
    run_until_killed(&options, isize::try_from(operations).expect("few"));
    (portal, Deed::Other, format!("a build is killed at {operations}"))
}

fn day(dice: &mut Dice, portal: Portal) -> Happened {
    if dice.roll(4) == 0 {
        let portal = portal.show_drafts(dice.roll(2) == 0);
        let told = format!("drafts are shown: {}", portal.options().drafts);
        return (portal, Deed::Other, told);
    }
    let day = dice.pick(&["31/10/2026", "01/11/2026", "02/11/2026", "03/11/2026", "01/5/2016"]);
    (portal.today(day), Deed::Other, format!("today is {day}"))
}
