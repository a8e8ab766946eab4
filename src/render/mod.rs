//! One target → its bytes, with the questions it asked.
//!
//! Pure given the library and the theme: a page is a function of what the library answers, the settings, the day
//! and, for an entry, its own body. Pages go through the theme; feeds, site maps and maps of redirects are written
//! here, because their form is a standard's and not a matter of taste.

mod chart;
mod context;
mod crumbs;
mod diagram;
mod disclosure;
mod entry;
mod feed;
mod links;
mod listing;
mod lookup;
mod machines;
mod media;
mod open_data;
mod opensearch;
mod pages;
mod portal;
mod portals;
mod related;
mod site_map;
mod sitemap;
mod xml;

use std::rc::Rc;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Text};
use crate::entry::Entry;
use crate::entry::section::Section;
use crate::library::{Inquiry, Library, Read, Year};
use crate::site::{Plan, Target, What, headers, redirects};
use crate::theme::{Theme, Words};
use portal::LinkView;

pub use machines::{Unsaid, share_colours, unsaid};
pub use media::of_extension as media_of_extension;
pub use pages::template_file;
pub use portal::PortalView;
pub use portals::{Portals, PortalsOf};

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
    pub portals: Portals<'a>,
}

/// A rendered target.
#[derive(Debug)]
pub struct Rendered {
    /// The bytes to write.
    pub bytes: Vec<u8>,
    /// The questions asked, with the fingerprints of their answers.
    pub reads: Vec<Read>,
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
        body: Option<&Text>,
    ) -> Result<Option<Rendered>, Box<Diagnostic>> {
        let inquiry = Rc::new(Inquiry::new(self.library.clone()));
        let plain = |bytes: Vec<u8>| pages::Made { bytes, ..pages::Made::default() };
        let made = match &target.what {
            What::Copy(_) | What::Rendition { .. } => return Ok(None),
            What::Share => plain(machines::share(self)),
            What::Asset(name) => plain(self.theme.asset(name).unwrap_or_default().to_vec()),
            What::Feed(term) => plain(feed::feed(self, &inquiry, term, &target.route).into_bytes()),
            What::SitemapIndex(maps) => plain(sitemap::index(self, maps).into_bytes()),
            What::Sitemap(map) => plain(sitemap::map(self, &inquiry, map).into_bytes()),
            What::Data(file) => plain(open_data::file(self, &inquiry, *file).into_bytes()),
            What::Robots => plain(sitemap::robots(self).into_bytes()),
            What::OpenSearch => plain(opensearch::description(self).into_bytes()),
            What::RedirectMap(server) => {
                let base = &self.config.base.path;
                plain(redirects::map(*server, &self.plan.redirects, base).into_bytes())
            }
            What::HeaderMap(server) => {
                let base = &self.config.base.path;
                plain(headers::map(*server, &self.plan.hosting, base).into_bytes())
            }
            What::Home
            | What::Entry(_)
            | What::Section(..)
            | What::Terms(_)
            | What::Term(..)
            | What::Toward(..)
            | What::Overview(..)
            | What::NotFound
            | What::Redirect(_) => {
                match pages::Page::new(self, inquiry.clone(), target, body).render()? {
                    Some(made) => made,
                    None => return Ok(None),
                }
            }
        };
        let inquiry = Rc::into_inner(inquiry).expect("pages and their scopes are dropped by now");
        let pages::Made { bytes, links, template } = made;
        Ok(Some(Rendered { bytes, reads: inquiry.into_reads(), links, template }))
    }

    /// Gives the file whose body a target shows.
    pub fn body_of(&self, target: &Target) -> Option<Arc<str>> {
        match &target.what {
            What::Home => Some("content/_index.md".into()),
            What::Entry(source) => Some(source.clone()),
            What::Section(address, crate::site::ListingPage::Head) => {
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
    fn section_link(&self, inquiry: &Inquiry, address: &str, language: &str) -> Option<LinkView> {
        let section = self.section(address)?;
        let index = section.index.as_ref().and_then(|index| inquiry.metadata(index));
        let own = index.as_ref().map(|index| &index.metadata.title).filter(|own| !own.is_empty());
        let own = own.unwrap_or(&section.title);
        let (title, language) = portals::called(self.config, section, own, language);
        Some(LinkView { title, url: address.to_owned(), language })
    }

    /// Gives the language of a section's pages.
    fn language_of_section(&self, address: &str) -> &str {
        let own = self.section(address).and_then(|section| section.language.as_deref());
        own.unwrap_or(&self.config.language)
    }

    /// Asks whether something lies at an address.
    fn stands(&self, inquiry: &Inquiry, address: &str) -> bool {
        inquiry.stands(address, self.plan.has(address))
    }

    /// Gives the language of an entry.
    fn language_of<'e>(&'e self, entry: &'e Entry) -> &'e str {
        entry.metadata.language.as_deref().unwrap_or(&self.config.language)
    }

    /// Gives the words of the interface for a page in a language.
    fn words<'l>(&'l self, language: &'l str) -> Words<'l> {
        self.theme.labels().words(language)
    }
}

/// Calls a year of a list.
fn year_label(words: Words<'_>, year: Year) -> String {
    year.0.map_or_else(|| words.or_empty("undated").to_owned(), |year| year.to_string())
}

#[cfg(test)]
pub(crate) mod schema;
#[cfg(test)]
mod tests;
