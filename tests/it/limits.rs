//! The limits of `niemyet::limits`: each is reported with file and repair by `check` as by a build.
//!
//! What reaches a limit is published, and what exceeds it by one is refused.

use std::fs::File;

use niemyet::limits;

use crate::test_portal::TestPortal;

const PAGE: &str = "---\ntiêu đề: Trang\n---\n\n";

/// A page with an old address.
fn page_with_alias(alias: &str) -> String {
    format!("---\ntiêu đề: Trang\nđường dẫn cũ: [\"{alias}\"]\n---\n\nChữ.\n")
}

#[test]
fn an_address_that_is_too_long_as_a_whole_is_refused_where_it_is_written() {
    let (parts, bytes) = (limits::ADDRESS_PARTS, limits::ADDRESS_BYTES);
    let long_part = "b".repeat(limits::ADDRESS_PART_BYTES - 1) + "/";
    for alias in [
        format!("/{}", "a/".repeat(parts + 1)),
        format!("/{}", "a/".repeat(8000)),
        format!("/{}", long_part.repeat(bytes / long_part.len() + 1)),
        format!("/{}?x=1", "a/".repeat(8000)),
    ] {
        let portal = TestPortal::new().file("content/gioi-thieu.md", &page_with_alias(&alias));
        let expected = ["content/gioi-thieu.md:3:16 error long-address"];
        portal.check().assert_faults(expected).build().assert_faults(expected);
    }
    let alias = format!("/{}", "a/".repeat(parts));
    let portal = TestPortal::new().file("content/gioi-thieu.md", &page_with_alias(&alias));
    assert!(portal.build().assert_clean().has(&alias));
}

#[test]
fn an_old_address_from_which_servers_do_not_redirect_is_told() {
    // A letter with a mark takes six bytes of a query, and a long expression.
    for (alias, is_told) in [
        (format!("/x.php?id={}", "a".repeat(limits::REQUEST_BYTES - 20)), false),
        (format!("/x.php?id={}", "a".repeat(limits::REQUEST_BYTES)), true),
        (format!("/x.php?id={}", "đ".repeat(100)), false),
        (format!("/x.php?id={}", "đ".repeat(300)), true),
    ] {
        let page = page_with_alias(&alias);
        let portal = TestPortal::new().file("content/gioi-thieu.md", &page).build();
        if is_told {
            portal.assert_faults(["content/gioi-thieu.md:3:16 warning long-old-address"]);
        } else {
            portal.assert_clean();
        }
    }
}

#[test]
fn an_entry_in_too_many_folders_is_refused_and_links_to_it_are_not_reported() {
    let folders = "a/".repeat(limits::ADDRESS_PARTS);
    TestPortal::new()
        .file(&format!("content/{folders}b.md"), PAGE)
        .file("content/gioi-thieu.md", &format!("{PAGE}[b](/{folders}b/)\n"))
        .build()
        .assert_faults([&*format!("content/{folders}b.md:1:1 error long-address")]);
}

#[test]
fn a_folder_of_a_section_may_not_be_too_long_either() {
    let folder = "a/".repeat(limits::ADDRESS_PARTS) + "b";
    let portal = TestPortal::new().edit(
        "portal.yaml",
        "sections:\n",
        &format!("sections:\n  {folder}: {{kind: news}}\n"),
    );
    portal.check().assert_faults(["portal.yaml error long-address"]);
}

#[test]
fn a_markdown_file_over_the_limit_is_refused_without_reading_it() {
    let portal = TestPortal::new().file("content/lon.md", PAGE).file("content/gioi-thieu.md", PAGE);
    let file = File::options().write(true).open(portal.path("content/lon.md"));
    // A hole: the file has the size, but no bytes on the disk.
    let file = file.expect("the file can be opened");
    file.set_len(limits::MARKDOWN_BYTES + 1).expect("the size can be set");
    let portal = portal.check();
    assert!(portal.faults().contains(&"content/lon.md error file-too-large".to_owned()));
    assert!(portal.messages().contains("lớn hơn 4 MB"), "{}", portal.messages());
    portal.keep_going().build().page("/gioi-thieu/");
}

#[test]
fn a_markdown_file_with_too_many_lines_is_refused() {
    let file = |lines| PAGE.to_owned() + &"\n".repeat(lines - PAGE.lines().count());
    let portal = TestPortal::new().file("content/gioi-thieu.md", &file(limits::MARKDOWN_LINES));
    portal.build().assert_clean();
    TestPortal::new()
        .file("content/gioi-thieu.md", &file(limits::MARKDOWN_LINES + 1))
        .build()
        .assert_faults(["content/gioi-thieu.md error file-too-large"]);
}

#[test]
fn a_list_with_too_many_items_is_refused_at_the_first_beyond_the_limit() {
    let page = |count| {
        let aliases: String = (0..count).map(|n| format!("- /cu/{n}/\n")).collect();
        format!("---\ntiêu đề: Trang\nđường dẫn cũ:\n{aliases}---\n\nChữ.\n")
    };
    let limit = limits::YAML_LIST_ITEMS;
    TestPortal::new().file("content/gioi-thieu.md", &page(limit)).build().assert_clean();
    let expected = format!("content/gioi-thieu.md:{}:3 error yaml-list-too-long", limit + 4);
    let portal = TestPortal::new().file("content/gioi-thieu.md", &page(limit + 1));
    portal.build().assert_faults([&*expected]);
}

#[test]
fn a_section_beyond_the_limit_is_named() {
    // The minimal settings have two sections.
    let folders: Vec<String> = (2..=limits::SECTIONS).map(|n| format!("m{n:04}")).collect();
    let portal = folders.iter().fold(TestPortal::new(), |portal, folder| {
        portal
            .file(&format!("content/{folder}/_index.md"), &format!("---\ntiêu đề: {folder}\n---\n"))
    });
    let last = format!("content/{}/_index.md error too-many-sections", folders[folders.len() - 1]);
    portal
        .build()
        .assert_faults([&*last])
        .remove(&format!("content/m{:04}", limits::SECTIONS))
        .build()
        .assert_clean();
}

#[test]
fn settings_over_the_limit_are_refused() {
    let comment = "#".repeat(100) + "\n";
    let rows = usize::try_from(limits::SETTINGS_BYTES).expect("it is small") / comment.len() + 1;
    let portal = TestPortal::new().file("portal.yaml", &comment.repeat(rows));
    portal.check().assert_faults(["portal.yaml error file-too-large"]);
    let portal = TestPortal::new().file("themes/cong-thong-tin/theme.yaml", &comment.repeat(rows));
    portal.check().assert_faults(["themes/cong-thong-tin/theme.yaml error file-too-large"]);
}

#[test]
fn a_picture_beyond_a_limit_is_named_and_published_as_it_is() {
    // A JPEG of 65,535 × 65,535 points, of which there are none.
    let frame = b"\xFF\xC0\0\x11\x08\xFF\xFF\xFF\xFF\x03\x01\x11\0\x02\x11\0\x03\x11\0";
    let scan = b"\xFF\xDA\0\x0C\x03\x01\0\x02\0\x03\0\0\x3F\0";
    let picture = [b"\xFF\xD8", &frame[..], scan, b"\0\xFF\xD9"].concat();
    let portal = TestPortal::new()
        .bytes("content/anh/a.jpg", &picture)
        .file("content/gioi-thieu.md", &format!("{PAGE}![Ảnh](/anh/a.jpg)\n"));
    let expected = "content/gioi-thieu.md:5:8 warning huge-picture".to_owned();
    let portal = portal.check();
    assert!(portal.faults().contains(&expected), "{:?}", portal.faults());
    let portal = portal.build();
    assert!(portal.faults().contains(&expected) && portal.has("/anh/a.jpg"));
}

#[test]
fn many_faults_of_one_kind_in_a_file_are_counted() {
    let links: String = (0..1000).map(|n| format!("- [a](/khong-co-{n}/)\n")).collect();
    let portal = TestPortal::new().file("content/gioi-thieu.md", &format!("{PAGE}{links}")).check();
    let broken: Vec<String> =
        portal.faults().into_iter().filter(|fault| fault.ends_with("broken-link")).collect();
    assert_eq!(broken.len(), limits::LISTED_FAULTS + 1);
    let messages = portal.messages();
    assert!(messages.contains("và 800 lỗi cùng loại nữa trong tệp này"), "{messages}");

    let tokens: String = (0..300).map(|n| format!("    a{n}: '#fff'\n")).collect();
    let theme = format!("extends: cong-thong-tin\nstyle:\n  base:\n{tokens}");
    let portal = TestPortal::new().file("themes/cong-thong-tin/theme.yaml", &theme).check();
    let messages = portal.messages();
    assert!(messages.contains("và 100 cảnh báo cùng loại nữa trong tệp này"), "{messages}");
}

#[test]
fn every_limit_of_the_program_is_in_the_documentation() {
    let documentation = include_str!("../../docs/gioi-han.md");
    for written in [
        format!("{} MB", limits::MARKDOWN_BYTES >> 20),
        format!("{} KB", limits::SETTINGS_BYTES >> 10),
        format!("{}.000 dòng", limits::MARKDOWN_LINES / 1000),
        format!("{}.000 mục", limits::YAML_LIST_ITEMS / 1000),
        format!("{} byte", limits::ADDRESS_PART_BYTES),
        format!("{}.000 byte, {} phần", limits::ADDRESS_BYTES / 1000, limits::ADDRESS_PARTS),
        format!("| {} |", limits::SECTIONS),
        format!("{} cấp", limits::YAML_DEPTH),
        format!("{} |", limits::LISTED_FAULTS),
        format!("{} MB, {}", limits::PICTURE_BYTES >> 20, limits::PICTURE_PIXELS / 1_000_000),
        format!("{} triệu điểm ảnh", limits::PICTURE_PIXELS / 1_000_000),
        format!("{}.{} điểm một chiều", limits::PICTURE_SIDE / 1000, limits::PICTURE_SIDE % 1000),
        format!("{} MB lúc giải nén", limits::PICTURE_DECODING_BYTES >> 20),
        format!("{} MB hồ sơ màu", limits::PICTURE_METADATA_BYTES >> 20),
    ] {
        assert!(documentation.contains(&written), "docs/gioi-han.md lacks {written:?}");
    }
}
