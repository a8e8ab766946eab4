//! The files of open data and where they lie.
//!
//! A year is a shard: a new document moves the files of its own year and no other. A year is never cut further. A cut
//! by count would move its borders with every new document, and a cut by month above some size would take an address
//! away that others have written down. A year of ten thousand documents is a file of some megabytes.

use crate::library::Year;

/// A file of open data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataFile {
    /// Which years there are.
    Index,
    /// What the files hold, as a JSON Schema.
    Schema,
    /// The documents of a year.
    Year(Year, DataFormat),
}

/// How the documents of a year are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataFormat {
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

impl DataFile {
    /// The address.
    pub fn address(self) -> String {
        match self {
            Self::Index => "/du-lieu/van-ban.json".to_owned(),
            Self::Schema => "/du-lieu/van-ban.schema.json".to_owned(),
            Self::Year(year, DataFormat::Json) => format!("/du-lieu/van-ban-{}.json", year.slug()),
            Self::Year(year, DataFormat::Csv) => format!("/du-lieu/van-ban-{}.csv", year.slug()),
        }
    }
}
