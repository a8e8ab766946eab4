//! What every page shows of the portal: name, owner, menu, sections, taxonomies, in the language of the page.
//!
//! Made once a build for each language that a page has. Nothing in it moves when an entry is added, but for the first
//! of a taxonomy. What is not said in a page's language is shown as it is, and marked with its own.
//!
//! **Invariant.** What is shown in one language is shown in all, and differs in its words only: what the words are
//! made of, portal.yaml, labels and sections, is the same for all pages and part of their fingerprints.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use serde::Serialize;

use super::media;
use crate::config::{Config, Kind, Licence, MenuLink, Owner, Taxonomy};
use crate::entry::Picture;
use crate::entry::address::{href, tidy};
use crate::entry::section::Section;
use crate::picture::Share;
use crate::site::{Overview, Plan, SHARE};
use crate::source::fingerprint;
use crate::theme::view::mark;
use crate::theme::{Theme, Words, dates};

/// The portal as templates see it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PortalView {
    /// The portal's name.
    pub title: String,
    /// The language of the name, where it is not the page's.
    pub title_language: Option<String>,
    /// One sentence on it.
    pub description: String,
    /// Where the site lies, with a slash at its end.
    pub base_url: String,
    /// Where the name leads.
    pub home: String,
    /// BCP 47.
    pub language: String,
    /// The home pages of the other languages, each called by the name that its language has for itself.
    pub languages: Vec<LinkView>,
    /// Who answers for it.
    pub owner: OwnerView,
    /// The menu: that of portal.yaml, else the sections that lie in no other.
    pub menu: Vec<LinkView>,
    /// Other agencies.
    pub links: Vec<LinkView>,
    /// The bars shown today.
    pub notices: Vec<NoticeView>,
    /// The sections.
    pub sections: Vec<SectionView>,
    /// The taxonomies that have terms.
    pub taxonomies: Vec<TaxonomyView>,
    /// The pages that lead through the whole portal.
    pub overviews: Vec<LinkView>,
    /// The portal's feed.
    pub feed: Option<String>,
    /// The portal's icon, if it has one.
    pub icon: Option<String>,
    /// The description of its search, if it has one.
    pub search: Option<String>,
    /// The picture that stands for it where it is shared.
    pub share: Option<ShareView>,
}

/// The picture that stands for the portal where it is shared.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ShareView {
    /// Its address.
    pub url: String,
    /// How wide it is, in points, if that could be read.
    pub width: Option<u32>,
    /// How high.
    pub height: Option<u32>,
    /// Its media type.
    #[serde(rename = "type")]
    pub media_type: Option<&'static str>,
}

impl ShareView {
    /// Shows the one that the webmaster made, else the one that is drawn.
    pub fn new(plan: &Plan, own: Option<&Picture>) -> Option<Self> {
        let (address, size) = match own {
            Some(own) => (own.address.as_deref().unwrap_or_default(), own.size),
            None => (SHARE, Some(Share::SIZE)),
        };
        plan.has(address).then(|| Self {
            url: href(address),
            width: size.map(|size| size.width),
            height: size.map(|size| size.height),
            media_type: media::of_address(address),
        })
    }
}

/// A link of the menu.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LinkView {
    /// What is shown.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// The language of what is shown, where it is not the page's.
    pub language: Option<String>,
}

/// Who answers for the portal.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OwnerView {
    #[serde(flatten)]
    owner: Owner,
    /// The licence of an aggregated information site.
    licence: Option<LicenceView>,
    /// The languages of its texts, each where it is not the page's.
    languages: OwnerLanguages,
}

/// The languages of what is said of an owner, each where it is not the page's.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OwnerLanguages {
    /// That of the name.
    name: Option<String>,
    /// That of the parent body's name.
    parent: Option<String>,
    /// That of who is responsible.
    responsible: Option<String>,
    /// That of the address.
    address: Option<String>,
    /// That of what is said of the licence.
    licence: Option<String>,
}

impl OwnerView {
    /// Gives its name.
    pub(super) fn name(&self) -> &str {
        &self.owner.name
    }

    /// Gives its licence.
    pub(super) fn licence(&self) -> Option<&LicenceView> {
        self.licence.as_ref()
    }
}

/// The licence of an aggregated information site.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LicenceView {
    /// Its number.
    pub(super) number: String,
    /// Who gave it.
    pub(super) issued_by: String,
    /// As printed in the page's language.
    pub(super) issued_on: String,
}

/// A bar on every page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NoticeView {
    /// What it says.
    pub text: String,
    /// Its language, where it is not the page's.
    pub language: Option<String>,
}

/// A section.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SectionView {
    /// Its folder.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The language of its title, where it is not the page's.
    pub language: Option<String>,
    /// Its address.
    pub url: String,
    /// What its entries are.
    pub kind: Kind,
    /// Whether it lies in no other section.
    pub top: bool,
}

/// A taxonomy.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TaxonomyView {
    /// Its name in portal.yaml.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The language of its title, where it is not the page's.
    pub language: Option<String>,
    /// The address of its list of terms.
    pub url: String,
}

/// What pages are shown of the portal, each in its language.
#[derive(Debug)]
pub struct Portals<'a> {
    from: PortalsOf<'a>,
    /// In the portal's own language.
    own: Arc<PortalView>,
    /// In others, made when the first page asks.
    others: Mutex<BTreeMap<String, Arc<PortalView>>>,
}

/// What it is made from.
#[derive(Debug, Clone, Copy)]
pub struct PortalsOf<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The sections.
    pub sections: &'a [Section],
    /// The targets.
    pub plan: &'a Plan,
    /// The theme.
    pub theme: &'a Theme,
    /// The picture that the webmaster chose to stand for the portal, if there is one.
    pub share: Option<&'a Picture>,
    /// The day.
    pub today: Date,
}

impl<'a> Portals<'a> {
    /// Shows the portal on a day.
    pub fn new(from: PortalsOf<'a>) -> Self {
        let own = Arc::new(from.view(&from.config.language));
        Self { from, own, others: Mutex::default() }
    }

    /// Hashes all that is shown of the portal and not by the settings, the sections and the theme alone.
    pub fn fingerprint(&self) -> u64 {
        fingerprint(&serde_json::to_string(&self.own).expect("plain data has a text form"))
    }

    /// Gives what pages of a language show.
    pub(super) fn of(&self, language: &str) -> Arc<PortalView> {
        if language == self.own.language {
            return self.own.clone();
        }
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = others.get(language) {
            return known.clone();
        }
        let view = Arc::new(self.from.view(language));
        others.insert(language.to_owned(), view.clone());
        view
    }
}

impl LinkView {
    /// Makes a link whose text is in the page's language, or in one that nobody knows.
    pub(super) fn new(title: impl Into<String>, url: impl Into<String>) -> Self {
        Self { title: title.into(), url: url.into(), language: None }
    }

    /// Makes a link called by a label.
    pub(super) fn labelled(words: Words<'_>, key: &str, url: impl Into<String>) -> Self {
        let language = words.mark(key).map(str::to_owned);
        Self { language, ..Self::new(words.or_key(key), url) }
    }
}

impl TaxonomyView {
    /// Shows a taxonomy, called as the theme calls it.
    pub(super) fn of(taxonomy: Taxonomy, words: Words<'_>) -> Self {
        let LinkView { title, url, language } =
            LinkView::labelled(words, taxonomy.label(), taxonomy.address());
        Self { name: taxonomy.name().to_owned(), title, language, url }
    }

    /// Leads to its list of terms.
    pub(super) fn link(self) -> LinkView {
        LinkView { title: self.title, url: self.url, language: self.language }
    }
}

impl PortalsOf<'_> {
    fn view(self, language: &str) -> PortalView {
        let Self { config, sections, plan, theme, share, today } = self;
        let words = theme.labels().words(language);
        let own = mark(&config.language, language);
        let said = config.language(language);
        let title = said.and_then(|said| said.title.as_ref());
        let owner = self.owner(language);
        let shown = config.notices.iter().filter(|notice| notice.shown_on(today));
        let notice = |text: &String| NoticeView { text: text.clone(), language: own.clone() };
        let listed = config.taxonomies.iter().map(|taxonomy| TaxonomyView::of(*taxonomy, words));
        let there = |address: &str| plan.has(address).then(|| address.to_owned());
        PortalView {
            title_language: own.clone().filter(|_| title.is_none()),
            title: title.unwrap_or(&config.title).clone(),
            description: format!("{} – {}", title.unwrap_or(&config.title), owner.owner.name),
            base_url: config.base.to_string(),
            home: self.home(language),
            language: language.to_owned(),
            languages: self.languages(language),
            owner,
            menu: self.menu(language),
            links: links(&config.links, own.as_deref()),
            notices: shown.map(|shown| notice(&shown.text)).collect(),
            sections: sections.iter().map(|section| self.section(section, language)).collect(),
            taxonomies: listed.filter(|taxonomy| plan.has(&taxonomy.url)).collect(),
            overviews: self.overviews(words),
            feed: there("/atom.xml"),
            icon: there("/favicon.svg"),
            search: there("/opensearch.xml"),
            share: ShareView::new(plan, share),
        }
    }

    fn home(self, language: &str) -> String {
        let home = self.config.language(language).and_then(|said| said.home.as_ref());
        home.map_or_else(|| "/".to_owned(), |home| tidy(&home.url))
    }

    fn languages(self, language: &str) -> Vec<LinkView> {
        let Self { config, theme, .. } = self;
        let others = config.languages.iter().filter(|one| one.home.is_some());
        let all = std::iter::once(config.language.as_str());
        let all = all.chain(others.map(|one| one.tag.as_str()));
        let name = |tag: &str| {
            let words = theme.labels().words(tag);
            let own = words.get("language_name").filter(|_| words.mark("language_name").is_none());
            LinkView {
                title: own.unwrap_or(tag).to_owned(),
                url: self.home(tag),
                language: mark(tag, language),
            }
        };
        all.map(name).filter(|link| link.language.is_some()).collect()
    }

    fn owner(self, language: &str) -> OwnerView {
        let own = &self.config.owner;
        let other = mark(&self.config.language, language);
        let empty = Owner::default();
        let said = self.config.language(language).map_or(&empty, |said| &said.owner);
        let text = |said: &Option<String>, own: &Option<String>| said.clone().or(own.clone());
        let name = Some(&said.name).filter(|name| !name.is_empty());
        let words = self.theme.labels().words(language);
        let licence = |licence: &Licence| LicenceView {
            number: licence.number.clone(),
            issued_by: licence.issued_by.clone(),
            issued_on: licence.issued_on.map(|on| dates::day(words, on).text).unwrap_or_default(),
        };
        let as_it_is = |is_said: bool| other.clone().filter(|_| !is_said);
        OwnerView {
            licence: said.licence.as_ref().or(own.licence.as_ref()).map(licence),
            languages: OwnerLanguages {
                name: as_it_is(name.is_some()),
                parent: as_it_is(said.parent.is_some()),
                responsible: as_it_is(said.responsible.is_some()),
                address: as_it_is(said.address.is_some()),
                licence: as_it_is(said.licence.is_some()),
            },
            owner: Owner {
                name: name.unwrap_or(&own.name).clone(),
                parent: text(&said.parent, &own.parent),
                responsible: text(&said.responsible, &own.responsible),
                address: text(&said.address, &own.address),
                phone: text(&said.phone, &own.phone),
                email: text(&said.email, &own.email),
                licence: None,
            },
        }
    }

    fn overviews(self, words: Words<'_>) -> Vec<LinkView> {
        let there = Overview::ALL.into_iter();
        let there = there.filter(|overview| self.plan.has(overview.address()));
        there.map(|one| LinkView::labelled(words, one.name(), one.address())).collect()
    }

    fn menu(self, language: &str) -> Vec<LinkView> {
        let Self { config, sections, .. } = self;
        let said = config.language(language).filter(|said| !said.menu.is_empty());
        if let Some(said) = said {
            return links(&said.menu, None);
        }
        if !config.menu.is_empty() {
            return links(&config.menu, mark(&config.language, language).as_deref());
        }
        let top = sections.iter().map(|one| self.section(one, language)).filter(|view| view.top);
        top.map(|SectionView { title, url, language, .. }| LinkView { title, url, language })
            .collect()
    }

    fn section(self, section: &Section, language: &str) -> SectionView {
        let (title, language) = called(self.config, section, &section.title, language);
        SectionView {
            top: !self.sections.iter().any(|other| other.holds(&section.folder)),
            name: section.folder.clone(),
            title,
            language,
            url: section.address.to_string(),
            kind: section.kind,
        }
    }
}

/// Tells what a section is called on pages of a language, and the language of that where it is another: as it calls
/// itself, where it speaks that language; else as portal.yaml does.
pub(super) fn called(
    config: &Config,
    section: &Section,
    own: &str,
    language: &str,
) -> (String, Option<String>) {
    let foreign = mark(section.language.as_ref().unwrap_or(&config.language), language);
    let said = config.language(language).and_then(|said| said.section(&section.folder));
    match said.filter(|_| foreign.is_some()) {
        Some(said) => (said.to_owned(), None),
        None => (own.to_owned(), foreign),
    }
}

fn links(links: &[MenuLink], language: Option<&str>) -> Vec<LinkView> {
    let language = language.map(str::to_owned);
    let view = |link: &MenuLink| LinkView {
        language: language.clone(),
        ..LinkView::new(link.title.clone(), tidy(&link.url))
    };
    links.iter().map(view).collect()
}
