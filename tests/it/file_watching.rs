//! The watch of the preview: whatever is done to a portal's files, a tree kept by batches alone equals a fresh scan.
//!
//! Each test waits for batches until the tree is right, as long as it takes and at most a minute; nothing sleeps. The
//! steps are those that editors and tools were seen to make.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use jiff::Timestamp;
use niemyet::preview::watch::{WatchEvent, WatchHandle, WatchOptions};
use niemyet::source::{FileMetadataKey, FileTree};
use tempfile::TempDir;

/// How long a batch may take before the test fails. A machine under load is slow, and not wrong.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A portal under watch, and the tree that is kept of it.
struct WatchedPortal {
    folder: TempDir,
    tree: FileTree,
    watch: WatchHandle,
    batches: Receiver<WatchEvent>,
    /// The paths that batches named since the last step.
    named: BTreeSet<PathBuf>,
    scans: usize,
}

impl WatchedPortal {
    fn new(poll: bool) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["content/van-ban", "themes", "chung/hinh"] {
            fs::create_dir_all(folder.path().join(name)).expect("made");
        }
        for name in ["portal.yaml", "content/van-ban/a.md", "content/b.md", "chung/hinh/c.png"] {
            fs::write(folder.path().join(name), "cũ").expect("written");
        }
        let (sender, batches) = mpsc::channel();
        let watched = WatchOptions {
            root: folder.path().to_owned(),
            zone: jiff::tz::offset(7),
            clock: Arc::new(Timestamp::now),
            poll,
        };
        let deliver = move |batch| sender.send(batch).unwrap_or_default();
        let watch = WatchHandle::start(watched, deliver).expect("a thread");
        let first = batches.recv_timeout(TIMEOUT).expect("the watch begins");
        assert_eq!(first, WatchEvent::Everything, "the first batch says that edits are followed");
        let (tree, _) = FileTree::scan(folder.path(), "content").expect("readable");
        Self { folder, tree, watch, batches, named: BTreeSet::new(), scans: 0 }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("written");
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).expect("renamed");
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).expect("removed");
    }

    /// Takes the next batch into the tree.
    fn apply_next(&mut self) {
        let root = self.root().to_owned();
        match self.batches.recv_timeout(TIMEOUT).expect("a batch comes") {
            WatchEvent::Paths(paths) => {
                self.tree.update(&root, &paths).expect("readable");
                self.named.extend(paths);
            }
            WatchEvent::Everything => {
                self.tree.rescan(&root, &|| self.watch.catch_up()).expect("readable");
                self.scans += 1;
            }
            WatchEvent::NewDay => {}
            WatchEvent::Polling(notice) => panic!("{notice:?}"),
        }
        let ends = self.tree.link_targets().map(Path::to_owned).collect();
        self.watch.update_scope(ends, jiff::tz::offset(7));
    }

    /// Takes batches until the tree is what a scan finds, and tells of what they named.
    fn wait_until_current(&mut self) -> BTreeSet<PathBuf> {
        loop {
            let (fresh, faults) = FileTree::scan(self.root(), "content").expect("readable");
            if tree_state(&self.tree) == tree_state(&fresh) && self.tree.faults() == faults {
                return std::mem::take(&mut self.named);
            }
            self.apply_next();
        }
    }

    /// Takes batches until one named a path.
    fn wait_until_named(&mut self, name: &str) {
        let path = fs::canonicalize(self.root()).expect("it is there").join(name);
        while !self.named.contains(&path) {
            self.apply_next();
        }
        self.wait_until_current();
    }
}

fn tree_state(tree: &FileTree) -> Vec<(Arc<str>, PathBuf, FileMetadataKey)> {
    tree.files().map(|file| (file.path.clone(), file.disk_path(), file.metadata_key)).collect()
}

fn any_ends_with(paths: &BTreeSet<PathBuf>, with: &str) -> bool {
    paths.iter().any(|path| path.ends_with(with))
}

#[test]
fn a_save_by_vim_is_followed() {
    let mut desk = WatchedPortal::new(false);
    desk.write("content/4913", "");
    desk.remove("content/4913");
    desk.write("content/.b.md.swp", "x");
    desk.rename("content/b.md", "content/b.md~");
    desk.write("content/b.md", "mới");
    desk.remove("content/b.md~");
    let named = desk.wait_until_current();
    assert!(any_ends_with(&named, "content/b.md"));
    assert!(!any_ends_with(&named, "b.md~") && !any_ends_with(&named, ".b.md.swp"), "{named:?}");
}

#[test]
fn a_save_in_place_is_followed() {
    let mut desk = WatchedPortal::new(false);
    let mut file = fs::File::create(desk.path("content/b.md")).expect("cut to nothing");
    for part in ["mới", " và", " dài hơn"] {
        file.write_all(part.as_bytes()).expect("written");
    }
    drop(file);
    desk.wait_until_current();
    let bytes = desk.tree.get("content/b.md").expect("it is there").read_bytes().expect("readable");
    assert_eq!(bytes, "mới và dài hơn".as_bytes());
}

#[test]
fn a_save_through_a_temporary_file_is_followed() {
    let mut desk = WatchedPortal::new(false);
    // LibreOffice, rsync, and programs that write safely.
    for draft in ["content/lu12.tmp", "content/.b.md.Xa81", "content/.goutputstream-1"] {
        desk.write("content/.~lock.b.md#", "lan");
        desk.write(draft, draft);
        desk.rename(draft, "content/b.md");
        desk.remove("content/.~lock.b.md#");
        let named = desk.wait_until_current();
        assert!(any_ends_with(&named, "content/b.md"), "{named:?}");
        assert_eq!(named.len(), 1, "{named:?}");
    }
}

#[test]
fn the_settings_are_followed_also_when_replaced() {
    let mut desk = WatchedPortal::new(false);
    desk.write("portal.yaml.new", "mới");
    desk.rename("portal.yaml.new", "portal.yaml");
    desk.wait_until_named("portal.yaml");
    desk.write("portal.yaml", "mới nữa");
    desk.wait_until_named("portal.yaml");
}

#[test]
fn a_theme_that_is_begun_is_followed() {
    let mut desk = WatchedPortal::new(false);
    fs::create_dir_all(desk.path("themes/rieng/templates")).expect("made");
    desk.write("themes/rieng/templates/page.html", "x");
    desk.write("content/b.md", "mới");
    desk.wait_until_named("themes/rieng");
    desk.write("themes/rieng/templates/page.html", "y");
    desk.wait_until_named("themes/rieng/templates/page.html");
}

#[test]
fn what_lies_in_new_folders_is_followed() {
    let mut desk = WatchedPortal::new(false);
    for number in 0..40 {
        let folder = format!("content/van-ban/{number}/sau/nua");
        fs::create_dir_all(desk.path(&folder)).expect("made");
        desk.write(&format!("{folder}/index.md"), "x");
        desk.write(&format!("content/van-ban/{number}/sau/tep.pdf"), "x");
    }
    desk.wait_until_current();
    assert_eq!(desk.tree.files().len(), 82);
    desk.write("content/van-ban/7/sau/nua/index.md", "sửa");
    let named = desk.wait_until_current();
    assert!(any_ends_with(&named, "content/van-ban/7/sau/nua/index.md"), "{named:?}");
}

#[test]
fn folders_that_move_and_go_are_followed() {
    let mut desk = WatchedPortal::new(false);
    desk.rename("content/van-ban", "content/van-kien");
    desk.wait_until_current();
    desk.write("content/van-kien/a.md", "mới");
    desk.wait_until_current();
    // Out of the portal's content, edited there, and in again.
    desk.rename("content/van-kien", "cho");
    desk.wait_until_current();
    desk.write("cho/a.md", "sửa ngoài");
    desk.rename("cho", "content/van-ban");
    desk.wait_until_current();
    desk.write("content/van-ban/a.md", "sửa trong");
    desk.wait_until_current();
    fs::remove_dir_all(desk.path("content/van-ban")).expect("removed");
    desk.wait_until_current();
    assert_eq!(desk.tree.files().len(), 1);
    desk.rename("content", "noi-dung");
    desk.wait_until_current();
    assert_eq!(desk.tree.files().len(), 0);
    desk.rename("noi-dung", "content");
    desk.wait_until_current();
    desk.write("content/b.md", "về nhà");
    desk.wait_until_current();
}

#[test]
fn a_burst_of_files_is_followed() {
    let mut desk = WatchedPortal::new(false);
    fs::create_dir(desk.path("content/anh")).expect("made");
    for number in 0..3000 {
        desk.write(&format!("content/anh/{number}.jpg"), "x");
    }
    desk.wait_until_current();
    assert_eq!(desk.tree.files().len(), 3002);
    fs::remove_dir_all(desk.path("content/anh")).expect("removed");
    desk.wait_until_current();
    assert_eq!(desk.tree.files().len(), 2);
}

#[cfg(unix)]
#[test]
fn where_links_lead_is_followed() {
    let mut desk = WatchedPortal::new(false);
    let link = |end: &str, at: &str, desk: &WatchedPortal| {
        std::os::unix::fs::symlink(desk.path(end), desk.path(at)).expect("linked");
    };
    link("chung/hinh", "content/hinh", &desk);
    desk.write("chung/le.md", "x");
    link("chung/le.md", "content/le.md", &desk);
    desk.wait_until_current();
    assert_eq!(desk.tree.files().len(), 4);
    desk.write("chung/hinh/d.png", "x");
    desk.wait_until_current();
    fs::create_dir(desk.path("chung/hinh/sau")).expect("made");
    desk.write("chung/hinh/sau/e.png", "x");
    desk.wait_until_current();
    desk.write("chung/hinh/sau/e.png", "dài hơn");
    desk.wait_until_current();
    desk.write("chung/tam", "thay");
    desk.rename("chung/tam", "chung/le.md");
    desk.wait_until_current();
    assert_eq!(desk.tree.files().len(), 6);
    desk.remove("content/le.md");
    link("ngoai", "content/lac", &desk);
    desk.wait_until_current();
    assert_eq!(desk.tree.faults().len(), 1);
}

#[test]
fn another_branch_of_git_is_followed() {
    let mut desk = WatchedPortal::new(false);
    let git = |desk: &WatchedPortal, arguments: &[&str]| {
        let name = ["-c", "user.name=Lan", "-c", "user.email=lan@example.vn"];
        let all = name.iter().chain(arguments);
        let run = Command::new("git").args(all).current_dir(desk.root()).output();
        run.is_ok_and(|output| output.status.success())
    };
    // Where there is no git, nobody can change branches.
    if !git(&desk, &["init", "--quiet", "--initial-branch=mot"]) {
        return;
    }
    assert!(git(&desk, &["add", "."]) && git(&desk, &["commit", "--quiet", "-m", "một"]));
    assert!(git(&desk, &["checkout", "--quiet", "-b", "hai"]));
    for number in 0..60 {
        let folder = format!("content/nam-{}/{number}", number % 7);
        fs::create_dir_all(desk.path(&folder)).expect("made");
        desk.write(&format!("{folder}/index.md"), "x");
    }
    desk.remove("content/b.md");
    desk.write("content/van-ban/a.md", "hai");
    assert!(git(&desk, &["add", "."]) && git(&desk, &["commit", "--quiet", "-m", "hai"]));
    desk.wait_until_current();
    for branch in ["mot", "hai", "mot", "hai"] {
        assert!(git(&desk, &["checkout", "--quiet", branch]));
        desk.wait_until_current();
        let files = if branch == "mot" { 2 } else { 61 };
        assert_eq!(desk.tree.files().len(), files);
    }
}

/// Opening a folder is an event too, and the system keeps a few thousand at most.
#[test]
fn looking_at_thousands_of_folders_loses_no_event() {
    let mut desk = WatchedPortal::new(false);
    for number in 0..9000 {
        fs::create_dir_all(desk.path(&format!("cho/{}/{number}", number % 30))).expect("made");
    }
    desk.rename("cho", "content/cho");
    desk.write("content/b.md", "mới");
    desk.wait_until_current();
    let root = desk.root().to_owned();
    desk.tree.rescan(&root, &|| desk.watch.catch_up()).expect("readable");
    desk.write("content/cho/7/37/c.md", "x");
    desk.wait_until_current();
    assert_eq!(desk.scans, 0, "all had to be looked at");
}

#[test]
fn edits_are_found_by_looking_where_nothing_tells_of_them() {
    let mut desk = WatchedPortal::new(true);
    desk.write("content/b.md", "mới");
    fs::create_dir(desk.path("content/tin")).expect("made");
    desk.write("content/tin/c.md", "x");
    desk.wait_until_current();
    assert!(desk.named.is_empty() && desk.scans > 0);
    let scans = desk.scans;
    desk.write("portal.yaml", "mới");
    while desk.scans == scans {
        desk.apply_next();
    }
}
