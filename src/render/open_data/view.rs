//! The page that documents the open data files: the files by year, and every field of the schema.
//!
//! It lists years without counts, so that it does not change when documents are added to existing years.

use serde::Serialize;

use super::fields::TABLES;
use super::table::{FieldTable, FieldType};
use crate::library::{DependencyTracker, Term, Year};
use crate::render::year_label;
use crate::site::open_data::{DataFile, DataFormat};
use crate::theme::UiLabels;

/// The open data files as seen by templates.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct OpenDataView {
    /// The address of the index of the files (JSON).
    index: String,
    /// The address of the JSON Schema of the files.
    schema: String,
    /// The files by year.
    years: Vec<OpenDataYear>,
    /// The tables that describe the fields.
    tables: Vec<TableView>,
}

/// The open data files of a year.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OpenDataYear {
    /// The year, as printed.
    label: String,
    /// The address of the JSON file.
    json: String,
    /// The address of the CSV file.
    csv: String,
}

/// A table that describes the fields of a kind of record.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TableView {
    /// The name of the kind of record in the JSON Schema.
    name: &'static str,
    /// The title of the table.
    title: &'static str,
    /// The fields of a record.
    fields: Vec<FieldView>,
}

/// A field of the open data.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FieldView {
    /// The property name in JSON.
    name: &'static str,
    /// The column heading in CSV; empty if the field has no column.
    column: &'static str,
    /// What the field means.
    meaning: &'static str,
    /// The type of its values, in words.
    form: String,
    /// Whether every record has the field.
    always: bool,
}

impl OpenDataView {
    /// Builds the view from the existing years and the tables of fields.
    pub(in crate::render) fn new(labels: UiLabels<'_>, tracker: &DependencyTracker) -> Self {
        let year = |year: Year| OpenDataYear {
            label: year_label(labels, year),
            json: DataFile::Year(year, DataFormat::Json).address(),
            csv: DataFile::Year(year, DataFormat::Csv).address(),
        };
        Self {
            index: DataFile::Index.address(),
            schema: DataFile::Schema.address(),
            years: tracker.year_names(&Term::Documents).into_iter().map(year).collect(),
            tables: TABLES.map(table_view).into(),
        }
    }
}

fn table_view(table: &FieldTable) -> TableView {
    let fields = table.fields.iter().map(|field| FieldView {
        name: field.name,
        column: field.column,
        meaning: field.meaning,
        form: type_description(field.field_type),
        always: field.required,
    });
    TableView { name: table.name, title: table.title, fields: fields.collect() }
}

/// Describes the type of a field, in Vietnamese like the tables.
fn type_description(field_type: FieldType) -> String {
    match field_type {
        FieldType::Text => "Chữ".to_owned(),
        FieldType::OneOf(values) => format!("Một trong: {}", values().join("; ")),
        FieldType::Address => "Địa chỉ đầy đủ".to_owned(),
        FieldType::Date => "Ngày".to_owned(),
        FieldType::Moment => "Ngày, có thể kèm giờ".to_owned(),
        FieldType::Number => "Số".to_owned(),
        FieldType::Digest => "64 chữ số thập lục phân".to_owned(),
        FieldType::Language => "Mã ngôn ngữ".to_owned(),
        FieldType::Texts => "Danh sách chữ".to_owned(),
        FieldType::Records(table) => format!("Danh sách {}", table.name),
    }
}
