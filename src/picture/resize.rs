//! Smaller pictures of one, as lossy WebP.
//!
//! The original is unpacked once, brought to the widest size that is asked for, and each narrower one is made of that.
//! It is turned when it is small, which costs less. The profile of its colours stays with it: photographs of many
//! phones would look pale without.
//!
//! **Left out on purpose.** Threads: a picture is made on one, and the build makes several side by side.

use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, Limits, RgbImage, RgbaImage};

use super::inspect::{orientation, swaps_dimensions};
use super::{MAX_PIXELS, PictureError, Size};

/// The most lines that WebP has.
pub(super) const MAX_WEBP_HEIGHT: u32 = 16_383;

/// As the encoder counts, to 100: photographs at it are told from the original only by looking closely.
const QUALITY: f32 = 75.0;

/// How long the encoder looks for a shorter way, to 6. Each further step costs more than it saves.
const EFFORT: i32 = 4;

/// The longest profile of colours that is kept; those of phones have about 500 bytes.
const MAX_ICC_PROFILE_BYTES: usize = 4096;

/// Makes a picture in some widths, all narrower than its own.
pub fn resize(bytes: &[u8], widths: &[u32]) -> Result<Vec<(u32, Vec<u8>)>, PictureError> {
    let DecodedPicture { mut image, orientation: turn, icc_profile: profile } = decode(bytes)?;
    let turned = swaps_dimensions(turn);
    let mut widths = widths.to_vec();
    widths.sort_unstable_by_key(|width| std::cmp::Reverse(*width));
    let mut made = Vec::new();
    for width in widths {
        let own = Size { width: image.width(), height: image.height() };
        let seen = if turned { Size { width: own.height, height: own.width } } else { own };
        let wanted = seen.scaled_to_width(width);
        let wanted =
            if turned { Size { width: wanted.height, height: wanted.width } } else { wanted };
        image = resize_pixels(image, wanted)?;
        let mut upright = image.clone();
        upright.apply_orientation(turn);
        made.push((width, encode_webp(&upright, profile.as_deref())?));
    }
    made.reverse();
    Ok(made)
}

/// Tells whether a picture can be unpacked.
pub fn can_decode(bytes: &[u8]) -> bool {
    decode(bytes).is_ok()
}

/// A picture as the camera saw it.
struct DecodedPicture {
    image: DynamicImage,
    orientation: Orientation,
    /// The profile of its colours.
    icc_profile: Option<Vec<u8>>,
}

fn decode(bytes: &[u8]) -> Result<DecodedPicture, PictureError> {
    let damaged = |_| PictureError::Damaged;
    let read = Cursor::new(bytes);
    match image::guess_format(bytes).map_err(damaged)? {
        ImageFormat::Jpeg => decode_with(JpegDecoder::new(read).map_err(damaged)?),
        ImageFormat::Png => decode_with(PngDecoder::new(read).map_err(damaged)?),
        ImageFormat::WebP => decode_with(WebPDecoder::new(read).map_err(damaged)?),
        _ => Err(PictureError::Damaged),
    }
}

fn decode_with(mut decoder: impl ImageDecoder) -> Result<DecodedPicture, PictureError> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooLarge);
    }
    let mut limits = Limits::default();
    // Eight bytes are a point of the widest kind, and as many are room to work in.
    limits.max_alloc = Some(MAX_PIXELS * 16);
    decoder.set_limits(limits).map_err(|_| PictureError::TooLarge)?;
    let turn = orientation(&mut decoder);
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| is_kept_profile(profile));
    let image = DynamicImage::from_decoder(decoder).map_err(|_| PictureError::Damaged)?;
    let image = if image.color().has_alpha() {
        DynamicImage::ImageRgba8(image.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(image.into_rgb8())
    };
    Ok(DecodedPicture { image, orientation: turn, icc_profile: profile })
}

/// Tells whether a profile is of colours as they are after unpacking (ICC.1, the field at byte 16).
fn is_kept_profile(profile: &[u8]) -> bool {
    profile.len() <= MAX_ICC_PROFILE_BYTES && profile.get(16..20) == Some(b"RGB ")
}

fn resize_pixels(image: DynamicImage, size: Size) -> Result<DynamicImage, PictureError> {
    let Size { width, height } = size;
    let has_alpha = image.color().has_alpha();
    let points = if has_alpha { PixelType::U8x4 } else { PixelType::U8x3 };
    let damaged = |_| PictureError::Damaged;
    let (wide, high) = (image.width(), image.height());
    let from = Image::from_vec_u8(wide, high, image.into_bytes(), points).map_err(damaged)?;
    let mut to = Image::new(width, height, points);
    let how = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&from, &mut to, &how).map_err(|_| PictureError::Damaged)?;
    let points = to.into_vec();
    let image = if has_alpha {
        RgbaImage::from_raw(width, height, points).map(DynamicImage::ImageRgba8)
    } else {
        RgbImage::from_raw(width, height, points).map(DynamicImage::ImageRgb8)
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
    let made = encoder.encode_advanced(&config).map_err(|_| PictureError::Damaged)?;
    Ok(match profile {
        Some(profile) if !has_alpha => with_icc_profile(&made, profile, (width, height)),
        _ => made.to_vec(),
    })
}

/// Puts a profile of colours to a picture without transparency: a head that announces it, the profile, and the picture
/// (RFC 9649, 2.7).
fn with_icc_profile(picture: &[u8], profile: &[u8], (width, height): (u32, u32)) -> Vec<u8> {
    const HAS_PROFILE: u8 = 0b10_0000;
    let Some(points) = picture.get(12..) else { return picture.to_vec() };
    let mut head = vec![HAS_PROFILE, 0, 0, 0];
    for side in [width, height] {
        head.extend(&(side - 1).to_le_bytes()[..3]);
    }
    let mut body = b"WEBP".to_vec();
    for (name, content) in [(b"VP8X", &head[..]), (b"ICCP", profile)] {
        body.extend(name);
        body.extend(length_field(content));
        body.extend(content);
        body.resize(body.len().next_multiple_of(2), 0);
    }
    body.extend(points);
    [b"RIFF", &length_field(&body)[..], &body].concat()
}

fn length_field(content: &[u8]) -> [u8; 4] {
    u32::try_from(content.len()).expect("smaller pictures have a few kilobytes").to_le_bytes()
}
