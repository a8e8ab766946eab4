//! Diagnostics: everything that can be wrong with a portal, as values.
//!
//! A fault of content, configuration or theme is a [`Diagnostic`]: it has a severity, a [`Place`], a message and
//! usually hints how to repair it, in Vietnamese and in English. Faults are collected, sorted by place and reported
//! together; nothing here prints. Only the tables in [`faults`] create them, so that one folder has all faults and
//! their wording.
//!
//! A fault of the machine (disk full, no permission) is not a diagnostic but a [`MachineFault`]: it has a path and
//! stops the build.

mod fault;
mod fault_list;
pub mod faults;
pub mod format;
mod language;
mod machine_fault;
mod place;
mod printable;
mod source_text;

pub use fault::{Consequence, Diagnostic, FaultKind, Severity, sort_and_dedup};
pub use fault_list::FaultList;
pub use language::{BilingualText, Language};
pub use machine_fault::{MachineFault, MachineOperation, WINDOWS_HELD_CODES, system_error_text};
pub use place::Place;
pub use printable::{printable, printable_json, printable_lines};
pub use source_text::SourceText;
