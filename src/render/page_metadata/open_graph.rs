//! Open Graph properties (ogp.me): how a page is presented where its address is shared; and the generated share image.
//!
//! The image is the page's own, else the share image of the portal. SVG images are skipped, because the services do not
//! show them.

use super::{MetaView, MetadataInputs, Renderer, push_meta};
use crate::entry::Picture;
use crate::entry::media_types;
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
    /// Returns the properties.
    pub(super) fn open_graph(&self) -> Vec<MetaView> {
        let mut properties = Vec::new();
        let kind = if self.entry.is_some() { "article" } else { "website" };
        push_meta(&mut properties, "og:title", self.page.title.as_str());
        push_meta(&mut properties, "og:type", kind);
        push_meta(&mut properties, "og:url", self.page.canonical.as_str());
        push_meta(&mut properties, "og:description", self.description());
        push_meta(&mut properties, "og:site_name", self.portal.title.as_str());
        push_meta(&mut properties, "og:locale", locale(&self.page.language));
        self.push_image(&mut properties);
        let Some(entry) = self.entry.filter(|_| self.removal.is_none()) else { return properties };
        let posted = entry.metadata.posted_at.map(|at| at.iso(self.zone()));
        push_meta(&mut properties, "article:published_time", posted.unwrap_or_default());
        let changed = self.modified.filter(|at| Some(*at) != entry.metadata.posted_at);
        let changed = changed.map(|at| at.iso(self.zone()));
        push_meta(&mut properties, "article:modified_time", changed.unwrap_or_default());
        properties
    }

    /// Adds the image of the page.
    fn push_image(&self, properties: &mut Vec<MetaView>) {
        let entry = self.entry.filter(|_| self.removal.is_none());
        let own_image = entry.and_then(|entry| entry.metadata.image.as_deref());
        let image = own_image.and_then(|image| {
            let Picture { address, size, .. } = &image.picture;
            let address =
                address.as_deref().filter(|address| !address.to_lowercase().ends_with(".svg"))?;
            let alt = image.alt.as_ref().filter(|alt| !alt.is_empty()).or(image.caption.as_ref());
            let alt = alt.cloned().unwrap_or_default();
            let (width, height) = (size.map(|size| size.width), size.map(|size| size.height));
            Some((self.absolute(address), media_types::of_address(address), (width, height), alt))
        });
        let image = image.or_else(|| {
            let share = self.portal.share.as_ref()?;
            let url = self.renderer.config.base_url.absolute_url(&share.url);
            let alt = self.portal.title.clone();
            Some((url, share.media_type, (share.width, share.height), alt))
        });
        let Some((url, media_type, (width, height), alt)) = image else { return };
        let pixels = |side: Option<u32>| side.map(|side| side.to_string()).unwrap_or_default();
        push_meta(properties, "og:image", url);
        push_meta(properties, "og:image:type", media_type.unwrap_or_default());
        push_meta(properties, "og:image:width", pixels(width));
        push_meta(properties, "og:image:height", pixels(height));
        push_meta(properties, "og:image:alt", alt);
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
