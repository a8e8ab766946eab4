//! Vietnamese text: what the language and the rules of office work say about writing.
//!
//! Here lives the knowledge that no library has: how a letter loses its tone, when two spellings
//! are one word, how a date and a document number are written, which types of documents there are
//! and how they are abbreviated. Everything is a pure function of its arguments.
//!
//! **Invariant.** Text means the same in every Unicode form: composed (NFC), decomposed (NFD), or
//! with the look-alike letters that old converters left behind. No function panics, whatever it is
//! given.
//!
//! **Left out on purpose.** No clock, no files, no settings, and no other room of the crate.

pub mod citation;
pub mod collation;
pub mod date;
pub mod document_type;
pub mod fold;
pub mod nearest;
pub mod number;
pub mod slug;

#[cfg(test)]
mod test_texts;
