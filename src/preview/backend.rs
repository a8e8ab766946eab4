//! The interface between the HTTP server and the portal that it serves.
//!
//! An address here is a path of the site, decoded and in NFC, that begins with `/` and is relative to the sub-path of
//! `base_url`: `/van-ban/` names the same page under any base URL.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::Hasher as _;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Language};
use crate::site;

/// A portal that can be served. It is called from several threads at once, and may block.
pub trait Backend: Send + Sync + 'static {
    /// Returns the path of the base URL without its final slash: empty, or `/cong-doan`.
    fn base_path(&self) -> String;

    /// Returns the language of messages: the one requested, else the portal's.
    fn language(&self) -> Language;

    /// Returns the resource at an address; where there is none, the page that says so.
    fn resource(&self, address: &str) -> Resource;

    /// Returns the current state of a page: of what [`Backend::resource`] returns for the same address.
    fn page_state(&self, address: &str) -> PageState;
}

/// What exists at an address.
#[derive(Debug, Clone)]
pub enum Resource {
    /// An HTML page as a build writes it; the server inserts its script.
    Page {
        /// 200, or 404 where nothing exists, or 500 where the page cannot be rendered.
        status: u16,
        /// The page in UTF-8.
        bytes: Vec<u8>,
    },
    /// Any other generated file: feeds, data, style sheets. Its media type follows from its address.
    Bytes(Vec<u8>),
    /// A file that is published unchanged. The backend has checked that it may be.
    File {
        /// Its path.
        path: PathBuf,
        /// Whether browsers must store it instead of showing it.
        is_download: bool,
    },
    /// The address lacks its final slash; this is the address with it.
    Redirect(String),
}

/// The current state of a page.
#[derive(Debug, Clone)]
pub struct PageState {
    /// The fingerprint of the page as it would be served now.
    pub fingerprint: PageFingerprint,
    /// The faults to show over the page.
    pub faults: Vec<Diagnostic>,
    /// The errors and warnings that are not among these.
    pub other_faults: OtherFaults,
    /// The addresses of drafts that the page links to, and its own if it is one.
    pub drafts: BTreeSet<String>,
    /// The new address of the entry that was here, if nothing is here any more.
    pub new_address: Option<Arc<str>>,
}

/// The errors and warnings that are not about a page itself.
#[derive(Debug, Clone, Default)]
pub struct OtherFaults {
    /// The first of them.
    pub first: Vec<Diagnostic>,
    /// The number of all errors.
    pub errors: usize,
    /// The number of all warnings.
    pub warnings: usize,
}

/// How many faults elsewhere are sent to a page: more than a person reads at once.
const MAX_OTHER_FAULTS: usize = 100;

impl OtherFaults {
    /// Counts faults, and keeps the first, errors before warnings.
    pub fn new<'a>(faults: impl Iterator<Item = &'a Diagnostic>) -> Self {
        let (mut first, warnings): (Vec<_>, Vec<_>) = faults.partition(|fault| fault.is_error());
        let (errors, warning_count) = (first.len(), warnings.len());
        first.extend(warnings);
        first.truncate(MAX_OTHER_FAULTS);
        Self { first: first.into_iter().cloned().collect(), errors, warnings: warning_count }
    }
}

/// The fingerprint of a page's bytes; it is printed as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageFingerprint(u64);

impl PageFingerprint {
    /// Computes the fingerprint of the bytes of a [`Resource::Page`] without the digests in the names of its style
    /// sheets: these are replaced without a reload.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = rapidhash::quality::RapidHasher::default();
        let mut rest = 0;
        for digest in site::sheet_digests(bytes) {
            hasher.write(&bytes[rest..digest.start]);
            rest = digest.end;
        }
        hasher.write(&bytes[rest..]);
        Self(hasher.finish())
    }

    /// Parses the printed form.
    pub(super) fn parse(written: &str) -> Option<Self> {
        u64::from_str_radix(written, 16).ok().map(Self)
    }
}

impl fmt::Display for PageFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
