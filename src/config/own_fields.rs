//! The fields and taxonomies that a portal declares, and their part of portal.yaml.
//!
//! A taxonomy of the portal's own is a field whose values are terms: front matter has its key, entries its values, and
//! the terms have pages as those of the other taxonomies.

use std::hash::{Hash, Hasher};

use super::parts::report_bad_setting;
use super::{EntryKind, SectionName, Taxonomy, is_reserved, keys};
use crate::diagnostic::{Place, faults};
use crate::name::Name;
use crate::vietnamese::{fold, slug};
use crate::yaml::{Key, Value, YamlNode, YamlReader, is_key};

/// A field that the portal declares.
#[derive(Debug, Clone)]
pub struct OwnField {
    /// The key of front matter, folded; also the name of the value in templates and open data.
    pub key: Name,
    /// The key as portal.yaml has it, for messages.
    pub written: Name,
    /// The title.
    pub title: String,
    /// The kinds of entries that have it.
    pub kinds: Vec<EntryKind>,
    /// The sections whose entries have it, of whatever kind.
    pub sections: Vec<SectionName>,
    /// Whether it is shown among the facts of an entry.
    pub is_shown: bool,
    /// The form of its values.
    pub form: OwnForm,
    /// The place of its key in portal.yaml.
    pub place: Place,
}

/// The form of the values of an [`OwnField`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OwnForm {
    /// A text.
    Text,
    /// A date, which may be only a month, a quarter or a year.
    Date,
    /// A number.
    Number,
    /// A list of texts.
    List,
    /// The address of a page of another site, possibly with a text.
    Link,
    /// The terms of a taxonomy with this name; `many` if an entry may have several.
    Terms {
        /// The name of the taxonomy, which is also the first part of its addresses.
        name: Name,
        /// Whether an entry may have several.
        many: bool,
    },
}

/// The place is left out: a declaration that only moves in the file changes no entry.
impl Hash for OwnField {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let sections: Vec<&String> = self.sections.iter().map(|section| &section.folder).collect();
        (self.key, &self.title, &self.kinds, sections, self.is_shown, self.form).hash(state);
    }
}

impl OwnField {
    fn new(written: &str, form: OwnForm, place: Place) -> Self {
        let (kinds, sections) = (EntryKind::ALL.to_vec(), Vec::new());
        let (key, written, title) = (fold::key(written).into(), written.into(), String::new());
        Self { key, written, title, kinds, sections, is_shown: true, form, place }
    }

    /// Returns the taxonomy, if the values are terms.
    pub fn taxonomy(&self) -> Option<Taxonomy> {
        match self.form {
            OwnForm::Terms { name, .. } => Some(Taxonomy::Own(name)),
            _ => None,
        }
    }

    /// Returns whether an entry of a kind at a path below `content/` has the field.
    pub fn belongs_to(&self, kind: EntryKind, path: &str) -> bool {
        let is_below = |section: &SectionName| {
            path.strip_prefix(&*section.folder).is_some_and(|rest| rest.starts_with('/'))
        };
        self.kinds.contains(&kind) || self.sections.iter().any(is_below)
    }
}

/// The words for the forms of values, Vietnamese and English.
const FORMS: [(&str, &str, OwnForm); 5] = [
    ("chữ", "text", OwnForm::Text),
    ("ngày", "date", OwnForm::Date),
    ("số", "number", OwnForm::Number),
    ("danh sách", "list", OwnForm::List),
    ("liên kết", "link", OwnForm::Link),
];

/// Reads the declared fields.
pub(super) fn read_own_fields(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
    fields: &mut Vec<OwnField>,
) {
    for (key, value) in reader.read_map(node) {
        let place = reader.place(&key.range);
        if fold::key(&key.text).is_empty() {
            reader.faults.push(faults::bad_own_name(place, &key.text, None));
            continue;
        }
        let mut field = OwnField::new(&key.text, OwnForm::Text, place);
        for (name, value) in reader.read_known(value, keys::OWN_FIELD) {
            match name {
                "title" => field.title = reader.read_text(value).unwrap_or_default(),
                "kinds" => read_kinds(reader, value, &mut field),
                "show" => field.is_shown = reader.read_boolean(value),
                _ => field.form = read_form(reader, value),
            }
        }
        add(reader, fields, field, (key, value));
    }
}

/// Reads a taxonomy that the portal declares: its name with a map.
pub(super) fn read_own_taxonomy(
    reader: &mut YamlReader<'_>,
    (key, value): (&Key, &YamlNode),
    fields: &mut Vec<OwnField>,
) -> Option<Taxonomy> {
    let (name, place) = (&key.text, reader.place(&key.range));
    let proposed = slug::slug(name);
    if proposed != *name || is_reserved(name, true) {
        let proposed = Some(&*proposed).filter(|slug| !slug.is_empty() && !is_reserved(slug, true));
        reader.faults.push(faults::bad_own_name(place, name, proposed));
        return None;
    }
    let form = |many| OwnForm::Terms { name: name.as_str().into(), many };
    let mut field = OwnField::new(name, form(true), place);
    for (name, value) in reader.read_known(value, keys::OWN_TAXONOMY) {
        match name {
            "title" => field.title = reader.read_text(value).unwrap_or_default(),
            "kinds" => read_kinds(reader, value, &mut field),
            "show" => field.is_shown = reader.read_boolean(value),
            _ => field.form = form(reader.read_boolean(value)),
        }
    }
    let taxonomy = field.taxonomy();
    add(reader, fields, field, (key, value)).then_some(taxonomy)?
}

/// Adds a declaration that has a title and a key of its own; returns whether it did.
fn add(
    reader: &mut YamlReader<'_>,
    fields: &mut Vec<OwnField>,
    field: OwnField,
    (key, value): (&Key, &YamlNode),
) -> bool {
    let is_known = fields.iter().any(|other| other.key == field.key);
    if is_known {
        let place = field.place.clone();
        reader.faults.push(faults::own_field_twice(place, &key.text));
    } else if field.title.is_empty() {
        reader.report_missing_key(value, keys::OWN_FIELD[0]);
    } else {
        fields.push(field);
        return true;
    }
    false
}

fn read_form(reader: &mut YamlReader<'_>, value: &YamlNode) -> OwnForm {
    let written = reader.read_text(value).unwrap_or_default();
    let found = FORMS.iter().find(|(vi, en, _)| is_key(&written, (vi, en)));
    if found.is_none() {
        let words = FORMS.map(|(vi, en, _)| format!("{en} ({vi})")).join(", ");
        report_bad_setting(reader, value, &words);
    }
    found.map_or(OwnForm::Text, |(.., form)| *form)
}

/// Reads the kinds of entries and the sections that have a field.
fn read_kinds(reader: &mut YamlReader<'_>, value: &YamlNode, field: &mut OwnField) {
    field.kinds.clear();
    let items = match &value.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(value),
    };
    for item in items {
        let Some(written) = reader.read_text(item) else { continue };
        let kind = EntryKind::ALL.into_iter().find(|kind| is_key(&written, kind.names()));
        match kind {
            Some(kind) => field.kinds.push(kind),
            None => {
                let folder = written.trim_matches('/');
                let folder = folder.strip_prefix("content/").unwrap_or(folder).to_owned();
                let place = reader.place(&item.range);
                field.sections.push(SectionName { title: folder.clone(), folder, place });
            }
        }
    }
}
