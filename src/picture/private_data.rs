//! Removes from a picture what says who took it, where and when: the metadata blocks of JPEG, PNG, WebP and GIF, and
//! what follows the end of the picture. The pixels are not encoded again.
//!
//! Of Exif data only the orientation stays, for browsers turn a picture by it; of other blocks the colour profile, and
//! what the pixels need. The blocks are those of JPEG (ITU-T T.81, annex B) with Exif 2.32, of PNG (third edition,
//! chapter 11), of the WebP container and of GIF 89a.
//!
//! **Left out on purpose.** AVIF, HEIC and TIFF, which refer to their blocks by offsets: only marks are looked for.

use super::is_raster;
use crate::source::path_parts::extension;

/// The bytes with which Exif data begins in JPEG.
const EXIF_MARK: &[u8] = b"Exif\0\0";

/// What a picture says of who took it, where and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateData {
    /// Nothing.
    None,
    /// Something. These are the bytes of the picture without it.
    Removable(Vec<u8>),
    /// Something, it seems, that cannot be removed: it is damaged, or of a format that refers to it by offsets.
    Fixed,
}

/// Returns whether a file, by its name, is a picture of a format that may have private data.
pub fn may_have_private_data(path: &str) -> bool {
    is_raster(path) || ["avif", "heic", "heif", "tif", "tiff"].contains(&extension(path).as_str())
}

/// Searches a picture for private data.
pub fn private_data(bytes: &[u8]) -> PrivateData {
    let kept = match bytes {
        [0xFF, 0xD8, 0xFF, ..] => jpeg(bytes),
        [0x89, b'P', b'N', b'G', ..] => png(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(bytes),
        [b'G', b'I', b'F', b'8', ..] => gif(bytes),
        _ => None,
    };
    match kept {
        Some(kept) if kept == bytes => PrivateData::None,
        Some(kept) => PrivateData::Removable(kept),
        None if has_marks(bytes) => PrivateData::Fixed,
        None => PrivateData::None,
    }
}

/// Returns whether a picture has the marks of private data: in TIFF a location, an artist or XMP, else Exif or XMP.
fn has_marks(bytes: &[u8]) -> bool {
    let contains = |mark: &[u8]| bytes.windows(mark.len()).any(|part| part == mark);
    if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") {
        // Tags with their types, in both byte orders.
        let tags = [[0x88, 0x25, 0, 4], [0x01, 0x3B, 0, 2], [0x02, 0xBC, 0, 1], [0x02, 0xBC, 0, 7]];
        return tags
            .iter()
            .any(|[a, b, c, d]| contains(&[*a, *b, *c, *d]) || contains(&[*b, *a, *d, *c]));
    }
    let marks = [EXIF_MARK, b"<x:xmpmeta", b"eXIf", b"EXIF", b"8BIM"];
    marks.iter().any(|mark| contains(mark))
}

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = bytes[..2].to_vec();
    let mut rest = &bytes[2..];
    loop {
        let [0xFF, marker, tail @ ..] = rest else { return None };
        match marker {
            // A fill byte.
            0xFF => rest = &rest[1..],
            0xD9 => {
                kept.extend([0xFF, 0xD9]);
                return Some(kept);
            }
            _ => {
                let length = usize::from(u16::from_be_bytes([*tail.first()?, *tail.get(1)?]));
                let payload = tail.get(2..length)?;
                match marker {
                    0xE1 if payload.starts_with(EXIF_MARK) => {
                        let orientation = orientation(&payload[EXIF_MARK.len()..]);
                        if let Some(exif) = orientation.map(exif_with) {
                            let length = u16::try_from(2 + EXIF_MARK.len() + exif.len()).ok()?;
                            kept.extend([0xFF, 0xE1]);
                            kept.extend(length.to_be_bytes());
                            kept.extend(EXIF_MARK);
                            kept.extend(exif);
                        }
                    }
                    // Colour profiles, and how Adobe programs encode colours.
                    0xE2 if !payload.starts_with(b"ICC_PROFILE") => {}
                    0xE1 | 0xE3..=0xED | 0xEF | 0xFE => {}
                    _ => kept.extend(&rest[..2 + length]),
                }
                rest = &tail[length..];
                if *marker == 0xDA {
                    let end = scan_end(rest)?;
                    kept.extend(&rest[..end]);
                    rest = &rest[end..];
                }
            }
        }
    }
}

/// Returns where the data of a scan end: at a marker that is neither a stuffed byte nor a restart.
fn scan_end(data: &[u8]) -> Option<usize> {
    let is_end = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0 | 0xD0..=0xD7 | 0xFF);
    data.windows(2).position(is_end)
}

/// The chunks that are kept: pixels, their colours and their frames.
const PNG_CHUNKS: [&[u8]; 18] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP",
    b"sBIT", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = bytes.get(..8)?.to_vec();
    let mut rest = &bytes[8..];
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk::<4>()?) as usize;
        let kind = rest.get(4..8)?;
        let chunk = rest.get(..length.checked_add(12)?)?;
        match kind {
            b"eXIf" => {
                if let Some(exif) = orientation(&chunk[8..8 + length]).map(exif_with) {
                    kept.extend(png_chunk(b"eXIf", &exif));
                }
            }
            kind if PNG_CHUNKS.contains(&kind) => kept.extend(chunk),
            _ => {}
        }
        if kind == b"IEND" {
            return Some(kept);
        }
        rest = &rest[chunk.len()..];
    }
}

fn png_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    let mut crc = u32::MAX;
    for byte in &chunk[4..] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    chunk.extend((!crc).to_be_bytes());
    chunk
}

/// The chunks that are kept.
const WEBP_CHUNKS: [&[u8]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    // The flags of a file with Exif data and with XMP.
    const EXIF_FLAG: u8 = 0x08;
    const XMP_FLAG: u8 = 0x04;
    let size = u32::from_le_bytes(*bytes.get(4..)?.first_chunk::<4>()?) as usize;
    let mut rest = bytes.get(12..size.checked_add(8)?)?;
    let mut kept = bytes[..12].to_vec();
    let mut flags_at = None;
    let mut kept_exif = 0;
    while !rest.is_empty() {
        let length = u32::from_le_bytes(*rest.get(4..)?.first_chunk::<4>()?) as usize;
        // The last chunk may lack its padding.
        let end = length.checked_add(8 + length % 2)?.min(rest.len());
        let chunk = rest.get(..end).filter(|chunk| chunk.len() >= 8 + length)?;
        match &chunk[..4] {
            b"EXIF" => {
                let data = &chunk[8..8 + length];
                let data = data.strip_prefix(EXIF_MARK).unwrap_or(data);
                if let Some(exif) = orientation(data).map(exif_with) {
                    kept.extend(b"EXIF");
                    kept.extend(u32::try_from(exif.len()).ok()?.to_le_bytes());
                    kept.extend(exif);
                    kept_exif = EXIF_FLAG;
                }
            }
            kind if WEBP_CHUNKS.contains(&kind) => {
                if kind == b"VP8X" {
                    flags_at = Some(kept.len() + 8);
                }
                kept.extend(chunk);
            }
            _ => {}
        }
        rest = &rest[chunk.len()..];
    }
    if let Some(flags) = flags_at.and_then(|at| kept.get_mut(at)) {
        *flags = *flags & !(EXIF_FLAG | XMP_FLAG) | kept_exif;
    }
    let size = u32::try_from(kept.len() - 8).ok()?.to_le_bytes();
    kept[4..8].copy_from_slice(&size);
    Some(kept)
}

fn gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let head = 13 + table(*bytes.get(10)?);
    let mut kept = bytes.get(..head)?.to_vec();
    let mut at = head;
    loop {
        let start = at;
        let is_kept = match bytes.get(at)? {
            0x3B => {
                kept.push(0x3B);
                return Some(kept);
            }
            0x2C => {
                at += 11 + table(*bytes.get(at + 9)?);
                true
            }
            0x21 => {
                let label = *bytes.get(at + 1)?;
                let name = bytes.get(at + 3..at + 14).unwrap_or_default();
                at += 2;
                // Of application data only that which repeats an animation.
                label != 0xFE && (label != 0xFF || matches!(name, b"NETSCAPE2.0" | b"ANIMEXTS1.0"))
            }
            _ => return None,
        };
        // Sub-blocks, up to an empty one.
        while *bytes.get(at)? != 0 {
            at += 1 + usize::from(bytes[at]);
        }
        at += 1;
        if is_kept {
            kept.extend(bytes.get(start..at)?);
        }
    }
}

/// Returns the orientation in Exif data, if it turns the picture (tag 0x0112 of the first directory).
fn orientation(exif: &[u8]) -> Option<u8> {
    let is_little = exif.starts_with(b"II");
    let number = |at: usize, length: usize| -> Option<usize> {
        let digits = exif.get(at..at.checked_add(length)?)?.iter();
        let append = |number: usize, digit: &u8| number << 8 | usize::from(*digit);
        Some(if is_little { digits.rev().fold(0, append) } else { digits.fold(0, append) })
    };
    let directory = number(4, 4)?;
    let count = number(directory, 2)?;
    let mut entries = (0..count).map(|index| directory + 2 + 12 * index);
    let entry = entries.find(|entry| number(*entry, 2) == Some(0x0112))?;
    let orientation = u8::try_from(number(entry + 8, 2)?).ok()?;
    (2..=8).contains(&orientation).then_some(orientation)
}

/// Returns Exif data with nothing but an orientation.
fn exif_with(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif
}

#[cfg(test)]
mod tests {
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
                let PrivateData::Removable(kept) = private_data(&bytes) else { panic!("{format}") };
                let context = format!("{format} {orientation}");
                let has_secret = kept.windows(5).any(|part| part == &SECRET[..5]);
                assert!(!has_secret, "{context}");
                assert_eq!(private_data(&kept), PrivateData::None, "{context}: nothing is left");
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
    fn what_cannot_be_removed_is_told() {
        let heic = [b"\0\0\0\x18ftypheic", EXIF_MARK, SECRET].concat();
        assert_eq!(private_data(&heic), PrivateData::Fixed);
        let jpeg = with_secrets("jpeg", 6);
        assert_eq!(private_data(&jpeg[..300]), PrivateData::Fixed, "it is damaged");
        assert_eq!(private_data(b"II*\0\x25\x88\x04\0"), PrivateData::Fixed);
        assert_eq!(private_data(b"II*\0"), PrivateData::None);
    }

    #[test]
    fn a_damaged_picture_is_no_reason_to_panic() {
        for format in ["jpeg", "png", "webp", "gif"] {
            let bytes = with_secrets(format, 6);
            for end in 0..bytes.len() {
                private_data(&bytes[..end]);
                let mut changed = bytes.clone();
                changed[end] ^= 0xFF;
                private_data(&changed);
            }
        }
    }
}
