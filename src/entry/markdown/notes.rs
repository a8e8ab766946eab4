//! The numbers of footnotes.
//!
//! Notes are numbered in the order in which the text first refers to them; those that nothing
//! refers to come last, in the order of the text, because nothing that an author wrote is lost.

use std::collections::HashMap;

/// The references seen so far.
#[derive(Default)]
pub(super) struct Notes {
    /// The index in `citations` of each label, folded.
    labels: HashMap<String, usize>,
    /// How often each cited note is referred to.
    citations: Vec<usize>,
}

/// One reference to a note.
pub(super) struct Citation {
    /// The number of the note, from 1.
    pub(super) number: usize,
    /// Which of the references to that note it is, from 1.
    pub(super) nth: usize,
}

/// A definition that has found its place at the end of the body.
pub(super) struct Placed {
    /// Its index among the definitions.
    pub(super) definition: usize,
    /// Its number, from 1.
    pub(super) number: usize,
    /// How often it is referred to.
    pub(super) citations: usize,
}

impl Notes {
    /// Counts a reference to `label`.
    pub(super) fn cite(&mut self, label: &str) -> Citation {
        let next = self.citations.len();
        let index = *self.labels.entry(folded(label)).or_insert(next);
        if index == next {
            self.citations.push(0);
        }
        self.citations[index] += 1;
        Citation { number: index + 1, nth: self.citations[index] }
    }

    /// Orders the definitions with these labels by their numbers.
    ///
    /// Of two definitions with one label the first is the one referred to.
    pub(super) fn arrange<'l>(&self, labels: impl Iterator<Item = &'l str>) -> Vec<Placed> {
        let mut first: Vec<Option<usize>> = vec![None; self.citations.len()];
        let mut uncited = Vec::new();
        for (definition, label) in labels.enumerate() {
            match self.labels.get(&folded(label)) {
                Some(index) if first[*index].is_none() => first[*index] = Some(definition),
                _ => uncited.push(definition),
            }
        }
        let cited = first.into_iter().zip(&self.citations).zip(1..);
        let mut placed: Vec<Placed> = cited
            .filter_map(|((definition, citations), number)| {
                Some(Placed { definition: definition?, number, citations: *citations })
            })
            .collect();
        let after = self.citations.len() + 1;
        placed.extend(uncited.into_iter().zip(after..).map(|(definition, number)| Placed {
            definition,
            number,
            citations: 0,
        }));
        placed
    }
}

/// Returns the id of a note.
pub(super) fn note_id(number: usize) -> String {
    format!("ct-{number}")
}

/// Returns the id of a reference to a note.
pub(super) fn reference_id(number: usize, nth: usize) -> String {
    if nth == 1 { format!("ct-{number}-ref") } else { format!("ct-{number}-ref-{nth}") }
}

/// Folds the case of a label as `CommonMark` compares them, `ß` and `SS` alike.
fn folded(label: &str) -> String {
    label.to_uppercase().to_lowercase()
}
