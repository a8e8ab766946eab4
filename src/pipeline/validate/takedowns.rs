//! Validation of takedowns: the files of an erased entry must be gone.
//!
//! A file at its own path is not withdrawn from under another entry that requires it, because that would break the
//! other entry. The editor decides.

use super::Validator;
use crate::diagnostic::{MachineFault, faults};
use crate::entry::{Entry, FieldKey};

impl Validator<'_> {
    /// Reports files of an erased entry that are published all the same, because another entry requires them.
    pub(super) fn check_takedown(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        let files = entry.files.iter().filter(|_| entry.erasure().is_some());
        for file in files.filter(|file| self.input.plan.copies(&file.path)) {
            let place = self.field_place(&entry.source, Some(FieldKey::Withdrawal))?;
            self.faults.push(faults::erased_file_in_use(place, &file.path));
        }
        Ok(())
    }
}
