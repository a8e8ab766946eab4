//! Removes from a picture what says who took it, where and when: the metadata blocks of JPEG, PNG, WebP and GIF, and
//! what follows the end of the picture; in SVG, metadata and paths. The pixels are not encoded again.
//!
//! Of Exif data only the orientation stays, for browsers turn a picture by it; of other blocks the colour profile, and
//! what the pixels need. `formats` finds the `public_parts`, which are moved together in place: a picture is large.
//!
//! A format is known by the bytes; names only tell which files are read.
//!
//! **Left out on purpose.** AVIF, HEIC and TIFF, which refer to their blocks by offsets: only marks are looked for.

mod formats;
mod public_parts;
mod svg;

use serde::{Deserialize, Serialize};

use super::is_raster;
use crate::source::path_parts::extension;

/// The bytes with which Exif data begins in JPEG.
const EXIF_MARK: &[u8] = b"Exif\0\0";

/// What becomes of what a picture says of who took it, where and when.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PrivateData {
    /// There is nothing.
    #[default]
    None,
    /// It was removed.
    Removed,
    /// It stays, it seems: the picture is damaged, too large, or of a format that refers to it by offsets.
    Kept,
}

/// Other pictures by their names: those that browsers take for JPEG, those that may be JPEG or contain it, and those
/// in which only marks are found.
const OTHER_EXTENSIONS: [&str; 12] =
    ["jfif", "jpe", "pjpeg", "bmp", "ico", "svg", "avif", "heic", "heif", "tif", "tiff", "dng"];

/// Returns whether a file, by its name, may be a picture with private data; it may also have no extension.
pub fn may_have_private_data(path: &str) -> bool {
    extension(path).is_empty() || is_named_picture(path)
}

/// Returns whether a file has the name of a picture that may have private data.
pub fn is_named_picture(path: &str) -> bool {
    let extension = extension(path);
    is_raster(path) || OTHER_EXTENSIONS.contains(&extension.as_str())
}

/// Removes private data from the bytes of a picture.
pub fn remove_private_data(bytes: &mut Vec<u8>) -> PrivateData {
    let parts = match &bytes[..] {
        [0xFF, 0xD8, 0xFF, ..] => formats::jpeg(bytes),
        [0x89, b'P', b'N', b'G', ..] => formats::png(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => formats::webp(bytes),
        [b'G', b'I', b'F', b'8', ..] => formats::gif(bytes),
        _ if svg::is_svg(bytes) => Some(svg::svg(bytes)),
        _ if has_marks(bytes) => None,
        _ => return PrivateData::None,
    };
    match parts {
        Some(parts) if parts.are_all_of(bytes) => PrivateData::None,
        Some(parts) => {
            parts.move_to_front(bytes);
            PrivateData::Removed
        }
        None => PrivateData::Kept,
    }
}

/// Returns whether a picture of another format has marks of private data. It is no text, in which they may be words.
fn has_marks(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        return formats::tiff_has_private_data(bytes);
    }
    let is_binary = bytes.iter().take(64).any(|byte| *byte == 0);
    let marks = [EXIF_MARK, b"<x:xmpmeta", b"eXIf", b"EXIF", b"8BIM"];
    is_binary && marks.iter().any(|mark| memchr::memmem::find(bytes, mark).is_some())
}

#[cfg(test)]
mod tests {
    use super::formats::png_chunk;
    use super::*;
    use image::codecs::gif::GifEncoder;
    use image::codecs::jpeg::JpegEncoder;
    use image::codecs::png::PngEncoder;
    use image::{ExtendedColorType, ImageEncoder as _, Rgb, RgbImage};

    const SECRET: &[u8] = b"Nguyen Van A, 10.93, 108.10";

    fn drawing() -> RgbImage {
        RgbImage::from_fn(24, 16, |x, y| Rgb([x as u8 * 9, y as u8 * 13, 40]))
    }

    /// Exif data with an orientation and an owner.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut exif = b"II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0]);
        exif.extend(b"\x30\xa4\x02\0\x1b\0\0\0\x26\0\0\0\0\0\0\0");
        exif.extend(SECRET);
        exif
    }

    fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len() + 2).expect("it is short").to_be_bytes();
        [&[0xFF, marker], &length[..], data].concat()
    }

    fn with_secrets(format: &str, orientation: u8) -> Vec<u8> {
        let (mut bytes, drawing) = (Vec::new(), drawing());
        let (width, height) = drawing.dimensions();
        match format {
            "jpeg" => {
                drawing.write_with_encoder(JpegEncoder::new(&mut bytes)).expect("encoded");
                let exif = segment(0xE1, &[EXIF_MARK, &exif(orientation)].concat());
                let xmp = segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat());
                let comment = segment(0xFE, SECRET);
                bytes.splice(2..2, [exif, xmp, segment(0xED, SECRET), comment].concat());
                bytes.extend(SECRET);
            }
            "png" => {
                let encoder = PngEncoder::new(&mut bytes);
                encoder
                    .write_image(&drawing, width, height, ExtendedColorType::Rgb8)
                    .expect("encoded");
                let text = png_chunk(b"tEXt", &[b"Author\0", SECRET].concat());
                bytes.splice(33..33, [png_chunk(b"eXIf", &exif(orientation)), text].concat());
                bytes.extend(SECRET);
            }
            "gif" => {
                let image = image::DynamicImage::ImageRgb8(drawing).to_rgba8();
                let mut encoder = GifEncoder::new(&mut bytes);
                encoder.encode(&image, width, height, ExtendedColorType::Rgba8).expect("encoded");
                drop(encoder);
                let end = bytes.len() - 1;
                let comment = [&[0x21, 0xFE, SECRET.len() as u8], SECRET, &[0]].concat();
                bytes.splice(end..end, comment);
            }
            _ => {
                let encoded = webp::Encoder::from_rgb(&drawing, width, height).encode_lossless();
                let mut body = b"VP8X\x0a\0\0\0\x0c\0\0\0\x17\0\0\x0f\0\0".to_vec();
                body.extend(&encoded[12..]);
                for (kind, data) in [(b"EXIF", exif(orientation)), (b"XMP ", SECRET.to_vec())] {
                    body.extend(kind);
                    body.extend(u32::try_from(data.len()).expect("it is short").to_le_bytes());
                    body.extend(&data);
                    body.resize(body.len().next_multiple_of(2), 0);
                }
                bytes = b"RIFF".to_vec();
                bytes.extend(u32::try_from(body.len() + 4).expect("it is short").to_le_bytes());
                bytes.extend(b"WEBP");
                bytes.extend(body);
            }
        }
        bytes
    }

    #[test]
    fn only_pixels_colours_and_the_orientation_are_kept() {
        for format in ["jpeg", "png", "webp", "gif"] {
            for orientation in [1, 6] {
                let bytes = with_secrets(format, orientation);
                let mut kept = bytes.clone();
                assert_eq!(remove_private_data(&mut kept), PrivateData::Removed, "{format}");
                let context = format!("{format} {orientation}");
                let has_secret = kept.windows(5).any(|part| part == &SECRET[..5]);
                assert!(!has_secret, "{context}");
                let once = kept.clone();
                assert_eq!(remove_private_data(&mut kept), PrivateData::None, "{context}");
                assert_eq!(kept, once, "{context}: nothing is left");
                let decoded =
                    [&bytes, &kept].map(|bytes| image::load_from_memory(bytes).expect("decoded"));
                assert_eq!(decoded[0], decoded[1], "{context}: the pixels are the same");
                assert_eq!(
                    crate::picture::inspect(&bytes),
                    crate::picture::inspect(&kept),
                    "{context}"
                );
            }
        }
    }

    #[test]
    fn a_picture_that_is_cut_off_is_read_as_far_as_it_goes() {
        for (format, end) in [("jpeg", 40), ("png", 40), ("webp", 10), ("gif", 5)] {
            let whole = with_secrets(format, 6);
            let mut pixels = whole.clone();
            remove_private_data(&mut pixels);
            // The secrets of JPEG and PNG come first, so the cut is in the pixels; else it is in the secrets.
            let mut cut = whole[..whole.len() - end].to_vec();
            assert_eq!(remove_private_data(&mut cut), PrivateData::Removed, "{format}");
            let has_secret = cut.windows(5).any(|part| part == &SECRET[..5]);
            assert!(!has_secret && cut.len() > pixels.len() / 2, "{format}");
        }
    }

    #[test]
    fn what_cannot_be_removed_is_told() {
        let private_data = |bytes: &[u8]| remove_private_data(&mut bytes.to_vec());
        let heic = [b"\0\0\0\x18ftypheic", EXIF_MARK, SECRET].concat();
        assert_eq!(private_data(&heic), PrivateData::Kept);
        let jpeg = with_secrets("jpeg", 6);
        assert_eq!(private_data(&jpeg[..300]), PrivateData::Kept, "it is damaged");
        assert_eq!(private_data(b"GIF89a, it says"), PrivateData::Kept, "it is damaged");
        assert_eq!(private_data(b"BM\0\0Exif\0\0"), PrivateData::Kept);
        assert_eq!(private_data(b"EXIF, GPS"), PrivateData::None, "it is a text");
        for (tag, expected) in [
            (0x8825, PrivateData::Kept),
            (0x8769, PrivateData::Kept),
            (0x83BB, PrivateData::Kept),
            (0x0132, PrivateData::None),
        ] {
            // The tag is in the second directory.
            let directory = |tag: u16, next: u8| {
                let [high, low] = tag.to_be_bytes();
                [&[0, 1, high, low, 0, 4], &[0; 8][..], &[0, 0, 0, next]].concat()
            };
            let tiff = [b"MM\0*\0\0\0\x08".to_vec(), directory(0x0100, 26), directory(tag, 8)];
            assert_eq!(private_data(&tiff.concat()), expected, "{tag:x}");
        }
        assert_eq!(private_data(b"II*\0"), PrivateData::None);
    }

    #[test]
    fn a_damaged_picture_is_no_reason_to_panic() {
        for format in ["jpeg", "png", "webp", "gif"] {
            let bytes = with_secrets(format, 6);
            for end in 0..bytes.len() {
                remove_private_data(&mut bytes[..end].to_vec());
                let mut changed = bytes.clone();
                changed[end] ^= 0xFF;
                remove_private_data(&mut changed);
            }
        }
    }
}
