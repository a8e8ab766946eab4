//! The file watcher of the preview: whatever happens to a portal's files, a tree updated by its events alone equals a
//! fresh scan.
//!
//! Each test waits for events until the tree is right, at most a minute for each; no test sleeps. The steps were
//! recorded from real editors and tools.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use niemyet::preview::clock::Clock;
use niemyet::preview::watch::{WatchEvent, WatchHandle, WatchOptions};
use niemyet::source::{FileMetadataKey, FileTree};
use tempfile::TempDir;

/// How long an event may take before the test fails. A busy machine is slow, and not wrong.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A portal under watch, and a tree updated by the watcher's events.
struct WatchedPortal {
    folder: TempDir,
    tree: FileTree,
    watch: WatchHandle,
    events: Receiver<WatchEvent>,
    /// The paths reported since the last step.
    reported: BTreeSet<PathBuf>,
    scans: usize,
}

impl WatchedPortal {
    fn new(poll: bool) -> Self {
        Self::with_clock(poll, Clock::new(Timestamp::now, Instant::now))
    }

    fn with_clock(poll: bool, clock: Clock) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["content/van-ban", "themes", "chung/hinh"] {
            fs::create_dir_all(folder.path().join(name)).expect("the folder can be created");
        }
        for name in ["portal.yaml", "content/van-ban/a.md", "content/b.md", "chung/hinh/c.png"] {
            fs::write(folder.path().join(name), "cũ").expect("the file can be written");
        }
        let (sender, events) = mpsc::channel();
        let options =
            WatchOptions { root: folder.path().to_owned(), zone: jiff::tz::offset(7), clock, poll };
        let deliver = move |event| sender.send(event).unwrap_or_default();
        let watch = WatchHandle::start(options, deliver).expect("the thread starts");
        let first = events.recv_timeout(TIMEOUT).expect("the watcher starts");
        assert_eq!(
            first,
            WatchEvent::Everything,
            "the first event says that edits are reported from now on"
        );
        let (tree, _) = FileTree::scan(folder.path(), "content").expect("the folder can be read");
        Self { folder, tree, watch, events, reported: BTreeSet::new(), scans: 0 }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("the file can be written");
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).expect("the path can be renamed");
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).expect("the path can be removed");
    }

    /// Applies the next event to the tree.
    fn apply_next(&mut self) {
        let root = self.root().to_owned();
        match self.events.recv_timeout(TIMEOUT).expect("an event arrives") {
            WatchEvent::Paths(paths) => {
                self.tree.update(&root, &paths).expect("the folder can be read");
                self.reported.extend(paths);
            }
            WatchEvent::Everything => {
                self.tree.rescan(&root, &|| self.watch.catch_up()).expect("the folder can be read");
                self.scans += 1;
            }
            WatchEvent::NewDay => {}
            WatchEvent::Polling(notice) => panic!("{notice:?}"),
        }
        let link_targets = self.tree.symlink_targets().map(Path::to_owned).collect();
        self.watch.update_scope(link_targets, jiff::tz::offset(7));
    }

    /// Applies events until the tree equals a fresh scan; returns the paths that they reported.
    fn wait_until_current(&mut self) -> BTreeSet<PathBuf> {
        loop {
            let (fresh, faults) =
                FileTree::scan(self.root(), "content").expect("the folder can be read");
            if tree_state(&self.tree) == tree_state(&fresh) && self.tree.faults() == faults {
                return std::mem::take(&mut self.reported);
            }
            self.apply_next();
        }
    }

    /// Applies events until one reports a path.
    fn wait_until_reported(&mut self, name: &str) {
        let path = fs::canonicalize(self.root()).expect("the folder exists").join(name);
        while !self.reported.contains(&path) {
            self.apply_next();
        }
        self.wait_until_current();
    }
}

fn tree_state(tree: &FileTree) -> Vec<(Arc<str>, PathBuf, FileMetadataKey)> {
    tree.files().map(|file| (file.path.clone(), file.disk_path(), file.metadata_key)).collect()
}

fn any_ends_with(paths: &BTreeSet<PathBuf>, suffix: &str) -> bool {
    paths.iter().any(|path| path.ends_with(suffix))
}

#[test]
fn a_save_by_vim_is_reported() {
    let mut portal = WatchedPortal::new(false);
    portal.write("content/4913", "");
    portal.remove("content/4913");
    portal.write("content/.b.md.swp", "x");
    portal.rename("content/b.md", "content/b.md~");
    portal.write("content/b.md", "mới");
    portal.remove("content/b.md~");
    let reported = portal.wait_until_current();
    assert!(any_ends_with(&reported, "content/b.md"));
    assert!(!any_ends_with(&reported, ".b.md.swp"), "{reported:?}");
}

#[test]
fn a_save_in_place_is_reported() {
    let mut portal = WatchedPortal::new(false);
    let mut file =
        fs::File::create(portal.path("content/b.md")).expect("the file can be truncated");
    for part in ["mới", " và", " dài hơn"] {
        file.write_all(part.as_bytes()).expect("the file can be written");
    }
    drop(file);
    portal.wait_until_current();
    let bytes = portal
        .tree
        .get("content/b.md")
        .expect("the file exists")
        .read_bytes()
        .expect("the file can be read");
    assert_eq!(bytes, "mới và dài hơn".as_bytes());
}

#[test]
fn a_save_through_a_temporary_file_is_reported() {
    let mut portal = WatchedPortal::new(false);
    // As LibreOffice, rsync, and programs that write atomically do.
    for draft in ["content/lu12.tmp", "content/.b.md.Xa81", "content/.goutputstream-1"] {
        portal.write("content/.~lock.b.md#", "lan");
        portal.write(draft, draft);
        portal.rename(draft, "content/b.md");
        portal.remove("content/.~lock.b.md#");
        let reported = portal.wait_until_current();
        assert!(any_ends_with(&reported, "content/b.md"), "{reported:?}");
        let is_of_save = |path: &PathBuf| path.ends_with("content/b.md") || path.ends_with(draft);
        assert!(reported.iter().all(is_of_save), "{reported:?}");
        assert_eq!(reported.len(), if draft.contains("/.") { 1 } else { 2 }, "{reported:?}");
    }
}

#[test]
fn an_edit_of_the_settings_is_reported_also_after_they_were_replaced() {
    let mut portal = WatchedPortal::new(false);
    portal.write("portal.yaml.new", "mới");
    portal.rename("portal.yaml.new", "portal.yaml");
    portal.wait_until_reported("portal.yaml");
    portal.write("portal.yaml", "mới nữa");
    portal.wait_until_reported("portal.yaml");
}

#[test]
fn a_new_theme_is_reported() {
    let mut portal = WatchedPortal::new(false);
    fs::create_dir_all(portal.path("themes/rieng/templates")).expect("the folder can be created");
    portal.write("themes/rieng/templates/page.html", "x");
    portal.write("content/b.md", "mới");
    portal.wait_until_reported("themes/rieng");
    portal.write("themes/rieng/templates/page.html", "y");
    portal.wait_until_reported("themes/rieng/templates/page.html");
}

#[test]
fn files_in_new_folders_are_reported() {
    let mut portal = WatchedPortal::new(false);
    for number in 0..40 {
        let folder = format!("content/van-ban/{number}/sau/nua");
        fs::create_dir_all(portal.path(&folder)).expect("the folder can be created");
        portal.write(&format!("{folder}/index.md"), "x");
        portal.write(&format!("content/van-ban/{number}/sau/tep.pdf"), "x");
    }
    portal.wait_until_current();
    assert_eq!(portal.tree.files().len(), 82);
    portal.write("content/van-ban/7/sau/nua/index.md", "sửa");
    let reported = portal.wait_until_current();
    assert!(any_ends_with(&reported, "content/van-ban/7/sau/nua/index.md"), "{reported:?}");
}

#[test]
fn renamed_and_removed_folders_are_reported() {
    let mut portal = WatchedPortal::new(false);
    portal.rename("content/van-ban", "content/van-kien");
    portal.wait_until_current();
    portal.write("content/van-kien/a.md", "mới");
    portal.wait_until_current();
    // Moved out of the portal's content, edited there, and moved back.
    portal.rename("content/van-kien", "cho");
    portal.wait_until_current();
    portal.write("cho/a.md", "sửa ngoài");
    portal.rename("cho", "content/van-ban");
    portal.wait_until_current();
    portal.write("content/van-ban/a.md", "sửa trong");
    portal.wait_until_current();
    fs::remove_dir_all(portal.path("content/van-ban")).expect("the path can be removed");
    portal.wait_until_current();
    assert_eq!(portal.tree.files().len(), 1);
    portal.rename("content", "noi-dung");
    portal.wait_until_current();
    assert_eq!(portal.tree.files().len(), 0);
    portal.rename("noi-dung", "content");
    portal.wait_until_current();
    portal.write("content/b.md", "về nhà");
    portal.wait_until_current();
}

#[test]
fn a_burst_of_files_is_reported() {
    let mut portal = WatchedPortal::new(false);
    fs::create_dir(portal.path("content/anh")).expect("the folder can be created");
    for number in 0..3000 {
        portal.write(&format!("content/anh/{number}.jpg"), "x");
    }
    portal.wait_until_current();
    assert_eq!(portal.tree.files().len(), 3002);
    fs::remove_dir_all(portal.path("content/anh")).expect("the path can be removed");
    portal.wait_until_current();
    assert_eq!(portal.tree.files().len(), 2);
}

#[cfg(unix)]
#[test]
fn edits_at_the_targets_of_symbolic_links_are_reported() {
    let mut portal = WatchedPortal::new(false);
    let link = |target: &str, path: &str, portal: &WatchedPortal| {
        std::os::unix::fs::symlink(portal.path(target), portal.path(path))
            .expect("the link can be created");
    };
    portal.rename("chung", "content/chung");
    link("content/chung/hinh", "content/hinh", &portal);
    portal.write("content/chung/le.md", "x");
    link("content/chung/le.md", "content/le.md", &portal);
    portal.wait_until_current();
    assert_eq!(portal.tree.files().len(), 6);
    portal.write("content/chung/hinh/d.png", "x");
    portal.wait_until_current();
    fs::create_dir(portal.path("content/chung/hinh/sau")).expect("the folder can be created");
    portal.write("content/chung/hinh/sau/e.png", "x");
    portal.wait_until_current();
    portal.write("content/chung/hinh/sau/e.png", "dài hơn");
    portal.wait_until_current();
    portal.write("content/chung/tam", "thay");
    portal.rename("content/chung/tam", "content/chung/le.md");
    portal.wait_until_current();
    assert_eq!(portal.tree.files().len(), 10);
    portal.remove("content/le.md");
    link("ngoai", "content/lac", &portal);
    portal.wait_until_current();
    assert_eq!(portal.tree.faults().len(), 1);
}

#[test]
fn a_checkout_of_another_git_branch_is_reported() {
    let mut portal = WatchedPortal::new(false);
    let git = |portal: &WatchedPortal, arguments: &[&str]| {
        let name = ["-c", "user.name=Lan", "-c", "user.email=lan@example.vn"];
        let all = name.iter().chain(arguments);
        let run = Command::new("git").args(all).current_dir(portal.root()).output();
        run.is_ok_and(|output| output.status.success())
    };
    // Without git, there is nothing to test.
    if !git(&portal, &["init", "--quiet", "--initial-branch=mot"]) {
        return;
    }
    assert!(git(&portal, &["add", "."]) && git(&portal, &["commit", "--quiet", "-m", "một"]));
    assert!(git(&portal, &["checkout", "--quiet", "-b", "hai"]));
    for number in 0..60 {
        let folder = format!("content/nam-{}/{number}", number % 7);
        fs::create_dir_all(portal.path(&folder)).expect("the folder can be created");
        portal.write(&format!("{folder}/index.md"), "x");
    }
    portal.remove("content/b.md");
    portal.write("content/van-ban/a.md", "hai");
    assert!(git(&portal, &["add", "."]) && git(&portal, &["commit", "--quiet", "-m", "hai"]));
    portal.wait_until_current();
    for branch in ["mot", "hai", "mot", "hai"] {
        assert!(git(&portal, &["checkout", "--quiet", branch]));
        portal.wait_until_current();
        let files = if branch == "mot" { 2 } else { 61 };
        assert_eq!(portal.tree.files().len(), files);
    }
}

/// Opening a folder is an event too, and the system queues a few thousand at most.
#[test]
fn scanning_thousands_of_folders_loses_no_event() {
    let mut portal = WatchedPortal::new(false);
    for number in 0..9000 {
        fs::create_dir_all(portal.path(&format!("cho/{}/{number}", number % 30)))
            .expect("the folder can be created");
    }
    portal.rename("cho", "content/cho");
    portal.write("content/b.md", "mới");
    portal.wait_until_current();
    let root = portal.root().to_owned();
    portal.tree.rescan(&root, &|| portal.watch.catch_up()).expect("the folder can be read");
    portal.write("content/cho/7/37/c.md", "x");
    portal.wait_until_current();
    assert_eq!(portal.scans, 0, "events were lost");
}

#[test]
fn polling_finds_edits_without_file_events() {
    let mut portal = WatchedPortal::new(true);
    portal.write("content/b.md", "mới");
    fs::create_dir(portal.path("content/tin")).expect("the folder can be created");
    portal.write("content/tin/c.md", "x");
    portal.wait_until_current();
    assert!(portal.reported.is_empty() && portal.scans > 0);
    let scans = portal.scans;
    portal.write("portal.yaml", "mới");
    while portal.scans == scans {
        portal.apply_next();
    }
}

#[test]
fn edits_are_reported_though_the_clock_is_set_back_an_hour_at_a_time() {
    for poll in [false, true] {
        let hours = AtomicI64::new(0);
        let start = Timestamp::now();
        let wall =
            move || start - SignedDuration::from_hours(hours.fetch_add(1, Ordering::Relaxed));
        let mut portal = WatchedPortal::with_clock(poll, Clock::new(wall, Instant::now));
        for text in ["mới", "mới hơn"] {
            portal.write("content/b.md", text);
            portal.wait_until_current();
        }
    }
}
