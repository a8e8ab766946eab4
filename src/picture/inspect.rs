//! Inspection of a picture without decoding it: its displayed size, whether it is animated, and what decoding takes.
//!
//! A truncated file has a normal header, so the end of the file is checked too. Damage in between is detected only when
//! the picture is decoded.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, ImageError, ImageFormat, Limits};

use super::{PictureError, PictureInfo, Size};
use crate::limits;

/// The JPEG markers of a progressive frame, and before and after the scan data (ITU-T T.81, B.1.1.3).
const PROGRESSIVE_FRAME: u8 = 0xC2;
const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

/// Reads the properties of a picture.
pub fn inspect(bytes: &[u8]) -> Result<PictureInfo, PictureError> {
    measure(bytes).map(|(info, _)| info)
}

/// Returns how many bytes of memory it takes at most to decode a picture.
pub fn decoding_bytes(bytes: &[u8]) -> Result<u64, PictureError> {
    measure(bytes).map(|(_, decoding_bytes)| decoding_bytes)
}

fn measure(bytes: &[u8]) -> Result<(PictureInfo, u64), PictureError> {
    if bytes.len() as u64 > limits::PICTURE_BYTES {
        return Err(PictureError::TooLarge);
    }
    let format = image::guess_format(bytes).map_err(damaged)?;
    if !is_complete(bytes, format) {
        return Err(PictureError::Damaged);
    }
    let reader = Cursor::new(bytes);
    let ((size, decoding_bytes), is_animated) = match format {
        ImageFormat::Jpeg => {
            let decoder = JpegDecoder::new(reader).map_err(damaged)?;
            (sizes(decoder, JpegParts::of(bytes).coefficient_bytes())?, false)
        }
        ImageFormat::Png => {
            let decoder = png_decoder(bytes)?;
            let is_animated = decoder.is_apng().map_err(damaged)?;
            (sizes(decoder, 0)?, is_animated)
        }
        ImageFormat::WebP => {
            let decoder = WebPDecoder::new(reader).map_err(damaged)?;
            let is_animated = decoder.has_animation();
            // With transparency, its decoder has the colours, their planes and the transparency twice.
            let extra = if decoder.color_type().has_alpha() { 8 } else { 4 };
            (sizes(decoder, extra)?, is_animated)
        }
        // Nearly all GIFs are animated, and a still one with 256 colours is small.
        ImageFormat::Gif => (sizes(GifDecoder::new(reader).map_err(damaged)?, 0)?, true),
        _ => return Err(PictureError::Damaged),
    };
    Ok((PictureInfo { size, can_resize: !is_animated }, decoding_bytes))
}

fn damaged<T>(_: T) -> PictureError {
    PictureError::Damaged
}

/// Opens a PNG, whose profile and texts may be of any size once they are uncompressed.
pub(super) fn png_decoder(bytes: &[u8]) -> Result<PngDecoder<Cursor<&[u8]>>, PictureError> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(limits::PICTURE_METADATA_BYTES);
    PngDecoder::with_limits(Cursor::new(bytes), limits).map_err(|error| match error {
        ImageError::Limits(_) => PictureError::TooLarge,
        _ => PictureError::Damaged,
    })
}

/// Returns the size after applying the Exif orientation, and the memory that decoding takes if the decoder needs
/// `extra` bytes a pixel beside the pixels themselves.
fn sizes(mut decoder: impl ImageDecoder, extra: u64) -> Result<(Size, u64), PictureError> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let colours = decoder.color_type();
    // Those that are not 8 bits of RGB or RGBA are converted to them.
    let converted = match colours {
        ColorType::Rgb8 | ColorType::Rgba8 => 0,
        _ if colours.has_alpha() => 4,
        _ => 3,
    };
    let pixel_bytes = u64::from(colours.bytes_per_pixel()) + converted + extra;
    let decoding_bytes = pixels.saturating_mul(pixel_bytes);
    if pixels == 0 {
        return Err(PictureError::Damaged);
    }
    if width.max(height) > limits::PICTURE_SIDE
        || pixels > limits::PICTURE_PIXELS
        || decoding_bytes > limits::PICTURE_DECODING_BYTES
    {
        return Err(PictureError::TooLarge);
    }
    let is_swapped = swaps_dimensions(orientation(&mut decoder));
    let size =
        if is_swapped { Size { width: height, height: width } } else { Size { width, height } };
    Ok((size, decoding_bytes))
}

/// Returns the Exif orientation; an unreadable one counts as none.
pub(super) fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

/// Returns whether an orientation swaps width and height.
pub(super) fn swaps_dimensions(orientation: Orientation) -> bool {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
    }
}

/// Returns whether a file is not truncated.
fn is_complete(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        // Some phones append a video, so the end marker need not be at the end of the file.
        ImageFormat::Jpeg => JpegParts::of(bytes).scans.windows(2).any(|pair| pair == END_OF_IMAGE),
        ImageFormat::Png => bytes.windows(4).rev().any(|four| four == b"IEND"),
        ImageFormat::WebP => {
            let length =
                bytes.get(4..8).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
            // Some programs leave out the byte that pads the last chunk, and browsers do not need it.
            length.is_some_and(|length| bytes.len() as u64 + 1 >= u64::from(length) + 8)
        }
        _ => bytes.contains(&b';'),
    }
}

/// The parts of a JPEG that tell how it is decoded.
#[derive(Default)]
struct JpegParts<'a> {
    /// From the header of its frame on.
    frame: &'a [u8],
    /// From its first scan on; the segments before it may contain a thumbnail with its own end marker.
    scans: &'a [u8],
}

impl<'a> JpegParts<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let mut parts = Self::default();
        let mut rest = bytes.get(2..).unwrap_or_default();
        while let [0xFF, marker, high, low, ..] = *rest {
            match marker {
                START_OF_SCAN => {
                    parts.scans = rest;
                    break;
                }
                // Tables have markers between those of frames.
                0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => parts.frame = rest,
                _ => {}
            }
            // Any number of fill bytes 0xFF may precede a marker.
            let length =
                if marker == 0xFF { 1 } else { 2 + usize::from(high) * 256 + usize::from(low) };
            rest = rest.get(length..).unwrap_or_default();
        }
        parts
    }

    /// Returns the bytes a pixel of the coefficients, which its decoder has in memory if a scan is not all of it.
    fn coefficient_bytes(&self) -> u64 {
        let components = self.frame.get(9).copied().unwrap_or_default();
        let is_whole = self.scans.get(4) == Some(&components);
        let is_progressive = self.frame.get(1) == Some(&PROGRESSIVE_FRAME);
        if is_whole && !is_progressive { 0 } else { 2 * u64::from(components) }
    }
}
