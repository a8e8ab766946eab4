//! Source rules: the rules of ARCHITECTURE.md and STYLE.md that neither the compiler nor a lint can check.
//!
//! Sources are read as text, line by line. Rules about the program ignore its unit tests, and all rules ignore
//! comments, which may mention anything. A failure lists all violations at once, each with file and line.
//!
//! **Invariant.** Every exception is in a table with its reason, and an exception that is no longer needed fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order of the data flow: each may use those before it, never those after.
const MODULES: [&str; 21] = [
    "limits",
    "monitor",
    "name",
    "vietnamese",
    "diagnostic",
    "yaml",
    "config",
    "source",
    "picture",
    "entry",
    "library",
    "site",
    "theme",
    "render",
    "output",
    "ledger",
    "lint",
    "pipeline",
    "preview",
    "verify",
    "cli",
];

/// Code that only one module may contain: the words, the paths in which they are allowed, and why.
const SINGLE_OWNERS: &[(&[&str], &[&str], &str)] = &[
    (&["tera::"], &["src/theme/"], "templates can change engine without the rest noticing"),
    (&["serde_yaml::"], &["src/yaml"], "scalars stay as written and nodes keep their places"),
    (
        &["pulldown_cmark::", "ammonia::", "syntect::"],
        &["src/entry/markdown/"],
        "what a page may contain is decided in one place",
    ),
    (&["image::", "webp::", "png::", "ab_glyph::"], &["src/picture/"], "size limits are set once"),
    (&["quick_xml::"], &["src/render/xml.rs"], "no file has characters that XML forbids"),
    (&["lopdf::"], &["src/entry/pdf/"], "damaged PDFs are handled in one place"),
    (
        &["read_dir("],
        &["src/source/walk.rs", "src/output/", "src/ledger/picture_cache.rs"],
        "one place decides which files belong to a portal, one which to a site, one which pictures are cached",
    ),
    (
        &["rayon::"],
        &["src/pipeline/", "src/source/walk.rs", "src/source/scan_record.rs"],
        "a query stays on its page's thread; these wait for the disk and make no query",
    ),
    (&["indicatif::"], &["src/cli/"], "only the command line draws on the terminal"),
    (&["walkdir::"], &["src/source/walk.rs"], "one place decides which files belong to a portal"),
    (&["notify::"], &["src/preview/watch/system_watcher.rs"], "one place handles file events"),
    (
        &["std::thread"],
        &["src/pipeline/", "src/preview/", "src/source/held_file.rs", "src/verify/"],
        "a query stays on its page's thread; the others wait for programs that hold a file, and for servers",
    ),
    (&["thread_local!"], &["src/theme/scope.rs"], "it holds the only ambient value"),
    (&["std::fs"], &["src/source/", "src/output/", "src/ledger/"], "other modules need no disk"),
    (&["postcard::", "zstd::"], &["src/ledger/"], "only the ledger depends on its file format"),
    (
        &["fs::write(", "fs::create_dir", "fs::rename(", "fs::remove_", "fs::copy(", "OpenOptions"],
        &["src/output/", "src/ledger/"],
        "files of a site are staged first, and the ledger is not part of a site",
    ),
    (
        &[
            "File::create",
            "File::options",
            "fs::hard_link(",
            "fs::set_permissions(",
            "fs::symlink(",
        ],
        &["src/output/", "src/ledger/"],
        "files of a site are staged first, and the ledger is not part of a site",
    ),
    (
        &["println!", "eprintln!", "print!", "eprint!", "io::stdout", "io::stderr"],
        &["src/main.rs", "src/cli/"],
        "faults are values, so that tests and tools can read them",
    ),
    (
        &["std::env", "SystemTime", "Instant::now", "Timestamp::now", "Zoned::now", "tz::system"],
        &["src/main.rs", "src/cli/"],
        "the same input gives the same bytes; the day is passed in",
    ),
    (&["std::process"], &["src/main.rs", "src/cli/"], "the command runs no other program"),
    (
        &["std::net", "tokio::", "hyper::", "hyper_util::", "http_body_util::", "tower_http::"],
        &["src/preview/"],
        "a build needs no network",
    ),
    (
        &["ureq::"],
        &["src/verify/client.rs"],
        "one place decides which hosts are asked, and how politely",
    ),
    (&["crate::{", "std::{"], &[], "one path per line, so that these rules find it"),
    (&["todo!", "unimplemented!", "dbg!", ".unwrap()"], &[], "state the invariant with `expect`"),
];

/// The greatest number of lines of a file.
const MAX_FILE_LINES: usize = 400;
/// Longer files, with the reason. The table must only shrink.
const LONG_FILES: &[(&str, &str)] = &[];

/// The number of `//!` lines at the top of a file.
const MODULE_DOC_LINES: std::ops::RangeInclusive<usize> = 2..=20;

/// The greatest width of a line, and of a line with a string literal.
const MAX_WIDTH: usize = 120;
const MAX_TEXT_WIDTH: usize = 140;

/// Folders that are not part of the project: its output, or those of tools.
const SKIPPED: [&str; 6] = [".git", "target", "public", ".niemyet", "node_modules", "artifacts"];

/// A file of the project, with its path relative to the project's root.
pub(super) struct ProjectFile {
    pub(super) path: String,
    pub(super) text: String,
}

impl ProjectFile {
    /// The lines of code with their numbers, without comments.
    fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(number, line)| (number, line.split(" // ").next().unwrap_or(line)))
    }

    /// The lines of code without those compiled for tests only.
    pub(super) fn non_test_code(&self) -> Vec<(usize, &str)> {
        let mut lines = Vec::new();
        let mut skipped_indent = None;
        for (number, line) in self.code_lines() {
            let depth = line.len() - line.trim_start().len();
            match skipped_indent {
                None if line.trim() == "#[cfg(test)]" => skipped_indent = Some(depth),
                None => lines.push((number, line)),
                // rustfmt indents the end of an item like its beginning.
                Some(at) if depth == at && line.ends_with(['}', ';', ',']) => skipped_indent = None,
                Some(_) => {}
            }
        }
        lines
    }

    /// The module that a source file belongs to; none for lib.rs and main.rs.
    fn module(&self) -> Option<&'static str> {
        let relative = self.path.strip_prefix("src/")?;
        let name = relative.split('/').next()?.trim_end_matches(".rs");
        MODULES.into_iter().find(|module| *module == name)
    }

    /// The files that this one declares for tests only, as prefixes of their paths.
    fn test_modules(&self) -> Vec<String> {
        let folder = match self.path.strip_suffix("/mod.rs") {
            Some(folder) => folder,
            None => self.path.trim_end_matches(".rs"),
        };
        let lines: Vec<&str> = self.text.lines().map(str::trim).collect();
        let pairs = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
        pairs
            .filter_map(|pair| pair[1].strip_prefix("mod ")?.strip_suffix(';'))
            .flat_map(|name| [format!("{folder}/{name}.rs"), format!("{folder}/{name}/")])
            .collect()
    }
}

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(super) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All text files below a folder, sorted by path.
pub(super) fn files_under(folder: &Path) -> Vec<ProjectFile> {
    let listing = fs::read_dir(folder).expect("the project's folders can be listed");
    let mut paths: Vec<PathBuf> =
        listing.map(|item| item.expect("the folder can be listed").path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if SKIPPED.contains(&name) {
            continue;
        }
        if path.is_dir() {
            files.extend(files_under(&path));
        } else if let Ok(text) = fs::read_to_string(&path) {
            let relative = path.strip_prefix(root()).expect("the file is below the root");
            files.push(ProjectFile { path: relative.to_string_lossy().replace('\\', "/"), text });
        }
    }
    files
}

fn rust_files(folder: &str) -> Vec<ProjectFile> {
    let mut files = files_under(&root().join(folder));
    files.retain(|file| file.path.ends_with(".rs"));
    assert!(!files.is_empty(), "{folder} has no source files");
    files
}

/// The source files of the program, without those for tests.
pub(super) fn program_files() -> Vec<ProjectFile> {
    let mut files = rust_files("src");
    let tests: Vec<String> = files.iter().flat_map(ProjectFile::test_modules).collect();
    files.retain(|file| !tests.iter().any(|test| file.path.starts_with(test.as_str())));
    files
}

/// Where a word occurs in a line, except as the end of a longer word.
fn word_positions<'a>(line: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let longer = move |at: usize| word.starts_with(is_word) && line[..at].ends_with(is_word);
    line.match_indices(word).map(|(at, _)| at).filter(move |at| !longer(*at))
}

pub(super) fn assert_none(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}:\n  {}\n", faults.join("\n  "));
}

/// The modules that a line refers to by `crate::` paths.
fn used_modules(line: &str) -> impl Iterator<Item = &str> {
    word_positions(line, "crate::").map(|at| {
        let rest = &line[at + "crate::".len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

#[test]
fn a_module_uses_only_itself_and_the_modules_above_it() {
    let mut faults = Vec::new();
    for file in rust_files("src") {
        let Some(index) = MODULES.iter().position(|module| Some(*module) == file.module()) else {
            continue;
        };
        for (number, line) in file.code_lines() {
            for module in used_modules(line).filter(|used| !MODULES[..=index].contains(used)) {
                faults.push(format!("{}:{number}: {module} is below", file.path));
            }
        }
    }
    assert_none("the data flows one way", &faults);
}

#[test]
fn lib_and_architecture_list_the_modules_in_their_order() {
    let lib = read("src/lib.rs");
    let declared: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(declared, MODULES);
    let map = read("ARCHITECTURE.md");
    let listed: Vec<&str> = map
        .lines()
        .filter_map(|line| line.strip_prefix("- **`")?.split_once("`**"))
        .map(|(module, _)| module)
        .collect();
    assert_eq!(listed, MODULES);
}

#[test]
fn code_with_a_single_owner_occurs_nowhere_else() {
    let mut faults = Vec::new();
    for file in program_files() {
        let forbidden = SINGLE_OWNERS
            .iter()
            .filter(|(_, homes, _)| homes.iter().all(|home| !file.path.starts_with(home)));
        let words: Vec<(&str, &str)> = forbidden
            .flat_map(|(words, _, why)| words.iter().map(move |word| (*word, *why)))
            .collect();
        for (number, line) in file.non_test_code() {
            let used = words.iter().filter(|(word, _)| word_positions(line, word).next().is_some());
            faults.extend(
                used.map(|(word, why)| format!("{}:{number}: `{word}` ({why})", file.path)),
            );
        }
    }
    assert_none("a word occurs outside its module", &faults);
}

#[test]
fn every_file_begins_with_a_module_comment() {
    let mut faults = Vec::new();
    for file in [rust_files("src"), rust_files("tests")].into_iter().flatten() {
        let lines = file.text.lines().take_while(|line| line.starts_with("//!")).count();
        if !MODULE_DOC_LINES.contains(&lines) {
            faults.push(format!("{}:1: {lines} lines of module doc", file.path));
        }
    }
    assert_none("a file must begin with a module comment of 2 to 20 lines", &faults);
}

#[test]
fn no_file_has_too_many_lines() {
    let mut faults = Vec::new();
    let mut exceptions: BTreeSet<&str> = LONG_FILES.iter().map(|(path, _)| *path).collect();
    for file in [rust_files("src"), rust_files("tests")].into_iter().flatten() {
        let lines = file.text.lines().count();
        if lines > MAX_FILE_LINES && !exceptions.remove(file.path.as_str()) {
            faults.push(format!("{}:{lines}: {lines} lines", file.path));
        }
    }
    faults.extend(exceptions.into_iter().map(|path| format!("{path}: no longer an exception")));
    assert_none("a file has more than 400 lines", &faults);
}

/// The names of the types that a file defines, with their lines.
fn defined_types(file: &ProjectFile) -> impl Iterator<Item = (usize, &str)> {
    file.code_lines().filter_map(|(number, line)| {
        // An associated type has the name that its trait gives it.
        let is_associated = line.starts_with(' ') && line.trim_start().starts_with("type ");
        let words = line.trim_start().trim_start_matches("pub").trim_start();
        let words = match words.split_once(") ") {
            Some((visibility, rest)) if visibility.starts_with('(') => rest,
            _ => words,
        };
        let mut words = words.split(|c: char| !c.is_alphanumeric() && c != '_');
        let is_type = matches!(words.next(), Some("struct" | "enum" | "trait" | "type"));
        let name = words.next().filter(|name| name.starts_with(char::is_uppercase))?;
        (is_type && !is_associated).then_some((number, name))
    })
}

#[test]
fn no_type_name_stands_for_two_things() {
    let mut defined: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in [rust_files("src"), rust_files("tests")].into_iter().flatten() {
        for (number, name) in defined_types(&file) {
            defined.entry(name.to_owned()).or_default().push(format!("{}:{number}", file.path));
        }
    }
    assert!(defined.len() > 300, "the types of the crate are found");
    let faults: Vec<String> = defined
        .iter()
        .filter(|(_, places)| places.len() > 1)
        .map(|(name, places)| format!("{name}: {}", places.join(", ")))
        .collect();
    assert_none("a type name is defined more than once", &faults);
}

#[test]
fn no_line_is_too_wide() {
    let mut faults = Vec::new();
    for file in [rust_files("src"), rust_files("tests")].into_iter().flatten() {
        for (at, line) in file.text.lines().enumerate() {
            let width = line.chars().count();
            let limit = if line.contains('"') { MAX_TEXT_WIDTH } else { MAX_WIDTH };
            if width > limit {
                faults.push(format!("{}:{}: {width} characters", file.path, at + 1));
            }
        }
    }
    assert_none("a line is too wide", &faults);
}

#[test]
fn no_file_contains_a_path_of_a_developers_machine() {
    let folders = ["work", "root", "home", "Users"].map(|folder| format!("/{folder}/"));
    let part = |c: char| c.is_alphanumeric() || "/._-~}>".contains(c);
    let mut faults = Vec::new();
    for file in files_under(root()) {
        for (at, line) in file.text.lines().enumerate() {
            let mut matches = folders.iter().flat_map(|folder| line.match_indices(folder.as_str()));
            if matches.any(|(at, _)| !line[..at].ends_with(part)) {
                faults.push(format!("{}:{}: {}", file.path, at + 1, line.trim()));
            }
        }
    }
    assert_none("a path of a developer's machine", &faults);
}
