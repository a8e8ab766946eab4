//! The documents of the project: their links work, the commands and options that they show exist, and the first portal
//! of each README gives what is shown of it.
//!
//! The tables of keys and settings in `docs/` are checked by unit tests beside the tables that they describe.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::attachments::text_pdf;
use crate::source_rules::{ProjectFile, assert_none, files_under, read, root};

/// The Markdown documents at the top of the project and in `docs/`.
fn documents() -> Vec<ProjectFile> {
    let mut documents = files_under(root());
    documents.retain(|file| {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        ["", "docs"].contains(&folder) && file.path.ends_with(".md")
    });
    documents
}

/// The lines of a Markdown text with their indexes, without those of fenced code blocks.
fn prose_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    text.lines().enumerate().filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        !in_code && !is_fence
    })
}

/// The targets of the links of a Markdown line that lie within the project.
fn local_links(line: &str) -> impl Iterator<Item = &str> {
    // Pictures are for readers in a browser, and text between backticks is an example.
    let prose = line.split('`').step_by(2).filter(|_| !line.starts_with("!["));
    let targets = prose.flat_map(|text| {
        text.match_indices("](").filter_map(|(at, _)| text[at + 2..].split([')', '#']).next())
    });
    targets.filter(|target| !target.contains(':') && !target.is_empty())
}

#[test]
fn links_between_documents_work() {
    let documents = documents();
    assert!(documents.iter().any(|file| file.path == "docs/README.md"));
    let mut faults = Vec::new();
    for file in &documents {
        let folder = root().join(&file.path).parent().expect("a file is in a folder").to_owned();
        for (at, line) in prose_lines(&file.text) {
            let broken = local_links(line).filter(|target| !folder.join(target).exists());
            faults.extend(broken.map(|target| format!("{}:{}: {target}", file.path, at + 1)));
        }
    }
    assert_none("a document has a broken link", &faults);
}

#[test]
fn project_documents_are_short() {
    let limits = [("ARCHITECTURE.md", 240), ("STYLE.md", 140), ("CONTRIBUTING.md", 240)];
    let long = limits.iter().filter(|(name, limit)| read(name).lines().count() > *limit);
    let faults: Vec<String> =
        long.map(|(name, limit)| format!("{name}: more than {limit} lines")).collect();
    assert_none("a project document is too long to be read at a sitting", &faults);
}

/// The output of `niemyet COMMAND --help`; `command` may be two words, as in `theme new`.
fn help_text(command: &str) -> Option<String> {
    let mut niemyet = Command::new(env!("CARGO_BIN_EXE_niemyet"));
    let output = niemyet.args(command.split(' ')).arg("--help").output();
    let output = output.expect("the program can be run");
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn the_commands_that_documents_show_exist_with_their_options() {
    let mut commands = BTreeSet::new();
    let mut faults = Vec::new();
    for file in documents() {
        let calls = file.text.lines().enumerate().filter_map(|(at, line)| {
            let call = line
                .strip_prefix("cargo run --release -- ")
                .or_else(|| line.strip_prefix("niemyet "))?;
            let command =
                if call.starts_with("theme ") { "theme new" } else { call.split(' ').next()? };
            Some((at + 1, command, call.strip_prefix(command)?.to_owned()))
        });
        for (line, command, rest) in calls {
            let Some(help) = help_text(command) else {
                faults.push(format!("{}:{line}: there is no `{command}`", file.path));
                continue;
            };
            let options =
                rest.split([' ', '[', ']', '|', '=']).filter(|word| word.starts_with("--"));
            let unknown = options.filter(|option| !help.contains(*option));
            faults.extend(
                unknown.map(|option| {
                    format!("{}:{line}: `{command}` has no option {option}", file.path)
                }),
            );
            commands.insert(command.to_owned());
        }
    }
    assert!(commands.len() >= 4, "the documents show commands at the beginning of lines");
    assert_none("a document shows a command or an option that does not exist", &faults);
    for readme in ["README.md", "README.en.md"] {
        assert!(read(readme).contains("\ntests/run\n"), "{readme} shows tests/run");
    }
}

/// The code block of a document whose text contains `word`; the first line of the block is its language.
fn code_block<'t>(text: &'t str, word: &str) -> &'t str {
    let block = text.split("```").skip(1).step_by(2).find(|block| block.contains(word));
    block.and_then(|block| block.split_once('\n')).expect("the document has this block").1
}

/// Edits the settings of a new portal as a README shows: lines of the same key, and those behind a `#`.
fn edit_settings(settings: &str, shown: &str) -> String {
    let key = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
    let edited = settings.lines().map(|line| {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        shown.lines().find(|shown| key(shown) == key(bare)).unwrap_or(line)
    });
    edited.map(|line| format!("{line}\n")).collect()
}

/// Runs the program as its user does; returns what it prints.
fn output_of(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_niemyet"));
    let output = command.current_dir(folder).args(arguments).output().expect("the program runs");
    [output.stderr, output.stdout]
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .concat()
}

#[test]
fn the_first_portal_of_each_readme_gives_what_is_shown() {
    for (readme, language) in [("README.md", "vi"), ("README.en.md", "en")] {
        let readme = read(readme);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        output_of(root, &["init", "."]);
        // The first page is dated by the clock.
        let page = root.join("content/gioi-thieu.md");
        let text = fs::read_to_string(&page).expect("the portal has this page");
        let dated = text.lines().map(|line| match line.starts_with("ngày đăng:") {
            true => "ngày đăng: 30/11/2026\n".to_owned(),
            false => format!("{line}\n"),
        });
        fs::write(page, dated.collect::<String>()).expect("it can be written");
        let settings = root.join("portal.yaml");
        let edited = fs::read_to_string(&settings).expect("the portal has settings");
        let edited = edit_settings(&edited, code_block(&readme, "title: Trang thông tin"));
        fs::write(settings, edited).expect("it can be written");
        let document = root.join("content/van-ban/2026");
        fs::create_dir_all(&document).expect("the folder can be made");
        let text = code_block(&readme, "số hiệu: 12/QĐ-UBND").replace("nháp: có\n", "");
        fs::write(document.join("12-qd-ubnd.md"), text).expect("it can be written");
        fs::write(document.join("Quyết định số 12.pdf"), text_pdf(1)).expect("it can be written");
        let run =
            |command| output_of(root, &[command, "--language", language, "--today", "30/11/2026"]);
        assert_eq!(run("check") + &run("build"), code_block(&readme, "[incomplete-owner]"));
    }
}
