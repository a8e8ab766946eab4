//! Pictures: how large one is, smaller ones made of it, and the one that stands for the portal where it is shared.
//!
//! Pure: bytes go in, sizes and bytes come out. A picture is what its bytes say, whatever its name; its size is that in
//! which it is seen, after the turn that a camera wrote down. Of what else a camera writes down, such as where the
//! photographer stood, nothing reaches what is made here.
//!
//! **Invariant.** A smaller picture depends on the bytes of the original and on [`RECIPE`], and on nothing of the
//! machine. None is wider than the original.
//!
//! **Left out on purpose.** Drawings (SVG) and AVIF are shown as they are and not looked into, animations are not made
//! smaller: they would stand still.

mod inspect;
mod resize;
mod share_image;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use inspect::inspect;
pub use resize::{can_decode, resize};
pub use share_image::{Colour, Colours, ShareImage, draw_share_image};

/// The widths in which pictures are offered beside their own: about a phone's, and that of a page's column. A phone
/// with a fine screen takes the second.
pub const RENDITION_WIDTHS: [u32; 2] = [480, 960];

/// The media type of what is made.
pub const MEDIA_TYPE: &str = "image/webp";

/// The extension of what is made.
pub const EXTENSION: &str = "webp";

/// The number of the way in which smaller pictures are made: what was made in another is not used again.
pub const RESIZE_VERSION: u32 = 1;

/// The most bytes that are looked into.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// The most points that are unpacked, in which a picture takes a few hundred megabytes.
pub const MAX_PIXELS: u64 = 64_000_000;

/// The names of the files that stand for the portal where a webmaster made one, the first before the second.
pub const SHARE_IMAGE_FILES: [&str; 2] = ["anh-chia-se.png", "anh-chia-se.jpg"];

/// How large a picture is, in points, as it is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Size {
    /// The width.
    pub width: u32,
    /// The height.
    pub height: u32,
}

impl Size {
    /// Gives the size in another width, of the same shape.
    pub fn scaled_to_width(self, width: u32) -> Self {
        let (own, tall) = (u64::from(self.width.max(1)), u64::from(self.height));
        let height = (tall * u64::from(width) + own / 2) / own;
        Self { width, height: u32::try_from(height).unwrap_or(u32::MAX).max(1) }
    }

    /// Gives the widths in which a picture of this size is offered beside its own.
    pub fn rendition_widths(self) -> impl Iterator<Item = u32> {
        let fits = move |width: &u32| {
            *width < self.width && self.scaled_to_width(*width).height <= resize::MAX_WEBP_HEIGHT
        };
        RENDITION_WIDTHS.into_iter().filter(fits)
    }
}

/// What is known of a picture without unpacking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PictureInfo {
    /// As it is seen.
    pub size: Size,
    /// Whether smaller ones are made of it, where it is wide enough.
    pub can_resize: bool,
}

/// Why nothing is made of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PictureError {
    /// It is no picture that is known here, or cut off, or broken.
    Damaged,
    /// It is larger than what is unpacked.
    TooLarge,
}

/// Tells of a file by its name whether it is one whose bytes can be looked into.
pub fn is_raster(path: &str) -> bool {
    ["jpg", "jpeg", "png", "gif", "webp"].contains(&extension(path).as_str())
}

/// Tells of a file by its name whether browsers show it as a picture.
pub fn is_displayable(path: &str) -> bool {
    is_raster(path) || ["avif", "svg"].contains(&extension(path).as_str())
}

fn extension(path: &str) -> String {
    path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase()
}
