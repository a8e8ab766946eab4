//! The pages of the site as templates see them, one way of filling them in for each kind.
//!
//! Every template sees one `Context`, in which what a kind of page does not have is null or empty; so a partial
//! may serve them all. Whatever comes from other entries is asked through the page's [`Inquiry`], and the
//! questions are handed back beside the bytes.
//!
//! **Left out on purpose.** No markup is made here except an entry's body; feeds and site maps have files of their
//! own.

use std::rc::Rc;
use std::sync::Arc;

use super::Renderer;
use super::context::{Context, Facts, Intro, NearView, Redirect};
use super::links;
use super::machines;
use super::open_data::OpenDataView;
use super::portal::{LinkView, PortalView, TaxonomyView};
use crate::config::Taxonomy;
use crate::diagnostic::{Diagnostic, Text};
use crate::entry::address::href;
use crate::entry::{Entry, body_start, markdown};
use crate::library::{Inquiry, Term, Tie};
use crate::site::{ListingPage, Overview, Target, What, toward};
use crate::theme::view::{Label, View};
use crate::theme::{Scope, Words};

/// The file whose text stands on the home page.
const HOME: &str = "content/_index.md";

/// One page about to be rendered.
pub(super) struct Page<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) inquiry: Rc<Inquiry>,
    pub(super) target: &'a Target,
    body: Option<&'a Text>,
    /// What it shows of the portal, in its language.
    pub(super) portal: Arc<PortalView>,
    /// How it shows entries and dates, in its language.
    pub(super) view: View,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Made {
    pub(super) bytes: Vec<u8>,
    pub(super) links: Vec<String>,
    pub(super) template: String,
}

impl<'a> Page<'a> {
    /// Begins a page: asks for its language, from which all its words follow.
    pub(super) fn new(
        renderer: &'a Renderer<'a>,
        inquiry: Rc<Inquiry>,
        target: &'a Target,
        body: Option<&'a Text>,
    ) -> Self {
        let of = |entry: Option<Arc<Entry>>| entry?.metadata.language.clone();
        let language = match &target.what {
            What::Home => of(inquiry.entry(HOME)),
            What::Entry(source) => of(inquiry.entry(source)),
            What::Toward(_, source, _) => of(inquiry.metadata(source)),
            What::Section(address, _) => Some(renderer.language_of_section(address).to_owned()),
            _ => None,
        };
        let language: Arc<str> =
            language.as_ref().unwrap_or(&renderer.config.language).as_str().into();
        let view = View {
            config: renderer.config.clone(),
            labels: renderer.theme.labels().clone(),
            language,
            linked: true,
        };
        let portal = renderer.portals.of(&view.language);
        Self { renderer, inquiry, target, body, portal, view }
    }

    /// The words of the interface in the page's language.
    pub(super) fn words(&self) -> Words<'_> {
        self.view.words()
    }

    /// Renders the page, or nothing where its entry is not in the library.
    pub(super) fn render(self) -> Result<Option<Made>, Box<Diagnostic>> {
        let mut context = self.context();
        let template = match &self.target.what {
            What::Home => self.home(&mut context),
            What::Entry(source) => {
                let source = source.clone();
                match self.entry(&mut context, &source) {
                    Some(template) => template,
                    None => return Ok(None),
                }
            }
            What::Section(address, page) => self.section(&mut context, address, *page),
            What::Terms(taxonomy) => self.terms(&mut context, *taxonomy),
            What::Term(taxonomy, key, page) => self.term(&mut context, *taxonomy, key, *page),
            What::Toward(tie, source, page) => {
                match self.toward(&mut context, *tie, source, *page) {
                    Some(template) => template,
                    None => return Ok(None),
                }
            }
            What::Redirect(to) => self.redirect(&mut context, to),
            What::Overview(overview, page) => self.overview(&mut context, *overview, *page),
            _ => self.not_found(&mut context),
        };
        let what = &self.target.what;
        context.page.head = machines::head(&self, what, &context.page);
        let scope = Scope { inquiry: self.inquiry.clone(), view: self.view.clone() };
        let page = self.renderer.theme.render(&template, &context, scope)?;
        let address = &self.target.route.address;
        let finished = links::finish(&page, address, &self.renderer.config.base.path);
        Ok(Some(Made { bytes: finished.bytes, links: finished.links, template }))
    }

    fn context(&self) -> Context<'_> {
        let config = self.renderer.config;
        let url = href(&self.target.route.address);
        let page = Facts {
            canonical: config.base.absolute(&url),
            url,
            language: self.view.language.to_string(),
            frame_language: self.words().foreign(),
            ..Facts::default()
        };
        Context {
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
            open_data: None,
            site_map: None,
            lookup: None,
        }
    }

    fn home(&self, context: &mut Context<'_>) -> String {
        let index = self.inquiry.entry(HOME);
        context.intro = index.as_ref().map(|index| self.intro(index));
        let portal = &self.portal;
        context.page.kind = "home";
        context.page.title = portal.title.clone();
        context.page.description = index
            .map(|index| index.metadata.summary.clone())
            .filter(|summary| !summary.is_empty())
            .unwrap_or_else(|| portal.description.clone());
        context.page.feed = portal.feed.clone();
        "home.html".to_owned()
    }

    fn intro(&self, index: &Entry) -> Intro {
        Intro { title: index.metadata.title.clone(), body: self.body_html(index).html }
    }

    /// Renders the body of the page's own entry.
    fn body_html(&self, entry: &Entry) -> markdown::Html {
        self.inquiry.body(&entry.source);
        let text = self.body.map_or("", |text| &text.as_str()[body_start(text)..]);
        super::entry::body(text, entry, &self.inquiry)
    }

    fn entry(&self, context: &mut Context<'_>, source: &Arc<str>) -> Option<String> {
        let entry = self.inquiry.entry(source)?;
        let withdrawn = self.inquiry.is_withdrawn(&entry);
        let body = if withdrawn { markdown::Html::default() } else { self.body_html(&entry) };
        let view = View { linked: !withdrawn, ..self.view.clone() };
        let view = super::entry::Viewing { view, inquiry: &self.inquiry };
        context.entry = Some(view.entry(&entry, body, withdrawn));
        let page = &mut context.page;
        page.kind = if withdrawn { "withdrawn" } else { entry.kind.name() };
        page.title.clone_from(&entry.metadata.title);
        // What was taken back is not told in other words either.
        if !withdrawn {
            page.description.clone_from(&entry.metadata.summary);
        }
        page.breadcrumbs = self.breadcrumbs(&entry.sections);
        if withdrawn {
            return Some("withdrawn.html".to_owned());
        }
        context.near = self.near(&entry);
        let own = entry.metadata.template.as_deref().map(template_file);
        Some(own.unwrap_or_else(|| format!("{}.html", entry.kind.name())))
    }

    fn near(&self, entry: &Entry) -> Option<NearView> {
        let view = &self.view;
        let name = entry.metadata.doc_type.as_deref()?;
        let near = self.inquiry.near(&Term::value(Taxonomy::Type, name), &entry.source, 3);
        let cards = |entries: &[Arc<Entry>]| entries.iter().map(|e| view.card(e)).collect();
        Some(NearView {
            before: cards(&near.after),
            after: cards(&near.before),
            term: view.label(Taxonomy::Type, name),
        })
    }

    fn section(&self, context: &mut Context<'_>, address: &Arc<str>, page: ListingPage) -> String {
        let section = self.renderer.section(address);
        let title = self.renderer.section_link(&self.inquiry, address, &self.view.language);
        let title = title.map(|link| link.title).unwrap_or_default();
        let index = section.and_then(|section| section.index.clone());
        let index = index.and_then(|source| self.inquiry.entry(&source));
        let around = index.as_ref().map_or(&[][..], |index| &index.sections);
        let above: Vec<Arc<str>> = around.iter().filter(|a| *a != address).cloned().collect();
        context.page.breadcrumbs = self.breadcrumbs(&above);
        if page == ListingPage::Head {
            context.page.description =
                index.as_ref().map(|i| i.metadata.summary.clone()).unwrap_or_default();
            context.intro = index.as_ref().map(|index| self.intro(index));
        }
        let term = Term::Section(address.clone());
        let pinned = Term::Pinned(address.clone());
        self.listing(context, (&title, address), (&term, Some(&pinned)), page);
        context.page.kind = "section";
        "section.html".to_owned()
    }

    fn terms(&self, context: &mut Context<'_>, taxonomy: Taxonomy) -> String {
        let view = &self.view;
        let shown = TaxonomyView::of(taxonomy, self.words());
        context.page.kind = "terms";
        context.page.title.clone_from(&shown.title);
        context.page.description = context.page.title_on(&self.portal);
        context.page.breadcrumbs = vec![self.home_crumb()];
        context.taxonomy = Some(shown);
        let names = self.inquiry.terms(taxonomy);
        context.terms = names.iter().map(|name| view.term_count(taxonomy, name)).collect();
        "terms.html".to_owned()
    }

    fn term(
        &self,
        context: &mut Context<'_>,
        taxonomy: Taxonomy,
        key: &Arc<str>,
        page: ListingPage,
    ) -> String {
        let term = Term::Value(taxonomy, key.clone());
        let (label, slug) = self.inquiry.name(&term).unwrap_or_default();
        let shown = TaxonomyView::of(taxonomy, self.words());
        context.page.breadcrumbs = vec![self.home_crumb(), shown.clone().link()];
        let head = format!("{}{slug}/", shown.url);
        self.listing(context, (&label, &head), (&term, None), page);
        context.page.kind = "term";
        context.taxonomy = Some(shown);
        let language = self.view.label(taxonomy, &label).language;
        context.term = Some(Label { label, url: Some(head), language });
        "term.html".to_owned()
    }

    /// A page of the listing of what leads in one way to an entry.
    fn toward(
        &self,
        context: &mut Context<'_>,
        tie: Tie,
        source: &Arc<str>,
        page: ListingPage,
    ) -> Option<String> {
        let entry = self.inquiry.metadata(source)?;
        let name = &entry.metadata;
        let number = name.number.as_ref().filter(|number| number.is_filled());
        let shown = number.map_or(name.title.as_str(), |number| number.written());
        context.page.breadcrumbs = self.breadcrumbs(&entry.sections);
        context.page.breadcrumbs.push(LinkView::new(shown, href(&entry.address)));
        let title = format!("{}: {shown}", self.words().or_empty(&toward::label(tie)));
        let head = toward::address(&entry.address, tie);
        let term = Term::Toward(tie, source.clone());
        self.listing(context, (&title, &head), (&term, None), page);
        context.page.kind = "section";
        Some("section.html".to_owned())
    }

    fn overview(&self, context: &mut Context<'_>, overview: Overview, page: ListingPage) -> String {
        context.page.breadcrumbs = vec![self.home_crumb()];
        context.page.title = self.words().or_empty(overview.name()).to_owned();
        context.page.description = context.page.title_on(&self.portal);
        match overview {
            Overview::Lookup => context.lookup = Some(self.lookup()),
            Overview::Disclosure => self.disclosure(context, page),
            Overview::OpenData => {
                context.open_data = Some(OpenDataView::new(self.words(), &self.inquiry));
            }
            Overview::SiteMap => context.site_map = Some(self.site_map()),
        }
        context.page.kind = overview.name();
        overview.template().to_owned()
    }

    fn redirect(&self, context: &mut Context<'_>, to: &str) -> String {
        let url = href(to);
        let absolute = self.renderer.config.base.absolute(&url);
        context.page.kind = "redirect";
        context.redirect = Some(Redirect { url, absolute });
        "redirect.html".to_owned()
    }

    fn not_found(&self, context: &mut Context<'_>) -> String {
        context.page.kind = "404";
        context.page.title = self.words().or_empty("not_found").to_owned();
        "404.html".to_owned()
    }
}

/// A template may be named with or without its extension.
pub fn template_file(written: &str) -> String {
    if written.ends_with(".html") { written.to_owned() } else { format!("{written}.html") }
}
