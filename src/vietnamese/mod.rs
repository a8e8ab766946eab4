//! Vietnamese text: spelling rules of the language and conventions of official documents.
//!
//! Holds what no library provides: removing tone marks, deciding when two spellings are the same
//! word, parsing dates and document numbers, and the table of document types with their
//! abbreviations. Every function is pure.
//!
//! **Invariant.** Text means the same in every Unicode form: composed (NFC), decomposed (NFD), or
//! with the look-alike letters that old converters left behind. No function panics on any input.
//!
//! **Left out on purpose.** The clock, files and settings. Uses no other module of the crate.

pub mod citation;
pub mod collation;
pub mod date;
pub mod document_type;
pub mod fold;
pub mod nearest;
pub mod number;
pub mod secrecy;
pub mod slug;
pub mod syllable;

#[cfg(test)]
mod test_texts;
