//! Breadcrumbs of a page: the home page of its language and the sections that contain the page.
//!
//! **Invariant.** The breadcrumbs of a page do not include the page itself.

use std::sync::Arc;

use super::page::Page;
use super::portal::LinkView;
use crate::entry::address::href;

impl Page<'_> {
    /// Builds the breadcrumbs from the sections that contain the page, outermost first.
    pub(super) fn breadcrumbs(&self, sections: &[Arc<str>]) -> Vec<LinkView> {
        let mut crumbs = vec![self.home_crumb()];
        let language = &self.presenter.language;
        for address in sections.iter().filter(|address| ***address != *self.portal.home) {
            crumbs.extend(self.renderer.section_link(&self.tracker, address, language));
        }
        // On the home page of a language, the first breadcrumb is the page itself.
        crumbs.retain(|crumb| crumb.url != href(&self.target.address));
        crumbs
    }

    /// Returns the link to the home page in the language of the page.
    pub(super) fn home_crumb(&self) -> LinkView {
        LinkView::labelled(self.ui_labels(), "home", self.portal.home.clone())
    }
}
