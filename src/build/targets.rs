//! Rendering all targets in parallel, into the stage of the output.
//!
//! A page's bytes go to the stage at once, so no more pages are in memory than there are threads. What is wrong with
//! the templates is gathered: a template that writes one wrong link on a thousand pages is told once.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::{Build, Failure, Filed};
use crate::diagnostic::{Diagnostic, faults};
use crate::entry::section::Section;
use crate::output::{Output, Phase};
use crate::render::{PortalView, Rendered, Renderer};
use crate::site::{Target, What};
use crate::source;

/// What rendering all targets came to.
#[derive(Default)]
pub(super) struct Outcome {
    /// What is wrong with templates.
    pub(super) faults: Vec<Diagnostic>,
    /// The first day that a page waits for.
    pub(super) waited_for: Option<Date>,
}

/// What rendering one target came to.
#[derive(Default)]
struct One {
    flaws: Vec<Flaw>,
    waited_for: Option<Date>,
}

impl One {
    fn flawed(flaw: Flaw) -> Self {
        Self { flaws: vec![flaw], waited_for: None }
    }
}

/// What is wrong with one rendered page.
enum Flaw {
    /// A fault with its place.
    Fault(Box<Diagnostic>),
    /// A link that leads nowhere and was written by no entry.
    Lost { template: String, link: String, page: Arc<str> },
}

impl Build<'_> {
    /// Renders all targets into the output's stage; tells what is wrong with templates on the way.
    pub(super) fn render(
        &self,
        sections: &[Section],
        filed: &Filed,
        output: &Output,
        leads: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<Outcome, Failure> {
        let (config, theme) = (self.config, self.theme);
        let renderer = Renderer {
            config,
            sections,
            library: &filed.library,
            plan: &filed.plan,
            theme,
            portal: PortalView::new(config, sections, &filed.plan, theme, self.today),
        };
        let one = |target: &Target| self.target(&renderer, target, output, leads);
        let all: Result<Vec<One>, Failure> = filed.plan.targets.par_iter().map(one).collect();
        let mut outcome = Outcome::default();
        let mut lost = BTreeMap::new();
        for one in all? {
            let days = [outcome.waited_for, one.waited_for];
            outcome.waited_for = days.into_iter().flatten().min();
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
            faults::broken_template_link(theme.template_place(template), link, page)
        }));
        Ok(outcome)
    }

    fn target(
        &self,
        renderer: &Renderer<'_>,
        target: &Target,
        output: &Output,
        leads: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<One, Failure> {
        let path = &target.route.output;
        if let What::Copy(from) = &target.what {
            if let Some(file) = self.tree.get(from) {
                output.stage_copy(path, &file.disk, phase(target))?;
            }
            return Ok(One::default());
        }
        let body = renderer.body_of(target).and_then(|source| self.tree.get(&source));
        let body = match body.map(source::File::text).transpose()? {
            Some(Ok(text)) => Some(text),
            // A body that became unreadable since it was read a moment ago is told like any other fault.
            Some(Err(fault)) => return Ok(One::flawed(Flaw::Fault(fault))),
            None => None,
        };
        match renderer.render(target, body.as_ref()) {
            Ok(None) => Ok(One::default()),
            Ok(Some(Rendered { bytes, links, template, reads })) => {
                output.stage(path, &bytes, phase(target))?;
                let lost = links.into_iter().filter(|link| !leads(link));
                let page = &target.route.address;
                let flaw =
                    |link| Flaw::Lost { template: template.clone(), link, page: page.clone() };
                let days = reads.iter().filter_map(|read| read.query.day());
                let waited_for = days.filter(|day| *day > self.today).min();
                Ok(One { flaws: lost.map(flaw).collect(), waited_for })
            }
            Err(fault) => Ok(One::flawed(Flaw::Fault(fault))),
        }
    }
}

/// The phase of publishing a target belongs to: what pages need comes before them, what leads to them after.
fn phase(target: &Target) -> Phase {
    match &target.what {
        What::Asset(_) => Phase::Asset,
        What::Copy(_) => Phase::Attachment,
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
        | What::RedirectMap(_) => Phase::Feed,
    }
}
