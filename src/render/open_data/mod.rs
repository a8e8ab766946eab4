//! Open data: what the metadata says of every document, in files by year for programs and spreadsheets.
//!
//! A file of a year is whole: what is in it is public, and what was taken back is not in it. There are no tombstones,
//! because a list of what may no longer be read would spread it further; the address of such a document says that it
//! was taken back. No file tells a total or a time of building, so the index and the schema stand still while
//! documents are added to years there are.

mod csv;
mod fields;
mod rows;
mod schema;
mod view;

use serde::Serialize;

use super::Renderer;
use crate::library::{Inquiry, Term, Year};
use crate::site::Overview;
use crate::site::open_data::{DataFile, Format};
use fields::{DOCUMENT, Record};

pub(super) use view::OpenDataView;

#[derive(Serialize)]
struct Publisher<'a> {
    name: &'a str,
    url: String,
}

#[derive(Serialize)]
struct Index<'a> {
    #[serde(rename = "$schema")]
    schema: String,
    title: String,
    publisher: Publisher<'a>,
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    documentation: Option<String>,
    years: Vec<YearFiles>,
}

#[derive(Serialize)]
struct YearFiles {
    year: Option<i16>,
    json: String,
    csv: String,
}

/// Writes a file.
pub(super) fn file(renderer: &Renderer<'_>, inquiry: &Inquiry, file: DataFile) -> String {
    match file {
        DataFile::Index => pretty(&index(renderer, inquiry)),
        DataFile::Schema => pretty(&schema::schema(&absolute(renderer, DataFile::Schema))),
        DataFile::Year(year, Format::Json) => {
            json(renderer, year, &records(renderer, inquiry, year))
        }
        DataFile::Year(year, Format::Csv) => csv::csv(&DOCUMENT, &records(renderer, inquiry, year)),
    }
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("text and numbers can be written") + "\n"
}

fn compact(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("text and numbers can be written")
}

fn absolute(renderer: &Renderer<'_>, file: DataFile) -> String {
    renderer.config.base.absolute(&file.address())
}

fn title(renderer: &Renderer<'_>) -> String {
    format!("Văn bản – {}", renderer.config.title)
}

fn publisher<'a>(renderer: &'a Renderer<'_>) -> Publisher<'a> {
    Publisher { name: &renderer.config.owner.name, url: renderer.config.base.to_string() }
}

fn index<'a>(renderer: &'a Renderer<'_>, inquiry: &Inquiry) -> Index<'a> {
    let page = Overview::OpenData.address();
    let files = |year: Year| YearFiles {
        year: year.0,
        json: absolute(renderer, DataFile::Year(year, Format::Json)),
        csv: absolute(renderer, DataFile::Year(year, Format::Csv)),
    };
    Index {
        schema: absolute(renderer, DataFile::Schema),
        title: title(renderer),
        publisher: publisher(renderer),
        language: &renderer.config.language,
        documentation: renderer.stands(inquiry, page).then(|| renderer.config.base.absolute(page)),
        years: inquiry.year_names(&Term::Documents).into_iter().map(files).collect(),
    }
}

fn records(renderer: &Renderer<'_>, inquiry: &Inquiry, year: Year) -> Vec<Record> {
    let entries = inquiry.list(&Term::Documents, Some(year), 0, usize::MAX);
    entries.iter().map(|entry| fields::document(renderer, inquiry, entry)).collect()
}

/// Writes the documents of a year, each on a line of its own, so that versions of the file can be compared.
fn json(renderer: &Renderer<'_>, year: Year, records: &[Record]) -> String {
    let head = [
        ("$schema", compact(&absolute(renderer, DataFile::Schema))),
        ("title", compact(&title(renderer))),
        ("publisher", compact(&publisher(renderer))),
        ("year", compact(&year.0)),
    ];
    let mut json = String::from("{\n");
    for (name, value) in head {
        json.extend(["\"", name, "\": ", &value, ",\n"]);
    }
    json.push_str("\"documents\": [");
    for (at, record) in records.iter().enumerate() {
        json.push_str(if at == 0 { "\n" } else { ",\n" });
        json.push_str(&compact(record));
    }
    json.push_str("\n]\n}\n");
    json
}
