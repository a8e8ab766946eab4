//! One target → its bytes, with the questions it asked.
//!
//! Pure given the library and the theme: a page is a function of what the library answers, the settings, the day
//! and, for an entry, its own body. Pages go through the theme; feeds, site maps and maps of redirects are written
//! here, because their form is a standard's and not a matter of taste.

mod breadcrumbs;
mod chart;
mod context;
mod diagram;
mod disclosure;
mod entry;
mod feed;
mod link_rewriter;
mod listing;
mod lookup;
mod media_types;
mod open_data;
mod opensearch;
mod page_metadata;
mod pages;
mod portal;
mod portal_views;
mod relations;
mod site_map;
mod xml;
mod xml_sitemap;

use std::rc::Rc;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, SourceText};
use crate::entry::Entry;
use crate::entry::section::Section;
use crate::library::{Dependency, DependencyTracker, Library, Year};
use crate::site::{Plan, Target, TargetKind, headers, redirects};
use crate::theme::{Theme, UiLabels};
use portal::LinkView;

pub use media_types::of_extension as media_of_extension;
pub use page_metadata::{MissingElement, missing_elements, share_colours};
pub use pages::template_file;
pub use portal::PortalView;
pub use portal_views::{PortalViewInputs, PortalViews};

/// All that pages are made from.
#[derive(Debug)]
pub struct Renderer<'a> {
    /// The settings.
    pub config: &'a Arc<Config>,
    /// The sections, with the titles of their `_index.md`.
    pub sections: &'a [Section],
    /// The entries.
    pub library: &'a Arc<Library>,
    /// The targets.
    pub plan: &'a Plan,
    /// The theme.
    pub theme: &'a Theme,
    /// What every page shows of the portal.
    pub portal_views: PortalViews<'a>,
}

/// A rendered target.
#[derive(Debug)]
pub struct RenderOutput {
    /// The bytes to write.
    pub bytes: Vec<u8>,
    /// The questions asked, with the fingerprints of their answers.
    pub dependencies: Vec<Dependency>,
    /// The addresses of the site that the page leads to, decoded; empty for what is no page.
    pub links: Vec<String>,
    /// The template the page was made with; empty for what is no page.
    pub template: String,
}

impl Renderer<'_> {
    /// Renders a target. `body` is the text of the file whose body it shows, if it shows one.
    ///
    /// Files copied from the portal are not rendered: for them, and where a page's entry is gone, there is nothing.
    pub fn render(
        &self,
        target: &Target,
        body: Option<&SourceText>,
    ) -> Result<Option<RenderOutput>, Box<Diagnostic>> {
        let inquiry = Rc::new(DependencyTracker::new(self.library.clone()));
        let plain = |bytes: Vec<u8>| pages::PageOutput { bytes, ..pages::PageOutput::default() };
        let made = match &target.kind {
            TargetKind::Copy(_) | TargetKind::Rendition { .. } => return Ok(None),
            TargetKind::ShareImage => plain(page_metadata::share_picture(self)),
            TargetKind::Asset(name) => plain(self.theme.asset(name).unwrap_or_default().to_vec()),
            TargetKind::Feed(term) => {
                plain(feed::feed(self, &inquiry, term, &target.route).into_bytes())
            }
            TargetKind::SitemapIndex(maps) => plain(xml_sitemap::index(self, maps).into_bytes()),
            TargetKind::Sitemap(map) => {
                plain(xml_sitemap::urlset(self, &inquiry, map).into_bytes())
            }
            TargetKind::Data(file) => {
                plain(open_data::write_file(self, &inquiry, *file).into_bytes())
            }
            TargetKind::Robots => plain(xml_sitemap::robots(self).into_bytes()),
            TargetKind::OpenSearch => plain(opensearch::description(self).into_bytes()),
            TargetKind::RedirectMap(server) => {
                let base = &self.config.base_url.path;
                plain(redirects::write_map(*server, &self.plan.redirects, base).into_bytes())
            }
            TargetKind::HeaderMap(server) => {
                let base = &self.config.base_url.path;
                plain(headers::write_map(*server, &self.plan.special_addresses, base).into_bytes())
            }
            TargetKind::Home
            | TargetKind::Entry(_)
            | TargetKind::Section(..)
            | TargetKind::TermIndex(_)
            | TargetKind::Term(..)
            | TargetKind::Backlinks(..)
            | TargetKind::Overview(..)
            | TargetKind::NotFound
            | TargetKind::Redirect(_) => {
                match pages::Page::new(self, inquiry.clone(), target, body).render()? {
                    Some(made) => made,
                    None => return Ok(None),
                }
            }
        };
        let inquiry = Rc::into_inner(inquiry).expect("pages and their scopes are dropped by now");
        let pages::PageOutput { bytes, links, template } = made;
        Ok(Some(RenderOutput { bytes, dependencies: inquiry.into_dependencies(), links, template }))
    }

    /// Gives the file whose body a target shows.
    pub fn body_source(&self, target: &Target) -> Option<Arc<str>> {
        match &target.kind {
            TargetKind::Home => Some("content/_index.md".into()),
            TargetKind::Entry(source) => Some(source.clone()),
            TargetKind::Section(address, crate::site::ListingPage::Head) => {
                self.section(address)?.index.clone()
            }
            _ => None,
        }
    }

    fn section(&self, address: &str) -> Option<&Section> {
        self.sections.iter().find(|section| *section.address == *address)
    }

    /// Asks what a section is called on a page of a language, and leads to it: its `_index.md` may say, and the page
    /// moves when that does.
    fn section_link(
        &self,
        inquiry: &DependencyTracker,
        address: &str,
        language: &str,
    ) -> Option<LinkView> {
        let section = self.section(address)?;
        let index = section.index.as_ref().and_then(|index| inquiry.metadata(index));
        let own = index.as_ref().map(|index| &index.metadata.title).filter(|own| !own.is_empty());
        let own = own.unwrap_or(&section.title);
        let (title, language) = portal_views::section_title(self.config, section, own, language);
        Some(LinkView { title, url: address.to_owned(), language })
    }

    /// Gives the language of a section's pages.
    fn language_of_section(&self, address: &str) -> &str {
        let own = self.section(address).and_then(|section| section.language.as_deref());
        own.unwrap_or(&self.config.language)
    }

    /// Asks whether something lies at an address.
    fn exists(&self, inquiry: &DependencyTracker, address: &str) -> bool {
        inquiry.address_exists(address, self.plan.contains(address))
    }

    /// Gives the language of an entry.
    fn language_of<'e>(&'e self, entry: &'e Entry) -> &'e str {
        entry.metadata.language.as_deref().unwrap_or(&self.config.language)
    }

    /// Gives the words of the interface for a page in a language.
    fn ui_labels<'l>(&'l self, language: &'l str) -> UiLabels<'l> {
        self.theme.labels().for_language(language)
    }
}

/// Calls a year of a list.
fn year_label(words: UiLabels<'_>, year: Year) -> String {
    year.0.map_or_else(|| words.or_empty("undated").to_owned(), |year| year.to_string())
}

#[cfg(test)]
pub(crate) mod schema;
#[cfg(test)]
mod tests;
