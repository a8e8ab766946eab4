//! The page that tells people what the files of open data are: years, and every field of the schema.
//!
//! It names years and no counts, so it stands still while documents are added to years there are.

use serde::Serialize;

use super::fields::{DOCUMENT, FieldTable, FieldType};
use super::nested_records::{CORRECTION, FILE, RELATION};
use crate::library::{DependencyTracker, Term, Year};
use crate::render::year_label;
use crate::site::open_data::{DataFile, DataFormat};
use crate::theme::UiLabels;

/// Open data as templates see it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct OpenDataView {
    /// The address of the list of files.
    index: String,
    /// The address of the description of the fields.
    schema: String,
    /// The files by year.
    years: Vec<OpenDataYear>,
    /// What the fields mean.
    tables: Vec<TableView>,
}

/// The files of a year.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "OpenDataYear"))]
struct OpenDataYear {
    /// The year.
    label: String,
    /// The address of the JSON file.
    json: String,
    /// The address of the CSV file.
    csv: String,
}

/// A table of fields.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct TableView {
    /// The name in the files.
    name: &'static str,
    /// The title.
    title: &'static str,
    /// The fields.
    fields: Vec<FieldView>,
}

/// A field.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FieldView {
    /// The name in JSON.
    name: &'static str,
    /// The column of CSV.
    column: &'static str,
    /// What it means.
    meaning: &'static str,
    /// How it is written.
    form: String,
    /// Whether it is always there.
    always: bool,
}

impl OpenDataView {
    /// Shows the years there are and the table of fields.
    pub(in crate::render) fn new(words: UiLabels<'_>, inquiry: &DependencyTracker) -> Self {
        let year = |year: Year| OpenDataYear {
            label: year_label(words, year),
            json: DataFile::Year(year, DataFormat::Json).address(),
            csv: DataFile::Year(year, DataFormat::Csv).address(),
        };
        Self {
            index: DataFile::Index.address(),
            schema: DataFile::Schema.address(),
            years: inquiry.year_names(&Term::Documents).into_iter().map(year).collect(),
            tables: [&DOCUMENT, &RELATION, &CORRECTION, &FILE].map(table_view).into(),
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

/// Says what a field holds, in the language of the table.
fn type_description(form: FieldType) -> String {
    match form {
        FieldType::Text => "Chữ".to_owned(),
        FieldType::OneOf(words) => format!("Một trong: {}", words().join("; ")),
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
