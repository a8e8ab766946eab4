//! The official form: letterhead, recitals, addressee, recipients and signature, as blocks.
//!
//! A line `::: tên` opens a block and a line `:::` closes it; in between a line is a line. Lists by
//! letters belong here too, since they are recognised in the same walk over the lines.
//!
//! The work is done in two places. [`amend`] sets the marks of blocks apart and takes from the
//! lines within what Markdown would read as lists and quotes, so that the parser sees paragraphs.
//! [`write`] makes of these the elements of the form, while [`super::structure`] reads the events.
//!
//! **Invariant.** A body with neither a line of colons nor one with a letter is not read twice.
//!
//! **Left out on purpose.** Blocks do not nest, and nothing is rewritten: what a line of a form
//! says is shown as it was typed.

pub(super) mod block;
pub(super) mod edits;
pub(super) mod lettered_lists;
mod lines;
pub(super) mod writer;
