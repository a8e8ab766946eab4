//! What every page shows of the portal: name, owner, menu, sections, taxonomies.
//!
//! Made once a build. Nothing in it moves when an entry is added, but for the first of a taxonomy.

use jiff::civil::Date;
use serde::Serialize;

use super::media;
use crate::config::{Config, Kind, MenuLink, Owner, Taxonomy};
use crate::entry::Picture;
use crate::entry::address::{href, tidy};
use crate::entry::section::Section;
use crate::picture::Share;
use crate::site::{Overview, Plan, SHARE};
use crate::source::fingerprint;
use crate::theme::Theme;

/// The portal as templates see it.
#[derive(Debug, Clone, Serialize)]
pub struct PortalView {
    /// The portal's name.
    pub title: String,
    /// One sentence on it.
    pub description: String,
    /// Where the site lies, with a slash at its end.
    pub base_url: String,
    /// BCP 47.
    pub language: String,
    /// Who answers for it.
    pub owner: Owner,
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
pub struct LinkView {
    /// What is shown.
    pub title: String,
    /// Where it leads.
    pub url: String,
}

/// A bar on every page.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeView {
    /// What it says.
    pub text: String,
}

/// A section.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    /// Its folder.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// What its entries are.
    pub kind: Kind,
    /// Whether it lies in no other section.
    pub top: bool,
}

/// A taxonomy.
#[derive(Debug, Clone, Serialize)]
pub struct TaxonomyView {
    /// Its name in portal.yaml.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The address of its list of terms.
    pub url: String,
}

impl TaxonomyView {
    /// Shows a taxonomy, called as the theme calls it.
    pub(super) fn of(taxonomy: Taxonomy, config: &Config, theme: &Theme) -> Self {
        let title = theme.labels().or_key(&config.language, taxonomy.label()).to_owned();
        Self { name: taxonomy.name().to_owned(), title, url: taxonomy.address() }
    }
}

impl PortalView {
    /// Hashes all that it shows.
    pub fn fingerprint(&self) -> u64 {
        fingerprint(&serde_json::to_string(self).expect("plain data has a text form"))
    }

    /// Shows the portal on a day.
    pub fn new(
        config: &Config,
        sections: &[Section],
        plan: &Plan,
        theme: &Theme,
        today: Date,
    ) -> Self {
        let shown = config.notices.iter().filter(|notice| notice.shown_on(today));
        let listed =
            config.taxonomies.iter().map(|taxonomy| TaxonomyView::of(*taxonomy, config, theme));
        Self {
            title: config.title.clone(),
            description: format!("{} – {}", config.title, config.owner.name),
            base_url: config.base.to_string(),
            language: config.language.clone(),
            owner: config.owner.clone(),
            menu: menu(config, sections),
            links: links(&config.links),
            notices: shown.map(|notice| NoticeView { text: notice.text.clone() }).collect(),
            sections: sections.iter().map(|one| section(one, sections)).collect(),
            taxonomies: listed.filter(|taxonomy| plan.has(&taxonomy.url)).collect(),
            overviews: overviews(config, plan, theme),
            feed: plan.has("/atom.xml").then(|| "/atom.xml".to_owned()),
            icon: plan.has("/favicon.svg").then(|| "/favicon.svg".to_owned()),
            search: plan.has("/opensearch.xml").then(|| "/opensearch.xml".to_owned()),
            share: None,
        }
    }
}

fn overviews(config: &Config, plan: &Plan, theme: &Theme) -> Vec<LinkView> {
    let there = Overview::ALL.into_iter().filter(|overview| plan.has(overview.address()));
    let link = |overview: Overview| LinkView {
        title: theme.labels().or_key(&config.language, overview.name()).to_owned(),
        url: overview.address().to_owned(),
    };
    there.map(link).collect()
}

fn menu(config: &Config, sections: &[Section]) -> Vec<LinkView> {
    if !config.menu.is_empty() {
        return links(&config.menu);
    }
    let top = sections.iter().map(|one| section(one, sections)).filter(|view| view.top);
    top.map(|view| LinkView { title: view.title, url: view.url }).collect()
}

fn links(links: &[MenuLink]) -> Vec<LinkView> {
    let view = |link: &MenuLink| LinkView { title: link.title.clone(), url: tidy(&link.url) };
    links.iter().map(view).collect()
}

fn section(section: &Section, all: &[Section]) -> SectionView {
    SectionView {
        top: !all.iter().any(|other| other.holds(&section.folder)),
        name: section.folder.clone(),
        title: section.title.clone(),
        url: section.address.to_string(),
        kind: section.kind,
    }
}
