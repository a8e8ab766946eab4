//! `theme`: creates a small theme that extends the embedded one (`new`), prints files of the embedded theme (`show`,
//! `tokens`, `labels`), and copies one into the portal (`eject`).
//!
//! **Invariant.** No file is overwritten, and `new` adds nothing to an existing folder.

use super::arguments::ThemeCommand;
use super::scaffold::report_disk_fault;
use super::{EXIT_FAULTS, EXIT_OK, print};
use crate::config::DEFAULT_THEME;
use crate::diagnostic::Language;
use crate::output;
use crate::pipeline::{BuildError, Options, read_settings, read_settings_text};
use crate::source;
use crate::theme::embedded_files;
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::slug::slug;

/// The file whose keys below `style` are the design tokens.
const TOKENS_FILE: &str = "theme.yaml";
/// The file of the labels in Vietnamese.
const LABELS_FILE: &str = "i18n/vi.yaml";

/// The files of a new theme: path and text, in which `{tên}` is replaced by its name.
const THEME_FILES: [(&str, &str); 5] = [
    ("theme.yaml", include_str!("theme/theme.yaml")),
    ("templates/base.html", include_str!("theme/base.html")),
    ("assets/rieng.css", include_str!("theme/rieng.css")),
    ("i18n/vi.yaml", include_str!("theme/vi.yaml")),
    ("README.md", include_str!("theme/README.md")),
];

/// Runs a subcommand; returns the exit status.
pub(super) fn run(command: &ThemeCommand, options: &Options, language: Language) -> u8 {
    match command {
        ThemeCommand::New { name, .. } => create_theme(options, name, language),
        ThemeCommand::Show { file: None, .. } => {
            let paths: Vec<&str> = embedded_files().map(|(path, _)| path).collect();
            print_text(&paths.join("\n"), language)
        }
        ThemeCommand::Show { file: Some(file), .. } => show(file, language),
        ThemeCommand::Eject { file, .. } => eject(options, file, language),
        ThemeCommand::Tokens { .. } => show(TOKENS_FILE, language),
        ThemeCommand::Labels { .. } => show(LABELS_FILE, language),
    }
}

/// Prints a file of the embedded theme.
fn show(name: &str, language: Language) -> u8 {
    match find_embedded(name, language) {
        Ok((_, bytes)) => print_text(String::from_utf8_lossy(bytes).trim_end(), language),
        Err(status) => status,
    }
}

/// Copies a file of the embedded theme into the folder of the portal's theme, where it replaces the embedded one.
fn eject(options: &Options, name: &str, language: Language) -> u8 {
    let theme = match super::read_or_print(read_settings(&options.root), language) {
        Ok(settings) => settings.config.theme,
        Err(status) => return status,
    };
    let (path, bytes) = match find_embedded(name, language) {
        Ok(file) => file,
        Err(status) => return status,
    };
    let shown = format!("themes/{theme}/{path}");
    match output::create_new_file(&options.root.join(&shown), bytes) {
        Ok(true) => {
            print::print_line(
                language,
                &format!(
                    "Đã chép {shown}. Tệp này thay cho tệp đi kèm; chỉ cần đổi một phần thì kế thừa: \
                     niemyet theme show README.md"
                ),
                &format!(
                    "Copied to {shown}. It replaces the embedded file; to change a part of one, extend it: \
                     niemyet theme show README.md"
                ),
            );
            EXIT_OK
        }
        Ok(false) => {
            print::print_line(
                language,
                &format!("{shown} đã có, không ghi đè"),
                &format!("{shown} exists and is not overwritten"),
            );
            EXIT_FAULTS
        }
        Err(fault) => report_disk_fault(fault, language),
    }
}

/// Finds a file of the embedded theme by its path, or by its name; or prints that there is none, and returns the exit
/// status.
fn find_embedded(name: &str, language: Language) -> Result<(&'static str, &'static [u8]), u8> {
    let is_it = |path: &str| path == name || path.rsplit('/').next() == Some(name);
    if let Some(file) = embedded_files().find(|(path, _)| is_it(path)) {
        return Ok(file);
    }
    let names = embedded_files().flat_map(|(path, _)| [Some(path), path.rsplit('/').next()]);
    let near = nearest(name, names.flatten());
    let (vi, en) = near
        .map(|near| (format!("; có phải «{near}»?"), format!("; did you mean «{near}»?")))
        .unwrap_or_default();
    print::print_line(
        language,
        &format!("giao diện đi kèm không có tệp «{name}»{vi}"),
        &format!("the embedded theme has no file «{name}»{en}"),
    );
    Err(EXIT_FAULTS)
}

fn print_text(text: &str, language: Language) -> u8 {
    match print::print_output(text) {
        Ok(()) => EXIT_OK,
        Err(fault) => print::print_failure(&BuildError::Machine(fault), language),
    }
}

/// Creates a theme in `themes/NAME/`; returns the exit status.
fn create_theme(options: &Options, name: &str, language: Language) -> u8 {
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
