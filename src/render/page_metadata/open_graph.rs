//! Open Graph properties (ogp.me): how a page is presented where its address is shared; and the generated share image.
//!
//! The image is the page's own, else the share image of the portal. SVG images are skipped, because the services do not
//! show them.

use super::head::MetaElements;
use super::{MetadataInputs, Renderer};
use crate::entry::Picture;
use crate::picture::{Colours, ShareImage, draw_share_image as drawn};
use crate::theme::Theme;

/// Draws the share image of the portal.
pub(in crate::render) fn share_picture(renderer: &Renderer<'_>) -> Vec<u8> {
    let config = renderer.config;
    let base_url = config.base_url.to_string();
    let host = base_url.split_once("://").map_or(base_url.as_str(), |(_, rest)| rest);
    drawn(&ShareImage {
        owner: config.owner.parent.as_ref().unwrap_or(&config.owner.name),
        title: &config.title,
        host: host.trim_end_matches('/'),
        colours: colours(renderer.theme),
    })
}

/// Returns the colours of the share image: design tokens of the theme, with defaults for those it does not have.
pub fn colours(theme: &Theme) -> Colours {
    let Colours { band, rule: line, background: ground, text: ink } = Colours::DEFAULT;
    Colours {
        band: theme.colour("band").unwrap_or(band),
        rule: theme.colour("gold").unwrap_or(line),
        background: theme.colour("ground").unwrap_or(ground),
        text: theme.colour("ink").unwrap_or(ink),
    }
}

impl MetadataInputs<'_> {
    /// Writes the properties, but for title and description, which are written together with those of Dublin Core.
    pub(super) fn write_open_graph(&self, meta: &mut MetaElements) {
        meta.push_property("og:type", if self.entry.is_some() { "article" } else { "website" });
        meta.push_property("og:url", &self.page.canonical);
        meta.push_property("og:site_name", &self.portal.title);
        meta.push_property("og:locale", &locale(&self.page.language));
        self.write_image(meta);
        let Some(entry) = self.entry.filter(|_| self.removal.is_none()) else { return };
        let posted = entry.metadata.posted_at.map(|at| at.iso(self.zone()));
        meta.push_property("article:published_time", &posted.unwrap_or_default());
        let changed = self.last_change(entry).map(|at| at.iso(self.zone()));
        meta.push_property("article:modified_time", &changed.unwrap_or_default());
    }

    /// Writes the image of the page. Its media type is left out: every reader finds it in the file.
    fn write_image(&self, meta: &mut MetaElements) {
        let entry = self.entry.filter(|_| self.removal.is_none());
        let own_image = entry.and_then(|entry| entry.metadata.image.as_deref());
        let image = own_image.and_then(|image| {
            let Picture { address, size, .. } = &image.picture;
            let address =
                address.as_deref().filter(|address| !address.to_lowercase().ends_with(".svg"))?;
            let alt = image.alt.as_ref().filter(|alt| !alt.is_empty()).or(image.caption.as_ref());
            let alt = alt.cloned().unwrap_or_default();
            let (width, height) = (size.map(|size| size.width), size.map(|size| size.height));
            Some((self.absolute(address), (width, height), alt))
        });
        let image = image.or_else(|| {
            let share = self.portal.share.as_ref()?;
            let url = self.renderer.config.base_url.absolute_url(&share.url);
            Some((url, (share.width, share.height), self.portal.title.clone()))
        });
        let Some((url, (width, height), alt)) = image else { return };
        let pixels = |side: Option<u32>| side.map(|side| side.to_string()).unwrap_or_default();
        meta.push_property("og:image", &url);
        meta.push_property("og:image:width", &pixels(width));
        meta.push_property("og:image:height", &pixels(height));
        meta.push_property("og:image:alt", &alt);
    }
}

/// Returns the language with its country, such as `vi_VN`; empty if the country is neither given nor known.
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
