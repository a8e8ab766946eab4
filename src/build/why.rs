//! Why a target is rendered: what moved since it was published, found by asking its questions again.
//!
//! **Invariant.** A target is up to date only if everything that it was made from is equal: what it is, the settings
//! and what every page shows of the portal, the theme, and the answer of each question. Nothing is predicted.

use std::sync::{Arc, OnceLock};

use super::Portal;
use crate::ledger::{Ledger, Made, Row};
use crate::library::Query;
use crate::render;
use crate::site::{Target, What};
use crate::source::fingerprint;

/// Why a target is rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Nothing is known of it.
    New,
    /// Something else lies at its place now, or it is another file of the theme.
    Place,
    /// The settings, or what every page shows of the portal.
    Settings,
    /// A template or a label.
    Theme,
    /// The text that it shows.
    Body,
    /// The file that it is a copy of.
    File,
    /// The answer to a question.
    Answer(Query),
    /// One of its links leads nowhere now.
    Link,
    /// Its file in the output is not as it was published.
    Output,
}

impl Why {
    /// Gives the code name of the reason: that of the question, where an answer moved.
    pub fn code(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Place => "place",
            Self::Settings => "settings",
            Self::Theme => "theme",
            Self::Body => "body",
            Self::File => "file",
            Self::Link => "link",
            Self::Output => "output",
            Self::Answer(query) => query.name(),
        }
    }
}

/// What targets are held against.
pub(super) struct Measure<'a> {
    pub(super) ledger: &'a Ledger,
    /// The fingerprint of the output folder; nothing where there is none.
    pub(super) site: Option<u64>,
    pub(super) settings: u64,
    pub(super) theme: u64,
    pub(super) portal: &'a Portal,
    pub(super) leads: &'a (dyn Fn(&str) -> bool + Sync),
    /// The answers of today to the questions of the ledger, each asked when the first target needs it.
    answers: Vec<OnceLock<u64>>,
    leading: Vec<OnceLock<bool>>,
}

impl<'a> Measure<'a> {
    pub(super) fn new(
        ledger: &'a Ledger,
        site: Option<u64>,
        (settings, theme): (u64, u64),
        portal: &'a Portal,
        leads: &'a (dyn Fn(&str) -> bool + Sync),
    ) -> Self {
        let answers = ledger.reads().iter().map(|_| OnceLock::new()).collect();
        let leading = ledger.links().iter().map(|_| OnceLock::new()).collect();
        Self { ledger, site, settings, theme, portal, leads, answers, leading }
    }

    /// Gives what is known of a target.
    pub(super) fn known(&self, target: &Target) -> Option<&'a Row> {
        self.ledger.row(self.site?, &target.route.output)
    }

    /// Makes the note of a target that is made now.
    pub(super) fn made(&self, what: u64) -> Made {
        let (settings, theme) = (self.settings, self.theme);
        Made { what, settings, theme, original: None, reads: Vec::new(), links: Vec::new() }
    }

    /// Tells what moved; nothing where the target would be rendered as it was.
    pub(super) fn moved(&self, target: &Target, what: u64, known: &Made) -> Option<Why> {
        if known.what != what {
            return Some(Why::Place);
        }
        if matches!(target.what, What::Asset(_) | What::Copy(_) | What::Rendition { .. }) {
            return None;
        }
        if known.settings != self.settings {
            return Some(Why::Settings);
        }
        if known.theme != self.theme {
            return Some(Why::Theme);
        }
        let moved = known.reads.iter().find(|id| !self.stays(**id as usize));
        if let Some(id) = moved {
            return Some(match &self.ledger.reads()[*id as usize].query {
                Query::Body(_) => Why::Body,
                query => Why::Answer(query.clone()),
            });
        }
        let lost = known.links.iter().any(|id| !self.leads(*id as usize));
        lost.then_some(Why::Link)
    }

    /// Tells whether a question of the ledger has its answer still.
    fn stays(&self, at: usize) -> bool {
        let read = &self.ledger.reads()[at];
        let ask =
            || read.query.again(&self.portal.library, &|address| self.portal.plan.has(address));
        *self.answers[at].get_or_init(ask) == read.fingerprint
    }

    fn leads(&self, at: usize) -> bool {
        *self.leading[at].get_or_init(|| (self.leads)(&self.ledger.links()[at]))
    }
}

/// Hashes what a target is, with what it takes from the plan and from the theme's files.
pub(super) fn what(target: &Target, portal: &Portal) -> u64 {
    let address: &Arc<str> = &target.route.address;
    match &target.what {
        What::RedirectMap(_) => fingerprint(&(address, &target.what, &portal.plan.redirects)),
        What::HeaderMap(server) => {
            fingerprint(&(address, &target.what, portal.plan.hosting.of(*server)))
        }
        What::Asset(name) => fingerprint(&(address, &target.what, portal.theme.asset(name))),
        What::Share => fingerprint(&(address, &target.what, render::share_colours(&portal.theme))),
        what => fingerprint(&(address, what)),
    }
}
