//! The reasons why targets were rendered, as text for `--explain` and as codes for tools.
//!
//! Most reasons are a query whose answer changed: the code is that of the query, together with its subject.

use crate::diagnostic::BilingualText;
use crate::library::query::{Events, ResolveReference};
use crate::library::{Query, Term, Year};
use crate::pipeline::RebuildReason;

/// The reason why a target was rendered, in printable form.
pub(super) struct Explanation {
    /// A stable name, for tools.
    pub(super) code: &'static str,
    pub(super) text: BilingualText,
    /// The subject of the query: a file, an address or a term; empty for other reasons.
    pub(super) about: String,
}

impl Explanation {
    pub(super) fn new(reason: &RebuildReason) -> Self {
        let (vi, en) = match reason {
            RebuildReason::New => {
                ("mới, hoặc không có dữ liệu của lần dựng trước", "new, or not in the build cache")
            }
            RebuildReason::Definition => (
                "địa chỉ này nay thuộc về trang hoặc tệp khác",
                "another page or file now has this address",
            ),
            RebuildReason::Settings => ("thiết lập của cổng đã đổi", "the settings changed"),
            RebuildReason::Theme => ("giao diện đã đổi", "the theme changed"),
            RebuildReason::Body => ("nội dung đã sửa", "its body changed"),
            RebuildReason::File => ("tệp gốc đã đổi", "its source file changed"),
            RebuildReason::Link => ("có liên kết nay bị hỏng", "a link is broken now"),
            RebuildReason::Output => (
                "tệp trong trang web đã mất hoặc bị sửa",
                "its output file is missing or was modified",
            ),
            RebuildReason::Answer(query) => return Self::for_query(query),
        };
        Self { code: reason.code(), text: BilingualText::new(vi, en), about: String::new() }
    }

    fn for_query(query: &Query) -> Self {
        let (vi, en) = match query {
            Query::OwnEntry(_) => ("thông tin của bài đã đổi", "its metadata changed"),
            Query::OwnBody(_) => ("nội dung đã sửa", "its body changed"),
            Query::MetadataOf(_) => {
                ("thông tin của bài khác đã đổi", "the metadata of another entry changed")
            }
            Query::ResolveReference(_) => {
                ("văn bản được nêu đã đổi", "a referenced document changed")
            }
            Query::ResolveCitation(_) => {
                ("địa chỉ của văn bản được dẫn đã đổi", "the address of a cited document changed")
            }
            Query::List(_) => ("danh sách đã đổi", "a list changed"),
            Query::LatestChanges(_) => {
                ("các bài mới cập nhật đã đổi", "the list of latest updates changed")
            }
            Query::HasFeed(_) => ("có thêm hoặc bớt nguồn tin", "a feed was added or removed"),
            Query::NeighboursOf(_) => {
                ("các bài liền kề đã đổi", "the neighbouring entries changed")
            }
            Query::Count(_) => ("số bài đã đổi", "the number of entries changed"),
            Query::Exceeds(_) | Query::EventsExceed(_) => (
                "danh sách vượt hoặc không còn vượt giới hạn",
                "a list exceeds its limit, or no longer does",
            ),
            Query::Years(_) => ("số bài theo năm đã đổi", "the number of entries by year changed"),
            Query::YearNames(_) => ("có thêm hoặc bớt năm", "a year was added or removed"),
            Query::Terms(_) => ("danh mục đã đổi", "the terms or their counts changed"),
            Query::TermNames(_) | Query::TermNamesUpTo(_) => {
                ("có thêm hoặc bớt mục", "a term was added or removed")
            }
            Query::Titles(_) => {
                ("tên hoặc địa chỉ của một bài đã đổi", "a title or an address changed")
            }
            Query::TermNameOf(_) => ("tên của mục đã đổi", "the name of a term changed"),
            Query::BacklinkCounts(_) => {
                ("số văn bản dẫn đến đã đổi", "the number of documents that refer to it changed")
            }
            Query::IncomingEffectCounts(_) => (
                "số văn bản làm thay đổi hiệu lực đã đổi",
                "the number of documents that affect its validity changed",
            ),
            Query::ExtentOfEffect(_) => {
                ("phần bị thay đổi hiệu lực đã đổi", "the affected part of a document changed")
            }
            Query::Events(_) => {
                ("những thay đổi trên cổng đã khác", "the events of the portal changed")
            }
            Query::EventYears(_) => {
                ("số thay đổi theo năm đã khác", "the number of events by year changed")
            }
            Query::AddressExists(_) => {
                ("có trang mới hoặc trang đã mất", "a page was added or removed")
            }
            Query::DayHasCome(_) => ("đã đến ngày này", "this day has come"),
        };
        Self { code: query.code(), text: BilingualText::new(vi, en), about: query_subject(query) }
    }
}

fn query_subject(query: &Query) -> String {
    match query {
        Query::OwnEntry(query) => query.source.to_string(),
        Query::OwnBody(query) => query.source.to_string(),
        Query::MetadataOf(query) => query.source.to_string(),
        Query::BacklinkCounts(query) => query.source.to_string(),
        Query::IncomingEffectCounts(query) => query.source.to_string(),
        Query::ExtentOfEffect(query) => query.affected.to_string(),
        Query::ResolveReference(ResolveReference { criteria }) => {
            let number = || criteria.number.as_ref().map(ToString::to_string);
            criteria.address.clone().or_else(number).unwrap_or_default()
        }
        Query::ResolveCitation(query) => query.cited.number.to_string(),
        Query::List(query) => term_description(&query.term),
        Query::LatestChanges(query) => term_description(&query.term),
        Query::NeighboursOf(query) => term_description(&query.term),
        Query::HasFeed(query) => term_description(&query.term),
        Query::Count(query) => term_description(&query.term),
        Query::Exceeds(query) => term_description(&query.term),
        Query::Years(query) => term_description(&query.term),
        Query::YearNames(query) => term_description(&query.term),
        Query::Titles(query) => term_description(&query.term),
        Query::TermNameOf(query) => term_description(&query.term),
        Query::Terms(query) => query.taxonomy.name().to_owned(),
        Query::TermNames(query) => query.taxonomy.name().to_owned(),
        Query::TermNamesUpTo(query) => query.taxonomy.name().to_owned(),
        Query::Events(Events { year, .. }) => year.map(Year::slug).unwrap_or_default(),
        Query::EventsExceed(query) => query.year.slug(),
        Query::EventYears(_) => "*".to_owned(),
        Query::AddressExists(address) => address.to_string(),
        Query::DayHasCome(query) => query.day.to_string(),
    }
}

fn term_description(term: &Term) -> String {
    match term {
        Term::DocumentsAndNews => "*".to_owned(),
        Term::Documents => "documents".to_owned(),
        Term::Pages => "pages".to_owned(),
        Term::Section(address) | Term::Pinned(address) => address.to_string(),
        Term::Value(taxonomy, key) => format!("{}/{key}", taxonomy.name()),
        Term::Backlinks(edge, source) => format!("{} {source}", edge.code()),
    }
}
