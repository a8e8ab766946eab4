//! Tests of indexes and queries without a disk: order, spellings, neighbours, fingerprints.
//!
//! Entries are created in memory, and the tests observe what a target sees through a [`DependencyTracker`].

mod citations;
mod dependencies;
mod events;
mod other_issuers;
mod update;

use super::query::{
    Count, EventYears, EventsExceed, Exceeds, ExtentOfEffect, IncomingEffectCounts, ListRange,
    NeighboursOf, OwnBody, ResolveCitation, ResolveReference, TermNames, TermNamesUpTo, Terms,
    Titles, YearNames, Years,
};
use super::*;
use crate::entry::citation::{CitedDocument, find};
use crate::entry::{Extent, Metadata, Reference, Relation, RelationKind, Withdrawal};
use crate::vietnamese::number::DocumentNumber;

fn entry(source: &str, title: &str, date: &str, tag: &str) -> Entry {
    let metadata = Metadata {
        title: title.into(),
        issued_on: PartialDate::parse(date).ok(),
        ..Metadata::default()
    };
    Entry::test_document(source, metadata.with(|metadata| metadata.tags = Box::new([tag.into()])))
}

fn cited(text: &str) -> CitedDocument {
    find(text).pop().expect("the text has a citation").cited
}

fn citation(text: &str, citing: &Entry) -> ResolveCitation {
    ResolveCitation { cited: Box::new(cited(text)), citing: citing.source.clone() }
}

fn library(entries: Vec<Entry>) -> Arc<Library> {
    let today = Date::constant(2026, 11, 22);
    let entries = entries.into_iter().map(Arc::new).collect();
    Arc::new(Library::from_entries(entries, today, HashSet::new()))
}

fn sources(entries: &[Arc<Entry>]) -> Vec<&str> {
    let name = |entry: &'_ Arc<Entry>| -> usize { entry.source.rfind('/').unwrap_or(0) + 1 };
    entries.iter().map(|e| e.source[name(e)..].trim_end_matches(".md")).collect()
}

#[test]
fn a_partial_date_sorts_by_its_last_day_and_undated_entries_come_last() {
    let library = library(vec![
        entry("khong-ro", "A", "", "x"),
        entry("thang-10", "B", "tháng 10/2012", "x"),
        entry("ngay-30-10", "C", "30/10/2012", "x"),
        entry("ngay-01-11", "D", "01/11/2012", "x"),
        entry("nam-2012", "E", "2012", "x"),
    ]);
    let tracker = DependencyTracker::new(library);
    let entries = tracker.list(&Term::Section("/van-ban/".into()), None, 0, 10);
    let expected = ["nam-2012", "ngay-01-11", "thang-10", "ngay-30-10", "khong-ro"];
    assert_eq!(sources(&entries), expected);
    let years = tracker.ask(Years { term: Term::Section("/van-ban/".into()) });
    assert_eq!(years, [(Year(Some(2012)), 4), (Year(None), 1)]);
}

#[test]
fn spellings_of_one_term_share_its_most_common_label() {
    let library = library(vec![
        entry("a", "A", "01/3/2014", "Thủy sản"),
        entry("b", "B", "02/3/2014", "Thuỷ sản"),
        entry("c", "C", "03/3/2014", "thuỷ  sản"),
        entry("d", "D", "04/3/2014", "Thuỷ sản"),
        entry("e", "E", "05/3/2014", "Đa dạng"),
        entry("f", "F", "05/3/2014", "Ăn ca"),
    ]);
    let names = library.term_names(Taxonomy::Tag);
    let shown: Vec<_> = names.iter().map(|name| (name.label.as_str(), name.count)).collect();
    assert_eq!(shown, [("Ăn ca", 1), ("Đa dạng", 1), ("Thuỷ sản", 4)]);
}

#[test]
fn neighbours_are_those_in_listing_order() {
    let days = ["01/3/2014", "02/3/2014", "03/3/2014", "04/3/2014", "05/3/2014"];
    let entries = days.iter().enumerate().map(|(i, day)| entry(&i.to_string(), "A", day, "x"));
    let tracker = DependencyTracker::new(library(entries.collect()));
    let term = Term::value(Taxonomy::Tag, "x");
    let source = "content/van-ban/2.md".into();
    let neighbours = tracker.ask(NeighboursOf { term, source, count: 1 });
    assert_eq!((sources(&neighbours.before), sources(&neighbours.after)), (vec!["3"], vec!["1"]));
}

#[test]
fn a_fingerprint_changes_only_with_its_answer() {
    let ask = |entries: Vec<Entry>| {
        let tracker = DependencyTracker::new(library(entries));
        let term = Term::Section("/van-ban/".into());
        tracker.list(&term, Some(Year(Some(2012))), 0, 20);
        tracker.list(&term, None, 0, 20);
        tracker
            .into_dependencies()
            .iter()
            .map(|dependency| dependency.fingerprint)
            .collect::<Vec<_>>()
    };
    let old = || entry("cu", "Cũ", "01/3/2012", "x");
    let before = ask(vec![old()]);
    let after = ask(vec![old(), entry("moi", "Mới", "01/3/2014", "x")]);
    assert_eq!(before[0], after[0], "the older year does not contain the new document");
    assert_ne!(before[1], after[1], "the first page does");
}

/// Creates a document with a number and the citations of a text.
fn document(source: &str, number: &str, date: &str, issuer: &str, text: &str) -> Entry {
    let mut document = entry(source, source, date, "x");
    document.metadata.number = Some(DocumentNumber::parse(number));
    document.metadata.issuer = Some(issuer.into()).filter(|issuer: &Name| !issuer.is_empty());
    document.citations = find(text).into_iter().map(|citation| citation.cited).collect();
    document.update_metadata_fingerprint();
    document
}

#[test]
fn a_feed_lists_the_latest_changes_including_withdrawn_and_partly_dated_entries() {
    let with_change = |source: &str, issued: &str, change: &dyn Fn(&mut Metadata)| {
        let mut entry = entry(source, "A", issued, "x");
        change(&mut entry.metadata);
        entry.update_metadata_fingerprint();
        entry
    };
    let date = |text: &str| PartialDate::parse(text).expect("a date");
    let moment = |text: &str| Some(date(text).first_day().into());
    let library = library(vec![
        with_change("moi", "01/3/2020", &|_| ()),
        // Both are listed at the end of 2020, before all others.
        with_change("trong-nam", "2020", &|_| ()),
        with_change("trong-nam-2", "2020", &|_| ()),
        with_change("cap-nhat", "01/3/2014", &|m| m.updated_at = moment("05/3/2020")),
        with_change("sap-cap-nhat", "01/3/2014", &|m| m.updated_at = moment("05/3/2030")),
        with_change("sap-dang", "02/3/2014", &|m| m.posted_at = moment("05/3/2030")),
        with_change("dang-muon", "01/3/2009", &|m| m.posted_at = moment("04/3/2020")),
        with_change("dang-som", "07/3/2020", &|m| m.posted_at = moment("03/3/2020")),
        with_change("thu-hoi", "01/3/2014", &|m| {
            m.withdrawn =
                Some(Box::new(Withdrawal { on: Some(date("06/3/2020")), ..Withdrawal::default() }));
        }),
    ]);
    let tracker = DependencyTracker::new(library);
    let section = Term::Section("/van-ban/".into());
    let expected = [
        "thu-hoi",
        "cap-nhat",
        "dang-muon",
        "dang-som",
        "moi",
        "trong-nam-2",
        "trong-nam",
        "sap-dang",
        "sap-cap-nhat",
    ];
    assert_eq!(sources(&tracker.latest_changes(&section, 99)), expected);
    assert_eq!(sources(&tracker.latest_changes(&section, 5)), expected[..5]);
    assert_eq!(sources(&tracker.latest_changes(&Term::value(Taxonomy::Tag, "x"), 99)), expected);
    assert!(tracker.latest_changes(&Term::Documents, 9).is_empty(), "it has no feed");
    assert!(tracker.has_feed(&section) && !tracker.has_feed(&Term::Documents));
    assert!(!sources(&tracker.list(&section, None, 0, 99)).contains(&"thu-hoi"));
}

#[test]
fn year_and_term_names_change_only_when_one_is_added() {
    let ask = |entries: Vec<Entry>| {
        let tracker = DependencyTracker::new(library(entries));
        tracker.year_names(&Term::Documents);
        tracker.ask(TermNames { taxonomy: Taxonomy::Tag });
        tracker
            .into_dependencies()
            .iter()
            .map(|dependency| dependency.fingerprint)
            .collect::<Vec<_>>()
    };
    let with = |more: Vec<Entry>| [vec![entry("cu", "Cũ", "01/3/2012", "x")], more].concat();
    let before = ask(with(Vec::new()));
    assert_eq!(before, ask(with(vec![entry("moi", "Mới", "05/3/2012", "x")])));
    let after = ask(with(vec![entry("moi", "Mới", "05/3/2013", "y")]));
    assert!(before[0] != after[0] && before[1] != after[1], "{before:?} {after:?}");
}

#[test]
fn coarse_queries_change_only_with_their_answers() {
    let ask = |entries: Vec<Entry>| {
        let tracker = DependencyTracker::new(library(entries));
        tracker.ask(Exceeds { term: Term::Documents, year: None, limit: 2 });
        tracker.ask(TermNamesUpTo { taxonomy: Taxonomy::Tag, limit: 1 });
        tracker.ask(Titles { term: Term::Documents });
        tracker
            .into_dependencies()
            .iter()
            .map(|dependency| dependency.fingerprint)
            .collect::<Vec<_>>()
    };
    let old = || vec![entry("a", "A", "01/3/2012", "x"), entry("b", "B", "02/3/2012", "x")];
    let before = ask(old());
    let mut with_signer = old();
    with_signer[0].metadata.signer = Some("Nguyễn Văn A".into());
    with_signer[0].update_metadata_fingerprint();
    assert_eq!(before, ask(with_signer), "no query covers the signer");
    let with = |more: &[Entry]| ask([old(), more.to_vec()].concat());
    let more = [entry("c", "C", "03/3/2012", "y"), entry("d", "D", "04/3/2012", "z")];
    let (third, fourth) = (with(&more[..1]), with(&more));
    assert!((0..3).all(|at| before[at] != third[at]), "{before:?} {third:?}");
    assert_eq!(third[..2], fourth[..2], "beyond the limit nothing changes");
}

#[test]
fn a_feed_depends_on_the_day_of_its_next_change() {
    let mut scheduled = entry("a", "A", "01/3/2012", "x");
    scheduled.metadata.posted_at =
        PartialDate::parse("05/3/2030").ok().map(|d| d.first_day().into());
    scheduled.metadata.issued_on = None;
    scheduled.update_metadata_fingerprint();
    let tracker = DependencyTracker::new(library(vec![scheduled]));
    assert!(
        tracker.latest_changes(&Term::DocumentsAndNews, 9).is_empty()
            && !tracker.has_feed(&Term::DocumentsAndNews)
    );
    let days: Vec<_> = tracker
        .into_dependencies()
        .iter()
        .filter_map(|dependency| dependency.query.day())
        .collect();
    assert_eq!(days, [jiff::civil::date(2030, 3, 5)]);
}

#[test]
fn a_repeated_query_is_recorded_once_and_in_order() {
    let tracker = DependencyTracker::new(library(vec![entry("a", "A", "01/3/2012", "x")]));
    for _ in 0..3 {
        tracker.year_names(&Term::Documents);
        tracker.ask(TermNames { taxonomy: Taxonomy::Tag });
    }
    let queries: Vec<Query> =
        tracker.into_dependencies().into_iter().map(|dependency| dependency.query).collect();
    let years = YearNames { term: Term::Documents };
    assert_eq!(queries, [years.into(), TermNames { taxonomy: Taxonomy::Tag }.into()]);
}

/// Creates a document with a relation to what a number or an address refers to.
fn document_with_relation(
    source: &str,
    number: &str,
    kind: RelationKind,
    target: Reference,
) -> Entry {
    let mut entry = document(source, number, "01/3/2020", "", "");
    entry.metadata.relations = vec![Relation { kind, target }];
    entry.update_metadata_fingerprint();
    entry
}

fn number(written: &str, part: Option<&str>) -> Reference {
    let number = Some(DocumentNumber::parse(written).key().clone());
    Reference { number, part: part.map(str::to_owned), ..Reference::default() }
}

#[test]
fn a_relation_is_recorded_with_the_criteria_it_was_resolved_by() {
    let affecting =
        document_with_relation("b", "2/QC-UBND", RelationKind::Repeals, number("1/QC-UBND", None));
    let mut affected = document("a", "1/QC-UBND", "01/3/2019", "UBND xã Một", "");
    let mut from_other_issuer = affecting.clone();
    from_other_issuer.metadata.issuer = Some("UBND xã Hai".into());
    affected.update_metadata_fingerprint();
    from_other_issuer.update_metadata_fingerprint();
    let tracker = DependencyTracker::new(library(vec![
        affected,
        affecting.clone(),
        from_other_issuer.clone(),
    ]));
    assert!(tracker.resolve_relation(&affecting, &affecting.metadata.relations[0]).is_some());
    assert!(
        tracker
            .resolve_relation(&from_other_issuer, &from_other_issuer.metadata.relations[0])
            .is_none(),
        "the number alone does not reach a document of another issuer"
    );
    let dependencies = tracker.into_dependencies();
    let criteria = |issuer: Option<&str>| {
        let criteria = DocumentCriteria::from_reference(&number("1/QC-UBND", None));
        let referring_issuer = issuer.map(Name::from);
        ResolveReference { criteria: DocumentCriteria { referring_issuer, ..criteria } }
    };
    assert_eq!(dependencies[0].query, criteria(None).into());
    assert_eq!(dependencies[1].query, criteria(Some("UBND xã Hai")).into());
}

#[test]
fn the_affected_extent_is_a_dependency_and_the_whole_outweighs_a_part() {
    let part = || {
        document_with_relation(
            "b",
            "2/QC-UBND",
            RelationKind::Repeals,
            number("1/QC-UBND", Some("Điều 5")),
        )
    };
    let mut both = part();
    let whole = Relation { kind: RelationKind::Repeals, target: number("1/QC-UBND", None) };
    both.metadata.relations.push(whole);
    let old = document("a", "1/QC-UBND", "01/3/2019", "", "");
    let ask = |affecting: Entry| {
        let tracker = DependencyTracker::new(library(vec![old.clone(), affecting]));
        let effects = tracker.incoming_effects(&old);
        (effects[0].extent, effects[0].wording.clone(), tracker.into_dependencies())
    };
    let (extent, wording, dependencies) = ask(part());
    assert_eq!((extent, wording.as_deref()), (Extent::Part, Some("Điều 5")));
    assert!(
        dependencies.iter().any(|dependency| matches!(dependency.query, Query::ExtentOfEffect(_)))
    );
    assert!(
        dependencies.iter().all(|dependency| dependency.query.day().is_none()),
        "effects do not depend on the day"
    );
    let (extent, wording, _) = ask(both);
    assert_eq!((extent, wording), (Extent::Whole, None));
}

#[test]
fn an_index_file_has_no_backlinks_and_a_withdrawn_entry_keeps_its_effects() {
    let mut index = entry("_index", "Văn bản", "", "x");
    index.address = "/van-ban/".into();
    let target = Reference { address: Some("/van-ban/".to_owned()), ..Reference::default() };
    let old = document("a", "1/QC-UBND", "01/3/2019", "", "");
    let withdrawn = |name: &str, kind| {
        let mut entry = document_with_relation(name, "2/QC-UBND", kind, number("1/QC-UBND", None));
        entry.metadata.withdrawn = Some(Box::default());
        entry
    };
    let library = library(vec![
        index,
        old,
        document_with_relation("b", "3/QC-UBND", RelationKind::BasedOn, target),
        withdrawn("c", RelationKind::Suspends),
        withdrawn("d", RelationKind::BasedOn),
    ]);
    assert_eq!(library.backlink_counts("content/van-ban/_index.md"), []);
    let suspends = EdgeKind::Relation(RelationKind::Suspends);
    assert_eq!(library.backlink_counts("content/van-ban/a.md"), [(suspends, 1)]);
}
