//! The page that tells people what the files of open data are: years, and every field of the schema.
//!
//! It names years and no counts, so it stands still while documents are added to years there are.

use serde::Serialize;

use super::fields::{DOCUMENT, Form, Table};
use super::rows::{CORRECTION, FILE, RELATION};
use crate::library::{Inquiry, Term, Year};
use crate::render::year_label;
use crate::site::open_data::{DataFile, Format};
use crate::theme::Words;

/// Open data as templates see it.
#[derive(Debug, Serialize)]
pub(in crate::render) struct OpenDataView {
    index: String,
    schema: String,
    years: Vec<YearView>,
    tables: Vec<TableView>,
}

#[derive(Debug, Serialize)]
struct YearView {
    label: String,
    json: String,
    csv: String,
}

#[derive(Debug, Serialize)]
struct TableView {
    name: &'static str,
    title: &'static str,
    fields: Vec<FieldView>,
}

#[derive(Debug, Serialize)]
struct FieldView {
    name: &'static str,
    column: &'static str,
    meaning: &'static str,
    form: String,
    always: bool,
}

impl OpenDataView {
    /// Shows the years there are and the table of fields.
    pub(in crate::render) fn new(words: Words<'_>, inquiry: &Inquiry) -> Self {
        let year = |year: Year| YearView {
            label: year_label(words, year),
            json: DataFile::Year(year, Format::Json).address(),
            csv: DataFile::Year(year, Format::Csv).address(),
        };
        Self {
            index: DataFile::Index.address(),
            schema: DataFile::Schema.address(),
            years: inquiry.year_names(&Term::Documents).into_iter().map(year).collect(),
            tables: [&DOCUMENT, &RELATION, &CORRECTION, &FILE].map(table).into(),
        }
    }
}

fn table(table: &Table) -> TableView {
    let fields = table.fields.iter().map(|field| FieldView {
        name: field.name,
        column: field.column,
        meaning: field.meaning,
        form: form(field.form),
        always: field.always,
    });
    TableView { name: table.name, title: table.title, fields: fields.collect() }
}

/// Says what a field holds, in the language of the table.
fn form(form: Form) -> String {
    match form {
        Form::Text => "Chữ".to_owned(),
        Form::OneOf(words) => format!("Một trong: {}", words().join("; ")),
        Form::Address => "Địa chỉ đầy đủ".to_owned(),
        Form::Date => "Ngày".to_owned(),
        Form::Moment => "Ngày, có thể kèm giờ".to_owned(),
        Form::Number => "Số".to_owned(),
        Form::Digest => "64 chữ số thập lục phân".to_owned(),
        Form::Language => "Mã ngôn ngữ".to_owned(),
        Form::Texts => "Danh sách chữ".to_owned(),
        Form::Rows(table) => format!("Danh sách {}", table.name),
    }
}
