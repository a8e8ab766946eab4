//! What the server asks of the portal, and in which words it is answered.
//!
//! An address here is a path of the site, decoded and in NFC: it begins with `/` and stands below the sub-path of
//! `base_url`, so that `/van-ban/` means the same wherever the portal will lie.

use std::fmt;
use std::hash::Hasher as _;
use std::path::PathBuf;

use crate::diagnostic::Diagnostic;

/// A portal that can be looked at. It is asked from many threads at once, and may take its time.
pub trait Backend: Send + Sync + 'static {
    /// The path that the site lies at, without a slash at its end: empty, or `/cong-doan`.
    fn base_path(&self) -> String;

    /// What lies at an address. Where nothing does: the page that says so.
    fn resource(&self, address: &str) -> Resource;

    /// How a page stands now: [`Site::answer`] to the same address, without its bytes.
    fn page_state(&self, address: &str) -> PageState;
}

/// What lies at an address.
#[derive(Debug, Clone)]
pub enum Resource {
    /// A page for people, as a build writes it; the server puts its script in.
    Page {
        /// 200, or 404 where nothing lies, or 500 where what lies here can not be shown.
        status: u16,
        /// The bytes of an HTML page.
        bytes: Vec<u8>,
    },
    /// Anything else that the portal makes: feeds, data, style sheets. Its kind shows in its address.
    Bytes(Vec<u8>),
    /// A file of the disk, published as it is. Whoever answers has made sure that it may be.
    File(PathBuf),
    /// An address that lacks its slash: that with it.
    Redirect(String),
}

/// How a page stands.
#[derive(Debug, Clone)]
pub struct PageState {
    /// What somebody who loads the page now will have seen.
    pub fingerprint: PageFingerprint,
    /// What is to be shown over the page.
    pub faults: Vec<Diagnostic>,
    /// How many errors there are that are not among these.
    pub other_errors: usize,
}

/// Which bytes of a page somebody has seen: their fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageFingerprint(u64);

impl PageFingerprint {
    /// Takes the fingerprint of the bytes of an [`Answer::Page`].
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = rapidhash::quality::RapidHasher::default();
        hasher.write(bytes);
        Self(hasher.finish())
    }

    /// Reads what [`Seen`] was written as.
    pub(super) fn parse(written: &str) -> Option<Self> {
        u64::from_str_radix(written, 16).ok().map(Self)
    }
}

impl fmt::Display for PageFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
