//! The description of the portal's search (`OpenSearch` 1.1), by which browsers and other portals call it.
//!
//! The format bounds its texts: sixteen characters for the short name, 48 for the long one.

use super::Renderer;
use super::xml::escape;

/// How many characters the short name may have.
const MAX_SHORT_NAME: usize = 16;
/// How many the long one.
const MAX_LONG_NAME: usize = 48;

/// Writes the description.
pub(super) fn description(renderer: &Renderer<'_>) -> String {
    let config = renderer.config;
    let title = &config.title;
    // A long name that had to be cut is no name.
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

/// Shortens a name to whole words; of a name whose last words tell most, such as the place, these are kept.
fn short_name(name: &str, most: usize) -> String {
    let length = |text: &str| text.chars().count();
    if length(name) <= most {
        return name.to_owned();
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let ends = (1..words.len()).map(|from| words[from..].join(" "));
    let fits = ends.into_iter().find(|end| length(end) <= most);
    fits.unwrap_or_else(|| name.chars().take(most).collect())
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
