//! Checks the references of `portal.yaml` to the site: the targets of its links, and the names of sections.
//!
//! These checks need the site plan; faults are reported at their place in `portal.yaml`.

use super::Validator;
use crate::config::{MenuLink, SectionName};
use crate::diagnostic::faults;
use crate::entry::section::folder_meant;
use crate::entry::{self, address};
use crate::site::{ListingPage, TargetKind};
use crate::vietnamese::nearest::nearest;

impl Validator<'_> {
    /// Checks the links and the section names of `portal.yaml`.
    pub(super) fn check_settings(&mut self) {
        let config = self.input.config;
        for section in &config.sections {
            if let Some(other) = folder_meant(&section.folder, config, self.input.tree) {
                let place = section.place.clone();
                let fault = faults::section_without_folder(place, &section.folder, other);
                self.faults.push(fault);
            }
        }
        for field in &config.own_fields {
            if entry::is_built_in(&field.key) {
                let fault = faults::own_field_twice(field.place.clone(), &field.written);
                self.faults.push(fault);
            }
            for section in &field.sections {
                self.check_section_name(section);
            }
        }
        for link in config.menu.iter().chain(&config.links) {
            self.check_menu_link(link);
        }
        for language in &config.languages {
            for link in language.home.iter().chain(&language.menu) {
                self.check_menu_link(link);
            }
            for section in &language.sections {
                self.check_section_name(section);
            }
        }
    }

    fn check_menu_link(&mut self, link: &MenuLink) {
        if !link.url.starts_with('/') {
            return;
        }
        let written = address::decode(&link.url);
        let written = without_query(&written);
        if let Err(near) = self.check_address(written, None) {
            let place = link.place.clone();
            self.faults.push(faults::broken_link(place, &link.url, near.as_deref()));
            self.broken_links.insert(written.to_owned());
        }
    }

    fn check_section_name(&mut self, section: &SectionName) {
        let sections = self.input.plan.targets.iter().filter_map(|target| match &target.kind {
            TargetKind::Section(address, ListingPage::Head) => Some(&**address),
            _ => None,
        });
        let (address, _) = address::of_folder(&section.folder);
        let mut known_addresses = sections.clone();
        if known_addresses.any(|known| known == address) {
            return;
        }
        let nearest_name =
            nearest(&section.folder, sections.map(|section| section.trim_matches('/')));
        let place = section.place.clone();
        self.faults.push(faults::unknown_section(place, &section.folder, nearest_name));
    }
}

fn without_query(address: &str) -> &str {
    address.split(['#', '?']).next().unwrap_or_default()
}
