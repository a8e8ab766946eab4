//! `theme new`: creates a small theme that extends the embedded one.
//!
//! **Invariant.** No file is overwritten, and nothing is added to an existing folder.

use super::scaffold::report_disk_fault;
use super::{EXIT_FAULTS, EXIT_OK, print};
use crate::config::DEFAULT_THEME;
use crate::diagnostic::Language;
use crate::output;
use crate::pipeline::{Options, read_settings_text};
use crate::source;
use crate::vietnamese::slug::slug;

/// The files of a new theme: path and text, in which `{tên}` is replaced by its name.
const THEME_FILES: [(&str, &str); 5] = [
    ("theme.yaml", include_str!("theme/theme.yaml")),
    ("templates/base.html", include_str!("theme/base.html")),
    ("assets/rieng.css", include_str!("theme/rieng.css")),
    ("i18n/vi.yaml", include_str!("theme/vi.yaml")),
    ("README.md", include_str!("theme/README.md")),
];

/// Creates a theme in `themes/NAME/`; returns the exit status.
pub(super) fn create_theme(options: &Options, name: &str, language: Language) -> u8 {
    let folder = format!("themes/{name}");
    if let Err(status) = super::read_or_print(read_settings_text(&options.root), language) {
        return status;
    }
    if let Some((vi, en)) = invalid_name(name) {
        print::print_line(language, &vi, &en);
        return EXIT_FAULTS;
    }
    if source::has_folder(&options.root, &folder).unwrap_or(true) {
        return report_exists(&folder, language);
    }
    for (path, text) in THEME_FILES {
        let file = options.root.join(&folder).join(path);
        match output::create_new_file(&file, text.replace("{tên}", name).as_bytes()) {
            Ok(true) => {}
            Ok(false) => return report_exists(&format!("{folder}/{path}"), language),
            Err(fault) => return report_disk_fault(fault, language),
        }
    }
    print::print_line(
        language,
        &format!(
            "Đã tạo giao diện {folder}/, kế thừa giao diện đi kèm.\n\
             Để dùng, trong portal.yaml ghi dòng «theme: {name}» (thay dòng theme đang có, nếu có), \
             rồi xem bằng niemyet serve.\n\
             Cách sửa tiếp: {folder}/README.md"
        ),
        &format!(
            "A theme that extends the embedded one lies in {folder}/.\n\
             To use it, write the line «theme: {name}» into portal.yaml (in place of another), \
             then see it by niemyet serve.\n\
             How to go on: {folder}/README.md"
        ),
    );
    EXIT_OK
}

fn report_exists(path: &str, language: Language) -> u8 {
    print::print_line(
        language,
        &format!("{path} đã có, không ghi đè; hãy chọn tên khác"),
        &format!("{path} exists and is not overwritten; choose another name"),
    );
    EXIT_FAULTS
}

/// Returns why a name is invalid for a theme, in Vietnamese and English.
fn invalid_name(name: &str) -> Option<(String, String)> {
    if name == DEFAULT_THEME {
        return Some((
            format!("«{name}» là tên của giao diện đi kèm; hãy chọn tên khác"),
            format!("«{name}» is the name of the embedded theme; choose another"),
        ));
    }
    let slug_of_name = slug(name);
    if name == slug_of_name && !name.is_empty() {
        return None;
    }
    let suggestion = Some(slug_of_name).filter(|suggestion| !suggestion.is_empty());
    let vi = suggestion
        .as_ref()
        .map(|suggestion| format!("; có thể dùng «{suggestion}»"))
        .unwrap_or_default();
    let en = suggestion.map(|suggestion| format!("; «{suggestion}» would do")).unwrap_or_default();
    Some((
        format!(
            "«{name}» không dùng làm tên được: chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối{vi}"
        ),
        format!(
            "«{name}» is no name for a theme: use lower-case letters without accents, digits and dashes{en}"
        ),
    ))
}
