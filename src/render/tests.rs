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
    Entry::document("a", metadata)
}

#[test]
fn a_page_hands_back_the_questions_it_asked() {
    let today = Date::constant(2026, 11, 22);
    let yaml = "title: A\nbase_url: https://a.vn/\nowner: {name: B}\n";
    let text = Text::new("portal.yaml", yaml.to_owned());
    let (config, _) = Config::read(&text).expect("the text is YAML");
    let config = Arc::new(config);
    let nowhere = tempfile::tempdir().expect("a temporary folder");
    let (theme, _) = Theme::load(nowhere.path(), &config).expect("the embedded theme");
    let entries = vec![Arc::new(document())];
    let library = Arc::new(Library::file(entries, today, HashSet::new()));
    let site = Site {
        config: &config,
        sections: &[],
        library: &library,
        copies: &[],
        assets: &[],
        overviews: &theme.overviews(),
        share: None,
        searchable: theme.is_searchable(),
        today,
    };
    let plan = site::plan(site);
    let portals = Portals::new(PortalsOf {
        config: &config,
        sections: &[],
        plan: &plan,
        theme: &theme,
        share: None,
        today,
    });
    let renderer = Renderer {
        config: &config,
        sections: &[],
        library: &library,
        plan: &plan,
        theme: &theme,
        portals,
    };
    let page = |what: &What| plan.targets.iter().find(|t| t.what == *what).expect("planned");
    let reads = |what: &What| {
        let rendered = renderer.render(page(what), Some(&text)).expect("no fault");
        rendered.expect("a page").reads
    };
    let source: Arc<str> = "content/van-ban/a.md".into();
    let asked = reads(&What::Entry(source.clone()));
    assert!(asked.iter().any(|read| read.query == Query::Entry(source.clone())), "{asked:?}");
    assert!(asked.iter().any(|read| matches!(read.query, Query::Near { .. })), "{asked:?}");
    let asked = reads(&What::Home);
    assert!(asked.iter().any(|read| matches!(read.query, Query::Terms(_))), "{asked:?}");
}
