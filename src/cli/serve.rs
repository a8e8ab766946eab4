//! `serve`: runs the preview server and prints its events: its address, faults, and that all faults are fixed.
//!
//! **Left out on purpose.** A graceful shutdown: the preview writes only the build cache, which survives a killed
//! process, so ending the process is enough.

use std::process::{Command, Stdio};

use super::print;
use crate::diagnostic::{Language, format};
use crate::pipeline::BuildError;
use crate::preview::{self, PreviewOptions, PreviewStatus};

/// Serves a portal until the process ends; returns the exit status if it cannot start.
pub(super) fn serve(preview: PreviewOptions, open: bool) -> u8 {
    let language = preview.language.unwrap_or_default();
    let wanted_port = preview.listen.port;
    let result = preview::serve(preview, move |status, language| {
        if let (PreviewStatus::Listening(url), true) = (&status, open) {
            open_in_browser(url);
        }
        if let PreviewStatus::Listening(url) = &status
            && wanted_port != 0
            && !url.contains(&format!(":{wanted_port}/"))
        {
            print::print_line(
                language,
                &format!(
                    "Cổng mạng {wanted_port} đang có chương trình khác dùng, nên lấy số kế tiếp còn trống."
                ),
                &format!("Port {wanted_port} is taken, so the next free one is used."),
            );
        }
        print_status(&status, language);
    });
    match result {
        Ok(never) => match never {},
        Err(fault) => print::print_failure(&BuildError::Machine(fault), language),
    }
}

fn print_status(status: &PreviewStatus, language: Language) {
    match status {
        PreviewStatus::Listening(url) => print::print_line(
            language,
            &format!(
                "Đang xem thử tại {url}\nTrang tự cập nhật mỗi khi lưu tệp. Bấm Ctrl+C để dừng."
            ),
            &format!("The preview is at {url}\nPages follow every save. Press Ctrl+C to end."),
        ),
        PreviewStatus::Faults(faults) => {
            for fault in faults {
                let text = format::human(fault, language);
                print::print_line(language, &text, &text);
            }
        }
        PreviewStatus::AllFixed => {
            print::print_line(language, "Mọi lỗi đã được sửa.", "All faults are mended.");
        }
        PreviewStatus::MachineFault(text) => {
            let text = format!("niemyet: {text}");
            print::print_line(language, &text, &text);
        }
    }
}

/// Opens an address in the browser. A failure is ignored, as the address is printed anyway.
fn open_in_browser(url: &str) {
    let (program, leading_args): (&str, &[&str]) = match std::env::consts::OS {
        "windows" => ("cmd", &["/C", "start", ""]),
        "macos" => ("open", &[]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    let command = command.args(leading_args).arg(url).stdin(Stdio::null());
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
