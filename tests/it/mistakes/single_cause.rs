//! Mistakes that affect many entries, each tested on its own: consequential faults are not reported.
//!
//! A webmaster who forgets one quote must not see three hundred faults.

use crate::test_portal::TestPortal;

#[test]
fn invalid_yaml_in_the_settings_is_the_only_fault() {
    TestPortal::sample()
        .edit("portal.yaml", "base_url: https", "base_url: \"https")
        .check()
        .assert_faults(["portal.yaml:4:11 error yaml-syntax"]);
}

#[test]
fn a_section_of_an_unknown_kind_causes_no_faults_in_its_entries() {
    TestPortal::sample()
        .edit("portal.yaml", "van-ban: {kind: document,", "van-ban: {kind: documents,")
        .check()
        .assert_faults(["portal.yaml:23:19 error bad-setting"]);
}

#[test]
fn an_unclosed_template_tag_is_reported_once_and_not_for_every_page() {
    TestPortal::sample()
        .edit(
            "themes/cong-thong-tin/templates/news.html",
            "<h1>{{ entry.title }}</h1>",
            "<h1>{{ entry.title </h1>",
        )
        .check()
        .assert_faults(["themes/cong-thong-tin/templates/news.html:8:20 error template"]);
}

#[test]
fn an_unclosed_template_tag_does_not_hide_the_faults_of_entries() {
    let portal = TestPortal::sample()
        .edit(
            "themes/cong-thong-tin/templates/news.html",
            "<h1>{{ entry.title }}</h1>",
            "<h1>{{ entry.title </h1>",
        )
        .edit("content/gioi-thieu.md", "(/lien-he/)", "(/lienhe/)")
        .edit("content/van-ban/2014/106-kh-tu.md", "05/8/2014\n", "31/6/2014\n")
        .check();
    let faults = portal.faults();
    for expected in [
        "content/gioi-thieu.md:46:214 error broken-link",
        "content/van-ban/2014/106-kh-tu.md:3:16 error bad-date",
        "themes/cong-thong-tin/templates/news.html:8:20 error template",
    ] {
        assert!(faults.iter().any(|fault| fault == expected), "{expected} is not in {faults:#?}");
    }
}

#[test]
fn a_folder_without_settings_or_content_is_reported_as_such() {
    TestPortal::empty().check().assert_faults(["portal.yaml error no-portal"]);
    TestPortal::new().remove("content").check().assert_faults(["content error no-content"]);
}

#[test]
fn settings_that_are_not_utf8_are_reported_with_the_line() {
    let mut settings = crate::test_portal::SETTINGS.as_bytes().to_vec();
    settings.extend_from_slice(b"# Li\xean h\xea\n");
    TestPortal::new()
        .bytes("portal.yaml", &settings)
        .check()
        .assert_faults(["portal.yaml:7:1 error not-utf8"]);
}

#[test]
fn faults_are_sorted_by_place() {
    let portal = TestPortal::new()
        .file(
            "content/b.md",
            "---\ntiêu đề: B\nngày đăng: 30/2/2014\ncập nhật: 31/4/2014\n---\n[x](y.md)\n",
        )
        .file("content/a.md", "---\ntiêu đề: A\n---\n[x](/y/)\n")
        .check();
    portal.assert_faults([
        "content/a.md:4:5 error broken-link",
        "content/b.md:3:12 error bad-date",
        "content/b.md:4:11 error bad-date",
        "content/b.md:6:5 error broken-link",
    ]);
}
