//! Faults of the preview: file watching is not available, or the program panicked.
//!
//! Missing file events are only a warning: the preview falls back to polling, and its pages stay correct.

use super::{error, warning};
use crate::diagnostic::{Diagnostic, Place};

/// There are more folders than the system can watch.
pub fn watch_limit_reached(place: Place) -> Diagnostic {
    warning(
        "too-many-to-watch",
        place,
        "có nhiều thư mục hơn mức hệ thống cho theo dõi, nên bản xem thử phải tự dò tìm thay đổi; \
         trang hiện chậm hơn một chút"
            .to_owned(),
        "there are more folders than the system may watch, so the preview looks for edits itself; \
         pages follow a little later"
            .to_owned(),
    )
    .with_repair(
        "muốn nhanh hơn, hãy nâng mức đó, ví dụ: sudo sysctl fs.inotify.max_user_watches=1048576",
        "to be faster, raise the limit, such as: sudo sysctl fs.inotify.max_user_watches=1048576",
    )
}

/// The system cannot report file changes.
pub fn watch_unavailable(place: Place, error: &str) -> Diagnostic {
    warning(
        "no-watching",
        place,
        format!(
            "hệ thống không báo được khi tệp thay đổi ({error}), nên bản xem thử phải tự dò tìm; \
             trang hiện chậm hơn một chút"
        ),
        format!(
            "the system cannot tell of edits ({error}), so the preview looks for them itself; \
             pages follow a little later"
        ),
    )
}

/// The program panicked while it read the portal.
pub fn internal_error(place: Place) -> Diagnostic {
    error(
        "program-broke",
        place,
        "chương trình bị lỗi của chính nó khi đọc cổng; bài viết không mất gì".to_owned(),
        "the program broke while it read the portal; nothing that was written is lost".to_owned(),
    )
    .with_repair(
        "sửa lại tệp vừa lưu thì trang sẽ hiện lại; xin báo lỗi này cho người làm ra Niêm Yết",
        "change the file that was saved last and pages come back; please tell the makers of Niêm Yết",
    )
}
