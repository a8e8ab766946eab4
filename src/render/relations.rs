//! The relations of a document to others, and its legal status, as shown on its page.
//!
//! A relation is written in one document and shown on both pages, with a label for each direction (see `related`). A
//! document that is not in the portal is shown as it was written.
//!
//! **Left out on purpose.** The day of the build is never printed, only the boundaries "from" and "until".

use serde::Serialize;

use super::diagram::{self, Diagram, DiagramNode};
use crate::config::EntryKind;
use crate::entry::address::href;
use crate::entry::{Entry, Extent, Reference, RelationKind};
use crate::library::{DependencyTracker, EffectStatement, IncomingEffect};
use crate::theme::view::{BoundaryView, DayView, Presenter};
use crate::vietnamese::date::PartialDate;

/// The relations of one kind and direction.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RelationGroup {
    /// The code name of the relation, such as `amends`.
    pub(super) name: &'static str,
    /// The key of the label for this direction, such as `rel_amends` or `rev_amends`.
    pub(super) label: String,
    /// Whether the relation is incoming, that is, written in the other documents.
    pub(super) inverse: bool,
    /// The related documents.
    pub(super) items: Vec<NamedDocument>,
    /// How many more documents of the portal may be in `items`.
    #[serde(skip)]
    pub(super) places: usize,
    /// The address of the listing of all, if `items` has only some.
    pub(super) more: Option<String>,
}

/// The maximum number of changes at the top of the page; the list of relations has all of them.
const MAX_CHANGES: usize = 5;

/// The relations of an entry to other documents.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RelationsView {
    /// The relations to other documents by kind: first outgoing, then incoming ones.
    relations: Vec<RelationGroup>,
    /// The documents that replace, repeal, suspend, amend or correct it, for the top of the page, without the one that
    /// `effect` names.
    changes: Vec<ChangeView>,
    /// Whether there are more changes than those in `changes`.
    more_changes: bool,
    /// What is said of its effect; null if it is of a type without effect.
    effect: Option<EffectView>,
    /// The diagram of its relations, if there are enough of them.
    diagram: Option<Diagram>,
}

/// A document named on the page of another.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct NamedDocument {
    /// Number and title, or the reference as written.
    pub(super) text: String,
    /// The number alone, or the reference as written.
    number: String,
    /// The language of the text, if it is known and differs from that of the page.
    language: Option<String>,
    /// The address; null if the document is not in the portal and no address was given.
    pub(super) url: Option<String>,
    /// The affected part of the document and the note, as written.
    pub(super) note: Option<String>,
    /// What is said of its effect among related documents, as in a listing; empty if nothing is, and elsewhere.
    pub(super) effect: Vec<BoundaryView>,
}

/// A change that another document makes to this one.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ChangeView {
    /// The code name of the relation, such as `amends`.
    name: &'static str,
    /// The key of the label: `rev_<name>`, or `soon_<name>` if the change lies in the future.
    label: String,
    /// The document that changes this one.
    by: NamedDocument,
    /// The first day of the change.
    from: Option<DayView>,
    /// The date of issue of the other document, if the first day of the change is not known.
    issued_on: Option<DayView>,
    /// The day on which the change ends, such as a suspension.
    until: Option<DayView>,
    /// Whether only a part of the document is changed; `by.note` says which.
    part: bool,
    /// Whether the change lies in the future.
    coming: bool,
    /// The last of a chain of replacements, if it is neither of the two.
    holder: Option<NamedDocument>,
    /// What happened to the other document, so that this change is not certain.
    doubts: Vec<DoubtView>,
}

/// A document that suspends or replaces the one that changes this document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DoubtView {
    /// The key of the label, as that of a change.
    label: String,
    /// The document.
    by: NamedDocument,
    /// The first day.
    from: Option<DayView>,
    /// The first day after it.
    until: Option<DayView>,
}

/// What is said of the effect of a document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct EffectView {
    /// The code name of the state, such as `expired`; its label is `status_<state>`. `in_force` is stated in the
    /// metadata; `effective` means only that effect began, `undated` that no day is recorded, `unclear` that another
    /// document may have ended or suspended it.
    state: &'static str,
    /// The first day of the state.
    from: Option<DayView>,
    /// The first day on which the state no longer applies.
    until: Option<DayView>,
    /// Whether it follows from relations of other documents on the portal.
    from_relations: bool,
    /// Whether it is said of the original of this translation.
    of_original: bool,
    /// The change that brought the state about.
    cause: Option<ChangeView>,
    /// Whether a change in `changes` tells that it ends, and by which document.
    end_in_changes: bool,
}

/// A [`Presenter`] that can also look up the entries that an entry names, and records these queries.
pub(super) struct EntryPresenter<'a> {
    pub(super) presenter: Presenter,
    pub(super) tracker: &'a DependencyTracker,
}

impl EntryPresenter<'_> {
    /// Builds the relations of a document; empty for other kinds of entry.
    pub(super) fn relations_view(&self, entry: &Entry) -> RelationsView {
        if entry.kind != EntryKind::Document {
            return RelationsView::default();
        }
        let mut changes = self.tracker.incoming_effects(entry);
        let statement = self.tracker.effect_statement_given(entry, &changes);
        let cause = statement.and_then(|said| changes.iter().position(|one| is_cause(&said, one)));
        if let Some(cause) = cause {
            changes[..=cause].rotate_right(1);
        }
        let more_changes = changes.len() > MAX_CHANGES;
        let mut views = self.top_changes(entry, &changes).into_iter();
        let end_in_changes = changes
            .iter()
            .take(MAX_CHANGES)
            .any(|one| statement.is_some_and(|said| is_end(&said, one)));
        let effect = statement.map(|said| EffectView {
            end_in_changes,
            of_original: self.tracker.original(entry).is_some(),
            ..self.effect_view(&said, cause.and_then(|_| views.next()))
        });
        let relations = self.relation_groups(entry);
        let diagram = diagram::layout(&self.page_node(entry), &self.diagram_nodes(&relations));
        RelationsView { relations, changes: views.collect(), more_changes, effect, diagram }
    }

    fn effect_view(&self, said: &EffectStatement, cause: Option<ChangeView>) -> EffectView {
        let day = |date| self.presenter.day(date);
        EffectView {
            state: said.state.code(),
            from: said.from.map(day),
            until: said.until.map(day),
            from_relations: said.from_relations,
            of_original: false,
            cause,
            end_in_changes: false,
        }
    }

    /// Builds the views of the first changes. The one that replaced the document also names the last of the chain.
    fn top_changes(&self, entry: &Entry, changes: &[IncomingEffect]) -> Vec<ChangeView> {
        let top = changes.iter().take(MAX_CHANGES);
        let mut views: Vec<ChangeView> = top.map(|change| self.change_view(change)).collect();
        let replaced = |change: &IncomingEffect| {
            change.kind == RelationKind::Replaces && change.ends_document()
        };
        if changes.iter().any(replaced)
            && let Some(holder) = self.tracker.current_replacement(entry)
        {
            let pairs = views.iter_mut().zip(changes);
            let mut in_effect = pairs.filter(|(view, change)| !view.coming && replaced(change));
            if let Some((view, _)) = in_effect.next() {
                view.holder = Some(self.portal_document(&holder, None));
            }
        }
        views
    }

    fn change_view(&self, change: &IncomingEffect) -> ChangeView {
        let is_coming = |from: Option<PartialDate>| {
            from.is_some_and(|from| !self.tracker.has_come(from.first_day()))
        };
        let label = |name: &str, coming| format!("{}_{name}", if coming { "soon" } else { "rev" });
        let name = change.kind.code();
        let coming = is_coming(change.from);
        let day = |date| self.presenter.day(date);
        let doubts = change.doubts.iter().filter_map(|doubt| {
            let (kind, by) = doubt.cause.as_ref()?;
            Some(DoubtView {
                label: label(kind.code(), is_coming(doubt.from)),
                by: self.portal_document(by, None),
                from: doubt.from.map(day),
                until: doubt.until.map(day),
            })
        });
        ChangeView {
            name,
            label: label(name, coming),
            by: self.portal_document(&change.affecting, change.wording.clone()),
            from: change.from.map(day),
            issued_on: change.issued_on.map(day),
            until: change.until.map(day),
            part: change.extent == Extent::Part,
            coming,
            holder: None,
            doubts: doubts.collect(),
        }
    }

    /// Builds the view of a document that an entry names.
    pub(super) fn named_document(&self, reference: &Reference) -> NamedDocument {
        let resolved = self.tracker.resolve_reference(reference);
        self.resolved_document(reference, resolved.as_deref())
    }

    /// Builds the view of a named document: number and title if it is in the portal, else the reference as written. One
    /// whose title is erased is named as written too, and leads to its notice.
    pub(super) fn resolved_document(
        &self,
        reference: &Reference,
        resolved: Option<&Entry>,
    ) -> NamedDocument {
        if let Some(resolved) = resolved.filter(|resolved| !resolved.metadata.title.is_empty()) {
            return self.portal_document(resolved, reference.display_note());
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
        // A part that was written before the number is already in the text.
        let has_part = reference.part.as_ref().is_some_and(|part| text.starts_with(part.as_str()));
        let note = if has_part { reference.note.clone() } else { reference.display_note() };
        let number = reference.text.clone();
        let erased = resolved.filter(|resolved| resolved.erasure().is_some());
        let notice = erased.map(|resolved| href(&resolved.address));
        let url = notice.or_else(|| reference.url.clone());
        NamedDocument { number, text, language: None, url, note, effect: Vec::new() }
    }

    /// Builds the view of an entry of the portal: number and title.
    pub(super) fn portal_document(&self, entry: &Entry, note: Option<String>) -> NamedDocument {
        let title = &self.presenter.title(entry);
        let number = entry.metadata.number.as_ref().filter(|number| number.is_filled());
        let number = number.map(|number| number.written().to_owned());
        let text = match &number {
            Some(number) => format!("{number} – {title}"),
            None => title.clone(),
        };
        let language = self.presenter.lang_attribute(&self.presenter.language(entry));
        let url = Some(href(&entry.address));
        let number = number.unwrap_or_else(|| title.clone());
        NamedDocument { text, number, language, url, note, effect: Vec::new() }
    }

    /// Returns the diagram node of the page's own document.
    fn page_node(&self, entry: &Entry) -> DiagramNode {
        let NamedDocument { number, text, .. } = self.portal_document(entry, None);
        let number = if *number == *entry.metadata.title {
            entry.metadata.doc_type.map_or(number, String::from)
        } else {
            number
        };
        let label = self.ui_label("this_document").to_owned();
        DiagramNode { text: number, title: text, url: None, label, older: false }
    }

    /// Returns the nodes of the diagram. Citations are left out, because they are many and say little, and so are
    /// documents attached to this one and withdrawn ones, which are no steps in its history.
    fn diagram_nodes(&self, groups: &[RelationGroup]) -> Vec<DiagramNode> {
        let included = groups.iter().filter(|group| match group.name {
            "cites" | "related" | "giving_way" => false,
            "accompanies" => !group.inverse,
            _ => true,
        });
        let group_nodes = |group: &RelationGroup| {
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
        included.flat_map(group_nodes).collect()
    }
}

/// Returns whether a change brought about what is said of the document.
fn is_cause(said: &EffectStatement, change: &IncomingEffect) -> bool {
    said.state.status().is_some_and(|status| change.brings_about(status, said.from))
}

/// Returns whether a change ends the document on the last boundary of what is said.
fn is_end(said: &EffectStatement, change: &IncomingEffect) -> bool {
    change.ends_document() && said.until.is_some() && change.from == said.until
}
