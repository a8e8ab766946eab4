//! Why a target is rendered: what moved since it was published, found by asking its questions again.
//!
//! **Invariant.** A target is up to date only if everything that it was made from is equal: what it is, the settings
//! and what every page shows of the portal, the theme, and the answer of each question. Nothing is predicted.

use std::sync::{Arc, OnceLock};

use super::Portal;
use crate::ledger::{Ledger, TargetInputs, TargetRecord};
use crate::library::Query;
use crate::render;
use crate::site::{Target, TargetKind};
use crate::source::fingerprint;

/// Why a target is rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RebuildReason {
    /// Nothing is known of it.
    New,
    /// Something else lies at its place now, or it is another file of the theme.
    Definition,
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

impl RebuildReason {
    /// Gives the code name of the reason: that of the question, where an answer moved.
    pub fn code(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Definition => "place",
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
pub(super) struct StalenessChecker<'a> {
    pub(super) ledger: &'a Ledger,
    /// The fingerprint of the output folder; nothing where there is none.
    pub(super) output_folder_id: Option<u64>,
    pub(super) settings: u64,
    pub(super) theme: u64,
    pub(super) portal: &'a Portal,
    pub(super) link_resolves: &'a (dyn Fn(&str) -> bool + Sync),
    /// The answers of today to the questions of the ledger, each asked when the first target needs it.
    answers: Vec<OnceLock<u64>>,
    resolved_links: Vec<OnceLock<bool>>,
}

impl<'a> StalenessChecker<'a> {
    pub(super) fn new(
        ledger: &'a Ledger,
        output_folder_id: Option<u64>,
        (settings, theme): (u64, u64),
        portal: &'a Portal,
        link_resolves: &'a (dyn Fn(&str) -> bool + Sync),
    ) -> Self {
        let answers = ledger.dependencies().iter().map(|_| OnceLock::new()).collect();
        let resolved_links = ledger.links().iter().map(|_| OnceLock::new()).collect();
        Self {
            ledger,
            output_folder_id,
            settings,
            theme,
            portal,
            link_resolves,
            answers,
            resolved_links,
        }
    }

    /// Gives what is known of a target.
    pub(super) fn previous_record(&self, target: &Target) -> Option<&'a TargetRecord> {
        self.ledger.target(self.output_folder_id?, &target.route.output)
    }

    /// Makes the note of a target that is made now.
    pub(super) fn new_inputs(&self, what: u64) -> TargetInputs {
        let (settings, theme) = (self.settings, self.theme);
        TargetInputs {
            target_fingerprint: what,
            settings_fingerprint: settings,
            theme_fingerprint: theme,
            original_metadata_key: None,
            dependencies: Vec::new(),
            links: Vec::new(),
        }
    }

    /// Tells what moved; nothing where the target would be rendered as it was.
    pub(super) fn rebuild_reason(
        &self,
        target: &Target,
        what: u64,
        known: &TargetInputs,
    ) -> Option<RebuildReason> {
        if known.target_fingerprint != what {
            return Some(RebuildReason::Definition);
        }
        if matches!(
            target.kind,
            TargetKind::Asset(_) | TargetKind::Copy(_) | TargetKind::Rendition { .. }
        ) {
            return None;
        }
        if known.settings_fingerprint != self.settings {
            return Some(RebuildReason::Settings);
        }
        if known.theme_fingerprint != self.theme {
            return Some(RebuildReason::Theme);
        }
        let moved = known.dependencies.iter().find(|id| !self.is_answer_unchanged(**id as usize));
        if let Some(id) = moved {
            return Some(match &self.ledger.dependencies()[*id as usize].query {
                Query::Body(_) => RebuildReason::Body,
                query => RebuildReason::Answer(query.clone()),
            });
        }
        let lost = known.links.iter().any(|id| !self.recorded_link_resolves(*id as usize));
        lost.then_some(RebuildReason::Link)
    }

    /// Tells whether a question of the ledger has its answer still.
    fn is_answer_unchanged(&self, at: usize) -> bool {
        let read = &self.ledger.dependencies()[at];
        let ask = || {
            read.query.answer_fingerprint(&self.portal.library, &|address| {
                self.portal.plan.contains(address)
            })
        };
        *self.answers[at].get_or_init(ask) == read.fingerprint
    }

    fn recorded_link_resolves(&self, at: usize) -> bool {
        *self.resolved_links[at].get_or_init(|| (self.link_resolves)(&self.ledger.links()[at]))
    }
}

/// Hashes what a target is, with what it takes from the plan and from the theme's files.
pub(super) fn definition_fingerprint(target: &Target, portal: &Portal) -> u64 {
    let address: &Arc<str> = &target.route.address;
    match &target.kind {
        TargetKind::RedirectMap(_) => fingerprint(&(address, &target.kind, &portal.plan.redirects)),
        TargetKind::HeaderMap(server) => {
            fingerprint(&(address, &target.kind, portal.plan.special_addresses.for_server(*server)))
        }
        TargetKind::Asset(name) => fingerprint(&(address, &target.kind, portal.theme.asset(name))),
        TargetKind::ShareImage => {
            fingerprint(&(address, &target.kind, render::share_colours(&portal.theme)))
        }
        what => fingerprint(&(address, what)),
    }
}
