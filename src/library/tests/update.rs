//! The promise of filing: a library that was changed step by step is the one that begins with what it has now.
//!
//! Entries with relations and citations among each other come, go and change by chance, days pass and faults come and
//! go. What the two libraries hold is written out and compared; so is that equal shapes have equal plans.

use std::collections::HashMap;

use super::*;
use crate::entry::seeded_rng::SeededRng;
use crate::entry::{Correction, RelationKind};

const NAMES: [&str; 9] = ["a", "b", "c", "d", "e", "f", "g", "sub/h", "_index"];
const NUMBERS: [&str; 5] = ["1/QC-UBND", "2/QĐ-UBND", "3/2019/NĐ-CP", "4-KH/TU", "05/BC-LĐLĐ"];
const DAYS: [&str; 6] = ["", "2012", "tháng 3/2019", "05/3/2019", "06/3/2019", "01/01/2024"];
const ISSUERS: [&str; 4] = ["", "", "UBND xã Một", "Thành ủy"];
const TAGS: [&str; 4] = ["Thủy sản", "thuỷ sản", "Đất đai", "dân vận"];
const TEXTS: [&str; 5] = [
    "",
    "Quyết định số 2/QĐ-UBND ngày 05/3/2019 của UBND xã Một",
    "Kế hoạch 4-KH/TU, Nghị định số 3/2019/NĐ-CP",
    "Báo cáo số 5/BC-LĐLĐ ngày 06/3/2019; Quy chế 1/QC-UBND",
    "Kế hoạch số 4, ngày 05/3/2019",
];

fn pick<'a>(dice: &mut SeededRng, from: &[&'a str]) -> &'a str {
    from[dice.below(from.len())]
}

fn reference(dice: &mut SeededRng) -> Reference {
    if dice.below(4) == 0 {
        let name = pick(dice, &NAMES);
        return Reference { address: Some(format!("/van-ban/{name}/")), ..Reference::default() };
    }
    let part = ["Điều 5", "khoản 1"][dice.below(2)];
    let part = (dice.below(3) == 0).then_some(part);
    let issued_on = PartialDate::parse(pick(dice, &DAYS)).ok().filter(|_| dice.below(2) == 0);
    Reference { issued_on, ..number(pick(dice, &NUMBERS), part) }
}

/// Makes an entry by chance.
fn random(dice: &mut SeededRng, name: &str) -> Entry {
    let date = |dice: &mut SeededRng| PartialDate::parse(pick(dice, &DAYS)).ok();
    let seldom = |dice: &mut SeededRng| dice.below(6) == 0;
    let number = DocumentNumber::parse(pick(dice, &NUMBERS));
    let relation = |dice: &mut SeededRng| {
        let kind = RelationKind::ALL[dice.below(RelationKind::ALL.len())];
        Relation { kind, target: reference(dice) }
    };
    let metadata = Metadata {
        title: pick(dice, &TAGS).to_owned(),
        number: (dice.below(5) > 0).then_some(number),
        issued_on: date(dice),
        issuer: Some(pick(dice, &ISSUERS).to_owned()).filter(|issuer| !issuer.is_empty()),
        tags: (0..dice.below(3)).map(|_| pick(dice, &TAGS).to_owned()).collect(),
        relations: (0..dice.below(3)).map(|_| relation(dice)).collect(),
        translation_of: seldom(dice).then(|| Box::new(reference(dice))),
        posted_at: date(dice).map(|date| date.first_day().into()),
        public_until: seldom(dice).then(|| date(dice)).flatten(),
        withdrawn: seldom(dice).then(|| {
            let replaced_by = Some(reference(dice));
            Box::new(Withdrawal { on: date(dice), reason: None, replaced_by })
        }),
        corrections: Vec::from_iter(
            seldom(dice).then(|| Correction { on: date(dice), text: "Sửa".to_owned() }),
        ),
        pinned: seldom(dice),
        ..Metadata::default()
    };
    let mut entry = Entry::test_document(name, metadata);
    if seldom(dice) {
        entry.address = "/van-ban/a/".into();
    }
    entry.citations = find(pick(dice, &TEXTS)).into_iter().map(|found| found.cited).collect();
    entry.update_fingerprint();
    entry
}

/// Writes out all that a library holds.
fn written(library: &Library) -> Vec<String> {
    let names = |slots: &[EntryId]| -> Vec<Arc<str>> {
        slots.iter().map(|slot| library.arena.entry(*slot).source.clone()).collect()
    };
    let mut lines = vec![format!("{:?} {:?}", library.today, names(library.arena.order()))];
    let mut terms: Vec<&Term> = library.postings.keys().collect();
    terms.sort();
    for term in terms {
        let posted = &library.postings[term];
        let all = names(posted.slice(None, 0, usize::MAX));
        lines.push(format!("{term:?} {all:?} {:?} {:?}", posted.years(), library.term_name(term)));
        let changed: Vec<EntryId> = library.feeds.latest(term, usize::MAX).collect();
        lines.push(format!("{:?} {:?}", names(&changed), library.feeds.next_change(term)));
    }
    lines.extend(Taxonomy::ALL.map(|taxonomy| format!("{:?}", library.term_names(taxonomy))));
    for slot in library.arena.order() {
        let card = library.arena.record(*slot);
        let cited: Vec<_> =
            card.resolved_citations.iter().map(|slot| slot.map(|slot| names(&[slot]))).collect();
        let toward = card.incoming_edges.iter();
        let toward: Vec<_> =
            toward.map(|(tie, p)| (tie, names(p.slice(None, 0, 99)), p.years())).collect();
        let deed = |(kind, of, meant): &(RelationKind, EntryId, AffectedExtent)| {
            format!("{kind:?} {:?} {meant:?}", names(&[*of]))
        };
        let deeds: Vec<String> = card.outgoing_effects.iter().map(deed).collect();
        let source = &card.entry.source;
        lines.push(format!("{source} {:?} {cited:?} {toward:?} {deeds:?}", card.normalized_issuer));
    }
    for (day, slots) in &library.scheduled {
        let mut awake = names(&slots.iter().copied().collect::<Vec<_>>());
        awake.sort();
        lines.push(format!("{day} {awake:?}"));
    }
    lines
}

#[test]
fn a_library_changed_step_by_step_is_the_one_that_begins_so() {
    for seed in 0..150 {
        let mut dice = SeededRng(seed);
        let mut entries: HashMap<&str, Arc<Entry>> = HashMap::new();
        let mut today = Date::constant(2012, 1, 1);
        let mut changed = Library::from_entries(Vec::new(), today, HashSet::new());
        for step in 0..12 {
            let mut changes = LibraryUpdate::default();
            for _ in 0..dice.below(4) {
                let name = pick(&mut dice, &NAMES);
                let entry = (dice.below(4) > 0).then(|| Arc::new(random(&mut dice, name)));
                let source = format!("content/van-ban/{name}.md").into();
                changes.entries.push((source, entry.clone()));
                match entry {
                    Some(entry) => drop(entries.insert(name, entry)),
                    None => drop(entries.remove(name)),
                }
            }
            if dice.below(3) == 0 {
                let days = [(2012, 6), (2019, 3), (2019, 4), (2024, 2)];
                let (year, month) = days[dice.below(days.len())];
                today = Date::constant(year, month, 5);
            }
            changes.today = today;
            let name = pick(&mut dice, &NAMES);
            let faulty = (dice.below(3) == 0).then(|| format!("content/van-ban/{name}.md").into());
            changes.unlisted = faulty.into_iter().collect();
            let unlisted = changes.unlisted.clone();
            changed.apply(changes);
            let begun = Library::from_entries(entries.values().cloned().collect(), today, unlisted);
            assert_eq!(written(&changed), written(&begun), "seed {seed}, step {step}");
            assert_eq!(
                changed.plan_fingerprint(),
                begun.plan_fingerprint(),
                "seed {seed}, step {step}"
            );
        }
    }
}
