//! Refuses programs and office files with macros among the published files: an office has no reason to publish them,
//! and whoever gets into its folder has.

use super::Validator;
use crate::diagnostic::{Place, faults};
use crate::site::TargetKind;
use crate::source::path_parts::extension;

/// Extensions that Windows, Office, a desktop or a web server runs.
const PROGRAM_EXTENSIONS: [&str; 55] = [
    "apk", "app", "appimage", "appx", "asp", "aspx", "bat", "cgi", "chm", "cmd", "com", "cpl",
    "deb", "dll", "dmg", "docm", "dotm", "exe", "gadget", "hta", "iso", "jar", "jse", "jsp",
    "jspx", "lnk", "msi", "msix", "msp", "phar", "php", "php3", "php4", "php5", "php7", "phps",
    "phtml", "pif", "potm", "ppam", "ppsm", "pptm", "ps1", "psm1", "reg", "rpm", "scf", "scr",
    "sh", "shtml", "url", "vbe", "vbs", "wsf", "xlsm",
];

/// The same, for the less usual formats of Excel.
const MACRO_SHEET_EXTENSIONS: [&str; 3] = ["xlam", "xlsb", "xltm"];

impl Validator<'_> {
    pub(super) fn check_programs(&mut self) {
        let allowed = &self.input.config.allowed_files;
        for target in &self.input.plan.targets {
            let TargetKind::Copy(path) = &target.kind else { continue };
            let extension = extension(path);
            let is_program = PROGRAM_EXTENSIONS.contains(&&*extension)
                || MACRO_SHEET_EXTENSIONS.contains(&&*extension);
            if is_program && !allowed.contains(&extension) {
                self.faults.push(faults::program_file(Place::file(path.clone()), &extension));
            }
        }
    }
}
