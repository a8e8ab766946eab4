//! Tables of fields and the records of their values, of which the open data files are made.
//!
//! The JSON files, the columns of the CSV files, the JSON Schema and the documentation page are all generated from the
//! tables, so that they always agree.

use serde::{Serialize, Serializer};

use crate::entry::Name;

/// The type of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum FieldType {
    /// Text.
    Text,
    /// One of a set of texts.
    OneOf(fn() -> Vec<&'static str>),
    /// An absolute URL.
    Address,
    /// A date; possibly only a month, a quarter or a year.
    Date,
    /// A date with or without a time.
    Moment,
    /// A non-negative integer.
    Number,
    /// A SHA-256 digest in hexadecimal.
    Digest,
    /// A language (BCP 47).
    Language,
    /// A list of texts.
    Texts,
    /// A list of records of another table.
    Records(&'static FieldTable),
}

/// A table of fields, with its name in the schema and its title for readers.
#[derive(Debug)]
pub(super) struct FieldTable {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) fields: &'static [DataField],
}

/// A field of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct DataField {
    /// The property name in JSON.
    pub(super) name: &'static str,
    /// The column heading in CSV; empty for fields of nested records, which have no column.
    pub(super) column: &'static str,
    /// The description for readers.
    pub(super) meaning: &'static str,
    /// The type of its values.
    pub(super) field_type: FieldType,
    /// Whether every record has it.
    pub(super) required: bool,
}

/// A value of a field.
#[derive(Debug)]
pub(super) enum FieldValue {
    Missing,
    Text(String),
    Number(u64),
    Texts(Vec<String>),
    Records(Vec<NestedRecord>),
}

/// A record within a record, with the text that represents it in a CSV cell.
#[derive(Debug)]
pub(super) struct NestedRecord {
    pub(super) record: DataRecord,
    pub(super) cell_text: String,
}

/// The fields of a table with their values, in the order of the table.
#[derive(Debug)]
pub(super) struct DataRecord(Vec<(&'static DataField, FieldValue)>);

impl DataRecord {
    /// Creates a record with one value for each field of the table.
    pub(super) fn new(
        table: &'static FieldTable,
        values: impl IntoIterator<Item = FieldValue, IntoIter: ExactSizeIterator>,
    ) -> Self {
        let values = values.into_iter();
        debug_assert_eq!(table.fields.len(), values.len(), "{}", table.name);
        Self(table.fields.iter().zip(values).collect())
    }

    /// Returns the values in the order of the table.
    pub(super) fn values(&self) -> impl Iterator<Item = &FieldValue> {
        self.0.iter().map(|(_, value)| value)
    }
}

/// Missing values are left out.
impl Serialize for DataRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let present = self.0.iter().filter(|(_, value)| !matches!(value, FieldValue::Missing));
        serializer.collect_map(present.map(|(field, value)| (field.name, value)))
    }
}

impl Serialize for FieldValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Texts(texts) => serializer.collect_seq(texts),
            Self::Records(records) => {
                serializer.collect_seq(records.iter().map(|nested| &nested.record))
            }
        }
    }
}

impl FieldValue {
    /// Creates a text value; missing if there is no text or it is empty.
    pub(super) fn text(text: Option<impl Into<String>>) -> Self {
        text.map(Into::into).filter(|text| !text.is_empty()).map_or(Self::Missing, Self::Text)
    }

    /// Creates a list of texts; missing if it is empty.
    pub(super) fn texts(texts: &[Name]) -> Self {
        let texts: Vec<String> = texts.iter().map(|text| text.to_string()).collect();
        if texts.is_empty() { Self::Missing } else { Self::Texts(texts) }
    }

    /// Creates a list of records; missing if it is empty.
    pub(super) fn records(records: Vec<NestedRecord>) -> Self {
        if records.is_empty() { Self::Missing } else { Self::Records(records) }
    }
}
