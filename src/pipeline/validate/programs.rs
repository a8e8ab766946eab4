//! Refuses programs and office files with macros among the published files: an office has no reason to publish them,
//! and whoever gets into its folder has. What leads to one is refused as well, for it would lead nowhere.

use super::Validator;
use crate::config::Config;
use crate::diagnostic::{MachineFault, Place, faults};
use crate::entry::path_resolution::{InternalLink, InternalTarget};
use crate::entry::{Entry, FieldKey};
use crate::site::TargetKind;
use crate::source::path_parts::extension;

/// Extensions that Windows, Office, a desktop or a web server runs or obeys.
const PROGRAM_EXTENSIONS: &str = "\
    accde apk app appimage application appx asa ashx asmx asp aspx bat cab cfm cfml cgi chm \
    cmd com config cpl cshtml deb dll dmg docm dotm drv exe gadget hlp hta img iso jar jnlp \
    jse jsp jspx library-ms lnk mde msc msi msix msp ocx phar php php3 php4 php5 php7 php8 \
    phps pht phtm phtml pif pl potm ppam ppsm pptm ps1 ps1xml psm1 py pyc rb reg rpm scf scr \
    sct settingcontent-ms sh shtm shtml sldm stm svc sys url vb vbe vbs vhd vhdx ws wsc wsf \
    wsh xla xlam xll xlm xlsb xlsm xltm";

/// Returns whether a file is not published because it is a program that the settings do not allow.
pub(in crate::pipeline) fn is_refused(path: &str, config: &Config) -> bool {
    let extension = extension(path);
    // The file for IIS at the root may be the portal's own.
    path != "content/web.config"
        && PROGRAM_EXTENSIONS.split(' ').any(|program| program == extension)
        && !config.allowed_files.contains(&extension)
}

impl Validator<'_> {
    /// Reports the programs that would be published.
    pub(super) fn check_programs(&mut self) {
        let own = self.input.plan.targets.iter().filter_map(|target| match &target.kind {
            TargetKind::Copy(path) if is_refused(path, self.input.config) => Some(path),
            _ => None,
        });
        for path in self.input.refused.iter().chain(own) {
            let place = Place::file(path.clone());
            self.faults.push(faults::program_file(place, &extension(path)));
        }
    }

    /// Reports the attachments of an entry that are programs of others; its own are reported for themselves.
    pub(super) fn check_attachments(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        for (index, file) in entry.metadata.attachments.iter().enumerate() {
            let is_own = || entry.files.iter().any(|own| own.path == file.path);
            if self.is_program(&file.path) && !is_own() {
                let key = FieldKey::nth(FieldKey::Attachment, index);
                let place = self.field_place(&entry.source, Some(key))?;
                self.faults.push(faults::program_named(place, file.name()));
                self.broken_links.insert(file.address.to_string());
            }
        }
        Ok(())
    }

    /// Returns whether a link leads to a program that is not published.
    pub(super) fn leads_to_program(&self, link: &InternalLink) -> bool {
        match &link.target {
            InternalTarget::File(address, _)
            | InternalTarget::Address(address)
            | InternalTarget::Relative(address) => self.is_program(&format!("content{address}")),
            InternalTarget::FileOf(_, path) => self.is_program(path),
            InternalTarget::Entry(_) | InternalTarget::Outside => false,
        }
    }

    fn is_program(&self, path: &str) -> bool {
        is_refused(path, self.input.config) && self.input.tree.get(path).is_some()
    }
}
