//! The files of a theme as they are published: under names with a digest of their content, which refer to one another
//! by these names.
//!
//! Rewritten are `url(…)` and strings of style sheets, quoted addresses in SVG and in web app manifests, and in scripts
//! those that begin with `./`, `../` or the address of the folder: any other string of a script may be anything. A file
//! gets its name after those to which it refers, so its digest covers theirs.
//!
//! **Left out on purpose.** References that no file of the theme answers: they may lead to files of the portal.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::css;
use super::style::Assets;
use crate::diagnostic::{Diagnostic, Place, faults};
use crate::entry::address::decode;
use crate::entry::path_resolution::join;
use crate::site::{ASSETS_ADDRESS, asset_address};
use crate::source::path_parts::{extension, folder, without_extension};
use crate::source::{digest_in_name, sha256};

/// The published files of a theme by their path under `assets/`.
pub(super) type PublishedAssets = BTreeMap<String, PublishedAsset>;

/// A published file of a theme.
#[derive(Debug)]
pub(super) struct PublishedAsset {
    pub(super) address: Arc<str>,
    pub(super) bytes: Vec<u8>,
    digest: String,
}

/// A file whose references are known.
struct NamelessAsset {
    shown_path: Arc<str>,
    bytes: Vec<u8>,
    /// In the order of their positions.
    references: Vec<AssetReference>,
}

/// A reference to a file of the theme.
struct AssetReference {
    /// Where the digest belongs: before the extension.
    position: usize,
    target: String,
}

/// Names the files of a theme, and rewrites their references.
pub(super) fn publish(assets: Assets, faults: &mut Vec<Diagnostic>) -> PublishedAssets {
    let references: Vec<_> =
        assets.iter().map(|(name, (_, bytes))| references(name, bytes, &assets)).collect();
    let with_references = assets.into_iter().zip(references);
    let mut nameless: BTreeMap<String, NamelessAsset> = with_references
        .map(|((name, (shown_path, bytes)), references)| {
            (name, NamelessAsset { shown_path, bytes, references })
        })
        .collect();
    let mut published = PublishedAssets::new();
    loop {
        let is_ready = |asset: &NamelessAsset| {
            asset.references.iter().all(|reference| published.contains_key(&reference.target))
        };
        let (ready, rest): (BTreeMap<_, _>, BTreeMap<_, _>) =
            nameless.into_iter().partition(|(_, asset)| is_ready(asset));
        nameless = rest;
        if ready.is_empty() {
            break;
        }
        let named: Vec<_> = ready
            .into_iter()
            .map(|(name, asset)| (asset.into_published(&name, &published), name))
            .collect();
        published.extend(named.into_iter().map(|(asset, name)| (name, asset)));
    }
    faults.extend(circle(&nameless).map(|chain| {
        faults::asset_cycle(Place::file(nameless[&chain[0]].shown_path.clone()), &chain)
    }));
    for (name, asset) in nameless {
        let asset = NamelessAsset { references: Vec::new(), ..asset };
        published.insert(name.clone(), asset.into_published(&name, &PublishedAssets::new()));
    }
    published
}

impl NamelessAsset {
    fn into_published(self, name: &str, published: &PublishedAssets) -> PublishedAsset {
        let mut bytes = Vec::with_capacity(self.bytes.len());
        let mut copied = 0;
        for AssetReference { position, target } in &self.references {
            bytes.extend_from_slice(&self.bytes[copied..*position]);
            bytes.extend_from_slice(format!(".{}", published[target].digest).as_bytes());
            copied = *position;
        }
        bytes.extend_from_slice(&self.bytes[copied..]);
        let digest = digest_in_name(&sha256(&bytes));
        PublishedAsset { address: asset_address(name, &digest).into(), bytes, digest }
    }
}

/// Finds the references of a file to files of the theme.
fn references(name: &str, bytes: &[u8], assets: &Assets) -> Vec<AssetReference> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Vec::new() };
    let is_explicit = |written: &str| {
        ["./", "../", ASSETS_ADDRESS].iter().any(|start| written.starts_with(start))
    };
    let mut ranges = match &*extension(name) {
        "css" => css::scan(text).references,
        "svg" | "webmanifest" => quoted(text),
        "js" | "mjs" => {
            quoted(text).into_iter().filter(|r| is_explicit(&text[r.clone()])).collect()
        }
        _ => return Vec::new(),
    };
    ranges.sort_by_key(|range| range.start);
    ranges
        .into_iter()
        .filter_map(|range| reference(name, &text[range.clone()], range.start, assets))
        .collect()
}

/// Resolves an address that stands in a file at a position.
fn reference(name: &str, written: &str, start: usize, assets: &Assets) -> Option<AssetReference> {
    let path = written.split(['?', '#']).next().filter(|path| !path.is_empty())?;
    let root = ASSETS_ADDRESS.trim_matches('/');
    let below_root = match path.strip_prefix(ASSETS_ADDRESS) {
        Some(below) => format!("/{}", decode(below)),
        None if path.starts_with('/') => return None,
        None => decode(path),
    };
    let folder = format!("{root}/{}", folder(name));
    let target = join(folder.trim_end_matches('/'), &below_root)?;
    let target = target.strip_prefix(root)?.trim_start_matches('/');
    let position = start + without_extension(path).len();
    assets.contains_key(target).then(|| AssetReference { position, target: target.to_owned() })
}

/// Finds what stands between two equal quotes and has the form of an address.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let quotes = text.match_indices(['"', '\'', '`']);
    let value = |(at, quote): (usize, &str)| {
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| c.is_whitespace() || "\"'`<>()\\".contains(c))?;
        rest[end..].starts_with(quote).then_some(at + 1..at + 1 + end)
    };
    quotes.filter_map(value).collect()
}

/// Returns the names of files that refer to one another in a circle, the first one again at the end.
fn circle(nameless: &BTreeMap<String, NamelessAsset>) -> Option<Vec<String>> {
    let mut chain: Vec<&String> = vec![nameless.keys().next()?];
    loop {
        let references = nameless[*chain.last()?].references.iter();
        let next = references.map(|one| &one.target).find(|name| nameless.contains_key(*name))?;
        let first = chain.iter().position(|name| *name == next);
        chain.push(next);
        if let Some(first) = first {
            return Some(chain[first..].iter().map(|name| (*name).clone()).collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Publishes files; returns them by their names without digests, and the codes of the faults.
    fn published(files: &[(&str, &str)]) -> (PublishedAssets, Vec<Diagnostic>) {
        let assets = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), ((*name).into(), text.as_bytes().to_vec())));
        let mut faults = Vec::new();
        (publish(assets.collect(), &mut faults), faults)
    }

    fn text(assets: &PublishedAssets, name: &str) -> String {
        String::from_utf8(assets[name].bytes.clone()).expect("it was a text")
    }

    #[test]
    fn references_are_rewritten_in_the_form_in_which_they_are_written() {
        let files = [("chu/a b.woff2", "x"), ("hinh.svg", "<svg/>"), ("mo-dun.js", ""), ("so", "")];
        for (name, written, expected) in [
            ("a.css", "a{b:url(hinh.svg#x)}", "a{b:url(hinh.@.svg#x)}"),
            ("a.css", "a{b:url( 'chu/a%20b.woff2?#i' )}", "a{b:url( 'chu/a%20b.@.woff2?#i' )}"),
            ("k/a.css", "@import \"../hinh.svg\";", "@import \"../hinh.@.svg\";"),
            ("k/a.css", "a{b:URL(/tai-nguyen/so)}", "a{b:URL(/tai-nguyen/so.@)}"),
            (
                "a.css",
                "/* url(hinh.svg) */a{b:url(k/hinh.svg)}",
                "/* url(hinh.svg) */a{b:url(k/hinh.svg)}",
            ),
            ("a.css", "a{b:url(data:,hinh.svg)}", "a{b:url(data:,hinh.svg)}"),
            (
                "a.css",
                "a{b:url(/hinh.svg) url(../hinh.svg)}",
                "a{b:url(/hinh.svg) url(../hinh.svg)}",
            ),
            ("a.js", "// don't\nimport './mo-dun.js'", "// don't\nimport './mo-dun.@.js'"),
            (
                "a.js",
                "['hinh.svg',`/tai-nguyen/hinh.svg`]",
                "['hinh.svg',`/tai-nguyen/hinh.@.svg`]",
            ),
            ("a.webmanifest", "{\"src\":\"hinh.svg\"}", "{\"src\":\"hinh.@.svg\"}"),
            ("a.svg", "<use href=\"hinh.svg#a\"/>", "<use href=\"hinh.@.svg#a\"/>"),
            ("a.txt", "\"hinh.svg\"", "\"hinh.svg\""),
        ] {
            let all = [&files[..], &[(name, written)]].concat();
            let (assets, faults) = published(&all);
            assert!(faults.is_empty(), "{faults:?}");
            let digests: Vec<&String> = assets.values().map(|asset| &asset.digest).collect();
            let found = digests.into_iter().fold(text(&assets, name), |text, digest| {
                text.replace(&format!(".{digest}"), ".@")
            });
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn the_digest_of_a_file_covers_what_it_refers_to() {
        let addresses = |leaf: &str| {
            let files =
                [("a.css", "@import 'b.css';"), ("b.css", "a{b:url(c.svg)}"), ("c.svg", leaf)];
            let (assets, _) = published(&[&files[..], &[("d.css", "")]].concat());
            assets.into_values().map(|asset| asset.address).collect::<Vec<_>>()
        };
        let (before, after) = (addresses("<svg/>"), addresses("<svg></svg>"));
        assert!(before.iter().zip(&after).take(3).all(|(before, after)| before != after));
        assert_eq!(before[3], after[3]);
    }

    #[test]
    fn files_that_refer_to_one_another_in_a_circle_are_a_fault() {
        let files = [
            ("a.css", "@import 'b.css';"),
            ("b.css", "@import 'c.css';"),
            ("c.css", "@import 'b.css';"),
        ];
        let (assets, faults) = published(&files);
        let codes: Vec<_> =
            faults.iter().map(|fault| format!("{} {}", fault.place.file, fault.code)).collect();
        assert_eq!(codes, ["b.css asset-circle"]);
        assert_eq!(assets.len(), 3, "templates find them all");
    }
}
