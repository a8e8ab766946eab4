//! Making the targets that are not up to date in parallel, into the stage of the output.
//!
//! A page's bytes go to the stage at once, so no more pages are in memory than there are threads. What is wrong with
//! the templates is gathered: a template that writes one wrong link on a thousand pages is told once. A target that is
//! up to date is neither read nor rendered; its file is kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::pictures::{Smaller, Wanted};
use super::why::{self, Measure, Why};
use super::{Build, Failure};
use crate::diagnostic::{Diagnostic, Place, faults};
use crate::ledger::{Made, News, Row};
use crate::library::Query;
use crate::output::{Output, Phase};
use crate::picture::WIDTHS;
use crate::render::{Rendered, Renderer};
use crate::site::{Target, What};
use crate::source::File;

/// What making all targets came to.
#[derive(Default)]
pub(super) struct Outcome {
    /// What is wrong with templates.
    pub(super) faults: Vec<Diagnostic>,
    /// The first day that a page waits for.
    pub(super) waited_for: Option<Date>,
    /// What is to be noted of the targets.
    pub(super) makings: Vec<Making>,
}

/// A target that was made.
pub(super) struct Making {
    pub(super) path: Arc<str>,
    /// Why it was; nothing for one that only needs to be noted anew.
    pub(super) why: Result<Why, Row>,
    pub(super) made: Made,
}

/// What making one target came to.
#[derive(Default)]
struct One {
    flaws: Vec<Flaw>,
    waited_for: Option<Date>,
    making: Option<Making>,
}

impl One {
    fn flawed(fault: Box<Diagnostic>) -> Self {
        Self { flaws: vec![Flaw::Fault(fault)], ..Self::default() }
    }
}

/// What is wrong with one rendered page.
enum Flaw {
    /// A fault with its place.
    Fault(Box<Diagnostic>),
    /// A link that leads nowhere and was written by no entry.
    Lost { template: String, link: String, page: Arc<str> },
}

/// What targets are made with.
pub(super) struct Work<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    pub(super) output: &'a Output,
    pub(super) measure: Measure<'a>,
    pub(super) smaller: &'a Smaller,
    pub(super) news: Mutex<News>,
}

/// A target, and what is known of it.
struct Item<'a> {
    target: &'a Target,
    what: u64,
    row: Option<&'a Row>,
}

impl Item<'_> {
    fn path(&self) -> &Arc<str> {
        &self.target.route.output
    }

    fn phase(&self) -> Phase {
        phase(self.target)
    }
}

impl Build<'_> {
    /// Makes all targets that are not up to date; tells what is wrong with templates on the way.
    pub(super) fn make(&self, work: &Work<'_>) -> Result<Outcome, Failure> {
        let targets = work.renderer.plan.targets.par_iter();
        let all: Result<Vec<One>, Failure> =
            targets.map(|target| self.target(work, target)).collect();
        let mut outcome = Outcome::default();
        let mut lost = BTreeMap::new();
        for one in all? {
            let days = [outcome.waited_for, one.waited_for];
            outcome.waited_for = days.into_iter().flatten().min();
            outcome.makings.extend(one.making);
            for flaw in one.flaws {
                match flaw {
                    Flaw::Fault(fault) => outcome.faults.push(*fault),
                    Flaw::Lost { template, link, page } => {
                        lost.entry((template, link)).or_insert(page);
                    }
                }
            }
        }
        // A template writes the same link on every page; it is told once, with the first page it was met on.
        outcome.faults.extend(lost.iter().map(|((template, link), page)| {
            faults::broken_template_link(self.portal.theme.template_place(template), link, page)
        }));
        Ok(outcome)
    }

    fn target(&self, work: &Work<'_>, target: &Target) -> Result<One, Failure> {
        let measure = &work.measure;
        let what = why::what(target, self.portal);
        let row = measure.known(target);
        let item = Item { target, what, row };
        let why = match row {
            Some(row) => measure.moved(target, what, &row.made),
            None => Some(Why::New),
        };
        if let What::Copy(from) = &target.what {
            return match self.portal.tree.get(from) {
                Some(file) => self.copy(work, &item, file, why),
                None => Ok(One::default()),
            };
        }
        let why = match (why, row) {
            (None, Some(row))
                if work.output.keep_sealed(item.path(), item.phase(), &row.seal)? =>
            {
                let reads = row.made.reads.iter();
                let queries = reads.map(|id| &measure.ledger.reads()[*id as usize].query);
                return Ok(One { waited_for: self.first_day(queries), ..One::default() });
            }
            (why, _) => why.unwrap_or(Why::Output),
        };
        match target.rendition() {
            Some(_) => self.smaller_picture(work, &item, why),
            None => self.page(work, &item, why),
        }
    }

    /// Makes a smaller picture, or looks whether it could be made where nothing is written.
    fn smaller_picture(&self, work: &Work<'_>, item: &Item<'_>, why: Why) -> Result<One, Failure> {
        let What::Rendition { path, digest, width } = &item.target.what else {
            return Ok(One::default());
        };
        let Some(file) = self.portal.tree.get(path) else { return Ok(One::default()) };
        let wanted = Wanted { file, digest, width: *width };
        let broken = || One::flawed(Box::new(faults::broken_picture(Place::file(path.clone()))));
        if self.options.output.is_none() {
            // One look is enough for all widths.
            let is_sound = *width != WIDTHS[0] || work.smaller.is_sound(wanted)?;
            return Ok(if is_sound { One::default() } else { broken() });
        }
        let Some(bytes) = work.smaller.get(wanted)? else { return Ok(broken()) };
        work.output.stage(item.path(), &bytes, item.phase())?;
        let made = work.measure.made(item.what);
        let making = Making { path: item.path().clone(), why: Ok(why), made };
        Ok(One { making: Some(making), ..One::default() })
    }

    /// Renders a target.
    fn page(&self, work: &Work<'_>, item: &Item<'_>, why: Why) -> Result<One, Failure> {
        let body =
            work.renderer.body_of(item.target).and_then(|source| self.portal.tree.get(&source));
        let body = match body.map(File::text).transpose()? {
            Some(Ok(text)) => Some(text),
            // A body that became unreadable since it was read a moment ago is told like any other fault.
            Some(Err(fault)) => return Ok(One::flawed(fault)),
            None => None,
        };
        let rendered = match work.renderer.render(item.target, body.as_ref()) {
            Ok(Some(rendered)) => rendered,
            Ok(None) => return Ok(One::default()),
            Err(fault) => return Ok(One::flawed(fault)),
        };
        let Rendered { bytes, links, template, reads } = rendered;
        work.output.stage(item.path(), &bytes, item.phase())?;
        let waited_for = self.first_day(reads.iter().map(|read| &read.query));
        let lost = links.iter().filter(|link| !(work.measure.leads)(link));
        let page = &item.target.route.address;
        let flaw = |link: &String| {
            let (template, link) = (template.clone(), link.clone());
            Flaw::Lost { template, link, page: page.clone() }
        };
        let flaws = lost.map(flaw).collect();
        let mut made = work.measure.made(item.what);
        {
            let mut news = work.news.lock().unwrap_or_else(PoisonError::into_inner);
            made.reads = news.reads(reads, item.row, work.measure.ledger);
            made.links = news.links(links, item.row, work.measure.ledger);
        }
        let making = Some(Making { path: item.path().clone(), why: Ok(why), made });
        Ok(One { flaws, waited_for, making })
    }

    /// Copies a file, unless the output has it.
    fn copy(
        &self,
        work: &Work<'_>,
        item: &Item<'_>,
        file: &File,
        why: Option<Why>,
    ) -> Result<One, Failure> {
        let original = file.stamp.is_settled(self.options.now).then_some(file.stamp);
        let made = Made { original, ..work.measure.made(item.what) };
        let path = item.path().clone();
        let why = match (why, item.row) {
            (None, Some(row)) => {
                let as_it_was = row.made.original == Some(file.stamp);
                let same = as_it_was || row.seal.is_of(&file.digest()?);
                if same && work.output.keep_sealed(&path, item.phase(), &row.seal)? {
                    let learnt = !as_it_was && original.is_some();
                    let making = learnt.then(|| Making { path, why: Err(row.clone()), made });
                    return Ok(One { making, ..One::default() });
                }
                if same { Why::Output } else { Why::File }
            }
            (why, _) => why.unwrap_or(Why::New),
        };
        work.output.stage_copy(&path, &file.disk(), item.phase())?;
        Ok(One { making: Some(Making { path, why: Ok(why), made }), ..One::default() })
    }

    /// Finds the first day that some questions wait for.
    fn first_day<'q>(&self, queries: impl Iterator<Item = &'q Query>) -> Option<Date> {
        queries.filter_map(Query::day).filter(|day| *day > self.portal.today).min()
    }
}

/// The phase of publishing a target belongs to: what pages need comes before them, what leads to them after.
fn phase(target: &Target) -> Phase {
    match &target.what {
        What::Asset(_) | What::Share => Phase::Asset,
        What::Copy(_) | What::Rendition { .. } => Phase::Attachment,
        What::Entry(_) | What::NotFound | What::Redirect(_) => Phase::Page,
        What::Home
        | What::Section(..)
        | What::Terms(_)
        | What::Term(..)
        | What::Toward(..)
        | What::Overview(..) => Phase::List,
        What::Feed(_)
        | What::Data(_)
        | What::SitemapIndex(_)
        | What::Sitemap(_)
        | What::Robots
        | What::OpenSearch
        | What::RedirectMap(_)
        | What::HeaderMap(_) => Phase::Feed,
    }
}
