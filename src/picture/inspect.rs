//! Looking at a picture without unpacking it: its size as it is seen, and whether it moves.
//!
//! A file that was cut off when it was copied has a head like any other, so its end is looked at too. What is broken
//! in between shows only when it is unpacked.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageResult};

use super::{MAX_FILE_BYTES, MAX_PIXELS, PictureError, PictureInfo, Size};

/// The marks with which a JPEG's points begin and end (ITU-T T.81, B.1.1.3).
const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

/// Looks at a picture.
pub fn inspect(bytes: &[u8]) -> Result<PictureInfo, PictureError> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(PictureError::TooLarge);
    }
    let format = image::guess_format(bytes).map_err(damaged)?;
    let read = Cursor::new(bytes);
    let (size, moves) = match format {
        ImageFormat::Jpeg => (displayed_size(JpegDecoder::new(read)), false),
        ImageFormat::Png => {
            let decoder = PngDecoder::new(read).map_err(damaged)?;
            let moves = decoder.is_apng().map_err(damaged)?;
            (displayed_size(Ok(decoder)), moves)
        }
        ImageFormat::WebP => {
            let decoder = WebPDecoder::new(read).map_err(damaged)?;
            let moves = decoder.has_animation();
            (displayed_size(Ok(decoder)), moves)
        }
        // Nearly all of them move, and a drawing in 256 colours is small as it is.
        ImageFormat::Gif => (displayed_size(image::codecs::gif::GifDecoder::new(read)), true),
        _ => return Err(PictureError::Damaged),
    };
    let size = size?;
    if size.width == 0 || size.height == 0 || !is_complete(bytes, format) {
        return Err(PictureError::Damaged);
    }
    if u64::from(size.width) * u64::from(size.height) > MAX_PIXELS {
        return Err(PictureError::TooLarge);
    }
    Ok(PictureInfo { size, can_resize: !moves })
}

fn damaged<T>(_: T) -> PictureError {
    PictureError::Damaged
}

/// Gives the size in which a picture is seen.
fn displayed_size(decoder: ImageResult<impl ImageDecoder>) -> Result<Size, PictureError> {
    let mut decoder = decoder.map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let turned = swaps_dimensions(orientation(&mut decoder));
    Ok(if turned { Size { width: height, height: width } } else { Size { width, height } })
}

/// Gives the turn that a camera wrote down; what can not be read is none.
pub(super) fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

/// Tells whether a turn exchanges width and height.
pub(super) fn swaps_dimensions(turn: Orientation) -> bool {
    match turn {
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

/// Tells whether a file has an end.
fn is_complete(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        // Phones put a film behind the end, so the mark is looked for and not the last byte.
        ImageFormat::Jpeg => scan_data(bytes).windows(2).any(|pair| pair == END_OF_IMAGE),
        ImageFormat::Png => bytes.windows(4).rev().any(|four| four == b"IEND"),
        ImageFormat::WebP => {
            let told =
                bytes.get(4..8).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
            told.is_some_and(|told| bytes.len() as u64 >= u64::from(told) + 8)
        }
        _ => bytes.contains(&b';'),
    }
}

/// Gives what follows the head of a JPEG, in which a preview has an end of its own.
fn scan_data(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xFF, mark, high, low, ..] = *rest {
        if mark == START_OF_SCAN {
            return rest;
        }
        // Any number of such bytes may stand before a mark.
        let length = if mark == 0xFF { 1 } else { 2 + usize::from(high) * 256 + usize::from(low) };
        rest = rest.get(length..).unwrap_or_default();
    }
    &[]
}
