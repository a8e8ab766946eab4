//! What the server itself says when it does not answer with a resource of the portal, in both languages.
//!
//! Plain text, without a theme: the request may come from another site, or for no portal at all.

use hyper::StatusCode;

use crate::diagnostic::Language;

/// The answer to a request for another server, in Vietnamese and English.
const FOREIGN_HOST: (&str, &str) = (
    "Bản xem thử này nằm ở {url}/ và không trả lời dưới tên khác.\nMuốn xem từ máy khác trong mạng: \
     niemyet serve --host 0.0.0.0, rồi gọi bằng địa chỉ IP hoặc tên của máy này.",
    "This preview is at {url}/ and does not answer to other names.\nTo see it from another machine of the \
     network: niemyet serve --host 0.0.0.0, then use the IP address or the name of this machine.",
);

/// Why a request is not answered with a resource of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It has no `Host`, or several.
    MissingHost,
    /// It names another server.
    ForeignHost,
    /// Its method is neither GET nor HEAD.
    Method,
    /// Its path is not an address.
    BadAddress,
    /// A page of another site asks for events.
    ForeignEvents,
    /// It asks for the events of no page.
    MissingPage,
    /// The file was removed just now.
    FileGone,
    /// The program has a fault.
    InternalError,
}

impl Refusal {
    /// Returns the status and the text of the response; `url` is that of the server, without the final slash.
    pub(super) fn response(self, url: &str, language: Language) -> (StatusCode, String) {
        let (status, vi, en) = match self {
            Self::MissingHost => (
                StatusCode::BAD_REQUEST,
                "Yêu cầu không nói rõ máy chủ (Host).",
                "The request does not name its server (Host).",
            ),
            Self::ForeignHost => (StatusCode::FORBIDDEN, FOREIGN_HOST.0, FOREIGN_HOST.1),
            Self::Method => (
                StatusCode::METHOD_NOT_ALLOWED,
                "Ở đây chỉ xem được (GET).",
                "This is for reading only (GET).",
            ),
            Self::BadAddress => {
                (StatusCode::BAD_REQUEST, "Địa chỉ không hợp lệ.", "The address is invalid.")
            }
            Self::ForeignEvents => (
                StatusCode::FORBIDDEN,
                "Chỉ trang của chính cổng này được theo dõi thay đổi.",
                "Only pages of this portal are told of changes.",
            ),
            Self::MissingPage => (
                StatusCode::BAD_REQUEST,
                "Thiếu địa chỉ của trang.",
                "The address of the page is missing.",
            ),
            Self::FileGone => (
                StatusCode::NOT_FOUND,
                "Tệp này vừa bị xoá hoặc đổi tên.",
                "This file was removed or renamed just now.",
            ),
            Self::InternalError => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Không xem được trang này vì một lỗi của niemyet.",
                "This page can not be shown because of a fault of niemyet.",
            ),
        };
        let text = match language {
            Language::Vietnamese => vi,
            Language::English => en,
        };
        (status, text.replace("{url}", url))
    }
}
