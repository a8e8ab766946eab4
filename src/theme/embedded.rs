//! The default theme, embedded in the program: every file under `themes/cong-thong-tin/`, sorted by path.
//!
//! The files are listed explicitly instead of by a macro over the folder, so that cargo tracks each of them and
//! rebuilds when one changes. A test compares the list with the folder.

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../themes/cong-thong-tin/", $path)))),*]
    };
}

/// The path in the theme and the bytes of each file.
pub(super) const FILES: &[(&str, &[u8])] = files![
    "README.md",
    "assets/hien-thi.js",
    "assets/hieu-luc.js",
    "assets/portal.css",
    "assets/tra-cuu.js",
    "i18n/en.yaml",
    "i18n/vi.yaml",
    "templates/404.html",
    "templates/base.html",
    "templates/components.html",
    "templates/disclosure.html",
    "templates/document.html",
    "templates/events.html",
    "templates/home.html",
    "templates/lookup.html",
    "templates/news.html",
    "templates/open-data.html",
    "templates/page.html",
    "templates/redirect.html",
    "templates/section.html",
    "templates/site-map.html",
    "templates/term.html",
    "templates/terms.html",
    "templates/withdrawn.html",
    "theme.yaml",
];
