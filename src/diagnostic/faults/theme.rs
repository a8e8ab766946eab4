//! Faults of a theme: theme.yaml, design tokens, style sheets, templates and unused files.
//!
//! A fault that would leave pages without their style is an error. An unused file is a warning: the site works, but
//! not as its webmaster intended.

faults! {
    /// A file of a theme contains a character that acts on what shows it, so that it does not do what one sees.
    pub fn hidden_character_in_theme(character: char) = Warning "hidden-character-in-theme" {
        let code = u32::from(character);
        "có ký tự ẩn U+{code:04X}, điều khiển máy hoặc đổi chiều chữ: tệp làm việc khác với điều mắt thấy"
            | "there is a hidden character, U+{code:04X}, that acts on what shows the file, which may do something else"
        hint "xoá ký tự ẩn; cần nó thì viết bằng ký hiệu, ví dụ \\{code:X} trong CSS, &#x{code:X}; trong HTML"
            | "delete it; if it is needed, write \\{code:X} in CSS or &#x{code:X}; in HTML"
    }
    /// The theme named in portal.yaml does not exist.
    pub fn unknown_theme(name: &str) = Error "no-theme" {
        "không thấy giao diện «{name}» (thư mục themes/{name}/)" | "there is no theme «{name}» (folder themes/{name}/)"
        hint "sửa tên ở khoá «giao diện» (theme), hoặc bỏ khoá này để dùng giao diện đi kèm"
            | "mend the key «theme», or drop it to use the embedded theme"
    }
    /// The theme given by `extends` does not exist.
    pub fn unknown_base_theme(name: &str) = Error "no-theme" {
        "không thấy giao diện «{name}» (thư mục themes/{name}/) để kế thừa"
            | "there is no theme «{name}» (folder themes/{name}/) to extend"
        hint "sửa tên, hoặc viết «extends: cong-thong-tin» để kế thừa giao diện đi kèm"
            | "mend the name, or write «extends: cong-thong-tin» to extend the embedded theme"
    }
    /// A theme extends itself, directly or through others; `chain` has their names.
    pub fn theme_cycle(chain: &[String]) = Error "theme-circle" {
        let chain = chain.join(" → ");
        "các giao diện kế thừa nhau thành vòng tròn: {chain}" | "themes extend one another in a circle: {chain}"
        hint "bỏ dòng «extends» ở một trong các giao diện đó" | "drop «extends» in one of them"
    }
    /// The name of a design token has invalid characters.
    pub fn bad_token_name(name: &str) = Error "bad-token-name" {
        "«{name}» không dùng làm tên được" | "«{name}» cannot be a name here"
        hint "chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, ví dụ «accent» hoặc «nen-trang»"
            | "use lower-case letters without accents, digits and dashes only, such as «accent»"
    }
    /// The value of a design token contains text that could end the declaration or load an external resource.
    pub fn bad_token(written: &str, found: &str) = Error "bad-token" {
        "giá trị «{written}» có «{found}», không được viết ở đây"
            | "the value «{written}» holds «{found}», which may not stand here"
        hint "viết một giá trị CSS đơn giản, ví dụ \"#9c1219\", 1.25rem hoặc \"var(--accent)\""
            | "write a plain CSS value, such as \"#9c1219\", 1.25rem or \"var(--accent)\""
        hint "việc khác thì viết trong tệp .css" | "all else belongs in a .css file"
    }
    /// A bracket or a quotation mark in the value of a token is unbalanced.
    pub fn unbalanced_token(written: &str, mark: char) = Error "bad-token" {
        "giá trị «{written}» có dấu {mark} lẻ đôi" | "the value «{written}» has a {mark} without its partner"
        hint "thêm dấu còn thiếu, hoặc bỏ dấu thừa" | "add its partner, or drop it"
    }
    /// A token has no value, mostly because the # of a colour starts a YAML comment.
    pub fn empty_token(name: &str) = Error "empty-token" {
        "«{name}» không có giá trị" | "«{name}» has no value"
        hint "màu bắt đầu bằng # phải đặt trong dấu ngoặc kép: {name}: \"#9c1219\""
            | "a colour that begins with # needs quotation marks: {name}: \"#9c1219\""
    }
    /// A token is set but no style uses it.
    pub fn unused_token(name: &str, near: Option<&str>) = Warning "unused-token" {
        "không chỗ nào trong kiểu dáng dùng «{name}», nên dòng này không có tác dụng"
            | "no style uses «{name}», so this line changes nothing"
        suggest near
    }
    /// A file listed in `styles` is not among the assets.
    pub fn missing_style_file(name: &str, near: Option<&str>) = Error "missing-style" {
        "không thấy tệp assets/{name} trong giao diện" | "the theme has no file assets/{name}"
        suggest near
    }
    /// A comment, string or block of a style sheet is not closed.
    pub fn unclosed_style(open: &str) = Warning "open-style" {
        "«{open}» không được đóng lại; phần sau nó có thể bị trình duyệt bỏ qua"
            | "«{open}» is never closed; browsers may ignore what follows it"
        hint "đóng lại ở đúng chỗ" | "close it where it should end"
    }
    /// A style sheet that is concatenated with others has an `@import`, which browsers ignore there.
    pub fn import_in_joined_style() = Warning "joined-import" {
        "trình duyệt bỏ qua «@import» ở đây, vì các tệp kiểu dáng được nối thành một"
            | "browsers ignore «@import» here, for the styles are joined into one file"
        hint "thêm tên tệp vào «styles» của theme.yaml" | "add the file to «styles» in theme.yaml"
    }
    /// Files of a theme refer to one another in a circle; `chain` has their names.
    pub fn asset_cycle(chain: &[String]) = Error "asset-circle" {
        let chain = chain.join(" → ");
        "các tệp trong assets/ gọi nhau thành vòng tròn: {chain}" | "files in assets/ refer to one another in a circle: {chain}"
        hint "bỏ một trong các chỗ gọi ấy: tên đăng của tệp có nội dung của những tệp nó gọi"
            | "drop one of the references: the published name of a file covers those to which it refers"
    }
    /// A pair of colours refers to a token that does not exist.
    pub fn unknown_token(name: &str, near: Option<&str>) = Error "unknown-token" {
        "không có màu «{name}» trong «style»" | "there is no colour «{name}» in «style»"
        suggest near
    }
    /// The value of a colour token is not a colour, so browsers would ignore it.
    pub fn invalid_colour(name: &str, value: &str) = Error "no-colour" {
        "«{value}» không phải là màu, nên «{name}» sẽ không có tác dụng"
            | "«{value}» is no colour, so «{name}» would have no effect"
        hint "viết dấu # và 6 (hoặc 3) chữ số 0–9, a–f trong dấu ngoặc kép thẳng, ví dụ \"#0b4f8a\""
            | "write # and 6 (or 3) digits 0–9, a–f between straight quotes, such as \"#0b4f8a\""
    }
    /// The contrast of a pair of colours is too low; `scheme` is the key below `style`.
    pub fn low_contrast(pair: (&str, &str), scheme: &str, ratio: &str) = Advice "faint-colours" ConcernsPortal {
        rule "TT 32/2017/TT-BTTTT, Điều 18; WCAG 2.2, 1.4.3" | "Circular 32/2017/TT-BTTTT, art. 18; WCAG 2.2, 1.4.3"
        let (text, background) = pair;
        let (vi, en) = match scheme {
            "dark" => ("ở nền tối", "in the dark scheme"),
            "contrast" => ("ở chế độ tương phản cao", "in high contrast"),
            _ => ("ở nền sáng", "in the light scheme"),
        };
        "chữ màu «{text}» trên nền «{background}» khó đọc {vi}: tương phản {ratio}, cần ít nhất 4.5"
            | "«{text}» on «{background}» is hard to read {en}: contrast {ratio}, at least 4.5 is needed"
        hint "chọn màu chữ đậm hơn hoặc màu nền khác hơn" | "choose colours that differ more in lightness"
    }
    /// A file of a theme is not used, because of its folder or its name.
    pub fn unused_theme_file(suggestion: Option<&str>) = Warning "ignored-file" {
        "tệp này của giao diện không được dùng tới" | "this file of the theme is not used"
        hint if let Some(suggestion) = suggestion => "có phải tệp này nên là «{suggestion}»?"
            | "should it be «{suggestion}»?"
        hint if suggestion.is_none() =>
            "mẫu nằm trong templates/, kiểu dáng và hình ảnh trong assets/, nhãn trong i18n/vi.yaml"
            | "templates lie in templates/, styles and pictures in assets/, labels in i18n/vi.yaml"
    }
    /// The theme lacks a required template.
    pub fn missing_template(name: &str) = Error "missing-template" {
        "giao diện thiếu mẫu templates/{name}" | "the theme has no template templates/{name}"
    }
    /// A template extends one that does not exist.
    pub fn unknown_parent_template(name: &str, near: Option<&str>) = Error "missing-template" {
        "không có mẫu «{name}» để kế thừa" | "there is no template «{name}» to extend"
        suggest near
    }
    /// A template extends itself, directly or through others; `below` is the template that it overrides.
    pub fn template_cycle(below: Option<&str>) = Error "template-circle" {
        "mẫu này kế thừa chính nó" | "this template extends itself"
        hint if let Some(below) = below => "để sửa một phần của mẫu có sẵn, viết {{% extends \"{below}\" %}}"
            | "to change a part of the one below, write {{% extends \"{below}\" %}}"
        hint if below.is_none() => "kế thừa một mẫu khác, thường là \"base.html\""
            | "extend another template, mostly \"base.html\""
    }
    /// A template does not compile, or fails, for a reason in both languages; `near` is nearest to an unknown name.
    pub fn template_error(vietnamese: &str, english: &str, near: Option<&str>) = Error "template" {
        "mẫu trang bị lỗi: {vietnamese}" | "template: {english}"
        suggest near
    }
    /// A template asks for a label that no file of labels has.
    pub fn unknown_label(key: &str, near: Option<&str>) = Error "unknown-label" {
        "không có nhãn «{key}» trong i18n/" | "there is no label «{key}» in i18n/"
        suggest near
        hint if near.is_none() => "thêm một dòng «{key}: …» vào i18n/vi.yaml của giao diện"
            | "add a line «{key}: …» to i18n/vi.yaml of the theme"
    }
    /// A label is asked for by nothing, and its key is nearly that of another.
    pub fn misspelt_label(key: &str, near: Option<&str>) = Warning "misspelt-label" {
        "không mẫu nào dùng nhãn «{key}»" | "no template asks for the label «{key}»"
        suggest near
    }
}
