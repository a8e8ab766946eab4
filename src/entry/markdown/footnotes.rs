//! Numbers footnotes and makes their ids.
//!
//! Footnotes are numbered in the order of their first reference; those without a reference come
//! last, in document order, because nothing that an author wrote is dropped.

use std::collections::HashMap;

/// The footnote references seen so far.
#[derive(Default)]
pub(super) struct FootnoteNumbering {
    /// The index in `reference_counts` of each folded label.
    indices: HashMap<String, usize>,
    /// The number of references to each footnote.
    reference_counts: Vec<usize>,
}

/// A reference to a footnote.
pub(super) struct FootnoteReference {
    /// The number of the footnote, from 1.
    pub(super) number: usize,
    /// The index of this reference among those to the same footnote, from 1.
    pub(super) nth: usize,
}

/// A footnote definition with its number.
pub(super) struct NumberedFootnote {
    /// Its index among the definitions.
    pub(super) definition: usize,
    /// Its number, from 1.
    pub(super) number: usize,
    /// The number of references to it.
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

    /// Numbers the definitions with these labels, and returns them in the order of their numbers.
    ///
    /// If several definitions have the same label, references refer to the first.
    pub(super) fn order_definitions<'l>(
        &self,
        labels: impl Iterator<Item = &'l str>,
    ) -> Vec<NumberedFootnote> {
        let mut first: Vec<Option<usize>> = vec![None; self.reference_counts.len()];
        let mut unreferenced = Vec::new();
        for (definition, label) in labels.enumerate() {
            match self.indices.get(&fold_label(label)) {
                Some(index) if first[*index].is_none() => first[*index] = Some(definition),
                _ => unreferenced.push(definition),
            }
        }
        let referenced = first.into_iter().zip(&self.reference_counts).zip(1..);
        let mut numbered: Vec<NumberedFootnote> = referenced
            .filter_map(|((definition, references), number)| {
                Some(NumberedFootnote { definition: definition?, number, references: *references })
            })
            .collect();
        let next = self.reference_counts.len() + 1;
        numbered.extend(
            unreferenced.into_iter().zip(next..).map(|(definition, number)| NumberedFootnote {
                definition,
                number,
                references: 0,
            }),
        );
        numbered
    }
}

/// Returns the id of a footnote.
pub(super) fn footnote_id(number: usize) -> String {
    format!("ct-{number}")
}

/// Returns the id of a reference to a footnote.
pub(super) fn reference_id(number: usize, nth: usize) -> String {
    if nth == 1 { format!("ct-{number}-ref") } else { format!("ct-{number}-ref-{nth}") }
}

/// Folds the case of a label the way `CommonMark` compares labels (`ß` equals `SS`).
fn fold_label(label: &str) -> String {
    label.to_uppercase().to_lowercase()
}
