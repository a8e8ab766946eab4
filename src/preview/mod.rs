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
use std::sync::{Arc, mpsc};

use desk::Desk;
use hub::{Event, Hub};
use server::{Listen, Server};
use site::Site;
use watch::{Batch, Clock, Watch, Watched};

use crate::build::Options;
use crate::diagnostic::{Diagnostic, Language, MachineFault, Severity, report};
use crate::source::Rest;

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
    let root = options.root.clone();
    let hub = Arc::new(Hub::default());
    let desk = Arc::new(Desk::open(options, language, Arc::clone(&clock)));
    let server = Server::start(&listen, Arc::clone(&desk) as Arc<dyn Site>, Arc::clone(&hub))?;
    tell(News::Open(server.url()), desk.language());
    let (sender, batches) = mpsc::channel();
    let watched = Watched { root: root.clone(), zone: desk.zone(), clock, poll };
    let deliver = move |batch| {
        // Who would take it is this function, and it does not end.
        let _ = sender.send(batch);
    };
    let watch = Watch::start(watched, deliver).map_err(|e| MachineFault::reading(&root, e))?;
    let mut said = Said::default();
    loop {
        let Ok(batch) = batches.recv() else {
            // The watch broke. Pages still look at their own text when they are asked for.
            std::thread::park();
            continue;
        };
        if let Batch::Scanning(why) = batch {
            tell(News::Faults(vec![*why]), desk.language());
            continue;
        }
        let Some(faults) = follow(&desk, &hub, &batch, &|| watch.rest()) else { continue };
        watch.follow(desk.link_ends(), desk.zone());
        if let Some(refusal) = desk.refusal() {
            tell(News::Refused(refusal), desk.language());
        }
        if let Some(news) = said.compare(faults) {
            tell(news, desk.language());
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

/// Takes in what may have changed on the disk, tells the open pages, judges everything, and tells them again. Gives all
/// that is wrong, if anything moved.
pub fn follow(desk: &Desk, hub: &Hub, batch: &Batch, rest: Rest<'_>) -> Option<Vec<Diagnostic>> {
    if !desk.refresh(batch, rest) {
        return None;
    }
    let touched = desk.take_touched();
    for page in hub.pages() {
        hub.compare(desk, &page);
        let (styles, others): (Vec<String>, Vec<String>) =
            desk.used_by(&page, &touched).into_iter().partition(|file| file.ends_with(".css"));
        if !others.is_empty() {
            hub.tell(&page, &Event::Refresh);
        } else if !styles.is_empty() {
            hub.tell(&page, &Event::Style(styles));
        }
    }
    desk.judge();
    for page in hub.pages() {
        hub.compare(desk, &page);
    }
    Some(desk.faults())
}
