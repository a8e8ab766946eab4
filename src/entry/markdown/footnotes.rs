//! The numbers of footnotes.
//!
//! Notes are numbered in the order in which the text first refers to them; those that nothing
//! refers to come last, in the order of the text, because nothing that an author wrote is lost.

use std::collections::HashMap;

/// The references seen so far.
#[derive(Default)]
pub(super) struct FootnoteNumbering {
    /// The index in `citations` of each label, folded.
    indices: HashMap<String, usize>,
    /// How often each cited note is referred to.
    reference_counts: Vec<usize>,
}

/// One reference to a note.
pub(super) struct FootnoteReference {
    /// The number of the note, from 1.
    pub(super) number: usize,
    /// Which of the references to that note it is, from 1.
    pub(super) nth: usize,
}

/// A definition that has found its place at the end of the body.
pub(super) struct NumberedFootnote {
    /// Its index among the definitions.
    pub(super) definition: usize,
    /// Its number, from 1.
    pub(super) number: usize,
    /// How often it is referred to.
    pub(super) references: usize,
}

impl FootnoteNumbering {
    /// Counts a reference to `label`.
    pub(super) fn add_reference(&mut self, label: &str) -> FootnoteReference {
        let next = self.reference_counts.len();
        let index = *self.indices.entry(fold_label(label)).or_insert(next);
        if index == next {
            self.reference_counts.push(0);
        }
        self.reference_counts[index] += 1;
        FootnoteReference { number: index + 1, nth: self.reference_counts[index] }
    }

    /// Orders the definitions with these labels by their numbers.
    ///
    /// Of two definitions with one label the first is the one referred to.
    pub(super) fn order_definitions<'l>(
        &self,
        labels: impl Iterator<Item = &'l str>,
    ) -> Vec<NumberedFootnote> {
        let mut first: Vec<Option<usize>> = vec![None; self.reference_counts.len()];
        let mut uncited = Vec::new();
        for (definition, label) in labels.enumerate() {
            match self.indices.get(&fold_label(label)) {
                Some(index) if first[*index].is_none() => first[*index] = Some(definition),
                _ => uncited.push(definition),
            }
        }
        let cited = first.into_iter().zip(&self.reference_counts).zip(1..);
        let mut placed: Vec<NumberedFootnote> = cited
            .filter_map(|((definition, citations), number)| {
                Some(NumberedFootnote { definition: definition?, number, references: *citations })
            })
            .collect();
        let after = self.reference_counts.len() + 1;
        placed.extend(
            uncited.into_iter().zip(after..).map(|(definition, number)| NumberedFootnote {
                definition,
                number,
                references: 0,
            }),
        );
        placed
    }
}

/// Returns the id of a note.
pub(super) fn footnote_id(number: usize) -> String {
    format!("ct-{number}")
}

/// Returns the id of a reference to a note.
pub(super) fn reference_id(number: usize, nth: usize) -> String {
    if nth == 1 { format!("ct-{number}-ref") } else { format!("ct-{number}-ref-{nth}") }
}

/// Folds the case of a label as `CommonMark` compares them, `ß` and `SS` alike.
fn fold_label(label: &str) -> String {
    label.to_uppercase().to_lowercase()
}
