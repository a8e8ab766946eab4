//! The part of the plan that leads through the whole portal: overviews, and the files of open data.
//!
//! Where there is no document there is nothing to look up, to disclose or to count.

use super::super::open_data::DataFormat;
use super::super::{DataFile, ListingPage, Overview, TargetKind, listing};
use super::{Claimant, Planner};
use crate::library::Term;

impl Planner<'_> {
    /// Plans the pages that lead through the portal, and the files of open data.
    pub(super) fn plan_overviews(&mut self) {
        let site = self.site;
        let postings = site.library.postings(&Term::Documents);
        for overview in site.overviews {
            let pages = match (overview, postings) {
                (Overview::Disclosure, Some(all)) => listing::pages(all, site.config.page_size),
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
