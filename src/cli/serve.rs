//! A preview, told to whoever began it: where it is, what is wrong now, and that all is mended.
//!
//! **Left out on purpose.** There is no other way to end it than the process's own, as nothing is kept open or written.

use std::process::{Command, Stdio};

use super::say;
use crate::build::Failure;
use crate::diagnostic::{Language, report};
use crate::preview::{self, News, Preview};

/// Shows a portal until the process ends; gives the exit status where it can not begin.
pub(super) fn serve(preview: Preview, open: bool) -> u8 {
    let language = preview.language.unwrap_or_default();
    let wanted = preview.listen.port;
    let told = preview::serve(preview, move |news, language| {
        if let (News::Open(url), true) = (&news, open) {
            show(url);
        }
        if let News::Open(url) = &news
            && wanted != 0
            && !url.contains(&format!(":{wanted}/"))
        {
            say::line(
                language,
                &format!(
                    "Cổng mạng {wanted} đang có chương trình khác dùng, nên lấy số kế tiếp còn trống."
                ),
                &format!("Port {wanted} is taken, so the next free one is used."),
            );
        }
        tell(&news, language);
    });
    match told {
        Ok(never) => match never {},
        Err(fault) => {
            say::failure(&Failure::Machine(fault), language);
            super::MACHINE
        }
    }
}

fn tell(news: &News, language: Language) {
    match news {
        News::Open(url) => say::line(
            language,
            &format!(
                "Đang xem thử tại {url}\nTrang tự cập nhật mỗi khi lưu tệp. Bấm Ctrl+C để dừng."
            ),
            &format!("The preview is at {url}\nPages follow every save. Press Ctrl+C to end."),
        ),
        News::Faults(faults) => {
            for fault in faults {
                let words = report::human(fault, language);
                say::line(language, &words, &words);
            }
        }
        News::Mended => say::line(language, "Mọi lỗi đã được sửa.", "All faults are mended."),
        News::Refused(words) => {
            let words = format!("niemyet: {words}");
            say::line(language, &words, &words);
        }
    }
}

/// Asks the system to show an address. Where it can not, the address is printed anyway.
fn show(url: &str) {
    let (program, before): (&str, &[&str]) = match std::env::consts::OS {
        "windows" => ("cmd", &["/C", "start", ""]),
        "macos" => ("open", &[]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    let command = command.args(before).arg(url).stdin(Stdio::null());
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
