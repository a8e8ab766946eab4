//! Tests of filing and asking, without a disk: order, spellings, neighbours, fingerprints.
//!
//! Entries are made in memory, and what is tested is what a target sees through an [`DependencyTracker`].

mod citations;
mod dependencies;
mod update;

use super::*;
use crate::entry::citation::{Cited, find};
use crate::entry::{Extent, Metadata, Reference, Relation, RelationKind, Withdrawal};
use crate::vietnamese::number::DocumentNumber;

fn entry(source: &str, title: &str, date: &str, tag: &str) -> Entry {
    let metadata = Metadata {
        title: title.to_owned(),
        issued_on: PartialDate::parse(date).ok(),
        tags: vec![tag.to_owned()],
        ..Metadata::default()
    };
    Entry::test_document(source, metadata)
}

fn cited(text: &str) -> Cited {
    find(text).pop().expect("the text cites").cited
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
fn a_partial_date_stands_at_its_end_and_no_date_last() {
    let library = library(vec![
        entry("khong-ro", "A", "", "x"),
        entry("thang-10", "B", "tháng 10/2012", "x"),
        entry("ngay-30-10", "C", "30/10/2012", "x"),
        entry("ngay-01-11", "D", "01/11/2012", "x"),
        entry("nam-2012", "E", "2012", "x"),
    ]);
    let inquiry = DependencyTracker::new(library);
    let listed = inquiry.list(&Term::Section("/van-ban/".into()), None, 0, 10);
    let expected = ["nam-2012", "ngay-01-11", "thang-10", "ngay-30-10", "khong-ro"];
    assert_eq!(sources(&listed), expected);
    let years = inquiry.years(&Term::Section("/van-ban/".into()));
    assert_eq!(years, [(Year(Some(2012)), 4), (Year(None), 1)]);
}

#[test]
fn spellings_of_one_term_are_one_and_the_commonest_names_it() {
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
fn near_gives_neighbours_in_the_list() {
    let days = ["01/3/2014", "02/3/2014", "03/3/2014", "04/3/2014", "05/3/2014"];
    let entries = days.iter().enumerate().map(|(i, day)| entry(&i.to_string(), "A", day, "x"));
    let inquiry = DependencyTracker::new(library(entries.collect()));
    let term = Term::value(Taxonomy::Tag, "x");
    let near = inquiry.neighbours(&term, &"content/van-ban/2.md".into(), 1);
    assert_eq!((sources(&near.before), sources(&near.after)), (vec!["3"], vec!["1"]));
}

#[test]
fn a_read_moves_only_when_its_answer_does() {
    let ask = |entries: Vec<Entry>| {
        let inquiry = DependencyTracker::new(library(entries));
        let term = Term::Section("/van-ban/".into());
        inquiry.list(&term, Some(Year(Some(2012))), 0, 20);
        inquiry.list(&term, None, 0, 20);
        inquiry.into_dependencies().iter().map(|read| read.fingerprint).collect::<Vec<_>>()
    };
    let old = || entry("cu", "Cũ", "01/3/2012", "x");
    let before = ask(vec![old()]);
    let after = ask(vec![old(), entry("moi", "Mới", "01/3/2014", "x")]);
    assert_eq!(before[0], after[0], "the older year does not learn of the new document");
    assert_ne!(before[1], after[1], "the head does");
}

/// Makes a document with a number, and with what a text cites.
fn document(source: &str, number: &str, date: &str, issuer: &str, text: &str) -> Entry {
    let mut document = entry(source, source, date, "x");
    document.metadata.number = Some(DocumentNumber::parse(number));
    document.metadata.issuer = Some(issuer.to_owned()).filter(|issuer| !issuer.is_empty());
    document.citations = find(text).into_iter().map(|citation| citation.cited).collect();
    document.update_fingerprint();
    document
}

#[test]
fn a_feed_holds_what_changed_last_even_what_was_taken_back_or_dated_in_part() {
    let touched = |source: &str, issued: &str, change: &dyn Fn(&mut Metadata)| {
        let mut entry = entry(source, "A", issued, "x");
        change(&mut entry.metadata);
        entry.update_fingerprint();
        entry
    };
    let date = |text: &str| PartialDate::parse(text).expect("a date");
    let moment = |text: &str| Some(date(text).first_day().into());
    let library = library(vec![
        touched("moi", "01/3/2020", &|_| ()),
        // Both are listed at the end of 2020, before all others.
        touched("trong-nam", "2020", &|_| ()),
        touched("trong-nam-2", "2020", &|_| ()),
        touched("cap-nhat", "01/3/2014", &|m| m.updated_at = moment("05/3/2020")),
        touched("sap-cap-nhat", "01/3/2014", &|m| m.updated_at = moment("05/3/2030")),
        touched("sap-dang", "02/3/2014", &|m| m.posted_at = moment("05/3/2030")),
        touched("dang-muon", "01/3/2009", &|m| m.posted_at = moment("04/3/2020")),
        touched("dang-som", "07/3/2020", &|m| m.posted_at = moment("03/3/2020")),
        touched("thu-hoi", "01/3/2014", &|m| {
            m.withdrawn =
                Some(Box::new(Withdrawal { on: Some(date("06/3/2020")), ..Withdrawal::default() }));
        }),
    ]);
    let inquiry = DependencyTracker::new(library);
    let section = Term::Section("/van-ban/".into());
    let changed = [
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
    assert_eq!(sources(&inquiry.latest_changes(&section, 99)), changed);
    assert_eq!(sources(&inquiry.latest_changes(&section, 5)), changed[..5]);
    assert_eq!(sources(&inquiry.latest_changes(&Term::value(Taxonomy::Tag, "x"), 99)), changed);
    assert!(inquiry.latest_changes(&Term::Documents, 9).is_empty(), "it has no feed");
    assert!(inquiry.has_feed(&section) && !inquiry.has_feed(&Term::Documents));
    assert!(!sources(&inquiry.list(&section, None, 0, 99)).contains(&"thu-hoi"));
}

#[test]
fn names_of_years_and_terms_move_only_when_one_is_new() {
    let ask = |entries: Vec<Entry>| {
        let inquiry = DependencyTracker::new(library(entries));
        inquiry.year_names(&Term::Documents);
        inquiry.term_names(Taxonomy::Tag);
        inquiry.into_dependencies().iter().map(|read| read.fingerprint).collect::<Vec<_>>()
    };
    let with = |more: Vec<Entry>| [vec![entry("cu", "Cũ", "01/3/2012", "x")], more].concat();
    let before = ask(with(Vec::new()));
    assert_eq!(before, ask(with(vec![entry("moi", "Mới", "05/3/2012", "x")])));
    let after = ask(with(vec![entry("moi", "Mới", "05/3/2013", "y")]));
    assert!(before[0] != after[0] && before[1] != after[1], "{before:?} {after:?}");
}

#[test]
fn coarse_questions_move_only_where_their_answers_do() {
    let ask = |entries: Vec<Entry>| {
        let inquiry = DependencyTracker::new(library(entries));
        inquiry.exceeds(&Term::Documents, 2);
        inquiry.term_names_up_to(Taxonomy::Tag, 1);
        inquiry.titles(&Term::Documents);
        inquiry.into_dependencies().iter().map(|read| read.fingerprint).collect::<Vec<_>>()
    };
    let old = || vec![entry("a", "A", "01/3/2012", "x"), entry("b", "B", "02/3/2012", "x")];
    let before = ask(old());
    let mut signed = old();
    signed[0].metadata.signer = Some("Nguyễn Văn A".to_owned());
    signed[0].update_fingerprint();
    assert_eq!(before, ask(signed), "nobody asked who signed");
    let with = |more: &[Entry]| ask([old(), more.to_vec()].concat());
    let more = [entry("c", "C", "03/3/2012", "y"), entry("d", "D", "04/3/2012", "z")];
    let (third, fourth) = (with(&more[..1]), with(&more));
    assert!((0..3).all(|at| before[at] != third[at]), "{before:?} {third:?}");
    assert_eq!(third[..2], fourth[..2], "beyond the bound nothing moves");
}

#[test]
fn a_change_to_come_is_waited_for_by_a_feed_that_does_not_hold_it_yet() {
    let mut coming = entry("a", "A", "01/3/2012", "x");
    coming.metadata.posted_at = PartialDate::parse("05/3/2030").ok().map(|d| d.first_day().into());
    coming.metadata.issued_on = None;
    coming.update_fingerprint();
    let inquiry = DependencyTracker::new(library(vec![coming]));
    assert!(inquiry.latest_changes(&Term::All, 9).is_empty() && !inquiry.has_feed(&Term::All));
    let days: Vec<_> =
        inquiry.into_dependencies().iter().filter_map(|read| read.query.day()).collect();
    assert_eq!(days, [jiff::civil::date(2030, 3, 5)]);
}

#[test]
fn a_question_asked_again_is_noted_once_and_in_its_order() {
    let inquiry = DependencyTracker::new(library(vec![entry("a", "A", "01/3/2012", "x")]));
    for _ in 0..3 {
        inquiry.year_names(&Term::Documents);
        inquiry.term_names(Taxonomy::Tag);
    }
    let asked: Vec<Query> =
        inquiry.into_dependencies().into_iter().map(|read| read.query).collect();
    assert_eq!(asked, [Query::YearNames(Term::Documents), Query::TermNames(Taxonomy::Tag)]);
}

/// Makes a document that stands in one way to what a number or an address means.
fn relating(source: &str, number: &str, kind: RelationKind, target: Reference) -> Entry {
    let mut entry = document(source, number, "01/3/2020", "", "");
    entry.metadata.relations = vec![Relation { kind, target }];
    entry.update_fingerprint();
    entry
}

fn number(written: &str, part: Option<&str>) -> Reference {
    let number = Some(DocumentNumber::parse(written).key());
    Reference { number, part: part.map(str::to_owned), ..Reference::default() }
}

#[test]
fn what_is_asked_by_name_can_be_asked_again() {
    let by = relating("b", "2/QC-UBND", RelationKind::Repeals, number("1/QC-UBND", None));
    let mut of_other = document("a", "1/QC-UBND", "01/3/2019", "UBND xã Một", "");
    let mut by_body = by.clone();
    by_body.metadata.issuer = Some("UBND xã Hai".to_owned());
    of_other.update_fingerprint();
    by_body.update_fingerprint();
    let inquiry = DependencyTracker::new(library(vec![of_other, by.clone(), by_body.clone()]));
    assert!(inquiry.resolve_relation(&by, &by.metadata.relations[0]).is_some());
    assert!(
        inquiry.resolve_relation(&by_body, &by_body.metadata.relations[0]).is_none(),
        "of another body"
    );
    let reads = inquiry.into_dependencies();
    let wanted = |body: Option<&str>| DocumentCriteria {
        number: Some("1/qc-ubnd".to_owned()),
        address: None,
        issued_on: None,
        issuer: None,
        referring_issuer: body.map(str::to_owned),
    };
    assert_eq!(reads[0].query, Query::ResolveReference(wanted(None)));
    assert_eq!(reads[1].query, Query::ResolveReference(wanted(Some("UBND xã Hai"))));
}

#[test]
fn how_much_is_meant_is_a_question_and_all_is_more_than_a_part() {
    let part =
        || relating("b", "2/QC-UBND", RelationKind::Repeals, number("1/QC-UBND", Some("Điều 5")));
    let mut both = part();
    let whole = Relation { kind: RelationKind::Repeals, target: number("1/QC-UBND", None) };
    both.metadata.relations.push(whole);
    let old = document("a", "1/QC-UBND", "01/3/2019", "", "");
    let ask = |by: Entry| {
        let inquiry = DependencyTracker::new(library(vec![old.clone(), by]));
        let changes = inquiry.incoming_effects(&old);
        (changes[0].extent, changes[0].wording.clone(), inquiry.into_dependencies())
    };
    let (extent, words, reads) = ask(part());
    assert_eq!((extent, words.as_deref()), (Extent::Part, Some("Điều 5")));
    assert!(reads.iter().any(|read| matches!(read.query, Query::AffectedExtent(..))));
    assert!(reads.iter().all(|read| read.query.day().is_none()), "no day is asked for");
    let (extent, words, _) = ask(both);
    assert_eq!((extent, words), (Extent::Whole, None));
}

#[test]
fn the_text_of_a_section_is_led_to_by_nobody_and_a_withdrawn_entry_leads_to_what_it_changed() {
    let mut index = entry("_index", "Văn bản", "", "x");
    index.address = "/van-ban/".into();
    let target = Reference { address: Some("/van-ban/".to_owned()), ..Reference::default() };
    let old = document("a", "1/QC-UBND", "01/3/2019", "", "");
    let gone = |name: &str, kind| {
        let mut entry = relating(name, "2/QC-UBND", kind, number("1/QC-UBND", None));
        entry.metadata.withdrawn = Some(Box::default());
        entry
    };
    let library = library(vec![
        index,
        old,
        relating("b", "3/QC-UBND", RelationKind::BasedOn, target),
        gone("c", RelationKind::Suspends),
        gone("d", RelationKind::BasedOn),
    ]);
    assert_eq!(library.backlink_counts("content/van-ban/_index.md"), []);
    let suspends = EdgeKind::Relation(RelationKind::Suspends);
    assert_eq!(library.backlink_counts("content/van-ban/a.md"), [(suspends, 1)]);
}
