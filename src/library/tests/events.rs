//! Tests of events: which an entry has, on which day, and in which order they are listed.
//!
//! One regulation, varied: with a withdrawal, of another type, as a translation, without a day of effect.

use super::*;

/// Returns the events of a document up to a day, newest first.
fn events_by(metadata: Metadata, today: &str) -> Vec<String> {
    let today = date(today).expect("the day is valid").first_day();
    let entry = Arc::new(Entry::test_document("a", metadata));
    let library = Arc::new(Library::from_entries(vec![entry], today, HashSet::new()));
    let newest = ListRange::Newest { skip: 0, take: 9 };
    let events = DependencyTracker::new(library).events(None, newest).into_iter();
    let text = |event: PortalEvent| {
        let on = event.on.map_or_else(|| "?".to_owned(), |on| on.to_string());
        format!("{} {on}", event.kind.code())
    };
    events.map(|(event, _)| text(event)).collect()
}

fn date(text: &str) -> Option<PartialDate> {
    PartialDate::parse(text).ok()
}

fn regulation() -> Metadata {
    let replaces = Relation { kind: RelationKind::Replaces, target: number("2/QC-UBND", None) };
    Metadata {
        title: "Quy chế".into(),
        doc_type: Some("Quy chế".into()),
        issued_on: date("01/3/2014"),
        effective_on: date("05/3/2014"),
        posted_at: Some(Date::constant(2014, 3, 5).into()),
        relations: vec![replaces.clone(), replaces],
        ..Metadata::default()
    }
    .with(|metadata| metadata.expires_on = date("tháng 6/2014"))
}

fn withdrawn(on: &str) -> Metadata {
    let withdrawal = Withdrawal { on: date(on), ..Withdrawal::default() };
    regulation().with(|metadata| metadata.withdrawn = Some(Box::new(withdrawal)))
}

#[test]
fn only_events_whose_day_has_surely_come_are_listed() {
    for (today, expected) in [
        ("04/3/2014", &[][..]),
        ("05/3/2014", &["replaces 05/3/2014", "posted 05/3/2014"]),
        ("29/6/2014", &["replaces 05/3/2014", "posted 05/3/2014"]),
        ("30/6/2014", &["expired tháng 6/2014", "replaces 05/3/2014", "posted 05/3/2014"]),
    ] {
        assert_eq!(events_by(regulation(), today), expected, "{today}");
    }
}

#[test]
fn nothing_ends_after_an_entry_was_taken_down() {
    let today = "01/01/2026";
    let until = |on: &str| withdrawn(on).with(|metadata| metadata.public_until = date("31/7/2014"));
    let earlier = ["replaces 05/3/2014", "posted 05/3/2014"];
    for (metadata, expected) in [
        (withdrawn("20/6/2014"), &["withdrawn 20/6/2014"][..]),
        (withdrawn("20/7/2014"), &["withdrawn 20/7/2014", "expired tháng 6/2014"]),
        (until("20/6/2014"), &["withdrawn 20/6/2014"]),
        (until("20/8/2014"), &["withdrawn 20/8/2014", "ended 01/8/2014", "expired tháng 6/2014"]),
    ] {
        assert_eq!(events_by(metadata, today), [expected, &earlier].concat());
    }
    let undated = [&earlier[..], &["withdrawn ?"]].concat();
    assert_eq!(events_by(withdrawn(""), today), undated);
}

#[test]
fn only_documents_with_effect_expire_and_only_originals_replace_others() {
    let report = Metadata { doc_type: Some("Báo cáo".into()), ..regulation() };
    let today = "01/01/2026";
    assert_eq!(events_by(report, today), ["replaces 05/3/2014", "posted 05/3/2014"]);
    let translation_of = Some(Box::new(number("1/QC-UBND", None)));
    let translation = regulation().with(|metadata| metadata.translation_of = translation_of);
    assert_eq!(events_by(translation, today), ["posted 05/3/2014"]);
}

#[test]
fn an_act_whose_effect_has_no_known_day_is_no_event() {
    let decision = |number: &str| {
        let number = Some(DocumentNumber::parse(number));
        let metadata = Metadata { number, effective_on: None, ..regulation() };
        metadata.with(|metadata| metadata.expires_on = None)
    };
    let today = "01/01/2026";
    let expected = ["posted 05/3/2014", "replaces 01/3/2014"];
    assert_eq!(events_by(decision("1/QĐ-UBND"), today), expected);
    assert_eq!(events_by(decision("1/2014/QĐ-UBND"), today), ["posted 05/3/2014"]);
}

#[test]
fn an_entry_that_may_not_be_named_has_no_events() {
    let unnamed = Metadata { title: Box::default(), ..withdrawn("20/6/2014") };
    assert_eq!(events_by(unnamed, "01/01/2026"), Vec::<String>::new());
}
