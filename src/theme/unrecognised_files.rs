//! Reports files of a theme that are never read, and suggests where they were probably meant to be.
//!
//! Examples are a style sheet beside `theme.yaml`, labels in a `.yml` file, or a template with the Vietnamese name of
//! its page. Without a warning, the author would look for the mistake in the content of the file.

use super::layers::Layer;
use super::{ASSETS, REQUIRED_TEMPLATES};
use crate::diagnostic::{Diagnostic, Place, faults};
use crate::site::Overview;
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::slug::slug;

const FOLDERS: [&str; 3] = ["templates", "assets", "i18n"];

/// Names of theme folders in other systems, with the folder meant.
const FOLDER_ALIASES: &[(&str, &str)] = &[
    ("css", "assets"),
    ("fonts", "assets"),
    ("hinh-anh", "assets"),
    ("images", "assets"),
    ("img", "assets"),
    ("js", "assets"),
    ("public", "assets"),
    ("static", "assets"),
    ("styles", "assets"),
    ("tai-nguyen", "assets"),
    ("labels", "i18n"),
    ("lang", "i18n"),
    ("locales", "i18n"),
    ("nhan", "i18n"),
    ("layouts", "templates"),
    ("mau", "templates"),
    ("views", "templates"),
];

/// Other names of pages, with the template meant.
const TEMPLATE_ALIASES: &[(&str, &str)] = &[
    ("bai-viet", "news"),
    ("chuyen-muc", "section"),
    ("cong-khai", "disclosure"),
    ("danh-sach", "section"),
    ("du-lieu-mo", "open-data"),
    ("index", "home"),
    ("khong-thay", "404"),
    ("layout", "base"),
    ("muc", "section"),
    ("post", "news"),
    ("single", "page"),
    ("so-do-trang", "site-map"),
    ("thu-hoi", "withdrawn"),
    ("tim-kiem", "lookup"),
    ("tin", "news"),
    ("tin-tuc", "news"),
    ("thay-doi", "events"),
    ("tra-cuu", "lookup"),
    ("trang", "page"),
    ("trang-chu", "home"),
    ("van-ban", "document"),
];

/// Names of files that document the theme and are not read by the program.
const DOCUMENTATION_STEMS: [&str; 5] = ["readme", "license", "licence", "changelog", "copying"];

/// Warns of the files that remain after templates and assets were removed from a layer.
pub(super) fn report(layer: &Layer, faults: &mut Vec<Diagnostic>) {
    for (path, (shown_path, _)) in &layer.files {
        let stem = path.split('.').next().unwrap_or_default().to_ascii_lowercase();
        let is_documentation =
            path.ends_with(".md") || DOCUMENTATION_STEMS.contains(&stem.as_str());
        if !is_documentation && label_language(path).is_none() {
            let suggestion = suggest(path).map(|path| format!("themes/{}/{path}", layer.name));
            faults.push(faults::unused_theme_file(
                Place::file(shown_path.clone()),
                suggestion.as_deref(),
            ));
        }
    }
}

/// Returns the language of a label file; `None` if it is not one.
pub(super) fn label_language(path: &str) -> Option<&str> {
    let name = path.strip_prefix("i18n/")?.strip_suffix(".yaml")?;
    let primary = name.split('-').next().unwrap_or_default();
    let is_code =
        (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    is_code.then_some(name)
}

/// Guesses where a file should be.
fn suggest(path: &str) -> Option<String> {
    let Some((folder, rest)) = path.split_once('/') else { return suggest_for_root_file(path) };
    if folder == "i18n" {
        return suggest_label_file(rest);
    }
    let folder_slug = slug(folder);
    let alias = FOLDER_ALIASES.iter().find(|(alias, _)| *alias == folder_slug);
    let meant = alias.map(|(_, folder)| *folder);
    let meant = meant.or_else(|| nearest(folder, FOLDERS))?;
    match meant {
        "i18n" => suggest_label_file(rest),
        _ => Some(format!("{meant}/{rest}")),
    }
}

fn suggest_for_root_file(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => {
            Some(format!("templates/{}", suggest_template(stem).unwrap_or(name.to_owned())))
        }
        "yaml" | "yml" if nearest(stem, ["theme"]).is_some() => Some("theme.yaml".to_owned()),
        "yaml" | "yml" => suggest_label_file(name),
        "css" | "js" | "svg" | "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "ico"
        | "woff2" => Some(format!("{ASSETS}{name}")),
        _ => None,
    }
}

/// Guesses the label file, which is named after its language.
fn suggest_label_file(name: &str) -> Option<String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let language = match slug(stem).as_str() {
        "vi" | "vn" | "vi-vn" | "vietnamese" | "tieng-viet" => "vi",
        "en" | "en-us" | "en-gb" | "english" | "tieng-anh" => "en",
        _ => return None,
    };
    Some(format!("i18n/{language}.yaml"))
}

/// Guesses the template for which a file was meant.
pub(super) fn suggest_template(name: &str) -> Option<String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem_slug = slug(stem);
    if let Some((_, name)) = TEMPLATE_ALIASES.iter().find(|(alias, _)| *alias == stem_slug) {
        return Some(format!("{name}.html"));
    }
    let file = format!("{stem_slug}.html");
    nearest(&file, known_templates()).map(str::to_owned)
}

/// Returns the names of all templates that the program uses itself.
pub(super) fn known_templates() -> impl Iterator<Item = &'static str> {
    REQUIRED_TEMPLATES.into_iter().chain(Overview::ALL.into_iter().map(Overview::template))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unrecognised_file_gets_a_suggested_path() {
        let cases = [
            ("portal.css", Some("assets/portal.css")),
            ("theme.yml", Some("theme.yaml")),
            ("themes.yaml", Some("theme.yaml")),
            ("vi.yaml", Some("i18n/vi.yaml")),
            ("i18n/vi.yml", Some("i18n/vi.yaml")),
            ("i18n/Tiếng Việt.yaml", Some("i18n/vi.yaml")),
            ("template/news.html", Some("templates/news.html")),
            ("Templates/news.html", Some("templates/news.html")),
            ("css/a/b.css", Some("assets/a/b.css")),
            ("asset/b.css", Some("assets/b.css")),
            ("tin-tuc.html", Some("templates/news.html")),
            ("ghi chú.txt", None),
        ];
        for (path, expected) in cases {
            assert_eq!(suggest(path).as_deref(), expected, "{path}");
        }
        let names = [
            ("tin-tuc.html", Some("news.html")),
            ("Văn bản.html", Some("document.html")),
            ("doccument.html", Some("document.html")),
            ("opendata.html", Some("open-data.html")),
            ("index.html", Some("home.html")),
            ("to-roi.html", None),
        ];
        for (name, expected) in names {
            assert_eq!(suggest_template(name).as_deref(), expected, "{name}");
        }
    }
}
