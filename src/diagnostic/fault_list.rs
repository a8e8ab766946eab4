//! A list of faults that stays short: of many of one kind in a file, the first are listed and the others counted.
//!
//! A file with a hundred thousand broken links has one cause, and a report of that many lines helps no one.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::Arc;

use super::fault::Diagnostic;
use super::faults;
use crate::limits;

/// Collects faults, at most [`limits::LISTED_FAULTS`] of one code in one file.
#[derive(Debug, Clone, Default)]
pub struct FaultList {
    listed: Vec<Diagnostic>,
    /// The number of faults of each code in each file.
    counts: HashMap<(Arc<str>, Cow<'static, str>), usize>,
    /// The first fault of a code in a file that is not listed, by file and code.
    first_omitted: BTreeMap<(Arc<str>, Cow<'static, str>), Diagnostic>,
}

impl FaultList {
    /// Adds a fault, or counts it.
    pub fn push(&mut self, fault: Diagnostic) {
        let key = (fault.place.file.clone(), fault.code.clone());
        let count = self.counts.entry(key.clone()).or_default();
        *count += 1;
        if *count <= limits::LISTED_FAULTS {
            self.listed.push(fault);
        } else if *count == limits::LISTED_FAULTS + 1 {
            self.first_omitted.insert(key, fault);
        }
    }

    /// Returns some faults in this way.
    pub fn limited(faults: impl IntoIterator<Item = Diagnostic>) -> Vec<Diagnostic> {
        let mut list = Self::default();
        list.extend(faults);
        list.into_vec()
    }

    /// Returns the listed faults, and after them one for each kind that says how many more there are.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        let Self { mut listed, counts, first_omitted } = self;
        listed.extend(first_omitted.into_iter().map(|(key, first)| {
            let omitted = counts[&key] - limits::LISTED_FAULTS;
            faults::more_of_one_kind(first, omitted)
        }));
        listed
    }
}

impl Extend<Diagnostic> for FaultList {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, faults: T) {
        faults.into_iter().for_each(|fault| self.push(fault));
    }
}

impl Deref for FaultList {
    type Target = [Diagnostic];

    /// Returns the listed faults only, not those that are counted.
    fn deref(&self) -> &[Diagnostic] {
        &self.listed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    #[test]
    fn faults_beyond_the_first_of_a_kind_in_a_file_are_counted() {
        let mut list = FaultList::default();
        for line in 1..=300 {
            let place = Place::in_line("a.md".into(), line, 1, 1, ("x", 0));
            list.push(faults::missing_date(place.clone(), true));
            list.push(faults::empty_heading(place));
        }
        list.push(faults::missing_date(Place::file("b.md"), true));
        let faults = list.into_vec();
        assert_eq!(faults.len(), 2 * 200 + 1 + 2);
        let last = faults.last().expect("there are faults");
        assert_eq!((last.place.line, &*last.code), (201, "no-date"));
        assert_eq!(last.message.vi, "và 100 góp ý cùng loại nữa trong tệp này");
        assert_eq!(last.severity, faults[0].severity);
    }
}
