//! Faults of portal.yaml, of theme lookup, and of files as a whole.
//!
//! All are errors. Those of single keys and links (`missing_setting`, `duplicate_key`, `bad_link`) are used for front
//! matter too, whose maps are read in the same way.

use std::sync::Arc;

use super::{error, suggest};
use crate::diagnostic::{Diagnostic, Place};

/// There is no portal.yaml.
pub fn missing_portal_yaml(place: Place) -> Diagnostic {
    error(
        "no-portal",
        place,
        "không thấy portal.yaml: thư mục này không phải là một cổng thông tin".to_owned(),
        "there is no portal.yaml: this folder is not a portal".to_owned(),
    )
    .with_repair(
        "chạy lệnh trong thư mục của cổng, dùng --root, hoặc tạo cổng mới bằng «niemyet init THƯ_MỤC»",
        "run the command in the portal's folder, use --root, or begin one with «niemyet init DIR»",
    )
}

/// There is no content folder.
pub fn missing_content_folder(place: Place) -> Diagnostic {
    error(
        "no-content",
        place,
        "không thấy thư mục content/".to_owned(),
        "there is no folder content/".to_owned(),
    )
    .with_repair(
        "tạo thư mục content/ cạnh portal.yaml",
        "make a folder content/ beside portal.yaml",
    )
}

/// The file is not UTF-8 from a line on.
pub fn not_utf8(file: Arc<str>, line: u32) -> Diagnostic {
    let place = Place { line, column: 1, width: 1, ..Place::file(file) };
    error(
        "not-utf8",
        place,
        format!("tệp không lưu ở bảng mã UTF-8 (từ dòng {line})"),
        format!("the file is not UTF-8 (from line {line} on)"),
    )
    .with_repair(
        "lưu lại tệp với bảng mã UTF-8; trong Notepad: Lưu thành… (Save as), mục Mã hóa (Encoding) chọn UTF-8",
        "save the file as UTF-8; in Notepad: Save as…, Encoding: UTF-8",
    )
}

/// A setting is unknown.
pub fn unknown_setting(place: Place, key: &str, near: Option<&str>) -> Diagnostic {
    let fault = error(
        "unknown-setting",
        place,
        format!("không có khoá «{key}» ở đây"),
        format!("there is no key «{key}» here"),
    );
    suggest(fault, near)
}

/// A required setting is missing; `key` may be nested (`owner.name`).
pub fn missing_setting(place: Place, key: &str) -> Diagnostic {
    let fault =
        error("missing-setting", place, format!("thiếu «{key}»"), format!("«{key}» is missing"));
    match key.split_once('.') {
        Some((outer, inner)) => fault.with_repair(
            format!("dưới dòng «{outer}:» thêm một dòng thụt vào hai dấu cách: «  {inner}: …»"),
            format!(
                "below the line «{outer}:» add a line that begins with two spaces: «  {inner}: …»"
            ),
        ),
        None => {
            fault.with_repair(format!("thêm dòng «{key}: …»"), format!("add a line «{key}: …»"))
        }
    }
}

/// The value of a setting is invalid; `wanted` describes valid ones.
pub fn bad_setting(place: Place, written: &str, wanted: &str) -> Diagnostic {
    error(
        "bad-setting",
        place,
        format!("giá trị «{written}» không dùng được"),
        format!("«{written}» cannot be used here"),
    )
    .with_repair(format!("cần: {wanted}"), format!("expected: {wanted}"))
}

/// The base URL is invalid; `invalid_char` is a character in it that no URL may contain.
pub fn bad_base_url(place: Place, written: &str, invalid_char: Option<char>) -> Diagnostic {
    if let Some(invalid_char) = invalid_char {
        let is_letter = invalid_char.is_alphabetic();
        let (vi, en) = match invalid_char {
            ' ' => ("dấu cách".to_owned(), "a space".to_owned()),
            _ => (format!("ký tự «{invalid_char}»"), format!("the character «{invalid_char}»")),
        };
        let fault = error(
            "bad-base-url",
            place,
            format!("địa chỉ «{written}» có {vi}, địa chỉ trang web không được chứa"),
            format!("the address «{written}» holds {en}, which no address may"),
        );
        return if is_letter {
            fault.with_repair(
                "chép địa chỉ từ thanh địa chỉ của trình duyệt; tên miền có dấu viết ở dạng xn--",
                "copy it from the browser's address bar; a name with accents is written as xn--",
            )
        } else {
            fault.with_repair("bỏ ký tự đó", "drop that character")
        };
    }
    error(
        "bad-base-url",
        place,
        format!("«{written}» không phải là địa chỉ của một trang web"),
        format!("«{written}» is not the address of a site"),
    )
    .with_repair(
        "viết đầy đủ, ví dụ https://congdoan.example.vn/ hoặc https://example.vn/congdoan/",
        "write it in full, such as https://congdoan.example.vn/ or https://example.vn/congdoan/",
    )
}

/// A link of portal.yaml or front matter is neither an address of this site nor a URL of another.
pub fn bad_link(place: Place, written: &str) -> Diagnostic {
    error(
        "bad-link",
        place,
        format!("«{written}» không phải là địa chỉ dùng được"),
        format!("«{written}» is no usable address"),
    )
    .with_repair(
        "bắt đầu bằng https:// (trang khác) hoặc bằng / (trong cổng)",
        "begin with https:// (another site) or with / (this one)",
    )
}

/// A value that must be the URL of a page of another site is not a full URL.
pub fn bad_web_address(place: Place, written: &str) -> Diagnostic {
    error(
        "bad-link",
        place,
        format!("«{written}» không phải là địa chỉ đầy đủ của một trang web"),
        format!("«{written}» is not the full address of a page"),
    )
    .with_repair(
        "chép cả địa chỉ từ thanh địa chỉ của trình duyệt, ví dụ https://www.example.vn/van-ban/85",
        "copy the whole address from the browser's address bar, such as https://www.example.vn/van-ban/85",
    )
}

/// `languages` has an item for the portal's own language.
pub fn portal_language_repeated(place: Place, tag: &str) -> Diagnostic {
    error(
        "own-language",
        place,
        format!("«{tag}» là ngôn ngữ chính của cổng, không phải ngôn ngữ khác"),
        format!("«{tag}» is the portal's own language, not another one"),
    )
    .with_repair(
        "viết tên cổng, chuyên mục, trình đơn … ở các khoá ngoài «languages», rồi bỏ phần này",
        "say its name, sections, menu … in the keys outside of «languages», and drop this part",
    )
}

/// The home link of a language is not an address of the site.
pub fn bad_home(place: Place, written: &str) -> Diagnostic {
    error(
        "bad-link",
        place,
        format!("«{written}» không phải là địa chỉ của một trang trong cổng"),
        format!("«{written}» is not the address of a page of this portal"),
    )
    .with_repair("bắt đầu bằng /, ví dụ /en/", "begin with /, such as /en/")
}

/// The portal has no section with this folder.
pub fn unknown_section(place: Place, folder: &str, near: Option<&str>) -> Diagnostic {
    let fault = error(
        "unknown-section",
        place,
        format!("cổng không có chuyên mục «{folder}»"),
        format!("the portal has no section «{folder}»"),
    );
    suggest(fault, near)
}

/// The folder of a section has a reserved name.
pub fn reserved_section(place: Place, folder: &str) -> Diagnostic {
    error(
        "reserved-section",
        place,
        format!("không đặt được tên «{folder}» cho một chuyên mục"),
        format!("a section cannot be called «{folder}»"),
    )
    .with_repair("chọn tên thư mục khác", "choose another folder name")
}

/// One key is given twice.
pub fn duplicate_key(place: Place, first: Place, key: &str) -> Diagnostic {
    error(
        "key-twice",
        place,
        format!("«{key}» đã được khai ở một dòng khác"),
        format!("«{key}» is given on another line too"),
    )
    .with_repair("giữ một dòng, xoá dòng kia", "keep one line and delete the other")
    .with_other_place(first)
}

/// The theme named in portal.yaml does not exist.
pub fn unknown_theme(place: Place, name: &str) -> Diagnostic {
    error(
        "no-theme",
        place,
        format!("không thấy giao diện «{name}» (thư mục themes/{name}/)"),
        format!("there is no theme «{name}» (folder themes/{name}/)"),
    )
    .with_repair(
        "sửa khoá «theme», hoặc bỏ khoá này để dùng giao diện đi kèm",
        "mend the key «theme», or drop it to use the embedded theme",
    )
}

/// The theme lacks a required template.
pub fn missing_template(place: Place, name: &str) -> Diagnostic {
    error(
        "missing-template",
        place,
        format!("giao diện thiếu mẫu templates/{name}"),
        format!("the theme has no template templates/{name}"),
    )
}

/// A template does not compile or fails; `reason` is the message of the template engine.
pub fn template_error(place: Place, reason: &str) -> Diagnostic {
    error("template", place, format!("mẫu trang bị lỗi: {reason}"), format!("template: {reason}"))
}
