//! Niêm Yết: a static-site generator for the documents and news of Vietnamese public bodies.
//!
//! A portal is a folder of Markdown files with YAML front matter, a `portal.yaml` and optionally a theme. Its data
//! flows in one direction, and the modules below are listed in that order:
//!
//! 1. `source` lists and reads the files on disk, `config` parses `portal.yaml`.
//! 2. `entry` parses each file into an entry: its address, its metadata, and the links and citations of its body.
//! 3. `library` indexes all entries by their terms and relations, and answers queries.
//! 4. `site` plans the targets: the pages, lists, feeds and files of the site, and their addresses.
//! 5. `render` renders one target to bytes, using `theme`, and records its queries as dependencies.
//! 6. `output` publishes the files that differ and removes obsolete ones; `ledger` is the cache of the last build.
//! 7. `pipeline` runs these stages; `preview` serves the site while it is edited; `verify` compares a published site
//!    with its manifest; `cli` is the command line.
//!
//! `limits`, `monitor`, `name`, `vietnamese`, `diagnostic`, `yaml` and `picture` are used throughout: the largest
//! inputs, what a build says while it runs, shared texts, Vietnamese, faults as values, YAML, pictures.
//!
//! **Invariant.** A module uses those above it in this list and never those below. `vietnamese`, `picture`, `entry`,
//! `library`, `site` and `render` do no I/O. ARCHITECTURE.md describes each module and follows an edit through them.

pub mod limits;

pub mod monitor;

pub mod name;

pub mod vietnamese;

pub mod diagnostic;

pub mod yaml;

pub mod config;

pub mod source;

pub mod picture;

pub mod entry;

pub mod library;

pub mod site;

pub mod theme;

pub mod render;

pub mod output;

pub mod ledger;

pub mod lint;

pub mod pipeline;

pub mod preview;

pub mod verify;

pub mod cli;
