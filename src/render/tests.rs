//! Tests of rendering one page.
//!
//! Its result includes the recorded dependencies, by which later builds check whether the page is up to date.

use std::collections::HashSet;

use jiff::civil::Date;

use super::*;
use crate::diagnostic::SourceText;
use crate::entry::{Entry, Metadata};
use crate::library::Query;
use crate::library::query::OwnEntry;
use crate::monitor::BuildMonitor;
use crate::site::{self, PlanInputs};

fn document() -> Entry {
    let metadata = Metadata {
        title: "Báo cáo".into(),
        doc_type: Some("Báo cáo".into()),
        ..Metadata::default()
    };
    Entry::test_document("a", metadata)
}

#[test]
fn a_rendered_page_returns_its_dependencies() {
    let today = Date::constant(2026, 11, 22);
    let yaml = "title: A\nbase_url: https://a.vn/\nowner: {name: B}\n";
    let text = SourceText::new("portal.yaml", yaml.to_owned());
    let (config, _) = Config::read(&text).expect("the text is YAML");
    let config = Arc::new(config);
    let root = tempfile::tempdir().expect("a temporary folder");
    let (theme, _) = Theme::load(root.path(), &config).expect("the embedded theme");
    let entries = vec![Arc::new(document())];
    let library = Arc::new(Library::from_entries(entries, today, HashSet::new()));
    let site = PlanInputs {
        config: &config,
        sections: &[],
        library: &library,
        withheld: &[],
        copies: &[],
        assets: &[],
        overviews: &theme.overviews(),
        share_picture: None,
        has_search: theme.is_searchable(),
        today,
    };
    let plan = site::plan(site);
    let portal_views = PortalViews::new(PortalViewInputs {
        config: &config,
        sections: &[],
        plan: &plan,
        theme: &theme,
        share_picture: None,
        today,
    });
    let renderer = Renderer {
        config: &config,
        sections: &[],
        library: &library,
        plan: &plan,
        theme: &theme,
        portal_views,
        monitor: &BuildMonitor::default(),
    };
    let target =
        |kind: &TargetKind| plan.targets.iter().find(|t| t.kind == *kind).expect("planned");
    let dependencies_of = |kind: &TargetKind| {
        let rendered = renderer.render(target(kind), None).expect("no fault");
        rendered.expect("a page").dependencies
    };
    let source: Arc<str> = "content/van-ban/a.md".into();
    let dependencies = dependencies_of(&TargetKind::Entry(source.clone()));
    assert!(
        dependencies.iter().any(|d| d.query == OwnEntry { source: source.clone() }.into()),
        "{dependencies:?}"
    );
    let has_neighbours = |d: &Dependency| matches!(d.query, Query::NeighboursOf(_));
    assert!(dependencies.iter().any(has_neighbours), "{dependencies:?}");
    let dependencies = dependencies_of(&TargetKind::Home);
    assert!(dependencies.iter().any(|d| matches!(d.query, Query::Terms(_))), "{dependencies:?}");
}
