//! Turns a panic in the work on one file into a fault of that file: the other files are read and rendered all the same.
//!
//! The standard library prints the message of the panic with its place in the program; the fault repeats the message,
//! so that tools find it too.
//!
//! **Invariant.** The work changes nothing that outlives it but caches and locks, which are valid after every step.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, faults};

/// Does the work on a file; a panic becomes a fault of the file.
pub(super) fn catch<T>(file: &Arc<str>, work: impl FnOnce() -> T) -> Result<T, Box<Diagnostic>> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Box::new(faults::panic_in_file(Place::file(file.clone()), text.unwrap_or("?")))
    })
}

/// Panics on a text that asks for it.
#[cfg(test)]
pub(super) fn panic_if_marked(text: &str) {
    assert!(!text.contains("<!-- panic -->"), "the text asks for it");
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::{Options, run};

    #[test]
    fn a_panic_in_one_entry_is_a_fault_of_that_entry_and_the_others_are_published() {
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        let write = |path: &str, text: &str| {
            fs::create_dir_all(folder.path().join("content")).expect("the folder can be made");
            fs::write(folder.path().join(path), text).expect("the file can be written");
        };
        write("portal.yaml", "title: a\nbase_url: https://a.vn/\nowner: {name: a}\n");
        write("content/hong.md", "---\ntiêu đề: a\n---\n<!-- panic -->\n");
        write("content/lanh.md", "---\ntiêu đề: b\n---\n[a](hong.md)\n");
        let options = Options {
            root: folder.path().to_owned(),
            output: Some(folder.path().join("public")),
            base_url: None,
            drafts: false,
            today: Some(jiff::civil::Date::constant(2026, 11, 22)),
            now: "2200-01-01T00:00:00Z".parse().expect("a valid timestamp"),
            keep_going: true,
            build_id: Some(1),
        };
        let report = run(&options).expect("the build ends");
        let errors: Vec<_> = report.faults.iter().filter(|fault| fault.is_error()).collect();
        let [fault] = errors[..] else { panic!("{errors:?}") };
        assert_eq!((&*fault.place.file, &*fault.code), ("content/hong.md", "program-broke"));
        assert!(fault.message.vi.contains("the text asks for it"), "{}", fault.message.vi);
        assert!(folder.path().join("public/lanh/index.html").exists());
    }
}
