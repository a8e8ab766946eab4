//! Niêm Yết: a static-site generator for the documents and news of Vietnamese public bodies.
//!
//! A portal is a folder of Markdown files with YAML metadata, a `portal.yaml` and, if it likes, a theme. A build
//! reads it in one direction, and the modules below stand in that order, which is the order of the data:
//!
//! 1. `source` lists what lies on disk, `config` says what the portal is.
//! 2. `entry` makes of each file an entry: what it is, where it will lie, what others may know of it.
//! 3. `library` files all entries under the terms they carry, and answers questions.
//! 4. `site` plans the targets: which pages, lists, feeds and files there are, and where each lies.
//! 5. `render` makes one target into bytes with the help of `theme`, and returns the questions it asked.
//! 6. `output` writes the bytes that differ and removes what is gone; `ledger` keeps what the next build need not do
//!    again; `build` runs it all, `preview` shows it.
//!
//! What is wrong on the way is a value (`diagnostic`), collected and reported in one run. A module may use those
//! above it in this list and never those below; `vietnamese`, `picture`, `entry`, `library`, `site` and `render` are
//! pure.

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

pub mod pipeline;

pub mod preview;

pub mod cli;
