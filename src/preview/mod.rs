//! The preview: the portal in a browser while it is being written.
//!
//! A page is a pure function of the library, so nothing is built beforehand and nothing is written: what a browser asks
//! for is made when it asks. `site` is what the server asks of the portal, `hub` knows the pages that stand open and
//! tells them what moved, `server` is the way between them and browsers.
//!
//! **Invariant.** What is served is byte for byte what a build writes. A page alone holds one line more: the script of
//! the preview, which is never part of a site.

pub mod desk;
pub mod hub;
mod kept;
mod page;
pub mod server;
pub mod site;
mod state;
pub mod watch;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use desk::Desk;
use hub::{Event, Hub};
use server::{Listen, Server};
use site::Site;
use watch::{Batch, Clock, Watch, Watched};

use crate::build::Options;
use crate::diagnostic::{Diagnostic, Language, MachineFault, Severity, report};
use crate::source::{self, Rest};

/// How long nothing is to happen before everything is judged: browsers fetch the page that was saved in that time.
const QUIET: Duration = Duration::from_millis(100);

/// How often judging is put off while edits go on and on.
const PATIENCE: u32 = 8;

/// How long to wait where nothing is to be done.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What to show, and where.
pub struct Preview {
    /// The portal, and whether drafts are shown.
    pub options: Options,
    /// Where browsers find it.
    pub listen: Listen,
    /// Whether to look for edits from time to time, as disks of the network tell of none.
    pub poll: bool,
    /// The language of messages, if not the portal's.
    pub language: Option<Language>,
    /// The time.
    pub clock: Clock,
}

/// What whoever began a preview is told.
#[derive(Debug)]
pub enum News {
    /// Pages can be asked for at this address.
    Open(String),
    /// This is at fault and was not told before.
    Faults(Vec<Diagnostic>),
    /// All that was told is mended.
    Mended,
    /// The machine refuses something; it will be tried again with the next edit.
    Refused(String),
}

/// Shows a portal until the process ends.
pub fn serve(
    preview: Preview,
    mut tell: impl FnMut(News, Language),
) -> Result<Infallible, MachineFault> {
    let Preview { options, listen, poll, language, clock } = preview;
    // The system names what was saved without links.
    let root = source::without_links(&options.root)?;
    let options = Options { root: root.clone(), ..options };
    let hub = Arc::new(Hub::default());
    let desk = Arc::new(Desk::open(options, language, Arc::clone(&clock)));
    let server = Server::start(&listen, Arc::clone(&desk) as Arc<dyn Site>, Arc::clone(&hub))?;
    tell(News::Open(server.url()), desk.language());
    let (sender, batches) = mpsc::channel();
    desk.wakes(sender.clone());
    let watched = Watched { root: root.clone(), zone: desk.zone(), clock, poll };
    let deliver = move |batch| {
        // Who would take it is this function, and it does not end.
        let _ = sender.send(batch);
    };
    let watch = Watch::start(watched, deliver).map_err(|e| MachineFault::reading(&root, e))?;
    let mut said = Said::default();
    // How often judging was put off since there is something to judge.
    let mut put_off: Option<u32> = None;
    loop {
        let wait =
            put_off.map_or(DAY, |times| if times < PATIENCE { QUIET } else { Duration::ZERO });
        match batches.recv_timeout(wait) {
            Ok(Batch::Scanning(why)) => tell(News::Faults(vec![*why]), desk.language()),
            Ok(batch) => {
                if take_in(&desk, &hub, &batch, &|| watch.rest()) {
                    watch.follow(desk.link_ends(), desk.zone());
                    put_off = Some(put_off.map_or(0, |times| times + 1));
                }
                if let Some(refusal) = desk.refusal() {
                    tell(News::Refused(refusal), desk.language());
                }
            }
            Err(RecvTimeoutError::Timeout) if put_off.take().is_some() => {
                if let Some(news) = said.compare(judge(&desk, &hub)) {
                    tell(news, desk.language());
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            // The watch broke. Pages still look at their own file when they are asked for.
            Err(RecvTimeoutError::Disconnected) => std::thread::park(),
        }
    }
}

/// What was said to be wrong.
#[derive(Default)]
struct Said(BTreeSet<String>);

impl Said {
    /// Gives what is to be said, if anything is new.
    fn compare(&mut self, faults: Vec<Diagnostic>) -> Option<News> {
        let told = faults.into_iter().filter(|fault| fault.severity != Severity::Advice);
        let keyed: Vec<(String, Diagnostic)> =
            told.map(|fault| (report::json(&fault).to_string(), fault)).collect();
        let now: BTreeSet<String> = keyed.iter().map(|(key, _)| key.clone()).collect();
        let before = std::mem::replace(&mut self.0, now);
        let new: Vec<Diagnostic> = keyed
            .into_iter()
            .filter(|(key, _)| !before.contains(key))
            .map(|(_, fault)| fault)
            .collect();
        if !new.is_empty() {
            return Some(News::Faults(new));
        }
        (self.0.is_empty() && !before.is_empty()).then_some(News::Mended)
    }
}

/// Takes in what may have changed on the disk, and tells the open pages; tells whether there is something to judge.
pub fn take_in(desk: &Desk, hub: &Hub, batch: &Batch, rest: Rest<'_>) -> bool {
    let is_unjudged = desk.refresh(batch, rest);
    let touched = desk.take_touched();
    if is_unjudged {
        for page in hub.pages() {
            hub.compare(desk, &page);
        }
    }
    for page in hub.pages().iter().filter(|_| !touched.is_empty()) {
        let (styles, others): (Vec<String>, Vec<String>) =
            desk.used_by(page, &touched).into_iter().partition(|file| file.ends_with(".css"));
        if !others.is_empty() {
            hub.tell(page, &Event::Refresh);
        } else if !styles.is_empty() {
            hub.tell(page, &Event::Style(styles));
        }
    }
    is_unjudged
}

/// Judges everything, and tells the open pages what that moved; gives all that is wrong.
pub fn judge(desk: &Desk, hub: &Hub) -> Vec<Diagnostic> {
    desk.judge();
    for page in hub.pages() {
        hub.compare(desk, &page);
    }
    desk.faults()
}
