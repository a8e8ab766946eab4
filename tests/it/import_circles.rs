//! Import circles: files of a module that use each other, directly or through third ones.
//!
//! A circle must be read as a whole to be understood, so it is either resolved or explained in [`EXPLAINED`]. Only
//! siblings count: that the files of a folder use what its `mod.rs` defines, and the reverse, is how modules are built.
//! A name that a `mod.rs` re-exports counts as a use of the file that defines it.

use std::collections::{BTreeMap, BTreeSet};

use crate::source_rules::{ProjectFile, assert_none, program_files};

/// The files and folders of a circle, and why they stay together.
const EXPLAINED: &[(&[&str], &str)] = &[
    (
        &["library/lookup_keys", "library/reference_resolution"],
        "the criteria of a lookup give the keys by which it looks up",
    ),
    (
        &["render/context", "render/page_metadata"],
        "the head of a page is made from the page's own view, and the context contains both",
    ),
];

/// A module path without `crate` (`["entry", "markdown", "writer"]`).
type ModulePath = Vec<String>;

/// The program's modules with their uses.
struct Modules<'f> {
    files: BTreeMap<ModulePath, &'f ProjectFile>,
}

impl<'f> Modules<'f> {
    fn new(files: &'f [ProjectFile]) -> Self {
        Self { files: files.iter().map(|file| (module_path(file), file)).collect() }
    }

    /// Resolves a used path to the module that defines the item, following re-exports.
    fn resolve(&self, from: &[String], used: &str) -> Option<ModulePath> {
        let mut parts = used.split("::").map(str::trim).peekable();
        let mut base = match *parts.peek()? {
            "crate" => Vec::new(),
            "self" | "super" => from.to_vec(),
            name => {
                let child = [from, &[name.to_owned()]].concat();
                self.files.contains_key(&child).then(|| from.to_vec())?
            }
        };
        while let Some(part) = parts.next_if(|part| ["crate", "self", "super"].contains(part)) {
            if part == "super" {
                base.pop();
            }
        }
        for part in parts {
            let child = [&base[..], &[part.to_owned()]].concat();
            if self.files.contains_key(&child) {
                base = child;
                continue;
            }
            let exporter = self.files.get(&base)?;
            let exports = use_paths(exporter, true);
            let export = exports.iter().find(|path| path.rsplit("::").next() == Some(part));
            // The item is defined here, unless it is re-exported from a child.
            return match export {
                Some(path) if !path.starts_with("crate::") => self.resolve(&base, path),
                _ => Some(base),
            };
        }
        Some(base)
    }

    /// The siblings that each child of `folder` uses, by name.
    fn sibling_uses(&self, folder: &[String]) -> BTreeMap<&str, BTreeSet<String>> {
        let mut uses: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (module, file) in &self.files {
            let Some(child) = module.strip_prefix(folder).and_then(<[String]>::first) else {
                continue;
            };
            let targets = use_paths(file, false);
            let targets = targets.iter().filter_map(|path| self.resolve(module, path));
            let siblings = targets.filter_map(|target| {
                target.strip_prefix(folder).and_then(<[String]>::first).cloned()
            });
            uses.entry(child).or_default().extend(siblings.filter(|sibling| sibling != child));
        }
        uses
    }
}

fn module_path(file: &ProjectFile) -> ModulePath {
    let path = file.path.trim_start_matches("src/").trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// The paths that the `use` declarations of a file name; only re-exports, if so wanted.
fn use_paths(file: &ProjectFile, only_exports: bool) -> Vec<String> {
    let code: Vec<&str> = file.non_test_code().into_iter().map(|(_, line)| line).collect();
    let mut paths = Vec::new();
    for statement in code.join("\n").split(';') {
        let line_start = statement.rfind("\nuse ").map(|at| (at + 1, false));
        let export = ["\npub use ", "\npub(super) use ", "\npub(crate) use "];
        let export =
            export.iter().find_map(|start| statement.rfind(start).map(|at| (at + 1, true)));
        let first = statement.starts_with("use ").then_some((0, false));
        let Some((at, is_export)) = export.or(line_start).or(first) else { continue };
        if only_exports && !is_export {
            continue;
        }
        if let Some((_, tree)) = statement[at..].split_once("use ") {
            expand("", tree.trim(), &mut paths);
        }
    }
    paths
}

/// Expands a use tree (`a::{b, c::d}`) to its paths.
fn expand(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((head, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or(tree).trim();
        paths.push(format!("{prefix}{path}").trim_end_matches("::self").to_owned());
        return;
    };
    let prefix = format!("{prefix}{}", head.trim());
    let group = group.rfind('}').map_or(group, |end| &group[..end]);
    let (mut depth, mut start) = (0, 0);
    for (at, byte) in group.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b',' if depth == 0 => {
                expand(&prefix, group[start..at].trim(), paths);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !group[start..].trim().is_empty() {
        expand(&prefix, group[start..].trim(), paths);
    }
}

/// The names that can be reached from `start`.
fn reachable<'u>(
    uses: &'u BTreeMap<&'u str, BTreeSet<String>>,
    start: &'u str,
) -> BTreeSet<&'u str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(name) = open.pop() {
        for next in uses.get(name).into_iter().flatten() {
            if reached.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    reached
}

#[test]
fn files_of_a_module_use_each_other_in_one_direction_only() {
    let files = program_files();
    let modules = Modules::new(&files);
    let mut folders: BTreeSet<ModulePath> = BTreeSet::new();
    folders.extend(
        modules
            .files
            .keys()
            .filter(|path| path.len() > 1)
            .map(|path| path[..path.len() - 1].to_vec()),
    );
    let mut circles: BTreeSet<Vec<String>> = BTreeSet::new();
    for folder in &folders {
        let uses = modules.sibling_uses(folder);
        for name in uses.keys() {
            let reached = reachable(&uses, name);
            if reached.contains(name) {
                let circle = uses.keys().filter(|other| {
                    reached.contains(*other) && reachable(&uses, other).contains(name)
                });
                circles.insert(circle.map(|name| format!("{}/{name}", folder.join("/"))).collect());
            }
        }
    }
    assert!(folders.len() > 20, "the folders of the crate are found");
    for (circle, _) in EXPLAINED {
        let circle: Vec<String> = circle.iter().map(|name| (*name).to_owned()).collect();
        assert!(circles.remove(&circle), "{circle:?} is no longer a circle");
    }
    let faults: Vec<String> = circles.iter().map(|circle| circle.join(", ")).collect();
    assert_none("files of a module use each other", &faults);
}
