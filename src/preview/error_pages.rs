//! The preview's own pages: the faults of a page that cannot be rendered, and the link to the portal's sub-path.
//!
//! They are never part of a site, and use no theme, because the theme may be faulty.

use crate::diagnostic::{Diagnostic, Language, format};

/// Renders the page that lists faults; `machine_fault` is the message of one.
pub(super) fn fault_page(
    faults: &[Diagnostic],
    machine_fault: Option<&str>,
    language: Language,
) -> Vec<u8> {
    let (code, title, text) = match language {
        Language::Vietnamese => (
            "vi",
            "Chưa xem được trang này",
            "Trang này sẽ tự hiện ra khi những lỗi dưới đây được sửa và tệp được lưu lại.",
        ),
        Language::English => (
            "en",
            "This page can not be shown yet",
            "It will appear by itself once the faults below are mended and the file is saved.",
        ),
    };
    let faults = faults.iter().map(|fault| format::human(fault, language));
    let items = faults.chain(machine_fault.map(str::to_owned));
    let items: String =
        items.map(|text| format!("<li><pre>{}</pre></li>\n", escape_html(&text))).collect();
    page(code, title, &format!("<p>{text}</p>\n<ul>\n{items}</ul>\n"))
}

/// Renders the page in place of a draft while drafts are not shown.
pub(super) fn draft_page(language: Language) -> Vec<u8> {
    let (code, title, text) = match language {
        Language::Vietnamese => (
            "vi",
            "Bài này nay là bản nháp",
            "Bản nháp không được đăng. Chạy <code>niemyet serve --drafts</code> để xem, hoặc bỏ «bản nháp» trong \
             phần khai báo thì trang hiện lại.",
        ),
        Language::English => (
            "en",
            "This entry is a draft now",
            "Drafts are not published. Run <code>niemyet serve --drafts</code> to see it, or remove «draft» from its \
             front matter.",
        ),
    };
    page(code, title, &format!("<p>{text}</p>\n"))
}

/// Renders the page for an address outside the portal's sub-path; `link` is the same address below it.
pub(super) fn outside_base_page(link: &str, language: Language) -> Vec<u8> {
    let link = escape_html(link).replace('"', "&quot;");
    let (code, title, text) = match language {
        Language::Vietnamese => {
            ("vi", "Không có gì ở địa chỉ này", "Theo <code>base_url</code>, cổng nằm ở chỗ khác:")
        }
        Language::English => (
            "en",
            "There is nothing at this address",
            "According to <code>base_url</code>, the portal is elsewhere:",
        ),
    };
    page(code, title, &format!("<p>{text} <a href=\"{link}\">{link}</a></p>\n"))
}

/// Renders a page of the preview; `body` is what is below its title.
fn page(code: &str, title: &str, body: &str) -> Vec<u8> {
    format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
    .into_bytes()
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
