//! What the ledger holds, row by row, and how rows are written together.
//!
//! What one build learns is one batch: it is believed whole or not at all. Questions and links are written once and
//! named by their position, counted over all batches of the file. A batch is written in parts: a large one is read
//! faster by several threads, and who makes no site needs only what was read.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::entry::around::Looks;
use crate::library::Read;
use crate::output::Seal;
use crate::picture::{self, Unreadable};
use crate::source::{Stamp, fingerprint};

/// How a content file was read, without an error.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Source {
    /// The file's stamp, if a later change shows in it.
    pub stamp: Option<Stamp>,
    /// The fingerprint of its text.
    pub text: u64,
    /// The fingerprint of the settings and sections it was read with.
    pub settings: u64,
    /// What the reading learnt of other files.
    pub looks: Looks,
    /// The fingerprint of what these looks saw.
    pub seen: u64,
    /// What it was read as.
    pub entry: Arc<Entry>,
    /// What was found to warn of and to advise.
    pub faults: Vec<Diagnostic>,
}

/// What was found in a file that an entry offers or shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The file's stamp, one in which a later change shows.
    pub stamp: Stamp,
    /// SHA-256.
    pub sha256: [u8; 32],
    /// How many pages a PDF has.
    pub pages: Option<u32>,
    /// Whether a PDF has a text layer.
    pub has_text: Option<bool>,
    /// Why a PDF tells nothing of itself.
    pub silence: Option<Silence>,
    /// What was seen of a picture.
    pub picture: Option<Result<picture::Facts, Unreadable>>,
}

/// Why a PDF keeps its facts to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Silence {
    /// It is no whole PDF.
    Damaged,
    /// It holds more than can be looked through.
    Crowded,
    /// It asks for a password.
    Locked,
    /// It is too large to be looked into.
    Huge,
}

/// A target as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What it was made from.
    pub made: Made,
    /// What was published.
    pub seal: Seal,
}

/// What a target was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The fingerprint of what it is.
    pub what: u64,
    /// The fingerprint of what every page shows of the portal and its settings.
    pub settings: u64,
    /// The fingerprint of templates and labels.
    pub theme: u64,
    /// Of a copied file, the stamp of the original, if a later change shows in it.
    pub original: Option<Stamp>,
    /// The questions asked, by their positions.
    pub reads: Vec<u32>,
    /// The addresses of the site that it leads to, by their positions.
    pub links: Vec<u32>,
}

/// Targets by their path.
pub(super) type Rows = Vec<(Arc<str>, Row)>;

/// What one build learnt.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) reads: Vec<Read>,
    pub(super) links: Vec<Arc<str>>,
    pub(super) sources: Vec<(Arc<str>, Source)>,
    pub(super) files: Vec<(Arc<str>, Facts)>,
    /// Targets by output folder.
    pub(super) sites: Vec<(u64, Rows)>,
}

impl Batch {
    /// Counts the rows.
    pub(super) fn len(&self) -> usize {
        let targets: usize = self.sites.iter().map(|(_, rows)| rows.len()).sum();
        self.sources.len() + self.files.len() + targets
    }

    /// Tells whether there is nothing to write down.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes the batch, part by part.
    pub(super) fn encode(&self) -> Vec<Piece> {
        self.parts().map(|part| Piece::of(&part)).collect()
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let reads = self.reads.chunks(PART).map(|rows| Part::Reads(rows.into()));
        let links = self.links.chunks(PART).map(|rows| Part::Links(rows.into()));
        let sources = self.sources.chunks(PART).map(|rows| Part::Sources(rows.into()));
        let files = self.files.chunks(PART).map(|rows| Part::Files(rows.into()));
        let sites = self.sites.iter().flat_map(|(site, rows)| {
            rows.chunks(PART).map(|rows| Part::Targets(*site, rows.into()))
        });
        reads.chain(links).chain(sources).chain(files).chain(sites)
    }

    /// Joins the parts of a batch.
    pub(super) fn of(parts: Vec<Part<'_>>) -> Self {
        let mut batch = Self::default();
        for part in parts {
            match part {
                Part::Reads(rows) => batch.reads.extend(rows.into_owned()),
                Part::Links(rows) => batch.links.extend(rows.into_owned()),
                Part::Sources(rows) => batch.sources.extend(rows.into_owned()),
                Part::Files(rows) => batch.files.extend(rows.into_owned()),
                Part::Targets(site, rows) => match batch.sites.last_mut() {
                    Some((last, known)) if *last == site => known.extend(rows.into_owned()),
                    _ => batch.sites.push((site, rows.into_owned())),
                },
            }
        }
        batch
    }
}

/// How many rows stand in one part.
const PART: usize = 4096;

/// Some rows of one kind.
#[derive(Debug, Serialize, Deserialize)]
pub enum Part<'a> {
    /// Questions.
    Reads(Cow<'a, [Read]>),
    /// Links.
    Links(Cow<'a, [Arc<str>]>),
    /// Content files.
    Sources(Cow<'a, [(Arc<str>, Source)]>),
    /// Attached files.
    Files(Cow<'a, [(Arc<str>, Facts)]>),
    /// Targets in an output folder.
    Targets(u64, Cow<'a, [(Arc<str>, Row)]>),
}

impl Part<'_> {
    /// Reads a part; nothing, if it is none.
    pub fn decode(piece: &Piece) -> Option<Self> {
        if fingerprint(&piece.bytes[..]) != piece.label.checksum {
            return None;
        }
        let (part, rest) = postcard::take_from_bytes(&piece.bytes).ok()?;
        rest.is_empty().then_some(part)
    }
}

/// A part as it is written.
#[derive(Debug)]
pub struct Piece {
    pub(super) label: Label,
    pub(super) bytes: Vec<u8>,
}

/// What is known of a part before it is read.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Label {
    /// Whether it is of targets, and not of what they are made from.
    pub(super) is_of_targets: bool,
    pub(super) length: u64,
    checksum: u64,
}

impl Piece {
    fn of(part: &Part<'_>) -> Self {
        let is_of_targets = !matches!(part, Part::Sources(_) | Part::Files(_));
        let bytes = postcard::to_stdvec(part);
        let bytes = bytes.expect("rows are plain data, and a vector takes any length");
        let (length, checksum) = (bytes.len() as u64, fingerprint(&bytes[..]));
        Self { label: Label { is_of_targets, length, checksum }, bytes }
    }
}
