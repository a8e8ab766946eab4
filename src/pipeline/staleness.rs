//! Whether a target is stale, and why: its recorded inputs are compared with the current ones.
//!
//! The recorded queries of a target are answered again, and their fingerprints compared. Answers that several targets
//! may need are shared among them; a query about a single entry is asked by few targets, and answered each time.
//!
//! **Invariant.** A target is up to date only if everything it was rendered from is unchanged: its definition, the
//! settings and what all pages show of the portal, the theme, and the answer to each query. Staleness is never derived
//! from which files were edited.

use std::sync::{Mutex, OnceLock, PoisonError};

use rapidhash::{RapidHashMap, RapidHashSet};

use super::portal::Portal;
use crate::ledger::{Ledger, LinkHash, RecordedAnswers, TargetInputs, TargetRecord};
use crate::library::{Query, Term};
use crate::render::{self, Renderer};
use crate::site::{Target, TargetKind};
use crate::source::fingerprint;

/// Why a target is rendered or copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RebuildReason {
    /// It has no record.
    New,
    /// Its definition: another target has its path now, or what it takes from the plan or the theme changed.
    Definition,
    /// The settings, or what all pages show of the portal.
    Settings,
    /// A template or a label.
    Theme,
    /// The Markdown body that it shows.
    Body,
    /// The file that it is a copy of.
    File,
    /// The answer to a query.
    Answer(Box<Query>),
    /// One of its links is broken now.
    Link,
    /// Its file in the output folder was changed or removed.
    Output,
}

impl RebuildReason {
    /// Returns the code of the reason; for an answer, the code of its query.
    pub fn code(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Definition => "definition",
            Self::Settings => "settings",
            Self::Theme => "theme",
            Self::Body => "body",
            Self::File => "file",
            Self::Link => "link",
            Self::Output => "output",
            Self::Answer(query) => query.code(),
        }
    }
}

/// The number of maps of shared answers, so that threads seldom wait for each other.
const ANSWER_MAPS: usize = 16;

/// Compares the recorded inputs of targets with the current ones.
pub(super) struct StalenessChecker<'a> {
    pub(super) ledger: &'a Ledger,
    /// The key of the output folder in the ledger; `None` for a check.
    pub(super) output_folder_id: Option<u64>,
    /// The fingerprint of the settings and of what all pages show of the portal.
    pub(super) settings: u64,
    pub(super) theme: u64,
    pub(super) portal: &'a Portal,
    /// The fingerprints of the current answers to queries that several targets asked.
    answers: [Mutex<RapidHashMap<Query, u64>>; ANSWER_MAPS],
    /// The links that resolve, collected when first needed.
    resolved_links: OnceLock<RapidHashSet<LinkHash>>,
}

impl<'a> StalenessChecker<'a> {
    pub(super) fn new(
        ledger: &'a Ledger,
        output_folder_id: Option<u64>,
        (settings, theme): (u64, u64),
        portal: &'a Portal,
    ) -> Self {
        let (answers, resolved_links) = Default::default();
        Self { ledger, output_folder_id, settings, theme, portal, answers, resolved_links }
    }

    /// Returns the record of a target in this output folder.
    pub(super) fn previous_record(&self, target: &Target) -> Option<TargetRecord> {
        self.ledger.target(self.output_folder_id?, target.address.output())
    }

    /// Makes the inputs of a target that is being built, without dependencies and links yet.
    pub(super) fn new_inputs(&self, definition: u64) -> TargetInputs {
        let (settings, theme) = (self.settings, self.theme);
        TargetInputs {
            target_fingerprint: definition,
            settings_fingerprint: settings,
            theme_fingerprint: theme,
            original_metadata_key: None,
            answers: RecordedAnswers::default(),
            links: Vec::new(),
            related: Vec::new(),
        }
    }

    /// Returns why a target must be built again; `None` if it would have the same bytes.
    pub(super) fn rebuild_reason(
        &self,
        target: &Target,
        definition: u64,
        recorded: &TargetInputs,
    ) -> Option<RebuildReason> {
        if recorded.target_fingerprint != definition {
            return Some(RebuildReason::Definition);
        }
        if matches!(
            target.kind,
            TargetKind::Asset(_) | TargetKind::Copy(_) | TargetKind::Rendition { .. }
        ) {
            return None;
        }
        if recorded.settings_fingerprint != self.settings {
            return Some(RebuildReason::Settings);
        }
        if recorded.theme_fingerprint != self.theme {
            return Some(RebuildReason::Theme);
        }
        if let Some(query) = recorded.answers.changed(|query| self.answer_fingerprint(query)) {
            return Some(match query {
                Query::OwnBody(_) => RebuildReason::Body,
                query => RebuildReason::Answer(Box::new(query.clone())),
            });
        }
        let resolved = self.resolved_links.get_or_init(|| self.portal.resolved_links());
        let has_broken_link = recorded.links.iter().any(|link| !resolved.contains(link));
        has_broken_link.then_some(RebuildReason::Link)
    }

    /// Returns the fingerprint of the current answer to a query.
    fn answer_fingerprint(&self, query: &Query) -> u64 {
        let plan = &self.portal.plan;
        let answer =
            || query.answer_fingerprint(&self.portal.library, &|address| plan.contains(address));
        if is_about_one_entry(query) {
            return answer();
        }
        let map = &self.answers[fingerprint(query) as usize % ANSWER_MAPS];
        let answers = || map.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = answers().get(query) {
            return *known;
        }
        // Not computed under the lock: answering may take long.
        let current = answer();
        answers().insert(query.clone(), current);
        current
    }
}

/// Returns whether a query is about a single entry, so that hardly any other target asks it.
fn is_about_one_entry(query: &Query) -> bool {
    match query {
        Query::OwnEntry(_)
        | Query::OwnBody(_)
        | Query::MetadataOf(_)
        | Query::ResolveCitation(_)
        | Query::NeighboursOf(_)
        | Query::BacklinkCounts(_)
        | Query::IncomingEffectCounts(_)
        | Query::ExtentOfEffect(_)
        | Query::AddressExists(_) => true,
        Query::List(list) => matches!(list.term, Term::Backlinks(..)),
        _ => false,
    }
}

/// Returns the fingerprints that all pages share: of the settings and what all pages show of the portal, and of the
/// theme.
pub(super) fn shared_fingerprints(portal: &Portal, renderer: &Renderer<'_>) -> (u64, u64) {
    let shared_by_all_pages = (
        portal.settings_fingerprint,
        portal.config.base_url.to_string(),
        renderer.portal_views.fingerprint(),
        renderer.sections,
    );
    (fingerprint(&shared_by_all_pages), portal.theme.fingerprint())
}

/// Hashes the definition of a target, with what it takes from the plan and from the theme's colours.
pub(super) fn definition_fingerprint(target: &Target, portal: &Portal) -> u64 {
    let address = &target.address;
    match &target.kind {
        TargetKind::ServerFile(_) => {
            fingerprint(&(address, &target.kind, &portal.plan.server_rules))
        }
        TargetKind::ShareImage => {
            fingerprint(&(address, &target.kind, render::share_colours(&portal.theme)))
        }
        kind => fingerprint(&(address, kind)),
    }
}
