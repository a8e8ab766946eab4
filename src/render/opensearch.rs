//! The `OpenSearch` 1.1 description of the portal's search, used by browsers and other portals.
//!
//! The format limits the short name to 16 characters and the long name to 48.

use super::Renderer;
use super::xml::XmlWriter;

/// The maximum length of the short name, in characters.
const MAX_SHORT_NAME: usize = 16;
/// The maximum length of the long name, in characters.
const MAX_LONG_NAME: usize = 48;

/// Writes the description.
pub(super) fn description(renderer: &Renderer<'_>) -> Vec<u8> {
    let config = renderer.config;
    let title = &config.title;
    let search_in = renderer.ui_labels(&config.language).or_empty("search_in");
    let url = config.base_url.absolute_url("/tim-kiem/?q={searchTerms}");
    let namespace = ("xmlns", "http://a9.com/-/spec/opensearch/1.1/");
    XmlWriter::document("OpenSearchDescription", [namespace], |xml| {
        xml.text("ShortName", &short_name(title, MAX_SHORT_NAME));
        xml.text("Description", &format!("{search_in} {title}"));
        if let Some(email) = &config.owner.email {
            xml.text("Contact", email);
        }
        // The long name is left out rather than truncated.
        let mut names = [title, &config.owner.name].into_iter();
        if let Some(long) = names.find(|name| name.chars().count() <= MAX_LONG_NAME) {
            xml.text("LongName", long);
        }
        xml.empty("Url", [("type", "text/html"), ("template", &*url)]);
        xml.text("Language", &config.language);
        xml.text("InputEncoding", "UTF-8");
        xml.text("OutputEncoding", "UTF-8");
    })
}

/// Shortens a name to its last whole words, which usually name the place, or cuts it if no word fits.
fn short_name(name: &str, max_length: usize) -> String {
    let length = |text: &str| text.chars().count();
    if length(name) <= max_length {
        return name.to_owned();
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let suffixes = (1..words.len()).map(|from| words[from..].join(" "));
    let fitting = suffixes.into_iter().find(|suffix| length(suffix) <= max_length);
    fitting.unwrap_or_else(|| name.chars().take(max_length).collect())
}

#[cfg(test)]
mod tests {
    use super::short_name;

    #[test]
    fn a_short_name_keeps_the_last_whole_words() {
        assert_eq!(short_name("Cổng La Gi", 16), "Cổng La Gi");
        assert_eq!(short_name("Liên đoàn Lao động thị xã La Gi", 16), "thị xã La Gi");
        assert_eq!(short_name("Trangthôngtinđiệntử", 16), "Trangthôngtinđiệ");
    }
}
