//! Tests with generated pictures of all shapes and orientations: renditions are upright and keep the aspect ratio.
//!
//! Determinism across processor architectures cannot be tested here.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, ImageDecoder as _, ImageEncoder as _, ImageFormat};
use image::{Rgb, RgbImage, Rgba, RgbaImage};

use super::inspect::png_decoder;
use super::*;
use crate::limits;

/// A picture whose left half is red and whose right half is blue.
fn halves(width: u32, height: u32) -> RgbImage {
    let colour = |x, _| if x * 2 < width { Rgb([200, 20, 20]) } else { Rgb([20, 20, 200]) };
    RgbImage::from_fn(width, height, colour)
}

/// Returns Exif data with an orientation (Exif 2.32, tag 0x0112).
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif
}

fn jpeg(image: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_exif_metadata(exif(orientation)).expect("the data fits in a segment");
    let (width, height) = image.dimensions();
    let written = encoder.write_image(image.as_raw(), width, height, ExtendedColorType::Rgb8);
    written.expect("a picture of this size can be written");
    bytes
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("a picture of this size can be written");
    bytes.into_inner()
}

fn resized_to(bytes: &[u8], width: u32) -> (Vec<u8>, DynamicImage) {
    let mut renditions = resize(bytes, &[width]).expect("the generated picture is valid");
    let (_, rendition) = renditions.remove(0);
    let decoded = image::load_from_memory_with_format(&rendition, ImageFormat::WebP);
    let decoded = decoded.expect("the rendition can be decoded");
    (rendition, decoded)
}

#[test]
fn size_and_renditions_follow_the_exif_orientation() {
    let image = halves(640, 400);
    for (orientation, width, height, red) in [
        (1, 640, 400, (0, 240)),
        (2, 640, 400, (479, 100)),
        (3, 640, 400, (479, 100)),
        (6, 400, 640, (240, 0)),
        (8, 400, 640, (240, 767)),
    ] {
        let bytes = jpeg(&image, orientation);
        let info = inspect(&bytes).expect("the generated picture is valid");
        assert_eq!(
            info,
            PictureInfo { size: Size { width, height }, can_resize: true },
            "{orientation}"
        );
        let widths = if width > 480 { vec![480] } else { vec![300] };
        let (_, small) = resized_to(&bytes, widths[0]);
        let small = small.into_rgb8();
        assert_eq!(small.width(), widths[0], "{orientation}");
        let share = |side: u32, of: u32, all: u32| (side * (of - 1)).checked_div(all).unwrap_or(0);
        let (x, y) = match (orientation, red) {
            (1, _) => (2, small.height() / 2),
            (2 | 3, _) => (small.width() - 3, small.height() / 2),
            (6, _) => (small.width() / 2, 2),
            _ => (small.width() / 2, share(1, small.height(), 1) - 2),
        };
        let Rgb([r, _, b]) = *small.get_pixel(x, y);
        assert!(r > 150 && b < 80, "orientation {orientation}: {r} {b} at {x},{y}");
    }
}

#[test]
fn renditions_keep_the_aspect_ratio_and_are_never_larger() {
    let mut seed = 7_u32;
    let mut below = |bound: u32| {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        seed % bound
    };
    for _ in 0..60 {
        let (width, height) = (1 + below(1400), 1 + below(900));
        let orientation = 1 + u8::try_from(below(8)).expect("less than nine");
        let bytes = jpeg(&halves(width, height), orientation);
        let PictureInfo { size, .. } = inspect(&bytes).expect("the generated picture is valid");
        let turned = if orientation > 4 { (height, width) } else { (width, height) };
        assert_eq!((size.width, size.height), turned, "orientation {orientation}");
        let widths: Vec<u32> = size.rendition_widths().collect();
        assert!(widths.iter().all(|width| *width < size.width));
        assert_eq!(
            widths.len(),
            RENDITION_WIDTHS.iter().filter(|width| **width < size.width).count()
        );
        for (width, bytes) in resize(&bytes, &widths).expect("the generated picture is valid") {
            let resized = inspect(&bytes).expect("the rendition can be decoded").size;
            assert_eq!(resized.width, width);
            let exact = f64::from(size.height) * f64::from(width) / f64::from(size.width);
            let deviation = (f64::from(resized.height) - exact).abs();
            assert!(deviation <= 1.0 || resized.height == 1, "{size:?} became {resized:?}");
        }
    }
}

#[test]
fn exif_data_is_not_copied_to_renditions() {
    let (rendition, _) = resized_to(&jpeg(&halves(600, 300), 6), 200);
    assert!(!rendition.windows(4).any(|four| four == b"EXIF" || four == b"Exif"));
}

#[test]
fn only_rgb_profiles_are_kept() {
    let image = halves(600, 300);
    for (colour_space, is_kept) in [(b"RGB ", true), (b"CMYK", false)] {
        let mut profile = vec![0; 131];
        profile[16..20].copy_from_slice(colour_space);
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        encoder.set_icc_profile(profile.clone()).expect("the data fits in a segment");
        let written = encoder.write_image(image.as_raw(), 600, 300, ExtendedColorType::Rgb8);
        written.expect("a picture of this size can be written");
        let (rendition, decoded) = resized_to(&bytes, 480);
        assert_eq!((decoded.width(), decoded.height()), (480, 240));
        let decoder = image::codecs::webp::WebPDecoder::new(Cursor::new(&rendition));
        let found = decoder.and_then(|mut decoder| decoder.icc_profile());
        assert_eq!(found.expect("the rendition can be decoded"), is_kept.then_some(profile));
    }
}

#[test]
fn transparency_is_kept() {
    let clear = |x, _| if x < 300 { Rgba([9, 9, 9, 0]) } else { Rgba([9, 200, 9, 255]) };
    let image = DynamicImage::ImageRgba8(RgbaImage::from_fn(600, 300, clear));
    let (_, small) = resized_to(&encoded(&image, ImageFormat::Png), 480);
    let small = small.into_rgba8();
    assert_eq!((small.get_pixel(20, 100).0[3], small.get_pixel(460, 100).0[3]), (0, 255));
}

#[test]
fn the_format_is_determined_by_the_bytes() {
    let image = DynamicImage::ImageRgb8(halves(700, 500));
    let size = Size { width: 700, height: 500 };
    for (format, can_resize) in
        [(ImageFormat::Png, true), (ImageFormat::WebP, true), (ImageFormat::Gif, false)]
    {
        let bytes = match format {
            ImageFormat::WebP => {
                webp::Encoder::from_rgb(image.as_bytes(), 700, 500).encode(75.0).to_vec()
            }
            _ => encoded(&image, format),
        };
        assert_eq!(inspect(&bytes), Ok(PictureInfo { size, can_resize }), "{format:?}");
    }
}

#[test]
fn truncated_and_foreign_files_are_damaged() {
    let image = halves(700, 500);
    let whole = jpeg(&image, 1);
    let png = encoded(&DynamicImage::ImageRgb8(image), ImageFormat::Png);
    for bytes in [&whole, &png] {
        assert!(inspect(bytes).is_ok());
        for length in [0, 1, 3, 12, 60, bytes.len() / 2, bytes.len() - 12] {
            assert_eq!(inspect(&bytes[..length]), Err(PictureError::Damaged), "{length}");
        }
    }
    assert_eq!(inspect(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), Err(PictureError::Damaged));
    assert_eq!(inspect(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Err(PictureError::Damaged));
}

#[test]
fn corrupted_bytes_never_cause_a_panic() {
    let whole = jpeg(&halves(500, 90), 6);
    let mut seed = 11_u32;
    for _ in 0..300 {
        let mut bytes = whole.clone();
        for _ in 0..4 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = seed as usize % bytes.len();
            bytes[at] = (seed >> 24) as u8;
        }
        if let Ok(info) = inspect(&bytes) {
            assert!(
                u64::from(info.size.width) * u64::from(info.size.height) <= limits::PICTURE_PIXELS
            );
        }
        // Both results are allowed; only a panic or endless loop would fail the test.
        let _ = resize(&bytes, &[20]).map(|renditions| assert_eq!(renditions.len(), 1));
    }
}

/// A PNG that declares a size, and its bits and colours (PNG, 11.2.1), without the data for them.
fn declared_png(width: u32, height: u32, colours: [u8; 2]) -> Vec<u8> {
    let mut png = encoded(&DynamicImage::ImageRgb8(halves(2, 2)), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    png[24..26].copy_from_slice(&colours);
    let checksum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&checksum.to_be_bytes());
    png
}

#[test]
fn a_picture_above_a_limit_is_not_decoded() {
    const RGB: [u8; 2] = [8, 2];
    const GREY: [u8; 2] = [8, 0];
    const RGBA_OF_16_BITS: [u8; 2] = [16, 6];
    for (width, height, colours, megabytes) in [
        (12_000, 9_000, RGB, Some(324)),
        (65_535, 1_000, RGB, Some(196)),
        (9_000, 9_000, GREY, Some(324)),
        (5_000, 5_000, RGBA_OF_16_BITS, Some(300)),
        (30_000, 30_000, RGB, None),
        (64_000_000, 1, GREY, None),
        (1, 65_536, RGB, None),
        (8_000, 8_000, RGBA_OF_16_BITS, None),
    ] {
        let png = declared_png(width, height, colours);
        let case = format!("{width} × {height} {colours:?}");
        let decoding = decoding_bytes(&png).map(|bytes| bytes / 1_000_000);
        assert_eq!(decoding, megabytes.ok_or(PictureError::TooLarge), "{case}");
        if megabytes.is_none() {
            assert_eq!(inspect(&png), Err(PictureError::TooLarge), "{case}");
            assert_eq!(resize(&png, &[480]), Err(PictureError::TooLarge), "{case}");
        }
    }
}

#[test]
fn a_progressive_jpeg_takes_memory_for_its_coefficients() {
    let mut jpeg = jpeg(&halves(16, 16), 1);
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("it has a frame");
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x23, 0x28, 0x2E, 0xE0]);
    assert_eq!(decoding_bytes(&jpeg), Ok(3 * 12_000 * 9_000));
    jpeg[frame + 1] = 0xC2;
    assert_eq!(decoding_bytes(&jpeg), Err(PictureError::TooLarge));
    jpeg[frame + 5] = 0x03;
    assert_eq!(decoding_bytes(&jpeg), Ok(9 * 12_000 * 0x0328));
}

#[test]
fn a_colour_profile_of_a_png_beyond_the_limit_is_not_uncompressed() {
    let limit = usize::try_from(limits::PICTURE_METADATA_BYTES).expect("it is small");
    for (size, is_read) in [(limit / 2, true), (limit + 1, false)] {
        let mut png = Vec::new();
        let mut encoder = image::codecs::png::PngEncoder::new(&mut png);
        encoder.set_icc_profile(vec![0; size]).expect("PNG has profiles");
        let image = halves(600, 3);
        let written = encoder.write_image(image.as_raw(), 600, 3, ExtendedColorType::Rgb8);
        written.expect("a picture of this size can be written");
        let profile = png_decoder(&png).map(|mut decoder| decoder.icc_profile().unwrap_or(None));
        assert_eq!(profile.map(|profile| profile.is_some()), Ok(is_read));
        assert!(resize(&png, &[480]).is_ok(), "its profile is not kept");
    }
}

#[test]
fn a_webp_may_lack_the_byte_that_pads_its_last_chunk() {
    let image = DynamicImage::ImageRgb8(halves(500, 40));
    let simple = webp::Encoder::from_rgb(image.as_bytes(), 500, 40).encode(75.0).to_vec();
    let mut extended = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x04\0\0\0\xf3\x01\0\x27\0\0".to_vec();
    extended.extend(&simple[12..]);
    extended.extend(b"XMP \x03\0\0\0abc\0");
    let length = u32::try_from(extended.len() - 8).expect("it is short");
    extended[4..8].copy_from_slice(&length.to_le_bytes());
    let info = PictureInfo { size: Size { width: 500, height: 40 }, can_resize: true };
    assert_eq!(inspect(&extended), Ok(info));
    extended.pop();
    assert_eq!(inspect(&extended), Ok(info));
    assert!(resize(&extended, &[480]).is_ok());
    extended.pop();
    assert_eq!(inspect(&extended), Err(PictureError::Damaged));
}

/// Returns the checksum of a chunk of a PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc: u32, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    })
}

#[test]
fn the_share_image_has_its_size_and_depends_on_its_text() {
    let image = |title| ShareImage {
        owner: "Đảng bộ tỉnh Lâm Đồng",
        title,
        host: "lagi.lamdong.dcs.vn",
        colours: Colours::DEFAULT,
    };
    let drawn = draw_share_image(&image("Trang thông tin điện tử Đảng uỷ phường La Gi"));
    assert_eq!(inspect(&drawn).map(|info| info.size), Ok(ShareImage::SIZE));
    assert_eq!(drawn, draw_share_image(&image("Trang thông tin điện tử Đảng uỷ phường La Gi")));
    assert_ne!(drawn, draw_share_image(&image("Trang thông tin điện tử Đảng uỷ phường La Ghi")));
    let long = "Ủy ban Kiểm tra ".repeat(60);
    assert!(inspect(&draw_share_image(&image(&long))).is_ok());
    let word = "x".repeat(400);
    assert!(inspect(&draw_share_image(&image(&word))).is_ok());
    assert!(inspect(&draw_share_image(&image(""))).is_ok());
}
