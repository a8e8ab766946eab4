//! Whether a target is stale, and why: its recorded inputs are compared with the current ones.
//!
//! The recorded queries of a target are answered again, and their fingerprints compared. Answers are shared among the
//! targets of a build, so each query is answered at most once.
//!
//! **Invariant.** A target is up to date only if everything it was rendered from is unchanged: its definition, the
//! settings and what all pages show of the portal, the theme, and the answer to each query. Staleness is never derived
//! from which files were edited.

use std::sync::OnceLock;

use super::portal::Portal;
use crate::ledger::{Ledger, TargetInputs, TargetRecord};
use crate::library::Query;
use crate::render;
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
    Answer(Query),
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

/// Compares the recorded inputs of targets with the current ones.
pub(super) struct StalenessChecker<'a> {
    pub(super) ledger: &'a Ledger,
    /// The key of the output folder in the ledger; `None` for a check.
    pub(super) output_folder_id: Option<u64>,
    /// The fingerprint of the settings and of what all pages show of the portal.
    pub(super) settings: u64,
    pub(super) theme: u64,
    pub(super) portal: &'a Portal,
    /// The fingerprints of the current answers to the recorded queries, each computed when first needed.
    answers: Vec<OnceLock<u64>>,
    /// Whether the recorded links resolve, each checked when first needed.
    resolved_links: Vec<OnceLock<bool>>,
}

impl<'a> StalenessChecker<'a> {
    pub(super) fn new(
        ledger: &'a Ledger,
        output_folder_id: Option<u64>,
        (settings, theme): (u64, u64),
        portal: &'a Portal,
    ) -> Self {
        let answers = ledger.dependencies().iter().map(|_| OnceLock::new()).collect();
        let resolved_links = ledger.links().iter().map(|_| OnceLock::new()).collect();
        Self { ledger, output_folder_id, settings, theme, portal, answers, resolved_links }
    }

    /// Returns the record of a target in this output folder.
    pub(super) fn previous_record(&self, target: &Target) -> Option<&'a TargetRecord> {
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
            dependencies: Vec::new(),
            links: Vec::new(),
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
        let changed =
            recorded.dependencies.iter().find(|id| !self.is_answer_unchanged(**id as usize));
        if let Some(id) = changed {
            return Some(match &self.ledger.dependencies()[*id as usize].query {
                Query::OwnBody(_) => RebuildReason::Body,
                query => RebuildReason::Answer(query.clone()),
            });
        }
        let has_broken_link =
            recorded.links.iter().any(|id| !self.recorded_link_resolves(*id as usize));
        has_broken_link.then_some(RebuildReason::Link)
    }

    /// Returns whether a recorded query has the same answer as before.
    fn is_answer_unchanged(&self, index: usize) -> bool {
        let dependency = &self.ledger.dependencies()[index];
        let answer = || {
            dependency.query.answer_fingerprint(&self.portal.library, &|address| {
                self.portal.plan.contains(address)
            })
        };
        *self.answers[index].get_or_init(answer) == dependency.fingerprint
    }

    fn recorded_link_resolves(&self, index: usize) -> bool {
        *self.resolved_links[index]
            .get_or_init(|| self.portal.link_resolves(&self.ledger.links()[index]))
    }
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
