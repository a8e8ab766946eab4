//! The default theme, embedded in the program: every file under `themes/cong-thong-tin/`, sorted by path.
//!
//! A list by hand and not a macro over the folder, so that cargo knows each file and builds anew when one changes;
//! a test compares it with the folder.

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../themes/cong-thong-tin/", $path)))),*]
    };
}

/// Path in the theme, and bytes.
pub(super) const FILES: &[(&str, &[u8])] = files![
    "README.md",
    "assets/hien-thi.js",
    "assets/portal.css",
    "assets/tra-cuu.js",
    "i18n/en.yaml",
    "i18n/vi.yaml",
    "templates/404.html",
    "templates/base.html",
    "templates/components.html",
    "templates/disclosure.html",
    "templates/document.html",
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
