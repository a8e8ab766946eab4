//! How a document stands to others, and whether it holds: as its page shows them.
//!
//! A relation is written in one document and shown in both, with the wording of each direction. What the portal does
//! not hold is shown as it was written. A list that has grown long is cut, and leads to a listing of its own.
//!
//! **Left out on purpose.** The day of the build is never printed, only boundaries: "from", "until".

use serde::Serialize;

use super::diagram::{self, Diagram, Node};
use super::entry::Viewing;
use crate::entry::address::href;
use crate::entry::{Entry, Reference, RelationKind};
use crate::library::{Change, Tie};
use crate::site::toward;
use crate::theme::view::{Day, day};

/// What an entry's page says of others.
#[derive(Debug, Serialize)]
pub(super) struct Related {
    /// Relations by kind: those the document makes, then those made to it.
    relations: Vec<Group>,
    /// What replaced, repealed, suspended, amended or corrected it, for the top of the page.
    changes: Vec<ChangeView>,
    /// Whether it holds.
    effect: Option<EffectView>,
    /// The map of its relations, where there are enough for one.
    diagram: Option<Diagram>,
}

/// The relations of one kind and direction.
#[derive(Debug, Serialize)]
struct Group {
    /// The relation's code name.
    name: &'static str,
    /// The key of the label of this direction.
    label: String,
    /// Whether the others make the relation.
    inverse: bool,
    items: Vec<Named>,
    /// The listing of all, where the items are cut.
    more: Option<String>,
}

/// A document that is named.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Named {
    /// Number and title, or what was written.
    text: String,
    /// The number alone, or what was written.
    number: String,
    url: Option<String>,
    note: Option<String>,
}

#[derive(Debug, Serialize)]
struct ChangeView {
    /// The relation's code name.
    name: &'static str,
    by: Named,
    from: Option<Day>,
    until: Option<Day>,
    part: bool,
    /// Whether the change is still to come.
    coming: bool,
    /// The document that holds now, if it is yet another one.
    holder: Option<Named>,
}

#[derive(Debug, Serialize)]
struct EffectView {
    /// The state's code name.
    state: &'static str,
    from: Option<Day>,
    until: Option<Day>,
}

impl Viewing<'_> {
    /// Shows how an entry stands to others.
    pub(super) fn related(&self, entry: &Entry) -> Related {
        let changes = self.inquiry.changes(entry);
        let effect = self.inquiry.effect(entry, &changes).map(|effect| EffectView {
            state: effect.status.code(),
            from: effect.from.map(day),
            until: effect.until.map(day),
        });
        let relations = self.relations(entry);
        let diagram = diagram::draw(&nodes(&relations));
        let changes = changes.iter().map(|change| self.change(entry, change)).collect();
        Related { relations, changes, effect, diagram }
    }

    fn change(&self, entry: &Entry, change: &Change) -> ChangeView {
        let replaced = change.kind == RelationKind::Replaces && change.reached;
        let holder = replaced.then(|| self.inquiry.holder(entry)).flatten();
        let holder = holder.filter(|holder| holder.source != change.by.source);
        ChangeView {
            name: change.kind.name(),
            by: known(&change.by, None),
            from: change.from.map(day),
            until: change.until.map(day),
            part: change.part,
            coming: !change.reached,
            holder: holder.map(|holder| known(&holder, None)),
        }
    }

    /// Groups the relations by kind, in the order of the table of relations: its own, then those of others to it.
    fn relations(&self, entry: &Entry) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for kind in RelationKind::ALL {
            let own = entry.metadata.relations.iter().filter(|relation| relation.kind == kind);
            let items: Vec<Named> = own.map(|relation| self.named(&relation.target)).collect();
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
        let items = others.iter().map(|other| known(other, None));
        let more = (count > toward::SHOWN).then(|| href(&toward::address(&entry.address, tie)));
        // "Related" is one relation seen from both ends.
        let same = Tie::Relation(RelationKind::Related);
        let own = groups.iter_mut().find(|group| tie == same && group.name == "related");
        if let Some(own) = own {
            let missing: Vec<Named> =
                items.filter(|item| own.items.iter().all(|has| has.url != item.url)).collect();
            own.items.extend(missing);
            own.more = more;
            return;
        }
        let label = if tie == same { "rel_related".to_owned() } else { toward::label(tie) };
        let items = items.collect();
        groups.push(Group { name: tie.name(), label, inverse: true, items, more });
    }

    /// Shows a named document: by number and title where it is on the portal, else as it was written.
    pub(super) fn named(&self, reference: &Reference) -> Named {
        let found = self.inquiry.named(reference);
        if let Some(found) = found.filter(|found| !found.metadata.title.is_empty()) {
            return known(&found, reference.note.clone());
        }
        let dated = reference.issued_on.filter(|_| !reference.text.contains("ngày"));
        let text = match dated.and_then(|date| date.as_day().map(|_| date)) {
            Some(date) => {
                format!("{} {} {date}", reference.text, self.renderer.label("dated"))
            }
            None => reference.text.clone(),
        };
        let (url, note) = (reference.url.clone(), reference.note.clone());
        Named { number: reference.text.clone(), text, url, note }
    }
}

/// Shows an entry of the portal by number and title.
pub(super) fn known(entry: &Entry, note: Option<String>) -> Named {
    let title = &entry.metadata.title;
    let number = entry.metadata.number.as_ref().filter(|number| number.is_filled());
    let number = number.map(|number| number.written().to_owned());
    let text = match &number {
        Some(number) => format!("{number} – {title}"),
        None => title.clone(),
    };
    let url = Some(href(&entry.address));
    Named { text, number: number.unwrap_or_else(|| title.clone()), url, note }
}

/// Lists what a map of the relations shows. Citations are too many and say too little for one.
fn nodes(groups: &[Group]) -> Vec<Node> {
    let shown = groups.iter().filter(|group| !matches!(group.name, "cites" | "related"));
    let of = |group: &Group| {
        let older = !group.inverse;
        let label = group.label.clone();
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
