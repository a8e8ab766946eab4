//! Which edits are built page by page, and which in full.
//!
//! The site must be that of a build from nothing in any case.

use std::fs;

use super::super::crash_points::{SiteBytes, read_folder};
use super::super::options::Options;
use super::super::run;
use super::super::snapshot::{SnapshotMatch, environment_fingerprint};
use super::*;
use crate::ledger::LedgerAccess;

const REGULATION: &str = "\
---
tiêu đề: Quy chế
---
Về việc tiếp công dân của các cơ quan trên địa bàn tỉnh.

Theo Kế hoạch số 4/KH-UBND.
";

const DOCUMENT: &str = "\
---
tiêu đề: Kế hoạch NAME
số hiệu: NAME/KH-UBND
ngày ban hành: NAME/3/2026
lĩnh vực: [Đất đai]
tóm tắt: Về việc NAME
EXTRA
---
Nội dung thứ nhất của văn bản này, xem [quy chế](/quy-che/).
";

/// A template whose page shows other documents if its own text says so, and none of the links in this text.
const TEMPLATE: &str = "\
<!doctype html>
<html lang=\"vi\"><title>{{ entry.title }}</title>
{% if entry.body is containing(pat=\"mới nhất\") %}
{% for card in latest(section=\"van-ban\", take=3) %}<p>{{ card.title }}</p>{% endfor %}
{% endif %}
</html>
";

/// A portal with documents that refer to each other.
struct TextEditPortal {
    folder: tempfile::TempDir,
    options: Options,
}

impl TextEditPortal {
    fn new() -> Self {
        Self::with_files(&[])
    }

    fn with_files(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        let options = Options {
            output: Some(folder.path().join("public")),
            today: Some(jiff::civil::Date::constant(2026, 11, 22)),
            build_id: Some(1),
            // Long after all files were saved, so that every metadata key is settled and trusted.
            ..Options::new(
                folder.path().to_owned(),
                "2200-01-01T00:00:00Z".parse().expect("a valid timestamp"),
            )
        };
        let portal = Self { folder, options };
        portal.write(
            "portal.yaml",
            "title: a\nbase_url: https://a.vn/\nowner: {name: a}\nsections: {van-ban: {kind: document}}\n",
        );
        portal.write("content/_index.md", "---\ntiêu đề: Trang nhất\n---\nChào.\n");
        portal.write("content/quy-che.md", REGULATION);
        portal.write("content/van-ban/5/a.txt", "Tệp đính kèm.\n");
        for (name, extra) in [
            ("1", ""),
            ("2", "căn cứ: 1/KH-UBND"),
            ("3", "sửa đổi: 2/KH-UBND"),
            ("4", "thay thế: 3/KH-UBND"),
        ] {
            portal.write_document(&format!("content/van-ban/{name}.md"), name, extra);
        }
        portal.write_document("content/van-ban/5/index.md", "5", "");
        for (path, text) in files {
            portal.write(path, text);
        }
        assert!(run(&portal.options).is_ok_and(|report| report.published.is_some()));
        portal
    }

    fn write_document(&self, path: &str, name: &str, extra: &str) {
        self.write(path, &DOCUMENT.replace("NAME", name).replace("EXTRA", extra));
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        let folder = path.parent().expect("a file is in a folder");
        fs::create_dir_all(folder).expect("the folder can be created");
        fs::write(path, text).expect("the file can be written");
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let file = self.folder.path().join(path);
        let text = fs::read_to_string(file).expect("the file can be read");
        assert!(text.contains(from));
        self.write(path, &text.replace(from, to));
    }

    /// Builds only if single pages are enough; returns the pages that were rendered.
    fn build_pages(&self) -> Option<Vec<Arc<str>>> {
        let disk = DiskWriter::default();
        let portal = Portal::open_for_build(&self.options).expect("the files can be read");
        let Ok(mut portal) = portal else { panic!("the settings have no faults") };
        let log_file = self.options.open_ledger(&disk, LedgerAccess::ReadWrite);
        let environment = environment_fingerprint(&portal);
        let found = portal.scan_and_match_snapshot(log_file.as_ref(), environment);
        let SnapshotMatch::Edited(snapshot, files) = found.expect("the content can be read") else {
            return None;
        };
        let mut ledger = Ledger::load(log_file);
        let report = build(&mut portal, (*snapshot, &files), &mut ledger, &disk);
        let rendered = report.expect("the site can be written")?.rendered;
        assert!(rendered.iter().all(|(_, reason)| *reason == RebuildReason::Body));
        Some(rendered.into_iter().map(|(path, _)| path).collect())
    }

    /// Builds, and compares the site with a build from nothing.
    fn assert_built(&self, name: &str) {
        let report = run(&self.options).expect("the site can be built");
        assert!(report.published.is_some(), "{name}");
        let other = tempfile::tempdir().expect("a temporary folder can be created");
        let output = Some(other.path().join("public"));
        let report = run(&Options { output, build_id: None, ..self.options.clone() });
        assert!(report.is_ok_and(|report| report.published.is_some()), "{name}");
        assert!(site(self.folder.path()) == site(other.path()), "{name}");
    }
}

fn site(folder: &Path) -> SiteBytes {
    let mut files = SiteBytes::new();
    read_folder(&folder.join("public"), "", &mut files);
    files
}

type Edit = (&'static str, fn(&TextEditPortal));

#[test]
fn edits_of_texts_render_their_pages_only() {
    let edits: [(Edit, &[&str]); 5] = [
        (
            ("one text", |portal| portal.edit("content/van-ban/2.md", "thứ nhất", "thứ hai")),
            &["van-ban/2/index.html"],
        ),
        (
            ("two texts", |portal| {
                portal.edit("content/van-ban/3.md", "thứ nhất", "thứ hai");
                portal.edit("content/van-ban/5/index.md", "văn bản này", "văn bản ấy");
            }),
            &["van-ban/3/index.html", "van-ban/5/index.html"],
        ),
        (
            ("a text without a summary", |portal| {
                portal.edit("content/quy-che.md", "tỉnh.\n", "tỉnh.\n\nThêm một đoạn.\n");
            }),
            &["quy-che/index.html"],
        ),
        (
            ("a file saved again", |portal| {
                portal.edit("content/van-ban/4.md", "thứ nhất", "thứ nhất");
            }),
            &[],
        ),
        (
            ("a space in the front matter", |portal| {
                portal.edit("content/van-ban/4.md", "tiêu đề: ", "tiêu đề:  ");
            }),
            &["van-ban/4/index.html"],
        ),
    ];
    for ((name, edit), pages) in edits {
        let portal = TextEditPortal::new();
        edit(&portal);
        let rendered = portal.build_pages();
        let rendered: Option<Vec<&str>> =
            rendered.as_ref().map(|rendered| rendered.iter().map(|path| &**path).collect());
        assert_eq!(rendered.as_deref(), Some(pages), "{name}");
        let report = run(&portal.options).expect("the site is unchanged");
        assert_eq!(report.rendered, [], "{name}");
        portal.assert_built(name);
        // The records of this build are as good as those of a build in full.
        portal.edit("content/van-ban/2.md", "Nội dung", "Toàn bộ nội dung");
        assert_eq!(portal.build_pages().map(|pages| pages.len()), Some(1), "{name}");
        portal.assert_built(name);
    }
}

#[test]
fn whatever_may_change_another_page_is_built_in_full() {
    let edits: [Edit; 13] = [
        ("a title", |portal| portal.edit("content/van-ban/2.md", "Kế hoạch 2", "Kế hoạch B")),
        ("a derived summary", |portal| portal.edit("content/quy-che.md", "Về việc", "Việc")),
        ("a relation", |portal| portal.edit("content/van-ban/4.md", "thay thế", "căn cứ")),
        ("a link", |portal| portal.edit("content/van-ban/2.md", "/quy-che/", "/van-ban/1/")),
        ("a broken link", |portal| portal.edit("content/van-ban/2.md", "/quy-che/", "/quy/")),
        ("a citation", |portal| {
            portal.edit("content/van-ban/1.md", "thứ nhất", "của Kế hoạch số 3/KH-UBND");
        }),
        ("a citation that is removed", |portal| {
            portal.edit("content/quy-che.md", "Kế hoạch số 4/KH-UBND", "kế hoạch");
        }),
        ("a section's text", |portal| portal.edit("content/_index.md", "Chào", "Xin chào")),
        ("a new file", |portal| portal.write_document("content/van-ban/6.md", "6", "")),
        ("a new attachment", |portal| portal.write("content/van-ban/5/b.txt", "b")),
        ("another attachment", |portal| {
            portal.write("content/van-ban/5/a.txt", "Tệp khác.\n");
        }),
        ("the site", |portal| {
            portal.edit("content/van-ban/2.md", "thứ nhất", "thứ hai");
            portal.write("public/van-ban/1/index.html", "x");
        }),
        ("an unfinished front matter", |portal| {
            portal.edit("content/van-ban/2.md", "\n---\nNội", "\nNội");
        }),
    ];
    for (name, edit) in edits {
        let portal = TextEditPortal::new();
        edit(&portal);
        let before = site(portal.folder.path());
        assert_eq!(portal.build_pages(), None, "{name}");
        assert!(site(portal.folder.path()) == before, "{name}");
        if !matches!(name, "a broken link" | "an unfinished front matter") {
            portal.assert_built(name);
        }
    }
}

#[test]
fn with_a_template_that_depends_on_the_text_a_page_may_not_be_enough() {
    let edits: [(Edit, usize); 3] = [
        (("no more than the text", |portal| portal.edit("content/van-ban/2.md", "nhất", "ba")), 1),
        (
            ("another question", |portal| {
                portal.edit("content/van-ban/2.md", "thứ nhất", "mới nhất");
            }),
            0,
        ),
        (
            ("a link that no page shows", |portal| {
                portal.edit("content/van-ban/5/index.md", "/quy-che/", "b.txt");
            }),
            0,
        ),
    ];
    for ((name, edit), pages) in edits {
        let portal = TextEditPortal::with_files(&[
            ("themes/cong-thong-tin/templates/document.html", TEMPLATE),
            ("content/van-ban/5/b.txt", "b"),
        ]);
        edit(&portal);
        assert_eq!(portal.build_pages().map_or(0, |pages| pages.len()), pages, "{name}");
        portal.assert_built(name);
    }
}

#[test]
fn records_of_a_build_that_did_not_publish_are_not_believed() {
    let portal = TextEditPortal::new();
    portal.edit("content/van-ban/2.md", "thứ nhất", "thứ hai");
    portal.write("content/van-ban/hong.md", "---\n");
    assert!(run(&portal.options).is_ok_and(|report| report.published.is_none()));
    fs::remove_file(portal.folder.path().join("content/van-ban/hong.md"))
        .expect("the file can be removed");
    assert_eq!(portal.build_pages(), None);
    portal.assert_built("the page is rendered");
}
