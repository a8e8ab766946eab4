//! What the portal is called in its other languages: `languages` of portal.yaml.
//!
//! A page in another language has its frame in that language, as far as it is said here: name, menu, sections, owner.
//! What is not said stays as it is in the portal's own language, and is marked so on the page.
//!
//! **Left out on purpose.** No page is translated or invented: a language has the pages that were written in it.

use super::{Config, MenuLink, Owner, read};
use crate::diagnostic::{Place, faults};
use crate::vietnamese::{fold, slug};
use crate::yaml::{Key, YamlNode, YamlReader};

const LANGUAGE_KEYS: [&str; 5] = ["title", "home", "owner", "sections", "menu"];

/// The words of portal.yaml in another language.
#[derive(Debug, Clone)]
pub struct PortalLanguage {
    /// BCP 47.
    pub tag: String,
    /// The portal's name.
    pub title: Option<String>,
    /// Where the name leads on pages of this language; it has no title.
    pub home: Option<MenuLink>,
    /// The owner; what is not said is empty.
    pub owner: Owner,
    /// What sections are called.
    pub sections: Vec<SectionName>,
    /// The menu; empty where there is none of its own.
    pub menu: Vec<MenuLink>,
    /// Where it is written.
    place: Place,
}

/// What a section is called.
#[derive(Debug, Clone)]
pub struct SectionName {
    /// Its folder under `content/`, with `/`.
    pub folder: String,
    /// Its title.
    pub title: String,
    /// Where it is written.
    pub place: Place,
}

impl PortalLanguage {
    /// Gives the title of a section, by its folder: `văn-bản` and `van-ban` are one, as their addresses are.
    pub fn section_title(&self, folder: &str) -> Option<&str> {
        let slugs = |folder: &str| folder.split('/').map(slug::slug).collect::<Vec<_>>();
        let named = self.sections.iter().find(|section| slugs(&section.folder) == slugs(folder));
        named.map(|section| section.title.as_str())
    }
}

impl Config {
    /// Finds the words for pages of a language: its own, else those of the language without country and script
    /// (RFC 4647, section 3.4). The portal's own language has none but what portal.yaml says of itself.
    pub fn language_for(&self, tag: &str) -> Option<&PortalLanguage> {
        let find = |tag: &str| self.languages.iter().find(|one| one.tag.eq_ignore_ascii_case(tag));
        if is_same_language(tag, &self.language) {
            return None;
        }
        find(tag).or_else(|| find(primary_subtag(tag)))
    }
}

/// Gives a language without country and script.
pub fn primary_subtag(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// Tells whether a text in one language needs no mark among text in another: they are one, or one is the other with
/// a country.
///
/// ```
/// # use niemyet::config::is_one_language;
/// assert!(is_one_language("en", "en-GB"));
/// assert!(!is_one_language("zh-Hans", "zh-Hant"));
/// ```
pub fn is_same_language(one: &str, other: &str) -> bool {
    one.split('-').zip(other.split('-')).all(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// Tells whether a text has the form of a language tag (BCP 47): a language of two letters or more, and what narrows
/// it, in parts of at most eight letters and digits.
pub fn is_language_tag(written: &str) -> bool {
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let language = primary_subtag(written);
    let letters = language.bytes().all(|b| b.is_ascii_alphabetic());
    written.split('-').all(part) && letters && language.len() > 1
}

/// Reads the languages.
pub(super) fn read_languages(reader: &mut YamlReader<'_>, config: &mut Config, node: &YamlNode) {
    for (key, value) in reader.read_map(node) {
        let place = reader.place(&key.range);
        if !is_language_tag(&key.text) {
            reader.faults.push(faults::bad_language(place, &key.text));
            continue;
        }
        let known = &config.languages;
        if let Some(first) = known.iter().find(|one| one.tag.eq_ignore_ascii_case(&key.text)) {
            reader.faults.push(faults::duplicate_key(place, first.place.clone(), &key.text));
            continue;
        }
        let language = read_language(reader, key, value);
        config.languages.push(language);
    }
}

/// Judges the languages when all of the file is read: what is said of the portal's own is said twice.
pub(super) fn validate_languages(reader: &mut YamlReader<'_>, config: &Config) {
    let own = |one: &&PortalLanguage| is_same_language(&one.tag, &config.language);
    if let Some(own) = config.languages.iter().find(own) {
        reader.faults.push(faults::portal_language_repeated(own.place.clone(), &own.tag));
    }
}

fn read_language(reader: &mut YamlReader<'_>, key: &Key, node: &YamlNode) -> PortalLanguage {
    let mut language = PortalLanguage {
        tag: key.text.clone(),
        title: None,
        home: None,
        owner: Owner::default(),
        sections: Vec::new(),
        menu: Vec::new(),
        place: reader.place(&key.range),
    };
    for (key, value) in reader.read_map(node) {
        match key.text.as_str() {
            "title" => language.title = reader.read_text(value),
            "home" => language.home = read_home(reader, value),
            "owner" => language.owner = read::read_owner(reader, value),
            "sections" => language.sections = read_section_names(reader, value),
            "menu" => language.menu = read::read_links(reader, value),
            _ => reader.report_unknown_key(key, &LANGUAGE_KEYS),
        }
    }
    language
}

fn read_home(reader: &mut YamlReader<'_>, value: &YamlNode) -> Option<MenuLink> {
    let url = reader.read_text(value)?;
    let place = reader.place(&value.range);
    if url.starts_with('/') && !url.starts_with("//") {
        return Some(MenuLink { title: String::new(), url, place });
    }
    reader.faults.push(faults::bad_home(place, &url));
    None
}

fn read_section_names(reader: &mut YamlReader<'_>, node: &YamlNode) -> Vec<SectionName> {
    let mut sections = Vec::new();
    for (key, value) in reader.read_map(node) {
        let folder = fold::nfc(key.text.trim_matches('/')).into_owned();
        let place = reader.place(&key.range);
        if let Some(title) = reader.read_text(value) {
            sections.push(SectionName { folder, title, place });
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceText;

    #[test]
    fn a_tag_is_a_language_and_what_narrows_it() {
        for right in ["vi", "en", "en-GB", "zh-Hant-TW", "cjm", "de-1996", "sl-rozaj-biske"] {
            assert!(is_language_tag(right), "{right}");
        }
        for wrong in ["", "e", "en-", "-en", "en_GB", "tiếng-anh", "12", "englishspoken", "en--GB"]
        {
            assert!(!is_language_tag(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_page_finds_its_own_language_then_that_without_a_country() {
        let text = "title: A\nbase_url: https://a.vn/\nowner: {name: B}\n\
                    languages: {en: {title: E}, pt-BR: {title: P}}\n";
        let text = SourceText::new(super::super::FILE_NAME, text.to_owned());
        let (config, faults) = Config::read(&text).expect("the text is YAML");
        assert!(faults.is_empty(), "{faults:?}");
        let title = |tag| config.language_for(tag).and_then(|one| one.title.as_deref());
        assert_eq!(title("en"), Some("E"));
        assert_eq!(title("EN-gb"), Some("E"));
        assert_eq!(title("pt-BR"), Some("P"));
        assert_eq!(title("pt"), None);
        assert_eq!(title("km"), None);
        assert_eq!(title("vi"), None);
    }
}
