//! The documents of the project: their links work, and the commands and options that they show exist.
//!
//! The tables of keys and settings in `docs/` are checked by unit tests beside the tables that they describe.

use std::collections::BTreeSet;
use std::process::Command;

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
    let limits = [("ARCHITECTURE.md", 200), ("STYLE.md", 140), ("CONTRIBUTING.md", 240)];
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
