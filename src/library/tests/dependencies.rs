//! Tests of recorded dependencies: asked again, an equal answer has an equal fingerprint and a changed one does not.
//!
//! One query of each kind is asked of two libraries that differ in everything.

use super::*;

/// Asks one query of each kind.
fn ask_every_query(tracker: &DependencyTracker, citing: &Entry) {
    let term = Term::value(Taxonomy::Tag, "x");
    let source: Arc<str> = "content/van-ban/ke-hoach.md".into();
    let reference = number("106-KH/TU", None);
    tracker.entry(&source);
    tracker.ask(OwnBody { source: source.clone() });
    tracker.metadata(&source);
    tracker.resolve_reference(&reference);
    tracker.ask(citation("Kế hoạch số 106-KH/TU ngày 05/8/2014", citing));
    tracker.list(&term, Some(Year(Some(2014))), 0, 3);
    tracker.latest_changes(&Term::DocumentsAndNews, 5);
    tracker.has_feed(&Term::value(Taxonomy::Tag, "y"));
    tracker.ask(NeighboursOf { term: term.clone(), source: source.clone(), count: 2 });
    tracker.ask(Count { term: term.clone(), year: None });
    tracker.ask(Exceeds { term: term.clone(), year: None, limit: 2 });
    tracker.ask(Years { term: term.clone() });
    tracker.year_names(&term);
    tracker.ask(Terms { taxonomy: Taxonomy::Tag });
    tracker.ask(TermNames { taxonomy: Taxonomy::Tag });
    tracker.ask(TermNamesUpTo { taxonomy: Taxonomy::Tag, limit: 4 });
    tracker.ask(Titles { term: term.clone() });
    tracker.term_name(&term);
    tracker.backlink_counts(&source);
    tracker.ask(IncomingEffectCounts { source: source.clone() });
    let affecting = "content/van-ban/khac.md".into();
    tracker.ask(ExtentOfEffect { kind: RelationKind::Amends, affecting, affected: source });
    tracker.events(None, ListRange::Newest { skip: 0, take: 5 });
    tracker.ask(EventsExceed { year: Year(Some(2020)), limit: 0 });
    tracker.ask(EventYears {});
    tracker.record_address_exists("/a/", true);
    tracker.has_come(Date::constant(2026, 11, 23));
}

#[test]
fn a_query_asked_again_has_its_recorded_fingerprint_until_the_answer_changes() {
    let plan = || document("ke-hoach", "106-KH/TU", "05/8/2014", "", "");
    let citing = document("bao-cao", "85/BC-LĐLĐ", "24/9/2014", "", "");
    let before = library(vec![plan(), citing.clone()]);
    let tracker = DependencyTracker::new(before.clone());
    ask_every_query(&tracker, &citing);
    let dependencies = tracker.into_dependencies();
    let kinds: HashSet<_> =
        dependencies.iter().map(|dependency| std::mem::discriminant(&dependency.query)).collect();
    assert_eq!(kinds.len(), dependencies.len(), "each kind is recorded once");
    assert_eq!(kinds.len(), 26, "every kind is asked; add new ones to `ask_every_query`");
    for Dependency { query, fingerprint } in &dependencies {
        assert_eq!(query.answer_fingerprint(&before, &|_| true), *fingerprint, "{query:?}");
    }
    // The day and every entry change, so that every answer changes.
    let mut plan = plan();
    (plan.metadata.title, plan.body_fingerprint) = ("Khác".into(), 1);
    plan.address = "/khac/".into();
    plan.metadata.tags = Box::new(["X".into(), "y".into()]);
    plan.update_metadata_fingerprint();
    let mut other =
        document("khac", "1/KH", "01/02/2013", "", "Kế hoạch số 106-KH/TU ngày 05/8/2014");
    other
        .metadata
        .relations
        .push(Relation {
            kind: RelationKind::Amends, target: number("106-KH/TU", Some("Mục 5"))
        });
    other.metadata.updated_at = Some(Date::constant(2020, 1, 1).into());
    other.update_metadata_fingerprint();
    let mut citing = citing;
    for entry in [&mut citing, &mut other] {
        entry.metadata.tags = Box::new(["X".into()]);
        entry.update_metadata_fingerprint();
    }
    let entries = [plan, citing, other].into_iter().map(Arc::new).collect();
    let after = Library::from_entries(entries, Date::constant(2026, 11, 23), HashSet::new());
    let after = Arc::new(after);
    let is_unchanged = |dependency: &&Dependency| {
        dependency.query.answer_fingerprint(&after, &|_| false) == dependency.fingerprint
    };
    let unchanged: Vec<&Query> =
        dependencies.iter().filter(is_unchanged).map(|dependency| &dependency.query).collect();
    assert!(unchanged.is_empty(), "{unchanged:#?}");
}

#[test]
fn a_dependency_that_is_not_recorded_goes_unnoticed() {
    let ask = |entries: Vec<Entry>| {
        let library = library(entries);
        let tracker = DependencyTracker::new(library.clone());
        tracker.term_name(&Term::value(Taxonomy::Tag, "x"));
        tracker.list(&Term::Section("/van-ban/".into()), None, 0, 5);
        (library, tracker.into_dependencies())
    };
    let (_, mut dependencies) = ask(vec![entry("a", "A", "01/3/2012", "x")]);
    let (after, _) = ask(vec![entry("a", "B", "01/3/2012", "x")]);
    let has_changed = |dependencies: &[Dependency]| {
        dependencies.iter().any(|dependency| {
            dependency.query.answer_fingerprint(&after, &|_| true) != dependency.fingerprint
        })
    };
    assert!(has_changed(&dependencies));
    dependencies.retain(|dependency| !matches!(dependency.query, Query::List(_)));
    assert!(!has_changed(&dependencies), "a change is detected by the recorded dependencies alone");
}
