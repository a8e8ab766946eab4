//! What keeps the preview from being told of edits. It then looks for them itself, which takes a little longer.
//!
//! All are warnings: the pages stay right.

use super::warning;
use crate::diagnostic::{Diagnostic, Place};

/// There are more folders than the system may watch.
pub fn too_many_to_watch(place: Place) -> Diagnostic {
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
    .repair(
        "muốn nhanh hơn, hãy nâng mức đó, ví dụ: sudo sysctl fs.inotify.max_user_watches=1048576",
        "to be faster, raise the limit, such as: sudo sysctl fs.inotify.max_user_watches=1048576",
    )
}

/// The system tells of no edits.
pub fn no_watching(place: Place, error: &str) -> Diagnostic {
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
