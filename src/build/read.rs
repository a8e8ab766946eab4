//! Reading all content: every Markdown file becomes an entry, in parallel, with its faults.
//!
//! Entries stand in the order of their paths, whichever was read first. A file that is no UTF-8 is still an entry,
//! an empty one at fault; only a disk that does not answer stops the reading. Two things wait until here, because
//! they take more than one file: what attachments hold, and sections called as their `_index.md` says.
//!
//! **Left out on purpose.** Nothing is sorted out: drafts and what is not yet due are read like the rest.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::attachments;
use super::memory::Memory;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, MachineFault, Place, Text, faults};
use crate::entry::address::folders_above;
use crate::entry::around::Ground;
use crate::entry::files::markdown_stem;
use crate::entry::section::{Section, sections};
use crate::entry::{self, Entry, Read, Surroundings};
use crate::ledger::{Facts, Ledger, News, Source};
use crate::source::{File, Tree, fingerprint};

/// What the portal holds.
pub(super) struct Content {
    /// All entries, those at fault too, by path.
    pub(super) entries: Vec<Arc<Entry>>,
    /// The sections, called as portal.yaml says.
    pub(super) sections: Vec<Section>,
    /// What was learnt on the way.
    pub(super) news: News,
}

/// What is known before reading.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning<'a> {
    pub(super) config: &'a Config,
    /// The fingerprint of portal.yaml.
    pub(super) settings: u64,
    pub(super) tree: &'a Tree,
    pub(super) ledger: &'a Ledger,
    pub(super) now: Timestamp,
}

/// Reads every entry of the tree that is not as it was.
pub(super) fn content(
    beginning: Beginning<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Result<Content, MachineFault> {
    let Beginning { config, settings, tree, ledger, now } = beginning;
    let sections = sections(config, tree);
    let folders: HashSet<String> = tree
        .files()
        .iter()
        .filter_map(|file| file.path.strip_suffix("/index.md"))
        .filter(|folder| !is_section(&sections, folder))
        .map(str::to_owned)
        .collect();
    let folders = outermost(&folders);
    faults.extend(tree.files().iter().filter_map(|file| misnamed(file, &sections)));
    let ground = Ground { tree, entries: &folders };
    let around = Surroundings { config, sections: &sections, ground };
    let places: Vec<_> =
        sections.iter().map(|section| (&section.folder, &section.address, section.kind)).collect();
    let settings = fingerprint(&(settings, places));
    let memory = Memory { ledger, now, settings, ground };
    let own = |file: &&File| is_entry(file, &folders) && !stands_for_index(file, &sections);
    let files: Vec<&File> = tree.files().iter().filter(own).collect();
    let found: Result<Vec<Found>, MachineFault> =
        files.into_par_iter().map(|file| read(file, around, memory)).collect();
    let (mut entries, mut news) = (Vec::new(), ledger.news());
    for found in found? {
        faults.extend(found.faults);
        for (path, facts) in found.files {
            news.file(path, facts);
        }
        if let Some(source) = found.source {
            news.source(found.entry.source.clone(), source);
        }
        entries.push(found.entry);
    }
    Ok(Content { entries, sections, news })
}

/// Keeps the folders that lie in no other: what is below an entry's folder is that entry's.
fn outermost(folders: &HashSet<String>) -> HashSet<String> {
    let inner = |folder: &&String| folders_above(folder).any(|above| folders.contains(above));
    folders.iter().filter(|folder| !inner(folder)).cloned().collect()
}

/// Tells whether a folder (`content/…`) is the portal's own or that of a section named in portal.yaml.
fn is_section(sections: &[Section], folder: &str) -> bool {
    let below = folder.strip_prefix("content").unwrap_or(folder).trim_start_matches('/');
    below.is_empty() || sections.iter().any(|section| section.folder == below)
}

/// Tells whether a file is called `index.md` where only `_index.md` has a meaning.
fn stands_for_index(file: &File, sections: &[Section]) -> bool {
    file.path.strip_suffix("/index.md").is_some_and(|folder| is_section(sections, folder))
}

/// Finds what looks like an entry but is called otherwise: it would be published as it is, front matter and all.
fn misnamed(file: &File, sections: &[Section]) -> Option<Diagnostic> {
    let (_, name) = file.path.rsplit_once('/')?;
    let place = Place::file(file.path.clone());
    if stands_for_index(file, sections) {
        return Some(faults::section_index(place));
    }
    let written = markdown_stem(name)?;
    let lower = written.to_lowercase();
    let stem = if matches!(&*lower, "index" | "_index") { &*lower } else { written };
    let proposal = format!("{stem}.md");
    (proposal != name).then(|| faults::misnamed_entry(place, &proposal))
}

/// A Markdown file is an entry unless it lies in the folder of another, which that entry tells as a fault.
fn is_entry(file: &File, folders: &HashSet<String>) -> bool {
    // The folder of an `index.md` is the entry's own.
    let own = usize::from(file.path.ends_with("/index.md"));
    let mut around = folders_above(&file.path).skip(own);
    file.path.ends_with(".md") && !around.any(|folder| folders.contains(folder))
}

/// A file as it was read, and what is new of that.
struct Found {
    entry: Arc<Entry>,
    faults: Vec<Diagnostic>,
    source: Option<Source>,
    files: Vec<(Arc<str>, Facts)>,
}

impl Found {
    fn known(known: &Source) -> Self {
        let (entry, faults) = (known.entry.clone(), known.faults.clone());
        Self { entry, faults, source: None, files: Vec::new() }
    }
}

fn read(file: &File, around: Surroundings<'_>, memory: Memory<'_>) -> Result<Found, MachineFault> {
    let known = memory.source(file);
    if let Some(known) = known.filter(|known| known.stamp == Some(file.stamp)) {
        return Ok(Found::known(known));
    }
    let text = match file.text()? {
        Ok(text) => text,
        Err(fault) => {
            // What cannot be read keeps its address, so that links to it are no second fault.
            let nothing = Text::new(file.path.clone(), String::new());
            let entry = Arc::new(entry::read(&nothing, around).entry);
            let faults = vec![*fault];
            return Ok(Found { entry, faults, source: None, files: Vec::new() });
        }
    };
    if let Some(known) = known.filter(|known| known.text == fingerprint(text.as_str())) {
        // Saved without an edit, or known by a stamp that was too young to be believed.
        let source =
            memory.settled(file).map(|stamp| Source { stamp: Some(stamp), ..known.clone() });
        return Ok(Found { source, ..Found::known(known) });
    }
    let Read { mut entry, mut faults, looks } = entry::read(&text, around);
    let files = attachments::look(&mut entry, &text, memory, &mut faults)?;
    entry.seal();
    let entry = Arc::new(entry);
    // What keeps the site from being published is looked at anew in every build.
    let sound = !faults.iter().any(Diagnostic::is_error);
    let source = sound.then(|| memory.noted(file, text.as_str(), looks, (&entry, &faults)));
    Ok(Found { entry, faults, source, files })
}
