//! Why a target was rendered, in words and for tools.
//!
//! Most reasons are a question whose answer moved: the code is that of the question, and what it was about stands
//! beside it.

use crate::build::Why;
use crate::diagnostic::Wording;
use crate::library::{Query, Term};

/// A reason as it is told.
pub(super) struct Reason {
    /// A stable name, for tools.
    pub(super) code: &'static str,
    pub(super) words: Wording,
    /// What the question was about: a file, an address, a term.
    pub(super) about: String,
}

impl Reason {
    pub(super) fn of(why: &Why) -> Self {
        let (vi, en) = match why {
            Why::New => {
                ("lần trước chưa dựng, hoặc không còn nhớ", "it is new, or nothing is remembered")
            }
            Why::Place => ("ở địa chỉ này nay là thứ khác", "something else lies there now"),
            Why::Settings => ("thiết lập của cổng đã đổi", "the settings changed"),
            Why::Theme => ("giao diện đã đổi", "the theme changed"),
            Why::Body => ("nội dung đã sửa", "its text was edited"),
            Why::File => ("tệp gốc đã đổi", "the original file changed"),
            Why::Link => ("có liên kết nay không dẫn đến đâu", "a link leads nowhere now"),
            Why::Output => {
                ("tệp trong trang web đã mất hoặc bị sửa", "its file is gone or was changed")
            }
            Why::Answer(query) => return Self::answer(query),
        };
        Self { code: why.code(), words: Wording::new(vi, en), about: String::new() }
    }

    fn answer(query: &Query) -> Self {
        let (vi, en) = match query {
            Query::Entry(_) => ("thông tin của bài đã đổi", "the entry changed"),
            Query::Body(_) => ("nội dung đã sửa", "its text was edited"),
            Query::Metadata(_) => ("thông tin của bài khác đã đổi", "another entry changed"),
            Query::Named(_) => ("văn bản được nêu đã đổi", "a document that is named changed"),
            Query::Cited { .. } => {
                ("văn bản được dẫn đã đổi chỗ", "a document that is cited moved")
            }
            Query::List { .. } => ("danh sách đã đổi", "a list changed"),
            Query::Changed { .. } => {
                ("các bài mới cập nhật đã đổi", "what was last updated changed")
            }
            Query::HasFeed(_) => ("nguồn tin có thêm hoặc mất", "a feed came or went"),
            Query::Near { .. } => ("các bài liền kề đã đổi", "its neighbours changed"),
            Query::Count(..) => ("số bài đã đổi", "a count changed"),
            Query::Exceeds(..) => {
                ("danh sách vừa dài hơn hoặc ngắn hơn", "a list grew long or short")
            }
            Query::Years(_) => ("số bài theo năm đã đổi", "the counts by year changed"),
            Query::YearNames(_) => ("có thêm hoặc bớt năm", "a year came or went"),
            Query::Terms(_) => ("danh mục đã đổi", "the terms changed"),
            Query::TermNames(_) | Query::FewTermNames(..) => {
                ("có thêm hoặc bớt mục", "a term came or went")
            }
            Query::Titles(_) => {
                ("tên hoặc địa chỉ của một bài đã đổi", "a title or an address changed")
            }
            Query::Name(_) => ("tên của mục đã đổi", "a term is called otherwise"),
            Query::Tied(_) => ("số văn bản dẫn đến đã đổi", "what leads to it changed"),
            Query::Altered(_) => {
                ("số văn bản làm thay đổi hiệu lực đã đổi", "what changes its effect changed")
            }
            Query::Meant(..) => ("phần bị thay đổi hiệu lực đã đổi", "how much is meant changed"),
            Query::Stands(_) => ("có trang mới hoặc trang đã mất", "a page came or went"),
            Query::Reached(_) => ("đã đến ngày", "a day has come"),
        };
        Self { code: query.name(), words: Wording::new(vi, en), about: about(query) }
    }
}

fn about(query: &Query) -> String {
    match query {
        Query::Entry(source) | Query::Body(source) | Query::Metadata(source) => source.to_string(),
        Query::Tied(source) | Query::Altered(source) | Query::Meant(_, _, source) => {
            source.to_string()
        }
        Query::Named(wanted) => {
            wanted.address.clone().or_else(|| wanted.number.clone()).unwrap_or_default()
        }
        Query::Cited { what, .. } => what.number.to_string(),
        Query::List { term, .. } | Query::Changed { term, .. } | Query::Near { term, .. } => {
            term_name(term)
        }
        Query::HasFeed(term) | Query::Exceeds(term, _) | Query::Titles(term) => term_name(term),
        Query::Count(term, _) | Query::Years(term) | Query::YearNames(term) | Query::Name(term) => {
            term_name(term)
        }
        Query::Terms(taxonomy) | Query::TermNames(taxonomy) | Query::FewTermNames(taxonomy, _) => {
            taxonomy.name().to_owned()
        }
        Query::Stands(address) => address.to_string(),
        Query::Reached(day) => day.to_string(),
    }
}

fn term_name(term: &Term) -> String {
    match term {
        Term::All => "*".to_owned(),
        Term::Documents => "documents".to_owned(),
        Term::Pages => "pages".to_owned(),
        Term::Section(address) | Term::Pinned(address) => address.to_string(),
        Term::Value(taxonomy, key) => format!("{}/{key}", taxonomy.name()),
        Term::Toward(tie, source) => format!("{} {source}", tie.name()),
    }
}
