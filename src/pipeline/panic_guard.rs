//! Turns a panic in the work on one file into a fault of that file: the other files are read and rendered all the same.
//! A panic in the work on all of them ends the build before it changes anything.
//!
//! The standard library prints the message of the panic with its place in the program; the fault repeats the message,
//! so that tools find it too.
//!
//! **Invariant.** The work changes nothing that outlives it but caches and locks, which are valid after every step.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, faults};
#[cfg(test)]
use crate::source::SourceFile;

/// Does the work on a file; a panic becomes a fault of the file.
pub(super) fn catch<T>(file: &Arc<str>, work: impl FnOnce() -> T) -> Result<T, Box<Diagnostic>> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        Box::new(faults::panic_in_file(Place::file(file.clone()), message(&*panic)))
    })
}

/// Does the work on a portal as a whole; a panic becomes a fault.
pub(super) fn catch_any<T>(work: impl FnOnce() -> T) -> Result<T, Box<Diagnostic>> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|panic| Box::new(faults::panic_in_build(Place::file("content"), message(&*panic))))
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("?")
}

/// Panics on a file that asks for it at this step.
#[cfg(test)]
pub(super) fn panic_if_marked(file: &SourceFile, step: &str) {
    let bytes = file.read_bytes().unwrap_or_default();
    let marker = format!("<!-- panic: {step} -->");
    assert!(!String::from_utf8_lossy(&bytes).contains(&marker), "the text asks for it");
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use image::{ImageFormat, RgbImage};
    use tempfile::TempDir;

    use super::super::{Options, Report, run};
    use crate::diagnostic::Diagnostic;

    fn write(folder: &Path, path: &str, bytes: impl AsRef<[u8]>) {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("it has a parent")).expect("it can be made");
        fs::write(file, bytes).expect("the file can be written");
    }

    fn portal(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        let settings = "title: a\nbase_url: https://a.vn/\nowner: {name: a}\n";
        write(folder.path(), "portal.yaml", settings);
        files.iter().for_each(|(path, text)| write(folder.path(), path, text));
        folder
    }

    /// Builds with `--keep-going` and asserts that the program broke on the given files only.
    #[track_caller]
    fn build(folder: &Path, broken: &[&str]) -> Report {
        let options = Options {
            output: Some(folder.join("public")),
            today: Some(jiff::civil::Date::constant(2026, 11, 22)),
            keep_going: true,
            build_id: Some(1),
            ..Options::new(
                folder.to_owned(),
                "2200-01-01T00:00:00Z".parse().expect("a valid timestamp"),
            )
        };
        let report = run(&options).expect("the build ends");
        let errors: Vec<&Diagnostic> =
            report.faults.iter().filter(|fault| fault.is_error()).collect();
        let files: Vec<&str> = errors.iter().map(|fault| &*fault.place.file).collect();
        assert_eq!(files, broken, "{errors:?}");
        for fault in errors {
            assert_eq!(fault.code, "program-broke");
            assert!(fault.message.vi.contains("the text asks for it"), "{}", fault.message.vi);
        }
        report
    }

    #[test]
    fn a_panic_in_one_entry_is_a_fault_of_that_entry_and_the_others_are_published() {
        let portal = portal(&[
            ("content/hong.md", "---\ntiêu đề: a\n---\n<!-- panic: reading -->\n"),
            ("content/lanh.md", "---\ntiêu đề: b\n---\n[a](hong.md)\n"),
        ]);
        build(portal.path(), &["content/hong.md"]);
        assert!(portal.path().join("public/lanh/index.html").exists());
    }

    #[test]
    fn a_panic_while_an_entry_is_validated_is_a_fault_of_that_entry() {
        let portal = portal(&[
            ("content/hong.md", "---\ntiêu đề: a\n---\n<!-- panic: validating -->\n"),
            ("content/lanh.md", "---\ntiêu đề: b\n---\n[a](hong.md)\n"),
        ]);
        build(portal.path(), &["content/hong.md"]);
        assert!(portal.path().join("public/lanh/index.html").exists());
        assert!(!portal.path().join("public/hong").exists());
    }

    #[test]
    fn a_panic_on_the_whole_portal_changes_neither_site_nor_cache() {
        let portal = portal(&[("content/a.md", "---\ntiêu đề: a\n---\nCũ.\n")]);
        build(portal.path(), &[]);
        let state = || {
            let files = ["public/a/index.html", "public/.niemyet-manifest", ".niemyet/ledger"];
            files.map(|file| fs::read(portal.path().join(file)).expect("the file exists"))
        };
        let before = state();
        let broken = "---\ntiêu đề: c\n---\nMới.\n\n<!-- panic: indexing -->\n";
        write(portal.path(), "content/a.md", broken);
        let report = build(portal.path(), &["content"]);
        assert!(report.published.is_none() && before == state());
        assert!(!portal.path().join("public/.niemyet-stage").exists());
        write(portal.path(), "content/a.md", broken.replace("panic: indexing", ""));
        assert!(build(portal.path(), &[]).published.is_some() && before != state());
    }

    #[test]
    fn files_beside_an_entry_on_which_the_program_breaks_are_not_published() {
        let draft = "---\ntiêu đề: a\nbản nháp: có\n---\n[a](mat.pdf)\n<!-- panic: reading -->\n";
        let portal = portal(&[("content/hong.md", draft), ("content/mat.pdf", "%PDF-1.4")]);
        let report = build(portal.path(), &["content/hong.md"]);
        assert!(report.published.is_some());
        assert!(!portal.path().join("public/mat.pdf").exists());
    }

    #[test]
    fn a_page_that_cannot_be_rendered_stays_as_it_was_published() {
        let portal = portal(&[("content/a.md", "---\ntiêu đề: a\n---\nCũ.\n")]);
        assert!(build(portal.path(), &[]).published.is_some());
        let broken = "---\ntiêu đề: a\n---\nMới.\n\n<!-- panic: rendering -->\n";
        write(portal.path(), "content/a.md", broken);
        assert!(build(portal.path(), &["content/a.md"]).published.is_some());
        let page = fs::read_to_string(portal.path().join("public/a/index.html"));
        assert!(page.expect("the page is kept").contains("Cũ."));
        write(portal.path(), "content/b.md", broken);
        let report = build(portal.path(), &["content/a.md", "content/b.md"]);
        assert!(report.published.is_none(), "lists would link to a missing page");
    }

    #[test]
    fn a_panic_on_a_picture_is_a_fault_of_the_picture() {
        let portal = portal(&[("content/a.md", "---\ntiêu đề: a\n---\n![b](anh.png)\n")]);
        let mut png = std::io::Cursor::new(Vec::new());
        RgbImage::new(1200, 630).write_to(&mut png, ImageFormat::Png).expect("it is encoded");
        let marked = |step| [png.get_ref(), format!("<!-- panic: {step} -->").as_bytes()].concat();
        write(portal.path(), "content/anh.png", marked("resizing"));
        write(portal.path(), "content/anh-chia-se.png", marked("inspecting"));
        build(portal.path(), &["content/anh-chia-se.png", "content/anh.png"]);
    }
}
