//! `new` and `init`: create an entry or a portal from templates.
//!
//! A new entry is a draft at the path given by its section, kind and name, with the keys of its kind to be filled in.
//! Of the portal only portal.yaml is read, so faults in other files do not matter.
//!
//! **Invariant.** No file is ever overwritten. If one exists, the command reports it and stops; files that `init` has
//! created before remain.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::{EXIT_FAULTS, EXIT_OK, print};
use crate::config::{self, EntryKind};
use crate::diagnostic::{Language, MachineFault};
use crate::output;
use crate::pipeline::{BuildError, Options, read_settings};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::number::DocumentNumber;
use crate::vietnamese::slug::slug;
use crate::yaml;

/// The files of a new portal: path and text, in which `{hôm nay}` is replaced by today's date.
const PORTAL_FILES: [(&str, &str); 7] = [
    ("portal.yaml", include_str!("scaffold/portal.yaml")),
    (".gitignore", "/public/\n/.niemyet/\n"),
    (".gitattributes", include_str!("scaffold/gitattributes")),
    ("content/_index.md", include_str!("scaffold/index.md")),
    ("content/gioi-thieu.md", include_str!("scaffold/gioi-thieu.md")),
    ("content/van-ban/_index.md", "---\ntiêu đề: Văn bản\n---\n"),
    ("content/tin-tuc/_index.md", "---\ntiêu đề: Tin tức\n---\n"),
];

/// The longest stem of a new file, in bytes; file systems reject names of 256 bytes.
const MAX_STEM_LEN: usize = 80;

/// Creates a portal in `dir`; returns the exit status.
pub(super) fn create_portal(dir: &Path, now: Timestamp, language: Language) -> u8 {
    // The time zone of the new portal.yaml.
    let today = PartialDate::Day(config::day_in(jiff::tz::offset(7), now)).to_string();
    for (path, text) in PORTAL_FILES {
        let text = text.replace("{hôm nay}", &today);
        match output::create_new_file(&dir.join(path), text.as_bytes()) {
            Ok(true) => {}
            // Only portal.yaml makes a folder a portal; other existing files stay as they are.
            Ok(false) if path != config::FILE_NAME => {}
            Ok(false) => {
                let path = dir.join(path);
                print::print_line(
                    language,
                    &format!("{} đã có: thư mục này đã là một cổng, không ghi đè", path.display()),
                    &format!("{} exists: this folder is a portal already", path.display()),
                );
                return EXIT_FAULTS;
            }
            Err(fault) => return report_disk_fault(fault, language),
        }
    }
    // `init .` is called with a path that ends in a dot.
    let dir: PathBuf = dir.components().collect();
    let dir = dir.display();
    print::print_line(
        language,
        &format!(
            "Đã tạo cổng mới trong {dir}.\n\
             Sửa {dir}/portal.yaml (tên cổng, địa chỉ, đơn vị), rồi vào thư mục đó, xem thử bằng niemyet serve, đăng bằng niemyet build"
        ),
        &format!(
            "A new portal lies in {dir}.\n\
             Edit {dir}/portal.yaml (title, address, owner), then in that folder look at it by niemyet serve, and publish by niemyet build"
        ),
    );
    EXIT_OK
}

/// Creates an entry of a section; returns the exit status.
pub(super) fn create_entry(options: &Options, section: &str, name: &str, language: Language) -> u8 {
    let config = match super::read_or_print(read_settings(&options.root), language) {
        Ok(settings) => settings.config,
        Err(status) => return status,
    };
    let folder = section.trim_matches('/');
    let Some(section) = config.sections.iter().find(|section| section.folder == folder) else {
        let known = config.sections.iter().map(|section| section.folder.as_str());
        let near = nearest(folder, known.clone()).map(|near| format!(" «{near}»?"));
        let known: Vec<_> = known.collect();
        let known = near.unwrap_or_else(|| format!(" {}", known.join(", ")));
        print::print_line(
            language,
            &format!("portal.yaml không có chuyên mục «{folder}»; có:{known}"),
            &format!("portal.yaml has no section «{folder}»; there are:{known}"),
        );
        return EXIT_FAULTS;
    };
    let Some(stem) = file_stem(name) else {
        print::print_line(
            language,
            &format!("«{name}» không có chữ nào: ghi số hiệu hoặc tiêu đề, ví dụ 85/BC-LĐLĐ"),
            &format!("«{name}» has no letters: give a number or a title, such as 85/BC-LĐLĐ"),
        );
        return EXIT_FAULTS;
    };
    let today = PartialDate::Day(options.build_day(&config, options.now));
    let (path, text) = match section.kind {
        EntryKind::Document => document_file(folder, name, &stem, today),
        EntryKind::News => news_file(folder, name, &stem, today),
        EntryKind::Page => page_file(folder, name, &stem),
    };
    match output::create_new_file(&options.root.join(&path), text.as_bytes()) {
        Ok(true) => {
            print::print_line(
                language,
                &format!(
                    "Đã tạo {path}\nBài đang là nháp: xem bằng niemyet serve --drafts; viết xong thì bỏ dòng «nháp»."
                ),
                &format!(
                    "Made {path}\nIt is a draft: see it by niemyet serve --drafts; when it is done, take the draft line out."
                ),
            );
            EXIT_OK
        }
        Ok(false) => {
            let (vi, en) = (format!("{path} đã có"), format!("{path} exists"));
            print::print_line(language, &vi, &en);
            EXIT_FAULTS
        }
        Err(fault) => report_disk_fault(fault, language),
    }
}

/// Reports a failure to write; returns the exit status.
pub(super) fn report_disk_fault(fault: MachineFault, language: Language) -> u8 {
    print::print_failure(&BuildError::Machine(fault), language)
}

fn document_file(section: &str, name: &str, stem: &str, today: PartialDate) -> (String, String) {
    let number = DocumentNumber::parse(name);
    let doc_type = number.document_type().map_or("", |doc_type| doc_type.name);
    let year = number.year().unwrap_or(today.year());
    let path = format!("content/{section}/{year}/{stem}.md");
    let number = yaml_scalar(name);
    let text = format!(
        "---\ntiêu đề: \"{doc_type} …\"\nsố hiệu: {number}\nthể loại: {doc_type}\n\
         ngày ban hành:\ncơ quan ban hành:\nlĩnh vực:\nngười ký:\nchức vụ:\ntrích yếu:\n\
         tệp đính kèm:\nngười đăng:\nngày đăng: {today}\nnháp: có\n---\n\n"
    );
    (path, text)
}

fn news_file(section: &str, name: &str, stem: &str, today: PartialDate) -> (String, String) {
    let path = format!("content/{section}/{}/{stem}/index.md", today.year());
    let title = yaml_scalar(name);
    let text = format!(
        "---\ntiêu đề: {title}\nchuyên mục:\ntóm tắt:\ntác giả:\nảnh của:\nảnh:\n\
         mô tả ảnh:\nchú thích ảnh:\nngày đăng: {today}\nnháp: có\n---\n\n"
    );
    (path, text)
}

fn page_file(section: &str, name: &str, stem: &str) -> (String, String) {
    let title = yaml_scalar(name);
    let path = format!("content/{section}/{stem}.md");
    (path, format!("---\ntiêu đề: {title}\nnháp: có\n---\n\n"))
}

/// Formats a text as a YAML scalar, which need not be between brackets.
fn yaml_scalar(value: &str) -> String {
    yaml::quoted_unless(" /-.,()", value)
}

/// Returns the stem of the file for a number or title; `None` if it has no letter or digit.
fn file_stem(name: &str) -> Option<String> {
    let full = slug(name);
    let stem = full
        .get(..MAX_STEM_LEN)
        .map_or(full.as_str(), |head| head.rsplit_once('-').map_or(head, |(words, _)| words));
    (!stem.is_empty()).then(|| stem.to_owned())
}
