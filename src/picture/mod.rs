//! Pictures: their size, smaller renditions, and the image shown where the portal is shared (Open Graph).
//!
//! Pure: bytes go in, sizes and bytes come out. The format is determined by the bytes, not by the file name; the size
//! is the displayed one, after applying the Exif orientation. No other metadata of a camera, such as the location, is
//! published: neither in a rendition nor in the original (`private_data`).
//!
//! **Invariant.** A rendition depends only on the bytes of the original and on [`RESIZE_VERSION`], not on the machine.
//! It is never wider than the original.
//!
//! **Left out on purpose.** The size of SVG and AVIF is not inspected; animations are not resized, since
//! the result would be a still image.

mod inspect;
mod private_data;
mod resize;
mod share_image;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::source::path_parts::extension;
pub use inspect::{decoding_bytes, inspect};
pub use private_data::{PrivateData, is_named_picture, may_have_private_data, remove_private_data};
pub use resize::{can_decode, resize};
pub use share_image::{Colour, Colours, ShareImage, draw_share_image};

/// The widths of renditions: about that of a phone, and that of a page's column, which also serves phones with a high
/// pixel density.
pub const RENDITION_WIDTHS: [u32; 2] = [480, 960];

/// The media type of renditions.
pub const MEDIA_TYPE: &str = "image/webp";

/// The file extension of renditions.
pub const EXTENSION: &str = "webp";

/// The version of the resizing procedure; cached renditions of another version are discarded.
pub const RESIZE_VERSION: u32 = 1;

/// The file names of a custom share image, in order of precedence.
pub const SHARE_IMAGE_FILES: [&str; 2] = ["anh-chia-se.png", "anh-chia-se.jpg"];

/// The displayed size of a picture, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Size {
    /// The width.
    pub width: u32,
    /// The height.
    pub height: u32,
}

impl Size {
    /// Returns the size with another width and the same aspect ratio.
    pub fn scaled_to_width(self, width: u32) -> Self {
        let (own_width, own_height) = (u64::from(self.width.max(1)), u64::from(self.height));
        let height = (own_height * u64::from(width) + own_width / 2) / own_width;
        Self { width, height: u32::try_from(height).unwrap_or(u32::MAX).max(1) }
    }

    /// Returns the widths of the renditions of a picture of this size.
    pub fn rendition_widths(self) -> impl Iterator<Item = u32> {
        let fits = move |width: &u32| {
            *width < self.width && self.scaled_to_width(*width).height <= resize::MAX_WEBP_HEIGHT
        };
        RENDITION_WIDTHS.into_iter().filter(fits)
    }
}

/// The properties of a picture that are known without decoding it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PictureInfo {
    /// The displayed size.
    pub size: Size,
    /// Whether renditions are made, if the picture is wide enough.
    pub can_resize: bool,
}

/// Why a picture is not processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PictureError {
    /// It has an unsupported format, or is truncated or malformed.
    Damaged,
    /// It exceeds a limit of [`crate::limits`].
    TooLarge,
}

/// Returns whether a file, by its name, is a raster image that can be inspected.
pub fn is_raster(path: &str) -> bool {
    ["jpg", "jpeg", "png", "gif", "webp"].contains(&extension(path).as_str())
}

/// Returns whether a file, by its name, is an image that browsers display.
pub fn is_displayable(path: &str) -> bool {
    is_raster(path) || ["avif", "svg"].contains(&extension(path).as_str())
}
