//! The file types that public bodies publish: extension, media type (RFC 6838) and the group shown to readers.
//!
//! **Left out on purpose.** No guessing: a file with another extension has no media type here, and the web server
//! decides.

use super::Attachment;
use crate::source::path_parts::extension;

/// Extension, media type, and group, which is part of a label key (`filetype_word`).
const FILE_TYPES: [(&str, &str, &str); 44] = [
    ("pdf", "application/pdf", "pdf"),
    ("doc", "application/msword", "word"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word"),
    ("odt", "application/vnd.oasis.opendocument.text", "word"),
    ("rtf", "application/rtf", "word"),
    ("xls", "application/vnd.ms-excel", "excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "excel"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet", "excel"),
    ("ppt", "application/vnd.ms-powerpoint", "powerpoint"),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "powerpoint",
    ),
    ("odp", "application/vnd.oasis.opendocument.presentation", "powerpoint"),
    ("txt", "text/plain", "text"),
    ("csv", "text/csv", "csv"),
    ("xml", "application/xml", "other"),
    ("json", "application/json", "other"),
    ("zip", "application/zip", "archive"),
    ("rar", "application/vnd.rar", "archive"),
    ("7z", "application/x-7z-compressed", "archive"),
    ("gz", "application/gzip", "archive"),
    ("tgz", "application/gzip", "archive"),
    ("tar", "application/x-tar", "archive"),
    ("jpg", "image/jpeg", "image"),
    ("jpeg", "image/jpeg", "image"),
    ("png", "image/png", "image"),
    ("gif", "image/gif", "image"),
    ("webp", "image/webp", "image"),
    ("avif", "image/avif", "image"),
    ("bmp", "image/bmp", "image"),
    ("heic", "image/heic", "image"),
    ("heif", "image/heif", "image"),
    ("svg", "image/svg+xml", "image"),
    ("tif", "image/tiff", "image"),
    ("tiff", "image/tiff", "image"),
    ("mp3", "audio/mpeg", "audio"),
    ("m4a", "audio/mp4", "audio"),
    ("wav", "audio/wav", "audio"),
    ("aac", "audio/aac", "audio"),
    ("flac", "audio/flac", "audio"),
    ("ogg", "audio/ogg", "audio"),
    ("mp4", "video/mp4", "video"),
    ("m4v", "video/mp4", "video"),
    ("mkv", "video/matroska", "video"),
    ("webm", "video/webm", "video"),
    ("mov", "video/quicktime", "video"),
];

fn find(extension: &str) -> Option<(&'static str, &'static str)> {
    let entry = FILE_TYPES.iter().find(|(known, ..)| *known == extension);
    entry.map(|(_, media, group)| (*media, *group))
}

/// Returns all extensions with their media types.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILE_TYPES.iter().map(|(extension, media, _)| (*extension, *media))
}

/// Returns whether browsers only show or store a file with an extension, and never run it.
pub fn is_only_shown(extension: &str) -> bool {
    find(extension).is_some_and(|(media, group)| group != "other" && media != "image/svg+xml")
}

/// Returns the media type of an attachment by its file name.
pub fn media_type(file: &Attachment) -> Option<&'static str> {
    of_extension(&file.extension())
}

/// Returns the media type of a file name extension, which must be in lower case.
pub fn of_extension(extension: &str) -> Option<&'static str> {
    find(extension).map(|(media, _)| media)
}

/// Returns the media type of the file at an address, by its extension.
pub fn of_address(address: &str) -> Option<&'static str> {
    of_extension(&extension(address))
}

/// Returns the group of an attachment by its file name.
pub fn type_group(file: &Attachment) -> &'static str {
    find(&file.extension()).map_or("other", |(_, group)| group)
}
