//! Pictures in portals: which renditions a build makes and caches, which pages change, which faults are reported.
//!
//! The pictures are generated here, so that no binary file is committed.

use std::io::Cursor;
use std::path::PathBuf;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder as _, ImageFormat, Rgb, RgbImage};
use niemyet::pipeline::{self, MadeTarget, Resolution};

use crate::test_portal::{TestPortal, fault_line};

/// A picture of a size, in the format of its extension, with an Exif orientation (Exif 2.32, tag 0x0112).
pub(crate) fn picture(path: &str, size: (u32, u32), orientation: u8) -> Vec<u8> {
    painted_picture(path, size, orientation, 0)
}

/// The same, with a value for the blue channel.
fn painted_picture(path: &str, (width, height): (u32, u32), orientation: u8, shade: u8) -> Vec<u8> {
    let byte = |value: u32| u8::try_from(value % 256).expect("less than 256");
    let colour = |x, y| Rgb([byte(x / 3), byte(y / 2), shade]);
    let image = RgbImage::from_fn(width, height, colour);
    let mut bytes = Cursor::new(Vec::new());
    let format = ImageFormat::from_path(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    if format != ImageFormat::Jpeg {
        let written = DynamicImage::ImageRgb8(image).write_to(&mut bytes, format);
        written.expect("a picture of this size can be written");
        return bytes.into_inner();
    }
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 80);
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    encoder.set_exif_metadata(exif).expect("the data is smaller than a segment");
    let written = encoder.write_image(image.as_raw(), width, height, ExtendedColorType::Rgb8);
    written.expect("a picture of this size can be written");
    bytes.into_inner()
}

const PICTURE: &str = "content/tin-tuc/a/h.jpg";

/// A news item with a picture, and two entries that do not show it.
fn portal() -> TestPortal {
    let news =
        "---\ntiêu đề: A\nngày đăng: 01/3/2014\nảnh: h.jpg\nmô tả ảnh: Hội trường\n---\n\nLời.\n";
    TestPortal::new()
        .bytes(PICTURE, &picture(PICTURE, (1200, 800), 1))
        .file("content/tin-tuc/a/index.md", news)
        .file("content/tin-tuc/b.md", "---\ntiêu đề: B\nngày đăng: 02/3/2013\n---\n\nLời.\n")
        .file("content/gioi-thieu.md", "---\ntiêu đề: Giới thiệu\n---\n\nLời.\n")
}

/// The smaller renditions in the site.
fn smaller_pictures(portal: &TestPortal) -> Vec<String> {
    portal.site_files().into_keys().filter(|path| path.ends_with(".webp")).collect()
}

/// The number of smaller renditions in the cache beside the ledger.
fn cached_pictures(portal: &TestPortal) -> usize {
    std::fs::read_dir(portal.path(".niemyet/pictures")).map_or(0, Iterator::count)
}

#[test]
fn a_replaced_picture_changes_the_pages_that_show_it_and_no_other() {
    let portal = portal().build();
    let before = smaller_pictures(&portal);
    assert_eq!(before.len(), 2, "{before:?}");
    let portal = portal.bytes(PICTURE, &painted_picture(PICTURE, (1100, 700), 1, 200)).build();
    let after = smaller_pictures(&portal);
    assert!(after.len() == 2 && after.iter().all(|path| !before.contains(path)), "{after:?}");
    let rendered: Vec<&str> = portal.report().rendered.iter().map(|(path, _)| &**path).collect();
    let pages: Vec<&str> =
        rendered.iter().filter(|path| path.ends_with(".html")).copied().collect();
    // The other piece of news shows the picture among its neighbours.
    for page in ["tin-tuc/a/index.html", "tin-tuc/b/index.html", "tin-tuc/index.html"] {
        assert!(pages.contains(&page), "{page} not in {pages:?}");
    }
    for other in ["gioi-thieu/index.html", "404.html", "anh-chia-se.png"] {
        assert!(!rendered.contains(&other), "{other} in {rendered:?}");
    }
    assert!(portal.page("/tin-tuc/a/").contains("width=\"1100\" height=\"700\""));
}

/// The bytes of a file of the site.
fn site_file(portal: &TestPortal, address: &str) -> Vec<u8> {
    std::fs::read(portal.path(&format!("public{address}"))).expect("the file is on the site")
}

/// Exif data with a location is not enough to be seen: the page must also say what is true of the published bytes.
#[test]
fn a_published_picture_does_not_say_where_it_was_taken() {
    let secret: &[u8] = b"108.1022 Nguyen Van A";
    let with_secret = |path| {
        let mut bytes = picture(path, (1200, 800), 6);
        let length = u16::try_from(secret.len() + 2).expect("it is short").to_be_bytes();
        bytes.splice(2..2, [&[0xFF, 0xE1], &length[..], secret].concat());
        bytes
    };
    let scan = "content/van-ban/1/quet.jpg";
    let portal = portal()
        .bytes(PICTURE, &with_secret(PICTURE))
        .bytes("content/anh/chung.jpg", &with_secret(PICTURE))
        .bytes("content/anh/chung.jfif", &with_secret(PICTURE))
        .bytes("content/anh/chung.bmp", &with_secret(PICTURE))
        .bytes("content/anh/khong-duoi", &with_secret(PICTURE))
        .file("content/anh/so-do.svg", "<svg sodipodi:docname=\"C:/Nguyen Van A/x.svg\"><g/></svg>")
        .bytes(scan, &with_secret(scan))
        .bytes("content/van-ban/1/may.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heicExif\0\0")
        .file(
            "content/van-ban/1/index.md",
            "---\ntiêu đề: A\ntệp đính kèm: [quet.jpg, may.heic]\n---\n",
        )
        .build();
    let shared = ["/anh/chung.jpg", "/anh/chung.jfif", "/anh/chung.bmp", "/anh/khong-duoi"];
    for path in shared.into_iter().chain(["/tin-tuc/a/h.jpg", "/van-ban/1/quet.jpg"]) {
        let published = site_file(&portal, path);
        assert!(!published.windows(secret.len()).any(|part| part == secret), "{path}");
        let info = niemyet::picture::inspect(&published).expect("it is whole");
        assert_eq!((info.size.width, info.size.height), (800, 1200), "{path} is still turned");
    }
    assert_eq!(site_file(&portal, "/anh/so-do.svg"), b"<svg><g/></svg>");
    let published = site_file(&portal, "/van-ban/1/quet.jpg");
    let digest = niemyet::source::sha256(&published);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(portal.page("/van-ban/1/").contains(&digest));
    let faults = portal.faults();
    let told = faults.iter().filter(|fault| fault.contains("private-data-in-picture")).count();
    assert_eq!(told, 1, "{faults:?}");
    assert_eq!(smaller_pictures(&portal).len(), 1);
    portal.build().assert_written::<0>([]);
}

#[test]
fn pictures_that_keep_private_data_are_told_also_if_no_entry_names_them() {
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heicExif\0\0";
    let damaged = &picture(PICTURE, (20, 20), 6)[..60];
    // Its directory has a location.
    let raw = b"MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0";
    let portal = portal()
        .bytes("content/anh/hong.jpg", damaged)
        .bytes("content/anh/may.heic", heic)
        .bytes("content/anh/tho.dng", raw)
        .bytes("content/anh/to.jpg", b"");
    // A file of this size without blocks on the disk.
    let huge = std::fs::File::create(portal.path("content/anh/to.jpg")).expect("it can be created");
    huge.set_len(niemyet::limits::PICTURE_BYTES + 1).expect("the file system has sparse files");
    let expected = ["hong.jpg", "may.heic", "tho.dng", "to.jpg"]
        .map(|name| format!("content/anh/{name} warning private-data-in-picture"));
    let told = |portal: &TestPortal| -> Vec<String> {
        let faults = portal.faults().into_iter();
        faults.filter(|fault| fault.ends_with("private-data-in-picture")).collect()
    };
    let portal = portal.long_after_saving().check();
    assert_eq!(told(&portal), expected);
    let portal = portal.build();
    assert_eq!(told(&portal), expected);
    let portal = portal.file("content/x.md", "---\ntiêu đề: X\n---\n").build();
    assert_eq!(told(&portal), expected, "from the records of the last build");
    // An entry that names one is the place of the warning.
    let portal = portal.file("content/x.md", "---\ntiêu đề: X\n---\n[a](/anh/may.heic)\n").build();
    assert_eq!(told(&portal)[3], "content/x.md:4:5 warning private-data-in-picture");
}

#[test]
fn renditions_are_cached_for_another_output_and_removed_with_their_picture() {
    let portal = portal().build();
    assert_eq!(cached_pictures(&portal), 2);
    let first = portal.site_files();
    let cached_file = std::fs::read_dir(portal.path(".niemyet/pictures"));
    let cached_file =
        cached_file.expect("the folder exists").next().expect("two renditions are cached");
    let cached_file = cached_file.expect("the folder can be listed").path();
    let intact = std::fs::read(&cached_file).expect("the file can be read");
    // A truncated file counts as missing, and is made again.
    std::fs::write(&cached_file, &intact[..intact.len() / 2]).expect("the file can be written");
    let portal = portal.remove("public").build();
    assert_eq!(portal.site_files(), first);
    assert_eq!(std::fs::read(&cached_file).expect("the file can be read"), intact);
    let portal = portal.edit("content/tin-tuc/a/index.md", "ảnh: h.jpg\n", "").build();
    assert_eq!((cached_pictures(&portal), smaller_pictures(&portal).len()), (0, 0));
}

/// The files of the picture cache, sorted by name.
fn cache_files(portal: &TestPortal) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(portal.path(".niemyet/pictures")).expect("the folder exists");
    let mut files: Vec<PathBuf> = folder.flatten().map(|file| file.path()).collect();
    files.sort();
    files
}

#[test]
fn a_cached_rendition_is_not_made_again() {
    let portal = portal().build();
    let first = portal.site_files();
    // A cached file that was made again would be a new file.
    let before = std::time::SystemTime::UNIX_EPOCH;
    for file in cache_files(&portal) {
        let file = std::fs::File::options().write(true).open(file).expect("the file exists");
        file.set_modified(before).expect("the file system stores times");
    }
    let portal = portal.remove("public").build();
    assert_eq!(portal.site_files(), first);
    for file in cache_files(&portal) {
        let metadata = std::fs::metadata(&file).expect("the file exists");
        assert_eq!(metadata.modified().ok(), Some(before), "{}", file.display());
    }
}

#[test]
fn swapped_files_of_the_picture_cache_are_never_published() {
    let portal = portal().build();
    let first = portal.site_files();
    let [one, other] = &cache_files(&portal)[..] else { panic!("two renditions are cached") };
    let intact = [one, other].map(|file| std::fs::read(file).expect("the file can be read"));
    std::fs::write(one, &intact[1]).expect("the file can be written");
    std::fs::write(other, &intact[0]).expect("the file can be written");
    let portal = portal.remove("public").build();
    assert_eq!(portal.site_files(), first);
    let made = [one, other].map(|file| std::fs::read(file).expect("the file can be read"));
    assert_eq!(made, intact);
}

#[test]
fn check_caches_nothing_and_reports_a_broken_picture_as_a_build_does() {
    let portal = portal().check();
    assert_eq!(cached_pictures(&portal), 0);
    // Bytes are removed from the middle: header and end are intact.
    let mut png = picture("h.png", (900, 600), 1);
    let middle = png.len() / 2;
    png.drain(middle..middle + 400);
    let broken = || {
        let news =
            "---\ntiêu đề: A\nngày đăng: 01/3/2014\nảnh: h.png\nmô tả ảnh: Hội\n---\n\nLời.\n";
        TestPortal::new()
            .bytes("content/tin-tuc/a/h.png", &png)
            .file("content/tin-tuc/a/index.md", news)
    };
    for portal in [broken().check(), broken().build(), broken().keep_going().build()] {
        let faults: Vec<String> = portal.report().faults.iter().map(fault_line).collect();
        assert!(
            faults.contains(&"content/tin-tuc/a/h.png error broken-picture".to_owned()),
            "{faults:?}"
        );
        assert!(portal.report().published.is_none());
    }
}

#[test]
fn a_preview_makes_the_same_renditions_as_a_build() {
    let portal = portal().build();
    let built = portal.site_files();
    let portal = portal.remove(".niemyet/pictures");
    let Ok(Ok(opened)) = pipeline::Portal::open_for_preview(portal.options()) else {
        panic!("the portal can be opened")
    };
    for path in smaller_pictures(&portal).iter().chain(["anh-chia-se.png".to_owned()].iter()) {
        let Resolution::Target(target) = opened.resolve(&format!("/{path}")) else {
            panic!("{path} has a target")
        };
        match opened.make(target) {
            Ok(MadeTarget::Bytes(file)) => assert!(file.bytes == built[path], "{path}"),
            other => panic!("{path}: {other:?}"),
        }
    }
    assert_eq!(cached_pictures(&portal), 2);
}
