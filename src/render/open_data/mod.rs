//! Open data: what the metadata says of every document, in files by year for programs and spreadsheets.
//!
//! A file of a year is whole: what is in it is public, and what was taken back is not in it. There are no tombstones,
//! because a list of what may no longer be read would spread it further; the address of such a document says that it
//! was taken back. No file tells a total or a time of building, so the index and the schema stand still while
//! documents are added to years there are.

mod csv;
mod fields;
mod nested_records;
mod schema;
mod view;

use serde::Serialize;

use super::Renderer;
use crate::library::{DependencyTracker, Term, Year};
use crate::site::Overview;
use crate::site::open_data::{DataFile, DataFormat};
use fields::{DOCUMENT, DataRecord};

pub(super) use view::OpenDataView;

#[derive(Serialize)]
struct Publisher<'a> {
    name: &'a str,
    url: String,
}

#[derive(Serialize)]
struct DataIndex<'a> {
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
pub(super) fn write_file(
    renderer: &Renderer<'_>,
    inquiry: &DependencyTracker,
    file: DataFile,
) -> String {
    match file {
        DataFile::Index => pretty(&data_index(renderer, inquiry)),
        DataFile::Schema => pretty(&schema::schema(&absolute(renderer, DataFile::Schema))),
        DataFile::Year(year, DataFormat::Json) => {
            year_json(renderer, year, &year_records(renderer, inquiry, year))
        }
        DataFile::Year(year, DataFormat::Csv) => {
            csv::write_csv(&DOCUMENT, &year_records(renderer, inquiry, year))
        }
    }
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("text and numbers can be written") + "\n"
}

fn compact(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("text and numbers can be written")
}

fn absolute(renderer: &Renderer<'_>, file: DataFile) -> String {
    renderer.config.base_url.absolute_url(&file.address())
}

fn title(renderer: &Renderer<'_>) -> String {
    format!("Văn bản – {}", renderer.config.title)
}

fn publisher<'a>(renderer: &'a Renderer<'_>) -> Publisher<'a> {
    Publisher { name: &renderer.config.owner.name, url: renderer.config.base_url.to_string() }
}

fn data_index<'a>(renderer: &'a Renderer<'_>, inquiry: &DependencyTracker) -> DataIndex<'a> {
    let page = Overview::OpenData.address();
    let files = |year: Year| YearFiles {
        year: year.0,
        json: absolute(renderer, DataFile::Year(year, DataFormat::Json)),
        csv: absolute(renderer, DataFile::Year(year, DataFormat::Csv)),
    };
    DataIndex {
        schema: absolute(renderer, DataFile::Schema),
        title: title(renderer),
        publisher: publisher(renderer),
        language: &renderer.config.language,
        documentation: renderer
            .exists(inquiry, page)
            .then(|| renderer.config.base_url.absolute_url(page)),
        years: inquiry.year_names(&Term::Documents).into_iter().map(files).collect(),
    }
}

fn year_records(
    renderer: &Renderer<'_>,
    inquiry: &DependencyTracker,
    year: Year,
) -> Vec<DataRecord> {
    let entries = inquiry.list(&Term::Documents, Some(year), 0, usize::MAX);
    entries.iter().map(|entry| fields::document_record(renderer, inquiry, entry)).collect()
}

/// Writes the documents of a year, each on a line of its own, so that versions of the file can be compared.
fn year_json(renderer: &Renderer<'_>, year: Year, records: &[DataRecord]) -> String {
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
