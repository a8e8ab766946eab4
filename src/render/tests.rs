//! What a page asked is handed back with it: the list by which later builds judge whether it is
//! up to date.

use std::collections::HashSet;

use jiff::civil::Date;

use super::*;
use crate::entry::{Entry, Metadata};
use crate::library::Query;
use crate::site::{self, Site};

fn document() -> Entry {
    let metadata = Metadata {
        title: "Báo cáo".to_owned(),
        doc_type: Some("Báo cáo".to_owned()),
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
    let nowhere = tempfile::tempdir().expect("a temporary folder");
    let (theme, _) = Theme::load(nowhere.path(), &config).expect("the embedded theme");
    let entries = vec![Arc::new(document())];
    let library = Arc::new(Library::from_entries(entries, today, HashSet::new()));
    let site = Site {
        config: &config,
        sections: &[],
        library: &library,
        copies: &[],
        assets: &[],
        overviews: &theme.overviews(),
        share_picture: None,
        has_search: theme.is_searchable(),
        today,
    };
    let plan = site::plan(site);
    let portals = PortalViews::new(PortalViewInputs {
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
        portal_views: portals,
    };
    let page = |what: &TargetKind| plan.targets.iter().find(|t| t.kind == *what).expect("planned");
    let reads = |what: &TargetKind| {
        let rendered = renderer.render(page(what), Some(&text)).expect("no fault");
        rendered.expect("a page").dependencies
    };
    let source: Arc<str> = "content/van-ban/a.md".into();
    let asked = reads(&TargetKind::Entry(source.clone()));
    assert!(asked.iter().any(|read| read.query == Query::Entry(source.clone())), "{asked:?}");
    assert!(asked.iter().any(|read| matches!(read.query, Query::Neighbours { .. })), "{asked:?}");
    let asked = reads(&TargetKind::Home);
    assert!(asked.iter().any(|read| matches!(read.query, Query::Terms(_))), "{asked:?}");
}
