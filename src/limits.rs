//! The largest input that a portal may have; anything beyond is refused by name, in `check` as in `build`.
//!
//! Each limit is at least ten times what real portals need: of forty decrees and circulars and a corpus of 3,000
//! entries the longest file has 50 kB and 640 lines, the longest line 1,800 characters, the longest address 150 bytes.
//! `docs/gioi-han.md` lists them for webmasters, and `tests/hostile` measures that what is within them stays cheap.
//!
//! **Left out on purpose.** Bounds on the effort of a heuristic, such as how far a citation is looked for; they are
//! with their code, and nothing is refused because of them.

/// The greatest size of a Markdown file in bytes. A larger one is not read: it is no text that a person wrote.
pub const MARKDOWN_BYTES: u64 = 4 * MEGABYTE;

/// The greatest number of lines of a Markdown file; each may be a block, which takes up to a kilobyte of memory.
pub const MARKDOWN_LINES: usize = 150_000;

/// The greatest size in bytes of `portal.yaml`, and of a file of a theme that is no asset; the longest has 11 kB.
pub const SETTINGS_BYTES: u64 = 256 * 1024;

/// The greatest length of an address in bytes: file systems refuse paths of 4,096, of which the output folder needs a
/// part, and servers refuse requests of 8,192, in which a byte may take three.
pub const ADDRESS_BYTES: usize = 2000;

/// The greatest number of segments of an address; each is a folder, which is made and removed by itself.
pub const ADDRESS_PARTS: usize = 64;

/// The greatest length in bytes of a segment of an address; file systems refuse names of 256.
pub const ADDRESS_PART_BYTES: usize = 200;

/// A request of so many bytes leads to no document: each old address costs nginx and Apache a comparison, which takes
/// time in proportion to the length of the request. Of old addresses the longest have 200 bytes.
pub const REQUEST_BYTES: usize = 1000;

/// The greatest number of sections: each has a page, and every page lists them all.
pub const SECTIONS: usize = 500;

/// The greatest number of items of a list in YAML; an item may be a page, as a term or an old address is.
pub const YAML_LIST_ITEMS: usize = 1000;

/// The greatest size in bytes of a picture that is read as one. A larger one is published as it is, with a warning, as
/// are those beyond the next three limits; the largest of phones have 50 MB.
pub const PICTURE_BYTES: u64 = 64 * MEGABYTE;

/// The greatest number of pixels of a picture of which smaller ones are made; phones take 12,000 × 9,000.
pub const PICTURE_PIXELS: u64 = 120_000_000;

/// The greatest width and height of such a picture, which are those of a JPEG.
pub const PICTURE_SIDE: u32 = 65_535;

/// The greatest memory in bytes that decoding may take, of one such picture and of all at once: three bytes a pixel for
/// most, twelve for some. The largest of phones take 324 MB.
pub const PICTURE_DECODING_BYTES: u64 = 352 * MEGABYTE;

/// The greatest size of the profiles and texts in a PNG, uncompressed; those of drawing programs have a few megabytes.
pub const PICTURE_METADATA_BYTES: u64 = 32 * MEGABYTE;

/// The greatest nesting depth of lists and maps in YAML.
pub const YAML_DEPTH: usize = 32;

/// The greatest number of faults of one kind that are listed for a file; the others are counted.
pub const LISTED_FAULTS: usize = 200;

/// The number of bytes of a megabyte.
pub const MEGABYTE: u64 = 1024 * 1024;
