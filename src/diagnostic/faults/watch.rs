//! Faults of the surroundings: file watching is not available, or the program panicked.
//!
//! Missing file events are only a warning: the preview falls back to polling, and its pages stay correct.

faults! {
    /// There are more folders than the system can watch.
    pub fn watch_limit_reached() = Warning "too-many-to-watch" {
        "có nhiều thư mục hơn mức hệ thống cho theo dõi, nên bản xem thử phải tự dò tìm thay đổi; \
         trang hiện chậm hơn một chút"
            | "there are more folders than the system may watch, so the preview looks for edits itself; \
               pages follow a little later"
        hint "muốn nhanh hơn, hãy nâng mức đó, ví dụ: sudo sysctl fs.inotify.max_user_watches=1048576"
            | "to be faster, raise the limit, such as: sudo sysctl fs.inotify.max_user_watches=1048576"
    }
    /// The system cannot report file changes.
    pub fn watch_unavailable(error: &str) = Warning "no-watching" {
        "hệ thống không báo được khi tệp thay đổi ({error}), nên bản xem thử phải tự dò tìm; \
         trang hiện chậm hơn một chút"
            | "the system cannot tell of edits ({error}), so the preview looks for them itself; \
               pages follow a little later"
    }
    /// The program panicked while it read the portal.
    pub fn internal_error() = Error "program-broke" HidesMetadata {
        "chương trình bị lỗi của chính nó khi đọc cổng; bài viết không mất gì"
            | "the program broke while it read the portal; nothing that was written is lost"
        hint "sửa lại tệp vừa lưu thì trang sẽ hiện lại" | "change the file that was saved last and pages come back"
        hint "xin báo lỗi này cho người làm ra Niêm Yết" | "please tell the makers of Niêm Yết"
    }
    /// The program panicked on the portal as a whole.
    pub fn panic_in_build(message: &str) = Error "program-broke" HidesMetadata {
        "chương trình bị lỗi của chính nó khi dựng cổng ({message}); không có gì bị mất hay hỏng"
            | "the program broke on this portal ({message}); nothing is lost or damaged"
        hint "tạm thời lấy lại bản trước của các tệp vừa sửa rồi dựng"
            | "until then, go back to the last versions of the files that were changed, and build"
        hint "xin báo lỗi này cho người làm ra Niêm Yết, kèm các tệp vừa sửa"
            | "please tell the makers of Niêm Yết, with the files that were changed"
    }
    /// The program panicked while it read or rendered one file.
    pub fn panic_in_file(message: &str) = Error "program-broke" HidesMetadata {
        "chương trình bị lỗi của chính nó khi xử lý tệp này ({message}); các tệp khác không bị ảnh hưởng"
            | "the program broke on this file ({message}); the others are not affected"
        hint "xin gửi tệp này và dòng báo lỗi cho người làm ra Niêm Yết"
            | "please send this file and this message to the makers of Niêm Yết"
        hint "tạm thời chuyển tệp ra ngoài content/ thì dựng được phần còn lại"
            | "until then, move the file out of content/ to build the rest"
    }
}
