//! Random changes to a portal between two builds: edits, another day, corrupted files, killed builds.
//!
//! Each is described in words, so that a failing script can be replayed by hand.

use std::collections::BTreeMap;
use std::fs;

use super::texts::{self, BROKEN_SETTINGS, BROKEN_TEMPLATE, THEME};
use super::{StepLog, TestRng};
use crate::files::files_under;
use crate::test_portal::{TestPortal, write_file};
use niemyet::pipeline::run_until_killed;

/// The paths that entries may have.
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
/// Bound of the operation at which a build is killed: some builds die early, and some not at all.
const MAX_OPERATIONS: usize = 90;

/// What is known of an edit, beyond that anything may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EditKind {
    /// Only the body of this entry changed.
    Body(String),
    /// The settings or the theme became unreadable.
    BreaksPortal,
    Other,
}

/// The files that were broken, each with its previous bytes.
#[derive(Default)]
pub(super) struct BrokenFiles(BTreeMap<String, Option<Vec<u8>>>);

impl BrokenFiles {
    /// Writes a faulty file and remembers its previous bytes.
    fn break_file(&mut self, portal: &TestPortal, path: &str, bytes: &[u8]) {
        let disk_path = portal.path(path);
        self.0.entry(path.to_owned()).or_insert_with(|| fs::read(&disk_path).ok());
        write_file(&disk_path, bytes);
    }

    fn repair_one(&mut self, portal: &TestPortal) -> Option<String> {
        let (path, previous) = self.0.pop_first()?;
        match previous {
            Some(bytes) => write_file(&portal.path(&path), &bytes),
            // It may have been moved or removed since.
            None => drop(fs::remove_file(portal.path(&path))),
        }
        Some(format!("repair {path}"))
    }

    /// Adapts the paths to a renamed folder.
    fn folder_renamed(&mut self, from: &str, to: &str) {
        let all = std::mem::take(&mut self.0).into_iter();
        let moved_path = |path: String| match path.strip_prefix(from) {
            Some(rest) if rest.starts_with('/') => format!("{to}{rest}"),
            _ => path,
        };
        self.0 = all.map(|(path, previous)| (moved_path(path), previous)).collect();
    }

    fn forget(&mut self, path: &str) {
        self.0.remove(path);
    }
}

/// Makes one change and records it.
pub(super) fn random_edit(
    rng: &mut TestRng,
    portal: TestPortal,
    log: &mut StepLog,
) -> (TestPortal, EditKind) {
    if rng.below(2) == 0
        && let Some(repaired) = log.broken_files.repair_one(&portal)
    {
        log.record(repaired);
        return (portal, EditKind::Other);
    }
    let (portal, kind, description) = match rng.below(24) {
        0..=2 => move_or_remove(rng, portal, &mut log.broken_files),
        3..=4 => break_source(rng, portal, &mut log.broken_files),
        5..=6 => edit_file(rng, portal),
        7 => edit_settings(rng, portal, &mut log.broken_files),
        8 => edit_theme(rng, portal, &mut log.broken_files),
        9..=10 => damage_ledger(rng, portal),
        11..=12 => damage_output(rng, portal),
        13 => kill_build(rng, portal),
        14..=15 => change_day(rng, portal),
        16..=17 => edit_body(rng, portal),
        18..=20 => edit_front_matter(rng, portal),
        _ => {
            let path = rng.pick(&PATHS);
            let text = texts::entry(rng, path);
            log.broken_files.forget(path);
            (portal.file(path, &text), EditKind::Other, format!("write {path}:\n{text}"))
        }
    };
    log.record(description);
    (portal, kind)
}

type EditOutcome = (TestPortal, EditKind, String);

fn no_edit(portal: TestPortal) -> EditOutcome {
    (portal, EditKind::Other, "nothing".to_owned())
}

/// A random entry that is valid UTF-8: its path and text.
fn some_entry(rng: &mut TestRng, portal: &TestPortal) -> Option<(String, String)> {
    let content = files_under(&portal.path("content")).into_keys();
    let texts: Vec<String> = content.filter(|path| path.ends_with(".md")).collect();
    let path = format!("content/{}", texts.get(rng.below(texts.len().max(1)))?);
    let text = fs::read_to_string(portal.path(&path)).ok()?;
    Some((path, text))
}

fn edit_body(rng: &mut TestRng, portal: TestPortal) -> EditOutcome {
    let Some((path, text)) = some_entry(rng, &portal) else { return no_edit(portal) };
    let description = format!("another body in {path}");
    (portal.file(&path, &texts::with_body(&text)), EditKind::Body(path), description)
}

fn edit_front_matter(rng: &mut TestRng, portal: TestPortal) -> EditOutcome {
    let Some((path, text)) = some_entry(rng, &portal) else { return no_edit(portal) };
    let (key, value) = texts::field(rng, &path);
    let value = if rng.below(4) == 0 && key != "tiêu đề" { String::new() } else { value };
    let text = texts::with_field(&text, key, &value);
    (portal.file(&path, &text), EditKind::Other, format!("{path}: {key}: {value}"))
}

/// Renames a folder, or moves or removes an entry.
fn move_or_remove(
    rng: &mut TestRng,
    portal: TestPortal,
    broken_files: &mut BrokenFiles,
) -> EditOutcome {
    let [from, to] = FOLDERS[rng.below(FOLDERS.len())];
    let [from, to] = if rng.below(2) == 0 { [from, to] } else { [to, from] };
    if rng.below(3) == 0 && portal.path(from).is_dir() && !portal.path(to).exists() {
        broken_files.folder_renamed(from, to);
        return (portal.rename(from, to), EditKind::Other, format!("rename {from} to {to}"));
    }
    let Some((path, _)) = some_entry(rng, &portal) else { return no_edit(portal) };
    broken_files.forget(&path);
    if rng.below(2) == 0 || path.ends_with("index.md") {
        return (portal.remove(&path), EditKind::Other, format!("remove {path}"));
    }
    let to = match rng.below(3) {
        0 => format!("content/van-ban/doi-{}.md", rng.below(3)),
        1 => format!("content/tin-tuc/doi-{}.md", rng.below(3)),
        _ => path.replace(".md", "/index.md"),
    };
    if portal.path(&to).exists() {
        return no_edit(portal);
    }
    (portal.rename(&path, &to), EditKind::Other, format!("rename {path} to {to}"))
}

fn break_source(
    rng: &mut TestRng,
    portal: TestPortal,
    broken_files: &mut BrokenFiles,
) -> EditOutcome {
    match rng.below(4) {
        0 => {
            broken_files.break_file(&portal, "portal.yaml", BROKEN_SETTINGS.as_bytes());
            (portal, EditKind::BreaksPortal, "break the settings".to_owned())
        }
        1 => {
            let (path, text) = BROKEN_TEMPLATE;
            broken_files.break_file(&portal, &format!("{THEME}/{path}"), text.as_bytes());
            (portal, EditKind::BreaksPortal, "break the theme".to_owned())
        }
        _ => {
            let Some((path, text)) = some_entry(rng, &portal) else { return no_edit(portal) };
            let bytes = texts::broken_entry(rng, &text);
            broken_files.break_file(&portal, &path, &bytes);
            (portal, EditKind::Other, format!("break {path}:\n{}", String::from_utf8_lossy(&bytes)))
        }
    }
}

/// Creates, removes or changes a file, mostly keeping its size.
fn edit_file(rng: &mut TestRng, portal: TestPortal) -> EditOutcome {
    let path = rng.pick(&FILES);
    let exists = portal.path(path).exists();
    if exists && rng.below(3) == 0 {
        return (portal.remove(path), EditKind::Other, format!("remove {path}"));
    }
    let text = rng.pick(&["một", "hai", "bốn", "dài hơn"]);
    (portal.file(path, text), EditKind::Other, format!("file {path}: {text}"))
}

fn edit_settings(
    rng: &mut TestRng,
    portal: TestPortal,
    broken_files: &mut BrokenFiles,
) -> EditOutcome {
    broken_files.forget("portal.yaml");
    let settings = texts::settings(rng);
    let description = format!("settings:\n{settings}");
    (portal.file("portal.yaml", &settings), EditKind::Other, description)
}

fn edit_theme(
    rng: &mut TestRng,
    portal: TestPortal,
    broken_files: &mut BrokenFiles,
) -> EditOutcome {
    let (path, text) = texts::theme_file(rng);
    let path = format!("{THEME}/{path}");
    broken_files.forget(&path);
    if portal.path(&path).exists() && rng.below(2) == 0 {
        return (portal.remove(&path), EditKind::Other, format!("remove {path}"));
    }
    (portal.file(&path, &text), EditKind::Other, format!("theme {path}"))
}

/// Truncates, corrupts or removes a record of the last build, or changes the build id.
fn damage_ledger(rng: &mut TestRng, mut portal: TestPortal) -> EditOutcome {
    let path = rng.pick(&[".niemyet/ledger", ".niemyet/ledger", ".niemyet/snapshot"]);
    let Ok(mut bytes) = fs::read(portal.path(path)) else { return no_edit(portal) };
    let at = rng.below(bytes.len() + 1);
    let description = match rng.below(5) {
        0 => {
            bytes.truncate(at);
            format!("{path} is truncated at {at}")
        }
        1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 0x20;
            }
            format!("{path} is corrupted at {at}")
        }
        2 => {
            bytes.extend(b"more");
            format!("{path} gets more bytes")
        }
        3 => {
            let description = format!("remove {path}");
            return (portal.remove(path), EditKind::Other, description);
        }
        _ => {
            let build_id = rng.below(2) + 1;
            portal = portal.with_build_id(u64::try_from(build_id).expect("small"));
            format!("build id {build_id}")
        }
    };
    (portal.bytes(path, &bytes), EditKind::Other, description)
}

/// Corrupts or removes a file of the site.
fn damage_output(rng: &mut TestRng, portal: TestPortal) -> EditOutcome {
    let mut files = files_under(&portal.path("public"));
    files.retain(|path, _| !path.starts_with(".niemyet"));
    let Some((path, mut bytes)) = files.into_iter().nth(rng.below(60)) else {
        return no_edit(portal);
    };
    let path = format!("public/{path}");
    if rng.below(3) == 0 {
        return (portal.remove(&path), EditKind::Other, format!("remove {path}"));
    }
    match bytes.first_mut() {
        Some(byte) if rng.below(2) == 0 => *byte ^= 0x20,
        _ => bytes = b"other".to_vec(),
    }
    (portal.bytes(&path, &bytes), EditKind::Other, format!("{path} is corrupted"))
}

/// Kills a build, without another build after it.
fn kill_build(rng: &mut TestRng, portal: TestPortal) -> EditOutcome {
    let operations = rng.below(MAX_OPERATIONS);
    let mut options = portal.options().clone();
    options.output = Some(portal.path("public"));
    run_until_killed(&options, isize::try_from(operations).expect("few"));
    (portal, EditKind::Other, format!("a build is killed at {operations}"))
}

fn change_day(rng: &mut TestRng, portal: TestPortal) -> EditOutcome {
    if rng.below(4) == 0 {
        let portal = portal.set_drafts(rng.below(2) == 0);
        let description = format!("drafts are shown: {}", portal.options().drafts);
        return (portal, EditKind::Other, description);
    }
    let day = rng.pick(&["31/10/2026", "01/11/2026", "02/11/2026", "03/11/2026", "01/5/2016"]);
    (portal.today(day), EditKind::Other, format!("today is {day}"))
}
