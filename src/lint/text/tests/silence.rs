//! Tests that the sample and pasted texts have no findings, and that hostile texts cost no more than others.
//!
//! Ranges must be on the boundaries of characters, whatever the text.

use std::path::{Path, PathBuf};

use super::{described, found};

/// The Markdown and plain texts below a folder, sorted.
fn texts_below(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut texts = Vec::new();
    let listing = std::fs::read_dir(folder).expect("the folder can be listed");
    let mut paths: Vec<PathBuf> = listing.map(|item| item.expect("a name").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            texts.extend(texts_below(&path));
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            texts.push((path, text));
        }
    }
    texts
}

#[test]
fn the_sample_and_the_pasted_texts_have_no_findings() {
    for folder in ["content", "tests/texts"] {
        for (path, text) in texts_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            let is_markdown = path.extension().is_some_and(|extension| extension == "md");
            if is_markdown {
                assert_eq!(described(&text, &found(&text)), [], "{}", path.display());
            }
        }
    }
}

#[test]
fn hostile_texts_have_ranges_within_the_text() {
    let parts = [
        "MẬT",
        "|",
        "\t",
        "   ",
        "(",
        "[",
        "](",
        "<",
        "</",
        "&",
        "&lt;",
        "&amp;",
        ";",
        "`",
        "�",
        "\u{AD}",
        "\u{A0}",
        "Ã",
        "á",
        "º",
        "¡",
        "©n",
        "0912",
        "345678",
        " ",
        "CCCD ",
        "\n",
        "thường trú ông số 5",
        "İ",
        "ẞ",
        "\u{212A}",
        "ông trú tại số 5 ",
        "dẫnvề",
        "Số: 8/B",
        "«",
        "»",
        "\u{323}",
        "ngày 1 tháng 2 năm 3",
        "~~~",
        "B1234567",
        "hộ chiếu ",
        "-",
        ".",
        ",",
        "ð",
    ];
    let mut state: u64 = 0x2014_0924;
    for _ in 0..3_000 {
        let mut text = String::new();
        for _ in 0..12 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 40).expect("24 bits fit in usize");
            text.push_str(parts[at % parts.len()]);
        }
        // Slices panic if a range is not on the boundaries of characters.
        described(&text, &found(&text));
        if let Some(head) = super::super::letterhead(&text) {
            assert!(head.number.is_none_or(|range| text.get(range).is_some()), "{text:?}");
            assert!(head.date.is_none_or(|range| text.get(range).is_some()), "{text:?}");
        }
    }
}

#[test]
fn letters_that_change_their_length_in_lower_case_move_no_place() {
    let text = "ông İ trú tại số ố ẞ 5";
    assert_eq!(described(text, &found(text)), []);
    let text = "ông ẞ, THƯỜNG trú tại SỐ 5 đường B, xã C";
    assert_eq!(described(text, &found(text)), [("home-address".into(), "SỐ 5 đường B".into())]);
}

#[test]
fn a_longer_fence_is_not_closed_by_a_shorter_one() {
    let text = "````\nCCCD 060090012345\n```\nCCCD 060090012345\n````\nCCCD 060090012346\n";
    assert_eq!(described(text, &found(text)), [("identity-number".into(), "060090012346".into())]);
}

#[test]
fn repeated_parts_cost_no_more_than_their_length() {
    let parts = [
        "&amp;",
        "&lt;",
        "[",
        "`",
        "�a",
        "](",
        "| MẬT ",
        "<a>",
        "0912345678 ",
        "\u{A0} ",
        "dẫnvề",
        "á»",
        "a\u{323}",
        "thường trú ",
        "©n ",
        "<",
        "   ",
    ];
    for part in parts {
        // Quadratic time would be minutes here.
        found(&part.repeat(200_000 / part.len()));
    }
}
