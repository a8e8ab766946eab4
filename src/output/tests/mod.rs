//! Tests of the whole module, on real folders.
//!
//! `guarantees` has one test for each guarantee, `hand_edits` tests files that people changed in the output,
//! `refusals` what is refused and how it is reported, `crash_points` kills a build at every disk operation, `failures`
//! makes every operation fail,
//! `random_histories` compares long histories of builds with a plain map. This file is their harness; a site is a map
//! from path to text.

mod crash_points;
mod failures;
mod guarantees;
mod hand_edits;
mod random_histories;
mod refusals;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Output, OutputError, Phase, Published};

/// The texts of a site by path.
type SiteTexts = BTreeMap<String, String>;

/// A portal folder in which `public/` is built.
struct OutputFixture {
    folder: TempDir,
}

impl OutputFixture {
    fn new() -> OutputFixture {
        // In memory, if the machine has such a file system: these tests wait for the storage device thousands of times.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        OutputFixture { folder: folder.expect("a temporary folder can be created") }
    }

    fn public(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    fn open(&self) -> Output {
        Output::open(&self.public(), &[]).expect("the output can be opened")
    }

    /// Builds a site; the phases of its files follow from their names.
    fn try_build(&self, site: &SiteTexts) -> Result<Published, OutputError> {
        let output = self.open();
        stage_all(&output, site)?;
        output.publish()
    }

    fn build(&self, site: &SiteTexts) -> Published {
        self.try_build(site).expect("the build succeeds")
    }

    /// Writes a file into the output by hand.
    fn write(&self, path: &str, text: &str) {
        let file = self.public().join(path);
        fs::create_dir_all(file.parent().expect("a file is in a folder"))
            .expect("the folder can be created");
        fs::write(file, text).expect("the file can be written");
    }

    fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.public().join(path)).ok()
    }

    /// Lists everything but our own working files in the output itself: files with their texts, and folders ending in
    /// `/`.
    fn tree(&self) -> SiteTexts {
        let mut tree = SiteTexts::new();
        read_tree(&self.public(), "", &mut tree);
        tree
    }

    fn files(&self) -> SiteTexts {
        self.tree().into_iter().filter(|(path, _)| !path.ends_with('/')).collect()
    }

    fn manifest(&self) -> Option<String> {
        self.read(".niemyet-manifest")
    }
}

/// Makes a site from pairs of path and text.
fn site(files: &[(&str, &str)]) -> SiteTexts {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// A site of five files, one of each phase but lists.
fn small_site() -> SiteTexts {
    site(&[
        ("index.html", "home"),
        ("tai-nguyen/site.css", "css"),
        ("van-ban/85/bao-cao.pdf", "pdf"),
        ("van-ban/85/index.html", "85"),
        ("atom.xml", "feed"),
    ])
}

fn stage_all(output: &Output, site: &SiteTexts) -> Result<(), OutputError> {
    for (path, text) in site {
        output.stage(path, text.as_bytes(), phase_of(path))?;
    }
    Ok(())
}

fn phase_of(path: &str) -> Phase {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    match extension {
        Some("css") => Phase::Asset,
        Some("pdf") => Phase::Attachment,
        Some("json") => Phase::List,
        Some("xml") => Phase::Feed,
        _ => Phase::Page,
    }
}

/// The folders that a set of files needs, as [`Portal::tree`] writes them.
fn folders_of(files: &SiteTexts) -> BTreeSet<String> {
    let folders = files.keys().flat_map(|path| super::path::ancestors(path));
    folders.map(|folder| format!("{folder}/")).collect()
}

fn read_tree(folder: &Path, prefix: &str, tree: &mut SiteTexts) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let entry = entry.expect("the folder can be listed");
        let name = entry.file_name().into_string().expect("the tests use UTF-8 names");
        if prefix.is_empty() && name.starts_with(".niemyet-") {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type().expect("the entry has a type").is_dir() {
            read_tree(&entry.path(), &format!("{path}/"), tree);
            tree.insert(format!("{path}/"), String::new());
        } else {
            tree.insert(path, fs::read_to_string(entry.path()).unwrap_or_default());
        }
    }
}
