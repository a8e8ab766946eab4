//! The plan: every target of the site, and who claims which address.
//!
//! Who comes first has an address: home, entries and their files, then copied files and the theme's, sections,
//! terms, what the generator adds, and redirects last. The second claimant becomes no target and is noted as a
//! [`AddressConflict`].
//!
//! **Invariant.** Of two entries the one whose path sorts first keeps the address, whatever their dates.
//!
//! **Left out on purpose.** Clashes are not worded here, and what a target says is `render`'s business.

mod overviews;
mod renditions;
mod servers;

use std::sync::Arc;

use jiff::civil::Date;
use rapidhash::{RapidHashMap, RapidHashSet};

use super::headers::SpecialAddresses;
use super::redirects::Redirect;
use super::sitemaps::{self, MAX_SITEMAP_ADDRESSES};
use super::{
    ListingPage, Overview, Route, SHARE_IMAGE_ADDRESS, Target, TargetKind, backlinks, listing,
};
use crate::config::{Config, EntryKind, Taxonomy};
use crate::entry::address;
use crate::entry::section::Section;
use crate::entry::{Entry, Picture, SpanKey, is_index};
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
    pub share_picture: Option<&'a Picture>,
    /// Whether the theme's page of ways to look answers queries.
    pub has_search: bool,
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
    pub special_addresses: SpecialAddresses,
    /// Addresses claimed twice.
    pub conflicts: Vec<AddressConflict>,
    /// Output files of entries at fault, which stay as they last were.
    pub kept_outputs: Vec<Arc<str>>,
    /// Output folders of entries at fault: what an earlier build put there stays with the page, also what a broken
    /// front matter no longer names.
    pub kept_folders: Vec<String>,
    /// Terms whose label has no letter for an address.
    pub terms_without_slug: Vec<(Taxonomy, String)>,
    /// All addresses, with their place among the targets; of what is kept there is none.
    target_indices: RapidHashMap<Arc<str>, Option<u32>>,
}

/// One address, two claimants.
#[derive(Debug, Clone)]
pub struct AddressConflict {
    /// The address.
    pub address: Arc<str>,
    /// The claimant that came later.
    pub second: Claimant,
    /// The claimant that came first.
    pub first: Claimant,
}

/// Who claims an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimant {
    /// A file, as a whole or by a value written in it.
    File(Arc<str>, Option<SpanKey>),
    /// A term of a taxonomy.
    Term(Taxonomy, String),
    /// A page or file that the generator makes.
    Generated,
}

impl Plan {
    /// Tells whether something lies at a decoded address.
    pub fn contains(&self, address: &str) -> bool {
        self.target_indices.contains_key(address)
    }

    /// Finds what is made for a decoded address.
    pub fn target_at(&self, address: &str) -> Option<&Target> {
        self.target_indices.get(address).copied().flatten().map(|at| &self.targets[at as usize])
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
        claimed_paths: RapidHashMap::default(),
        claimed_folders: RapidHashMap::default(),
        renditions: RapidHashSet::default(),
        redirect_sources: RapidHashMap::default(),
    };
    planner.plan_entries();
    planner.plan_files();
    planner.plan_sections();
    for taxonomy in &site.config.taxonomies {
        planner.plan_taxonomy(*taxonomy);
    }
    planner.plan_generated();
    planner.plan_redirects();
    planner.plan_headers();
    let Plan { targets, target_indices: index, .. } = &mut planner.plan;
    for (at, target) in targets.iter().enumerate() {
        index.insert(target.route.address.clone(), u32::try_from(at).ok());
    }
    planner.plan
}

struct Planner<'a> {
    site: Site<'a>,
    plan: Plan,
    /// Who has each path, by its lower-case form: disks of citizens' servers may not tell cases apart.
    claimed_paths: RapidHashMap<String, Claimant>,
    /// Who needs each folder to be one, by the lower-case path.
    claimed_folders: RapidHashMap<String, Claimant>,
    /// The addresses of smaller pictures: several entries may show one.
    renditions: RapidHashSet<String>,
    /// Who has each old address, path and query.
    redirect_sources: RapidHashMap<(String, Option<String>), Claimant>,
}

impl Planner<'_> {
    /// Adds a target; tells false, and notes the clash, where its path is taken.
    fn add(&mut self, address: impl Into<Arc<str>>, what: TargetKind, claim: Claimant) -> bool {
        let route = Route::for_address(address);
        let path = route.output.to_lowercase();
        let above: Vec<&str> = address::ancestor_folders(&path).collect();
        let taken = self.claimed_paths.get(&path).or_else(|| self.claimed_folders.get(&path));
        let taken =
            taken.or_else(|| above.iter().find_map(|folder| self.claimed_paths.get(*folder)));
        if let Some(first) = taken {
            let (second, first) = (claim, first.clone());
            self.plan.conflicts.push(AddressConflict { address: route.address, second, first });
            return false;
        }
        for folder in above {
            if !self.claimed_folders.contains_key(folder) {
                self.claimed_folders.insert(folder.to_owned(), claim.clone());
            }
        }
        self.claimed_paths.insert(path, claim);
        self.plan.target_indices.insert(route.address.clone(), None);
        self.plan.targets.push(Target { route, kind: what });
        true
    }

    fn plan_entries(&mut self) {
        let site = self.site;
        self.add("/", TargetKind::Home, Claimant::Generated);
        // By path, so that the first of two claimants does not depend on dates.
        let mut entries: Vec<&Arc<Entry>> = site.library.entries().collect();
        entries.sort_by(|a, b| a.source.cmp(&b.source));
        for entry in entries {
            let claim = |mark| Claimant::File(entry.source.clone(), mark);
            let first = self.plan.targets.len();
            if !is_index(&entry.source) {
                let what = TargetKind::Entry(entry.source.clone());
                self.add(entry.address.clone(), what, claim(Some(SpanKey::Slug)));
            }
            if site.library.is_listed(&entry.source) && !entry.is_removed(site.today) {
                self.plan_backlinks(entry);
            }
            // What was taken back goes with its files; the text of a section stays as long as the section.
            let gone = entry.is_removed(site.today) && !is_index(&entry.source);
            let files = if gone { &[][..] } else { &entry.files };
            for own in files {
                let claim = Claimant::File(own.path.clone(), None);
                self.add(own.address.as_str(), TargetKind::Copy(own.path.clone()), claim);
            }
            if !gone {
                self.plan_own_renditions(entry);
            }
            if !site.library.is_listed(&entry.source) {
                let kept = self.plan.targets.drain(first..).map(|target| target.route.output);
                self.plan.kept_outputs.extend(kept);
                if !is_index(&entry.source) {
                    let folder = entry.address.trim_start_matches('/');
                    self.plan.kept_folders.push(folder.to_owned());
                }
            }
        }
    }

    fn plan_files(&mut self) {
        for path in self.site.copies {
            let address = path.trim_start_matches("content");
            let claim = Claimant::File(path.clone(), None);
            self.add(address, TargetKind::Copy(path.clone()), claim);
        }
        self.plan_copied_renditions();
        for asset in self.site.assets {
            self.add(
                super::asset_address(asset),
                TargetKind::Asset(asset.clone()),
                Claimant::Generated,
            );
        }
    }

    fn plan_sections(&mut self) {
        let site = self.site;
        for section in site.sections {
            let term = Term::Section(section.address.clone());
            let claim = match &section.index {
                Some(index) => Claimant::File(index.clone(), None),
                None => Claimant::Generated,
            };
            let what = |page| TargetKind::Section(section.address.clone(), page);
            self.plan_listing(&section.address, &term, &what, &claim);
            let head = TargetKind::Section(section.address.clone(), ListingPage::Head);
            self.keep_if_faulty(section.index.as_deref(), &head);
        }
        self.keep_if_faulty(Some("content/_index.md"), &TargetKind::Home);
    }

    /// A page whose text is at fault stays as it last was, text and all.
    fn keep_if_faulty(&mut self, index: Option<&str>, page: &TargetKind) {
        if index.is_none_or(|index| self.site.library.is_listed(index)) {
            return;
        }
        if let Some(at) = self.plan.targets.iter().position(|target| target.kind == *page) {
            self.plan.kept_outputs.push(self.plan.targets.remove(at).route.output);
        }
    }

    /// Plans the listings of what leads to a document, where its own page cannot show all.
    fn plan_backlinks(&mut self, entry: &Entry) {
        let site = self.site;
        for (tie, count) in site.library.backlink_counts(&entry.source) {
            let term = Term::Backlinks(tie, entry.source.clone());
            if entry.kind != EntryKind::Document || !backlinks::has_listing(tie, count) {
                continue;
            }
            let head: Arc<str> = backlinks::address(&entry.address, tie).into();
            let what = |page| TargetKind::Backlinks(tie, entry.source.clone(), page);
            let claim = Claimant::File(entry.source.clone(), None);
            self.plan_pages(&head, &term, &what, &claim);
        }
    }

    fn plan_listing(
        &mut self,
        head: &Arc<str>,
        term: &Term,
        what: &dyn Fn(ListingPage) -> TargetKind,
        claim: &Claimant,
    ) {
        let has_feed = self.site.library.has_feed(term);
        if self.plan_pages(head, term, what, claim) && has_feed {
            self.add(
                format!("{head}atom.xml"),
                TargetKind::Feed(term.clone()),
                Claimant::Generated,
            );
        }
    }

    /// Plans the pages of a list; tells false where its head clashes, as then its other pages do.
    fn plan_pages(
        &mut self,
        head: &Arc<str>,
        term: &Term,
        what: &dyn Fn(ListingPage) -> TargetKind,
        claim: &Claimant,
    ) -> bool {
        let empty = Postings::default();
        let postings = self.site.library.postings(term).unwrap_or(&empty);
        let pages = listing::pages(postings, self.site.config.page_size);
        pages
            .into_iter()
            .all(|page| self.add(listing::address(head, page), what(page), claim.clone()))
    }

    fn plan_taxonomy(&mut self, taxonomy: Taxonomy) {
        let site = self.site;
        let names = site.library.term_names(taxonomy);
        if names.is_empty() {
            return;
        }
        let list = taxonomy.address();
        self.add(list.as_str(), TargetKind::TermIndex(taxonomy), Claimant::Generated);
        for name in names {
            if name.slug.is_empty() || name.slug.len() > address::MAX_PART_BYTES {
                self.plan.terms_without_slug.push((taxonomy, name.label.clone()));
                continue;
            }
            let term = Term::Value(taxonomy, name.key.clone());
            let head: Arc<str> = format!("{list}{}/", name.slug).into();
            let what = |page| TargetKind::Term(taxonomy, name.key.clone(), page);
            self.plan_listing(&head, &term, &what, &Claimant::Term(taxonomy, name.label.clone()));
        }
    }

    fn plan_generated(&mut self) {
        self.add("/404.html", TargetKind::NotFound, Claimant::Generated);
        if self.site.library.has_feed(&Term::All) {
            self.add("/atom.xml", TargetKind::Feed(Term::All), Claimant::Generated);
        }
        if self.site.share_picture.is_none() {
            self.add(SHARE_IMAGE_ADDRESS, TargetKind::ShareImage, Claimant::Generated);
        }
        self.plan_overviews();
        let mut shards: Vec<Arc<str>> = Vec::new();
        let heads = self.plan.targets.iter().filter(|target| is_listing_head(&target.kind));
        let heads: Vec<Arc<str>> = heads.map(|target| target.route.address.clone()).collect();
        for (address, map) in
            sitemaps::plan_sitemaps(&heads, self.site.library, MAX_SITEMAP_ADDRESSES)
        {
            self.add(address.as_str(), TargetKind::Sitemap(map), Claimant::Generated);
            shards.push(address.into());
        }
        self.add("/sitemap.xml", TargetKind::SitemapIndex(shards), Claimant::Generated);
        // A webmaster's own robots.txt, lying in content/, is the one exception to the rule of one claimant.
        if !self.claimed_paths.contains_key("robots.txt") {
            self.add("/robots.txt", TargetKind::Robots, Claimant::Generated);
        }
        if self.site.has_search && self.plan.contains(Overview::Lookup.address()) {
            self.add("/opensearch.xml", TargetKind::OpenSearch, Claimant::Generated);
        }
    }
}

/// Tells whether a target is the first page of a list, or home.
fn is_listing_head(what: &TargetKind) -> bool {
    matches!(
        what,
        TargetKind::Home
            | TargetKind::Section(_, ListingPage::Head)
            | TargetKind::TermIndex(_)
            | TargetKind::Term(_, _, ListingPage::Head)
            | TargetKind::Backlinks(_, _, ListingPage::Head)
            | TargetKind::Overview(_, ListingPage::Head)
    )
}
