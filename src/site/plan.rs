//! The plan: every target of the site, and the claimants of each address.
//!
//! The first claimant gets an address, in this order: files of the theme, which have a folder of their own, the home
//! page, entries and their files, copied files, sections, terms, generated files, and old addresses last. Any further
//! claimant gets no target and is recorded as an [`AddressConflict`].
//!
//! **Invariant.** Of two entries, the one whose path sorts first gets the address, whatever their dates.
//!
//! **Left out on purpose.** The wording of conflicts, and the content of targets, see `render`.

mod addresses;
mod claims;
mod overviews;
mod renditions;
mod servers;

use std::sync::Arc;

use jiff::civil::Date;
use rapidhash::{RapidHashMap, RapidHashSet};

use self::claims::ClaimedPaths;
use super::servers::{Parameter, ServerRules};
use super::sitemaps::{self, MAX_SITEMAP_ADDRESSES};
use super::{
    ASSETS_ADDRESS, ListingPage, Overview, SHARE_IMAGE_ADDRESS, Target, TargetKind, backlinks,
    listing,
};
use crate::config::{Config, EntryKind, Taxonomy};
use crate::entry::address::SiteAddress;
use crate::entry::section::Section;
use crate::entry::{Entry, FieldKey, Picture, is_section_index};
use crate::library::{DocumentCriteria, Library, Term};
use crate::limits;

/// The input of a plan.
#[derive(Debug, Clone, Copy)]
pub struct PlanInputs<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The sections.
    pub sections: &'a [Section],
    /// The entries.
    pub library: &'a Library,
    /// Files that are copied unchanged to the same path, by source path (`content/…`).
    pub copies: &'a [Arc<str>],
    /// Such files that are not copied now, because they may belong to an entry at fault.
    pub withheld: &'a [Arc<str>],
    /// Files of the theme: their names and addresses.
    pub assets: &'a [(String, Arc<str>)],
    /// The overviews for which the theme has a template.
    pub overviews: &'a [Overview],
    /// The portal's own preview picture for shared links.
    pub share_picture: Option<&'a Picture>,
    /// Whether the theme's lookup page answers queries.
    pub has_search: bool,
    /// The day of the build.
    pub today: Date,
}

/// Every target of the site.
#[derive(Debug, Default)]
pub struct Plan {
    /// The targets in the order in which they were planned.
    pub targets: Vec<Target>,
    /// What the files for servers are written from.
    pub server_rules: ServerRules,
    /// Addresses claimed more than once.
    pub conflicts: Vec<AddressConflict>,
    /// Addresses that are too long, with their claimants; they have no target.
    pub too_long: Vec<(SiteAddress, Claimant)>,
    /// Old addresses that are too long for servers, with their claimants.
    pub long_redirects: Vec<(String, Claimant)>,
    /// Output files of faulty entries, which are kept as the last build wrote them.
    pub kept_outputs: Vec<Arc<str>>,
    /// The addresses of faulty entries. All files that an earlier build wrote for them are kept, including those that
    /// broken front matter no longer lists.
    pub faulty_entries: Vec<Arc<str>>,
    /// Terms whose label yields no usable slug.
    pub terms_without_slug: Vec<(Taxonomy, String)>,
    /// The index in `targets` of each address; none for kept outputs.
    target_indices: RapidHashMap<SiteAddress, Option<u32>>,
}

/// An address with two claimants.
#[derive(Debug, Clone)]
pub struct AddressConflict {
    /// The address.
    pub address: SiteAddress,
    /// The claimant that came later.
    pub second: Claimant,
    /// The claimant that came first.
    pub first: Claimant,
}

/// A claimant of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimant {
    /// A file, as a whole or by a value in its front matter.
    File(Arc<str>, Option<FieldKey>),
    /// A term of a taxonomy.
    Term(Taxonomy, String),
    /// A taxonomy.
    Taxonomy(Taxonomy),
    /// A generated page or file.
    Generated,
    /// Windows, which cannot keep a file or folder of the name of a part.
    Windows,
}

impl Plan {
    /// Returns whether the site has a decoded address.
    pub fn contains(&self, address: &str) -> bool {
        self.target_indices.contains_key(address)
    }

    /// Returns whether the site has a copy of a content file, at any address.
    pub fn copies(&self, path: &str) -> bool {
        let is_copy =
            |target: &Target| matches!(&target.kind, TargetKind::Copy(from) if **from == *path);
        self.targets.iter().any(is_copy)
    }

    /// Returns the target at a decoded address.
    pub fn target_at(&self, address: &str) -> Option<&Target> {
        self.target_indices
            .get(address)
            .copied()
            .flatten()
            .map(|index| &self.targets[index as usize])
    }
}

/// Plans the whole site.
pub fn plan(site: PlanInputs<'_>) -> Plan {
    let mut planner = Planner {
        site,
        plan: Plan::default(),
        claimed_paths: ClaimedPaths::default(),
        claimed_folders: ClaimedPaths::default(),
        renditions: RapidHashSet::default(),
        redirect_sources: RapidHashMap::default(),
    };
    planner.plan_assets();
    planner.plan_entries();
    planner.plan_files();
    planner.plan_sections();
    for taxonomy in &site.config.taxonomies {
        planner.plan_taxonomy(*taxonomy);
    }
    planner.plan_generated();
    planner.plan_server_files();
    planner.plan_redirects();
    let Plan { targets, target_indices, .. } = &mut planner.plan;
    for (index, target) in targets.iter().enumerate() {
        target_indices.insert(target.address.clone(), u32::try_from(index).ok());
    }
    planner.plan
}

struct Planner<'a> {
    site: PlanInputs<'a>,
    plan: Plan,
    /// The claimant of each path, by the path in lower case, since file systems of servers may ignore case.
    claimed_paths: ClaimedPaths,
    /// The first claimant of a path below each folder, by the folder's path in lower case.
    claimed_folders: ClaimedPaths,
    /// The addresses of planned renditions, since several entries may show the same picture.
    renditions: RapidHashSet<String>,
    /// The claimant of each old address, by path and query.
    redirect_sources: RapidHashMap<(String, Vec<Parameter>), Claimant>,
}

impl Planner<'_> {
    /// Adds a target; if its address is too long or its path is taken, records that and returns false.
    fn add(
        &mut self,
        address: impl Into<SiteAddress>,
        kind: TargetKind,
        claimant: Claimant,
    ) -> bool {
        let address = address.into();
        if !self.claim(&address, claimant) {
            return false;
        }
        self.plan.target_indices.insert(address.clone(), None);
        self.plan.targets.push(Target { address, kind });
        true
    }

    fn plan_entries(&mut self) {
        let site = self.site;
        self.add("/", TargetKind::Home, Claimant::Generated);
        // In path order, so that the first of two claimants does not depend on dates.
        let mut entries: Vec<&Arc<Entry>> = site.library.entries().collect();
        entries.sort_by(|a, b| a.source.cmp(&b.source));
        for entry in entries {
            let first = self.plan.targets.len();
            if !is_section_index(&entry.source) {
                let kind = TargetKind::Entry(entry.source.clone());
                let claimant = Claimant::File(entry.source.clone(), Some(FieldKey::Slug));
                self.add(entry.address.clone(), kind, claimant);
            }
            if site.library.is_included(&entry.source) && !entry.is_removed(site.today) {
                self.plan_backlinks(entry);
            }
            // A removed entry loses its files; the index file of a section keeps them as long as the section exists.
            let is_removed = entry.is_removed(site.today) && !is_section_index(&entry.source);
            let files = if is_removed { &[][..] } else { &entry.files };
            for own in files {
                let claimant = Claimant::File(own.path.clone(), None);
                self.add(own.address.clone(), TargetKind::Copy(own.path.clone()), claimant);
            }
            if !is_removed {
                self.plan_own_renditions(entry);
            }
            self.plan_rules(first);
            if !site.library.is_included(&entry.source) {
                let kept =
                    self.plan.targets.drain(first..).map(|target| target.address.output().into());
                self.plan.kept_outputs.extend(kept);
                if !is_section_index(&entry.source) {
                    self.plan.faulty_entries.push(Arc::from(&entry.address));
                }
            }
        }
    }

    /// Plans the files of the theme, and claims the rest of their folder.
    fn plan_assets(&mut self) {
        for (name, address) in self.site.assets {
            self.add(&**address, TargetKind::Asset(name.clone()), Claimant::Generated);
        }
        self.claimed_paths.add(ASSETS_ADDRESS.trim_matches('/'), Claimant::Generated);
    }

    fn plan_files(&mut self) {
        for path in self.site.copies {
            let address = path.trim_start_matches("content");
            let claimant = Claimant::File(path.clone(), None);
            self.add(address, TargetKind::Copy(path.clone()), claimant);
        }
        for path in self.site.withheld {
            let address = SiteAddress::from(path.trim_start_matches("content"));
            if self.claim(&address, Claimant::File(path.clone(), None)) {
                self.plan.kept_outputs.push(address.output().into());
                self.plan.target_indices.insert(address, None);
            }
        }
        self.plan_copied_renditions();
    }

    fn plan_sections(&mut self) {
        let site = self.site;
        for section in site.sections {
            let term = Term::Section(section.address.clone());
            let claimant = match &section.index {
                Some(index) => Claimant::File(index.clone(), None),
                None => Claimant::Generated,
            };
            let kind = |page| TargetKind::Section(section.address.clone(), page);
            self.plan_listing(&section.address, &term, &kind, &claimant);
            let head = TargetKind::Section(section.address.clone(), ListingPage::Head);
            self.keep_if_faulty(section.index.as_deref(), &head);
        }
        self.keep_if_faulty(Some("content/_index.md"), &TargetKind::Home);
    }

    /// Keeps the last build's version of a page whose index file is faulty.
    fn keep_if_faulty(&mut self, index: Option<&str>, page: &TargetKind) {
        if index.is_none_or(|index| self.site.library.is_included(index)) {
            return;
        }
        if let Some(index) = self.plan.targets.iter().position(|target| target.kind == *page) {
            let page = self.plan.targets.remove(index).address;
            self.plan.kept_outputs.push(page.output().into());
        }
    }

    /// Plans the listings of the documents related to one that are too many for its own page.
    fn plan_backlinks(&mut self, entry: &Entry) {
        let site = self.site;
        let incoming = site.library.backlink_counts(&entry.source);
        let written = entry.metadata.relations.len();
        let count = incoming.iter().fold(written, |sum, (_, count)| sum + count);
        if entry.kind != EntryKind::Document || count <= backlinks::MAX_ON_PAGE {
            return;
        }
        let groups = backlinks::groups(entry, &incoming, |relation| {
            let other = site.library.resolve(&DocumentCriteria::from_relation(entry, relation))?;
            let is_other = other.source != entry.source && !is_section_index(&other.source);
            (is_other && !other.is_removed(site.today)).then(|| other.clone())
        });
        let claimant = Claimant::File(entry.source.clone(), None);
        for group in groups.iter().filter(|group| group.has_more() && group.is_incoming) {
            let head: Arc<str> = group.address(&entry.address).into();
            let term = Term::Backlinks(group.edge, entry.source.clone());
            let kind = |page| TargetKind::Backlinks(group.edge, entry.source.clone(), page);
            self.plan_pages(&head, &term, &kind, &claimant);
        }
        if groups.iter().any(|group| group.has_more() && !group.is_incoming) {
            let address = backlinks::address_of_named(&entry.address);
            self.add(address, TargetKind::NamedDocuments(entry.source.clone()), claimant);
        }
    }

    fn plan_listing(
        &mut self,
        head: &Arc<str>,
        term: &Term,
        kind: &dyn Fn(ListingPage) -> TargetKind,
        claimant: &Claimant,
    ) {
        let has_feed = self.site.library.has_feed(term);
        if self.plan_pages(head, term, kind, claimant) && has_feed {
            self.add(
                format!("{head}atom.xml"),
                TargetKind::Feed(term.clone()),
                Claimant::Generated,
            );
        }
    }

    /// Plans the pages of a listing up to the first conflict; returns whether there was none.
    fn plan_pages(
        &mut self,
        head: &Arc<str>,
        term: &Term,
        kind: &dyn Fn(ListingPage) -> TargetKind,
        claimant: &Claimant,
    ) -> bool {
        let pages = listing::pages(self.site.library.years(term), self.site.config.page_size);
        pages
            .into_iter()
            .all(|page| self.add(listing::address(head, page), kind(page), claimant.clone()))
    }

    fn plan_taxonomy(&mut self, taxonomy: Taxonomy) {
        let site = self.site;
        let names = site.library.term_names(taxonomy);
        if names.is_empty() {
            return;
        }
        let list = taxonomy.address();
        let claimant = Claimant::Taxonomy(taxonomy);
        self.add(list.as_str(), TargetKind::TermIndex(taxonomy), claimant);
        for name in names {
            if name.slug.is_empty() || name.slug.len() > limits::ADDRESS_PART_BYTES {
                self.plan.terms_without_slug.push((taxonomy, name.label.clone()));
                continue;
            }
            let term = Term::Value(taxonomy, name.key.clone());
            let head: Arc<str> = format!("{list}{}/", name.slug).into();
            let kind = |page| TargetKind::Term(taxonomy, name.key.clone(), page);
            self.plan_listing(&head, &term, &kind, &Claimant::Term(taxonomy, name.label.clone()));
        }
    }

    fn plan_generated(&mut self) {
        self.add("/404.html", TargetKind::NotFound, Claimant::Generated);
        if self.site.library.has_feed(&Term::DocumentsAndNews) {
            self.add("/atom.xml", TargetKind::Feed(Term::DocumentsAndNews), Claimant::Generated);
        }
        if self.site.share_picture.is_none() {
            self.add(SHARE_IMAGE_ADDRESS, TargetKind::ShareImage, Claimant::Generated);
        }
        self.plan_overviews();
        let mut map_addresses: Vec<Arc<str>> = Vec::new();
        let heads = self.plan.targets.iter().filter(|target| is_listing_head(&target.kind));
        let heads: Vec<Arc<str>> = heads.map(|target| Arc::from(&target.address)).collect();
        for (address, map) in
            sitemaps::plan_sitemaps(&heads, self.site.library, MAX_SITEMAP_ADDRESSES)
        {
            self.add(address.as_str(), TargetKind::Sitemap(map), Claimant::Generated);
            map_addresses.push(address.into());
        }
        self.add("/sitemap.xml", TargetKind::SitemapIndex(map_addresses), Claimant::Generated);
        // The portal's own content/robots.txt takes precedence without a conflict, as do its own header files.
        if !self.claimed_paths.contains("robots.txt") {
            self.add("/robots.txt", TargetKind::Robots, Claimant::Generated);
        }
        if self.site.has_search && self.plan.contains(Overview::Lookup.address()) {
            self.add("/opensearch.xml", TargetKind::OpenSearch, Claimant::Generated);
        }
    }
}

/// Returns whether a target is the first page of a listing, or the home page.
fn is_listing_head(kind: &TargetKind) -> bool {
    matches!(
        kind,
        TargetKind::Home
            | TargetKind::Section(_, ListingPage::Head)
            | TargetKind::TermIndex(_)
            | TargetKind::Term(_, _, ListingPage::Head)
            | TargetKind::Backlinks(_, _, ListingPage::Head)
            | TargetKind::NamedDocuments(_)
            | TargetKind::Overview(_, ListingPage::Head)
    )
}
