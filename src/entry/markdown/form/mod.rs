//! The official form of documents: letterhead, recitals, addressee, recipients and signature, as
//! blocks.
//!
//! A line `::: tên` opens a block and a line `:::` closes it; in between, line breaks are kept.
//! Lettered lists belong here too, since they are recognised in the same pass over the lines.
//!
//! The work is done in two steps. [`edits`] isolates the markers of blocks, and escapes in their
//! lines what Markdown would read as lists and quotes, so that the parser sees paragraphs.
//! [`writer`] turns these into the elements of the form, while [`super::structure`] reads the events.
//!
//! **Invariant.** A body with neither a block marker nor a lettered line is not parsed twice.
//!
//! **Left out on purpose.** Blocks do not nest, and the text of a form line is not changed.

pub(super) mod block;
pub(super) mod edits;
pub(super) mod lettered_lists;
mod lines;
pub(super) mod writer;
