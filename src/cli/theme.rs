//! `theme new`: a theme of the portal's own that extends the embedded one, small enough to be read at once.
//!
//! **Invariant.** No file is overwritten, and a folder that is there already is not added to.

use super::scaffold::report_disk_fault;
use super::{EXIT_FAILURE, EXIT_FAULTS, EXIT_OK, print};
use crate::config::{self, DEFAULT_THEME};
use crate::diagnostic::{Language, Place, faults, format};
use crate::output;
use crate::pipeline::{BuildError, Options};
use crate::source;
use crate::vietnamese::slug::slug;

/// What a new theme begins with: path and text, in which its name stands as `{tên}`.
const THEME_FILES: [(&str, &str); 5] = [
    ("theme.yaml", include_str!("theme/theme.yaml")),
    ("templates/base.html", include_str!("theme/base.html")),
    ("assets/rieng.css", include_str!("theme/rieng.css")),
    ("i18n/vi.yaml", include_str!("theme/vi.yaml")),
    ("README.md", include_str!("theme/README.md")),
];

/// Begins a theme in `themes/NAME/`.
pub(super) fn create_theme(options: &Options, name: &str, language: Option<Language>) -> u8 {
    let language = language.unwrap_or_default();
    let folder = format!("themes/{name}");
    match source::read_file(&options.root, config::FILE_NAME) {
        Ok(Some(_)) => {}
        Ok(None) => {
            let fault = faults::missing_portal_yaml(Place::file(config::shared_file_name()));
            let shown = format::human(&fault, language);
            print::print_line(language, &shown, &shown);
            return EXIT_FAULTS;
        }
        Err(fault) => {
            print::print_failure(&BuildError::Machine(fault), language);
            return EXIT_FAILURE;
        }
    }
    if let Some((vi, en)) = invalid_name(name) {
        print::print_line(language, &vi, &en);
        return EXIT_FAULTS;
    }
    if source::has_folder(&options.root, &folder) {
        return report_exists(&folder, language);
    }
    for (path, text) in THEME_FILES {
        let place = options.root.join(&folder).join(path);
        match output::create_new_file(&place, text.replace("{tên}", name).as_bytes()) {
            Ok(true) => {}
            Ok(false) => return report_exists(&format!("{folder}/{path}"), language),
            Err(fault) => return report_disk_fault(&fault, language),
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

/// Tells why a theme can not have a name.
fn invalid_name(name: &str) -> Option<(String, String)> {
    if name == DEFAULT_THEME {
        return Some((
            format!("«{name}» là tên của giao diện đi kèm; hãy chọn tên khác"),
            format!("«{name}» is the name of the embedded theme; choose another"),
        ));
    }
    let slugged = slug(name);
    if name == slugged && !name.is_empty() {
        return None;
    }
    let near = Some(slugged).filter(|near| !near.is_empty());
    let vi = near.as_ref().map(|near| format!("; có thể dùng «{near}»")).unwrap_or_default();
    let en = near.map(|near| format!("; «{near}» would do")).unwrap_or_default();
    Some((
        format!(
            "«{name}» không dùng làm tên được: chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối{vi}"
        ),
        format!(
            "«{name}» is no name for a theme: use lower-case letters without accents, digits and dashes{en}"
        ),
    ))
}
