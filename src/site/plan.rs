//! The plan: every target of the site, and who claims which address.
//!
//! Who comes first has an address: home, entries and their files, then copied files and the theme's, sections,
//! terms, what the generator adds, and redirects last. The second claimant becomes no target and is noted as a
//! [`Clash`].
//!
//! **Invariant.** Of two entries the one whose path sorts first keeps the address, whatever their dates.
//!
//! **Left out on purpose.** Clashes are not worded here, and what a target says is `render`'s business.

mod overviews;
mod pictures;
mod servers;

use std::sync::Arc;

use jiff::civil::Date;
use rapidhash::{RapidHashMap, RapidHashSet};

use super::headers::Hosting;
use super::redirects::Redirect;
use super::sitemaps::{self, SITEMAP_SIZE};
use super::{ListingPage, Overview, Route, SHARE, Target, What, listing, toward};
use crate::config::{Config, Kind, Taxonomy};
use crate::entry::address;
use crate::entry::section::Section;
use crate::entry::{Entry, Mark, Picture, is_index};
use crate::library::{Library, Postings, Term};

/// What a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The sections.
    pub sections: &'a [Section],
    /// The entries.
    pub library: &'a Library,
    /// Files copied to the same place, by path (`content/…`).
    pub copies: &'a [Arc<str>],
    /// Files of the theme.
    pub assets: &'a [String],
    /// The overviews that the theme has a template for.
    pub overviews: &'a [Overview],
    /// The picture that the webmaster made to stand for the portal.
    pub share: Option<&'a Picture>,
    /// Whether the theme's page of ways to look answers queries.
    pub searchable: bool,
    /// The day.
    pub today: Date,
}

/// Every target of the site.
#[derive(Debug, Default)]
pub struct Plan {
    /// In the order they were found.
    pub targets: Vec<Target>,
    /// All redirects, sorted.
    pub redirects: Vec<Redirect>,
    /// What servers must know of single addresses.
    pub hosting: Hosting,
    /// Addresses claimed twice.
    pub clashes: Vec<Clash>,
    /// Output files of entries at fault, which stay as they last were.
    pub kept: Vec<Arc<str>>,
    /// Output folders of entries at fault: what an earlier build put there stays with the page, also what a broken
    /// front matter no longer names.
    pub kept_below: Vec<String>,
    /// Terms whose label has no letter for an address.
    pub nameless: Vec<(Taxonomy, String)>,
    /// All addresses, with their place among the targets; of what is kept there is none.
    index: RapidHashMap<Arc<str>, Option<u32>>,
}

/// One address, two claimants.
#[derive(Debug, Clone)]
pub struct Clash {
    /// The address.
    pub address: Arc<str>,
    /// The claimant that came later.
    pub second: Claim,
    /// The claimant that came first.
    pub first: Claim,
}

/// Who claims an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// A file, as a whole or by a value written in it.
    File(Arc<str>, Option<Mark>),
    /// A term of a taxonomy.
    Term(Taxonomy, String),
    /// A page or file that the generator makes.
    Generated,
}

impl Plan {
    /// Tells whether something lies at a decoded address.
    pub fn has(&self, address: &str) -> bool {
        self.index.contains_key(address)
    }

    /// Finds what is made for a decoded address.
    pub fn find(&self, address: &str) -> Option<&Target> {
        self.index.get(address).copied().flatten().map(|at| &self.targets[at as usize])
    }

    /// Gives all addresses.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.targets.iter().map(|target| &*target.route.address)
    }
}

/// Plans the whole site.
pub fn plan(site: Site<'_>) -> Plan {
    let mut planner = Planner {
        site,
        plan: Plan::default(),
        claims: RapidHashMap::default(),
        folders: RapidHashMap::default(),
        smaller: RapidHashSet::default(),
        old: RapidHashMap::default(),
    };
    planner.entries();
    planner.files();
    planner.sections();
    for taxonomy in &site.config.taxonomies {
        planner.taxonomy(*taxonomy);
    }
    planner.generated();
    planner.redirects();
    planner.headers();
    let Plan { targets, index, .. } = &mut planner.plan;
    for (at, target) in targets.iter().enumerate() {
        index.insert(target.route.address.clone(), u32::try_from(at).ok());
    }
    planner.plan
}

struct Planner<'a> {
    site: Site<'a>,
    plan: Plan,
    /// Who has each path, by its lower-case form: disks of citizens' servers may not tell cases apart.
    claims: RapidHashMap<String, Claim>,
    /// Who needs each folder to be one, by the lower-case path.
    folders: RapidHashMap<String, Claim>,
    /// The addresses of smaller pictures: several entries may show one.
    smaller: RapidHashSet<String>,
    /// Who has each old address, path and query.
    old: RapidHashMap<(String, Option<String>), Claim>,
}

impl Planner<'_> {
    /// Adds a target; tells false, and notes the clash, where its path is taken.
    fn add(&mut self, address: impl Into<Arc<str>>, what: What, claim: Claim) -> bool {
        let route = Route::to(address);
        let path = route.output.to_lowercase();
        let above: Vec<&str> = address::folders_above(&path).collect();
        let taken = self.claims.get(&path).or_else(|| self.folders.get(&path));
        let taken = taken.or_else(|| above.iter().find_map(|folder| self.claims.get(*folder)));
        if let Some(first) = taken {
            let (second, first) = (claim, first.clone());
            self.plan.clashes.push(Clash { address: route.address, second, first });
            return false;
        }
        for folder in above {
            if !self.folders.contains_key(folder) {
                self.folders.insert(folder.to_owned(), claim.clone());
            }
        }
        self.claims.insert(path, claim);
        self.plan.index.insert(route.address.clone(), None);
        self.plan.targets.push(Target { route, what });
        true
    }

    fn entries(&mut self) {
        let site = self.site;
        self.add("/", What::Home, Claim::Generated);
        // By path, so that the first of two claimants does not depend on dates.
        let mut entries: Vec<&Arc<Entry>> = site.library.entries().collect();
        entries.sort_by(|a, b| a.source.cmp(&b.source));
        for entry in entries {
            let claim = |mark| Claim::File(entry.source.clone(), mark);
            let first = self.plan.targets.len();
            if !is_index(&entry.source) {
                let what = What::Entry(entry.source.clone());
                self.add(entry.address.clone(), what, claim(Some(Mark::Slug)));
            }
            if site.library.is_listed(&entry.source) && !entry.is_withdrawn(site.today) {
                self.toward(entry);
            }
            // What was taken back goes with its files; the text of a section stays as long as the section.
            let gone = entry.is_withdrawn(site.today) && !is_index(&entry.source);
            let files = if gone { &[][..] } else { &entry.files };
            for own in files {
                let claim = Claim::File(own.path.clone(), None);
                self.add(own.address.as_str(), What::Copy(own.path.clone()), claim);
            }
            if !gone {
                self.own_pictures(entry);
            }
            if !site.library.is_listed(&entry.source) {
                let kept = self.plan.targets.drain(first..).map(|target| target.route.output);
                self.plan.kept.extend(kept);
                if !is_index(&entry.source) {
                    let folder = entry.address.trim_start_matches('/');
                    self.plan.kept_below.push(folder.to_owned());
                }
            }
        }
    }

    fn files(&mut self) {
        for path in self.site.copies {
            let address = path.trim_start_matches("content");
            let claim = Claim::File(path.clone(), None);
            self.add(address, What::Copy(path.clone()), claim);
        }
        self.copied_pictures();
        for asset in self.site.assets {
            self.add(super::asset_address(asset), What::Asset(asset.clone()), Claim::Generated);
        }
    }

    fn sections(&mut self) {
        let site = self.site;
        for section in site.sections {
            let term = Term::Section(section.address.clone());
            let claim = match &section.index {
                Some(index) => Claim::File(index.clone(), None),
                None => Claim::Generated,
            };
            let what = |page| What::Section(section.address.clone(), page);
            self.listing(&section.address, &term, &what, &claim);
            let head = What::Section(section.address.clone(), ListingPage::Head);
            self.keep_with(section.index.as_deref(), &head);
        }
        self.keep_with(Some("content/_index.md"), &What::Home);
    }

    /// A page whose text is at fault stays as it last was, text and all.
    fn keep_with(&mut self, index: Option<&str>, page: &What) {
        if index.is_none_or(|index| self.site.library.is_listed(index)) {
            return;
        }
        if let Some(at) = self.plan.targets.iter().position(|target| target.what == *page) {
            self.plan.kept.push(self.plan.targets.remove(at).route.output);
        }
    }

    /// Plans the listings of what leads to a document, where its own page cannot show all.
    fn toward(&mut self, entry: &Entry) {
        let site = self.site;
        for (tie, count) in site.library.tied(&entry.source) {
            let term = Term::Toward(tie, entry.source.clone());
            if entry.kind != Kind::Document || !toward::is_cut(tie, count) {
                continue;
            }
            let head: Arc<str> = toward::address(&entry.address, tie).into();
            let what = |page| What::Toward(tie, entry.source.clone(), page);
            let claim = Claim::File(entry.source.clone(), None);
            self.pages(&head, &term, &what, &claim);
        }
    }

    fn listing(
        &mut self,
        head: &Arc<str>,
        term: &Term,
        what: &dyn Fn(ListingPage) -> What,
        claim: &Claim,
    ) {
        let has_feed = self.site.library.has_feed(term);
        if self.pages(head, term, what, claim) && has_feed {
            self.add(format!("{head}atom.xml"), What::Feed(term.clone()), Claim::Generated);
        }
    }

    /// Plans the pages of a list; tells false where its head clashes, as then its other pages do.
    fn pages(
        &mut self,
        head: &Arc<str>,
        term: &Term,
        what: &dyn Fn(ListingPage) -> What,
        claim: &Claim,
    ) -> bool {
        let empty = Postings::default();
        let postings = self.site.library.postings(term).unwrap_or(&empty);
        let pages = listing::pages(postings, self.site.config.page_size);
        pages
            .into_iter()
            .all(|page| self.add(listing::address(head, page), what(page), claim.clone()))
    }

    fn taxonomy(&mut self, taxonomy: Taxonomy) {
        let site = self.site;
        let names = site.library.names(taxonomy);
        if names.is_empty() {
            return;
        }
        let list = taxonomy.address();
        self.add(list.as_str(), What::Terms(taxonomy), Claim::Generated);
        for name in names {
            if name.slug.is_empty() || name.slug.len() > address::LONGEST {
                self.plan.nameless.push((taxonomy, name.label.clone()));
                continue;
            }
            let term = Term::Value(taxonomy, name.key.clone());
            let head: Arc<str> = format!("{list}{}/", name.slug).into();
            let what = |page| What::Term(taxonomy, name.key.clone(), page);
            self.listing(&head, &term, &what, &Claim::Term(taxonomy, name.label.clone()));
        }
    }

    fn generated(&mut self) {
        self.add("/404.html", What::NotFound, Claim::Generated);
        if self.site.library.has_feed(&Term::All) {
            self.add("/atom.xml", What::Feed(Term::All), Claim::Generated);
        }
        if self.site.share.is_none() {
            self.add(SHARE, What::Share, Claim::Generated);
        }
        self.overviews();
        let mut shards: Vec<Arc<str>> = Vec::new();
        let heads = self.plan.targets.iter().filter(|target| is_head(&target.what));
        let heads: Vec<Arc<str>> = heads.map(|target| target.route.address.clone()).collect();
        for (address, map) in sitemaps::maps(&heads, self.site.library, SITEMAP_SIZE) {
            self.add(address.as_str(), What::Sitemap(map), Claim::Generated);
            shards.push(address.into());
        }
        self.add("/sitemap.xml", What::SitemapIndex(shards), Claim::Generated);
        // A webmaster's own robots.txt, lying in content/, is the one exception to the rule of one claimant.
        if !self.claims.contains_key("robots.txt") {
            self.add("/robots.txt", What::Robots, Claim::Generated);
        }
        if self.site.searchable && self.plan.has(Overview::Lookup.address()) {
            self.add("/opensearch.xml", What::OpenSearch, Claim::Generated);
        }
    }
}

/// Tells whether a target is the first page of a list, or home.
fn is_head(what: &What) -> bool {
    matches!(
        what,
        What::Home
            | What::Section(_, ListingPage::Head)
            | What::Terms(_)
            | What::Term(_, _, ListingPage::Head)
            | What::Toward(_, _, ListingPage::Head)
            | What::Overview(_, ListingPage::Head)
    )
}
