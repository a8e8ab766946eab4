//! Compares what a folder holds or a server delivers with the manifest of the build, from another machine.
//!
//! The manifest comes from the machine that built the site, never from the host: who can change pages can change it.
//! Nothing is written. A folder is compared file by file. A server does not list its files, so what was added to it is
//! known only where a changed page links to it; an unchanged page links only to what the build made.
//!
//! **Invariant.** What is read, the number of requests and connections, and the time are bounded, whatever the server
//! does. Only the host that was named is asked.
//!
//! **Left out on purpose.** Asking as a search engine would: hosts that show their injected pages only to one are
//! seen in a folder.

mod client;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::config::BaseUrl;
use crate::diagnostic::Language::{English, Vietnamese};
use crate::diagnostic::{BilingualText, MachineFault, system_error_text};
use crate::entry::address::{decode, href};
use crate::limits;
use crate::output::{ChangedFile, ExpectedFiles, FoundFile};
use crate::preview::clock::Clock;
use crate::render::links_of;
use crate::site::servers::ServerFile;
pub use client::Authorities;
use client::{Answer, Client, NoAnswer};

/// The number of requests at the same time.
const CONNECTIONS: usize = 4;

/// After that many files without an answer, one after the other, no further one is asked for.
const MAX_FAILURES: usize = 10;

/// The greatest number of injected files that are reported.
const MAX_ADDED: usize = 1000;

/// The greatest size of a page at an old address.
const MAX_REDIRECT_PAGE_BYTES: u64 = 64 * 1024;

/// A parameter that no rule for old addresses permits: with it, a page is delivered to which no redirect applies.
const UNKNOWN_PARAMETER: &str = "niemyet-verify";

/// How a server is asked.
#[derive(Debug, Clone, Copy)]
pub struct Politeness {
    /// The pause before each request.
    pub pause: Duration,
    /// How long an answer may take, beside the time for its size.
    pub timeout: Duration,
    /// How long all requests may take.
    pub total_time: Duration,
}

/// What is wrong with a file of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingKind {
    /// It is not what was written.
    Changed,
    /// It is not there.
    Missing,
    /// The manifest does not list it.
    Added,
    /// It cannot be compared.
    Unreadable,
}

/// A file of the site that differs, or that could not be compared.
#[derive(Debug)]
pub struct Finding {
    /// Its path.
    pub path: String,
    /// What is wrong.
    pub kind: FindingKind,
    /// What is known about it.
    pub detail: Option<BilingualText>,
}

/// The result of a comparison.
#[derive(Debug, Default)]
pub struct Verification {
    /// What differs, sorted by path.
    pub findings: Vec<Finding>,
    /// The number of files that are as they were written.
    pub equal: usize,
    /// The number of files that were not asked for, because the time was over or the server no longer answered.
    pub not_asked: usize,
    /// The files that no server delivers, which only the comparison of a folder can check.
    pub undelivered: Vec<String>,
}

impl Verification {
    /// Returns whether something differs.
    pub fn has_differences(&self) -> bool {
        self.findings.iter().any(|finding| finding.kind != FindingKind::Unreadable)
    }

    /// Returns whether every file could be compared.
    pub fn is_complete(&self) -> bool {
        self.not_asked == 0 && self.count(FindingKind::Unreadable) == 0
    }

    /// Returns the number of findings of one kind.
    pub fn count(&self, kind: FindingKind) -> usize {
        self.findings.iter().filter(|finding| finding.kind == kind).count()
    }

    fn add(&mut self, path: &str, kind: FindingKind, detail: Option<BilingualText>) {
        self.findings.push(Finding { path: path.to_owned(), kind, detail });
    }
}

/// Compares a folder with the manifest.
pub fn verify_folder(expected: &ExpectedFiles, root: &Path) -> Result<Verification, MachineFault> {
    let mut verification = Verification::default();
    for (path, found) in expected.compare_folder(root)? {
        let (kind, detail) = match found {
            FoundFile::Equal => {
                verification.equal += 1;
                continue;
            }
            FoundFile::Changed(changed) => (FindingKind::Changed, Some(size_text(&changed))),
            FoundFile::NoFile => {
                let text = BilingualText::new("không phải là tệp thường", "not a regular file");
                (FindingKind::Changed, Some(text))
            }
            FoundFile::Missing => (FindingKind::Missing, None),
            FoundFile::Added => (FindingKind::Added, None),
            FoundFile::Unreadable(fault) => {
                let text = [Vietnamese, English].map(|one| system_error_text(&fault.error, one));
                let [vi, en] = text;
                (FindingKind::Unreadable, Some(BilingualText::new(vi, en)))
            }
        };
        verification.add(&path, kind, detail);
    }
    Ok(verification)
}

/// Compares what a server delivers with the manifest; `site` is the address of the home page. Only the authorities are
/// trusted, if some are given.
///
/// The error says why the server does not answer at all.
pub fn verify_server(
    expected: &ExpectedFiles,
    site: &BaseUrl,
    authorities: Option<Authorities>,
    politeness: Politeness,
    clock: Clock,
) -> Result<Verification, BilingualText> {
    let mut verification = Verification::default();
    let client = Client::new(site, authorities, politeness, clock);
    let (undelivered, paths): (Vec<&str>, Vec<&str>) =
        expected.paths().into_iter().partition(|path| is_undelivered(path));
    verification.undelivered = undelivered.into_iter().map(str::to_owned).collect();
    let verifier = SiteVerifier { expected, site, client, added: Mutex::default() };
    let all = verifier.check_all(&paths);
    // A server that does not answer at all is one fault, not one for each file.
    if all.iter().all(|(_, found)| found.is_err()) {
        let failure = all.iter().find_map(|(_, found)| match found {
            Err(NoAnswer::Failed(reason)) => Some(reason.clone()),
            _ => None,
        });
        if let Some(reason) = failure {
            return Err(reason);
        }
    }
    verifier.collect(all, &mut verification);
    Ok(verification)
}

/// Returns whether servers do not deliver the file, by the rules of [`crate::site::servers`].
fn is_undelivered(path: &str) -> bool {
    ServerFile::ALL.iter().any(|(_, address)| address.strip_prefix('/') == Some(path))
}

/// What a server delivers for a file.
enum Delivered {
    Equal,
    Changed(BilingualText),
    Missing,
    Unreadable(BilingualText),
}

struct SiteVerifier<'a> {
    expected: &'a ExpectedFiles,
    site: &'a BaseUrl,
    client: Client,
    /// The paths that the manifest does not list, each with the first file that leads to it.
    added: Mutex<BTreeMap<String, String>>,
}

/// The files asked for, each with what was delivered.
type Deliveries<'a> = Vec<(&'a str, Result<Delivered, NoAnswer>)>;

impl SiteVerifier<'_> {
    /// Asks for all files, a few at a time.
    fn check_all<'p>(&self, paths: &[&'p str]) -> Deliveries<'p> {
        let (next, failures) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let all = Mutex::new(Vec::new());
        let work = || {
            while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                let found = if failures.load(Ordering::Relaxed) < MAX_FAILURES {
                    self.check(path)
                } else {
                    Err(NoAnswer::NotAsked)
                };
                match found {
                    Ok(_) => failures.store(0, Ordering::Relaxed),
                    Err(_) => _ = failures.fetch_add(1, Ordering::Relaxed),
                }
                all.lock().unwrap_or_else(PoisonError::into_inner).push((*path, found));
            }
        };
        thread::scope(|scope| {
            for _ in 0..CONNECTIONS {
                scope.spawn(work);
            }
        });
        all.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a file and compares it.
    fn check(&self, path: &str) -> Result<Delivered, NoAnswer> {
        let folder = path.strip_suffix("index.html");
        let folder = folder.filter(|folder| folder.is_empty() || folder.ends_with('/'));
        let url = self.site.absolute_url(&href(folder.unwrap_or(path)));
        let (delivered, moved_to) = self.ask(path, &url)?;
        let (false, Some(target)) = (matches!(delivered, Delivered::Equal), moved_to) else {
            return Ok(delivered);
        };
        let led_to = client::path_of(&target);
        let led_to = decode(led_to).strip_prefix(&*decode(&self.site.path)).map(str::to_owned);
        if let Some(target) = &led_to
            && self.is_expected(target)
            && self.is_page_at_old_address(path, &url, target)?
        {
            return Ok(Delivered::Equal);
        }
        self.add_unexpected(path, led_to.as_deref());
        Ok(Delivered::Changed(led_text(&target)))
    }

    /// Returns whether a file is a page that leads where the server led to. It is delivered where no redirect applies.
    fn is_page_at_old_address(
        &self,
        path: &str,
        url: &str,
        led_to: &str,
    ) -> Result<bool, NoAnswer> {
        let url = format!("{url}?{UNKNOWN_PARAMETER}");
        let size = self.expected.size(path);
        let answer = self.client.get(&url, size)?;
        let Answer::Here { status: 200, moved_to: None, body } = answer else { return Ok(false) };
        let mut page = Vec::new();
        body.take(size.min(MAX_REDIRECT_PAGE_BYTES) + 1)
            .read_to_end(&mut page)
            .map_err(client::body_failure)?;
        let text = String::from_utf8_lossy(&page);
        let leads_there = text.contains("http-equiv=\"refresh\"")
            && text.contains(&format!("/{}\"", href(led_to)));
        Ok(leads_there && self.difference(path, &mut &page[..])?.is_none())
    }

    /// Asks for a URL, compares what is delivered with a file, and returns where the server led to.
    fn ask(&self, path: &str, url: &str) -> Result<(Delivered, Option<String>), NoAnswer> {
        let (status, moved_to, mut body) = match self.client.get(url, self.expected.size(path))? {
            Answer::Elsewhere(target) => {
                return Ok((Delivered::Changed(led_text(&target)), None));
            }
            Answer::Here { status, moved_to, body } => (status, moved_to, body),
        };
        let delivered = match status {
            // The notice of a withdrawn page is delivered with status 410, and 404.html with 404 by some servers.
            404 if path != "404.html" => Delivered::Missing,
            200 | 404 | 410 => match self.difference(path, &mut body)? {
                None if status == 410 && !self.expected.is_notice(path) => {
                    Delivered::Changed(status_text(status))
                }
                None => Delivered::Equal,
                Some(changed) => self.changed(path, status, &changed),
            },
            _ => Delivered::Unreadable(status_text(status)),
        };
        Ok((delivered, moved_to))
    }

    fn difference(&self, path: &str, body: &mut dyn Read) -> Result<Option<ChangedFile>, NoAnswer> {
        self.expected.difference(path, body).map_err(client::body_failure)
    }

    fn changed(&self, path: &str, status: u16, changed: &ChangedFile) -> Delivered {
        let mut detail = size_text(changed);
        if status != 200 {
            let BilingualText { vi, en } = status_text(status);
            detail.vi = format!("{}, {vi}", detail.vi);
            detail.en = format!("{}, {en}", detail.en);
        }
        self.add_links(path, &changed.start);
        Delivered::Changed(detail)
    }

    /// Adds what a changed page links to.
    fn add_links(&self, path: &str, page: &[u8]) {
        let base = decode(&self.site.path);
        let host = self.site.origin.split("://").nth(1).unwrap_or_default();
        let mut page = String::from_utf8_lossy(page).into_owned();
        for scheme in ["https:", "http:", ""] {
            page = page.replace(&format!("{scheme}//{host}/"), "/");
        }
        let links = links_of(page.into_bytes(), &format!("{base}{path}"));
        self.add_unexpected(path, links.iter().filter_map(|link| link.strip_prefix(&*base)));
    }

    /// Adds the paths that the manifest does not list.
    fn add_unexpected<'p>(&self, from: &str, paths: impl IntoIterator<Item = &'p str>) {
        let mut added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        let is_unexpected =
            |path: &&str| path.len() <= limits::ADDRESS_BYTES && !self.is_expected(path);
        for path in paths.into_iter().filter(is_unexpected) {
            if let Some(first) = added.get_mut(path) {
                if from < first.as_str() {
                    from.clone_into(first);
                }
            } else if added.len() < MAX_ADDED {
                added.insert(path.to_owned(), from.to_owned());
            }
        }
    }

    /// Adds what was found to the result.
    fn collect(self, all: Deliveries<'_>, verification: &mut Verification) {
        for (path, found) in all {
            let (kind, detail) = match found {
                Ok(Delivered::Equal) => {
                    verification.equal += 1;
                    continue;
                }
                Err(NoAnswer::NotAsked) => {
                    verification.not_asked += 1;
                    continue;
                }
                Ok(Delivered::Missing) => (FindingKind::Missing, None),
                Ok(Delivered::Unreadable(reason)) | Err(NoAnswer::Failed(reason)) => {
                    (FindingKind::Unreadable, Some(reason))
                }
                Ok(Delivered::Changed(detail)) => (FindingKind::Changed, Some(detail)),
            };
            verification.add(path, kind, detail);
        }
        for (path, from) in self.added.into_inner().unwrap_or_else(PoisonError::into_inner) {
            let detail =
                BilingualText::new(format!("{from} dẫn đến"), format!("{from} leads to it"));
            verification.add(&path, FindingKind::Added, Some(detail));
        }
        verification.findings.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// Returns whether the manifest lists a file that servers deliver at a path.
    fn is_expected(&self, path: &str) -> bool {
        let folder = path.trim_end_matches('/');
        let index = format!("{folder}/index.html");
        self.expected.contains(path)
            || self.expected.contains(index.trim_start_matches('/'))
            || self.expected.contains(&format!("{folder}.html"))
    }
}

fn status_text(status: u16) -> BilingualText {
    BilingualText::new(format!("máy chủ trả lời {status}"), format!("the server answers {status}"))
}

fn led_text(target: &str) -> BilingualText {
    BilingualText::new(format!("dẫn sang {target}"), format!("leads to {target}"))
}

/// Describes how the size of a file differs.
fn size_text(changed: &ChangedFile) -> BilingualText {
    let ChangedFile { expected_size, size, .. } = changed;
    match size {
        Some(size) if size == expected_size => {
            BilingualText::new("cùng dung lượng, khác nội dung", "same size, other content")
        }
        Some(size) => BilingualText::new(
            format!("{size} byte, bản đã dựng có {expected_size}"),
            format!("{size} bytes, {expected_size} were built"),
        ),
        None => BilingualText::new(
            format!("dài hơn nhiều so với {expected_size} byte đã dựng"),
            format!("much longer than the {expected_size} bytes that were built"),
        ),
    }
}
