//! Inspection of a picture without decoding it: its displayed size, and whether it is animated.
//!
//! A truncated file has a normal header, so the end of the file is checked too. Damage in between is detected only when
//! the picture is decoded.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageResult};

use super::{MAX_FILE_BYTES, MAX_PIXELS, PictureError, PictureInfo, Size};

/// The JPEG markers before and after the scan data (ITU-T T.81, B.1.1.3).
const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

/// Reads the properties of a picture.
pub fn inspect(bytes: &[u8]) -> Result<PictureInfo, PictureError> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(PictureError::TooLarge);
    }
    let format = image::guess_format(bytes).map_err(damaged)?;
    let reader = Cursor::new(bytes);
    let (size, is_animated) = match format {
        ImageFormat::Jpeg => (displayed_size(JpegDecoder::new(reader)), false),
        ImageFormat::Png => {
            let decoder = PngDecoder::new(reader).map_err(damaged)?;
            let is_animated = decoder.is_apng().map_err(damaged)?;
            (displayed_size(Ok(decoder)), is_animated)
        }
        ImageFormat::WebP => {
            let decoder = WebPDecoder::new(reader).map_err(damaged)?;
            let is_animated = decoder.has_animation();
            (displayed_size(Ok(decoder)), is_animated)
        }
        // Nearly all GIFs are animated, and a still one with 256 colours is small.
        ImageFormat::Gif => (displayed_size(image::codecs::gif::GifDecoder::new(reader)), true),
        _ => return Err(PictureError::Damaged),
    };
    let size = size?;
    if size.width == 0 || size.height == 0 || !is_complete(bytes, format) {
        return Err(PictureError::Damaged);
    }
    if u64::from(size.width) * u64::from(size.height) > MAX_PIXELS {
        return Err(PictureError::TooLarge);
    }
    Ok(PictureInfo { size, can_resize: !is_animated })
}

fn damaged<T>(_: T) -> PictureError {
    PictureError::Damaged
}

/// Returns the size after applying the Exif orientation.
fn displayed_size(decoder: ImageResult<impl ImageDecoder>) -> Result<Size, PictureError> {
    let mut decoder = decoder.map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let is_swapped = swaps_dimensions(orientation(&mut decoder));
    Ok(if is_swapped { Size { width: height, height: width } } else { Size { width, height } })
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
        ImageFormat::Jpeg => scan_data(bytes).windows(2).any(|pair| pair == END_OF_IMAGE),
        ImageFormat::Png => bytes.windows(4).rev().any(|four| four == b"IEND"),
        ImageFormat::WebP => {
            let length =
                bytes.get(4..8).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
            length.is_some_and(|length| bytes.len() as u64 >= u64::from(length) + 8)
        }
        _ => bytes.contains(&b';'),
    }
}

/// Returns a JPEG from its first scan on; the segments before it may contain a thumbnail with its own end marker.
fn scan_data(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xFF, marker, high, low, ..] = *rest {
        if marker == START_OF_SCAN {
            return rest;
        }
        // Any number of fill bytes 0xFF may precede a marker.
        let length =
            if marker == 0xFF { 1 } else { 2 + usize::from(high) * 256 + usize::from(low) };
        rest = rest.get(length..).unwrap_or_default();
    }
    &[]
}
