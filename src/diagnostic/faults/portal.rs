//! Faults of portal.yaml, and of files as a whole.
//!
//! All are errors. Those of single keys and links (`missing_setting`, `duplicate_key`, `bad_link`) are used for front
//! matter too, whose maps are read in the same way.

use crate::diagnostic::fault::Diagnostic;
use crate::diagnostic::place::Place;
use crate::limits::{self, MEGABYTE};

faults! {
    /// There is no portal.yaml.
    pub fn missing_portal_yaml() = Error "no-portal" {
        "không thấy portal.yaml: thư mục này không phải là một cổng thông tin"
            | "there is no portal.yaml: this folder is not a portal"
        hint "chạy lệnh trong thư mục của cổng, hoặc dùng --root"
            | "run the command in the portal's folder, or use --root"
        hint "hoặc tạo cổng mới bằng «niemyet init THƯ_MỤC»" | "or begin a portal with «niemyet init DIR»"
    }
    /// There is no content folder.
    pub fn missing_content_folder() = Error "no-content" {
        "không thấy thư mục content/" | "there is no folder content/"
        hint "tạo thư mục content/ cạnh portal.yaml" | "make a folder content/ beside portal.yaml"
    }
    /// The file is not UTF-8 from a line on.
    pub fn not_utf8(line: u32) = Error "not-utf8" HidesMetadata {
        "tệp không lưu ở bảng mã UTF-8 (từ dòng {line})" | "the file is not UTF-8 (from line {line} on)"
        hint "lưu lại tệp với bảng mã UTF-8; trong Notepad: Lưu thành… (Save as), mục Mã hóa (Encoding) chọn UTF-8"
            | "save the file as UTF-8; in Notepad: Save as…, Encoding: UTF-8"
    }
    /// A text is larger than any that a person writes; `limit` is in bytes.
    pub fn text_too_large(limit: u64) = Error "file-too-large" HidesMetadata {
        let limit = if limit < MEGABYTE { format!("{} KB", limit / 1024) } else { format!("{} MB", limit / MEGABYTE) };
        "tệp lớn hơn {limit} nên không được đọc" | "the file is larger than {limit} and is not read"
        hint "có lẽ là tệp khác bị đặt nhầm tên; bài dài thì tách thành nhiều tệp"
            | "it may be another file under a wrong name; split a long text into several files"
    }
    /// A text has more lines than any that a person writes.
    pub fn too_many_lines() = Error "file-too-large" HidesMetadata {
        let limit = limits::MARKDOWN_LINES;
        "tệp có quá {limit} dòng nên không được đọc" | "the file has more than {limit} lines and is not read"
        hint "có lẽ là tệp khác bị đặt nhầm tên; bài dài thì tách thành nhiều tệp"
            | "it may be another file under a wrong name; split a long text into several files"
    }
    /// There are too many sections; `folder` is that of the first beyond the limit.
    pub fn too_many_sections(folder: &str) = Error "too-many-sections" StopsKeepGoing {
        let limit = limits::SECTIONS;
        "có quá {limit} chuyên mục, kể từ «{folder}»" | "there are more than {limit} sections, from «{folder}» on"
        hint "gộp các chuyên mục, hoặc bỏ _index.md của thư mục không cần danh sách riêng"
            | "merge sections, or remove the _index.md of folders that need no list of their own"
    }
    /// A setting is unknown; `known` has the names of those that there are, Vietnamese and English.
    pub fn unknown_setting(key: &str, near: Option<&str>, known: (&[&str], &[&str])) = Error "unknown-setting" {
        let (vi, en) = (known.0.join(", "), known.1.join(", "));
        "không có khoá «{key}» ở đây" | "there is no key «{key}» here"
        suggest near
        hint if near.is_none() => "ở đây chỉ có: {vi}" | "there are only: {en}"
    }
    /// A key at the margin belongs to the map of a key above it, whose lines are indented by so many spaces.
    pub fn setting_at_margin(key: &str, above: &str, indent: usize) = Error "unknown-setting" {
        let below = " ".repeat(indent);
        "không có khoá «{key}» ở đây" | "there is no key «{key}» here"
        hint "dòng này thuộc «{above}:» ở trên thì thụt vào {indent} dấu cách: «{below}{key}: …»"
            | "if it belongs to «{above}:» above, indent it by {indent} spaces: «{below}{key}: …»"
    }
    /// A taxonomy is unknown; `known` are those that there are.
    pub fn unknown_taxonomy(name: &str, near: Option<&str>, known: &str) = Error "unknown-setting" {
        "không có cách phân loại «{name}»" | "there is no taxonomy «{name}»"
        suggest near
        hint if near.is_none() => "chỉ có: {known}" | "there are only: {known}"
    }
    /// A taxonomy or a field that the portal declares has a name that cannot be used; `proposed` can be.
    pub fn bad_own_name(name: &str, proposed: Option<&str>) = Error "bad-own-name" {
        "tên «{name}» không đặt được ở đây" | "the name «{name}» cannot be used here"
        hint if proposed.is_none() => "chọn tên khác, gồm chữ thường không dấu và dấu gạch nối"
            | "choose another name, of small letters without diacritics and hyphens"
        suggest proposed
    }
    /// A field of the portal's own has the key of another declaration, or of a field that every portal has.
    pub fn own_field_twice(key: &str) = Error "field-taken" {
        "khoá «{key}» đã có nghĩa khác trong khai báo của bài" | "the key «{key}» has another meaning in front matter"
        hint "đặt tên khoá khác" | "choose another key"
    }
    /// A required key of a map is missing; `names` are Vietnamese and English, `indent` is the number of spaces that
    /// begin its lines, unless it is written in braces.
    pub fn missing_setting(names: (&str, &str), indent: Option<usize>) = Error "missing-setting" {
        let (vi, en) = names;
        let below = " ".repeat(indent.unwrap_or_default());
        "thiếu «{vi}»" | "«{en}» is missing"
        hint if indent.is_none() => "thêm «{vi}: …,» ngay sau dấu {{" | "add «{en}: …,» right after the {{"
        hint if indent.is_some() => "thêm dòng «{below}{vi}: …»" | "add a line «{below}{en}: …»"
    }
    /// The name of the owner is missing; `owner` is the key of the owner as written, if it is; `names` are the names of
    /// that key and of the missing one.
    pub fn missing_owner_name(
        owner: Option<&str>, names: [(&str, &str); 2], in_braces: bool, indent: usize
    ) = Error "missing-setting" {
        let [(vi_owner, en_owner), (vi, en)] = names;
        let key = owner.unwrap_or_default();
        let below = " ".repeat(indent);
        "thiếu tên đơn vị" | "«owner.name» is missing"
        hint if owner.is_none() => "thêm hai dòng, dòng sau thụt vào: «{vi_owner}:» và «  {vi}: …»"
            | "add two lines, the second indented: «{en_owner}:» and «  {en}: …»"
        hint if owner.is_some() && in_braces => "thêm «{vi}: …,» ngay sau dấu {{ của «{key}»"
            | "add «{en}: …,» right after the {{ of «{key}»"
        hint if owner.is_some() && !in_braces => "ngay dưới dòng «{key}:» thêm dòng «{below}{vi}: …»"
            | "right below the line «{key}:» add the line «{below}{en}: …»"
    }
    /// The value of a setting is invalid; `wanted` describes valid ones.
    pub fn bad_setting(written: &str, wanted: &str) = Error "bad-setting" {
        "giá trị «{written}» không dùng được" | "«{written}» cannot be used here"
        hint "cần: {wanted}" | "expected: {wanted}"
    }
    fn no_base_url(written: &str) = Error "bad-base-url" {
        let is_host = names_host(written);
        "«{written}» không phải là địa chỉ của một trang web" | "«{written}» is not the address of a site"
        hint if is_host => "viết: https://{written}" | "write: https://{written}"
        hint if !is_host => "viết đầy đủ, ví dụ https://congdoan.example.vn/ hoặc https://example.vn/congdoan/"
            | "write it in full, such as https://congdoan.example.vn/ or https://example.vn/congdoan/"
    }
    fn invalid_char_in_base_url(written: &str, invalid_char: char) = Error "bad-base-url" {
        let is_letter = invalid_char.is_alphabetic();
        let (vi, en) = match invalid_char {
            ' ' => ("dấu cách".to_owned(), "a space".to_owned()),
            _ => (format!("ký tự «{invalid_char}»"), format!("the character «{invalid_char}»")),
        };
        "địa chỉ «{written}» có {vi}, địa chỉ trang web không được chứa"
            | "the address «{written}» holds {en}, which no address may"
        hint if is_letter => "chép địa chỉ từ thanh địa chỉ của trình duyệt; tên miền có dấu viết ở dạng xn--"
            | "copy it from the browser's address bar; a name with accents is written as xn--"
        hint if !is_letter => "bỏ ký tự đó" | "drop that character"
    }
    /// A link of portal.yaml or front matter is neither an address of this site nor a URL of another.
    pub fn bad_link(written: &str) = Error "bad-link" {
        let is_host = names_host(written);
        "«{written}» không phải là địa chỉ dùng được" | "«{written}» is no usable address"
        hint if is_host => "viết: https://{written}" | "write: https://{written}"
        hint if !is_host => "bắt đầu bằng https:// (trang khác) hoặc bằng / (trong cổng)"
            | "begin with https:// (another site) or with / (this one)"
    }
    /// A value that must be the URL of a page of another site is not a full URL.
    pub fn bad_web_address(written: &str) = Error "bad-link" {
        let is_host = names_host(written);
        "«{written}» không phải là địa chỉ đầy đủ của một trang web" | "«{written}» is not the full address of a page"
        hint if is_host => "viết: https://{written}" | "write: https://{written}"
        hint if !is_host => "chép cả địa chỉ từ thanh địa chỉ của trình duyệt, ví dụ https://www.example.vn/van-ban/85"
            | "copy the whole address from the browser's address bar, such as https://www.example.vn/van-ban/85"
    }
    /// The home link of a language is not an address of the site.
    pub fn bad_home(written: &str) = Error "bad-link" {
        "«{written}» không phải là địa chỉ của một trang trong cổng"
            | "«{written}» is not the address of a page of this portal"
        hint "bắt đầu bằng /, ví dụ /en/" | "begin with /, such as /en/"
    }
    /// `languages` has an item for the portal's own language.
    pub fn portal_language_repeated(tag: &str) = Error "own-language" {
        "«{tag}» là ngôn ngữ chính của cổng, không phải ngôn ngữ khác"
            | "«{tag}» is the portal's own language, not another one"
        hint "viết tên cổng, chuyên mục, trình đơn … ở ngoài phần này, rồi bỏ nó"
            | "say its name, sections, menu … in the keys outside of «languages», and drop this part"
    }
    /// A section has no folder, and that of almost the same name is no section.
    pub fn section_without_folder(folder: &str, other: &str) = Error "unknown-section" {
        "không có thư mục content/{folder}/, chỉ có content/{other}/"
            | "there is no folder content/{folder}/, only content/{other}/"
        hint "viết «{other}:»" | "write «{other}:»"
    }
    /// The portal has no section with this folder.
    pub fn unknown_section(folder: &str, near: Option<&str>) = Error "unknown-section" {
        "cổng không có chuyên mục «{folder}»" | "the portal has no section «{folder}»"
        suggest near
    }
    /// The folder of a section is given from the root of the portal.
    pub fn section_below_content(written: &str, folder: &str) = Error "section-below-content" {
        "thư mục của chuyên mục ghi từ trong content/, không phải «{written}»"
            | "the folder of a section is given below content/, not «{written}»"
        hint "viết: {folder}" | "write: {folder}"
    }
    /// The folder of a section has a reserved name.
    pub fn reserved_section(folder: &str) = Error "reserved-section" {
        "không đặt được tên «{folder}» cho một chuyên mục" | "a section cannot be called «{folder}»"
        hint "chọn tên thư mục khác" | "choose another folder name"
    }
    /// One key is given twice, as `first_key` before.
    pub fn duplicate_key(first: Place, key: &str, first_key: &str) = Error "key-twice" {
        let (vi, en) = if key == first_key { (String::new(), String::new()) } else {
            (format!(", là «{first_key}»"), format!(", as «{first_key}»"))
        };
        "«{key}» đã được khai ở một dòng khác{vi}" | "«{key}» is given on another line too{en}"
        hint "giữ một dòng, xoá dòng kia" | "keep one line and delete the other"
        other_place first
    }
}

/// The base URL is invalid; `invalid_char` is a character in it that no URL may contain.
pub fn bad_base_url(place: Place, written: &str, invalid_char: Option<char>) -> Diagnostic {
    match invalid_char {
        Some(invalid_char) => invalid_char_in_base_url(place, written, invalid_char),
        None => no_base_url(place, written),
    }
}

/// Returns whether a text begins with the name of a host, so that only `https://` is missing before it.
fn names_host(written: &str) -> bool {
    let host = written.split(['/', '?', '#']).next().unwrap_or_default();
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(is_allowed);
    let domain = host.rsplit('.').next().unwrap_or_default();
    let is_domain = domain.len() > 1 && domain.bytes().all(|b| b.is_ascii_alphabetic());
    !written.contains(' ') && host.contains('.') && is_domain && host.split('.').all(is_label)
}
