//! How a document stands to others, and whether it holds: as its page shows them.
//!
//! A relation is written in one document and shown in both, with the wording of each direction. What the portal does
//! not hold is shown as it was written. A list that has grown long is cut, and leads to a listing of its own.
//!
//! **Left out on purpose.** The day of the build is never printed, only boundaries: "from", "until".

use serde::Serialize;

use super::diagram::{self, Diagram, DiagramNode};
use super::entry::EntryPresenter;
use crate::config::EntryKind;
use crate::entry::address::href;
use crate::entry::{Entry, Extent, Reference, RelationKind};
use crate::library::{EdgeKind, IncomingEffect};
use crate::site::backlinks;
use crate::theme::view::Day;

/// How many changes stand on top of the page; the list has them all.
const MAX_CHANGES: usize = 5;

/// What an entry's page says of others.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RelationsView {
    /// Relations by kind: those the document makes, then those made to it.
    relations: Vec<RelationGroup>,
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
struct RelationGroup {
    /// The relation's code name.
    name: &'static str,
    /// The key of the label of this direction.
    label: String,
    /// Whether the others make the relation.
    inverse: bool,
    /// The documents.
    items: Vec<NamedDocument>,
    /// The listing of all, where the items are cut.
    more: Option<String>,
}

/// A document that is named.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct NamedDocument {
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
    by: NamedDocument,
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
    holder: Option<NamedDocument>,
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

impl EntryPresenter<'_> {
    /// Shows how a document stands to others; the pages of other kinds say nothing of it.
    pub(super) fn relations_view(&self, entry: &Entry) -> RelationsView {
        if entry.kind != EntryKind::Document {
            return RelationsView::default();
        }
        let day = |date| self.presenter.day(date);
        let changes = self.tracker.incoming_effects(entry);
        let effect = self.tracker.current_status_given(entry, &changes).map(|effect| EffectView {
            state: effect.status.code(),
            from: effect.from.map(day),
            until: effect.until.map(day),
        });
        let relations = self.relation_groups(entry);
        let diagram = diagram::layout(&self.page_node(entry), &self.diagram_nodes(&relations));
        let more_changes = changes.len() > MAX_CHANGES;
        let changes = self.top_changes(entry, &changes);
        RelationsView { relations, changes, more_changes, effect, diagram }
    }

    /// Shows the gravest changes. The way to what holds now stands at the one that replaced the document.
    fn top_changes(&self, entry: &Entry, changes: &[IncomingEffect]) -> Vec<ChangeView> {
        let shown = changes.iter().take(MAX_CHANGES);
        let mut shown: Vec<ChangeView> = shown.map(|change| self.change_view(change)).collect();
        let replaced = |change: &IncomingEffect| {
            change.kind == RelationKind::Replaces && change.ends_document()
        };
        if changes.iter().any(replaced)
            && let Some(holder) = self.tracker.current_replacement(entry)
        {
            let pairs = shown.iter_mut().zip(changes);
            let mut come = pairs.filter(|(view, change)| !view.coming && replaced(change));
            if let Some((view, _)) = come.next() {
                view.holder = Some(self.portal_document(&holder, None));
            }
        }
        shown
    }

    fn change_view(&self, change: &IncomingEffect) -> ChangeView {
        let coming = change.from.is_some_and(|from| !self.tracker.has_come(from.first_day()));
        let name = change.kind.code();
        let day = |date| self.presenter.day(date);
        ChangeView {
            name,
            label: format!("{}_{name}", if coming { "soon" } else { "rev" }),
            by: self.portal_document(&change.affecting, change.wording.clone()),
            from: change.from.map(day),
            issued_on: change.issued_on.map(day),
            until: change.until.map(day),
            part: change.extent == Extent::Part,
            coming,
            holder: None,
        }
    }

    /// Groups the relations by kind, in the order of the table of relations: its own, then those of others to it.
    fn relation_groups(&self, entry: &Entry) -> Vec<RelationGroup> {
        let mut groups: Vec<RelationGroup> = Vec::new();
        for kind in RelationKind::ALL {
            let mut items: Vec<NamedDocument> = Vec::new();
            for relation in entry.metadata.relations.iter().filter(|own| own.kind == kind) {
                let found = self.tracker.resolve_relation(entry, relation);
                add_document(
                    &mut items,
                    self.resolved_document(&relation.target, found.as_deref()),
                );
            }
            if !items.is_empty() {
                let label = format!("rel_{}", kind.code());
                groups.push(RelationGroup {
                    name: kind.code(),
                    label,
                    inverse: false,
                    items,
                    more: None,
                });
            }
        }
        for (tie, count) in self.tracker.backlink_counts(&entry.source) {
            if tie != EdgeKind::Translation {
                self.add_incoming(entry, tie, count, &mut groups);
            }
        }
        groups
    }

    fn add_incoming(
        &self,
        entry: &Entry,
        tie: EdgeKind,
        count: usize,
        groups: &mut Vec<RelationGroup>,
    ) {
        let others = self.tracker.backlinks(tie, entry, backlinks::MAX_ON_PAGE);
        let words = |other: &Entry| self.part_text(entry, tie, other);
        let items = others.iter().map(|other| self.portal_document(other, words(other)));
        let more = backlinks::has_listing(tie, count)
            .then(|| href(&backlinks::address(&entry.address, tie)));
        // "Related" is one relation seen from both ends.
        let same = EdgeKind::Relation(RelationKind::Related);
        let own = groups.iter_mut().find(|group| tie == same && group.name == "related");
        if let Some(own) = own {
            for item in items {
                if own.items.len() < backlinks::MAX_ON_PAGE
                    && !own.items.iter().any(|has| has.is_same_document(&item))
                {
                    own.items.push(item);
                }
            }
            own.more = more;
            return;
        }
        let label = if tie == same { "rel_related".to_owned() } else { backlinks::label_key(tie) };
        let items = items.collect();
        groups.push(RelationGroup { name: tie.name(), label, inverse: true, items, more });
    }

    /// Asks what is said of the part of an entry that another one changes.
    fn part_text(&self, entry: &Entry, tie: EdgeKind, by: &Entry) -> Option<String> {
        let EdgeKind::Relation(kind) = tie else { return None };
        let asked = kind
            .alters_target()
            .then(|| self.tracker.affected_extent(kind, &by.source, &entry.source));
        asked?.wording
    }

    /// Shows a document that an entry names.
    pub(super) fn named_document(&self, reference: &Reference) -> NamedDocument {
        let found = self.tracker.resolve_reference(reference);
        self.resolved_document(reference, found.as_deref())
    }

    /// Shows a named document: by number and title where it is on the portal, else as it was written.
    fn resolved_document(&self, reference: &Reference, found: Option<&Entry>) -> NamedDocument {
        if let Some(found) = found.filter(|found| !found.metadata.title.is_empty()) {
            return self.portal_document(found, reference.display_note());
        }
        let dated = reference.issued_on.filter(|_| !reference.text.contains("ngày"));
        let text = match dated.and_then(|date| date.as_day().map(|_| date)) {
            Some(date) => {
                format!(
                    "{} {} {}",
                    reference.text,
                    self.ui_label("dated"),
                    self.presenter.day(date).text
                )
            }
            None => reference.text.clone(),
        };
        // A part that was written before the number stands there already.
        let written = reference.part.as_ref().is_some_and(|part| text.starts_with(part.as_str()));
        let note = if written { reference.note.clone() } else { reference.display_note() };
        let (number, url) = (reference.text.clone(), reference.url.clone());
        NamedDocument { number, text, language: None, url, note }
    }

    /// Shows an entry of the portal by number and title.
    fn portal_document(&self, entry: &Entry, note: Option<String>) -> NamedDocument {
        let title = &entry.metadata.title;
        let number = entry.metadata.number.as_ref().filter(|number| number.is_filled());
        let number = number.map(|number| number.written().to_owned());
        let text = match &number {
            Some(number) => format!("{number} – {title}"),
            None => title.clone(),
        };
        let language = self.presenter.lang_attribute(&self.presenter.language(entry));
        let url = Some(href(&entry.address));
        NamedDocument { text, number: number.unwrap_or_else(|| title.clone()), language, url, note }
    }

    /// The document of the page as its map shows it.
    fn page_node(&self, entry: &Entry) -> DiagramNode {
        let NamedDocument { number, text, .. } = self.portal_document(entry, None);
        let number = if number == entry.metadata.title {
            entry.metadata.doc_type.clone().unwrap_or(number)
        } else {
            number
        };
        let label = self.ui_label("this_document").to_owned();
        DiagramNode { text: number, title: text, url: None, label, older: false }
    }

    /// Lists what a map of the relations shows. Citations are too many and say too little for one, and what comes
    /// with the document or was withdrawn is no step of its way.
    fn diagram_nodes(&self, groups: &[RelationGroup]) -> Vec<DiagramNode> {
        let shown = groups.iter().filter(|group| match group.name {
            "cites" | "related" | "giving_way" => false,
            "accompanies" => !group.inverse,
            _ => true,
        });
        let of = |group: &RelationGroup| {
            let older = !group.inverse;
            let label = self.ui_label(&group.label).to_owned();
            let node = move |item: &NamedDocument| DiagramNode {
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

impl NamedDocument {
    /// Tells whether both name one document.
    fn is_same_document(&self, other: &Self) -> bool {
        if self.url.is_some() { self.url == other.url } else { self.text == other.text }
    }
}

/// Adds a document, or what is said of it where it stands there already.
fn add_document(items: &mut Vec<NamedDocument>, item: NamedDocument) {
    let Some(has) = items.iter_mut().find(|has| has.is_same_document(&item)) else {
        items.push(item);
        return;
    };
    let mut notes: Vec<String> = has.note.take().into_iter().collect();
    notes.extend(item.note.filter(|note| !notes.contains(note)));
    has.note = (!notes.is_empty()).then(|| notes.join("; "));
}
