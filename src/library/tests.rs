//! Tests of filing and asking, without a disk: order, spellings, neighbours, fingerprints.
//!
//! Entries are made in memory, and what is tested is what a target sees through an [`Inquiry`].

use super::*;
use crate::entry::Metadata;

fn entry(source: &str, title: &str, date: &str, tag: &str) -> Entry {
    let metadata = Metadata {
        title: title.to_owned(),
        issued_on: PartialDate::parse(date).ok(),
        tags: vec![tag.to_owned()],
        ..Metadata::default()
    };
    let mut entry = Entry {
        source: format!("content/van-ban/{source}.md").into(),
        kind: Kind::Document,
        address: format!("/van-ban/{source}/").into(),
        sections: vec!["/van-ban/".into()],
        metadata,
        files: Vec::new(),
        links: Vec::new(),
        marks: Vec::new(),
        fingerprint: 0,
    };
    entry.seal();
    entry
}

fn library(entries: Vec<Entry>) -> Arc<Library> {
    let today = Date::constant(2026, 11, 22);
    let entries = entries.into_iter().map(Arc::new).collect();
    Arc::new(Library::file(entries, today, HashSet::new()))
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
    let inquiry = Inquiry::new(library);
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
    let names = library.names(Taxonomy::Tag);
    let shown: Vec<_> = names.iter().map(|name| (name.label.as_str(), name.count)).collect();
    assert_eq!(shown, [("Ăn ca", 1), ("Đa dạng", 1), ("Thuỷ sản", 4)]);
}

#[test]
fn near_gives_neighbours_in_the_list() {
    let days = ["01/3/2014", "02/3/2014", "03/3/2014", "04/3/2014", "05/3/2014"];
    let entries = days.iter().enumerate().map(|(i, day)| entry(&i.to_string(), "A", day, "x"));
    let inquiry = Inquiry::new(library(entries.collect()));
    let term = Term::value(Taxonomy::Tag, "x");
    let near = inquiry.near(&term, &"content/van-ban/2.md".into(), 1);
    assert_eq!((sources(&near.before), sources(&near.after)), (vec!["3"], vec!["1"]));
}

#[test]
fn a_read_moves_only_when_its_answer_does() {
    let ask = |entries: Vec<Entry>| {
        let inquiry = Inquiry::new(library(entries));
        let term = Term::Section("/van-ban/".into());
        inquiry.list(&term, Some(Year(Some(2012))), 0, 20);
        inquiry.list(&term, None, 0, 20);
        inquiry.into_reads().iter().map(|read| read.fingerprint).collect::<Vec<_>>()
    };
    let old = || entry("cu", "Cũ", "01/3/2012", "x");
    let before = ask(vec![old()]);
    let after = ask(vec![old(), entry("moi", "Mới", "01/3/2014", "x")]);
    assert_eq!(before[0], after[0], "the older year does not learn of the new document");
    assert_ne!(before[1], after[1], "the head does");
}
