//! Builds the [`PortalView`] for each language in which the site has pages, once per build.
//!
//! A text that portal.yaml does not give in the language of a page is shown in the portal's language and marked with
//! that language.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use super::portal::{
    FrameView, LicenceView, LinkView, NoticeView, OwnerLanguages, OwnerView, PortalView,
    SectionView, ShareView, TaxonomyView,
};
use crate::config::{Config, Licence, MenuLink, Owner};
use crate::entry::Picture;
use crate::entry::address::complete_encoding;
use crate::entry::section::Section;
use crate::site::{Overview, Plan};
use crate::source::fingerprint;
use crate::theme::view::lang_attribute;
use crate::theme::{SectionAddresses, SharedValue, Theme, UiLabels, dates};

/// The portal views of all languages.
#[derive(Debug)]
pub struct PortalViews<'a> {
    inputs: PortalViewInputs<'a>,
    /// The folders and the addresses of the sections.
    pub(super) section_addresses: SectionAddresses,
    /// The view in the portal's own language.
    default_view: Arc<PortalView>,
    /// The views in other languages, built on first use.
    other_languages: Mutex<BTreeMap<String, Arc<PortalView>>>,
}

/// The inputs of a portal view.
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
    /// The share image supplied by the webmaster, if there is one.
    pub share_picture: Option<&'a Picture>,
    /// The day of the build.
    pub today: Date,
}

impl<'a> PortalViews<'a> {
    /// Builds the view in the portal's own language.
    pub fn new(inputs: PortalViewInputs<'a>) -> Self {
        let default_view = Arc::new(inputs.view(&inputs.config.language));
        let sections = inputs.sections.iter();
        let section_addresses =
            sections.map(|section| (section.folder.clone(), section.address.clone())).collect();
        Self { inputs, section_addresses, default_view, other_languages: Mutex::default() }
    }

    /// Hashes the view in the portal's own language. It depends on the plan and the day, and not only on the settings,
    /// the sections and the theme.
    pub fn fingerprint(&self) -> u64 {
        fingerprint(
            &serde_json::to_string(&self.default_view).expect("plain data can be serialized"),
        )
    }

    /// Returns the view for pages in a language.
    pub(super) fn for_language(&self, language: &str) -> Arc<PortalView> {
        if language == self.default_view.language {
            return self.default_view.clone();
        }
        let mut others = self.other_languages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = others.get(language) {
            return view.clone();
        }
        let view = Arc::new(self.inputs.view(language));
        others.insert(language.to_owned(), view.clone());
        view
    }
}

impl PortalViewInputs<'_> {
    fn view(self, language: &str) -> PortalView {
        let Self { config, sections, plan, theme, share_picture, today } = self;
        let labels = theme.labels().for_language(language);
        let portal_lang = lang_attribute(&config.language, language);
        let translation = config.language_for(language);
        let title = translation.and_then(|translation| translation.title.as_ref());
        let owner = self.owner(language);
        let current = config.notices.iter().filter(|notice| notice.is_shown_on(today));
        let notice =
            |text: &String| NoticeView { text: text.clone(), language: portal_lang.clone() };
        let taxonomies =
            config.taxonomies.iter().map(|taxonomy| TaxonomyView::of(*taxonomy, config, labels));
        let if_planned = |address: &str| plan.contains(address).then(|| address.to_owned());
        let mut view = PortalView {
            title_language: portal_lang.clone().filter(|_| title.is_none()),
            title: title.unwrap_or(&config.title).clone(),
            description: format!("{} – {}", title.unwrap_or(&config.title), owner.owner.name),
            base_url: config.base_url.to_string(),
            home: self.home(language),
            language: language.to_owned(),
            languages: self.languages(language),
            owner,
            menu: self.menu(language),
            links: menu_links(&config.links, portal_lang.as_deref()),
            notices: current.map(|current| notice(&current.text)).collect(),
            sections: sections.iter().map(|section| self.section(section, language)).collect(),
            taxonomies: taxonomies.filter(|taxonomy| plan.contains(&taxonomy.url)).collect(),
            overviews: self.overviews(labels),
            feed: if_planned("/atom.xml"),
            icon: if_planned("/favicon.svg"),
            search: if_planned("/opensearch.xml"),
            share: ShareView::new(plan, share_picture),
            frame: FrameView::default(),
            value: SharedValue::new(&()),
        };
        view.value = SharedValue::new(&view);
        let part = |component| theme.render_frame(component, &view.value, language);
        view.frame = FrameView { masthead: part("masthead"), owner: part("owner") };
        view.value = SharedValue::new(&view);
        view
    }

    fn home(self, language: &str) -> String {
        let home =
            self.config.language_for(language).and_then(|translation| translation.home.as_ref());
        home.map_or_else(|| "/".to_owned(), |home| complete_encoding(&home.url))
    }

    fn languages(self, language: &str) -> Vec<LinkView> {
        let Self { config, theme, .. } = self;
        let others = config.languages.iter().filter(|other| other.home.is_some());
        let all = std::iter::once(config.language.as_str());
        let all = all.chain(others.map(|other| other.tag.as_str()));
        let home_link = |tag: &str| {
            let labels = theme.labels().for_language(tag);
            let own_name = labels
                .get("language_name")
                .filter(|_| labels.lang_attribute("language_name").is_none());
            LinkView {
                title: own_name.unwrap_or(tag).to_owned(),
                url: self.home(tag),
                language: lang_attribute(tag, language),
            }
        };
        all.map(home_link).filter(|link| link.language.is_some()).collect()
    }

    fn owner(self, language: &str) -> OwnerView {
        let own = &self.config.owner;
        let portal_lang = lang_attribute(&self.config.language, language);
        let empty = Owner::default();
        let translation =
            self.config.language_for(language).map_or(&empty, |translation| &translation.owner);
        let text =
            |translated: &Option<String>, own: &Option<String>| translated.clone().or(own.clone());
        let name = Some(&translation.name).filter(|name| !name.is_empty());
        let labels = self.theme.labels().for_language(language);
        let licence = |licence: &Licence| LicenceView {
            number: licence.number.clone(),
            issued_by: licence.issued_by.clone(),
            issued_on: licence.issued_on.map(|on| dates::day(labels, on).text).unwrap_or_default(),
        };
        let lang_of = |is_translated: bool| portal_lang.clone().filter(|_| !is_translated);
        OwnerView {
            licence: translation.licence.as_ref().or(own.licence.as_ref()).map(licence),
            languages: OwnerLanguages {
                name: lang_of(name.is_some()),
                parent: lang_of(translation.parent.is_some()),
                responsible: lang_of(translation.responsible.is_some()),
                address: lang_of(translation.address.is_some()),
                licence: lang_of(translation.licence.is_some()),
            },
            owner: Owner {
                name: name.unwrap_or(&own.name).clone(),
                parent: text(&translation.parent, &own.parent),
                responsible: text(&translation.responsible, &own.responsible),
                address: text(&translation.address, &own.address),
                phone: text(&translation.phone, &own.phone),
                email: text(&translation.email, &own.email),
                licence: None,
            },
        }
    }

    fn overviews(self, labels: UiLabels<'_>) -> Vec<LinkView> {
        let all = Overview::ALL.into_iter();
        let planned = all.filter(|overview| self.plan.contains(overview.address()));
        let link =
            |overview: Overview| LinkView::labelled(labels, overview.name(), overview.address());
        planned.map(link).collect()
    }

    fn menu(self, language: &str) -> Vec<LinkView> {
        let Self { config, sections, .. } = self;
        let translation =
            config.language_for(language).filter(|translation| !translation.menu.is_empty());
        if let Some(translation) = translation {
            return menu_links(&translation.menu, None);
        }
        if !config.menu.is_empty() {
            return menu_links(&config.menu, lang_attribute(&config.language, language).as_deref());
        }
        let top =
            sections.iter().map(|section| self.section(section, language)).filter(|view| view.top);
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

/// Returns the title of a section on pages in `language`, and the language of that title if it is another one.
///
/// This is the section's own title if the section is in that language, else the translation in portal.yaml, if any.
pub(super) fn section_title(
    config: &Config,
    section: &Section,
    own_title: &str,
    language: &str,
) -> (String, Option<String>) {
    let own_language =
        lang_attribute(section.language.as_ref().unwrap_or(&config.language), language);
    let translation = config
        .language_for(language)
        .and_then(|translation| translation.section_title(&section.folder));
    match translation.filter(|_| own_language.is_some()) {
        Some(translation) => (translation.to_owned(), None),
        None => (own_title.to_owned(), own_language),
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
