//! The way to a page: from the home page of its language through the sections around it.
//!
//! **Invariant.** No page stands on the way to itself.

use std::sync::Arc;

use super::pages::Page;
use super::portal::LinkView;
use crate::entry::address::href;

impl Page<'_> {
    /// Gives the way through the sections that lie around it.
    pub(super) fn breadcrumbs(&self, sections: &[Arc<str>]) -> Vec<LinkView> {
        let mut crumbs = vec![self.home_crumb()];
        let language = &self.presenter.language;
        for address in sections.iter().filter(|address| ***address != *self.portal.home) {
            crumbs.extend(self.renderer.section_link(&self.tracker, address, language));
        }
        // A language's own home is at the beginning of the way.
        crumbs.retain(|crumb| crumb.url != href(&self.target.route.address));
        crumbs
    }

    /// Leads to the home page of the page's language.
    pub(super) fn home_crumb(&self) -> LinkView {
        LinkView::labelled(self.ui_labels(), "home", self.portal.home.clone())
    }
}
