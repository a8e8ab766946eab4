//! Long random histories of builds and hand edits, compared with a plain map.
//!
//! Seeds are fixed, so a failure can be reproduced. There are few names, which nest in each other, and few texts,
//! often of one size, so that every kind of conflict occurs.

use std::collections::BTreeSet;

use super::super::{ObstacleKind, OutputError, path};
use super::{OutputFixture, SiteTexts, folders_of};
use crate::entry::seeded_rng::SeededRng;

const NAMES: [&str; 9] = ["a", "a/b", "a/b/c", "a/d.css", "e", "e/f.pdf", "g.html", "h/i/j", "h/k"];
const TEXTS: [&str; 4] = ["one", "two", "three", ""];

fn pick(rng: &mut SeededRng, from: &[&str]) -> String {
    from[rng.below(from.len())].to_owned()
}

/// Makes a random site without conflicts between its files.
fn random_site(rng: &mut SeededRng) -> SiteTexts {
    let mut site = SiteTexts::new();
    for _ in 0..rng.below(NAMES.len()) {
        let (path, text) = (pick(rng, &NAMES), pick(rng, &TEXTS));
        if !conflicts_with_another(&path, &site) {
            site.insert(path, text);
        }
    }
    site
}

/// Returns whether `path` would be a folder above another file, or the reverse.
fn conflicts_with_another(path: &str, files: &SiteTexts) -> bool {
    let is_below_a_file = path::ancestors(path).any(|folder| files.contains_key(folder));
    is_below_a_file || !files_below(path, files).is_empty()
}

fn files_below(folder: &str, files: &SiteTexts) -> Vec<String> {
    let prefix = format!("{folder}/");
    files.keys().filter(|path| path.starts_with(&prefix)).cloned().collect()
}

/// The expected state of the disk.
#[derive(Default)]
struct SiteModel {
    /// All files.
    disk: SiteTexts,
    /// The managed files, as they were written.
    managed: SiteTexts,
}

impl SiteModel {
    fn obstacle(&self, path: &str, may_be_modified: bool) -> Option<(String, ObstacleKind)> {
        let kind = match (self.disk.get(path)?, self.managed.get(path)) {
            (_, None) => ObstacleKind::Foreign,
            (current, Some(written)) if current != written && !may_be_modified => {
                ObstacleKind::Modified
            }
            _ => return None,
        };
        Some((path.to_owned(), kind))
    }

    fn obstacles(&self, wanted: &SiteTexts) -> BTreeSet<(String, String)> {
        let differing = wanted.iter().filter(|(path, text)| self.disk.get(*path) != Some(text));
        let mut obstacles = Vec::new();
        for (path, _) in differing {
            obstacles.extend(self.obstacle(path, true));
            obstacles
                .extend(path::ancestors(path).filter_map(|folder| self.obstacle(folder, false)));
            obstacles.extend(
                files_below(path, &self.disk)
                    .iter()
                    .filter_map(|inside| self.obstacle(inside, false)),
            );
        }
        obstacles.into_iter().map(|(path, kind)| (path, format!("{kind:?}"))).collect()
    }

    fn build(&mut self, wanted: &SiteTexts) {
        for (path, written) in &self.managed {
            if !wanted.contains_key(path) && self.disk.get(path) == Some(written) {
                self.disk.remove(path);
            }
        }
        self.disk.extend(wanted.clone());
        self.managed = wanted.clone();
    }

    /// Writes a file by hand, new or over a managed one.
    fn edit_by_hand(&mut self, fixture: &OutputFixture, rng: &mut SeededRng) {
        let (path, text) = (pick(rng, &NAMES), pick(rng, &TEXTS));
        if !conflicts_with_another(&path, &self.disk) {
            fixture.write(&path, &text);
            self.disk.insert(path, text);
        }
    }
}

fn assert_same(fixture: &OutputFixture, model: &SiteModel, context: &str) {
    let (folders, files): (SiteTexts, SiteTexts) =
        fixture.tree().into_iter().partition(|(path, _)| path.ends_with('/'));
    assert_eq!(files, model.disk, "{context}");
    let folders: BTreeSet<String> = folders.into_keys().collect();
    assert_eq!(folders, folders_of(&model.disk), "{context}");
}

/// Runs one history; returns how many builds were published and how many refused.
fn run_history(seed: u64) -> (usize, usize) {
    let (fixture, mut model, mut rng) =
        (OutputFixture::new(), SiteModel::default(), SeededRng(seed));
    let (mut published, mut refused) = (0, 0);
    for round in 0..40 {
        if rng.below(4) == 0 {
            model.edit_by_hand(&fixture, &mut rng);
        }
        let (wanted, context) = (random_site(&mut rng), format!("seed {seed}, round {round}"));
        let obstacles = model.obstacles(&wanted);
        match fixture.try_build(&wanted) {
            Ok(_) => {
                assert!(obstacles.is_empty(), "{context}: {obstacles:?} were not reported");
                model.build(&wanted);
                published += 1;
            }
            Err(OutputError::Obstructed { obstacles: reported }) => {
                let reported = reported.into_iter().map(|o| (o.path, format!("{:?}", o.kind)));
                assert_eq!(reported.collect::<BTreeSet<_>>(), obstacles, "{context}");
                refused += 1;
            }
            Err(other) => panic!("{context}: {other}"),
        }
        assert_same(&fixture, &model, &context);
    }
    (published, refused)
}

#[test]
fn random_histories_of_builds_and_hand_edits_match_a_plain_map() {
    let mut totals = (0, 0);
    for seed in 0..24 {
        let (published, refused) = run_history(seed);
        totals = (totals.0 + published, totals.1 + refused);
    }
    assert!(totals.0 > 100 && totals.1 > 100, "published and refused: {totals:?}");
}
