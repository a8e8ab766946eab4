//! The integration tests: what users rely on, tried on whole portals.
//!
//! `portal` is the harness and `html` reads pages; the other modules hold tests, each of one kind.

mod attachments;
mod citations;
mod cli;
mod days;
mod desk;
mod edits;
mod files;
mod headers;
mod html;
mod ledger;
mod mistakes;
mod open_data;
mod pictures;
mod portal;
mod preview;
mod promises;
mod random;
mod related;
mod sample;
mod sight;
mod spec;
mod standing;
mod themes;
mod tidy;
mod watch;
