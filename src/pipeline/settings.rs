//! `portal.yaml` as it is on the disk: the only functions that read it.
//!
//! A missing file is a fault like an unreadable one, so every command reports it in the same words.

use std::path::Path;

use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::source::{self, TextResult, fingerprint, git};

/// The settings of a portal, as read.
pub struct PortalSettings {
    /// The settings.
    pub config: Config,
    /// The faults in them.
    pub faults: Vec<Diagnostic>,
    /// The fingerprint of the file.
    pub(super) fingerprint: u64,
}

/// Reads the text of `portal.yaml` in the folder `root`.
pub fn read_settings_text(root: &Path) -> Result<TextResult, MachineFault> {
    let missing = || {
        let fault = faults::missing_portal_yaml(Place::file(config::shared_file_name()));
        Err(Box::new(fault))
    };
    Ok(source::read_file(root, config::FILE_NAME)?.unwrap_or_else(missing))
}

/// Reads the settings of the portal at `root`; the inner error says why they are unreadable.
pub fn read_settings(root: &Path) -> Result<Result<PortalSettings, Box<Diagnostic>>, MachineFault> {
    let parse = |text: SourceText| {
        let fingerprint = fingerprint(text.as_str());
        let (mut faults, text) = git::resolve_conflicts(&text, false).unwrap_or((Vec::new(), text));
        let (config, of_settings) =
            Config::read(&text).map_err(|fault| faults.pop().map_or(fault, Box::new))?;
        faults.extend(of_settings);
        Ok(PortalSettings { config, faults, fingerprint })
    };
    Ok(read_settings_text(root)?.and_then(parse))
}
