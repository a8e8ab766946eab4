//! Open Graph (ogp.me): how a page looks where people share its address.
//!
//! **Left out on purpose.** A picture for pages that have none: an emblem that stands for every page tells nothing.

use super::{About, Named, named};

impl About<'_> {
    /// Writes the properties.
    pub(super) fn open_graph(&self) -> Vec<Named> {
        let mut properties = Vec::new();
        let kind = if self.entry.is_some() { "article" } else { "website" };
        named(&mut properties, "og:title", self.page.title.as_str());
        named(&mut properties, "og:type", kind);
        named(&mut properties, "og:url", self.page.canonical.as_str());
        named(&mut properties, "og:description", self.description());
        named(&mut properties, "og:site_name", self.portal.title.as_str());
        named(&mut properties, "og:locale", locale(&self.page.language));
        let Some(entry) = self.entry.filter(|_| self.gone.is_none()) else { return properties };
        if let Some(image) = &entry.metadata.image {
            named(&mut properties, "og:image", self.absolute(&image.address));
            let alt = image.alt.as_ref().or(image.caption.as_ref());
            named(&mut properties, "og:image:alt", alt.cloned().unwrap_or_default());
        }
        let posted = entry.metadata.posted_at.map(|at| at.iso(self.zone()));
        named(&mut properties, "article:published_time", posted.unwrap_or_default());
        let changed = self.modified.filter(|at| Some(*at) != entry.metadata.posted_at);
        let changed = changed.map(|at| at.iso(self.zone()));
        named(&mut properties, "article:modified_time", changed.unwrap_or_default());
        properties
    }

    /// Tells whether the page is shown with a large picture.
    pub(super) fn card(&self, meta: &mut Vec<Named>) {
        let pictured = self.entry.is_some_and(|entry| entry.metadata.image.is_some());
        let large = pictured && self.gone.is_none();
        named(meta, "twitter:card", if large { "summary_large_image" } else { "summary" });
    }
}

/// Writes a language with its country; nothing for a language whose country is not written and not known.
fn locale(language: &str) -> String {
    match language.split('-').collect::<Vec<_>>()[..] {
        ["vi"] => "vi_VN".to_owned(),
        ["en"] => "en_US".to_owned(),
        [language, country] if country.len() == 2 => {
            format!("{}_{}", language.to_lowercase(), country.to_uppercase())
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_locale_is_a_language_with_a_country() {
        for (language, locale) in
            [("vi", "vi_VN"), ("en", "en_US"), ("en-gb", "en_GB"), ("km", ""), ("zh-Hant-TW", "")]
        {
            assert_eq!(super::locale(language), locale);
        }
    }
}
