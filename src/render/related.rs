//! How a document stands to others, and whether it holds: as its page shows them.
//!
//! A relation is written in one document and shown in both, with the wording of each direction. What the portal does
//! not hold is shown as it was written. A list that has grown long is cut, and leads to a listing of its own.
//!
//! **Left out on purpose.** The day of the build is never printed, only boundaries: "from", "until".

use serde::Serialize;

use super::diagram::{self, Diagram, Node};
use super::entry::Viewing;
use crate::config::Kind;
use crate::entry::address::href;
use crate::entry::{Entry, Extent, Reference, RelationKind};
use crate::library::{Change, Tie};
use crate::site::toward;
use crate::theme::view::Day;

/// How many changes stand on top of the page; the list has them all.
const CHANGES: usize = 5;

/// What an entry's page says of others.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Related {
    /// Relations by kind: those the document makes, then those made to it.
    relations: Vec<Group>,
    /// What replaced, repealed, suspended, amended or corrected it, for the top of the page.
    changes: Vec<ChangeView>,
    /// Whether there are more of these than are shown.
    more_changes: bool,
    /// Whether it holds.
    effect: Option<EffectView>,
    /// The map of its relations, where there are enough for one.
    diagram: Option<Diagram>,
}

/// The relations of one kind and direction.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Group {
    /// The relation's code name.
    name: &'static str,
    /// The key of the label of this direction.
    label: String,
    /// Whether the others make the relation.
    inverse: bool,
    /// The documents.
    items: Vec<Named>,
    /// The listing of all, where the items are cut.
    more: Option<String>,
}

/// A document that is named.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Named {
    /// Number and title, or what was written.
    text: String,
    /// The number alone, or what was written.
    number: String,
    /// The language of the text, where it is known and not the page's.
    language: Option<String>,
    /// The address, of what is on the portal.
    url: Option<String>,
    /// The part that is meant, and the remark.
    note: Option<String>,
}

/// What another document does to this one.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ChangeView {
    /// The relation's code name.
    name: &'static str,
    /// The key of the label: what was done, or will be.
    label: String,
    /// The document that changes this one.
    by: Named,
    /// The first day of the change.
    from: Option<Day>,
    /// The day of issue, where the first day is not known.
    issued_on: Option<Day>,
    /// The day on which it ends.
    until: Option<Day>,
    /// Whether only a part is meant; `by.note` says which.
    part: bool,
    /// Whether the change is still to come.
    coming: bool,
    /// The document that holds now, if it is yet another one.
    holder: Option<Named>,
}

/// Whether a document holds.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct EffectView {
    /// The state's code name.
    state: &'static str,
    /// The first day of the state.
    from: Option<Day>,
    /// The day on which it ends.
    until: Option<Day>,
}

impl Viewing<'_> {
    /// Shows how a document stands to others; the pages of other kinds say nothing of it.
    pub(super) fn related(&self, entry: &Entry) -> Related {
        if entry.kind != Kind::Document {
            return Related::default();
        }
        let day = |date| self.view.day(date);
        let changes = self.inquiry.changes(entry);
        let effect = self.inquiry.effect_after(entry, &changes).map(|effect| EffectView {
            state: effect.status.code(),
            from: effect.from.map(day),
            until: effect.until.map(day),
        });
        let relations = self.relations(entry);
        let diagram = diagram::draw(&self.own_node(entry), &self.nodes(&relations));
        let more_changes = changes.len() > CHANGES;
        let changes = self.top(entry, &changes);
        Related { relations, changes, more_changes, effect, diagram }
    }

    /// Shows the gravest changes. The way to what holds now stands at the one that replaced the document.
    fn top(&self, entry: &Entry, changes: &[Change]) -> Vec<ChangeView> {
        let shown = changes.iter().take(CHANGES);
        let mut shown: Vec<ChangeView> = shown.map(|change| self.change(change)).collect();
        let replaced = |change: &Change| change.kind == RelationKind::Replaces && change.ends();
        if changes.iter().any(replaced)
            && let Some(holder) = self.inquiry.holder(entry)
        {
            let pairs = shown.iter_mut().zip(changes);
            let mut come = pairs.filter(|(view, change)| !view.coming && replaced(change));
            if let Some((view, _)) = come.next() {
                view.holder = Some(self.known(&holder, None));
            }
        }
        shown
    }

    fn change(&self, change: &Change) -> ChangeView {
        let coming = change.from.is_some_and(|from| !self.inquiry.reached(from.first_day()));
        let name = change.kind.name();
        let day = |date| self.view.day(date);
        ChangeView {
            name,
            label: format!("{}_{name}", if coming { "soon" } else { "rev" }),
            by: self.known(&change.by, change.words.clone()),
            from: change.from.map(day),
            issued_on: change.issued_on.map(day),
            until: change.until.map(day),
            part: change.extent == Extent::Part,
            coming,
            holder: None,
        }
    }

    /// Groups the relations by kind, in the order of the table of relations: its own, then those of others to it.
    fn relations(&self, entry: &Entry) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for kind in RelationKind::ALL {
            let mut items: Vec<Named> = Vec::new();
            for relation in entry.metadata.relations.iter().filter(|own| own.kind == kind) {
                let found = self.inquiry.led(entry, relation);
                add(&mut items, self.shown(&relation.target, found.as_deref()));
            }
            if !items.is_empty() {
                let label = format!("rel_{}", kind.name());
                groups.push(Group { name: kind.name(), label, inverse: false, items, more: None });
            }
        }
        for (tie, count) in self.inquiry.tied(&entry.source) {
            if tie != Tie::Translation {
                self.inverse(entry, tie, count, &mut groups);
            }
        }
        groups
    }

    fn inverse(&self, entry: &Entry, tie: Tie, count: usize, groups: &mut Vec<Group>) {
        let others = self.inquiry.toward(tie, entry, toward::SHOWN);
        let words = |other: &Entry| self.words(entry, tie, other);
        let items = others.iter().map(|other| self.known(other, words(other)));
        let more = toward::is_cut(tie, count).then(|| href(&toward::address(&entry.address, tie)));
        // "Related" is one relation seen from both ends.
        let same = Tie::Relation(RelationKind::Related);
        let own = groups.iter_mut().find(|group| tie == same && group.name == "related");
        if let Some(own) = own {
            for item in items {
                if own.items.len() < toward::SHOWN && !own.items.iter().any(|has| has.is(&item)) {
                    own.items.push(item);
                }
            }
            own.more = more;
            return;
        }
        let label = if tie == same { "rel_related".to_owned() } else { toward::label(tie) };
        let items = items.collect();
        groups.push(Group { name: tie.name(), label, inverse: true, items, more });
    }

    /// Asks what is said of the part of an entry that another one changes.
    fn words(&self, entry: &Entry, tie: Tie, by: &Entry) -> Option<String> {
        let Tie::Relation(kind) = tie else { return None };
        let asked = kind.is_change().then(|| self.inquiry.meant(kind, &by.source, &entry.source));
        asked?.words
    }

    /// Shows a document that an entry names.
    pub(super) fn named(&self, reference: &Reference) -> Named {
        let found = self.inquiry.named(reference);
        self.shown(reference, found.as_deref())
    }

    /// Shows a named document: by number and title where it is on the portal, else as it was written.
    fn shown(&self, reference: &Reference, found: Option<&Entry>) -> Named {
        if let Some(found) = found.filter(|found| !found.metadata.title.is_empty()) {
            return self.known(found, reference.words());
        }
        let dated = reference.issued_on.filter(|_| !reference.text.contains("ngày"));
        let text = match dated.and_then(|date| date.as_day().map(|_| date)) {
            Some(date) => {
                format!("{} {} {}", reference.text, self.label("dated"), self.view.day(date).text)
            }
            None => reference.text.clone(),
        };
        // A part that was written before the number stands there already.
        let written = reference.part.as_ref().is_some_and(|part| text.starts_with(part.as_str()));
        let note = if written { reference.note.clone() } else { reference.words() };
        let (number, url) = (reference.text.clone(), reference.url.clone());
        Named { number, text, language: None, url, note }
    }

    /// Shows an entry of the portal by number and title.
    fn known(&self, entry: &Entry, note: Option<String>) -> Named {
        let title = &entry.metadata.title;
        let number = entry.metadata.number.as_ref().filter(|number| number.is_filled());
        let number = number.map(|number| number.written().to_owned());
        let text = match &number {
            Some(number) => format!("{number} – {title}"),
            None => title.clone(),
        };
        let language = self.view.mark(&self.view.language(entry));
        let url = Some(href(&entry.address));
        Named { text, number: number.unwrap_or_else(|| title.clone()), language, url, note }
    }

    /// The document of the page as its map shows it.
    fn own_node(&self, entry: &Entry) -> Node {
        let Named { number, text, .. } = self.known(entry, None);
        let number = if number == entry.metadata.title {
            entry.metadata.doc_type.clone().unwrap_or(number)
        } else {
            number
        };
        let label = self.label("this_document").to_owned();
        Node { text: number, title: text, url: None, label, older: false }
    }

    /// Lists what a map of the relations shows. Citations are too many and say too little for one, and what comes
    /// with the document or was withdrawn is no step of its way.
    fn nodes(&self, groups: &[Group]) -> Vec<Node> {
        let shown = groups.iter().filter(|group| match group.name {
            "cites" | "related" | "giving_way" => false,
            "accompanies" => !group.inverse,
            _ => true,
        });
        let of = |group: &Group| {
            let older = !group.inverse;
            let label = self.label(&group.label).to_owned();
            let node = move |item: &Named| Node {
                text: item.number.clone(),
                title: item.text.clone(),
                url: item.url.clone(),
                label: label.clone(),
                older,
            };
            group.items.iter().map(node).collect::<Vec<_>>()
        };
        shown.flat_map(of).collect()
    }
}

impl Named {
    /// Tells whether both name one document.
    fn is(&self, other: &Self) -> bool {
        if self.url.is_some() { self.url == other.url } else { self.text == other.text }
    }
}

/// Adds a document, or what is said of it where it stands there already.
fn add(items: &mut Vec<Named>, item: Named) {
    let Some(has) = items.iter_mut().find(|has| has.is(&item)) else {
        items.push(item);
        return;
    };
    let mut notes: Vec<String> = has.note.take().into_iter().collect();
    notes.extend(item.note.filter(|note| !notes.contains(note)));
    has.note = (!notes.is_empty()).then(|| notes.join("; "));
}
