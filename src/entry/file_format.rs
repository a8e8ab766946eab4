//! The format of a file by its first and last bytes, whatever its name says.
//!
//! **Left out on purpose.** Formats that no office publishes, and texts, which have no mark of their own.

use serde::{Deserialize, Serialize};

/// A format that is known by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileFormat {
    /// PDF.
    Pdf,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// WebP.
    WebP,
    /// AVIF.
    Avif,
    /// HEIC, as iPhones store pictures.
    Heic,
    /// TIFF.
    Tiff,
    /// Word since 2007.
    Docx,
    /// Excel since 2007.
    Xlsx,
    /// `PowerPoint` since 2007.
    Pptx,
    /// A text of `LibreOffice`.
    Odt,
    /// A spreadsheet of `LibreOffice`.
    Ods,
    /// Any other ZIP archive.
    Zip,
    /// The compound file of Office before 2007, and of its encrypted files.
    Compound,
    /// Rich Text Format.
    Rtf,
    /// HTML.
    Html,
    /// RAR.
    Rar,
}

/// The formats with the extensions that they may have, the usual one first, and their names in both languages.
const FORMATS: [(FileFormat, &[&str], [&str; 2]); 18] = [
    (FileFormat::Pdf, &["pdf"], ["tệp PDF", "a PDF"]),
    (FileFormat::Png, &["png", "apng"], ["ảnh PNG", "a PNG picture"]),
    (FileFormat::Jpeg, &["jpg", "jpeg", "jpe", "jfif"], ["ảnh JPEG", "a JPEG picture"]),
    (FileFormat::Gif, &["gif"], ["ảnh GIF", "a GIF picture"]),
    (FileFormat::WebP, &["webp"], ["ảnh WebP", "a WebP picture"]),
    (FileFormat::Avif, &["avif"], ["ảnh AVIF", "an AVIF picture"]),
    (
        FileFormat::Heic,
        &["heic", "heif", "hif"],
        ["ảnh HEIC của iPhone", "a HEIC picture of an iPhone"],
    ),
    (FileFormat::Tiff, &["tif", "tiff"], ["ảnh TIFF", "a TIFF picture"]),
    (
        FileFormat::Docx,
        &["docx", "docm", "dotx", "zip"],
        ["văn bản Word (.docx)", "a Word document (.docx)"],
    ),
    (
        FileFormat::Xlsx,
        &["xlsx", "xlsm", "xltx", "zip"],
        ["bảng tính Excel (.xlsx)", "an Excel sheet (.xlsx)"],
    ),
    (
        FileFormat::Pptx,
        &["pptx", "pptm", "ppsx", "zip"],
        ["trình chiếu (.pptx)", "a presentation (.pptx)"],
    ),
    (
        FileFormat::Odt,
        &["odt", "ott", "zip"],
        ["văn bản LibreOffice (.odt)", "a LibreOffice text (.odt)"],
    ),
    (
        FileFormat::Ods,
        &["ods", "ots", "zip"],
        ["bảng tính LibreOffice (.ods)", "a LibreOffice sheet (.ods)"],
    ),
    (
        FileFormat::Zip,
        &[
            "zip", "docx", "docm", "dotx", "xlsx", "xlsm", "xltx", "pptx", "pptm", "ppsx", "odt",
            "ott", "ods", "ots", "odp", "kmz", "epub",
        ],
        ["tệp nén ZIP", "a ZIP archive"],
    ),
    (
        FileFormat::Compound,
        &["doc", "xls", "ppt", "dot", "xlt", "pps", "msg"],
        [
            "tệp Office đời cũ (.doc, .xls, .ppt) hoặc có mật khẩu",
            "an old (.doc, .xls, .ppt) or encrypted Office file",
        ],
    ),
    // Word and Excel open these under their own extensions too.
    (FileFormat::Rtf, &["rtf", "doc"], ["tệp RTF", "an RTF file"]),
    (
        FileFormat::Html,
        &["html", "htm", "xhtml", "doc", "xls"],
        ["trang web (HTML)", "a web page (HTML)"],
    ),
    (FileFormat::Rar, &["rar"], ["tệp nén RAR", "a RAR archive"]),
];

impl FileFormat {
    fn row(self) -> &'static (Self, &'static [&'static str], [&'static str; 2]) {
        FORMATS.iter().find(|row| row.0 == self).expect("every format has a row")
    }

    /// Returns what the format is called in Vietnamese and in English.
    pub fn names(self) -> [&'static str; 2] {
        self.row().2
    }

    /// Returns whether all common browsers display a picture of this format.
    pub fn is_shown_by_browsers(self) -> bool {
        !matches!(self, Self::Heic | Self::Tiff)
    }

    /// Returns the format that usually has an extension.
    pub fn of_extension(extension: &str) -> Option<Self> {
        FORMATS.iter().find(|row| row.1.contains(&extension)).map(|row| row.0)
    }

    /// Returns the extension that a file of this format should have in place of `extension`; `None` if that fits, is of
    /// no format here, or leaves open which one is right.
    pub fn proposed_extension(self, extension: &str) -> Option<&'static str> {
        let extensions = self.row().1;
        let is_other = Self::of_extension(extension).is_some() && !extensions.contains(&extension);
        match self {
            _ if !is_other => None,
            // Which program wrote it does not show at its ends: `docx` was `doc`.
            Self::Compound => {
                extensions[..3].iter().find(|old| extension.starts_with(**old)).copied()
            }
            _ => Some(extensions[0]),
        }
    }

    /// Determines the format of a file by its first and last bytes.
    pub fn detect(head: &[u8], tail: &[u8]) -> Option<Self> {
        let brand = head.get(4..12).unwrap_or_default();
        Some(match head {
            [b'%', b'P', b'D', b'F', b'-', ..] => Self::Pdf,
            [0x89, b'P', b'N', b'G', ..] => Self::Png,
            [0xFF, 0xD8, 0xFF, ..] => Self::Jpeg,
            [b'G', b'I', b'F', b'8', ..] => Self::Gif,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::WebP,
            [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => Self::Tiff,
            [b'P', b'K', 3, 4, ..] => Self::detect_zip(head, tail),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Self::Compound,
            [b'{', b'\\', b'r', b't', b'f', ..] => Self::Rtf,
            [b'R', b'a', b'r', b'!', ..] => Self::Rar,
            _ if brand == b"ftypavif" || brand == b"ftypavis" => Self::Avif,
            _ if brand.starts_with(b"ftyphe") || brand == b"ftypmif1" || brand == b"ftypmsf1" => {
                Self::Heic
            }
            _ if is_html(head) => Self::Html,
            _ => return None,
        })
    }

    /// Determines what a ZIP archive holds by the names in its directory.
    fn detect_zip(head: &[u8], tail: &[u8]) -> Self {
        let holds = |text: &[u8]| {
            [head, tail].iter().any(|part| part.windows(text.len()).any(|window| window == text))
        };
        let marks: [(&[u8], Self); 5] = [
            (b"word/document.xml", Self::Docx),
            (b"xl/workbook", Self::Xlsx),
            (b"ppt/presentation.xml", Self::Pptx),
            (b"application/vnd.oasis.opendocument.text", Self::Odt),
            (b"application/vnd.oasis.opendocument.spreadsheet", Self::Ods),
        ];
        marks.into_iter().find(|(mark, _)| holds(mark)).map_or(Self::Zip, |(_, format)| format)
    }
}

fn is_html(head: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&head[..head.len().min(256)]).to_ascii_lowercase();
    let start = start.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_office_file_keeps_the_program_of_its_name() {
        let proposed = |extension| FileFormat::Compound.proposed_extension(extension);
        assert_eq!(["docx", "xlsx", "pptx"].map(proposed), [Some("doc"), Some("xls"), Some("ppt")]);
        assert_eq!(["xls", "pdf", "zip", "dat"].map(proposed), [None; 4]);
    }
}
