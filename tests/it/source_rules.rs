//! Tidiness: the rules of ARCHITECTURE.md and STYLE.md that neither the compiler nor a lint can hold.
//!
//! Sources are read as text, line by line. A rule about the program leaves its tests out, and every rule leaves
//! comments out: a doc may speak of anything. A failure names all the places at once, each with file and line.
//!
//! **Invariant.** An exception stands in a table with its reason, and one that is no longer needed fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The rooms in the order of the data: each may use those before it, never those after.
const MODULES: [&str; 16] = [
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
    "pipeline",
    "preview",
    "cli",
];

/// What only one place may know: words of the code, the paths they may stand in, and why.
const SINGLE_OWNERS: &[(&[&str], &[&str], &str)] = &[
    (&["tera::"], &["src/theme/"], "templates can change engine without the rest noticing"),
    (&["serde_yaml::"], &["src/yaml"], "scalars stay as written and nodes keep their places"),
    (
        &["pulldown_cmark::", "ammonia::", "syntect::"],
        &["src/entry/markdown/"],
        "what may reach a page is decided once",
    ),
    (&["image::", "webp::", "png::", "ab_glyph::"], &["src/picture/"], "bounds are set once"),
    (&["lopdf::"], &["src/entry/pdf/"], "a damaged PDF is guarded against once"),
    (
        &["read_dir("],
        &["src/source/walk.rs", "src/output/", "src/ledger/picture_cache.rs"],
        "one place knows which files belong to a portal, one which to a site, one which pictures are kept",
    ),
    (
        &["rayon::"],
        &["src/pipeline/", "src/source/walk.rs"],
        "a question must stay on its page's thread; a walk waits for the disk and asks no question",
    ),
    (
        &["notify::"],
        &["src/preview/watch/system_watcher.rs"],
        "one place knows what systems tell of edits",
    ),
    (
        &["std::thread::"],
        &["src/pipeline/", "src/preview/"],
        "a question must stay on its page's thread",
    ),
    (&["thread_local!"], &["src/theme/scope.rs"], "there is one ambient value, and it is that one"),
    (&["std::fs"], &["src/source/", "src/output/", "src/ledger/"], "all other rooms need no disk"),
    (&["postcard::"], &["src/ledger/"], "the form of the ledger is its own business"),
    (
        &["fs::write(", "fs::create_dir", "fs::rename(", "fs::remove_", "fs::copy(", "OpenOptions"],
        &["src/output/", "src/ledger/"],
        "what is written to a site is staged first, and the ledger is no part of it",
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
        "what is written to a site is staged first, and the ledger is no part of it",
    ),
    (
        &["println!", "eprintln!", "print!", "eprint!", "io::stdout", "io::stderr"],
        &["src/main.rs", "src/cli/"],
        "faults are values, so that tests and tools can read them",
    ),
    (
        &["std::env", "SystemTime", "Instant::now", "Timestamp::now", "Zoned::now", "tz::system"],
        &["src/main.rs", "src/cli/"],
        "the same input gives the same bytes; today is handed in",
    ),
    (&["std::process"], &["src/main.rs", "src/cli/"], "only the command ends, and runs no other"),
    (
        &["std::net", "tokio::", "hyper::", "hyper_util::", "http_body_util::", "tower_http::"],
        &["src/preview/"],
        "a build needs no network",
    ),
    (&["crate::{", "std::{"], &[], "one path on a line, so that these rules see it"),
    (&["todo!", "unimplemented!", "dbg!", ".unwrap()"], &[], "say the invariant with `expect`"),
];

/// How many lines a file may have.
const MAX_FILE_LINES: usize = 400;
/// Longer files, with the reason. The table may only shrink.
const LONG_FILES: &[(&str, &str)] = &[];

/// How many lines of `//!` open a file.
const MODULE_DOC_LINES: std::ops::RangeInclusive<usize> = 2..=20;

/// How wide a line may be, and how wide one that holds a text for people.
const MAX_WIDTH: usize = 120;
const MAX_TEXT_WIDTH: usize = 140;

/// Folders that are not the project's own: made by it, or of tools.
const SKIPPED_FOLDERS: [&str; 6] =
    [".git", "target", "public", ".niemyet", "node_modules", "artifacts"];

/// A file of the project, by its path from the project's root.
struct ProjectFile {
    path: String,
    text: String,
}

impl ProjectFile {
    /// The lines of code with their numbers: no comments.
    fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(number, line)| (number, line.split(" // ").next().unwrap_or(line)))
    }

    /// The lines of code without what is compiled for tests only.
    fn non_test_code(&self) -> Vec<(usize, &str)> {
        let mut kept = Vec::new();
        let mut leaving = None;
        for (number, line) in self.code_lines() {
            let depth = line.len() - line.trim_start().len();
            match leaving {
                None if line.trim() == "#[cfg(test)]" => leaving = Some(depth),
                None => kept.push((number, line)),
                // rustfmt puts the end of an item where the item begins.
                Some(begun) if depth == begun && line.ends_with(['}', ';', ',']) => leaving = None,
                Some(_) => {}
            }
        }
        kept
    }

    /// The room that a source file belongs to; none for lib.rs and main.rs.
    fn module(&self) -> Option<&'static str> {
        let inside = self.path.strip_prefix("src/")?;
        let name = inside.split('/').next()?.trim_end_matches(".rs");
        MODULES.into_iter().find(|room| *room == name)
    }

    /// The files that this one declares for tests only, as beginnings of their paths.
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

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All text files below a folder, sorted by path.
fn files_under(folder: &Path) -> Vec<ProjectFile> {
    let listing = fs::read_dir(folder).expect("the project's folders can be listed");
    let mut paths: Vec<PathBuf> =
        listing.map(|item| item.expect("a folder stays while it is listed").path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if SKIPPED_FOLDERS.contains(&name) {
            continue;
        }
        if path.is_dir() {
            files.extend(files_under(&path));
        } else if let Ok(text) = fs::read_to_string(&path) {
            let inside = path.strip_prefix(root()).expect("it lies below the root");
            files.push(ProjectFile { path: inside.to_string_lossy().replace('\\', "/"), text });
        }
    }
    files
}

fn rust_files(folder: &str) -> Vec<ProjectFile> {
    let mut files = files_under(&root().join(folder));
    files.retain(|file| file.path.ends_with(".rs"));
    assert!(!files.is_empty(), "{folder} holds no source");
    files
}

/// The source files that are part of the program: not those of tests.
fn program_files() -> Vec<ProjectFile> {
    let mut files = rust_files("src");
    let tests: Vec<String> = files.iter().flat_map(ProjectFile::test_modules).collect();
    files.retain(|file| !tests.iter().any(|test| file.path.starts_with(test.as_str())));
    files
}

/// Where a word stands in a line, unless it is the end of a longer one.
fn word_positions<'a>(line: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let longer = move |at: usize| word.starts_with(inside) && line[..at].ends_with(inside);
    line.match_indices(word).map(|(at, _)| at).filter(move |at| !longer(*at))
}

fn assert_none(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}:\n  {}\n", faults.join("\n  "));
}

/// The rooms that a line names from the root of the crate.
fn used_modules(line: &str) -> impl Iterator<Item = &str> {
    word_positions(line, "crate::").map(|at| {
        let rest = &line[at + "crate::".len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

#[test]
fn a_room_uses_only_itself_and_the_rooms_above_it() {
    let mut faults = Vec::new();
    for file in rust_files("src") {
        let Some(own) = MODULES.iter().position(|room| Some(*room) == file.module()) else {
            continue;
        };
        for (number, line) in file.code_lines() {
            let below = used_modules(line).filter(|room| !MODULES[..=own].contains(room));
            let told = below.map(|room| format!("{}:{number}: {room} is below", file.path));
            faults.extend(told);
        }
    }
    assert_none("the data flows one way", &faults);
}

#[test]
fn lib_and_architecture_list_the_rooms_in_their_order() {
    let lib = read("src/lib.rs");
    let declared: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(declared, MODULES);
    let map = read("ARCHITECTURE.md");
    let told: Vec<&str> = map
        .lines()
        .filter_map(|line| line.strip_prefix("- **`")?.split_once("`**"))
        .map(|(room, _)| room)
        .collect();
    assert_eq!(told, MODULES);
}

#[test]
fn what_one_place_knows_stands_nowhere_else() {
    let mut faults = Vec::new();
    for file in program_files() {
        let barred = SINGLE_OWNERS
            .iter()
            .filter(|(_, homes, _)| homes.iter().all(|home| !file.path.starts_with(home)));
        let words: Vec<(&str, &str)> = barred
            .flat_map(|(words, _, why)| words.iter().map(move |word| (*word, *why)))
            .collect();
        for (number, line) in file.non_test_code() {
            let found =
                words.iter().filter(|(word, _)| word_positions(line, word).next().is_some());
            let told = found.map(|(word, why)| format!("{}:{number}: `{word}` ({why})", file.path));
            faults.extend(told);
        }
    }
    assert_none("a word stands outside its place", &faults);
}

#[test]
fn every_file_opens_with_what_it_holds() {
    let mut faults = Vec::new();
    for file in [rust_files("src"), rust_files("tests")].into_iter().flatten() {
        let lines = file.text.lines().take_while(|line| line.starts_with("//!")).count();
        if !MODULE_DOC_LINES.contains(&lines) {
            faults.push(format!("{}:1: {lines} lines of module doc", file.path));
        }
    }
    assert_none("a file opens with 2 to 20 lines on what it holds and promises", &faults);
}

#[test]
fn no_file_is_too_long_to_be_read_at_a_sitting() {
    let mut faults = Vec::new();
    let mut excused: BTreeSet<&str> = LONG_FILES.iter().map(|(path, _)| *path).collect();
    for file in [rust_files("src"), rust_files("tests")].into_iter().flatten() {
        let lines = file.text.lines().count();
        if lines > MAX_FILE_LINES && !excused.remove(file.path.as_str()) {
            faults.push(format!("{}:{lines}: {lines} lines", file.path));
        }
    }
    faults.extend(excused.into_iter().map(|path| format!("{path}: no longer an exception")));
    assert_none("a file has more than 400 lines", &faults);
}

#[test]
fn lines_fit_beside_each_other() {
    let mut faults = Vec::new();
    for file in [rust_files("src"), rust_files("tests")].into_iter().flatten() {
        for (at, line) in file.text.lines().enumerate() {
            let width = line.chars().count();
            let most = if line.contains('"') { MAX_TEXT_WIDTH } else { MAX_WIDTH };
            if width > most {
                faults.push(format!("{}:{}: {width} characters", file.path, at + 1));
            }
        }
    }
    assert_none("a line is too wide", &faults);
}

#[test]
fn the_project_names_no_machine() {
    let folders = ["work", "root", "home", "Users"].map(|folder| format!("/{folder}/"));
    let part = |c: char| c.is_alphanumeric() || "/._-~}>".contains(c);
    let mut faults = Vec::new();
    for file in files_under(root()) {
        for (at, line) in file.text.lines().enumerate() {
            let mut found = folders.iter().flat_map(|folder| line.match_indices(folder.as_str()));
            if found.any(|(at, _)| !line[..at].ends_with(part)) {
                faults.push(format!("{}:{}: {}", file.path, at + 1, line.trim()));
            }
        }
    }
    assert_none("a path of somebody's machine", &faults);
}

/// Where the links of a line of Markdown lead within the project.
fn local_links(line: &str) -> impl Iterator<Item = &str> {
    // Pictures are for those who read in a browser, and what stands between backticks is an example.
    let prose = line.split('`').step_by(2).filter(|_| !line.starts_with("!["));
    let targets = prose.flat_map(|text| {
        text.match_indices("](").filter_map(|(at, _)| text[at + 2..].split([')', '#']).next())
    });
    targets.filter(|target| !target.contains(':') && !target.starts_with("../"))
}

#[test]
fn habit_files_are_short_and_lead_somewhere() {
    let most = [
        ("README.md", 170),
        ("ARCHITECTURE.md", 150),
        ("STYLE.md", 120),
        ("CONTRIBUTING.md", 120),
        ("CHANGELOG.md", 2000),
    ];
    let mut faults = Vec::new();
    for (name, most) in most {
        let text = read(name);
        if text.lines().count() > most {
            faults.push(format!("{name}: more than {most} lines"));
        }
        for (at, line) in text.lines().enumerate() {
            let lost = local_links(line).filter(|target| !root().join(target).exists());
            faults.extend(lost.map(|target| format!("{name}:{}: {target}", at + 1)));
        }
    }
    assert_none("a habit file is too long, or leads nowhere", &faults);
}

/// What `niemyet COMMAND --help` prints.
fn help_text(command: &str) -> Option<String> {
    let niemyet = Command::new(env!("CARGO_BIN_EXE_niemyet")).args([command, "--help"]).output();
    let output = niemyet.expect("the program can be run");
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn every_command_of_the_readme_exists_with_its_options() {
    let readme = read("README.md");
    let calls = readme.lines().filter_map(|line| {
        let call = line.strip_prefix("cargo run --release -- ").or(line.strip_prefix("niemyet "))?;
        call.split_once(' ').or(Some((call, "")))
    });
    let (mut commands, mut faults) = (BTreeSet::new(), Vec::new());
    for (command, rest) in calls {
        commands.insert(command);
        let Some(help) = help_text(command) else {
            faults.push(format!("there is no `{command}`"));
            continue;
        };
        let options = rest.split([' ', '[', ']', '|']).filter(|word| word.starts_with("--"));
        for option in options.filter(|option| !help.contains(*option)) {
            faults.push(format!("`{command}` does not know {option}"));
        }
    }
    assert!(commands.len() >= 4, "README.md shows its commands at the beginning of lines");
    assert_none("README.md promises what is not there", &faults);
    assert!(readme.contains("\ntests/run\n") && root().join("tests/run").is_file());
}
