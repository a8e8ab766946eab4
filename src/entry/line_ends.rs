//! Whether a conversion of line ends damaged a file that is no text (git's `text` attribute, FTP in text mode).
//!
//! A file counts as damaged only if its own structure proves it, for the fault stops a build. After LF became CRLF, no
//! LF is without a CR, which bytes of other meaning do not show. After CRLF became LF, there is no CRLF, which alone
//! proves nothing; then a position or a length in the file must be too great by at most the number of line ends.
//!
//! **Left out on purpose.** A file is not decoded: what a byte missing in the middle of a JPEG does is not noticed.

use std::borrow::Cow;

use super::file_format::FileFormat;

/// The minimum number of line ends that are all CRLF by conversion and not by chance.
const MIN_LINE_ENDS: usize = 4;

/// How often line ends may have been converted to CRLF.
const MAX_CONVERSIONS: usize = 2;

/// The line ends in some bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineEndCounts {
    /// The number of LF, with or without a CR before it.
    lf: usize,
    /// The number of LF with a CR before it.
    crlf: usize,
}

impl LineEndCounts {
    fn of(bytes: &[u8]) -> Self {
        let lf = bytes.iter().filter(|byte| **byte == b'\n').count();
        let crlf = bytes.windows(2).filter(|pair| *pair == b"\r\n").count();
        Self { lf, crlf }
    }

    fn add(&mut self, other: Self) {
        self.lf += other.lf;
        self.crlf += other.crlf;
    }

    fn are_all_crlf(self) -> bool {
        self.lf >= MIN_LINE_ENDS && self.lf == self.crlf
    }

    /// Returns whether that many bytes may have been lost as CR before LF.
    fn may_have_lost(self, bytes: usize) -> bool {
        self.crlf == 0 && (1..=self.lf).contains(&bytes)
    }
}

/// Returns whether all line ends are CRLF by conversion; most files show after a few bytes that they are not.
fn are_all_crlf(bytes: &[u8]) -> bool {
    let is_lone = |(at, byte): (usize, &u8)| *byte == b'\n' && (at == 0 || bytes[at - 1] != b'\r');
    !bytes.iter().enumerate().any(is_lone) && LineEndCounts::of(bytes).are_all_crlf()
}

/// Returns the bytes before LF became CRLF.
fn without_carriage_returns(bytes: &[u8]) -> Vec<u8> {
    let is_kept = |at: &usize| bytes[*at] != b'\r' || bytes.get(at + 1) != Some(&b'\n');
    (0..bytes.len()).filter(is_kept).map(|at| bytes[at]).collect()
}

/// Returns whether the line ends of a file that is no text were converted, by its bytes from both ends.
pub(super) fn are_altered_at_ends(format: FileFormat, head: &[u8], tail: &[u8], size: u64) -> bool {
    let mut counts = LineEndCounts::of(head);
    counts.add(LineEndCounts::of(tail));
    match format {
        FileFormat::Png => has_altered_png_signature(head),
        FileFormat::Docx
        | FileFormat::Xlsx
        | FileFormat::Pptx
        | FileFormat::Odt
        | FileFormat::Ods
        | FileFormat::Zip => {
            // The directory ends where the record of its end says (APPNOTE.TXT, 4.3.16), if no byte was lost.
            let undone;
            let directory = if counts.are_all_crlf() {
                undone = without_carriage_returns(tail);
                &*undone
            } else {
                tail
            };
            let Some(expected) = zip_end_position(directory) else { return false };
            let record = tail.windows(4).rposition(|four| four == ZIP_END).unwrap_or_default();
            let position = (size + record as u64).saturating_sub(tail.len() as u64);
            (position > expected && counts.are_all_crlf())
                || (position < expected && counts.crlf == 0)
        }
        // Its size is a multiple of 512 ([MS-CFB], 2.1).
        FileFormat::Compound => !size.is_multiple_of(512) && counts.are_all_crlf(),
        _ => false,
    }
}

/// The same by all bytes of a PDF or a picture; `is_damaged` tells whether it cannot be read.
pub fn are_altered(format: FileFormat, bytes: &[u8], is_damaged: bool) -> bool {
    let may_have_lost = |lost: usize| lost > 0 && LineEndCounts::of(bytes).may_have_lost(lost);
    match format {
        FileFormat::Pdf => is_pdf_altered(bytes, is_damaged),
        FileFormat::Jpeg => {
            are_all_crlf(bytes)
                || (is_damaged && bytes.ends_with(&[0xFF, 0xD9]) && may_have_lost(1))
        }
        FileFormat::Gif => {
            let is_broken = bytes.ends_with(b";") && !has_gif_blocks(bytes);
            are_all_crlf(bytes) || (is_broken && may_have_lost(1))
        }
        FileFormat::WebP => {
            let length =
                bytes.get(4..8).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes);
            let lost = (length as usize + 8).saturating_sub(bytes.len());
            are_all_crlf(bytes) || (may_have_lost(lost) && (lost > 1 || !lacks_webp_padding(bytes)))
        }
        _ => false,
    }
}

/// Returns whether a WebP ends with a chunk of odd length, but without the byte that pads it, which some programs leave
/// out (RFC 9649, 2.3).
fn lacks_webp_padding(bytes: &[u8]) -> bool {
    let mut at = 12;
    while let Some(length) = bytes.get(at + 4..).and_then(|rest| rest.first_chunk()) {
        let length = u32::from_le_bytes(*length) as usize;
        at += 8 + length;
        if at == bytes.len() {
            return length % 2 == 1;
        }
        at += length % 2;
    }
    false
}

/// Returns whether the last cross-references of a PDF are where their position says only if the conversion is undone.
fn is_pdf_altered(bytes: &[u8], is_damaged: bool) -> bool {
    let mut undone = Cow::Borrowed(bytes);
    for conversions in 0..=MAX_CONVERSIONS {
        let Some(position) = cross_reference_position(&undone) else { return false };
        if is_cross_reference(&undone, position) {
            return conversions > 0;
        }
        if !are_all_crlf(&undone) {
            return is_damaged && has_lost_line_ends(&undone, position);
        }
        // It may have lost its own CRs before, when it was committed.
        undone = Cow::Owned(without_carriage_returns(&undone));
    }
    false
}

/// Returns whether the cross-references of a PDF are before their position by at most the number of line ends. In a PDF
/// that can be read, a single wrong position is a mistake of the program that wrote it, and does no harm.
fn has_lost_line_ends(bytes: &[u8], position: usize) -> bool {
    let mut line_starts = (1..position.min(bytes.len())).filter(|at| bytes[at - 1] == b'\n');
    line_starts.any(|at| {
        is_cross_reference(bytes, at)
            && LineEndCounts::of(bytes).crlf == 0
            && LineEndCounts::of(&bytes[..at]).may_have_lost(position - at)
    })
}

/// Returns the number after the last `startxref` (ISO 32000-1, 7.5.5).
fn cross_reference_position(bytes: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"startxref";
    let at = bytes.windows(NAME.len()).rposition(|window| window == NAME)? + NAME.len();
    let text =
        String::from_utf8_lossy(bytes.get(at..)?.get(..40.min(bytes.len() - at))?).into_owned();
    text.split_whitespace().next()?.parse().ok()
}

/// Returns whether cross-references begin at a position: a table, or an object with a stream of them.
fn is_cross_reference(bytes: &[u8], position: usize) -> bool {
    let Some(rest) = bytes.get(position..) else { return false };
    if rest.starts_with(b"xref") {
        return true;
    }
    if !rest.first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let head = String::from_utf8_lossy(&rest[..rest.len().min(200)]).into_owned();
    let mut words = head.split_whitespace();
    let is_number = |word: Option<&str>| word.is_some_and(|word| word.parse::<u32>().is_ok());
    is_number(words.next())
        && is_number(words.next())
        && words.next().is_some_and(|word| word.starts_with("obj"))
        && head.contains("/XRef")
}

/// Returns whether the blocks of a GIF lead from its head to its end (`GIF89a`, section 12 and appendix B).
fn has_gif_blocks(bytes: &[u8]) -> bool {
    let colours = |packed: u8| if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) };
    let Some(packed) = bytes.get(10) else { return false };
    let mut at = 13 + colours(*packed);
    loop {
        match bytes.get(at) {
            Some(b';') => return true,
            Some(b'!') => at += 2,
            Some(b',') => match bytes.get(at + 9) {
                Some(packed) => at += 11 + colours(*packed),
                None => return false,
            },
            _ => return false,
        }
        while let Some(length) = bytes.get(at).filter(|length| **length > 0) {
            at += 1 + usize::from(*length);
        }
        at += 1;
    }
}

/// The signature of the record at the end of a ZIP archive.
const ZIP_END: &[u8] = b"PK\x05\x06";

/// Returns where the record at the end of a ZIP archive says that it is; `None` for an archive above 4 GiB.
fn zip_end_position(tail: &[u8]) -> Option<u64> {
    let at = tail.windows(4).rposition(|four| four == ZIP_END)?;
    let number = |from: usize| {
        let four = tail.get(at + from..at + from + 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(four)).filter(|number| *number != u32::MAX).map(u64::from)
    };
    Some(number(12)? + number(16)?)
}

/// Returns whether the line ends in a PNG's signature, which are there to show it, were converted (PNG, section 5.2).
fn has_altered_png_signature(head: &[u8]) -> bool {
    let rest = head.get(4..).unwrap_or_default();
    let without: Vec<u8> = rest.iter().take(8).filter(|byte| **byte != b'\r').copied().collect();
    without.starts_with(b"\n\x1A\n") && !rest.starts_with(b"\r\n\x1A\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zip_that_was_cut_after_the_scan_is_no_panic() {
        let end = [ZIP_END, &[0; 8], &[9, 0, 0, 0, 9, 0, 0, 0], &[0; 2]].concat();
        assert!(are_altered_at_ends(FileFormat::Zip, &end, &end, 3));
        assert!(!are_altered_at_ends(FileFormat::Zip, &end, b"", 3));
    }

    #[test]
    fn a_conversion_of_a_pdf_is_undone_at_most_twice() {
        let pdf = b"%PDF-1.4\n1\n2\n3\nxref\nstartxref\n15\n%%EOF\n";
        let mut converted = pdf.to_vec();
        let mut altered = Vec::new();
        for _ in 0..4 {
            altered.push(is_pdf_altered(&converted, false));
            let text = String::from_utf8(converted).expect("ASCII");
            converted = text.replace('\n', "\r\n").into_bytes();
        }
        assert_eq!(altered, [false, true, true, false]);
    }
}
