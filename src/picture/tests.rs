//! Pictures of all shapes and turns, made here: what is small keeps the shape of what is large, and is upright.
//!
//! What a machine with another processor makes can not be tried here.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, ImageDecoder as _, ImageEncoder as _, ImageFormat};
use image::{Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

/// A picture whose left half is red and whose right half is blue.
fn halves(width: u32, height: u32) -> RgbImage {
    let colour = |x, _| if x * 2 < width { Rgb([200, 20, 20]) } else { Rgb([20, 20, 200]) };
    RgbImage::from_fn(width, height, colour)
}

/// What a camera writes down of how it was held (Exif 2.32, tag 0x0112).
fn exif(turn: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([turn, 0, 0, 0, 0, 0, 0, 0]);
    exif
}

fn jpeg(image: &RgbImage, turn: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_exif_metadata(exif(turn)).expect("it holds less than a segment");
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
    let mut made = resize(bytes, &[width]).expect("it was made here");
    let (_, made) = made.remove(0);
    let read = image::load_from_memory_with_format(&made, ImageFormat::WebP);
    let read = read.expect("what is made can be read");
    (made, read)
}

#[test]
fn a_picture_is_as_it_is_seen_after_the_turn_of_the_camera() {
    let image = halves(640, 400);
    for (turn, width, height, red) in [
        (1, 640, 400, (0, 240)),
        (2, 640, 400, (479, 100)),
        (3, 640, 400, (479, 100)),
        (6, 400, 640, (240, 0)),
        (8, 400, 640, (240, 767)),
    ] {
        let bytes = jpeg(&image, turn);
        let facts = inspect(&bytes).expect("it was made here");
        assert_eq!(facts, PictureInfo { size: Size { width, height }, can_resize: true }, "{turn}");
        let widths = if width > 480 { vec![480] } else { vec![300] };
        let (_, small) = resized_to(&bytes, widths[0]);
        let small = small.into_rgb8();
        assert_eq!(small.width(), widths[0], "{turn}");
        let share = |side: u32, of: u32, all: u32| (side * (of - 1)).checked_div(all).unwrap_or(0);
        let (x, y) = match (turn, red) {
            (1, _) => (2, small.height() / 2),
            (2 | 3, _) => (small.width() - 3, small.height() / 2),
            (6, _) => (small.width() / 2, 2),
            _ => (small.width() / 2, share(1, small.height(), 1) - 2),
        };
        let Rgb([r, _, b]) = *small.get_pixel(x, y);
        assert!(r > 150 && b < 80, "turn {turn}: {r} {b} at {x},{y}");
    }
}

#[test]
fn smaller_pictures_keep_the_shape_and_are_never_larger() {
    let mut seed = 7_u32;
    let mut roll = |sides: u32| {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        seed % sides
    };
    for _ in 0..60 {
        let (width, height) = (1 + roll(1400), 1 + roll(900));
        let turn = 1 + u8::try_from(roll(8)).expect("less than nine");
        let bytes = jpeg(&halves(width, height), turn);
        let PictureInfo { size, .. } = inspect(&bytes).expect("it was made here");
        let turned = if turn > 4 { (height, width) } else { (width, height) };
        assert_eq!((size.width, size.height), turned, "turn {turn}");
        let widths: Vec<u32> = size.rendition_widths().collect();
        assert!(widths.iter().all(|width| *width < size.width));
        assert_eq!(
            widths.len(),
            RENDITION_WIDTHS.iter().filter(|width| **width < size.width).count()
        );
        for (width, made) in resize(&bytes, &widths).expect("it was made here") {
            let made = inspect(&made).expect("what is made can be read").size;
            assert_eq!(made.width, width);
            let exact = f64::from(size.height) * f64::from(width) / f64::from(size.width);
            let away = (f64::from(made.height) - exact).abs();
            assert!(away <= 1.0 || made.height == 1, "{size:?} became {made:?}");
        }
    }
}

#[test]
fn what_a_camera_wrote_down_does_not_reach_what_is_made() {
    let (made, _) = resized_to(&jpeg(&halves(600, 300), 6), 200);
    assert!(!made.windows(4).any(|four| four == b"EXIF" || four == b"Exif"));
}

#[test]
fn the_profile_of_colours_stays_where_it_is_one_of_colours() {
    let image = halves(600, 300);
    for (kind, stays) in [(b"RGB ", true), (b"CMYK", false)] {
        let mut profile = vec![0; 131];
        profile[16..20].copy_from_slice(kind);
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        encoder.set_icc_profile(profile.clone()).expect("it holds less than a segment");
        let written = encoder.write_image(image.as_raw(), 600, 300, ExtendedColorType::Rgb8);
        written.expect("a picture of this size can be written");
        let (made, read) = resized_to(&bytes, 480);
        assert_eq!((read.width(), read.height()), (480, 240));
        let decoder = image::codecs::webp::WebPDecoder::new(Cursor::new(&made));
        let found = decoder.and_then(|mut decoder| decoder.icc_profile());
        assert_eq!(found.expect("what is made can be read"), stays.then_some(profile));
    }
}

#[test]
fn transparency_stays() {
    let clear = |x, _| if x < 300 { Rgba([9, 9, 9, 0]) } else { Rgba([9, 200, 9, 255]) };
    let image = DynamicImage::ImageRgba8(RgbaImage::from_fn(600, 300, clear));
    let (_, small) = resized_to(&encoded(&image, ImageFormat::Png), 480);
    let small = small.into_rgba8();
    assert_eq!((small.get_pixel(20, 100).0[3], small.get_pixel(460, 100).0[3]), (0, 255));
}

#[test]
fn the_bytes_count_and_not_the_name() {
    let image = DynamicImage::ImageRgb8(halves(700, 500));
    let size = Size { width: 700, height: 500 };
    for (format, scales) in
        [(ImageFormat::Png, true), (ImageFormat::WebP, true), (ImageFormat::Gif, false)]
    {
        let bytes = match format {
            ImageFormat::WebP => {
                webp::Encoder::from_rgb(image.as_bytes(), 700, 500).encode(75.0).to_vec()
            }
            _ => encoded(&image, format),
        };
        assert_eq!(inspect(&bytes), Ok(PictureInfo { size, can_resize: scales }), "{format:?}");
    }
}

#[test]
fn what_is_cut_off_or_something_else_is_told() {
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
fn any_bytes_are_survived() {
    let whole = jpeg(&halves(500, 90), 6);
    let mut seed = 11_u32;
    for _ in 0..300 {
        let mut bytes = whole.clone();
        for _ in 0..4 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = seed as usize % bytes.len();
            bytes[at] = (seed >> 24) as u8;
        }
        if let Ok(facts) = inspect(&bytes) {
            assert!(u64::from(facts.size.width) * u64::from(facts.size.height) <= MAX_PIXELS);
        }
        // Either is right; that it ends is what counts.
        let _ = resize(&bytes, &[20]).map(|made| assert_eq!(made.len(), 1));
    }
}

#[test]
fn a_picture_that_would_fill_the_memory_is_not_unpacked() {
    // A head that tells 30,000 × 30,000 points, and no points.
    let mut png = encoded(&DynamicImage::ImageRgb8(halves(2, 2)), ImageFormat::Png);
    png[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
    png[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
    let checksum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&checksum.to_be_bytes());
    assert_eq!(inspect(&png), Err(PictureError::TooLarge));
    assert_eq!(resize(&png, &[480]), Err(PictureError::TooLarge));
}

/// The checksum of a piece of a PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc: u32, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    })
}

#[test]
fn the_picture_of_a_portal_has_its_size_and_other_words_are_another() {
    let of = |title| ShareImage {
        owner: "Đảng bộ tỉnh Lâm Đồng",
        title,
        host: "lagi.lamdong.dcs.vn",
        colours: Colours::DEFAULT,
    };
    let made = draw_share_image(&of("Trang thông tin điện tử Đảng uỷ phường La Gi"));
    assert_eq!(inspect(&made).map(|facts| facts.size), Ok(ShareImage::SIZE));
    assert_eq!(made, draw_share_image(&of("Trang thông tin điện tử Đảng uỷ phường La Gi")));
    assert_ne!(made, draw_share_image(&of("Trang thông tin điện tử Đảng uỷ phường La Ghi")));
    let long = "Ủy ban Kiểm tra ".repeat(60);
    assert!(inspect(&draw_share_image(&of(&long))).is_ok());
    let word = "x".repeat(400);
    assert!(inspect(&draw_share_image(&of(&word))).is_ok());
    assert!(inspect(&draw_share_image(&of(""))).is_ok());
}
