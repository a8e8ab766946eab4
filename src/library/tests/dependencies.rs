//! Questions asked again: the same answer has the same fingerprint, another answer another.
//!
//! One question of each kind is asked of two libraries in which nothing is alike.

use super::*;

/// Asks one question of each kind.
fn ask_everything(inquiry: &DependencyTracker, by: &Entry) {
    let term = Term::value(Taxonomy::Tag, "x");
    let source: Arc<str> = "content/van-ban/ke-hoach.md".into();
    let reference = Reference { number: Some("106-kh/tu".to_owned()), ..Reference::default() };
    inquiry.entry(&source);
    inquiry.body(&source);
    inquiry.metadata(&source);
    inquiry.resolve_reference(&reference);
    inquiry.resolve_citation(&cited("Kế hoạch số 106-KH/TU ngày 05/8/2014"), by);
    inquiry.list(&term, Some(Year(Some(2014))), 0, 3);
    inquiry.latest_changes(&Term::All, 5);
    inquiry.has_feed(&Term::value(Taxonomy::Tag, "y"));
    inquiry.neighbours(&term, &source, 2);
    inquiry.count(&term, None);
    inquiry.exceeds(&term, 2);
    inquiry.years(&term);
    inquiry.year_names(&term);
    inquiry.terms(Taxonomy::Tag);
    inquiry.term_names(Taxonomy::Tag);
    inquiry.term_names_up_to(Taxonomy::Tag, 4);
    inquiry.titles(&term);
    inquiry.term_name(&term);
    inquiry.backlink_counts(&source);
    inquiry.incoming_effect_counts(&source);
    inquiry.affected_extent(RelationKind::Amends, &"content/van-ban/khac.md".into(), &source);
    inquiry.address_exists("/a/", true);
    inquiry.has_come(Date::constant(2026, 11, 23));
}

#[test]
fn a_question_asked_again_has_the_answer_that_was_noted_and_moves_with_it() {
    let plan = || document("ke-hoach", "106-KH/TU", "05/8/2014", "", "");
    let by = document("bao-cao", "85/BC-LĐLĐ", "24/9/2014", "", "");
    let before = library(vec![plan(), by.clone()]);
    let inquiry = DependencyTracker::new(before.clone());
    ask_everything(&inquiry, &by);
    let reads = inquiry.into_dependencies();
    let kinds: HashSet<_> = reads.iter().map(|read| std::mem::discriminant(&read.query)).collect();
    assert_eq!(kinds.len(), reads.len(), "each kind once");
    assert_eq!(kinds.len(), 23, "every kind; a new one is to be asked here too");
    for Dependency { query, fingerprint } in &reads {
        assert_eq!(query.answer_fingerprint(&before, &|_| true), *fingerprint, "{query:?}");
    }
    // Another day, another plan, everything edited: no answer stays.
    let mut plan = plan();
    (plan.metadata.title, plan.body_fingerprint) = ("Khác".to_owned(), 1);
    plan.address = "/khac/".into();
    plan.metadata.tags = vec!["X".to_owned(), "y".to_owned()];
    plan.update_fingerprint();
    let mut other =
        document("khac", "1/KH", "01/02/2013", "", "Kế hoạch số 106-KH/TU ngày 05/8/2014");
    other
        .metadata
        .relations
        .push(Relation {
            kind: RelationKind::Amends, target: number("106-KH/TU", Some("Mục 5"))
        });
    other.metadata.updated_at = Some(Date::constant(2020, 1, 1).into());
    other.update_fingerprint();
    let mut by = by;
    for entry in [&mut by, &mut other] {
        entry.metadata.tags = vec!["X".to_owned()];
        entry.update_fingerprint();
    }
    let entries = [plan, by, other].into_iter().map(Arc::new).collect();
    let after = Library::from_entries(entries, Date::constant(2026, 11, 23), HashSet::new());
    let after = Arc::new(after);
    let stays =
        |read: &&Dependency| read.query.answer_fingerprint(&after, &|_| false) == read.fingerprint;
    let staying: Vec<&Query> = reads.iter().filter(stays).map(|read| &read.query).collect();
    assert!(staying.is_empty(), "{staying:#?}");
}

#[test]
fn a_read_that_is_not_written_down_would_be_missed() {
    let ask = |entries: Vec<Entry>| {
        let library = library(entries);
        let inquiry = DependencyTracker::new(library.clone());
        inquiry.term_name(&Term::value(Taxonomy::Tag, "x"));
        inquiry.list(&Term::Section("/van-ban/".into()), None, 0, 5);
        (library, inquiry.into_dependencies())
    };
    let (_, mut reads) = ask(vec![entry("a", "A", "01/3/2012", "x")]);
    let (after, _) = ask(vec![entry("a", "B", "01/3/2012", "x")]);
    let moved = |reads: &[Dependency]| {
        reads
            .iter()
            .any(|read| read.query.answer_fingerprint(&after, &|_| true) != read.fingerprint)
    };
    assert!(moved(&reads));
    reads.retain(|read| !matches!(read.query, Query::List { .. }));
    assert!(!moved(&reads), "nothing but the questions tells what moved");
}
