//! Builds the template context of each kind of page and renders it with the theme.
//!
//! A `fill_*` method fills in the part of the `TemplateContext` that belongs to one kind of page and returns the name
//! of the template. Data of other entries is queried through the page's `DependencyTracker`, which records every
//! query.
//!
//! **Left out on purpose.** Markup, except for the body of an entry. Feeds and sitemaps are written by `feed` and
//! `xml_sitemap`.

use std::sync::Arc;

use super::context::{Intro, PageView, RedirectView, TemplateContext};
use super::link_rewriter;
use super::listing::Listing;
use super::open_data::OpenDataView;
use super::own_values::own_values;
use super::page::{HOME_SOURCE, Page, own_template};
use super::page_metadata;
use super::portal::LinkView;
use crate::config::Taxonomy;
use crate::diagnostic::Diagnostic;
use crate::entry::address::href;
use crate::entry::{Entry, Relation, markdown};
use crate::library::query::{OwnBody, Terms};
use crate::library::{EdgeKind, Term};
use crate::site::{ListingPage, Overview, TargetKind, backlinks, listing};
use crate::theme::view::{Presenter, TermLink};
use crate::yaml::PlainValue;

/// A rendered page.
#[derive(Default)]
pub(super) struct PageOutput {
    pub(super) bytes: Vec<u8>,
    pub(super) links: Vec<String>,
    pub(super) template: String,
}

impl Page<'_> {
    /// Renders the page; `None` if its entry is not in the library.
    pub(super) fn render(self) -> Result<Option<PageOutput>, Box<Diagnostic>> {
        let mut context = self.empty_context();
        let template = match &self.target.kind {
            TargetKind::Home => self.fill_home(&mut context),
            TargetKind::Entry(source) => {
                let source = source.clone();
                match self.fill_entry(&mut context, &source) {
                    Some(template) => template,
                    None => return Ok(None),
                }
            }
            TargetKind::Section(address, page) => self.fill_section(&mut context, address, *page),
            TargetKind::TermIndex(taxonomy) => self.fill_terms(&mut context, *taxonomy),
            TargetKind::Term(taxonomy, key, page) => {
                self.fill_term(&mut context, *taxonomy, key, *page)
            }
            TargetKind::Backlinks(edge, source, page) => {
                match self.fill_backlinks(&mut context, *edge, source, *page) {
                    Some(template) => template,
                    None => return Ok(None),
                }
            }
            TargetKind::NamedDocuments(source) => {
                match self.fill_named_documents(&mut context, source) {
                    Some(template) => template,
                    None => return Ok(None),
                }
            }
            TargetKind::Redirect(to) => self.fill_redirect(&mut context, to),
            TargetKind::Overview(overview, page) => {
                self.fill_overview(&mut context, *overview, *page)
            }
            _ => self.fill_not_found(&mut context),
        };
        let kind = &self.target.kind;
        context.page.head = page_metadata::build_head(&self, kind, &context.page);
        let theme = self.renderer.theme;
        let sections = self.renderer.portal_views.section_addresses.clone();
        let scope = theme.scope(self.tracker.clone(), self.presenter.clone(), sections);
        let page = theme.render(&template, &context, &context.portal.value, scope)?;
        let address = &self.target.address;
        let rewritten =
            link_rewriter::rewrite_links(page, address, &self.renderer.config.base_url.path);
        Ok(Some(PageOutput { bytes: rewritten.bytes, links: rewritten.links, template }))
    }

    fn empty_context(&self) -> TemplateContext<'_> {
        let config = self.renderer.config;
        let url = href(&self.target.address);
        let page = PageView {
            canonical: config.base_url.absolute_url(&url),
            url,
            language: self.presenter.language.to_string(),
            frame_language: self.ui_labels().fallback_language(),
            ..PageView::default()
        };
        TemplateContext {
            portal: &self.portal,
            page,
            entry: None,
            intro: None,
            near: None,
            listing: None,
            taxonomy: None,
            term: None,
            terms: Vec::new(),
            redirect: None,
            disclosure: Vec::new(),
            events: Vec::new(),
            open_data: None,
            site_map: None,
            lookup: None,
        }
    }

    fn fill_home(&self, context: &mut TemplateContext<'_>) -> String {
        let index = self.tracker.entry(HOME_SOURCE);
        context.intro = index.as_ref().map(|index| self.intro_view(index));
        let own_template = index.as_ref().and_then(own_template);
        let portal = &self.portal;
        context.page.kind = "home";
        context.page.title = portal.title.clone();
        context.page.description = index
            .map(|index| index.metadata.summary().to_owned())
            .filter(|summary| !summary.is_empty())
            .unwrap_or_else(|| portal.description.clone());
        context.page.feed = portal.feed.clone();
        own_template.unwrap_or_else(|| "home.html".to_owned())
    }

    fn intro_view(&self, index: &Entry) -> Intro {
        let metadata = &index.metadata;
        Intro {
            title: metadata.title.to_string(),
            body: self.own_body(index).html,
            own: own_values(&self.presenter, metadata),
            extra: PlainValue::Map(metadata.extra.clone()),
        }
    }

    /// Renders the body of the page's own entry.
    fn own_body(&self, entry: &Entry) -> markdown::RenderedBody {
        self.tracker.ask(OwnBody { source: entry.source.clone() });
        let body = self.body.map(|body| super::body::resolve_links(body, entry, &self.tracker));
        body.unwrap_or_default()
    }

    fn fill_entry(&self, context: &mut TemplateContext<'_>, source: &Arc<str>) -> Option<String> {
        let entry = self.tracker.entry(source)?;
        let withdrawn = self.tracker.is_removed(&entry);
        let body =
            if withdrawn { markdown::RenderedBody::default() } else { self.own_body(&entry) };
        let presenter = Presenter { link_terms: !withdrawn, ..self.presenter.clone() };
        let presenter = super::relations::EntryPresenter { presenter, tracker: &self.tracker };
        let title = presenter.presenter.title(&entry);
        context.entry = Some(presenter.entry_view(&entry, body, withdrawn));
        let page = &mut context.page;
        page.kind = if withdrawn { "withdrawn" } else { entry.kind.name() };
        page.title = title;
        // The summary of a withdrawn entry is not published either.
        if !withdrawn {
            entry.metadata.summary().clone_into(&mut page.description);
        }
        page.breadcrumbs = self.breadcrumbs(&entry.sections);
        if withdrawn {
            return Some("withdrawn.html".to_owned());
        }
        context.near = self.near_view(&entry);
        Some(own_template(&entry).unwrap_or_else(|| format!("{}.html", entry.kind.name())))
    }

    fn fill_section(
        &self,
        context: &mut TemplateContext<'_>,
        address: &Arc<str>,
        page: ListingPage,
    ) -> String {
        let section = self.renderer.section(address);
        let title = self.renderer.section_link(&self.tracker, address, &self.presenter.language);
        let title = title.map(|link| link.title).unwrap_or_default();
        let index = section.and_then(|section| section.index.clone());
        let index = index.and_then(|source| self.tracker.entry(&source));
        let sections = index.as_ref().map_or(&[][..], |index| &index.sections);
        let above: Vec<Arc<str>> =
            sections.iter().filter(|section| *section != address).cloned().collect();
        context.page.breadcrumbs = self.breadcrumbs(&above);
        if page == ListingPage::Head {
            context.page.description =
                index.as_ref().map(|i| i.metadata.summary().to_owned()).unwrap_or_default();
            context.intro = index.as_ref().map(|index| self.intro_view(index));
        }
        let term = Term::Section(address.clone());
        let pinned = Term::Pinned(address.clone());
        self.fill_listing(context, (&title, address), (&term, Some(&pinned)), page);
        context.page.kind = "section";
        index.as_ref().and_then(own_template).unwrap_or_else(|| "section.html".to_owned())
    }

    /// Fills in a page of the listing with the given title and address. `terms` are what is
    /// listed, and the pinned entries.
    fn fill_listing(
        &self,
        context: &mut TemplateContext<'_>,
        (title, head): (&str, &str),
        terms: (&Term, Option<&Term>),
        page: ListingPage,
    ) {
        let listing = self.listing(head, terms, page);
        let has_feed = self.tracker.has_feed(terms.0);
        self.fill_listing_page(context, (title, head), (listing, page), has_feed);
    }

    /// Fills in a built page of the listing with the given title and address.
    fn fill_listing_page(
        &self,
        context: &mut TemplateContext<'_>,
        (title, head): (&str, &str),
        (listing, page): (Listing, ListingPage),
        has_feed: bool,
    ) {
        context.page.title = title.to_owned();
        if let ListingPage::Year(year) | ListingPage::Numbered(year, _) = page {
            let in_year = listing.year.clone().unwrap_or_default();
            context.page.breadcrumbs.push(LinkView::new(title, head));
            context.page.title = format!("{title} {in_year}");
            if let ListingPage::Numbered(_, number) = page {
                let address = listing::year_address(head, year);
                context.page.breadcrumbs.push(LinkView::new(in_year, address));
                let name = self.ui_labels().or_empty("page_number");
                context.page.title += &format!(" – {name} {number}");
            }
        }
        if context.page.description.is_empty() {
            context.page.description = context.page.title_on(&self.portal);
        }
        let feed = has_feed.then(|| format!("{head}atom.xml"));
        // There is no feed if another target claims its address.
        context.page.feed = feed.filter(|feed| self.renderer.exists(&self.tracker, feed));
        context.listing = Some(listing);
    }

    fn fill_terms(&self, context: &mut TemplateContext<'_>, taxonomy: Taxonomy) -> String {
        let presenter = &self.presenter;
        let view = self.taxonomy_view(taxonomy);
        context.page.kind = "terms";
        context.page.title.clone_from(&view.title);
        context.page.description = context.page.title_on(&self.portal);
        context.page.breadcrumbs = vec![self.home_crumb()];
        context.taxonomy = Some(view);
        let names = self.tracker.ask(Terms { taxonomy });
        context.terms = names.iter().map(|name| presenter.term_count(taxonomy, name)).collect();
        "terms.html".to_owned()
    }

    fn fill_term(
        &self,
        context: &mut TemplateContext<'_>,
        taxonomy: Taxonomy,
        key: &Arc<str>,
        page: ListingPage,
    ) -> String {
        let term = Term::Value(taxonomy, key.clone());
        let (label, slug) = self.tracker.term_name(&term).unwrap_or_default();
        let view = self.taxonomy_view(taxonomy);
        context.page.breadcrumbs = vec![self.home_crumb(), view.clone().link()];
        let head = format!("{}{slug}/", view.url);
        self.fill_listing(context, (&label, &head), (&term, None), page);
        context.page.kind = "term";
        context.taxonomy = Some(view);
        let language = self.presenter.term_link(taxonomy, &label).language;
        context.term = Some(TermLink { label, url: Some(head), language });
        "term.html".to_owned()
    }

    /// Fills in a page of the listing of the incoming edges of one kind.
    fn fill_backlinks(
        &self,
        context: &mut TemplateContext<'_>,
        edge: EdgeKind,
        source: &Arc<str>,
        page: ListingPage,
    ) -> Option<String> {
        let entry = self.tracker.metadata(source)?;
        let title = self.title_below(context, &entry, &backlinks::label_key(edge));
        let head = backlinks::address(&entry.address, edge);
        let term = Term::Backlinks(edge, source.clone());
        self.fill_listing(context, (&title, &head), (&term, None), page);
        context.page.kind = "section";
        Some("section.html".to_owned())
    }

    /// Fills in the listing of the documents of the portal that a document names, by the kinds of its relations.
    fn fill_named_documents(
        &self,
        context: &mut TemplateContext<'_>,
        source: &Arc<str>,
    ) -> Option<String> {
        let entry = self.tracker.metadata(source)?;
        let title = self.title_below(context, &entry, "relations");
        let mut relations: Vec<&Relation> = entry.metadata.relations.iter().collect();
        relations.sort_by_key(|relation| relation.kind);
        let mut others: Vec<Arc<Entry>> = Vec::new();
        for relation in relations {
            let other = self.tracker.resolve_relation(&entry, relation);
            let is_new = |other: &Arc<Entry>| {
                others.iter().all(|known| known.source != other.source)
                    && !self.tracker.is_removed(other)
            };
            others.extend(other.filter(is_new));
        }
        let head = backlinks::address_of_named(&entry.address);
        let listing = self.short_listing(&others);
        self.fill_listing_page(context, (&title, &head), (listing, ListingPage::Head), false);
        context.page.kind = "section";
        Some("section.html".to_owned())
    }

    /// Returns the title of a listing of the documents related to one, and fills in the breadcrumbs.
    fn title_below(
        &self,
        context: &mut TemplateContext<'_>,
        entry: &Entry,
        label_key: &str,
    ) -> String {
        let metadata = &entry.metadata;
        let number = metadata.number.as_ref().filter(|number| number.is_filled());
        let document = number.map_or(&*metadata.title, |number| number.written());
        context.page.breadcrumbs = self.breadcrumbs(&entry.sections);
        context.page.breadcrumbs.push(LinkView::new(document, href(&entry.address)));
        format!("{}: {document}", self.ui_labels().or_empty(label_key))
    }

    fn fill_overview(
        &self,
        context: &mut TemplateContext<'_>,
        overview: Overview,
        page: ListingPage,
    ) -> String {
        context.page.breadcrumbs = vec![self.home_crumb()];
        context.page.title = self.ui_labels().or_empty(overview.name()).to_owned();
        context.page.description = context.page.title_on(&self.portal);
        match overview {
            Overview::Lookup => context.lookup = Some(self.lookup_view()),
            Overview::Disclosure => {
                let title = context.page.title.clone();
                let terms = (&Term::Documents, None);
                self.fill_listing(context, (&title, overview.address()), terms, page);
                context.disclosure = self.disclosed_documents(context.listing.as_ref());
            }
            Overview::Events => {
                let title = context.page.title.clone();
                let (listing, months) = self.events_page(page);
                self.fill_listing_page(
                    context,
                    (&title, overview.address()),
                    (listing, page),
                    true,
                );
                context.events = months;
            }
            Overview::OpenData => {
                context.open_data = Some(OpenDataView::new(self.ui_labels(), &self.tracker));
            }
            Overview::SiteMap => context.site_map = Some(self.site_map_view()),
        }
        context.page.kind = overview.name();
        overview.template().to_owned()
    }

    fn fill_redirect(&self, context: &mut TemplateContext<'_>, to: &str) -> String {
        let url = href(to);
        let absolute = self.renderer.config.base_url.absolute_url(&url);
        context.page.kind = "redirect";
        context.redirect = Some(RedirectView { url, absolute });
        "redirect.html".to_owned()
    }

    fn fill_not_found(&self, context: &mut TemplateContext<'_>) -> String {
        context.page.kind = "404";
        context.page.title = self.ui_labels().or_empty("not_found").to_owned();
        "404.html".to_owned()
    }
}
