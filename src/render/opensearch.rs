//! The `OpenSearch` 1.1 description of the portal's search, used by browsers and other portals.
//!
//! The format limits the short name to 16 characters and the long name to 48.

use super::Renderer;
use super::xml::escape;

/// The maximum length of the short name, in characters.
const MAX_SHORT_NAME: usize = 16;
/// The maximum length of the long name, in characters.
const MAX_LONG_NAME: usize = 48;

/// Writes the description.
pub(super) fn description(renderer: &Renderer<'_>) -> String {
    let config = renderer.config;
    let title = &config.title;
    // The long name is left out rather than truncated.
    let names = [title, &config.owner.name];
    let long = names.into_iter().find(|name| name.chars().count() <= MAX_LONG_NAME);
    let long = long.map(|name| format!("<LongName>{}</LongName>\n", escape(name)));
    let contact = config.owner.email.as_ref();
    let contact = contact.map(|email| format!("<Contact>{}</Contact>\n", escape(email)));
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n<Description>{}</Description>\n{}\
         {}<Url type=\"text/html\" template=\"{}\"/>\n\
         <Language>{}</Language>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <OutputEncoding>UTF-8</OutputEncoding>\n</OpenSearchDescription>\n",
        escape(&short_name(title, MAX_SHORT_NAME)),
        escape(&format!("{} {title}", renderer.ui_labels(&config.language).or_empty("search_in"))),
        contact.unwrap_or_default(),
        long.unwrap_or_default(),
        escape(&config.base_url.absolute_url("/tim-kiem/?q={searchTerms}")),
        escape(&config.language),
    )
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
