//! Tests of the room as a whole, on real folders.
//!
//! `promises` holds one test for each promise, `people` what befalls files touched by hand,
//! `refusals` what is refused and by which name, `kills` lets a build die at every operation,
//! `random` compares long histories of builds with a plain map. This file is their harness: sites
//! as maps from path to text.

mod crash_points;
mod guarantees;
mod hand_edits;
mod random_histories;
mod refusals;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Output, OutputError, Phase, Published};

/// A site as a plain map.
type SiteTexts = BTreeMap<String, String>;

/// A portal folder in which `public/` is built.
struct OutputFixture {
    folder: TempDir,
}

impl OutputFixture {
    fn new() -> OutputFixture {
        OutputFixture { folder: tempfile::tempdir().expect("the machine has room for tests") }
    }

    fn public(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    fn open(&self) -> Output {
        Output::open(&self.public(), &[]).expect("nothing forbids this output")
    }

    /// Builds the site, whose kinds are told from the names.
    fn try_build(&self, site: &SiteTexts) -> Result<Published, OutputError> {
        let output = self.open();
        stage_all(&output, site)?;
        output.publish()
    }

    fn build(&self, site: &SiteTexts) -> Published {
        self.try_build(site).expect("nothing is in the way")
    }

    /// Does what a person would do by hand.
    fn write(&self, path: &str, text: &str) {
        let file = self.public().join(path);
        fs::create_dir_all(file.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }

    fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.public().join(path)).ok()
    }

    /// All that visitors and webmasters see: files, and folders ending in `/`.
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
    let ending = Path::new(path).extension().and_then(|ending| ending.to_str());
    match ending {
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
        if name.starts_with(".niemyet-") {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type().expect("it has a type").is_dir() {
            read_tree(&entry.path(), &format!("{path}/"), tree);
            tree.insert(format!("{path}/"), String::new());
        } else {
            tree.insert(path, fs::read_to_string(entry.path()).unwrap_or_default());
        }
    }
}
