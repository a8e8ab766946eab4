//! A preview, told to whoever began it: where it is, what is wrong now, and that all is mended.
//!
//! **Left out on purpose.** There is no other way to end it than the process's own, as nothing is kept open or written.

use std::process::{Command, Stdio};

use super::print;
use crate::diagnostic::{Language, format};
use crate::pipeline::BuildError;
use crate::preview::{self, Preview, PreviewStatus};

/// Shows a portal until the process ends; gives the exit status where it can not begin.
pub(super) fn serve(preview: Preview, open: bool) -> u8 {
    let language = preview.language.unwrap_or_default();
    let wanted = preview.listen.port;
    let told = preview::serve(preview, move |news, language| {
        if let (PreviewStatus::Listening(url), true) = (&news, open) {
            open_in_browser(url);
        }
        if let PreviewStatus::Listening(url) = &news
            && wanted != 0
            && !url.contains(&format!(":{wanted}/"))
        {
            print::print_line(
                language,
                &format!(
                    "Cổng mạng {wanted} đang có chương trình khác dùng, nên lấy số kế tiếp còn trống."
                ),
                &format!("Port {wanted} is taken, so the next free one is used."),
            );
        }
        print_news(&news, language);
    });
    match told {
        Ok(never) => match never {},
        Err(fault) => {
            print::print_failure(&BuildError::Machine(fault), language);
            super::EXIT_FAILURE
        }
    }
}

fn print_news(news: &PreviewStatus, language: Language) {
    match news {
        PreviewStatus::Listening(url) => print::print_line(
            language,
            &format!(
                "Đang xem thử tại {url}\nTrang tự cập nhật mỗi khi lưu tệp. Bấm Ctrl+C để dừng."
            ),
            &format!("The preview is at {url}\nPages follow every save. Press Ctrl+C to end."),
        ),
        PreviewStatus::Faults(faults) => {
            for fault in faults {
                let words = format::human(fault, language);
                print::print_line(language, &words, &words);
            }
        }
        PreviewStatus::AllFixed => {
            print::print_line(language, "Mọi lỗi đã được sửa.", "All faults are mended.")
        }
        PreviewStatus::MachineFault(words) => {
            let words = format!("niemyet: {words}");
            print::print_line(language, &words, &words);
        }
    }
}

/// Asks the system to show an address. Where it can not, the address is printed anyway.
fn open_in_browser(url: &str) {
    let (program, before): (&str, &[&str]) = match std::env::consts::OS {
        "windows" => ("cmd", &["/C", "start", ""]),
        "macos" => ("open", &[]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    let command = command.args(before).arg(url).stdin(Stdio::null());
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
