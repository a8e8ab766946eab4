//! Property test of updates: a library changed step by step equals one built from its current entries.
//!
//! Random entries with relations and citations among each other are added, removed and changed, days pass, and errors
//! come and go. The contents of both libraries are dumped and compared, and so are their plan fingerprints.

use std::collections::HashMap;

use super::*;
use crate::entry::seeded_rng::SeededRng;
use crate::entry::{Correction, Name, RelationKind};

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

fn pick<'a>(rng: &mut SeededRng, from: &[&'a str]) -> &'a str {
    from[rng.below(from.len())]
}

fn reference(rng: &mut SeededRng) -> Reference {
    if rng.below(4) == 0 {
        let name = pick(rng, &NAMES);
        return Reference { address: Some(format!("/van-ban/{name}/")), ..Reference::default() };
    }
    let part = ["Điều 5", "khoản 1"][rng.below(2)];
    let part = (rng.below(3) == 0).then_some(part);
    let issued_on = PartialDate::parse(pick(rng, &DAYS)).ok().filter(|_| rng.below(2) == 0);
    Reference { issued_on, ..number(pick(rng, &NUMBERS), part) }
}

/// Creates a random entry.
fn random_entry(rng: &mut SeededRng, name: &str) -> Entry {
    let date = |rng: &mut SeededRng| PartialDate::parse(pick(rng, &DAYS)).ok();
    let rarely = |rng: &mut SeededRng| rng.below(6) == 0;
    let number = DocumentNumber::parse(pick(rng, &NUMBERS));
    let relation = |rng: &mut SeededRng| {
        let kind = RelationKind::ALL[rng.below(RelationKind::ALL.len())];
        Relation { kind, target: reference(rng) }
    };
    let metadata = Metadata {
        title: pick(rng, &TAGS).into(),
        number: (rng.below(5) > 0).then_some(number),
        issued_on: date(rng),
        issuer: Some(pick(rng, &ISSUERS).into()).filter(|issuer: &Name| !issuer.is_empty()),
        relations: (0..rng.below(3)).map(|_| relation(rng)).collect(),
        posted_at: date(rng).map(|date| date.first_day().into()),
        ..Metadata::default()
    };
    let metadata = metadata.with(|metadata| {
        metadata.tags = (0..rng.below(3)).map(|_| pick(rng, &TAGS).into()).collect();
        metadata.translation_of = rarely(rng).then(|| Box::new(reference(rng)));
        metadata.public_until = rarely(rng).then(|| date(rng)).flatten();
        metadata.withdrawn = rarely(rng).then(|| {
            let replaced_by = Some(reference(rng));
            Box::new(Withdrawal { on: date(rng), replaced_by, ..Withdrawal::default() })
        });
        metadata.corrections = Vec::from_iter(
            rarely(rng).then(|| Correction { on: date(rng), text: "Sửa".to_owned() }),
        );
        metadata.pinned = rarely(rng);
    });
    let mut entry = Entry::test_document(name, metadata);
    if rarely(rng) {
        entry.address = "/van-ban/a/".into();
    }
    entry.citations = find(pick(rng, &TEXTS)).into_iter().map(|citation| citation.cited).collect();
    entry.update_metadata_fingerprint();
    entry
}

/// Dumps everything a library holds.
fn dump(library: &Library) -> Vec<String> {
    let sources = |ids: &[EntryId]| -> Vec<Arc<str>> {
        ids.iter().map(|id| library.arena.entry(*id).source.clone()).collect()
    };
    let mut lines = vec![format!("{:?} {:?}", library.today, sources(library.arena.order()))];
    let mut terms: Vec<&Term> = library.postings.keys().collect();
    terms.sort();
    for term in terms {
        let postings = &library.postings[term];
        let all = sources(postings.slice(None, 0, usize::MAX));
        lines.push(format!(
            "{term:?} {all:?} {:?} {:?}",
            postings.years(),
            library.term_name(term)
        ));
        let latest: Vec<EntryId> = library.feeds.latest(term, usize::MAX).collect();
        lines.push(format!("{:?} {:?}", sources(&latest), library.feeds.next_change(term)));
    }
    lines.extend(Taxonomy::BUILT_IN.map(|taxonomy| format!("{:?}", library.term_names(taxonomy))));
    for id in library.arena.order() {
        let record = library.arena.record(*id);
        let cited: Vec<_> =
            record.resolved_citations.iter().map(|id| id.map(|id| sources(&[id]))).collect();
        let incoming = record.incoming_edges.iter();
        let incoming: Vec<_> = incoming
            .map(|(kind, postings)| (kind, sources(postings.slice(None, 0, 99)), postings.years()))
            .collect();
        let to_text = |(kind, affected, extent): &(RelationKind, EntryId, AffectedExtent)| {
            format!("{kind:?} {:?} {extent:?}", sources(&[*affected]))
        };
        let effects: Vec<String> = record.outgoing_effects.iter().map(to_text).collect();
        let source = &record.entry.source;
        lines.push(format!(
            "{source} {:?} {cited:?} {incoming:?} {effects:?}",
            record.normalized_issuer
        ));
    }
    for (event, id) in library.events.slice(None, 0, usize::MAX) {
        lines.push(format!("{event:?} {:?}", sources(&[id])));
    }
    lines.push(format!("{:?} {:?}", library.events.years(), library.events.next_day(None)));
    for (day, ids) in &library.scheduled {
        let mut due = sources(&ids.iter().copied().collect::<Vec<_>>());
        due.sort();
        lines.push(format!("{day} {due:?}"));
    }
    lines
}

#[test]
fn an_updated_library_equals_one_built_from_scratch() {
    for seed in 0..150 {
        let mut rng = SeededRng(seed);
        let mut entries: HashMap<&str, Arc<Entry>> = HashMap::new();
        let mut today = Date::constant(2012, 1, 1);
        let mut updated = Library::from_entries(Vec::new(), today, HashSet::new());
        for step in 0..12 {
            let mut update = LibraryUpdate::default();
            for _ in 0..rng.below(4) {
                let name = pick(&mut rng, &NAMES);
                let entry = (rng.below(4) > 0).then(|| Arc::new(random_entry(&mut rng, name)));
                let source = format!("content/van-ban/{name}.md").into();
                update.entries.push((source, entry.clone()));
                match entry {
                    Some(entry) => drop(entries.insert(name, entry)),
                    None => drop(entries.remove(name)),
                }
            }
            if rng.below(3) == 0 {
                let days = [(2012, 6), (2019, 3), (2019, 4), (2024, 2)];
                let (year, month) = days[rng.below(days.len())];
                today = Date::constant(year, month, 5);
            }
            update.today = today;
            let name = pick(&mut rng, &NAMES);
            let with_errors =
                (rng.below(3) == 0).then(|| format!("content/van-ban/{name}.md").into());
            update.excluded = with_errors.into_iter().collect();
            let excluded = update.excluded.clone();
            updated.apply(update);
            let rebuilt =
                Library::from_entries(entries.values().cloned().collect(), today, excluded);
            assert_eq!(dump(&updated), dump(&rebuilt), "seed {seed}, step {step}");
            assert_eq!(
                updated.plan_fingerprint(),
                rebuilt.plan_fingerprint(),
                "seed {seed}, step {step}"
            );
        }
    }
}

#[test]
fn an_edge_that_two_entries_contribute_stays_while_one_of_them_does() {
    let related = |name: &str, own: &str, other: &str| {
        let mut entry = document(name, own, "05/3/2019", "", "");
        let (kind, target) = (RelationKind::Related, number(other, None));
        entry.metadata.relations = vec![Relation { kind, target }];
        Arc::new(entry)
    };
    let (one, two) = ("1/QC-UBND", "2/QĐ-UBND");
    let mut entries = vec![related("a", one, two), related("b", two, one)];
    let today = Date::constant(2026, 11, 22);
    let mut updated = Library::from_entries(entries.clone(), today, HashSet::new());
    // With two documents of that number, the reference of the first entry is ambiguous.
    let same_number = Arc::new(document("c", two, "05/3/2019", "", ""));
    entries.push(same_number.clone());
    let changed = vec![(same_number.source.clone(), Some(same_number))];
    updated.apply(LibraryUpdate { entries: changed, today, ..LibraryUpdate::default() });
    let rebuilt = Library::from_entries(entries, today, HashSet::new());
    assert_eq!(dump(&updated), dump(&rebuilt));
}
