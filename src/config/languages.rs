//! Translations of the portal's interface: `languages` of portal.yaml.
//!
//! A page in another language shows name, menu, sections and owner in that language, as far as they are given here.
//! Missing ones stay in the portal's own language and are marked with it on the page.
//!
//! **Left out on purpose.** Pages are neither translated nor generated: a language has the pages written in it.

use super::{Config, MenuLink, Owner, keys, parts};
use crate::diagnostic::{Place, faults};
use crate::vietnamese::{fold, slug};
use crate::yaml::{Key, YamlNode, YamlReader};

/// The settings of the portal in another language.
#[derive(Debug, Clone)]
pub struct PortalLanguage {
    /// The language tag (BCP 47).
    pub tag: String,
    /// The portal's name.
    pub title: Option<String>,
    /// The link of the portal's name on pages of this language; its title is empty.
    pub home: Option<MenuLink>,
    /// The owner; missing parts are empty.
    pub owner: Owner,
    /// The titles of sections.
    pub sections: Vec<SectionName>,
    /// The menu; empty if the language has none of its own.
    pub menu: Vec<MenuLink>,
    /// The place of its key in portal.yaml.
    place: Place,
}

/// The title of a section.
#[derive(Debug, Clone)]
pub struct SectionName {
    /// Its folder under `content/`, with `/`.
    pub folder: String,
    /// Its title.
    pub title: String,
    /// The place of its key in portal.yaml.
    pub place: Place,
}

impl PortalLanguage {
    /// Returns the title of a section, by its folder: `văn-bản` and `van-ban` are equal, as their addresses are.
    pub fn section_title(&self, folder: &str) -> Option<&str> {
        let slugs = |folder: &str| folder.split('/').map(slug::slug).collect::<Vec<_>>();
        let section = self.sections.iter().find(|section| slugs(&section.folder) == slugs(folder));
        section.map(|section| section.title.as_str())
    }
}

impl Config {
    /// Returns the settings for pages of a language: its own, or those of its primary subtag (lookup of RFC 4647,
    /// section 3.4). `None` for the portal's own language, which uses the top-level settings.
    pub fn language_for(&self, tag: &str) -> Option<&PortalLanguage> {
        let find = |tag: &str| {
            self.languages.iter().find(|language| language.tag.eq_ignore_ascii_case(tag))
        };
        if is_same_language(tag, &self.language) {
            return None;
        }
        find(tag).or_else(|| find(primary_subtag(tag)))
    }
}

/// Returns the primary subtag of a language tag: the language without script and region.
pub fn primary_subtag(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// Returns whether two tags denote the same language, so that text in one needs no `lang` inside the other: they are
/// equal, or one is the other with more subtags.
///
/// ```
/// # use niemyet::config::is_same_language;
/// assert!(is_same_language("en", "en-GB"));
/// assert!(!is_same_language("zh-Hans", "zh-Hant"));
/// ```
pub fn is_same_language(one: &str, other: &str) -> bool {
    one.split('-').zip(other.split('-')).all(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// Returns whether a text has the form of a language tag (BCP 47): a primary subtag of two letters or more, and
/// further subtags of at most eight letters and digits.
pub fn is_language_tag(written: &str) -> bool {
    let is_subtag = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let language = primary_subtag(written);
    let is_alphabetic = language.bytes().all(|b| b.is_ascii_alphabetic());
    // No language has the tag of the country.
    let is_country = language.eq_ignore_ascii_case("vn");
    written.split('-').all(is_subtag) && is_alphabetic && language.len() > 1 && !is_country
}

/// Reads the languages.
pub(super) fn read_languages(reader: &mut YamlReader<'_>, config: &mut Config, node: &YamlNode) {
    for (key, value) in reader.read_map(node) {
        let place = reader.place(&key.range);
        if !is_language_tag(&key.text) {
            reader.faults.push(faults::bad_language(place, &key.text));
            continue;
        }
        let languages = &config.languages;
        if let Some(first) =
            languages.iter().find(|known| known.tag.eq_ignore_ascii_case(&key.text))
        {
            let fault = faults::duplicate_key(place, first.place.clone(), &key.text, &first.tag);
            reader.faults.push(fault);
            continue;
        }
        let language = read_language(reader, key, value);
        config.languages.push(language);
    }
}

/// Reports settings for the portal's own language; runs when the whole file is read.
pub(super) fn validate_languages(reader: &mut YamlReader<'_>, config: &Config) {
    let is_own = |language: &&PortalLanguage| is_same_language(&language.tag, &config.language);
    if let Some(own) = config.languages.iter().find(is_own) {
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
    for (key, value) in reader.read_known(node, keys::LANGUAGE) {
        match key {
            "title" => language.title = reader.read_text(value),
            "home" => language.home = read_home(reader, value),
            "owner" => language.owner = parts::read_owner(reader, value),
            "sections" => language.sections = read_section_names(reader, value),
            _ => language.menu = parts::read_links(reader, value),
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
    fn language_tags_have_valid_subtags() {
        for valid in ["vi", "en", "en-GB", "zh-Hant-TW", "cjm", "de-1996", "sl-rozaj-biske"] {
            assert!(is_language_tag(valid), "{valid}");
        }
        for invalid in [
            "",
            "e",
            "en-",
            "-en",
            "en_GB",
            "tiếng-anh",
            "12",
            "englishspoken",
            "en--GB",
            "vn",
            "VN-vi",
        ] {
            assert!(!is_language_tag(invalid), "{invalid}");
        }
    }

    #[test]
    fn lookup_falls_back_to_the_primary_subtag() {
        let text = "title: A\nbase_url: https://a.vn/\nowner: {name: B}\n\
                    languages: {en: {title: E}, pt-BR: {title: P}}\n";
        let text = SourceText::new(super::super::FILE_NAME, text.to_owned());
        let (config, faults) = Config::read(&text).expect("valid YAML");
        assert!(faults.is_empty(), "{faults:?}");
        let title = |tag| config.language_for(tag).and_then(|language| language.title.as_deref());
        assert_eq!(title("en"), Some("E"));
        assert_eq!(title("EN-gb"), Some("E"));
        assert_eq!(title("pt-BR"), Some("P"));
        assert_eq!(title("pt"), None);
        assert_eq!(title("km"), None);
        assert_eq!(title("vi"), None);
    }
}
