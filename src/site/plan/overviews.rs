//! Plans the overviews of the whole portal and the files of open data.
//!
//! A portal without documents has neither, except for the site map and the list of changes.

use super::super::open_data::DataFormat;
use super::super::{DataFile, ListingPage, Overview, TargetKind, listing};
use super::{Claimant, Planner};
use crate::library::Term;

impl Planner<'_> {
    /// Plans the overviews and the files of open data.
    pub(super) fn plan_overviews(&mut self) {
        let site = self.site;
        let postings = site.library.postings(&Term::Documents);
        let years_of_events = site.library.event_years();
        for overview in site.overviews {
            let pages = match (overview, postings) {
                (Overview::Disclosure, Some(postings)) => {
                    listing::pages(postings.years(), site.config.page_size)
                }
                (Overview::Events, _) if site.library.has_events() => {
                    listing::pages(&years_of_events, site.config.page_size)
                }
                (Overview::Events, _) => Vec::new(),
                (Overview::SiteMap, _) | (_, Some(_)) => vec![ListingPage::Head],
                (_, None) => Vec::new(),
            };
            for page in pages {
                let address = listing::address(overview.address(), page);
                if !self.add(address, TargetKind::Overview(*overview, page), Claimant::Generated) {
                    break;
                }
            }
        }
        // An entry of a feed has a day.
        if years_of_events.iter().any(|(year, _)| year.0.is_some())
            && self.plan.contains(Overview::Events.address())
        {
            let address = format!("{}atom.xml", Overview::Events.address());
            self.add(address, TargetKind::EventFeed, Claimant::Generated);
        }
        let Some(postings) = postings else { return };
        let mut files = vec![DataFile::Index, DataFile::Schema];
        for (year, _) in postings.years() {
            files.extend(
                [DataFormat::Json, DataFormat::Csv].map(|format| DataFile::Year(*year, format)),
            );
        }
        for file in files {
            self.add(file.address(), TargetKind::Data(file), Claimant::Generated);
        }
    }
}
