//! Refuses programs and office files with macros among the published files: an office has no reason to publish them,
//! and whoever gets into its folder has.

use super::Validator;
use crate::config::Config;
use crate::diagnostic::{Place, faults};
use crate::site::TargetKind;
use crate::source::path_parts::extension;

/// Extensions that Windows, Office, a desktop or a web server runs or obeys.
const PROGRAM_EXTENSIONS: [&str; 72] = [
    "accde", "apk", "app", "appimage", "appx", "asa", "ashx", "asmx", "asp", "aspx", "bat", "cgi",
    "chm", "cmd", "com", "config", "cpl", "cshtml", "deb", "dll", "dmg", "docm", "dotm", "exe",
    "gadget", "hta", "img", "iso", "jar", "jse", "jsp", "jspx", "lnk", "mde", "msi", "msix", "msp",
    "phar", "php", "php3", "php4", "php5", "php7", "phps", "phtml", "pif", "pl", "potm", "ppam",
    "ppsm", "pptm", "ps1", "psm1", "reg", "rpm", "scf", "scr", "sct", "sh", "shtml", "url", "vbe",
    "vbs", "vhd", "wsc", "wsf", "wsh", "xlam", "xll", "xlsb", "xlsm", "xltm",
];

/// Returns whether a file is not published because it is a program that the settings do not allow.
pub(in crate::pipeline) fn is_refused(path: &str, config: &Config) -> bool {
    let extension = extension(path);
    // The file for IIS at the root may be the portal's own.
    path != "content/web.config"
        && PROGRAM_EXTENSIONS.contains(&&*extension)
        && !config.allowed_files.contains(&extension)
}

impl Validator<'_> {
    pub(super) fn check_programs(&mut self) {
        for target in &self.input.plan.targets {
            let TargetKind::Copy(path) = &target.kind else { continue };
            if is_refused(path, self.input.config) {
                let place = Place::file(path.clone());
                self.faults.push(faults::program_file(place, &extension(path)));
            }
        }
    }
}
