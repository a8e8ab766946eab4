//! The files of open data and their addresses.
//!
//! Files are partitioned by year, so a new document changes only the files of its own year. A year is never split
//! further: splitting by count would shift the boundaries with every new document, and splitting by month above some
//! size would remove addresses that others refer to. A year of ten thousand documents is a file of some megabytes.

use crate::library::Year;

/// A file of open data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataFile {
    /// The index of the years.
    Index,
    /// The JSON Schema of the data.
    Schema,
    /// The documents of a year.
    Year(Year, DataFormat),
}

/// The format of the documents of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataFormat {
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

impl DataFile {
    /// Returns the address.
    pub fn address(self) -> String {
        match self {
            Self::Index => "/du-lieu/van-ban.json".to_owned(),
            Self::Schema => "/du-lieu/van-ban.schema.json".to_owned(),
            Self::Year(year, DataFormat::Json) => format!("/du-lieu/van-ban-{}.json", year.slug()),
            Self::Year(year, DataFormat::Csv) => format!("/du-lieu/van-ban-{}.csv", year.slug()),
        }
    }
}
