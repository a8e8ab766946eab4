//! The names of taxonomy values: label, slug and number of entries.
//!
//! Values that differ only in spelling are one term. Its label is the most common spelling; among equally common ones,
//! one with spaces rather than dashes, then the first in collation order.
//!
//! **Invariant.** The names of a taxonomy are in the order of the Vietnamese alphabet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rapidhash::RapidHashMap;

use crate::config::Taxonomy;
use crate::vietnamese::{collation, slug};

/// The name of a term on the site.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TermName {
    /// The folded value.
    pub key: Arc<str>,
    /// The most common spelling.
    pub label: String,
    /// The last segment of its address; empty if the label has no letters.
    pub slug: String,
    /// The number of entries that carry it.
    pub count: usize,
}

/// The values of all taxonomies. Names are recomputed once per update, by [`Self::update_names`].
#[derive(Debug, Default)]
pub(super) struct TermNameIndex {
    taxonomies: BTreeMap<Taxonomy, TaxonomyValues>,
    changed_keys: BTreeSet<(Taxonomy, Arc<str>)>,
}

/// The values of one taxonomy.
#[derive(Debug, Default)]
struct TaxonomyValues {
    /// How often each value is written in each spelling.
    spellings: RapidHashMap<Arc<str>, Vec<(Box<str>, usize)>>,
    names: Vec<TermName>,
    /// The index of each value in `names`.
    positions: RapidHashMap<Arc<str>, usize>,
}

impl TermNameIndex {
    /// Counts one more use of a spelling.
    pub(super) fn add_spelling(&mut self, taxonomy: Taxonomy, key: &Arc<str>, written: &str) {
        let values = self.taxonomies.entry(taxonomy).or_default();
        let spellings = values.spellings.entry(key.clone()).or_default();
        match spellings.iter_mut().find(|(spelling, _)| **spelling == *written) {
            Some((_, uses)) => *uses += 1,
            None => spellings.push((written.into(), 1)),
        }
        self.changed_keys.insert((taxonomy, key.clone()));
    }

    /// Removes one use of a spelling.
    pub(super) fn remove_spelling(&mut self, taxonomy: Taxonomy, key: &Arc<str>, written: &str) {
        let values = self.taxonomies.entry(taxonomy).or_default();
        let Some(spellings) = values.spellings.get_mut(key) else { return };
        if let Some(at) = spellings.iter().position(|(spelling, _)| **spelling == *written) {
            spellings[at].1 -= 1;
            if spellings[at].1 == 0 {
                spellings.remove(at);
            }
        }
        if spellings.is_empty() {
            values.spellings.remove(key);
        }
        self.changed_keys.insert((taxonomy, key.clone()));
    }

    /// Updates the names of the values whose spellings changed; `count` returns the number of entries of a value.
    pub(super) fn update_names(&mut self, count: &dyn Fn(Taxonomy, &Arc<str>) -> usize) {
        let mut renamed: BTreeSet<Taxonomy> = BTreeSet::new();
        for (taxonomy, key) in std::mem::take(&mut self.changed_keys) {
            let Some(values) = self.taxonomies.get_mut(&taxonomy) else { continue };
            let spellings = values.spellings.get(&key);
            let name = values.positions.get(&key).map(|at| &mut values.names[*at]);
            match (name, spellings) {
                (Some(name), Some(spellings)) if name.label == most_common_spelling(spellings) => {
                    name.count = count(taxonomy, &key);
                }
                (None, None) => {}
                _ => drop(renamed.insert(taxonomy)),
            }
        }
        for taxonomy in renamed {
            if let Some(values) = self.taxonomies.get_mut(&taxonomy) {
                values.rebuild_names(&|key| count(taxonomy, key));
            }
        }
    }

    /// Returns the names of a taxonomy.
    pub(super) fn names(&self, taxonomy: Taxonomy) -> &[TermName] {
        self.taxonomies.get(&taxonomy).map_or(&[], |values| &values.names)
    }

    /// Returns the name of one value.
    pub(super) fn get(&self, taxonomy: Taxonomy, key: &str) -> Option<&TermName> {
        let values = self.taxonomies.get(&taxonomy)?;
        values.positions.get(key).map(|at| &values.names[*at])
    }
}

impl TaxonomyValues {
    /// Computes the names of all values, in alphabetical order.
    fn rebuild_names(&mut self, count: &dyn Fn(&Arc<str>) -> usize) {
        let named = self.spellings.iter().map(|(key, spellings)| {
            let label = most_common_spelling(spellings).to_owned();
            TermName { key: key.clone(), slug: slug::term(&label), count: count(key), label }
        });
        self.names = named.collect();
        self.names.sort_by_cached_key(|name| (collation::sort_key(&name.label), name.key.clone()));
        let keys = self.names.iter().enumerate();
        self.positions = keys.map(|(at, name)| (name.key.clone(), at)).collect();
    }
}

/// Returns the most common spelling; among equally common ones, one that has spaces rather than dashes, then the first
/// by collation.
fn most_common_spelling(spellings: &[(Box<str>, usize)]) -> &str {
    let spaces = |spelling: &str| spelling.matches(' ').count();
    let most_common = spellings.iter().max_by(|(a, a_uses), (b, b_uses)| {
        let by_spaces = || spaces(a).cmp(&spaces(b));
        let by_collation = || collation::compare(b, a).then_with(|| b.cmp(a));
        a_uses.cmp(b_uses).then_with(by_spaces).then_with(by_collation)
    });
    most_common.map_or("", |(spelling, _)| spelling)
}
