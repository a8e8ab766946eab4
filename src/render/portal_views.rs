//! Showing the portal in the language of a page: its own words where it has some, else the portal's, marked as such.
//!
//! Made once a build for each language that a page has. What is not said in a page's language is shown as it is, and
//! marked with its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use super::portal::{
    LicenceView, LinkView, NoticeView, OwnerLanguages, OwnerView, PortalView, SectionView,
    ShareView, TaxonomyView,
};
use crate::config::{Config, Licence, MenuLink, Owner};
use crate::entry::Picture;
use crate::entry::address::complete_encoding;
use crate::entry::section::Section;
use crate::site::{Overview, Plan};
use crate::source::fingerprint;
use crate::theme::view::lang_attribute;
use crate::theme::{Theme, UiLabels, dates};

/// What pages are shown of the portal, each in its language.
#[derive(Debug)]
pub struct PortalViews<'a> {
    inputs: PortalViewInputs<'a>,
    /// In the portal's own language.
    default_view: Arc<PortalView>,
    /// In others, made when the first page asks.
    other_languages: Mutex<BTreeMap<String, Arc<PortalView>>>,
}

/// What it is made from.
#[derive(Debug, Clone, Copy)]
pub struct PortalViewInputs<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The sections.
    pub sections: &'a [Section],
    /// The targets.
    pub plan: &'a Plan,
    /// The theme.
    pub theme: &'a Theme,
    /// The picture that the webmaster chose to stand for the portal, if there is one.
    pub share_picture: Option<&'a Picture>,
    /// The day.
    pub today: Date,
}

impl<'a> PortalViews<'a> {
    /// Shows the portal on a day.
    pub fn new(inputs: PortalViewInputs<'a>) -> Self {
        let default_view = Arc::new(inputs.view(&inputs.config.language));
        Self { inputs, default_view, other_languages: Mutex::default() }
    }

    /// Hashes all that is shown of the portal and not by the settings, the sections and the theme alone.
    pub fn fingerprint(&self) -> u64 {
        fingerprint(&serde_json::to_string(&self.default_view).expect("plain data has a text form"))
    }

    /// Gives what pages of a language show.
    pub(super) fn for_language(&self, language: &str) -> Arc<PortalView> {
        if language == self.default_view.language {
            return self.default_view.clone();
        }
        let mut others = self.other_languages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = others.get(language) {
            return known.clone();
        }
        let view = Arc::new(self.inputs.view(language));
        others.insert(language.to_owned(), view.clone());
        view
    }
}

impl PortalViewInputs<'_> {
    fn view(self, language: &str) -> PortalView {
        let Self { config, sections, plan, theme, share_picture: share, today } = self;
        let words = theme.labels().for_language(language);
        let own = lang_attribute(&config.language, language);
        let said = config.language_for(language);
        let title = said.and_then(|said| said.title.as_ref());
        let owner = self.owner(language);
        let shown = config.notices.iter().filter(|notice| notice.is_shown_on(today));
        let notice = |text: &String| NoticeView { text: text.clone(), language: own.clone() };
        let listed = config.taxonomies.iter().map(|taxonomy| TaxonomyView::of(*taxonomy, words));
        let there = |address: &str| plan.contains(address).then(|| address.to_owned());
        PortalView {
            title_language: own.clone().filter(|_| title.is_none()),
            title: title.unwrap_or(&config.title).clone(),
            description: format!("{} – {}", title.unwrap_or(&config.title), owner.owner.name),
            base_url: config.base_url.to_string(),
            home: self.home(language),
            language: language.to_owned(),
            languages: self.languages(language),
            owner,
            menu: self.menu(language),
            links: menu_links(&config.links, own.as_deref()),
            notices: shown.map(|shown| notice(&shown.text)).collect(),
            sections: sections.iter().map(|section| self.section(section, language)).collect(),
            taxonomies: listed.filter(|taxonomy| plan.contains(&taxonomy.url)).collect(),
            overviews: self.overviews(words),
            feed: there("/atom.xml"),
            icon: there("/favicon.svg"),
            search: there("/opensearch.xml"),
            share: ShareView::new(plan, share),
        }
    }

    fn home(self, language: &str) -> String {
        let home = self.config.language_for(language).and_then(|said| said.home.as_ref());
        home.map_or_else(|| "/".to_owned(), |home| complete_encoding(&home.url))
    }

    fn languages(self, language: &str) -> Vec<LinkView> {
        let Self { config, theme, .. } = self;
        let others = config.languages.iter().filter(|one| one.home.is_some());
        let all = std::iter::once(config.language.as_str());
        let all = all.chain(others.map(|one| one.tag.as_str()));
        let name = |tag: &str| {
            let words = theme.labels().for_language(tag);
            let own = words
                .get("language_name")
                .filter(|_| words.lang_attribute("language_name").is_none());
            LinkView {
                title: own.unwrap_or(tag).to_owned(),
                url: self.home(tag),
                language: lang_attribute(tag, language),
            }
        };
        all.map(name).filter(|link| link.language.is_some()).collect()
    }

    fn owner(self, language: &str) -> OwnerView {
        let own = &self.config.owner;
        let other = lang_attribute(&self.config.language, language);
        let empty = Owner::default();
        let said = self.config.language_for(language).map_or(&empty, |said| &said.owner);
        let text = |said: &Option<String>, own: &Option<String>| said.clone().or(own.clone());
        let name = Some(&said.name).filter(|name| !name.is_empty());
        let words = self.theme.labels().for_language(language);
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

    fn overviews(self, words: UiLabels<'_>) -> Vec<LinkView> {
        let there = Overview::ALL.into_iter();
        let there = there.filter(|overview| self.plan.contains(overview.address()));
        there.map(|one| LinkView::labelled(words, one.name(), one.address())).collect()
    }

    fn menu(self, language: &str) -> Vec<LinkView> {
        let Self { config, sections, .. } = self;
        let said = config.language_for(language).filter(|said| !said.menu.is_empty());
        if let Some(said) = said {
            return menu_links(&said.menu, None);
        }
        if !config.menu.is_empty() {
            return menu_links(&config.menu, lang_attribute(&config.language, language).as_deref());
        }
        let top = sections.iter().map(|one| self.section(one, language)).filter(|view| view.top);
        top.map(|SectionView { title, url, language, .. }| LinkView { title, url, language })
            .collect()
    }

    fn section(self, section: &Section, language: &str) -> SectionView {
        let (title, language) = section_title(self.config, section, &section.title, language);
        SectionView {
            top: !self.sections.iter().any(|other| other.contains(&section.folder)),
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
pub(super) fn section_title(
    config: &Config,
    section: &Section,
    own: &str,
    language: &str,
) -> (String, Option<String>) {
    let foreign = lang_attribute(section.language.as_ref().unwrap_or(&config.language), language);
    let said = config.language_for(language).and_then(|said| said.section_title(&section.folder));
    match said.filter(|_| foreign.is_some()) {
        Some(said) => (said.to_owned(), None),
        None => (own.to_owned(), foreign),
    }
}

fn menu_links(links: &[MenuLink], language: Option<&str>) -> Vec<LinkView> {
    let language = language.map(str::to_owned);
    let view = |link: &MenuLink| LinkView {
        language: language.clone(),
        ..LinkView::new(link.title.clone(), complete_encoding(&link.url))
    };
    links.iter().map(view).collect()
}
