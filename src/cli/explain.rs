//! Why a target was rendered, in words and for tools.
//!
//! Most reasons are a question whose answer moved: the code is that of the question, and what it was about stands
//! beside it.

use crate::diagnostic::BilingualText;
use crate::library::{Query, Term};
use crate::pipeline::RebuildReason;

/// A reason as it is told.
pub(super) struct Explanation {
    /// A stable name, for tools.
    pub(super) code: &'static str,
    pub(super) text: BilingualText,
    /// What the question was about: a file, an address, a term.
    pub(super) about: String,
}

impl Explanation {
    pub(super) fn new(why: &RebuildReason) -> Self {
        let (vi, en) = match why {
            RebuildReason::New => {
                ("lần trước chưa dựng, hoặc không còn nhớ", "it is new, or nothing is remembered")
            }
            RebuildReason::Definition => {
                ("ở địa chỉ này nay là thứ khác", "something else lies there now")
            }
            RebuildReason::Settings => ("thiết lập của cổng đã đổi", "the settings changed"),
            RebuildReason::Theme => ("giao diện đã đổi", "the theme changed"),
            RebuildReason::Body => ("nội dung đã sửa", "its text was edited"),
            RebuildReason::File => ("tệp gốc đã đổi", "the original file changed"),
            RebuildReason::Link => {
                ("có liên kết nay không dẫn đến đâu", "a link leads nowhere now")
            }
            RebuildReason::Output => {
                ("tệp trong trang web đã mất hoặc bị sửa", "its file is gone or was changed")
            }
            RebuildReason::Answer(query) => return Self::for_query(query),
        };
        Self { code: why.code(), text: BilingualText::new(vi, en), about: String::new() }
    }

    fn for_query(query: &Query) -> Self {
        let (vi, en) = match query {
            Query::Entry(_) => ("thông tin của bài đã đổi", "the entry changed"),
            Query::Body(_) => ("nội dung đã sửa", "its text was edited"),
            Query::Metadata(_) => ("thông tin của bài khác đã đổi", "another entry changed"),
            Query::ResolveReference(_) => {
                ("văn bản được nêu đã đổi", "a document that is named changed")
            }
            Query::ResolveCitation { .. } => {
                ("văn bản được dẫn đã đổi chỗ", "a document that is cited moved")
            }
            Query::List { .. } => ("danh sách đã đổi", "a list changed"),
            Query::LatestChanges { .. } => {
                ("các bài mới cập nhật đã đổi", "what was last updated changed")
            }
            Query::HasFeed(_) => ("nguồn tin có thêm hoặc mất", "a feed came or went"),
            Query::Neighbours { .. } => ("các bài liền kề đã đổi", "its neighbours changed"),
            Query::Count(..) => ("số bài đã đổi", "a count changed"),
            Query::Exceeds(..) => {
                ("danh sách vừa dài hơn hoặc ngắn hơn", "a list grew long or short")
            }
            Query::Years(_) => ("số bài theo năm đã đổi", "the counts by year changed"),
            Query::YearNames(_) => ("có thêm hoặc bớt năm", "a year came or went"),
            Query::Terms(_) => ("danh mục đã đổi", "the terms changed"),
            Query::TermNames(_) | Query::TermNamesUpTo(..) => {
                ("có thêm hoặc bớt mục", "a term came or went")
            }
            Query::Titles(_) => {
                ("tên hoặc địa chỉ của một bài đã đổi", "a title or an address changed")
            }
            Query::TermName(_) => ("tên của mục đã đổi", "a term is called otherwise"),
            Query::BacklinkCounts(_) => ("số văn bản dẫn đến đã đổi", "what leads to it changed"),
            Query::IncomingEffectCounts(_) => {
                ("số văn bản làm thay đổi hiệu lực đã đổi", "what changes its effect changed")
            }
            Query::AffectedExtent(..) => {
                ("phần bị thay đổi hiệu lực đã đổi", "how much is meant changed")
            }
            Query::AddressExists(_) => ("có trang mới hoặc trang đã mất", "a page came or went"),
            Query::DayHasCome(_) => ("đã đến ngày", "a day has come"),
        };
        Self { code: query.name(), text: BilingualText::new(vi, en), about: query_subject(query) }
    }
}

fn query_subject(query: &Query) -> String {
    match query {
        Query::Entry(source) | Query::Body(source) | Query::Metadata(source) => source.to_string(),
        Query::BacklinkCounts(source)
        | Query::IncomingEffectCounts(source)
        | Query::AffectedExtent(_, _, source) => source.to_string(),
        Query::ResolveReference(wanted) => {
            wanted.address.clone().or_else(|| wanted.number.clone()).unwrap_or_default()
        }
        Query::ResolveCitation { cited: what, .. } => what.number.to_string(),
        Query::List { term, .. }
        | Query::LatestChanges { term, .. }
        | Query::Neighbours { term, .. } => term_description(term),
        Query::HasFeed(term) | Query::Exceeds(term, _) | Query::Titles(term) => {
            term_description(term)
        }
        Query::Count(term, _)
        | Query::Years(term)
        | Query::YearNames(term)
        | Query::TermName(term) => term_description(term),
        Query::Terms(taxonomy) | Query::TermNames(taxonomy) | Query::TermNamesUpTo(taxonomy, _) => {
            taxonomy.name().to_owned()
        }
        Query::AddressExists(address) => address.to_string(),
        Query::DayHasCome(day) => day.to_string(),
    }
}

fn term_description(term: &Term) -> String {
    match term {
        Term::All => "*".to_owned(),
        Term::Documents => "documents".to_owned(),
        Term::Pages => "pages".to_owned(),
        Term::Section(address) | Term::Pinned(address) => address.to_string(),
        Term::Value(taxonomy, key) => format!("{}/{key}", taxonomy.name()),
        Term::Backlinks(tie, source) => format!("{} {source}", tie.name()),
    }
}
