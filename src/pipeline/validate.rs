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
use crate::entry::files::{InternalLink, InternalTarget, markdown_stem};
use crate::entry::{Entry, SpanKey};
use crate::library::{Library, Term};
use crate::site::{AddressConflict, Claimant, Plan};
use crate::source::FileTree;
use crate::theme::Theme;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;
use crate::vietnamese::nearest::nearest;

/// How many broken links get a proposal.
const MAX_SUGGESTIONS: usize = 100;

/// Everything in view.
#[derive(Clone, Copy)]
pub(super) struct ValidationInput<'a> {
    pub(super) config: &'a Config,
    pub(super) theme: &'a Theme,
    pub(super) tree: &'a FileTree,
    /// All entries, published or not.
    pub(super) entries: &'a [Arc<Entry>],
    pub(super) library: &'a Arc<Library>,
    pub(super) plan: &'a Plan,
}

/// Judges all, and gives the addresses that links lead to in vain, so that no page tells them a second time.
pub(super) fn validate(
    known: ValidationInput<'_>,
    found: &mut Vec<Diagnostic>,
) -> Result<BTreeSet<String>, MachineFault> {
    let mut judge = Validator {
        input: known,
        faults: found,
        broken_links: BTreeSet::new(),
        suggestions: Cell::new(0),
        unpublished: OnceCell::new(),
        first_with_term: OnceCell::new(),
    };
    judge.check_clashes()?;
    judge.check_identities()?;
    judge.check_settings();
    for entry in known.library.entries() {
        judge.check_title(entry)?;
        judge.check_template(entry)?;
        judge.check_posting_date(entry)?;
        judge.check_relations(entry)?;
        judge.check_links(entry)?;
    }
    judge.check_cycles()?;
    Ok(judge.broken_links)
}

struct Validator<'a> {
    input: ValidationInput<'a>,
    faults: &'a mut Vec<Diagnostic>,
    broken_links: BTreeSet<String>,
    /// How often the nearest address was looked for; the search walks through all, so it ends at some time.
    suggestions: Cell<usize>,
    /// The entries that are not on the site, by file and by address; made when the first is asked for.
    unpublished: OnceCell<HashMap<&'a str, &'a Arc<Entry>>>,
    /// The first file, by path, that carries each term; made when the first is asked for.
    first_with_term: OnceCell<HashMap<Term, &'a Arc<Entry>>>,
}

impl Validator<'_> {
    fn mark_place(&self, source: &str, mark: Option<SpanKey>) -> Result<Place, MachineFault> {
        let entry = mark.and_then(|_| self.input.library.by_source(source));
        match (entry, mark) {
            (Some(entry), Some(mark)) => self.range_place(source, entry.span(mark)),
            _ => Ok(Place::file(source)),
        }
    }

    fn range_place(
        &self,
        source: &str,
        range: std::ops::Range<usize>,
    ) -> Result<Place, MachineFault> {
        let text =
            self.input.tree.get(source).map(crate::source::SourceFile::read_text).transpose()?;
        Ok(match text {
            Some(Ok(text)) => text.place(range),
            _ => Place::file(source),
        })
    }

    fn check_clashes(&mut self) -> Result<(), MachineFault> {
        for clash in &self.input.plan.conflicts {
            // Nothing lies there for certain, and links to it would only say so again.
            self.broken_links.insert(clash.address.to_string());
            if !self.is_reported_as_reserved(clash) {
                let fault = self.clash_fault(clash)?;
                self.faults.push(fault);
            }
        }
        for (taxonomy, label) in &self.input.plan.terms_without_slug {
            let place = self.term_place(*taxonomy, label)?;
            self.faults.push(if label.len() > address::MAX_PART_BYTES {
                faults::address_part_too_long(place, label)
            } else {
                faults::empty_term_address(place, label)
            });
        }
        Ok(())
    }

    /// An entry or a section at an address that the generator keeps is told when it is read, and not once more.
    fn is_reported_as_reserved(&self, clash: &AddressConflict) -> bool {
        let first_part = clash.address.trim_start_matches('/').split('/').next();
        let reserved = first_part.is_some_and(|part| crate::config::is_reserved(part, true));
        let read = match &clash.first {
            Claimant::File(source, _) => self.input.library.by_source(source).is_some(),
            Claimant::Generated => true,
            Claimant::Term(..) => false,
        };
        clash.second == Claimant::Generated && reserved && read
    }

    fn clash_fault(&self, clash: &AddressConflict) -> Result<Diagnostic, MachineFault> {
        let address = &clash.address;
        if let (Claimant::Term(taxonomy, second), Claimant::Term(_, first)) =
            (&clash.second, &clash.first)
        {
            let place = self.term_place(*taxonomy, second)?;
            let other = Some(self.term_place(*taxonomy, first)?);
            return Ok(faults::term_address_clash(place, other, address, [second, first]));
        }
        let second = self.claim_place(&clash.second)?;
        let first = self.claim_place(&clash.first)?;
        let (place, other) = match (second, first) {
            (Some(second), first) => (second, first),
            (None, Some(first)) => (first, None),
            (None, None) => (Place::file(crate::config::shared_file_name()), None),
        };
        if clash.first == Claimant::Generated && other.is_none() {
            return Ok(faults::generated_address_clash(place, address));
        }
        let by_slug = matches!(&clash.second, Claimant::File(_, Some(SpanKey::Slug)));
        Ok(faults::address_clash(place, other, address, by_slug))
    }

    fn claim_place(&self, claim: &Claimant) -> Result<Option<Place>, MachineFault> {
        Ok(match claim {
            Claimant::File(source, mark) => Some(self.mark_place(source, *mark)?),
            Claimant::Term(taxonomy, label) => Some(self.term_place(*taxonomy, label)?),
            Claimant::Generated => None,
        })
    }

    /// Finds the first file, by path, that carries a term.
    fn term_place(&self, taxonomy: Taxonomy, label: &str) -> Result<Place, MachineFault> {
        let key = fold::term(label);
        let carriers = self.first_with_term.get_or_init(|| first_entry_with_term(self.input));
        let Some(entry) = carriers.get(&Term::value(taxonomy, label)) else {
            return Ok(Place::file("content"));
        };
        let text = self
            .input
            .tree
            .get(&entry.source)
            .map(crate::source::SourceFile::read_text)
            .transpose()?;
        let Some(Ok(text)) = text else { return Ok(Place::file(entry.source.clone())) };
        let written = entry.terms(taxonomy).iter().find(|term| fold::term(term) == key);
        let at = written.and_then(|term| Some((text.as_str().find(term.as_str())?, term.len())));
        Ok(match at {
            Some((at, length)) => text.place(at..at + length),
            None => text.place(entry.span(SpanKey::FrontMatter)),
        })
    }

    /// Two files with one issuer, number, full date and language are one document.
    fn check_identities(&mut self) -> Result<(), MachineFault> {
        let who = |entry: &Entry| {
            let language = entry.metadata.language.as_ref().unwrap_or(&self.input.config.language);
            (entry.metadata.issuer.as_deref().map(fold::term).unwrap_or_default(), language.clone())
        };
        let mut seen: HashMap<(String, PartialDate), Vec<&Arc<Entry>>> = HashMap::new();
        let mut twice = Vec::new();
        for entry in self.input.entries {
            if self.input.library.by_source(&entry.source).is_none() {
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
            let place = self.mark_place(&entry.source, Some(SpanKey::Number))?;
            let other = self.mark_place(&first.source, Some(SpanKey::Number))?;
            self.faults.push(faults::duplicate_document(place, other, number, &day));
        }
        Ok(())
    }

    /// Tells whether something lies at an address; if not, what lies nearest.
    fn check_address(&self, path: &str) -> Result<(), Option<String>> {
        if self.input.plan.contains(path) {
            return Ok(());
        }
        let slashed = format!("{path}/");
        if self.input.plan.contains(&slashed) {
            return Err(Some(slashed));
        }
        if !self.may_suggest() {
            return Err(None);
        }
        Err(nearest(path, self.input.plan.addresses()).map(str::to_owned))
    }

    /// The first faults get a proposal; a thousand of them mostly have one cause, and time matters more.
    fn may_suggest(&self) -> bool {
        self.suggestions.set(self.suggestions.get() + 1);
        self.suggestions.get() <= MAX_SUGGESTIONS
    }

    /// A title that was begun for a new document and never finished is no draft's fault, but a page's.
    fn check_title(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        let title = &entry.metadata.title;
        if !entry.metadata.draft && (title.ends_with('…') || title.ends_with("...")) {
            let place = self.mark_place(&entry.source, Some(SpanKey::Title))?;
            self.faults.push(faults::unfinished_title(place, title));
        }
        Ok(())
    }

    fn check_template(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        let Some(written) = &entry.metadata.template else { return Ok(()) };
        let file = crate::render::template_file(written);
        if !self.input.theme.is_empty() && !self.input.theme.has_entry_template(&file) {
            let place = self.mark_place(&entry.source, Some(SpanKey::Template))?;
            let near = self.input.theme.nearest_template(&file);
            self.faults.push(faults::unknown_template(place, written, near));
        }
        Ok(())
    }

    /// A day of posting to come is mostly a slip, or meant as an appointment.
    fn check_posting_date(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        let today = self.input.library.today();
        let posted = entry.metadata.posted_at.filter(|_| !entry.metadata.draft);
        if let Some(posted) = posted.filter(|posted| posted.date() > today) {
            let place = self.mark_place(&entry.source, Some(SpanKey::PostedAt))?;
            self.faults.push(faults::posted_in_future(place, &posted.to_string()));
        }
        Ok(())
    }

    fn check_links(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        // The files of an entry that was taken back are gone with the body that leads to them.
        let is_own = |goes: &InternalTarget| match goes {
            InternalTarget::File(address, _) => {
                entry.files.iter().any(|own| own.address == *address)
            }
            _ => false,
        };
        for link in entry.links.iter().filter(|link| !is_own(&link.target)) {
            let Err(near) = self.check_link(link) else { continue };
            let place = self.range_place(&entry.source, link.range.clone())?;
            let written = &link.destination;
            self.faults.push(match self.unpublished_target(link) {
                Some(other) => faults::link_to_unpublished(place, written, other.metadata.draft),
                None => faults::broken_link(place, written, near.as_deref()),
            });
            if let InternalTarget::Address(address)
            | InternalTarget::Relative(address)
            | InternalTarget::File(address, _) = &link.target
            {
                self.broken_links.insert(address.clone());
            }
        }
        Ok(())
    }

    /// Finds the entry that a link leads to, though it is not on the site.
    fn unpublished_target(&self, link: &InternalLink) -> Option<&Arc<Entry>> {
        let held = self.unpublished.get_or_init(|| {
            let on_site = |entry: &Entry| self.input.library.by_source(&entry.source).is_some();
            let held = self.input.entries.iter().filter(|entry| !on_site(entry));
            held.flat_map(|entry| [(&*entry.source, entry), (&*entry.address, entry)]).collect()
        });
        let key = match &link.target {
            InternalTarget::Entry(source) | InternalTarget::FileOf(source, _) => &**source,
            InternalTarget::Address(address) | InternalTarget::Relative(address) => {
                address.as_str()
            }
            InternalTarget::File(..) | InternalTarget::Outside => return None,
        };
        held.get(key).copied()
    }

    /// Tells whether a link of a body leads somewhere; if not, what is nearest.
    fn check_link(&self, link: &InternalLink) -> Result<(), Option<String>> {
        match &link.target {
            InternalTarget::Entry(source) => match self.input.library.by_source(source) {
                Some(_) => Ok(()),
                None => Err(None),
            },
            InternalTarget::FileOf(owner, path) => {
                // Of an entry that was taken back the files are gone; links to them lead to its notice.
                let owner = self.input.library.by_source(owner);
                let has = owner.is_some_and(|entry| entry.files.iter().any(|f| f.path == *path));
                if has { Ok(()) } else { Err(None) }
            }
            InternalTarget::File(address, _) | InternalTarget::Address(address) => {
                self.check_address(address)
            }
            InternalTarget::Relative(address) => self
                .check_address(address)
                .map_err(|near| near.or_else(|| self.nearest_file_name(&link.destination))),
            // Told when the entry was read.
            InternalTarget::Outside => Ok(()),
        }
    }

    fn nearest_file_name(&self, written: &str) -> Option<String> {
        if !self.may_suggest() {
            return None;
        }
        let name = written.rsplit('/').next().unwrap_or(written);
        let names = self.input.tree.files().map(crate::entry::files::file_name);
        nearest(name, names).map(str::to_owned)
    }
}

fn first_entry_with_term(known: ValidationInput<'_>) -> HashMap<Term, &Arc<Entry>> {
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
pub(super) fn files_to_copy(
    tree: &FileTree,
    entries: &[Arc<Entry>],
    shown: &[&Arc<Entry>],
) -> Vec<Arc<str>> {
    let folders: RapidHashSet<&str> =
        entries.iter().filter_map(|entry| entry.source.strip_suffix("/index.md")).collect();
    let owned: RapidHashSet<&str> =
        entries.iter().flat_map(|entry| entry.files.iter().map(|own| &*own.path)).collect();
    // The files of a section's text are published where they lie.
    let own: RapidHashSet<&str> =
        shown.iter().flat_map(|entry| entry.files.iter().map(|own| &*own.address)).collect();
    let links = shown.iter().flat_map(|entry| &entry.links);
    let linked = links.filter_map(|link| match &link.target {
        InternalTarget::File(address, _) | InternalTarget::Address(address) => {
            Some(address.as_str())
        }
        _ => None,
    });
    let pictures = shown.iter().filter_map(|entry| entry.metadata.image.as_ref());
    let pictures = pictures.filter_map(|image| image.picture.address.as_deref());
    let files = shown.iter().flat_map(|entry| &entry.metadata.attachments);
    let files = files.map(|file| file.address.as_str());
    let wanted: RapidHashSet<&str> = linked.chain(pictures).chain(files).collect();
    let in_entry =
        |path: &str| address::ancestor_folders(path).any(|folder| folders.contains(folder));
    let copied = |path: &&Arc<str>| {
        let address = path.trim_start_matches("content");
        let wanted = wanted.contains(address) && !own.contains(address);
        let free = !owned.contains(&***path) || wanted;
        markdown_stem(path).is_none() && !in_entry(path) && free
    };
    tree.files().map(|file| &file.path).filter(copied).cloned().collect()
}
