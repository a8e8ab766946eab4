//! Advice on dates that contradict each other or lie outside reason.
//!
//! A partial date counts as every day of its period, so it contradicts another only if no day of it fits.

use std::ops::Range;

use jiff::civil::{Date, date};

use super::EntryLinter;
use crate::config::EntryKind;
use crate::diagnostic::faults;
use crate::entry::{Extent, FieldKey, Metadata, RareMetadata};
use crate::library::{DependencyTracker, EffectState};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::number::NumberForm;

/// The first day of the present state, before which no public body of it issued anything.
const FIRST_DAY: Date = date(1945, 1, 1);
/// The first year of the Internet in Viet Nam (November 1997), before which nothing was posted.
const FIRST_POSTING: Date = date(1997, 1, 1);
/// What programs write for a date that they do not have.
const EPOCH: Date = date(1970, 1, 1);
/// Effect that begins later is a mistyped year.
const MAX_YEARS_AHEAD: i16 = 5;

/// Posting after so many days is late (the decree asks for 2, the law for 5 working days).
const MIN_DAYS_LATE: i32 = 90;
/// After more days, an older document was digitised.
const MAX_DAYS_LATE: i32 = 366;
/// The day from which Decree 43/2011/NĐ-CP asked for posting in time.
const FIRST_DEADLINE: Date = date(2011, 10, 1);

impl EntryLinter<'_> {
    /// Checks the dates of an entry.
    pub(super) fn check_dates(&mut self) {
        self.check_reason();
        if self.entry.kind == EntryKind::Document {
            self.check_posting();
            self.check_effect();
        }
    }

    /// Reports dates that are earlier or later than can be.
    fn check_reason(&mut self) {
        let metadata = &self.entry.metadata;
        let Metadata { issued_on, effective_on, posted_at, .. } = metadata;
        let RareMetadata { expires_on, updated_at, .. } = &**metadata;
        let (posted, updated) = (posted_at.map(|at| at.date()), updated_at.map(|at| at.date()));
        let today = self.portal.input.library.today();
        let last = today.saturating_add(jiff::Span::new().years(MAX_YEARS_AHEAD));
        let dates = [
            ("issued_on", *issued_on, FIRST_DAY, last),
            ("effective_on", *effective_on, FIRST_DAY, last),
            ("expires_on", *expires_on, FIRST_DAY, Date::MAX),
            ("posted_at", posted.map(PartialDate::Day), FIRST_POSTING, Date::MAX),
            ("updated_at", updated.map(PartialDate::Day), FIRST_POSTING, Date::MAX),
        ];
        for (name, written, first, last) in dates {
            let Some(written) = written else { continue };
            let is_possible = written.last_day() >= first && written.first_day() <= last;
            if !is_possible || written.as_day() == Some(EPOCH) {
                let place = self.value_place(name);
                self.advice.push(faults::unlikely_date(place, &written.to_string()));
            } else if name == "issued_on" && written.first_day() > today {
                let place = self.value_place(name);
                self.advice.push(faults::issued_in_future(place, &written.to_string()));
            }
        }
    }

    /// Reports posting before the issue, or months after it.
    fn check_posting(&mut self) {
        let metadata = &self.entry.metadata;
        let (Some(issued), Some(posted)) = (metadata.issued_on, metadata.posted_at) else { return };
        let posted = posted.date();
        if posted < issued.first_day() {
            let place = self.value_place("posted_at");
            let posted = PartialDate::Day(posted).to_string();
            self.advice.push(faults::posted_before_issue(place, &posted, &issued.to_string()));
            return;
        }
        let days = posted.since(issued.last_day()).map_or(0, |span| span.get_days());
        let is_late = (MIN_DAYS_LATE..=MAX_DAYS_LATE).contains(&days);
        if is_late && issued.first_day() >= FIRST_DEADLINE {
            let place = self.value_place("posted_at");
            self.advice.push(faults::posted_late(place, days));
        }
    }

    /// Reports effect before the issue, effect that ends before it begins, and a document whose page can only say that
    /// its day of effect is not recorded, or that its effect is unclear.
    fn check_effect(&mut self) {
        let metadata = &self.entry.metadata;
        let Metadata { issued_on, effective_on, number, .. } = metadata;
        let expires_on = &metadata.expires_on;
        if let (Some(issued), Some(effective)) = (*issued_on, *effective_on)
            && effective.last_day() < issued.first_day()
        {
            let place = self.value_place("effective_on");
            let (effective, issued) = (effective.to_string(), issued.to_string());
            self.advice.push(faults::effect_before_issue(place, &effective, &issued));
        }
        if let (Some(expires), Some(begins)) = (*expires_on, effective_on.or(*issued_on))
            && expires.last_day() <= begins.first_day()
        {
            let place = self.value_place("expires_on");
            let (expires, begins) = (expires.to_string(), begins.to_string());
            self.advice.push(faults::ends_before_begin(place, &expires, &begins));
        }
        let is_normative = number
            .as_ref()
            .is_some_and(|number| matches!(number.form(), NumberForm::Normative | NumberForm::Law));
        if self.entry.metadata.translation_of.is_some() {
            return;
        }
        let tracker = DependencyTracker::new(self.portal.input.library.clone());
        let said = tracker.effect_statement(self.entry).map(|said| said.state);
        if said == Some(EffectState::Unclear) {
            self.report_unclear_effects(&tracker);
        }
        if is_normative {
            self.check_stated_effect(*effective_on);
        } else if effective_on.is_none() && said == Some(EffectState::Undated) {
            let place = self.field_place(FieldKey::FrontMatter);
            self.advice.push(faults::no_effective_date(place, None));
        }
    }

    /// Reports the documents that act on this one, but do not say on which part or from when. That one of them is
    /// suspended itself is no omission.
    fn report_unclear_effects(&mut self, tracker: &DependencyTracker) {
        let today = self.portal.input.library.today();
        for effect in tracker.incoming_effects(self.entry) {
            let Some(index) = tracker.relation_of_effect(&effect, self.entry) else { continue };
            if effect.is_unclear_on(today) {
                let affecting = &effect.affecting;
                let target = &affecting.metadata.relations[index].target;
                let lacks_part = effect.extent == Extent::Unspecified;
                let line = lacks_part.then(|| affecting.relation_line(index, target, &["part"]));
                let place = self.field_place(FieldKey::FrontMatter);
                let (file, lacks_day) = (&affecting.source, effect.from.is_none());
                self.advice.push(faults::unclear_effect(place, file, line.as_ref(), lacks_day));
            }
        }
    }

    /// Compares the date of effect with the one that the text of a normative act states.
    fn check_stated_effect(&mut self, effective: Option<PartialDate>) {
        let stated = stated_effect(self.body());
        match (effective, stated) {
            (None, stated) => {
                let place = self.field_place(FieldKey::Number);
                let stated = stated.map(|(day, _)| PartialDate::Day(day).to_string());
                self.advice.push(faults::no_effective_date(place, stated.as_deref()));
            }
            (Some(effective), Some((stated, range)))
                if !(effective.first_day()..=effective.last_day()).contains(&stated) =>
            {
                let place = self.body_place(range);
                let stated = PartialDate::Day(stated).to_string();
                let effective = effective.to_string();
                self.advice.push(faults::stated_effect_differs(place, &stated, &effective));
            }
            (Some(_), _) => {}
        }
    }
}

/// Finds the day from which a text says that it is in force, «Nghị định này có hiệu lực thi hành kể từ ngày …», and its
/// range; nothing if it says so of several days, as a text that quotes others does.
fn stated_effect(body: &str) -> Option<(Date, Range<usize>)> {
    let mut stated: Option<(Date, Range<usize>)> = None;
    for (at, words) in body.match_indices("này có hiệu lực") {
        let rest = &body[at + words.len()..];
        let rest = rest.strip_prefix(" thi hành").unwrap_or(rest);
        let rest = rest.strip_prefix(" kể").unwrap_or(rest);
        let Some(rest) = rest.strip_prefix(" từ ngày ") else { continue };
        let rest = rest.trim_start_matches('*');
        // A date ends with the four digits of its year.
        let is_year = |digits: &[u8]| digits.iter().all(u8::is_ascii_digit);
        let Some(year) = rest.as_bytes().windows(4).position(is_year) else { continue };
        if let Ok(PartialDate::Day(day)) = PartialDate::parse(&rest[..year + 4]) {
            let start = body.len() - rest.len();
            if stated.as_ref().is_some_and(|(other, _)| *other != day) {
                return None;
            }
            stated.get_or_insert((day, start..start + year + 4));
        }
    }
    stated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_states_from_when_it_is_in_force() {
        let stated =
            |body: &str| stated_effect(body).map(|(day, range)| (day, body[range].to_owned()));
        let day = date(2026, 7, 1);
        for written in ["01 tháng 7 năm 2026", "01/7/2026"] {
            let body =
                format!("Điều 5. Nghị định này có hiệu lực thi hành kể từ ngày {written}, trừ …");
            assert_eq!(stated(&body), Some((day, written.to_owned())));
        }
        let bold = "Thông tư này có hiệu lực từ ngày **01 tháng 7 năm 2026**.";
        assert_eq!(stated(bold).map(|(day, _)| day), Some(day));
        let others = [
            "Nghị định này có hiệu lực thi hành kể từ ngày ký ban hành.",
            "Trước ngày Nghị định này có hiệu lực thi hành từ năm 2026 thì thôi.",
            "Nghị định này có hiệu lực từ ngày 01/7/2026. “Thông tư này có hiệu lực từ ngày 01/8/2026.”",
        ];
        for body in others {
            assert_eq!(stated(body), None, "{body}");
        }
    }
}
