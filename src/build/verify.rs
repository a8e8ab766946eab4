//! What can be judged only with everything in view: addresses, identities, relations and links.
//!
//! Faults are told at the place where they are written, so files at fault are read once more; there are few.

mod relations;
mod settings;

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rapidhash::RapidHashSet;

use crate::config::{Config, Taxonomy};
use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::entry::address;
use crate::entry::files::{Goes, Reference, markdown_stem};
use crate::entry::{Entry, Mark};
use crate::library::{Library, Term};
use crate::site::{Claim, Clash, Plan};
use crate::source::Tree;
use crate::theme::Theme;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;
use crate::vietnamese::nearest::nearest;

/// How many broken links get a proposal.
const PROPOSALS: usize = 100;

/// Everything in view.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) config: &'a Config,
    pub(super) theme: &'a Theme,
    pub(super) tree: &'a Tree,
    /// All entries, published or not.
    pub(super) entries: &'a [Arc<Entry>],
    pub(super) library: &'a Arc<Library>,
    pub(super) plan: &'a Plan,
}

/// Judges all, and gives the addresses that links lead to in vain, so that no page tells them a second time.
pub(super) fn verify(
    known: Known<'_>,
    found: &mut Vec<Diagnostic>,
) -> Result<BTreeSet<String>, MachineFault> {
    let mut judge = Judge {
        known,
        found,
        broken: BTreeSet::new(),
        proposals: Cell::new(0),
        held: OnceCell::new(),
        carriers: OnceCell::new(),
    };
    judge.clashes()?;
    judge.identities()?;
    judge.settings();
    for entry in known.library.entries() {
        judge.title(entry)?;
        judge.template(entry)?;
        judge.posting(entry)?;
        judge.relations(entry)?;
        judge.links(entry)?;
    }
    judge.circles()?;
    Ok(judge.broken)
}

struct Judge<'a> {
    known: Known<'a>,
    found: &'a mut Vec<Diagnostic>,
    broken: BTreeSet<String>,
    /// How often the nearest address was looked for; the search walks through all, so it ends at some time.
    proposals: Cell<usize>,
    /// The entries that are not on the site, by file and by address; made when the first is asked for.
    held: OnceCell<HashMap<&'a str, &'a Arc<Entry>>>,
    /// The first file, by path, that carries each term; made when the first is asked for.
    carriers: OnceCell<HashMap<Term, &'a Arc<Entry>>>,
}

impl Judge<'_> {
    fn place(&self, source: &str, mark: Option<Mark>) -> Result<Place, MachineFault> {
        let entry = mark.and_then(|_| self.known.library.by_source(source));
        match (entry, mark) {
            (Some(entry), Some(mark)) => self.range(source, entry.mark(mark)),
            _ => Ok(Place::file(source)),
        }
    }

    fn range(&self, source: &str, range: std::ops::Range<usize>) -> Result<Place, MachineFault> {
        let text = self.known.tree.get(source).map(crate::source::File::text).transpose()?;
        Ok(match text {
            Some(Ok(text)) => text.place(range),
            _ => Place::file(source),
        })
    }

    fn clashes(&mut self) -> Result<(), MachineFault> {
        for clash in &self.known.plan.clashes {
            // Nothing lies there for certain, and links to it would only say so again.
            self.broken.insert(clash.address.to_string());
            if !self.is_told_as_reserved(clash) {
                let fault = self.clash(clash)?;
                self.found.push(fault);
            }
        }
        for (taxonomy, label) in &self.known.plan.nameless {
            let place = self.term_place(*taxonomy, label)?;
            self.found.push(if label.len() > address::LONGEST {
                faults::long_address(place, label)
            } else {
                faults::nameless_term(place, label)
            });
        }
        Ok(())
    }

    /// An entry or a section at an address that the generator keeps is told when it is read, and not once more.
    fn is_told_as_reserved(&self, clash: &Clash) -> bool {
        let first_part = clash.address.trim_start_matches('/').split('/').next();
        let reserved = first_part.is_some_and(|part| crate::config::is_reserved(part, true));
        let read = match &clash.first {
            Claim::File(source, _) => self.known.library.by_source(source).is_some(),
            Claim::Generated => true,
            Claim::Term(..) => false,
        };
        clash.second == Claim::Generated && reserved && read
    }

    fn clash(&self, clash: &Clash) -> Result<Diagnostic, MachineFault> {
        let address = &clash.address;
        if let (Claim::Term(taxonomy, second), Claim::Term(_, first)) =
            (&clash.second, &clash.first)
        {
            let place = self.term_place(*taxonomy, second)?;
            let other = Some(self.term_place(*taxonomy, first)?);
            return Ok(faults::term_clash(place, other, address, [second, first]));
        }
        let second = self.claim(&clash.second)?;
        let first = self.claim(&clash.first)?;
        let (place, other) = match (second, first) {
            (Some(second), first) => (second, first),
            (None, Some(first)) => (first, None),
            (None, None) => (Place::file(crate::config::file_name()), None),
        };
        if clash.first == Claim::Generated && other.is_none() {
            return Ok(faults::clash_with_generated(place, address));
        }
        let by_slug = matches!(&clash.second, Claim::File(_, Some(Mark::Slug)));
        Ok(faults::clash(place, other, address, by_slug))
    }

    fn claim(&self, claim: &Claim) -> Result<Option<Place>, MachineFault> {
        Ok(match claim {
            Claim::File(source, mark) => Some(self.place(source, *mark)?),
            Claim::Term(taxonomy, label) => Some(self.term_place(*taxonomy, label)?),
            Claim::Generated => None,
        })
    }

    /// Finds the first file, by path, that carries a term.
    fn term_place(&self, taxonomy: Taxonomy, label: &str) -> Result<Place, MachineFault> {
        let key = fold::term(label);
        let carriers = self.carriers.get_or_init(|| carriers(self.known));
        let Some(entry) = carriers.get(&Term::value(taxonomy, label)) else {
            return Ok(Place::file("content"));
        };
        let text = self.known.tree.get(&entry.source).map(crate::source::File::text).transpose()?;
        let Some(Ok(text)) = text else { return Ok(Place::file(entry.source.clone())) };
        let written = entry.terms(taxonomy).iter().find(|term| fold::term(term) == key);
        let at = written.and_then(|term| Some((text.as_str().find(term.as_str())?, term.len())));
        Ok(match at {
            Some((at, length)) => text.place(at..at + length),
            None => text.place(entry.mark(Mark::FrontMatter)),
        })
    }

    /// Two files with one issuer, number, full date and language are one document.
    fn identities(&mut self) -> Result<(), MachineFault> {
        let who = |entry: &Entry| {
            let language = entry.metadata.language.as_ref().unwrap_or(&self.known.config.language);
            (entry.metadata.issuer.as_deref().map(fold::term).unwrap_or_default(), language.clone())
        };
        let mut seen: HashMap<(String, PartialDate), Vec<&Arc<Entry>>> = HashMap::new();
        let mut twice = Vec::new();
        for entry in self.known.entries {
            if self.known.library.by_source(&entry.source).is_none() {
                continue;
            }
            let metadata = &entry.metadata;
            let number = metadata.number.as_ref().filter(|number| number.is_filled());
            let day = metadata.issued_on.and_then(|date| date.as_day().map(|_| date));
            let (Some(number), Some(day)) = (number, day) else { continue };
            let alike = seen.entry((number.key(), day)).or_default();
            match alike.iter().find(|first| who(first) == who(entry)) {
                Some(first) => twice.push((entry, *first, number.written(), day.to_string())),
                None => alike.push(entry),
            }
        }
        for (entry, first, number, day) in twice {
            let place = self.place(&entry.source, Some(Mark::Number))?;
            let other = self.place(&first.source, Some(Mark::Number))?;
            self.found.push(faults::same_identity(place, other, number, &day));
        }
        Ok(())
    }

    /// Tells whether something lies at an address; if not, what lies nearest.
    fn lands(&self, path: &str) -> Result<(), Option<String>> {
        if self.known.plan.has(path) {
            return Ok(());
        }
        let slashed = format!("{path}/");
        if self.known.plan.has(&slashed) {
            return Err(Some(slashed));
        }
        if !self.may_propose() {
            return Err(None);
        }
        Err(nearest(path, self.known.plan.addresses()).map(str::to_owned))
    }

    /// The first faults get a proposal; a thousand of them mostly have one cause, and time matters more.
    fn may_propose(&self) -> bool {
        self.proposals.set(self.proposals.get() + 1);
        self.proposals.get() <= PROPOSALS
    }

    /// A title that was begun for a new document and never finished is no draft's fault, but a page's.
    fn title(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        let title = &entry.metadata.title;
        if !entry.metadata.draft && (title.ends_with('…') || title.ends_with("...")) {
            let place = self.place(&entry.source, Some(Mark::Title))?;
            self.found.push(faults::unfinished_title(place, title));
        }
        Ok(())
    }

    fn template(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        let Some(written) = &entry.metadata.template else { return Ok(()) };
        let file = crate::render::template_file(written);
        if !self.known.theme.is_empty() && !self.known.theme.has_entry_template(&file) {
            let place = self.place(&entry.source, Some(Mark::Template))?;
            let near = self.known.theme.nearest_template(&file);
            self.found.push(faults::unknown_template(place, written, near));
        }
        Ok(())
    }

    /// A day of posting to come is mostly a slip, or meant as an appointment.
    fn posting(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        let today = self.known.library.today();
        let posted = entry.metadata.posted_at.filter(|_| !entry.metadata.draft);
        if let Some(posted) = posted.filter(|posted| posted.date() > today) {
            let place = self.place(&entry.source, Some(Mark::PostedAt))?;
            self.found.push(faults::posted_tomorrow(place, &posted.to_string()));
        }
        Ok(())
    }

    fn links(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        // The files of an entry that was taken back are gone with the body that leads to them.
        let is_own = |goes: &Goes| match goes {
            Goes::File(address, _) => entry.files.iter().any(|own| own.address == *address),
            _ => false,
        };
        for link in entry.links.iter().filter(|link| !is_own(&link.goes)) {
            let Err(near) = self.leads(link) else { continue };
            let place = self.range(&entry.source, link.range.clone())?;
            let written = &link.destination;
            self.found.push(match self.unpublished(link) {
                Some(other) => faults::link_to_unpublished(place, written, other.metadata.draft),
                None => faults::broken_link(place, written, near.as_deref()),
            });
            if let Goes::Address(address) | Goes::Relative(address) | Goes::File(address, _) =
                &link.goes
            {
                self.broken.insert(address.clone());
            }
        }
        Ok(())
    }

    /// Finds the entry that a link leads to, though it is not on the site.
    fn unpublished(&self, link: &Reference) -> Option<&Arc<Entry>> {
        let held = self.held.get_or_init(|| {
            let on_site = |entry: &Entry| self.known.library.by_source(&entry.source).is_some();
            let held = self.known.entries.iter().filter(|entry| !on_site(entry));
            held.flat_map(|entry| [(&*entry.source, entry), (&*entry.address, entry)]).collect()
        });
        let key = match &link.goes {
            Goes::Entry(source) | Goes::FileOf(source, _) => &**source,
            Goes::Address(address) | Goes::Relative(address) => address.as_str(),
            Goes::File(..) | Goes::Outside => return None,
        };
        held.get(key).copied()
    }

    /// Tells whether a link of a body leads somewhere; if not, what is nearest.
    fn leads(&self, link: &Reference) -> Result<(), Option<String>> {
        match &link.goes {
            Goes::Entry(source) => match self.known.library.by_source(source) {
                Some(_) => Ok(()),
                None => Err(None),
            },
            Goes::FileOf(owner, path) => {
                // Of an entry that was taken back the files are gone; links to them lead to its notice.
                let owner = self.known.library.by_source(owner);
                let has = owner.is_some_and(|entry| entry.files.iter().any(|f| f.path == *path));
                if has { Ok(()) } else { Err(None) }
            }
            Goes::File(address, _) | Goes::Address(address) => self.lands(address),
            Goes::Relative(address) => self
                .lands(address)
                .map_err(|near| near.or_else(|| self.near_file(&link.destination))),
            // Told when the entry was read.
            Goes::Outside => Ok(()),
        }
    }

    fn near_file(&self, written: &str) -> Option<String> {
        if !self.may_propose() {
            return None;
        }
        let name = written.rsplit('/').next().unwrap_or(written);
        let names = self.known.tree.files().map(crate::entry::files::name);
        nearest(name, names).map(str::to_owned)
    }
}

fn carriers(known: Known<'_>) -> HashMap<Term, &Arc<Entry>> {
    let mut first = HashMap::new();
    let published = |entry: &&Arc<Entry>| known.library.by_source(&entry.source).is_some();
    for entry in known.entries.iter().filter(published) {
        for taxonomy in Taxonomy::ALL {
            for written in entry.terms(taxonomy) {
                first.entry(Term::value(taxonomy, written)).or_insert(entry);
            }
        }
    }
    first
}

/// Lists the files that are copied to the same place: those that no entry has, and those that a link wants there.
///
/// Only `shown` entries can want one: what a draft or a withdrawn entry links to is not made public by that.
pub(super) fn copies(tree: &Tree, entries: &[Arc<Entry>], shown: &[&Arc<Entry>]) -> Vec<Arc<str>> {
    let folders: RapidHashSet<&str> =
        entries.iter().filter_map(|entry| entry.source.strip_suffix("/index.md")).collect();
    let owned: RapidHashSet<&str> =
        entries.iter().flat_map(|entry| entry.files.iter().map(|own| &*own.path)).collect();
    // The files of a section's text are published where they lie.
    let own: RapidHashSet<&str> =
        shown.iter().flat_map(|entry| entry.files.iter().map(|own| &*own.address)).collect();
    let links = shown.iter().flat_map(|entry| &entry.links);
    let linked = links.filter_map(|link| match &link.goes {
        Goes::File(address, _) | Goes::Address(address) => Some(address.as_str()),
        _ => None,
    });
    let pictures = shown.iter().filter_map(|entry| entry.metadata.image.as_ref());
    let pictures = pictures.filter_map(|image| image.picture.address.as_deref());
    let files = shown.iter().flat_map(|entry| &entry.metadata.attachments);
    let files = files.map(|file| file.address.as_str());
    let wanted: RapidHashSet<&str> = linked.chain(pictures).chain(files).collect();
    let in_entry = |path: &str| address::folders_above(path).any(|folder| folders.contains(folder));
    let copied = |path: &&Arc<str>| {
        let address = path.trim_start_matches("content");
        let wanted = wanted.contains(address) && !own.contains(address);
        let free = !owned.contains(&***path) || wanted;
        markdown_stem(path).is_none() && !in_entry(path) && free
    };
    tree.files().map(|file| &file.path).filter(copied).cloned().collect()
}
