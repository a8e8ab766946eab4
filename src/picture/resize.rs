//! Renditions: smaller versions of a picture, as lossy WebP.
//!
//! The original is decoded once and resized to the largest requested width; each smaller rendition is made from the
//! previous one. The Exif orientation is applied after resizing, which is cheaper. The ICC profile is kept, since
//! photographs of many phones would look pale without it.
//!
//! **Left out on purpose.** Threads: a picture is processed on one thread, and the pipeline processes several at once.

use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, RgbImage, RgbaImage};

use super::inspect::{inspect, orientation, png_decoder, swaps_dimensions};
use super::{PictureError, Size};

/// The maximum height of a WebP image.
pub(super) const MAX_WEBP_HEIGHT: u32 = 16_383;

/// The quality setting of the encoder, up to 100; at this value photographs look like the original except up close.
const QUALITY: f32 = 75.0;

/// The effort setting of the encoder, up to 6. Each higher value costs more than it saves.
const EFFORT: i32 = 4;

/// The maximum size of an ICC profile that is kept; those of phones have about 500 bytes.
const MAX_ICC_PROFILE_BYTES: usize = 4096;

/// Makes renditions in some widths, all smaller than that of the picture; returns them in ascending width.
pub fn resize(bytes: &[u8], widths: &[u32]) -> Result<Vec<(u32, Vec<u8>)>, PictureError> {
    let DecodedPicture { mut image, orientation, icc_profile } = decode(bytes)?;
    let is_swapped = swaps_dimensions(orientation);
    let oriented = |size: Size| {
        if is_swapped { Size { width: size.height, height: size.width } } else { size }
    };
    let mut widths = widths.to_vec();
    widths.sort_unstable_by_key(|width| std::cmp::Reverse(*width));
    let mut renditions = Vec::new();
    for width in widths {
        let displayed = oriented(Size { width: image.width(), height: image.height() });
        image = resize_pixels(image, oriented(displayed.scaled_to_width(width)))?;
        let mut upright = image.clone();
        upright.apply_orientation(orientation);
        renditions.push((width, encode_webp(&upright, icc_profile.as_deref())?));
    }
    renditions.reverse();
    Ok(renditions)
}

/// Returns whether a picture can be decoded.
pub fn can_decode(bytes: &[u8]) -> bool {
    decode(bytes).is_ok()
}

/// A decoded picture, before its orientation is applied.
struct DecodedPicture {
    image: DynamicImage,
    orientation: Orientation,
    icc_profile: Option<Vec<u8>>,
}

fn decode(bytes: &[u8]) -> Result<DecodedPicture, PictureError> {
    let damaged = |_| PictureError::Damaged;
    // Whether it is within the limits.
    inspect(bytes)?;
    let reader = Cursor::new(bytes);
    match image::guess_format(bytes).map_err(damaged)? {
        ImageFormat::Jpeg => decode_with(JpegDecoder::new(reader).map_err(damaged)?),
        ImageFormat::Png => decode_with(png_decoder(bytes)?),
        ImageFormat::WebP => decode_with(WebPDecoder::new(reader).map_err(damaged)?),
        _ => Err(PictureError::Damaged),
    }
}

fn decode_with(mut decoder: impl ImageDecoder) -> Result<DecodedPicture, PictureError> {
    let orientation = orientation(&mut decoder);
    let icc_profile =
        decoder.icc_profile().ok().flatten().filter(|profile| is_kept_profile(profile));
    let image = DynamicImage::from_decoder(decoder).map_err(|_| PictureError::Damaged)?;
    let image = if image.color().has_alpha() {
        DynamicImage::ImageRgba8(image.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(image.into_rgb8())
    };
    Ok(DecodedPicture { image, orientation, icc_profile })
}

/// Returns whether a profile is short enough and for RGB, as the decoded pixels are (ICC.1, the field at byte 16).
fn is_kept_profile(profile: &[u8]) -> bool {
    profile.len() <= MAX_ICC_PROFILE_BYTES && profile.get(16..20) == Some(b"RGB ")
}

fn resize_pixels(image: DynamicImage, size: Size) -> Result<DynamicImage, PictureError> {
    let Size { width, height } = size;
    let has_alpha = image.color().has_alpha();
    let pixel_type = if has_alpha { PixelType::U8x4 } else { PixelType::U8x3 };
    let damaged = |_| PictureError::Damaged;
    let (old_width, old_height) = (image.width(), image.height());
    let from = Image::from_vec_u8(old_width, old_height, image.into_bytes(), pixel_type);
    let from = from.map_err(damaged)?;
    let mut to = Image::new(width, height, pixel_type);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&from, &mut to, &options).map_err(|_| PictureError::Damaged)?;
    let pixels = to.into_vec();
    let image = if has_alpha {
        RgbaImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8)
    } else {
        RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8)
    };
    image.ok_or(PictureError::Damaged)
}

fn encode_webp(image: &DynamicImage, profile: Option<&[u8]>) -> Result<Vec<u8>, PictureError> {
    let (width, height) = (image.width(), image.height());
    let has_alpha = image.color().has_alpha();
    let encoder = if has_alpha {
        webp::Encoder::from_rgba(image.as_bytes(), width, height)
    } else {
        webp::Encoder::from_rgb(image.as_bytes(), width, height)
    };
    let mut config = webp::WebPConfig::new().map_err(|()| PictureError::Damaged)?;
    (config.quality, config.method, config.thread_level) = (QUALITY, EFFORT, 0);
    let encoded = encoder.encode_advanced(&config).map_err(|_| PictureError::Damaged)?;
    Ok(match profile {
        Some(profile) if !has_alpha => with_icc_profile(&encoded, profile, (width, height)),
        _ => encoded.to_vec(),
    })
}

/// Adds an ICC profile to a WebP image without transparency, in the extended file format: a VP8X chunk, the profile,
/// and the image data (RFC 9649, 2.7).
fn with_icc_profile(picture: &[u8], profile: &[u8], (width, height): (u32, u32)) -> Vec<u8> {
    const HAS_PROFILE: u8 = 0b10_0000;
    let Some(image_data) = picture.get(12..) else { return picture.to_vec() };
    let mut header = vec![HAS_PROFILE, 0, 0, 0];
    for side in [width, height] {
        header.extend(&(side - 1).to_le_bytes()[..3]);
    }
    let mut body = b"WEBP".to_vec();
    for (name, content) in [(b"VP8X", &header[..]), (b"ICCP", profile)] {
        body.extend(name);
        body.extend(length_field(content));
        body.extend(content);
        body.resize(body.len().next_multiple_of(2), 0);
    }
    body.extend(image_data);
    [b"RIFF", &length_field(&body)[..], &body].concat()
}

fn length_field(content: &[u8]) -> [u8; 4] {
    u32::try_from(content.len()).expect("renditions have a few kilobytes").to_le_bytes()
}
