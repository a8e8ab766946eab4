//! What the ledger holds, row by row, and how rows are written together.
//!
//! What one build learns is one batch: it is believed whole or not at all. Questions and links are written once and
//! named by their position, counted over all batches of the file.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::entry::around::Look;
use crate::library::Read;
use crate::output::Seal;
use crate::source::Stamp;

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
    pub looks: Vec<Look>,
    /// The fingerprint of what these looks saw.
    pub seen: u64,
    /// What it was read as.
    pub entry: Arc<Entry>,
    /// What was found to warn of and to advise.
    pub faults: Vec<Diagnostic>,
}

/// What was found in an attached file.
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
#[derive(Debug, Default, Serialize, Deserialize)]
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

    /// Writes the batch.
    pub(super) fn encode(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("rows are plain data, and a vector takes any length")
    }

    /// Reads a batch; nothing, if it is none.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::take_from_bytes(bytes)
            .ok()
            .filter(|(_, rest)| rest.is_empty())
            .map(|(batch, _)| batch)
    }
}
