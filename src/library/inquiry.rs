//! The questions a target may ask, and the book in which each is written with its answer's fingerprint.
//!
//! There is one method for each [`Query`]. A question is noted even where the answer is nothing, because nothing
//! may become something; asked again with the same answer, it is noted once.
//!
//! **Invariant.** Fingerprints are made of what others may know of an entry, never of its body.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use jiff::civil::Date;

use super::query::{Query, Read};
use super::shelf::Slot;
use super::{Library, Meant, Term, TermName, Tie, Wanted, Year};
use crate::config::Taxonomy;
use crate::entry::citation::Cited;
use crate::entry::{Entry, Reference, Relation, RelationKind};
use crate::source::fingerprint;

/// What an entry is called, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Titled {
    /// Its title.
    pub title: String,
    /// Its address.
    pub address: Arc<str>,
    /// BCP 47, where it is not the portal's.
    pub language: Option<String>,
}

/// The entries on each side of one.
#[derive(Debug, Clone, Default)]
pub struct Near {
    /// Newer ones, the nearest last.
    pub before: Vec<Arc<Entry>>,
    /// Older ones, the nearest first.
    pub after: Vec<Arc<Entry>>,
}

/// One target's questions to the library.
#[derive(Debug)]
pub struct Inquiry {
    library: Arc<Library>,
    reads: RefCell<Reads>,
    /// The fingerprint of the first answer.
    first: Cell<Option<u64>>,
    /// Whether nothing is written down: a question is only asked again.
    repeats: bool,
}

/// What was asked, in order and each once. A file of open data asks thousands of questions.
#[derive(Debug, Default)]
struct Reads {
    asked: Vec<Read>,
    once: HashSet<Read>,
}

impl Inquiry {
    /// Begins to ask.
    pub fn new(library: Arc<Library>) -> Self {
        Self { library, reads: RefCell::default(), first: Cell::default(), repeats: false }
    }

    /// Begins to ask one question again.
    pub(super) fn repeating(library: Arc<Library>) -> Self {
        Self { repeats: true, ..Self::new(library) }
    }

    /// Gives the fingerprint of the answer. Some questions ask for a day behind it, which is a question of its own.
    pub(super) fn answered(&self) -> u64 {
        self.first.get().unwrap_or_default()
    }

    /// Ends, and gives what was asked.
    pub fn into_reads(self) -> Vec<Read> {
        self.reads.into_inner().asked
    }

    fn note(&self, query: Query, answer: impl Hash) {
        let fingerprint = fingerprint(&answer);
        self.first.set(self.first.get().or(Some(fingerprint)));
        if self.repeats {
            return;
        }
        let read = Read { query, fingerprint };
        let mut reads = self.reads.borrow_mut();
        if reads.once.insert(read.clone()) {
            reads.asked.push(read);
        }
    }

    fn at(&self, slots: &[Slot]) -> Vec<Arc<Entry>> {
        slots.iter().map(|slot| self.library.shelf.entry(*slot).clone()).collect()
    }

    /// Asks for an entry that the target itself shows.
    pub fn entry(&self, source: &str) -> Option<Arc<Entry>> {
        let listed = self.library.is_listed(source);
        let found = self.library.by_source(source).filter(|_| listed).cloned();
        self.note(Query::Entry(source.into()), found.as_ref().map(|entry| entry.fingerprint));
        found
    }

    /// Asks for the text of an entry. The text itself is handed to the page by who reads it from the disk.
    pub fn body(&self, source: &str) {
        let body = self.library.by_source(source).map(|entry| entry.body);
        self.note(Query::Body(source.into()), body);
    }

    /// Asks whether something lies at an address of the site. The plan knows, and its answer is handed in.
    pub fn stands(&self, address: &str, stands: bool) -> bool {
        self.note(Query::Stands(address.into()), stands);
        stands
    }

    /// Asks what may be known of the entry in a file.
    pub fn metadata(&self, source: &str) -> Option<Arc<Entry>> {
        let found = self.library.by_source(source).cloned();
        self.note(Query::Metadata(source.into()), found.as_ref().map(|entry| entry.fingerprint));
        found
    }

    /// Asks for the one entry a reference means; none where it is missing or could mean several.
    pub fn named(&self, reference: &Reference) -> Option<Arc<Entry>> {
        self.wanted(Wanted::new(reference))
    }

    /// Asks for the one other entry that a relation of an entry leads to.
    pub fn led(&self, by: &Entry, relation: &Relation) -> Option<Arc<Entry>> {
        self.wanted(Wanted::by(by, relation)).filter(|found| found.source != by.source)
    }

    pub(super) fn wanted(&self, wanted: Wanted) -> Option<Arc<Entry>> {
        let found = self.library.resolve(&wanted).cloned();
        self.note(Query::Named(wanted), found.as_ref().map(|entry| entry.fingerprint));
        found
    }

    /// Asks how much of an entry another one changes, both by their files.
    pub fn meant(&self, kind: RelationKind, by: &Arc<str>, of: &Arc<str>) -> Meant {
        let meant = self.library.deed(kind, by, of);
        self.note(Query::Meant(kind, by.clone(), of.clone()), &meant);
        meant
    }

    /// Asks for the address of the one document that an entry cites; none where it is missing or could be several.
    pub fn cited(&self, cited: &Cited, by: &Entry) -> Option<Arc<str>> {
        let found = self.library.cited(cited, by).map(|entry| entry.address.clone());
        let query = Query::Cited { what: Box::new(cited.clone()), by: by.source.clone() };
        self.note(query, &found);
        found
    }

    /// Asks whether a day has come; the only way for a page to know of today.
    pub fn reached(&self, day: Date) -> bool {
        let reached = day <= self.library.today;
        self.note(Query::Reached(day), reached);
        reached
    }

    /// Asks whether only a notice stands at an entry's address.
    pub fn is_withdrawn(&self, entry: &Entry) -> bool {
        entry.withdrawn_from().is_some_and(|day| self.reached(day))
    }

    /// Asks for a run of what is filed under a term.
    pub fn list(
        &self,
        term: &Term,
        year: Option<Year>,
        skip: usize,
        take: usize,
    ) -> Vec<Arc<Entry>> {
        let posted = self.library.postings(term);
        let found = posted.map_or_else(Vec::new, |p| self.at(p.slice(year, skip, take)));
        let query = Query::List { term: term.clone(), year, skip, take };
        self.note(query, fingerprints(&found));
        found
    }

    /// Asks in which ways other entries lead to the one in a file, and how many in each.
    pub fn tied(&self, source: &Arc<str>) -> Vec<(Tie, usize)> {
        let tied = self.library.tied(source);
        self.note(Query::Tied(source.clone()), &tied);
        tied
    }

    /// Asks in which ways other entries change what the one in a file is worth, and how many in each. Who only cites
    /// it does not move this answer.
    pub fn altered(&self, source: &Arc<str>) -> Vec<(Tie, usize)> {
        let mut tied = self.library.tied(source);
        tied.retain(|(tie, _)| matches!(tie, Tie::Relation(kind) if kind.is_change()));
        self.note(Query::Altered(source.clone()), &tied);
        tied
    }

    /// Asks for the newest of those that lead to an entry in one way.
    pub fn toward(&self, tie: Tie, entry: &Entry, take: usize) -> Vec<Arc<Entry>> {
        if take == 0 {
            return Vec::new();
        }
        self.list(&Term::Toward(tie, entry.source.clone()), None, 0, take)
    }

    /// Asks for what last changed under a term, the latest first: posted, updated, corrected or taken back.
    pub fn changed(&self, term: &Term, take: usize) -> Vec<Arc<Entry>> {
        let slots: Vec<Slot> = self.library.changed.latest(term, take).collect();
        let found = self.at(&slots);
        let next = self.library.changed.next(term);
        self.note(Query::Changed { term: term.clone(), take }, (fingerprints(&found), next));
        self.awaits(next);
        found
    }

    /// Asks whether a term has a feed.
    pub fn has_feed(&self, term: &Term) -> bool {
        let has = self.library.has_feed(term);
        let next = self.library.changed.next(term).filter(|_| !has);
        self.note(Query::HasFeed(term.clone()), (has, next));
        self.awaits(next);
        has
    }

    /// Asks for the day on which an entry comes that the answer could not hold yet.
    fn awaits(&self, day: Option<Date>) {
        if let Some(day) = day {
            self.reached(day);
        }
    }

    /// Asks for up to `k` entries on each side of one, under a term.
    pub fn near(&self, term: &Term, of: &Arc<str>, k: usize) -> Near {
        let posted = self.library.postings(term);
        let shelf = &self.library.shelf;
        let near = match (posted, shelf.find(of)) {
            (Some(posted), Some(slot)) => {
                let (before, after) = posted.near(slot, k, shelf.places());
                Near { before: self.at(before), after: self.at(after) }
            }
            _ => Near::default(),
        };
        let answer = (fingerprints(&near.before), fingerprints(&near.after));
        self.note(Query::Near { term: term.clone(), of: of.clone(), k }, answer);
        near
    }

    /// Asks how many entries are filed under a term.
    pub fn count(&self, term: &Term, year: Option<Year>) -> usize {
        let count = self.library.postings(term).map_or(0, |posted| posted.count(year));
        self.note(Query::Count(term.clone(), year), count);
        count
    }

    /// Asks whether more than so many entries are filed under a term: an answer that moves once, however many come.
    pub fn exceeds(&self, term: &Term, most: usize) -> bool {
        let exceeds = self.library.postings(term).is_some_and(|posted| posted.count(None) > most);
        self.note(Query::Exceeds(term.clone(), most), exceeds);
        exceeds
    }

    /// Asks for the years of a term, newest first, with their counts.
    pub fn years(&self, term: &Term) -> Vec<(Year, usize)> {
        let years = self.library.postings(term).map_or(&[][..], |posted| posted.years()).to_vec();
        self.note(Query::Years(term.clone()), &years);
        years
    }

    /// Asks for the years of a term, newest first: the answer moves only when a year is new or gone.
    pub fn year_names(&self, term: &Term) -> Vec<Year> {
        let years = self.library.postings(term).map_or(&[][..], |posted| posted.years());
        let years: Vec<Year> = years.iter().map(|(year, _)| *year).collect();
        self.note(Query::YearNames(term.clone()), &years);
        years
    }

    /// Asks what a term is called: its commonest spelling, and the last part of its address.
    pub fn name(&self, term: &Term) -> Option<(String, String)> {
        let name = self.library.name(term).map(|name| (name.label.clone(), name.slug.clone()));
        self.note(Query::Name(term.clone()), &name);
        name
    }

    /// Asks for the terms of a taxonomy in the order of the alphabet.
    pub fn terms(&self, taxonomy: Taxonomy) -> Vec<TermName> {
        let names = self.library.names(taxonomy).to_vec();
        self.note(Query::Terms(taxonomy), &names);
        names
    }

    /// Asks for the terms of a taxonomy by label and last part of the address, in the order of the alphabet: the
    /// answer moves only when a term is new, gone or called otherwise.
    pub fn term_names(&self, taxonomy: Taxonomy) -> Vec<(String, String)> {
        let names = names(self.library.names(taxonomy));
        self.note(Query::TermNames(taxonomy), &names);
        names
    }

    /// Asks the same while there are no more than `most`; beyond them only that there are more, so that the answer
    /// stands still while a long list grows.
    pub fn few_term_names(&self, taxonomy: Taxonomy, most: usize) -> Option<Vec<(String, String)>> {
        let all = self.library.names(taxonomy);
        let names = (all.len() <= most).then(|| names(all));
        self.note(Query::FewTermNames(taxonomy, most), &names);
        names
    }

    /// Asks for titles, addresses and languages of all that is filed under a term: the answer moves with nothing else
    /// that is known of them.
    pub fn titles(&self, term: &Term) -> Vec<Titled> {
        let posted = self.library.postings(term);
        let found = posted.map_or_else(Vec::new, |p| self.at(p.slice(None, 0, usize::MAX)));
        let titled = |entry: &Arc<Entry>| Titled {
            title: entry.metadata.title.clone(),
            address: entry.address.clone(),
            language: entry.metadata.language.clone(),
        };
        let titles: Vec<Titled> = found.iter().map(titled).collect();
        self.note(Query::Titles(term.clone()), &titles);
        titles
    }
}

fn names(all: &[TermName]) -> Vec<(String, String)> {
    all.iter().map(|name| (name.label.clone(), name.slug.clone())).collect()
}

fn fingerprints(entries: &[Arc<Entry>]) -> Vec<u64> {
    entries.iter().map(|entry| entry.fingerprint).collect()
}
