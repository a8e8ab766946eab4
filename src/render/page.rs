//! A page to be rendered, with what all parts of its context are built from.
//!
//! The parts of the context are filled by `pages`; this type is what they share.

use std::rc::Rc;
use std::sync::Arc;

use super::Renderer;
use super::portal::PortalView;
use crate::entry::Entry;
use crate::entry::markdown::PreparedBody;
use crate::library::DependencyTracker;
use crate::site::{Target, TargetKind};
use crate::theme::UiLabels;
use crate::theme::view::Presenter;

/// The source file of the home page's introduction.
pub(super) const HOME_SOURCE: &str = "content/_index.md";

/// A page to be rendered, with what all `fill_*` methods need.
pub(super) struct Page<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) tracker: Rc<DependencyTracker>,
    pub(super) target: &'a Target,
    pub(super) body: Option<&'a PreparedBody>,
    /// The portal in the language of the page.
    pub(super) portal: Arc<PortalView>,
    /// Builds views of entries and dates in the language of the page.
    pub(super) presenter: Presenter,
}

impl<'a> Page<'a> {
    /// Creates a page. Its language is looked up first, because all wording depends on it.
    pub(super) fn new(
        renderer: &'a Renderer<'a>,
        tracker: Rc<DependencyTracker>,
        target: &'a Target,
        body: Option<&'a PreparedBody>,
    ) -> Self {
        let language_of = |entry: Option<Arc<Entry>>| entry?.metadata.language.clone();
        let language = match &target.kind {
            TargetKind::Home => language_of(tracker.entry(HOME_SOURCE)),
            TargetKind::Entry(source) => language_of(tracker.entry(source)),
            TargetKind::Backlinks(_, source, _) | TargetKind::NamedDocuments(source) => {
                language_of(tracker.metadata(source))
            }
            TargetKind::Section(address, _) => {
                Some(renderer.language_of_section(address).to_owned())
            }
            _ => None,
        };
        let language = language.as_ref().unwrap_or(&renderer.config.language);
        let presenter = renderer.presenter(language);
        let portal = renderer.portal_views.for_language(&presenter.language);
        Self { renderer, tracker, target, body, portal, presenter }
    }

    /// Returns the interface labels in the language of the page.
    pub(super) fn ui_labels(&self) -> UiLabels<'_> {
        self.presenter.ui_labels()
    }
}

/// Returns the path of the template that an entry or the text of a section names.
pub(super) fn own_template(entry: &Arc<Entry>) -> Option<String> {
    entry.metadata.template.as_deref().map(template_file)
}

/// Returns the file name of a template, which an entry may name with or without its extension.
pub fn template_file(name: &str) -> String {
    if name.ends_with(".html") { name.to_owned() } else { format!("{name}.html") }
}
