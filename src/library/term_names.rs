//! What the values of taxonomies are called. One is one term whatever its spellings; it is called by the commonest, and
//! among equals by the first of the alphabet.
//!
//! **Invariant.** Names stand in the order of the Vietnamese alphabet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rapidhash::RapidHashMap;

use crate::config::Taxonomy;
use crate::vietnamese::{collation, slug};

/// What a term is called on the site.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TermName {
    /// The folded value.
    pub key: Arc<str>,
    /// The commonest spelling.
    pub label: String,
    /// The last part of its address; empty where the label has no letter.
    pub slug: String,
    /// How many entries carry it.
    pub count: usize,
}

/// The values of all taxonomies.
#[derive(Debug, Default)]
pub(super) struct TermNameIndex {
    taxonomies: BTreeMap<Taxonomy, TaxonomyValues>,
    changed_keys: BTreeSet<(Taxonomy, Arc<str>)>,
}

/// The values of one taxonomy.
#[derive(Debug, Default)]
struct TaxonomyValues {
    /// How often each is written in which way.
    spellings: RapidHashMap<Arc<str>, Vec<(Box<str>, usize)>>,
    names: Vec<TermName>,
    /// Where each stands in the list.
    positions: RapidHashMap<Arc<str>, usize>,
}

impl TermNameIndex {
    /// Notes how a value is written once more.
    pub(super) fn add_spelling(&mut self, taxonomy: Taxonomy, key: &Arc<str>, written: &str) {
        let values = self.taxonomies.entry(taxonomy).or_default();
        let spellings = values.spellings.entry(key.clone()).or_default();
        match spellings.iter_mut().find(|(spelling, _)| **spelling == *written) {
            Some((_, times)) => *times += 1,
            None => spellings.push((written.into(), 1)),
        }
        self.changed_keys.insert((taxonomy, key.clone()));
    }

    /// Forgets that a value is written so, once.
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

    /// Names the values whose spellings moved; `count` tells how many entries carry one.
    pub(super) fn update_names(&mut self, count: &dyn Fn(Taxonomy, &Arc<str>) -> usize) {
        let mut renamed: BTreeSet<Taxonomy> = BTreeSet::new();
        for (taxonomy, key) in std::mem::take(&mut self.changed_keys) {
            let Some(values) = self.taxonomies.get_mut(&taxonomy) else { continue };
            let spellings = values.spellings.get(&key);
            let known = values.positions.get(&key).map(|at| &mut values.names[*at]);
            match (known, spellings) {
                (Some(known), Some(spellings))
                    if known.label == most_common_spelling(spellings) =>
                {
                    known.count = count(taxonomy, &key);
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

    /// Gives the values of a taxonomy.
    pub(super) fn names(&self, taxonomy: Taxonomy) -> &[TermName] {
        self.taxonomies.get(&taxonomy).map_or(&[], |values| &values.names)
    }

    /// Gives the name of one value.
    pub(super) fn get(&self, taxonomy: Taxonomy, key: &str) -> Option<&TermName> {
        let values = self.taxonomies.get(&taxonomy)?;
        values.positions.get(key).map(|at| &values.names[*at])
    }
}

impl TaxonomyValues {
    /// Names all values, in the order of the alphabet.
    fn rebuild_names(&mut self, count: &dyn Fn(&Arc<str>) -> usize) {
        let named = self.spellings.iter().map(|(key, spellings)| {
            let label = most_common_spelling(spellings).to_owned();
            TermName { key: key.clone(), slug: slug::slug(&label), count: count(key), label }
        });
        self.names = named.collect();
        self.names.sort_by_cached_key(|name| (collation::sort_key(&name.label), name.key.clone()));
        let keys = self.names.iter().enumerate();
        self.positions = keys.map(|(at, name)| (name.key.clone(), at)).collect();
    }
}

/// The commonest spelling, then the first by collation.
fn most_common_spelling(spellings: &[(Box<str>, usize)]) -> &str {
    let best = spellings.iter().max_by(|(a, a_times), (b, b_times)| {
        a_times.cmp(b_times).then_with(|| collation::compare(b, a)).then_with(|| b.cmp(a))
    });
    best.map_or("", |(spelling, _)| spelling)
}
