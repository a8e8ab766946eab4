//! Long random histories of builds and of people, compared with a plain map.
//!
//! Seeds are fixed, so a failure repeats. Names are few and nest in each other, and texts are
//! few and often of one size, so that every kind of meeting happens.

use std::collections::BTreeSet;

use super::super::{ObstacleKind, OutputError, path};
use super::{OutputFixture, SiteTexts, folders_of};

const NAMES: [&str; 9] = ["a", "a/b", "a/b/c", "a/d.css", "e", "e/f.pdf", "g.html", "h/i/j", "h/k"];
const TEXTS: [&str; 4] = ["one", "two", "three", ""];

/// A linear congruential generator with Knuth's constants.
struct HistoryRng(u64);

impl HistoryRng {
    fn below(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % sides
    }

    fn pick(&mut self, from: &[&str]) -> String {
        from[self.below(from.len())].to_owned()
    }

    fn site(&mut self) -> SiteTexts {
        let mut site = SiteTexts::new();
        for _ in 0..self.below(NAMES.len()) {
            let (path, text) = (self.pick(&NAMES), self.pick(&TEXTS));
            if !conflicts_with_another(&path, &site) {
                site.insert(path, text);
            }
        }
        site
    }
}

/// Tells whether `path` would be a folder of another file, or the reverse.
fn conflicts_with_another(path: &str, files: &SiteTexts) -> bool {
    let above = path::ancestors(path).any(|folder| files.contains_key(folder));
    above || !files_below(path, files).is_empty()
}

fn files_below(folder: &str, files: &SiteTexts) -> Vec<String> {
    let start = format!("{folder}/");
    files.keys().filter(|path| path.starts_with(&start)).cloned().collect()
}

/// What should be on disk, and what of it we wrote.
#[derive(Default)]
struct SiteModel {
    disk: SiteTexts,
    ours: SiteTexts,
}

impl SiteModel {
    fn obstacle(&self, path: &str, may_be_edited: bool) -> Option<(String, ObstacleKind)> {
        let kind = match (self.disk.get(path)?, self.ours.get(path)) {
            (_, None) => ObstacleKind::Foreign,
            (there, Some(written)) if there != written && !may_be_edited => ObstacleKind::Modified,
            _ => return None,
        };
        Some((path.to_owned(), kind))
    }

    fn obstacles(&self, wanted: &SiteTexts) -> BTreeSet<(String, String)> {
        let differing = wanted.iter().filter(|(path, text)| self.disk.get(*path) != Some(text));
        let mut found = Vec::new();
        for (path, _) in differing {
            found.extend(self.obstacle(path, true));
            found.extend(path::ancestors(path).filter_map(|folder| self.obstacle(folder, false)));
            found.extend(
                files_below(path, &self.disk)
                    .iter()
                    .filter_map(|in_it| self.obstacle(in_it, false)),
            );
        }
        found.into_iter().map(|(path, kind)| (path, format!("{kind:?}"))).collect()
    }

    fn build(&mut self, wanted: &SiteTexts) {
        for (path, written) in &self.ours {
            if !wanted.contains_key(path) && self.disk.get(path) == Some(written) {
                self.disk.remove(path);
            }
        }
        self.disk.extend(wanted.clone());
        self.ours = wanted.clone();
    }

    /// A person writes a file, new or over one of ours.
    fn edit_by_hand(&mut self, portal: &OutputFixture, dice: &mut HistoryRng) {
        let (path, text) = (dice.pick(&NAMES), dice.pick(&TEXTS));
        if !conflicts_with_another(&path, &self.disk) {
            portal.write(&path, &text);
            self.disk.insert(path, text);
        }
    }
}

fn assert_same(portal: &OutputFixture, model: &SiteModel, step: &str) {
    let (folders, files): (SiteTexts, SiteTexts) =
        portal.tree().into_iter().partition(|(path, _)| path.ends_with('/'));
    assert_eq!(files, model.disk, "{step}");
    let folders: BTreeSet<String> = folders.into_keys().collect();
    assert_eq!(folders, folders_of(&model.disk), "{step}");
}

/// Plays one history, and tells how many builds were published and refused.
fn run_history(seed: u64) -> (usize, usize) {
    let (portal, mut model, mut dice) =
        (OutputFixture::new(), SiteModel::default(), HistoryRng(seed));
    let (mut published, mut refused) = (0, 0);
    for round in 0..40 {
        if dice.below(4) == 0 {
            model.edit_by_hand(&portal, &mut dice);
        }
        let (wanted, step) = (dice.site(), format!("seed {seed}, round {round}"));
        let obstacles = model.obstacles(&wanted);
        match portal.try_build(&wanted) {
            Ok(_) => {
                assert!(obstacles.is_empty(), "{step}: {obstacles:?} were not seen");
                model.build(&wanted);
                published += 1;
            }
            Err(OutputError::Obstructed { obstacles: named }) => {
                let named = named.into_iter().map(|o| (o.path, format!("{:?}", o.kind)));
                assert_eq!(named.collect::<BTreeSet<_>>(), obstacles, "{step}");
                refused += 1;
            }
            Err(other) => panic!("{step}: {other}"),
        }
        assert_same(&portal, &model, &step);
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
