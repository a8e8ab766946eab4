//! Faults of the machine and of the file system: the build ends, and its failure or its fault names the path.
//!
//! They are made so that they also occur for the superuser, to whom no permission is denied.

use std::os::unix::fs::symlink;
use std::process::Command;

use niemyet::pipeline::BuildError;

use crate::test_portal::TestPortal;

/// The path of the machine's fault that ended the last build.
#[track_caller]
fn failed_path(portal: &TestPortal) -> String {
    let BuildError::Machine(fault) = portal.failure() else { panic!("{:?}", portal.failure()) };
    let root = portal.path("");
    fault.path.strip_prefix(&root).unwrap_or(&fault.path).display().to_string()
}

fn make_pipe(portal: &TestPortal, path: &str) {
    let made = Command::new("mkfifo").arg(portal.path(path)).status();
    assert!(made.expect("the system has mkfifo").success());
}

#[test]
fn a_content_folder_that_cannot_be_read_is_not_reported_as_missing() {
    let portal = TestPortal::new().remove("content").build();
    assert_eq!(portal.faults(), ["content error no-content"]);
    symlink("content", portal.path("content")).expect("the link can be created");
    let portal = portal.build();
    assert_eq!(failed_path(&portal), "content");
    let portal = portal.check();
    assert_eq!(failed_path(&portal), "content");
    let portal = portal.remove("content").file("content", "").build();
    assert_eq!(failed_path(&portal), "content");
}

#[test]
fn a_theme_folder_that_cannot_be_read_is_not_reported_as_unknown() {
    let portal = TestPortal::new().file("themes/cong-thong-tin", "").build();
    assert_eq!(failed_path(&portal), "themes/cong-thong-tin");
}

#[test]
fn settings_that_are_a_pipe_or_a_folder_end_the_build() {
    let portal = TestPortal::new().remove("portal.yaml");
    make_pipe(&portal, "portal.yaml");
    let portal = portal.build().assert_faults(["portal.yaml error not-a-file"]);
    let portal = portal.remove("portal.yaml").file("portal.yaml/a", "").build();
    assert_eq!(failed_path(&portal), "portal.yaml");
}

#[test]
fn pipes_among_content_and_theme_are_named_and_never_read() {
    let portal = TestPortal::new().file("themes/cong-thong-tin/assets/a.css", "");
    make_pipe(&portal, "content/a.md");
    make_pipe(&portal, "themes/cong-thong-tin/theme.yaml");
    portal.build().assert_faults([
        "content/a.md error not-a-file",
        "themes/cong-thong-tin/theme.yaml error not-a-file",
    ]);
}

#[test]
fn a_pipe_in_the_place_of_a_lock_is_never_opened() {
    let portal = TestPortal::new().build().assert_clean();
    for lock in [".niemyet/lock", "public/.niemyet-lock"] {
        std::fs::remove_file(portal.path(lock)).expect("the build created it");
        make_pipe(&portal, lock);
    }
    let portal = portal.build();
    let lock = portal.path("public/.niemyet-lock").canonicalize().expect("it exists");
    let BuildError::Machine(fault) = portal.failure() else { panic!("{:?}", portal.failure()) };
    assert_eq!(fault.path, lock);
}
