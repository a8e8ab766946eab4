//! Faults of a theme: theme.yaml, design tokens, style sheets, templates and unused files.
//!
//! A fault that would leave pages without their style is an error. An unused file is a warning: the site works, but
//! not as its webmaster intended.

use super::{advice, error, suggest, warning};
use crate::diagnostic::{Diagnostic, Place};

/// The theme given by `extends` does not exist.
pub fn unknown_base_theme(place: Place, name: &str) -> Diagnostic {
    error(
        "no-theme",
        place,
        format!("không thấy giao diện «{name}» (thư mục themes/{name}/) để kế thừa"),
        format!("there is no theme «{name}» (folder themes/{name}/) to extend"),
    )
    .with_repair(
        "sửa tên, hoặc viết «extends: cong-thong-tin» để kế thừa giao diện đi kèm",
        "mend the name, or write «extends: cong-thong-tin» to extend the embedded theme",
    )
}

/// A theme extends itself, directly or through others; `chain` has their names.
pub fn theme_cycle(place: Place, chain: &[String]) -> Diagnostic {
    let chain = chain.join(" → ");
    error(
        "theme-circle",
        place,
        format!("các giao diện kế thừa nhau thành vòng tròn: {chain}"),
        format!("themes extend one another in a circle: {chain}"),
    )
    .with_repair("bỏ dòng «extends» ở một trong các giao diện đó", "drop «extends» in one of them")
}

/// The name of a design token has invalid characters.
pub fn bad_token_name(place: Place, name: &str) -> Diagnostic {
    error(
        "bad-token-name",
        place,
        format!("«{name}» không dùng làm tên được"),
        format!("«{name}» cannot be a name here"),
    )
    .with_repair(
        "chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, ví dụ «accent» hoặc «nen-trang»",
        "use lower-case letters without accents, digits and dashes only, such as «accent»",
    )
}

/// The value of a design token contains text that could end the declaration or load an external resource.
pub fn bad_token(place: Place, written: &str, found: &str) -> Diagnostic {
    error(
        "bad-token",
        place,
        format!("giá trị «{written}» có «{found}», không được viết ở đây"),
        format!("the value «{written}» holds «{found}», which may not stand here"),
    )
    .with_repair(
        "viết một giá trị CSS đơn giản, ví dụ \"#9c1219\", 1.25rem hoặc \"var(--accent)\"; việc khác thì viết trong tệp .css",
        "write a plain CSS value, such as \"#9c1219\", 1.25rem or \"var(--accent)\"; all else belongs in a .css file",
    )
}

/// A token has no value, mostly because the # of a colour starts a YAML comment.
pub fn empty_token(place: Place, name: &str) -> Diagnostic {
    error(
        "empty-token",
        place,
        format!("«{name}» không có giá trị"),
        format!("«{name}» has no value"),
    )
    .with_repair(
        format!("màu bắt đầu bằng # phải đặt trong dấu ngoặc kép: {name}: \"#9c1219\""),
        format!("a colour that begins with # needs quotation marks: {name}: \"#9c1219\""),
    )
}

/// A bracket or a quotation mark in the value of a token is unbalanced.
pub fn unbalanced_token(place: Place, written: &str, mark: char) -> Diagnostic {
    error(
        "bad-token",
        place,
        format!("giá trị «{written}» có dấu {mark} lẻ đôi"),
        format!("the value «{written}» has a {mark} without its partner"),
    )
    .with_repair("thêm dấu còn thiếu, hoặc bỏ dấu thừa", "add its partner, or drop it")
}

/// A token is set but no style uses it.
pub fn unused_token(place: Place, name: &str, near: Option<&str>) -> Diagnostic {
    let fault = warning(
        "unused-token",
        place,
        format!("không chỗ nào trong kiểu dáng dùng «{name}», nên dòng này không có tác dụng"),
        format!("no style uses «{name}», so this line changes nothing"),
    );
    suggest(fault, near)
}

/// A file listed in `styles` is not among the assets.
pub fn missing_style_file(place: Place, name: &str, near: Option<&str>) -> Diagnostic {
    let fault = error(
        "missing-style",
        place,
        format!("không thấy tệp assets/{name} trong giao diện"),
        format!("the theme has no file assets/{name}"),
    );
    suggest(fault, near)
}

/// A comment, string or block of a style sheet is not closed.
pub fn unclosed_style(place: Place, open: &str) -> Diagnostic {
    warning(
        "open-style",
        place,
        format!("«{open}» không được đóng lại; phần sau nó có thể bị trình duyệt bỏ qua"),
        format!("«{open}» is never closed; browsers may ignore what follows it"),
    )
    .with_repair("đóng lại ở đúng chỗ", "close it where it should end")
}

/// A style sheet that is concatenated with others has an `@import`, which browsers ignore there.
pub fn import_in_joined_style(place: Place) -> Diagnostic {
    warning(
        "joined-import",
        place,
        "trình duyệt bỏ qua «@import» ở đây, vì các tệp kiểu dáng được nối thành một".to_owned(),
        "browsers ignore «@import» here, for the styles are joined into one file".to_owned(),
    )
    .with_repair(
        "thêm tên tệp vào «styles» của theme.yaml",
        "add the file to «styles» in theme.yaml",
    )
}

/// A pair of colours refers to a token that does not exist.
pub fn unknown_token(place: Place, name: &str, near: Option<&str>) -> Diagnostic {
    let fault = error(
        "unknown-token",
        place,
        format!("không có màu «{name}» trong «style»"),
        format!("there is no colour «{name}» in «style»"),
    );
    suggest(fault, near)
}

/// The value of a colour token is not a colour, so browsers would ignore it.
pub fn invalid_colour(place: Place, name: &str, value: &str) -> Diagnostic {
    error(
        "no-colour",
        place,
        format!("«{value}» không phải là màu, nên «{name}» sẽ không có tác dụng"),
        format!("«{value}» is no colour, so «{name}» would have no effect"),
    )
    .with_repair(
        "viết dấu # và 6 (hoặc 3) chữ số 0–9, a–f trong dấu ngoặc kép thẳng, ví dụ \"#0b4f8a\"",
        "write # and 6 (or 3) digits 0–9, a–f between straight quotes, such as \"#0b4f8a\"",
    )
}

/// The contrast of a pair of colours is too low; `scheme` is the key below `style`.
pub fn low_contrast(place: Place, pair: (&str, &str), scheme: &str, ratio: &str) -> Diagnostic {
    let (vi, en) = match scheme {
        "dark" => ("ở nền tối", "in the dark scheme"),
        "contrast" => ("ở chế độ tương phản cao", "in high contrast"),
        _ => ("ở nền sáng", "in the light scheme"),
    };
    let (text, background) = pair;
    advice(
        "faint-colours",
        place,
        format!(
            "chữ màu «{text}» trên nền «{background}» khó đọc {vi}: tương phản {ratio}, cần ít nhất 4.5"
        ),
        format!(
            "«{text}» on «{background}» is hard to read {en}: contrast {ratio}, at least 4.5 is needed"
        ),
    )
    .with_repair(
        "chọn màu chữ đậm hơn hoặc màu nền khác hơn",
        "choose colours that differ more in lightness",
    )
}

/// A file of a theme is not used, because of its folder or its name.
pub fn unused_theme_file(place: Place, suggestion: Option<&str>) -> Diagnostic {
    let fault = warning(
        "ignored-file",
        place,
        "tệp này của giao diện không được dùng tới".to_owned(),
        "this file of the theme is not used".to_owned(),
    );
    match suggestion {
        Some(suggestion) => fault.with_repair(
            format!("có phải tệp này nên là «{suggestion}»?"),
            format!("should it be «{suggestion}»?"),
        ),
        None => fault.with_repair(
            "mẫu nằm trong templates/, kiểu dáng và hình ảnh trong assets/, nhãn trong i18n/vi.yaml",
            "templates lie in templates/, styles and pictures in assets/, labels in i18n/vi.yaml",
        ),
    }
}

/// A template extends itself, directly or through others; `below` is the template that it overrides.
pub fn template_cycle(place: Place, below: Option<&str>) -> Diagnostic {
    let fault = error(
        "template-circle",
        place,
        "mẫu này kế thừa chính nó".to_owned(),
        "this template extends itself".to_owned(),
    );
    match below {
        Some(below) => fault.with_repair(
            format!("để sửa một phần của mẫu có sẵn, viết {{% extends \"{below}\" %}}"),
            format!("to change a part of the one below, write {{% extends \"{below}\" %}}"),
        ),
        None => fault.with_repair(
            "kế thừa một mẫu khác, thường là \"base.html\"",
            "extend another template, mostly \"base.html\"",
        ),
    }
}

/// A template extends one that does not exist.
pub fn unknown_parent_template(place: Place, name: &str, near: Option<&str>) -> Diagnostic {
    let fault = error(
        "missing-template",
        place,
        format!("không có mẫu «{name}» để kế thừa"),
        format!("there is no template «{name}» to extend"),
    );
    suggest(fault, near)
}
