//! What portal.yaml says of pages: where its links lead, and which sections it names.
//!
//! It can be judged only when all pages are known, and is told at its place in portal.yaml.

use super::Judge;
use crate::config::{MenuLink, SectionName};
use crate::diagnostic::faults;
use crate::entry::address;
use crate::site::{ListingPage, What};
use crate::vietnamese::nearest::nearest;

impl Judge<'_> {
    /// Judges the links and the sections of portal.yaml.
    pub(super) fn settings(&mut self) {
        let config = self.known.config;
        for link in config.menu.iter().chain(&config.links) {
            self.setting_leads(link);
        }
        for language in &config.languages {
            for link in language.home.iter().chain(&language.menu) {
                self.setting_leads(link);
            }
            for section in &language.sections {
                self.is_section(section);
            }
        }
    }

    fn setting_leads(&mut self, link: &MenuLink) {
        if !link.url.starts_with('/') {
            return;
        }
        let written = address::decode(&link.url);
        let written = path_of(&written);
        if let Err(near) = self.lands(written) {
            let place = link.place.clone();
            self.found.push(faults::broken_link(place, &link.url, near.as_deref()));
            self.broken.insert(written.to_owned());
        }
    }

    fn is_section(&mut self, named: &SectionName) {
        let sections = self.known.plan.targets.iter().filter_map(|target| match &target.what {
            What::Section(address, ListingPage::Head) => Some(&**address),
            _ => None,
        });
        let (address, _) = address::of_folder(&named.folder);
        let mut known = sections.clone();
        if known.any(|section| section == address) {
            return;
        }
        let near = nearest(&named.folder, sections.map(|section| section.trim_matches('/')));
        let place = named.place.clone();
        self.found.push(faults::unknown_section(place, &named.folder, near));
    }
}

fn path_of(address: &str) -> &str {
    address.split(['#', '?']).next().unwrap_or_default()
}
