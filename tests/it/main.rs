//! The integration tests: what users rely on, tried on whole portals.
//!
//! `portal` is the harness and `html` reads pages; the other modules hold tests, each of one kind.

mod affected_pages;
mod attachments;
mod build_snapshot;
mod citations;
mod cli;
mod file_watching;
mod files;
mod guarantees;
mod html;
mod incremental_builds;
mod mistakes;
mod open_data;
mod pictures;
mod preview;
mod preview_updates;
mod random;
mod relation_listings;
mod sample;
mod scheduled_changes;
mod second_theme;
mod server_configs;
mod source_rules;
mod spec;
mod test_portal;
mod test_session;
