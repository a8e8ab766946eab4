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
    format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n<ul>\n{items}</ul>\n</main>\n</body>\n</html>\n"
    )
    .into_bytes()
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
    format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         </head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{text} <a href=\"{link}\">{link}</a></p>\n</main>\n\
         </body>\n</html>\n"
    )
    .into_bytes()
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
