//! The official form of documents: letterhead, recitals, addressee, recipients and signature, as
//! blocks.
//!
//! A line `::: tên` opens a block and a line `:::` closes it; in between, line breaks are kept.
//!
//! The work is done in two steps. [`edits`] isolates the markers of blocks, and escapes in their
//! lines what Markdown would read as lists and quotes, so that the parser sees paragraphs. [`blocks`]
//! then turns the paragraphs between two markers into the elements of the form, which [`writer`]
//! chooses.
//!
//! **Invariant.** A body without a block marker is not parsed twice.
//!
//! **Left out on purpose.** Blocks do not nest, and the text of a form line is not changed.

mod block;
pub(super) mod blocks;
pub(super) mod edits;
mod lines;
mod writer;
