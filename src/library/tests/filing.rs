//! The promise of filing: a library that was changed step by step is the one that begins with what it has now.
//!
//! Entries with relations and citations among each other come, go and change by chance, days pass and faults come and
//! go. What the two libraries hold is written out and compared; so is that equal shapes have equal plans.

use std::collections::HashMap;

use super::*;
use crate::entry::dice::Dice;
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

fn pick<'a>(dice: &mut Dice, from: &[&'a str]) -> &'a str {
    from[dice.roll(from.len())]
}

fn reference(dice: &mut Dice) -> Reference {
    if dice.roll(4) == 0 {
        let name = pick(dice, &NAMES);
        return Reference { address: Some(format!("/van-ban/{name}/")), ..Reference::default() };
    }
    let part = ["Điều 5", "khoản 1"][dice.roll(2)];
    let part = (dice.roll(3) == 0).then_some(part);
    let issued_on = PartialDate::parse(pick(dice, &DAYS)).ok().filter(|_| dice.roll(2) == 0);
    Reference { issued_on, ..number(pick(dice, &NUMBERS), part) }
}

/// Makes an entry by chance.
fn random(dice: &mut Dice, name: &str) -> Entry {
    let date = |dice: &mut Dice| PartialDate::parse(pick(dice, &DAYS)).ok();
    let seldom = |dice: &mut Dice| dice.roll(6) == 0;
    let number = DocumentNumber::parse(pick(dice, &NUMBERS));
    let relation = |dice: &mut Dice| {
        let kind = RelationKind::ALL[dice.roll(RelationKind::ALL.len())];
        Relation { kind, target: reference(dice) }
    };
    let metadata = Metadata {
        title: pick(dice, &TAGS).to_owned(),
        number: (dice.roll(5) > 0).then_some(number),
        issued_on: date(dice),
        issuer: Some(pick(dice, &ISSUERS).to_owned()).filter(|issuer| !issuer.is_empty()),
        tags: (0..dice.roll(3)).map(|_| pick(dice, &TAGS).to_owned()).collect(),
        relations: (0..dice.roll(3)).map(|_| relation(dice)).collect(),
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
    let mut entry = Entry::document(name, metadata);
    if seldom(dice) {
        entry.address = "/van-ban/a/".into();
    }
    entry.citations = find(pick(dice, &TEXTS)).into_iter().map(|found| found.cited).collect();
    entry.seal();
    entry
}

/// Writes out all that a library holds.
fn written(library: &Library) -> Vec<String> {
    let names = |slots: &[Slot]| -> Vec<Arc<str>> {
        slots.iter().map(|slot| library.shelf.entry(*slot).source.clone()).collect()
    };
    let mut lines = vec![format!("{:?} {:?}", library.today, names(library.shelf.order()))];
    let mut terms: Vec<&Term> = library.postings.keys().collect();
    terms.sort();
    for term in terms {
        let posted = &library.postings[term];
        let all = names(posted.slice(None, 0, usize::MAX));
        lines.push(format!("{term:?} {all:?} {:?} {:?}", posted.years(), library.name(term)));
        let changed: Vec<Slot> = library.changed.latest(term, usize::MAX).collect();
        lines.push(format!("{:?} {:?}", names(&changed), library.changed.next(term)));
    }
    lines.extend(Taxonomy::ALL.map(|taxonomy| format!("{:?}", library.names(taxonomy))));
    for slot in library.shelf.order() {
        let card = library.shelf.card(*slot);
        let cited: Vec<_> = card.cited.iter().map(|slot| slot.map(|slot| names(&[slot]))).collect();
        let toward = card.toward.iter();
        let toward: Vec<_> =
            toward.map(|(tie, p)| (tie, names(p.slice(None, 0, 99)), p.years())).collect();
        let deed = |(kind, of, meant): &(RelationKind, Slot, Meant)| {
            format!("{kind:?} {:?} {meant:?}", names(&[*of]))
        };
        let deeds: Vec<String> = card.deeds.iter().map(deed).collect();
        let source = &card.entry.source;
        lines.push(format!("{source} {:?} {cited:?} {toward:?} {deeds:?}", card.issuer));
    }
    for (day, slots) in &library.waking {
        let mut awake = names(&slots.iter().copied().collect::<Vec<_>>());
        awake.sort();
        lines.push(format!("{day} {awake:?}"));
    }
    lines
}

#[test]
fn a_library_changed_step_by_step_is_the_one_that_begins_so() {
    for seed in 0..150 {
        let mut dice = Dice(seed);
        let mut entries: HashMap<&str, Arc<Entry>> = HashMap::new();
        let mut today = Date::constant(2012, 1, 1);
        let mut changed = Library::file(Vec::new(), today, HashSet::new());
        for step in 0..12 {
            let mut changes = Changes::default();
            for _ in 0..dice.roll(4) {
                let name = pick(&mut dice, &NAMES);
                let entry = (dice.roll(4) > 0).then(|| Arc::new(random(&mut dice, name)));
                let source = format!("content/van-ban/{name}.md").into();
                changes.entries.push((source, entry.clone()));
                match entry {
                    Some(entry) => drop(entries.insert(name, entry)),
                    None => drop(entries.remove(name)),
                }
            }
            if dice.roll(3) == 0 {
                let days = [(2012, 6), (2019, 3), (2019, 4), (2024, 2)];
                let (year, month) = days[dice.roll(days.len())];
                today = Date::constant(year, month, 5);
            }
            changes.today = today;
            let name = pick(&mut dice, &NAMES);
            let faulty = (dice.roll(3) == 0).then(|| format!("content/van-ban/{name}.md").into());
            changes.unlisted = faulty.into_iter().collect();
            let unlisted = changes.unlisted.clone();
            changed.apply(changes);
            let begun = Library::file(entries.values().cloned().collect(), today, unlisted);
            assert_eq!(written(&changed), written(&begun), "seed {seed}, step {step}");
            assert_eq!(changed.shape(), begun.shape(), "seed {seed}, step {step}");
        }
    }
}
