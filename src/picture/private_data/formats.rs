//! The parts of a picture that are published, by its format; nothing if it is damaged. One that is only cut off is read
//! as far as it goes, for browsers show it.
//!
//! The blocks are those of JPEG (ITU-T T.81, annex B) with Exif 2.32, of PNG (third edition, chapter 11), of the WebP
//! container and of GIF 89a.

use super::EXIF_MARK;
use super::public_parts::PublicParts;

pub(super) fn jpeg(bytes: &[u8]) -> Option<PublicParts> {
    let mut parts = PublicParts::default();
    parts.keep(0..2);
    let mut at = 2;
    loop {
        let [0xFF, marker] = *bytes.get(at..)?.first_chunk()? else { return None };
        match marker {
            // A fill byte.
            0xFF => at += 1,
            0xD9 => {
                parts.keep(at..at + 2);
                return Some(parts);
            }
            _ => {
                let length = u16::from_be_bytes(*bytes.get(at + 2..)?.first_chunk()?);
                let end = at + 2 + usize::from(length);
                let payload = bytes.get(at + 4..end)?;
                match marker {
                    0xE1 if payload.starts_with(EXIF_MARK) => {
                        if let Some(exif) = exif_with_orientation(&payload[EXIF_MARK.len()..]) {
                            let length = u16::try_from(2 + EXIF_MARK.len() + exif.len()).ok()?;
                            let head = [&[0xFF, 0xE1], &length.to_be_bytes()[..], EXIF_MARK];
                            parts.write([&head.concat()[..], &exif].concat());
                        }
                    }
                    // Colour profiles, and how Adobe programs encode colours.
                    0xE2 if !payload.starts_with(b"ICC_PROFILE") => {}
                    0xE1 | 0xE3..=0xED | 0xEF | 0xFE => {}
                    _ => parts.keep(at..end),
                }
                at = end;
                if marker == 0xDA {
                    let Some(length) = scan_end(&bytes[end..]) else {
                        parts.keep(end..bytes.len());
                        return Some(parts);
                    };
                    at += length;
                    parts.keep(end..at);
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

pub(super) fn png(bytes: &[u8]) -> Option<PublicParts> {
    let mut parts = PublicParts::default();
    parts.keep(0..bytes.get(..8)?.len());
    let mut at = 8;
    while at < bytes.len() {
        let length = u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?) as usize;
        let end = at.checked_add(length)?.checked_add(12)?.min(bytes.len());
        let kind = bytes.get(at + 4..at + 8)?;
        if kind == b"eXIf" {
            let is_whole = end - at == 12 + length;
            let exif = exif_with_orientation(&bytes[at + 8..end]).filter(|_| is_whole);
            exif.into_iter().for_each(|exif| parts.write(png_chunk(b"eXIf", &exif)));
        } else if PNG_CHUNKS.contains(&kind) {
            parts.keep(at..end);
        }
        if kind == b"IEND" {
            break;
        }
        at = end;
    }
    Some(parts)
}

pub(super) fn png_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
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

pub(super) fn webp(bytes: &[u8]) -> Option<PublicParts> {
    // The flags of a file with Exif data and with XMP.
    const EXIF_FLAG: u8 = 0x08;
    const XMP_FLAG: u8 = 0x04;
    let size = u32::from_le_bytes(*bytes.get(4..)?.first_chunk()?) as usize;
    let bytes = &bytes[..size.checked_add(8).filter(|end| *end >= 12)?.min(bytes.len())];
    let mut parts = PublicParts::default();
    let head = parts.reserve(12);
    let mut flags = None;
    let mut kept_exif = 0;
    let mut at = 12;
    while at < bytes.len() {
        let length = u32::from_le_bytes(*bytes.get(at + 4..)?.first_chunk()?) as usize;
        // The last chunk may lack its padding, or be cut off.
        let end = at.checked_add(8 + length % 2)?.checked_add(length)?.min(bytes.len());
        let data = bytes.get(at + 8..end.min(at + 8 + length))?;
        match &bytes[at..at + 4] {
            b"EXIF" => {
                let data = data.strip_prefix(EXIF_MARK).unwrap_or(data);
                if let Some(exif) = exif_with_orientation(data) {
                    let length = u32::try_from(exif.len()).ok()?.to_le_bytes();
                    parts.write([&b"EXIF"[..], &length, &exif].concat());
                    kept_exif = EXIF_FLAG;
                }
            }
            // Its flags are known only at the end.
            b"VP8X" if flags.is_none() && !data.is_empty() => {
                parts.keep(at..at + 8);
                flags = Some((parts.reserve(1), data[0]));
                parts.keep(at + 9..end);
            }
            kind if WEBP_CHUNKS.contains(&kind) => parts.keep(at..end),
            _ => {}
        }
        at = end;
    }
    if let Some((index, flags)) = flags {
        let flags = flags & !(EXIF_FLAG | XMP_FLAG) | kept_exif;
        parts.fill(index, vec![flags]);
    }
    let size = u32::try_from(parts.length() - 8).ok()?.to_le_bytes();
    parts.fill(head, [&b"RIFF"[..], &size, b"WEBP"].concat());
    Some(parts)
}

pub(super) fn gif(bytes: &[u8]) -> Option<PublicParts> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let head = 13 + table(*bytes.get(10)?);
    let mut parts = PublicParts::default();
    parts.keep(0..bytes.get(..head)?.len());
    let mut at = head;
    while at < bytes.len() {
        let start = at;
        let is_kept = match bytes[at] {
            0x3B => {
                parts.keep(at..at + 1);
                return Some(parts);
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
        while let Some(length @ 1..) = bytes.get(at) {
            at += 1 + usize::from(*length);
        }
        at = (at + 1).min(bytes.len());
        if is_kept {
            parts.keep(start..at);
        }
    }
    Some(parts)
}

/// TIFF, of which Exif data is a kind: directories of tagged values, in one of two byte orders.
struct TiffData<'b>(&'b [u8]);

impl TiffData<'_> {
    fn number(&self, at: usize, length: usize) -> Option<usize> {
        let digits = self.0.get(at..at.checked_add(length)?)?.iter();
        let append = |number: usize, digit: &u8| number << 8 | usize::from(*digit);
        let is_little = self.0.starts_with(b"II");
        Some(if is_little { digits.rev().fold(0, append) } else { digits.fold(0, append) })
    }

    /// Returns the place of the value with one of some tags in a directory.
    fn find(&self, directory: usize, tags: &[usize]) -> Option<usize> {
        let count = self.number(directory, 2)?;
        let mut entries = (0..count).map(|index| directory + 2 + 12 * index);
        let is_wanted =
            |entry: &usize| self.number(*entry, 2).is_some_and(|tag| tags.contains(&tag));
        entries.find(is_wanted).map(|entry| entry + 8)
    }
}

/// Tags of TIFF 6.0 and its supplements: computer, artist, XMP, copyright, IPTC, Photoshop, Exif, location.
const PRIVATE_TAGS: [usize; 8] = [0x013C, 0x013B, 0x02BC, 0x8298, 0x83BB, 0x8649, 0x8769, 0x8825];

/// Returns whether a directory of a TIFF says who took a picture, where or when. So do raw pictures (DNG).
pub(super) fn tiff_has_private_data(bytes: &[u8]) -> bool {
    /// More pages have not been scanned into one file.
    const MAX_DIRECTORIES: usize = 1000;
    let tiff = TiffData(bytes);
    let next = |place: usize| tiff.number(place, 4).filter(|at| *at > 0);
    let after = |at: &usize| next(at + 2 + 12 * tiff.number(*at, 2)?);
    let mut directories = std::iter::successors(next(4), after).take(MAX_DIRECTORIES);
    directories.any(|directory| tiff.find(directory, &PRIVATE_TAGS).is_some())
}

/// Returns the orientation in Exif data, if it turns the picture (tag 0x0112 of the first directory).
fn orientation(exif: &[u8]) -> Option<u8> {
    let exif = TiffData(exif);
    let place = exif.find(exif.number(4, 4)?, &[0x0112])?;
    let orientation = u8::try_from(exif.number(place, 2)?).ok()?;
    (2..=8).contains(&orientation).then_some(orientation)
}

/// Returns Exif data with nothing but the orientation of a picture; `None` if nothing turns it. It is as short as Exif
/// data with an entry can be.
fn exif_with_orientation(exif: &[u8]) -> Option<Vec<u8>> {
    let mut written = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    written.extend([orientation(exif)?, 0, 0, 0, 0, 0, 0]);
    (written.len() <= exif.len()).then_some(written)
}
