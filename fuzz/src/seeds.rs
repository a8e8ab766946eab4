//! The inputs to begin with: files of the project and of its tests.

use std::fs;
use std::path::{Path, PathBuf};

/// Larger files make slow inputs and find no more.
const MAX_BYTES: u64 = 32 * 1024;

/// The files below folders of the project that have one of the extensions, without the larger ones.
pub fn files(folders: &[&str], extensions: &[&str]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for folder in folders {
        collect(&root().join(folder), extensions, &mut found);
    }
    found.sort();
    found.into_iter().filter_map(|path| fs::read(path).ok()).collect()
}

/// The blocks of the specifications, `tests/spec/`, that are written to files with one of the extensions.
pub fn spec_blocks(ending: &str) -> Vec<Vec<u8>> {
    let texts = files(&["tests/spec"], &["md"]);
    let texts = texts.iter().filter_map(|text| str::from_utf8(text).ok());
    texts.flat_map(|text| blocks(text, ending)).collect()
}

fn blocks(text: &str, ending: &str) -> Vec<Vec<u8>> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\n```") {
        rest = &rest[at + 1..];
        let fence = &rest[..rest.len() - rest.trim_start_matches('`').len()];
        let Some((head, body)) = rest.split_once('\n') else { break };
        let Some(end) = body.find(&format!("\n{fence}")) else { break };
        if head.trim().ends_with(ending) {
            blocks.push(body.as_bytes()[..=end].to_vec());
        }
        rest = &body[end + 1 + fence.len()..];
    }
    blocks
}

fn collect(path: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    if let Ok(folder) = fs::read_dir(path) {
        folder.flatten().for_each(|entry| collect(&entry.path(), extensions, found));
        return;
    }
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let is_small = fs::metadata(path).is_ok_and(|metadata| metadata.len() <= MAX_BYTES);
    if is_small && extensions.contains(&extension) {
        found.push(path.to_owned());
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Lines of a text, as seeds of their own.
pub fn lines(text: &str) -> Vec<Vec<u8>> {
    text.lines().map(|line| line.as_bytes().to_vec()).collect()
}

/// The parts of the ledger of a small portal that is built for it.
pub fn ledger_parts() -> Vec<Vec<u8>> {
    let folder = std::env::temp_dir().join(format!("niemyet-fuzz-{}", std::process::id()));
    let file = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("it is below the folder"))
            .expect("it can be created");
        fs::write(path, text).expect("it can be written");
    };
    file(
        "portal.yaml",
        "title: a\nbase_url: https://a.vn/\nowner: {name: a}\nsections: {van-ban: {kind: document}}\n",
    );
    for number in 1..4 {
        file(
            &format!("content/van-ban/{number}.md"),
            &format!(
                "---\ntiêu đề: a\nsố hiệu: {number}/KH-UBND\nngày ban hành: 01/3/2019\ncăn cứ: 1/KH-UBND\n---\nKế hoạch \
                 số 2/KH-UBND [b](1.md)\n"
            ),
        );
    }
    let options = niemyet::pipeline::Options {
        output: Some(folder.join("public")),
        today: Some(jiff::civil::Date::constant(2026, 11, 30)),
        build_id: Some(1),
        ..niemyet::pipeline::Options::new(
            folder.clone(),
            "2200-01-01T00:00:00Z".parse().expect("a valid time"),
        )
    };
    niemyet::pipeline::run(&options).expect("the portal can be built");
    let ledger = fs::read(folder.join(".niemyet/ledger")).expect("there is a ledger");
    fs::remove_dir_all(&folder).expect("it can be removed");
    niemyet::ledger::inflated_parts(&ledger)
}
