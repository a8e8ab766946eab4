//! The integration tests: what users rely on, tested on whole portals.
//!
//! `test_portal` and `test_session` are the harness, `files` and `html` read sites, `rng` makes random numbers; each
//! other module tests one area.

mod affected_pages;
mod attachments;
mod build_snapshot;
mod citations;
mod cli;
mod documents;
mod effect_table;
mod file_watching;
mod files;
mod guarantees;
mod hidden_characters;
mod html;
mod import_circles;
mod incremental_builds;
#[cfg(unix)]
mod keep_going;
mod limits;
mod machine_faults;
mod markdown_examples;
mod mistakes;
mod open_data;
mod payloads;
mod pictures;
mod preview;
mod preview_updates;
mod random;
mod relation_listings;
mod rng;
mod sample;
mod scheduled_changes;
mod second_theme;
mod servers;
mod source_rules;
mod spec;
mod takedowns;
mod test_portal;
mod test_session;
mod verify;
mod vietnamese_settings;
mod visible_words;
