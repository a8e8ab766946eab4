//! Open data: the metadata of every document, in JSON and CSV files by year.
//!
//! The file of a year contains all its public documents. Withdrawn documents are not listed, not even as tombstones,
//! because a list of them would spread them further; the page at the address of such a document says that it was
//! withdrawn.
//!
//! **Left out on purpose.** Totals and the time of the build: the index and the schema do not change when documents are
//! added to existing years.

mod csv;
mod fields;
mod nested_records;
mod schema;
mod table;
mod view;

use serde::Serialize;

use super::Renderer;
use crate::library::{DependencyTracker, Term, Year};
use crate::site::Overview;
use crate::site::open_data::{DataFile, DataFormat};
use fields::DOCUMENT;
use table::DataRecord;

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

/// Writes one of the open data files.
pub(super) fn write_file(
    renderer: &Renderer<'_>,
    tracker: &DependencyTracker,
    file: DataFile,
) -> String {
    match file {
        DataFile::Index => pretty(&data_index(renderer, tracker)),
        DataFile::Schema => pretty(&schema::schema(&absolute(renderer, DataFile::Schema))),
        DataFile::Year(year, DataFormat::Json) => {
            year_json(renderer, year, &year_records(renderer, tracker, year))
        }
        DataFile::Year(year, DataFormat::Csv) => {
            csv::write_csv(&DOCUMENT, &year_records(renderer, tracker, year))
        }
    }
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("text and numbers can be serialized") + "\n"
}

fn compact(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("text and numbers can be serialized")
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

fn data_index<'a>(renderer: &'a Renderer<'_>, tracker: &DependencyTracker) -> DataIndex<'a> {
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
            .exists(tracker, page)
            .then(|| renderer.config.base_url.absolute_url(page)),
        years: tracker.year_names(&Term::Documents).into_iter().map(files).collect(),
    }
}

fn year_records(
    renderer: &Renderer<'_>,
    tracker: &DependencyTracker,
    year: Year,
) -> Vec<DataRecord> {
    let entries = tracker.list(&Term::Documents, Some(year), 0, usize::MAX);
    entries.iter().map(|entry| fields::document_record(renderer, tracker, entry)).collect()
}

/// Writes the documents of a year as JSON, one per line, so that versions of the file can be compared by line.
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
    for (index, record) in records.iter().enumerate() {
        json.push_str(if index == 0 { "\n" } else { ",\n" });
        json.push_str(&compact(record));
    }
    json.push_str("\n]\n}\n");
    json
}
